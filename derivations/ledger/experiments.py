"""Experiments: what a source says will happen, or says in words, put so that it can turn out otherwise.

Each function registered with :func:`experiment` computes an :class:`Outcome`, the answers to questions about numbers, runs or tables; the
word of the ledger follows from the answers.  Nothing is expected here.  Seeds are fixed, and each takes well under a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from derivations.ledger.words import ABUSE, ASSUMING, CHECKABLE, HOLDS, UNKNOWN, WRONG

if TYPE_CHECKING:
    from derivations.ledger.written import Sources

ROOMS = ("arrays", "descents", "extrema", "networks", "tables", "units")
Case = TypeVar("Case")
EXPERIMENTS: dict[str, Experiment] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen, as answers to questions.

    stated:   did it hold as stated?
    assuming: did it hold under an assumption that is not stated?  (None: not asked)
    meant:    did it hold once the words are taken as they were meant?
    open:     do the data leave more than one answer?
    run:      is the statement about a run and not about a formula?
    """

    stated: bool
    assuming: bool | None = None
    run: bool = False
    meant: bool | None = None
    open: bool = False

    @property
    def word(self) -> str:
        """The verdict of the ledger that follows."""
        if self.open:
            return UNKNOWN
        if self.stated:
            return CHECKABLE if self.run else HOLDS
        return ABUSE if self.meant else ASSUMING if self.assuming else WRONG


def over(cases: Iterable[Case], holds: Callable[[Case], bool], assuming: Callable[[Case], bool]) -> Outcome:
    """Whether something holds in all cases, and whether it holds in all those in which an assumption is met."""
    seen = [(bool(holds(case)), bool(assuming(case))) for case in cases]
    met = [held for held, assumed in seen if assumed]
    return Outcome(all(held for held, _ in seen), bool(met) and all(met))


@dataclass(frozen=True, slots=True)
class Experiment:
    """A function that runs an experiment; ``reads``: it takes the notes on the sources, for a table or a list that stands there."""

    function: Callable[..., Outcome]
    evidence: tuple[str, ...]
    reads: bool

    @property
    def place(self) -> str:
        return f"{self.function.__module__}.{self.function.__name__}"

    def outcome(self, sources: Sources) -> Outcome:
        return self.function(sources) if self.reads else _run(self.function)


@cache
def _run(function: Callable[[], Outcome]) -> Outcome:
    return function()


def experiment(*ids: str, evidence: tuple[str, ...] = (), reads: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the experiment of some rows and the kinds of evidence that it gives (by default numbers or a run)."""

    def register(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
        EXPERIMENTS.update(dict.fromkeys(ids, Experiment(function, evidence, reads)))
        return function

    return register


def experiments() -> dict[str, Experiment]:
    """All experiments by the ids of their rows."""
    for room in ROOMS:
        import_module(f"{__package__}.{room}")
    return EXPERIMENTS


def experiment_of(id: str) -> Experiment | None:
    """The experiment of a row, if it has one."""
    return experiments().get(id)

"""Verdicts: the closed set of answers to "does this step hold?", each with its evidence.

``Proved``, ``Conditional`` and ``Refuted`` are claims with a guarantee; ``Undecided`` makes none;
``Unreadable`` says that there was no step to judge; ``Definition`` and ``Posed`` are not claims at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from symbolic.showing import Shown
from symbolic.terms import Term


@dataclass(frozen=True, slots=True)
class Assignment:
    """One name and its exact value at a point: a rational, or nested tuples for an array; text for a function."""

    name: str
    value: Term | tuple[object, ...] | str


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An allowed point, and the value of both sides there as text (exact, or an enclosure shown by its digits)."""

    at: tuple[Assignment, ...]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A small edit that makes the step provable: what to do in words, and the right side after it."""

    words: str
    right: Term


@dataclass(frozen=True, slots=True)
class Proved(Shown):
    """The relation holds at every allowed value, and both sides are defined together."""

    by: str
    notes: tuple[str, ...] = ()
    word: Literal["proved"] = "proved"
    kind: None = None


@dataclass(frozen=True, slots=True)
class Conditional(Shown):
    """Holds under ``conditions`` (boolean terms, all of them).

    kind ``definedness``: wherever both sides are defined; ``hypothesis``: under an undeclared condition;
    ``direction``: of an equivalence only one direction.  ``minimal`` is False if the conditions are only
    known to suffice.
    """

    kind: Literal["definedness", "hypothesis", "direction"]
    conditions: tuple[Term, ...]
    by: str
    witness: Counterexample | None = None
    minimal: bool = True
    reason: str | None = None
    notes: tuple[str, ...] = ()
    word: Literal["conditional"] = "conditional"


@dataclass(frozen=True, slots=True)
class Refuted(Shown):
    """False: at an allowed point both sides are defined and differ (``value``), or one side is defined nowhere."""

    kind: Literal["value", "undefined"]
    by: str
    counterexample: Counterexample | None = None
    repair: Repair | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()
    word: Literal["refuted"] = "refuted"


@dataclass(frozen=True, slots=True)
class Undecided(Shown):
    """Neither proved nor refuted; ``kind='conflict'`` if two layers of the engine disagree (an alarm)."""

    reason: str
    kind: Literal["conflict"] | None = None
    tried: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by: None = None
    word: Literal["undecided"] = "undecided"


@dataclass(frozen=True, slots=True)
class Unreadable(Shown):
    """Not understood: where (offsets into the source), what was expected, and what would settle it."""

    reason: str
    span: tuple[int, int] | None = None
    remedy: str | None = None
    kind: Literal["uncertain"] | None = None
    by: None = None
    word: Literal["unreadable"] = "unreadable"


@dataclass(frozen=True, slots=True)
class Definition(Shown):
    """Introduces a name; nothing is claimed."""

    reading: str
    by: None = None
    kind: None = None
    word: Literal["definition"] = "definition"


@dataclass(frozen=True, slots=True)
class Posed(Shown):
    """An equation that is set up, not claimed."""

    reading: str
    by: None = None
    kind: None = None
    word: Literal["posed"] = "posed"


Verdict = Proved | Conditional | Refuted | Undecided | Unreadable | Definition | Posed


FAILS_SOMEWHERE = "what is declared of the moments may exclude the values at which it fails"
"""Why a step that fails at some values, which may not be allowed, is not called false."""
NO_IDENTITY = "what holds for random variables almost surely is judged only where it is an identity"
"""Why an equation between random variables is left open."""
OUT_OF_TIME = "time: no verdict within"
"""How the reason of a step begins that ran into the time-out."""


def holds(verdict: Verdict) -> bool:
    """Whether the relation holds wherever both sides are defined."""
    return isinstance(verdict, Proved) or (isinstance(verdict, Conditional) and verdict.kind == "definedness")

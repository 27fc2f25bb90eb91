"""Items: what a document asks the checker, one relation each, and the results that come back.

An item is a step to be checked, or carries its verdict already (a definition, a posed equation, a row that could not
be read).  ``Outcome`` is the one place that says which verdicts fail a run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from html import escape
from pathlib import Path

from derivations.documents.equations.records import Conclusion
from derivations.documents.instructions import Expectation
from derivations.documents.model import Place
from derivations.documents.spelling import word_set
from symbolic.showing import verdict_html
from symbolic.steps import Step
from symbolic.terms import Call, Elem, Term, free_symbols, walk
from symbolic.verdicts import Conditional, Unreadable, Verdict

SYMBOLS = {
    "eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "approx": "≈", "propto": "∝", "element": "∈",
    "iff": "⇔", "implies": "⇒", "impliedby": "⇐", "define": ":=", "assign": "←",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation as the author wrote it, and where."""

    latex: str
    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Premise:
    """A relation that the section sets up, in a line; ``place`` is its chain and step; ``constraint``: it restricts an optimisation.

    passing: it is said of the names of another sentence, which may be meant here too; reason: the sentence gives it as the reason.
    """

    fact: Term
    line: int
    place: tuple[int, int]
    constraint: bool = False
    passing: bool = False
    reason: bool = False

    @property
    def general(self) -> bool:
        """Whether it is said of every member of a family: as a declaration it would speak of one alone."""
        free = free_symbols(self.fact)
        return any(isinstance(t, Elem) and any(free & free_symbols(i) for i in t.indices) for t in walk(self.fact))


@dataclass(frozen=True, slots=True)
class Other:
    """A step with the second formula that a relation, its chain and step at ``place``, gives a name, and why; None for a step
    if it is none then, and for a place if that is supposed.  ``before``: with what sections before say of
    its names, a formula or facts, which only keeps the step from being called false, as None does there."""

    step: Step | None
    place: tuple[int, int] | None
    why: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One relation of a document.

    derivation, step:  the number of the chain in the document, and of the relation in the chain, from 1.
    relation:          the symbol; None for something that is no relation (a declaration that cannot be read).
    left:              None where there is nothing to the left, or the row above was not read.
    right:             the side that a message points at; of what cannot be read, the part at fault.
    written:           the sides of what cannot be read, the left one None where the row has not two.
    checked:           the step to be judged; ``settled`` is its verdict if there is nothing to judge.
    expect:            the expectation on this row; ``block`` numbers an expectation before the whole block.
    instead:           why this cannot be called false, and what to do; said in place of a refutation.
    instance:          a case of the step that must be false too before ``instead`` gives way to a refutation.
    else_by:           why the step is judged as that case where it holds there; ``decides``: also where it is false there.
    proves:            the instance only shows what holds: where it is false, ``instead`` stays.
    misfit:            what is said of a row whose shapes do not fit, unless the step, which has them equal, is false.
    unshown:           ``instead`` and ``instance`` of a step about the members of a sequence, which an expectation does not change.
    closed:            a closed form, checked as an equation of columns: the first member and the one after.
    provided:          conditions under which what is checked is what the step says.
    instead_posed:     in place of a refutation this is an equation that is set up.
    premises:          what the section sets up about names of this step: a point where one of them fails makes nothing false.
    unless:            chain and step of relations which, if all of them hold, leave nothing of that doubt.
    rests_on:          chain and step of labelled equations used as hypotheses, which have to be proved themselves.
    hints:             sentences that help to understand a verdict ("line 12 defines z").
    instruction:       it is an instruction that cannot be read, which fails every run.
    weaker:            the step without what words may have taken back, and why it may not rest on that.
    others:            the step with second formulas of its names, where it has to hold as well.
    conclusion:        what is judged of it as what follows from equations that are set up.
    comment:           the reason that the author gave in a column of the row.
    rule:              why it is taken for a definition, for an equation that is set up, or for a claim.
    """

    path: Path
    derivation: int
    step: int
    relation: str | None
    left: Side | None
    right: Side
    checked: Step | None = None
    settled: Verdict | None = None
    expect: Expectation | None = None
    block: int | None = None
    block_expect: Expectation | None = None
    instead: str | None = None
    instance: Step | None = None
    else_by: str = ""
    decides: bool = False
    proves: bool = False
    misfit: Unreadable | None = None
    unshown: tuple[str, Step | None] | None = None
    closed: bool = False
    provided: tuple[Term, ...] = ()
    instead_posed: bool = False
    premises: tuple[Premise, ...] = ()
    unless: tuple[tuple[int, int], ...] = ()
    rests_on: tuple[tuple[int, int], ...] = ()
    hints: tuple[str, ...] = ()
    weaker: tuple[Step, str] | None = None
    others: tuple[Other, ...] = ()
    conclusion: Conclusion | None = None
    comment: str = ""
    instruction: bool = False
    rule: str = ""
    written: tuple[Side | None, Side] | None = None

    @property
    def shown_path(self) -> Path:
        """The file that the right side stands in: the document, or one that it inputs."""
        return self.right.start.file or self.path


@dataclass(frozen=True, slots=True)
class Result:
    """An item and its verdict.  ``expect`` is the expectation that applies to it, ``met`` whether it was found."""

    item: Item
    verdict: Verdict
    seconds: float
    expect: Expectation | None = None
    met: bool | None = None

    def __repr__(self) -> str:
        """One line: place, verdict, relation as written."""
        return short(self)

    def _repr_html_(self) -> str:
        left = f"{self.item.left.latex} " if self.item.left else ""
        formula = f"{left}{self.item.relation or ''} {self.item.right.latex}"
        return f"<span>${escape(formula)}$ &emsp; {verdict_html(self.verdict)}</span>"


class Outcome(Enum):
    """What a result means for a run."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"
    NOTHING = "nothing claimed"


ALWAYS_FAILING = word_set("refuted refuted/value refuted/undefined conditional/hypothesis conditional/direction undecided/conflict")
STRICTLY_FAILING = ALWAYS_FAILING | {"undecided", "unreadable", "unreadable/uncertain", "conditional/definedness"}
CONVENTION = "convention"


def label(verdict: Verdict) -> str:
    """``verdict`` or ``verdict/kind``."""
    return f"{verdict.word}/{verdict.kind}" if verdict.kind else verdict.word


def where(item: Item) -> str:
    """``path:line:column``, for a notebook ``path[cell N]:line:column``."""
    place = item.right.start
    cell = f"[cell {place.cell}]" if place.cell is not None else ""
    return f"{item.shown_path}{cell}:{place.line}:{place.column}"


def short(result: Result) -> str:
    """One line: place, verdict, relation as written."""
    item = result.item
    sides = (item.left.latex if item.left else "", item.relation or "", item.right.latex)
    return f"{where(item)}: {label(result.verdict)}: {' '.join(' '.join(sides).split())}"


def is_failing(result: Result, failing: frozenset[str] = ALWAYS_FAILING) -> bool:
    """Whether a result fails the run.

    An expectation decides alone; an instruction that cannot be read always fails; a layout that has to be named does not.
    """
    if result.met is not None:
        return not result.met
    if result.item.instruction:
        return True
    if needs_only_a_convention(result.verdict) and failing == ALWAYS_FAILING:
        return False
    return label(result.verdict) in failing or result.verdict.word in failing


def needs_only_a_convention(verdict: Verdict) -> bool:
    """True in one of the two layouts: the condition asked for is a convention, not a hypothesis."""
    return (isinstance(verdict, Conditional) and bool(verdict.conditions)
            and all(isinstance(c, Call) and c.op == CONVENTION for c in verdict.conditions))


def outcome(result: Result) -> Outcome:
    """The meaning of a result without ``--strict``."""
    if is_failing(result):
        return Outcome.FAILED
    if result.met:
        return Outcome.PASSED
    return {"definition": Outcome.NOTHING, "posed": Outcome.NOTHING, "undecided": Outcome.UNDECIDED,
            "unreadable": Outcome.UNREADABLE}.get(result.verdict.word, Outcome.PASSED)


def has_verdict(verdict: Verdict, expected: Expectation) -> bool:
    """Whether a verdict is the expected one; without a kind every kind will do."""
    return verdict.word == expected.verdict and expected.kind in (None, verdict.kind)


def with_expectations(results: Iterable[Result]) -> list[Result]:
    """Results of whole blocks with their expectations decided.

    An expectation on a row concerns its item.  One before a block is met by every item that has the verdict; if none
    has, the last item fails it.  Items without the verdict are judged as usual.
    """
    done = [_with_row_expectation(r) for r in results]
    for number in dict.fromkeys(r.item.block for r in done if r.item.block_expect is not None):
        inside = [k for k, r in enumerate(done) if r.item.block == number]
        expected = done[inside[0]].item.block_expect
        assert expected is not None
        matching = [k for k in inside if done[k].met is None and has_verdict(done[k].verdict, expected)]
        for k in matching or inside[-1:]:
            done[k] = Result(done[k].item, done[k].verdict, done[k].seconds, expected, bool(matching))
    return done


def _with_row_expectation(result: Result) -> Result:
    expected = result.item.expect
    if expected is None:
        return result
    return Result(result.item, result.verdict, result.seconds, expected, has_verdict(result.verdict, expected))

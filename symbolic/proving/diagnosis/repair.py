"""Repairs: a small edit of the right side that makes a refuted equation provable.

Edits are found by numbers and confirmed by proof.  At a few admissible points the ratio and the difference of the sides are compared
with constants and with the terms at hand (a missing factor, summand, inner derivative); other small edits (exponent, sign of a term,
indices swapped, a transpose, the order of factors) are tried one by one at these points.  Where none will do, what the left side asks
for is carried out.  An antiderivative has no values, and is edited by its slope.

Guarantee: a repair that is returned was proved by ``prove``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice

from flint import ctx

from symbolic.proving.balls.values import DENOMINATOR, NUMERATOR
from symbolic.proving.diagnosis.carried_out import asks_nothing, by_carrying_out, by_rest, integrated, slope_of
from symbolic.proving.diagnosis.edits import by_edits
from symbolic.proving.diagnosis.missing_parts import by_any_ratio, by_difference, by_ratio, by_summands, by_terms, by_value
from symbolic.proving.diagnosis.samples import PRECISION, samples_of
from symbolic.proving.diagnosis.tidy import shorter
from symbolic.steps import Step
from symbolic.terms import Num, Term
from symbolic.verdicts import Conditional, Proved, Repair, Verdict

MAX_PROOFS = 8
RULES = (by_value, by_ratio, by_summands, by_difference, by_edits, by_terms, by_any_ratio)


def find_repair(step: Step, prove: Callable[[Step], Verdict]) -> Repair | None:
    """The first small edit of the right side that ``prove`` proves, or None.

    A step that still has its definitions is edited as it is written, and so put to ``prove``.
    """
    if step.relation != "eq":
        return None
    layout = next((c for c in (NUMERATOR, DENOMINATOR) if c in step.conventions), "")
    conditional: Repair | None = None
    for repair in islice(_candidates(step, layout), MAX_PROOFS):
        match prove(replace(step, right=repair.right)):
            case Proved():
                return repair
            case Conditional("definedness") if conditional is None:
                conditional = repair
    return conditional


def _candidates(step: Step, layout: str) -> Iterator[Repair]:
    """Edits that agree with the left side wherever it was looked at, the simplest first."""
    seen: set[Term] = {step.right}
    for repair in chain(_edits(step, layout), by_carrying_out(step), by_rest(step)):
        right = shorter(repair.right, step.declarations)
        tells_nothing = isinstance(step.right, Num) and not asks_nothing(right)  # of a number nobody wants "2 ∂/∂v (v²), not 0"
        if right not in seen and not tells_nothing:
            seen.add(right)
            yield replace(repair, right=right)


def _edits(step: Step, layout: str) -> Iterator[Repair]:
    """Edits that agree with the left side at every sample; those of an antiderivative, with the integrand as its slope."""
    if (slope := slope_of(step)) is not None:
        for repair in _edits(slope, layout):
            yield from integrated(repair)
        return
    samples = list(samples_of(step, layout))
    for rule in RULES if samples else ():
        yield from _precisely(rule(step, samples, layout))


def _precisely(repairs: Iterator[Repair]) -> Iterator[Repair]:
    """The items, computed with the precision of the samples."""
    while True:
        before, ctx.prec = ctx.prec, PRECISION
        try:
            found = next(repairs, None)
        finally:
            ctx.prec = before
        if found is None:
            return
        yield found

"""Repairs: a small edit of the right side that makes a refuted equation provable.

Edits are found by numbers and confirmed by proof.  At a few admissible points the ratio and the difference of the sides are compared
with constants and with the terms at hand (a missing factor, summand, inner derivative); other small edits (exponent, sign of a term,
indices swapped, a transpose, the order of factors) are tried one by one at these points.

Guarantee: a repair that is returned was proved by ``prove``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from flint import ctx

from symbolic.proving.balls.ball_values import DENOMINATOR, NUMERATOR
from symbolic.proving.diagnosis.edits import by_edits
from symbolic.proving.diagnosis.missing_parts import by_any_ratio, by_difference, by_ratio, by_summands, by_terms, by_value
from symbolic.proving.diagnosis.samples import PRECISION, Sample, samples_of
from symbolic.steps import Step
from symbolic.terms import Term
from symbolic.verdicts import Conditional, Proved, Repair, Verdict

MAX_PROOFS = 8


def find_repair(step: Step, prove: Callable[[Step], Verdict]) -> Repair | None:
    """The first small edit of the right side that ``prove`` proves, or None.

    A step that still has its definitions is edited as it is written, and so put to ``prove``.
    """
    if step.relation != "eq":
        return None
    layout = next((c for c in (NUMERATOR, DENOMINATOR) if c in step.conventions), "")
    samples = list(samples_of(step, layout))
    if not samples:
        return None
    conditional: Repair | None = None
    for repair in islice(_candidates(step, samples, layout), MAX_PROOFS):
        match prove(replace(step, right=repair.right)):
            case Proved():
                return repair
            case Conditional("definedness") if conditional is None:
                conditional = repair
    return conditional


def _candidates(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """Edits that agree with the left side at every sample, the simplest first."""
    seen: set[Term] = {step.right}
    for rule in (by_value, by_ratio, by_summands, by_difference, by_edits, by_terms, by_any_ratio):
        for repair in _precisely(rule(step, samples, layout)):
            if repair.right not in seen:
                seen.add(repair.right)
                yield repair


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

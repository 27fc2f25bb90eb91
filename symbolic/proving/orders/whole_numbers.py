"""Equations with integer parts, ``⌊x + n⌋ = ⌊x⌋ + n``, by the inequalities in both directions.

Guarantee: ``Proved`` holds wherever both sides are defined together, as both inequalities say.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.steps import Step
from symbolic.terms import operators
from symbolic.verdicts import Proved

METHOD = "integer parts"
ROUNDED = frozenset({"floor", "ceil"})


def prove_integer_parts(step: Step) -> Proved | None:
    """Prove an equation that holds an integer part."""
    if step.relation != "eq" or ROUNDED.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    both = (prove_inequality(replace(step, relation=r)) for r in ("le", "ge"))
    return Proved(METHOD) if all(isinstance(answer, Proved) for answer in both) else None

"""Equations with integer parts, ``⌊x + n⌋ = ⌊x⌋ + n``, by the inequalities in both directions.

Guarantee: ``Proved`` holds wherever both sides are defined together, as both inequalities say.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.residues import ROUNDED, prove_residues
from symbolic.steps import Step
from symbolic.terms import operators
from symbolic.verdicts import Proved

METHOD = "integer parts"


def prove_integer_parts(step: Step) -> Proved | None:
    """Prove a relation between integer parts, or an equation that holds one."""
    if ROUNDED.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    if (found := prove_residues(step)) is not None or step.relation != "eq":
        return found
    both = (prove_inequality(replace(step, relation=r)) for r in ("le", "ge"))
    return Proved(METHOD) if all(isinstance(answer, Proved) for answer in both) else None

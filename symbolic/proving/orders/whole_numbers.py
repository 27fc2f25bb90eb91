"""Equations with integer parts, ``⌊x + n⌋ = ⌊x⌋ + n``, by the inequalities in both directions; ⌊u⌋ = k by k ≤ u < k + 1.

Guarantee: ``Proved`` holds wherever both sides are defined together, as both inequalities say.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.domains import is_integer
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.residues import ROUNDED, prove_residues
from symbolic.steps import Step
from symbolic.terms import MINUS_ONE, ONE, Call, Num, Term, add, num, operators, sub
from symbolic.verdicts import Proved

METHOD = "integer parts"


def prove_integer_parts(step: Step) -> Proved | None:
    """Prove a relation between integer parts, or an equation that holds one."""
    if ROUNDED.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    if (found := prove_residues(step)) is not None or step.relation != "eq":
        return found
    both = [(r, step.left, step.right) for r in ("le", "ge")]
    for claims in (both, *map(defining, ((step.left, step.right), (step.right, step.left)))):
        answers = (prove_inequality(replace(step, relation=r, left=a, right=b)) for r, a, b in claims)
        if claims and all(isinstance(answer, Proved) for answer in answers):
            return Proved(METHOD)
    return None


def defining(sides: tuple[Term, Term]) -> list[tuple[str, Term, Term]]:
    """What ⌊u⌋ = k and ⌈u⌉ = k say of a whole number k: k ≤ u < k + 1, k − 1 < u ≤ k; nothing of other equations."""
    match sides:
        case (Call("floor", (u,)), k) if is_integer(k):
            return [("ge", u, k), ("lt", u, _next(k, ONE))]
        case (Call("ceil", (u,)), k) if is_integer(k):
            return [("gt", u, _next(k, MINUS_ONE)), ("le", u, k)]
    return []


def _next(k: Term, one: Num) -> Term:
    """k + 1 or k − 1."""
    match k:
        case Num(value):
            return num(value + one.value)
        case Call("add", args):
            return add(*args, one) if one is ONE else sub(k, ONE)
    return add(k, ONE) if one is ONE else sub(k, ONE)

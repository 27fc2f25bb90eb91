"""Whether an equation needs a property of a matrix: ``det(A)² = 1`` holds for matrices that are not orthonormal.

Guarantee of :func:`holds_without`: at points with a matrix that lacks the property, and several choices of the other names, both sides
have the same exact value.  That the equation holds for that matrix whatever the others are is evidence, no proof.
"""

from __future__ import annotations

from itertools import islice

from flint import fmpq

from symbolic.functions import BY_VARIABLES
from symbolic.proving.balls.arrays import entries
from symbolic.proving.balls.balls import compiled, values_of
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.points import points
from symbolic.proving.balls.values import Missing
from symbolic.proving.unfolding import unfold_step
from symbolic.steps import Step
from symbolic.terms import Call, Deriv, Sym, Term, free_symbols, walk

SPECIAL = tuple(tuple(tuple(map(fmpq, row)) for row in rows) for rows in (
    ((0, -1), (1, 0)), ((2, 0), (0, fmpq(1, 2))), ((0, 1), (1, 0)), ((1, 1), (0, 0)), ((0, 1), (0, 0)), ((1, 1), (-1, 1)), ((2, 0), (0, 3)),
))
"""A rotation, a stretch of the same area, an exchange, a projection along a line, a nilpotent one, a turning stretch, a diagonal one."""
TRIED, ENOUGH, PRECISION = 16, 3, 64


def holds_without(step: Step, matrix: Sym, conditions: tuple[Term, ...]) -> bool:
    """Whether an equation is seen to hold for some matrix at which the conditions fail."""
    step = unfold_step(step)
    if step.relation != "eq" or any(_varies(t, matrix) for side in (step.left, step.right) for t in walk(side)):
        return False
    codes = [compiled(step.left), compiled(step.right)]
    wanted, granted = ([condition(c, False) for c in facts] for facts in (conditions, step.declarations))
    places = [p.values for p in islice(points(step), TRIED) if len(p.values[matrix]) == len(p.values[matrix][0]) == 2][:ENOUGH]
    alone = free_symbols(step.left) | free_symbols(step.right) <= {matrix}

    def same(values: dict[Sym, object]) -> bool:
        lacks = any(v is not True for v in values_of(wanted, values, PRECISION))
        if not lacks or any(v is not True for v in values_of(granted, values, PRECISION)):
            return False
        left, right = values_of(codes, values, PRECISION)
        if isinstance(left, Missing) or isinstance(right, Missing):
            return False
        found = [*entries(left)], [*entries(right)]
        return found[0] == found[1] and all(type(x) is fmpq for part in found for x in part)

    enough = 1 if alone else ENOUGH
    return len(places) >= enough and any(all(same({**p, matrix: special}) for p in places) for special in SPECIAL)


def _varies(t: Term, matrix: Sym) -> bool:
    """Whether something is differentiated by the matrix."""
    match t:
        case Deriv(_, var, _):
            return matrix in free_symbols(var)
        case Call(op, (_, var)) if op in BY_VARIABLES:
            return matrix in free_symbols(var)
    return False

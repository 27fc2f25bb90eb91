"""Conditions on what is left of a number beside its integer part: x − ⌊x⌋ < 1/2 of ⌊2x⌋ = 2⌊x⌋, x ≠ ⌊x⌋ of ⌈x⌉ = ⌊x⌋ + 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, islice

from symbolic.functions import ge, gt, le, lt, ne
from symbolic.proving.conditions import shortest
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.domains import definedness
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.residues import ROUNDED, Piece, where_it_holds
from symbolic.proving.orders.whole_numbers import defining
from symbolic.steps import Step
from symbolic.terms import Sym, Term, call, div, free_symbols, mul, num, operators, sub
from symbolic.verdicts import Proved

MOST_RUNS, MOST_POINTS = 2, 24


def residues(step: Step) -> Iterator[Conditions]:
    """Where the step holds, if that is no number alone."""
    found = where_it_holds(step)
    if found is None:
        return
    x, period, pieces = found
    if all(low == high for low, high, holds in pieces if not holds):
        yield tuple(_apart(x, period, low) for low, _, holds in pieces if not holds)
        return
    runs = [list(run) for holds, run in groupby(pieces, key=lambda piece: piece[2]) if holds]
    if len(runs) <= MOST_RUNS and any(run[0][0] < run[-1][1] for run in runs):
        bounds = [_bounds(_rest(x, period), run, period) for run in runs]
        whole = [call("and", *b) if len(b) > 1 else b[0] for b in bounds]
        yield bounds[0] if len(bounds) == 1 else (call("or", *whole),)


def integer_part(step: Step) -> Iterator[Conditions]:
    """The bounds that an equation between an integer part and a whole number comes to, without integer parts: 1 ≤ x < e of ⌊log x⌋ = 0."""
    if step.relation == "eq":
        for sides in ((step.left, step.right), (step.right, step.left)):
            claims = [replace(step, relation=r, left=a, right=b) for r, a, b in defining(sides)]
            bounds = tuple(call(c.relation, c.left, c.right) for c in claims if not isinstance(prove_inequality(c), Proved))
            if bounds and all(ROUNDED.isdisjoint(operators(b)) for b in bounds) and _leaves_several_values(step, bounds):
                yield shortest((*step.declarations, *definedness(step.left), *definedness(step.right)), bounds)


def _leaves_several_values(step: Step, bounds: Conditions) -> bool:
    """Whether every whole number in the step is seen to take several values under the bounds: ⌊x + n⌋ = ⌊x⌋ says that n is 0."""
    from symbolic.proving.balls.points import points

    found = [p.values for p in islice(points(replace(step, declarations=(*step.declarations, *bounds))), MOST_POINTS)]
    whole = [s for s in free_symbols(step.left) | free_symbols(step.right) if s.sort.field == "integer"]
    return all(len({repr(values[s]) for values in found}) > 1 for s in whole)


def _rest(x: Sym, period: Fraction) -> Term:
    """x − P⌊x/P⌋."""
    return sub(x, call("floor", x) if period == 1 else mul(num(period), call("floor", div(x, num(period)))))


def _apart(x: Sym, period: Fraction, value: Fraction) -> Term:
    if value or period != 1:
        return ne(_rest(x, period), num(value))
    return ne(x, call("floor", x))


def _bounds(rest: Term, run: list[Piece], period: Fraction) -> Conditions:
    """The ends of a run of pieces, those that hold of every rest left out."""
    (low, inner, _), (outer, high, _) = run[0], run[-1]
    if low == high:
        return (call("eq", rest, num(low)),)
    out: list[Term] = []
    if low or inner != low:
        out.append(ge(rest, num(low)) if inner == low else gt(rest, num(low)))
    if high != period:
        out.append(le(rest, num(high)) if outer == high else lt(rest, num(high)))
    return tuple(out)

"""Conditions on what is left of a number beside its integer part: x − ⌊x⌋ < 1/2 of ⌊2x⌋ = 2⌊x⌋, x ≠ ⌊x⌋ of ⌈x⌉ = ⌊x⌋ + 1."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from symbolic.functions import ge, gt, le, lt, ne
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.orders.residues import Piece, where_it_holds
from symbolic.steps import Step
from symbolic.terms import Sym, Term, call, div, mul, num, sub

MOST_RUNS = 2


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

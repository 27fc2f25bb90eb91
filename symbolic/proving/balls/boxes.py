"""Enclosures of real terms over boxes: every free name runs through a ball (Arb).

Guarantee: :func:`enclose` returns a ball that contains the value of the term at every point of the box, and the term
is defined at all of them; None where that cannot be shown.  :func:`holds` likewise answers True or False only if the
condition holds, or fails, at every point of the box.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from symbolic.functions import COMPARISONS, FUNCTIONS
from symbolic.proving.domains import constant, is_integer
from symbolic.terms import Call, Num, Sym, Term

Ball = Any  # flint.arb; the package ships no types
Box = Mapping[Sym, Ball]


def exact(value: Fraction) -> Ball:
    return arb(fmpq(value.numerator, value.denominator))


def interval(low: Fraction, high: Fraction) -> Ball:
    """The ball around [low, high]."""
    return exact(low).union(exact(high))


def precision(bits: int) -> Any:
    """A context in which Arb computes with so many bits."""
    return ctx.workprec(bits)


def enclose(t: Term, box: Box) -> Ball | None:
    """A ball around the values of ``t`` on the box; None if it may be undefined somewhere, or is not understood."""
    return _enclosed(t, box, {})


def _enclosed(t: Term, box: Box, memo: dict[Term, Ball | None]) -> Ball | None:
    if t not in memo:
        memo[t] = _finite(_value(t, box, memo))
    return memo[t]


def _value(t: Term, box: Box, memo: dict[Term, Ball | None]) -> Ball | None:
    match t:
        case Num(value):
            return exact(value)
        case Sym():
            return box.get(t)
        case Call("pi", ()):
            return arb.pi()
        case Call("pow", (base, exponent)):
            return _power(_enclosed(base, box, memo), exponent, _enclosed(exponent, box, memo))
        case Call("root", (base, Num(degree))) if degree.denominator == 1 and degree >= 1:
            return _root(_enclosed(base, box, memo), int(degree))
        case Call("cases", args):
            return _cases(args, box, lambda part: _enclosed(part, box, memo))
        case Call(op, args):
            values = [_enclosed(a, box, memo) for a in args]
            if not values or any(v is None for v in values):
                return None
            return _call(t, op, values, box)
    return None


def _finite(value: Ball | None) -> Ball | None:
    return value if value is not None and value.is_finite() else None


def _call(node: Call, op: str, values: list[Ball], box: Box) -> Ball | None:
    match op:
        case "add":
            return sum(values[1:], values[0])
        case "mul":
            product = values[0]
            for v in values[1:]:
                product = product * v
            return product
        case "max" | "min":
            best = values[0]
            for v in values[1:]:
                best = best.max(v) if op == "max" else best.min(v)
            return best
        case "abs":
            return values[0].abs_lower().union(values[0].abs_upper())
        case "sign":
            return arb(1) if values[0] > 0 else arb(-1) if values[0] < 0 else None
    row = FUNCTIONS.get(op)
    if row is None or not row.elementwise:
        return None
    if row.defined is not None and not all(holds(c, box) for c in row.defined(*node.args)):
        return None
    if row.ball is not None:
        return row.ball(*values)
    return enclose(row.expand(*node.args), box) if row.expand is not None else None


def _power(base: Ball | None, exponent: Term, value: Ball | None) -> Ball | None:
    if base is None or value is None:
        return None
    number = constant(exponent)
    if number is not None and number.denominator == 1:
        n = int(number)
        if n < 0 and not (base > 0 or base < 0):
            return None
        if n == 0:
            return arb(1)
        low, high = (base.abs_lower(), base.abs_upper()) if n % 2 == 0 else (base.lower(), base.upper())
        return (low**n).union(high**n)
    if number == Fraction(1, 2):
        return base.sqrt() if base >= 0 else None
    if is_integer(exponent) and number is None:
        return None
    return (value * base.log()).exp() if base > 0 else None


def _root(base: Ball | None, degree: int) -> Ball | None:
    """The real root of an odd degree, of an even one where nothing is negative: it grows, so that its ends enclose it."""
    if base is None or (degree % 2 == 0 and not base >= 0):
        return None
    low, high = (-((-end).root(degree)) if end < 0 else end.root(degree) for end in (base.lower(), base.upper()))
    return low.union(high)


def _cases(args: tuple[Term, ...], box: Box, visit: Any) -> Ball | None:
    """The branch that is taken on the whole box."""
    remaining = args
    while len(remaining) > 1:
        answer = holds(remaining[0], box)
        if answer is None:
            return None
        if answer:
            return visit(remaining[1])
        remaining = remaining[2:]
    return visit(remaining[0]) if remaining else None


def holds(condition: Term, box: Box) -> bool | None:
    """Whether a condition holds (True) or fails (False) on the whole box."""
    match condition:
        case Call("true", ()):
            return True
        case Call("false", ()):
            return False
        case Call("and" | "or" as op, args):
            answers = [holds(a, box) for a in args]
            decisive = op == "or"
            return decisive if decisive in answers else None if None in answers else not decisive
        case Call("not", (a,)):
            answer = holds(a, box)
            return None if answer is None else not answer
        case Call(op, (a, b)) if op in COMPARISONS:
            left, right = enclose(a, box), enclose(b, box)
            return None if left is None or right is None else compare(op, left - right)
    return None


def compare(op: str, difference: Ball) -> bool | None:
    """Whether ``difference op 0`` for every value of the ball."""
    below, above, zero = difference < 0, difference > 0, difference.is_zero()
    match op:
        case "lt" | "ge":
            answer = True if below else False if difference >= 0 else None
            return answer if op == "lt" or answer is None else not answer
        case "gt" | "le":
            answer = True if above else False if difference <= 0 else None
            return answer if op == "gt" or answer is None else not answer
    answer = True if zero else False if below or above else None
    return answer if op == "eq" or answer is None else not answer

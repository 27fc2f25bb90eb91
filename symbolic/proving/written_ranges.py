"""Between which numbers a term lies as it is written: 1 + sin(2x) is not negative.

Guarantee: wherever the term is defined for real names, its value lies between the two numbers (None: unbounded).
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from symbolic.functions import FUNCTIONS
from symbolic.proving.forms.masks import ANY, NEG, NONNEG, NONPOS, POS
from symbolic.terms import Call, Num, Term

Range = tuple[Fraction | None, Fraction | None]
EVERYTHING: Range = (None, None)
BOUNDED = frozenset(name for name, row in FUNCTIONS.items() if row.lower is not None and row.upper is not None)


def range_of(t: Term) -> Range:
    """The bounds of a sum or difference of numbers, bounded functions, squares and multiples of these."""
    match t:
        case Num(value):
            return value, value
        case Call("neg", (a,)):
            return _scaled(range_of(a), Fraction(-1))
        case Call("add", args):
            return reduce(_plus, map(range_of, args))
        case Call("mul", (Num(c), *rest)) if len(rest) == 1:
            return _scaled(range_of(rest[0]), c)
        case Call("div", (a, Num(c))) if c:
            return _scaled(range_of(a), 1 / c)
        case Call("pow", (a, Num(k))) if k.denominator == 1 and k > 0 and k % 2 == 0:
            return _even_power(range_of(a), int(k))
        case Call(op, (_,)) if op in FUNCTIONS:
            return FUNCTIONS[op].lower, FUNCTIONS[op].upper
    return EVERYTHING


def sign_in_range(t: Term) -> int:
    """The sign mask that the bounds give."""
    low, high = range_of(t)
    if low is not None and low >= 0:
        return POS if low > 0 else NONNEG
    if high is not None and high <= 0:
        return NEG if high < 0 else NONPOS
    return ANY


def _plus(a: Range, b: Range) -> Range:
    return tuple(None if x is None or y is None else x + y for x, y in zip(a, b, strict=True))  # type: ignore[return-value]  # of two


def _scaled(a: Range, c: Fraction) -> Range:
    low, high = (None if x is None else c * x for x in a)
    return (low, high) if c >= 0 else (high, low)


def _even_power(a: Range, k: int) -> Range:
    low, high = a
    return Fraction(0), None if low is None or high is None else max(low**k, high**k)

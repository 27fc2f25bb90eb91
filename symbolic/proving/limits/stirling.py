"""Expansions of factorials and binomial coefficients of growing arguments, by Stirling's series.

Source: log u! = u log u − u + log(2πu)/2 + 1/(12u) − 1/(360u³) + 1/(1260u⁵) + O(1/u⁷) for u → ∞.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symbolic.terms import PI, TWO, Term, log, mul, sub

if TYPE_CHECKING:
    from symbolic.proving.limits.asymptotics import Expander
    from symbolic.proving.limits.series import Series

COEFFICIENTS = (Fraction(1, 12), Fraction(0), Fraction(-1, 360), Fraction(0), Fraction(1, 1260), Fraction(0))


def factorial(e: Expander, a: Term) -> Series:
    """a! for a → ∞, else by the table."""
    if e.at_infinity(a) <= 0:
        return e.function("factorial", (a,))
    u = e.expand(a)
    inverse = e.rational_power(u, Fraction(-1))
    logarithm = e.logarithm(u)
    total = e.plus(e.product(u, logarithm), e.scaled(u, e.s.ring.number(-1)))
    total = e.plus(total, e.scaled(e.plus(logarithm, e.expand(log(mul(TWO, PI)))), e.s.ring.number(Fraction(1, 2))))
    grown = e.exact(e.s.ring.number(1))
    for c in COEFFICIENTS:
        grown = e.product(grown, inverse)
        total = e.plus(total, e.scaled(grown, e.s.ring.number(c)))
    tail = e.raised(e.leading(inverse)[0], Fraction(len(COEFFICIENTS) + 1))
    return e.exponential(e.trimmed(total.terms, e.larger(total.rest, tail)))


def binomial(e: Expander, a: Term, b: Term) -> Series:
    """a!/(b! (a − b)!) for a, b and a − b → ∞, else by the table."""
    if not all(e.at_infinity(x) > 0 for x in (a, b, sub(a, b))):
        return e.function("binomial", (a, b))
    top, low, gap = (factorial(e, x) for x in (a, b, sub(a, b)))
    return e.product(top, e.rational_power(e.product(low, gap), Fraction(-1)))

"""Expansions of operators that have a rule of their own: bounded oscillation, limits at infinity, integer parts, roots.

Guarantee: as for :mod:`symbolic.proving.limits.asymptotics`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from math import factorial as whole_factorial
from typing import TYPE_CHECKING

from symbolic.proving.forms.ring import Quotient
from symbolic.proving.limits.series import NoExpansion, Series
from symbolic.proving.limits.stirling import binomial, factorial
from symbolic.proving.limits.sums_over_members import logarithm_of_sum
from symbolic.terms import PI, TWO, Term, call, div, exp, free_symbols, mul, neg, num, power, sub

if TYPE_CHECKING:
    from symbolic.proving.limits.asymptotics import Expander


def _circular(e: Expander, a: Term, phase: int) -> Series:
    """cos (phase 0) or sin (phase 1); bounded where the argument has no limit."""
    bounded = Series((), e.unit)
    try:
        infinite, centre, small = e.parted(e.expand(a))
    except NoExpansion as failure:
        if failure.deeper:
            return bounded
        raise
    if infinite:
        return bounded
    at = e.s.quotient_term(centre)
    cosine, sine = e.s.nf(call("cos", at)), e.s.nf(call("sin", at))
    ring = e.s.ring
    cycle = [cosine, ring.neg(sine), ring.neg(cosine), sine]

    def coefficient(k: int) -> Quotient:
        return ring.mul(ring.number(Fraction(1, whole_factorial(k))), cycle[(k - phase) % 4])

    return e.composed(coefficient, small)


def _atan(e: Expander, a: Term) -> Series:
    side = e.at_infinity(a)
    if not side:
        return e.function("atan", (a,))
    return e.expand(sub(mul(num(Fraction(side, 2)), PI), call("atan", div(num(1), a))))


def _erf(e: Expander, a: Term) -> Series:
    """erf u = ±1 + O(exp(−u²)) as u → ±∞."""
    side = e.at_infinity(a)
    if not side:
        return e.function("erf", (a,))
    tail = e.bound(e.expand(exp(neg(power(a, TWO)))))
    return e.trimmed(((e.unit, e.s.ring.number(side)),), tail)


def _integer_part(e: Expander, a: Term, side: int) -> Series:
    """⌊a⌋ (side −1) or ⌈a⌉ (side 1): by the side from which a rational limit is met, else a + O(1)."""
    x = e.expand(a)
    infinite, centre, small = e.parted(x)
    value = e.s.ring.as_number(centre)
    if infinite or value is None:
        return e.trimmed(x.terms, e.unit)
    moved = 0
    if value.denominator == 1 and (small.terms or small.rest is not None):
        moved = 1 if e.positive(e.leading(small)[1]) else -1
    whole = floor(value) if side < 0 else ceil(value)
    return e.exact(e.s.ring.number(whole + (moved if moved == side else 0)))


def _root(e: Expander, a: Term, degree: Term) -> Series:
    if e.t in free_symbols(degree):
        if e.t not in free_symbols(a) and e.s.ring.as_number(e.s.nf(a)) == 0:
            return e.exact(e.s.ring.number(0))
        return e.exponential(e.product(e.expand(div(num(1), degree)), e.growth(a)))
    n = e.s.ring.as_number(e.s.nf(degree))
    if n is None or n.denominator != 1 or n < 1:
        raise NoExpansion("a root of unknown degree")
    x = e.expand(a)
    if n % 2 and (x.terms or x.rest is not None) and not e.positive(e.leading(x)[1]):
        minus = e.s.ring.number(-1)
        return e.scaled(e.rational_power(e.scaled(x, minus), 1 / n), minus)
    return e.rational_power(x, 1 / n)


def _alternating(e: Expander, a: Term) -> Series:
    return e.expand(neg(a) if e.side(a) < 0 else a)


OPERATORS: dict[str, Callable[..., Series]] = {
    "exp": lambda e, a: e.exponential(e.expand(a)),
    "log": lambda e, a: logarithm_of_sum(e, a) or e.logarithm(e.expand(a)),
    "sqrt": lambda e, a: e.rational_power(e.expand(a), Fraction(1, 2)),
    "root": _root,
    "abs": _alternating,
    "sign": lambda e, a: e.exact(e.s.ring.number(e.side(a))),
    "sin": lambda e, a: _circular(e, a, 1),
    "cos": lambda e, a: _circular(e, a, 0),
    "atan": _atan,
    "erf": _erf,
    "factorial": factorial,
    "gamma": lambda e, a: factorial(e, sub(a, num(1))),
    "binomial": binomial,
    "floor": lambda e, a: _integer_part(e, a, -1),
    "ceil": lambda e, a: _integer_part(e, a, 1),
    "indicator": lambda e, test: e.exact(e.s.ring.number(int(e.holds(test)))),
}
"""Operators with a rule of their own; the rest of the table goes by definition or Taylor series."""

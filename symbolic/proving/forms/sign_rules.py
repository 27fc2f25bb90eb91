"""Signs of polynomials, rule by rule: enclosures, equations, exponentials, logarithms, squares, a square root, one generator, boxes.

Guarantee: as for :mod:`symbolic.proving.forms.signs`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from flint import arb, fmpq, fmpz_poly

from symbolic.proving.forms.combinations import by_combination
from symbolic.proving.forms.corners import by_corners
from symbolic.proving.forms.linear import semidefinite
from symbolic.proving.forms.masks import ANY, NEG, NONNEG, NONPOS, NONZERO, POS, ZERO, flip
from symbolic.proving.forms.ranges import bounds, enclosed
from symbolic.proving.forms.ring import Poly, Quotient

if TYPE_CHECKING:
    from symbolic.proving.forms.signs import Signs

MAX_ROOT_TERMS = 8
MAX_PENDING = 6
MAX_LOGARITHMS, MAX_MULTIPLE = 4, 4


def by_enclosure(signs: Signs, p: Poly) -> int:
    """The sign of a constant, from balls."""
    values: dict[int, arb] = {}
    for g in signs.ring.used(p):
        value = None if g.symbols else enclosed(g.term)
        if value is None:
            return ANY
        values[g.index] = value
    total = arb(0)
    for c, exps in signs.ring.terms(p):
        part = arb(c)
        for index, e in exps:
            part *= values[index] ** e
        total += part
    return POS if total > 0 else NEG if total < 0 else ANY


def by_equations(signs: Signs, p: Poly) -> int:
    """Not zero, if an equation q = 0 would become c = 0 with a number c ≠ 0: xy = 1 gives x ≠ 0."""
    if p.is_constant():
        return ANY
    for q, mask in signs.facts.values():
        if mask == ZERO:
            rest = divmod(signs.ring.lift(q), p)[1]
            if rest.is_constant() and not rest.is_zero():
                return NONZERO
    return ANY


def by_exponential(signs: Signs, p: Poly) -> int:
    """exp(q) − exp(r) has the sign of q − r."""
    terms = signs.ring.terms(p)
    if len(terms) != 2 or terms[0][0] + terms[1][0] != 0:
        return ANY
    exponents = [_exponent(signs, exps) for _, exps in terms]
    if exponents[0] is None or exponents[1] is None:
        return ANY
    mask = signs.quotient_sign(signs.ring.sub(exponents[0], exponents[1]))
    return mask if terms[0][0] > 0 else flip(mask)


def by_logarithms(signs: Signs, p: Poly) -> int:
    """Σ c log q with whole c has the sign of Π q^c − 1."""
    terms = signs.ring.terms(p)
    if not 2 <= len(terms) <= MAX_LOGARITHMS or max(abs(c) for c, _ in terms) > MAX_MULTIPLE:
        return ANY
    sides = [signs.ring.constant(1), signs.ring.constant(1)]
    for c, exps in terms:
        g = signs.ring.generators[exps[0][0]] if len(exps) == 1 and exps[0][1] == 1 else None
        if g is None or g.kind != "log" or signs.sign(argument := signs.ring.lift(g.payload)) != POS:
            return ANY
        sides[c < 0] *= argument ** abs(c)
    return signs.sign(sides[0] - sides[1])


def _exponent(signs: Signs, exps: Sequence[tuple[int, int]]) -> Quotient | None:
    """The exponent of a product of exponentials."""
    ring = signs.ring
    total = ring.number(0)
    for index, power in exps:
        g = ring.generators[index]
        if g.kind != "exp":
            return None
        value, unit = g.payload
        total = ring.add(total, ring.mul(ring.number(Fraction(power, unit)), value))
    return total


def by_squares(signs: Signs, p: Poly) -> int:
    """Sign of a quadratic polynomial by LDLᵀ of its Gram matrix in 1, g₁, …, gₖ."""
    if p.total_degree() != 2 or len(p) > 40:
        return ANY
    used = signs.ring.used(p)
    if len(used) > 8:
        return ANY
    order = {g.index: k for k, g in enumerate(used)}
    size = len(used) + 1
    gram = [[fmpq(0)] * size for _ in range(size)]
    for c, exps in signs.ring.terms(p):
        places = [order[i] for i, e in exps for _ in range(e)]
        places += [size - 1] * (2 - len(places))
        a, b = places
        gram[a][b] += fmpq(c, 2)
        gram[b][a] += fmpq(c, 2)
    for sign in (1, -1):
        pivots = semidefinite([[sign * v for v in row] for row in gram])
        if pivots is not None:
            strict = pivots[-1] > 0
            if sign > 0:
                return POS if strict else NONNEG
            return NEG if strict else NONPOS
    return ANY


def by_root(signs: Signs, p: Poly) -> int:
    """Sign of a + b·u from the signs of b, a and b²u² − a², where u is a square root or a sine, which may be negative."""
    if len(p) > MAX_ROOT_TERMS or len(signs.pending) > MAX_PENDING:
        return ANY
    for a, b, u, norm in signs.square_roots(p, ("root", "sin") if signs.facts else ("root",)):
        slope, gap = signs.sign(b) if signs.ring.used(u)[0].kind == "root" else ANY, signs.sign(norm)
        if gap == POS and slope in (POS, NEG):
            return slope
        if gap == NEG:
            return signs.sign(a)
        if not gap & ZERO:
            return NONZERO
        weak = signs.sign(a) if not gap & POS else slope if not gap & NEG else ANY
        if weak in (POS, NEG, NONNEG, NONPOS):
            return weak | ZERO
    return ANY


def by_roots(signs: Signs, p: Poly) -> int:
    """Sign of a polynomial in one generator from its real roots and the known bounds of the generator."""
    used = signs.ring.used(p)
    if len(used) != 1:
        return ANY
    g = used[0]
    coeffs = [0] * (int(p.degrees()[g.index]) + 1)
    for c, exps in signs.ring.terms(p):
        coeffs[exps[0][1] if exps else 0] = c
    if len(coeffs) > 40:
        return ANY
    low, high = bounds(signs, g)
    if len(coeffs) == 2:
        return _linear_mask(coeffs[1], coeffs[0], low, high)
    if low is None and high is None and len(coeffs) % 2 == 0:
        return ANY
    return _mask_between(coeffs, low, high)


def _mask_between(coeffs: list[int], low: Fraction | None, high: Fraction | None) -> int:
    """The mask of a polynomial with real roots alone for low ≤ x ≤ high, from its values between the roots; ANY if it has others."""
    roots = [r for r, _ in fmpz_poly(coeffs).complex_roots() if r.imag == 0 or r.imag.contains(0)]
    if not all(r.imag == 0 for r in roots):
        return ANY
    below = None if low is None else _ball(low)
    above = None if high is None else _ball(high)
    mask, cuts = 0, []
    for r in sorted((r.real for r in roots), key=lambda r: float(r.mid())):
        if (below is None or r > below) and (above is None or r < above):
            cuts.append(Fraction(str(r.mid().fmpq())))
            mask |= ZERO
        elif not ((below is not None and r < below) or (above is not None and r > above)):
            return ANY
    for x in _between(cuts, low, high):
        value = _value(coeffs, x)
        if value == 0:
            return ANY
        mask |= POS if value > 0 else NEG
    return mask | (ZERO if any(_value(coeffs, b) == 0 for b in (low, high) if b is not None) else 0)


def _between(cuts: list[Fraction], low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    """A point in each of the intervals into which the cuts divide low ≤ x ≤ high."""
    least = low if low is not None else (min(cuts, default=Fraction(0)) - 2 if high is None or cuts else high - 2)
    most = high if high is not None else (max(cuts, default=Fraction(0)) + 2 if cuts or low is None else low + 2)
    return [(a + b) / 2 for a, b in pairwise([least, *cuts, most])]


def _value(coeffs: list[int], x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(coeffs)), Fraction(0))


def _linear_mask(slope: int, constant: int, low: Fraction | None, high: Fraction | None) -> int:
    """The mask of slope · x + constant for low ≤ x ≤ high."""
    if slope < 0:
        return flip(_linear_mask(-slope, -constant, low, high))
    least = None if low is None else slope * low + constant
    most = None if high is None else slope * high + constant
    mask = (NEG if least is None or least < 0 else 0) | (POS if most is None or most > 0 else 0)
    return mask | (ZERO if (least is None or least <= 0) and (most is None or most >= 0) else 0)


def _ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


RULES: tuple[Callable[[Signs, Poly], int], ...] = (
    by_roots, by_enclosure, by_equations, by_exponential, by_logarithms, by_combination, by_squares, by_root, by_corners,
)
"""Tried in this order, until the sign is settled."""

"""Signs of polynomials on boxes by Bernstein's coefficients: 1 + xy > 0 for −1 < x < 1 and −1 < y < 1.

A generator between l and h is (l + h t)/(1 + t) for a t ≥ 0, one only known to be ≥ l is l + t.  If all coefficients of the polynomial
in the t are ≥ 0, and not all 0, it is ≥ 0, and > 0 inside the box, and on those of its faces where a coefficient is left.

Guarantee: as for :mod:`symbolic.proving.forms.signs`.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import TYPE_CHECKING

from symbolic.proving.forms.masks import ANY, NEG, POS, ZERO
from symbolic.proving.forms.ranges import bounds
from symbolic.proving.forms.ring import Generator, Poly

if TYPE_CHECKING:
    from symbolic.proving.forms.signs import Signs

MOST_NAMES, MOST_TERMS, MOST_COEFFICIENTS = 4, 24, 160
Edge = tuple[Fraction | None, Fraction | None]


def by_corners(signs: Signs, p: Poly) -> int:
    """The sign of a polynomial in two to four bounded generators."""
    if not 2 <= len(p) <= MOST_TERMS or p.total_degree() < 2:
        return ANY
    used = signs.ring.used(p)
    degrees = p.degrees()
    if not 2 <= len(used) <= MOST_NAMES or prod(int(degrees[g.index]) + 1 for g in used) > MOST_COEFFICIENTS:
        return ANY
    edges: dict[int, Edge] = {}
    for g in used:
        edges[g.index] = low, high = bounds(signs, g)
        if low is None and high is None:
            return ANY
    if not any(low or high for low, high in edges.values()):
        return ANY
    terms = signs.ring.terms(_on_quadrant(signs, p, edges))
    if not terms:  # bounds that leave one value
        return ANY
    sign = POS if terms[0][0] > 0 else NEG
    if not all(c > 0 if sign == POS else c < 0 for c, _ in terms):
        return ANY
    monomials = [dict(e) for _, e in terms]
    corners = product(*(_attained(signs, g, edges[g.index], int(degrees[g.index])) for g in used))
    return sign if all(any(_is_left(m, corner) for m in monomials) for corner in corners) else sign | ZERO


def _on_quadrant(signs: Signs, p: Poly, edges: dict[int, Edge]) -> Poly:
    """The polynomial in the t, times a positive number and powers of 1 + t; each t is named as its generator is."""
    ring, degrees = signs.ring, p.degrees()
    factors: dict[tuple[int, int], Poly] = {}
    for i, (low, high) in edges.items():
        t, m = ring.poly(ring.generators[i]), lcm(*(x.denominator for x in (low, high) if x is not None))
        if low is None or high is None:
            end = high if low is None else low
            assert end is not None
            over, under = int(end * m) + (m if high is None else -m) * t, ring.constant(m)
        else:
            over, under = int(low * m) + int(high * m) * t, m * (1 + t)
        d = int(degrees[i])
        factors |= {(i, e): over**e * under ** (d - e) for e in range(d + 1)}
    total = ring.constant(0)
    for c, exponents in ring.terms(p):
        powers = dict(exponents)
        total += c * prod((factors[i, powers.get(i, 0)] for i in edges), start=ring.constant(1))
    return total


def _attained(signs: Signs, g: Generator, edge: Edge, degree: int) -> list[tuple[int, int | None]]:
    """The generator with the powers of its t that are left at each bound which it may attain; with None if there is none."""
    x, (low, high) = signs.ring.poly(g), edge
    ends = [(low if low is not None else high, 0)] + ([(high, degree)] if low is not None and high is not None else [])
    reached = [e for end, e in ends if end is not None and signs.sign(end.denominator * x - end.numerator) & ZERO]
    return [(g.index, e) for e in reached or (None,)]


def _is_left(monomial: dict[int, int], corner: tuple[tuple[int, int | None], ...]) -> bool:
    return all(e is None or monomial.get(i, 0) == e for i, e in corner)

"""Signs of polynomials in a few quantities ≥ 0, by their increments: where a ≤ b ≤ c, with b = a + u and c = a + u + v for u, v ≥ 0.

Written in the least quantity and the increments, in each order of the quantities, a polynomial all of whose coefficients are ≥ 0 is ≥ 0:
Schur's inequality a(a − b)(a − c) + b(b − a)(b − c) + c(c − a)(c − b) ≥ 0.  Lengths that are the sides of a triangle, of which each is less
than the sum of the others, are first written as the sums of two quantities > 0: a = y + z, b = z + x, c = x + y.

Source: Yang, Solving harder problems with lesser mathematics (2005), on successive differences.
Guarantee: the sign of the fraction lies in the mask returned, at every point where all facts of the session hold.
"""

from __future__ import annotations

from itertools import accumulate, permutations
from operator import add

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Generator, Poly, Quotient

FEWEST_TERMS = 3
MOST_TERMS = 60
MOST_QUANTITIES = 4
HIGHEST_DEGREE = 12


def sign_by_increments(s: Session, q: Quotient) -> int:
    """The mask of the fraction's sign; ANY if nothing is found."""
    p = s.ring.lift(q.num)
    if not FEWEST_TERMS <= len(p) <= MOST_TERMS or p.total_degree() > HIGHEST_DEGREE:
        return sg.ANY
    used = s.ring.used(p)
    if not 2 <= len(used) <= MOST_QUANTITIES or (below := s.signs.sign(q.den)) not in (sg.POS, sg.NEG):
        return sg.ANY
    signs = {g.index: s.signs.sign(s.ring.poly(g)) for g in used}
    if any(g.complex or g.relation is not None for g in used) or not {*signs.values()} <= {sg.POS, sg.NONNEG}:
        return sg.ANY
    if _are_sides(s, used):
        p, signs = _by_tangents(s, p, used), dict.fromkeys(signs, sg.POS)
    mask = sg.ANY
    for direction, sign in ((p, sg.POS), (-p, sg.NEG)):
        found = _sign(s, direction, used, signs)
        if found != sg.ANY:
            mask = sign if found == sg.POS else sign | sg.ZERO
    return mask if below == sg.POS else sg.flip(mask)


def _sign(s: Session, p: Poly, used: list[Generator], signs: dict[int, int]) -> int:
    """POS or NONNEG if the polynomial is seen to have that sign in every order of the quantities, else ANY."""
    strict = True
    for order in permutations(used):
        terms = s.ring.terms(_in_increments(s, p, order))
        if any(c < 0 for c, _ in terms):
            return sg.ANY
        least = order[0].index
        strict = strict and any(not e or (signs[least] == sg.POS and [i for i, _ in e] == [least]) for _, e in terms)
    return sg.POS if strict else sg.NONNEG


def _in_increments(s: Session, p: Poly, order: tuple[Generator, ...]) -> Poly:
    """The polynomial with each quantity as the sum of the least and the increments up to it, which are named as the quantities are."""
    sums = accumulate((s.ring.poly(g) for g in order), add)
    return _replaced(s, p, {g.index: total for g, total in zip(order, sums, strict=True)})


def _replaced(s: Session, p: Poly, values: dict[int, Poly]) -> Poly:
    return p.compose(*(values.get(i, s.ring.ctx.gen(i)) for i in range(s.ring.size)), ctx=s.ring.ctx)


def _are_sides(s: Session, used: list[Generator]) -> bool:
    """Whether three lengths are known to be the sides of a triangle."""
    if len(used) != 3:
        return False
    total = sum((s.ring.poly(g) for g in used), s.ring.constant(0))
    return all(s.signs.sign(total - 2 * s.ring.poly(g)) == sg.POS for g in used)


def _by_tangents(s: Session, p: Poly, used: list[Generator]) -> Poly:
    """The polynomial with each side as the sum of two tangents, which are named as the opposite sides are."""
    total = sum((s.ring.poly(g) for g in used), s.ring.constant(0))
    return _replaced(s, p, {g.index: total - s.ring.poly(g) for g in used})

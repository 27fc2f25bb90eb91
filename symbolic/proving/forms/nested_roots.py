"""Square roots of a + b√r that come apart: √(x + 2√(x − 1)) = |√(x − 1) + 1|.

If a² − b²r is a square d², then a + b√r = (√α ± √β)² with α = (a + d)/2 and β = (a − d)/2.

Guarantee: :func:`square_base` returns w only if w² = ±p in the ring, so that |p|^e = |w|^(2e) wherever p is defined.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.powers import absolute_power
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.forms.tower import Session

MAX_TERMS = 6


def square_base(s: Session, p: Poly) -> Quotient | None:
    """A sum or difference w of two square roots with w² = p or w² = −p."""
    if not 2 <= len(p) <= MAX_TERMS:
        return None
    return _square_base(s, p) or _square_base(s, -p)


def _square_base(s: Session, p: Poly) -> Quotient | None:
    ring = s.ring
    half = ring.number(Fraction(1, 2))
    for a, _, _, norm in list(s.signs.square_roots(ring.lift(p))):
        d = _root(-norm)
        if d is None:
            continue
        parts = [ring.mul(half, Quotient(ring.reduce(ring.lift(a) + sign * ring.lift(d)), ring.constant(1))) for sign in (1, -1)]
        if any(part.num.is_zero() or s.signs.quotient_sign(part) & sg.NEG for part in parts):
            continue
        one, other = (_square_root(s, part) for part in parts)
        for w in (ring.add(one, other), ring.sub(one, other)):
            if ring.is_zero(ring.sub(ring.mul(w, w), Quotient(ring.lift(p), ring.constant(1)))):
                return w
    return None


def _square_root(s: Session, q: Quotient) -> Quotient:
    """√q for q ≥ 0; the polynomial itself where q is its square."""
    ring = s.ring
    top, bottom = _root(q.num), _root(q.den)
    if top is not None and bottom is not None:
        return ring.quotient(ring.lift(top), ring.lift(bottom))
    return absolute_power(s, q, Fraction(1, 2))


def _root(p: Poly) -> Poly | None:
    """The polynomial whose square is p."""
    if p.is_zero():
        return None
    content, factors = p.factor()
    size = isqrt(int(content)) if content > 0 else 0
    if size * size != content or any(e % 2 for _, e in factors):
        return None
    root = p ** 0 * size
    for f, e in factors:
        root *= f ** (int(e) // 2)
    return root

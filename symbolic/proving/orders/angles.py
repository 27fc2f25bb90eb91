"""Solutions of equations between sines and cosines of one angle, for a name between two numbers: ``sin x = 1/2`` on [0, 2π).

With t = tan(u/2) the equation p(sin u, cos u) = 0 becomes P(t) = 0 (:mod:`symbolic.proving.orders.circular`), so that its solutions
are u = 2 arctan t + 2kπ for the real roots t of P, and u = (2k + 1)π if p vanishes there.

Guarantee: :func:`angles` lists every solution between the bounds, each in exact form, or answers None.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import Any

from flint import arb, ctx, fmpq

from symbolic.proving.balls.constants import enclosure
from symbolic.proving.balls.whole_numbers import whole_number
from symbolic.proving.facts import GIVE_UP, MIRRORED
from symbolic.proving.forms.ring import Poly
from symbolic.proving.forms.tower import Session
from symbolic.proving.orders.circular import by_half_angle
from symbolic.terms import PI, TWO, Call, Sym, Term, add, call, div, free_symbols, mul, neg, num, sub, substitute

BITS = 128
MOST_SOLUTIONS = 12
FINEST = 24
"""The largest denominator of a multiple of π that is tried."""


def angles(s: Session, f: Poly, facts: tuple[Term, ...]) -> tuple[Sym, list[Term]] | None:
    """The name in the angle of the one sine and cosine in f, and its values between declared bounds at which f vanishes."""
    used = s.ring.used(f)
    inside = {g.term.args[0] for g in used if g.kind in ("sin", "cos") and isinstance(g.term, Call)}
    if len(inside) != 1 or any(g.kind not in ("sin", "cos") for g in used):
        return None
    (angle,) = inside
    names = free_symbols(angle)
    if len(names) != 1:
        return None
    (name,) = names
    line = _linear(s, angle, name)
    ends = None if line is None else _ends(name, facts)
    found = None if ends is None else by_half_angle(s, f)
    if line is None or ends is None or found is None or found[1].degree() < 0:
        return None
    slope, start = line
    with ctx.workprec(BITS):
        turned = [_ball(add(mul(num(slope), end), start)) for end in ends]
        if any(b is None for b in turned):
            return None
        low, high = sorted(turned, key=lambda b: float(b.mid()))
        places = list(_places(found, low, high))
        values = [_exact(s, f, angle, name, u) or _by_inverse(s, f, u) for u in places] if len(places) <= MOST_SOLUTIONS else [None]
    if any(v is None for v in values) or len(set(values)) < len(values):
        return None
    return name, [_tidy(s, div(sub(v, start), num(slope))) for v in values if v is not None]


def _linear(s: Session, angle: Term, name: Sym) -> tuple[Fraction, Term] | None:
    """Slope and start of an angle that is linear in the name."""
    start = substitute(angle, {name: num(0)})
    slope = s.ring.as_number(s.nf(sub(substitute(angle, {name: num(1)}), start)))
    if not slope or not s.equal(angle, add(mul(num(slope), name), start)):
        return None
    return Fraction(slope), start


def _ends(name: Sym, facts: tuple[Term, ...]) -> tuple[Term, Term] | None:
    """Numbers between which the name lies."""
    low: list[Term] = []
    high: list[Term] = []
    for fact in facts:
        match fact:
            case Call(op, (a, b)) if op in MIRRORED and name in (a, b):
                op, bound = (op, b) if a is name else (MIRRORED[op], a)
                if not free_symbols(bound):
                    (low if op in ("ge", "gt") else high).append(bound)
    return (low[0], high[0]) if low and high else None


def _ball(t: Term) -> Any:
    value = enclosure(t)
    return value if value is not None and value.is_finite() else None


def _places(found: tuple[int, Any], low: Any, high: Any) -> Iterator[Any]:
    """Balls around the solutions that are not seen to lie beyond the bounds."""
    at_pi, p = found
    bases = [] if at_pi else [arb.pi()]
    if p.degree() > 0:
        for f, _ in p.factor()[1]:
            bases += [2 * r.real.atan() for r, _ in f.complex_roots() if r.imag == 0]
    turn = 2 * arb.pi()
    for base in bases:
        first = floor(float(((low - base) / turn).mid())) - 1
        for k in range(first, first + 2 * MOST_SOLUTIONS):
            u = base + k * turn
            if u > high:
                break
            if not u < low:
                yield u


def _exact(s: Session, f: Poly, angle: Term, name: Sym, u: Any) -> Term | None:
    """The solution as a simple multiple of π, shown to be one."""
    share = u / arb.pi()
    near = Fraction(int(share.mid().fmpq().p), int(share.mid().fmpq().q)).limit_denominator(FINEST)
    if not share.contains(fmpq(near.numerator, near.denominator)):
        return None
    value = mul(num(near), PI)
    put = {g.index: s.nf(call(g.kind, value)) for g in s.ring.used(f)}
    total = s.ring.number(0)
    try:
        for c, exps in s.ring.terms(f):
            part = s.ring.number(c)
            for i, e in exps:
                part = s.ring.mul(part, s.ring.power(put[i], e))
            total = s.ring.add(total, part)
    except GIVE_UP:
        return None
    return value if s.ring.is_zero(total) else None


def _by_inverse(s: Session, f: Poly, u: Any) -> Term | None:
    """The solution of A·cos u + B = 0 or A·sin u + B = 0 by the inverse function and whole turns."""
    used = s.ring.used(f)
    if len(used) != 1 or f.degrees()[used[0].index] != 1:
        return None
    parts = {bool(exps): c for c, exps in s.ring.terms(f)}
    value = num(Fraction(-int(parts.get(False, 0)), int(parts[True])))
    inverse = call("acos" if used[0].kind == "cos" else "asin", value)
    found = []
    for base in (inverse, neg(inverse)) if used[0].kind == "cos" else (inverse, sub(PI, inverse)):
        ball = _ball(base)
        turns = None if ball is None else whole_number((u - ball) / (2 * arb.pi()))
        if turns is not None:
            found.append(add(base, mul(num(int(turns)), TWO, PI)) if int(turns) else base)
    return found[0] if len(found) == 1 else None


def _tidy(s: Session, t: Term) -> Term:
    return s.quotient_term(s.nf(t))

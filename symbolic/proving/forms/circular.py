"""Normal forms of sine and cosine: the addition theorem, multiple angles, exact values at rational multiples of π."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import lcm

from flint import fmpz_poly

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.powers import absolute_power, sign_power
from symbolic.proving.forms.ring import Poly, Quotient, TooLarge
from symbolic.proving.forms.tower import Exponents, Session, Unsupported, rule
from symbolic.terms import PI, TWO, Term, add, call, div, free_symbols, mul, num

Pair = tuple[Quotient, Quotient]
"""(cosine, sine) of one angle."""


@rule("sin")
def _sin(s: Session, args: tuple[Term, ...]) -> Quotient:
    return circle(s, s.nf(args[0]))[1]


@rule("cos")
def _cos(s: Session, args: tuple[Term, ...]) -> Quotient:
    return circle(s, s.nf(args[0]))[0]


def circle(s: Session, q: Quotient) -> Pair:
    """(cos q, sin q), by the addition theorem over the monomials of q."""
    ring = s.ring
    total: Pair = (ring.number(1), ring.number(0))
    for c, exps, den in s.parts(q):
        kinds = [ring.generators[i].kind for i, _ in exps]
        if "imaginary" in kinds:
            raise Unsupported("a circular function of a complex argument")
        if kinds == ["pi"] and exps[0][1] == 1 and den.is_one():
            total = _turn(s, total, _pi_multiple(s, c))
            continue
        if sorted(kinds) == ["pi", *["sym"] * (len(kinds) - 1)] and c.denominator == 1 and den.is_one() and _integer_turns(s, exps):
            rest = tuple((i, e) for i, e in exps if ring.generators[i].kind != "pi")
            total = _turn(s, total, (sign_power(s, ring.mul(ring.number(c), Quotient(ring.monomial(rest), den))), ring.number(0)))
            continue
        unit = s.unit(("circle", s.part_key(exps, den)), c.denominator)
        pair = _basic_angle(s, exps, den, unit)
        total = _turn(s, total, _multiple(s, pair, int(c * unit)))
    return total


def _integer_turns(s: Session, exps: Exponents) -> bool:
    """Whether the monomial is π times an integer."""
    generators = [(s.ring.generators[i], e) for i, e in exps]
    return all(g.integer or (g.kind == "pi" and e == 1) for g, e in generators)


def _turn(s: Session, a: Pair, b: Pair) -> Pair:
    """(cos, sin) of the sum of two angles."""
    ring = s.ring
    if a[1].num.is_zero() and a[0].num.is_one() and a[0].den.is_one():
        return b
    return (ring.sub(ring.mul(a[0], b[0]), ring.mul(a[1], b[1])), ring.add(ring.mul(a[0], b[1]), ring.mul(a[1], b[0])))


def _multiple(s: Session, pair: Pair, k: int) -> Pair:
    """(cos kθ, sin kθ) from (cos θ, sin θ)."""
    if k < 0:
        pair, k = (pair[0], s.ring.neg(pair[1])), -k
    if k > 64:
        raise TooLarge("a multiple angle is too large")
    out: Pair = (s.ring.number(1), s.ring.number(0))
    while k:
        if k & 1:
            out = _turn(s, out, pair)
        k >>= 1
        if k:
            pair = _turn(s, pair, pair)
    return out


def _basic_angle(s: Session, exps: Exponents, den: Poly, unit: int) -> Pair:
    """(cos θ, sin θ) for θ = monomial/(den·unit): generators, or algebraic for θ an inverse function."""
    ring = s.ring
    if unit == 1 and den.is_one() and len(exps) == 1 and exps[0][1] == 1:
        g = ring.generators[exps[0][0]]
        if g.kind == "call" and g.key[1] in ("asin", "atan"):
            p = g.payload[0]
            square = ring.mul(p, p)
            if g.key[1] == "asin":
                return absolute_power(s, ring.sub(ring.number(1), square), Fraction(1, 2)), p
            scale = ring.inverse(absolute_power(s, ring.add(ring.number(1), square), Fraction(1, 2)))
            return scale, ring.mul(p, scale)
    if unit == 1 and den.is_one():
        whole, angle = Quotient(ring.monomial(exps), den), s.monomial_term(exps)
    else:
        whole = ring.mul(ring.number(Fraction(1, unit)), ring.quotient(ring.monomial(exps), den))
        angle = s.quotient_term(whole)
    key, names = (exps, ring.key(den), unit), free_symbols(angle)
    cosine = ring.generator("cos", key, call("cos", angle), names)
    sine = ring.generator("sin", key, call("sin", angle), names)
    if sine.relation is None:
        ring.relate(sine, 2, 1 - ring.poly(cosine) ** 2)
        if s.signs.facts:
            _learn_quadrant(s, whole, ring.poly(cosine), ring.poly(sine))
    return ring.of(cosine), ring.of(sine)


def _learn_quadrant(s: Session, angle: Quotient, cosine: Poly, sine: Poly) -> None:
    """sin θ > 0 for 0 < θ < π, cos θ > 0 for −π/2 < θ < π/2, as far as the facts at hand tell where θ lies."""
    ring = s.ring
    side = s.signs.quotient_sign(angle)
    if side not in (sg.POS, sg.NEG):
        return
    size = angle if side == sg.POS else ring.neg(angle)
    for half_turns, function, mask in ((2, sine, side), (1, cosine, sg.POS)):
        if s.signs.quotient_sign(ring.sub(_right_angles(s, half_turns), size)) == sg.POS:
            s.signs.learn(function, mask)


def _right_angles(s: Session, count: int) -> Quotient:
    return s.ring.mul(s.ring.number(Fraction(count, 2)), s.nf(PI))


def _pi_multiple(s: Session, c: Fraction | int) -> Pair:
    """(cos cπ, sin cπ) for rational c, exact."""
    ring = s.ring
    c = c % 2
    base = _PI_PARTS.get(c.denominator)
    if base is not None:
        return _multiple(s, (s.nf(base()[0]), s.nf(base()[1])), c.numerator)
    order = lcm(4, 2 * c.denominator)
    if order > 240:
        raise TooLarge("an angle has too large a denominator")
    double = ring.generator("cosine", (order,), mul(TWO, call("cos", div(mul(TWO, PI), num(order)))), frozenset(), sign=1)
    if double.relation is None:
        minimal = fmpz_poly.cos_minpoly(order)
        degree = minimal.degree()
        value = ring.constant(0)
        for k in range(degree):
            value -= int(minimal[k]) * ring.poly(double) ** k
        ring.relate(double, degree, value)
    half = ring.mul(ring.number(Fraction(1, 2)), ring.of(double))
    turns = int(c * order / 2)
    return _chebyshev(s, half, turns), _chebyshev(s, half, (turns - order // 4) % order)


def _chebyshev(s: Session, x: Quotient, n: int) -> Quotient:
    """Tₙ(x) with Tₙ(cos θ) = cos nθ."""
    a, b = s.ring.number(1), x
    for _ in range(n):
        a, b = b, s.ring.sub(s.ring.mul(s.ring.number(2), s.ring.mul(x, b)), a)
    return a


def _surd(*parts: tuple[str, int]) -> Term:
    return div(add(*(mul(num(c), call("sqrt", num(r))) for c, r in ((Fraction(c), r) for c, r in parts))), num(4))


_PI_PARTS: dict[int, Callable[[], tuple[Term, Term]]] = {
    1: lambda: (num(-1), num(0)),
    2: lambda: (num(0), num(1)),
    3: lambda: (num("1/2"), _surd(("2", 3))),
    4: lambda: (_surd(("2", 2)), _surd(("2", 2))),
    6: lambda: (_surd(("2", 3)), num("1/2")),
    12: lambda: (_surd(("1", 6), ("1", 2)), _surd(("1", 6), ("-1", 2))),
}
"""(cos π/q, sin π/q) for the angles whose values are built of square roots of integers."""

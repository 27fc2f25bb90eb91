"""Normal forms of products over symbolic ranges, factor by factor.

Constants come out as powers, exponentials as the exponential of a sum, linear factors as factorials; the rest is a generator.

Guarantee: as for the normal form.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symbolic.functions import gt, lt
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.powers import exponential, integer_power
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.forms.spans import MAX_SHIFT, Span, over_range, place_of
from symbolic.proving.forms.sums import range_sum
from symbolic.proving.forms.tower import Session, binder
from symbolic.terms import ONE, ZERO, Bind, Sym, Term, bind, call, num, substitute


@binder("prod")
def normal_product(s: Session, t: Bind) -> Quotient:
    """The normal form of a finite product."""
    return over_range(s, t, range_product, plain_product)


def range_product(span: Span, body: Quotient) -> Quotient:
    """Π body, factor by factor."""
    s, ring = span.s, span.s.ring
    if not span.known:
        return plain_product(span, s.quotient_term(body))
    total = ring.number(1)
    for poly, sign in ((body.num, 1), (body.den, -1)):
        if poly.is_zero():
            return plain_product(span, s.quotient_term(body))
        content, factors = ring.lift(poly).factor()
        if int(content) != 1:
            base = ring.number(Fraction(int(content)) if sign > 0 else 1 / Fraction(int(content)))
            total = ring.mul(total, integer_power(s, base, span.length))
        for p, e in factors:
            total = ring.mul(total, ring.power(_factor_product(span, p), sign * int(e)))
    return total


def _factor_product(span: Span, p: Poly) -> Quotient:
    s, ring = span.s, span.s.ring
    if span.var not in ring.symbols(p):
        return integer_power(s, Quotient(p, ring.constant(1)), span.length)
    used = ring.used(p)
    if len(used) == 1 and p == ring.poly(used[0]):
        g = used[0]
        if g.kind == "exp":
            return exponential(s, range_sum(span, ring.mul(ring.number(Fraction(1, g.payload[1])), g.payload[0])))
    linear, start = span.linear(p), ring.as_number(span.low)
    if linear is not None and linear[0] == 1 and start is not None and start + linear[1] >= 1:
        top = s.nf(call("factorial", s.quotient_term(ring.add(span.high, ring.number(linear[1])))))
        return ring.div(top, s.nf(call("factorial", num(start + linear[1] - 1))))
    if (consecutive := _consecutive(span, p)) is not None:
        return consecutive
    if _holds_of_members(span, lt(s.poly_term(p), ZERO)):
        return ring.mul(integer_power(s, ring.number(-1), span.length), plain_product(span, s.poly_term(-p)))
    return plain_product(span, s.poly_term(p))


def _holds_of_members(span: Span, condition: Term) -> bool:
    """Whether a condition on a member follows, for all members, from what was assumed of families."""
    from symbolic.proving.facts import entails

    s = span.s
    bounds = s.quotient_term(span.low), s.quotient_term(span.high)
    return bool(s.members) and entails(s, bind("forall", span.var, condition, bounds)) is True


def _consecutive(span: Span, p: Poly) -> Quotient | None:
    """Π (k + c) over consecutive integers that are all positive, or all negative, as a quotient of factorials."""
    s, ring = span.s, span.s.ring
    place = ring.by_key.get(("sym", span.var))
    if place is None:
        return None
    falling = span.var in ring.symbols(ring.lift(p) - ring.poly(place))
    rest = (-ring.lift(p) if falling else ring.lift(p)) - ring.poly(place)
    if span.var in ring.symbols(rest) or not s.signs.integral(rest):
        return None
    first, last = (ring.add(end, Quotient(rest, ring.constant(1))) for end in (span.low, span.high))
    negative = s.signs.quotient_sign(last) == sg.NEG
    if negative:
        first, last = ring.neg(last), ring.neg(first)
    elif s.signs.quotient_sign(first) != sg.POS:
        return None
    sign = ring.number(1) if negative == falling else integer_power(s, ring.number(-1), span.length)
    top, below = (s.nf(call("factorial", s.quotient_term(q))) for q in (last, ring.sub(first, ring.number(1))))
    return ring.mul(sign, ring.div(top, below))


def plain_product(span: Span, kernel: Term) -> Quotient:
    """Π as a generator; constants in the upper bound split off: Π^{n+1} = Πⁿ · kernel(n+1)."""
    s, ring = span.s, span.s.ring
    shift = next((c for c, e in ring.terms(span.high.num) if not e), 0) if span.high.den.is_one() else 0
    if 0 < shift <= MAX_SHIFT and span.known:
        base = ring.sub(span.high, ring.number(shift))
        length = ring.add(ring.sub(base, span.low), ring.number(1))
        if s.signs.quotient_sign(length, sg.NONNEG) & sg.NEG == 0:
            total = plain_product(Span(s, span.var, span.low, base, length, True), kernel)
            for c in range(1, shift + 1):
                at = s.quotient_term(ring.add(base, ring.number(c)))
                total = ring.mul(total, s.nf(substitute(kernel, {span.var: at})))
            return total
    place = place_of(kernel)
    moved = ring.quotient_key(s.nf(substitute(kernel, {span.var: place})))
    key = (moved, place.uid, ring.quotient_key(span.low), ring.quotient_key(span.high))
    t = bind("prod", span.var, kernel, (s.quotient_term(span.low), s.quotient_term(span.high)))
    positive = s.signs.quotient_sign(s.nf(kernel)) == sg.POS or _holds_of_members(span, gt(kernel))
    total = s.opaque("product", key, t, sign=1 if positive else 0,
                     payload=RangeProduct(span.var, kernel, s.quotient_term(span.low), s.quotient_term(span.high), positive))
    if positive and _holds_of_members(span, lt(kernel, ONE)):  # a product of numbers below 1, if there is one of them
        below = sg.NEG if s.signs.quotient_sign(span.length) == sg.POS else sg.NONPOS
        s.signs.learn_quotient(ring.sub(total, ring.number(1)), below)
    return total


@dataclass(frozen=True, slots=True)
class RangeProduct:
    """Payload of a product generator; its logarithm is the sum of logarithms."""

    var: Sym
    kernel: Term
    low: Term
    high: Term
    positive: bool

    def logarithm(self, s: Session) -> Quotient:
        inside = self.kernel if self.positive else call("abs", self.kernel)
        return s.nf(bind("sum", self.var, call("log", inside), (self.low, self.high)))

"""Normal forms of factorials, the gamma function, binomial coefficients and Kronecker's δ."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from flint import fmpz

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Quotient, TooLarge
from symbolic.proving.forms.tower import Session, rule
from symbolic.terms import PI, TWO, Term, call, div, free_symbols, mul, num, power

FURTHEST = 3
"""So far below an argument without its integer constant, positive ones are looked for."""


@rule("factorial")
def _factorial(s: Session, args: tuple[Term, ...]) -> Quotient:
    """n!, reduced to the factorial of n without its integer constant: (n+2)! = n!·(n+1)(n+2)."""
    ring = s.ring
    q = s.nf(args[0])
    value = ring.as_number(q)
    if value is not None:
        if value.denominator != 1 or value < 0:
            raise ZeroDivisionError("the factorial is defined on natural numbers")
        if value > 2000:
            raise TooLarge("a factorial is too large")
        return ring.number(int(fmpz.fac_ui(int(value))))
    if not q.den.is_one() or not s.signs.integral(q.num):
        after = ring.add(q, ring.number(1))
        if s.signs.quotient_sign(after) == sg.POS:
            return _gamma_of(s, after)
        return s.opaque("call", ("factorial", ring.quotient_key(q)), call("factorial", args[0]))
    shift = 0
    for c, exps in ring.terms(q.num):
        if not exps:
            shift = c
    base = ring.sub(q, ring.number(shift))
    if abs(shift) > 50:
        raise TooLarge("a factorial is shifted too far")
    t = call("factorial", s.quotient_term(base))
    total = ring.of(ring.generator("call", ("factorial", ring.quotient_key(base)), t, free_symbols(t), sign=1, integer=True))
    for k in range(1, shift + 1):
        total = ring.mul(total, ring.add(base, ring.number(k)))
    for k in range(shift + 1, 1):
        factor = ring.add(base, ring.number(k))
        if s.signs.sign(factor.num) & sg.ZERO:
            s.loci.append(factor.num)
        total = ring.div(total, factor)
    if shift > 0 and s.signs.sign(base.num) & sg.NEG:
        s.loci.append(base.num)
    return total


@rule("gamma")
def _gamma(s: Session, args: tuple[Term, ...]) -> Quotient:
    """Γ(n) = (n−1)!, Γ(n + 1/2) = (2n)! √π/(4ⁿ n!), and Γ(x + 1) = x·Γ(x) down to the least positive argument."""
    return _gamma_of(s, s.nf(args[0]))


def _gamma_of(s: Session, q: Quotient) -> Quotient:
    ring = s.ring
    value = ring.as_number(q)
    if (value is not None and value.denominator == 1 and value > 0) or (
            value is None and q.den.is_one() and s.signs.integral(q.num) and s.signs.quotient_sign(q) == sg.POS):
        return _factorial(s, (s.quotient_term(ring.sub(q, ring.number(1))),))
    whole = ring.sub(q, ring.number(Fraction(1, 2)))
    if value is None and whole.den.is_one() and s.signs.integral(whole.num) and s.signs.quotient_sign(whole) & sg.NEG == 0:
        n = s.quotient_term(whole)
        return s.nf(div(mul(call("factorial", mul(TWO, n)), call("sqrt", PI)), mul(power(num(4), n), call("factorial", n))))
    constant = value if value is not None else next(
        (Fraction(int(c), int(q.den.leading_coefficient())) for c, exps in ring.terms(ring.lift(q.num)) if not exps), Fraction(0)
    ) if q.den.is_constant() else Fraction(0)
    shift = floor(constant)
    if abs(shift) > 50:
        raise TooLarge("a value of the gamma function is shifted too far")
    base = ring.sub(q, ring.number(shift))
    for j in range(-FURTHEST if s.signs.facts else 0, shift + 1):
        start = ring.add(base, ring.number(j))
        if s.signs.quotient_sign(start) == sg.POS:
            total = _least_gamma(s, start)
            for k in range(j, shift):
                total = ring.mul(total, ring.add(base, ring.number(k)))
            return total
    return _least_gamma(s, q)


def _least_gamma(s: Session, q: Quotient) -> Quotient:
    if s.ring.as_number(q) == Fraction(1, 2):
        return s.nf(call("sqrt", PI))
    t = call("gamma", s.quotient_term(q))
    return s.opaque("call", ("gamma", s.ring.quotient_key(q)), t, sign=1)


@rule("binomial")
def _binomial(s: Session, args: tuple[Term, ...]) -> Quotient:
    """n!/(k!(n−k)!) where 0 ≤ k ≤ n is known; a polynomial in n for a numeral k; else kept."""
    ring = s.ring
    n, k = s.nf(args[0]), s.nf(args[1])
    value = ring.as_number(k)
    if value is not None and value.denominator == 1 and 0 <= value <= 50:
        total = ring.number(1)
        for i in range(int(value)):
            total = ring.div(ring.mul(total, ring.sub(n, ring.number(i))), ring.number(i + 1))
        return total
    rest = ring.sub(n, k)
    if all(q.den.is_one() and s.signs.sign(q.num) & sg.NEG == 0 for q in (k, rest)):
        a, b, c = (call("factorial", s.quotient_term(q)) for q in (n, k, rest))
        return ring.div(s.nf(a), ring.mul(s.nf(b), s.nf(c)))
    t = call("binomial", *args)
    return s.opaque("call", ("binomial", ring.quotient_key(n), ring.quotient_key(k)), t, integer=True)


@rule("delta")
def _delta(s: Session, args: tuple[Term, ...]) -> Quotient:
    """Kronecker's δ, symmetric; 1 or 0 where the difference of the indices is known."""
    ring = s.ring
    a, b = s.nf(args[0]), s.nf(args[1])
    difference = ring.sub(a, b)
    if difference.num.is_zero():
        return ring.number(1)
    if s.signs.quotient_sign(difference, sg.NONZERO) & sg.ZERO == 0:
        return ring.number(0)
    if difference.num.leading_coefficient() < 0:
        a, b, args = b, a, (args[1], args[0])
    t = call("delta", *args)
    g = ring.generator("delta", (ring.quotient_key(ring.sub(a, b)),), t, free_symbols(t), nonneg=True, integer=True, payload=(a, b))
    if g.relation is None:
        ring.relate(g, 2, ring.poly(g))
    return ring.of(g)

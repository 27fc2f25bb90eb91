"""The operators that are powers, roots, absolute values, signs, exponentials and logarithms: their rows in the table of rules."""

from __future__ import annotations

from fractions import Fraction

from symbolic.proving.by_form import holds_by_form
from symbolic.proving.domains import is_integer
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.powers import absolute_power, exponential, integer_power, logarithm, sign_of
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.forms.tower import Session, Unsupported, rule
from symbolic.proving.whole_values import whole_where
from symbolic.terms import ZERO, Call, Num, Term, call, power


@rule("pow")
def _pow(s: Session, args: tuple[Term, ...]) -> Quotient:
    match args:
        case Call("sqrt", (squared,)), Num(n) if n.denominator == 1 and n % 2 == 0:
            inside = s.nf(squared)
            if not any(g.complex for p in inside for g in s.ring.used(p)) and s.signs.quotient_sign(inside) != sg.NEG:
                return s.ring.power(inside, int(n) // 2)
    base = s.nf(args[0])
    if type(args[1]) is Num and args[1].value.denominator == 1:
        return s.ring.power(base, int(args[1].value))
    exponent = s.nf(args[1])
    value = s.ring.as_number(exponent)
    if value is not None:
        return s.ring.power(base, int(value)) if value.denominator == 1 else absolute_power(s, base, value)
    if exponent.den.is_one() and s.signs.integral(exponent.num):
        return integer_power(s, base, exponent)
    if (is_integer(args[1]) or whole_where(args[1])) and s.signs.quotient_sign(base) != sg.POS:
        term = power(s.quotient_term(base), s.quotient_term(exponent))
        return s.opaque("term", (s.ring.quotient_key(base), s.ring.quotient_key(exponent), "^"), term)
    return exponential(s, s.ring.mul(exponent, logarithm(s, base)))


@rule("sqrt")
def _sqrt(s: Session, args: tuple[Term, ...]) -> Quotient:
    inside = s.nf(args[0])
    if type(args[0]) is Call and args[0].op == "add" and s.signs.quotient_sign(inside) & sg.NEG \
            and holds_by_form(call("ge", args[0], ZERO)):
        s.signs.learn_quotient(inside, sg.NONNEG)  # a sum of squares whose expanded form does not show it
    return absolute_power(s, inside, Fraction(1, 2))


@rule("root")
def _root(s: Session, args: tuple[Term, ...]) -> Quotient:
    degree = s.ring.as_number(s.nf(args[1]))
    if degree is None or degree.denominator != 1 or degree < 1:
        known = s.ring.as_number(s.nf(args[0]))
        return s.ring.number(known) if known in (0, 1) else s.opaque("term", (call("root", *args),), call("root", *args))
    base = s.nf(args[0])
    size = absolute_power(s, base, Fraction(1, int(degree)))
    return size if degree % 2 == 0 else s.ring.mul(sign_of(s, base), size)


@rule("abs")
def _abs(s: Session, args: tuple[Term, ...]) -> Quotient:
    q = s.nf(args[0])
    if any(g.complex for p in (q.num, q.den) for g in s.ring.used(p)):
        return s.ring.div(_modulus(s, q.num), _modulus(s, q.den))
    return absolute_power(s, q, Fraction(1))


def _modulus(s: Session, p: Poly) -> Quotient:
    """|a + b i| = √(a² + b²)."""
    parts = s.ring.complex_parts(s.ring.lift(p))
    if parts is None:
        raise Unsupported("the modulus of a complex name")
    real, imaginary = parts
    return absolute_power(s, Quotient(real * real + imaginary * imaginary, s.ring.constant(1)), Fraction(1, 2))


@rule("sign")
def _sign(s: Session, args: tuple[Term, ...]) -> Quotient:
    return sign_of(s, s.nf(args[0]))


@rule("exp")
def _exp(s: Session, args: tuple[Term, ...]) -> Quotient:
    return exponential(s, s.nf(args[0]))


@rule("sigmoid")
def _sigmoid(s: Session, args: tuple[Term, ...]) -> Quotient:
    """1/(1 + e⁻ˣ)."""
    ring = s.ring
    return ring.inverse(ring.add(ring.number(1), exponential(s, ring.neg(s.nf(args[0])))))


@rule("tanh")
def _tanh(s: Session, args: tuple[Term, ...]) -> Quotient:
    """(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)."""
    ring = s.ring
    grown, shrunk = _both_exponentials(s, args[0])
    return ring.div(ring.sub(grown, shrunk), ring.add(grown, shrunk))


@rule("cosh")
def _cosh(s: Session, args: tuple[Term, ...]) -> Quotient:
    """(eˣ + e⁻ˣ)/2."""
    return s.ring.mul(s.ring.number(Fraction(1, 2)), s.ring.add(*_both_exponentials(s, args[0])))


@rule("sinh")
def _sinh(s: Session, args: tuple[Term, ...]) -> Quotient:
    """(eˣ − e⁻ˣ)/2."""
    return s.ring.mul(s.ring.number(Fraction(1, 2)), s.ring.sub(*_both_exponentials(s, args[0])))


def _both_exponentials(s: Session, t: Term) -> tuple[Quotient, Quotient]:
    """eˣ and e⁻ˣ."""
    x = s.nf(t)
    return exponential(s, x), exponential(s, s.ring.neg(x))


@rule("log")
def _log(s: Session, args: tuple[Term, ...]) -> Quotient:
    return logarithm(s, s.nf(args[0]))

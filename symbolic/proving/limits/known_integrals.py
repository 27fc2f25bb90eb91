"""Definite integrals of Euler's two kinds, whose integrands have no elementary antiderivative for a symbolic exponent.

``∫₀^∞ C x^p e^{−βx} dx = C Γ(p+1)/β^{p+1}`` for p > −1, β > 0, and ``∫₀¹ C x^p (1−x)^q dx = C p! q!/(p+q+1)!`` for
p, q > −1.  An integrand f is of the first kind exactly if ``x f′/f = p − βx``, of the second exactly if
``x(1−x) f′/f = p(1−x) − qx``, with constants p, q, β.

Guarantee: as for :mod:`symbolic.proving.limits.integrals`.
"""

from __future__ import annotations

from symbolic.functions import gt, le, lt, ne
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, differentiability, is_infinite, is_integer
from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.limits.answers import Facts, Finite, Missing
from symbolic.terms import (
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Call,
    Sym,
    Term,
    add,
    call,
    div,
    exp,
    free_symbols,
    mul,
    neg,
    num,
    power,
    sub,
    substitute,
    walk,
)


def tabulated(f: Term, x: Sym, lo: Term, hi: Term, facts: Facts) -> Finite | Missing | None:
    """The value of an integral of Euler's kinds with a parameter in its exponent."""
    if lo is not ZERO or not (hi is ONE or is_infinite(hi)) or (len(free_symbols(f)) < 2 and not any(map(_fractional, walk(f)))):
        return None
    rule = _second_kind if hi is ONE else _first_kind

    def run(s: Session) -> Finite | Missing | None:
        assume(s, (*facts, gt(x, ZERO), *((lt(x, ONE),) if hi is ONE else ())))
        if s.signs.contradictory or not all(entails(s, c) is True for c in differentiability(f, x, Insight())):
            return None
        return None if s.nf(f).num.is_zero() else rule(s, f, x)

    try:
        return with_units(run)
    except (*GIVE_UP, NoRule):
        return None


def _factorial(p: Term) -> Term:
    """p! = Γ(p + 1) for p > −1."""
    return call("gamma", add(p, ONE))


def _fractional(t: Term) -> bool:
    """Whether the outermost node is a root or a power whose exponent is no integer."""
    return isinstance(t, Call) and (t.op in ("sqrt", "root") or (t.op == "pow" and not is_integer(t.args[1])))


def _linear(s: Session, q: Quotient, x: Sym) -> tuple[Term, Term] | None:
    """(a, b) with q = a + b·x."""
    ring = s.ring
    if x in ring.symbols(q.den):
        return None
    place = s.symbol(x).index
    parts: list[Poly] = [ring.constant(0), ring.constant(0)]
    for c, exps in ring.terms(ring.lift(q.num)):
        degree = dict(exps).get(place, 0)
        rest = tuple((i, e) for i, e in exps if i != place)
        if degree > 1 or any(x in ring.generators[i].symbols for i, _ in rest):
            return None
        parts[degree] = parts[degree] + ring.monomial(rest, c)
    a, b = (s.quotient_term(ring.quotient(p, q.den)) for p in parts)
    return a, b


def _first_kind(s: Session, f: Term, x: Sym) -> Finite | Missing | None:
    found = _linear(s, s.nf(div(mul(x, differentiate(f, x)), f)), x)
    if found is None:
        return None
    p, beta = found[0], neg(found[1])
    factor = mul(substitute(f, {x: ONE}), exp(beta))
    if entails(s, le(p, MINUS_ONE)) is True and entails(s, ne(factor)) is True:
        return Missing("the integral diverges at 0")
    if entails(s, gt(p, MINUS_ONE)) is not True or entails(s, gt(beta)) is not True:
        return None
    return Finite(mul(factor, div(_factorial(p), power(beta, add(p, ONE)))))


def _second_kind(s: Session, f: Term, x: Sym) -> Finite | None:
    found = _linear(s, s.nf(div(mul(x, sub(ONE, x), differentiate(f, x)), f)), x)
    if found is None:
        return None
    p, total = found[0], neg(found[1])
    q = s.quotient_term(s.nf(sub(total, p)))
    if entails(s, call("and", gt(p, MINUS_ONE), gt(q, MINUS_ONE))) is not True:
        return None
    factor = mul(substitute(f, {x: div(ONE, TWO)}), power(TWO, add(p, q)))
    return Finite(mul(factor, div(mul(_factorial(p), _factorial(q)), _factorial(add(p, q, num(1))))))

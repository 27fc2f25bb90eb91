"""Definite integrals of Euler's two kinds, whose integrands have no elementary antiderivative for a symbolic exponent.

``∫₀^∞ C x^p e^{−βx^c} dx = C Γ((p+1)/c)/(c β^{(p+1)/c})`` for p > −1, β > 0, c > 0, and
``∫₀¹ C x^p (1−x)^q dx = C p! q!/(p+q+1)!`` for
p, q > −1.  An integrand f is of the first kind exactly if ``x f′/f = p − cβx^c``, of the second exactly if
``x(1−x) f′/f = p(1−x) − qx``, with constants p, q, β, c.  So is ``∫₀^∞ C x^p (1+x)^{−r} dx = C Γ(p+1) Γ(r−p−1)/Γ(r)`` for
p > −1, r > p + 1, exactly if ``x(1+x) f′/f = p(1+x) − rx``.

Guarantee: as for :mod:`symbolic.proving.limits.integrals`.
"""

from __future__ import annotations

from symbolic.functions import gt, le, lt, ne
from symbolic.occurrences import is_infinite
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, differentiability, is_integer
from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.limits.answers import Facts, Finite, Missing
from symbolic.proving.limits.integral_table import known
from symbolic.terms import (
    INFINITY,
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
    if is_infinite(lo):
        return _below(f, x, hi, facts)
    if lo is not ZERO:
        return None
    found = known(f, x, hi, facts)
    if found is not None or not (hi is ONE or is_infinite(hi)):
        return found
    if len(free_symbols(f)) < 2 and not any(map(_fractional, walk(f))) and not _exponents(f, x):
        return None
    rule = _second_kind if hi is ONE else _on_half_line

    def run(s: Session) -> Finite | Missing | None:
        assume(s, (*facts, gt(x, ZERO), *((lt(x, ONE),) if hi is ONE else ())))
        if s.signs.contradictory or not all(entails(s, c) is True for c in differentiability(f, x, Insight())):
            return None
        return None if s.nf(f).num.is_zero() else rule(s, f, x)

    try:
        return with_units(run)
    except (*GIVE_UP, NoRule):
        return None


def _below(f: Term, x: Sym, hi: Term, facts: Facts) -> Finite | Missing | None:
    """∫ from −∞ to 0 by x → −x, and from −∞ to ∞ of an even function."""
    turned = substitute(f, {x: neg(x)})
    if hi is ZERO:
        return tabulated(turned, x, ZERO, INFINITY, facts)
    if not is_infinite(hi) or not _of_rows(f, x) or not with_units(lambda s: _even(s, f, turned, facts)):
        return None
    half = tabulated(f, x, ZERO, INFINITY, facts)
    return Finite(mul(TWO, half.value)) if isinstance(half, Finite) else half


def _of_rows(f: Term, x: Sym) -> bool:
    """Whether a power of x with a symbolic exponent, or a wave beside an exponential or a denominator, stands in the integrand."""
    calls = [t for t in walk(f) if isinstance(t, Call)]
    powers = (t.args for t in calls if t.op == "pow")
    seen = {t.op for t in calls}
    waves = ("cos" in seen and not seen.isdisjoint({"exp", "div"})) or {"sin", "div"} <= seen
    return waves or any(free_symbols(e) - {x} and x in free_symbols(a) for a, e in powers)


def _even(s: Session, f: Term, turned: Term, facts: Facts) -> bool:
    try:
        assume(s, facts)
        return s.equal(f, turned) and not s.loci
    except GIVE_UP:
        return False


def _factorial(p: Term) -> Term:
    """p! = Γ(p + 1) for p > −1."""
    return call("gamma", add(p, ONE))


def _fractional(t: Term) -> bool:
    """Whether the outermost node is a root or a power whose exponent is no integer."""
    return isinstance(t, Call) and (t.op in ("sqrt", "root") or (t.op == "pow" and not is_integer(t.args[1])))


def _linear(s: Session, q: Quotient, x: Sym, order: int = 1) -> tuple[Term, Term] | None:
    """(a, b) with q = a + b·xᵏ for the order k."""
    ring = s.ring
    if x in ring.symbols(q.den):
        return None
    place = s.symbol(x).index
    parts: list[Poly] = [ring.constant(0), ring.constant(0)]
    for c, exps in ring.terms(ring.lift(q.num)):
        degree = dict(exps).get(place, 0)
        rest = tuple((i, e) for i, e in exps if i != place)
        if degree not in (0, order) or any(x in ring.generators[i].symbols for i, _ in rest):
            return None
        place_of = int(degree > 0)
        parts[place_of] = parts[place_of] + ring.monomial(rest, c)
    a, b = (s.quotient_term(ring.quotient(p, q.den)) for p in parts)
    return a, b


def _on_half_line(s: Session, f: Term, x: Sym) -> Finite | Missing | None:
    return _first_kind(s, f, x) or _third_kind(s, f, x)


def _third_kind(s: Session, f: Term, x: Sym) -> Finite | None:
    found = _linear(s, s.nf(div(mul(x, add(ONE, x), differentiate(f, x)), f)), x)
    if found is None:
        return None
    p, rest = found[0], s.quotient_term(s.nf(sub(neg(found[1]), ONE)))
    if entails(s, call("and", gt(p, MINUS_ONE), gt(rest))) is not True:
        return None
    r = s.quotient_term(s.nf(add(p, rest, ONE)))
    return Finite(mul(substitute(f, {x: ONE}), power(TWO, r), div(mul(_factorial(p), call("gamma", rest)), call("gamma", r))))


def _first_kind(s: Session, f: Term, x: Sym) -> Finite | Missing | None:
    """``x f′/f = p − c·β x^c``: ``∫₀^∞ C x^p e^{−β x^c} dx = C Γ((p+1)/c) / (c β^{(p+1)/c})``; c is 1, 2, or a power of x in f."""
    slope = div(mul(x, differentiate(f, x)), f)
    rate = s.nf(slope)
    for order in (ONE, TWO):
        found = _linear(s, rate, x, int(order.value))
        if found is not None:
            return _gamma_integral(s, f, x, found[0], div(neg(found[1]), order), order)
    for c in _exponents(f, x):
        if entails(s, gt(c)) is not True:
            continue
        change = s.quotient_term(s.nf(div(differentiate(s.quotient_term(rate), x), mul(c, power(x, sub(c, ONE))))))
        rest = s.quotient_term(s.nf(sub(slope, mul(change, power(x, c)))))
        if x not in free_symbols(change) | free_symbols(rest):
            return _gamma_integral(s, f, x, rest, s.quotient_term(s.nf(div(neg(change), c))), c)
    return None


def _exponents(f: Term, x: Sym) -> list[Term]:
    """The c of powers x^c inside exponentials, without 1 and 2."""
    powers = {t.args[1] for e in walk(f) if isinstance(e, Call) and e.op == "exp" for t in walk(e)
              if isinstance(t, Call) and t.op == "pow" and x in free_symbols(t.args[0])}
    return sorted((c for c in powers if x not in free_symbols(c) and c not in (ONE, TWO)), key=repr)


def _gamma_integral(s: Session, f: Term, x: Sym, p: Term, beta: Term, c: Term) -> Finite | Missing | None:
    factor = mul(substitute(f, {x: ONE}), exp(beta))
    if entails(s, le(p, MINUS_ONE)) is True and entails(s, ne(factor)) is True:
        return Missing("the integral diverges at 0")
    if entails(s, gt(p, MINUS_ONE)) is not True or entails(s, gt(beta)) is not True:
        return None
    order = add(p, ONE) if c is ONE else div(add(p, ONE), c)
    return Finite(mul(factor, div(call("gamma", order), mul(c, power(beta, order)))))


def _second_kind(s: Session, f: Term, x: Sym) -> Finite | None:
    found = _linear(s, s.nf(div(mul(x, sub(ONE, x), differentiate(f, x)), f)), x)
    if found is None:
        return None
    p, total = found[0], neg(found[1])
    q = s.quotient_term(s.nf(sub(total, p)))
    if entails(s, call("and", gt(p, MINUS_ONE), gt(q, MINUS_ONE))) is not True:
        return None
    factor = mul(substitute(f, {x: div(ONE, TWO)}), power(TWO, add(p, q)))
    value = mul(factor, div(mul(_factorial(p), _factorial(q)), _factorial(add(p, q, num(1)))))
    before = len(s.loci)
    short = s.quotient_term(s.nf(value))  # 1/(p + 1) for q = 0, which has a derivative in p
    return Finite(short if len(s.loci) == before else value)

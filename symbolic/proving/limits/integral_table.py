"""Definite integrals from 0 with known values, for integrands without an elementary antiderivative.

Each row is a theorem ``∫₀^h g(x; α, …) dx = v(α, …)`` for h = ∞, 1 or π/2 and parameters of the signs that it names.  An
integrand f is evaluated by a row if f = C·g is shown by normal form for all x inside the range, with C free of x; the parameters
are read off from the calls in f.
Sources: NIST Digital Library of Mathematical Functions, 1.14, 4.26.12, 4.40, 5.9, 5.12, 7.7, 25.12; Frullani's and Euler's theorems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import product

from symbolic.functions import gt, lt
from symbolic.occurrences import bearing
from symbolic.proving.facts import assume, attempt, entails
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.limits.angles import circular_signs
from symbolic.proving.limits.answers import Facts, Finite
from symbolic.terms import (
    HALF,
    INFINITY,
    MINUS_ONE,
    ONE,
    PI,
    TWO,
    ZERO,
    Call,
    Num,
    Sym,
    Term,
    add,
    call,
    div,
    exp,
    free_symbols,
    log,
    mul,
    neg,
    num,
    operators,
    power,
    sub,
    substitute,
    sym,
    walk,
)

ENTIRE = frozenset({"add", "mul", "neg", "div", "pow", "exp", "sin", "cos", "pi"})
QUOTIENTS = frozenset({"pow", "div"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter is found: a call of ``op`` with the argument α x^degree; for ``exp`` α has the sign that is named, 0 for any.

    For ``pow`` it is the exponent α of x^α: with −1 < α < 0 if the sign is −1, α > −1 if it is 0, and α > 1 if it is 1; for ``add`` it is α
    of α + x^degree.
    """

    op: str
    degree: int = 1
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """The range ends at ``hi``; ``op`` stands in the integrand."""

    hi: Term
    op: str
    places: tuple[Place, ...]
    integrand: Callable[..., Term]
    value: Callable[..., Term]


QUARTER = div(PI, TWO)
SIN, COS, DECAY, ABOVE = Place("sin"), Place("cos"), Place("exp", 1, -1), Place("pow", 1, 0)
ANY_SIN, ANY_COS, BELL, SQUARES = Place("sin", 1, 0), Place("cos", 1, 0), Place("exp", 2, -1), Place("add", 2)
BASEL = div(power(PI, TWO), num(6))


def _square(t: Term) -> Term:
    return power(t, TWO)


def _sin(*t: Term) -> Term:
    return call("sin", mul(*t))


def _cos(*t: Term) -> Term:
    return call("cos", mul(*t))


def _half(t: Term) -> Term:
    return div(t, TWO)


def _fresnel(a: Term) -> Term:
    return _half(call("sqrt", div(PI, mul(TWO, a))))


def _gaussian(a: Term, b: Term) -> Term:
    return _half(mul(call("sqrt", div(PI, neg(a))), exp(div(_square(b), mul(num(4), a)))))


def _laplacian(a: Term, b: Term) -> Term:
    return mul(div(QUARTER, call("sqrt", a)), exp(neg(mul(call("abs", b), call("sqrt", a)))))


TABLE: tuple[Row, ...] = (
    Row(INFINITY, "sin", (SIN,), lambda x, a: div(_sin(a, x), x), lambda a: QUARTER),
    Row(INFINITY, "sin", (SIN,), lambda x, a: div(_square(_sin(a, x)), _square(x)), lambda a: mul(a, QUARTER)),
    Row(INFINITY, "cos", (COS,), lambda x, a: div(sub(ONE, _cos(a, x)), _square(x)), lambda a: mul(a, QUARTER)),
    Row(INFINITY, "cos", (COS, COS), lambda x, a, b: div(sub(_cos(a, x), _cos(b, x)), x), lambda a, b: log(div(b, a))),
    Row(INFINITY, "exp", (DECAY, DECAY), lambda x, a, b: div(sub(exp(mul(a, x)), exp(mul(b, x))), x), lambda a, b: log(div(b, a))),
    Row(INFINITY, "cos", (Place("cos", 2),), lambda x, a: _cos(a, _square(x)), _fresnel),
    Row(INFINITY, "sin", (Place("sin", 2),), lambda x, a: _sin(a, _square(x)), _fresnel),
    Row(INFINITY, "cos", (BELL, ANY_COS), lambda x, a, b: mul(exp(mul(a, _square(x))), _cos(b, x)), _gaussian),
    Row(INFINITY, "sin", (BELL, ANY_SIN), lambda x, a, b: mul(x, exp(mul(a, _square(x))), _sin(b, x)),
        lambda a, b: mul(div(b, mul(TWO, neg(a))), _gaussian(a, b))),
    Row(INFINITY, "cos", (SQUARES, ANY_COS), lambda x, a, b: div(_cos(b, x), add(a, _square(x))), _laplacian),
    Row(INFINITY, "sin", (SQUARES, SIN), lambda x, a, b: div(mul(x, _sin(b, x)), add(a, _square(x))),
        lambda a, b: mul(QUARTER, exp(neg(mul(b, call("sqrt", a)))))),
    Row(INFINITY, "exp", (Place("exp"),), lambda x, a: div(x, sub(exp(mul(a, x)), ONE)), lambda a: div(BASEL, _square(a))),
    Row(INFINITY, "exp", (Place("exp"),), lambda x, a: div(x, add(exp(mul(a, x)), ONE)), lambda a: div(BASEL, mul(TWO, _square(a)))),
    Row(INFINITY, "pow", (Place("pow", 1, -1),), lambda x, a: div(power(x, a), add(ONE, x)), lambda a: div(PI, _sin(PI, add(a, ONE)))),
    Row(INFINITY, "pow", (Place("pow"),), lambda x, a: div(ONE, add(ONE, power(x, a))), lambda a: div(PI, mul(a, _sin(div(PI, a))))),
    Row(INFINITY, "exp", (Place("exp"),), lambda x, a: div(power(x, num(3)), sub(exp(mul(a, x)), ONE)),
        lambda a: div(power(div(PI, a), num(4)), num(15))),
    Row(INFINITY, "exp", (Place("exp"),), lambda x, a: div(power(x, num(3)), add(exp(mul(a, x)), ONE)),
        lambda a: mul(num("7/120"), power(div(PI, a), num(4)))),
    Row(INFINITY, "sin", (DECAY, ANY_SIN), lambda x, a, b: div(mul(exp(mul(a, x)), _sin(b, x)), x),
        lambda a, b: call("atan", div(b, neg(a)))),
    Row(INFINITY, "log", (SQUARES,), lambda x, a: div(log(x), add(a, _square(x))),
        lambda a: div(mul(QUARTER, _half(log(a))), call("sqrt", a))),
    Row(ONE, "log", (), lambda x: div(log(add(ONE, x)), add(ONE, _square(x))), lambda: mul(div(PI, num(8)), log(TWO))),
    Row(ONE, "log", (ABOVE, ABOVE), lambda x, a, b: div(sub(power(x, a), power(x, b)), log(x)),
        lambda a, b: log(div(add(a, ONE), add(b, ONE)))),
    Row(ONE, "log", (ABOVE,), lambda x, a: div(sub(power(x, a), ONE), log(x)), lambda a: log(add(a, ONE))),
    Row(ONE, "log", (), lambda x: div(log(add(ONE, x)), x), lambda: _half(BASEL)),
    Row(ONE, "log", (), lambda x: div(log(sub(ONE, x)), x), lambda: neg(BASEL)),
    Row(ONE, "log", (), lambda x: div(log(x), sub(ONE, x)), lambda: neg(BASEL)),
    Row(ONE, "log", (), lambda x: div(log(x), add(ONE, x)), lambda: neg(_half(BASEL))),
    Row(QUARTER, "log", (), lambda x: log(_sin(x)), lambda: neg(mul(QUARTER, log(TWO)))),
    Row(QUARTER, "log", (), lambda x: log(_cos(x)), lambda: neg(mul(QUARTER, log(TWO)))),
)
"""Parameters are positive, but those of decaying exponentials and of x^α/(1 + x), which are negative, and those of any sign."""


def known(f: Term, x: Sym, hi: Term, facts: Facts) -> Finite | None:
    """The value of ∫₀^hi f dx by a row of the table."""
    ops = operators(f)
    entire = _is_entire(f, x)
    for row in TABLE:
        if row.op not in ops or row.hi is not hi or (entire and _divides(row)):
            continue
        found = attempt(partial(_by_row, row, f, x, facts), None)
        if found is not None:
            return Finite(found)
    return None


def _is_entire(f: Term, x: Sym) -> bool:
    """Whether an integrand is made of exponentials, sines, cosines and powers without any division: it equals no row that divides."""
    if not operators(f) <= ENTIRE:
        return False
    for t in bearing(f, QUOTIENTS):
        match t:
            case Call("pow", (_, Num(n))) if n.denominator == 1 and n >= 0:
                pass
            case Call("pow" | "div", (_, b)) if t.op == "pow" or x in free_symbols(b):
                return False
    return True


@cache
def _divides(row: Row) -> bool:
    """Whether the integrand of a row divides by something that depends on its variable."""
    x, *parameters = (sym(f"x_{k}") for k in range(len(row.places) + 1))
    return any(isinstance(t, Call) and t.op == "div" and x in free_symbols(t.args[1]) for t in walk(row.integrand(x, *parameters)))


def _by_row(row: Row, f: Term, x: Sym, facts: Facts, s: Session) -> Term | None:
    inside = () if row.hi is INFINITY else (lt(x, row.hi),)
    assume(s, (*facts, gt(x), *inside, *(circular_signs(f, x, ZERO, row.hi) if inside else ())))
    if s.signs.contradictory:
        return None
    found = {place: list(_parameters(s, place, f, x)) for place in row.places}
    for parameters in product(*(found[place] for place in row.places)):
        if len(set(parameters)) < len(parameters) and len(set(row.places)) < len(row.places):
            continue
        template = row.integrand(x, *parameters)
        factor = s.quotient_term(s.nf(div(substitute(f, {x: HALF}), substitute(template, {x: HALF}))))
        if s.equal(f, mul(factor, template)) and not s.loci:
            return mul(factor, row.value(*parameters))
    return None


def _bounds(exponent: Term, sign: int) -> tuple[Term, ...]:
    if sign > 0:
        return (gt(exponent, ONE),)
    return (gt(exponent, MINUS_ONE), lt(exponent)) if sign < 0 else (gt(exponent, MINUS_ONE),)


def _parameters(s: Session, place: Place, f: Term, x: Sym) -> Iterator[Term]:
    """The distinct α of the sign that is wanted."""
    seen: set[Term] = set()
    if place.op == "pow":
        powers = [t.args for t in walk(f) if isinstance(t, Call) and t.op == "pow" and t.args[0] is x]
        exponents = {a for _, a in powers if x not in free_symbols(a)} | ({ONE} if place.sign == 0 else set())
        yield from (a for a in sorted(exponents, key=repr) if all(entails(s, b) is True for b in _bounds(a, place.sign)))
        return
    for t in walk(f):
        if place.op == "add" and isinstance(t, Call) and t.op == "add" and x in free_symbols(t):
            found = s.quotient_term(s.nf(sub(t, power(x, num(place.degree)))))
            if found not in seen and x not in free_symbols(found) and entails(s, gt(found)) is True:
                seen.add(found)
                yield found
        elif isinstance(t, Call) and t.op == place.op and x in free_symbols(t):
            found = s.quotient_term(s.nf(div(t.args[0], power(x, num(place.degree)))))
            if place.op != "exp" and entails(s, lt(found)) is True and place.sign:
                found = s.quotient_term(s.nf(neg(found)))
            wanted = gt(found) if place.sign > 0 else lt(found)
            if found not in seen and x not in free_symbols(found) and (not place.sign or entails(s, wanted) is True):
                seen.add(found)
                yield found

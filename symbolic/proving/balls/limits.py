"""Rigorous limits: by continuity, by leading Taylor coefficients of quotients, by degrees of polynomials at infinity.

A value that a body has in a neighbourhood, as a germ, is its limit.  A quotient of two germs whose leading coefficients are exactly 0 up
to the first of the denominator that is certainly not has the quotient of the leading coefficients as its limit.  Sums,
products and continuous functions of limits follow, with the rules for ±∞ that are no indeterminate forms.  Where pieces meet, the limits
from both sides are compared.  Everything else is Unknown; an infinite limit, or two different one-sided ones, is Undefined.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import acb, arb, fmpq

from symbolic.functions import DOWN, FUNCTIONS, UP, Function
from symbolic.proving.balls import arrays, jets
from symbolic.proving.balls.compiling import compiled
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.jets import LEVELS, ONE, ZERO, Jet, Kink, Scalar, Undefined, Unknown
from symbolic.proving.balls.values import Code, Env, Value, equal
from symbolic.proving.domains import strict
from symbolic.terms import Bind, Call, Num, Sym, Term, call, free_symbols, sym

ORDER = 8


@dataclass(frozen=True, slots=True)
class Infinite:
    """±∞ as a limit."""

    sign: int


Limit = Scalar | Infinite


@dataclass(frozen=True, slots=True)
class Approach:
    """How the variable goes to its limit: to a number from both sides (0), from the right (1), from the left (−1), or to ±∞."""

    var: Sym
    to: Limit
    side: int
    env: Env
    layout: str

    def germ(self, term: Term) -> Scalar:
        """The Taylor coefficients of a term in the direction of the approach."""
        level = next(LEVELS)
        direction = ONE if self.side >= 0 else -ONE
        start = Jet(level, self.side != 0, [self.to, direction, *[ZERO] * (ORDER - 1)])
        value = arrays.scalar(compiled(term, self.layout)({**self.env, self.var: start}))
        return value.c if isinstance(value, Jet) and value.level == level else [value, *[ZERO] * ORDER]


def limit(term: Bind, layout: str) -> Code:
    """Code for a limit."""
    target = term.bounds[0]

    def run(env: Env) -> Value:
        to = _target(target, env, layout)
        if isinstance(to, Jet) or jets.STATE.analytic is not None or any(isinstance(v, Jet) for v in env.values()):
            raise Unknown("a limit under a derivative")
        if isinstance(to, Infinite):
            return _finite(_limit(term.body, Approach(term.var, to, 0, env, layout)))
        sides = {"limit": (0,), "limit+": (1,), "limit-": (-1,)}[term.op]
        try:
            return _finite(_limit(term.body, Approach(term.var, to, sides[0], env, layout)))
        except Kink:
            right, left = (_limit(term.body, Approach(term.var, to, s, env, layout)) for s in (1, -1))
            return _joined(right, left)

    return run


def _target(term: Term, env: Env, layout: str) -> Limit:
    match term:
        case Call("infinity", ()):
            return Infinite(1)
        case Call("neg", (Call("infinity", ()),)):
            return Infinite(-1)
    return arrays.scalar(compiled(term, layout)(env))


def _finite(found: Limit) -> Scalar:
    if isinstance(found, Infinite):
        raise Undefined("an infinite limit")
    return found


def _joined(right: Limit, left: Limit) -> Scalar:
    a, b = _finite(right), _finite(left)
    if not equal(a, b):
        raise Undefined("different limits from the two sides")
    return a


def _limit(t: Term, way: Approach) -> Limit:
    if way.var not in free_symbols(t):
        return arrays.scalar(compiled(t, way.layout)(way.env))
    if t is way.var:
        return way.to
    if not isinstance(way.to, Infinite):
        try:
            return way.germ(t)[0]
        except Kink:
            if way.side == 0:
                raise
        except (Undefined, Unknown):
            pass
    match t:
        case Call("add", args):
            return _sum([_limit(a, way) for a in args])
        case Call("neg", (a,)):
            return _product([-ONE, _limit(a, way)])
        case Call("mul", args):
            parts = [_limit(a, way) for a in args]
            steady = [p for a, p in zip(args, parts, strict=True) if way.var not in free_symbols(a)]
            return ZERO if any(type(p) is fmpq and p == 0 for p in steady) else _product(parts)
        case Call("div", (a, b)):
            return _quotient(a, b, way)
        case Call("pow", (a, Num(n))) if n.denominator == 1 and 0 < n < 100:
            return _product([_limit(a, way)] * int(n))
        case Call("pow", (a, Num(n))) if n.denominator == 1 and -100 < n < 0:
            return _quotient(Num(n / n), Call("pow", (a, Num(-n))), way)
        case Call(op, (a,)) if op in FUNCTIONS and FUNCTIONS[op].elementwise:
            return _function(FUNCTIONS[op], _limit(a, way))
    raise Unknown("a limit of another kind")


def _sum(parts: list[Limit]) -> Limit:
    signs = {p.sign for p in parts if isinstance(p, Infinite)}
    if len(signs) == 2:
        raise Unknown("∞ − ∞")
    return Infinite(signs.pop()) if signs else arrays.total(parts)


def _product(parts: list[Limit]) -> Limit:
    infinite = [p for p in parts if isinstance(p, Infinite)]
    sign, value = 1, ONE
    for p in infinite:
        sign *= p.sign
    for p in parts:
        if not isinstance(p, Infinite):
            value = value * p
    if not infinite:
        return value
    s = jets.sign(value)
    if s == 0:
        raise Unknown("0 · ∞")
    return Infinite(s * sign)


def _function(row: Function, inner: Limit) -> Limit:
    if isinstance(inner, Infinite):
        end = row.ends[inner.sign > 0]
        if end is None:
            raise Unknown("a limit of another kind")
        return Infinite(1) if end is UP else Infinite(-1) if end is DOWN else arrays.scalar(compiled(end, "")({}))
    if row.jumps:
        raise Unknown("a limit at a jump")
    place = sym("x")
    inside = [condition(strict(c), False, "") for c in row.defined(place)] if row.defined is not None else []
    if not all(test({place: inner}) for test in inside):
        raise Unknown("a limit at the edge of a domain")
    return arrays.scalar(compiled(call(row.name, place), "")({place: inner}))


def _quotient(a: Term, b: Term, way: Approach) -> Limit:
    if isinstance(way.to, Infinite):
        return _at_infinity(a, b, way)
    try:
        bottom, top = way.germ(b), way.germ(a)
    except Undefined as gap:
        raise Unknown("a part of the quotient has no value at the point itself") from gap
    k = next((i for i, c in enumerate(bottom) if not _exactly_zero(c)), None)
    if k is None or not jets.sign(bottom[k]):
        raise Unknown("a denominator that vanishes to high order")
    lead = next((i for i, c in enumerate(top[:k]) if not _exactly_zero(c)), None)
    if lead is None:
        return jets.divide(top[k], bottom[k])
    s = jets.sign(top[lead]) * jets.sign(bottom[k])
    if (k - lead) % 2 and way.side == 0:
        raise Kink("a pole that changes its sign")
    return Infinite(s)


def _exactly_zero(c: Scalar) -> bool:
    return not c if type(c) is fmpq else type(c) in (arb, acb) and bool(c.is_zero())


def _at_infinity(a: Term, b: Term, way: Approach) -> Limit:
    top, bottom = polynomial(a, way), polynomial(b, way)
    if top is not None and bottom is not None:
        m, n = _degree(top), _degree(bottom)
        if m < n:
            return ZERO
        ratio = jets.divide(top[m], bottom[n])
        assert isinstance(way.to, Infinite)
        return ratio if m == n else Infinite(jets.sign(ratio) * (way.to.sign if (m - n) % 2 else 1))
    upper, lower = _limit(a, way), _limit(b, way)
    if isinstance(lower, Infinite):
        if isinstance(upper, Infinite):
            raise Unknown("∞/∞")
        return ZERO
    if isinstance(upper, Infinite):
        s = jets.sign(lower)
        if s == 0:
            raise Unknown("∞/0")
        return Infinite(upper.sign * s)
    if jets.is_zero(lower):
        raise Unknown("a denominator that goes to 0")
    return jets.divide(upper, lower)


def _degree(coefficients: list[Scalar]) -> int:
    """The degree of a polynomial whose leading coefficient is certain."""
    for k in range(len(coefficients) - 1, -1, -1):
        if not _exactly_zero(coefficients[k]):
            if not jets.sign(coefficients[k]):
                raise Unknown("an uncertain degree")
            return k
    raise Unknown("the polynomial 0")


def polynomial(t: Term, way: Approach) -> list[Scalar] | None:
    """The coefficients of a polynomial in the variable; None if it is none."""
    if way.var not in free_symbols(t):
        return [arrays.scalar(compiled(t, way.layout)(way.env))]
    match t:
        case Sym():
            return [ZERO, ONE]
        case Call("neg", (a,)):
            p = polynomial(a, way)
            return None if p is None else [-c for c in p]
        case Call("add", args):
            parts = [polynomial(a, way) for a in args]
            return None if any(p is None for p in parts) else _added([p for p in parts if p is not None])
        case Call("mul", args):
            return _multiplied([polynomial(a, way) for a in args])
        case Call("pow", (a, Num(n))) if n.denominator == 1 and 0 < n <= 12:
            return _multiplied([polynomial(a, way)] * int(n))
        case Call("div", (a, b)) if way.var not in free_symbols(b):
            p, d = polynomial(a, way), arrays.scalar(compiled(b, way.layout)(way.env))
            return None if p is None else [jets.divide(c, d) for c in p]
    return None


def _added(parts: list[list[Scalar]]) -> list[Scalar]:
    return [arrays.total(p[k] for p in parts if k < len(p)) for k in range(max(map(len, parts)))]


def _multiplied(parts: list[list[Scalar] | None]) -> list[Scalar] | None:
    out: list[Scalar] = [ONE]
    for p in parts:
        if p is None:
            return None
        product: list[Scalar] = [ZERO] * (len(out) + len(p) - 1)
        for i, a in enumerate(out):
            for j, b in enumerate(p):
                product[i + j] = product[i + j] + a * b
        out = product
    return out

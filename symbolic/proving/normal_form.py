"""The normal form: scalar terms as fractions over a tower of generators.

``exp`` becomes a lattice of exponentials (``exp(a+b) = exp(a)·exp(b)``), ``log`` a sum over the factors of
its argument, roots and absolute values powers of ``|p|^(1/d)`` for irreducible p, sines and cosines of a sum
are expanded, sums over symbolic ranges become formal partial sums (:mod:`symbolic.proving.sums`), every
other function is expanded by its row in the table or kept as a generator of its normalised arguments.

Guarantee: the value of ``Session.nf(t)`` is the value of t at every point where t is defined, all facts given
to the session hold, the denominators occurring are non-zero, and no polynomial in ``Session.loci`` vanishes.
Two terms whose difference normalises to zero are therefore equal there.  A non-zero difference proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TypeVar

from flint import fmpz, fmpz_poly

from symbolic.functions import FUNCTIONS
from symbolic.proving import signs as sg
from symbolic.proving.ring import Generator, Key, Poly, Quotient, Ring, TooLarge
from symbolic.proving.signs import Signs
from symbolic.terms import (
    ONE,
    PI,
    TWO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sym,
    Term,
    add,
    call,
    div,
    free_symbols,
    mul,
    neg,
    num,
    power,
    substitute,
)


class Unsupported(Exception):
    """The term has no scalar normal form here; the prover abstains."""


class _Refine(Exception):
    """A generator needs a finer unit (``exp(x/2)`` after ``exp(x)``); the session starts again."""


T = TypeVar("T")
Part = tuple[Fraction, tuple[tuple[int, int], ...], Poly]


@dataclass(slots=True)
class Session:
    """One comparison: generators, facts, and the normal forms made so far."""

    ring: Ring = field(default_factory=Ring)
    signs: Signs = field(init=False)
    units: dict[Key, int] = field(default_factory=dict)
    loci: list[Poly] = field(default_factory=list)
    memo: dict[Term, Quotient] = field(default_factory=dict)
    families: dict[Sym, int] = field(default_factory=dict)
    binary: set[Sym] = field(default_factory=set)
    depth: int = 0

    def __post_init__(self) -> None:
        self.signs = Signs(self.ring)

    # --- entry points

    def nf(self, t: Term) -> Quotient:
        """The normal form of a scalar term."""
        found = self.memo.get(t)
        if found is None:
            if self.depth > 400:
                raise TooLarge("the term is nested too deeply")
            self.depth += 1
            try:
                found = self._nf(t)
            finally:
                self.depth -= 1
            self.memo[t] = found
        return found

    def equal(self, a: Term, b: Term) -> bool:
        """Whether both have the same normal form."""
        return self.ring.is_zero(self.ring.sub(self.nf(a), self.nf(b)))

    def _nf(self, t: Term) -> Quotient:
        match t:
            case Num(value):
                return self.ring.number(value)
            case Sym(_, sort, _):
                if not sort.is_scalar:
                    raise Unsupported(f"{t!r} is not a scalar")
                return self.ring.of(self.symbol(t))
            case Elem():
                return self._entry(t)
            case Call(op, args):
                rule = RULES.get(op)
                if rule is not None:
                    return rule(self, args)
                return self._call(t)
            case Apply(function, args, orders):
                keys = tuple(self.ring.quotient_key(self.nf(a)) for a in args)
                return self._opaque("apply", (function, orders, *keys), t)
            case Bind("sum" | "prod" | "partial"):
                from symbolic.proving.sums import normal_binder

                return normal_binder(self, t)
            case Bind("integral" | "limit" | "limit+" | "limit-"):
                return self._bound(t)
            case Bind() | Deriv():
                return self._opaque("term", (t,), t)
        raise Unsupported(f"no scalar normal form of {type(t).__name__}")

    # --- generators

    def symbol(self, s: Sym) -> Generator:
        return self.ring.generator("sym", (s,), s, frozenset((s,)), integer=s.sort.field == "integer")

    def _opaque(self, kind: str, key: Key, t: Term, **facts: object) -> Quotient:
        return self.ring.of(self.ring.generator(kind, key, t, free_symbols(t), **facts))

    def _entry(self, t: Elem) -> Quotient:
        base = t.base
        sort = base.sort if isinstance(base, Sym) else None
        if sort is not None and len(t.indices) != len(sort.index) + (0 if not sort.shape else 1 if sort.shape[1] is ONE else 2):
            raise Unsupported(f"{t!r} is not a scalar")
        keys = tuple(self.ring.quotient_key(self.nf(i)) for i in t.indices)
        mask = self.families.get(base, sg.ANY) if isinstance(base, Sym) else sg.ANY
        g = self.ring.generator("elem", (base, keys), t, free_symbols(t), integer=sort is not None and sort.field == "integer",
                                sign=1 if mask == sg.POS else -1 if mask == sg.NEG else 0, nonneg=mask & sg.NEG == 0)
        if base in self.binary and g.relation is None:
            self.ring.relate(g, 2, self.ring.poly(g))
            g.nonneg = g.integer = True
        return self.ring.of(g)

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Facts assumed inside are forgotten afterwards, and so is what was derived from them."""
        facts, cache, memo, bad = dict(self.signs.facts), dict(self.signs.cache), self.memo, self.signs.contradictory
        self.memo = dict(memo)
        try:
            yield
        finally:
            self.signs.facts, self.signs.cache, self.memo, self.signs.contradictory = facts, cache, memo, bad

    def _call(self, t: Call) -> Quotient:
        row = FUNCTIONS.get(t.op)
        if row is None or not row.elementwise:
            raise Unsupported(f"no scalar normal form of {t.op}")
        if row.expand is not None:
            return self.nf(row.expand(*t.args))
        if t.op in BOOLEAN_ARGUMENTS:
            return self._opaque("term", (t,), t)
        args = [self.nf(a) for a in t.args]
        return self._function(t.op, args, t)

    def _function(self, op: str, args: list[Quotient], t: Term) -> Quotient:
        """A function kept as a generator; odd functions take the sign of their argument out."""
        if op in ODD:
            (a,) = args
            if a.num.is_zero():
                return a
            if a.num.leading_coefficient() < 0:
                positive = self.ring.neg(a)
                return self.ring.neg(self._function(op, [positive], call(op, neg(t.args[0]) if isinstance(t, Call) else t)))
        row = FUNCTIONS[op]
        facts: dict[str, object] = {"payload": args}
        if row.lower is not None and row.lower >= 0:
            facts |= {"sign": 1} if row.strict or row.lower > 0 else {"nonneg": True}
        if op in ("floor", "ceil"):
            facts["integer"] = True
        return self._opaque("call", (op, *map(self.ring.quotient_key, args)), t, **facts)

    def _bound(self, t: Bind) -> Quotient:
        level = 1 + max((s.uid for s in free_symbols(t.body) if s.name == "□"), default=0)
        place = Sym("□", t.var.sort, level)
        body = self.nf(substitute(t.body, {t.var: place}))
        bounds = tuple(t.bounds if b in (INFINITE, MINUS_INFINITE) else self.ring.quotient_key(self.nf(b)) for b in t.bounds)
        return self._opaque("bind", (t.op, self.ring.quotient_key(body), level, *bounds), t)

    # --- terms back from polynomials

    def monomial_term(self, exponents: tuple[tuple[int, int], ...]) -> Term:
        factors: list[Term] = []
        for i, e in exponents:
            g = self.ring.generators[i].term
            factors.append(g if e == 1 else power(g, num(e)))
        return mul(*factors) if factors else ONE

    def poly_term(self, p: Poly) -> Term:
        parts: list[Term] = []
        for c, exps in self.ring.terms(self.ring.lift(p)):
            m = self.monomial_term(exps)
            parts.append(m if c == 1 else num(c) if m is ONE else mul(num(c), m))
        return add(*parts) if parts else num(0)

    def quotient_term(self, q: Quotient) -> Term:
        return self.poly_term(q.num) if q.den.is_one() else div(self.poly_term(q.num), self.poly_term(q.den))

    # --- exponents and angles as rational combinations of monomials

    def parts(self, q: Quotient) -> list[Part]:
        """``q = Σ cᵢ · mᵢ / dᵢ`` with monomials mᵢ, and dᵢ primitive (1 for the polynomial part)."""
        ring = self.ring
        numer, denom = ring.lift(q.num), ring.lift(q.den)
        if denom.is_constant():
            d = int(denom.leading_coefficient())
            return [(Fraction(c, d), e, ring.constant(1)) for c, e in ring.terms(numer)]
        content = denom.content()
        primitive = denom / content
        whole, rest = divmod(numer, primitive)
        out = [(Fraction(c, int(content)), e, ring.constant(1)) for c, e in ring.terms(whole)]
        return out + [(Fraction(c, int(content)), e, primitive) for c, e in ring.terms(rest)]

    def unit(self, key: Key, denominator: int) -> int:
        """The unit of a generator: a multiple of all denominators seen; starts again if it grows."""
        known = self.units.setdefault(key, denominator)
        if known % denominator:
            self.units[key] = lcm(known, denominator)
            raise _Refine
        return known

    def _part_key(self, exponents: tuple[tuple[int, int], ...], den: Poly) -> Key:
        names = tuple((self.ring.generators[i].key, e) for i, e in exponents)
        return (*names, self.named_key(den))

    def named_key(self, p: Poly) -> Key:
        """A key that is the same in a session that starts again."""
        g = self.ring.generators
        return tuple(sorted(((tuple((repr(g[i].key), e) for i, e in exps), c) for c, exps in self.ring.terms(p))))


INFINITE = call("infinity")
MINUS_INFINITE = neg(INFINITE)
BOOLEAN_ARGUMENTS = frozenset({"cases", "indicator", "max", "min"})
ODD = frozenset({"asin", "atan", "erf", "sign"})

Rule = Callable[[Session, tuple[Term, ...]], Quotient]
RULES: dict[str, Rule] = {}


def _rule(*names: str) -> Callable[[Rule], Rule]:
    def note(f: Rule) -> Rule:
        for name in names:
            RULES[name] = f
        return f

    return note


# --- arithmetic -----------------------------------------------------------------------------------


@_rule("add")
def _add(s: Session, args: tuple[Term, ...]) -> Quotient:
    total = s.nf(args[0])
    for a in args[1:]:
        total = s.ring.add(total, s.nf(a))
    return total


@_rule("mul", "hadamard", "matmul")
def _mul(s: Session, args: tuple[Term, ...]) -> Quotient:
    total = s.nf(args[0])
    for a in args[1:]:
        total = s.ring.mul(total, s.nf(a))
    return total


@_rule("neg")
def _neg(s: Session, args: tuple[Term, ...]) -> Quotient:
    return s.ring.neg(s.nf(args[0]))


@_rule("div")
def _div(s: Session, args: tuple[Term, ...]) -> Quotient:
    return s.ring.div(s.nf(args[0]), s.nf(args[1]))


@_rule("pi")
def _pi(s: Session, args: tuple[Term, ...]) -> Quotient:
    return s.ring.of(s.ring.generator("pi", (), PI, frozenset(), sign=1))


@_rule("infinity")
def _infinity(s: Session, args: tuple[Term, ...]) -> Quotient:
    raise Unsupported("infinity is not a number")


@_rule("imaginary")
def _imaginary(s: Session, args: tuple[Term, ...]) -> Quotient:
    g = s.ring.generator("imaginary", (), call("imaginary"), frozenset())
    if g.relation is None:
        s.ring.relate(g, 2, s.ring.constant(-1))
    return s.ring.of(g)


# --- powers and roots -----------------------------------------------------------------------------


@_rule("pow")
def _pow(s: Session, args: tuple[Term, ...]) -> Quotient:
    base, exponent = s.nf(args[0]), s.nf(args[1])
    value = s.ring.as_number(exponent)
    if value is not None:
        return s.ring.power(base, int(value)) if value.denominator == 1 else absolute_power(s, base, value)
    if exponent.den.is_one() and s.signs.integral(exponent.num):
        return integer_power(s, base, exponent)
    return exponential(s, s.ring.mul(exponent, logarithm(s, base)))


@_rule("sqrt")
def _sqrt(s: Session, args: tuple[Term, ...]) -> Quotient:
    return absolute_power(s, s.nf(args[0]), Fraction(1, 2))


@_rule("root")
def _root(s: Session, args: tuple[Term, ...]) -> Quotient:
    degree = s.ring.as_number(s.nf(args[1]))
    if degree is None or degree.denominator != 1 or degree < 1:
        return s._opaque("term", (call("root", *args),), call("root", *args))
    base = s.nf(args[0])
    size = absolute_power(s, base, Fraction(1, int(degree)))
    return size if degree % 2 == 0 else s.ring.mul(sign_of(s, base), size)


@_rule("abs")
def _abs(s: Session, args: tuple[Term, ...]) -> Quotient:
    return absolute_power(s, s.nf(args[0]), Fraction(1))


@_rule("sign")
def _sign(s: Session, args: tuple[Term, ...]) -> Quotient:
    return sign_of(s, s.nf(args[0]))


def sign_of(s: Session, q: Quotient) -> Quotient:
    """sign(q) as a product over irreducible factors; ``p/|p|`` where p is known not to vanish."""
    ring = s.ring
    if q.num.is_zero():
        return q
    total = ring.number(1 if q.num.leading_coefficient() > 0 else -1)
    if q.num.factor()[0] < 0:
        total = ring.number(-1)
    else:
        total = ring.number(1)
    for p, e in [*q.num.factor()[1], *q.den.factor()[1]]:
        mask = s.signs.sign(p)
        if mask == sg.POS or (mask == sg.NONZERO and e % 2 == 0):
            continue
        if mask == sg.NEG:
            total = total if e % 2 == 0 else ring.neg(total)
        elif mask & sg.ZERO == 0:
            total = ring.mul(total, ring.div(Quotient(p, ring.constant(1)), root_factor(s, p, Fraction(1))))
        else:
            t = call("sign", s.poly_term(p))
            g = ring.generator("sign", (ring.key(p),), t, free_symbols(t), integer=True, payload=p)
            if g.relation is None:
                ring.relate(g, 3, ring.poly(g))
            total = ring.mul(total, ring.power(ring.of(g), int(e)))
    return total


def absolute_power(s: Session, q: Quotient, exponent: Fraction) -> Quotient:
    """|q|^exponent."""
    ring = s.ring
    if q.num.is_zero():
        if exponent > 0:
            return q
        raise ZeroDivisionError("zero to a negative power")
    total = ring.number(1)
    for poly, sign in ((q.num, 1), (q.den, -1)):
        poly = ring.lift(poly)
        content, factors = poly.factor()
        total = ring.mul(total, integer_root(s, abs(int(content)), sign * exponent))
        for p, e in factors:
            total = ring.mul(total, root_factor(s, p, sign * exponent * int(e)))
    return total


def integer_root(s: Session, n: int, exponent: Fraction) -> Quotient:
    """n^exponent for a positive integer, as a product over primes."""
    ring = s.ring
    if exponent.denominator == 1:
        if abs(exponent) * n.bit_length() > 200_000:
            raise TooLarge("a number has too many digits")
        return ring.number(Fraction(n) ** int(exponent))
    total = ring.number(1)
    for p, e in fmpz(n).factor():
        whole, part = divmod(exponent * int(e), 1)
        total = ring.mul(total, ring.number(Fraction(int(p)) ** int(whole)))
        if part:
            unit = s.unit(("prime root", int(p)), part.denominator)
            t = power(num(int(p)), num(Fraction(1, unit)))
            g = ring.generator("root", (int(p), unit), t, frozenset(), sign=1, payload=(ring.constant(int(p)), unit))
            if g.relation is None:
                ring.relate(g, unit, ring.constant(int(p)))
            total = ring.mul(total, ring.power(ring.of(g), int(part * unit)))
    return total


def root_factor(s: Session, p: Poly, exponent: Fraction) -> Quotient:
    """|p|^exponent for an irreducible polynomial p."""
    ring = s.ring
    p = ring.lift(p)
    one = ring.constant(1)
    used = ring.used(p)
    if any(g.kind == "imaginary" or _complex(g) for g in used):
        raise Unsupported("a root of a complex expression")
    if len(used) == 1 and p == ring.poly(used[0]):
        g = used[0]
        if g.kind == "exp":
            return exponential(s, ring.mul(ring.number(exponent / g.payload[1]), g.payload[0]))
        if g.kind == "root":
            inner, unit = g.payload
            if exponent.denominator != 1 and not inner.is_constant():
                return root_factor(s, inner, exponent / unit)
            if inner.is_constant():
                return integer_root(s, int(inner.leading_coefficient()), exponent / unit)
    mask = s.signs.sign(p)
    if exponent.denominator == 1:
        if exponent % 2 == 0 or mask & sg.NEG == 0:
            return ring.power(Quotient(p, one), int(exponent))
        if mask & sg.POS == 0:
            return ring.power(Quotient(-p, one), int(exponent))
    unit = s.unit(("root", s.named_key(p)), exponent.denominator)
    inside = s.poly_term(p)
    t = power(call("abs", inside), num(Fraction(1, unit))) if unit > 1 else call("abs", inside)
    known = mask if mask in (sg.POS, sg.NEG, sg.NONNEG, sg.NONPOS) else 0
    g = ring.generator("root", (ring.key(p), unit, known), t, free_symbols(t), nonneg=True,
                       sign=1 if mask & sg.ZERO == 0 else 0, payload=(p, unit))
    if g.relation is None:
        if mask & sg.NEG == 0:
            ring.relate(g, unit, p)
        elif mask & sg.POS == 0:
            ring.relate(g, unit, -p)
        else:
            ring.relate(g, 2 * unit, p * p)
    return ring.power(ring.of(g), int(exponent * unit))


def _complex(g: Generator) -> bool:
    return g.kind == "sym" and isinstance(g.term, Sym) and g.term.sort.field == "complex"


def integer_power(s: Session, base: Quotient, exponent: Quotient) -> Quotient:
    """base^n for an exponent that takes integer values; loci are noted where 0 would be divided by."""
    ring = s.ring
    if base.num.is_zero():
        mask = s.signs.sign(exponent.num)
        if mask == sg.POS:
            return base
        t = power(num(0), s.quotient_term(exponent))
        return s._opaque("term", (ring.quotient_key(exponent), "0^"), t)
    total = ring.number(1)
    for poly, sign in ((base.num, 1), (base.den, -1)):
        poly = ring.lift(poly)
        content, factors = poly.factor()
        content = int(content)
        if content < 0:
            total = ring.mul(total, _sign_power(s, exponent))
        if abs(content) != 1:
            total = ring.mul(total, exponential(s, ring.mul(ring.number(sign), ring.mul(exponent, logarithm(s, ring.number(abs(content)))))))
        for p, e in factors:
            total = ring.mul(total, _factor_power(s, p, ring.mul(ring.number(sign * int(e)), exponent)))
    return total


def _factor_power(s: Session, p: Poly, exponent: Quotient) -> Quotient:
    """p^m for irreducible p and an integer-valued polynomial m."""
    ring = s.ring
    mask = s.signs.sign(p)
    used = ring.used(p)
    simple = len(used) == 1 and p == ring.poly(used[0])
    if mask == sg.POS or (simple and used[0].kind == "exp"):
        return exponential(s, ring.mul(exponent, logarithm(s, Quotient(p, ring.constant(1)))))
    total = ring.number(1)
    for c, exps, _ in s.parts(exponent):
        if c.denominator != 1:
            raise Unsupported("a fractional integer exponent")
        if c < 0 and mask & sg.ZERO:
            s.loci.append(p)
        if not exps:
            total = ring.mul(total, ring.power(Quotient(ring.lift(p), ring.constant(1)), int(c)))
            continue
        m = s.monomial_term(exps)
        t = power(s.poly_term(p), m)
        g = ring.generator("power", (ring.key(p), exps), t, free_symbols(t), payload=(p, exps),
                           integer=s.signs.integral(p) and s._nonneg(exps))
        total = ring.mul(total, ring.power(ring.of(g), int(c)))
    return total


def _sign_power(s: Session, exponent: Quotient) -> Quotient:
    """(−1)^m."""
    ring = s.ring
    total = ring.number(1)
    for c, exps, _ in s.parts(exponent):
        if c.denominator != 1:
            raise Unsupported("a fractional integer exponent")
        if c % 2 == 0:
            continue
        if not exps:
            total = ring.neg(total)
            continue
        odd = tuple((i, 1) for i, _ in exps)
        t = power(num(-1), s.monomial_term(odd))
        g = ring.generator("sign power", (odd,), t, free_symbols(t), integer=True)
        if g.relation is None:
            ring.relate(g, 2, ring.constant(1))
        total = ring.mul(total, ring.of(g))
    return total


def _nonneg(s: Session, exps: tuple[tuple[int, int], ...]) -> bool:
    return s.signs.sign(s.ring.monomial(exps)) & sg.NEG == 0


Session._nonneg = _nonneg  # type: ignore[attr-defined]


# --- exponentials and logarithms ------------------------------------------------------------------


@_rule("exp")
def _exp(s: Session, args: tuple[Term, ...]) -> Quotient:
    return exponential(s, s.nf(args[0]))


@_rule("log")
def _log(s: Session, args: tuple[Term, ...]) -> Quotient:
    return logarithm(s, s.nf(args[0]))


def exponential(s: Session, q: Quotient) -> Quotient:
    """exp(q), a product of powers of generators, one for each monomial of q."""
    ring = s.ring
    total = ring.number(1)
    angle = ring.number(0)
    for c, exps, den in s.parts(q):
        kinds = [ring.generators[i].kind for i, _ in exps]
        if "imaginary" in kinds:
            rest = tuple((i, e) for i, e in exps if ring.generators[i].kind != "imaginary")
            angle = ring.add(angle, ring.mul(ring.number(c), ring.quotient(ring.monomial(rest), den)))
            continue
        if len(exps) == 1 and exps[0][1] == 1 and kinds == ["log"] and den.is_one():
            p = ring.generators[exps[0][0]].payload
            total = ring.mul(total, integer_root(s, int(p.leading_coefficient()), c) if p.is_constant() else root_factor(s, p, c))
            continue
        unit = s.unit(("exp", s._part_key(exps, den)), c.denominator)
        value = ring.quotient(ring.monomial(exps), den)
        t = call("exp", s.quotient_term(ring.mul(ring.number(Fraction(1, unit)), value)))
        g = ring.generator("exp", (exps, ring.key(den), unit), t, free_symbols(t), sign=1, payload=(value, unit))
        total = ring.mul(total, ring.power(ring.of(g), int(c * unit)))
    if not angle.num.is_zero():
        cosine, sine = circle(s, angle)
        total = ring.mul(total, ring.add(cosine, ring.mul(s.nf(call("imaginary")), sine)))
    return total


def logarithm(s: Session, q: Quotient) -> Quotient:
    """log|q| as a sum over the irreducible factors of q."""
    ring = s.ring
    if q.num.is_zero():
        raise ZeroDivisionError("the logarithm of zero")
    total = ring.number(0)
    for poly, sign in ((q.num, 1), (q.den, -1)):
        content, factors = ring.lift(poly).factor()
        for p, e in fmpz(abs(int(content))).factor() if abs(int(content)) > 1 else []:
            g = ring.generator("log", (int(p),), call("log", num(int(p))), frozenset(), sign=1, payload=ring.constant(int(p)))
            total = ring.add(total, ring.mul(ring.number(sign * int(e)), ring.of(g)))
        for p, e in factors:
            total = ring.add(total, ring.mul(ring.number(sign * int(e)), _log_factor(s, p)))
    return total


def _log_factor(s: Session, p: Poly) -> Quotient:
    """log|p| for irreducible p."""
    ring = s.ring
    used = ring.used(p)
    if any(g.kind == "imaginary" or _complex(g) for g in used):
        raise Unsupported("the logarithm of a complex expression")
    if len(used) == 1 and p == ring.poly(used[0]):
        g = used[0]
        if g.kind == "exp":
            return ring.mul(ring.number(Fraction(1, g.payload[1])), g.payload[0])
        if g.kind == "root":
            inner, unit = g.payload
            return ring.mul(ring.number(Fraction(1, unit)), logarithm(s, Quotient(inner, ring.constant(1))))
        if g.kind == "power":
            inner, exps = g.payload
            return ring.mul(Quotient(ring.monomial(exps), ring.constant(1)), logarithm(s, Quotient(inner, ring.constant(1))))
        if g.kind == "product":
            return g.payload.logarithm(s)
    inside = s.poly_term(p)
    t = call("log", inside if s.signs.sign(p) == sg.POS else call("abs", inside))
    return ring.of(ring.generator("log", (ring.key(p),), t, free_symbols(t), payload=p))


# --- circular functions ---------------------------------------------------------------------------

Pair = tuple[Quotient, Quotient]


@_rule("sin")
def _sin(s: Session, args: tuple[Term, ...]) -> Quotient:
    return circle(s, s.nf(args[0]))[1]


@_rule("cos")
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
        unit = s.unit(("circle", s._part_key(exps, den)), c.denominator)
        pair = _basic_angle(s, exps, den, unit)
        total = _turn(s, total, _multiple(s, pair, int(c * unit)))
    return total


def _turn(s: Session, a: Pair, b: Pair) -> Pair:
    ring = s.ring
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
        pair = _turn(s, pair, pair)
        k >>= 1
    return out


def _basic_angle(s: Session, exps: tuple[tuple[int, int], ...], den: Poly, unit: int) -> Pair:
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
    angle = s.quotient_term(ring.mul(ring.number(Fraction(1, unit)), ring.quotient(ring.monomial(exps), den)))
    cosine = ring.generator("cos", (exps, ring.key(den), unit), call("cos", angle), free_symbols(angle))
    sine = ring.generator("sin", (exps, ring.key(den), unit), call("sin", angle), free_symbols(angle))
    if sine.relation is None:
        ring.relate(sine, 2, 1 - ring.poly(cosine) ** 2)
    return ring.of(cosine), ring.of(sine)


def _pi_multiple(s: Session, c: Fraction) -> Pair:
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


# --- factorials -----------------------------------------------------------------------------------


@_rule("factorial")
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
        return s._opaque("call", ("factorial", ring.quotient_key(q)), call("factorial", args[0]))
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


@_rule("binomial")
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
    return s._opaque("call", ("binomial", ring.quotient_key(n), ring.quotient_key(k)), t, integer=True)


@_rule("delta")
def _delta(s: Session, args: tuple[Term, ...]) -> Quotient:
    """Kronecker's δ, symmetric; 1 or 0 where the difference of the indices is known."""
    ring = s.ring
    a, b = s.nf(args[0]), s.nf(args[1])
    difference = ring.sub(a, b)
    if difference.num.is_zero():
        return ring.number(1)
    if s.signs.quotient_sign(difference) & sg.ZERO == 0:
        return ring.number(0)
    if difference.num.leading_coefficient() < 0:
        a, b, args = b, a, (args[1], args[0])
    t = call("delta", *args)
    g = ring.generator("delta", (ring.quotient_key(ring.sub(a, b)),), t, free_symbols(t), nonneg=True, integer=True, payload=(a, b))
    if g.relation is None:
        ring.relate(g, 2, ring.poly(g))
    return ring.of(g)


def session(units: dict[Key, int] | None = None) -> Session:
    return Session(units=units if units is not None else {})


def with_units(run: Callable[[Session], T], attempts: int = 12) -> T:
    """Run ``run`` on a new session, again from the start whenever a unit had to be refined."""
    units: dict[Key, int] = {}
    for _ in range(attempts):
        try:
            return run(Session(units=units))
        except _Refine:
            continue
    raise TooLarge("the units of the generators do not settle")

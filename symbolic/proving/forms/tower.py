"""A session of the normal form: the generators of one comparison, its facts, and what the rules share.

The rules themselves stand in :mod:`powers`, :mod:`circular`, :mod:`combinatorics` and :mod:`sums`; they are entered
in the table ``RULES`` by operator.  See :mod:`symbolic.proving.forms.normal_form` for the guarantee.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, TypeVar

from symbolic.functions import ARITHMETIC, FUNCTIONS
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import FEWEST, Generator, Key, Poly, Quotient, Ring, TooLarge
from symbolic.proving.forms.signs import Signs
from symbolic.terms import (
    ONE,
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

if TYPE_CHECKING:
    from symbolic.proving.forms.declared_sums import DeclaredSum

INFINITE = call("infinity")
MINUS_INFINITE = neg(INFINITE)
BOOLEAN_ARGUMENTS = frozenset({"cases", "indicator", "max", "min"})
FEW_TERMS = 8
ATTEMPTS = 12


class Unsupported(Exception):
    """The term has no scalar normal form here; the prover abstains."""


class Refine(Exception):
    """A generator needs a finer unit (``exp(x/2)`` after ``exp(x)``); the session starts again."""


T = TypeVar("T")
Exponents = tuple[tuple[int, int], ...]
Part = tuple[Fraction | int, Exponents, Poly]


@dataclass(slots=True)
class Session:
    """One comparison: generators, facts, and the normal forms made so far."""

    ring: Ring = field(default_factory=Ring)
    signs: Signs = field(init=False)
    units: dict[Key, int] = field(default_factory=dict)
    loci: list[Poly] = field(default_factory=list)
    memo: dict[Term, Quotient] = field(default_factory=dict)
    families: dict[Sym, int] = field(default_factory=dict)
    partial: list[tuple[Sym, Term, Term, int]] = field(default_factory=list)
    members: list[Bind] = field(default_factory=list)
    two_valued: dict[Sym, tuple[int, int]] = field(default_factory=dict)
    symmetric: set[Sym] = field(default_factory=set)
    totals: list[DeclaredSum] = field(default_factory=list)
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
                if type(t) is Call:
                    rule = RULES.get(t.op)
                    found = self._call(t) if rule is None else rule(self, t.args)
                else:
                    found = self._nf(t)
            finally:
                self.depth -= 1
            self.memo[t] = found
        return found

    def learnt(self, equation: bool) -> None:
        """Forget what a new fact may change: all normal forms for an equation, else those that are no plain quotients of polynomials."""
        lasting: dict[Term, Quotient] = {}
        if not equation:
            for t, q in self.memo.items():  # parts come before what they are parts of
                if _is_rational(t, lasting):
                    lasting[t] = q
        self.memo = lasting

    def equal(self, a: Term, b: Term) -> bool:
        """Whether both have the same normal form, or their difference is zero by the facts (``ax`` where a = 0 follows)."""
        difference = self.ring.sub(self.nf(a), self.nf(b))
        if self.ring.is_zero(difference):
            return True
        return len(difference.num) <= FEW_TERMS and bool(self.signs.facts) and self.signs.sign(difference.num) == sg.ZERO

    def _nf(self, t: Term) -> Quotient:
        match t:
            case Sym():
                if not t.sort.is_scalar:
                    raise Unsupported(f"{t!r} is not a scalar")
                return self.ring.of(self.symbol(t))
            case Num():
                return self.ring.numeral(t)
            case Elem():
                return self._entry(t)
            case Apply(function, args, orders):
                if function.sort.shape:
                    raise Unsupported(f"{t!r} is not a scalar")
                keys = tuple(self.ring.quotient_key(self.nf(a)) for a in args)
                return self.opaque("apply", (function, orders, *keys), t)
            case Bind(op) if op in BINDERS:
                return BINDERS[op](self, t)
            case Bind("integral" | "limit" | "limit+" | "limit-"):
                return self._bound(t)
            case Bind() | Deriv():
                return self.opaque("term", (t,), t)
        raise Unsupported(f"no scalar normal form of {type(t).__name__}")

    # --- generators

    def symbol(self, s: Sym) -> Generator:
        return self.ring.generator("sym", (s,), s, free_symbols(s), integer=s.sort.field == "integer")

    def opaque(self, kind: str, key: Key, t: Term, **facts: object) -> Quotient:
        return self.ring.of(self.ring.generator(kind, key, t, free_symbols(t), **facts))

    def _entry(self, t: Elem) -> Quotient:
        base = t.base
        sort = base.sort if isinstance(base, Sym) else None
        if sort is not None and len(t.indices) != len(sort.index) + (0 if not sort.shape else 1 if sort.shape[1] is ONE else 2):
            raise Unsupported(f"{t!r} is not a scalar")
        keys = tuple(self.ring.quotient_key(self.nf(i)) for i in t.indices)
        if base in self.symmetric and keys[0] > keys[1]:
            return self.nf(Elem(base, t.indices[::-1]))
        mask = self._member_sign(base, t.indices) if isinstance(base, Sym) else sg.ANY
        g = self.ring.generator("elem", (base, keys), t, free_symbols(t), integer=sort is not None and sort.field == "integer",
                                sign=1 if mask == sg.POS else -1 if mask == sg.NEG else 0,
                                nonneg=mask & sg.NEG == 0, nonpos=mask & sg.POS == 0)
        if isinstance(base, Sym) and base in self.two_valued:
            self.relate_values(g, *self.two_valued[base])
        return self.ring.of(g)

    def relate_values(self, g: Generator, a: int, b: int) -> None:
        """What is a or b is a root of (g − a)(g − b)."""
        if g.relation is None:
            self.ring.relate(g, 2, (a + b) * self.ring.poly(g) - a * b)
            g.nonneg = g.nonneg or min(a, b) >= 0
            g.integer = True

    def _member_sign(self, base: Sym, indices: tuple[Term, ...]) -> int:
        """The sign that facts about all members, or about a range of them, give to one."""
        mask = self.families.get(base, sg.ANY)
        for name, lo, hi, sign in self.partial:
            if name is base and len(indices) == 1:
                index = self.nf(indices[0])
                below, above = self.ring.sub(index, self.nf(lo)), self.ring.sub(self.nf(hi), index)
                if all(self.signs.quotient_sign(q, sg.NONNEG) & sg.NEG == 0 for q in (below, above)):
                    mask &= sign
        return mask

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Facts assumed inside are forgotten afterwards, and so is what was derived from them."""
        facts, cache, memo, bad = dict(self.signs.facts), dict(self.signs.cache), self.memo, self.signs.contradictory
        self.memo = dict(memo)
        try:
            yield
        finally:
            self.signs.facts, self.signs.cache, self.memo, self.signs.contradictory = facts, cache, memo, bad
            self.signs.linear = None

    def _call(self, t: Call) -> Quotient:
        row = FUNCTIONS.get(t.op)
        if row is None or not row.elementwise:
            raise Unsupported(f"no scalar normal form of {t.op}")
        if row.expand is not None:
            return self.nf(row.expand(*t.args))
        if t.op in BOOLEAN_ARGUMENTS:
            return self.opaque("term", (t,), t)
        args = [self.nf(a) for a in t.args]
        return self.function(t.op, args, t)

    def function(self, op: str, args: list[Quotient], t: Term) -> Quotient:
        """A function kept as a generator; odd functions take the sign of their argument out."""
        row = FUNCTIONS[op]
        if row.odd:
            (a,) = args
            if a.num.is_zero():
                return a
            if a.num.leading_coefficient() < 0:
                positive = self.ring.neg(a)
                return self.ring.neg(self.function(op, [positive], call(op, neg(t.args[0]) if isinstance(t, Call) else t)))
        facts: dict[str, object] = {"payload": args}
        if row.lower is not None and row.lower >= 0:
            facts |= {"sign": 1} if row.strict or row.lower > 0 else {"nonneg": True}
        if op in ("floor", "ceil"):
            facts["integer"] = True
        return self.opaque("call", (op, *map(self.ring.quotient_key, args)), t, **facts)

    def _bound(self, t: Bind) -> Quotient:
        level = 1 + max((s.uid for s in free_symbols(t.body) if s.name == "□"), default=0)
        place = Sym("□", t.var.sort, level)
        body = self.nf(substitute(t.body, {t.var: place}))
        bounds = tuple(t.bounds if b in (INFINITE, MINUS_INFINITE) else self.ring.quotient_key(self.nf(b)) for b in t.bounds)
        return self.opaque("bind", (t.op, self.ring.quotient_key(body), level, *bounds), t)

    def nonnegative(self, exponents: Exponents) -> bool:
        """Whether a monomial is known to be ≥ 0."""
        return self.signs.sign(self.ring.monomial(exponents)) & sg.NEG == 0

    # --- terms back from polynomials

    def monomial_term(self, exponents: Exponents) -> Term:
        if len(exponents) == 1 and exponents[0][1] == 1:
            return self.ring.generators[exponents[0][0]].term
        factors: list[Term] = []
        for i, e in exponents:
            g = self.ring.generators[i].term
            factors.append(g if e == 1 else power(g, num(e)))
        return mul(*factors) if factors else ONE

    def poly_term(self, p: Poly) -> Term:
        parts: list[Term] = []
        for c, exps in self.ring.terms(self.ring.lift(p)):
            m = self.monomial_term(exps)
            size = m if abs(c) == 1 else num(abs(c)) if m is ONE else mul(num(abs(c)), m)
            parts.append(size if c > 0 else neg(size))
        return add(*parts) if parts else num(0)

    def quotient_term(self, q: Quotient) -> Term:
        return self.poly_term(q.num) if q.den.is_one() else div(self.poly_term(q.num), self.poly_term(q.den))

    # --- exponents and angles as rational combinations of monomials

    def parts(self, q: Quotient) -> list[Part]:
        """``q = Σ cᵢ · mᵢ / dᵢ`` with monomials mᵢ, and dᵢ primitive (1 for the polynomial part)."""
        ring = self.ring
        numer, denom = (ring.lift(q.num), ring.lift(q.den)) if ring.grown else q
        if denom.is_constant():
            d, one = int(denom.leading_coefficient()), ring.constant(1)
            return [(c if d == 1 else Fraction(c, d), e, one) for c, e in ring.terms(numer)]
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
            raise Refine
        return known

    def part_key(self, exponents: Exponents, den: Poly) -> Key:
        generators = self.ring.generators
        names = [(generators[i].key, e) for i, e in exponents]
        return (*names, self.named_key(den))

    def named_key(self, p: Poly) -> Key:
        """A key that is the same in a session that starts again."""
        if p.is_one():
            return ()
        g = self.ring.generators
        return tuple(sorted(((tuple((repr(g[i].key), e) for i, e in exps), c) for c, exps in self.ring.terms(p))))


def _is_rational(t: Term, known: dict[Term, Quotient]) -> bool:
    """Whether a term is made of names and numbers by + − · / and integer powers, if that is known of its parts."""
    match t:
        case Sym() | Num():
            return True
        case Call("pow", (base, Num(exponent))):
            return exponent.denominator == 1 and base in known
        case Call(op, args):
            return op in ARITHMETIC and all(a in known for a in args)
    return False


Rule = Callable[[Session, tuple[Term, ...]], Quotient]
RULES: dict[str, Rule] = {}
BINDERS: dict[str, Callable[[Session, Bind], Quotient]] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Enter a rule for the operators named."""

    def note(f: Rule) -> Rule:
        for name in names:
            RULES[name] = f
        return f

    return note


def binder(*names: str) -> Callable[[Callable[[Session, Bind], Quotient]], Callable[[Session, Bind], Quotient]]:
    """Enter a rule for binders."""

    def note(f: Callable[[Session, Bind], Quotient]) -> Callable[[Session, Bind], Quotient]:
        for name in names:
            BINDERS[name] = f
        return f

    return note


def with_units(run: Callable[[Session], T], size: int = FEWEST) -> T:
    """Run ``run`` on a new session with room for so many generators, again from the start whenever a unit had to be refined."""
    units: dict[Key, int] = {}
    for _ in range(ATTEMPTS):
        try:
            return run(Session(Ring.of_size(size), units=units))
        except Refine:
            continue
    raise TooLarge("the units of the generators do not settle")

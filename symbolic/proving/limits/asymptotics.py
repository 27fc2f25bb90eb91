"""Asymptotic expansions of terms as a positive variable t tends to 0.

A term is expanded in monomials ``exp(G) · t^a · L^b`` with ``L = log(1/t)``, a free of t, integer b and an infinite
growth G, itself a sum of such monomials that dominate L (``1/t``, ``L²``, ``exp(1/t)``, …).  The monomials are totally
ordered: growth first, then powers, then logarithms, as in Hardy's fields.  Coefficients are exact quotients
of the normal form and do not depend on t.

Guarantee: for all small t > 0 the term is defined and equals ``Σ coefficient · monomial + O(rest)``, at every
point where the facts of the session hold.  A step that needs the sign of a coefficient needs it proved; what
cannot be shown raises :class:`NoExpansion`.

Source: the Taylor series and orders of growth of any analysis text (Hardy, Orders of Infinity, 1910).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from math import ceil, floor
from typing import Any

from symbolic.functions import FUNCTIONS
from symbolic.proving.balls.constants import sign_of_constant
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import definedness, is_integer, strict
from symbolic.proving.facts import entails
from symbolic.proving.forms import signs as sg
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.forms.tower import Session
from symbolic.proving.limits.stirling import binomial, factorial
from symbolic.terms import (
    PI,
    REAL,
    TWO,
    Apply,
    Call,
    Sym,
    Term,
    call,
    div,
    exp,
    free_symbols,
    fresh,
    log,
    mul,
    neg,
    num,
    power,
    sub,
    substitute,
    sym,
    transform,
)

MAX_DERIVATIVES = 8
"""Beyond this order derivatives of the table's functions, taken by rule, grow too large."""
MAX_FACTORS = 40



class NoExpansion(Exception):
    """No expansion was found; ``deeper`` says that a higher order may give one."""

    def __init__(self, reason: str, deeper: bool = False) -> None:
        super().__init__(reason)
        self.deeper = deeper


class NowhereDefined(NoExpansion):
    """The term is shown to be undefined for all small t."""


@dataclass(frozen=True, slots=True, eq=False)
class Monomial:
    """``exp(Σ growth) · t^a · L^b``, the growth listed from its dominant part on; ``degree`` is a, if it is t^a with a known number a."""

    growth: tuple[tuple[Monomial, Quotient], ...]
    a: Quotient
    b: int
    degree: Fraction | int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """``Σ coefficient · monomial + O(rest)``, dominant first; exact if ``rest`` is None."""

    terms: tuple[tuple[Monomial, Quotient], ...]
    rest: Monomial | None = None


@dataclass(slots=True)
class Expander:
    """Expansions in one session, to ``order`` terms; ``count`` is the integer variable that 1/t stands for, if it does."""

    s: Session
    t: Sym
    order: int
    count: Sym | None = None
    smoothness: Mapping[Sym, int] = field(default_factory=dict)
    """The functions that have finitely many continuous derivatives, and how many."""
    memo: dict[Term, Series] = field(default_factory=dict)
    unit: Monomial = field(init=False)

    def __post_init__(self) -> None:
        self.unit = self.power_of_t(0)

    # --- coefficients

    def sign(self, q: Quotient) -> int:
        """The proved sign mask of a coefficient."""
        mask = self.s.signs.quotient_sign(q)
        if mask in (sg.POS, sg.NEG, sg.ZERO):
            return mask
        if not self.s.ring.symbols(q.num) and not self.s.ring.symbols(q.den):
            return mask & sign_of_constant(self.s.quotient_term(q))
        return mask

    def positive(self, q: Quotient) -> bool:
        """Whether a coefficient known not to vanish is positive."""
        mask = self.sign(q)
        if mask not in (sg.POS, sg.NEG):
            raise NoExpansion("the sign of a coefficient is not known")
        return mask == sg.POS

    def zero(self, q: Quotient) -> bool:
        return self.s.ring.is_zero(q)

    # --- monomials

    def power_of_t(self, degree: Fraction | int) -> Monomial:
        return Monomial((), self.s.ring.number(degree), 0, degree)

    def compare(self, m: Monomial, n: Monomial) -> int:
        """1 if m dominates n as t → 0, −1 if n dominates m, 0 if they are the same."""
        if m is n:
            return 0
        if m.degree is not None and n.degree is not None:
            return (n.degree > m.degree) - (n.degree < m.degree)
        if m.growth or n.growth:
            difference = self._combine(m.growth, n.growth, -1)
            if difference:
                return 1 if self.positive(difference[0][1]) else -1
        gap = self.s.ring.sub(n.a, m.a)
        if gap.num.is_constant() and gap.den.is_constant() and not gap.num.is_zero():
            return 1 if gap.num.leading_coefficient() > 0 else -1
        if not self.zero(gap):
            return 1 if self.positive(gap) else -1
        return (m.b > n.b) - (m.b < n.b)

    def infinite(self, m: Monomial) -> bool:
        return self.compare(m, self.unit) > 0

    def _combine(self, x: tuple[tuple[Monomial, Quotient], ...], y: tuple[tuple[Monomial, Quotient], ...],
                 factor: int) -> tuple[tuple[Monomial, Quotient], ...]:
        """x + factor · y as sorted lists of monomials with non-zero coefficients."""
        if not y and len(x) <= 1:
            return x
        if all(m.degree is not None for m, _ in x) and all(m.degree is not None for m, _ in y):
            return self._by_degree((*x, *((m, c if factor == 1 else self.s.ring.neg(c)) for m, c in y)))
        out = list(x)
        for m, c in y:
            c = c if factor == 1 else self.s.ring.mul(self.s.ring.number(factor), c)
            for k, (n, d) in enumerate(out):
                if self.compare(m, n) == 0:
                    out[k] = (n, self.s.ring.add(d, c))
                    break
            else:
                out.append((m, c))
        return tuple(sorted(((m, c) for m, c in out if not self.zero(c)), key=cmp_to_key(self._later)))

    def _by_degree(self, terms: Iterable[tuple[Monomial, Quotient]]) -> tuple[tuple[Monomial, Quotient], ...]:
        """Powers of t with their coefficients, gathered and sorted."""
        gathered: dict[Any, tuple[Monomial, Quotient]] = {}
        for m, c in terms:
            known = gathered.get(m.degree)
            gathered[m.degree] = (m, c) if known is None else (m, self.s.ring.add(known[1], c))
        return tuple([gathered[d] for d in sorted(gathered) if not self.zero(gathered[d][1])])

    def _later(self, p: tuple[Monomial, Quotient], q: tuple[Monomial, Quotient]) -> int:
        return self.compare(q[0], p[0])

    def times(self, m: Monomial, n: Monomial) -> Monomial:
        if m.degree is not None and n.degree is not None:
            return m if n.degree == 0 else n if m.degree == 0 else self.power_of_t(m.degree + n.degree)
        return Monomial(self._combine(m.growth, n.growth, 1), self.s.ring.add(m.a, n.a), m.b + n.b)

    def raised(self, m: Monomial, r: Fraction) -> Monomial:
        if m.degree is not None:
            degree = m.degree * r
            return self.power_of_t(degree if degree.denominator != 1 else int(degree))
        b = m.b * r
        if b.denominator != 1:
            raise NoExpansion("a fractional power of a logarithm")
        scale = self.s.ring.number(r)
        growth = tuple((n, self.s.ring.mul(scale, c)) for n, c in m.growth) if r else ()
        return Monomial(growth, self.s.ring.mul(m.a, scale), int(b))

    # --- series

    def exact(self, q: Quotient, m: Monomial | None = None) -> Series:
        return Series(() if self.zero(q) else ((m or self.unit, q),))

    def trimmed(self, terms: tuple[tuple[Monomial, Quotient], ...], rest: Monomial | None) -> Series:
        """At most ``order`` terms, and none that the rest swallows."""
        if rest is not None:
            terms = tuple((m, c) for m, c in terms if self.compare(m, rest) > 0)
        if len(terms) > self.order:
            return Series(terms[: self.order], terms[self.order][0])
        return Series(terms, rest)

    def larger(self, *rests: Monomial | None) -> Monomial | None:
        best: Monomial | None = None
        for r in rests:
            if r is not None and (best is None or self.compare(r, best) > 0):
                best = r
        return best

    def plus(self, x: Series, y: Series) -> Series:
        return self.trimmed(self._combine(x.terms, y.terms, 1), self.larger(x.rest, y.rest))

    def bound(self, x: Series) -> Monomial | None:
        """A monomial of which the series is O; None for zero."""
        return x.terms[0][0] if x.terms else x.rest

    def product(self, x: Series, y: Series) -> Series:
        rests = []
        bx, by = self.bound(x), self.bound(y)
        if x.rest is not None and by is not None:
            rests.append(self.times(x.rest, by))
        if y.rest is not None and bx is not None:
            rests.append(self.times(y.rest, bx))
        rest = self.larger(*rests)
        pairs = [(self.times(m, n), c, d) for m, c in x.terms for n, d in y.terms]
        if rest is not None:
            pairs = [p for p in pairs if self.compare(p[0], rest) > 0]
        return self.trimmed(self._combine((), tuple([(m, self.s.ring.mul(c, d)) for m, c, d in pairs]), 1), rest)

    def scaled(self, x: Series, q: Quotient) -> Series:
        if self.zero(q):
            return Series(())
        terms = ((m, self.s.ring.mul(q, c)) for m, c in x.terms)
        return Series(tuple([(m, c) for m, c in terms if not self.zero(c)]), x.rest)

    def leading(self, x: Series) -> tuple[Monomial, Quotient]:
        """The leading term, its coefficient proved not to vanish."""
        if not x.terms:
            raise NoExpansion("the order is too low" if x.rest else "the term vanishes identically", deeper=x.rest is not None)
        m, c = x.terms[0]
        if self.sign(c) & sg.ZERO:
            raise NoExpansion("a coefficient may vanish")
        return m, c

    def relative(self, x: Series) -> tuple[Monomial, Quotient, Series]:
        """m, c, ε with x = c · m · (1 + ε)."""
        m, c = self.leading(x)
        inverse = self.exact(self.s.ring.inverse(c), self.raised(m, Fraction(-1)))
        ratio = self.product(x, inverse)
        return m, c, Series(ratio.terms[1:], ratio.rest)

    def composed(self, coefficients: Callable[[int], Quotient], small: Series) -> Series:
        """Σ coefficients(k) · smallᵏ for a series that tends to 0."""
        first = self.bound(small)
        if first is None:
            return self.exact(coefficients(0))
        if self.compare(first, self.unit) >= 0:
            raise NoExpansion("the argument does not tend to the centre", deeper=not small.terms)
        total = self.exact(coefficients(0))
        grown = Series(((self.unit, self.s.ring.number(1)),))
        for k in range(1, self.order + 1):
            grown = self.product(grown, small)
            total = self.plus(total, self.scaled(grown, coefficients(k)))
        tail = self.raised(first, Fraction(self.order + 1))
        return self.trimmed(total.terms, self.larger(total.rest, tail))

    def parted(self, x: Series) -> tuple[tuple[tuple[Monomial, Quotient], ...], Quotient, Series]:
        """The infinite part, the constant and the part that tends to 0."""
        if x.rest is not None and self.compare(x.rest, self.unit) >= 0:
            raise NoExpansion("the order is too low", deeper=True)
        infinite = tuple((m, c) for m, c in x.terms if self.infinite(m))
        rest = x.terms[len(infinite) :]
        centre = self.s.ring.number(0)
        if rest and self.compare(rest[0][0], self.unit) == 0:
            centre, rest = rest[0][1], rest[1:]
        return infinite, centre, Series(rest, x.rest)

    # --- terms

    def expand(self, term: Term) -> Series:
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = self._expand(term)
        return found

    def _expand(self, term: Term) -> Series:
        if self.t not in free_symbols(term):
            if not all(entails(self.s, c) is True for c in definedness(term)):
                raise NoExpansion("a part may be undefined")
            return self.exact(self.s.nf(term))
        match term:
            case Sym():
                return self.exact(self.s.ring.number(1), self.power_of_t(1))
            case Call("add", args):
                total = self.expand(args[0])
                for a in args[1:]:
                    total = self.plus(total, self.expand(a))
                return total
            case Call("mul", args):
                total = self.expand(args[0])
                for a in args[1:]:
                    total = self.product(total, self.expand(a))
                return total
            case Call("neg", (a,)):
                return self.scaled(self.expand(a), self.s.ring.number(-1))
            case Call("div", (a, b)):
                return self.product(self.expand(a), self.rational_power(self.expand(b), Fraction(-1)))
            case Call("pow", (a, b)):
                return self._power(a, b)
            case Call("cases", args):
                return self._cases(args)
            case Call("max" | "min" as op, args):
                best = args[0]
                for a in args[1:]:
                    below = self._side(sub(best, a)) < 0
                    best = a if below == (op == "max") else best
                return self.expand(best)
            case Call(op, args) if op in OPERATORS:
                return OPERATORS[op](self, *args)
            case Call(op, args):
                return self.function(op, args)
            case Apply():
                return self._opaque(term)
        raise NoExpansion(f"no expansion of {type(term).__name__}")

    def _power(self, base: Term, exponent: Term) -> Series:
        if self.t not in free_symbols(exponent):
            q = self.s.nf(exponent)
            value = self.s.ring.as_number(q)
            if value is not None:
                return self.rational_power(self.expand(base), value)
            return self._symbolic_power(self.expand(base), exponent)
        if self.count is not None and self.t not in free_symbols(base) and self.sign(self.s.nf(base)) == sg.NEG:
            return self._alternating_power(neg(base), exponent, self.count)
        return self.exponential(self.product(self.expand(exponent), self._growth(base)))

    def _growth(self, base: Term) -> Series:
        """log base; a negative base is no proof that a power is undefined, since the author may mean integer exponents."""
        try:
            return self.logarithm(self.expand(base))
        except NowhereDefined as e:
            raise NoExpansion("a power of a negative number") from e

    def _alternating_power(self, size: Term, exponent: Term, count: Sym) -> Series:
        """(−size)^m for integer m that depends on the integer variable: O(size^m)."""
        place = div(num(1), self.t)
        if not is_integer(transform(exponent, lambda node: count if node is place else None)):
            raise NoExpansion("a power of a negative number")
        return Series((), self.bound(self._power(size, exponent)))

    def _symbolic_power(self, x: Series, exponent: Term) -> Series:
        """(c + ε)^p with p free of t and c > 0, or c ≠ 0 and p an integer."""
        m, c, small = self.relative(x)
        if self.compare(m, self.unit) != 0:
            if not self.positive(c):
                raise NoExpansion("a power of a negative number")
            return self.exponential(self.scaled(self.logarithm(x), self.s.nf(exponent)))
        if not is_integer(exponent) and not self.positive(c):
            raise NoExpansion("a power of a negative number")
        whole = self.s.nf(power(self.s.quotient_term(c), exponent))
        return self.scaled(self.composed(self._binomials(self.s.nf(exponent)), small), whole)

    def _binomials(self, p: Quotient) -> Callable[[int], Quotient]:
        ring = self.s.ring

        def coefficient(k: int) -> Quotient:
            total = ring.number(1)
            for j in range(k):
                total = ring.mul(total, ring.mul(ring.sub(p, ring.number(j)), ring.number(Fraction(1, j + 1))))
            return total

        return coefficient

    def rational_power(self, x: Series, r: Fraction) -> Series:
        """x^r: for an r that is not an integer x must be positive near 0 (or zero, for r > 0)."""
        if r.denominator == 1 and r >= 0:
            total = self.exact(self.s.ring.number(1))
            if len(x.terms) == 1 and x.rest is None:
                ((m, c),) = x.terms
                return self.exact(self.s.ring.power(c, int(r)), self.raised(m, r))
            if r > MAX_FACTORS:
                raise NoExpansion("a large exponent")
            for _ in range(int(r)):
                total = self.product(total, x)
            return total
        if not x.terms and x.rest is None and r > 0:
            return x
        m, c, small = self.relative(x)
        if r.denominator == 1:
            scale = self.s.ring.power(c, int(r))
        elif not self.positive(c):
            raise NowhereDefined("a root of a negative number")
        else:
            scale = self.s.nf(power(self.s.quotient_term(c), num(r)))
        body = self.composed(self._binomials(self.s.ring.number(r)), small)
        return self.product(self.exact(scale, self.raised(m, r)), body)

    def exponential(self, x: Series) -> Series:
        infinite, centre, small = self.parted(x)
        ring = self.s.ring
        growth, a = [], ring.number(0)
        for m, c in infinite:
            if not m.growth and self.zero(m.a) and m.b == 1:
                a = ring.sub(a, c)
            else:
                growth.append((m, c))
        head = Monomial(tuple(growth), a, 0)
        scale = self.s.nf(exp(self.s.quotient_term(centre)))
        body = self.composed(lambda k: ring.number(Fraction(1, _factorial(k))), small)
        return self.product(self.exact(scale, head), body)

    def logarithm(self, x: Series) -> Series:
        m, c, small = self.relative(x)
        if not self.positive(c):
            raise NowhereDefined("the logarithm of a negative number")
        if m.b:
            raise NoExpansion("an iterated logarithm")
        ring = self.s.ring
        head = Series(m.growth)
        if not self.zero(m.a):
            head = self.plus(head, self.exact(ring.neg(m.a), Monomial((), ring.number(0), 1)))
        head = self.plus(head, self.exact(self.s.nf(log(self.s.quotient_term(c)))))
        body = self.composed(lambda k: ring.number(Fraction((-1) ** (k + 1), k) if k else 0), small)
        return self.plus(head, body)

    # --- signs and cases

    def _side(self, term: Term) -> int:
        """The sign of a term for all small t."""
        x = self.expand(term)
        if not x.terms and x.rest is None:
            return 0
        return 1 if self.positive(self.leading(x)[1]) else -1

    def _holds(self, test: Term) -> bool:
        match test:
            case Call("and", args):
                return all(map(self._holds, args))
            case Call("or", args):
                return any(map(self._holds, args))
            case Call("not", (a,)):
                return not self._holds(a)
            case Call("true", ()):
                return True
            case Call("lt" | "le" | "gt" | "ge" | "eq" | "ne" as op, (a, b)):
                side = self._side(sub(a, b))
                return {"lt": side < 0, "le": side <= 0, "gt": side > 0, "ge": side >= 0, "eq": side == 0, "ne": side != 0}[op]
        raise NoExpansion("a test that is not understood")

    def _cases(self, args: tuple[Term, ...]) -> Series:
        for test, value in zip(args[0:-1:2], args[1::2], strict=False):
            if self._holds(test):
                return self.expand(value)
        if len(args) % 2 == 0:
            raise NoExpansion("no case holds")
        return self.expand(args[-1])

    # --- functions

    def function(self, op: str, args: tuple[Term, ...]) -> Series:
        """A function of the table: by its definition, or by its Taylor series at the limit of its argument."""
        row = FUNCTIONS.get(op)
        if row is None or not row.elementwise:
            raise NoExpansion(f"no expansion of {op}")
        if row.expand is not None:
            return self.expand(row.expand(*args))
        if len(args) != 1 or len(row.derivative) != 1:
            raise NoExpansion(f"no expansion of {op}")
        infinite, centre, small = self.parted(self.expand(args[0]))
        if infinite:
            raise NoExpansion(f"{op} of an infinite argument")
        at = self.s.quotient_term(centre)
        conditions = [strict(c) for c in definedness(call(op, at))] + list(row.smooth(at) if row.smooth else ())
        if not all(entails(self.s, c) is True for c in conditions):
            raise NoExpansion(f"{op} at the edge of its domain")
        return self.composed(self._taylor(lambda v: call(op, v), at), small)

    def _taylor(self, f: Callable[[Sym], Term], at: Term) -> Callable[[int], Quotient]:
        v = fresh(sym("v", REAL))
        derivatives = [f(v)]

        def coefficient(k: int) -> Quotient:
            if k > MAX_DERIVATIVES:
                raise NoExpansion("a Taylor series of high order")
            while len(derivatives) <= k:
                try:
                    derivatives.append(differentiate(derivatives[-1], v))
                except NoRule as e:
                    raise NoExpansion(str(e)) from e
            value = self.s.nf(substitute(derivatives[k], {v: at}))
            return self.s.ring.mul(self.s.ring.number(Fraction(1, _factorial(k))), value)

        return coefficient

    def _opaque(self, term: Apply) -> Series:
        """A smooth function symbol at one argument that depends on t: Taylor's theorem."""
        moving = [i for i, a in enumerate(term.args) if self.t in free_symbols(a)]
        if len(moving) != 1:
            raise NoExpansion("several arguments vary")
        (i,) = moving
        infinite, centre, small = self.parted(self.expand(term.args[i]))
        if infinite:
            raise NoExpansion("an unknown function at infinity")
        args = (*term.args[:i], self.s.quotient_term(centre), *term.args[i + 1 :])

        def coefficient(k: int) -> Quotient:
            orders = (*term.orders[:i], term.orders[i] + k, *term.orders[i + 1 :])
            value = self.s.nf(Apply(term.function, args, orders))
            return self.s.ring.mul(self.s.ring.number(Fraction(1, _factorial(k))), value)

        most = self.smoothness.get(term.function)
        return self.composed(coefficient, small) if most is None else self._peano(coefficient, small, most - sum(term.orders))

    def _peano(self, coefficient: Callable[[int], Quotient], small: Series, most: int) -> Series:
        """Taylor's theorem with the rest o(smallᵏ), k = ``most``; among whole powers of t that is smaller than any power ≤ k."""
        first = self.bound(small)
        if first is None:
            return self.exact(coefficient(0))
        if most < 0 or first.growth or first.b or self.compare(first, self.unit) >= 0 or not self._whole(first):
            raise NoExpansion("a function without so many derivatives")
        total, grown = self.exact(coefficient(0)), self.exact(self.s.ring.number(1))
        for k in range(1, most + 1):
            grown = self.product(grown, small)
            total = self.plus(total, self.scaled(grown, coefficient(k)))
        beyond = self.power_of_t(Fraction(1, 1000))
        return self.trimmed(total.terms, self.larger(total.rest, self.times(self.raised(first, Fraction(most)), beyond)))

    def _whole(self, m: Monomial) -> bool:
        value = self.s.ring.as_number(m.a)
        return value is not None and value.denominator == 1

    def _circular(self, a: Term, phase: int) -> Series:
        """cos (phase 0) or sin (phase 1); bounded where the argument has no limit."""
        bounded = Series((), self.unit)
        try:
            infinite, centre, small = self.parted(self.expand(a))
        except NoExpansion as e:
            if e.deeper:
                return bounded
            raise
        if infinite:
            return bounded
        at = self.s.quotient_term(centre)
        cosine, sine = self.s.nf(call("cos", at)), self.s.nf(call("sin", at))
        ring = self.s.ring
        cycle = [cosine, ring.neg(sine), ring.neg(cosine), sine]

        def coefficient(k: int) -> Quotient:
            return ring.mul(ring.number(Fraction(1, _factorial(k))), cycle[(k - phase) % 4])

        return self.composed(coefficient, small)

    def at_infinity(self, a: Term) -> int:
        """The sign of an argument that tends to ±∞, else 0."""
        x = self.expand(a)
        if x.terms and self.infinite(x.terms[0][0]):
            return 1 if self.positive(self.leading(x)[1]) else -1
        return 0

    def _atan(self, a: Term) -> Series:
        side = self.at_infinity(a)
        if not side:
            return self.function("atan", (a,))
        return self.expand(sub(mul(num(Fraction(side, 2)), PI), call("atan", div(num(1), a))))

    def _erf(self, a: Term) -> Series:
        """erf u = ±1 + O(exp(−u²)) as u → ±∞."""
        side = self.at_infinity(a)
        if not side:
            return self.function("erf", (a,))
        tail = self.bound(self.expand(exp(neg(power(a, TWO)))))
        return self.trimmed(((self.unit, self.s.ring.number(side)),), tail)

    def _integer_part(self, a: Term, side: int) -> Series:
        """⌊a⌋ (side −1) or ⌈a⌉ (side 1) of an argument with a rational limit."""
        infinite, centre, small = self.parted(self.expand(a))
        value = self.s.ring.as_number(centre)
        if infinite or value is None:
            raise NoExpansion("an integer part without a rational limit")
        moved = 0
        if value.denominator == 1 and (small.terms or small.rest is not None):
            moved = 1 if self.positive(self.leading(small)[1]) else -1
        whole = floor(value) if side < 0 else ceil(value)
        return self.exact(self.s.ring.number(whole + (moved if moved == side else 0)))

    def _root(self, a: Term, degree: Term) -> Series:
        if self.t in free_symbols(degree):
            return self.exponential(self.product(self.expand(div(num(1), degree)), self._growth(a)))
        n = self.s.ring.as_number(self.s.nf(degree))
        if n is None or n.denominator != 1 or n < 1:
            raise NoExpansion("a root of unknown degree")
        x = self.expand(a)
        if n % 2 and (x.terms or x.rest is not None) and not self.positive(self.leading(x)[1]):
            minus = self.s.ring.number(-1)
            return self.scaled(self.rational_power(self.scaled(x, minus), 1 / n), minus)
        return self.rational_power(x, 1 / n)


def _factorial(k: int) -> int:
    return k * _factorial(k - 1) if k > 1 else 1


def _alternating(e: Expander, a: Term) -> Series:
    return e.expand(neg(a) if e._side(a) < 0 else a)


OPERATORS: dict[str, Callable[..., Series]] = {
    "exp": lambda e, a: e.exponential(e.expand(a)),
    "log": lambda e, a: e.logarithm(e.expand(a)),
    "sqrt": lambda e, a: e.rational_power(e.expand(a), Fraction(1, 2)),
    "root": Expander._root,
    "abs": _alternating,
    "sign": lambda e, a: e.exact(e.s.ring.number(e._side(a))),
    "sin": lambda e, a: e._circular(a, 1),
    "cos": lambda e, a: e._circular(a, 0),
    "atan": Expander._atan,
    "erf": Expander._erf,
    "factorial": factorial,
    "gamma": lambda e, a: factorial(e, sub(a, num(1))),
    "binomial": binomial,
    "floor": lambda e, a: e._integer_part(a, -1),
    "ceil": lambda e, a: e._integer_part(a, 1),
    "indicator": lambda e, test: e.exact(e.s.ring.number(int(e._holds(test)))),
}
"""Operators with a rule of their own; the rest of the table goes by definition or Taylor series."""


"""Series in the monomials of a Hardy field, as a positive variable t tends to 0.

Monomials are ``exp(G) · t^a · L^b`` with ``L = log(1/t)``, a free of t, integer b and an infinite growth G, itself a sum of such
monomials that dominate L (``1/t``, ``L²``, ``exp(1/t)``, …).  They are totally ordered: growth first, then powers, then logarithms.
Coefficients are exact quotients of the normal form and do not depend on t.

Guarantee: what a series stands for equals ``Σ coefficient · monomial + O(rest)`` for all small t > 0, at every point where the facts
of the session hold, if that holds of what it is made of.  A step that needs the sign of a coefficient needs it proved; what cannot
be shown raises :class:`NoExpansion`.

Source: Hardy, Orders of Infinity, 1910.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from math import factorial
from typing import Any

from symbolic.proving.balls.constants import sign_of_constant
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.forms.tower import Session
from symbolic.terms import exp, log, num, power

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
class SeriesField:
    """Arithmetic of series in one session, to ``order`` terms."""

    s: Session
    order: int
    unit: Monomial = field(init=False)
    powers: dict[Fraction | int, Monomial] = field(init=False, default_factory=dict)

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
        found = self.powers.get(degree)
        if found is None:
            self.powers[degree] = found = Monomial((), self.s.ring.number(degree), 0, degree)
        return found

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

    # --- sums and products

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

    # --- leading terms and parts

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

    # --- power series

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

    def binomials(self, p: Quotient) -> Callable[[int], Quotient]:
        ring = self.s.ring

        def coefficient(k: int) -> Quotient:
            total = ring.number(1)
            for j in range(k):
                total = ring.mul(total, ring.mul(ring.sub(p, ring.number(j)), ring.number(Fraction(1, j + 1))))
            return total

        return coefficient

    # --- powers, exponentials, logarithms

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
        if not x.terms and x.rest is None:
            if r < 0:
                raise NowhereDefined("a division by 0")
            return x
        m, c, small = self.relative(x)
        if r.denominator == 1:
            scale = self.s.ring.power(c, int(r))
        elif not self.positive(c):
            raise NowhereDefined("a root of a negative number")
        else:
            scale = self.s.nf(power(self.s.quotient_term(c), num(r)))
        body = self.composed(self.binomials(self.s.ring.number(r)), small)
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
        body = self.composed(lambda k: ring.number(Fraction(1, factorial(k))), small)
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

"""Signs of polynomials in the generators, from facts.

A sign is a set of possibilities, held as a bit mask of ``NEG | ZERO | POS``; ``ANY`` says nothing.
Guarantee: the true sign of the polynomial is in the mask, at every point where all facts hold.

Methods, cheapest first: known facts; factors; terms of one sign; a non-negative combination of facts
(Farkas, found by an exact simplex); completing squares; real roots of a polynomial in one generator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from flint import arb, fmpq, fmpz_poly

from symbolic.functions import FUNCTIONS
from symbolic.proving.forms.linear import feasible, semidefinite
from symbolic.proving.forms.ring import Generator, Poly, Quotient, Ring
from symbolic.terms import Term

NEG, ZERO, POS = 1, 2, 4
MAX_ROOT_TERMS = 8
MAX_PENDING = 6
NONNEG, NONPOS, NONZERO, ANY = POS | ZERO, NEG | ZERO, POS | NEG, 7
SETTLED = frozenset({0, NEG, ZERO, POS})


def flip(mask: int) -> int:
    """The mask of −x."""
    return (mask & ZERO) | (POS if mask & NEG else 0) | (NEG if mask & POS else 0)


def times(a: int, b: int) -> int:
    """The mask of x·y."""
    out = ZERO if (a | b) & ZERO else 0
    if (a & POS and b & POS) or (a & NEG and b & NEG):
        out |= POS
    if (a & POS and b & NEG) or (a & NEG and b & POS):
        out |= NEG
    return out


def plus(a: int, b: int) -> int:
    """The mask of x + y."""
    if a == ZERO or b == ZERO:
        return a | b if a == b else (b if a == ZERO else a)
    out = 0
    if (a | b) & POS:
        out |= POS
    if (a | b) & NEG:
        out |= NEG
    if (a & ZERO and b & ZERO) or (a & POS and b & NEG) or (a & NEG and b & POS):
        out |= ZERO
    return out


def raised(a: int, n: int) -> int:
    """The mask of xⁿ for n ≥ 1."""
    if n % 2 == 0:
        return (ZERO if a & ZERO else 0) | (POS if a & NONZERO else 0)
    return a


Column = dict[tuple[tuple[int, int], ...], int]


def _combined(target: Column, columns: list[tuple[Column, bool]]) -> bool | None:
    """True if the target, a non-negative combination of the columns, is positive; False if only ≥ 0; None if it is no such combination."""
    if any(all(column.get(e, 0) * c <= 0 for column, _ in columns) for e, c in target.items()):
        return None
    shifts = [strict or () in rest for column, strict in columns if (rest := _beyond(target, column)) is not None]
    if any(shifts):
        return True
    monomials = {e for column, _ in columns for e in column} | set(target)
    rows = sorted(monomials)
    matrix = [[column.get(e, 0) for column, _ in columns] for e in rows]
    gains = [int(strict) for _, strict in columns]
    return feasible(matrix, [target.get(e, 0) for e in rows], gains)


def _beyond(target: Column, column: Column) -> Column | None:
    """What the target has beyond one column, if that is a number ≥ 0."""
    if any(target.get(e, 0) != c for e, c in column.items() if e) or any(e and e not in column for e in target):
        return None
    number = target.get((), 0) - column.get((), 0)
    return None if number < 0 else {(): number} if number else {}


@dataclass(slots=True)
class Signs:
    """Facts about the signs of polynomials of one ring, and deductions from them."""

    ring: Ring
    facts: dict[str, tuple[Poly, int]] = field(default_factory=dict)
    cache: dict[str, int] = field(default_factory=dict)
    contradictory: bool = False
    pending: set[str] = field(default_factory=set)
    budget: int = 3000

    # --- facts

    def learn(self, p: Poly, mask: int) -> None:
        """Note that the sign of ``p`` lies in ``mask``; products of known signs are taken apart."""
        p, mask = self._canonical(self.ring.lift(p), mask)
        if p.is_constant():
            if not self._constant(p) & mask:
                self.contradictory = True
            return
        factors = self.ring.factors(p)[1]
        if len(factors) > 1 or factors[0][1] > 1:
            self._learn_product(factors, mask)
        elif not mask & ZERO:
            self._learn_root(p)
            self._learn_norm(p, mask)
        if mask == POS and self.integral(p):
            p, mask = p - 1, NONNEG
            p, mask = self._canonical(p, mask)
            if p.is_constant():
                return
        self._store(p, mask)

    def learn_quotient(self, q: Quotient, mask: int) -> None:
        self.learn(q.num * q.den if not q.den.is_one() else q.num, mask)

    def _learn_product(self, factors: list[tuple[Poly, int]], mask: int) -> None:
        if not mask & ZERO:
            for f, _ in factors:
                self._store(*self._canonical(f, NONZERO))
                self._learn_root(f)
        for i, (f, e) in enumerate(factors):
            rest = POS
            for j, (g, h) in enumerate(factors):
                if j != i:
                    rest = times(rest, raised(self.sign(g), h))
            if e % 2 == 1 and rest in (POS, NEG):
                self._store(*self._canonical(f, mask if rest == POS else flip(mask)))
        if len(factors) == 2 and mask not in (NONZERO, ZERO, ANY) and all(e % 2 for _, e in factors):
            self._learn_pair(factors[0][0], factors[1][0], mask)

    def revise(self) -> None:
        """Take products apart again, with what was learned after them."""
        for p, mask in list(self.facts.values()):
            p = self.ring.lift(p)
            factors = self.ring.factors(p)[1] if p.total_degree() > 1 else []
            if len(factors) > 1:
                self._learn_product(factors, mask)

    def _learn_pair(self, f: Poly, g: Poly, mask: int) -> None:
        """f·g > 0 with f + g of one sign gives both signs; likewise f·g < 0 with f − g of one sign, and with ≥."""
        if not mask & POS:
            g, mask = -g, flip(mask)
        joint = self.sign(f + g)
        weak = ZERO if mask & ZERO else 0
        if joint == POS or (joint == NONNEG and not weak):
            both = POS | weak
        elif joint == NEG or (joint == NONPOS and not weak):
            both = NEG | weak
        else:
            return
        self._store(*self._canonical(f, both))
        self._store(*self._canonical(g, both))

    def _learn_root(self, p: Poly) -> None:
        """|q|^(1/d) ≠ 0 and sign(q) ≠ 0 give q ≠ 0."""
        used = self.ring.used(p) if len(p) == 1 and p.total_degree() == 1 else []
        if used and used[0].kind in ("root", "sign"):
            payload = used[0].payload
            self.learn(self.ring.lift(payload[0] if used[0].kind == "root" else payload), NONZERO)

    def _learn_norm(self, p: Poly, mask: int) -> None:
        """a + b·√q ≠ 0 gives b²q − a² its sign, where a − b·√q has one: √x ≠ 1 gives x ≠ 1."""
        if len(p) > MAX_ROOT_TERMS:
            return
        for a, b, u, norm in self.square_roots(p):
            other = self._by_terms(b * u - a)
            if not other & ZERO and not norm.is_constant():
                self._store(*self._canonical(norm, times(mask, other)))

    def square_roots(self, p: Poly) -> Iterator[tuple[Poly, Poly, Poly, Poly]]:
        """``p`` as a + b·√q for every square root in it: a, b, √q and b²q − a²."""
        for g in self.ring.used(p):
            if g.kind == "root" and g.relation is not None and g.relation[0] == 2 and p.degrees()[g.index] == 1:
                u = self.ring.poly(g)
                b = p.derivative(g.index)
                a = p - b * u
                yield a, b, u, self.ring.reduce(b * b * self.ring.lift(g.relation[1]) - a * a)

    def _store(self, p: Poly, mask: int) -> None:
        key = self.ring.key(p)
        known = self.facts.get(key, (p, ANY))[1]
        joint = known & mask
        if not joint:
            self.contradictory = True
        self.facts[key] = (p, joint)
        self.cache.clear()

    def _canonical(self, p: Poly, mask: int) -> tuple[Poly, int]:
        if p.is_zero():
            return p, mask
        content = p.content()
        if content != 1:
            p = p / content
        if p.leading_coefficient() < 0:
            p, mask = -p, flip(mask)
        return p, mask

    # --- questions

    def quotient_sign(self, q: Quotient) -> int:
        return times(self.sign(q.num), self.sign(q.den) & NONZERO or NONZERO)

    def sign(self, p: Poly) -> int:
        p = self.ring.lift(p)
        if len(p) <= 1 and p.is_constant():
            return self._constant(p)
        if self.ring.complex and any(g.complex for g in self.ring.used(p)):
            parts = self.ring.complex_parts(p)
            vanishes = parts is None or all(self.sign(part) & ZERO for part in parts)
            return self._known(p) & (ANY if vanishes else NONZERO)
        key = self.ring.key(p)
        found = self.cache.get(key)
        if found is None:
            if key in self.pending or self.budget <= 0:
                return self._known(p)
            self.budget -= 1
            self.pending.add(key)
            try:
                found = self._sign(p)
            finally:
                self.pending.discard(key)
            self.cache[key] = found
        return found

    def _constant(self, p: Poly) -> int:
        if p.is_zero():
            return ZERO
        return POS if p.leading_coefficient() > 0 else NEG

    def _known(self, p: Poly) -> int:
        q, mask = self._canonical(p, POS)
        fact = self.facts.get(self.ring.key(q))
        if fact is None:
            return ANY
        return fact[1] if mask == POS else flip(fact[1])

    def _sign(self, p: Poly) -> int:
        mask = self._known(p) & self._by_terms(p)
        if (mask and mask in SETTLED) or (not self.facts and self._is_name(p)):
            return mask
        content, factors = self.ring.factors(p)
        if len(factors) > 1 or factors[0][1] > 1:
            out = POS if content > 0 else NEG
            for f, e in factors:
                out = times(out, raised(self.sign(f), e))
            mask &= out
        if mask not in SETTLED:
            mask &= self._single(p)
        for method in (self._by_enclosure, self._by_equations, self._by_exponential, self._by_combination, self._by_squares, self._by_root):
            if mask not in SETTLED:
                mask &= method(p)
        if not mask:
            self.contradictory = True
            return ANY
        return mask

    def _is_name(self, p: Poly) -> bool:
        """Whether ``p`` is a name or an entry, or its negative: without facts nothing more is known of it."""
        return len(p) == 1 and p.total_degree() == 1 and self.ring.used(p)[0].kind in ("sym", "elem")

    def generator_sign(self, g: Generator) -> int:
        mask = ANY
        if g.sign:
            mask = POS if g.sign > 0 else NEG
        elif g.nonneg:
            mask = NONNEG
        if g.kind == "root" and mask & ZERO and self.sign(g.payload[0]) & ZERO == 0:
            mask = POS
        if g.kind == "power":
            base = self.sign(g.payload[0])
            mask &= (NONZERO if base & ZERO == 0 else ANY) & (NONNEG if base & NEG == 0 else ANY)
        if g.kind == "sign power":
            mask &= NONZERO
        if g.kind == "log" and not g.sign and (size := self.sign(g.payload)) in (POS, NEG):
            mask &= self.sign((1 if size == POS else -1) * self.ring.lift(g.payload) - 1)
        fact = self.facts.get(self.ring.key(self.ring.poly(g)))
        return mask & (fact[1] if fact else ANY)

    def _monomial(self, exponents: Sequence[tuple[int, int]]) -> int:
        mask = POS
        for i, e in exponents:
            mask = times(mask, raised(self.generator_sign(self.ring.generators[i]), e))
        return mask

    def _by_terms(self, p: Poly) -> int:
        mask = ZERO
        for c, exps in self.ring.terms(p):
            m = self._monomial(exps)
            mask = plus(mask, m if c > 0 else flip(m))
            if mask == ANY:
                break
        return mask

    def _by_enclosure(self, p: Poly) -> int:
        """The sign of a constant, from balls."""
        values: dict[int, arb] = {}
        for g in self.ring.used(p):
            value = None if g.symbols else enclosed(g.term)
            if value is None:
                return ANY
            values[g.index] = value
        total = arb(0)
        for c, exps in self.ring.terms(p):
            part = arb(c)
            for index, e in exps:
                part *= values[index] ** e
            total += part
        return POS if total > 0 else NEG if total < 0 else ANY

    def _by_equations(self, p: Poly) -> int:
        """Not zero, if an equation q = 0 would become c = 0 with a number c ≠ 0: xy = 1 gives x ≠ 0."""
        if p.is_constant():
            return ANY
        for q, mask in self.facts.values():
            if mask == ZERO:
                rest = divmod(self.ring.lift(q), p)[1]
                if rest.is_constant() and not rest.is_zero():
                    return NONZERO
        return ANY

    def _by_exponential(self, p: Poly) -> int:
        """exp(q) − exp(r) has the sign of q − r."""
        terms = self.ring.terms(p)
        if len(terms) != 2 or terms[0][0] + terms[1][0] != 0:
            return ANY
        exponents = [self._exponent(exps) for _, exps in terms]
        if exponents[0] is None or exponents[1] is None:
            return ANY
        mask = self.quotient_sign(self.ring.sub(exponents[0], exponents[1]))
        return mask if terms[0][0] > 0 else flip(mask)

    def _exponent(self, exps: Sequence[tuple[int, int]]) -> Quotient | None:
        """The exponent of a product of exponentials."""
        ring = self.ring
        total = ring.number(0)
        for index, power in exps:
            g = ring.generators[index]
            if g.kind != "exp":
                return None
            value, unit = g.payload
            total = ring.add(total, ring.mul(ring.number(Fraction(power, unit)), value))
        return total

    # --- a non-negative combination of facts

    def _by_combination(self, p: Poly) -> int:
        """The sign of p = c + Σ λᵢ qᵢ + Σ μₖ mₖ or of −p, with facts qᵢ, monomials mₖ of known sign, and λ, μ ≥ 0."""
        facts = [(q, strict) for q, strict in (*self._linear_facts(), *self._range_facts(p)) if len(q) <= 12]
        if len(facts) > 24 or len(p) > 24:
            return ANY
        target = {e: c for c, e in self.ring.terms(p)}
        columns = self._columns(target, facts)
        mask = ANY
        for turn, strict, weak in ((1, POS, NONNEG), (-1, NEG, NONPOS)):
            value = _combined({e: turn * c for e, c in target.items()}, columns)
            if value is not None:
                mask &= strict if value else weak
        return mask

    def _columns(self, target: Column, facts: list[tuple[Poly, bool]]) -> list[tuple[Column, bool]]:
        """What may be combined: the facts, and the monomials of known sign that occur in them or in the target."""
        columns = [({e: c for c, e in self.ring.terms(q)}, strict) for q, strict in facts]
        for e in {e for column, _ in columns for e in column} | set(target):
            sign = self._monomial(e) if e else POS
            if sign in (POS, NONNEG):
                columns.append(({e: 1}, sign == POS))
            elif sign in (NEG, NONPOS):
                columns.append(({e: -1}, sign == NEG))
        return columns

    def _linear_facts(self) -> list[tuple[Poly, bool]]:
        """Facts as ``(q, strict)`` with q ≥ 0, or q > 0 if strict."""
        out = []
        for q, mask in self.facts.values():
            q = self.ring.lift(q)
            if mask & ANY in (POS, NONNEG, ZERO):
                out.append((q, mask == POS))
            if mask in (NEG, NONPOS, ZERO):
                out.append((-q, mask == NEG))
        return out

    def _range_facts(self, p: Poly) -> list[tuple[Poly, bool]]:
        """Ranges of the sines, cosines and other bounded functions in ``p``, and of the constants in it and in the facts."""
        out = []
        known = {g.index: g for q in (p, *(q for q, _ in self.facts.values())) for g in self.ring.used(self.ring.lift(q)) if not g.symbols}
        for g in known.values():
            value = enclosed(g.term)
            if value is not None:
                out += [(self.ring.poly(g) - int(value.lower().floor().unique_fmpz()), False),
                        (int(value.upper().ceil().unique_fmpz()) - self.ring.poly(g), False)]
        for g in self.ring.used(p):
            low, high, strict = value_range(g)
            if low:
                out.append((self.ring.poly(g) - int(low), strict))
            if high:
                out.append((int(high) - self.ring.poly(g), strict))
            if g.kind == "exp":
                out += self._exponential_range(g)
        return out

    def _exponential_range(self, g: Generator) -> list[tuple[Poly, bool]]:
        """exp(q) against 1 from the sign of q."""
        mask = self.quotient_sign(g.payload[0])
        above = self.ring.poly(g) - 1
        if mask & NEG == 0:
            return [(above, mask == POS)]
        return [(-above, mask == NEG)] if mask & POS == 0 else []

    # --- completing squares

    def _by_squares(self, p: Poly) -> int:
        """Sign of a quadratic polynomial by LDLᵀ of its Gram matrix in 1, g₁, …, gₖ."""
        if p.total_degree() != 2 or len(p) > 40:
            return ANY
        used = self.ring.used(p)
        if len(used) > 8:
            return ANY
        order = {g.index: k for k, g in enumerate(used)}
        size = len(used) + 1
        gram = [[fmpq(0)] * size for _ in range(size)]
        for c, exps in self.ring.terms(p):
            places = [order[i] for i, e in exps for _ in range(e)]
            places += [size - 1] * (2 - len(places))
            a, b = places
            gram[a][b] += fmpq(c, 2)
            gram[b][a] += fmpq(c, 2)
        for sign in (1, -1):
            pivots = semidefinite([[sign * v for v in row] for row in gram])
            if pivots is not None:
                strict = pivots[-1] > 0
                if sign > 0:
                    return POS if strict else NONNEG
                return NEG if strict else NONPOS
        return ANY

    # --- a square root against the rest

    def _by_root(self, p: Poly) -> int:
        """Sign of a + b·√q from the signs of b, a and b²q − a²."""
        if len(p) > MAX_ROOT_TERMS or len(self.pending) > MAX_PENDING:
            return ANY
        for a, b, _, norm in self.square_roots(p):
            slope, gap = self.sign(b), self.sign(norm)
            if gap == POS and slope in (POS, NEG):
                return slope
            if gap == NEG:
                return self.sign(a)
            if not gap & ZERO:
                return NONZERO
            weak = self.sign(a) if not gap & POS else slope if not gap & NEG else ANY
            if weak in (POS, NEG, NONNEG, NONPOS):
                return weak | ZERO
        return ANY

    # --- one generator

    def _single(self, p: Poly) -> int:
        """Sign of a polynomial in one generator from its real roots and the known bounds of the generator."""
        used = self.ring.used(p)
        if len(used) != 1:
            return ANY
        g = used[0]
        coeffs = [0] * (int(p.degrees()[g.index]) + 1)
        for c, exps in self.ring.terms(p):
            coeffs[exps[0][1] if exps else 0] = c
        if len(coeffs) > 40:
            return ANY
        low, high = self.bounds(g)
        if len(coeffs) == 2:
            return _linear_mask(coeffs[1], coeffs[0], low, high)
        if low is None and high is None and len(coeffs) % 2 == 0:
            return ANY
        poly = fmpz_poly(coeffs)
        below = None if low is None else _ball(low)
        above = None if high is None else _ball(high)
        mask = 0
        roots = [r for r, _ in poly.complex_roots() if r.imag == 0 or r.imag.contains(0)]
        if not all(r.imag == 0 for r in roots):
            return ANY
        edges = sorted((r.real for r in roots), key=lambda r: float(r.mid()))
        for r in edges:
            inside = (below is None or r > below) and (above is None or r < above)
            outside = (below is not None and r < below) or (above is not None and r > above)
            if not outside:
                mask |= ZERO
            if not inside and not outside:
                return ANY
        cuts = [Fraction(str(r.mid().fmpq())) for r in edges if (below is None or r > below) and (above is None or r < above)]
        lo = low if low is not None else (min(cuts, default=Fraction(0)) - 2 if high is None or cuts else high - 2)
        hi = high if high is not None else (max(cuts, default=Fraction(0)) + 2 if cuts or low is None else low + 2)
        grid = [lo, *cuts, hi]
        points = [(a + b) / 2 for a, b in pairwise(grid)]
        for x in points:
            value = sum(Fraction(c) * x**k for k, c in enumerate(coeffs))
            if value == 0:
                return ANY
            mask |= POS if value > 0 else NEG
        if low is not None or high is not None:
            mask |= ZERO if any(sum(Fraction(c) * b**k for k, c in enumerate(coeffs)) == 0 for b in (low, high) if b is not None) else 0
        return mask

    def bounds(self, g: Generator) -> tuple[Fraction | None, Fraction | None]:
        """Rational lower and upper bounds of a generator from linear facts about it alone."""
        low: Fraction | None = None
        high: Fraction | None = None
        own = self.generator_sign(g)
        low, high, _ = value_range(g)
        if own & NEG == 0:
            low = max(low or Fraction(0), Fraction(0))
        if own & POS == 0:
            high = min(high or Fraction(0), Fraction(0))
        for q, mask in self.facts.values():
            q = self.ring.lift(q)
            if q.total_degree() == 1 and self.ring.used(q) == [g]:
                terms = {e: c for c, e in self.ring.terms(q)}
                slope = terms[((g.index, 1),)]
                root = Fraction(-terms.get((), 0), slope)
                if mask & NEG == 0 and (low is None or root > low):
                    low = root
                if mask & POS == 0 and (high is None or root < high):
                    high = root
        return low, high

    # --- integers

    def integral(self, p: Poly) -> bool:
        """Whether ``p`` takes integer values only."""
        return all(g.integer for g in self.ring.used(p))


def value_range(g: Generator) -> tuple[Fraction | None, Fraction | None, bool]:
    """Bounds of a bounded function (integers), and whether it stays strictly between them."""
    if g.kind in ("sin", "cos"):
        return Fraction(-1), Fraction(1), False
    row = FUNCTIONS.get(str(g.key[1])) if g.kind == "call" else None
    return (None, None, False) if row is None else (row.lower, row.upper, row.strict)


def _linear_mask(slope: int, constant: int, low: Fraction | None, high: Fraction | None) -> int:
    """The mask of slope · x + constant for low ≤ x ≤ high."""
    if slope < 0:
        return flip(_linear_mask(-slope, -constant, low, high))
    least = None if low is None else slope * low + constant
    most = None if high is None else slope * high + constant
    mask = (NEG if least is None or least < 0 else 0) | (POS if most is None or most > 0 else 0)
    return mask | (ZERO if (least is None or least <= 0) and (most is None or most >= 0) else 0)


@lru_cache(maxsize=256)
def enclosed(t: Term) -> arb | None:
    """The value of a constant."""
    from symbolic.proving.balls.constants import enclosure

    return enclosure(t)


def _ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))

"""Signs of polynomials in the generators, from facts.

A sign is a set of possibilities, held as a bit mask of ``NEG | ZERO | POS``; ``ANY`` says nothing.
Guarantee: the true sign of the polynomial is in the mask, at every point where all facts hold.

Methods, cheapest first: known facts; terms of one sign; factors; then the rules of
:mod:`symbolic.proving.forms.sign_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from symbolic.proving.forms.combinations import Column
from symbolic.proving.forms.masks import ANY, NEG, NONNEG, NONPOS, NONZERO, POS, SETTLED, ZERO, flip, plus, raised, times
from symbolic.proving.forms.ring import Generator, Poly, Quotient, Ring
from symbolic.proving.forms.sign_rules import MAX_ROOT_TERMS, RULES


@dataclass(slots=True)
class Signs:
    """Facts about the signs of polynomials of one ring, and deductions from them."""

    ring: Ring
    facts: dict[str, tuple[Poly, int]] = field(default_factory=dict)
    cache: dict[str, int] = field(default_factory=dict)
    linear: list[tuple[Column, bool]] | None = None
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
        if self.ring.complex and not mask & ZERO:
            self._learn_modulus(factors)
        if len(factors) > 1 or factors[0][1] > 1:
            self._learn_product(factors, mask)
        elif mask not in (ZERO, ANY):
            if not mask & ZERO:
                self._learn_root(p)
            self._learn_norm(p, mask)
        if mask == POS and self.integral(p):
            p, mask = p - 1, NONNEG
            p, mask = self._canonical(p, mask)
            if p.is_constant():
                return
        self._store(p, mask)

    def learn_quotient(self, q: Quotient, mask: int) -> None:
        """Note that the sign of a quotient, whose denominator is not 0, lies in ``mask``."""
        self.learn(q.num * q.den if not q.den.is_one() else q.num, mask)

    def _learn_product(self, factors: list[tuple[Poly, int]], mask: int) -> None:
        if not mask & ZERO:
            for f, _ in factors:
                self._store(*self._canonical(f, NONZERO))
                self._learn_root(f)
        signs = [raised(self.sign(f), e) for f, e in factors]
        left = [(f, e) for (f, e), sign in zip(factors, signs, strict=True) if sign not in (POS, NEG)]
        if 1 < len(left) < len(factors):  # u·v > 0 from e^x·u·v > 0
            whole = self.ring.constant(1)
            for f, e in left:
                whole *= f**e
            self._store(*self._canonical(whole, mask if signs.count(NEG) % 2 == 0 else flip(mask)))
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
        """|q|^(1/d) ≠ 0, sign(q) ≠ 0, and qⁿ ≠ 0 with n > 0, give q ≠ 0."""
        used = self.ring.used(p) if len(p) == 1 and p.total_degree() == 1 else []
        if used and used[0].kind == "power" and self.sign(self.ring.monomial(used[0].payload[1])) == POS:
            self.learn(self.ring.lift(used[0].payload[0]), NONZERO)
        if used and used[0].kind in ("root", "sign"):
            payload = used[0].payload
            self.learn(self.ring.lift(payload[0] if used[0].kind == "root" else payload), NONZERO)

    def _learn_modulus(self, factors: list[tuple[Poly, int]]) -> None:
        """a² + b² > 0 from a + b i ≠ 0."""
        for f, _ in factors:
            parts = self.ring.complex_parts(f) if any(g.complex for g in self.ring.used(f)) else None
            if parts is not None and not any(g.complex for part in parts for g in self.ring.used(part)):
                norm = self.ring.reduce(parts[0] * parts[0] + parts[1] * parts[1])
                if not norm.is_constant():
                    self._store(*self._canonical(norm, POS))

    def _learn_norm(self, p: Poly, mask: int) -> None:
        """a + b·u ≠ 0 gives b²u² − a² its sign, where b·u − a has one: √x ≠ 1 gives x ≠ 1, 1 − sin x ≠ 0 ≠ 1 + sin x gives cos x ≠ 0.

        Where |a| > |b·u|, a has the sign of a + b·u.
        """
        if len(p) > MAX_ROOT_TERMS:
            return
        for a, b, u, norm in self.square_roots(p, ("root", "sin")):
            other = self._by_terms(b * u - a) & self._known(b * u - a) if not a.is_zero() else mask
            if mask in (POS, NEG) and not a.is_constant() and self._by_terms(norm) == NEG:
                self._store(*self._canonical(a, mask))
            if not other & ZERO and not norm.is_constant():
                self._store(*self._canonical(norm, times(mask, other)))
                if not mask & ZERO and self.ring.used(u)[0].kind == "sin":
                    self._learn_product(self.ring.factors(norm)[1], NONZERO)

    def square_roots(self, p: Poly, kinds: tuple[str, ...] = ("root",)) -> Iterator[tuple[Poly, Poly, Poly, Poly]]:
        """``p`` as a + b·√q for every square root in it: a, b, √q and b²q − a²."""
        if not any(g.kind in kinds for g in self.ring.related):
            return
        for g in self.ring.used(p):
            if g.kind in kinds and g.relation is not None and g.relation[0] == 2 and p.degrees()[g.index] == 1:
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
        self.linear = None

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

    def quotient_sign(self, q: Quotient, enough: int = 0) -> int:
        """The mask of a quotient, whose denominator is not 0; what is known without a rule does, if it lies in ``enough``."""
        if enough and q.den.is_one() and (mask := self._at_once(q.num)) and not mask & ~enough:
            return mask
        mask = times(self.sign(q.num), self.sign(q.den) & NONZERO or NONZERO)
        if q.den.is_constant():
            return mask
        if self.facts and mask not in (POS, NEG, ZERO):
            mask &= self._known(self.ring.lift(q.num * q.den))
        return mask | ZERO if self.is_inverse_power(q.den) else mask

    def is_inverse_power(self, p: Poly) -> bool:
        """Whether it holds a power b^n of what may be 0 with an n that may be negative: 1/b^n stands for b^(-n), which is 0 there."""
        powers = (g.payload for g in self.ring.used(self.ring.lift(p)) if g.kind == "power")
        return any(self.sign(base) & ZERO and self.sign(self.ring.monomial(exponents)) & NEG for base, exponents in powers)

    def sign(self, p: Poly) -> int:
        """The mask of a polynomial, found once for all facts that are known."""
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

    def _at_once(self, p: Poly) -> int:
        """The mask by a fact about the polynomial and by the signs of its terms."""
        p = self.ring.lift(p)
        if p.is_constant():
            return self._constant(p)
        if self.ring.complex and any(g.complex for g in self.ring.used(p)):
            return ANY
        return self._known(p) & self._by_terms(p)

    def _constant(self, p: Poly) -> int:
        if p.is_zero():
            return ZERO
        return POS if p.leading_coefficient() > 0 else NEG

    def _known(self, p: Poly) -> int:
        if not self.facts:
            return ANY
        q, mask = self._canonical(p, POS)
        fact = self.facts.get(self.ring.key(q))
        if fact is None:
            return ANY
        return fact[1] if mask == POS else flip(fact[1])

    def _sign(self, p: Poly) -> int:
        mask = self._known(p) & self._by_terms(p)
        if (mask and mask in SETTLED) or self._is_unknown_name(p):
            return mask
        content, factors = self.ring.factors(p)
        if len(factors) > 1 or factors[0][1] > 1:
            out = POS if content > 0 else NEG
            for f, e in factors:
                out = times(out, raised(self.sign(f), e))
            mask &= out
        for rule in RULES:
            if mask not in SETTLED:
                mask &= rule(self, p)
        if not mask:
            self.contradictory = True
            return ANY
        return mask

    def _is_unknown_name(self, p: Poly) -> bool:
        """Whether ``p`` is a name or an entry, or its negative, of which no fact speaks: nothing more is known of it."""
        if len(p) != 1 or p.total_degree() != 1:
            return False
        g = self.ring.used(p)[0]
        return g.kind in ("sym", "elem") and not any(self.ring.lift(q).degrees()[g.index] for q, _ in self.facts.values())

    def generator_sign(self, g: Generator) -> int:
        """The mask of a generator by its kind, and by a fact about it alone."""
        mask = ANY
        if g.sign:
            mask = POS if g.sign > 0 else NEG
        elif g.nonneg or g.nonpos:
            mask = (NONNEG if g.nonneg else ANY) & (NONPOS if g.nonpos else ANY)
        if g.kind == "root" and mask & ZERO and self.sign(g.payload[0]) & ZERO == 0:
            mask = POS
        if g.kind == "power":
            base = self.sign(g.payload[0])
            mask &= (NONZERO if base & ZERO == 0 else ANY) & (NONNEG if base & NEG == 0 else ANY)
        if g.kind == "sign power":
            mask &= NONZERO
        if g.kind == "log" and not g.sign and (size := self.sign(g.payload)) in (POS, NEG):
            mask &= self.sign((1 if size == POS else -1) * self.ring.lift(g.payload) - 1)
        fact = self.facts.get(f"g{g.index}")
        return mask & (fact[1] if fact else ANY)

    def monomial(self, exponents: Sequence[tuple[int, int]]) -> int:
        """The mask of a product of powers of generators."""
        mask = POS
        for i, e in exponents:
            mask = times(mask, raised(self.generator_sign(self.ring.generators[i]), e))
        return mask

    def _by_terms(self, p: Poly) -> int:
        mask = ZERO
        for c, exps in self.ring.terms(p):
            m = self.monomial(exps)
            mask = plus(mask, m if c > 0 else flip(m))
            if mask == ANY:
                break
        return mask

    # --- integers

    def integral(self, p: Poly) -> bool:
        """Whether ``p`` takes integer values only."""
        return all(g.integer for g in self.ring.used(p))

"""Fractions of integer polynomials in a growing list of generators, over FLINT.

The ring is ℤ[g₀, g₁, …] with one generator a symbol, entry, exponential, logarithm, root, …  A
generator may satisfy a monic relation ``g^d = q`` with ``q`` in earlier generators (``√2² = 2``,
``sin² = 1 − cos²``); numerators are kept reduced modulo these relations.

Guarantee: every operation is an identity of functions wherever all denominators involved are non-zero,
so ``a - b`` reducing to the zero polynomial proves a = b there.  Not reducing to zero proves nothing,
since generators may be related in ways that are not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from flint import Ordering, fmpz_mpoly_ctx

from symbolic.terms import Num, Sym, Term, operators

Poly = Any  # flint.fmpz_mpoly
Key = tuple[object, ...]
Exponents = tuple[tuple[int, int], ...]
RingTerm = tuple[int, Exponents]


class TooLarge(Exception):
    """The expression outgrew the budget of the normal form; the prover abstains."""


TERM_LIMIT = 20_000
FEW_TERMS = 16
MOST_TEXTS = 20_000
FEWEST = 4
IMAGINARY_UNIT: Key = ("imaginary",)


@cache
def _context(size: int) -> Any:
    return fmpz_mpoly_ctx.get(("g", size), Ordering.lex)


@cache
def _one(size: int) -> Poly:
    return _context(size).constant(1)


@dataclass(slots=True)
class Generator:
    """One generator: what it stands for, and what is known of its value.

    kind, key:  what identifies it.
    term:       a term with the same value, for messages and back-conversion.
    sign:       1 positive, -1 negative, 0 unknown; ``nonneg`` if it is at least known to be ≥ 0, ``nonpos`` if ≤ 0.
    integer:    its values are integers.
    symbols:    free symbols on which the value depends.
    payload:    what the rules of this kind need (an exponent, a base, …).
    """

    index: int
    kind: str
    key: Key
    term: Term
    symbols: frozenset[Sym]
    sign: int = 0
    nonneg: bool = False
    nonpos: bool = False
    integer: bool = False
    complex: bool = False
    payload: Any = None
    relation: tuple[int, Poly] | None = None


class Quotient(NamedTuple):
    """num/den with coprime integer polynomials; den has a positive leading coefficient."""

    num: Poly
    den: Poly


_of_pair: Callable[[tuple[Poly, Poly]], Quotient] = partial(tuple.__new__, Quotient)
"""The quotient of a pair; a normal form makes hundreds, for which the constructor of a named tuple is slow."""


@lru_cache(maxsize=1024)
def _fraction(size: int, p: int, q: int) -> Quotient:
    constant = _context(size).constant
    return Quotient(constant(p), _one(size) if q == 1 else constant(q))


@lru_cache(maxsize=1024)
def _numeral(size: int, n: Num) -> Quotient:
    return _fraction(size, *n.value.as_integer_ratio())


_TERMS: dict[str, tuple[RingTerm, ...]] = {}
"""The terms of short polynomials by their text, which is the same in every ring: reading them off takes several times as long."""


def _terms(p: Poly) -> tuple[RingTerm, ...]:
    return tuple([(int(c), tuple([(i, int(e)) for i, e in enumerate(exps) if e])) for exps, c in zip(p.monoms(), p.coeffs(), strict=True)])


@dataclass(slots=True)
class Ring:
    """The generators of one comparison and the arithmetic of fractions in them."""

    size: int = FEWEST
    ctx: Any = field(default_factory=lambda: _context(FEWEST))
    generators: list[Generator] = field(default_factory=list)
    by_key: dict[Key, Generator] = field(default_factory=dict)
    related: list[Generator] = field(default_factory=list)
    complex: bool = False
    grown: bool = False
    taken_apart: dict[int, tuple[Poly, tuple[RingTerm, ...]]] = field(default_factory=dict)
    keys: dict[int, tuple[Poly, str]] = field(default_factory=dict)
    occurring: dict[int, tuple[Poly, list[Generator]]] = field(default_factory=dict)
    factored: dict[int, tuple[Poly, tuple[int, list[tuple[Poly, int]]]]] = field(default_factory=dict)

    @classmethod
    def of_size(cls, size: int) -> Ring:
        """A ring with room for so many generators; it grows, but what was made before has to be lifted then."""
        return cls(size, _context(size))

    # --- generators

    def generator(self, kind: str, key: Key, term: Term, symbols: frozenset[Sym], **facts: Any) -> Generator:
        """The generator for ``(kind, *key)``, made at first use."""
        full = (kind, *key)
        found = self.by_key.get(full)
        if found is None:
            if len(self.generators) == self.size:
                self.size *= 2
                if self.size > 512:
                    raise TooLarge("more than 512 generators")
                self.ctx, self.grown = _context(self.size), True
            found = Generator(len(self.generators), kind, full, term, symbols, **facts)
            unit = IMAGINARY_UNIT in self.by_key and "imaginary" in operators(term)
            if unit or kind == "imaginary" or "complex" in [s.sort.field for s in symbols]:
                found.complex = self.complex = True
            self.generators.append(found)
            self.by_key[full] = found
        return found

    def relate(self, g: Generator, degree: int, value: Poly) -> None:
        """Impose ``g^degree = value``; ``value`` lies in generators made before ``g`` or reduced ones."""
        g.relation = (degree, value)
        self.related.append(g)

    def lift(self, p: Poly) -> Poly:
        """``p`` in the current context (contexts grow)."""
        return p if not self.grown or p.context() is self.ctx else p.project_to_context(self.ctx)

    def poly(self, g: Generator) -> Poly:
        return self.ctx.gen(g.index)

    def constant(self, value: int) -> Poly:
        return self.ctx.constant(value)

    # --- fractions

    def number(self, value: Fraction | int) -> Quotient:
        return _fraction(self.size, *value.as_integer_ratio())

    def numeral(self, n: Num) -> Quotient:
        return _numeral(self.size, n)

    def of(self, g: Generator) -> Quotient:
        return _of_pair((self.ctx.gen(g.index), _one(self.size)))

    def quotient(self, num: Poly, den: Poly) -> Quotient:
        """num/den reduced by relations and common factors."""
        if self.grown:
            num, den = self.lift(num), self.lift(den)
        if self.related:
            num, den = self.reduce(num), self.reduce(den)
        if den.is_one():
            return _of_pair((num, den))
        if den.is_zero():
            raise ZeroDivisionError("a denominator is identically zero")
        if num.is_zero():
            return _of_pair((num, _one(self.size)))
        if not num.is_one():
            g = num.gcd(den)
            if not g.is_one():
                num, den = num / g, den / g
        if den.leading_coefficient() < 0:
            num, den = -num, -den
        return _of_pair((num, den))

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        (an, ad), (bn, bd) = self._lifted(a, b) if self.grown else (a, b)
        if ad is bd or ad == bd:
            return _of_pair((an + bn, ad)) if ad.is_one() else self.quotient(an + bn, ad)
        if not self.related:
            if ad.is_one():
                return _of_pair((an * bd + bn, bd))
            if bd.is_one():
                return _of_pair((an + bn * ad, ad))
        return self.quotient(an * bd + bn * ad, ad * bd)

    def neg(self, a: Quotient) -> Quotient:
        return _of_pair((-a.num, a.den))

    def sub(self, a: Quotient, b: Quotient) -> Quotient:
        if not self.grown and not len(b.num):
            return a
        (an, ad), (bn, bd) = self._lifted(a, b) if self.grown else (a, b)
        if ad is bd or ad == bd:
            return _of_pair((an - bn, ad)) if ad.is_one() else self.quotient(an - bn, ad)
        if not self.related:
            if ad.is_one():
                return _of_pair((an * bd - bn, bd))
            if bd.is_one():
                return _of_pair((an - bn * ad, ad))
        return self.quotient(an * bd - bn * ad, ad * bd)

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        if a.num.is_one() and a.den.is_one():
            return b
        if b.num.is_one() and b.den.is_one():
            return a
        (an, ad), (bn, bd) = self._lifted(a, b) if self.grown else (a, b)
        if len(an) * len(bn) > 40 * TERM_LIMIT:
            raise TooLarge("a product has too many terms")
        if ad.is_one() and bd.is_one():
            return _of_pair((self.reduce(an * bn) if self.related else an * bn, ad))
        return self.quotient(an * bn, ad * bd)

    def _lifted(self, a: Quotient, b: Quotient) -> tuple[tuple[Poly, Poly], tuple[Poly, Poly]]:
        return (self.lift(a.num), self.lift(a.den)), (self.lift(b.num), self.lift(b.den))

    def inverse(self, a: Quotient) -> Quotient:
        num, den = a
        if self.related or self.grown or not len(num):
            return self.quotient(den, num)
        return _of_pair((den, num) if num.leading_coefficient() > 0 else (-den, -num))

    def div(self, a: Quotient, b: Quotient) -> Quotient:
        return a if b.num.is_one() and b.den.is_one() else self.mul(a, self.inverse(b))

    def power(self, a: Quotient, n: int) -> Quotient:
        if n == 1 and not self.related:
            return a
        if n < 0:
            return self.power(self.inverse(a), -n)
        if n > 1 and (len(a.num) > 1 or len(a.den) > 1) and n * max(len(a.num), len(a.den)) > 4000:
            raise TooLarge("a power has too many terms")
        if n > 10**6:
            raise TooLarge("an exponent is too large")
        num, den = self._lifted(a, a)[0] if self.grown else a
        if den.is_one():
            return _of_pair((self.reduce(num**n) if self.related else num**n, den))
        return self.quotient(num**n, den**n) if self.related else _of_pair((num**n, den**n))

    def is_zero(self, a: Quotient) -> bool:
        return not len(a.num) or (bool(self.related) and bool(self.reduce(self.lift(a.num)).is_zero()))

    # --- relations

    def reduce(self, p: Poly) -> Poly:
        """``p`` modulo the relations, highest generator first, until nothing applies."""
        if not self.related:
            return p
        if len(p) > TERM_LIMIT:
            raise TooLarge("a polynomial has too many terms")
        for _ in range(64):
            degrees = p.degrees()
            for g in reversed(self.related):
                assert g.relation is not None
                if degrees[g.index] >= g.relation[0]:
                    p = self._reduce_one(p, g.index, *g.relation)
                    break
            else:
                return p
        raise TooLarge("the relations do not settle")

    def _reduce_one(self, p: Poly, index: int, degree: int, value: Poly) -> Poly:
        """Replace g^(q·degree + r) by value^q · g^r in every term."""
        groups: dict[int, dict[tuple[int, ...], Any]] = {}
        for exps, coeff in zip(p.monoms(), p.coeffs(), strict=True):
            q, r = divmod(int(exps[index]), degree)
            low = (*exps[:index], r, *exps[index + 1 :])
            groups.setdefault(q, {})[low] = coeff
        total = self.ctx.constant(0)
        value = self.lift(value)
        for q, part in groups.items():
            total += self.ctx.from_dict(part) * value**q
        return total

    # --- reading off

    def used(self, p: Poly) -> list[Generator]:
        """Generators that occur in ``p``."""
        known = self.occurring.get(id(p))
        if known is not None:
            return known[1]
        found = [] if p.is_zero() else [self.generators[i] for i, d in enumerate(p.degrees()) if d]
        if len(p) <= FEW_TERMS:
            self.occurring[id(p)] = p, found
        return found

    def complex_parts(self, p: Poly) -> tuple[Poly, Poly] | None:
        """Real polynomials a, b with p = a + b i; None if p has another complex generator than i."""
        unit = [i for i, g in enumerate(self.generators) if g.kind == "imaginary"]
        if len(unit) != 1 or any(g.complex and g.kind != "imaginary" for g in self.used(p)):
            return None
        real, imaginary = self.constant(0), self.constant(0)
        for c, exps in self.terms(p):
            power = dict(exps).get(unit[0], 0)
            part = self.monomial(tuple((i, e) for i, e in exps if i != unit[0]), -c if power % 4 > 1 else c)
            real, imaginary = (real, imaginary + part) if power % 2 else (real + part, imaginary)
        return real, imaginary

    def key(self, p: Poly) -> str:
        """The text of ``p``, which does not change when the context grows."""
        known = self.keys.get(id(p))
        if known is not None:
            return known[1]
        text = repr(p)
        if len(p) <= FEW_TERMS:
            self.keys[id(p)] = p, text
        return text

    def quotient_key(self, a: Quotient) -> tuple[str, str]:
        return repr(a.num), repr(a.den)

    def as_number(self, a: Quotient) -> Fraction | None:
        """The rational value, if ``a`` is one."""
        if len(a.num) <= 1 and len(a.den) == 1 and a.num.is_constant() and a.den.is_constant():
            return Fraction(int(a.num.leading_coefficient()) if not a.num.is_zero() else 0, int(a.den.leading_coefficient()))
        return None

    def symbols(self, p: Poly) -> frozenset[Sym]:
        return frozenset[Sym]().union(*(g.symbols for g in self.used(p)))

    def terms(self, p: Poly) -> Sequence[RingTerm]:
        """``(coefficient, ((generator index, exponent), …))`` for each term."""
        known = self.taken_apart.get(id(p))
        if known is not None:
            return known[1]
        if len(p) > FEW_TERMS:
            return _terms(p)
        text = self.key(p)
        parts = _TERMS.get(text)
        if parts is None:
            if len(_TERMS) > MOST_TEXTS:
                _TERMS.clear()
            parts = _TERMS[text] = _terms(p)
        self.taken_apart[id(p)] = p, parts  # the polynomial is kept, so that its id stays its own
        return parts

    def factors(self, p: Poly) -> tuple[int, list[tuple[Poly, int]]]:
        """The content of ``p ≠ 0`` with its sign, and the irreducible factors with their powers."""
        if len(p) == 1 and p.is_constant():
            return int(p.leading_coefficient()), []
        if p.total_degree() == 1:
            content = int(p.content()) if p.leading_coefficient() > 0 else -int(p.content())
            return content, [(p if content == 1 else p / content, 1)]
        known = self.factored.get(id(p))
        if known is not None:
            return known[1]
        content, found = p.factor()
        result = int(content), [(f, int(e)) for f, e in found]
        self.factored[id(p)] = p, result  # the polynomial is kept, so that its id stays its own
        return result

    def monomial(self, exponents: tuple[tuple[int, int], ...], coefficient: int = 1) -> Poly:
        if len(exponents) == 1 and exponents[0][1] == 1 and coefficient == 1:
            return self.ctx.gen(exponents[0][0])
        exps = [0] * self.size
        for i, e in exponents:
            exps[i] = e
        return self.ctx.from_dict({tuple(exps): coefficient})

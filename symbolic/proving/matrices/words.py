"""Matrix terms as non-commutative polynomials in words of letters.

A letter is a matrix symbol X, or Xᵀ, X⁻¹, X⁻ᵀ, or the inverse of a polynomial that does not come apart; a term is
a sum of words with scalar coefficients.  Numbers made of matrices (traces, determinants, xᵀAy, norms) become names:
traces are taken up to rotation and transposition, xᵀAy up to transposition, determinants factor.  What is declared of
matrices, and what defines an inverse, are relations between words, used as rewriting rules; overlaps of rules give
further rules, within a budget (a truncated non-commutative Gröbner basis).

Guarantee: wherever all inverses in the terms exist and the declared facts hold, a term equals its polynomial.  So
two terms whose difference reduces to zero are equal wherever both are defined; not reducing proves nothing.

Definite matrices are symmetric.  Source: T. Mora, An introduction to commutative and non-commutative Gröbner bases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from symbolic.proving.facts import field_of
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Quotient, TooLarge
from symbolic.proving.matrices.word_exponentials import with_exponentials_first
from symbolic.proving.matrices.word_letters import Factor, Letter, NoWords, Rule, Word, Words, array_sizes, word_order
from symbolic.proving.matrices.word_numbers import form_number, named_number, trace_number
from symbolic.proving.matrices.word_products import joined, pair
from symbolic.proving.matrices.word_reading import array_words
from symbolic.sizes import same_size, size_polynomial
from symbolic.terms import ONE, REAL, Sort, Sym, Term

MAX_WORD = 12
MAX_STEPS = 20_000


@dataclass(slots=True)
class Algebra:
    """Letters, names of numbers, and rules of one comparison."""

    session: Session
    symmetric: set[Sym] = field(default_factory=set)
    orthogonal: set[Sym] = field(default_factory=set)
    definite: set[Sym] = field(default_factory=set)
    semidefinite: set[Sym] = field(default_factory=set)
    nonzero: set[Sym] = field(default_factory=set)
    bases: dict[str, Term] = field(default_factory=dict)
    selfadjoint: set[str] = field(default_factory=set)
    polynomials: dict[str, Words] = field(default_factory=dict)
    inverted_sums: dict[Term, Words] = field(default_factory=dict)
    pairs: dict[str, tuple[Factor, Factor]] = field(default_factory=dict)
    stacks: dict[str, Factor] = field(default_factory=dict)
    exponents: dict[str, Words] = field(default_factory=dict)
    """The exponents of letters that are exponentials."""
    numbers: dict[str, Sym] = field(default_factory=dict)
    meaning: dict[Sym, Term] = field(default_factory=dict)
    words_of: dict[Sym, tuple[str, Word]] = field(default_factory=dict)
    """The word of which a name is the trace, or which is itself the number (``form``)."""
    determinants: dict[str, Words] = field(default_factory=dict)
    """Polynomials of which the determinant has a name, by their keys."""
    products: dict[Sym, Word] = field(default_factory=dict)
    """Words with letters that are not square of which the determinant has a name."""
    zeros: list[Words] = field(default_factory=list)
    inverses: dict[Letter, None] = field(default_factory=dict)
    forms: dict[Word, None] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    facts: list[Term] = field(default_factory=list)
    steps: int = 0
    opaque: bool = False
    inverses_granted: bool = False
    """Whether all inverses seen exist, as they do where both sides are defined; a condition of one side cannot rely on it."""

    def is_free(self) -> bool:
        """Whether all letters are free matrices of generic size, so that equal terms have equal polynomials."""
        generic = all(n is ONE or set(size_polynomial(n)) != {()} for t in self.bases.values() for n in array_sizes(t))
        return generic and not (self.opaque or self.rules or self.orthogonal)

    # --- polynomials

    def one(self) -> Quotient:
        return self.session.ring.number(1)

    def plus(self, a: Words, b: Words) -> Words:
        ring = self.session.ring
        out = dict(a)
        for w, c in b.items():
            total = ring.add(out[w], c) if w in out else c
            if ring.is_zero(total):
                out.pop(w, None)
            else:
                out[w] = total
        return out

    def scale(self, a: Words, c: Quotient) -> Words:
        ring = self.session.ring
        return {} if ring.is_zero(c) else {w: ring.mul(c, d) for w, d in a.items()}

    def minus(self, a: Words, b: Words) -> Words:
        return self.plus(a, self.scale(b, self.session.ring.number(-1)))

    def times(self, a: Words, b: Words) -> Words:
        ring = self.session.ring
        out: Words = {}
        for v, c in a.items():
            for w, d in b.items():
                factor, word = self.tidy(v + w)
                out = self.plus(out, {word: ring.mul(factor, ring.mul(c, d))})
        return self.reduce(out)

    def adjoint(self, a: Words) -> Words:
        """The transposed polynomial."""
        out: Words = {}
        for w, c in a.items():
            out = self.plus(out, {self.transposed(w): c})
        return out

    def transposed(self, w: Word) -> Word:
        return tuple(self.flipped(x) for x in reversed(w))

    def flipped(self, x: Letter) -> Letter:
        if x.name in self.pairs:
            (a, m), (b, n) = self.pairs[x.name]
            return pair(self, (self.transposed(a), m[::-1]), (self.transposed(b), n[::-1]))
        if x.name in self.selfadjoint:
            return Letter(x.name, x.inverted, False, x.columns, x.rows)
        return Letter(x.name, x.inverted, not x.transposed, x.columns, x.rows)

    def key(self, a: Words) -> str:
        """A text that identifies the polynomial."""
        ring = self.session.ring
        return repr(sorted((word_order(w), str(ring.quotient_key(c))) for w, c in a.items()))

    # --- words

    def tidy(self, w: Word) -> tuple[Quotient, Word]:
        """A factor and a word with X X⁻¹ cancelled and inner numbers (the middle of u vᵀ x wᵀ) taken out."""
        out: list[Letter] = []
        factor = self.one()
        for x in w:
            pending: Word = (x,)
            while out and pending and (found := joined(self, out[-1], pending[0])) is not None:
                out.pop()
                factor, pending = self.session.ring.mul(factor, found[0]), found[1]
            out += pending
        if self.exponents:
            before, out = out, with_exponentials_first(self, out)
            if out != before:
                again, word = self.tidy(tuple(out))
                return self.session.ring.mul(factor, again), word
        cuts = [k for k in range(1, len(out)) if same_size(out[k - 1].columns, ONE)]
        if not cuts:
            return factor, tuple(out)
        pieces = [tuple(out[a:b]) for a, b in zip([0, *cuts], [*cuts, len(out)], strict=True)]
        kept: list[Letter] = []
        for piece in pieces:
            if same_size(piece[0].rows, ONE) and same_size(piece[-1].columns, ONE):
                factor = self.session.ring.mul(factor, self.bilinear(piece))
            else:
                kept += piece
        return factor, tuple(kept)

    def reduce(self, a: Words) -> Words:
        """Apply the rules until none applies."""
        ring = self.session.ring
        out: Words = {}
        pending = [(w, c) for w, c in a.items()]
        while pending:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TooLarge("too many rewriting steps")
            w, c = pending.pop()
            found = self.match(w)
            if found is None:
                out = self.plus(out, {w: c})
                continue
            rule, at = found
            for v, d in rule.tail:
                factor, word = self.tidy(w[:at] + v + w[at + len(rule.lead) :])
                pending.append((word, ring.mul(factor, ring.mul(c, d))))
        return out

    def vanishes(self, a: Words) -> bool:
        """Whether the polynomial reduces to zero, or to a multiple of one that is zero and makes no rule."""
        ring = self.session.ring
        a = self.reduce(a)
        for zero in map(self.reduce, self.zeros if a else ()):
            place = next((w for w, c in zero.items() if w in a and ring.as_number(c) is not None), None)
            if place is not None and not self.minus(a, self.scale(zero, ring.div(a[place], zero[place]))):
                return True
        return not a

    def match(self, w: Word) -> tuple[Rule, int] | None:
        for rule in self.rules:
            n = len(rule.lead)
            for at in range(len(w) - n + 1):
                if w[at : at + n] == rule.lead:
                    return rule, at
        return None

    # --- from terms

    def words(self, t: Term) -> Words:
        """The polynomial of an array term."""
        return array_words(self, t)

    def letter(self, name: str, t: Term, selfadjoint: bool) -> Letter:
        rows, columns = array_sizes(t)
        known = self.bases.setdefault(name, t)
        if known is not t and isinstance(t, Sym):
            raise NoWords("two arrays of one name")
        if selfadjoint:
            self.selfadjoint.add(name)
        return Letter(name, False, False, rows, columns)

    def total(self, parts: Iterable[Words]) -> Words:
        out: Words = {}
        for p in parts:
            out = self.plus(out, p)
        return out

    def plain_product(self, a: Words, b: Words) -> Words:
        ring = self.session.ring
        return {v + w: ring.mul(c, d) for v, c in a.items() for w, d in b.items()}

    # --- rules

    def relate(self, p: Words, adjoint: bool = True) -> None:
        """Use p = 0, and its transpose."""
        self.add_rule(p)
        if adjoint:
            self.add_rule(self.adjoint(p))

    def add_rule(self, p: Words) -> Rule | None:
        p = self.reduce(p)
        if not p:
            return None
        lead = max(p, key=word_order)
        ring = self.session.ring
        c = p[lead]
        if not lead or len(lead) > MAX_WORD:
            return None
        if self.session.signs.quotient_sign(c) & sg.ZERO:
            self.zeros.append(p)
            return None
        tail = self.scale({w: d for w, d in p.items() if w != lead}, ring.div(ring.number(-1), c))
        rule = Rule(lead, tuple(tail.items()))
        self.rules.append(rule)
        return rule

    # --- numbers

    def quotient(self, t: Term) -> Quotient:
        return self.session.nf(self.number(t))

    def number(self, t: Term) -> Term:
        """A scalar term in which every number made of matrices is replaced by names."""
        return named_number(self, t)

    def trace(self, a: Words, size: Term) -> Quotient:
        """The trace of a polynomial of square matrices of this size."""
        return trace_number(self, a, size)

    def bilinear(self, w: Word) -> Quotient:
        """The number uᵀ A v, up to transposition."""
        return form_number(self, w)

    def term(self, q: Quotient) -> Term:
        return self.session.quotient_term(q)

    def named(self, key: str, t: Term, sort: Sort = REAL) -> Sym:
        """The name of the number ``t``, complex where it may be, identified by ``key``; of a whole k with t = (−1)ᵏ if ``sort`` says so."""
        if key not in self.numbers:
            kind = field_of(t) if sort == REAL else sort
            self.numbers[key] = Sym(f"\\nu_{{{len(self.numbers) + 1}}}", kind, -1)
            self.meaning[self.numbers[key]] = t
        return self.numbers[key]

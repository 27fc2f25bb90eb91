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
from fractions import Fraction

from symbolic.functions import FUNCTIONS, gt, ne
from symbolic.proving.facts import assume
from symbolic.proving.forms import signs as sg
from symbolic.proving.forms.normal_form import Session, Unsupported
from symbolic.proving.forms.ring import Quotient, TooLarge
from symbolic.proving.matrices.word_determinants import determinant
from symbolic.proving.matrices.word_letters import (
    Factor,
    Letter,
    NoWords,
    Rule,
    Word,
    Words,
    array_sizes,
    is_array,
    is_square,
    is_zero,
    size_key,
    square_letter,
    times_sizes,
    word_order,
)
from symbolic.shapes import ShapeError, same_size, shape, size_polynomial
from symbolic.terms import (
    INTEGER,
    ONE,
    REAL,
    TWO,
    ZERO,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    add,
    call,
    children,
    free_symbols,
    mul,
    neg,
    num,
    power,
    rebuild,
    substitute,
    transform,
    walk,
)

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
    pairs: dict[str, tuple[Factor, Factor]] = field(default_factory=dict)
    stacks: dict[str, Factor] = field(default_factory=dict)
    numbers: dict[str, Sym] = field(default_factory=dict)
    meaning: dict[Sym, Term] = field(default_factory=dict)
    words_of: dict[Sym, tuple[str, Word]] = field(default_factory=dict)
    """The word of which a name is the trace, or which is itself the number (``form``)."""
    determinants: dict[str, Words] = field(default_factory=dict)
    """Polynomials of which the determinant has a name, by their keys."""
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

    # --- facts

    def learn(self, declarations: Iterable[Term]) -> None:
        """Use the declarations: properties of single matrices first, then relations, then facts about numbers."""
        rest = [d for d in declarations if not self._property(d)]
        numbers = [d for d in rest if not any(_is_matrix_operator(t) or (isinstance(t, Sym) and t.sort.shape) for t in walk(d))]
        self.facts += numbers
        assume(self.session, self.facts)
        known = len(self.facts)
        for fact in rest:
            if fact not in numbers:
                self._relation(fact)
        assume(self.session, self.facts[known:])

    def _property(self, fact: Term) -> bool:
        match fact:
            case Call("eq", (Sym() as a, Call("transpose", (b,)))) | Call("eq", (Call("transpose", (b,)), Sym() as a)) if a is b:
                self.symmetric.add(a)
                return True
            case Call("posdef" | "possemidef" as op, (Sym() as a, *_)):
                self.symmetric.add(a)
                self.semidefinite.add(a)
                if op == "posdef":
                    self.definite.add(a)
                    self.facts.append(gt(self.number(call("det", a))))
                return True
            case Call("ne", (Sym() as a, zero)) if a.sort.shape and is_zero(zero):
                self.nonzero.add(a)
                return True
            case Call("eq", (Call("matmul", (Call("transpose", (Sym() as a,)), b)), Call("identity"))) if a is b and is_square(a):
                self.orthogonal.add(a)
                return True
            case Call("eq", (Call("matmul", (Sym() as a, Call("transpose", (b,)))), Call("identity"))) if a is b and is_square(a):
                self.orthogonal.add(a)
                return True
            case Call("eq", (Call("inverse", (Sym() as a,)), Call("transpose", (b,)))) if a is b:
                self.orthogonal.add(a)
                return True
        return False

    def _relation(self, fact: Term) -> None:
        try:
            match fact:
                case Call("eq", (a, b)) if is_array(a) or is_array(b):
                    self.relate(self.minus(self.words(a), self.words(b)))
                case Call("invertible", (a, *_)):
                    self.facts.append(ne(self.number(call("det", a))))
                case _:
                    self.facts.append(self.number(fact))
        except (NoWords, ShapeError, Unsupported):
            return

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
            return self._pair((self.transposed(a), m[::-1]), (self.transposed(b), n[::-1]))
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
            while out and pending and (joined := self._joined(out[-1], pending[0])) is not None:
                out.pop()
                factor, pending = self.session.ring.mul(factor, joined[0]), joined[1]
            out += pending
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

    def _joined(self, x: Letter, y: Letter) -> tuple[Quotient, Word] | None:
        """x y as a factor and at most one letter: X X⁻¹ = 1, (A ⊗ B)(C ⊗ D) = AC ⊗ BD, (A ⊗ B) vec X = vec(B X Aᵀ)."""
        ring = self.session.ring
        if x.name == y.name and x.inverted != y.inverted and x.transposed == y.transposed:
            return self.one(), ()
        if x.name == y.name and x.transposed != y.transposed and self.bases.get(x.name) in self.orthogonal:
            return self.one(), ()
        if x.name in self.pairs and y.name in self.pairs:
            (a, m), (b, n) = self.pairs[x.name]
            (c, p), (d, q) = self.pairs[y.name]
            if not (same_size(m[1], p[0]) and same_size(n[1], q[0])):
                return None
            (f, first), (g, second) = self.tidy(a + c), self.tidy(b + d)
            return ring.mul(f, g), self._pair_word((first, (m[0], p[1])), (second, (n[0], q[1])))
        if x.name in self.pairs and y.name in self.stacks and not y.transposed:
            return self._stacked(self.pairs[x.name], self.stacks[y.name])
        if x.name in self.pairs and y.name not in self.pairs:
            return self._into_pair(self.pairs[x.name], y)
        if y.name in self.pairs and x.name not in self.pairs:
            found = self._into_pair(self.pairs[self.flipped(y).name], self.flipped(x))
            return None if found is None else (found[0], self.transposed(found[1]))
        if x.name in self.stacks and x.transposed and y.name in self.pairs:
            found = self._stacked(self.pairs[self.flipped(y).name], self.stacks[x.name])
            return None if found is None else (found[0], self.transposed(found[1]))
        return None

    def _into_pair(self, pair: tuple[Factor, Factor], y: Letter) -> tuple[Quotient, Word] | None:
        """(a ⊗ B) Y = a ⊗ BY and (A ⊗ b) Y = AY ⊗ b for columns a and b."""
        (a, m), (b, n) = pair
        if same_size(m[1], ONE):
            factor, word = self.tidy((*b, y))
            return factor, self._pair_word((a, m), (word, (n[0], y.columns)))
        if same_size(n[1], ONE):
            factor, word = self.tidy((*a, y))
            return factor, self._pair_word((word, (m[0], y.columns)), (b, n))
        return None

    def _stacked(self, pair: tuple[Factor, Factor], stack: Factor) -> tuple[Quotient, Word] | None:
        """(A ⊗ B) vec X."""
        ((a, m), (b, n)), (x, size) = pair, stack
        if not (same_size(n[1], size[0]) and same_size(m[1], size[1])):
            return None
        factor, word = self.tidy(b + x + self.transposed(a))
        return factor, (self._stack((word, (n[0], m[0]))),)

    def _pair_word(self, a: Factor, b: Factor) -> Word:
        return (self._pair(a, b),) if a[0] or b[0] else ()

    def _pair(self, a: Factor, b: Factor) -> Letter:
        """The letter A ⊗ B; a product of three is nested to the right."""
        if len(a[0]) == 1 and a[0][0].name in self.pairs:
            a, middle = self.pairs[a[0][0].name]
            b = (self._pair_word(middle, b), (times_sizes(middle[1][0], b[1][0]), times_sizes(middle[1][1], b[1][1])))
        name = f"kron({[(word_order(w), size_key(n)) for w, n in (a, b)]})"
        self.pairs[name] = (a, b)
        return self._letter(name, call("kron", self.word_term(*a), self.word_term(*b)), False)

    def _stacked_word(self, w: Word, size: tuple[Term, Term]) -> Word:
        """vec w; vec(u vᵀ) = v ⊗ u."""
        cut = next((k for k in range(1, len(w)) if same_size(w[k].rows, ONE)), None)
        if cut is None:
            return (self._stack((w, size)),)
        return (self._pair((self.transposed(w[cut:]), (size[1], ONE)), (w[:cut], (size[0], ONE))),)

    def _stack(self, x: Factor) -> Letter:
        """The letter vec X."""
        name = f"vec({word_order(x[0])}{size_key(x[1])})"
        self.stacks[name] = x
        return self._letter(name, call("vec", self.word_term(*x)), False)

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
            found = self._match(w)
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

    def _match(self, w: Word) -> tuple[Rule, int] | None:
        for rule in self.rules:
            n = len(rule.lead)
            for at in range(len(w) - n + 1):
                if w[at : at + n] == rule.lead:
                    return rule, at
        return None

    # --- from terms

    def words(self, t: Term) -> Words:
        """The polynomial of an array term."""
        if not is_array(t):
            if is_zero(t):
                return {}
            raise NoWords("a number where an array is needed")
        match t:
            case Sym(name, _, uid):
                return {(self._letter(f"{name}#{uid}", t, t in self.symmetric),): self.one()}
            case Elem(base, indices):
                key = f"{base!r}[{[self._scalar_key(i) for i in indices]}]"
                return {(self._letter(key, t, False),): self.one()}
            case Call(op, args):
                return self._call(t, op, args)
        raise NoWords(f"no words for {type(t).__name__}")

    def _letter(self, name: str, t: Term, selfadjoint: bool) -> Letter:
        rows, columns = array_sizes(t)
        known = self.bases.setdefault(name, t)
        if known is not t and isinstance(t, Sym):
            raise NoWords("two arrays of one name")
        if selfadjoint:
            self.selfadjoint.add(name)
        return Letter(name, False, False, rows, columns)

    def _scalar_key(self, t: Term) -> str:
        return repr(self.session.quotient_term(self.session.nf(self.number(t))))

    def _call(self, t: Call, op: str, args: tuple[Term, ...]) -> Words:
        match op, args:
            case "add", _:
                return self._total(self.words(a) for a in args)
            case "neg", (a,):
                return self.minus({}, self.words(a))
            case "mul", _:
                return self._scaled(args)
            case "div", (a, b):
                return self.scale(self.words(a), self._inverse_number(b))
            case "matmul", _:
                return self._chain(args)
            case "pow", (a, Num(k)) if k.denominator == 1 and abs(k) <= 8:
                base = self.words(a) if k >= 0 else self.inverse(self.words(a), t)
                return self._power(base, abs(int(k)))
            case "transpose", (a,):
                return self.adjoint(self.words(a))
            case "inverse", (a,):
                return self.inverse(self.words(a), a)
            case "identity", _:
                return {(): self.one()}
            case "zeros", _:
                return {}
            case "ones", _:
                return {self._ones(args[0]) + self.transposed(self._ones(args[1])): self.one()}
        return self._opaque(t, op, args)

    def _total(self, parts: Iterable[Words]) -> Words:
        out: Words = {}
        for p in parts:
            out = self.plus(out, p)
        return out

    def _scaled(self, args: tuple[Term, ...]) -> Words:
        ring = self.session.ring
        factor = self.one()
        body: Words | None = None
        for a in args:
            if is_array(a):
                body = self.words(a)
            else:
                factor = ring.mul(factor, self.quotient(a))
        if body is None:
            raise NoWords("a number where an array is needed")
        return self.scale(body, factor)

    def _inverse_number(self, b: Term) -> Quotient:
        return self.session.ring.div(self.one(), self.quotient(b))

    def _chain(self, args: tuple[Term, ...]) -> Words:
        """The product; factors that are numbers without a shape are coefficients."""
        out: Words = {(): self.one()}
        for a in args:
            out = self.times(out, self._factor(a)) if shape(a) else self.scale(out, self.quotient(a))
        return out

    def _factor(self, a: Term) -> Words:
        """A factor of a product, which may be 1×1."""
        if is_array(a):
            return self.words(a)
        match a:
            case Sym() | Elem():
                raise NoWords("an array of one entry")
        return {(): self.quotient(a)}

    def _power(self, base: Words, k: int) -> Words:
        out: Words = {(): self.one()}
        for _ in range(k):
            out = self.times(out, base)
        return out

    def _ones(self, size: Term) -> Word:
        """The vector of ones of this size; the empty word if the size is 1."""
        if same_size(size, ONE):
            return ()
        t = call("ones", size, ONE)
        return (self._letter(f"ones {sorted(map(str, size_polynomial(size).items()))}", t, False),)

    def _opaque(self, t: Call, op: str, args: tuple[Term, ...]) -> Words:
        """A function of arrays that is kept as a letter of its normalised arguments."""
        row = FUNCTIONS.get(op)
        self.opaque = self.opaque or op not in ("kron", "vec")
        if op == "kron":
            return self._kron(args)
        if op == "vec":
            return self._total({self._stacked_word(w, array_sizes(args[0])): c} for w, c in self.words(args[0]).items())
        if op in ("hadamard", "diag"):
            return self._multilinear(t, op, [self.words(a) for a in args])
        if op in ("softmax", "unit") or (row is not None and row.elementwise and len(args) == 1):
            arguments = [self.words(a) if is_array(a) else self.quotient(a) for a in args]
            if row is not None and row.elementwise and op != "softmax" and isinstance(arguments[0], dict):
                return self._entrywise(t, op, arguments[0])
            keys = [self.key(a) if isinstance(a, dict) else repr(self.session.quotient_term(a)) for a in arguments]
            return {(self._letter(f"{op}({keys})", t, False),): self.one()}
        raise NoWords(f"no words for {op}")

    def _kron(self, args: tuple[Term, ...]) -> Words:
        """A ⊗ B ⊗ …, expanded over the words of the factors."""
        out, size = self._factor_words(args[-1]), array_sizes(args[-1])
        for a in reversed(args[:-1]):
            here = array_sizes(a)
            out = self._total({self._pair_word((v, here), (w, size)): self.session.ring.mul(c, d)}
                              for v, c in self._factor_words(a).items() for w, d in out.items())
            size = (times_sizes(here[0], size[0]), times_sizes(here[1], size[1]))
        return out

    def _factor_words(self, a: Term) -> Words:
        if not is_array(a):
            raise NoWords("a Kronecker product with a number")
        return self.words(a)

    def _entrywise(self, t: Term, op: str, argument: Words) -> Words:
        """f(A), whose transpose is f(Aᵀ)."""
        plain, turned = self.key(argument), self.key(self.adjoint(argument))
        letter = self._letter(f"{op}({min(plain, turned)})", t if plain <= turned else call("transpose", t), plain == turned)
        return {(letter if plain <= turned else self.flipped(letter),): self.one()}

    def _multilinear(self, t: Term, op: str, arguments: list[Words]) -> Words:
        """Hadamard products and diagonals, expanded over the words of their arguments."""
        combinations: list[tuple[Quotient, tuple[Word, ...]]] = [(self.one(), ())]
        for a in arguments:
            combinations = [(self.session.ring.mul(c, d), (*ws, w)) for c, ws in combinations for w, d in a.items()]
        sizes = array_sizes(t)
        out: Words = {}
        for c, ws in combinations:
            out = self.plus(out, {self._multilinear_word(op, ws, sizes): c})
        return out

    def _multilinear_word(self, op: str, ws: tuple[Word, ...], sizes: tuple[Term, Term]) -> Word:
        plain = tuple(sorted(ws, key=word_order))
        turned = tuple(sorted((self.transposed(w) for w in ws), key=word_order))
        is_vector = op == "diag" and not same_size(sizes[1], ONE)
        first = plain if op == "diag" else min(plain, turned, key=lambda v: [word_order(w) for w in v])
        wanted = sizes if first == plain else (sizes[1], sizes[0])
        inside = [self.word_term(w, wanted if op == "hadamard" else None) for w in first]
        t = call(op, *inside)
        name = f"{op}({[word_order(w) for w in first]}){wanted if op == 'hadamard' else ''}"
        letter = self._letter(name, t, is_vector or (op == "hadamard" and plain == turned))
        return (letter if first == plain else self.flipped(letter),)

    # --- inverses

    def inverse(self, a: Words, t: Term) -> Words:
        """The inverse of a polynomial: letter by letter if it is one word of square letters, else a new letter."""
        if not a:
            raise NoWords("the inverse of zero")
        if len(a) == 1:
            ((w, c),) = a.items()
            return self.scale(self._inverse_word(w), self.session.ring.div(self.one(), c))
        content = self._content(a)
        return self.scale(self._inverse_letter(self.scale(a, content)), content)

    def _content(self, a: Words) -> Quotient:
        """A rational number that makes the coefficient of the first word simple."""
        ring = self.session.ring
        first = a[min(a, key=word_order)]
        number = ring.as_number(first)
        if number is not None and number != 0:
            return ring.number(Fraction(1) / number)
        return self.one() if first.num.is_zero() or first.num.leading_coefficient() > 0 else ring.number(-1)

    def _inverse_word(self, w: Word) -> Words:
        left, right = 0, len(w)
        while left < right and square_letter(w[left]):
            left += 1
        while left < right and square_letter(w[right - 1]):
            right -= 1
        core = self._inverse_letter({w[left:right]: self.one()}) if left < right else self._power({}, 0)
        out = self._inverted_letters(w[right:])
        return self.times(self.times(out, core), self._inverted_letters(w[:left]))

    def _inverted_letters(self, w: Word) -> Words:
        """The inverse of a word of square letters."""
        out: Words = {(): self.one()}
        for x in reversed(w):
            out = self.times(out, self.inverted(x))
        return out

    def inverted(self, x: Letter) -> Words:
        if x.name in self.polynomials:
            p = self.polynomials[x.name]
            return self.adjoint(p) if x.transposed else p
        if x.name in self.pairs:
            return self._inverted_pair(x)
        if self.bases[x.name] in self.orthogonal:
            return {(Letter(x.name, False, not x.transposed, x.rows, x.columns),): self.one()}
        inverse = Letter(x.name, not x.inverted, x.transposed, x.rows, x.columns)
        self.inverses[inverse if inverse.inverted else x] = None
        return {(inverse,): self.one()}

    def _inverted_pair(self, x: Letter) -> Words:
        """(A ⊗ B)⁻¹ = A⁻¹ ⊗ B⁻¹ for square A and B."""
        ((a, m), (b, n)) = self.pairs[x.name]
        if not (same_size(*m) and same_size(*n)):
            raise NoWords("the inverse of a Kronecker product of matrices that are not square")
        return self._total({self._pair_word((v, m), (w, n)): self.session.ring.mul(c, d)}
                           for v, c in self._inverse_word(a).items() for w, d in self._inverse_word(b).items())

    def _inverse_letter(self, p: Words) -> Words:
        """A letter U with the relations U p = 1 and p U = 1."""
        turned = self.adjoint(p)
        plain_key, turned_key = self.key(p), self.key(turned)
        chosen = p if plain_key <= turned_key else turned
        name = f"inverse({min(plain_key, turned_key)})"
        new = name not in self.bases
        letter = self._letter(name, call("inverse", self.to_term(chosen, self._size(chosen))), plain_key == turned_key)
        if new:
            self.polynomials[name] = chosen
            u: Words = {(letter,): self.one()}
            unit: Words = {(): self.one()}
            self.relate(self.minus(self.plain_product(u, chosen), unit), adjoint=letter.name not in self.selfadjoint)
            self.relate(self.minus(self.plain_product(chosen, u), unit), adjoint=letter.name not in self.selfadjoint)
        return {(letter if chosen is p else self.flipped(letter),): self.one()}

    def plain_product(self, a: Words, b: Words) -> Words:
        ring = self.session.ring
        return {v + w: ring.mul(c, d) for v, c in a.items() for w, d in b.items()}

    def _size(self, p: Words) -> tuple[Term, Term] | None:
        for w in p:
            if w:
                return w[0].rows, w[-1].columns
        return None

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
        match t:
            case Num() | Sym():
                if isinstance(t, Sym) and not t.sort.is_scalar and not t.sort.is_function:
                    raise NoWords("an array of one entry")
                return t
            case Call("trace", (a,)):
                return self.term(self.trace(self.words(a) if is_array(a) else {(): self.quotient(a)}, array_sizes(a)[0]))
            case Call("det", (a,)):
                return determinant(self, self.words(a), array_sizes(a)[0]) if is_array(a) else self.number(a)
            case Call("norm", (a,)):
                return call("sqrt", self._square_norm(a))
            case Call("pow", (Call("norm", (a,)), Num(k))) if k.denominator == 1 and k > 0 and k % 2 == 0:
                return power(self._square_norm(a), num(k / 2))
            case Call("inner", (a, b)):
                return self.number(call("trace", call("matmul", call("transpose", a), b))) if is_array(a) else self.number(mul(a, b))
            case Call("matmul" | "transpose", _):
                return self._one_by_one(t)
            case Call("mul" | "add" | "neg" | "div" | "pow", _):
                return rebuild(t, tuple(map(self.number, children(t))))
            case Elem(base, (i, *j)) if not isinstance(base, Sym):
                rows, columns = array_sizes(base)
                row = call("transpose", call("unit", i, rows))
                return self._one_by_one(call("matmul", row, base, *(call("unit", k, columns) for k in j)))
            case Elem(base, indices):
                return Elem(base, tuple(map(self.number, indices)))
            case Bind():
                if any(_is_matrix_operator(c) for c in walk(t)):
                    raise NoWords("arrays under a binder")
                return t
            case Deriv():
                if any(_is_matrix_operator(c) for c in walk(t)):
                    raise NoWords("a derivative of arrays")
                return t
            case Call(op, _) if op in MATRIX_OPERATORS:
                raise NoWords(f"no words for {op}")
        return rebuild(t, tuple(map(self.number, children(t))))

    def term(self, q: Quotient) -> Term:
        return self.session.quotient_term(q)

    def _square_norm(self, a: Term) -> Term:
        if not is_array(a):
            return power(self.number(a), TWO)
        w = self.words(a)
        return self.term(self.trace(self.times(self.adjoint(w), w), array_sizes(a)[1]))

    def _one_by_one(self, t: Call) -> Term:
        if is_array(t):
            raise NoWords("an array where a number is needed")
        if t.op == "transpose":
            return self.number(t.args[0])
        return self.term(self.trace(self._chain(t.args), ONE))

    def trace(self, a: Words, size: Term) -> Quotient:
        """The trace of a polynomial of square matrices of this size."""
        ring = self.session.ring
        total = ring.number(0)
        for w, c in self.reduce(a).items():
            total = ring.add(total, ring.mul(c, self._word_trace(w, size)))
        return total

    def _word_trace(self, w: Word, size: Term) -> Quotient:
        if not w:
            return self.session.nf(size)
        cut = next((k for k in range(len(w)) if same_size(w[k].rows, ONE)), None)
        if cut is not None:
            factor, word = self.tidy(w[cut:] + w[:cut])
            if word and same_size(word[0].rows, ONE) and not any(same_size(x.columns, ONE) for x in word[:-1]):
                return self.session.ring.mul(factor, self.bilinear(word))
            return factor
        if len(w) == 1 and w[0].name in self.pairs:
            (a, m), (b, n) = self.pairs[w[0].name]
            if same_size(*m) and same_size(*n):
                return self.session.ring.mul(self._word_trace(a, m[0]), self._word_trace(b, n[0]))
        for k in range(len(w)):
            rotated = w[k:] + w[:k]
            factor, word = self.tidy(rotated)
            reduced = self.reduce({word: self.one()})
            if all(len(v) < len(w) for v in reduced):
                return self.session.ring.mul(factor, self.trace(reduced, w[k].rows))
        rest = self._against_itself(w)
        if rest is not None:
            return self.trace(rest, size)
        turned = self.transposed(w)
        best = min((v[k:] + v[:k] for v in (w, turned) for k in range(len(w))), key=word_order)
        return self._name("trace", best, call("trace", self.word_term(best, None)))

    def bilinear(self, w: Word) -> Quotient:
        """The number uᵀ A v, up to transposition."""
        reduced = self.reduce({w: self.one()}) if self._match(w) is not None else {w: self.one()}
        ring = self.session.ring
        total = ring.number(0)
        for v, c in reduced.items():
            value = self.one()
            if v:
                if any(same_size(x.columns, ONE) for x in v[:-1]):
                    factor, v = self.tidy(v)
                    value = ring.mul(factor, self.bilinear(v)) if v else factor
                elif len(v) == 2 and v[0].name in self.stacks and v[1].name in self.stacks:
                    (a, m), (b, _) = self.stacks[v[0].name], self.stacks[v[1].name]
                    value = self.trace({self.transposed(a) + b: self.one()}, m[1])
                elif _ones_word(v):
                    value = self.session.nf(v[0].columns)
                elif (rest := self._against_itself(v)) is not None:
                    value = self.trace(rest, ONE)
                elif (entry := self._entry(v)) is not None:
                    value = self.session.nf(entry)
                else:
                    best = min(v, self.transposed(v), key=word_order)
                    self.forms[best] = None
                    value = self._name("form", best, self.word_term(best, None))
            total = ring.add(total, ring.mul(c, value))
        return total

    def _entry(self, w: Word) -> Term | None:
        """The entry that eᵢᵀ A eⱼ or eᵢᵀ x is, and δᵢⱼ for eᵢᵀ eⱼ."""
        bases = [self.bases[x.name] for x in w]
        units = [t.args[0] if isinstance(t, Call) and t.op == "unit" else None for t in bases]
        match units, bases:
            case [i, None, j], [_, Sym() as a, _] if i is not None and j is not None and not w[1].inverted:
                return Elem(a, (j, i) if w[1].transposed else (i, j))
            case [i, j], _ if i is not None and j is not None:
                return call("delta", i, j)
            case ([i, None], [_, Sym() as a]) | ([None, i], [Sym() as a, _]) if i is not None:
                return Elem(a, (i,))
        return None

    def _against_itself(self, w: Word) -> Words | None:
        """If wᵀ reduces to c·w + rest with c ≠ 1 (a skew matrix), the trace of w is that of rest/(1 − c)."""
        ring = self.session.ring
        turned = self.reduce({self.transposed(w): self.one()}) if self.rules else {}
        c = ring.as_number(turned[w]) if w in turned else None
        if c is None or c == 1:
            return None
        return self.scale({v: d for v, d in turned.items() if v != w}, ring.number(Fraction(1) / (1 - c)))

    def _name(self, kind: str, w: Word, t: Term) -> Quotient:
        name = self.named(f"{kind} {word_order(w)}", t)
        self.words_of.setdefault(name, (kind, w))
        return self.session.nf(name)

    def named(self, key: str, t: Term, sort: Sort = REAL) -> Sym:
        """The name of the number ``t``, identified by ``key``; of a whole k with t = (−1)ᵏ if ``sort`` says so."""
        if key not in self.numbers:
            self.numbers[key] = Sym(f"\\nu_{{{len(self.numbers) + 1}}}", sort, -1)
            self.meaning[self.numbers[key]] = t
        return self.numbers[key]

    # --- back to terms

    def word_term(self, w: Word, sizes: tuple[Term, Term] | None) -> Term:
        if not w:
            if sizes is None:
                raise NoWords("an identity of unknown size")
            return call("identity", sizes[0])
        factors = [self._letter_term(x) for x in w]
        return factors[0] if len(factors) == 1 else call("matmul", *factors)

    def _letter_term(self, x: Letter) -> Term:
        t = self.bases[x.name]
        if x.inverted:
            t = t.args[0] if isinstance(t, Call) and t.op == "inverse" else call("inverse", t)
        return call("transpose", t) if x.transposed else t

    def to_term(self, a: Words, sizes: tuple[Term, Term] | None) -> Term:
        """The polynomial as a term, names of numbers written out."""
        parts = []
        for w, c in sorted(a.items(), key=lambda item: word_order(item[0])):
            body = self.word_term(w, sizes)
            number = self.session.ring.as_number(c)
            parts.append(body if number == 1 else neg(body) if number == -1 else mul(self.written(self.term(c)), body))
        if not parts:
            return call("zeros", *sizes) if sizes else ZERO
        return add(*parts)

    def written(self, t: Term) -> Term:
        """Names of numbers replaced by what they stand for."""
        t = transform(t, self._sign)
        while any(s in self.meaning for s in free_symbols(t)):
            t = substitute(t, self.meaning)
        return transform(t, _norm)

    def _sign(self, t: Term) -> Term | None:
        """(−1)ᵏ is the determinant that k was named for."""
        match t:
            case Call("pow", (_, Sym() as k)) if k in self.meaning and k.sort == INTEGER:
                return self.meaning[k]
        return None


def _norm(t: Term) -> Term | None:
    """√(xᵀx) is ‖x‖."""
    match t:
        case Call("sqrt", (Call("matmul", (Call("transpose", (a,)), b)),)) if a is b:
            return call("norm", a)
    return None


MATRIX_OPERATORS = frozenset({
    "matmul", "transpose", "inverse", "trace", "det", "hadamard", "kron", "norm", "norm1", "norm_inf", "inner", "diag", "vec", "softmax",
    "identity", "ones", "zeros", "unit", "gradient", "hessian", "jacobian", "rank",
})


def _is_matrix_operator(t: Term) -> bool:
    return isinstance(t, Call) and t.op in MATRIX_OPERATORS


def _ones_word(w: Word) -> bool:
    return len(w) == 2 and w[0].name == w[1].name and w[0].name.startswith("ones ")

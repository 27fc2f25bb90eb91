"""Inverses of polynomials in words: letter by letter, or a new letter U with the relations U p = 1 and p U = 1.

Guarantee: wherever the inverse exists, it equals the polynomial.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symbolic.proving.forms.ring import Quotient
from symbolic.proving.matrices.word_exponentials import inverted_exponential
from symbolic.proving.matrices.word_letters import Letter, NoWords, Word, Words, square_letter, word_order
from symbolic.proving.matrices.word_products import pair_word
from symbolic.proving.matrices.word_terms import polynomial_term
from symbolic.sizes import same_size
from symbolic.terms import Term, call

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def inverse_words(algebra: Algebra, a: Words, t: Term) -> Words:
    """The inverse of a polynomial: letter by letter if it is one word of square letters, else a new letter."""
    if not a:
        raise NoWords("the inverse of zero")
    if len(a) == 1:
        ((w, c),) = a.items()
        return algebra.scale(_inverse_word(algebra, w), algebra.session.ring.div(algebra.one(), c))
    if t not in algebra.inverted_sums:  # kept, since rules that are found later may write the sum in another way
        content = _content(algebra, a)
        algebra.inverted_sums[t] = algebra.scale(_inverse_letter(algebra, algebra.scale(a, content)), content)
    return algebra.inverted_sums[t]


def _content(algebra: Algebra, a: Words) -> Quotient:
    """A rational number that makes the coefficient of the first word simple."""
    ring = algebra.session.ring
    first = a[min(a, key=word_order)]
    number = ring.as_number(first)
    if number is not None and number != 0:
        return ring.number(Fraction(1) / number)
    return algebra.one() if first.num.is_zero() or first.num.leading_coefficient() > 0 else ring.number(-1)


def _inverse_word(algebra: Algebra, w: Word) -> Words:
    left, right = 0, len(w)
    while left < right and square_letter(w[left]):
        left += 1
    while left < right and square_letter(w[right - 1]):
        right -= 1
    unit: Words = {(): algebra.one()}
    core = _inverse_letter(algebra, {w[left:right]: algebra.one()}) if left < right else unit
    out = _inverted_letters(algebra, w[right:])
    return algebra.times(algebra.times(out, core), _inverted_letters(algebra, w[:left]))


def _inverted_letters(algebra: Algebra, w: Word) -> Words:
    """The inverse of a word of square letters."""
    out: Words = {(): algebra.one()}
    for x in reversed(w):
        out = algebra.times(out, inverted_letter(algebra, x))
    return out


def inverted_letter(algebra: Algebra, x: Letter) -> Words:
    if x.name in algebra.polynomials:
        p = algebra.polynomials[x.name]
        return algebra.adjoint(p) if x.transposed else p
    if x.name in algebra.exponents:
        return inverted_exponential(algebra, x)
    if x.name in algebra.pairs:
        return _inverted_pair(algebra, x)
    if algebra.bases[x.name] in algebra.orthogonal:
        return {(Letter(x.name, False, not x.transposed, x.rows, x.columns),): algebra.one()}
    inverse = Letter(x.name, not x.inverted, x.transposed, x.rows, x.columns)
    algebra.inverses[inverse if inverse.inverted else x] = None
    return {(inverse,): algebra.one()}


def _inverted_pair(algebra: Algebra, x: Letter) -> Words:
    """(A ⊗ B)⁻¹ = A⁻¹ ⊗ B⁻¹ for square A and B."""
    ((a, m), (b, n)) = algebra.pairs[x.name]
    if not (same_size(*m) and same_size(*n)):
        raise NoWords("the inverse of a Kronecker product of matrices that are not square")
    return algebra.total({pair_word(algebra, (v, m), (w, n)): algebra.session.ring.mul(c, d)}
                       for v, c in _inverse_word(algebra, a).items() for w, d in _inverse_word(algebra, b).items())


def _inverse_letter(algebra: Algebra, p: Words) -> Words:
    """A letter U with the relations U p = 1 and p U = 1."""
    turned = algebra.adjoint(p)
    plain_key, turned_key = algebra.key(p), algebra.key(turned)
    chosen = p if plain_key <= turned_key else turned
    name = f"inverse({min(plain_key, turned_key)})"
    new = name not in algebra.bases
    letter = algebra.letter(name, call("inverse", polynomial_term(algebra, chosen, _size(algebra, chosen))), plain_key == turned_key)
    if new:
        algebra.polynomials[name] = chosen
        u: Words = {(letter,): algebra.one()}
        unit: Words = {(): algebra.one()}
        algebra.relate(algebra.minus(algebra.plain_product(u, chosen), unit), adjoint=letter.name not in algebra.selfadjoint)
        algebra.relate(algebra.minus(algebra.plain_product(chosen, u), unit), adjoint=letter.name not in algebra.selfadjoint)
    return {(letter if chosen is p else algebra.flipped(letter),): algebra.one()}


def _size(algebra: Algebra, p: Words) -> tuple[Term, Term] | None:
    for w in p:
        if w:
            return w[0].rows, w[-1].columns
    return None

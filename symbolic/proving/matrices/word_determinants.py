"""Determinants of polynomials in words: products over letters, Sylvester's theorem, the matrix determinant lemma.

Guarantee: the term equals the determinant wherever all inverses in it exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.matrices.word_exponentials import exponent_of
from symbolic.proving.matrices.word_inverses import inverted_letter
from symbolic.proving.matrices.word_letters import Letter, Word, Words, square_letter, word_order
from symbolic.proving.matrices.word_terms import polynomial_term, word_term
from symbolic.sizes import same_size
from symbolic.terms import INTEGER, MINUS_ONE, ONE, ZERO, Term, call, div, exp, mul, power, sub

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def determinant(algebra: Algebra, a: Words, size: Term) -> Term:
    """det of a polynomial as a term in names; a product over the letters of one word."""
    if not a:
        return ZERO
    if len(a) == 1:
        ((w, c),) = a.items()
        scale = _scale_power(algebra, c, size)
        return mul(*scale, *_word_determinant(algebra, w, size)) if w or scale else ONE
    shared, core = _shared_factors(algebra, a)
    return mul(*shared, _core_determinant(algebra, core, size)) if shared else _core_determinant(algebra, core, size)


def _scale_power(algebra: Algebra, c: Quotient, size: Term) -> tuple[Term, ...]:
    number = algebra.session.ring.as_number(c)
    return () if number == 1 else (power(algebra.term(c), size),)


def _word_determinant(algebra: Algebra, w: Word, size: Term) -> list[Term]:
    if all(map(square_letter, w)):
        return [letter_determinant(algebra, x) for x in w] or [ONE]
    best = min(w, algebra.transposed(w), key=word_order)
    name = algebra.named(f"det {word_order(best)}", call("det", word_term(algebra, best, None)))
    algebra.products[name] = best
    return [name]


def letter_determinant(algebra: Algebra, x: Letter) -> Term:
    if x.name in algebra.polynomials:
        p = algebra.polynomials[x.name]
        value = determinant(algebra, p, x.rows)
        return value if x.inverted else div(ONE, value)
    exponent = exponent_of(algebra, x)
    if exponent is not None:
        return exp(algebra.term(algebra.trace(exponent, x.rows)))
    if x.name in algebra.pairs:
        (a, m), (b, n) = algebra.pairs[x.name]
        if same_size(*m) and same_size(*n):
            return mul(power(mul(*_word_determinant(algebra, a, m[0])), n[0]), power(mul(*_word_determinant(algebra, b, n[0])), m[0]))
    if algebra.bases[x.name] in algebra.orthogonal:
        return power(MINUS_ONE, algebra.named(f"det {x.name}", call("det", algebra.bases[x.name]), INTEGER))
    value = algebra.named(f"det {x.name}", call("det", algebra.bases[x.name]))
    return div(ONE, value) if x.inverted else value


def _shared_factors(algebra: Algebra, a: Words) -> tuple[list[Term], Words]:
    """Square letters that all words begin or end with, as determinants, and the rest."""
    out: list[Term] = []
    while all(a) and len({w[0] for w in a}) == 1 and square_letter(next(iter(a))[0]):
        out.append(letter_determinant(algebra, next(iter(a))[0]))
        a = {w[1:]: c for w, c in a.items()}
    while all(a) and len({w[-1] for w in a}) == 1 and square_letter(next(iter(a))[-1]):
        out.append(letter_determinant(algebra, next(iter(a))[-1]))
        a = {w[:-1]: c for w, c in a.items()}
    return out, a


def _core_determinant(algebra: Algebra, a: Words, size: Term) -> Term:
    """det of a sum of words; det(c + d·w) is the same for every rotation of w (Sylvester)."""
    others = [w for w in a if w]
    if len(a) == 2 and len(others) == 1 and () in a:
        backwards = _turned_round(algebra, a, others[0]) if algebra.inverses_granted else None
        if backwards is not None:
            return mul(*_word_determinant(algebra, others[0], size), _core_determinant(algebra, backwards, size))
        return _sylvester(algebra, a[()], a[others[0]], others[0], size)
    taken = _taken_out(algebra, a) if algebra.inverses_granted else None
    if taken is not None:
        return mul(letter_determinant(algebra, taken[0]), determinant(algebra, taken[1], size))
    turned = algebra.adjoint(a)
    key, other = algebra.key(a), algebra.key(turned)
    chosen = a if key <= other else turned
    algebra.determinants[min(key, other)] = chosen
    return algebra.named(f"det {min(key, other)}", call("det", polynomial_term(algebra, chosen, (size, size))))


def _turned_round(algebra: Algebra, a: Words, w: Word) -> Words | None:
    """d + c·w⁻¹ for c + d·w with the inverses of all letters in the step, if that comes first: det(c + dw) = det w det(d + cw⁻¹)."""
    ring = algebra.session.ring
    if not all(map(square_letter, w)) or {ring.as_number(c) for c in a.values()} != {1} or not all(_is_invertible(algebra, x) for x in w):
        return None
    inverse = tuple(x._replace(inverted=not x.inverted) for x in reversed(w))
    if min(map(_inversions, _rotations(algebra, inverse))) >= min(map(_inversions, _rotations(algebra, w))):
        return None
    return {(): a[w], inverse: a[()]}


def _inversions(w: Word) -> tuple[int, tuple[tuple[str, bool, bool], ...]]:
    return sum(x.inverted for x in w), word_order(w)[1]


def _rotations(algebra: Algebra, w: Word) -> list[Word]:
    """The words v with det(1 + v) = det(1 + w) by rotation and transposition."""
    return [v[k:] + v[:k] for v in (w, algebra.transposed(w)) for k in range(len(w))]


def _taken_out(algebra: Algebra, a: Words) -> tuple[Letter, Words] | None:
    """X and c + X⁻¹Y if the sum is c·X + Y and X⁻¹ occurs in the step: det(cX + Y) = det X det(c + X⁻¹Y)."""
    if () in a:
        return None
    letters = sorted((w[0] for w in a if len(w) == 1 and _is_invertible(algebra, w[0])), key=lambda x: x[:3])
    return (letters[0], algebra.times(inverted_letter(algebra, letters[0]), a)) if letters else None


def _is_invertible(algebra: Algebra, x: Letter) -> bool:
    """Whether the inverse of a letter occurs in the step."""
    if x.inverted:
        return x.name not in algebra.polynomials
    known = ((i.name, turned) for i in algebra.inverses for turned in ((False, True) if i.name in algebra.selfadjoint else (i.transposed,)))
    return (x.name, x.transposed) in known


def _sylvester(algebra: Algebra, c: Quotient, d: Quotient, w: Word, size: Term) -> Term:
    """det(c + d·w) = c^(m − n) det(c + d·v) for the rotation v of w, of size n, that comes first; a number if c = 1 and v is one."""
    cut = next((k for k in range(len(w)) if same_size(w[k].rows, ONE)), None)
    ring = algebra.session.ring
    rotations = _rotations(algebra, w)
    if ring.as_number(c) != 1:
        best = min(rotations, key=word_order)
        if algebra.session.signs.quotient_sign(c) & sg.ZERO or (cut is None and same_size(best[0].rows, size)):
            return _plain_determinant(algebra, c, d, [w, algebra.transposed(w)], size)
        if cut is not None:
            inner = ring.add(c, ring.mul(d, algebra.bilinear(w[cut:] + w[:cut])))
            return mul(power(algebra.term(c), sub(size, ONE)), algebra.term(inner))
        return mul(power(algebra.term(c), sub(size, best[0].rows)), _sylvester(algebra, c, d, best, best[0].rows))
    if cut is not None:
        return algebra.term(ring.add(c, ring.mul(d, algebra.bilinear(w[cut:] + w[:cut]))))
    return _plain_determinant(algebra, c, d, rotations, None)


def _plain_determinant(algebra: Algebra, c: Quotient, d: Quotient, candidates: list[Word], size: Term | None) -> Term:
    best = min(candidates, key=word_order)
    p: Words = {(): c, best: d}
    algebra.determinants[algebra.key(p)] = p
    whole = polynomial_term(algebra, p, (size or best[0].rows, size or best[-1].columns))
    return algebra.named(f"det {algebra.key(p)}", call("det", whole))

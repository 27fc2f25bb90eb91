"""Letters of Kronecker products and stacked columns: (A ⊗ B)(C ⊗ D) = AC ⊗ BD, (A ⊗ B) vec X = vec(B X Aᵀ), vec(u vᵀ) = v ⊗ u.

Guarantee: every product of letters equals what it is joined to, for all matrices of these sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.proving.forms.ring import Quotient
from symbolic.proving.matrices.word_exponentials import joined_exponentials
from symbolic.proving.matrices.word_letters import Factor, Letter, Word, size_key, times_sizes, word_order
from symbolic.proving.matrices.word_terms import word_term
from symbolic.sizes import same_size
from symbolic.terms import ONE, Term, call

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def joined(algebra: Algebra, x: Letter, y: Letter) -> tuple[Quotient, Word] | None:
    """x y as a factor and at most one letter: X X⁻¹ = 1, (A ⊗ B)(C ⊗ D) = AC ⊗ BD, (A ⊗ B) vec X = vec(B X Aᵀ)."""
    ring = algebra.session.ring
    if x.name == y.name and x.inverted != y.inverted and x.transposed == y.transposed:
        return algebra.one(), ()
    if x.name == y.name and x.transposed != y.transposed and algebra.bases.get(x.name) in algebra.orthogonal:
        return algebra.one(), ()
    if x.name in algebra.exponents and y.name in algebra.exponents:
        return joined_exponentials(algebra, x, y)
    if x.name in algebra.pairs and y.name in algebra.pairs:
        (a, m), (b, n) = algebra.pairs[x.name]
        (c, p), (d, q) = algebra.pairs[y.name]
        if not (same_size(m[1], p[0]) and same_size(n[1], q[0])):
            return None
        (f, first), (g, second) = _factor(algebra, a + c, m[0], p[1]), _factor(algebra, b + d, n[0], q[1])
        return ring.mul(f, g), pair_word(algebra, first, second)
    if x.name in algebra.pairs and y.name in algebra.stacks and not y.transposed:
        return _stacked(algebra, algebra.pairs[x.name], algebra.stacks[y.name])
    if x.name in algebra.pairs and y.name not in algebra.pairs:
        return _into_pair(algebra, algebra.pairs[x.name], y)
    if y.name in algebra.pairs and x.name not in algebra.pairs:
        found = _into_pair(algebra, algebra.pairs[algebra.flipped(y).name], algebra.flipped(x))
        return None if found is None else (found[0], algebra.transposed(found[1]))
    if x.name in algebra.stacks and x.transposed and y.name in algebra.pairs:
        found = _stacked(algebra, algebra.pairs[algebra.flipped(y).name], algebra.stacks[x.name])
        return None if found is None else (found[0], algebra.transposed(found[1]))
    return None


def _factor(algebra: Algebra, w: Word, rows: Term, columns: Term) -> tuple[Quotient, Factor]:
    """A factor of a Kronecker product with the number that it is, or that comes out of it."""
    f, word = algebra.tidy(w)
    if word and same_size(rows, ONE) and same_size(columns, ONE):
        return algebra.session.ring.mul(f, algebra.bilinear(word)), ((), (ONE, ONE))
    return f, (word, (rows, columns))


def _into_pair(algebra: Algebra, pair: tuple[Factor, Factor], y: Letter) -> tuple[Quotient, Word] | None:
    """(a ⊗ B) Y = a ⊗ BY and (A ⊗ b) Y = AY ⊗ b for columns a and b."""
    (a, m), (b, n) = pair
    if same_size(m[1], ONE):
        factor, word = algebra.tidy((*b, y))
        return factor, pair_word(algebra, (a, m), (word, (n[0], y.columns)))
    if same_size(n[1], ONE):
        factor, word = algebra.tidy((*a, y))
        return factor, pair_word(algebra, (word, (m[0], y.columns)), (b, n))
    return None


def _stacked(algebra: Algebra, pair: tuple[Factor, Factor], stack: Factor) -> tuple[Quotient, Word] | None:
    """(A ⊗ B) vec X."""
    ((a, m), (b, n)), (x, size) = pair, stack
    if not (same_size(n[1], size[0]) and same_size(m[1], size[1])):
        return None
    factor, (word, sizes) = _factor(algebra, b + x + algebra.transposed(a), n[0], m[0])
    if not word or same_size(sizes[1], ONE):
        return factor, word
    return factor, (_stack(algebra, (word, sizes)),)


def pair_word(algebra: Algebra, a: Factor, b: Factor) -> Word:
    """A ⊗ B as a word; 1 ⊗ B is B."""
    for one, other in ((a, b), (b, a)):
        if not one[0] and one[1] == (ONE, ONE):
            return other[0]
    return (pair(algebra, a, b),) if a[0] or b[0] else ()


def pair(algebra: Algebra, a: Factor, b: Factor) -> Letter:
    """The letter A ⊗ B; a product of three is nested to the right."""
    if len(a[0]) == 1 and a[0][0].name in algebra.pairs:
        a, middle = algebra.pairs[a[0][0].name]
        b = (pair_word(algebra, middle, b), (times_sizes(middle[1][0], b[1][0]), times_sizes(middle[1][1], b[1][1])))
    name = f"kron({[(word_order(w), size_key(n)) for w, n in (a, b)]})"
    algebra.pairs[name] = (a, b)
    return algebra.letter(name, call("kron", word_term(algebra, *a), word_term(algebra, *b)), False)


def stacked_word(algebra: Algebra, w: Word, size: tuple[Term, Term]) -> Word:
    """vec w; vec(u vᵀ) = v ⊗ u."""
    cut = next((k for k in range(1, len(w)) if same_size(w[k].rows, ONE)), None)
    if cut is None:
        return (_stack(algebra, (w, size)),)
    return (pair(algebra, (algebra.transposed(w[cut:]), (size[1], ONE)), (w[:cut], (size[0], ONE))),)


def _stack(algebra: Algebra, x: Factor) -> Letter:
    """The letter vec X."""
    name = f"vec({word_order(x[0])}{size_key(x[1])})"
    algebra.stacks[name] = x
    return algebra.letter(name, call("vec", word_term(algebra, *x)), False)

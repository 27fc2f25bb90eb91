r"""Sums and products of terms with shapes, and the arrays whose size only the context tells.

``I``, ``\mathbf{1}`` and ``\mathbf{0}`` have no size of their own: they get a placeholder size, which is settled when
the shapes around them are compared, and stays an error if nothing settles it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from symbolic.products import product
from symbolic.shapes import SCALAR, ShapeError, shape
from symbolic.sizes import same_shape, same_size
from symbolic.terms import INTEGER, ZERO, Sym, Term, add, call, free_symbols, mul, substitute, sym

UNSETTLED = "?"


def placeholder(number: int) -> Sym:
    """A size that the context has to settle."""
    return sym(f"{UNSETTLED}{number}", INTEGER)


def unsettled(term: Term) -> frozenset[Sym]:
    """The placeholder sizes in a term."""
    return frozenset(s for s in free_symbols(term) if s.name.startswith(UNSETTLED))


def settle(terms: Sequence[Term], sizes: dict[Sym, Term]) -> list[Term]:
    return [substitute(t, sizes) if sizes else t for t in terms]


def agree(terms: Sequence[Term]) -> list[Term]:
    """Terms that must have one shape, with the placeholders that this settles replaced."""
    if not any(map(unsettled, terms)):
        return list(terms)
    try:
        shapes = [shape(t) for t in terms]
    except ShapeError:
        return list(terms)
    known = next((s for s, t in zip(shapes, terms, strict=True) if t is not ZERO and not _has_placeholder(s)), None)
    if known is None:
        return list(terms)
    sizes: dict[Sym, Term] = {}
    for s in shapes:
        for mine, theirs in zip(s, known, strict=False):
            if isinstance(mine, Sym) and mine.name.startswith(UNSETTLED):
                sizes[mine] = theirs
    return settle(terms, sizes)


def _has_placeholder(s: Sequence[Term]) -> bool:
    return any(unsettled(size) for size in s)


def multiply(factors: Sequence[Term]) -> Term:
    """The product in written order.  Raises ShapeError."""
    if len(factors) == 1:
        return factors[0]
    shapes = [shape(f) for f in factors]
    if all(same_shape(s, SCALAR) for s in shapes):
        return mul(*factors)
    if any(map(unsettled, factors)):
        factors = _neighbours(factors)
    return product(*factors)


def _neighbours(factors: Sequence[Term]) -> list[Term]:
    """Inner sizes of neighbouring arrays agree."""
    factors = list(factors)
    for _ in range(2):
        arrays = [k for k, f in enumerate(factors) if not same_shape(shape(f), SCALAR)]
        for a, b in itertools.pairwise(arrays):
            inner, outer = shape(factors[a])[1], shape(factors[b])[0]
            sizes: dict[Sym, Term] = {}
            if isinstance(inner, Sym) and unsettled(inner) and not unsettled(outer):
                sizes[inner] = outer
            elif isinstance(outer, Sym) and unsettled(outer) and not unsettled(inner):
                sizes[outer] = inner
            factors = settle(factors, sizes)
    return factors


def total(addends: Sequence[Term]) -> Term:
    """The sum in written order.  Raises ShapeError."""
    if len(addends) == 1:
        return addends[0]
    return add(*agree(addends))


def dot(left: Term, right: Term) -> Term:
    """``a · b``: the inner product of two columns, else the product."""
    a, b = shape(left), shape(right)
    if a and b and not same_shape(a, SCALAR) and same_shape(a, b) and same_size(a[1], b[1]) and not same_size(a[0], a[1]):
        return call("inner", left, right)
    return multiply([left, right])


def is_array(term: Term) -> bool:
    """Whether the term is known to be a vector or a matrix."""
    return not same_shape(shape(term), SCALAR)


def is_matrix_product(left: Term, right: Term) -> bool:
    """Whether two arrays have a product of matrices, and no other: their shapes differ."""
    a, b = shape(left), shape(right)
    return bool(a and b) and same_size(a[1], b[0]) and not same_shape(a, b)

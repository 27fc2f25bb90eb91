r"""Sums and products of terms with shapes, and the arrays whose size only the context tells.

``I``, ``\mathbf{1}`` and ``\mathbf{0}`` have no size of their own: they get a placeholder size, which is settled when
the shapes around them are compared, and stays an error if nothing settles it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from symbolic.products import product
from symbolic.shapes import SCALAR, ShapeError, shape
from symbolic.sizes import same_shape, same_size
from symbolic.terms import INTEGER, ZERO, Call, Matrix, Sym, Term, add, call, free_symbols, mul, substitute, sym

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
    return settle(terms, unified(pair for s in shapes for pair in zip(s, known, strict=False)))


def unified(pairs: Iterable[tuple[Term, Term]]) -> dict[Sym, Term]:
    """The placeholders of sizes that must be equal, with what they stand for; the parts of block matrices are equal one by one."""
    sizes: dict[Sym, Term] = {}
    for a, b in pairs:
        match a, b:
            case (Call("add", left), Call("add", right)) if len(left) == len(right):
                sizes |= unified(zip(left, right, strict=True))
            case (Sym() as size, known) if unsettled(size) and not unsettled(known):
                sizes[size] = known
            case (known, Sym() as size) if unsettled(size) and not unsettled(known):
                sizes[size] = known
    return sizes


def blocks(rows: Sequence[Sequence[Term]]) -> Term:
    """A matrix of blocks: those of a row have one height, those of a column one width."""
    for _ in range(2):
        if not any(unsettled(cell) for row in rows for cell in row):
            break
        for side, lines in ((0, rows), (1, list(zip(*rows, strict=True)))):
            sizes: dict[Sym, Term] = {}
            for line in lines:
                lengths = [s[side] for cell in line if cell is not ZERO and (s := shape(cell))]
                known = next((length for length in lengths if not unsettled(length)), None)
                sizes |= unified((length, known) for length in lengths) if known is not None else {}
            rows = [settle(row, sizes) for row in rows]
    return Matrix(tuple(map(tuple, rows)))


def _has_placeholder(s: Sequence[Term]) -> bool:
    return any(unsettled(size) for size in s)


def multiply(factors: Sequence[Term]) -> Term:
    """The product in written order.  Raises ShapeError."""
    if len(factors) == 1:
        return factors[0]
    shapes = [shape(f) for f in factors]
    if all(same_shape(s, SCALAR) for s in shapes):
        return mul(*factors)
    transposed = next((f for f in factors if isinstance(f, Call) and f.op == "transpose" and same_shape(shape(f), SCALAR)), None)
    if transposed is not None:  # the d of ``d^T A d`` has no type: it is no number that changes places with A
        raise ShapeError("a transpose of what has no type beside an array", transposed)
    if any(map(unsettled, factors)):
        factors = _neighbours(factors)
    return product(*factors)


def _neighbours(factors: Sequence[Term]) -> list[Term]:
    """Inner sizes of neighbouring arrays agree."""
    factors = list(factors)
    for _ in range(2):
        arrays = [k for k, f in enumerate(factors) if not same_shape(shape(f), SCALAR)]
        for a, b in itertools.pairwise(arrays):
            factors = settle(factors, unified([(shape(factors[a])[1], shape(factors[b])[0])]))
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

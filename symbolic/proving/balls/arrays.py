"""Matrices of scalars (rationals, balls, jets): nested tuples of rows, with the usual operations.

A 1×1 matrix and a scalar are used for each other.  A scalar beside an array stands for every entry.  Determinants and
inverses are computed without choosing pivots by size: by cofactors, which is exact on rationals and rigorous on balls and germs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import combinations
from operator import add as plus
from typing import Any

from flint import acb, acb_mat, arb, arb_mat, fmpq

from symbolic.proving.balls import functions, jets
from symbolic.proving.balls.jets import ONE, ZERO, Scalar, Undefined, Unknown

Array = tuple[tuple[Any, ...], ...]
Value = Any  # a scalar or an Array


def is_array(x: Value) -> bool:
    """Whether a value is an array, not a scalar."""
    return type(x) is tuple


def rows_of(x: Value) -> Array:
    """Any value as an array."""
    return x if type(x) is tuple else ((x,),)


def scalar(x: Value) -> Scalar:
    """A scalar, or the entry of a 1×1 matrix."""
    if type(x) is tuple:
        if len(x) == 1 and len(x[0]) == 1:
            return x[0][0]
        raise Unknown("an array where a number is needed")
    return x


def entrywise(f: Callable[..., Scalar], *values: Value) -> Value:
    """Apply ``f`` entry by entry; scalars stand for every entry."""
    arrays = [v for v in values if type(v) is tuple]
    if not arrays:
        return f(*values)
    big = next((a for a in arrays if len(a) * len(a[0]) != 1), arrays[0])
    m, n = len(big), len(big[0])
    full = [v if type(v) is tuple and (len(v), len(v[0])) == (m, n) else _spread(scalar(v), m, n) for v in values]
    return tuple(tuple(f(*(v[i][j] for v in full)) for j in range(n)) for i in range(m))


def _spread(x: Scalar, m: int, n: int) -> Array:
    return ((x,) * n,) * m


def add(a: Value, b: Value) -> Value:
    """The sum; a number other than 0 is added to a vector only."""
    if type(a) is not tuple:
        a, b = b, a
    if type(a) is tuple and type(b) is not tuple and min(len(a), len(a[0])) > 1 and not (type(b) is fmpq and not b):
        raise Unknown("a matrix plus a number")
    return entrywise(plus, a, b)


def times(a: Value, b: Value) -> Value:
    """A scalar multiple."""
    if type(a) is tuple and type(b) is tuple and len(a) * len(a[0]) != 1 and len(b) * len(b[0]) != 1:
        return matmul(a, b)
    return entrywise(lambda x, y: x * y, a, b)


def matmul(a: Value, b: Value) -> Value:
    """The product of matrices (m, k) and (k, n); Unknown where the sizes do not fit."""
    if type(a) is not tuple or type(b) is not tuple:
        return times(a, b)
    if not a or not b:
        return _misfit()
    if len(a[0]) != len(b):
        return times(a, b) if 1 in (len(a) * len(a[0]), len(b) * len(b[0])) else _misfit()
    columns = list(zip(*b, strict=True))
    return tuple(tuple(total(map(_times, row, col)) for col in columns) for row in a)


def _times(x: Scalar, y: Scalar) -> Scalar:
    return x * y


def _misfit() -> Value:
    raise Unknown("shapes that do not fit")


def total(parts: Any) -> Scalar:
    """The sum of scalars; the empty sum is 0."""
    return reduce(plus, parts, ZERO)


def transpose(a: Value) -> Value:
    """The transpose; a scalar is its own."""
    return tuple(zip(*a, strict=True)) if type(a) is tuple else a


def identity(n: int) -> Array:
    """The identity matrix with n rows."""
    return tuple(tuple(ONE if i == j else ZERO for j in range(n)) for i in range(n))


def constant(x: Scalar, m: int, n: int) -> Array:
    """An m × n matrix with one value in every entry."""
    return _spread(x, m, n)


def unit(i: int, n: int) -> Array:
    """The i-th standard column of ℝⁿ."""
    if not 1 <= i <= n:
        raise Undefined("an index out of range")
    return tuple((ONE if k == i - 1 else ZERO,) for k in range(n))


def _square(a: Value) -> Array:
    square = rows_of(a)
    if len(square) != len(square[0]):
        raise Unknown("a square matrix is needed")
    return square


def det(a: Value) -> Scalar:
    """The determinant, without choosing pivots."""
    a = _square(a)
    n = len(a)
    if n > 6:
        raise Unknown("a large determinant")
    if n == 1:
        return a[0][0]
    if n == 2:
        return a[0][0] * a[1][1] - a[0][1] * a[1][0]
    terms = (a[0][j] * det(_minor(a, 0, j)) if j % 2 == 0 else -(a[0][j] * det(_minor(a, 0, j))) for j in range(n))
    return total(terms)


def _minor(a: Array, i: int, j: int) -> Array:
    return tuple(row[:j] + row[j + 1 :] for k, row in enumerate(a) if k != i)


def inverse(a: Value) -> Array:
    """The adjugate divided by the determinant; undefined if that is exactly 0."""
    a = _square(a)
    n, d = len(a), det(a)
    if n == 1:
        return ((jets.divide(ONE, d),),)
    minors = [[det(_minor(a, i, j)) for j in range(n)] for i in range(n)]
    return tuple(tuple(jets.divide(minors[j][i] if (i + j) % 2 == 0 else -minors[j][i], d) for j in range(n)) for i in range(n))


def trace(a: Value) -> Scalar:
    """The sum of the entries on the diagonal."""
    a = _square(a)
    return total(a[i][i] for i in range(len(a)))


def entries(a: Value) -> list[Scalar]:
    """The entries row by row; a scalar is its only one."""
    return [x for row in rows_of(a) for x in row]


def norm(a: Value) -> Scalar:
    """The Euclidean (Frobenius) norm."""
    return functions.sqrt(squared_norm(a))


def squared_norm(a: Value) -> Scalar:
    """Its square, which has a derivative at 0 as well."""
    return total(_modulus_square(x) for x in entries(a))


def _modulus_square(x: Scalar) -> Scalar:
    if type(x) is jets.Jet and type(jets.base(x)) is acb:
        raise Unknown("a modulus is not holomorphic")
    return x.real * x.real + x.imag * x.imag if type(x) is acb else x * x


def norm1(a: Value) -> Scalar:
    """The sum of the moduli of the entries."""
    return total(map(jets.absolute, entries(a)))


def norm_inf(a: Value) -> Scalar:
    """The largest modulus of an entry."""
    return reduce(functions.maximum, map(jets.absolute, entries(a)))


def inner(a: Value, b: Value) -> Scalar:
    """The sum of the products of entries."""
    x, y = entries(a), entries(b)
    if len(x) != len(y):
        raise Unknown("shapes that do not fit")
    if any(type(jets.base(e)) is acb for e in (*x, *y)):
        raise Unknown("which of two complex vectors is conjugated")
    return total(map(_times, x, y))


def hadamard(a: Value, b: Value) -> Value:
    """The product entry by entry."""
    return entrywise(_times, a, b)


def kron(a: Value, b: Value) -> Array:
    """The Kronecker product."""
    a, b = rows_of(a), rows_of(b)
    return tuple(tuple(x * y for x in ra for y in rb) for ra in a for rb in b)


def diag(a: Value) -> Array:
    """The diagonal matrix of a vector, or the diagonal of a matrix as a column."""
    a = rows_of(a)
    if min(len(a), len(a[0])) > 1:
        return tuple((row[i],) for i, row in enumerate(_square(a)))
    v = entries(a)
    return tuple(tuple(x if i == j else ZERO for j in range(len(v))) for i, x in enumerate(v))


def vec(a: Value) -> Array:
    """The columns of a matrix, stacked."""
    return tuple((x,) for column in zip(*rows_of(a), strict=True) for x in column)


def softmax(a: Value) -> Value:
    """Shares of exponentials over all entries."""
    e = entrywise(functions.SCALAR_FUNCTIONS["exp"], a)
    z = total(entries(e))
    return entrywise(lambda x: jets.divide(x, z), e)


def matrix_power(a: Array, n: int) -> Array:
    """A whole power of a square matrix, a negative one by the inverse."""
    a = _square(a)
    if n < 0:
        return matrix_power(inverse(a), -n)
    out = identity(len(a))
    for _ in range(n):
        out = matmul(out, a)
    return out


def exponential(a: Value) -> Array:
    """e^a of a square matrix; of germs by the Toeplitz matrix of their coefficients, of which it is the first row of blocks."""
    a = _square(a)
    n, germs = len(a), [x for row in a for x in row if type(x) is jets.Jet]
    if n > 12:
        raise Unknown("the exponential of a large matrix")
    if not germs:
        kind, matrix = (acb, acb_mat) if any(type(x) is acb for row in a for x in row) else (arb, arb_mat)
        found = matrix([[kind(x) for x in row] for row in a]).exp()
        return tuple(tuple(found[i, j] for j in range(n)) for i in range(n))
    top = max(germs, key=lambda g: g.level)
    order = len(top.c)
    parts = [[[_coefficient(x, top.level, k) for x in row] for row in a] for k in range(order)]
    zeros = [[ZERO] * n] * n
    toeplitz = tuple(
        tuple(x for right in range(order) for x in (parts[right - left] if right >= left else zeros)[i])
        for left in range(order) for i in range(n))
    out = exponential(toeplitz)
    return tuple(tuple(top.like([out[i][k * n + j] for k in range(order)]) for j in range(n)) for i in range(n))


def _coefficient(x: Scalar, level: int, k: int) -> Scalar:
    if type(x) is jets.Jet and x.level == level:
        return x.c[k]
    return x if k == 0 else ZERO


def blocks(rows: list[list[Value]]) -> Value:
    """A matrix of blocks; the number 0 stands for a zero block of the height of its row and the width of its column."""
    if all(type(c) is not tuple for row in rows for c in row):
        return tuple(tuple(row) for row in rows)
    heights = [max((len(c) for c in row if type(c) is tuple), default=1) for row in rows]
    widths = [max((len(c[0]) for c in col if type(c) is tuple), default=1) for col in zip(*rows, strict=True)]
    out: list[tuple[Scalar, ...]] = []
    for row, m in zip(rows, heights, strict=True):
        full = [_block(c, m, n) for c, n in zip(row, widths, strict=True)]
        out += [tuple(x for b in full for x in b[i]) for i in range(m)]
    return tuple(out)


def _block(c: Value, m: int, n: int) -> Array:
    if (len(c), len(c[0])) == (m, n) if isinstance(c, tuple) else (m, n) == (1, 1) or (type(c) is fmpq and not c):
        return c if isinstance(c, tuple) else _spread(c, m, n)
    raise Unknown("blocks that do not fit")


def rank(a: Value) -> Scalar:
    """The rank of a rational matrix: the size of its largest non-zero minor."""
    a = rows_of(a)
    if any(type(x) is not fmpq for x in entries(a)):
        raise Unknown("the rank of an inexact matrix")
    for k in range(min(len(a), len(a[0])), 0, -1):
        for i in combinations(range(len(a)), k):
            for j in combinations(range(len(a[0])), k):
                if det(tuple(tuple(a[p][q] for q in j) for p in i)):
                    return fmpq(k)
    return ZERO


def positive_definite(a: Value, strictly: bool) -> bool:
    """A ≻ 0 (A ⪰ 0) of a symmetric matrix, by its leading (by all) principal minors; else raises Unknown."""
    a = _square(a)
    n = len(a)
    if any(not jets.is_zero(a[i][j] - a[j][i]) for i in range(n) for j in range(i)):
        raise Unknown("definiteness of a matrix that is not symmetric")
    if strictly:
        return all(jets.sign(det(tuple(row[:k] for row in a[:k]))) > 0 for k in range(1, n + 1))
    choices = (c for k in range(1, n + 1) for c in combinations(range(n), k))
    return all(jets.sign(det(tuple(tuple(a[p][q] for q in c) for p in c))) >= 0 for c in choices)

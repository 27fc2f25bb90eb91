"""The entry (i, j) of the value of each operator of arrays, and numbers made of arrays by their entries: two tables.

Guarantee: an entry has the value of the operator's entry wherever the operator is defined and the indices lie in range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from symbolic.occurrences import symbols
from symbolic.proving.matrices.explicit_exponentials import exponential_of
from symbolic.proving.matrices.index_terms import EXPANDED, WRITTEN_OUT, NoIndexForm, total_over, value
from symbolic.sizes import same_size
from symbolic.terms import ONE, TWO, ZERO, Call, Deriv, Num, Term, add, call, div, exp, mul, neg, num, operators, power

if TYPE_CHECKING:
    from symbolic.proving.matrices.index_form import IndexForm


def _sum_entries(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    return add(*(f.entry(a, i, j) for a in args))


def _scaled(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    return mul(*(f.entry(a, i, j) if f.is_array(a) else f.scalar(a) for a in args))


def _quotient(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    return div(f.entry(args[0], i, j), f.scalar(args[1]))


def _power(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    base, exponent = args
    if not f.is_array(base):
        return power(f.scalar(base), f.scalar(exponent))
    match exponent:
        case Num(k) if k.denominator == 1 and 0 <= k <= 8:
            if k == 0:
                return call("delta", i, j)
            return _matmul(f, (base,) * int(k), i, j)
    raise NoIndexForm("a power of a matrix with such an exponent")


def _matmul(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    numbers = [f.scalar(a) for a in args if not f.shape(a)]
    arrays = [a for a in args if f.shape(a)]

    def product(k: int, row: Term, done: tuple[Term, ...]) -> Term:
        if k == len(arrays) - 1:
            return mul(*numbers, *done, f.entry(arrays[k], row, j))
        inner = f.sizes(arrays[k])[1]
        return total_over(inner, lambda m: product(k + 1, m, (*done, f.entry(arrays[k], row, m))), "klpqrst"[k % 7])

    return product(0, i, ()) if arrays else mul(*numbers)


def _identity(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    return call("delta", i, j)


def _unit(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    return call("delta", i, f.scalar(args[0]))


def _diagonal(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    rows, columns = f.sizes(args[0])
    if same_size(columns, ONE) or same_size(rows, ONE):
        return mul(call("delta", i, j), f.along(args[0], i))
    return f.entry(args[0], i, i)


def _stacked(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    """vec: columns below each other; the index must be a numeral."""
    rows, position = value(f.sizes(args[0])[0]), value(i)
    if rows is None or position is None:
        raise NoIndexForm("vec at a symbolic index")
    return f.entry(args[0], num((position - 1) % rows + 1), num((position - 1) // rows + 1))


def _kronecker(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    row, column = value(i), value(j)
    parts = []
    for a in reversed(args):
        m, n = (value(s) for s in f.sizes(a))
        if m is None or n is None or row is None or column is None:
            raise NoIndexForm("a Kronecker product at symbolic indices")
        parts.append(f.entry(a, num((row - 1) % m + 1), num((column - 1) % n + 1)))
        row, column = (row - 1) // m + 1, (column - 1) // n + 1
    return mul(*reversed(parts))


def _softmax(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    (z,) = args
    return div(exp(f.entry(z, i, j)), f.sum_of(z, exp))


def _gradient(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    body, variables = args
    if f.is_array(body):
        raise NoIndexForm("the gradient of an array")
    return _slope(f.scalar(body), _variable(f, variables, i, j), variables)


def _hessian(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    body, variables = args
    return Deriv(Deriv(f.scalar(body), _variable(f, variables, j, None), ONE), _variable(f, variables, i, None), ONE)


def _jacobian(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    body, variables = args
    inner = f.scalar(body.args[_numeral(i) - 1]) if isinstance(body, Call) and body.op == "tuple" else f.along(body, i)
    return _slope(inner, _variable(f, variables, j, None), variables)


def _slope(body: Term, variable: Term, variables: Term) -> Term:
    """The derivative by one of the variables, which do not depend on each other."""
    listed = variables.args if isinstance(variables, Call) and variables.op == "tuple" else ()
    return ZERO if body in listed and body is not variable else Deriv(body, variable, ONE)


def _variable(f: IndexForm, variables: Term, i: Term, j: Term | None) -> Term:
    """Variable number i; for an array with two subscripts number (i, j)."""
    if isinstance(variables, Call) and variables.op == "tuple":
        if any(map(f.is_array, variables.args)):
            raise NoIndexForm("a gradient by several arrays")
        return f.scalar(variables.args[_numeral(i) - 1])
    if not f.is_array(variables):
        return f.scalar(variables)
    return f.along(variables, i) if j is None else f.entry(variables, i, j)


def _numeral(i: Term) -> int:
    n = value(i)
    if n is None:
        raise NoIndexForm("a symbolic index into listed names")
    return n


def _inverse(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    """The inverse of a small matrix: cofactors over the determinant."""
    (a,) = args
    n = _small(f, a)
    row, column = _numeral(i), _numeral(j)
    cofactor = _determinant(f, a, [r for r in range(1, n + 1) if r != column], [c for c in range(1, n + 1) if c != row])
    return div(cofactor if (row + column) % 2 == 0 else neg(cofactor), f.scalar(call("det", a)))


def _exponential(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    """The entries of e^A where those of A are written out and its closed form is known."""
    n, row, column = value(f.sizes(args[0])[0]), _numeral(i), _numeral(j)
    entries = exponential_of([[f.entry(args[0], num(r + 1), num(c + 1)) for c in range(n)] for r in range(n)]) if n is not None else None
    if entries is None:
        raise NoIndexForm("an exponential without a closed form")
    return entries[row - 1][column - 1]


def _small(f: IndexForm, a: Term) -> int:
    n = value(f.sizes(a)[0])
    if n is None or n > EXPANDED:
        raise NoIndexForm("a determinant or inverse of symbolic or large size")
    return n


def _determinant(f: IndexForm, a: Term, rows: list[int], columns: list[int]) -> Term:
    """Expansion along the first of the rows."""
    if not rows:
        return ONE
    parts = []
    for k, c in enumerate(columns):
        part = mul(f.entry(a, num(rows[0]), num(c)), _determinant(f, a, rows[1:], columns[:k] + columns[k + 1 :]))
        parts.append(part if k % 2 == 0 else neg(part))
    return add(*parts)


def _det(f: IndexForm, a: Term) -> Term:
    n = _small(f, a)
    return _determinant(f, a, list(range(1, n + 1)), list(range(1, n + 1)))


def _extreme_norm(f: IndexForm, a: Term) -> Term:
    rows, columns = (value(s) for s in f.sizes(a))
    if rows is None or columns is None or rows * columns > WRITTEN_OUT:
        raise NoIndexForm("a maximum over symbolic sizes")
    parts = [call("abs", f.entry(a, num(i), num(j))) for i in range(1, rows + 1) for j in range(1, columns + 1)]
    return parts[0] if len(parts) == 1 else call("max", *parts)


def _inner(f: IndexForm, a: Term, b: Term) -> Term:
    rows, columns = f.sizes(a)
    return total_over(rows, lambda i: total_over(columns, lambda j: mul(f.entry(a, i, j), f.entry(b, i, j)), "l"))


def _covariance(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    a, b = args
    return call("covariance", *(f.entry(t, k, ONE) if f.is_array(t) else f.scalar(t) for t, k in ((a, i), (b, j))))


Entry = Callable[["IndexForm", tuple[Term, ...], Term, Term], Term]

BY_ENTRY: dict[str, Entry] = {
    "add": _sum_entries, "neg": lambda f, a, i, j: neg(f.entry(a[0], i, j)), "mul": _scaled, "div": _quotient, "pow": _power,
    "matmul": _matmul, "transpose": lambda f, a, i, j: f.entry(a[0], j, i), "inverse": _inverse,
    "hadamard": lambda f, a, i, j: mul(*(f.entry(x, i, j) for x in a)), "kron": _kronecker, "diag": _diagonal, "vec": _stacked,
    "softmax": _softmax, "identity": _identity, "ones": lambda f, a, i, j: ONE, "zeros": lambda f, a, i, j: ZERO, "unit": _unit,
    "expm": _exponential,
    "gradient": _gradient, "hessian": _hessian, "jacobian": _jacobian,
    "expectation": lambda f, a, i, j: call("expectation", f.entry(a[0], i, j) if f.is_array(a[0]) else f.scalar(a[0])),
    "variance": lambda f, a, i, j: _covariance(f, (a[0], a[0]), i, j), "covariance": lambda f, a, i, j: _covariance(f, a, i, j),
}
"""The entry (i, j) of an operator's value."""

REDUCTIONS: dict[str, Callable[..., Term]] = {
    "trace": lambda f, a: total_over(f.sizes(a)[0], lambda i: f.entry(a, i, i)),
    "norm": lambda f, a: call("sqrt", f.sum_of(a, lambda x: power(x, TWO))),
    "norm1": lambda f, a: f.sum_of(a, lambda x: call("abs", x)), "norm_inf": _extreme_norm, "inner": _inner, "det": _det,
}
"""Numbers made of arrays."""


def has_arrays(term: Term) -> bool:
    """Whether an array, or an operator of arrays, occurs in the term."""
    inside = operators(term)
    return "Matrix" in inside or not ARRAY_OPERATORS.isdisjoint(inside) or any(name.sort.shape for name in symbols(term))


ARRAY_OPERATORS = frozenset({*REDUCTIONS, *BY_ENTRY, "rank"}) - {"add", "neg", "mul", "div", "pow", "expectation", "variance", "covariance"}

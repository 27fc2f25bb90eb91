"""Index form: a statement about matrices of any size as a statement about their entries.

``entries(T, i, j)`` is a scalar term with the value of T_ij wherever T is defined and i, j lie in range:
products become sums over their inner index, the identity Kronecker's δ, the derivative of a scalar by an array
the derivative by one entry.  A matrix equation then is one scalar equation in free indices i, j.

What has no index form (the inverse and determinant of a matrix of symbolic size, ranks, Kronecker products at
symbolic indices) raises :class:`NoIndexForm`; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from symbolic.functions import FUNCTIONS, RELATIONS, ge
from symbolic.shapes import (
    DENOMINATOR,
    NUMERATOR,
    SCALAR,
    Conventions,
    Shape,
    block_sizes,
    is_vector,
    same_shape,
    same_size,
    shape,
    size_polynomial,
)
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    TWO,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    elem,
    exp,
    free_symbols,
    fresh,
    mul,
    neg,
    num,
    open_binder,
    power,
    rebuild,
    sym,
    walk,
)

WRITTEN_OUT = 6
"""Sums over a numeric range up to this length are written out."""
EXPANDED = 4
"""Determinants and inverses up to this size are expanded."""


class NoIndexForm(Exception):
    """The term cannot be written by entries; the prover abstains."""


def entries(term: Term, i: Term, j: Term, conventions: Conventions = frozenset()) -> Term:
    """The entry (i, j) of ``term`` as a scalar term."""
    return IndexForm(conventions).entry(term, i, j)


def scalar(term: Term, conventions: Conventions = frozenset()) -> Term:
    """A number, with everything inside written by entries."""
    return IndexForm(conventions).scalar(term)


def value(size: Term) -> int | None:
    """The size as an int, if it is a numeral."""
    p = size_polynomial(size)
    if set(p) <= {()}:
        return int(p.get((), 0))
    return None


def total_over(size: Term, body: Callable[[Term], Term], name: str = "k") -> Term:
    """Σ over an index from 1 to ``size``; written out if the size is a small numeral."""
    if same_size(size, ONE):
        return body(ONE)
    n = value(size)
    if n is not None and n <= WRITTEN_OUT:
        return add(*(body(num(k)) for k in range(1, n + 1)))
    var = fresh(sym(name, INTEGER))
    return bind("sum", var, body(var), (ONE, size))


class IndexForm:
    """The translation under the conventions in force."""

    __slots__ = ("conventions", "memo")

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self.memo: dict[tuple[Term, Term | None, Term | None], Term] = {}

    def shape(self, t: Term) -> Shape:
        return shape(t, self.conventions)

    def sizes(self, t: Term) -> tuple[Term, Term]:
        found = self.shape(t) or (ONE, ONE)
        return found[0], found[1]

    # --- numbers

    def scalar(self, t: Term) -> Term:
        key = (t, None, None)
        if key not in self.memo:
            self.memo[key] = self._scalar(t)
        return self.memo[key]

    def _scalar(self, t: Term) -> Term:
        match t:
            case Num() | Sym():
                return t if not isinstance(t, Sym) or t.sort.is_scalar or t.sort.is_function else self.entry(t, ONE, ONE)
            case Elem(base, indices):
                return self._scalar_entry(base, tuple(map(self.scalar, indices)))
            case Call("pow", (Call("norm", (a,)), Num(k))) if k.denominator == 1 and k > 0 and k % 2 == 0:
                squared = self._sum_of(a, lambda x: power(x, TWO))
                return squared if k == 2 else power(squared, num(k / 2))
            case Call(op, args) if op in REDUCTIONS:
                return REDUCTIONS[op](self, *args)
            case Call(op, args) if op in RELATIONS and any(map(self.is_array, args)):
                raise NoIndexForm("a relation between arrays inside a term")
            case Call(op, _) if op in BY_ENTRY:
                return self.entry(t, ONE, ONE)
            case Apply(function, args, orders):
                if any(map(self.is_array, args)):
                    raise NoIndexForm("a function of an array")
                return Apply(function, tuple(map(self.scalar, args)), orders)
            case Bind() | Deriv():
                return self.entry(t, ONE, ONE)
            case Matrix():
                return self.entry(t, ONE, ONE)
        return rebuild(t, tuple(map(self.scalar, children(t))))

    def is_array(self, t: Term) -> bool:
        return not same_shape(self.shape(t), SCALAR)

    def _scalar_entry(self, base: Term, indices: tuple[Term, ...]) -> Term:
        if isinstance(base, Sym):
            inner = indices[len(base.sort.index) :]
            outer = indices[: len(base.sort.index)]
            if not base.sort.shape or not inner:
                return Elem(base, indices)
            return Elem(base, (*outer, *_subscripts(base.sort.shape, *_pair(base.sort.shape, inner))))
        i, j = _pair(self.sizes(base), indices)
        return self.entry(base, i, j)

    def _sum_of(self, a: Term, f: Callable[[Term], Term]) -> Term:
        rows, columns = self.sizes(a)
        return total_over(rows, lambda i: total_over(columns, lambda j: f(self.entry(a, i, j)), "l"))

    # --- entries

    def entry(self, t: Term, i: Term, j: Term) -> Term:
        key = (t, i, j)
        if key not in self.memo:
            self.memo[key] = self._entry(t, i, j)
        return self.memo[key]

    def _entry(self, t: Term, i: Term, j: Term) -> Term:
        match t:
            case Num():
                return t
            case Sym(_, sort, _):
                return elem(t, *_subscripts(sort.shape, i, j)) if sort.shape else self.scalar(t)
            case Elem(Sym() as base, indices):
                if not self.shape(t):
                    return self.scalar(t)
                return Elem(base, (*map(self.scalar, indices), *_subscripts(self.shape(t), i, j)))
            case Call(op, args):
                if op in BY_ENTRY:
                    return BY_ENTRY[op](self, args, i, j)
                return self._elementwise(t, i, j)
            case Apply():
                return self._applied(t, i, j)
            case Bind():
                return self._bound(t, i, j)
            case Deriv(body, var, order):
                return self._derivative(body, var, order, i, j)
            case Matrix(rows):
                return self._block(t, rows, i, j)
        return self.scalar(t)

    def _elementwise(self, t: Call, i: Term, j: Term) -> Term:
        """A function of the table entry by entry; a scalar argument stands for every entry."""
        row = FUNCTIONS.get(t.op)
        if t.op in REDUCTIONS or row is None or not (row.elementwise or t.op in RELATIONS or t.op in ("and", "or", "not")):
            if self.is_array(t) or t.op not in REDUCTIONS:
                raise NoIndexForm(f"no index form of {t.op}")
            return self.scalar(t)
        return Call(t.op, tuple(self.entry(a, i, j) if self._has_entries(a) else self.scalar(a) for a in t.args))

    def _has_entries(self, a: Term) -> bool:
        """Whether ``a`` varies with the entry: an array, or a test of arrays."""
        if isinstance(a, Call) and (a.op in RELATIONS or a.op in ("and", "or", "not")):
            return any(map(self._has_entries, a.args))
        return self.is_array(a)

    def _applied(self, t: Apply, i: Term, j: Term) -> Term:
        if t.function.sort.shape or any(d.shape for d in t.function.sort.domain or ()):
            raise NoIndexForm("a function of an array, or with arrays as values")
        return Apply(t.function, tuple(self.entry(a, i, j) if self.is_array(a) else self.scalar(a) for a in t.args), t.orders)

    def _bound(self, t: Bind, i: Term, j: Term) -> Term:
        if t.op == "at" and t.var.sort.shape:
            return self._at_array(t, i, j)
        if t.op == "prod" and self.is_array(t.body):
            raise NoIndexForm("a product of matrices of symbolic length")
        var, body = open_binder(t)
        return bind(t.op, var, self.entry(body, i, j) if self.is_array(body) else self.scalar(body), tuple(map(self.scalar, t.bounds)))

    def _at_array(self, t: Bind, i: Term, j: Term) -> Term:
        """An evaluation bar for an array: derivatives first, then its entries are replaced."""
        from symbolic.proving.calculus import NoRule, resolve

        var, body = open_binder(t)
        point = t.bounds[0]
        try:
            inner = resolve(self.entry(body, i, j))
        except NoRule as error:
            raise NoIndexForm(str(error)) from None
        return replace_entries(inner, var, lambda indices: self.entry(point, *_pair(var.sort.shape, indices)))

    def _derivative(self, body: Term, var: Term, order: Term, i: Term, j: Term) -> Term:
        """∂ body/∂ var in the layout in force; see :mod:`symbolic.shapes`."""
        body_shape, by = self.shape(body), self.shape(var)
        if same_shape(by, SCALAR):
            if DENOMINATOR in self.conventions and is_vector(body_shape):
                i, j = j, i
            return Deriv(self.entry(body, i, j), self.scalar(var), self.scalar(order))
        if order is not ONE and order is not TWO:
            raise NoIndexForm("a derivative by an array of higher order")
        if same_shape(body_shape, SCALAR):
            inner = self.scalar(body)
            if order is TWO:
                return Deriv(Deriv(inner, self._along(var, j), ONE), self._along(var, i), ONE)
            if NUMERATOR in self.conventions:
                i, j = j, i
            return Deriv(inner, self.entry(var, i, j), ONE)
        if order is TWO:
            raise NoIndexForm("a second derivative of a vector by a vector")
        if DENOMINATOR in self.conventions:
            i, j = j, i
        return Deriv(self._along(body, i), self._along(var, j), ONE)

    def _along(self, t: Term, i: Term) -> Term:
        """Entry i of a vector, row or column."""
        rows, _ = self.sizes(t)
        return self.entry(t, ONE, i) if same_size(rows, ONE) else self.entry(t, i, ONE)

    def _block(self, t: Matrix, rows: tuple[tuple[Term, ...], ...], i: Term, j: Term) -> Term:
        heights, widths = block_sizes(t, rows, [[self.shape(c) or (ONE, ONE) for c in row] for row in rows])
        (a, row), (b, column) = _locate(heights, i), _locate(widths, j)
        return self.entry(rows[a][b], row, column)


def _pair(sizes: Sequence[Term], indices: tuple[Term, ...]) -> tuple[Term, Term]:
    """Row and column from one or two subscripts."""
    if len(indices) == 2:
        return indices[0], indices[1]
    return (ONE, indices[0]) if same_size(sizes[0], ONE) else (indices[0], ONE)


def _subscripts(sizes: Sequence[Term], i: Term, j: Term) -> tuple[Term, ...]:
    """A column takes one subscript, every other matrix two."""
    return (i,) if same_size(sizes[1], ONE) else (i, j)


def _locate(sizes: list[Term], index: Term) -> tuple[int, Term]:
    """The block in which a numeric index lies, and the index inside it."""
    if len(sizes) == 1:
        return 0, index
    position, lengths = value(index), [value(s) for s in sizes]
    if position is None:
        raise NoIndexForm("a symbolic index into a matrix written out")
    for k, n in enumerate(lengths):
        if n is None:
            raise NoIndexForm("blocks of symbolic size")
        if position <= n:
            return k, num(position)
        position -= n
    raise NoIndexForm("an index out of range")


def replace_entries(term: Term, base: Sym, by: Callable[[tuple[Term, ...]], Term]) -> Term:
    """Every entry of ``base`` replaced; what ``by`` returns may hold indices bound around it."""
    if base not in free_symbols(term):
        return term
    match term:
        case Elem(b, indices) if b is base:
            return by(tuple(replace_entries(i, base, by) for i in indices))
        case Sym():
            raise NoIndexForm("an array stands where its entries are needed")
        case Bind(op, _, _, bounds):
            var, body = open_binder(term)
            return bind(op, var, replace_entries(body, base, by), tuple(replace_entries(b, base, by) for b in bounds))
        case Deriv(_, var, _) if base in free_symbols(var):
            raise NoIndexForm("a derivative by an entry that has a value")
    return rebuild(term, tuple(replace_entries(c, base, by) for c in children(term)))


# --- entries of the operators ---------------------------------------------------------------------


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
        return mul(call("delta", i, j), f._along(args[0], i))
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
    return div(exp(f.entry(z, i, j)), f._sum_of(z, exp))


def _gradient(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    body, variables = args
    if f.is_array(body):
        raise NoIndexForm("the gradient of an array")
    return Deriv(f.scalar(body), _variable(f, variables, i, j), ONE)


def _hessian(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    body, variables = args
    return Deriv(Deriv(f.scalar(body), _variable(f, variables, j, None), ONE), _variable(f, variables, i, None), ONE)


def _jacobian(f: IndexForm, args: tuple[Term, ...], i: Term, j: Term) -> Term:
    body, variables = args
    inner = f.scalar(body.args[_numeral(i) - 1]) if isinstance(body, Call) and body.op == "tuple" else f._along(body, i)
    return Deriv(inner, _variable(f, variables, j, None), ONE)


def _variable(f: IndexForm, variables: Term, i: Term, j: Term | None) -> Term:
    """Variable number i; for an array with two subscripts number (i, j)."""
    if isinstance(variables, Call) and variables.op == "tuple":
        if any(map(f.is_array, variables.args)):
            raise NoIndexForm("a gradient by several arrays")
        return f.scalar(variables.args[_numeral(i) - 1])
    if not f.is_array(variables):
        return f.scalar(variables)
    return f._along(variables, i) if j is None else f.entry(variables, i, j)


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


Entry = Callable[[IndexForm, tuple[Term, ...], Term, Term], Term]

BY_ENTRY: dict[str, Entry] = {
    "add": _sum_entries, "neg": lambda f, a, i, j: neg(f.entry(a[0], i, j)), "mul": _scaled, "div": _quotient, "pow": _power,
    "matmul": _matmul, "transpose": lambda f, a, i, j: f.entry(a[0], j, i), "inverse": _inverse,
    "hadamard": lambda f, a, i, j: mul(*(f.entry(x, i, j) for x in a)), "kron": _kronecker, "diag": _diagonal, "vec": _stacked,
    "softmax": _softmax, "identity": _identity, "ones": lambda f, a, i, j: ONE, "zeros": lambda f, a, i, j: ZERO, "unit": _unit,
    "gradient": _gradient, "hessian": _hessian, "jacobian": _jacobian,
}
"""The entry (i, j) of an operator's value."""

REDUCTIONS: dict[str, Callable[..., Term]] = {
    "trace": lambda f, a: total_over(f.sizes(a)[0], lambda i: f.entry(a, i, i)),
    "norm": lambda f, a: call("sqrt", f._sum_of(a, lambda x: power(x, TWO))),
    "norm1": lambda f, a: f._sum_of(a, lambda x: call("abs", x)), "norm_inf": _extreme_norm, "inner": _inner, "det": _det,
}
"""Numbers made of arrays."""


# --- steps ----------------------------------------------------------------------------------------


def has_arrays(term: Term) -> bool:
    """Whether an array, or an operator of arrays, occurs in the term."""
    return any((isinstance(t, Sym) and t.sort.shape) or isinstance(t, Matrix) or (isinstance(t, Call) and t.op in ARRAY_OPERATORS)
               for t in walk(term))


ARRAY_OPERATORS = frozenset({*REDUCTIONS, *BY_ENTRY, "rank"}) - {"add", "neg", "mul", "div", "pow"}


def sizes_of(terms: Iterable[Term]) -> tuple[Sym, ...]:
    """The size symbols of all arrays in the terms, in order of occurrence."""
    out: dict[Sym, None] = {}
    for t in terms:
        for s in walk(t):
            sizes: tuple[Term, ...] = ()
            if isinstance(s, Sym):
                sizes = (*s.sort.shape, *(b for r in s.sort.index if r is not None for b in r))
            elif isinstance(s, Call) and s.op in ("identity", "ones", "zeros"):
                sizes = s.args
            for size in sizes:
                out.update((x, None) for x in walk(size) if isinstance(x, Sym) and x.sort.field == "integer")
    return tuple(out)


def size_facts(step: Step) -> tuple[Term, ...]:
    """Sizes are positive integers."""
    known = set(step.declarations)
    terms = (step.left, step.right, *step.declarations)
    return tuple(fact for s in sizes_of(terms) if (fact := ge(s, ONE)) not in known)


def variables_of(t: Term) -> frozenset[Sym]:
    """The names by which the node ``t`` differentiates."""
    match t:
        case Deriv(_, var, _):
            return free_symbols(var)
        case Call("gradient" | "hessian" | "jacobian", (_, variables)):
            return free_symbols(variables)
    return frozenset()

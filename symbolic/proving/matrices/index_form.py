"""Index form: a statement about matrices of any size as a statement about their entries.

``entries(T, i, j)`` is a scalar term with the value of T_ij wherever T is defined and i, j lie in range:
products become sums over their inner index, the identity Kronecker's δ, the derivative of a scalar by an array
the derivative by one entry.  A matrix equation then is one scalar equation in free indices i, j.

What has no index form (the inverse and determinant of a matrix of symbolic size, ranks, Kronecker products at
symbolic indices) raises :class:`NoIndexForm`; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.functions import FUNCTIONS, RELATIONS
from symbolic.proving.matrices.index_operators import BY_ENTRY, REDUCTIONS
from symbolic.proving.matrices.index_terms import NoIndexForm, entry_subscripts, total_over, two_subscripts, value
from symbolic.shapes import DENOMINATOR, NUMERATOR, SCALAR, Conventions, block_sizes, is_vector, shape
from symbolic.sizes import Shape, same_shape, same_size
from symbolic.terms import (
    ONE,
    TWO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    bind,
    children,
    elem,
    free_symbols,
    num,
    open_binder,
    power,
    rebuild,
)


def entries(term: Term, i: Term, j: Term, conventions: Conventions = frozenset()) -> Term:
    """The entry (i, j) of ``term`` as a scalar term."""
    return IndexForm(conventions).entry(term, i, j)


def scalar(term: Term, conventions: Conventions = frozenset()) -> Term:
    """A number, with everything inside written by entries."""
    return IndexForm(conventions).scalar(term)


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
                squared = self.sum_of(a, lambda x: power(x, TWO))
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
            return Elem(base, (*outer, *entry_subscripts(base.sort.shape, *two_subscripts(base.sort.shape, inner))))
        i, j = two_subscripts(self.sizes(base), indices)
        return self.entry(base, i, j)

    def sum_of(self, a: Term, f: Callable[[Term], Term]) -> Term:
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
                return elem(t, *entry_subscripts(sort.shape, i, j)) if sort.shape else self.scalar(t)
            case Elem(Sym() as base, indices):
                if not self.shape(t):
                    return self.scalar(t)
                return Elem(base, (*map(self.scalar, indices), *entry_subscripts(self.shape(t), i, j)))
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
        return replace_entries(inner, var, lambda indices: self.entry(point, *two_subscripts(var.sort.shape, indices)))

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
                return Deriv(Deriv(inner, self.along(var, j), ONE), self.along(var, i), ONE)
            if NUMERATOR in self.conventions:
                i, j = j, i
            return Deriv(inner, self.entry(var, i, j), ONE)
        if order is TWO:
            raise NoIndexForm("a second derivative of a vector by a vector")
        if DENOMINATOR in self.conventions:
            i, j = j, i
        return Deriv(self.along(body, i), self.along(var, j), ONE)

    def along(self, t: Term, i: Term) -> Term:
        """Entry i of a vector, row or column."""
        rows, _ = self.sizes(t)
        return self.entry(t, ONE, i) if same_size(rows, ONE) else self.entry(t, i, ONE)

    def _block(self, t: Matrix, rows: tuple[tuple[Term, ...], ...], i: Term, j: Term) -> Term:
        heights, widths = block_sizes(t, rows, [[self.shape(c) or (ONE, ONE) for c in row] for row in rows])
        (a, row), (b, column) = _locate(heights, i), _locate(widths, j)
        return self.entry(rows[a][b], row, column)


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

"""Shapes of terms: ``()`` for a scalar, ``(rows, columns)`` for a matrix; a vector of ℝⁿ is ``(n, 1)``.

A 1×1 matrix and a scalar are freely used for each other.  What
does not fit raises :class:`ShapeError`, which names both shapes and holds the subterm.

Broadcasting is what mathematicians write and no more: the number 0 stands for a zero array of any shape, a
numeral stands for a constant vector beside a vector (``1 − p``) and for a constant matrix inside a Hadamard
product (``A ⊙ (1 − A)``); a scalar argument of a table function of several arguments stands for every entry
(``max(0, z)``).

What holds a name of which nothing is known fits beside everything.

Layout of derivatives: a scalar by an array has the shape of the array (transposed in the numerator layout, if
that is declared); a vector by a vector is the Jacobian in the numerator layout and its transpose in the
denominator layout; with no declared layout :func:`shape` answers for the numerator layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symbolic.functions import CONNECTIVES, FUNCTIONS, LIMITS, RELATIONS
from symbolic.sizes import Shape, same_shape, same_size, shape_text, size_text, times, total
from symbolic.terms import ONE, ZERO, Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sort, Sym, Term, call, children, free_symbols, num

Conventions = frozenset[str]
SCALAR: Shape = ()
NUMERATOR, DENOMINATOR = "numerator layout", "denominator layout"


class ShapeError(Exception):
    """Shapes that do not fit: ``term`` is the offending subterm, the message holds the shapes."""

    def __init__(self, message: str, term: Term) -> None:
        super().__init__(message)
        self.term = term


# --- shapes ---------------------------------------------------------------------------------------

_MEMO: dict[tuple[Term, Conventions], Shape] = {}


def shape(term: Term, conventions: Conventions = frozenset()) -> Shape:
    """The shape of a term; raises :class:`ShapeError` if its parts do not fit together."""
    key = (term, conventions)
    found = _MEMO.get(key)
    if found is None:
        try:
            found = _Rules(conventions).shape_of(term)
        except ShapeError as error:
            if not holds_open_name(error.term):
                raise
            found = SCALAR
        if len(_MEMO) > 100_000:
            _MEMO.clear()
        _MEMO[key] = found
    return found


def holds_open_name(term: Term) -> bool:
    """Whether a name stands in the term of which nothing is known, not even whether it is a number: then its shape says nothing."""
    return any(s.sort.opaque and s.sort.domain is None for s in free_symbols(term))


def is_scalar(term: Term) -> bool:
    """Whether the term is a number (a 1×1 matrix is)."""
    return same_shape(shape(term), SCALAR)


def is_matrix(term: Term) -> bool:
    """Whether the term is an array of more than one entry (for some sizes)."""
    return not is_scalar(term)


def is_numeral(term: Term) -> bool:
    """A number written out: ``1``, ``-2``, ``1/2``."""
    match term:
        case Num():
            return True
        case Call("neg", (a,)):
            return is_numeral(a)
        case Call("div", (a, b)):
            return is_numeral(a) and is_numeral(b)
    return False


def is_vector(s: Shape) -> bool:
    """Whether an array of this shape has one row or one column."""
    return bool(s) and (same_size(s[0], ONE) or same_size(s[1], ONE))


def sort_shape(sort: Sort, subscripts: int) -> Shape | None:
    """The shape of an array or family with this many subscripts; None if they are too few or too many."""
    inner = subscripts - len(sort.index)
    if inner == 0:
        return sort.shape
    if not sort.index and not sort.shape:
        return SCALAR
    if inner == 2 and sort.shape:
        return SCALAR
    if inner == 1 and is_vector(sort.shape):
        return SCALAR
    return None


class _Rules:
    """The shape rules under the conventions in force."""

    __slots__ = ("conventions",)

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions

    def of(self, term: Term) -> Shape:
        return shape(term, self.conventions)

    def shape_of(self, t: Term) -> Shape:
        match t:
            case Num():
                return SCALAR
            case Sym(_, sort, _):
                return sort.shape
            case Elem(base, indices):
                return self._element(t, base, indices)
            case Call(op, args):
                return self._call(t, op, args)
            case Apply():
                return self._applied(t)
            case Bind():
                return self._bound(t)
            case Deriv(body, var, order):
                return self._derivative(t, self.of(body), self.of(var), 2 if order is not ONE else 1)
            case Matrix(rows):
                return self._blocks(t, rows)
        raise TypeError(f"not a term: {t!r}")

    def _element(self, t: Term, base: Term, indices: tuple[Term, ...]) -> Shape:
        for i in indices:
            self._scalar(i, t, "a subscript is a number")
        sort = base.sort if isinstance(base, Sym) else Sort(shape=self.of(base))
        found = sort_shape(sort, len(indices))
        if found is None:
            raise ShapeError(f"{len(indices)} subscripts on an array of shape {shape_text(sort.shape)}"
                             + (f" in a family with {len(sort.index)}" if sort.index else ""), t)
        return found

    def _call(self, t: Term, op: str, args: tuple[Term, ...]) -> Shape:
        rule = _TABLE.get(op)
        if rule is not None:
            return rule(self, t, args)
        if op in RELATIONS:
            self._join(t, args, vectors=True)
            return SCALAR
        row = FUNCTIONS.get(op)
        if row is not None and row.elementwise:
            return self._broadcast(t, args)
        for a in args:
            self.of(a)
        return SCALAR

    # --- helpers

    def _scalar(self, a: Term, t: Term, why: str) -> None:
        s = self.of(a)
        if not same_shape(s, SCALAR):
            raise ShapeError(f"{why}, not {shape_text(s)}", t)

    def _square(self, t: Term, a: Term, what: str) -> Shape:
        s = self.of(a) or (ONE, ONE)
        if not same_size(s[0], s[1]):
            raise ShapeError(f"{what} needs a square matrix, not {shape_text(s)}", t)
        return s

    def _join(self, t: Term, args: Iterable[Term], vectors: bool, numerals: bool = False) -> Shape:
        """The common shape of the arguments; 0 fits all, a numeral fits a vector (with ``numerals``, any array)."""
        result: Shape | None = None
        constants = []
        for a in args:
            s = self.of(a)
            if holds_open_name(a):
                continue
            if is_numeral(a):
                constants.append(a)
            elif result is None or (not result and same_shape(s, SCALAR)):
                result = s
            elif not same_shape(result, s):
                raise ShapeError(f"shapes {shape_text(result)} and {shape_text(s)} do not agree", t)
        if result is None:
            return SCALAR
        for a in constants:
            fits = a is ZERO or same_shape(result, SCALAR) or numerals or (vectors and is_vector(result))
            if not fits:
                raise ShapeError(f"shapes {shape_text(result)} and a scalar do not agree", t)
        return result

    def _broadcast(self, t: Term, args: Iterable[Term]) -> Shape:
        """Entry by entry: all array arguments have one shape, scalars stand for every entry."""
        result: Shape = SCALAR
        for a in args:
            s = self.of(a) if not _is_test(a) else self._broadcast(a, children(a))
            if same_shape(s, SCALAR):
                continue
            if result and not same_shape(result, s):
                raise ShapeError(f"shapes {shape_text(result)} and {shape_text(s)} do not agree", t)
            result = s
        return result

    # --- nodes other than calls

    def _applied(self, t: Apply) -> Shape:
        sort = t.function.sort
        wanted = [d.shape for d in sort.domain or ()]
        given = [self.of(a) for a in t.args]
        wanted += [SCALAR] * (len(given) - len(wanted))
        if all(same_shape(w, g) for w, g in zip(wanted, given, strict=False)):
            derived = [g for g, n in zip(given, t.orders, strict=True) for _ in range(n)]
            result = sort.shape
            for by in derived:
                result = self._derivative(t, result, by, 1)
            return result
        if any(w and not same_shape(w, g) for w, g in zip(wanted, given, strict=False)):
            bad = next((w, g) for w, g in zip(wanted, given, strict=False) if w and not same_shape(w, g))
            raise ShapeError(f"{t.function.name} takes {shape_text(bad[0])}, not {shape_text(bad[1])}", t)
        if sort.shape:
            raise ShapeError(f"{t.function.name} takes a scalar, not {shape_text(next(g for g in given if g))}", t)
        return self._broadcast(t, t.args)

    def _bound(self, t: Bind) -> Shape:
        for b in t.bounds:
            if t.op != "at" and t.op not in LIMITS:
                self._scalar(b, t, "a bound is a number")
        body = self.of(t.body)
        match t.op:
            case "forall":
                return SCALAR
            case "argmax" | "argmin":
                return t.var.sort.shape
            case "prod":
                return self._square(t, t.body, "a product of many factors") if body else SCALAR
            case "at":
                if not same_shape(t.var.sort.shape, self.of(t.bounds[0])) and t.bounds[0] is not ZERO:
                    raise ShapeError(f"a variable of shape {shape_text(t.var.sort.shape)} at a value of shape "
                                     f"{shape_text(self.of(t.bounds[0]))}", t)
        return body

    def _derivative(self, t: Term, body: Shape, by: Shape, order: int) -> Shape:
        if same_shape(by, SCALAR):
            return body[::-1] if DENOMINATOR in self.conventions and is_vector(body) else body
        if same_shape(body, SCALAR):
            if order == 1:
                return by[::-1] if NUMERATOR in self.conventions else by
            body = by
        if not (is_vector(body) and is_vector(by)):
            raise ShapeError(f"the derivative of {shape_text(body)} by {shape_text(by)} is no matrix", t)
        rows, columns = (max(s, key=lambda n: not same_size(n, ONE)) for s in (body, by))
        return (columns, rows) if DENOMINATOR in self.conventions else (rows, columns)

    def _blocks(self, t: Term, rows: tuple[tuple[Term, ...], ...]) -> Shape:
        """A block matrix; a block 0 takes the height of its row and the width of its column."""
        shapes = [[self.of(c) or (ONE, ONE) for c in row] for row in rows]
        heights, widths = block_sizes(t, rows, shapes)
        return total(heights), total(widths)

def block_sizes(t: Term, rows: tuple[tuple[Term, ...], ...], shapes: list[list[Shape]]) -> tuple[list[Term], list[Term]]:
    """The heights of the rows and the widths of the columns of a block matrix."""
    cells = [[(c is not ZERO, s) for c, s in zip(row, line, strict=True)] for row, line in zip(rows, shapes, strict=True)]
    heights = [_agree(t, [s[0] for known, s in line if known]) for line in cells]
    widths = [_agree(t, [s[1] for known, s in column if known]) for column in zip(*cells, strict=True)]
    return heights, widths


def _agree(t: Term, sizes: list[Term]) -> Term:
    for s in sizes[1:]:
        if not same_size(s, sizes[0]):
            raise ShapeError(f"blocks of {size_text(sizes[0])} and {size_text(s)} side by side", t)
    return sizes[0] if sizes else ONE


def _is_test(a: Term) -> bool:
    return isinstance(a, Call) and (a.op in RELATIONS or a.op in CONNECTIVES or a.op in ("and", "or", "not"))


# --- rules by operator ----------------------------------------------------------------------------

Rule = Callable[[_Rules, Term, tuple[Term, ...]], Shape]


def _add(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    return r._join(t, args, vectors=True)


def _mul(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    arrays = [s for s in map(r.of, args) if not same_shape(s, SCALAR)]
    if len(arrays) > 1:
        raise ShapeError(f"a product of {shape_text(arrays[0])} and {shape_text(arrays[1])} is no product with a scalar", t)
    return arrays[0] if arrays else SCALAR


def _div(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    r._scalar(args[1], t, "a divisor is a number")
    return r.of(args[0])


def _pow(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    r._scalar(args[1], t, "an exponent is a number")
    base = r.of(args[0])
    if same_shape(base, SCALAR):
        return SCALAR
    return r._square(t, args[0], "a power")


def _matmul(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    first: Shape = SCALAR
    for a in args:
        s = r.of(a)
        if not s:
            continue
        if first and not same_size(first[1], s[0]):
            raise ShapeError(f"a product of {shape_text(first)} and {shape_text(s)}", t)
        first = (first[0], s[1]) if first else s
    return first


def _transpose(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    return r.of(args[0])[::-1]


def _same_square(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    return r._square(t, args[0], "an inverse")


def _number_of_square(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    assert isinstance(t, Call)
    r._square(t, args[0], {"det": "a determinant", "trace": "a trace"}.get(t.op, "this"))
    return SCALAR


def _number(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    for a in args:
        r.of(a)
    return SCALAR


def _hadamard(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    result: Shape | None = None
    for a in args:
        loose = isinstance(a, Call) and a.op == "add"
        s = r._join(a, a.args, vectors=True, numerals=True) if loose and isinstance(a, Call) else r.of(a)
        if result is not None and not same_shape(result, s):
            raise ShapeError(f"shapes {shape_text(result)} and {shape_text(s)} do not agree", t)
        result = s
    return result or SCALAR


def _kron(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    rows: Term = ONE
    columns: Term = ONE
    for a in args:
        s = r.of(a) or (ONE, ONE)
        rows, columns = times(rows, s[0]), times(columns, s[1])
    return rows, columns


def _inner(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    left, right = map(r.of, args)
    if not same_shape(left, right):
        raise ShapeError(f"an inner product of {shape_text(left)} and {shape_text(right)}", t)
    return SCALAR


def _cross(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    left, right = map(r.of, args)
    if not all(same_shape(s, (num(3), ONE)) for s in (left, right)):
        raise ShapeError(f"a vector product of {shape_text(left)} and {shape_text(right)}", t)
    return left


def _diag(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    s = r.of(args[0]) or (ONE, ONE)
    if is_vector(s):
        n = length(s)
        return n, n
    return r._square(t, args[0], "a diagonal")[0], ONE


def length(s: Shape) -> Term:
    """The number of entries of a vector."""
    return s[1] if same_size(s[0], ONE) else s[0]


def _vec(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    s = r.of(args[0]) or (ONE, ONE)
    return times(*s), ONE


def _softmax(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    s = r.of(args[0])
    if s and not is_vector(s):
        raise ShapeError(f"softmax needs a vector, not {shape_text(s)}", t)
    return s


def _variables(r: _Rules, variables: Term) -> Shape:
    """The shape of the variables of a gradient; listed variables form a column."""
    if isinstance(variables, Call) and variables.op == "tuple":
        return total(length(r.of(v) or (ONE, ONE)) for v in variables.args), ONE
    return r.of(variables) or (ONE, ONE)


def _gradient(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    body, by = r.of(args[0]), _variables(r, args[1])
    if same_shape(body, SCALAR):
        return by
    return r._derivative(t, body, by, 1)


def _hessian(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    r._scalar(args[0], t, "the function of a Hessian has numbers as values")
    by = _variables(r, args[1])
    if not is_vector(by):
        raise ShapeError(f"a Hessian by variables of shape {shape_text(by)} is no matrix", t)
    return length(by), length(by)


def _jacobian(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    body = args[0]
    given = (total(ONE for _ in body.args), ONE) if isinstance(body, Call) and body.op == "tuple" else r.of(body) or (ONE, ONE)
    by = _variables(r, args[1])
    if not (is_vector(given) and is_vector(by)):
        raise ShapeError(f"a Jacobian of {shape_text(given)} by {shape_text(by)} is no matrix", t)
    return length(given), length(by)


def _divergence(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    """A number of a column with as many entries as there are coordinates."""
    field, by = r.of(args[0]), _variables(r, args[1])
    if not same_shape(field, by):
        raise ShapeError(f"a divergence or curl of {shape_text(field)} in coordinates of shape {shape_text(by)}", t)
    return SCALAR


def _curl(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    """A column of ℝ³ in space, a number in the plane."""
    _divergence(r, t, args)
    by = _variables(r, args[1])
    return SCALAR if same_shape(by, (num(2), ONE)) else by


def _covariance(r: _Rules, t: Term, args: tuple[Term, ...]) -> Shape:
    """A number of two numbers, an m × n matrix of columns of m and n entries."""
    shapes = [r.of(a) for a in args]
    if all(same_shape(s, SCALAR) for s in shapes):
        return SCALAR
    if not all(s and same_size(s[1], ONE) for s in shapes):
        raise ShapeError("a covariance needs numbers or columns", t)
    return shapes[0][0], shapes[1][0]


_TABLE: dict[str, Rule] = {
    "add": _add, "mul": _mul, "neg": lambda r, t, a: r.of(a[0]), "div": _div, "pow": _pow,
    "matmul": _matmul, "transpose": _transpose, "inverse": _same_square,
    "expm": lambda r, t, a: r._square(t, a[0], "an exponential"), "trace": _number_of_square, "det": _number_of_square,
    "posdef": _number_of_square, "possemidef": _number_of_square, "invertible": _number_of_square,
    "norm": _number, "norm1": _number, "norm_inf": _number, "rank": _number, "tuple": _number, "smooth": _number, "element": _number,
    "hadamard": _hadamard, "kron": _kron, "inner": _inner, "cross": _cross, "diag": _diag, "vec": _vec, "softmax": _softmax,
    "identity": lambda r, t, a: (a[0], a[0]), "ones": lambda r, t, a: (a[0], a[1]), "zeros": lambda r, t, a: (a[0], a[1]),
    "unit": lambda r, t, a: (a[1], ONE), "gradient": _gradient, "hessian": _hessian, "jacobian": _jacobian,
    "divergence": _divergence, "curl": _curl, "laplacian": lambda r, t, a: r.of(a[0]),
    "expectation": lambda r, t, a: r.of(a[0]), "variance": lambda r, t, a: _covariance(r, t, (a[0], a[0])), "covariance": _covariance,
    "expectation_given": _number, "probability": _number,
    "entropy": _number, "information": _number, "random": _number, "independent": _number, "identical": _number, "distributed": _number,
}


def check_shapes(relation: str, left: Term, right: Term, conventions: Conventions = frozenset()) -> Conventions:
    """Check both sides of a step; return the conventions under which the shapes agree.

    With no declared layout both layouts are tried and the first that fits is added (none if no layout
    is needed).  Raises :class:`ShapeError` if nothing fits.
    """
    whole = call(relation, left, right)
    try:
        shape(whole, conventions)
        return conventions
    except ShapeError as error:
        if not conventions & {NUMERATOR, DENOMINATOR}:
            for layout in (NUMERATOR, DENOMINATOR):
                try:
                    shape(whole, conventions | {layout})
                    return conventions | {layout}
                except ShapeError:
                    continue
        raise error

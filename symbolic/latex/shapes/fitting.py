"""The shapes of the terms of a formula under one choice of types for its names, with unknown sizes that the formula equates.

No unknown size is 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from symbolic.functions import CONNECTIVES, FUNCTIONS, RELATIONS
from symbolic.shapes import sort_shape
from symbolic.sizes import same_size
from symbolic.terms import ONE, ZERO, Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sym, Term, num

Size = int | Term
Shape = tuple[Size, ...] | None
"""``()`` of a number, rows and columns of an array, None where nothing can be said."""

NUMBER, COLUMN, MATRIX = "number", "column", "matrix"
IDENTITIES = frozenset({"I", r"\mathbf{I}", r"\boldsymbol{I}", r"\mathbb{I}"})
ONES = frozenset({r"\mathbf{1}", r"\mathbb{1}"})
ZEROS = r"\mathbf{0}"


class Unfit(Exception):
    """A choice of types that does not fit."""


class Sizes:
    """Sizes that are found equal."""

    def __init__(self) -> None:
        self.same: list[Size] = []

    def new(self) -> int:
        self.same.append(len(self.same))
        return len(self.same) - 1

    def found(self, size: Size) -> Size:
        while isinstance(size, int) and self.same[size] != size:
            size = self.same[size]
        return size

    def equate(self, a: Size, b: Size) -> None:
        a, b = self.found(a), self.found(b)
        if isinstance(b, int) and not isinstance(a, int):
            a, b = b, a
        if a is b or a == b:
            return
        if isinstance(a, int):
            if b is ONE:
                raise Unfit
            self.same[a] = b
        elif isinstance(b, int) or not same_size(a, b):
            raise Unfit


@dataclass(slots=True)
class Fit:
    """The shapes of terms under one choice of types; :class:`Unfit` is raised where they do not fit."""

    kinds: Mapping[str, str]
    entries: frozenset[str]
    strange: int = 0
    sizes: Sizes = field(default_factory=Sizes)
    shapes: dict[str, Shape] = field(default_factory=dict)
    ends: dict[Sym, Term] = field(default_factory=dict)
    functions: dict[str, tuple[Size, ...]] = field(default_factory=dict)

    def of_name(self, name: str) -> Shape:
        if name not in self.shapes:
            kind = self.kinds.get(name, NUMBER)
            rows: tuple[Size, ...] = () if kind == NUMBER else (self.sizes.new(),)
            self.shapes[name] = rows if kind == NUMBER else (*rows, ONE if kind == COLUMN else self.sizes.new())
        return self.shapes[name]

    def of(self, t: Term) -> Shape:
        match t:
            case Num():
                return ()
            case Sym(name):
                return self._symbol(t, name)
            case Elem(Sym(name, sort), indices):
                return self._entry(name, indices) if not sort.shape else sort_shape(sort, len(indices))
            case Call(op, args):
                return self._call(op, args)
            case Apply():
                return self._applied(t)
            case Bind(_, var, body, bounds):
                if len(bounds) == 2 and bounds[0] is ONE:
                    self.ends[var] = bounds[1]
                return self.of(body)
            case Deriv(body, var, _):
                return self._derivative(self.of(body), self.of(var))
            case Matrix(rows):
                return self._written(rows)
        return None

    def _symbol(self, t: Sym, name: str) -> Shape:
        if t.sort.shape:
            return t.sort.shape
        if t.sort.opaque and name in IDENTITIES:
            side = self.sizes.new()
            return side, side
        if t.sort.opaque and name in ONES:
            return self.sizes.new(), ONE
        if t.sort.opaque and name == ZEROS:
            return None
        return self.of_name(name)

    def _entry(self, name: str, indices: tuple[Term, ...]) -> Shape:
        if name not in self.entries:
            return self.of_name(name)
        whole = self.of_name(name)
        if whole:
            if len(indices) != 1 + (whole[1] is not ONE):
                raise Unfit
            for size, index in zip(whole, indices, strict=False):
                if isinstance(index, Sym) and index in self.ends:
                    self.sizes.equate(size, self.ends[index])
        return ()

    def _written(self, rows: tuple[tuple[Term, ...], ...]) -> Shape:
        if any(self.of(e) for row in rows for e in row):
            raise Unfit
        return num(len(rows)), num(len(rows[0]))

    # --- calls

    def _call(self, op: str, args: tuple[Term, ...]) -> Shape:
        match op:
            case "add":
                return self.joined(args)
            case "neg":
                return self.of(args[0])
            case "mul" | "matmul":
                return self._product(args)
            case "div":
                return self._number(args[1]) or self.of(args[0])
            case "pow":
                return self._power(*args)
            case "transpose":
                return self._array(args[0], lambda s: (s[1], s[0]))
            case "norm" | "norm1" | "norm_inf" | "rank":
                return self._array(args[0], lambda s: ())
            case "trace" | "det":
                return self._square(args[0]) and ()
            case "abs":
                found = self.of(args[0])
                return self._square(args[0]) and () if found and found[1] is not ONE else found
            case "inverse":
                return self._square(args[0])
            case "hadamard":
                return self._each(args)
            case "inner":
                return self._inner(args)
            case "identity":
                return args[0], args[0]
            case "kron" | "vec" | "diag" | "ones" | "zeros" | "unit":
                return None
        if op in RELATIONS or op in CONNECTIVES:
            self.joined(args)
            return ()
        row = FUNCTIONS.get(op)
        if row is not None and row.elementwise:
            return self.joined(args) if args else ()
        for a in args:
            self.of(a)
        return None

    def joined(self, args: Iterable[Term]) -> Shape:
        """The common shape of addends, or of the sides of a relation; 0 fits all, a numeral fits a column."""
        result: Shape = None
        numerals = False
        for a in args:
            s = self.of(a)
            if isinstance(a, Num) and s == ():
                numerals = numerals or a is not ZERO
            elif s is not None:
                result = s if result is None else self._same(result, s)
        if numerals and result and self.sizes.found(result[1]) is not ONE:
            raise Unfit
        return result if result is not None else () if numerals else None

    def _same(self, a: tuple[Size, ...], b: tuple[Size, ...]) -> tuple[Size, ...]:
        if bool(a) != bool(b):
            raise Unfit
        for x, y in zip(a, b, strict=True):
            self.sizes.equate(x, y)
        return a

    def _product(self, args: tuple[Term, ...]) -> Shape:
        result: Shape = ()
        for a in args:
            s = self.of(a)
            if s is None:
                return None
            if result and s:
                result = self._times(result, s)
            elif s:
                result = s
        return result

    def _times(self, a: tuple[Size, ...], b: tuple[Size, ...]) -> Shape:
        columns = a[1] is ONE and b[1] is ONE
        self.sizes.equate(a[0] if columns else a[1], b[0])
        return () if columns or (a[0] is ONE and b[1] is ONE) else (a[0], b[1])

    def _number(self, a: Term) -> tuple[()]:
        if self.of(a):
            raise Unfit
        return ()

    def _power(self, base: Term, exponent: Term) -> Shape:
        s = self.of(base)
        self._number(exponent)
        if not s:
            return s
        return self._square(base)

    def _array(self, a: Term, then: Callable[[tuple[Size, ...]], Shape]) -> Shape:
        s = self.of(a)
        if s == ():
            raise Unfit
        return None if s is None else then(s)

    def _square(self, a: Term) -> Shape:
        s = self.of(a)
        if s == () or (s and s[1] is ONE):
            raise Unfit
        if s:
            self.sizes.equate(s[0], s[1])
        return s

    def _each(self, args: tuple[Term, ...]) -> Shape:
        found = self.joined(args)
        if found == ():
            raise Unfit
        return found

    def _inner(self, args: tuple[Term, ...]) -> Shape:
        self._each(args)
        return ()

    # --- functions and derivatives

    def _applied(self, t: Apply) -> Shape:
        name = t.function.name
        if name.startswith(r"\nabla") and len(t.args) == 2:
            self._number(t.args[0])
            by = name.removeprefix(r"\nabla").removeprefix("_{").removesuffix("}")
            found = self.of_name(by) if by in self.kinds else None
            if found == ():
                raise Unfit
            self._graded(t.args[0], found)
            return found
        shapes = [self.of(a) for a in t.args]
        return () if all(s == () for s in shapes) else None

    def _graded(self, body: Term, by: Shape) -> None:
        """A function of the array by which its gradient is taken has numbers as values."""
        if isinstance(body, Apply) and by and len(body.args) == 1 and self.of(body.args[0]) == by:
            self.functions[body.function.name.removesuffix(r"(\cdot)")] = by

    def _derivative(self, body: Shape, by: Shape) -> Shape:
        if by == () or by is None or body is None:
            self.strange += bool(body)
            return body if by == () else None
        if not body:
            return by
        if by[1] is ONE and body[1] is ONE:
            return body[0], by[0]
        raise Unfit

    def entries_of(self, s: Shape) -> int:
        """How large what has this shape is: a number, a column, a matrix, and last a row, which nobody writes by itself."""
        if not s:
            return 0
        return 3 if s[0] is ONE else 1 if s[1] is ONE else 2

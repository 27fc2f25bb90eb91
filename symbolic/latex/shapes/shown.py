r"""Arrays that a formula shows by itself: ``(X^T X)^{-1} X^T y`` has a matrix X and a column y, whatever their sizes.

What is transposed, has a norm, a trace or a determinant, or is set in bold type is an array.  Capitals are matrices, small letters
columns; every other letter is a number unless the products, sums and relations of the formula only fit, or fit better, if it is an array.
Sizes are unknowns that the formula equates, and no unknown size is 1.

Guarantee: the types that are given fit the whole formula, and no other choice of types fits it as well; otherwise none are given.
A choice is the better, the fewer entries its members have: ``x^\top y`` is a number, and a in ``a x^\top x`` is one.  Formulas beside
which anything else is said of their names are never read so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TypeGuard

from symbolic.functions import CONNECTIVES, FUNCTIONS, RELATIONS
from symbolic.latex.names.open_names import open_names
from symbolic.latex.names.spelling import BOLD, is_capital
from symbolic.shapes import sort_shape
from symbolic.sizes import same_size
from symbolic.terms import INTEGER, ONE, ZERO, Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sym, Term, neg, num, sym, walk

Size = int | Term
Shape = tuple[Size, ...] | None
"""``()`` of a number, rows and columns of an array, None where nothing can be said."""

NUMBER, COLUMN, MATRIX = "number", "column", "matrix"
COUNTS = frozenset({"N"})
"""A capital that counts."""
MOST_CHOICES = 300
SIZE_LETTERS = ("m", "n", "p", "q", "r", "s", "k", "l")
IDENTITIES = frozenset({"I", r"\mathbf{I}", r"\boldsymbol{I}", r"\mathbb{I}"})
ONES = frozenset({r"\mathbf{1}", r"\mathbb{1}"})
ZEROS = r"\mathbf{0}"
DOTS = (r"\dots", r"\ldots", r"\cdots", r"\vdots")


class Unfit(Exception):
    """A choice of types that does not fit."""


class _Sizes:
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
class _Fit:
    """The shapes of terms under one choice of types; :class:`Unfit` is raised where they do not fit."""

    kinds: Mapping[str, str]
    entries: frozenset[str]
    strange: int = 0
    sizes: _Sizes = field(default_factory=_Sizes)
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


# --- the choice -----------------------------------------------------------------------------------


def shown_types(chains: Sequence[Sequence[Term]], source: str, known: Container[str] = ()) -> str:
    """Declarations of the arrays that chains of members show, as LaTeX; nothing if there are none, or it is not clear what they are.

    The ``known`` names have the types that they have.
    """
    if not any(open_names(member) for chain in chains for member in chain):
        return ""
    if not _shows_array(chains) or _raised_to_size(chains):
        return ""
    names = _names(chains)
    entries = frozenset(name for name, family in names.items() if family == "both")
    lengths = _lengths(names, source)
    if lengths is None or any(_is_entry(name, names) for name in names):
        return ""
    for with_columns in (False, True):
        choices = {name: (NUMBER,) if name in known else _choices(name, chains, family, with_columns) for name, family in names.items()}
        if prod(map(len, choices.values())) > MOST_CHOICES:
            return ""
        best = _best(chains, choices, entries, lengths)
        if best is not None:
            return _declarations(best, names, source)
    return ""


OF_ARRAYS = frozenset(
    {"transpose", "norm", "norm1", "norm_inf", "rank", "trace", "det", "inverse", "hadamard", "kron", "vec", "diag", "inner"}
)


def _shows_array(chains: Sequence[Sequence[Term]]) -> bool:
    """Whether anything but the letter I shows an array: ``V = IR`` and ``\\beta SI - \\gamma I`` hold no identity matrix;
    ``A^{-1}A = I`` does."""
    parts = [t for chain in chains for member in chain for t in walk(member)]
    if sym_named(parts, "I") is None:
        return True
    bold = any(isinstance(t, Sym) and any(style + "{" in t.name for style in BOLD) for t in parts)
    inverted = any(_is_inverse(t) and sym_named(walk(t.args[0]), "I") for t in parts)
    undone = any(isinstance(t, Call) and t.op == "mul" and any(_is_inverse(a) and a.args[0] in t.args for a in t.args) for t in parts)
    return bold or inverted or undone or any(isinstance(t, Matrix) or (isinstance(t, Call) and t.op in OF_ARRAYS) for t in parts)


def _raised_to_size(chains: Sequence[Sequence[Term]]) -> bool:
    """``\\det(2A) = 2^n \\det A``: a letter that is hardly anything but the size of A."""
    parts = [t for chain in chains for member in chain for t in walk(member) if isinstance(t, Call)]
    powers = (t for t in parts if t.op == "pow" and isinstance(t.args[1], Sym) and t.args[1].name in ("n", "d", "m", "N"))
    return any(t.op == "det" for t in parts) and any(isinstance(t.args[0], Num) or (isinstance(t.args[0], Call) and t.args[0].op == "neg")
                                                     for t in powers)


def _is_inverse(t: Term) -> TypeGuard[Call]:
    return isinstance(t, Call) and t.op == "pow" and t.args[1] == neg(ONE)


def sym_named(parts: Iterable[Term], name: str) -> Sym | None:
    return next((t for t in parts if isinstance(t, Sym) and t.name == name), None)


def _names(chains: Sequence[Sequence[Term]]) -> dict[str, str]:
    """The free names of scalar type, each with how it stands: ``alone``, with subscripts (``family``), or ``both``."""
    found: dict[str, set[str]] = {}
    bases: set[Sym] = set()
    for t in (part for chain in chains for member in chain for part in walk(member)):
        if isinstance(t, Elem) and isinstance(t.base, Sym):
            bases.add(t.base)
    for t in (part for chain in chains for member in chain for part in walk(member)):
        if not isinstance(t, Sym) or t.uid or t.sort.is_function or t.sort.field != "real" or t.name == r"\cdot" or t.sort.shape:
            continue
        if t.sort.opaque and (t.name in ONES | IDENTITIES or t.name == ZEROS):
            continue
        found.setdefault(t.name, set()).add("family" if t in bases and t.sort.index else "alone")
    return {name: "both" if len(how) > 1 else how.pop() for name, how in sorted(found.items())}


WORDED = re.compile(r"_\{[A-Za-z]{2,}\}")
"""A word below a name, which a declaration would take for indices."""
SUBSCRIPTED = re.compile(r"(?P<base>.+)_\{(?P<mark>\w+)\}")


def _lengths(names: Iterable[str], source: str) -> dict[str, Term] | None:
    r"""Columns of which all entries are written, ``x_1, x_2`` or ``x_1, x_2, \dots, x_n``; None if some entries of a name are."""
    marks: dict[str, set[str]] = {}
    for name in names:
        found = SUBSCRIPTED.fullmatch(name)
        if found is not None and found["base"] in names:
            marks.setdefault(found["base"], set()).add(found["mark"])
    out: dict[str, Term] = {}
    for base, written in marks.items():
        letters = {m for m in written if not m.isdigit()}
        if any(dots in source for dots in DOTS):
            if len(letters) != 1:
                return None
            out[base] = sym(letters.pop(), INTEGER)
        elif letters or (written > {"1"} and written != {str(k) for k in range(1, len(written) + 1)}):
            return None
        elif len(written) > 1:
            out[base] = num(len(written))
    return out


def _is_entry(name: str, names: Mapping[str, str]) -> bool:
    r"""``a_{ij}`` beside A, ``x_i`` beside X or ``\mathbf{x}``: entries or rows of what another name stands for."""
    base = name.partition("_")[0]
    subscripted = names[name] != "alone" or base != name
    bold = {other.partition("{")[2].removesuffix("}") for other in names if other.startswith(BOLD)}
    return subscripted and base.isalpha() and len(base) == 1 and ((base.upper() != base and base.upper() in names) or base in bold)


def _choices(name: str, chains: Sequence[Sequence[Term]], family: str, with_columns: bool) -> tuple[str, ...]:
    capital = is_capital(name) or (name[0] == "d" and is_capital(name[1:]))
    if name.startswith(BOLD) or any(style + "{" in name for style in BOLD):
        return (MATRIX,) if capital else (COLUMN,)
    opaque = any(isinstance(t, Sym) and t.name == name and t.sort.opaque for c in chains for m in c for t in walk(m))
    if name in COUNTS or (family == "family" and not opaque):
        return (NUMBER,)
    if capital:
        return (MATRIX, NUMBER, COLUMN) if with_columns else (MATRIX, NUMBER)
    return COLUMN, NUMBER


def _best(chains: Sequence[Sequence[Term]], choices: Mapping[str, tuple[str, ...]], entries: frozenset[str],
          lengths: Mapping[str, Term]) -> _Fit | None:
    """The one choice that fits best; None if none does, or two do."""
    found = sorted(_fitting(chains, choices, entries, lengths), key=lambda pair: pair[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def _fitting(chains: Sequence[Sequence[Term]], choices: Mapping[str, tuple[str, ...]],
             entries: frozenset[str], lengths: Mapping[str, Term]) -> Iterator[tuple[tuple[int, int], _Fit]]:
    for kinds in product(*choices.values()):
        fit = _Fit(dict(zip(choices, kinds, strict=True)), entries)
        try:
            for name, length in lengths.items():
                if shape := fit.of_name(name):
                    fit.sizes.equate(shape[0], length)
            large = sum(fit.entries_of(fit.joined(chain)) for chain in chains)
        except Unfit:
            continue
        odd = fit.strange + sum((kind == NUMBER) + (kind == COLUMN and is_capital(name)) for name, kind in fit.kinds.items())
        yield (large, odd), fit


def _declarations(fit: _Fit, names: Mapping[str, str], source: str) -> str:
    from symbolic.latex.printer import to_latex

    letters = [*(x for x in SIZE_LETTERS if x not in source), *(rf"n_{{{k}}}" for k in range(1, 20))]
    called: dict[int, str] = {}

    def letter(size: int, rows: bool) -> str:
        if size not in called:
            called[size] = letters.pop("n" in letters[:2] and letters[0] != "n" and not rows)
        return called[size]

    def space(shape: tuple[Size, ...]) -> str:
        found = [fit.sizes.found(size) for size in shape[: 1 if shape[1] is ONE else 2]]
        written = [letter(size, len(found) > place + 1) if isinstance(size, int) else to_latex(size) for place, size in enumerate(found)]
        return r"\mathbb{R}^{" + r" \times ".join(written) + "}"

    arrays = [(name, shape) for name in names if (shape := fit.of_name(name))]
    if any(WORDED.search(name) for name, _ in arrays):
        return ""
    out = [rf"{_member(name, names[name])} \in {space(shape)}" for name, shape in arrays]
    return ", ".join([*out, *(rf"{name} : {space(shape)} \to \mathbb{{R}}" for name, shape in fit.functions.items())])


def _member(name: str, how: str) -> str:
    """A family is declared by a member of it."""
    if how != "family":
        return name
    return name.replace(r"\cdot", "i") if r"\cdot" in name else f"{name}_i"

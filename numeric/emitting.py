"""NumPy source of a term: indices become array axes, sums become dot products and reductions.

A scalar subterm in which indices i, j stand becomes an array with one axis for each of them; axes are kept in one global order (free
indices first, then bound ones from the outside in), so that operands are aligned by inserting axes only.  ``Σ_j w_{jk} o_j`` is
recognised as a product that splits into two factors sharing nothing but j, and becomes ``o @ w``.

Modes: ``real``; ``complex``, where ``|x|``, max and comparisons look at real parts, so that a complex step passes through;
``exact``, for arrays of fractions, where everything that is not rational is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from numeric.naming import python_name
from numeric.rewriting import slots
from symbolic.functions import FUNCTIONS, RELATIONS
from symbolic.shapes import SCALAR, same_shape, same_size, shape
from symbolic.terms import (
    INTEGER,
    ONE,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    children,
    free_symbols,
    fresh,
    open_binder,
    sym,
)

Mode = Literal["real", "complex", "exact"]
ATOM, POWER, SIGN, TIMES, PLUS, COMPARE = range(6)


class CompileError(ValueError):
    """The term has no NumPy form; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of source: its code, how tightly it binds, and its axes.  ``matrix`` values are two-dimensional arrays."""

    code: str
    level: int = ATOM
    axes: tuple[Sym, ...] = ()
    matrix: bool = False

    def within(self, level: int) -> str:
        """The code, in parentheses unless it binds at least as tightly as ``level``."""
        return self.code if self.level <= level else f"({self.code})"


@dataclass(slots=True)
class Emitter:
    """The state of one compilation: lines so far, names given, ranges of the indices in scope."""

    mode: Mode
    dtype: str
    names: dict[Sym, str] = field(default_factory=dict)
    ranges: dict[Sym, tuple[Term, Term]] = field(default_factory=dict)
    order: list[Sym] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    helpers: dict[str, None] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    done: dict[Term, Value] = field(default_factory=dict)
    uses: Counter[Term] = field(default_factory=Counter)
    indices: dict[Sym, str] = field(default_factory=dict)
    columns: frozenset[Sym] = frozenset()

    # --- names and temporaries

    def name(self, symbol: Sym) -> str:
        if symbol not in self.names:
            self.names[symbol] = self.fresh_name(symbol.name)
        return self.names[symbol]

    def fresh_name(self, latex: str) -> str:
        name = python_name(latex, self.taken)
        self.taken.add(name)
        return name

    def assign(self, value: Value, hint: str = "part") -> Value:
        """A temporary for a value that is used more than once."""
        if value.level == ATOM and value.code.isidentifier():
            return value
        name = self.fresh_name(hint)
        self.lines.append(f"{name} = {value.code}")
        return Value(name, ATOM, value.axes, value.matrix)

    # --- terms

    def prepare(self, term: Term) -> None:
        """Count how often each subterm is used, so that shared ones are computed once."""
        seen: set[Term] = set()
        stack = [term]
        while stack:
            t = stack.pop()
            for c in children(t):
                self.uses[c] += 1
            if t not in seen:
                seen.add(t)
                stack.extend(c for c in children(t) if c not in seen)

    def value(self, term: Term) -> Value:
        if term in self.done:
            return self.done[term]
        result = self._node(term)
        if self.uses[term] > 1 and children(term) and not isinstance(term, Elem) and not (isinstance(term, Call) and term.op == "neg"):
            result = self.assign(result)
        self.done[term] = result
        return result

    def _node(self, term: Term) -> Value:
        match term:
            case Num(value):
                return self._number(value.numerator, value.denominator)
            case Sym():
                return self._symbol(term)
            case Elem(base, indices):
                return self._entry(base, indices)
            case Call(op, args):
                return self._call(term, op, args)
            case Bind():
                return self._binder(term)
            case Matrix(rows):
                return self._matrix(rows)
            case Deriv(_, var, order) if order is ONE and isinstance(var, Sym):
                return self._by_entries(term)
            case Apply(function, _, _):
                raise CompileError(f"{function.name} is a function without a formula; add its definition")
        raise CompileError(f"no NumPy form of {term!r}")

    def _number(self, numerator: int, denominator: int) -> Value:
        if self.mode == "exact":
            return Value(f"Fraction({numerator}, {denominator})") if denominator != 1 else self._integer(numerator)
        return Value(f"{numerator}/{denominator}", TIMES if numerator >= 0 else SIGN) if denominator != 1 else self._integer(numerator)

    @staticmethod
    def _integer(n: int) -> Value:
        return Value(str(n), ATOM if n >= 0 else SIGN)

    def _symbol(self, s: Sym) -> Value:
        if s in self.ranges:
            return Value(self._index_array(s) if self.mode == "exact" else f"{self._index_array(s)}.astype({self.dtype})", ATOM, (s,))
        if s.sort.is_function:
            raise CompileError(f"{s.name} is a function and stands without arguments")
        if s.sort.index:
            raise CompileError(f"the family {s.name} stands without an index")
        return Value(self.name(s), matrix=bool(s.sort.shape))

    # --- indices

    def _index_array(self, i: Sym) -> str:
        """The name of the integer array ``lo … hi`` of an index."""
        if i not in self.indices:
            lo, hi = self.ranges[i]
            name = self.fresh_name(i.name)
            self.lines.append(f"{name} = np.arange({self._whole(lo).code}, {self._plus_one(hi)})")
            self.indices[i] = name
        return self.indices[i]

    def _plus_one(self, hi: Term) -> str:
        return str(hi.value + 1) if isinstance(hi, Num) else f"{self._whole(hi).within(PLUS)} + 1"

    def _whole(self, term: Term) -> Value:
        """Integer arithmetic, for subscripts and bounds."""
        match term:
            case Num(value) if value.denominator == 1:
                return self._integer(value.numerator)
            case Sym() if term in self.ranges:
                return Value(self._index_array(term), ATOM, (term,))
            case Sym():
                return Value(self.name(term))
            case Call("add" | "mul" | "neg" as op, args):
                return self._arithmetic(op, [self._whole(a) for a in args], args)
        raise CompileError(f"{term!r} cannot stand as a subscript or bound")

    def length(self, i: Sym) -> str:
        """The number of values of an index."""
        lo, hi = self.ranges[i]
        if lo is ONE and isinstance(hi, (Sym, Num)):
            return self._whole(hi).code
        return f"len({self._index_array(i)})"

    def open(self, term: Bind) -> tuple[Sym, Term]:
        """A bound index as a new axis."""
        lo, hi = term.bounds
        if any(s in self.ranges for b in (lo, hi) for s in free_symbols(b)):
            raise CompileError(f"a bound of the {term.op} over {term.var.name} depends on another index")
        if any(isinstance(b, Call) and b.op == "infinity" for b in (lo, hi)):
            raise CompileError(f"the {term.op} over {term.var.name} is infinite")
        var, body = open_binder(term)
        self.ranges[var] = (lo, hi)
        self.order.append(var)
        self.prepare(body)  # with its own variable the body is a new term
        return var, body

    def sorted_axes(self, axes: Sequence[Sym]) -> tuple[Sym, ...]:
        return tuple(sorted(set(axes), key=self.order.index))

    def aligned(self, value: Value, axes: tuple[Sym, ...]) -> Value:
        """The value with an axis of length one for each missing axis that stands after one of its own."""
        if not value.axes or value.axes == axes:
            return value
        needed = axes[axes.index(value.axes[0]):]
        if needed == value.axes:
            return value
        inserted = ", ".join(":" if a in value.axes else "None" for a in needed)
        return Value(f"{value.within(ATOM)}[{inserted}]", ATOM, axes)

    def common(self, values: Sequence[Value]) -> tuple[list[Value], tuple[Sym, ...], bool]:
        """Operands aligned to the axes of all of them."""
        axes = self.sorted_axes([a for v in values for a in v.axes])
        matrix = any(v.matrix for v in values)
        if matrix and axes:
            raise CompileError("a whole matrix and a quantity with free indices stand in one operation")
        return [self.aligned(v, axes) for v in values], axes, matrix

    def placed(self, code: str, axes: Sequence[Sym]) -> Value:
        """An array whose axes are in any order, transposed into the global order."""
        target = self.sorted_axes(axes)
        if tuple(axes) == target:
            return Value(code, ATOM, target)
        if len(target) == 2:
            return Value(f"{code}.T", ATOM, target)
        return Value(f"{code}.transpose({', '.join(str(list(axes).index(a)) for a in target)})", ATOM, target)

    # --- entries

    def _entry(self, base: Term, indices: tuple[Term, ...]) -> Value:
        if isinstance(base, Sym):
            source = self.name(base)
            spans = slots(base, len(indices))
            column = base in self.columns and len(indices) == 1
        else:
            whole = self.value(base)
            source, dims = whole.within(ATOM), shape(base)
            spans = [(ONE, d) for d in dims[: len(indices)]]
            column = len(indices) == 1
        if column:
            return self._subscripted(f"{source}[:, 0]" if self._is_axis(indices[0], spans[0]) else source, indices, spans, ", 0")
        return self._subscripted(source, indices, spans, "")

    def _is_axis(self, index: Term, span: tuple[Term, Term] | None) -> bool:
        """Whether the index runs over exactly the slot in which it stands."""
        if not isinstance(index, Sym) or index not in self.ranges or span is None:
            return False
        lo, hi = self.ranges[index]
        return same_size(lo, span[0]) and same_size(hi, span[1])

    def _subscripted(self, source: str, indices: tuple[Term, ...], spans: list[tuple[Term, Term] | None], tail: str) -> Value:
        whole = [self._is_axis(i, s) for i, s in zip(indices, spans, strict=True)]
        if all(whole) and len(set(indices)) == len(indices):
            return self.placed(source, [i for i in indices if isinstance(i, Sym)])
        picked = [self._offset(i, s) for i, s in zip(indices, spans, strict=True)]
        if all(w or not p.axes for w, p in zip(whole, picked, strict=True)):
            axes = [i for i, w in zip(indices, whole, strict=True) if w and isinstance(i, Sym)]
            if len(set(axes)) == len(axes):
                inside = ", ".join(":" if w else p.code for w, p in zip(whole, picked, strict=True))
                return self.placed(f"{source}[{inside}{tail}]", axes)
        aligned, axes_, _ = self.common(picked)
        return Value(f"{source}[{', '.join(p.code for p in aligned)}{tail}]", ATOM, axes_)

    def _offset(self, index: Term, span: tuple[Term, Term] | None) -> Value:
        """A subscript counted from 0."""
        first = span[0] if span is not None else ONE
        value = self._whole(index)
        if isinstance(index, Num) and isinstance(first, Num):
            return self._integer(int(index.value - first.value))
        if isinstance(first, Num) and first.value == 0:
            return value
        return Value(f"{value.within(PLUS)} - {self._whole(first).within(TIMES)}", PLUS, value.axes)

    # --- arithmetic

    def _arithmetic(self, op: str, values: list[Value], args: tuple[Term, ...]) -> Value:
        values, axes, matrix = self.common(values)
        if op == "neg":
            return Value(f"-{values[0].within(POWER)}", SIGN, axes, matrix)
        if op == "mul":
            return Value("*".join(v.within(TIMES if k == 0 else POWER) for k, v in enumerate(values)), TIMES, axes, matrix)
        text = values[0].within(PLUS)
        for v, a in zip(values[1:], args[1:], strict=True):
            minus = isinstance(a, Call) and a.op == "neg" and v.code.startswith("-") and v.level == SIGN
            text += f" - {v.code[1:]}" if minus else f" + {v.within(TIMES)}"
        return Value(text, PLUS, axes, matrix)

    def _call(self, term: Term, op: str, args: tuple[Term, ...]) -> Value:
        if any(_is_member(a) for a in args):
            return self._through_members(term)
        special = _SPECIAL.get(op)
        if special is not None:
            return special(self, term, args)
        if op in RELATIONS:
            return self._relation(op, args)
        row = FUNCTIONS.get(op)
        template = _TEMPLATES[self.mode].get(op) or _TEMPLATES["real"].get(op) or (row.numpy if row is not None else "")
        if not template:
            raise CompileError(f"{op} has no NumPy form")
        if self.mode == "exact" and op not in _RATIONAL:
            raise CompileError(f"{op} is not rational")
        if self.mode == "complex" and op in ("erf", "gamma", "factorial", "binomial", "floor", "ceil"):
            raise CompileError(f"{op} has no complex form here")
        return self._templated(template, [self.value(a) for a in args], whole=row is not None and not row.elementwise, term=term)

    def _templated(self, template: str, values: list[Value], whole: bool, term: Term) -> Value:
        values, axes, matrix = self.common(values)
        self._need(template)
        slots_used = [template.count(f"{{{k}}}") for k in range(len(values))]
        values = [self.assign(v) if n > 1 and len(v.code) > 12 else v for v, n in zip(values, slots_used, strict=True)]
        bare = [f"({{{k}}}" in template or f"{{{k}}})" in template for k in range(len(values))]
        direct = template.count("(") == 1 and template.endswith(")") and template[0].isalpha()
        codes = [v.code if direct or (b and n == 1) else v.within(ATOM) for v, b, n in zip(values, bare, slots_used, strict=True)]
        if whole:
            matrix = not same_shape(shape(term), SCALAR)
        if template in ("({0}).T", "({0}).reshape(-1, 1, order='F')"):
            return Value(template.replace("({0})", values[0].within(ATOM)), ATOM, axes, matrix)
        return Value(template.format(*codes), ATOM if direct else PLUS, axes, matrix)

    def _need(self, template: str) -> None:
        for helper in HELPERS:
            if f"{helper}(" in template.replace(f".{helper}(", ""):
                self.helpers[helper] = None

    def _relation(self, op: str, args: tuple[Term, ...]) -> Value:
        values, axes, matrix = self.common([self.value(a) for a in args])
        left, right = (f"np.real({v.code})" if self.mode == "complex" else v.within(PLUS) for v in values)
        signs = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
        if op not in signs:
            raise CompileError(f"the relation {op} has no NumPy form")
        return Value(f"{left} {signs[op]} {right}", COMPARE, axes, matrix)

    # --- sums

    def _binder(self, term: Bind) -> Value:
        match term.op:
            case "sum":
                return self._sum(term)
            case "prod" | "logsumexp":
                var, body = self.open(term)
                value = self._filled(self.value(body), var)
                axis = value.axes.index(var)
                rest = tuple(a for a in value.axes if a is not var)
                if term.op == "prod":
                    return Value(f"{value.within(ATOM)}.prod({self._axis(value, axis)})", ATOM, rest)
                self._need("logsumexp(")
                return Value(f"logsumexp({value.code}, {axis})", ATOM, rest)
        raise CompileError(f"{term.op} has no NumPy form")

    @staticmethod
    def _axis(value: Value, axis: int) -> str:
        return "" if len(value.axes) == 1 else f"axis={axis}"

    def _filled(self, value: Value, var: Sym) -> Value:
        """The value with the axis of ``var``, even if it does not depend on it."""
        if var in value.axes:
            return value
        axes = self.sorted_axes((*value.axes, var))
        return Value(f"{self.aligned(value, axes).within(POWER)}*np.ones_like({self._index_array(var)})", TIMES, axes)

    def _sum(self, term: Bind) -> Value:
        if not same_shape(shape(term.body), SCALAR):
            return self._by_entries(term)
        return self._total(*self.open(term))

    def _total(self, var: Sym, body: Term) -> Value:
        """Σ over ``var``: constants taken out, sums split where that turns products into matrix products."""
        if var not in free_symbols(body):
            return self._product([Value(self.length(var)), self.value(body)])
        sign, above, below = _fraction(body)
        outside = [f for f in above if var not in free_symbols(f)]
        inside = [f for f in above if var in free_symbols(f)]
        divisors = [f for f in below if var in free_symbols(f)]
        if len(inside) == 1 and not divisors and isinstance(inside[0], Call) and inside[0].op == "add" and self._splits(var,
                                                                                                                        inside[0].args):
            total = self._arithmetic("add", [self._total(var, a) for a in inside[0].args], inside[0].args)
        else:
            factors = [self.value(f) for f in inside]
            if divisors or not factors:
                factors.append(self._divided(Value("1"), self._product([self.value(f) for f in divisors])))
            total = self._contract(var, factors)
        result = self._product([*(self.value(f) for f in outside), total])
        constant = [self.value(f) for f in below if var not in free_symbols(f)]
        if constant:
            result = self._divided(result, self._product(constant))
        return Value(f"-{result.within(POWER)}", SIGN, result.axes) if sign < 0 else result

    def _splits(self, var: Sym, summands: tuple[Term, ...]) -> bool:
        """Whether some summand is a product of two factors that share only ``var`` and have further axes."""
        for s in summands:
            _, above, below = _fraction(s)
            groups = self._groups(var, [self._axes_of(f) for f in above if var in free_symbols(f)])
            if not any(var in free_symbols(f) for f in below) and len(groups) > 1 and any(len(axes) > 1 for _, axes in groups):
                return True
        return False

    def _axes_of(self, term: Term) -> frozenset[Sym]:
        return frozenset(s for s in free_symbols(term) if s in self.ranges)

    @staticmethod
    def _groups(var: Sym, axes: list[frozenset[Sym]]) -> list[tuple[list[int], frozenset[Sym]]]:
        """The factors that share an axis other than ``var``, together."""
        groups: list[tuple[list[int], frozenset[Sym]]] = []
        for k, own in enumerate(axes):
            touching = [g for g in groups if (g[1] & own) - {var}]
            merged = ([k, *(m for g in touching for m in g[0])], own.union(*(g[1] for g in touching)))
            groups = [g for g in groups if g not in touching] + [(sorted(merged[0]), merged[1])]
        return groups

    def _contract(self, var: Sym, factors: list[Value]) -> Value:
        """Σ over ``var`` of a product: a dot product where it splits in two, else a reduction."""
        groups = self._groups(var, [frozenset(f.axes) for f in factors])
        parts = [self._product([factors[k] for k in members]) for members, _ in groups]
        if len(parts) > 1:
            parts.sort(key=lambda p: len(p.axes))
            left, right = self._product(parts[:-1]), parts[-1]
            if len(left.axes) <= 2 and len(right.axes) <= 2:
                return self._dot(var, left, right)
        whole = self._filled(self._product(parts), var)
        axis = whole.axes.index(var)
        return Value(f"{whole.within(ATOM)}.sum({self._axis(whole, axis)})", ATOM, tuple(a for a in whole.axes if a is not var))

    def _dot(self, var: Sym, left: Value, right: Value) -> Value:
        kept_left, kept_right = ([a for a in v.axes if a is not var] for v in (left, right))
        if kept_left and kept_right and self.order.index(kept_left[0]) > self.order.index(kept_right[0]):
            left, right, kept_left, kept_right = right, left, kept_right, kept_left
        if not kept_left and len(right.axes) == 2 and right.axes[1] is var:
            left, right, kept_left, kept_right = right, left, kept_right, kept_left
        a = left.within(ATOM) if len(left.axes) < 2 or left.axes[1] is var else f"{left.within(ATOM)}.T"
        b = right.within(ATOM) if len(right.axes) < 2 or right.axes[0] is var else f"{right.within(ATOM)}.T"
        return self.placed_value(Value(f"{a} @ {b}", TIMES), [*kept_left, *kept_right])

    def placed_value(self, value: Value, axes: list[Sym]) -> Value:
        return Value(value.code, value.level, tuple(axes))

    def _product(self, values: list[Value]) -> Value:
        kept = [v for v in values if v.code != "1"] or values[:1]
        return kept[0] if len(kept) == 1 else self._arithmetic("mul", kept, ())

    def _divided(self, a: Value, b: Value) -> Value:
        (top, below), axes, matrix = self.common([a, b])
        return Value(f"{top.within(TIMES)}/{below.within(POWER)}", TIMES, axes, matrix)

    # --- matrices

    def _matrix(self, rows: tuple[tuple[Term, ...], ...]) -> Value:
        values = [[self.value(entry) for entry in row] for row in rows]
        if any(v.axes for row in values for v in row):
            raise CompileError("a matrix whose entries have free indices")
        inside = ", ".join("[" + ", ".join(v.code for v in row) + "]" for row in values)
        if any(v.matrix for row in values for v in row):
            return Value(f"np.block([{inside}])", matrix=True)
        return Value(f"np.array([{inside}])", matrix=True)

    def _through_members(self, term: Term) -> Value:
        """An operation on whole members of a family, e.g. ``w^T x_i``: entry by entry, the index of the family an axis."""
        if not same_shape(shape(term), SCALAR):
            return self._by_entries(term)
        from symbolic.proving.matrices.index_form import scalar

        body = scalar(term)
        self.prepare(body)
        return self.value(body)

    def _by_entries(self, term: Term) -> Value:
        """A matrix operator through its entries, as an array over two new indices."""
        from numeric.rewriting import contracted, stable
        from symbolic.proving.calculus import resolve
        from symbolic.proving.matrices.index_form import entries

        rows, columns = shape(term) or (ONE, ONE)
        i, j = (fresh(sym(letter, INTEGER)) for letter in ("i", "j"))
        one_column = same_size(columns, ONE)
        ranges = {i: (ONE, rows)} if one_column else {i: (ONE, rows), j: (ONE, columns)}
        body = stable(contracted(resolve(entries(term, i, ONE if one_column else j)), self.ranges | ranges))
        self.ranges.update(ranges)
        self.order.extend(ranges)
        self.prepare(body)
        value = self.value(body)
        for index in ranges:
            value = self._filled(value, index)
        return Value(f"{value.within(ATOM)}[:, None]" if one_column else value.code, ATOM if one_column else value.level, matrix=True)


def _is_member(term: Term) -> bool:
    """Whether a whole member of a family stands here, possibly under operators that keep it an array."""
    if isinstance(term, Elem):
        return not same_shape(shape(term), SCALAR)
    return isinstance(term, Call) and not same_shape(shape(term), SCALAR) and any(_is_member(a) for a in term.args)


def _fraction(term: Term) -> tuple[int, list[Term], list[Term]]:
    """A product taken apart: sign, factors above and below the fraction bar."""
    match term:
        case Call("neg", (a,)):
            sign, above, below = _fraction(a)
            return -sign, above, below
        case Call("mul", args):
            parts = [_fraction(a) for a in args]
            sign = -1 if sum(s < 0 for s, _, _ in parts) % 2 else 1
            return sign, [f for _, up, _ in parts for f in up], [f for _, _, down in parts for f in down]
        case Call("div", (a, b)):
            sign, above, below = _fraction(a)
            down_sign, down, up = _fraction(b)
            return sign * down_sign, above + up, below + down
    return 1, [term], []


# --- operators with rules of their own ------------------------------------------------------------------

Special = Callable[[Emitter, Term, tuple[Term, ...]], Value]


def _sum_or_product(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    return e._arithmetic(term.op, [e.value(a) for a in args], args)


def _quotient(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    return e._divided(*(e.value(a) for a in args))


def _power(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    base, exponent = args
    if not same_shape(shape(base), SCALAR):
        if not (isinstance(exponent, Num) and exponent.value.denominator == 1):
            raise CompileError("a power of a matrix with an exponent that is no integer")
        return Value(f"np.linalg.matrix_power({e.value(base).code}, {exponent.value})", matrix=True)
    if e.mode == "exact" and not (isinstance(exponent, Num) and exponent.value.denominator == 1):
        raise CompileError("a power with an exponent that is no integer is not rational")
    (a, b), axes, _ = e.common([e.value(base), e.value(exponent)])
    if isinstance(exponent, Num) and exponent.value < 0 and exponent.value.denominator == 1 and e.mode != "exact":
        return Value(f"{a.within(ATOM)}**{float(exponent.value)}", POWER, axes)
    return Value(f"{a.within(ATOM)}**{b.within(ATOM) if b.level != SIGN or e.mode != 'real' else b.code}", POWER, axes)


def _matmul(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    values = [e.value(a) for a in args]
    codes = [v.within(ATOM) for v in values]
    chain = codes[-1]
    for k in range(len(codes) - 2, -1, -1):
        chain = f"{codes[k]} @ {chain if k == len(codes) - 2 else f'({chain})'}"
    if same_shape(shape(term), SCALAR):
        return Value(f"({chain})[0, 0]")
    return Value(chain, TIMES, matrix=True)


def _hadamard(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    return e._arithmetic("mul", [e.value(a) for a in args], args)


def _kron(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    code = e.value(args[0]).code
    for a in args[1:]:
        code = f"np.kron({code}, {e.value(a).code})"
    return Value(code, matrix=True)


def _extremum(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    values, axes, matrix = e.common([e.value(a) for a in args])
    name = f"np.{term.op}imum" if e.mode != "complex" else f"{term.op}imum"
    e._need(f"{name}(")
    code = values[0].code
    for v in values[1:]:
        code = f"{name}({code}, {v.code})"
    return Value(code, ATOM, axes, matrix)


def _cases(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    values, axes, matrix = e.common([e.value(a) for a in args])
    code = values[-1].code if len(values) % 2 else "np.nan"
    for k in range((len(values) // 2) * 2 - 2, -1, -2):
        code = f"np.where({values[k].code}, {values[k + 1].code}, {code})"
    return Value(code, ATOM, axes, matrix)


def _logic(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    values, axes, matrix = e.common([e.value(a) for a in args])
    if term.op == "not":
        return Value(f"~{values[0].within(ATOM)}", SIGN, axes, matrix)
    return Value(f" {'&' if term.op == 'and' else '|'} ".join(v.within(ATOM) for v in values), COMPARE, axes, matrix)


def _truth(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    return Value(term.op.capitalize())


def _euler(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    if args[0] is ONE and e.mode != "exact":
        return Value("np.e")
    if e.mode == "exact":
        raise CompileError("exp is not rational")
    v = e.value(args[0])
    return Value(f"np.exp({v.code})", ATOM, v.axes, v.matrix)


def _sized(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    """identity, ones, zeros: their arguments are sizes."""
    assert isinstance(term, Call)
    sizes = ", ".join(e._whole(a).code for a in args)
    word = {"identity": f"np.eye({sizes})", "ones": f"np.ones(({sizes}))", "zeros": f"np.zeros(({sizes}))"}[term.op]
    return Value(word if e.dtype == "np.float64" else f"{word[:-1]}, dtype={e.dtype})", matrix=True)


def _through_entries(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    return e._by_entries(term)


_SPECIAL: dict[str, Special] = {
    "add": _sum_or_product, "mul": _sum_or_product, "neg": _sum_or_product, "div": _quotient, "pow": _power, "exp": _euler,
    "matmul": _matmul, "hadamard": _hadamard, "kron": _kron, "max": _extremum, "min": _extremum, "cases": _cases,
    "and": _logic, "or": _logic, "not": _logic, "true": _truth, "false": _truth,
    "identity": _sized, "ones": _sized, "zeros": _sized, "gradient": _through_entries, "hessian": _through_entries,
    "jacobian": _through_entries,
}
_RATIONAL = frozenset({"transpose", "trace", "diag", "vec", "inner", "abs", "sign", "relu", "heaviside", "indicator", "delta",
                       "leaky_relu", "norm1",
                       "norm_inf", "unit"})
_TEMPLATES: dict[Mode, dict[str, str]] = {
    "real": {"log1p": "np.log1p({0})", "expm1": "np.expm1({0})", "logaddexp": "np.logaddexp({0}, {1})", "delta": "np.equal({0}, {1})*1.0",
             "inner": "np.sum(({0})*({1}))"},
    "complex": {"abs": "absolute({0})", "sign": "np.sign(np.real({0}))", "relu": "maximum({0}, 0)", "softplus": "softplus({0})",
                "logaddexp": "logaddexp({0}, {1})", "heaviside": "np.where(np.real({0}) > 0, 1.0, 0.0)",
                "leaky_relu": "np.where(np.real({0}) > 0, {0}, {1}*{0})", "norm": "np.sqrt(np.sum(({0})**2))",
                "norm1": "absolute({0}).sum()"},
    "exact": {"relu": "np.maximum({0}, 0)", "heaviside": "np.where({0} > 0, 1, 0)", "indicator": "np.where({0}, 1, 0)",
              "delta": "np.equal({0}, {1})*1"},
}

HELPERS: dict[str, str] = {
    "sigmoid": '''def sigmoid(x):
    """1/(1 + exp(-x)) without overflow."""
    positive = np.real(x) >= 0
    e = np.exp(np.where(positive, -x, x))
    return np.where(positive, 1, e)/(1 + e)''',
    "softmax": '''def softmax(z):
    """exp(z_i)/sum_j exp(z_j) of a vector, without overflow."""
    e = np.exp(z - np.max(np.real(z)))
    return e/e.sum()''',
    "logsumexp": '''def logsumexp(z, axis):
    """log sum exp(z) along an axis, without overflow."""
    top = np.max(np.real(z), axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.exp(z - top).sum(axis))''',
    "erf": '''def erf(x):
    """The error function, entry by entry."""
    return np.vectorize(math.erf, otypes=[float])(x)''',
    "gamma": '''def gamma(x):
    """The gamma function, entry by entry."""
    return np.vectorize(math.gamma, otypes=[float])(x)''',
    "binom": '''def binom(n, k):
    """The binomial coefficient of integers, entry by entry."""
    return np.vectorize(lambda a, b: float(math.comb(int(a), int(b))), otypes=[float])(n, k)''',
    "absolute": '''def absolute(x):
    """|x| of the real part's sign, so that a complex step passes."""
    return np.where(np.real(x) >= 0, x, -x)''',
    "maximum": '''def maximum(a, b):
    """The argument with the larger real part."""
    return np.where(np.real(a) >= np.real(b), a, b)''',
    "minimum": '''def minimum(a, b):
    """The argument with the smaller real part."""
    return np.where(np.real(a) <= np.real(b), a, b)''',
    "softplus": '''def softplus(x):
    """log(1 + exp(x)) without overflow, also for complex x."""
    positive = np.real(x) >= 0
    return np.where(positive, x, 0) + np.log1p(np.exp(np.where(positive, -x, x)))''',
    "logaddexp": '''def logaddexp(a, b):
    """log(exp(a) + exp(b)) without overflow, also for complex arguments."""
    larger = np.real(a) >= np.real(b)
    top, low = np.where(larger, a, b), np.where(larger, b, a)
    return top + np.log1p(np.exp(low - top))''',
}
"""Functions that the generated source defines for itself when it needs them."""

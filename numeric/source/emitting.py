"""NumPy source of a term: indices become array axes, sums become dot products and reductions.

A scalar subterm in which indices i, j stand becomes an array with one axis for each of them; axes are kept in one global order (free
indices first, then bound ones from the outside in), so that operands are aligned by inserting axes only.  Sums are left to
:mod:`numeric.source.contractions`, operators with rules of their own to :mod:`numeric.source.operators`.

Modes: ``real``; ``complex``, where ``|x|``, max and comparisons look at real parts, so that a complex step passes through;
``exact``, for arrays of fractions, where everything that is not rational is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from numeric.source.contractions import reduced
from numeric.source.naming import python_name
from numeric.source.operators import SPECIAL, TEMPLATES, has_complex_form
from numeric.source.pieces import ATOM, COMPARE, HELPERS, PLUS, POWER, SIGN, TIMES, CompileError, Mode, Value
from numeric.source.rewriting import contracted, slots
from numeric.source.stable import stable
from symbolic.functions import FUNCTIONS, RELATIONS
from symbolic.proving.calculus import resolve
from symbolic.shapes import SCALAR, shape
from symbolic.sizes import same_shape, same_size
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
                return reduced(self, term)
            case Matrix(rows):
                return self._matrix(rows)
            case Deriv(_, var, order) if order is ONE and isinstance(var, Sym):
                return self.by_entries(term)
            case Apply(function, _, _):
                raise CompileError(f"{function.name} is a function without a formula; add its definition")
        raise CompileError(f"no NumPy form of {term!r}")

    def _number(self, numerator: int, denominator: int) -> Value:
        if self.mode == "exact":
            return Value(f"Fraction({numerator}, {denominator})") if denominator != 1 else self._integer(numerator)
        return Value(f"{numerator}/{denominator}", TIMES) if denominator != 1 else self._integer(numerator)

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
            self.lines.append(f"{name} = np.arange({self.whole(lo).code}, {self._plus_one(hi)})")
            self.indices[i] = name
        return self.indices[i]

    def _plus_one(self, hi: Term) -> str:
        return str(hi.value + 1) if isinstance(hi, Num) else f"{self.whole(hi).within(PLUS)} + 1"

    def whole(self, term: Term) -> Value:
        """Integer arithmetic, for subscripts and bounds."""
        match term:
            case Num(value) if value.denominator == 1:
                return self._integer(value.numerator)
            case Sym() if term in self.ranges:
                return Value(self._index_array(term), ATOM, (term,))
            case Sym():
                return Value(self.name(term))
            case Call("add" | "mul" | "neg" as op, args):
                return self.arithmetic(op, [self.whole(a) for a in args], args)
        raise CompileError(f"{term!r} cannot stand as a subscript or bound")

    def length(self, i: Sym) -> str:
        """The number of values of an index."""
        lo, hi = self.ranges[i]
        if lo is ONE and isinstance(hi, (Sym, Num)):
            return self.whole(hi).code
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
        value = self.whole(index)
        if isinstance(index, Num) and isinstance(first, Num):
            return self._integer(int(index.value - first.value))
        if isinstance(first, Num) and first.value == 0:
            return value
        return Value(f"{value.within(PLUS)} - {self.whole(first).within(TIMES)}", PLUS, value.axes)

    # --- arithmetic

    def arithmetic(self, op: str, values: list[Value], args: tuple[Term, ...]) -> Value:
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
        special = SPECIAL.get(op)
        if special is not None:
            return special(self, term, args)
        if op in RELATIONS:
            return self._relation(op, args)
        row = FUNCTIONS.get(op)
        template = TEMPLATES[self.mode].get(op) or TEMPLATES["real"].get(op) or (row.numpy if row is not None else "")
        if not template:
            raise CompileError(f"{op} has no NumPy form")
        if self.mode == "exact" and not (row is not None and row.rational):
            raise CompileError(f"{op} is not rational")
        if self.mode == "complex" and op not in TEMPLATES["complex"] and not has_complex_form(template):
            raise CompileError(f"{op} has no complex form here")
        return self._templated(template, [self.value(a) for a in args], whole=row is not None and not row.elementwise, term=term)

    def _templated(self, template: str, values: list[Value], whole: bool, term: Term) -> Value:
        values, axes, matrix = self.common(values)
        self.need(template)
        slots_used = [template.count(f"{{{k}}}") for k in range(len(values))]
        values = [self.assign(v) if n > 1 and len(v.code) > 12 else v for v, n in zip(values, slots_used, strict=True)]
        bare = [f"({{{k}}}" in template or f"{{{k}}})" in template for k in range(len(values))]
        direct = not values or (template.count("(") == 1 and template.endswith(")") and template[0].isalpha())
        codes = [v.code if direct or (b and n == 1) else v.within(ATOM) for v, b, n in zip(values, bare, slots_used, strict=True)]
        if whole:
            matrix = not same_shape(shape(term), SCALAR)
        if template in ("({0}).T", "({0}).reshape(-1, 1, order='F')"):
            return Value(template.replace("({0})", values[0].within(ATOM)), ATOM, axes, matrix)
        return Value(template.format(*codes), ATOM if direct else PLUS, axes, matrix)

    def need(self, template: str) -> None:
        for name in re.findall(r"(?<![\w.])[A-Za-z_]\w*(?=\()", template):
            if name not in HELPERS:
                raise CompileError(f"{template} calls {name}, which is no function of NumPy or of numeric.source.pieces.HELPERS")
            self.helpers[name] = None

    def _relation(self, op: str, args: tuple[Term, ...]) -> Value:
        values, axes, matrix = self.common([self.value(a) for a in args])
        left, right = (f"np.real({v.code})" if self.mode == "complex" else v.within(PLUS) for v in values)
        signs = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
        if op not in signs:
            raise CompileError(f"the relation {op} has no NumPy form")
        return Value(f"{left} {signs[op]} {right}", COMPARE, axes, matrix)

    def filled(self, value: Value, var: Sym) -> Value:
        """The value with the axis of ``var``, even if it does not depend on it."""
        if var in value.axes:
            return value
        axes = self.sorted_axes((*value.axes, var))
        return Value(f"{self.aligned(value, axes).within(POWER)}*np.ones_like({self._index_array(var)})", TIMES, axes)

    def product(self, values: list[Value]) -> Value:
        kept = [v for v in values if v.code != "1"] or values[:1]
        return kept[0] if len(kept) == 1 else self.arithmetic("mul", kept, ())

    def divided(self, a: Value, b: Value) -> Value:
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
            return self.by_entries(term)
        from symbolic.proving.matrices.index_form import scalar

        body = scalar(term)
        self.prepare(body)
        return self.value(body)

    def by_entries(self, term: Term) -> Value:
        """A matrix operator through its entries, as an array over two new indices."""
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
            value = self.filled(value, index)
        return Value(f"{value.within(ATOM)}[:, None]" if one_column else value.code, ATOM if one_column else value.level, matrix=True)


def _is_member(term: Term) -> bool:
    """Whether a whole member of a family stands here, possibly under operators that keep it an array."""
    if isinstance(term, Elem):
        return not same_shape(shape(term), SCALAR)
    return isinstance(term, Call) and not same_shape(shape(term), SCALAR) and any(_is_member(a) for a in term.args)

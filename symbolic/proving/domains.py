"""Where a term is defined, and where it is differentiable: conditions read off the unevaluated term.

Guarantee of :func:`definedness`: if all conditions hold, the term is defined; and without derivatives, limits
and integrals in it, the converse holds too.  The conditions for a derivative are sufficient: the body is
defined on a neighbourhood, and every function in it is smooth there.

Existence of limits, integrals and infinite sums is not decided here: it is the opaque condition ``exists(t)``,
and the provers that evaluate such terms establish it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from symbolic.functions import BY_VARIABLES, COMPARISONS, FUNCTIONS, JUMPS, ge, gt, le, ne
from symbolic.occurrences import is_infinite
from symbolic.proving.by_form import holds_by_form
from symbolic.proving.whole_values import is_whole_valued, whole_where
from symbolic.shapes import ShapeError, shape
from symbolic.terms import (
    FALSE,
    MINUS_ONE,
    ONE,
    ZERO,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    bind,
    call,
    children,
    free_symbols,
    mul,
    open_binder,
    operators,
    replaced,
    sub,
    substitute,
    transform,
    walk,
)

PARTIAL = frozenset({"pow", "root", "factorial", "inverse", "infinity", "cases"})
"""Operators without a row of conditions that may have no value all the same."""
TOTAL = (frozenset(name for name, row in FUNCTIONS.items() if row.defined is None) - PARTIAL) | {"Bind", "sum", "prod"}
"""Operators, and binders with finite bounds, that have a value wherever their arguments have one."""
SMOOTH = frozenset(name for name, row in FUNCTIONS.items() if row.smooth is None) - {"max", "min", "cases", "pow", "floor", "ceil"}
"""Operators that are smooth wherever they have a value."""


@dataclass(slots=True)
class Insight:
    """What a caller may know beyond the form of a term; the default knows nothing.

    smooth(body, root, order): the body equals, where it is defined, a function with so many derivatives in ``root``, of every order
                        for None (``√(x²)²``).
    always(condition):  the condition holds at every allowed value.
    """

    smooth: Callable[[Term, Term, int | None], bool] = lambda body, root, order: False
    always: Callable[[Term], bool] = lambda condition: False
    memo: dict[Term, tuple[Term, ...]] = field(default_factory=dict)


NO_INSIGHT = Insight()


def definedness(term: Term, insight: Insight | None = None) -> tuple[Term, ...]:
    """Conditions under which ``term`` is defined, each once, in the order in which they occur."""
    return _atoms(term, insight or Insight())


def _atoms(t: Term, memo: Insight) -> tuple[Term, ...]:
    inside = operators(t)
    if inside <= TOTAL:
        return ()
    if "Deriv" not in inside:
        return _of_form(t)
    found = memo.memo.get(t)
    if found is None:
        found = tuple(dict.fromkeys(_node(t, memo)))
        memo.memo[t] = found
    return found


@lru_cache(maxsize=2048)
def _of_form(t: Term) -> tuple[Term, ...]:
    """The conditions of a term without derivatives, which depend on its form alone."""
    return tuple(dict.fromkeys(_node(t, NO_INSIGHT)))


def _node(t: Term, memo: Insight) -> Iterator[Term]:
    match t:
        case Call("cases", args):
            yield from _guarded(args, memo)
        case Call(op, args):
            for a in args:
                yield from _atoms(a, memo)
            yield from (c for c in _own(op, args) if not holds_by_form(c))
        case Elem(base, indices):
            for part in indices if isinstance(base, Sym) else (base, *indices):
                yield from _atoms(part, memo)
            yield from _in_range(base, indices)
        case Deriv(Deriv(body, inner, Num(few)), var, Num(more)) if inner is var:
            yield from _atoms(Deriv(body, var, Num(few + more)), memo)
        case Deriv(body, var, order):
            yield from differentiability(body, var, memo, int(order.value) if isinstance(order, Num) else None)
        case Bind("at", _, _, bounds):
            var, body = open_binder(t)
            yield from (substitute(c, {var: bounds[0]}) for c in _atoms(body, memo))
            yield from _atoms(bounds[0], memo)
        case Bind("sum" | "prod", _, _, bounds) if not any(map(is_infinite, bounds)):
            var, body = open_binder(t)
            yield from (quantify(var, c, bounds) for c in _atoms(body, memo))
            for b in bounds:
                yield from _atoms(b, memo)
        case Bind("maximum" | "minimum" | "supremum" | "infimum", _, _, (lo, hi)) if _counts(t):
            var, body = open_binder(t)
            yield from (quantify(var, c, (lo, hi)) for c in _atoms(body, memo))
            yield from (*_atoms(lo, memo), *_atoms(hi, memo), call("ge", hi, lo))
        case Bind(_, _, _, bounds):
            yield call("exists", t)
            for b in bounds:
                if not is_infinite(b):
                    yield from _atoms(b, memo)
        case _:
            for c in children(t):
                yield from _atoms(c, memo)


def _counts(t: Bind) -> bool:
    """Whether the variable of a binder is an index of a finite range."""
    return t.var.sort.field == "integer" and not any(map(is_infinite, t.bounds))


def quantify(var: Sym, condition: Term, bounds: tuple[Term, ...]) -> Term:
    """``condition`` for every value of ``var`` in its range: one in which ``var`` does not occur is needed if the range is not empty."""
    if var in free_symbols(condition):
        return bind("forall", var, condition, bounds)
    lo, hi = map(constant, bounds)
    if lo is not None and hi is not None and lo <= hi:
        return condition
    empty = call("lt", bounds[1], bounds[0])
    return condition if isinstance(condition, Call) and condition.op == "or" and empty in condition.args else call("or", empty, condition)


def _guarded(args: tuple[Term, ...], memo: Insight) -> Iterator[Term]:
    """Conditions of the branches, each only where its branch is taken; without default, some test must hold."""
    earlier: list[Term] = []
    pairs = list(zip(args[0:-1:2], args[1::2], strict=False))
    for test, value in pairs:
        for c in _atoms(test, memo):
            yield call("or", *earlier, c) if earlier else c
        for c in _atoms(value, memo):
            yield call("or", *earlier, call("not", test), c)
        earlier.append(test)
    if len(args) % 2:
        for c in _atoms(args[-1], memo):
            yield call("or", *earlier, c)
    else:
        yield call("or", *earlier) if len(earlier) > 1 else earlier[0]


def _own(op: str, args: tuple[Term, ...]) -> Iterator[Term]:
    """Conditions of the operator itself."""
    if op == "pow":
        yield from _power(*args)
    elif op == "root":
        degree = args[1]
        if isinstance(degree, Num) and degree.value > 0 and degree.value.denominator == 1:
            if degree.value % 2 == 0:
                yield ge(args[0])
        elif is_integer(degree):
            yield from (ge(args[0]), ge(degree, ONE))
        else:
            yield gt(args[0])
    elif op == "factorial":
        yield ge(args[0]) if is_integer(args[0]) else gt(args[0], MINUS_ONE)
    elif op == "inverse":
        yield ne(call("det", args[0]))
    elif op == "infinity":
        yield FALSE
    else:
        row = FUNCTIONS.get(op)
        if row is not None and row.defined is not None:
            yield from map(_without_power, row.defined(*args))


def _without_power(condition: Term) -> Term:
    """u ≠ 0 for uᵏ ≠ 0, k > 0, and for the conjugate of u."""
    match condition:
        case Call("ne", (Call("conj", (u,)), zero)) if zero is ZERO:
            return _without_power(ne(u))
        case Call("ne", (Call("mul", factors), zero)) if zero is ZERO and any(isinstance(f, Call) and f.op == "conj" for f in factors):
            plain = tuple(dict.fromkeys(f.args[0] if isinstance(f, Call) and f.op == "conj" else f for f in factors))
            return _without_power(ne(plain[0] if len(plain) == 1 else mul(*plain)))
        case Call("ne", (Call("pow", (u, Num(k))), zero)) if zero is ZERO and k > 0 and k.denominator == 1:
            return _without_power(ne(u))
    return condition


def _power(base: Term, exponent: Term) -> Iterator[Term]:
    value = constant(exponent)
    if value is not None:
        p, q = value.as_integer_ratio()
        if q > 1:
            yield ge(base) if p > 0 else gt(base)
        elif p < 0:
            yield ne(base)
    elif is_integer(exponent):
        yield call("or", ne(base), ge(exponent))
    elif needed := whole_where(exponent):
        yield call("or", gt(base), call("and", *map(ge, needed)) if len(needed) > 1 else ge(needed[0]))
        if not (isinstance(exponent, Call) and exponent.op == "pow"):
            yield call("or", ne(base), ge(exponent))
    else:
        yield gt(base)


def constant(t: Term) -> Fraction | None:
    """The rational value of a numeral expression (``-1``, ``1/2``), else None."""
    match t:
        case Num(value):
            return value
        case Call("neg", (a,)):
            inner = constant(a)
            return None if inner is None else -inner
        case Call("div", (a, b)):
            top, bottom = constant(a), constant(b)
            return None if top is None or bottom is None or bottom == 0 else top / bottom
    return None


def is_integer(t: Term) -> bool:
    """Whether the term is integer-valued by its form."""
    match t:
        case Num(value):
            return bool(value.denominator == 1)
        case Sym(_, sort, _):
            return sort.field == "integer" and not sort.is_function
        case Elem(Sym(_, sort, _), _):
            return sort.field == "integer"
        case Call("add" | "mul" | "neg" | "max" | "min" | "abs" | "factorial" | "binomial", args):
            return all(map(is_integer, args))
        case Call("pow", (a, b)):
            return is_integer(a) and isinstance(b, Num) and b.value >= 0 and b.value.denominator == 1
        case Call("floor" | "ceil" | "delta", _):
            return True
    return isinstance(t, Call) and t.op in ("add", "mul", "neg", "div") and is_whole_valued(t)


def _in_range(base: Term, indices: tuple[Term, ...]) -> Iterator[Term]:
    """Subscripts lie in the declared ranges of the array or family, or in the matrix that is written."""
    try:
        sort = base.sort if isinstance(base, Sym) else Sort(shape=shape(base))
    except ShapeError:
        return
    ranges: list[tuple[Term, Term] | None] = list(sort.index)
    ranges += [(ONE, n) for n in sort.shape if n is not ONE]
    for i, r in zip(indices, ranges, strict=False):
        if r is not None:
            yield ge(i, r[0])
            yield le(i, r[1])


# --- differentiability ----------------------------------------------------------------------------


def differentiability(body: Term, var: Term, insight: Insight, order: int | None = None) -> tuple[Term, ...]:
    """Sufficient conditions for ``body`` to be differentiable in ``var`` as often as ``order`` says, any number of times for None."""
    root = var.base if isinstance(var, Elem) else var
    conditions = [d for c in _atoms(body, insight) for d in _around(c, root, var, insight)]
    plain = transform(body, lambda t: _flat_where_zero(t, insight)) if order == 1 and not DERIVED & operators(body) else body
    kinks = list(_smooth_inside(plain, root, var))
    if kinks and not insight.smooth(body, root, order):
        conditions += kinks
    return tuple(dict.fromkeys(conditions))


DERIVED = BY_VARIABLES | {"Deriv"}


def _flat_where_zero(t: Term, insight: Insight) -> Term | None:
    """u for uᵖ with p > 1, and for √uᵏ with k ≥ 2, where u ≥ 0 at all values: then uᵖ is differentiable with slope 0 where u is 0."""
    match t:
        case Call("pow", (Call("sqrt", (u,)), Num(k))) if k >= 2 and insight.always(ge(u)):
            return u
        case Call("pow", (u, exponent)) if (p := constant(exponent)) is not None and p > 1 and p.denominator != 1 and insight.always(ge(u)):
            return u
    return None


def _around(condition: Term, root: Term, var: Term, insight: Insight) -> Iterator[Term]:
    """The condition on a neighbourhood; of the members of a family only one moves with its entry."""
    bounded = isinstance(condition, Bind)
    if root not in free_symbols(condition) or (not bounded and strict(condition) is condition) or insight.always(condition):
        yield condition
    elif isinstance(condition, Bind) and isinstance(var, Elem):
        index, body = open_binder(condition)
        entry = entry_of(index, body, var)
        if entry is None:
            yield strict(condition)
        else:
            yield condition
            yield substitute(strict(body), {index: var.indices[entry.indices.index(index)]})
    else:
        yield strict(condition)


def entry_of(index: Sym, body: Term, var: Elem) -> Elem | None:
    """x_i, if a body depends on the family of the variable x_k through x_i alone, i its index."""
    entries = {e for e in walk(body) if isinstance(e, Elem) and e.base is var.base}
    if len(entries) != 1:
        return None
    (entry,) = entries
    rest = replaced(body, entry, ONE)
    alone = var.base not in free_symbols(rest)
    return entry if alone and index in entry.indices and len(entry.indices) == len(var.indices) else None


def _smooth_inside(t: Term, root: Term, by: Term) -> Iterator[Term]:
    """Conditions under which every operator in ``t`` is smooth where its arguments depend on ``root``."""
    if root not in free_symbols(t) or operators(t) <= SMOOTH:
        return
    if isinstance(t, Bind):
        var, body = open_binder(t)
        inner = _smooth_inside(body, root, by)
        if t.op not in ("sum", "prod"):
            yield from inner
        elif isinstance(by, Elem) and (entry := entry_of(var, body, by)) is not None:
            yield from (substitute(c, {var: by.indices[entry.indices.index(var)]}) for c in inner)
        else:
            yield from (quantify(var, c, t.bounds) for c in inner)
        return
    if isinstance(t, Call) and t.op == "cases":
        yield from _smooth_branches(t.args, root, by)
    else:
        for c in children(t):
            yield from _smooth_inside(c, root, by)
    if isinstance(t, Call):
        yield from _smooth(t, root)


def _smooth_branches(args: tuple[Term, ...], root: Term, by: Term) -> Iterator[Term]:
    """Every branch is smooth where it is taken; a test of what is continuous keeps its truth but at its edge."""
    earlier: list[Term] = []
    for test, value in zip(args[0:-1:2], args[1::2], strict=False):
        if not JUMPS.isdisjoint(operators(test)):
            yield from _smooth_inside(test, root, by)
        for c in _smooth_inside(value, root, by):
            yield call("or", *earlier, call("not", test), c)
        earlier.append(test)
    if len(args) % 2:
        for c in _smooth_inside(args[-1], root, by):
            yield call("or", *earlier, c) if earlier else c


def _smooth(t: Call, root: Term) -> Iterator[Term]:
    """Conditions under which the outermost operator of ``t`` is smooth."""
    match t.op:
        case "max" | "min":
            for i, a in enumerate(t.args):
                for b in t.args[i + 1 :]:
                    yield ne(sub(a, b)) if b is not ZERO else ne(a)
        case "cases":
            for test in t.args[0:-1:2]:
                for c in walk(test):
                    if isinstance(c, Call) and c.op in COMPARISONS and root in free_symbols(c):
                        yield ne(*c.args)
        case "pow":
            value = constant(t.args[1])
            if (value is not None and value.denominator != 1) or (value is None and not is_integer(t.args[1])):
                yield gt(t.args[0])
        case "floor" | "ceil":
            yield call("not", call("eq", t, t.args[0]))
        case _:
            row = FUNCTIONS.get(t.op)
            if row is not None and row.smooth is not None:
                yield from row.smooth(*t.args)


def strict(condition: Term) -> Term:
    """The condition on a neighbourhood: ≥ becomes >."""
    match condition:
        case Call("ge", (a, b)) if not (is_integer(a) and is_integer(b)):
            return call("gt", a, b)
        case Call("le", (a, b)) if not (is_integer(a) and is_integer(b)):
            return call("lt", a, b)
        case Call("or" | "and" as op, args):
            return call(op, *map(strict, args))
        case Bind("forall", _, _, bounds):
            var, body = open_binder(condition)
            return bind("forall", var, strict(body), bounds)
    return condition

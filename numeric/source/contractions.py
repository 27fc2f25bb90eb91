"""Sums and products over an index: constants are taken out, and ``Σ_j w_{jk} o_j``, a product that splits into two factors sharing nothing
but j, becomes ``o @ w``; what does not split is a reduction over an axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numeric.source.pieces import ATOM, POWER, SIGN, TIMES, CompileError, Value
from symbolic.shapes import SCALAR, shape
from symbolic.sizes import same_shape
from symbolic.terms import Bind, Call, Sym, Term, free_symbols

if TYPE_CHECKING:
    from numeric.source.emitting import Emitter


def reduced(e: Emitter, term: Bind) -> Value:
    """A sum, a product, a logarithm of summed exponentials or the largest value over an index."""
    match term.op:
        case "sum":
            return _sum(e, term)
        case "prod" | "logsumexp" | "largest":
            var, body = e.open(term)
            value = e.filled(e.value(body), var)
            axis = value.axes.index(var)
            rest = tuple(a for a in value.axes if a is not var)
            if term.op == "prod":
                return Value(f"{value.within(ATOM)}.prod({_axis(value, axis)})", ATOM, rest)
            if term.op == "largest":
                real = f"np.real({value.code})" if e.mode == "complex" else value.within(ATOM)
                return Value(f"{real}.max({_axis(value, axis)})", ATOM, rest)
            e.need("logsumexp(")
            return Value(f"logsumexp({value.code}, {axis})", ATOM, rest)
    raise CompileError(f"{term.op} has no NumPy form")


def _axis(value: Value, axis: int) -> str:
    return "" if len(value.axes) == 1 else f"axis={axis}"


def _sum(e: Emitter, term: Bind) -> Value:
    if not same_shape(shape(term.body), SCALAR):
        return e.by_entries(term)
    return _total(e, *e.open(term))


def _total(e: Emitter, var: Sym, body: Term) -> Value:
    """Σ over ``var``: constants taken out, sums split where that turns products into matrix products."""
    if var not in free_symbols(body):
        return e.product([Value(e.length(var)), e.value(body)])
    sign, above, below = _fraction(body)
    outside = [f for f in above if var not in free_symbols(f)]
    inside = [f for f in above if var in free_symbols(f)]
    divisors = [f for f in below if var in free_symbols(f)]
    alone = inside[0] if len(inside) == 1 and not divisors else None
    if isinstance(alone, Call) and alone.op == "add" and _splits(e, var, alone.args):
        total = e.arithmetic("add", [_total(e, var, a) for a in alone.args], alone.args)
    else:
        factors = [e.value(f) for f in inside]
        if divisors or not factors:
            factors.append(e.divided(Value("1"), e.product([e.value(f) for f in divisors])))
        total = _contract(e, var, factors)
    result = e.product([*(e.value(f) for f in outside), total])
    constant = [e.value(f) for f in below if var not in free_symbols(f)]
    if constant:
        result = e.divided(result, e.product(constant))
    return Value(f"-{result.within(POWER)}", SIGN, result.axes) if sign < 0 else result


def _splits(e: Emitter, var: Sym, summands: tuple[Term, ...]) -> bool:
    """Whether some summand is a product of two factors that share only ``var`` and have further axes."""
    for s in summands:
        _, above, below = _fraction(s)
        groups = _groups(var, [_axes_of(e, f) for f in above if var in free_symbols(f)])
        if not any(var in free_symbols(f) for f in below) and len(groups) > 1 and any(len(axes) > 1 for _, axes in groups):
            return True
    return False


def _axes_of(e: Emitter, term: Term) -> frozenset[Sym]:
    return frozenset(s for s in free_symbols(term) if s in e.ranges)


def _groups(var: Sym, axes: list[frozenset[Sym]]) -> list[tuple[list[int], frozenset[Sym]]]:
    """The factors that share an axis other than ``var``, together."""
    groups: list[tuple[list[int], frozenset[Sym]]] = []
    for k, own in enumerate(axes):
        touching = [g for g in groups if (g[1] & own) - {var}]
        merged = ([k, *(m for g in touching for m in g[0])], own.union(*(g[1] for g in touching)))
        groups = [g for g in groups if g not in touching] + [(sorted(merged[0]), merged[1])]
    return groups


def _contract(e: Emitter, var: Sym, factors: list[Value]) -> Value:
    """Σ over ``var`` of a product: a dot product where it splits in two, else a reduction."""
    groups = _groups(var, [frozenset(f.axes) for f in factors])
    parts = [e.product([factors[k] for k in members]) for members, _ in groups]
    if len(parts) > 1:
        parts.sort(key=lambda p: len(p.axes))
        left, right = e.product(parts[:-1]), parts[-1]
        if len(left.axes) <= 2 and len(right.axes) <= 2:
            return _dot(e, var, left, right)
    whole = e.filled(e.product(parts), var)
    axis = whole.axes.index(var)
    return Value(f"{whole.within(ATOM)}.sum({_axis(whole, axis)})", ATOM, tuple(a for a in whole.axes if a is not var))


def _dot(e: Emitter, var: Sym, left: Value, right: Value) -> Value:
    kept_left, kept_right = ([a for a in v.axes if a is not var] for v in (left, right))
    if kept_left and kept_right and e.order.index(kept_left[0]) > e.order.index(kept_right[0]):
        left, right, kept_left, kept_right = right, left, kept_right, kept_left
    if not kept_left and len(right.axes) == 2 and right.axes[1] is var:
        left, right, kept_left, kept_right = right, left, kept_right, kept_left
    a = left.within(ATOM) if len(left.axes) < 2 or left.axes[1] is var else f"{left.within(ATOM)}.T"
    b = right.within(ATOM) if len(right.axes) < 2 or right.axes[0] is var else f"{right.within(ATOM)}.T"
    return Value(f"{a} @ {b}", TIMES, (*kept_left, *kept_right))


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

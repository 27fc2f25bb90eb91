"""What declarations ask of the values of names: bounds, choices, sizes, and the kind of an array.

Guarantee: none needs to hold for the values made from it to be admitted, which is verified at every point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flint import fmpq

from symbolic.functions import INEQUALITIES
from symbolic.proving.balls.balls import compiled, value_of
from symbolic.proving.balls.instances import Style
from symbolic.proving.balls.values import Code, Env
from symbolic.terms import ONE, Bind, Call, Elem, Num, Sym, Term, call, free_symbols, operators, sub, transform, walk

FLIPPED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "ne": "ne", "eq": "eq"}


def conjuncts(facts: Iterable[Term]) -> Iterator[Term]:
    """The facts, conjunctions taken apart."""
    for f in facts:
        if isinstance(f, Call) and f.op == "and":
            yield from conjuncts(f.args)
        else:
            yield f


def bounds_of(s: Sym, facts: Iterable[Term]) -> Iterator[tuple[str, Code, frozenset[Sym]]]:
    """Bounds ``s op t``, also where s stands on the right, with a sign or with a summand."""
    for f in facts:
        if isinstance(f, Call) and f.op in INEQUALITIES and len(f.args) == 2:
            a, b = f.args
            if a is s and s not in free_symbols(b):
                yield f.op, compiled(b), free_symbols(b)
            elif b is s and s not in free_symbols(a):
                yield FLIPPED[f.op], compiled(a), free_symbols(a)
            elif s in free_symbols(f):
                yield from _affine_bound(s, f.op, sub(a, b))


def _affine_bound(s: Sym, op: str, u: Term) -> Iterator[tuple[str, Code, frozenset[Sym]]]:
    """``c·s + d op 0`` with a numeric slope."""
    others = free_symbols(u) - {s}
    if others or any(isinstance(t, Bind) for t in walk(u)):
        return
    code = compiled(u)
    at = [value_of(code, {s: fmpq(x)}, 64) for x in (0, 1, 2)]
    if all(type(v) is fmpq for v in at) and at[2] - at[1] == at[1] - at[0] != 0:
        slope = at[1] - at[0]
        bound = -at[0] / slope
        yield (op if slope > 0 else FLIPPED[op]), lambda env: bound, frozenset()


def choices_of(s: Sym, facts: Iterable[Term]) -> list[Any]:
    """The values between which a disjunction of equations lets a name choose."""
    for f in facts:
        if isinstance(f, Call) and f.op == "or":
            values = [_value_choice(p, s) for p in f.args]
            if all(v is not None for v in values):
                return values
    return []


def _value_choice(fact: Term, s: Term) -> Any:
    match fact:
        case Call("eq", (a, b)) if a is s and not free_symbols(b):
            v = value_of(compiled(b), {}, 64)
            return v if type(v) is fmpq else None
    return None


def size_of(t: Term, env: Env) -> int:
    """The value of a size, an integer; ValueError for any other."""
    v = value_of(compiled(t), env, 64)
    if type(v) is not fmpq or v.q != 1:
        raise ValueError("a size that is no integer")
    return int(v.p)


def shape_of(shape: tuple[Term, ...], env: Env) -> tuple[int, int] | None:
    """The numbers of rows and columns, None for a scalar; ValueError for an array that is empty or large."""
    if not shape:
        return None
    m, n = (size_of(t, env) for t in shape)
    if m < 1 or n < 1 or m * n > 64:
        raise ValueError("an empty or a large array")
    return m, n


def style_of(s: Sym, facts: list[Term], env: Env) -> Style:
    """What the facts ask of the entries of an array."""
    style = Style()
    for f in facts:
        _learn(s, f, (), style, env)
    return style


def _learn(s: Sym, f: Term, bound: tuple[Sym, ...], style: Style, env: Env) -> None:
    match f:
        case Bind("forall", var, body, _):
            for part in conjuncts((body,)):
                _learn(s, part, (*bound, var), style, env)
        case Call("or", args):
            match args[0]:
                case Call("eq", (Elem(base, _) as entry, _)) if base is s:
                    values = [_value_choice(p, entry) for p in args]
                    if all(v is not None for v in values):
                        style.interval.choices = values
        case Call("posdef" | "possemidef", (a, _)) if a is s:
            style.positive = True
        case Call("eq", (a, b)):
            if not _equation(s, a, b, bound, style, env):
                _equation(s, b, a, bound, style, env)
        case Call(op, (Elem(base, _), b)) if base is s and op in FLIPPED:
            _bound_entries(style, op, b, env)
        case Call(op, (b, Elem(base, _))) if base is s and op in FLIPPED:
            _bound_entries(style, FLIPPED[op], b, env)
        case Call(op, (a, b)) if a is s and op in FLIPPED:
            _bound_entries(style, op, b, env)


def _bound_entries(style: Style, op: str, b: Term, env: Env) -> None:
    v = value_of(compiled(b), env, 64)
    if type(v) is fmpq:
        style.interval.restrict(op, v)


def _at_real_values(t: Term) -> Term:
    """A term without the conjugates of names: points are real."""
    return transform(t, lambda u: u.args[0] if isinstance(u, Call) and u.op == "conj" else None) if "conj" in operators(t) else t


def _equation(s: Sym, a: Term, b: Term, bound: tuple[Sym, ...], style: Style, env: Env) -> bool:
    match _at_real_values(a), _at_real_values(b):
        case (Call("transpose", (x,)), y) if x is s and y is s:
            style.symmetric = True
        case (Call("transpose", (x,)), Call("neg", (y,))) if x is s and y is s:
            style.antisymmetric = True
        case (Elem(x, (i, j)), Elem(y, (k, m))) if x is s and y is s and i is m and j is k:
            style.symmetric = True
        case (Elem(x, (i, j)), Call("neg", (Elem(y, (k, m)),))) if x is s and y is s and i is m and j is k:
            style.antisymmetric = True
        case (Call("matmul", (x, y)), Call("identity")) if {x, y} == {s, call("transpose", s)}:
            style.orthonormal = True
        case (Call("matmul", (x, y)), z) if x is s and y is s and z is s:
            style.projection = True
        case (Call("pow", (x, Num(value))), z) if x is s and z is s and value == 2:
            style.projection = True
        case (Call("matmul", (x, y)), Call("identity")) if x is s and y is s:
            style.involution = True
        case (Call("pow", (x, Num(value))), Call("identity")) if x is s and value == 2:
            style.involution = True
        case (Call("matmul", factors), Call("zeros") | Num()) if set(factors) == {s}:
            style.nilpotent = True
        case (Call("pow", (x, Num())), Call("zeros") | Num()) if x is s:
            style.nilpotent = True
        case (Call("matmul", (x, y)), Call("matmul", (z, w))) if x is w and y is z and s in (x, y):
            style.diagonal = True
        case (Bind("sum", var, Elem(x, indices), _), total) if x is s and var in indices:
            v = value_of(compiled(total), env, 64)
            style.simplex, style.total = indices.index(var), v if type(v) is fmpq else fmpq(1)
        case (Bind("sum", _, Bind("sum", _, Elem(x, indices), _), _), total) if x is s and len(indices) == 2 and not s.sort.shape:
            v = value_of(compiled(total), env, 64)
            style.whole, style.total = True, v if type(v) is fmpq else fmpq(1)
        case (Call("matmul" | "inner", parts), total) if len(parts) == 2 and s in map(_untransposed, parts) and any(
                isinstance(p, Call) and p.op == "ones" for p in map(_untransposed, parts)) and total is ONE:
            style.simplex = 0
        case _:
            return False
    return True


def _untransposed(t: Term) -> Term:
    return t.args[0] if isinstance(t, Call) and t.op == "transpose" else t


def ranges_of_double_sum(s: Sym, facts: list[Term], env: Env) -> list[tuple[int, int] | None]:
    """The ranges of the double sum that is declared for a family with two indices."""
    for f in facts:
        for t in walk(f):
            match t:
                case Bind("sum", first, Bind("sum", second, Elem(base, indices), inner), outer) if base is s:
                    bounds = {first: outer, second: inner}
                    if bounds.keys() != {*indices}:
                        continue
                    try:
                        return [(size_of(bounds[i][0], env), size_of(bounds[i][1], env)) for i in indices if isinstance(i, Sym)]
                    except ValueError:
                        break
    return [None, None]


def range_of_sum(s: Sym, facts: list[Term], axis: int, env: Env) -> tuple[int, int] | None:
    """The range of the sum that is declared for a family without a range."""
    for f in facts:
        for t in walk(f):
            match t:
                case Bind("sum", _, Elem(base, _), (lo, hi)) if base is s:
                    try:
                        return size_of(lo, env), size_of(hi, env)
                    except ValueError:
                        return None
    return None

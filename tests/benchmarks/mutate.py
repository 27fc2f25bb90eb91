"""Slips of the pen: small edits of a term, most of which make a true step false."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.terms import ONE, TWO, Bind, Call, Deriv, Elem, Num, Term, add, call, children, div, mul, neg, num, power, rebuild, sub, walk

OTHER = {
    "sin": "cos",
    "cos": "sin",
    "exp": "sinh",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
    "max": "min",
    "min": "max",
    "sinh": "cosh",
    "cosh": "sinh",
    "asin": "acos",
    "atan": "tanh",
    "tan": "cot",
    "sec": "csc",
    "softplus": "relu",
    "abs": "relu",
    "sqrt": "abs",
}


def replaced(t: Term, old: Term, new: Term) -> Term:
    """``t`` with the first occurrence of a subterm replaced."""
    if t is old:
        return new
    parts = list(children(t))
    for i, p in enumerate(parts):
        changed = replaced(p, old, new)
        if changed is not p:
            parts[i] = changed
            return rebuild(t, tuple(parts))
    return t


def mutations(t: Term) -> Iterator[Term]:
    """A sign, a factor, an exponent, an index, a bound, a transpose, a function, a dropped factor, summand or derivative."""
    for node in walk(t):
        for slip in _slips(node):
            yield replaced(t, node, slip)


def _slips(node: Term) -> Iterator[Term]:
    match node:
        case Call("add", args):
            for i, a in enumerate(args):
                yield add(*args[:i], a.args[0] if isinstance(a, Call) and a.op == "neg" else neg(a), *args[i + 1 :])
                yield add(*args[:i], *args[i + 1 :])
        case Call("mul", args):
            yield mul(TWO, *args)
            for i in range(len(args)):
                yield mul(*args[:i], *args[i + 1 :])
        case Call("matmul", (a, b)):
            yield call("matmul", b, a)
            yield neg(node)
        case Call("pow", (a, Num(n))):
            yield power(a, num(n + 1))
            yield power(a, num(n - 1))
        case Call("neg" | "transpose" | "inverse", (a,)):
            yield a
        case Call("div", (a, b)):
            yield div(b, a)
            yield a
        case Bind("sum" | "prod" | "integral" as op, var, body, (lo, hi)):
            yield Bind(op, var, body, (add(lo, ONE), hi))
            yield Bind(op, var, body, (lo, sub(hi, ONE)))
        case Elem(base, (i, j)) if i is not j:
            yield Elem(base, (j, i))
        case Deriv(body, _, _):
            yield body
        case Call(op, (*args,)) if op in OTHER:
            yield Call(OTHER[op], tuple(args))

"""Compilers of function symbols at their arguments, and of derivatives, gradients, Hessians and Jacobians, by jets.

Guarantee: as for :mod:`symbolic.proving.balls.balls`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symbolic.proving.balls import arrays
from symbolic.proving.balls.compiling import BUILDERS, KINDS, Builder, compiled, symbol, unknown
from symbolic.proving.balls.derivatives import along, by_array, moved
from symbolic.proving.balls.jets import Scalar, Undefined, Unknown
from symbolic.proving.balls.values import NUMERATOR, Code, Env, Value, integer, member, replaced, within
from symbolic.terms import Apply, Call, Deriv, Elem, Num, Sym, Term


def _application(term: Apply, layout: str) -> Code:
    function, args, orders = term.function, term.args, term.orders
    f, codes = symbol(function), [compiled(a, layout) for a in args]
    domain = function.sort.domain or ()
    plain = not any(d.shape for d in domain)

    def at(known: Callable[..., Value], values: tuple[Value, ...], k: int) -> Value:
        if k == len(values):
            return known(*values)
        if not orders[k]:
            return at(known, values, k + 1)
        if type(values[k]) is tuple:
            return by_array(lambda v: at(known, (*values[:k], v, *values[k + 1 :]), k + 1), values[k], orders[k], layout)
        return along(lambda x: at(known, (*values[:k], x, *values[k + 1 :]), k + 1), values[k], orders[k])

    def run(env: Env) -> Value:
        known = f(env)
        values = tuple([c(env) for c in codes])
        if not callable(known):
            raise Unknown("a number applied as a function")
        if plain and any(type(v) is tuple for v in values):
            return arrays.entrywise(lambda *e: at(known, e, 0), *values)
        return at(known, values, 0)

    return run


def _derivative(term: Deriv, layout: str) -> Code:
    f, n, var = compiled(term.body, layout), compiled(term.order, layout), term.var
    subscripts = [compiled(i, layout) for i in var.indices] if isinstance(var, Elem) else []
    root = var.base if isinstance(var, Elem) else var
    if not isinstance(root, Sym):
        return unknown("a derivative by something that is no variable")
    at = symbol(root)

    def run(env: Env) -> Value:
        whole, times = at(env), integer(n(env))
        if times < 0:
            raise Undefined("a derivative of negative order")
        if subscripts:
            place = tuple([integer(c(env)) for c in subscripts])
            here = member(whole, place)
            return moved(lambda v: within(env, root, replaced(whole, place, v), f), here, times, layout)
        return moved(lambda v: within(env, root, v, f), whole, times, layout)

    return run


def _by_variables(combine: Callable[[Code, Term, list[Term], str], Code]) -> Builder:
    def build(args: tuple[Term, ...], layout: str) -> Code:
        body, variables = args
        listed = list(variables.args) if isinstance(variables, Call) and variables.op == "tuple" else [variables]
        if isinstance(body, Sym) and body.sort.is_function:
            body = Apply(body, tuple(listed), (0,) * len(listed))
        return combine(compiled(body, layout), body, listed, layout)

    return build


def _gradient(f: Code, body: Term, variables: list[Term], layout: str) -> Code:
    if len(variables) == 1:
        derivative = compiled(Deriv(body, variables[0], Num(Fraction(1))), layout)
        if layout != NUMERATOR:
            return derivative
        return lambda env: arrays.transpose(arrays.rows_of(derivative(env))) if len(arrays.entries(f(env))) == 1 else derivative(env)
    parts = [compiled(Deriv(body, v, Num(Fraction(1))), layout) for v in variables]
    return lambda env: tuple((x,) for p in parts for x in arrays.entries(p(env)))


def _hessian(f: Code, body: Term, variables: list[Term], layout: str) -> Code:
    one = Num(Fraction(1))
    if len(variables) == 1 and isinstance(variables[0], Sym) and variables[0].sort.shape:
        return compiled(Deriv(body, variables[0], Num(Fraction(2))), layout)
    cells = [[compiled(Deriv(Deriv(body, w, one), v, one), "") for w in variables] for v in variables]
    return lambda env: tuple(tuple(arrays.scalar(c(env)) for c in row) for row in cells)


def _jacobian(f: Code, body: Term, variables: list[Term], layout: str) -> Code:
    parts = [compiled(Deriv(body, v, Num(Fraction(1))), NUMERATOR) for v in variables]

    def run(env: Env) -> Value:
        height = len(arrays.entries(f(env)))
        columns: list[list[Scalar]] = []
        for p in parts:
            v = arrays.rows_of(p(env))
            if len(v) != height:
                v = arrays.transpose(v)
            columns += [list(c) for c in zip(*v, strict=True)]
        return tuple(zip(*columns, strict=True))

    return run


BUILDERS |= {"gradient": _by_variables(_gradient), "hessian": _by_variables(_hessian), "jacobian": _by_variables(_jacobian)}
KINDS[Apply] = _application
KINDS[Deriv] = _derivative

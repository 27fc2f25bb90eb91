"""Compilers of binders: sums, products, extreme members, integrals, limits, values at a place.

Guarantee: as for :mod:`symbolic.proving.balls.balls`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add as plus

from flint import acb, fmpq

from symbolic.proving.balls import arrays, jets
from symbolic.proving.balls.compiling import KINDS, compiled, unknown
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.functions import maximum, minimum
from symbolic.proving.balls.integrals import integral
from symbolic.proving.balls.jets import ONE, ZERO, Scalar, Unknown, real
from symbolic.proving.balls.limits import limit
from symbolic.proving.balls.tails import improper
from symbolic.proving.balls.values import MAX_TERMS, Code, Env, Value, integer, spend, within
from symbolic.terms import Bind, Call, Sym, operators, walk


def _binder(term: Bind, layout: str) -> Code:
    body, bounds, var = compiled(term.body, layout), [compiled(b, layout) for b in term.bounds], term.var
    match term.op, len(bounds):
        case ("sum", 2):
            return _series(var, body, bounds[0], bounds[1], arrays.add, plus, ZERO)
        case ("prod", 2):
            return _series(var, body, bounds[0], bounds[1], arrays.matmul, lambda a, b: a * b, ONE)
        case ("maximum" | "minimum" | "supremum" | "infimum", 2) if var.sort.field == "integer":
            return _extreme_member(var, body, bounds[0], bounds[1], maximum if term.op in ("maximum", "supremum") else minimum)
        case ("integral", 2) if "integral" in operators(term.body):
            return _iterated(var, body, bounds[0], bounds[1])
        case ("integral", 2) if any(isinstance(t, Call) and t.op == "infinity" for b in term.bounds for t in walk(b)):
            return improper(term, layout)
        case ("integral", 2):
            return _integral(var, body, bounds[0], bounds[1])
        case ("at", 1):
            return lambda env: within(env, var, bounds[0](env), body)
        case ("forall", _):
            return condition(term, False, layout)
        case ("limit" | "limit+" | "limit-", 1):
            return limit(term, layout)
    return unknown(f"no enclosure for {term.op}")


def _series(var: Sym, body: Code, lo: Code, hi: Code, of_arrays: Callable[[Value, Value], Value],
            of_numbers: Callable[[Scalar, Scalar], Scalar], empty: Scalar) -> Code:
    def run(env: Env) -> Value:
        total: Value = empty
        first, last = integer(lo(env)), integer(hi(env))
        if last - first > MAX_TERMS:
            raise Unknown("too many terms")
        for k in range(first, last + 1):
            spend()
            v = within(env, var, fmpq(k), body)
            combine = of_arrays if type(v) is tuple or type(total) is tuple else of_numbers
            total = v if k == first else combine(total, v)
        return real(total) if type(total) is acb else total

    return run


def _extreme_member(var: Sym, body: Code, lo: Code, hi: Code, pick: Callable[[Scalar, Scalar], Scalar]) -> Code:
    """The largest or smallest value over a range of indices; undefined where the range is empty."""
    found = _series(var, body, lo, hi, lambda a, b: arrays.entrywise(pick, a, b), pick, ZERO)

    def run(env: Env) -> Value:
        if integer(hi(env)) < integer(lo(env)):
            raise jets.Undefined("an extreme value over an empty range")
        return found(env)

    return run


def _integral(var: Sym, body: Code, lo: Code, hi: Code) -> Code:
    return lambda env: integral(lambda x: within(env, var, x, body), arrays.scalar(lo(env)), arrays.scalar(hi(env)))


def _iterated(var: Sym, body: Code, lo: Code, hi: Code) -> Code:
    """An integral of integrals, which are not enclosed on boxes: 0 from a point to itself, else Unknown at once."""
    def run(env: Env) -> Value:
        first, last = arrays.scalar(lo(env)), arrays.scalar(hi(env))
        if type(first) is not fmpq or type(last) is not fmpq or first != last:
            raise Unknown("an integral of integrals")
        return integral(lambda x: within(env, var, x, body), first, last)

    return run


KINDS[Bind] = _binder

"""Values of terms by mpmath at 40 digits: an evaluator that shares nothing with the engine.

``value(term, point)`` returns a number, or raises :class:`NoValue` where the term is undefined or not supported.
Derivatives are finite differences of high order; a kink shows as disagreeing one-sided derivatives.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
from mpmath import mp, mpf

from symbolic.terms import Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, free_symbols, open_binder

mp.dps = 40
TINY = mpf(10) ** -25
Point = Mapping[Any, Any]


class NoValue(Exception):
    """Undefined here, or beyond this evaluator (``unsupported``)."""


class Unsupported(NoValue):
    """Not evaluated here; says nothing on definedness."""


def _positive(x: Any, strictly: bool) -> Any:
    if x < -TINY or (strictly and x == 0):
        raise NoValue
    if x != 0 and abs(x) < TINY:
        raise Unsupported
    return x


def _nonzero(x: Any) -> Any:
    if x == 0:
        raise NoValue
    if abs(x) < TINY:
        raise Unsupported
    return x


def _sign(x: Any) -> Any:
    return mpf(0) if abs(x) < TINY else mpmath.sign(x)


def _unit_range(x: Any) -> Any:
    if abs(x) > 1 + TINY:
        raise NoValue
    return max(min(x, mpf(1)), mpf(-1))


def _power(a: Any, b: Any) -> Any:
    if abs(b - mpmath.nint(b)) < TINY:
        n = int(mpmath.nint(b))
        return (_nonzero(a) if n < 0 else a) ** n
    if a < -TINY or (abs(a) < TINY and b <= 0):
        raise NoValue
    return mpf(0) if abs(a) < TINY else a**b


def _logit(x: Any) -> Any:
    return mpmath.log(_positive(x, True)) - mpmath.log(_positive(1 - x, True))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "neg": lambda a: -a, "div": lambda a, b: a / _nonzero(b), "pow": _power, "exp": mpmath.exp, "pi": lambda: mp.pi,
    "log": lambda a: mpmath.log(_positive(a, True)), "sqrt": lambda a: mpmath.sqrt(_positive(a, False)),
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": lambda a: mpmath.sin(a) / _nonzero(mpmath.cos(a)),
    "cot": lambda a: mpmath.cos(a) / _nonzero(mpmath.sin(a)), "sec": lambda a: 1 / _nonzero(mpmath.cos(a)),
    "csc": lambda a: 1 / _nonzero(mpmath.sin(a)),
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "atan": mpmath.atan, "erf": mpmath.erf,
    "asinh": mpmath.asinh, "asin": lambda a: mpmath.asin(_unit_range(a)), "acos": lambda a: mpmath.acos(_unit_range(a)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)), "softplus": lambda a: mpmath.log1p(mpmath.exp(a)), "logit": _logit,
    "relu": lambda a: max(a, mpf(0)), "heaviside": lambda a: mpf(1) if a > TINY else mpf(0),
    "abs": abs, "sign": _sign, "max": max, "min": min, "delta": lambda a, b: mpf(abs(a - b) < TINY),
    "factorial": mpmath.factorial, "binomial": mpmath.binomial,
    "floor": mpmath.floor, "ceil": mpmath.ceil, "log2": lambda a: mpmath.log(_positive(a, True), 2),
}  # fmt: skip


def value(t: Term, at: Point) -> Any:
    """The value of ``t``; see the module."""
    match t:
        case Num(v):
            return mpf(v.numerator) / v.denominator
        case Sym():
            if t not in at:
                raise Unsupported
            return at[t]
        case Call("add", args):
            return mpmath.fsum(value(a, at) for a in args)
        case Call("mul", args):
            return mpmath.fprod([value(a, at) for a in args])
        case Call("cases", args):
            return _cases(args, at)
        case Call(op, args) if op in FUNCTIONS:
            return FUNCTIONS[op](*(value(a, at) for a in args))
        case Elem(base, indices):
            return _entry(base, tuple(int(value(i, at)) for i in indices), at)
        case Bind("sum" | "prod" as op, _, _, (lo, hi)):
            var, body = open_binder(t)
            first, last = int(value(lo, at)), int(value(hi, at))
            parts = [value(body, {**at, var: mpf(k)}) for k in range(first, last + 1)]
            return mpmath.fsum(parts) if op == "sum" else mpmath.fprod(parts)
        case Deriv(body, var, Num(order)) if order == 1:
            return _slope(body, var, at)
        case Apply(f, args, (0, *rest)) if not any(rest):
            return mpmath.fsum(mpmath.sin((k + 2) * value(a, at) + len(f.name)) for k, a in enumerate(args))
    raise Unsupported


def _cases(args: tuple[Term, ...], at: Point) -> Any:
    remaining = args
    while len(remaining) > 1:
        if holds(remaining[0], at):
            return value(remaining[1], at)
        remaining = remaining[2:]
    if not remaining:
        raise NoValue
    return value(remaining[0], at)


def holds(condition: Term, at: Point) -> bool:
    """The truth of a comparison at a point."""
    match condition:
        case Call("and", args):
            return all(holds(a, at) for a in args)
        case Call("or", args):
            return any(holds(a, at) for a in args)
        case Call(op, (a, b)) if op in ("lt", "le", "gt", "ge", "eq", "ne"):
            s = _sign(value(a, at) - value(b, at))
            return bool({"lt": s < 0, "le": s <= 0, "gt": s > 0, "ge": s >= 0, "eq": s == 0, "ne": s != 0}[op])
    raise Unsupported


def _entry(base: Term, indices: tuple[int, ...], at: Point) -> Any:
    if (base, indices) in at:
        return at[base, indices]
    if not isinstance(base, Sym):
        raise Unsupported
    seed = random.Random(f"{base.name}{indices}{at.get('seed', 0)}")
    return mpf(seed.randint(-8, 8)) / seed.choice((3, 4, 5)) + mpf(1) / 7


def _slope(body: Term, var: Term, at: Point) -> Any:
    if isinstance(var, Elem):
        key: Any = (var.base, tuple(int(value(i, at)) for i in var.indices))
        here = _entry(*key, at)
    else:
        key, here = var, at[var]
    h = mpf(10) ** -10

    def f(x: Any) -> Any:
        return value(body, {**at, key: x})

    left, middle, right = f(here - h), f(here), f(here + h)
    ahead, behind = (right - middle) / h, (middle - left) / h
    if abs(ahead - behind) > mpf(10) ** -4 * (1 + abs(ahead)):
        raise NoValue
    wide = (f(here + 2 * h) - f(here - 2 * h)) / (4 * h)
    return (4 * (right - left) / (2 * h) - wide) / 3


def differ(left: Any, right: Any) -> bool:
    """Whether two values differ by more than rounding and finite differences explain."""
    return bool(abs(left - right) > mpf(10) ** -9 * (1 + abs(left) + abs(right)))


def sample(terms: tuple[Term, ...], rng: random.Random) -> dict[Any, Any]:
    """A random point: simple rationals for names, small integers for integers."""
    names = frozenset[Sym]().union(*map(free_symbols, terms))
    point: dict[Any, Any] = {"seed": rng.random()}
    for s in sorted(names, key=lambda s: s.name):
        if s.sort.is_scalar and s.sort.field == "integer":
            point[s] = mpf(rng.randint(1, 3))
        elif s.sort.is_scalar:
            v = rng.choice((Fraction(0), Fraction(1), Fraction(-1), Fraction(rng.randint(-9, 9), rng.choice((1, 2, 3, 4)))))
            point[s] = mpf(v.numerator) / v.denominator
    return point

"""Derivatives of functions given by code, by jets; no rule of differentiation is used.

Guarantee: a value encloses the derivative.  At a kink the germs on both sides decide: equal Taylor polynomials give the derivative,
certainly different ones show that there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

from flint import acb, arb, fmpq

from symbolic.proving.balls import arrays
from symbolic.proving.balls.jets import LEVELS, ONE, ZERO, Jet, Kink, Scalar, Undefined, Unknown
from symbolic.proving.balls.values import DENOMINATOR, NUMERATOR, Value, equal


def along(f: Callable[[Scalar], Value], x: Scalar, order: int) -> Value:
    """The derivative of an order of ``f`` at ``x``."""
    if order == 0:
        return f(x)
    if type(x) is tuple:
        x = arrays.scalar(x)
    if order > 12:
        raise Unknown("a derivative of high order")
    tail = [ZERO] * (order - 1)
    level = next(LEVELS)
    try:
        return _coefficient(f(Jet(level, False, [x, ONE, *tail])), level, order)
    except Kink:
        return _from_both_sides(f, x, order)


def _coefficient(v: Value, level: int, order: int) -> Value:
    if type(v) is tuple:
        return tuple(tuple(_coefficient(e, level, order) for e in row) for row in v)
    if type(v) is Jet and v.level == level:
        return v.c[order] * factorial(order) if order > 1 else v.c[order]
    return ZERO


def _from_both_sides(f: Callable[[Scalar], Value], x: Scalar, order: int) -> Value:
    """The derivative if the germs on both sides have equal Taylor polynomials, undefined if they certainly differ."""
    value = f(x)
    sides = []
    for direction in (ONE, -ONE):
        level = next(LEVELS)
        try:
            sides.append((f(Jet(level, True, [x, direction, *[ZERO] * (order - 1)])), level))
        except Undefined as error:
            raise Unknown("one side of a kink") from error
    (right, up), (left, down) = sides
    if type(value) is tuple:
        cells = zip(*map(arrays.entries, (value, right, left)), strict=True)
        flat = [_joined(v, r, up, lf, down, order) for v, r, lf in cells]
        n = len(value[0])
        return tuple(tuple(flat[i : i + n]) for i in range(0, len(flat), n))
    return _joined(value, right, up, left, down, order)


def _joined(value: Scalar, right: Scalar, up: int, left: Scalar, down: int, order: int) -> Scalar:
    r, s = _taylor(right, up, order), _taylor(left, down, order)
    s = [-c if k % 2 else c for k, c in enumerate(s)]
    if any(type(c) is Jet for c in (*r, *s, value)):
        raise Kink("a kink in several variables")
    for pair in ((r[0], value), (s[0], value), *zip(r[1:], s[1:], strict=True)):
        if not equal(*pair):
            raise Undefined("no derivative at a kink")
    return r[order] * factorial(order)


def _taylor(v: Scalar, level: int, order: int) -> list[Scalar]:
    return v.c if type(v) is Jet and v.level == level else [v, *[ZERO] * order]


def by_array(f: Callable[[Value], Value], x: Value, order: int, layout: str) -> Value:
    """Gradient, Jacobian or Hessian by an array: a scalar by an array has the shape of the array (numerator layout: transposed)."""
    if len(x) * len(x[0]) == 1:
        return along(lambda e: arrays.scalar(f(((e,),))), x[0][0], order) if order else f(x)
    places = [(i, j) for i in range(len(x)) for j in range(len(x[0]))]
    if order == 2:
        return _second(f, x, places)
    if order != 1:
        raise Unknown("a derivative of high order by an array")
    by = {p: along(lambda e, p=p: f(_put(x, p, e)), x[p[0]][p[1]], 1) for p in places}  # type: ignore[misc]  # a default
    if type(by[0, 0]) is not tuple or len(arrays.entries(by[0, 0])) == 1:
        out = tuple(tuple(arrays.scalar(by[i, j]) for j in range(len(x[0]))) for i in range(len(x)))
        return arrays.transpose(out) if layout == NUMERATOR else out
    if min(len(x), len(x[0])) > 1 or min(len(by[0, 0]), len(by[0, 0][0])) > 1:
        raise Unknown("the derivative of an array by a matrix")
    columns = [arrays.entries(by[p]) for p in places]
    return tuple(map(tuple, columns)) if layout == DENOMINATOR else tuple(zip(*columns, strict=True))


def _second(f: Callable[[Value], Value], x: Value, places: list[tuple[int, int]]) -> Value:
    if min(len(x), len(x[0])) > 1:
        raise Unknown("the Hessian by a matrix")

    def twice(p: tuple[int, int], q: tuple[int, int]) -> Scalar:
        def inner(moved: Value) -> Scalar:
            return along(lambda e: arrays.scalar(f(_put(moved, q, e))), moved[q[0]][q[1]], 1)

        return along(lambda e: inner(_put(x, p, e)), x[p[0]][p[1]], 1)

    return tuple(tuple(twice(p, q) for q in places) for p in places)


def _put(x: Value, place: tuple[int, int], value: Scalar) -> Value:
    i, j = place
    return (*x[:i], (*x[i][:j], value, *x[i][j + 1 :]), *x[i + 1 :])


def moved(f: Callable[[Value], Value], here: Value, order: int, layout: str) -> Value:
    if type(here) is tuple:
        return by_array(f, here, order, layout)
    if not isinstance(here, fmpq | arb | acb | Jet):
        raise Unknown("a derivative by a family")
    out = along(f, here, order)
    if layout == DENOMINATOR and order and type(out) is tuple and min(len(out), len(out[0])) == 1:
        return arrays.transpose(out)
    return out

"""Rigorous definite integrals over bounded intervals.

Two steps.  The integrand is first enclosed on pieces that cover the closed interval, by real interval arithmetic: it is then defined
everywhere on it.  Then ``acb.integral`` (Gauss–Legendre quadrature with error bounds from complex boxes, bisection, and a limit on
evaluations) encloses the integral of its holomorphic continuation, which the functions of
:mod:`symbolic.proving.balls.jets` refuse on boxes
that meet a branch cut or a change of pieces.  The integral of a germ (bounds or integrand depend on a variable of differentiation)
is taken coefficient by coefficient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb, ctx, fmpq

from symbolic.proving.balls import jets
from symbolic.proving.balls.jets import LEVELS, ZERO, Jet, Scalar, Undefined, Unknown

Integrand = Callable[[Scalar], Any]
EVALUATIONS = 2000
PIECES = 64


def integral(f: Integrand, lo: Scalar, hi: Scalar) -> Any:
    """∫ f from ``lo`` to ``hi``; Unknown if it cannot be enclosed."""
    if jets.STATE.analytic is not None:
        raise Unknown("an integral inside an integral")
    if isinstance(lo, Jet) or isinstance(hi, Jet):
        middle = integral(f, jets.base(lo), jets.base(hi))
        return middle + _beyond(f, hi) - _beyond(f, lo)
    if type(lo) is fmpq and type(hi) is fmpq and lo == hi:
        f(lo)
        return ZERO
    _show_defined(f, lo, hi)
    return _quadrature(f, lo, hi)


def _beyond(f: Integrand, end: Scalar) -> Scalar:
    """The germ of ∫ f from the value of ``end`` to ``end``."""
    if not isinstance(end, Jet):
        return ZERO
    if isinstance(end.c[0], Jet):
        raise Unknown("a bound of an integral in several variables")
    start, order = end.c[0], len(end.c)
    level = next(LEVELS)
    values = f(Jet(level, False, [start, jets.ONE, *[ZERO] * (order - 2)]))
    if isinstance(values, tuple):
        raise Unknown("an integral of arrays")
    taylor = values.c if isinstance(values, Jet) and values.level == level else [values, *[ZERO] * (order - 1)]
    step: Scalar = end + (-start)
    power, total = step, ZERO
    for k, c in enumerate(taylor):
        total = total + power * (c / (k + 1))
        power = power * step
    return total


def _show_defined(f: Integrand, lo: Scalar, hi: Scalar) -> None:
    """Enclose f on pieces that cover the interval; raises Unknown if some piece resists."""
    left, right = arb(lo), arb(hi)
    if not (left.is_finite() and right.is_finite()):
        raise Unknown("an unbounded interval")
    parts = [(left, right, 0)]
    count = 0
    while parts:
        a, b, depth = parts.pop()
        count += 1
        if count > PIECES:
            raise Unknown("the integrand is not seen to be defined")
        try:
            f(a.union(b))
        except (Unknown, Undefined):
            if depth > 12:
                raise Unknown("the integrand is not seen to be defined") from None
            m = (a + b) / 2
            parts += [(a, m, depth + 1), (m, b, depth + 1)]


def _quadrature(f: Integrand, lo: Scalar, hi: Scalar) -> Any:
    sample = f((arb(lo) + arb(hi)).mid() / 2)
    return _shaped(f, sample, lambda v: v, lo, hi)


def _shaped(f: Integrand, sample: Any, path: Callable[[Any], Any], lo: Scalar, hi: Scalar) -> Any:
    """Integrate each entry of an array and each coefficient of a jet."""
    if isinstance(sample, tuple):
        return tuple(tuple(_shaped(f, e, _entry(path, i, j), lo, hi) for j, e in enumerate(row)) for i, row in enumerate(sample))
    if isinstance(sample, Jet):
        return sample.like([_shaped(f, c, _coefficient(path, k, sample.level), lo, hi) for k, c in enumerate(sample.c)])
    return _number(lambda z: path(f(z)), lo, hi)


def _entry(path: Callable[[Any], Any], i: int, j: int) -> Callable[[Any], Any]:
    return lambda v: path(v)[i][j]


def _coefficient(path: Callable[[Any], Any], k: int, level: int) -> Callable[[Any], Any]:
    def take(v: Any) -> Any:
        whole = path(v)
        if isinstance(whole, Jet) and whole.level == level:
            return whole.c[k]
        return whole if k == 0 else ZERO

    return take


def _number(f: Integrand, lo: Scalar, hi: Scalar) -> Scalar:
    def g(z: Any, analytic: bool) -> Any:
        jets.STATE.analytic = bool(analytic)
        try:
            value = f(z)
            return value if isinstance(value, acb) else acb(value)
        except (Unknown, Undefined, ZeroDivisionError):
            return acb("nan", "nan")

    try:
        result = acb.integral(g, acb(lo), acb(hi), eval_limit=EVALUATIONS, rel_tol=arb(2) ** (-ctx.prec + 8))
    finally:
        jets.STATE.analytic = None
    if not result.is_finite():
        raise Unknown("no enclosure of the integral")
    return jets.exact(result.real) if result.imag.contains(0) else result

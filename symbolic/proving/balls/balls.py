"""Rigorous values of terms at a point: exact rationals, balls, ``UNDEFINED`` or ``UNKNOWN``.

Arithmetic is exact as long as it is rational, so that boundaries are decided exactly; other values are Arb balls that hold the
exact value.  A term with an undefined part is undefined (``0·(1/0)`` too), except for the unselected branches of cases.
Conventions: 0⁰ = 1, empty sum 0, empty product 1, real powers need a base ≥ 0 unless the exponent is an exact integer, odd roots of
negative numbers are real, sign(0) = H(0) = 0.  Derivatives are taken by jets; no rule of differentiation is used.

This layer checks the provers and shares no mathematics with them.  Terms are compiled once to closures
(:mod:`symbolic.proving.balls.compiling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from flint import ctx, fmpq

from symbolic.proving.balls import applications, binders, jets, operators
from symbolic.proving.balls.compiling import compiled
from symbolic.proving.balls.jets import Undefined, Unknown
from symbolic.proving.balls.values import BUDGET, MAX_TERMS, UNDEFINED, UNKNOWN, Code, Env, Value
from symbolic.terms import Sym, Term

__all__ = ["compiled", "evaluate", "external", "inside", "value_of", "values_of"]

FAILURES = (Unknown, ZeroDivisionError, OverflowError, RecursionError, TypeError, AttributeError)  # the last two: an array as a number
FAMILIES = (operators, applications, binders)
"""Modules whose compilers make up this layer; importing them enters the compilers in the table."""


def evaluate(term: Term, point: Mapping[Sym, Any], precision: int = 64, layout: str = "") -> Value:
    """The value of a term where symbols have the values of ``point``; booleans for relations and connectives."""
    return external(value_of(compiled(term, layout), {s: inside(v) for s, v in point.items()}, precision))


def value_of(code: Code, env: Env, precision: int) -> Value:
    """Run compiled code; the value stays in internal form (``fmpq``, balls, tuples)."""
    return values_of((code,), env, precision)[0]


def values_of(codes: Iterable[Code], env: Env, precision: int) -> list[Value]:
    """Run several codes at one point."""
    before = ctx.prec
    ctx.prec = precision
    values: list[Value] = []
    try:
        for code in codes:
            BUDGET[0] = MAX_TERMS
            try:
                values.append(code(env))
            except Undefined:
                values.append(UNDEFINED)
            except FAILURES:
                values.append(UNKNOWN)
            finally:
                jets.STATE.analytic = None
    finally:
        ctx.prec = before
    return values


def inside(v: Value) -> Value:
    """Fractions and integers as ``fmpq``, in nested tuples too."""
    if isinstance(v, Fraction):
        return fmpq(v.numerator, v.denominator)
    if isinstance(v, int) and not isinstance(v, bool):
        return fmpq(v)
    return tuple(map(inside, v)) if isinstance(v, tuple) else v


def external(v: Value) -> Value:
    """``fmpq`` as Fractions, in nested tuples too."""
    if type(v) is fmpq:
        return Fraction(int(v.p), int(v.q))
    return tuple(map(external, v)) if isinstance(v, tuple) else v

"""Where a step may change: what its sides test or divide by, and where that is 0.

Guarantee: none is needed; a root is a value at which an exact evaluation may be tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_poly

from symbolic.functions import KINKED
from symbolic.proving.balls.arrays import is_array
from symbolic.proving.balls.balls import value_of
from symbolic.proving.balls.values import Code, Env
from symbolic.steps import Step
from symbolic.terms import Call, Num, Sym, Term, free_symbols, operators, sub, walk

EDGED = frozenset({"sqrt", "log"})
COMPARING = frozenset({"max", "min", "cases", "indicator"})


def quantities(step: Step) -> Iterator[Term]:
    """What the sides test or divide by, as far as it stands outside of sums."""
    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Call("div", (_, b)):
                    yield from _closed(b)
                case Call(op, (a, *_)) if op in EDGED or (op in KINKED and op not in COMPARING):
                    yield from _closed(a)
                case Call("pow", (a, _)):
                    yield from _closed(a)
                case _:
                    yield from _compared(t)


def tests_signs(step: Step) -> bool:
    """Whether a side changes its formula where something changes its sign."""
    return not KINKED.isdisjoint(operators(step.left) | operators(step.right))


def tested(step: Step) -> Iterator[Term]:
    """Of these quantities those at the sign of which a side changes its formula."""
    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Call(op, (a, *_)) if op in KINKED and op not in COMPARING:
                    yield from _closed(a)
                case _:
                    yield from _compared(t)


def _compared(t: Term) -> Iterator[Term]:
    match t:
        case Call("max" | "min" | "eq" | "ne" | "lt" | "le" | "gt" | "ge", (a, b)):
            yield from _closed(sub(a, b))


def _closed(t: Term) -> Iterator[Term]:
    if not isinstance(t, Num) and free_symbols(t) and all(s.uid == 0 or s.uid > 999_999 for s in free_symbols(t)):
        yield t


def rational_roots(code: Code, s: Sym, env: Env) -> list[Any]:
    """Rational zeros in one name, if the value is a polynomial of low degree in it (to be verified by the caller)."""
    before = env[s]
    at = []
    for x in range(3):
        at.append(_number_at(code, s, x, env))
    try:
        if any(v is None for v in at):
            return []
        if at[2] - at[1] == at[1] - at[0]:
            slope = at[1] - at[0]
            return [-at[0] / slope] if slope else []
        at += [_number_at(code, s, x, env) for x in range(3, 8)]
        return [] if any(v is None for v in at) else _rational_zeros(at)
    finally:
        env[s] = before


def _number_at(code: Code, s: Sym, x: int, env: Env) -> Any:
    env[s] = fmpq(x)
    v = value_of(code, env, 64)
    if is_array(v) and len(v) * len(v[0]) == 1:
        v = v[0][0]
    return v if type(v) is fmpq else None


def _rational_zeros(at: list[Any]) -> list[Any]:
    """Rational zeros of the polynomial with values ``at`` at 0, 1, 2, …, if its degree is less than their number minus 2."""
    poly, basis, row = fmpq_poly([0]), fmpq_poly([1]), list(at)
    factorial = 1
    for k in range(len(at)):
        poly += basis * (row[0] / factorial)
        basis *= fmpq_poly([-k, 1])
        factorial *= k + 1
        row = [b - a for a, b in pairwise(row)]
    if poly.degree() > len(at) - 3:
        return []
    zeros = [-f[0] / f[1] for f, _ in poly.numer().factor()[1] if f.degree() == 1 for f in (fmpq_poly(f),)]
    return sorted(zeros, key=lambda z: (z.q, abs(z.p), -z))

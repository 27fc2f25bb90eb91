"""A tidied term has the value of the term wherever that has one."""

from __future__ import annotations

import random
from fractions import Fraction
from math import prod

import pytest

from symbolic.proving.diagnosis.tidy import positive_first, tidied
from symbolic.terms import REAL, Call, Num, Term, add, call, div, mul, neg, num, power, sym

X, Y = sym("x", REAL), sym("y", REAL)
LEAVES = (X, Y, num(0), num(1), num(2), num(3), num(Fraction(2, 3)), neg(num(2)))


def grown(rng: random.Random, depth: int) -> Term:
    if depth == 0:
        return rng.choice(LEAVES)
    parts = [grown(rng, depth - 1) for _ in range(3)]
    return rng.choice([add(*parts), mul(*parts), add(*parts[:2]), mul(*parts[:2]), neg(parts[0]), div(*parts[:2]),
                       power(parts[0], num(rng.choice([1, 2, 3]))), call("abs", parts[0])])


def value(t: Term, at: dict[Term, Fraction]) -> Fraction:
    match t:
        case Num(v):
            return v
        case Call("add", parts):
            return sum((value(p, at) for p in parts), Fraction(0))
        case Call("mul", parts):
            return prod((value(p, at) for p in parts), start=Fraction(1))
        case Call("neg", (a,)):
            return -value(a, at)
        case Call("div", (a, b)):
            return value(a, at) / value(b, at)
        case Call("pow", (a, Num(n))):
            return value(a, at) ** int(n)
        case Call("abs", (a,)):
            return abs(value(a, at))
    return at[t]


@pytest.mark.parametrize("seed", range(10))
def test_a_tidied_term_keeps_its_value(seed: int) -> None:
    rng = random.Random(seed)
    compared = 0
    for _ in range(150):
        t = grown(rng, rng.choice([1, 2, 3, 4]))
        at = {X: Fraction(rng.randint(1, 99), 7), Y: Fraction(-rng.randint(1, 99), 11)}
        shown = positive_first(tidied(t, ()))
        try:
            expected = value(t, at)
        except ZeroDivisionError:
            continue
        assert value(shown, at) == expected, (t, shown)
        compared += 1
    assert compared > 50

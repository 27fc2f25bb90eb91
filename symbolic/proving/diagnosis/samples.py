"""A few points at which both sides of a step are defined, and what the values there have in common.

Guarantee: none; a number found here is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import arb, fmpq

from symbolic.proving.balls.arrays import Value, entries
from symbolic.proving.balls.balls import compiled, value_of
from symbolic.proving.balls.points import Point, points
from symbolic.proving.balls.values import Missing
from symbolic.proving.balls.whole_numbers import whole_number
from symbolic.proving.unfolding import unfold, unfold_step
from symbolic.steps import Step
from symbolic.terms import Term

PRECISION = 128
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """The entries of both sides at a point."""

    point: Point
    left: list[Any]
    right: list[Any]


def samples_of(step: Step, layout: str) -> Iterator[Sample]:
    """A few points at which both sides are defined."""
    plain = unfold_step(step)
    left, right = compiled(plain.left, layout), compiled(plain.right, layout)
    count = 0
    for point in islice(points(plain), 24):
        a, b = value_of(left, point.values, PRECISION), value_of(right, point.values, PRECISION)
        if isinstance(a, Missing) or isinstance(b, Missing) or a is True or a is False:
            continue
        yield Sample(point, entries(a), entries(b))
        count += 1
        if count == SAMPLES:
            return


def evaluated(t: Term, step: Step, samples: list[Sample], layout: str) -> list[list[Any]] | None:
    """The entries of a term at every sample; None where it has no value at one."""
    code = compiled(unfold(t, step.definitions), layout)
    out = []
    for s in samples:
        v: Value = value_of(code, s.point.values, PRECISION)
        if isinstance(v, Missing | bool):
            return None
        out.append(entries(v))
    return out


def common_number(values: list[Any]) -> Fraction | None:
    """The one rational number that all values are, as far as their balls tell; None if there is none of small height."""
    found: Fraction | None = None
    for v in values:
        r = _rational(v)
        if r is None or (found is not None and r != found):
            return None
        found = r
    return found


def _rational(v: Any) -> Fraction | None:
    if type(v) is fmpq:
        return Fraction(int(v.p), int(v.q))
    if type(v) is not arb or not v.is_finite() or v.rad() > abs(v) * arb(2) ** -40 + arb(2) ** -60:
        return None
    for d in (1, 2, 3, 4, 5, 6, 8, 12):
        n = whole_number(v * d)
        if n is not None and abs(n) < 10_000:
            return Fraction(int(n), d)
    return None


def _quotients(tops: list[list[Any]], bottoms: list[list[Any]]) -> list[Any] | None:
    """The quotients of entries; a pair of zeros says nothing; None if they contradict any quotient or nothing is left."""
    out = []
    for top, bottom in zip(tops, bottoms, strict=True):
        if len(top) != len(bottom):
            if len(bottom) != 1:
                return None
            bottom = bottom * len(top)
        for a, b in zip(top, bottom, strict=True):
            if vanishes(b):
                if not vanishes(a):
                    return None
            else:
                out.append(a / b)
    return out or None


def vanishes(x: Any) -> bool:
    """Whether a number is 0, or a ball may be."""
    return not x if type(x) is fmpq else bool(x.contains(0))


def same(a: list[Any], b: list[Any]) -> bool:
    """Whether two lists of entries agree as far as their balls tell."""
    return len(a) == len(b) and all(vanishes(x - y) for x, y in zip(a, b, strict=True))


def differences(samples: list[Sample]) -> list[list[Any]] | None:
    """Left minus right at every sample; None where the shapes differ."""
    if any(len(s.left) != len(s.right) for s in samples):
        return None
    return [[a - b for a, b in zip(s.left, s.right, strict=True)] for s in samples]


def ratio(tops: list[list[Any]], bottoms: list[list[Any]]) -> Fraction | None:
    """The one rational number that all quotients are; None if there is none, or too few tell."""
    quotients = _quotients(tops, bottoms)
    return None if quotients is None or len(quotients) < 2 else common_number(quotients)

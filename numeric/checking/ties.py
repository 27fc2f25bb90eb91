"""Gradients at kinks along directions in which the function has none: along w₀ + w₁ the maximum of equal w₀ and w₁ has the slope 1.

Entry by entry any value between the one-sided slopes is right.  But where several entries tie, their values belong together: both set
to 1 is no gradient of the maximum, near which there is no point with this slope.

Guarantee of :func:`tied_apart`: along the direction that is given back the one-sided slopes at the point agree, and so do the slopes
at points all around it, to a hundredth of what the gradient is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from numeric.checking.differences import Array, ScalarFunction, Slope, norm, real_value

MOST_TIED = 6
AROUND = 8
REACH, STEP = 1e-5, 2e-8
"""How far around the point slopes are asked for, and the step of differences there, which meets no other kink."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Entries with their signs, the slope along their sum, and what the gradient gives for it."""

    entries: tuple[tuple[int, int], ...]
    slope: float
    given: float


def tied_apart(slope: Callable[[Array, Array], Slope | None], x: Array, g: Array, kinks: Sequence[int], bound: float) -> Tie | None:
    """A sum of entries at kinks along which the function has no kink and another slope than the gradient gives; None if none is seen.

    slope: along a direction at a point, without reach to kinks nearby; bound: a gap that counts as none.
    """
    for entries in _sums(kinks):
        v = np.zeros(x.shape)
        for k, sign in entries:
            v[k] = sign
        given, here = float(g @ v), slope(x, v)
        if here is None or here.kink is not None or not abs(given - here.value) > bound:
            continue
        near = [slope(x + d, v) for d in _around(x, entries)]
        if all(n is not None and n.kink is None and abs(n.value - here.value) <= 1e-2 * abs(given - here.value) for n in near):
            return Tie(entries, here.value, given)
    return None


def _sums(kinks: Sequence[int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """All of the entries, and the sums and differences of two of the first ones."""
    if len(kinks) > 1:
        yield tuple((k, 1) for k in kinks)
    for i, j in combinations(kinks[:MOST_TIED], 2):
        yield from (((i, 1), (j, 1)), ((i, 1), (j, -1)))


def _around(x: Array, entries: Sequence[tuple[int, int]]) -> Iterator[Array]:
    """Small steps to all sides: along each entry and each pair of signs of the first two, and at random."""
    reach, rng = REACH * max(1.0, float(np.max(np.abs(x)))), np.random.default_rng(x.size)
    (i, _), (j, _) = entries[:2]
    for a, b in ((1, 0.3), (1, -0.3), (-1, 0.3), (-1, -0.3), (0.3, 1), (-0.3, 1), (0.3, -1), (-0.3, -1)):
        d = 1e-2 * rng.standard_normal(x.shape)
        d[i], d[j] = a, b
        yield reach * d / norm(d)
    for _ in range(AROUND):
        yield reach * rng.standard_normal(x.shape)


def slope_beside(f: ScalarFunction, x: Array, v: Array, bound: float) -> Slope | None:
    """The slope by two short differences, with a kink where these differ by more than ``bound``; None where rounding may be as much."""
    h = STEP * max(1.0, float(np.max(np.abs(x))))
    here, ahead, behind = (real_value(f, x + part * v) for part in (0.0, h, -h))
    if not 4e-16 * abs(here) <= 0.1 * bound * h:
        return None
    right, left = (ahead - here) / h, (here - behind) / h
    return Slope((left + right) / 2, abs(right - left), (left, right) if abs(right - left) > bound else None)

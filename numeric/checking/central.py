"""Central differences with steps that find their own length, each slope with an estimate of its error; kinks are seen.

A rung is a step h, halved once or twice, with Richardson's extrapolation: how much its last stage still changed, and the rounding
of f and of the point over h, estimate its error.  What two neighbouring rungs do not explain of the gap between them is an error of both.
The steps are shortened until an error is small, or until rounding would outweigh it: so a function that varies on the scale 10⁻⁸, a point
close to the edge of the domain and a kink nearby are met by a rung that none of them reaches.

At a kink the one-sided slopes stay apart by the same amount however short the step; those of a smooth function meet, those of noise change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from numeric.checking.arguments import as_array
from numeric.checking.differences import Array, ScalarFunction, Slope, norm, real_value

NEAR_STEP = 6e-6
DOUBLE, SINGLE = 2.3e-16, 1e-12
"""The rounding unit of double precision; what is coarser than the second is none."""
GOOD = 1e-9
"""An error so small beside the slope ends the search."""
FLAT = 1e-10
"""A slope so small beside those of the longest step is not told from 0, as that of x² sin(1/x) at 0."""
MOST_RUNGS, LEAST_RUNGS = 10, 2


def central_slope(f: ScalarFunction, x: Array, direction: Array, unit: float | None = None) -> Slope:
    """The slope along a direction by central differences; its error is infinite if no step tells anything.

    unit: the rounding unit of the numbers in which f computes, if it is known.
    """
    longest, size = (float(np.max(np.abs(a), initial=0.0)) for a in (direction, x))
    scale = max(1.0, size) / (longest or 1.0)
    here, unit = real_value(f, x.copy()), unit or roundoff(f, x, direction)
    rungs: list[_Rung] = []
    ratio, h = (100.0, 1e-3 * scale) if unit < SINGLE else (5.0, 0.1 * scale)
    for k in range(MOST_RUNGS):
        if _settled(rungs, unit, 2 * unit * abs(here) / h):
            break
        rung = _rung(f, x, direction, here, h, 1 + (k == 0), unit, size / (longest or 1.0))
        if math.isfinite(rung.value):  # otherwise the step leaves the domain of the function
            rungs.append(rung)
        h /= ratio
    moving = [r for r in rungs if r.moves] or rungs  # where a function goes in stairs, short steps see none
    if not moving:
        return Slope(math.nan, math.inf)
    best, error = _best(moving)
    lost = error > 0.5 * moving[0].rows[0].size + 10 * best.noise or all(r.steepens for r in moving)
    return Slope(best.value, math.inf if lost else max(error, FLAT * moving[0].rows[0].size), _kink(moving))


@dataclass(frozen=True, slots=True)
class _Differences:
    """Difference quotients of one step: before the point, after it, and the mean of both."""

    left: float
    right: float

    @property
    def mean(self) -> float:
        return (self.left + self.right) / 2

    @property
    def jump(self) -> float:
        return self.right - self.left

    @property
    def size(self) -> float:
        return abs(self.left) + abs(self.right) + 1e-300


@dataclass(frozen=True, slots=True)
class _Rung:
    """The quotients of a step and of its halves, what they extrapolate to, how far that may be off, and how much of it is rounding."""

    rows: tuple[_Differences, ...]
    value: float
    error: float
    noise: float

    @property
    def moves(self) -> bool:
        return any(r.left or r.right for r in self.rows)

    @property
    def clean(self) -> bool:
        """Whether what it says is good to three digits, as far as it can tell."""
        return self.error <= 1e-3 * self.rows[-1].size

    @property
    def steepens(self) -> bool:
        """Whether the slopes are larger at half the step, as beside a jump or a cusp of the function."""
        near, nearer = self.rows[-2:]
        return nearer.size > 1.3 * near.size + 8 * self.noise

    @property
    def apart(self) -> bool:
        """Whether the one-sided slopes differ for certain, and by the same amount at half the step."""
        near, nearer = self.rows[-2:]
        steady = abs(near.jump - nearer.jump) <= 0.25 * max(abs(near.jump), abs(nearer.jump))
        return steady and abs(nearer.jump) > 1e-3 * nearer.size + 8 * self.noise


def _rung(f: ScalarFunction, x: Array, direction: Array, here: float, h: float, halvings: int, unit: float, reach: float) -> _Rung:
    rows, most = [], abs(here)
    for step in (h / 2**k for k in range(halvings + 1)):
        below, above = real_value(f, x - step * direction), real_value(f, x + step * direction)
        rows.append(_Differences((here - below) / step, (above - here) / step))
        most = max(most, abs(below), abs(above))
    shortest = h / 2**halvings
    noise = (2 * unit * most + DOUBLE * reach * rows[-1].size) / shortest
    value, change = _extrapolated([r.mean for r in rows])
    return _Rung(tuple(rows), value, change + noise, noise)


def _extrapolated(column: list[float]) -> tuple[float, float]:
    """Richardson's extrapolation from steps that halve, and how much the last stage still changed."""
    change = 0.0
    for order in range(1, len(column)):
        power = 4.0**order
        finer = [(power * q - p) / (power - 1) for p, q in pairwise(column)]
        change, column = abs(finer[-1] - column[-1]), finer
    return column[0], change


def _best(rungs: list[_Rung]) -> tuple[_Rung, float]:
    """The rung with the smallest error, once each is held against the next one and against all shorter ones that are clean."""
    errors = []
    for k, rung in enumerate(rungs):
        others = [r for j, r in enumerate(rungs[k + 1 :]) if j == 0 or r.clean] or rungs[k - 1 : k]
        unexplained = max((abs(rung.value - r.value) - r.error for r in others), default=rung.rows[-1].size)
        errors.append(rung.error + max(0.0, unexplained))
    least = min(range(len(rungs)), key=errors.__getitem__)
    return rungs[least], errors[least]


def _settled(rungs: list[_Rung], unit: float, rounding: float) -> bool:
    """Whether shorter steps are of no use: the slope is known well and shows no kink, or rounding would outweigh what is gained."""
    if len(rungs) < LEAST_RUNGS or all(r.steepens for r in rungs):
        return False
    last = rungs[-1]
    if any(r.apart for r in rungs) and (last.apart or _kink(rungs) is not None):
        return rounding > 0.01 * abs(last.rows[-1].jump)
    best, error = _best(rungs)
    width = best.rows[0].size
    return error <= max(GOOD, 100 * unit) * max(width, rungs[0].rows[0].size) or (rounding >= error and error <= 0.1 * width)


def _kink(rungs: list[_Rung]) -> tuple[float, float] | None:
    """The one-sided slopes of the shortest step at which they are apart, if no nearer at longer steps, nor meeting at shorter ones."""
    apart = [k for k, r in enumerate(rungs) if r.apart]
    if not apart:
        return None
    shortest = rungs[apart[-1]]
    last = shortest.rows[-1]
    share = abs(last.jump) / last.size
    met = any(abs(near.jump) < 0.25 * share * near.size for near in (r.rows[-1] for r in rungs[apart[-1] + 1 :]))
    grown = any(abs(r.rows[-1].jump) < 0.5 * abs(last.jump) for r in rungs[: apart[-1]])
    if met or grown:
        return None
    slack = 8 * shortest.noise + 1e-3 * abs(last.jump)
    alike = [r for r in (rungs[k] for k in apart)
             if abs(r.rows[-1].left - last.left) <= slack and abs(r.rows[-1].right - last.right) <= slack]
    best = min(alike, key=lambda r: r.noise + abs(r.rows[-1].jump - r.rows[-2].jump)).rows[-1]
    return best.left, best.right


def near_slope(f: ScalarFunction, x: Array, direction: Array, here: float) -> Slope:
    """Central differences at one small step beside a known value: cheap, good to nine digits or so, and wary of kinks.

    The entries of the direction are of size 1 on the average.
    """
    h = _near_step(x)
    step = h * direction
    above, below = real_value(f, x + step), real_value(f, x - step)
    left, right = (here - below) / h, (above - here) / h
    jump, size = abs(right - left), abs(left) + abs(right) + 1e-300
    error = jump * (jump / size) + 4 * DOUBLE * abs(here) / h
    return Slope((above - below) / (2 * h), error, None if jump <= 1e-3 * size else (left, right))


def refined(f: ScalarFunction, x: Array, direction: Array, near: Slope) -> Slope:
    """A slope that differences at one small step have given, freed of its error of second order by those at twice the step."""
    h = 2 * _near_step(x)
    wide = (real_value(f, x + h * direction) - real_value(f, x - h * direction)) / (2 * h)
    return Slope((4 * near.value - wide) / 3, near.error, near.kink)


def _near_step(x: Array) -> float:
    return NEAR_STEP * max(1.0, norm(x) / math.sqrt(x.size or 1))


def roundoff(f: ScalarFunction, x: Array, direction: Array, otherwise: float = DOUBLE) -> float:
    """The rounding unit of the numbers in which f computes: of the type of its value, or single where every value is a single one.

    otherwise: what it is if f gives the same value everywhere, as if a large constant hid all that changes.
    """
    kind = as_array(f(x.copy())).dtype
    if kind.kind in "fc" and kind.itemsize < 8:
        return float(np.finfo(kind).eps)
    longest, size = (float(np.max(np.abs(a), initial=0.0)) for a in (direction, x))
    step = max(1.0, size) / (longest or 1.0) * direction
    for reach in (1e-3, 0.1, 1.0):  # a large constant may hide what short steps change
        values = [v for k in (-0.7, 0.3, 0.9) if math.isfinite(v := real_value(f, x + k * reach * step))]
        if len(set(values)) > 1:
            return float(np.finfo(np.float32).eps) if all(float(np.float32(v)) == v for v in values) else DOUBLE
    return otherwise

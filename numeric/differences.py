"""Derivatives of a function of one array from its values alone, each with an estimate of its error.

- ``exact_slope``: exact rational arithmetic.  Along v, ``(f(x + hv) − f(x − hv))/2h`` with h = 10⁻⁴⁰ and no rounding at all: the error
  is of order h², far below any float.  One-sided slopes tell a kink for certain.
- ``complex_slope``: ``Im f(x + ihv)/h`` with h = 10⁻¹⁰⁰: nothing is subtracted, so the error is that of evaluating f once
  (Squire and Trapp 1998).  Needs an f that is analytic when its comparisons look at real parts.
- ``central_slope``: central differences at h, h/2 and h/4 with Richardson's extrapolation, whose last change estimates the error, and the
  same from far shorter steps, which a kink nearby does not reach; one-sided slopes that do not approach each other show a kink.

A function that refuses the number type (``TypeError``, a result of another type) gives None: the next rung of the ladder is tried.
"""

from __future__ import annotations

import math
from cmath import isfinite
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from numeric.arguments import as_array

Array = NDArray[Any]
ScalarFunction = Callable[[Array], Any]
COMPLEX_STEP = 1e-100
NEAR_STEP = 6e-6
EXACT_STEP = Fraction(1, 10**40)


@dataclass(frozen=True, slots=True)
class Slope:
    """A directional derivative, an estimate of its error, and the two one-sided slopes if there is a kink between them."""

    value: float
    error: float
    kink: tuple[float, float] | None = None


def exact_slope(f: ScalarFunction, x: Array, direction: Array) -> Slope | None:
    """The slope along a direction in exact arithmetic, or None if f does not compute with fractions."""
    point, step = _fractions(x), _fractions(direction) * EXACT_STEP
    values = [_exact_value(f, point + k * step) for k in (-1, 0, 1)]
    if any(v is None for v in values):
        return None
    below, here, above = (v for v in values if v is not None)
    left, right = (here - below) / EXACT_STEP, (above - here) / EXACT_STEP
    jump = abs(right - left) > Fraction(1, 10**25) * (1 + abs(left) + abs(right))
    return Slope(float((left + right) / 2), 0.0, (float(left), float(right)) if jump else None)


def _fractions(x: Array) -> Array:
    out = np.empty(x.shape, dtype=object)
    for place, value in np.ndenumerate(x):
        out[place] = Fraction(float(value))
    return out


def _exact_value(f: ScalarFunction, x: Array) -> Fraction | None:
    try:
        value = f(x)
    except Exception:  # any failure means that f does not take fractions
        return None
    if isinstance(value, np.ndarray) and value.dtype == object and value.size == 1:
        value = value.reshape(-1)[0]
    return Fraction(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else None


def complex_slope(f: ScalarFunction, x: Array, direction: Array) -> Slope | None:
    """The slope along a direction by a complex step, or None if f does not let one pass."""
    found = complex_slopes(f, x, (direction,))
    return found[1][0] if found is not None else None


def complex_slopes(f: ScalarFunction, x: Array, directions: Iterable[Array]) -> tuple[float, list[Slope]] | None:
    """The value of f, which is the real part of every step, and the slopes along directions by complex steps; None if one does not pass."""
    values = []
    try:
        with catch_warnings():
            simplefilter("ignore")  # a library may warn that it drops the imaginary part; then the value is real, and refused below
            for direction in directions:
                value = _complex_value(f(x + 1j * COMPLEX_STEP * direction))
                if value is None:
                    return None
                values.append(value)
    except Exception:  # any failure means that f does not take complex numbers
        return None
    slopes = [value.imag / COMPLEX_STEP for value in values]
    return values[0].real, [Slope(slope, 1e-14 * abs(slope)) for slope in slopes]


def _complex_value(found: Any) -> complex | None:
    """One finite complex number of double precision; None for anything else."""
    if not isinstance(found, complex):
        found = as_array(found)
        if found.size != 1 or found.dtype != np.complex128:
            return None
        found = complex(found.reshape(-1)[0])
    return found if isfinite(found) else None


def central_slope(f: ScalarFunction, x: Array, direction: Array) -> Slope:
    """The slope along a direction by central differences: extrapolated from long steps, or from short ones where a kink is near."""
    scale = max(1.0, float(np.max(np.abs(x), initial=0.0))) / max(float(np.max(np.abs(direction), initial=0.0)), 1e-300)
    here, unit = real_value(f, x.copy()), roundoff(f, x, 1e-3 * scale * direction)
    long, short = ((1e-3, 5e-4, 2.5e-4), (1e-5, 5e-6)) if unit < 1e-12 else ((0.1, 0.05, 0.025), (0.02, 0.01))
    far, near = (_differences(f, x, direction, here, [scale * h for h in steps]) for steps in (long, short))
    noise = 2 * unit * abs(here) / scale
    (p, p_error), (q, q_error) = _extrapolated(far, noise / long[-1]), _extrapolated(near, noise / short[-1])
    gap = abs(p - q)  # what the error of one does not explain is an error of the other
    error, value = min((p_error + max(0.0, gap - q_error), p), (q_error + max(0.0, gap - p_error), q))
    return Slope(value, error, _kink(far[0], near[0], near[1], noise / short[-1]))


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


def _differences(f: ScalarFunction, x: Array, direction: Array, here: float, steps: Iterable[float]) -> list[_Differences]:
    return [_Differences((here - real_value(f, x - h * direction)) / h, (real_value(f, x + h * direction) - here) / h) for h in steps]


def _extrapolated(rows: list[_Differences], noise: float) -> tuple[float, float]:
    """Richardson's extrapolation from steps that halve; how much the last stage still changed estimates the error."""
    column, change = [r.mean for r in rows], 0.0
    for order in range(1, len(rows)):
        power = 4.0**order
        finer = [(power * q - p) / (power - 1) for p, q in pairwise(column)]
        change, column = abs(finer[-1] - column[-1]), finer
    return column[0], change + noise


def _kink(coarse: _Differences, near: _Differences, nearer: _Differences, noise: float) -> tuple[float, float] | None:
    """One-sided slopes that stay apart by the same amount however short the steps: those of noise change, those of a smooth f meet."""
    least = 1e-3 + 8 * noise / nearer.size
    apart = abs(nearer.jump) / nearer.size
    steady = abs(near.jump - nearer.jump) <= 0.25 * max(abs(near.jump), abs(nearer.jump))
    return (nearer.left, nearer.right) if apart > least and steady and apart > 0.5 * abs(coarse.jump) / coarse.size else None


def near_slope(f: ScalarFunction, x: Array, direction: Array, here: float) -> Slope:
    """Central differences at one small step beside a known value: cheap, good to ten digits or so, and wary of kinks."""
    root = math.sqrt(max(x.size, 1))
    h = NEAR_STEP * max(1.0, norm(x) / root) / max(norm(direction) / root, 1e-300)
    step = h * direction
    above, below = real_value(f, x + step), real_value(f, x - step)
    left, right = (here - below) / h, (above - here) / h
    kinked = abs(right - left) > 1e-3 * (abs(left) + abs(right))
    slope = (above - below) / (2 * h)
    return Slope(slope, abs(right - left) + 4e-16 * abs(here) / h, (left, right) if kinked else None)


def roundoff(f: ScalarFunction, x: Array, step: Array) -> float:
    """The rounding unit of the numbers in which f computes: of the type of its value, or single where every value is a single one."""
    kind = as_array(f(x.copy())).dtype
    if kind.kind in "fc" and kind.itemsize < 8:
        return float(np.finfo(kind).eps)
    values = [real_value(f, x + k * step) for k in (-0.7, 0.3, 0.9)]
    single = any(values) and all(np.isfinite(v) and float(np.float32(v)) == v for v in values)
    return float(np.finfo(np.float32).eps) if single and len(set(values)) > 1 else 2.3e-16


def norm(x: Array) -> float:
    """The Euclidean length of a flat array."""
    return math.sqrt(x.dot(x))


def real_value(f: ScalarFunction, x: Array) -> float:
    """The value of f as a number; of a complex one the real part.  f may overwrite what it is given."""
    found = f(x)
    if isinstance(found, float):
        return float(found)
    value = np.real(as_array(found))
    if value.size != 1 or value.dtype.kind not in "biufO" or value.flat[0] is None:
        what = f"an array of shape {value.shape}" if value.size != 1 else repr(found)
        raise ValueError(f"the function must give one number, not {what}")
    return float(value.reshape(-1)[0])


def numerical_gradient(f: ScalarFunction, x: Array) -> Array:
    """The gradient of f at x, entry by entry, by the best method that f allows; the shape is that of x."""
    x = np.asarray(x, dtype=float)
    out = np.empty(x.shape)
    with np.errstate(all="ignore"):
        for place in np.ndindex(x.shape):
            unit = np.zeros(x.shape)
            unit[place] = 1.0
            slope = complex_slope(f, x, unit) or central_slope(f, x, unit)
            out[place] = slope.value
    return out

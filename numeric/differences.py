"""Derivatives of a function of one array from its values alone, each with an estimate of its error.

- ``exact_slope``: exact rational arithmetic.  Along v, ``(f(x + hv) − f(x − hv))/2h`` with h = 10⁻⁴⁰ and no rounding at all: the error
  is of order h², far below any float.  One-sided slopes tell a kink for certain.
- ``complex_slope``: ``Im f(x + ihv)/h`` with h = 10⁻¹⁰⁰: nothing is subtracted, so the error is that of evaluating f once
  (Squire and Trapp 1998).  Needs an f that is analytic when its comparisons look at real parts.
- ``central_slope``: central differences at h and h/2 with Richardson's extrapolation; their difference estimates the error, and
  one-sided slopes that do not approach each other show a kink.

A function that refuses the number type (``TypeError``, a result of another type) gives None: the next rung of the ladder is tried.
"""

from __future__ import annotations

import math
from cmath import isfinite
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
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
    """The slope along a direction by central differences."""
    scale = max(1.0, float(np.max(np.abs(x), initial=0.0))) / max(float(np.max(np.abs(direction), initial=0.0)), 1e-300)
    here, unit = real_value(f, x.copy()), roundoff(f, x)
    rows = []
    steps = (1e-3 * scale, 0.5e-3 * scale, 1e-5 * scale) if unit < 1e-12 else (0.1 * scale, 0.05 * scale, 0.02 * scale)
    for h in steps:
        above, below = real_value(f, x + h * direction), real_value(f, x - h * direction)
        rows.append(((above - below) / (2 * h), (here - below) / h, (above - here) / h))
    coarse, fine, finest = rows
    extrapolated = (4 * fine[0] - coarse[0]) / 3
    rounding = 2 * unit * abs(here) / steps[0]
    error = abs(extrapolated - fine[0]) + abs(extrapolated - finest[0]) + rounding
    size = abs(finest[1]) + abs(finest[2]) + 1e-300
    gaps = [abs(r[2] - r[1]) / size for r in rows]
    noise = 8 * unit * abs(here) / (steps[2] * size)
    kinked = gaps[2] > 1e-3 + noise and gaps[2] > 0.5 * gaps[0]
    return Slope(extrapolated, error, (finest[1], finest[2]) if kinked else None)


def near_slope(f: ScalarFunction, x: Array, direction: Array, here: float) -> Slope:
    """Central differences at one small step beside a known value: cheap, good to ten digits or so, and wary of kinks."""
    root = math.sqrt(max(x.size, 1))
    h = NEAR_STEP * max(1.0, norm(x) / root) / max(norm(direction) / root, 1e-300)
    above, below = real_value(f, x + h * direction), real_value(f, x - h * direction)
    left, right = (here - below) / h, (above - here) / h
    kinked = abs(right - left) > 1e-3 * (abs(left) + abs(right))
    slope = (above - below) / (2 * h)
    return Slope(slope, abs(right - left) + 4e-16 * abs(here) / h, (left, right) if kinked else None)


def roundoff(f: ScalarFunction, x: Array) -> float:
    """The rounding unit of the number type in which f gives its value."""
    kind = as_array(f(x.copy())).dtype
    return float(np.finfo(kind).eps) if kind.kind in "fc" else 2.3e-16


def norm(x: Array) -> float:
    """The Euclidean length of a flat array."""
    return math.sqrt(float(x @ x))


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

"""Derivatives of a function of one array from its values alone, each with an estimate of its error.

- ``exact_slope``: exact rational arithmetic.  Along v, ``(f(x + hv) − f(x − hv))/2h`` with h = 10⁻⁴⁰ and no rounding at all: the error
  is of order h², far below any float.  One-sided slopes tell a kink for certain.
- ``complex_slope``: ``Im f(x + ihv)/h`` with h = 10⁻¹⁰⁰: nothing is subtracted, so the error is that of evaluating f once
  (Squire and Trapp 1998).  Needs an f that is analytic when its comparisons look at real parts.

Central differences stand in a module of their own.

A function that refuses the number type (``TypeError``, a result of another type) gives None: the next rung of the ladder is tried.
"""

from __future__ import annotations

import math
from cmath import isfinite
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from numeric.checking.arguments import as_array

Array = NDArray[Any]
ScalarFunction = Callable[[Array], Any]
COMPLEX_STEP = 1e-100
IMAGINARY_STEP = 1j * COMPLEX_STEP
EXACT_STEP = Fraction(1, 10**40)
EXTENDED_STEP = 2.0**-14


class Slope(NamedTuple):
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
                value = _complex_value(f(x + IMAGINARY_STEP * direction))
                if value is None:
                    return None
                values.append(value)
    except Exception:  # any failure means that f does not take complex numbers
        return None
    slopes = [value.imag / COMPLEX_STEP for value in values]
    return values[0].real, [Slope(slope, 1e-14 * abs(slope)) for slope in slopes]


def _complex_value(found: Any) -> complex | None:
    """One finite complex number of double precision, whose imaginary part is as small as the step; None for anything else."""
    if not isinstance(found, complex):
        found = as_array(found)
        if found.size != 1 or found.dtype != np.complex128:
            return None
        found = complex(found.reshape(-1)[0])
    return found if isfinite(found) and abs(found.imag) <= 1e-20 * (1 + abs(found.real)) else None


def extended_slope(f: ScalarFunction, x: Array, direction: Array) -> Slope | None:
    """The slope along a direction by central differences in extended precision; None if f, or the machine, does not compute so.

    Beside a large constant these tell what is lost in double precision.  The error is what two steps differ by, and the rounding.
    """
    unit = float(np.finfo(np.longdouble).eps)
    if unit > 1e-18:
        return None
    point, v = x.astype(np.longdouble), direction.astype(np.longdouble)
    step = EXTENDED_STEP * max(1.0, float(np.max(np.abs(x)))) / (float(np.max(np.abs(v))) or 1.0)
    try:
        values = [f(point + k * step * v) for k in (-2, -1, 1, 2)]
    except Exception:  # any failure means that f does not take numbers of this type
        return None
    if not all(isinstance(value, np.longdouble) and np.isfinite(value) for value in values):
        return None
    twice, once = (float((values[3] - values[0]) / (4 * step)), float((values[2] - values[1]) / (2 * step)))
    return Slope(once, abs(once - twice) + 4 * unit * float(max(map(abs, values))) / step)


def stretched(f: ScalarFunction, units: Array) -> ScalarFunction:
    """The function of numbers that count units."""
    return lambda x: f(x * units)


def norm(x: Array) -> float:
    """The Euclidean length of a flat array, whose squares may be too large or too small for a float."""
    square = float(x.dot(x))
    if 1e-280 < square < 1e280:
        return math.sqrt(square)
    largest = float(np.max(np.abs(x), initial=0.0))
    return largest if not 0 < largest < math.inf else largest * math.sqrt((x / largest).dot(x / largest))


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

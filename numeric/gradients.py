"""``check_gradient(f, gradient, at)``: is this the gradient of that function?

The ladder: exact rationals if f computes with fractions (where a complex step is refused or doubted, and for few entries);
else a complex step if f lets one pass (and central differences do not contradict it); else central differences.  First along
a few Gaussian directions, which a wrong entry cannot hide from (±1 vectors miss swapped entries half of the time): complex steps
along all of them but the last, short differences along the last, which a function that is not analytic cannot mislead, and
which see a kink.  Only if a direction disagrees, the ladder is climbed along all of them, and then entry by entry, to say which
entries are wrong, by what factor and what it looks like; of many entries the wrong ones are found by halving.  At a kink (|x|, ReLU)
every value between the one-sided slopes is accepted, entry by entry, and the kink is reported; where entries tie, their values have to fit
together (:mod:`numeric.checking.ties`).  Differences are always computed too,
and shown.  Where they tell little and the numbers of the point are of very different sizes, each entry is measured in units of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.checking.arguments import ByName, as_arguments, in_order, names, restorer, shaped
from numeric.checking.central import SINGLE, central_slope, near_slope, refined, roundoff
from numeric.checking.differences import (
    ScalarFunction,
    Slope,
    complex_slope,
    complex_slopes,
    exact_slope,
    extended_slope,
    norm,
    real_value,
    stretched,
)
from numeric.checking.faults import Fault
from numeric.checking.faults import looks as likenesses
from numeric.checking.flattening import flat_forms, flattened, gradient_arrays
from numeric.checking.probing import LEAST_ENTRY, probes, units_of
from numeric.checking.reports import GradientReport, Method
from numeric.checking.ties import Tie, slope_beside, tied_apart

Array = NDArray[Any]
FEW_ENTRIES, MAX_EXACT_ENTRIES = 12, 64
"""Up to so many entries fractions are tried first; up to so many at all."""
LEAST_ACCURACY, LEAST_COMPLEX, COARSE = 1e-2, 2e-4, 1e-5
"""A gradient has to be so good in any type of numbers; of a better type a complex step is asked first; larger errors that pass are told."""
ALIKE = 1e-8
"""Slopes that agree so far agree as well as differences can tell; what both a gradient and the complex step overlook is seen above it."""
FINE = 1e-9
"""A gap so small between a gradient and differences at one step is no accident, and all that longer searches would allow."""
MANY_ENTRIES, ENOUGH_FAULTS, ENOUGH_KINKS = 1000, 32, 64
"""Of more entries than this the wrong ones are found by halving, and no more of them than that, nor more kinks."""


def check_gradient(f: Any, gradient: Any, at: Any, *, tolerance: float | None = None, directions: int = 2, seed: int = 0) -> GradientReport:
    """Check a gradient of a scalar function at a point.

    f:         a function of one array, or of several; a ``Formula`` or a compiled one works too.  Where the point is a PyTorch tensor,
               f and the gradient are given tensors.
    gradient:  a function of the same arguments that gives the gradient, in the shape of the argument (a tuple of them for several), or
               the gradient itself.
    at:        the argument, a tuple of arguments, or a dict of them, which f and the gradient then take and the gradient gives.
    tolerance: accepted error of a slope relative to the size of the gradient, its Euclidean length; by default 10⁴ roundings of its
               number type, for central differences what their own error estimate allows.  Whatever passes beyond 10⁻⁵ is told.  A mistake
               that the complex step makes too, because f drops imaginary parts, is seen above 10⁻⁸.
    directions: how many Gaussian directions are tried.  No entry of a direction is near 0, so that a single wrong entry shows in each
               of them; several wrong ones hide from one direction only by an accident of its random numbers.
    Raises ``ValueError`` if shapes do not fit or f is not scalar, for a point where f is not finite, or so rough that no slope is told.
    """
    with np.errstate(all="ignore"):
        return _checked(f, gradient, at, tolerance, directions, seed)


def _checked(f: Any, gradient: Any, at: Any, tolerance: float | None, directions: int, seed: int) -> GradientReport:
    if not isinstance(at, (np.ndarray, tuple)) and isinstance(at, Mapping):
        keys, at = tuple(at), tuple(at.values())
        f, gradient = ByName(f, keys), ByName(gradient, keys) if callable(gradient) else in_order(gradient, keys)
    if not callable(f):
        raise TypeError(f"the function is {f!r}, which cannot be called")
    arguments = as_arguments(at)
    if not sum([a.size for a in arguments]) or directions < 1:
        raise ValueError("a check needs at least one argument, with entries, and one direction")
    if tolerance is not None and not tolerance >= 0:
        raise ValueError(f"the tolerance is a number that is not negative, not {tolerance}")
    restorers = tuple(map(restorer, at if isinstance(at, tuple) else (at,)))

    def called() -> tuple[str, ...]:
        return names((f, gradient), len(arguments))

    given = gradient_arrays(gradient, arguments, restorers)
    turned, looks = shaped(given, arguments, called)
    forms = flat_forms(f, arguments, restorers)
    x = flattened(arguments)
    rounding, kind = max([_rounding(g.dtype) for g in given])
    allowed = tolerance if tolerance is not None else min(1e4 * rounding, LEAST_ACCURACY)
    check = _Check(forms, arguments, x, flattened(turned), allowed, tolerance, called, kind)
    return _in_own_units(check, probes(seed, directions, x.size), looks)


class Unsettled(ValueError):
    """No method tells the slope of a function at a point."""


def _in_own_units(check: _Check, vectors: Array, looks: tuple[str, ...]) -> GradientReport:
    """The report of a check; where it can tell little, and entries of the point are of very different sizes, or far from 1, the one
    in which each entry is measured in units of its own, if it tells more."""
    report, unsettled = None, None
    try:
        report = check.run(vectors, looks)
    except Unsettled as error:
        unsettled = error
    if report is None or (check.loose > COARSE and check.tolerance is None):
        units = units_of(check.x)
        if units is not None:
            scaled = check.scaled(units)
            with suppress(Unsettled):
                other = scaled.run(vectors, looks)
                if report is None or scaled.loose < check.loose:
                    return replace(other, faults=tuple(check.unscaled(f, units) for f in other.faults))
    if report is None:
        raise unsettled or Unsettled
    return report


@lru_cache(maxsize=16)
def _rounding(kind: np.dtype[Any]) -> tuple[float, str]:
    """The rounding unit of a type of numbers, and what it is called."""
    return (float(np.finfo(kind).eps), str(kind)) if kind.kind == "f" else (2.3e-16, "")


def _confirms(seen: Slope, value: float) -> bool:
    """Whether central differences agree with a slope, as far as they can tell."""
    return abs(value - seen.value) <= 10 * seen.error + ALIKE * (abs(value) + abs(seen.value))


def _sharp(seen: Slope, size: float) -> bool:
    """Whether differences tell a slope to a hundredth."""
    return 10 * seen.error <= 1e-2 * max(size, abs(seen.value))


@dataclass(slots=True)
class _Check:
    """One check: the function, the point and the gradient as flat arrays."""

    forms: dict[str, ScalarFunction]
    arguments: tuple[Array, ...]
    x: Array
    g: Array
    allowed: float
    tolerance: float | None
    called: Callable[[], tuple[str, ...]]
    kind: str
    here: float = 0.0
    loose: float = 0.0
    unit: float = 0.0
    unseen: bool = False

    def scaled(self, units: Array) -> _Check:
        """The same check with each entry in a unit of its own."""
        forms = {kind: stretched(f, np.array([Fraction(u) for u in units.tolist()]) if kind == "exact" else units)
                 for kind, f in self.forms.items()}
        return replace(self, forms=forms, x=self.x / units, g=self.g * units, loose=0.0, unseen=False)

    def unscaled(self, fault: Fault, units: Array) -> Fault:
        """A fault of the scaled check in the units of this one."""
        start = sum(a.size for a in self.arguments[: fault.argument])
        shape = self.arguments[fault.argument].shape
        unit = float(units[start + int(np.ravel_multi_index(fault.index, shape)) if shape else start])
        sides = fault.sides and (fault.sides[0] / unit, fault.sides[1] / unit)
        return replace(fault, expected=fault.expected / unit, given=fault.given / unit, sides=sides)

    def run(self, vectors: Array, looks: tuple[str, ...]) -> GradientReport:
        total, length = norm(self.g), math.sqrt(self.x.size)
        if not math.isfinite(total) and not np.isfinite(self.g).all():
            self._stand()
            return self._report("central differences", np.inf, np.inf, np.flatnonzero(~np.isfinite(self.g)).tolist(), looks)
        along = vectors.dot(self.g).tolist()
        exact = self._exact(vectors[0]) if self.x.size <= FEW_ENTRIES else None
        if exact is None and not looks and (quick := self._quickly(vectors, along, total)):
            return quick
        method, slopes, seen = self._method(vectors, exact)
        worst, central, kinked, wrong, steepest = 0.0, 0.0, seen.kink is not None, bool(looks), 0.0
        for k, given in enumerate(along):
            slope = slopes[k] if k < len(slopes) else self._slope(method, vectors[k])
            size = max(total, abs(slope.value) / length, 1e-300)
            steepest = max(steepest, size)
            gap, bound = abs(given - slope.value), self._bound(method, slope, size)
            kinked |= slope.kink is not None
            wrong |= not (gap <= bound or self._doubted(gap, bound, method, vectors[k], slope, size))
            shown = max(size, self._floor())
            worst = max(worst, gap / shown)
            if k == 0:
                central = abs(given - seen.value) / shown
        if wrong or kinked or self.loose > COARSE:
            self._demand_repeated(self._value())
        if not wrong and self.loose >= 1 and self.tolerance is None:
            self._demand_sight(vectors, max(total, steepest))
        if wrong or kinked:
            return self._report(method, worst, central, self._examined(method, total, kinked), looks)
        return GradientReport(True, method, worst, central, coarse=self._coarse(total))

    def _coarse(self, total: float) -> str:
        """What only passes because nothing better can be told."""
        if self.tolerance is not None or self.loose <= COARSE:
            return ""
        if self.loose < 1:
            own = bool(self.kind) and self.loose <= 2 * self.allowed / LEAST_ENTRY
            cause = f"the gradient is {self.kind}" if own else "the function is noisy or rounded, or kinks are near"
            return f"errors up to {self.loose:.0e} of the gradient pass: {cause}"
        return f"slopes below {self.loose * total:.0e} are not told from 0, as rounding is as large" if total > 0 else ""

    def _quickly(self, vectors: Array, along: list[float], total: float) -> GradientReport | None:
        """The report of a right gradient, seen by as few calls as will do; None if anything is left to look at.

        Complex steps along all directions but the last and differences along the last are each held against the gradient, not
        against each other: what both confirm is right, whichever of them alone could be wrong.
        """
        if "complex" not in self.forms or (self.tolerance is None and self.allowed > LEAST_COMPLEX):
            return None
        steps = complex_slopes(self.forms["complex"], self.x, vectors[:-1] if len(vectors) > 1 else vectors)
        if steps is None:
            return self._quickly_by_differences(vectors, along, total)
        self.here, slopes = steps
        length, worst = math.sqrt(self.x.size), 0.0
        for given, slope in zip(along, slopes, strict=False):  # the last direction may have no complex step
            size = max(total, abs(slope.value) / length, 1e-300)
            gap = abs(given - slope.value)
            if not gap <= self.allowed * size:
                return self._quickly_by_differences(vectors, along, total, slopes[0].value)
            worst = max(worst, gap / size)
        near = near_slope(self.forms["real"], self.x, vectors[-1], self.here)
        if near.kink is not None or not abs(along[-1] - near.value) <= 10 * near.error + ALIKE * total:
            return None
        return GradientReport(True, "complex step", worst, abs(along[-1] - near.value) / max(total, 1e-300))

    def _quickly_by_differences(self, vectors: Array, along: list[float], total: float, step: float | None = None) -> GradientReport | None:
        """The report of a gradient that differences at one short step confirm along all directions as well as they tell anything.

        step: the slope along the first direction by a complex step that contradicts the gradient; differences that do not contradict
        it in their turn leave the question to more of them.
        """
        self._stand_at(self._value())
        worst, fine = 0.0, FINE if self.tolerance is None else min(self.tolerance, FINE)
        for k, (v, given) in enumerate(zip(vectors, along, strict=True)):
            near = near_slope(self.forms["real"], self.x, v, self.here)
            size = max(total, abs(near.value) / math.sqrt(self.x.size), 1e-300)
            if near.kink is not None or near.error > COARSE * size or not abs(given - near.value) <= 10 * near.error + ALIKE * size:
                return None
            if abs(given - near.value) > fine * size:
                near = refined(self.forms["real"], self.x, v, near)
            gap = abs(given - near.value)
            if not gap <= fine * size:
                return None
            if k == 0 and step is not None and abs(step - near.value) <= 10 * near.error + ALIKE * (abs(step) + abs(near.value)):
                return None
            worst = max(worst, gap / size)
        return GradientReport(True, "central differences", worst, worst)

    def _value(self) -> float:
        return real_value(self.forms["real"], self.x.copy())

    def _stand(self) -> None:
        """The value at the point, which must be a number, and always the same."""
        self._stand_at(self._value())
        self._demand_repeated(self.here)

    def _stand_at(self, value: float) -> None:
        self.here = value
        if not math.isfinite(value):
            raise ValueError(f"the function is not finite at the point: it is {value}")

    def _demand_repeated(self, value: float) -> None:
        if self._value() != value:
            raise ValueError("the function gives another value when it is called again at the same point: are there random numbers in it?")

    def _demand_sight(self, vectors: Array, size: float) -> None:
        """A gradient that passes because rounding hides all that the function does, or should do, is not checked."""
        scale = max(1.0, float(np.max(np.abs(self.x))))
        moved = (real_value(self.forms["real"], self.x + part * scale * v / norm(v)) - self.here for v in vectors for part in (1.0, -1.0))
        most = max(abs(m) if math.isfinite(m) else math.inf for m in moved)
        if self.loose * size * scale >= most and max(most, norm(self.g) * scale) > 1e-15 * abs(self.here):
            raise Unsettled(f"rounding hides the slopes of the function beside its value {self.here:.3g}: take the constant part out of it")

    def _floor(self) -> float:
        """A slope that counts as zero beside the value of the function: its rounding alone may give as much."""
        return 1e-3 * abs(self.here) / max(1.0, norm(self.x))

    def _method(self, vectors: Array, exact: Slope | None) -> tuple[Method, list[Slope], Slope]:
        """The first rung that bears, its slopes along the first direction or all, and what central differences see along the first.

        Fractions are slow, and a complex step that central differences confirm is as good; so where both could be used,
        fractions are tried for few entries only, which was before, or where the complex step is in doubt.
        """
        steps = complex_slopes(self.forms["complex"], self.x, vectors) if exact is None and "complex" in self.forms else None
        self._stand()
        seen = self._central(vectors[0])
        confirmed = steps is not None and seen.kink is None and self._confirmed(steps[1][0].value, seen, vectors[0])
        if exact is None and not confirmed and self.x.size > FEW_ENTRIES:
            exact = self._exact(vectors[0])
        if exact is not None:
            return "exact rationals", [exact], seen
        if steps is not None and (confirmed or seen.kink is not None):
            return "complex step", steps[1], seen
        if math.isinf(seen.error):
            raise Unsettled("differences settle at no step: the function is too rough at the point, or ends there")
        return "central differences", [seen], seen

    def _confirmed(self, value: float, seen: Slope, v: Array) -> bool:
        """Whether differences agree with a complex step, and well enough to trust it where the gradient does not.

        Beside a large constant they are asked in extended precision.  Where slopes are too small for differences, as at a minimum, the
        two are compared a little further on.
        """
        if not _confirms(seen, value):
            return False
        total = norm(self.g)
        if abs(value - float(v @ self.g)) <= self.allowed * total or _sharp(seen, total):
            return True
        fine = extended_slope(self.forms["real"], self.x, v)
        if fine is not None and _sharp(fine, total):
            return _confirms(fine, value)
        beside = self.x + self._reach(v) * v
        step, there = complex_slope(self.forms["complex"], beside, v), central_slope(self.forms["real"], beside, v, self.unit)
        return step is not None and _confirms(there, step.value) and _sharp(there, 0.0)

    def _reach(self, v: Array) -> float:
        """How far along a direction slopes are another thing than at the point."""
        return 1e-3 * max(1.0, float(np.max(np.abs(self.x)))) / (float(np.max(np.abs(v))) or 1.0)

    def _exact(self, v: Array) -> Slope | None:
        if "exact" not in self.forms or self.x.size > MAX_EXACT_ENTRIES:
            return None
        return exact_slope(self.forms["exact"], self.x, v)

    def _slope(self, method: Method, v: Array) -> Slope:
        return self._step(method, self.x, v) or self._central(v)

    def _central(self, v: Array) -> Slope:
        if not self.unit:
            self.unit = roundoff(self.forms["real"], self.x, v, float(np.finfo(self.kind or "float64").eps))
        return central_slope(self.forms["real"], self.x, v, self.unit)

    def _step(self, method: Method, x: Array, v: Array) -> Slope | None:
        """The slope at any point by fractions or a complex step, if that is the method."""
        if method == "central differences":
            return None
        return exact_slope(self.forms["exact"], x, v) if method == "exact rationals" else complex_slope(self.forms["complex"], x, v)

    def _bound(self, method: Method, slope: Slope, size: float) -> float:
        """The accepted gap of a slope, of a gradient of a size: along a Gaussian direction slopes are of that size too."""
        if self.tolerance is not None:
            return self.allowed * max(size, self._floor())
        bound = self.allowed * size + (10 * slope.error + 1e-9 * size if method == "central differences" else 0.0)
        self.loose = max(self.loose, bound / size / LEAST_ENTRY)
        return bound

    def _doubted(self, gap: float, bound: float, method: Method, v: Array, slope: Slope, size: float) -> bool:
        """Whether a gap may be rounding after all; then what hides behind it is told."""
        passed = bound + self._doubt(method, v, slope)
        if gap <= passed:
            self.loose = max(self.loose, passed / size / LEAST_ENTRY)
            return True
        return False

    def _doubt(self, method: Method, v: Array, slope: Slope) -> float:
        """How much of a slope may be rounding, where it is small beside its parts, as at a minimum.

        Seen from slopes at points, and along directions, that differ by roundings; an effect that is not small beside the slopes
        nearby is none of rounding (the point may be at a kink).
        """
        beside = self._step(method, self.x + self._reach(v) * v, v)
        if beside is None or self.tolerance is not None:
            return 0.0
        near = abs(beside.value) + abs(slope.value)
        if method == "exact rationals":
            return 1e-30 * near
        signs = np.where(np.arange(self.x.size) % 2, 4e-16, -4e-16)
        moved = [self._step(method, self.x * (1 + part), v / 3) for part in (signs, -signs)]
        noise = max((abs(3 * m.value - slope.value) for m in moved if m is not None), default=0.0)
        return (30 * noise if noise <= 1e-7 * near else 0.0) + 1e-16 * (near + abs(self.here) * norm(v) / max(1.0, norm(self.x)))

    def _unit(self, k: int) -> Array:
        unit = np.zeros(self.x.shape)
        unit[k] = 1.0
        return unit

    def _examined(self, method: Method, total: float, kinked: bool) -> list[int]:
        """The entries to look at: all, or of many those that a direction through ever fewer of them leads to.

        Zeros are looked at last: most kinks are there.
        """
        if self.x.size <= MANY_ENTRIES:
            return list(range(self.x.size))
        found: list[int] = []
        kinks, rng = 0, np.random.default_rng(self.x.size)
        blocks = [b for b in (np.flatnonzero(self.x == 0), np.flatnonzero(self.x)) if b.size]
        while blocks and len(found) - kinks < ENOUGH_FAULTS and kinks < ENOUGH_KINKS:
            block = blocks.pop()
            v = np.zeros(self.x.shape)
            v[block] = rng.standard_normal(block.size)
            slope, judged = self._arbitrated(method, v, kinked)
            size = max(total, abs(slope.value) / norm(v))
            if slope.kink is None and abs(float(self.g @ v) - slope.value) <= self._bound(judged, slope, size):
                continue
            if block.size == 1:
                found.append(int(block[0]))
                kinks += slope.kink is not None
            else:
                blocks += [block[block.size // 2 :], block[: block.size // 2]]
        self.unseen = bool(blocks)
        return sorted(found)

    def _arbitrated(self, method: Method, v: Array, kinked: bool) -> tuple[Slope, Method]:
        """A slope, by differences where these see a kink along it or contradict a complex step, which may not have passed unharmed."""
        slope = self._slope(method, v)
        if method != "complex step" or not kinked:
            return slope, method
        seen = self._central(v)
        if seen.kink is not None:
            return Slope(slope.value, slope.error, seen.kink), method
        return (slope, method) if _confirms(seen, slope.value) else (seen, "central differences")

    def _place(self, k: int) -> tuple[int, tuple[int, ...]]:
        """Which argument, and where in it, the flat index is."""
        for argument, a in enumerate(self.arguments):
            if k < a.size:
                return argument, tuple(int(i) for i in np.unravel_index(k, a.shape))
            k -= a.size
        raise IndexError(k)

    def _report(self, method: Method, worst: float, central: float, examined: list[int], looks: tuple[str, ...]) -> GradientReport:
        slopes = {k: self._arbitrated(method, self._unit(k), True) for k in examined}
        expected = np.array([slope.value for slope, _ in slopes.values()])
        size = max(norm(self.g[np.isfinite(self.g)]), norm(expected), 1e-300)
        kinks = {k: slope.kink for k, (slope, _) in slopes.items() if slope.kink is not None}
        called = self.called()
        least = max((self._bound(judged, slope, size) for slope, judged in slopes.values()), default=0.0) if self.unit > SINGLE else 0.0
        faults = []
        for k, (slope, judged) in slopes.items():
            sides = kinks.get(k)
            if sides is not None and _within(float(self.g[k]), sides, 1e-4 if self.unit < SINGLE else 1.0):
                continue
            gap, bound = abs(self.g[k] - slope.value), max(self._bound(judged, slope, size), least)
            if not (gap <= bound or self._doubted(gap, bound, judged, self._unit(k), slope, size)):
                place = self._place(k)
                faults.append(Fault(*place, slope.value, float(self.g[k]), called[place[0]], sides))
        tie = self._tied_apart(method, list(kinks), size) if not faults and len(kinks) > 1 else None
        if tie is not None:
            worst = abs(tie.given - tie.slope) / size
            for k, _ in tie.entries:
                place = self._place(k)
                faults.append(Fault(*place, slopes[k][0].value, float(self.g[k]), called[place[0]], kinks[k]))
            along = "sum" if all(sign == 1 for _, sign in tie.entries) else "difference"
            looks = (*looks, f"entries that tie: along their {along} the slope is {tie.slope:.6g}, and the gradient gives {tie.given:.6g}")
        ok = not faults and not looks
        if faults and tie is None:
            looks = (*looks, *likenesses(self._seen(examined), self.g[examined], expected, faults))
        if ok and kinks:
            away = (abs(self.g[k] - slope.value) / size for k, (slope, _) in slopes.items() if k not in kinks)
            worst = min(worst, max(away, default=0.0))
        coarse = self._coarse(size)
        if ok and self.unseen:
            coarse = f"not all was looked at: more than {ENOUGH_KINKS} entries are at kinks"
        places = tuple(self._place(k) for k in kinks) if tie is None else ()
        return GradientReport(ok, method, worst, central, tuple(faults), looks, places, called, self.x.size, not self.unseen, coarse)

    def _tied_apart(self, method: Method, kinks: list[int], size: float) -> Tie | None:
        """What the gradient gives along a direction without a kink, where entries at kinks tie."""
        if method == "exact rationals":
            return tied_apart(lambda x, v: self._step(method, x, v), self.x, self.g, kinks, 1e-3 * size)
        return tied_apart(lambda x, v: slope_beside(self.forms["real"], x, v, 1e-3 * size), self.x, self.g, kinks, 1e-2 * size)

    def _seen(self, examined: list[int]) -> list[Array]:
        """The arguments as far as they were looked at: whole ones keep their shape."""
        seen, start = [], 0
        for a in self.arguments:
            own = [k - start for k in examined if start <= k < start + a.size]
            seen.append(a if len(own) == a.size else a.reshape(-1)[own])
            start += a.size
        return seen


def _within(value: float, sides: tuple[float, float], share: float) -> bool:
    """Whether a value lies between the slopes beside a kink, or nearly; in single precision the steps are long, and meet other kinks."""
    low, high = sorted(sides)
    slack = share * (high - low)
    return low - slack <= value <= high + slack

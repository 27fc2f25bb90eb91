"""``check_gradient(f, gradient, at)``: is this the gradient of that function?

The ladder: exact rationals if f computes with fractions (where a complex step is refused or doubted, and for few entries);
else a complex step if f lets one pass (and central differences do not contradict it); else central differences.  First along
a few Gaussian directions, which a wrong entry cannot hide from (±1 vectors miss swapped entries half of the time): complex steps
along all of them but the last, short differences along the last, which a function that is not analytic cannot mislead, and
which see a kink.  Only if a direction disagrees, the ladder is climbed along all of them, and then entry by entry, to say which
entries are wrong, by what factor and what it looks like; of many entries the wrong ones are found by halving.  At a kink (|x|, ReLU)
every value between the one-sided slopes is accepted and the kink is reported.  Central differences are always computed too, and shown.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from numeric.arguments import ByName, as_arguments, as_array, in_order, names, restorer, shaped
from numeric.differences import (
    ScalarFunction,
    Slope,
    central_slope,
    complex_slope,
    complex_slopes,
    exact_slope,
    near_slope,
    norm,
    real_value,
)
from numeric.faults import Fault, sentence, table
from numeric.faults import looks as likenesses

Array = NDArray[Any]
Method = Literal["exact rationals", "complex step", "central differences"]
FEW_ENTRIES, MAX_EXACT_ENTRIES = 12, 64
"""Up to so many entries fractions are tried first; up to so many at all."""
LEAST_ACCURACY, COARSE = 1e-2, 2e-4
"""A gradient has to be so good in any type of numbers; if errors above this pass, the report says so."""
LEAST_ENTRY = 0.25
"""No entry of a direction is nearer to 0, in standard deviations."""
MANY_ENTRIES, ENOUGH_FAULTS = 1000, 32
"""Of more entries than this the wrong ones are found by halving, and no more of them than that."""


@dataclass(frozen=True, slots=True, repr=False)
class GradientReport:
    """The outcome of a check.  ``ok`` says it all, and is the truth value; ``str(report)`` is for people.

    method: the rung of the ladder that decided.  error: largest disagreement, relative to the size of the gradient.
    central: the same disagreement seen by central differences.  faults: the wrong entries.  looks: what they look like.
    kinks: (argument, index) of entries at a kink.  names: what the arguments are called.  entries: how many there are in all.
    complete: whether the search came to its end; if not, more entries may be wrong.  coarse: why only larger errors are seen, if so.
    """

    ok: bool
    method: Method
    error: float
    central: float
    faults: tuple[Fault, ...] = ()
    looks: tuple[str, ...] = ()
    kinks: tuple[tuple[int, tuple[int, ...]], ...] = ()
    names: tuple[str, ...] = ()
    entries: int = 0
    complete: bool = True
    coarse: str = ""

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        """One line, for the message of a failed ``assert check_gradient(…)``."""
        first, *_ = str(self).splitlines()
        return f"<{'; '.join([first, *map(sentence, self.looks[:2]), *map(str, self.faults[:1])])}>"

    def __str__(self) -> str:
        others = "" if self.method == "central differences" else f" (by differences {self.central:.1e})"
        judged = f"{self.method}, error {self.error:.1e}{others}"
        if self.ok:
            lines = [f"the gradient is right: {judged}"]
        else:
            least = "" if self.complete else "at least "
            many = f" in {least}{len(self.faults)} of {self.entries} entries" if self.faults and self.entries > 1 else ""
            lines = [f"the gradient is wrong{many}", f"  judged by: {judged}"]
        lines += _lines(self.coarse)
        for look in self.looks:
            lines += _lines(sentence(look))
        lines += table(self.faults) if self.faults else []
        places = [Fault(argument, index, 0.0, 0.0, self._name(argument)).place for argument, index in self.kinks[:5]]
        lines += [f"  kink at {place}: any value between the one-sided slopes is right" for place in places]
        return "\n".join(lines)

    def _name(self, argument: int) -> str:
        return self.names[argument] if self.names else ""


def _lines(text: str) -> list[str]:
    return wrap(text, 80, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def check_gradient(f: Any, gradient: Any, at: Any, *, tolerance: float | None = None, directions: int = 2, seed: int = 0) -> GradientReport:
    """Check a gradient of a scalar function at a point.

    f:         a function of one array, or of several; a ``Formula`` or a compiled one works too.  Where the point is a PyTorch tensor,
               f and the gradient are given tensors.
    gradient:  a function of the same arguments that gives the gradient, in the shape of the argument (a tuple of them for several), or
               the gradient itself.
    at:        the argument, a tuple of arguments, or a dict of them, which f and the gradient then take and the gradient gives.
    tolerance: accepted error relative to the size of the gradient; by default 10⁴ roundings of its number type, for central
               differences what their own error estimate allows.
    directions: how many Gaussian directions are tried.  No entry of a direction is near 0, so that a single wrong entry shows in each
               of them; several wrong ones hide from one direction only by an accident of its random numbers.
    Raises ``ValueError`` if shapes do not fit or f is not scalar, and for a point where f is not finite.
    """
    if isinstance(at, Mapping):
        keys, at = tuple(at), tuple(at.values())
        f, gradient = ByName(f, keys), ByName(gradient, keys) if callable(gradient) else in_order(gradient, keys)
    arguments = as_arguments(at)
    if not arguments or directions < 1:
        raise ValueError("a check needs at least one argument and one direction")
    restorers = tuple(restorer(a) for a in (at if isinstance(at, tuple) else (at,)))

    def called() -> tuple[str, ...]:
        return names((f, gradient), len(arguments))

    with np.errstate(all="ignore"):
        given = _as_arrays(gradient, arguments, restorers)
        turned, looks = shaped(given, arguments, called)
        forms = _forms(f, arguments, restorers)
        x = _flat(arguments)
        rounding, kind = max(_rounding(g.dtype) for g in given)
        allowed = tolerance if tolerance is not None else min(1e4 * rounding, LEAST_ACCURACY)
        check = _Check(forms, arguments, x, _flat(turned), allowed, tolerance, called, kind)
        return check.run(_directions(seed, directions, x.size), looks)


@lru_cache(maxsize=16)
def _directions(seed: int, count: int, size: int) -> Array:
    """Gaussian directions as rows, all of the length that they have on the average, the root of the size.

    Entries nearer to 0 than a quarter are drawn anew: behind such an entry a small fault of one weight could hide.
    """
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((count, size))
    while (small := np.abs(vectors) < LEAST_ENTRY).any():
        vectors[small] = rng.standard_normal(np.count_nonzero(small))
    vectors *= math.sqrt(size) / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-300)
    vectors.setflags(write=False)
    return vectors


@lru_cache(maxsize=16)
def _rounding(kind: np.dtype[Any]) -> tuple[float, str]:
    """The rounding unit of a type of numbers, and what it is called."""
    return (float(np.finfo(kind).eps), str(kind)) if kind.kind == "f" else (2.3e-16, "")


def _as_arrays(gradient: Any, arguments: tuple[Array, ...], restorers: tuple[Callable[[Array], Any], ...]) -> tuple[Array, ...]:
    value = gradient(*(r(a.copy()) for r, a in zip(restorers, arguments, strict=True))) if callable(gradient) else gradient
    parts = value if isinstance(value, (tuple, list)) and (len(arguments) > 1 or isinstance(value, tuple)) else (value,)
    if len(parts) != len(arguments):
        raise ValueError(f"the point has {len(arguments)} arguments, but there are {len(parts)} gradients")
    if any(part is None for part in parts):
        raise ValueError("the gradient is None: does the function return it?")
    return tuple(as_array(part) for part in parts)


def _flat(arrays: Sequence[Array]) -> Array:
    return arrays[0].reshape(-1) if len(arrays) == 1 else np.concatenate([a.reshape(-1) for a in arrays])


def _forms(f: Any, arguments: tuple[Array, ...], restorers: tuple[Callable[[Array], Any], ...]) -> dict[str, ScalarFunction]:
    """f as a function of one flat array, for each kind of number it takes; a formula is compiled for each kind."""

    def flat(function: Callable[..., Any]) -> ScalarFunction:
        if len(arguments) == 1:
            shape, (restored,) = arguments[0].shape, restorers
            return lambda x: function(restored(x.reshape(shape)))

        def whole(x: Array) -> Any:
            parts, start = [], 0
            for a, restored in zip(arguments, restorers, strict=True):
                parts.append(restored(x[start : start + a.size].reshape(a.shape)))
                start += a.size
            return function(*parts)

        return whole

    if "symbolic.formulas" not in sys.modules:  # then f is no formula, and the engine need not be loaded
        return dict.fromkeys(("real", "complex", "exact"), flat(f))
    from numeric.compiling import CompiledFormula, CompileError, compile_formula
    from symbolic.formulas import Formula

    formula = f if isinstance(f, Formula) else f.formula if isinstance(f, CompiledFormula) else None
    if formula is None:
        return dict.fromkeys(("real", "complex", "exact"), flat(f))
    forms = {"real": flat(compile_formula(formula))}
    for kind, dtype in (("complex", "complex128"), ("exact", "object")):
        try:
            forms[kind] = flat(compile_formula(formula, dtype))
        except CompileError:
            continue
    return forms


def _close(p: float, q: float, slack: float) -> bool:
    """Whether two slopes agree to five digits, beyond a slack."""
    return abs(p - q) <= slack + 1e-5 * (abs(p) + abs(q))


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
    coarse: str = ""

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
        scale = max(total, self._floor())
        worst, central, loose, kinked, wrong = 0.0, 0.0, 0.0, seen.kink is not None, bool(looks)
        for k, given in enumerate(along):
            slope = slopes[k] if k < len(slopes) else self._slope(method, vectors[k])
            size = max(scale, abs(slope.value) / length, 1e-300)
            gap, bound = abs(given - slope.value), self._bound(method, slope, size, length)
            kinked |= slope.kink is not None
            wrong |= gap > bound
            loose = max(loose, bound / (size * length))
            worst = max(worst, gap / size)
            if k == 0:
                central = abs(given - seen.value) / size
        if loose > COARSE and self.tolerance is None:
            own = bool(self.kind) and loose <= 2 * self.allowed
            cause = f"the gradient is {self.kind}" if own else "the function is noisy or rounded, or kinks are near"
            self.coarse = f"errors up to {loose:.0e} of the gradient pass: {cause}"
        elif not wrong and not kinked:
            return GradientReport(True, method, worst, central)
        self._demand_repeated(self._value())
        if not wrong and not kinked:
            return GradientReport(True, method, worst, central, coarse=self.coarse)
        return self._report(method, worst, central, self._examined(method, scale), looks)

    def _quickly(self, vectors: Array, along: list[float], total: float) -> GradientReport | None:
        """The report of a right gradient, seen by as few calls as will do; None if anything is left to look at.

        Complex steps along all directions but the last and differences along the last are each held against the gradient, not
        against each other: what both confirm is right, whichever of them alone could be wrong.
        """
        if "complex" not in self.forms or (self.tolerance is None and self.allowed > COARSE):
            return None
        steps = complex_slopes(self.forms["complex"], self.x, vectors[:-1] if len(vectors) > 1 else vectors)
        if steps is None:
            return None
        self.here, slopes = steps
        length, scale = math.sqrt(self.x.size), max(total, self._floor())
        worst = 0.0
        for given, slope in zip(along, slopes, strict=False):  # the last direction may have no complex step
            size = max(scale, abs(slope.value) / length, 1e-300)
            gap = abs(given - slope.value)
            if not gap <= self.allowed * size * length:
                return None
            worst = max(worst, gap / size)
        near = near_slope(self.forms["real"], self.x, vectors[-1], self.here)
        if near.kink is not None or not _close(along[-1], near.value, 0.0):
            return None
        return GradientReport(True, "complex step", worst, abs(along[-1] - near.value) / max(scale, 1e-300))

    def _value(self) -> float:
        return real_value(self.forms["real"], self.x.copy())

    def _stand(self) -> None:
        """The value at the point, which must be a number, and always the same."""
        self.here = self._value()
        if not math.isfinite(self.here):
            raise ValueError(f"the function is not finite at the point: it is {self.here}")
        self._demand_repeated(self.here)

    def _demand_repeated(self, value: float) -> None:
        if self._value() != value:
            raise ValueError("the function gives another value when it is called again at the same point: are there random numbers in it?")

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
        seen = central_slope(self.forms["real"], self.x, vectors[0])
        confirmed = steps is not None and seen.kink is None and _close(steps[1][0].value, seen.value, 10 * seen.error)
        if exact is None and not confirmed and self.x.size > FEW_ENTRIES:
            exact = self._exact(vectors[0])
        if exact is not None:
            return "exact rationals", [exact], seen
        if steps is not None and (confirmed or seen.kink is not None):
            return "complex step", steps[1], seen
        return "central differences", [seen], seen

    def _exact(self, v: Array) -> Slope | None:
        if "exact" not in self.forms or self.x.size > MAX_EXACT_ENTRIES:
            return None
        return exact_slope(self.forms["exact"], self.x, v)

    def _slope(self, method: Method, v: Array) -> Slope:
        slope: Slope | None = None
        if method == "exact rationals":
            slope = exact_slope(self.forms["exact"], self.x, v)
        elif method == "complex step":
            slope = complex_slope(self.forms["complex"], self.x, v)
        return slope if slope is not None else central_slope(self.forms["real"], self.x, v)

    def _bound(self, method: Method, slope: Slope, size: float, length: float) -> float:
        """The accepted gap along a direction of a length."""
        floor = self.allowed * size * length
        if method != "central differences" or self.tolerance is not None:
            return floor
        return floor + 10 * slope.error + 1e-9 * size * length

    def _unit(self, k: int) -> Array:
        unit = np.zeros(self.x.shape)
        unit[k] = 1.0
        return unit

    def _examined(self, method: Method, size: float) -> list[int]:
        """The entries to look at: all, or of many those that a direction through ever fewer of them leads to."""
        if self.x.size <= MANY_ENTRIES:
            return list(range(self.x.size))
        found: list[int] = []
        blocks, rng = [(0, self.x.size)], np.random.default_rng(self.x.size)
        while blocks and len(found) < ENOUGH_FAULTS:
            low, high = blocks.pop()
            v = np.zeros(self.x.shape)
            v[low:high] = rng.standard_normal(high - low)
            slope = self._slope(method, v)
            if slope.kink is None and abs(float(self.g @ v) - slope.value) <= self._bound(method, slope, size, norm(v)):
                continue
            middle = (low + high) // 2
            if high - low == 1:
                found.append(low)
            else:
                blocks += [(middle, high), (low, middle)]
        return found

    def _kink(self, k: int) -> bool:
        return central_slope(self.forms["real"], self.x, self._unit(k)).kink is not None

    def _place(self, k: int) -> tuple[int, tuple[int, ...]]:
        """Which argument, and where in it, the flat index is."""
        for argument, a in enumerate(self.arguments):
            if k < a.size:
                return argument, tuple(int(i) for i in np.unravel_index(k, a.shape))
            k -= a.size
        raise IndexError(k)

    def _report(self, method: Method, worst: float, central: float, examined: list[int], looks: tuple[str, ...]) -> GradientReport:
        slopes = {k: self._slope(method, self._unit(k)) for k in examined}
        kinks = tuple(self._place(k) for k in examined if self._kink(k))
        expected = np.array([slope.value for slope in slopes.values()])
        size = max(float(np.linalg.norm(self.g[np.isfinite(self.g)])), float(np.linalg.norm(expected)), self._floor(), 1e-300)
        places, called = set(kinks), self.called()
        faults = []
        for k, slope in slopes.items():
            place = self._place(k)
            sides = self._sides(k, slope) if place in places else None
            if sides is not None and _within(float(self.g[k]), *sorted(sides)):
                continue
            if not abs(self.g[k] - slope.value) <= self._bound(method, slope, size, 1.0):
                faults.append(Fault(*place, slope.value, float(self.g[k]), called[place[0]], sides))
        ok = not faults and not looks
        if faults:
            looks = (*looks, *likenesses(self._seen(examined), self.g[examined], expected, faults))
        if ok and kinks:
            away = (abs(self.g[k] - slope.value) / size for k, slope in slopes.items() if self._place(k) not in places)
            worst = min(worst, max(away, default=0.0))
        complete = len(examined) < ENOUGH_FAULTS or len(examined) == self.x.size
        return GradientReport(ok, method, worst, central, tuple(faults), looks, kinks, called, self.x.size, complete, self.coarse)

    def _seen(self, examined: list[int]) -> list[Array]:
        """The arguments as far as they were looked at: whole ones keep their shape."""
        seen, start = [], 0
        for a in self.arguments:
            own = [k - start for k in examined if start <= k < start + a.size]
            seen.append(a if len(own) == a.size else a.reshape(-1)[own])
            start += a.size
        return seen

    def _sides(self, k: int, slope: Slope) -> tuple[float, float] | None:
        """The one-sided slopes at a kink."""
        return slope.kink or central_slope(self.forms["real"], self.x, self._unit(k)).kink


def _within(value: float, low: float, high: float) -> bool:
    slack = 1e-4 * (high - low)
    return low - slack <= value <= high + slack

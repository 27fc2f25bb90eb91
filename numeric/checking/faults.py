"""Wrong entries of a gradient, and what they look like: a sign, a factor, a transpose, a sum left out, in words.

A look is a guess at the cause: it says what the wrong entries have in common, and never decides whether they are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SHOWN = 8
"""So many wrong entries are listed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong entry: which argument, where, the derivative, what the gradient says, their ratio (None for 0), the slopes beside a kink."""

    argument: int
    index: tuple[int, ...]
    expected: float
    given: float
    name: str = ""
    sides: tuple[float, float] | None = None

    @property
    def factor(self) -> float | None:
        return self.given / self.expected if self.expected and self.sides is None else None

    @property
    def derivative(self) -> str:
        """The derivative to nine digits, or the interval that a kink allows."""
        if self.sides is None:
            return f"{self.expected + 0.0:.9g}"
        low, high = sorted(self.sides)
        return f"{low + 0.0:.5g} … {high + 0.0:.5g}"

    @property
    def place(self) -> str:
        name = self.name or f"argument {self.argument}"
        return f"{name}[{', '.join(map(str, self.index))}]" if self.index else name

    def __str__(self) -> str:
        factor = "" if self.factor is None else f" (factor {factor_text(self.factor)})"
        derivative = f"{self.expected:.10g}" if self.sides is None else self.derivative
        return f"{self.place}: given {self.given:.10g}, the derivative is {derivative}{factor}"


def factor_text(factor: float) -> str:
    """A factor to six digits, or as 1 + 1e-07 where these would hide what is wrong."""
    if factor != 1 and abs(factor - 1) < 1e-4:
        return f"1 {'+' if factor > 1 else '-'} {abs(factor - 1):.1e}"
    return f"{factor + 0.0:.6g}"


def table(faults: Sequence[Fault]) -> list[str]:
    """The wrong entries as lines with columns."""
    shown = faults[:SHOWN]
    columns = [["", *(f.place for f in shown)],
               ["given", *(f"{f.given + 0.0:.9g}" for f in shown)],
               ["derivative", *(f.derivative for f in shown)],
               ["factor", *("" if f.factor is None else factor_text(f.factor) for f in shown)]]
    widths = [max(map(len, column)) for column in columns]
    lines = ["  " + "   ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
             for row in zip(*columns, strict=True)]
    return [*lines, f"  … and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else lines


def sentence(look: str) -> str:
    """A look as a line of a report."""
    place, _, words = look.partition(": ") if look.startswith("in ") else ("", "", look)
    return f"{place} it looks like {words}".lstrip()


def looks(arguments: Sequence[Array], given: Array, expected: Array, faults: Sequence[Fault]) -> Iterator[str]:
    """What the wrong entries of each argument have in common; ``given`` and ``expected`` are flat."""
    start = 0
    for number, a in enumerate(arguments):
        mine, true = given[start : start + a.size].reshape(a.shape), expected[start : start + a.size].reshape(a.shape)
        start += a.size
        own = [f for f in faults if f.argument == number]
        words = _look(mine, true, own, a) if own else None
        if words is not None:
            yield words if len(arguments) == 1 else f"in {own[0].name or f'argument {number}'}: {words}"


def _look(mine: Array, true: Array, faults: Sequence[Fault], a: Array) -> str | None:
    slack = 1e-9 * (float(np.max(np.abs(true), initial=0.0)) + 1e-300)

    def close(p: Any, q: Any) -> bool:
        return bool(np.allclose(p, q, rtol=1e-6, atol=slack))

    if not np.isfinite(mine).all():
        return "entries that are NaN or infinite"
    if len(faults) > 1 and a.ndim == 2 and a.shape[0] == a.shape[1] and close(mine, true.T):
        return "a transpose"
    if all(f.given == 0 for f in faults):
        return f"entries left at zero{_where(faults, true)}"
    factors = [f.factor for f in faults if f.factor is not None]
    if len(factors) == len(faults) and max(factors) - min(factors) <= 1e-4 * abs(factors[0]):
        return _of_factor(float(np.median(factors)), _where(faults, true))
    if len(faults) == 2 and close([f.given for f in faults], [f.expected for f in reversed(faults)]):
        return f"two entries swapped: {list(faults[0].index)} and {list(faults[1].index)}"
    if len(faults) > 2 and close(np.sort(mine, axis=None), np.sort(true, axis=None)):
        return _order(mine, true, close)
    if close(mine, np.trunc(true)):
        return "numbers cut off to whole ones: is the array of an integer type?"
    return _of_difference(mine - true, a, close)


def _of_difference(gap: Array, a: Array, close: Any) -> str | None:
    """The same amount everywhere, or a multiple of the argument: the slope of a penalty."""
    if a.size < 2:
        return None
    if np.any(a) and np.ptp(a) > 0:
        rate = float(np.vdot(a, gap) / np.vdot(a, a))
        if abs(rate) > 1e-9 and close(gap, rate * a):
            amount = f"{abs(rate):.6g} times the argument"
            return f"{amount} {'missing' if rate < 0 else 'too much'}: the slope of a penalty of {abs(rate) / 2:.6g} on its squares?"
    if close(gap, gap.flat[0]):
        return f"a constant {gap.flat[0]:.6g} too much"
    return None


def _order(mine: Array, true: Array, close: Any) -> str:
    for shift, word in ((1, "down"), (-1, "up")):
        if mine.ndim == 1 and close(mine, np.roll(true, shift)):
            return f"the right numbers one place too far {word}: an index off by one?"
    return f"the right numbers in another order{': reshaped by columns instead of rows?' if mine.ndim > 1 else ''}"


def _of_factor(factor: float, where: str) -> str:
    """A factor in words; what it may come from, if all entries have it."""
    inverse = 1 / factor
    if abs(factor + 1) < 1e-4:
        return f"a wrong sign{where}"
    if where == "" and abs(factor - round(factor)) < 1e-4 and round(factor) > 2:
        return f"a factor {round(factor)} too much: is 1/m missing, with m = {round(factor)}?"
    if where == "" and abs(inverse - round(inverse)) < 1e-4 and round(inverse) > 2:
        return f"a factor 1/{round(inverse)} too much: is 1/m there twice, with m = {round(inverse)}?"
    if abs(factor - 0.5) < 1e-4:
        return f"half of the derivative{where}: is the factor 2 of a square's slope missing?"
    return f"a factor {factor_text(factor)}{where}"


def _where(faults: Sequence[Fault], true: Array) -> str:
    """Where the wrong entries stand, if not everywhere."""
    if len(faults) == true.size or len(faults) == np.count_nonzero(true):
        return ""
    if true.ndim == 2 and len(faults) > 1:
        for axis, word in enumerate(("row", "column")):
            lines = {f.index[axis] for f in faults}
            if len(lines) == 1 and len(faults) == true.shape[1 - axis]:
                return f", in {word} {lines.pop()}"
    return f", in {len(faults)} of {true.size} entries"

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
    """A wrong entry: which argument, where, the derivative, what the gradient says, and their ratio (None for 0)."""

    argument: int
    index: tuple[int, ...]
    expected: float
    given: float
    name: str = ""

    @property
    def factor(self) -> float | None:
        return self.given / self.expected if self.expected else None

    @property
    def place(self) -> str:
        name = self.name or f"argument {self.argument}"
        return f"{name}[{', '.join(map(str, self.index))}]" if self.index else name

    def __str__(self) -> str:
        factor = "" if self.factor is None else f" (factor {factor_text(self.factor)})"
        return f"{self.place}: given {self.given:.10g}, the derivative is {self.expected:.10g}{factor}"


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
               ["derivative", *(f"{f.expected + 0.0:.9g}" for f in shown)],
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
        return f"{_of_factor(float(np.median(factors)), a)}{_where(faults, true)}"
    if len(faults) == 2 and close([f.given for f in faults], [f.expected for f in reversed(faults)]):
        return f"two entries swapped: {list(faults[0].index)} and {list(faults[1].index)}"
    if len(faults) > 2 and close(np.sort(mine, axis=None), np.sort(true, axis=None)):
        return "the right numbers in another order: reshaped by columns instead of rows?"
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


def _of_factor(factor: float, a: Array) -> str:
    inverse = 1 / factor
    if abs(factor + 1) < 1e-4:
        return "a wrong sign"
    if abs(factor - round(factor)) < 1e-4 and round(factor) > 2:
        return f"a factor {round(factor)} too much: is 1/m missing, with m = {round(factor)}?"
    if abs(inverse - round(inverse)) < 1e-4 and round(inverse) > 2:
        return f"a factor 1/{round(inverse)} too much: is 1/m there twice, with m = {round(inverse)}?"
    if abs(factor - 0.5) < 1e-4:
        return "half of the derivative: is the factor 2 of a square's slope missing?"
    return f"a factor {factor_text(factor)}"


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

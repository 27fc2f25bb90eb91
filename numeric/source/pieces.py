"""Pieces of NumPy source: code, how tightly it binds, and the axes of what it gives; functions that the source may need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from numeric.source.error_function import ERF, ERFC
from symbolic.terms import Sym

Mode = Literal["real", "complex", "exact"]
ATOM, POWER, SIGN, TIMES, PLUS, COMPARE = range(6)


class CompileError(ValueError):
    """The term has no NumPy form; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of source: its code, how tightly it binds, and its axes.  ``matrix`` values are two-dimensional arrays."""

    code: str
    level: int = ATOM
    axes: tuple[Sym, ...] = ()
    matrix: bool = False

    def within(self, level: int) -> str:
        """The code, in parentheses unless it binds at least as tightly as ``level``."""
        return self.code if self.level <= level else f"({self.code})"


HELPERS: dict[str, str] = {
    "sigmoid": '''def sigmoid(x):
    """1/(1 + exp(-x)) without overflow."""
    positive = np.real(x) >= 0
    e = np.exp(np.where(positive, -x, x))
    return np.where(positive, 1, e)/(1 + e)''',
    "softmax": '''def softmax(z):
    """exp(z_i)/sum_j exp(z_j) of a vector, without overflow."""
    e = np.exp(z - np.max(np.real(z)))
    return e/e.sum()''',
    "logsumexp": '''def logsumexp(z, axis):
    """log sum exp(z) along an axis, without overflow."""
    top = np.max(np.real(z), axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.exp(z - top).sum(axis))''',
    "log_det": '''def log_det(a):
    """log(det(a)) from the factors of the determinant."""
    sign, size = np.linalg.slogdet(a)
    return size + np.log(sign)''',
    "erf": ERF,
    "erfc": ERFC,
    "log_cosh": '''def log_cosh(x):
    """log(cosh(x)) without overflow, and with all its digits near 0."""
    size = np.where(np.real(x) >= 0, x, -x)
    near = np.log1p(2*np.sinh(np.where(np.real(size) < 1, size, 0)/2)**2)
    return np.where(np.real(size) < 1, near, size + np.log1p(np.exp(-2*size)) - np.log(2))''',
    "gamma": '''def gamma(x):
    """The gamma function, entry by entry."""
    return np.vectorize(math.gamma, otypes=[float])(x)''',
    "binom": '''def binom(n, k):
    """The binomial coefficient of integers, entry by entry."""
    return np.vectorize(lambda a, b: float(math.comb(int(a), int(b))), otypes=[float])(n, k)''',
    "absolute": '''def absolute(x):
    """|x| of the real part's sign, so that a complex step passes."""
    return np.where(np.real(x) >= 0, x, -x)''',
    "maximum": '''def maximum(a, b):
    """The argument with the larger real part."""
    return np.where(np.real(a) >= np.real(b), a, b)''',
    "minimum": '''def minimum(a, b):
    """The argument with the smaller real part."""
    return np.where(np.real(a) <= np.real(b), a, b)''',
    "softplus": '''def softplus(x):
    """log(1 + exp(x)) without overflow, also for complex x."""
    positive = np.real(x) >= 0
    return np.where(positive, x, 0) + np.log1p(np.exp(np.where(positive, -x, x)))''',
    "logaddexp": '''def logaddexp(a, b):
    """log(exp(a) + exp(b)) without overflow, also for complex arguments."""
    larger = np.real(a) >= np.real(b)
    top, low = np.where(larger, a, b), np.where(larger, b, a)
    return top + np.log1p(np.exp(low - top))''',
}
"""Functions that the generated source defines for itself when it needs them."""


def helper_sources(names: Iterable[str]) -> list[str]:
    """The source of helpers and of those that they call."""
    needed = list(names)
    for name in needed:
        needed += [h for h in HELPERS if h not in needed and re.search(rf"(?<![.\w]){h}\(", HELPERS[name])]
    return [HELPERS[h] for h in needed]

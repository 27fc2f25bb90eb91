"""Equations between arrays that are linear in the entries of one of them: the nearest array that meets them.

From the residuals of the equations at the array as it is, and at the array with one entry moved, the entries are moved by the smallest
amount (in the sum of squares) that makes the residuals vanish.  Whether the equations do hold is for the caller to verify; where an
equation is not linear nothing is lost but time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq, fmpq_mat

Entries = list[Any]
MAX_ENTRIES = 16


def nearest(start: Entries, residuals: Callable[[Entries], Entries | None]) -> Entries | None:
    """Entries like ``start`` at which all residuals vanish, if the residuals are affine in the entries; None if there are none."""
    if not 0 < len(start) <= MAX_ENTRIES:
        return None
    base = residuals(start)
    if base is None:
        return None
    columns = []
    for k in range(len(start)):
        moved = residuals([x + (i == k) for i, x in enumerate(start)])
        if moved is None or len(moved) != len(base):
            return None
        columns.append([b - a for a, b in zip(base, moved, strict=True)])
    step = _smallest([[c[i] for c in columns] for i in range(len(base))], [-x for x in base])
    return None if step is None else [x + d for x, d in zip(start, step, strict=True)]


def _smallest(rows: list[Entries], target: Entries) -> Entries | None:
    """The solution of ``rows · x = target`` of least sum of squares; None if there is no solution."""
    width = len(rows[0])
    reduced, rank = fmpq_mat([[*row, t] for row, t in zip(rows, target, strict=True)]).rref()
    table = [[reduced[i, j] for j in range(width + 1)] for i in range(rank)]
    if any(all(v == 0 for v in row[:-1]) for row in table):
        return None
    if not table:
        return [fmpq(0)] * width
    a = fmpq_mat([row[:-1] for row in table])
    x = a.transpose() * (a * a.transpose()).solve(fmpq_mat([[row[-1]] for row in table]))
    return [x[j, 0] for j in range(width)]

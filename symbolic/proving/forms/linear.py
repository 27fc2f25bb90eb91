"""Exact linear algebra on small matrices of rationals: feasibility by the simplex method, semidefiniteness by LDLᵀ."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq

Number = Any  # flint.fmpq
Rational = Any  # int, Fraction or fmpq
ZERO = fmpq(0)


def exact(x: Rational) -> Number:
    """A rational as ``fmpq``."""
    return fmpq(x.numerator, x.denominator) if type(x) is Fraction else fmpq(x)


def feasible(matrix: list[list[Rational]], target: list[Rational], gains: list[Rational]) -> bool | None:
    """Whether ``matrix · λ = target`` has a solution λ ≥ 0; True if some such λ has ``gains · λ > 0``.

    Exact two-phase simplex with Bland's rule.
    """
    m, n = len(matrix), len(gains)
    gains = [exact(g) for g in gains]
    table = []
    for i, (row, t) in enumerate(zip(matrix, target, strict=True)):
        sign = -1 if t < 0 else 1
        table.append([*(sign * exact(v) for v in row), *(fmpq(int(i == k)) for k in range(m)), sign * exact(t)])
    basis = [n + i for i in range(m)]
    columns = [-sum((row[j] for row in table), ZERO) for j in range(n)]
    cost = [*columns, *[ZERO] * m, -sum((row[-1] for row in table), ZERO)]
    if not _simplex(table, basis, cost, n) or cost[-1] != 0:
        return None
    _drive_out(table, basis, cost, n)
    goal = [-g for g in gains] + [ZERO] * (m + 1)
    for i, b in enumerate(basis):
        if b < n and goal[b] != 0:
            f = goal[b]
            goal = [g - f * v for g, v in zip(goal, table[i], strict=True)]
    bounded = _simplex(table, basis, goal, n)
    return (not bounded) or goal[-1] > 0


def _simplex(table: list[list[Number]], basis: list[int], cost: list[Number], n: int) -> bool:
    """Minimise in place; False if unbounded."""
    for _ in range(400):
        enter = next((j for j in range(n) if cost[j] < 0), None)
        if enter is None:
            return True
        ratios = [(row[-1] / row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] > 0]
        if not ratios:
            return False
        _pivot(table, basis, cost, min(ratios)[2], enter)
    return True


def _drive_out(table: list[list[Number]], basis: list[int], cost: list[Number], n: int) -> None:
    """Take artificial variables, all zero by now, out of the basis, so that they stay zero; rows without a pivot say 0 = 0."""
    for i, b in enumerate(basis):
        if b >= n:
            enter = next((j for j in range(n) if table[i][j] != 0), None)
            if enter is not None:
                _pivot(table, basis, cost, i, enter)


def _pivot(table: list[list[Number]], basis: list[int], cost: list[Number], leave: int, enter: int) -> None:
    pivot = table[leave][enter]
    table[leave] = [v / pivot for v in table[leave]]
    for i, row in enumerate(table):
        if i != leave and row[enter] != 0:
            f = row[enter]
            table[i] = [v - f * w for v, w in zip(row, table[leave], strict=True)]
    f = cost[enter]
    cost[:] = [v - f * w for v, w in zip(cost, table[leave], strict=True)]
    basis[leave] = enter


def semidefinite(a: list[list[Number]]) -> list[Number] | None:
    """Pivots of LDLᵀ if the symmetric matrix ``a`` is positive semidefinite, else None."""
    n = len(a)
    a = [row[:] for row in a]
    pivots = []
    for k in range(n):
        d = a[k][k]
        if d < 0 or (d == 0 and any(a[k][j] != 0 for j in range(k + 1, n))):
            return None
        pivots.append(d)
        if d > 0:
            for i in range(k + 1, n):
                f = a[i][k] / d
                for j in range(k + 1, n):
                    a[i][j] -= f * a[k][j]
    return pivots

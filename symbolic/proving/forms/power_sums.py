"""Coefficients of closed forms for sums of powers: Faulhaber's, those with a geometric factor, Stirling's numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from flint import fmpq_poly

from symbolic.proving.forms.ring import Quotient
from symbolic.proving.forms.tower import Session


def faulhaber(degree: int) -> list[Fraction]:
    """Coefficients of S with S(n) − S(n−1) = n^degree and S(0) = 0, constant term first."""
    # solve for S of degree + 1 by matching Σ_{k=1}^{n} k^degree at n = 0 … degree + 1 (Lagrange)
    xs = list(range(degree + 2))
    total, ys = 0, []
    for x in xs:
        total += x**degree if x else 0
        ys.append(total)
    poly = fmpq_poly([0])
    for x, y in zip(xs, ys, strict=True):
        basis = fmpq_poly([1])
        scale = 1
        for z in xs:
            if z != x:
                basis *= fmpq_poly([-z, 1])
                scale *= x - z
        poly += basis * y / scale
    return [Fraction(int(c.p), int(c.q)) for c in poly.coeffs()]


def geometric_antidifference(s: Session, degree: int, ratio: Quotient) -> list[Quotient]:
    """c₀…c_d with C(i+1)·ρ − C(i) = i^degree for C(i) = Σ c_k i^k."""
    ring = s.ring
    coefficients = [ring.number(0)] * (degree + 1)
    gap = ring.sub(ratio, ring.number(1))
    for k in range(degree, -1, -1):
        value = ring.number(1 if k == degree else 0)
        for j in range(k + 1, degree + 1):
            value = ring.sub(value, ring.mul(ring.mul(ratio, ring.number(comb(j, k))), coefficients[j]))
        coefficients[k] = ring.div(value, gap)
    return coefficients


def stirling(n: int, k: int) -> int:
    """The number of partitions of n things into k classes."""
    if n == k:
        return 1
    return 0 if k == 0 or k > n else k * stirling(n - 1, k) + stirling(n - 1, k - 1)

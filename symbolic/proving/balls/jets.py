"""Truncated power series (jets) over exact rationals, balls and jets again: rigorous derivatives without rules of differentiation.

A *scalar* is an exact rational (``fmpq``), a real or complex ball (``arb``, ``acb``) or a :class:`Jet`: the Taylor coefficients of a
germ x(t) at t = 0 up to some order, enclosed.  Jets carry a level; one of a higher level has coefficients of lower ones, so
nested and mixed derivatives are jets of jets.

Guarantee: every enclosure holds the exact value.  :class:`Undefined` is raised only where the value at the point certainly does
not exist; :class:`Unknown` where it cannot be told; :class:`Kink` where a piecewise function changes its piece exactly at the
point, so that the germs to the right and to the left have to be looked at separately (``one``: a germ for t ≥ 0 only).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from flint import acb, arb, fmpq

Scalar = Any  # fmpq, arb, acb (python-flint ships no types) or Jet
Ball = Any
Function = Callable[[Scalar], Scalar]

ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)
LEVELS = itertools.count(1)


class Undefined(Exception):
    """The value certainly does not exist."""


class Unknown(Exception):
    """It cannot be told what the value is."""


class Kink(Unknown):
    """Pieces meet exactly at the point of expansion."""


class Jet:
    """Taylor coefficients ``c`` of a germ in the variable of a level; ``one``: valid for t ≥ 0 only."""

    __slots__ = ("c", "level", "one")

    def __init__(self, level: int, one: bool, c: list[Scalar]) -> None:
        self.level, self.one, self.c = level, one, c

    def like(self, c: list[Scalar]) -> Jet:
        return Jet(self.level, self.one, c)

    def __add__(self, o: Scalar) -> Jet:
        c = self.c
        if type(o) is Jet:
            if o.level == self.level:
                a = o.c
                return Jet(self.level, self.one, [c[0] + a[0], c[1] + a[1]] if len(c) == 2 else [x + y for x, y in zip(c, a, strict=True)])
            if o.level > self.level:
                return Jet(o.level, o.one, [self + o.c[0], *o.c[1:]])
        return Jet(self.level, self.one, [c[0] + o, *c[1:]])

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet(self.level, self.one, [-a for a in self.c])

    def __sub__(self, o: Scalar) -> Jet:
        return self.__add__(-o)

    def __rsub__(self, o: Scalar) -> Jet:
        return self.__neg__().__add__(o)

    def __mul__(self, o: Scalar) -> Jet:
        a = self.c
        if type(o) is Jet:
            if o.level == self.level:
                b = o.c
                if len(a) == 2:
                    return Jet(self.level, self.one, [a[0] * b[0], a[0] * b[1] + a[1] * b[0]])
                return self.like([dot(a[: k + 1], b[k::-1]) for k in range(len(a))])
            if o.level > self.level:
                return Jet(o.level, o.one, [self * b for b in o.c])
        return Jet(self.level, self.one, [a[0] * o, a[1] * o] if len(a) == 2 else [x * o for x in a])

    __rmul__ = __mul__

    def __truediv__(self, o: Scalar) -> Jet:
        if type(o) is Jet:
            if o.level == self.level:
                return _quotient(o, self.c)
            if o.level > self.level:
                return _quotient(o, [self, *[ZERO] * (len(o.c) - 1)])
        return self.like([a / o for a in self.c])

    def __rtruediv__(self, o: Scalar) -> Jet:
        return _quotient(self, [o, *[ZERO] * (len(self.c) - 1)])


def dot(a: list[Scalar], b: list[Scalar]) -> Scalar:
    total = a[0] * b[0]
    for x, y in zip(a[1:], b[1:], strict=True):
        total = total + x * y
    return total


def _quotient(b: Jet, a: list[Scalar]) -> Jet:
    if len(a) == 2:
        first = a[0] / b.c[0]
        return b.like([first, (a[1] - b.c[1] * first) / b.c[0]])
    q: list[Scalar] = []
    for k in range(len(a)):
        top = a[k]
        for j in range(1, k + 1):
            top = top - b.c[j] * q[k - j]
        q.append(top / b.c[0])
    return b.like(q)


# --- the state of an evaluation ---------------------------------------------------------------------


class State:
    """``analytic``: None outside of integrals; inside, whether the integrand must be holomorphic on the box at hand."""

    __slots__ = ("analytic",)

    def __init__(self) -> None:
        self.analytic: bool | None = None


STATE = State()


# --- numbers ----------------------------------------------------------------------------------------


def base(x: Scalar) -> Scalar:
    """The value at the point itself."""
    while type(x) is Jet:
        x = x.c[0]
    return x


def ball(x: Scalar) -> Ball:
    """A number as a ball."""
    return arb(x) if type(x) is fmpq else x


def exact(x: Ball) -> Scalar:
    """A finite ball; as a rational if its radius is zero."""
    if not x.is_finite():
        raise Unknown("no finite enclosure")
    if type(x) is arb and x.is_exact():
        mantissa, exponent = x.man_exp()
        if -4000 < exponent < 4000:
            return fmpq(mantissa) * fmpq(2) ** int(exponent)
    return x


def real(x: Scalar) -> Scalar:
    """A complex ball whose imaginary part is exactly 0 as a real number (outside of integrals)."""
    if type(x) is acb and STATE.analytic is None and x.imag.is_zero():
        return exact(x.real)
    return x


def is_zero(x: Scalar) -> bool:
    """Whether a number is exactly 0; Unknown if it may or may not be."""
    if type(x) is fmpq:
        return not x
    if type(x) is Jet:
        return False if not is_zero(base(x)) else _germ_is_zero(x)
    if x.is_zero():
        return True
    if x.contains(0):
        raise Unknown("a ball around 0")
    return False


def _germ_is_zero(x: Jet) -> bool:
    return sign(x) == 0


def sign(x: Scalar) -> int:
    """−1, 0 or 1, certain (for a jet: in a neighbourhood of the point, or to the right of it); else raises."""
    if type(x) is fmpq:
        return int(x > 0) - int(x < 0)
    if type(x) is arb:
        if x > 0:
            return 1
        if x < 0:
            return -1
        if x.is_zero():
            return 0
        raise Unknown("a ball around 0")
    if type(x) is Jet:
        s = sign(x.c[0])
        if s:
            return s
        if not x.one:
            raise Kink("pieces meet at the point")
        for c in x.c[1:]:
            s = sign(c)
            if s:
                return s
        raise Unknown("a germ that may vanish")
    if STATE.analytic is None:
        raise Unknown("complex numbers have no order")
    return sign(x.real) or _no_sign()


def _no_sign() -> int:
    raise Unknown("an integrand that changes its piece")


def divide(a: Scalar, b: Scalar) -> Scalar:
    """a/b; undefined where b is exactly 0."""
    c = b
    while type(c) is Jet:
        c = c.c[0]
    if type(c) is fmpq:
        if not c:
            raise Undefined("division by 0")
    elif c.is_zero():
        raise Undefined("division by 0")
    elif c.contains(0):
        raise Unknown("a divisor that may be 0")
    return a / b


def absolute(x: Scalar) -> Scalar:
    """|x|; where a germ touches 0 without crossing it, or to first order, |x(t)| is still differentiable."""
    if type(x) is fmpq:
        return abs(x)
    if type(x) is arb:
        return abs(x)
    if type(x) is acb:
        if STATE.analytic is None:
            return exact(abs(x))
        return x if x.real > 0 else -x if x.real < 0 else _modulus(x)
    if all(type(c) is fmpq for c in x.c):
        lead = next((k for k, c in enumerate(x.c) if c), None)
        if lead is None and len(x.c) == 2:
            return x
        if lead is not None and (lead % 2 == 0 or x.one):
            return x if x.c[lead] > 0 else -x
    return x if sign(x) > 0 else -x


def _modulus(x: Scalar) -> Scalar:
    if STATE.analytic:
        raise Unknown("|·| is not holomorphic at 0")
    return x.real_abs(False)

"""The functions of the table on scalars: exact rationals, balls and jets.

On jets the elementary functions obey their differential equations (e' = u'e, l' = u'/u, …).

Guarantee: every enclosure holds the exact value; see :mod:`symbolic.proving.balls.jets` for what is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb, fmpq, fmpz

from symbolic.functions import FUNCTIONS
from symbolic.proving.balls.jets import (
    HALF,
    ONE,
    STATE,
    ZERO,
    Ball,
    Function,
    Jet,
    Kink,
    Scalar,
    Undefined,
    Unknown,
    absolute,
    base,
    divide,
    dot,
    exact,
    real,
    sign,
)
from symbolic.proving.balls.whole_numbers import whole_number


def integrated(x: Jet, start: Scalar, slope: Scalar) -> Jet:
    """The jet y with y(0) = ``start`` and y' = x' · ``slope``."""
    slopes = slope.c if type(slope) is Jet and slope.level == x.level else [slope, *[ZERO] * (len(x.c) - 1)]
    out = [start]
    for k in range(1, len(x.c)):
        total = k * x.c[k] * slopes[0]
        for j in range(1, k):
            total = total + j * x.c[j] * slopes[k - j]
        out.append(total / k)
    return x.like(out)


def _smooth(value: Function, slope: Function) -> Function:
    """A function by its value and its slope; where the slope does not exist, nothing is said."""

    def run(x: Scalar) -> Scalar:
        if type(x) is not Jet:
            return value(x)
        start = run(x.c[0])
        try:
            return integrated(x, start, slope(x))
        except Undefined as error:
            raise Unknown("no slope at the edge of the domain") from error

    return run


def _numeric(name: str, domain: Callable[[Ball], bool | None] | None = None, holomorphic: Callable[[Ball], bool] | None = None,
             germ: Function | None = None) -> Function:
    """The row's ball of a number inside the domain (True, False, or None: cannot tell), and another function for germs."""
    enclose = FUNCTIONS[name].ball
    assert enclose is not None

    def run(x: Scalar) -> Scalar:
        b = arb(x) if type(x) is fmpq else x
        if type(b) is Jet and germ is not None:
            return germ(b)
        if type(b) is acb:
            if STATE.analytic is None and domain is not None:
                raise Unknown("a branch of a complex function")
            if holomorphic is not None and not holomorphic(b):
                raise Unknown("a box that meets a branch cut")
            y = enclose(b)
            if not y.is_finite():
                raise Unknown("no finite enclosure")
            return y
        if domain is not None:
            inside = domain(b)
            if inside is False:
                raise Undefined(f"{name} outside of its domain")
            if inside is None:
                raise Unknown(f"the edge of the domain of {name}")
        y = enclose(b)
        return y if y.is_finite() and not y.is_exact() else exact(y)

    return run


def _above(low: int, closed: bool) -> Callable[[Ball], bool | None]:
    def test(x: Ball) -> bool | None:
        if x > low or (closed and x == low):
            return True
        return False if x < low or (not closed and x == low) else None

    return test


def _within(low: int, high: int, closed: bool) -> Callable[[Ball], bool | None]:
    def test(x: Ball) -> bool | None:
        if (low < x and x < high) or (closed and x in (low, high)):
            return True
        return False if x < low or x > high or (not closed and x in (low, high)) else None

    return test


def _nonzero(x: Ball) -> bool | None:
    return False if x.is_zero() else None if x.contains(0) else True


def _right(x: Ball) -> bool:
    return bool(x.real > 0)


def _between(x: Ball) -> bool:
    return bool(x.real > -1 and x.real < 1)


def _off_imaginary(x: Ball) -> bool:
    return bool(x.real > 0 or x.real < 0 or (x.imag > -1 and x.imag < 1))


def _sqrt_number(x: Scalar) -> Scalar:
    if type(x) is fmpq:
        if x < 0:
            raise Undefined("the root of a negative number")
        root = rational_root(x, 2)
        return root if root is not None else arb(x).sqrt()
    if type(x) is acb:
        if STATE.analytic is None:
            raise Unknown("a branch of a complex function")
        y = x.real_sqrt(bool(STATE.analytic))
        if not y.is_finite():
            raise Unknown("a box that meets a branch cut")
        return y
    if x < 0:
        raise Undefined("the root of a negative number")
    if not x >= 0:
        raise Unknown("the edge of the domain of a root")
    return exact(x.sqrt())


def rational_root(x: Scalar, n: int) -> Scalar | None:
    """The n-th root of a non-negative rational, if it is rational."""
    if not x:
        return ZERO
    p, q = _integer_root(x.p, n), _integer_root(x.q, n)
    return fmpq(p, q) if p is not None and q is not None else None


def _integer_root(a: Any, n: int) -> Any:
    r = a.root(n) if n > 2 else a.isqrt()
    return r if r**n == a else None


def _exp(x: Scalar) -> Scalar:
    if type(x) is not Jet:
        return _EXP(x)
    u = x.c
    e = [_exp(u[0])]
    if len(u) == 2:
        return x.like([e[0], u[1] * e[0]])
    for k in range(1, len(u)):
        total = u[1] * e[k - 1]
        for j in range(2, k + 1):
            total = total + j * u[j] * e[k - j]
        e.append(total / k)
    return x.like(e)


def _sin_cos(x: Jet) -> tuple[Jet, Jet]:
    u = x.c
    s, c = [_sin(u[0])], [_cos(u[0])]
    for k in range(1, len(u)):
        up, down = u[1] * c[k - 1], u[1] * s[k - 1]
        for j in range(2, k + 1):
            up, down = up + j * u[j] * c[k - j], down + j * u[j] * s[k - j]
        s.append(up / k)
        c.append(-down / k)
    return x.like(s), x.like(c)


def _sin(x: Scalar) -> Scalar:
    return _sin_cos(x)[0] if type(x) is Jet else _SIN(x)


def _cos(x: Scalar) -> Scalar:
    return _sin_cos(x)[1] if type(x) is Jet else _COS(x)


def _reciprocal(x: Scalar) -> Scalar:
    return divide(ONE, x)


def sqrt(x: Scalar) -> Scalar:
    """The square root; of a germ only where it is certainly positive."""
    if type(x) is not Jet:
        return _sqrt_number(x)
    return _root_power(x, HALF, _sqrt_number)


def _root_power(x: Jet, r: Scalar, of_number: Function) -> Jet:
    """x^r by (x^r)' x = r x' x^r, for x > 0."""
    u = x.c
    p0 = _root_power(u[0], r, of_number) if type(u[0]) is Jet else of_number(u[0])
    if type(u[0]) is fmpq and not u[0]:
        raise Unknown("a power at the edge of its domain")
    p = [p0]
    for k in range(1, len(u)):
        total = (r * k) * u[k] * p[0]
        for j in range(1, k):
            total = total + (r * j - (k - j)) * u[j] * p[k - j]
        p.append(divide(total, u[0] * k))
    return x.like(p)


def power(a: Scalar, b: Scalar) -> Scalar:
    """aᵇ: an exact integer exponent for any base (0⁰ = 1); else the base must not be negative."""
    if type(b) is fmpq:
        if b.q == 1:
            return int_power(a, int(b.p))
        if type(a) is Jet:
            if base_sign(a) > 0:
                return _root_power(a, b, lambda x: power(x, b))
            raise Unknown("a real power at the edge of its domain") if base_sign(a) == 0 else Undefined("a real power of a negative number")
        return _rational_power(a, b)
    if type(b) is acb or type(a) is acb:
        return _complex_power(a, b)
    s = base_sign(a)
    if s < 0:
        if type(b) is arb and not b.contains_integer():
            raise Undefined("a real power of a negative number")
        raise Unknown("a real power of a negative number")
    if s == 0:
        if type(a) is fmpq and base_sign(b) > 0:
            return ZERO
        if type(b) is arb and type(a) is not Jet and b < 0:
            raise Undefined("a negative power of 0")
        raise Unknown("a power of 0")
    return _exp(b * log(a))


def base_sign(x: Scalar) -> int:
    """The sign of the value at the point."""
    return sign(base(x))


def _rational_power(a: Scalar, b: Scalar) -> Scalar:
    if type(a) is acb:
        return _complex_power(a, b)
    s = sign(a)
    if s < 0:
        raise Undefined("a real power of a negative number")
    if s == 0:
        if b < 0:
            raise Undefined("a negative power of 0")
        return ZERO
    if type(a) is fmpq:
        root = rational_root(a, int(b.q)) if b.q < 64 else None
        if root is not None and abs(b.p) < 10_000:
            return root ** int(b.p)
    return exact(arb(a) ** arb(b))


def _complex_power(a: Scalar, b: Scalar) -> Scalar:
    if type(a) is fmpq or type(a) is arb:
        if sign(a) > 0:
            return _exp(b * log(a))
        raise Unknown("a complex power")
    if type(a) is Jet or STATE.analytic is None or not a.real > 0:
        raise Unknown("a branch of a complex function")
    return _exp(b * a.log())


def int_power(a: Scalar, n: int) -> Scalar:
    """aⁿ for an integer n; a⁰ = 1."""
    if n == 0:
        return ONE
    if n < 0:
        return divide(ONE, int_power(a, -n))
    if n == 1:
        return a
    if type(a) is not Jet:
        if n > 5000:
            raise Unknown("a large power")
        return a**n if type(a) is not acb else real(a**n)
    half = int_power(a, n // 2)
    return half * half * a if n % 2 else half * half


def root(x: Scalar, n: Scalar) -> Scalar:
    """The real n-th root for a positive integer n; of a negative number for odd n."""
    if type(n) is not fmpq or n.q != 1:
        raise Unknown("the index of a root")
    k = int(n.p)
    if k <= 0:
        raise Undefined("the index of a root is not positive")
    if k == 1:
        return x
    if type(base(x)) is not acb and base_sign(x) < 0 and k % 2:
        return -power(-x, fmpq(1, k))
    return power(x, fmpq(1, k))


def _gamma(x: Scalar) -> Scalar:
    if type(x) is not Jet:
        return _GAMMA(x)
    if any(type(c) is Jet or type(c) is acb for c in x.c):
        raise Unknown("derivatives of Γ in several variables")
    psi = [acb(x.c[0]).polygamma(k).real if k else arb(x.c[0]).digamma() for k in range(len(x.c))]
    h = x.like([ZERO, *x.c[1:]])
    slope, term, factorial = x.like([psi[0], *[ZERO] * (len(x.c) - 1)]), h, 1
    for k in range(1, len(x.c)):
        factorial *= k
        slope, term = slope + term * (psi[k] / factorial), term * h
    g = [_GAMMA(x.c[0])]
    for k in range(1, len(x.c)):
        total: Scalar = ZERO
        for j in range(1, k + 1):
            total = total + j * x.c[j] * dot(slope.c[: k - j + 1], g[k - j :: -1])
        g.append(total / k)
    return x.like(g)


def factorial(n: Scalar) -> Scalar:
    """n! as Γ(n + 1)."""
    if type(n) is fmpq and n.q == 1:
        if n < 0:
            raise Undefined("the factorial of a negative integer")
        if n > 2000:
            raise Unknown("a large factorial")
        return fmpq(fmpz.fac_ui(int(n.p)))
    return _gamma(n + 1)


def binomial(n: Scalar, k: Scalar) -> Scalar:
    """n(n−1)…(n−k+1)/k! for an integer k ≥ 0, and 0 for a negative one."""
    if type(k) is not fmpq or k.q != 1:
        raise Unknown("a binomial coefficient with a lower number that is no integer")
    if k < 0:
        return ZERO
    if k > 2000:
        raise Unknown("a large binomial coefficient")
    total: Scalar = ONE
    for i in range(int(k.p)):
        total = total * (n - i) / (i + 1)
    return total


def floor(x: Scalar) -> Scalar:
    """⌊x⌋."""
    if type(x) is fmpq:
        return fmpq(x.floor())
    if type(x) is arb:
        n = whole_number(x.floor())
        if n is None:
            raise Unknown("a jump of ⌊·⌋")
        return fmpq(n)
    if type(x) is Jet:
        b = base(x)
        if type(b) is fmpq and b.q == 1:
            raise Kink("a jump of ⌊·⌋") if not x.one else Unknown("a jump of ⌊·⌋")
        return floor(b)
    raise Unknown("⌊·⌋ of a complex number")


def erf_slope(u: Scalar) -> Scalar:
    return _exp(-(u * u)) * (2 / arb.pi().sqrt())


def _ratio(top: Function, bottom: Function) -> Function:
    return lambda x: divide(top(x), bottom(x))


def _sinh(x: Scalar) -> Scalar:
    return (_exp(x) - _exp(-x)) / 2


def _cosh(x: Scalar) -> Scalar:
    return (_exp(x) + _exp(-x)) / 2


def _sigmoid(x: Scalar) -> Scalar:
    return divide(ONE, 1 + _exp(-x))


def _heaviside(x: Scalar) -> Scalar:
    return ONE if sign(x) > 0 else ZERO


def _relu(x: Scalar) -> Scalar:
    """max(x, 0); where x touches 0 it is (x + |x|)/2, which knows where a kink cancels."""
    if type(x) is Jet:
        b = base(x)
        if type(b) is fmpq and not b:
            return (x + absolute(x)) / 2
    elif type(x) is arb:
        return x.max(arb(0))
    return x if sign(x) > 0 else ZERO


def maximum(a: Scalar, b: Scalar) -> Scalar:
    """max(a, b); of two balls that overlap, the ball of the maximum."""
    if type(a) is arb or type(b) is arb:
        if type(a) is not Jet and type(b) is not Jet:
            return arb(a).max(arb(b))
    elif type(a) is fmpq and type(b) is fmpq:
        return max(a, b)
    elif STATE.analytic is False and (type(a) is acb or type(b) is acb):
        return acb(a).real_max(acb(b), False)
    return b + _relu(a - b)


def minimum(a: Scalar, b: Scalar) -> Scalar:
    """min(a, b)."""
    return -maximum(-a, -b)


_EXP, _SIN, _COS = _numeric("exp", germ=_exp), _numeric("sin", germ=_sin), _numeric("cos", germ=_cos)
_GAMMA = _numeric("gamma", _above(0, False), _right)

log: Function = _smooth(_numeric("log", _above(0, False), _right), _reciprocal)

SCALAR_FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    "exp": _EXP, "log": log, "sqrt": sqrt, "root": root, "sin": _SIN, "cos": _COS,
    "tan": _numeric("tan", germ=_ratio(_sin, _cos)), "cot": _numeric("cot", _nonzero, germ=_ratio(_cos, _sin)),
    "asin": _smooth(_numeric("asin", _within(-1, 1, True), _between), lambda x: divide(ONE, sqrt(1 - x * x))),
    "acos": _smooth(_numeric("acos", _within(-1, 1, True), _between), lambda x: divide(-ONE, sqrt(1 - x * x))),
    "atan": _smooth(_numeric("atan", None, _off_imaginary), lambda x: divide(ONE, 1 + x * x)),
    "sinh": _numeric("sinh", germ=_sinh), "cosh": _numeric("cosh", germ=_cosh),
    "tanh": _numeric("tanh", germ=_ratio(_sinh, _cosh)), "coth": _numeric("coth", _nonzero, germ=_ratio(_cosh, _sinh)),
    "asinh": _smooth(_numeric("asinh", None, _off_imaginary), lambda x: divide(ONE, sqrt(1 + x * x))),
    "acosh": _smooth(_numeric("acosh", _above(1, True), lambda z: bool(z.real > 1)), lambda x: divide(ONE, sqrt(x * x - 1))),
    "atanh": _smooth(_numeric("atanh", _within(-1, 1, False), _between), lambda x: divide(ONE, 1 - x * x)),
    "abs": absolute, "sign": lambda x: fmpq(sign(x)), "heaviside": _heaviside, "relu": _relu,
    "floor": floor, "ceil": lambda x: -floor(-x),
    "sigmoid": _numeric("sigmoid", germ=_sigmoid),
    "erf": _smooth(_numeric("erf"), erf_slope),
    "gamma": _gamma, "factorial": factorial, "binomial": binomial,
}
"""The functions of the table on scalars (rationals, balls, jets), but for those that are evaluated by their definition ``expand``."""

"""Values of terms by mpmath at 40 digits: an evaluator that shares nothing with the engine.

``value(term, point)`` returns a number or an array of numbers, or raises :class:`NoValue` where the term is undefined or not
supported.  Derivatives are finite differences of high order; a kink shows as disagreeing one-sided derivatives.  Integrals are
Gauss-Legendre sums of two degrees that agree, limits values at points that come closer and settle.
A 1 × 1 array is a number.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
from mpmath import mp, mpf

from symbolic.terms import Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sym, Term, free_symbols, open_binder, walk

mp.dps = 40
TINY = mpf(10) ** -25
Point = Mapping[Any, Any]


class NoValue(Exception):
    """Undefined here, or beyond this evaluator (``unsupported``)."""


class Unsupported(NoValue):
    """Not evaluated here; says nothing on definedness."""


def _positive(x: Any, strictly: bool) -> Any:
    if x < -TINY or (strictly and x == 0):
        raise NoValue
    if x != 0 and abs(x) < TINY:
        raise Unsupported
    return x


def _nonzero(x: Any) -> Any:
    if x == 0:
        raise NoValue
    if abs(x) < TINY:
        raise Unsupported
    return x


def _sign(x: Any) -> Any:
    return mpf(0) if abs(x) < TINY else mpmath.sign(x)


def _unit_range(x: Any) -> Any:
    if abs(x) > 1 + TINY:
        raise NoValue
    return max(min(x, mpf(1)), mpf(-1))


def _power(a: Any, b: Any) -> Any:
    if abs(b - mpmath.nint(b)) < TINY:
        n = int(mpmath.nint(b))
        return (_nonzero(a) if n < 0 else a) ** n
    if a < -TINY or (abs(a) < TINY and b <= 0):
        raise NoValue
    return mpf(0) if abs(a) < TINY else a**b


def _logit(x: Any) -> Any:
    return mpmath.log(_positive(x, True)) - mpmath.log(_positive(1 - x, True))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "neg": lambda a: -a, "div": lambda a, b: a / _nonzero(b), "pow": _power, "exp": mpmath.exp, "pi": lambda: mp.pi,
    "log": lambda a: mpmath.log(_positive(a, True)), "sqrt": lambda a: mpmath.sqrt(_positive(a, False)),
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": lambda a: mpmath.sin(a) / _nonzero(mpmath.cos(a)),
    "cot": lambda a: mpmath.cos(a) / _nonzero(mpmath.sin(a)), "sec": lambda a: 1 / _nonzero(mpmath.cos(a)),
    "csc": lambda a: 1 / _nonzero(mpmath.sin(a)),
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "atan": mpmath.atan, "erf": mpmath.erf,
    "asinh": mpmath.asinh, "asin": lambda a: mpmath.asin(_unit_range(a)), "acos": lambda a: mpmath.acos(_unit_range(a)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)), "softplus": lambda a: mpmath.log1p(mpmath.exp(a)), "logit": _logit,
    "relu": lambda a: max(a, mpf(0)), "heaviside": lambda a: mpf(1) if a > TINY else mpf(0),
    "abs": abs, "sign": _sign, "max": max, "min": min, "delta": lambda a, b: mpf(abs(a - b) < TINY),
    "sech": mpmath.sech, "csch": lambda a: 1 / _nonzero(mpmath.sinh(a)), "coth": lambda a: mpmath.cosh(a) / _nonzero(mpmath.sinh(a)),
    "acosh": lambda a: mpmath.acosh(1 + _positive(a - 1, False)),
    "atanh": lambda a: (mpmath.log(_positive(1 + a, True)) - mpmath.log(_positive(1 - a, True))) / 2,
    "silu": lambda a: a / (1 + mpmath.exp(-a)), "gelu": lambda a: a * (1 + mpmath.erf(a / mpmath.sqrt(2))) / 2,
    "leaky_relu": lambda a, b: a if a > TINY else a * b, "log10": lambda a: mpmath.log(_positive(a, True), 10),
    "factorial": mpmath.factorial, "binomial": mpmath.binomial,
    "floor": mpmath.floor, "ceil": mpmath.ceil, "log2": lambda a: mpmath.log(_positive(a, True), 2),
}


def value(t: Term, at: Point) -> Any:
    """The value of ``t``; see the module."""
    match t:
        case Num(v):
            return mpf(v.numerator) / v.denominator
        case Sym():
            if t not in at:
                raise Unsupported
            return at[t]
        case Matrix(rows):
            return plain(np.array([[value(e, at) for e in row] for row in rows], dtype=object))
        case Call("cases", args):
            return _cases(args, at)
        case Call(op, args):
            return _call(op, [value(a, at) for a in args])
        case Elem(base, indices):
            return _entry(base, tuple(int(value(i, at)) for i in indices), at)
        case Bind("sum" | "prod" as op, _, _, (lo, hi)):
            var, body = open_binder(t)
            first, last = int(value(lo, at)), int(value(hi, at))
            parts = [value(body, {**at, var: mpf(k)}) for k in range(first, last + 1)]
            return mpmath.fsum(parts) if op == "sum" else mpmath.fprod(parts)
        case Bind("integral", _, _, (lo, hi)):
            return _integral(t, value(lo, at), value(hi, at), at)
        case Bind("limit" | "limit+" | "limit-", _, _, (point,)):
            return _limit(t, point, at)
        case Bind("at", _, _, (point,)):
            var, body = open_binder(t)
            return value(body, {**at, var: value(point, at)})
        case Deriv(body, Sym(_, sort) as var, Num(order)) if sort.shape and order == 1:
            return _gradient(body, var, at)
        case Deriv(body, var, Num(order)) if order == 1:
            return _slope(lambda moved: value(body, moved), var, at)
        case Deriv(body, var, Num(order)) if order == 2:
            return _slope(lambda moved: _slope(lambda again: value(body, again), var, moved), var, at, coarse=True)
        case Apply(f, args, (0, *rest)) if not any(rest):
            return mpmath.fsum(mpmath.sin((k + 2) * value(a, at) + len(f.name)) for k, a in enumerate(args))
    raise Unsupported


def _call(op: str, args: list[Any]) -> Any:
    if any(isinstance(a, np.ndarray) for a in args) or op in ARRAYS:
        if op in ARRAYS:
            return plain(ARRAYS[op](*args))
        if op not in ("add", "mul", "neg", "div"):
            return np.vectorize(FUNCTIONS[op], otypes=[object])(*args)
    match op:
        case "add":
            return sum(args[1:], args[0])
        case "mul":
            return mpmath.fprod(args) if not any(isinstance(a, np.ndarray) for a in args) else _product(*args)
    if op not in FUNCTIONS:
        raise Unsupported
    return FUNCTIONS[op](*args)


# --- arrays ------------------------------------------------------------------------------------------


def plain(a: Any) -> Any:
    """An array, or the number in it if it has one entry."""
    return a.flat[0] if isinstance(a, np.ndarray) and a.size == 1 else a


def _grid(a: Any) -> Any:
    return a if isinstance(a, np.ndarray) else np.array([[a]], dtype=object)


def _product(*args: Any) -> Any:
    out = args[0]
    for b in args[1:]:
        out = plain(out @ b) if isinstance(out, np.ndarray) and isinstance(b, np.ndarray) else out * b
    return out


def _det(a: Any) -> Any:
    rows = _grid(a)
    if len(rows) == 1:
        return rows[0][0]
    minors = (np.delete(rows[1:], j, axis=1) for j in range(len(rows)))
    return mpmath.fsum((-1) ** j * rows[0][j] * _det(m) for j, m in enumerate(minors))


def _inverse(a: Any) -> Any:
    rows = _grid(a)
    _nonzero(_det(a))
    return np.array(mpmath.inverse(mpmath.matrix(rows.tolist())).tolist(), dtype=object)


def _filled(m: Any, n: Any, entry: Callable[[int, int], int]) -> Any:
    return np.array([[mpf(entry(i, j)) for j in range(int(n))] for i in range(int(m))], dtype=object)


ARRAYS: dict[str, Callable[..., Any]] = {
    "matmul": _product, "transpose": lambda a: _grid(a).T, "inverse": _inverse, "trace": lambda a: mpmath.fsum(np.diag(_grid(a))),
    "det": _det, "hadamard": lambda *args: np.prod(np.array([_grid(a) for a in args], dtype=object), axis=0),
    "norm": lambda a: mpmath.sqrt(mpmath.fsum(x * x for x in _grid(a).flat)), "norm1": lambda a: mpmath.fsum(abs(x) for x in _grid(a).flat),
    "inner": lambda a, b: mpmath.fsum(x * y for x, y in zip(_grid(a).flat, _grid(b).flat, strict=True)),
    "identity": lambda n: _filled(n, n, lambda i, j: i == j), "ones": lambda m, n: _filled(m, n, lambda i, j: 1),
    "zeros": lambda m, n: _filled(m, n, lambda i, j: 0),
    "diag": lambda a: np.diag(_grid(a).flatten()) if min(_grid(a).shape) == 1 else np.diag(_grid(a)).reshape(-1, 1),
}


def _gradient(body: Term, var: Sym, at: Point) -> Any:
    """The derivative of a scalar by an array, in the shape of the array."""
    here = _grid(at[var])
    out = np.empty(here.shape, dtype=object)
    for place in np.ndindex(here.shape):

        def moved(x: Any, place: Any = place) -> Any:
            entries = here.copy()
            entries[place] = x
            found = value(body, {**at, var: plain(entries)})
            if isinstance(found, np.ndarray):
                raise Unsupported
            return found

        out[place] = _quotient(moved, here[place], mpf(10) ** -10)
    return plain(out)


# --- integrals and limits ----------------------------------------------------------------------------


def _integral(t: Bind, lo: Any, hi: Any, at: Point) -> Any:
    if mpmath.isinf(lo) or mpmath.isinf(hi):
        raise Unsupported
    var, body = open_binder(t)
    with mp.workdps(20):
        found, error = mpmath.quad(lambda x: value(body, {**at, var: x}), [lo, (lo + hi) / 2, hi], error=True, maxdegree=5)
    if error > mpf(10) ** -12 * (1 + abs(found)):
        raise Unsupported
    return found


def _limit(t: Bind, point: Term, at: Point) -> Any:
    """Values along a sequence to the point, from every side asked for, accelerated once, where they settle."""
    var, body = open_binder(t)
    goal = value(point, at) if point is not INFINITE else None
    signs = {"limit": (1, -1), "limit+": (1,), "limit-": (-1,)}[t.op] if goal is not None else (1,)
    ends = []
    for sign in signs:
        steps = [mpf(2) ** k for k in (12, 13, 14, 15)] if goal is None else [sign * mpf(2) ** -k for k in (12, 13, 14, 15)]
        a, b, c, d = (value(body, {**at, var: h if goal is None else goal + h}) for h in steps)
        first, second, third = 2 * b - a, 2 * c - b, 2 * d - c
        if abs(third - second) > mpf(10) ** -5 * (1 + abs(third)) or abs(second - first) > mpf(10) ** -4 * (1 + abs(third)):
            raise Unsupported
        ends.append(third)
    if any(abs(e - ends[0]) > mpf(10) ** -4 * (1 + abs(e)) for e in ends):
        raise NoValue
    return ends[0]


INFINITE = Call("infinity", ())


def _cases(args: tuple[Term, ...], at: Point) -> Any:
    remaining = args
    while len(remaining) > 1:
        if holds(remaining[0], at):
            return value(remaining[1], at)
        remaining = remaining[2:]
    if not remaining:
        raise NoValue
    return value(remaining[0], at)


def holds(condition: Term, at: Point) -> bool:
    """The truth of a comparison or statement at a point; a comparison with an undefined side is false."""
    match condition:
        case Call("and", args):
            return all(holds(a, at) for a in args)
        case Call("or", args):
            return any(holds(a, at) for a in args)
        case Call("not", (a,)):
            return not holds(a, at)
        case Call("implies", (a, b)):
            return holds(b, at) or not holds(a, at)
        case Call("iff", (a, b)):
            return holds(a, at) is holds(b, at)
        case Call("eq", (a, b)) if a in at and isinstance(at[a], np.ndarray):
            return not differ(value(a, at), value(b, at))
        case Call("lt" | "le" | "gt" | "ge" | "eq" | "ne" as op, (a, b)):
            try:
                s = _sign(value(a, at) - value(b, at))
            except Unsupported:
                raise
            except NoValue:
                return False
            return bool({"lt": s < 0, "le": s <= 0, "gt": s > 0, "ge": s >= 0, "eq": s == 0, "ne": s != 0}[op])
    raise Unsupported


def _entry(base: Term, indices: tuple[int, ...], at: Point) -> Any:
    if (base, indices) in at:
        return at[base, indices]
    if not isinstance(base, Sym):
        raise Unsupported
    seed = random.Random(f"{base.name}{indices}{at.get('seed', 0)}")
    return mpf(seed.randint(-8, 8)) / seed.choice((3, 4, 5)) + mpf(1) / 7


def _slope(f: Callable[[Point], Any], var: Term, at: Point, coarse: bool = False) -> Any:
    if isinstance(var, Elem):
        key: Any = (var.base, tuple(int(value(i, at)) for i in var.indices))
        here = _entry(*key, at)
    else:
        key, here = var, at[var]
    return _quotient(lambda x: f({**at, key: x}), here, mpf(10) ** (-6 if coarse else -10))


def _quotient(f: Callable[[Any], Any], here: Any, h: Any) -> Any:
    """A derivative by differences; at a kink the one-sided ones still disagree with a much smaller step."""
    left, middle, right = f(here - h), f(here), f(here + h)
    ahead, behind = (right - middle) / h, (middle - left) / h
    if abs(ahead - behind) > mpf(10) ** -4 * (1 + abs(ahead)):
        nearer, nearest = ((f(here + tiny) - 2 * middle + f(here - tiny)) / tiny for tiny in (h / 1000, h / 10**8))
        moderate = abs(middle) < 1000 and abs(ahead) + abs(behind) < mpf(10) ** 9  # cos(cosh x²) oscillates faster than any step
        if moderate and abs(nearer) > abs(ahead - behind) / 10 and abs(nearest) > abs(nearer) / 2:
            raise NoValue
        raise Unsupported
    wide = (f(here + 2 * h) - f(here - 2 * h)) / (4 * h)
    return (4 * (right - left) / (2 * h) - wide) / 3


def differ(left: Any, right: Any, tolerance: Any = None) -> bool:
    """Whether two values differ by more than rounding and finite differences explain."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        a, b = _grid(left), _grid(right)
        if a.shape != b.shape:
            raise Unsupported
        return any(differ(x, y, tolerance) for x, y in zip(a.flat, b.flat, strict=True))
    if abs(left) + abs(right) > mpf(10) ** 15:
        raise Unsupported
    return bool(abs(left - right) > (tolerance or mpf(10) ** -9) * (1 + abs(left) + abs(right)))


def tolerance(*terms: Term) -> Any:
    """How far two values may be apart: wide where a limit is estimated."""
    return mpf(10) ** (-3 if any(isinstance(t, Bind) and t.op.startswith("limit") for term in terms for t in walk(term)) else -9)


def sample(terms: tuple[Term, ...], rng: random.Random) -> dict[Any, Any]:
    """A random point: simple rationals for names, small integers for integers, arrays of them at small sizes."""
    names = frozenset[Sym]().union(*map(free_symbols, terms))
    point: dict[Any, Any] = {"seed": rng.random()}
    for s in sorted(names, key=lambda s: s.name):
        if s.sort.is_scalar:
            point[s] = mpf(rng.randint(1, 3)) if s.sort.field == "integer" else _simple(rng)
    for s in sorted(names, key=lambda s: s.name):
        if s.sort.shape and not s.sort.index:
            for size in {x for t in s.sort.shape for x in free_symbols(t)} - set(point):
                point[size] = mpf(rng.randint(1, 3))
            m, n = (int(value(t, point)) for t in s.sort.shape)
            entries = np.array([[_simple(rng) for _ in range(n)] for _ in range(m)], dtype=object)
            symmetric = Call("eq", (s, Call("transpose", (s,)))) in terms
            point[s] = plain(entries + entries.T if symmetric else entries)
    return point


def _simple(rng: random.Random) -> Any:
    v = rng.choice((Fraction(0), Fraction(1), Fraction(-1), *(Fraction(rng.randint(-9, 9), rng.choice((1, 2, 3, 4))) for _ in range(3))))
    return mpf(v.numerator) / v.denominator

"""Concrete rational arrays, families and smooth functions in place of symbols, with the properties that declarations ask for.

Arrays are made so that the usual facts hold (symmetric, positive definite, orthonormal, entries in an interval or in {0, 1}, sums equal
to 1); whether they do hold is verified elsewhere.  Everything is determined by a seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import Any
from zlib import crc32

from flint import fmpq

from symbolic.proving.balls import arrays
from symbolic.proving.balls.arrays import Array, Value
from symbolic.proving.balls.functions import SCALAR_FUNCTIONS
from symbolic.proving.balls.jets import ONE, ZERO, Scalar, Undefined

DENOMINATORS = (1, 1, 1, 2, 2, 3, 4)


@dataclass(slots=True)
class Interval:
    """Where a number may lie; ``without`` are excluded values, ``choices`` (if any) the only values."""

    low: Any = None
    high: Any = None
    low_open: bool = False
    high_open: bool = False
    without: list[Any] = field(default_factory=list)
    choices: list[Any] = field(default_factory=list)

    def restrict(self, op: str, bound: Any) -> None:
        """Add ``value op bound``."""
        match op:
            case "gt" | "ge" if self.low is None or bound > self.low or (bound == self.low and op == "gt"):
                self.low, self.low_open = bound, op == "gt"
            case "lt" | "le" if self.high is None or bound < self.high or (bound == self.high and op == "lt"):
                self.high, self.high_open = bound, op == "lt"
            case "ne":
                self.without.append(bound)

    def fit(self, v: Any, integral: bool = False) -> Any:
        """A value like ``v`` inside."""
        if self.choices:
            return self.choices[int(abs(v.p)) % len(self.choices)]
        out = self._whole(v) if integral else self._clamped(v)
        for _ in range(4):
            if out not in self.without:
                break
            out = self._whole(out + 1) if integral else self._clamped(out + fmpq(1, 2))
        return out

    def contains(self, v: Any) -> bool:
        """Whether a value lies inside."""
        above = self.low is None or v > self.low or (v == self.low and not self.low_open)
        below = self.high is None or v < self.high or (v == self.high and not self.high_open)
        return above and below and v not in self.without

    def _whole(self, v: Any) -> Any:
        """A whole number like ``v`` inside, if there is one beside the value that bounds leave."""
        out = self._clamped(v)
        if out.q == 1:
            return out
        return fmpq(out.ceil()) if self.high is None or out.ceil() <= self.high else fmpq(out.floor())

    def _clamped(self, v: Any) -> Any:
        low, high = self.low, self.high
        below = low is not None and (v < low or (self.low_open and v == low))
        above = high is not None and (v > high or (self.high_open and v == high))
        if not below and not above:
            return v
        if low is None:
            return high - (abs(v - high) or 1)
        if high is None:
            return low + (abs(v - low) or 1)
        if low == high:
            return low
        if v == 0 and not self.low_open:
            return low
        if v == 1 and not self.high_open:
            return high
        return low + (high - low) * _share(v if self.high_open else v - (v > 0))


def _share(v: Any) -> Any:
    """A simple number between 0 and 1 for every number: 1/2, 2/3, 3/4, … for 1, 2, 3, …"""
    if v > 0:
        return v / (1 + v)
    return fmpq(2, 5) if v == 0 else 1 / (2 - v)


@dataclass(slots=True)
class Style:
    """What the declarations ask of the entries of an array."""

    interval: Interval = field(default_factory=Interval)
    symmetric: bool = False
    antisymmetric: bool = False
    positive: bool = False
    orthonormal: bool = False
    diagonal: bool = False
    projection: bool = False
    involution: bool = False
    nilpotent: bool = False
    simplex: int | None = None  # the axis along which entries sum to `total`
    whole: bool = False  # all entries of a family together sum to `total`
    total: Any = ONE

    @property
    def plain(self) -> bool:
        return self == Style()


def rational(draw: random.Random) -> Any:
    return fmpq(draw.randint(-6, 6), draw.choice(DENOMINATORS))


def make_array(m: int, n: int, variant: int, style: Style, seed: str, turn: int = 0) -> Array:
    """An array of a style; small variants are simple.  ``turn`` tells arrays of one shape apart."""
    return _any_array(m, n, variant, seed, turn) if style.plain else _array_of_style(m, n, variant, style, seed, turn)


@lru_cache(maxsize=256)
def _any_array(m: int, n: int, variant: int, seed: str, turn: int) -> Array:
    """An array of which nothing is asked; in most steps they have the same few seeds."""
    return _array_of_style(m, n, variant, Style(), seed, turn)


def _array_of_style(m: int, n: int, variant: int, style: Style, seed: str, turn: int) -> Array:
    draw = cache(lambda: random.Random(f"{seed} {variant}"))  # seeding costs more than most arrays, and simple ones need none
    if style.orthonormal:
        return _orthonormal(m, n, draw(), variant)
    if style.positive:
        lower: Array = tuple(tuple(fmpq(draw().randint(1, 2) if i == j else draw().randint(-1, 1) if i > j else 0) for j in range(n))
                             for i in range(m))
        square = arrays.matmul(lower, arrays.transpose(lower))
        return tuple(arrays.times(fmpq(1, 4), square) if variant % 3 == 2 else square)
    if style.projection or style.involution:
        other = 0 if style.projection else -1
        values = [fmpq(1 if (i + variant) % 2 == 0 else other) for i in range(n)]
        return _sheared(values, fmpq(0 if style.symmetric or variant < 2 else draw().choice((1, 2, -1))))
    if style.nilpotent:
        far = 1 if variant % 2 == 0 else n - 1
        return tuple(tuple(fmpq(1 + i if j == i + far and j > i else 0) for j in range(n)) for i in range(m))
    cells = [[_cell(i * n + j, m * n, turn, variant, draw, style) for j in range(n)] for i in range(m)]
    if style.diagonal:
        return tuple(tuple(x if i == j else ZERO for j, x in enumerate(row)) for i, row in enumerate(cells))
    if style.symmetric or style.antisymmetric:
        s = -1 if style.antisymmetric else 1
        return tuple(tuple(cells[i][j] if i < j else s * cells[j][i] if i > j else (ZERO if s < 0 else cells[i][i])
                           for j in range(n)) for i in range(m))
    if style.simplex is not None:
        along_rows = m == 1 or (n > 1 and style.simplex == 1)
        lines = cells if along_rows else [list(c) for c in zip(*cells, strict=True)]
        lines = [simplex(line, style, draw()) for line in lines]
        cells = lines if along_rows else [list(r) for r in zip(*lines, strict=True)]
    return tuple(map(tuple, cells))


def _sheared(values: list[Any], slope: Any) -> Array:
    """T D T⁻¹ for the diagonal matrix D of the values and T = I + slope · e₁e₂ᵀ."""
    rows = [[v if i == j else ZERO for j in range(len(values))] for i, v in enumerate(values)]
    if len(values) > 1:
        rows[0][1] = slope * (values[1] - values[0])
    return tuple(map(tuple, rows))


def _cell(place: int, cells: int, turn: int, variant: int, draw: Callable[[], random.Random], style: Style) -> Any:
    match variant:
        case 0 | 1:
            v = fmpq((place + turn) % cells + 1 if cells > 1 else turn + 1)
        case 3:
            v = ZERO
        case 2 | 4 | 5:
            v = fmpq(draw().randint(-3, 4))
        case _:
            v = rational(draw())
    return style.interval.fit(v)


def simplex(line: list[Any], style: Style, draw: random.Random) -> list[Any]:
    """Entries with the sum asked for: one-hot if they are 0 or 1, else non-negative weights, normalised."""
    if style.interval.choices:
        hot = draw.randrange(len(line))
        return [fmpq(int(k == hot)) for k in range(len(line))]
    weights = [abs(x) + (0 if style.interval.low is not None and not style.interval.low_open and k else 1) for k, x in enumerate(line)]
    whole = sum(weights, ZERO)
    return [style.total * w / whole for w in weights]


def _orthonormal(m: int, n: int, draw: random.Random, variant: int) -> Array:
    """Columns of a signed permutation or of a rational reflection I − 2vvᵀ/vᵀv; rows, if there are more columns than rows."""
    size = max(m, n)
    if variant % 2 == 0 and size > 1:
        v = tuple((fmpq(draw.choice((1, 2, -1, 3))),) for _ in range(size))
        scale = fmpq(-2) / arrays.inner(v, v)
        square = arrays.add(arrays.identity(size), arrays.times(scale, arrays.matmul(v, arrays.transpose(v))))
    else:
        order = list(range(size))
        draw.shuffle(order)
        square = tuple(tuple(fmpq(draw.choice((1, -1)) if order[i] == j else 0) for j in range(size)) for i in range(size))
    return tuple(row[:n] for row in square[:m])


class FamilyValue:
    """Numbers or arrays for each tuple of indices, made when asked for."""

    __slots__ = ("asked", "members", "ranges", "seed", "shape", "style", "variant")

    def __init__(self, ranges: list[tuple[int, int] | None], shape: tuple[int, int] | None, variant: int, style: Style, seed: str) -> None:
        self.ranges, self.shape, self.variant, self.style, self.seed = ranges, shape, variant, style, seed
        self.members: dict[tuple[int, ...], Value] = {}
        self.asked: set[tuple[int, ...]] = set()

    def of_report(self) -> Iterator[tuple[tuple[int, ...], Value]]:
        """The members that a report shows: all of a finite family, else those that were asked for since ``asked`` was emptied."""
        finite = all(r is not None for r in self.ranges)
        return ((k, v) for k, v in sorted(self.members.items()) if finite or k in self.asked)

    def entry(self, indices: tuple[int, ...]) -> Value:
        count = len(self.ranges)
        for k, r in zip(indices, self.ranges, strict=False):
            if r is not None and not r[0] <= k <= r[1]:
                raise Undefined("an index out of range")
        key = indices[:count]
        self.asked.add(key)
        if key not in self.members:
            self._make(key)
        value = self.members[key]
        if len(indices) == count:
            return value
        from symbolic.proving.balls.values import member

        return member(value, indices[count:])

    def _make(self, key: tuple[int, ...]) -> None:
        style = self.style
        if self.shape is not None:
            self.members[key] = make_array(*self.shape, self.variant, style, f"{self.seed} {key}")
            return
        if style.whole and all(r is not None for r in self.ranges):
            keys = list(product(*(range(r[0], r[1] + 1) for r in self.ranges if r is not None)))
            numbers = [self._number(k) for k in keys]
            self.members.update(zip(keys, simplex(numbers, style, random.Random(f"{self.seed} {self.variant}")), strict=True))
            return
        axis = style.simplex
        span = self.ranges[axis] if axis is not None and axis < len(self.ranges) else None
        if axis is None or span is None:
            if (style.symmetric or style.antisymmetric) and len(key) == 2 and key[0] > key[1]:
                value = self.entry((key[1], key[0]))
                self.members[key] = value if style.symmetric else -value
            else:
                self.members[key] = self._number(key) if not (style.antisymmetric and len(key) == 2 and key[0] == key[1]) else ZERO
            return
        keys = [(*key[:axis], k, *key[axis + 1 :]) for k in range(span[0], span[1] + 1)]
        line = simplex([self._number(k) for k in keys], style, random.Random(f"{self.seed} {self.variant} {key[:axis]} {key[axis + 1 :]}"))
        self.members.update(zip(keys, line, strict=True))

    def _number(self, key: tuple[int, ...]) -> Any:
        match self.variant:
            case 0 | 1:
                v = fmpq(key[-1] + sum(2 * (k - 1) for k in key[:-1]))
            case 3:
                v = ZERO
            case _:
                v = _drawn(f"{self.seed} {self.variant} {key}", self.variant in (2, 4, 5))
        return self.style.interval.fit(v)


@lru_cache(maxsize=1024)
def _drawn(seed: str, whole: bool) -> Any:
    """The number of a seed; seeding costs more than the rest, and the members of families have the same few seeds in most steps."""
    draw = random.Random(seed)
    return fmpq(draw.randint(-3, 4)) if whole else rational(draw)


def _signed_sum(parts: list[tuple[Any, str]]) -> str:
    """``3 − 2x + x²`` of numbers and what they stand before; without what is 0."""
    total = ""
    for c, factor in parts:
        size = str(abs(c)) if abs(c) != 1 or not factor else ""
        if c:
            total += (" − " if total else "−") * (c < 0) + " + " * (c > 0 and bool(total)) + size + factor
    return total or "0"


SIMPLEST = ((0, 1, 0, 0, 0), (1, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 1, 0, 0, 1), (0, 1, 1, 0, 0))
"""The coefficients of x, x², x³, x⁴ and the constant of the first function that is tried for a name."""


@lru_cache(maxsize=256)
def _coefficients(seed: str, arity: int) -> list[list[Any]]:
    draw = random.Random(seed)
    small = (1, 2, 3, -1, -2)
    return [[fmpq(draw.choice(small)) for _ in range(5)] for _ in range(arity)]


class FunctionValue:
    """A concrete analytic function of numbers (arrays: of all their entries); the text is what reports show."""

    __slots__ = ("coefficients", "shape", "text", "wave")

    def __init__(self, arity: int, shape: tuple[int, int] | None, variant: int, seed: str) -> None:
        self.shape = shape
        self.coefficients = _coefficients(f"{seed} {variant}", max(arity, 1))
        self.wave = ("", "", "exp", "sin")[variant % 4]
        if arity == 1 and variant == 0 and shape is None:
            self.coefficients = [[fmpq(c) for c in SIMPLEST[crc32(seed.encode()) % len(SIMPLEST)]]]
        letters = "xyzuvw" if arity <= 6 else ""
        self.text = self._text(letters[:arity])

    def _text(self, names: str) -> str:
        if not names:
            return "a polynomial"
        parts = [(self.coefficients[0][4], "")]
        for v, row in zip(names, self.coefficients, strict=False):
            parts += [(c, v + power) for c, power in zip(row, ("", "²", "³", "⁴"), strict=False)]
        parts += [(fmpq(1), " ".join(names))] if len(names) > 1 else []
        parts += [(fmpq(1), f"{self.wave}({names[0]}/2)")] if self.wave else []
        return f"{names} ↦ {_signed_sum(parts)}" if len(names) == 1 else f"({', '.join(names)}) ↦ {_signed_sum(parts)}"

    def __call__(self, *args: Value) -> Value:
        flat = [x for a in args for x in arrays.entries(a)]
        if self.shape is None or self.shape == (1, 1):
            return self._value(flat, 0)
        m, n = self.shape
        return tuple(tuple(self._value(flat, i * n + j + 1) for j in range(n)) for i in range(m))

    def _value(self, flat: list[Scalar], twist: int) -> Scalar:
        total: Scalar = self.coefficients[0][4]
        product: Scalar = fmpq(1)
        for k, x in enumerate(flat):
            a, b, c, d, _ = self.coefficients[(k + twist) % len(self.coefficients)]
            total = total + x * (a + twist + k + x * (b + x * (c + x * d)))
            product = product * x
        if len(flat) > 1:
            total = total + product
        if self.wave:
            total = total + SCALAR_FUNCTIONS[self.wave](flat[0] / 2)
        return total


class DefinedFunction:
    """A function or family given by a formula, evaluated in the environment of its point."""

    __slots__ = ("code", "env", "params")

    def __init__(self, code: Callable[[Any], Value], params: tuple[Any, ...], env: dict[Any, Any]) -> None:
        self.code, self.params, self.env = code, params, env

    def __call__(self, *args: Value) -> Value:
        return self.code({**self.env, **dict(zip(self.params, args, strict=True))})

    def entry(self, indices: tuple[int, ...]) -> Value:
        count = len(self.params)
        value = self(*map(fmpq, indices[:count]))
        if len(indices) == count:
            return value
        from symbolic.proving.balls.values import member

        return member(value, indices[count:])

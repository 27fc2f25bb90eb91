"""What the layer of balls computes with: values at a point, families of them, and how two values compare.

Guarantee: an answer of a comparison is certain; balls that overlap raise Unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol

from flint import arb, ctx, fmpq

from symbolic.proving.balls import arrays, jets
from symbolic.proving.balls.jets import ONE, ZERO, Scalar, Undefined, Unknown
from symbolic.terms import Sym

Value = Any  # Fraction, fmpq, arb, acb, Jet, bool, nested tuples of them, or a Missing
Env = dict[Sym, Any]
Code = Callable[[Env], Value]
Test = Callable[[Env], bool]
NUMERATOR, DENOMINATOR = "numerator layout", "denominator layout"
MAX_TERMS = 20_000


class Missing(Enum):
    """Why there is no value."""

    UNDEFINED = "undefined"
    UNKNOWN = "unknown"


UNDEFINED, UNKNOWN = Missing.UNDEFINED, Missing.UNKNOWN


class Family(Protocol):
    """A family of numbers or arrays: an entry for each tuple of indices; raises Undefined outside its range."""

    def entry(self, indices: tuple[int, ...]) -> Value: ...


class Replaced:
    """A family in which one entry has another value."""

    __slots__ = ("family", "indices", "value")

    def __init__(self, family: Family, indices: tuple[int, ...], value: Value) -> None:
        self.family, self.indices, self.value = family, indices, value

    def entry(self, indices: tuple[int, ...]) -> Value:
        return self.value if indices == self.indices else self.family.entry(indices)


BUDGET = [MAX_TERMS]


def spend() -> None:
    """Count one term of a sum; Unknown when there are too many at one point."""
    BUDGET[0] -= 1
    if BUDGET[0] < 0:
        raise Unknown("too many terms")


def within(env: Env, var: Sym, value: Value, code: Code) -> Value:
    """Run with another value of one name."""
    missing = var not in env
    before = env.get(var)
    env[var] = value
    try:
        return code(env)
    finally:
        if missing:
            del env[var]
        else:
            env[var] = before


def integer(x: Value) -> int:
    """An exact integer."""
    x = arrays.scalar(x)
    if type(x) is fmpq and x.q == 1:
        return int(x.p)
    raise Unknown("an integer is needed")


def member(whole: Value, indices: tuple[int, ...]) -> Value:
    """An entry of an array, a member of a family, or an entry of a member."""
    if type(whole) is not tuple:
        if not hasattr(whole, "entry"):
            raise Unknown("a subscript of a number")
        return whole.entry(indices)
    if len(indices) == 1:
        indices = (indices[0], 1) if len(whole[0]) == 1 else (1, indices[0])
        if min(len(whole), len(whole[0])) > 1:
            raise Unknown("one subscript on a matrix")
    i, j = indices
    if not (1 <= i <= len(whole) and 1 <= j <= len(whole[0])):
        raise Undefined("an index out of range")
    return whole[i - 1][j - 1]


def replaced(whole: Value, indices: tuple[int, ...], value: Value) -> Value:
    """The array or family with another value at one place."""
    if type(whole) is not tuple:
        return Replaced(whole, indices, value)
    member(whole, indices)
    i, j = indices if len(indices) == 2 else (indices[0], 1) if len(whole[0]) == 1 else (1, indices[0])
    row = whole[i - 1]
    return (*whole[: i - 1], (*row[: j - 1], value, *row[j:]), *whole[i:])


def equal(a: Value, b: Value) -> bool:
    """Whether two values are the same; Unknown if their balls overlap."""
    if type(a) is fmpq and type(b) is fmpq:
        return bool(a == b)
    if type(a) is tuple or type(b) is tuple:
        x, y = arrays.entries(a), arrays.entries(b)
        if not fits(a, b):
            raise Unknown("shapes that do not fit")
        return _entries_equal(x * len(y), y) if len(x) < len(y) else _entries_equal(x, y * len(x) if len(y) < len(x) else y)
    return jets.is_zero(a - b)


def fits(a: Value, b: Value) -> bool:
    """Whether two values have one shape; a number stands beside any array."""
    if type(a) is not tuple or type(b) is not tuple or len(a) * len(a[0]) == 1 or len(b) * len(b[0]) == 1:
        return True
    return (len(a), len(a[0])) == (len(b), len(b[0]))


def _entries_equal(x: list[Scalar], y: list[Scalar]) -> bool:
    unknown: Unknown | None = None
    for p, q in zip(x, y, strict=True):
        try:
            if not equal(p, q):
                return False
        except Unknown as error:
            unknown = error
    if unknown is not None:
        raise unknown
    return True


def _order(test: Callable[[int], bool]) -> Callable[[Value, Value], bool]:
    def compare(a: Value, b: Value) -> bool:
        if type(a) is fmpq and type(b) is fmpq:
            return test((a > b) - (a < b))
        if type(a) is tuple or type(b) is tuple:
            cells = arrays.entries(arrays.entrywise(lambda p, q: ONE if test(jets.sign(p - q)) else ZERO, a, b))
            return all(bool(c) for c in cells)
        return test(jets.sign(a - b))

    return compare


def _negated(a: Value) -> Value:
    return arrays.entrywise(lambda x: -x, a)


ATOMS: dict[str, Callable[[Value, Value], bool]] = {
    "eq": equal, "ne": lambda a, b: not equal(a, b), "lt": _order(lambda s: s < 0), "le": _order(lambda s: s <= 0),
    "gt": _order(lambda s: s > 0), "ge": _order(lambda s: s >= 0),
    "posdef": lambda a, b: arrays.positive_definite(arrays.add(a, _negated(b)), True),
    "possemidef": lambda a, b: arrays.positive_definite(arrays.add(a, _negated(b)), False),
    "invertible": lambda a, b: not jets.is_zero(arrays.det(a)),
}


def truth(op: str, a: Value, b: Value, precision: int) -> bool | None:
    """Whether ``a op b`` holds between two values, if that is certain."""
    if op == "eq" and type(a) is fmpq and type(b) is fmpq:
        return bool(a == b)
    if op == "eq" and type(a) is arb and type(b) is arb:
        return False if not a.overlaps(b) else True if a.is_exact() and b.is_exact() else None
    before = ctx.prec
    ctx.prec = precision
    try:
        return ATOMS[op](a, b)
    except Unknown:
        return None
    finally:
        ctx.prec = before


CONNECTIVES = frozenset({"and", "or", "not", "true", "false", "implies", "impliedby", "iff"})

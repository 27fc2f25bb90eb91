"""The simple values of names: small integers, small sizes, arrays of the declared kind, as the facts about the names allow.

What may stand for names depends on the facts about them, not on the step in which they occur; steps with the same names and facts share
their simple points, unless families are among the names, which keep the members that were asked for.

Guarantee: at a point every fact was verified by exact or rigorous evaluation; one at which that fails is discarded.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import acb, fmpq

from symbolic.functions import INEQUALITIES
from symbolic.proving.balls.arrays import Value, entries, is_array
from symbolic.proving.balls.balls import compiled, value_of
from symbolic.proving.balls.boundaries import rational_roots
from symbolic.proving.balls.complex_arrays import complex_array
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.demands import bounds_of, choices_of, range_of_sum, ranges_of_double_sum, shape_of, size_of, style_of
from symbolic.proving.balls.instances import DefinedFunction, FamilyValue, FunctionValue, Interval, make_array, rational
from symbolic.proving.balls.linear_facts import nearest
from symbolic.proving.balls.values import UNDEFINED, UNKNOWN, Code, Env, Test
from symbolic.terms import REAL, Call, Definition, Num, Sort, Sym, Term, add, call, free_symbols, mul, num, sub
from symbolic.verdicts import Assignment

Rows = tuple[tuple[Any, ...], ...]


def _exact_rows(*rows: tuple[str | int, ...]) -> Rows:
    return tuple(tuple(fmpq(f.numerator, f.denominator) for f in map(Fraction, r)) for r in rows)


ROWS = _exact_rows(
    ("1", "2", "3", "4", "5", "6"),
    ("2", "1", "3", "5", "4", "7"),
    ("-1", "2", "-3", "1", "-2", "3"),
    ("1/2", "1/3", "1/4", "3/2", "2/3", "1/5"),
    ("0", "0", "0", "0", "0", "0"),
    ("3", "-2", "1/2", "-1", "2", "-1/3"),
    ("1", "1", "1", "1", "1", "1"),
    ("-2", "-1", "-1/2", "-3", "-4", "-1/3"),
    ("0", "1", "2", "-1", "1/2", "3"),
    ("1", "0", "-1", "2", "0", "1"),
    ("3/5", "4/5", "1/3", "2", "-1/2", "5"),
    ("-1/2", "-1/3", "2", "1/2", "3", "-1"),
)
APART = _exact_rows(
    ("1/2", "-1/3", "3", "-2", "2/3", "-3/2", "5/2", "-1/5", "4/3"),
    ("-2", "3/4", "1/3", "7/4", "-1/2", "2", "-5/3", "1/6", "-3"),
    ("0", "2", "-1", "1/2", "3", "-1", "1/5", "-3/4", "5/4"),
    ("9/4", "5/3", "6/5", "3/4", "2/3", "3/5", "1/2", "2/5", "1/4"),
    ("1/5", "2/7", "3/8", "1/2", "4/7", "5/8", "5/7", "3/4", "4/5"),
)
"""A few values of real numbers that are unlike each other in sign and size; the last two for what has a value at few of the others."""
INTEGERS = _exact_rows(
    (1, 2, 3, 4), (2, 3, 1, 5), (3, 1, 2, 4), (2, 2, 2, 2), (0, 0, 0, 0), (4, 2, 3, 1), (1, 1, 1, 1), (-1, 2, -2, 3),
    (5, 3, 4, 2), (-2, -1, 1, 2), (3, 4, 5, 2), (6, 2, 1, 3),
)
SIZES = _exact_rows(
    (1, 1, 1), (2, 2, 2), (2, 3, 2), (3, 2, 3), (2, 2, 2), (3, 3, 3), (1, 2, 3), (2, 1, 2), (3, 1, 2), (2, 3, 1), (2, 2, 2), (3, 2, 2),
)
TELLING = (10, 6, 8, 0, 4)
"""The rows at one of which sums and arrays that differ do so: of 7300 false equations that differ at one of the twelve, all."""
UNITS = (acb(1), acb(0, 1), acb(-1), acb(0, -1))


@dataclass(frozen=True, slots=True)
class Point:
    """Exact values of the names of a step (``fmpq``, nested tuples, families, functions)."""

    values: dict[Sym, Any]

    def shown(self, names: Iterable[Sym]) -> tuple[Assignment, ...]:
        """The values of some names for a report, families by the members that were used."""
        out: list[Assignment] = []
        for s in sorted(names, key=lambda s: s.name):
            value = self.values.get(s)
            if isinstance(value, FamilyValue):
                out += [Assignment(f"{s.name}_{{{','.join(map(str, k))}}}", _exact(v)) for k, v in value.of_report()]
            elif isinstance(value, FunctionValue):
                out.append(Assignment(s.name, value.text))
            elif value is not None and not isinstance(value, DefinedFunction):
                out.append(Assignment(s.name, _exact(value)))
        return tuple(out)


def _exact(v: Value) -> Any:
    if is_array(v):
        return tuple(tuple(map(_exact, row)) for row in v)
    if type(v) is acb:
        return add(_dyadic(v.real), mul(_dyadic(v.imag), call("imaginary")))
    return num(Fraction(int(v.p), int(v.q))) if type(v) is fmpq else str(v)


def _dyadic(x: Any) -> Num:
    m, e = x.man_exp()
    return num(Fraction(int(m)) * Fraction(2) ** int(e))


@lru_cache(maxsize=256)
def apart_within(names: frozenset[Sym], facts: tuple[Term, ...]) -> list[Point] | None:
    """Points with values unlike each other for a few real numbers, and for functions of such; none for other names.

    None if a fact is no bound of a name by a number.
    """
    intervals: dict[Sym, Interval] = {}
    for f in facts:
        match f:
            case Call(op, (Sym() as s, Num(bound))) if op in INEQUALITIES and not s.sort.is_function:
                intervals.setdefault(s, Interval()).restrict(op, fmpq(bound.numerator, bound.denominator))
            case _:
                return None
    functions = [s for s in names if s.sort.is_function]
    numbers = sorted((s for s in names.union(intervals) if not s.sort.is_function), key=lambda s: s.name)
    if not 0 < len(numbers) <= len(APART[0]) or any(s.sort is not REAL and s.sort != REAL for s in numbers):
        return []
    if any(s.sort.field != "real" or s.sort.shape or s.sort.index or any(d != REAL for d in s.sort.domain or ()) for s in functions):
        return []
    out: list[Point] = []
    for k, row in enumerate(APART, start=1):
        env: Env = {s: intervals[s].fit(v) if s in intervals else v for s, v in zip(numbers, row, strict=False)}
        if all(interval.contains(env[s]) for s, interval in intervals.items()):
            out.append(Point(env | {f: FunctionValue(len(f.sort.domain or ()), None, k, f.name) for f in functions}))
    return out


def setting(names: frozenset[Sym], given: frozenset[Sym], facts: tuple[Term, ...], definitions: tuple[Definition, ...],
            sizes: frozenset[Sym]) -> Setting:
    """How names get their values: ``given`` have a definition, ``sizes`` are written as sizes."""
    make = _made if any(s.sort.index for s in names | given) else _shared
    return make(names, given, facts, definitions, sizes)


def _made(*parts: Any) -> Setting:
    return Setting(*parts)


_shared = lru_cache(maxsize=256)(_made)


class Setting:
    """How the names of steps get their values."""

    def __init__(self, names: frozenset[Sym], given: frozenset[Sym], facts: tuple[Term, ...], definitions: tuple[Definition, ...],
                 sizes: frozenset[Sym]) -> None:
        self.names, self.given, self.facts, self.definitions = names, given, facts, definitions
        self.sizes = sizes | _size_names(names)
        scalars = [s for s in names if s.sort.is_scalar]
        scalars.sort(key=lambda s: (s not in self.sizes, s.sort.field != "integer", s.name))
        self.arrays = sorted((s for s in names if not s.sort.is_scalar and not s.sort.is_function), key=lambda s: s.name)
        self.functions = sorted((s for s in names if s.sort.is_function), key=lambda s: s.name)
        self.tests: list[Test] = [condition(f, False) for f in facts]
        self.bounds = {s: list(bounds_of(s, facts)) for s in scalars}
        self.scalars = self._by_dependence(scalars)
        self.choices = {s: c for s in self.scalars if (c := choices_of(s, facts))}
        self.intervals = {s: self._interval(s, {}) for s in scalars if not any(others for _, _, others in self.bounds[s])}
        self.columns = self._columns()
        self.equations = [f for f in facts if isinstance(f, Call) and f.op == "eq"]
        self.styles: dict[Sym, list[Term]] = {s: [f for f in facts if s in free_symbols(f)] for s in self.arrays}
        self.whole = [s for s in scalars if s.sort.field == "integer"]
        self.plain = all(s.sort.is_scalar and s.sort.field != "complex" for s in names | given)
        self.made: list[Point] = []
        self.seen: list[list[Any]] = []
        self.at: dict[int, Point | None] = {}
        self.rows = iter(range(len(ROWS) if names else 1))
        self.unlike: list[Point] | None = None

    def _by_dependence(self, scalars: list[Sym]) -> list[Sym]:
        """A name after those that bound it (unless it bounds them as well), else in the order given."""
        bounding = {s: set().union(*(names for _, _, names in self.bounds[s])) for s in scalars}
        out: list[Sym] = []
        waiting = list(scalars)
        while waiting:
            ready = [s for s in waiting if all(t in out or t not in bounding or s in bounding[t] for t in bounding[s])]
            out += ready[:1] or waiting[:1]
            waiting.remove(out[-1])
        return out

    def _columns(self) -> list[tuple[Sym, Rows, int, bool]]:
        """Each name with its table of simple values, its column there, and whether every value is allowed."""
        out: list[tuple[Sym, Rows, int, bool]] = []
        reals = 0
        for place, s in enumerate(self.scalars):
            whole = s.sort.field == "integer"
            table = SIZES if whole and s in self.sizes else INTEGERS if whole else ROWS
            out.append((s, table, place if whole else reals, not (self.bounds[s] or s in self.choices or s.sort.field == "complex")))
            reals += not whole
        return out

    # --- values

    def simple(self, place: int) -> Point | None:
        """The simple point at a place; None if there are not so many."""
        while place >= len(self.made):
            k = next(self.rows, None)
            if k is None:
                return None
            if (point := self.at_row(k)) is not None:
                self.made.append(point)
        return self.made[place]

    def at_row(self, k: int) -> Point | None:
        """The point with the values of row ``k``, if it is allowed, and was not met in an earlier one."""
        if k not in self.at:
            env = self.row(k)
            self.at[k] = None if env is None else self.admitted(env, self.seen)
        return self.at[k]

    def apart(self) -> list[Point]:
        """Points with values unlike each other, if all names are a few real numbers that meet the facts there without an equation."""
        if self.unlike is None:
            free = self.names and self.plain and not (self.equations or self.definitions or self.whole or self.choices)
            self.unlike = [Point(env) for row in APART if (env := self._real_values(row)) is not None] if free else []
        return self.unlike

    def _real_values(self, row: tuple[Any, ...]) -> Env | None:
        """The values of real names in order, if they are not more than the row has and meet the facts."""
        if len(self.columns) > len(row):
            return None
        env: Env = {}
        for (s, _, _, free), v in zip(self.columns, row, strict=False):
            env[s] = v if free else self._allowed(s, v, env)
        return env if all(value_of(t, env, 64) is True for t in self.tests) else None

    def row(self, k: int, seed: str = "") -> Env | None:
        """The values of row ``k``, within the bounds that the facts give, past the rows at random; families and arrays of variant ``k``."""
        env: Env = {}
        if k < len(ROWS):
            for s, table, place, free in self.columns:
                row = table[k]
                v = row[place % len(row)]
                env[s] = v if free else self._allowed(s, v, env)
        else:
            draw = random.Random(f"{seed} {k}")
            for s in self.scalars:
                env[s] = self._allowed(s, self._drawn(s, draw), env)
        if self.equations:
            self._solve_sizes(env)
        if self.definitions:
            self._define(env)
        if not self.fill(env, k, seed):
            return None
        return env

    def _drawn(self, s: Sym, draw: random.Random) -> Any:
        if s.sort.field != "integer":
            return rational(draw)
        return fmpq(draw.randint(1, 3) if s in self.sizes else draw.randint(-2, 6))

    def fill(self, env: Env, k: int, seed: str = "") -> bool:
        """Give values to arrays and functions."""
        try:
            for s in self.arrays:
                env[s] = self._array(s, env, k, seed)
            for s in self.functions:
                env[s] = self._function(s, env, k, seed)
        except ValueError:
            return False
        return True

    def _allowed(self, s: Sym, v: Any, env: Env) -> Any:
        if s.sort.field == "complex":
            return self._complex(s, acb(int(v.p), 1 + len(env)) / (2 if v.q == 2 else 1), int(v.p), env)
        if not self.bounds[s] and s not in self.choices:
            return v
        return (self.intervals.get(s) or self._interval(s, env)).fit(v, s.sort.field == "integer")

    def _complex(self, s: Sym, free: Any, turn: int, env: Env) -> Any:
        """A complex number with the declared modulus, if there is one."""
        for f in self.facts:
            match f:
                case Call("eq" | "lt" | "le" | "gt" | "ge" as op, (Call("abs", (a,)), b)) if a is s:
                    size = value_of(compiled(b), env, 64)
                    if type(size) is fmpq:
                        return UNITS[turn % 4] * (size if op == "eq" else size / 2 if op in ("lt", "le") else size + 1)
        return free

    def _interval(self, s: Sym, env: Env) -> Interval:
        """Where the bounds of a name leave it, at the values of the names before it."""
        interval = Interval(choices=self.choices.get(s, []))
        for op, code, _ in self.bounds[s]:
            b = value_of(code, env, 64)
            if type(b) is fmpq:
                interval.restrict(op, b)
        return interval

    def _array(self, s: Sym, env: Env, k: int, seed: str) -> Any:
        style = style_of(s, self.styles[s], env)
        shape = shape_of(s.sort.shape, env)
        seed = f"{seed} {s.name}"
        if s.sort.index:
            ranges = [None if r is None else (size_of(r[0], env), size_of(r[1], env)) for r in s.sort.index]
            if style.simplex is not None and (span := range_of_sum(s, self.styles[s], style.simplex, env)) is not None:
                ranges[style.simplex] = ranges[style.simplex] or span
            if style.whole:
                ranges = [r or found for r, found in zip(ranges, ranges_of_double_sum(s, self.styles[s], env), strict=True)]
            return FamilyValue(ranges, shape, k, style, seed)
        if shape is None:
            raise ValueError("a name of no known shape")
        alike = [t for t in self.arrays if t.sort == s.sort]
        if s.sort.field == "complex" and k % 2 == 0 and (made := complex_array(s, self.styles[s], *shape, k, seed, alike.index(s))):
            return made
        return make_array(*shape, k, style, seed, alike.index(s))

    def _function(self, s: Sym, env: Env, k: int, seed: str) -> FunctionValue:
        arity = 0
        for d in s.sort.domain or ():
            shape = shape_of(d.shape, env)
            arity += 1 if shape is None else shape[0] * shape[1]
        return FunctionValue(arity, shape_of(s.sort.shape, env), k, f"{seed} {s.name}")

    def _define(self, env: Env) -> None:
        """Names that keep their definition get the value of its formula, at this point."""
        for d in self.definitions:
            for s in self.given:
                if s.name == d.symbol.name:
                    env[s] = DefinedFunction(compiled(d.value), d.params, env)

    # --- admission

    def admitted(self, env: Env, seen: list[list[Any]]) -> Point | None:
        """The point, if it meets the facts and was not seen before."""
        if self.equations:
            self._solve(env)
        if self.plain:
            values = list(env.values())
            if values in seen:
                return None
            seen.append(values)
        if any(env[s].q != 1 for s in self.whole) or any(value_of(t, env, 64) is not True for t in self.tests):
            return None
        return Point(self._settled(env) if self.definitions else env)

    def _settled(self, env: Env) -> Env:
        """Defined names without parameters, and arrays defined entry by entry, as plain values."""
        for d in self.definitions:
            for s in self.given:
                if s.name == d.symbol.name and (not d.params or (d.indexed and s.sort.shape and not s.sort.index)):
                    env[s] = self._defined_value(d, s, env)
        return env

    def _defined_value(self, d: Definition, s: Sym, env: Env) -> Any:
        if not d.params:
            return value_of(compiled(d.value), env, 64)
        shape = shape_of(s.sort.shape, env)
        if shape is None or len(d.params) not in (1, 2) or (len(d.params) == 1 and shape[1] != 1):
            return UNKNOWN
        places = [[(i, j)[: len(d.params)] for j in range(1, shape[1] + 1)] for i in range(1, shape[0] + 1)]
        cells = [[value_of(lambda e, p=p: env[s].entry(p), env, 64) for p in row] for row in places]  # type: ignore[misc]  # a default
        return UNKNOWN if any(c is UNKNOWN or c is UNDEFINED for row in cells for c in row) else tuple(map(tuple, cells))

    def _solve(self, env: Env) -> None:
        """Meet the equations that do not hold by solving each for one name."""
        used: set[Sym] = set()
        self._solve_arrays(env, used)
        for f in self.equations:
            if value_of(condition(f, False), env, 64) is True:
                continue
            assert isinstance(f, Call)
            a, b = f.args
            if any(side not in self.sizes and self._assign(side, other, env, used) for side, other in ((a, b), (b, a))):
                continue
            difference = compiled(sub(a, b))
            names = [s for s in reversed(self.scalars) if s in free_symbols(f) and s not in used | self.sizes and s.sort.field != "complex"]
            for s in names:
                roots = [r for r in rational_roots(difference, s, env) if s.sort.field != "integer" or r.q == 1]
                if roots:
                    env[s] = max(roots)
                    used.add(s)
                    break

    def _solve_sizes(self, env: Env) -> None:
        """Equations that give a size, which are met before any array gets entries."""
        used: set[Sym] = set()
        for f in self.equations:
            assert isinstance(f, Call)
            for a, b in (f.args, f.args[::-1]):
                if a in self.sizes and free_symbols(b) <= env.keys() and value_of(condition(f, False), env, 64) is not True:
                    self._assign(a, b, env, used)

    def _solve_arrays(self, env: Env, used: set[Sym]) -> None:
        """Equations that do not hold, by moving the entries of one array in which they are linear."""
        for s in self.arrays:
            known = [f for f in self.equations if s in free_symbols(f)]
            if s.sort.index or s in used or all(value_of(condition(f, False), env, 64) is True for f in known):
                continue
            before = env[s]
            width = len(before[0])
            codes = [compiled(sub(f.args[0], f.args[1])) for f in known if isinstance(f, Call)]

            def residuals(flat: list[Any], s: Sym = s, width: int = width, codes: list[Code] = codes) -> list[Any] | None:
                env[s] = tuple(tuple(flat[i : i + width]) for i in range(0, len(flat), width))
                out = [x for code in codes for x in entries(value_of(code, env, 64))]
                return out if all(type(x) is fmpq for x in out) else None

            found = nearest(list(entries(before)), residuals)
            env[s] = before
            if found is not None:
                residuals(found)
                if all(value_of(condition(f, False), env, 64) is True for f in known):
                    used.add(s)
                else:
                    env[s] = before

    def _assign(self, a: Term, b: Term, env: Env, used: set[Sym]) -> bool:
        """A bare name on one side takes the value of the other side."""
        if not isinstance(a, Sym) or a in used or a in free_symbols(b) or a.sort.is_function or a.sort.index:
            return False
        v = value_of(compiled(b), env, 64)
        if v is UNDEFINED or v is UNKNOWN or any(type(x) is not fmpq for x in entries(v)) or is_array(v) != bool(a.sort.shape):
            return False
        env[a] = v
        used.add(a)
        return True


def sizes_in(sort: Sort) -> Iterator[Term]:
    yield from sort.shape
    for r in sort.index:
        yield from r or ()
    for d in sort.domain or ():
        yield from sizes_in(d)


def _size_names(names: frozenset[Sym]) -> set[Sym]:
    sizes: set[Sym] = set()
    for s in names:
        for size in sizes_in(s.sort):
            sizes |= free_symbols(size)
    return sizes

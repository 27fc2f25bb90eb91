"""Admissible points of a step: exact values for all its names that satisfy every declaration.

Simple points come first (:mod:`symbolic.proving.balls.settings`), then boundaries and zeros of what the step tests, then random rationals.
Equality facts are met by construction where that is possible: arrays of the declared kind, an equation solved for one name.

Guarantee: at a point that is yielded every declaration was verified by exact or rigorous evaluation; a point at which that fails
is discarded.  The points depend on the step alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Any

from symbolic.proving.balls.balls import compiled
from symbolic.proving.balls.boundaries import quantities, rational_roots, tested, tests_signs
from symbolic.proving.balls.demands import conjuncts
from symbolic.proving.balls.settings import ROWS, TELLING, Point, apart_within, setting, sizes_in
from symbolic.steps import Step
from symbolic.terms import Call, Sym, Term, free_symbols, operators, sub, walk

__all__ = ["Point", "admissible_point", "apart", "has_numbers_alone", "kinks", "points", "simple_points", "telling_points"]

PLAIN = frozenset({"ge", "le", "add", "neg", "mul", "div"})
MADE = frozenset({"identity", "ones", "zeros"})
MAX_POINTS, FEW_POINTS, MAX_KINKS = 64, 6, 4


def points(step: Step) -> Iterator[Point]:
    """Admissible points, the simplest first; the same for the same step."""
    yield from _plan(step).points()


def simple_points(step: Step) -> Iterator[Point]:
    """The simple ones alone if they are several, else all; the same for the same step."""
    yield from _plan(step).points(FEW_POINTS)


def telling_points(step: Step) -> Iterator[Point]:
    """Those first at which sums and arrays that differ do so, then the others; the same for the same step."""
    plan = _plan(step)
    if plan.setting.plain:
        return simple_points(step)
    return plan.telling()


def apart(step: Step) -> list[Point]:
    """A few points unlike each other, if all names are real numbers, or functions of such, under no equation; else none."""
    if not step.definitions and (found := apart_within(free_symbols(step.left) | free_symbols(step.right), step.declarations)) is not None:
        return found
    return _plan(step).setting.apart()


def has_numbers_alone(step: Step) -> bool:
    """Whether every name of the step is a number."""
    return _plan(step).setting.plain


def kinks(step: Step) -> Iterator[Point]:
    """Admissible points at which something of which the step tests the sign is 0; the same for the same step."""
    if not tests_signs(step):
        return iter(())
    plan = _plan(step)
    if plan.kinks is None:
        plan.kinks = list(islice(plan.zeros(list(dict.fromkeys(tested(step))), (0, 2), []), MAX_KINKS))
    return iter(plan.kinks)


def admissible_point(step: Step) -> Point | None:
    """An exact point that satisfies all declarations, or None if none was found."""
    return next(points(step), None)


@lru_cache(maxsize=64)
def _plan(step: Step) -> Plan:
    return Plan(step)


class Plan:
    """The order of the points of a step."""

    def __init__(self, step: Step) -> None:
        self.step = step
        facts = tuple(conjuncts(step.declarations))
        names, given = _names(step, facts)
        self.setting = setting(names, given, facts, step.definitions, _written_sizes((step.left, step.right, *facts)))
        self.made: list[Point] = []
        self.kinks: list[Point] | None = None
        self.further = self._further()

    def points(self, enough: int = MAX_POINTS) -> Iterator[Point]:
        """The simple points, and all further ones if those are fewer than ``enough``."""
        k = 0
        while (point := self.setting.simple(k)) is not None:
            yield point
            k += 1
        if k >= enough:
            return
        k = 0
        while k < len(self.made) or self._make():
            yield self.made[k]
            k += 1

    def telling(self) -> Iterator[Point]:
        """The points of the telling rows, then the other simple ones, and further ones if these are few."""
        first = [point for k in TELLING if (point := self.setting.at_row(k)) is not None]
        yield from first
        yield from (point for point in self.points(FEW_POINTS) if not any(point is known for known in first))

    def _make(self) -> bool:
        """Make a further point; False if there is none."""
        point = next(self.further, None)
        if point is not None:
            self.made.append(point)
        return point is not None

    def _further(self) -> Iterator[Point]:
        """Boundaries, then random values."""
        given = self.setting
        if not given.names:
            return
        seen = list(given.seen)
        yield from self.zeros(list(dict.fromkeys(quantities(self.step))), (0, 2, 3), seen)
        yield from self.zeros(list(_ends(self.step)), (0, 2), seen)
        single = len(given.scalars) == 1 and len(given.names) == 1
        seed = hashlib.sha256(repr((self.step.relation, self.step.left, self.step.right, self.step.declarations)).encode()).hexdigest()
        for k in range(len(ROWS), MAX_POINTS if not single else MAX_POINTS // 2):
            env = given.row(k, seed)
            if env is not None and (point := given.admitted(env, seen)) is not None:
                yield point

    def zeros(self, places: list[Term], rows: tuple[int, ...], seen: list[list[Any]]) -> Iterator[Point]:
        """Points at which one of the quantities is 0, the other names as in some rows."""
        given = self.setting
        for k, u in product(rows, places[:8]):
            code, names = compiled(u), free_symbols(u)
            for s in (s for s in given.scalars if s in names and s not in given.sizes):
                env = given.row(k)
                for root in rational_roots(code, s, env) if env is not None else ():
                    moved = {**(env or {}), s: root}
                    fits = (s.sort.field != "integer" or root.q == 1) and (not given.arrays or given.fill(moved, k))
                    if fits and (point := given.admitted(moved, seen)) is not None:
                        yield point


def _ends(step: Step) -> Iterator[Term]:
    """What is 0 at the ends of the closed intervals that are declared."""
    for f in conjuncts(step.declarations):
        match f:
            case Call("ge" | "le", (a, b)) if operators(f) <= PLAIN:
                yield sub(a, b)


def _names(step: Step, facts: tuple[Term, ...]) -> tuple[frozenset[Sym], frozenset[Sym]]:
    """The names that need a value, and those that have a definition."""
    found: set[Sym] = set().union(*map(free_symbols, (step.left, step.right, *facts, *(d.value for d in step.definitions))))
    if step.definitions:
        found -= {p for d in step.definitions for p in d.params}
    waiting = [s for s in found if not s.sort.is_scalar]
    while waiting:
        for size in sizes_in(waiting.pop().sort):
            new = free_symbols(size) - found
            found |= new
            waiting += new
    defined = {d.symbol.name for d in step.definitions}
    given = frozenset(s for s in found if s.name in defined)
    return frozenset(found) - given, given


def _written_sizes(terms: Iterable[Term]) -> frozenset[Sym]:
    """Names of sizes of constant arrays (𝐈, 𝟏, 𝟎)."""
    with_sizes = [term for term in terms if not MADE.isdisjoint(operators(term))]
    if not with_sizes:
        return frozenset()
    made = (t for term in with_sizes for t in walk(term) if isinstance(t, Call) and t.op in MADE)
    return frozenset(s for t in made for size in t.args for s in free_symbols(size))

"""The rigorous refuter, and the screen of every positive verdict.

Both sides of a step are enclosed at admissible points (:mod:`symbolic.proving.balls.points`) by exact arithmetic or balls
(:mod:`symbolic.proving.balls.balls`), independent of the provers.

Guarantee of :func:`refute`: at the point shown, which satisfies all declarations exactly, both sides are defined and their exact
values violate the relation: they are different rationals, or lie in balls that settle it.  In a statement (⇔, ⇒, ⇐) an equation with
an undefined side counts as false.  Overlapping balls are tried again with more bits; if they still overlap, nothing is said.  A step
with opaque symbols is never refuted.  Without a declared layout a step is refuted only if it fails in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Literal

from flint import arb, fmpq

from symbolic.functions import BY_VARIABLES, COMPARISONS, CONNECTIVES
from symbolic.occurrences import bearing, symbols
from symbolic.proving.balls.arrays import Value, entries, is_array
from symbolic.proving.balls.balls import compiled, value_of, values_of
from symbolic.proving.balls.boundaries import tests_signs
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.instances import FamilyValue
from symbolic.proving.balls.points import Point, admissible_point, has_numbers_alone, kinks, points, telling_points
from symbolic.proving.balls.settings import TELLING
from symbolic.proving.balls.unlike_points import agreeing_apart
from symbolic.proving.balls.values import DENOMINATOR, NUMERATOR, UNDEFINED, UNKNOWN, Code, Missing, fits, truth
from symbolic.proving.facts import negation
from symbolic.proving.unfolding import unfold_step
from symbolic.steps import Step
from symbolic.terms import Apply, Bind, Call, Deriv, Sym, Term, add, call, free_symbols, num, operators, sub, walk
from symbolic.verdicts import Counterexample, Refuted

__all__ = ["Outcome", "admissible_point", "fails_under", "holds_beyond", "refute", "screen", "witness_difference"]

PRECISIONS = (64, 192, 512, 1024)
COARSE, FINE = 40, 56
"""For the points of the screen at which integrals are enclosed, and for one of them, which is taken with more care; the tail of an
improper integral is seldom known to more than 40 bits."""
REFUTER_POINTS, SCREEN_POINTS = 64, 12
ENOUGH, ENOUGH_OF_ARRAYS = 6, len(TELLING)
"""At so many points both sides of an equation have to be defined and agree, if before them no side is undefined, and nothing tests a sign;
of 1390 false equations between numbers that differ at one of the twelve points, all but two differ at one of these."""
SHARPENED = 6
NARROW = num("1/16")


FROM_BEST = ("agrees", "one-sided", "undefined", "untested", "contradicted")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the screen saw.

    ``one-sided``: no difference in value, but a point where only one side is defined; ``undefined``: no side has a value anywhere.
    """

    word: Literal["agrees", "contradicted", "one-sided", "undefined", "untested"]
    points: int = 0
    counterexample: Counterexample | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a step in one layout, compiled."""

    relation: str
    left: Code
    right: Code

    def values(self, point: Point, precision: int) -> list[Value]:
        for value in point.values.values():
            if type(value) is FamilyValue:
                value.asked.clear()
        return values_of((self.left, self.right), point.values, precision)

    def holds(self, left: Value, right: Value, precision: int) -> bool | None:
        """Whether the relation holds between two values; None if that cannot be told or a side is not defined."""
        if isinstance(left, Missing) or isinstance(right, Missing):
            return None
        return truth(self.relation, left, right, precision)


def refute(step: Step, tries: int = REFUTER_POINTS) -> Refuted | None:
    """The simplest counterexample found among the first points, or None."""
    step = unfold_step(step)
    if opaque(step):
        return None
    if step.relation in CONNECTIVES:
        found = _false_statement(step, tries)
    elif step.relation in COMPARISONS:
        found = _false_relation(step, tries)
    else:
        return None
    return None if found is None else Refuted("value", by="refuter", counterexample=found)


def opaque(step: Step) -> bool:
    """Whether a name stands for something of which nothing is known."""
    terms = (step.left, step.right, *step.declarations)
    return any(s.sort.opaque for t in terms for s in free_symbols(t))


def _false_relation(step: Step, tries: int) -> Counterexample | None:
    first: Counterexample | None = None
    misfits: list[Sides] = []
    for sides in _layouts(step):
        found = _differing(step, sides, tries)
        if found == "misfit":
            misfits.append(sides)
            continue
        if found is None or isinstance(found, str):
            return None
        first = first or found
    return first or _differing_in_shape(step, misfits, tries)


def _differing_in_shape(step: Step, layouts: list[Sides], tries: int) -> Counterexample | None:
    """Sides of different shapes in the only layout there is: a point with sizes at which the shapes agree and the values do not."""
    if len(layouts) != 1:
        return None
    found = _differing(step, layouts[0], tries, fitting=True)
    return None if isinstance(found, str) else found


def _differing(step: Step, sides: Sides, tries: int, fitting: bool = False) -> Counterexample | Literal["misfit"] | None:
    """A point where the relation fails; ``misfit`` if the shapes of the sides differ in this layout, unless only fitting points count."""
    sharpened = 0
    for point in islice(points(step), _budget(step, tries)):
        left, right = sides.values(point, PRECISIONS[0])
        if isinstance(left, Missing) or isinstance(right, Missing):
            continue
        if not fits(left, right):
            if fitting:
                continue
            return "misfit"
        answer = sides.holds(left, right, PRECISIONS[0])
        if answer is None and sharpened < SHARPENED and not _both_exact(left, right):
            sharpened += 1
            for precision in PRECISIONS[1:]:
                left, right = sides.values(point, precision)
                answer = sides.holds(left, right, precision)
                if answer is not None:
                    break
        if answer is False:
            return _counterexample(step, sides, point, left, right)
    return None


def _both_exact(left: Value, right: Value) -> bool:
    values = [] if isinstance(left, Missing) or isinstance(right, Missing) else [*entries(left), *entries(right)]
    return bool(values) and all(type(x) is fmpq for x in values)


def _false_statement(step: Step, tries: int) -> Counterexample | None:
    whole = condition(Call(step.relation, (step.left, step.right)), True, _layout_names(step)[0])
    for point in islice(points(step), _budget(step, tries)):
        if value_of(whole, point.values, PRECISIONS[1]) is False:
            left, right = (value_of(condition(t, True), point.values, PRECISIONS[1]) for t in (step.left, step.right))
            return Counterexample(point.shown(_names(step)), _text(left, 12), _text(right, 12))
    return None


def screen(step: Step, conditions: tuple[Term, ...] = ()) -> Outcome:
    """Both sides at a few admissible points that satisfy the conditions, and where something that they test changes its sign."""
    step = unfold_step(step)
    if conditions:
        step = replace(step, declarations=(*step.declarations, *conditions))
    if step.relation in CONNECTIVES:
        return _screen_statement(step)
    if step.relation not in COMPARISONS:
        return Outcome("untested")
    outcomes = [o for sides in _layouts(step) if (o := _screen_in(step, sides)) is not None]
    if not outcomes:
        return Outcome("untested")
    return outcomes[0] if len(outcomes) == 1 else min(outcomes, key=lambda o: FROM_BEST.index(o.word))


def fails_under(step: Step, conditions: tuple[Term, ...]) -> bool:
    """Whether the conditions hold at a point at which the relation of the step is already seen to fail."""
    tests = [condition(c, False) for c in conditions]
    return any(all(v is True for v in values_of(tests, p.values, PRECISIONS[0])) for p in _failures(step))


def holds_beyond(step: Step, conditions: tuple[Term, ...]) -> bool:
    """Whether the relation is seen to hold at a point at which the conditions do not; of an equation, by the same exact value."""
    step = unfold_step(step)
    layouts = list(_layouts(step))
    if step.relation not in COMPARISONS or len(layouts) != 1 or opaque(step):
        return False
    outside = replace(step, declarations=(*step.declarations, negation(call("and", *conditions) if len(conditions) > 1 else conditions[0])))
    beside = [replace(outside, declarations=(*outside.declarations, c)) for c in _just_missed(conditions)] if step.relation != "eq" else []
    tried = (p for tries in (outside, *beside) for p in islice(points(tries), _budget(step, SCREEN_POINTS)))
    pairs = (layouts[0].values(p, PRECISIONS[0]) for p in tried)
    if step.relation == "eq":
        return any(_both_exact(left, right) and [*entries(left)] == [*entries(right)] for left, right in pairs)
    return any(not isinstance(left, Missing) and not isinstance(right, Missing) and fits(left, right)
               and layouts[0].holds(left, right, PRECISIONS[0]) is True for left, right in pairs)


def _just_missed(conditions: tuple[Term, ...]) -> Iterator[Term]:
    """What holds a little outside of inequalities: ``y ≤ 1/16`` of y ≤ 0."""
    for c in conditions:
        match c:
            case Call("le" | "lt", (a, b)):
                yield call("le", a, add(b, NARROW))
            case Call("ge" | "gt", (a, b)):
                yield call("ge", a, sub(b, NARROW))


@lru_cache(maxsize=64)
def _failures(step: Step) -> tuple[Point, ...]:
    """The first admissible points at which the relation of a step fails; none where the layout is open."""
    step = unfold_step(step)
    layouts = list(_layouts(step))
    if step.relation not in COMPARISONS or len(layouts) != 1 or opaque(step):
        return ()
    (sides,) = layouts
    found = []
    for point in islice(points(step), _budget(step, SCREEN_POINTS)):
        left, right = sides.values(point, PRECISIONS[0])
        defined = not isinstance(left, Missing) and not isinstance(right, Missing)
        if defined and fits(left, right) and sides.holds(left, right, PRECISIONS[0]) is False:
            found.append(point)
    return tuple(found)


def _screen_in(step: Step, sides: Sides) -> Outcome | None:
    """The outcome in one layout; None if the shapes do not fit in it."""
    if (seen := agreeing_apart(step, sides.left, sides.right, PRECISIONS[1], PRECISIONS[0])) is not None:
        return Outcome("agrees", seen)
    agreed, empty, unknown = 0, 0, 0
    careful, sharpened = step.relation == "eq", False  # balls of numbers that are equal overlap: the first are taken with all care at once
    lone: Counterexample | None = None
    inside = operators(step.left) | operators(step.right)
    first, best = (COARSE, FINE) if "integral" in inside else PRECISIONS[:2]
    if "infinity" in inside and "integral" in inside:
        best = first
    enough = _enough(step)
    for point in chain(islice(telling_points(step), _budget(step, SCREEN_POINTS)), kinks(step)):
        left, right = sides.values(point, best if careful else first)
        if left is UNKNOWN or right is UNKNOWN:
            careful = False
            unknown += 1
            continue
        if left is UNDEFINED or right is UNDEFINED:
            empty += 1
            if left is not right and lone is None:
                lone = Counterexample(point.shown(_names(step)), _text(left, 12), _text(right, 12))
            continue
        if not fits(left, right):
            return None
        answer = sides.holds(left, right, best if careful else first)
        if answer is None and careful:
            careful, sharpened = False, True
        elif answer is None and not sharpened:
            sharpened = True
            left, right = sides.values(point, best)
            answer = sides.holds(left, right, best)
        if answer is False:
            return Outcome("contradicted", agreed, _counterexample(step, sides, point, left, right))
        agreed += 1
        if agreed >= enough and not empty and not unknown:
            break
    if lone is not None:
        return Outcome("one-sided", agreed, lone)
    if empty and not agreed and not unknown:
        return Outcome("undefined")
    return Outcome("agrees" if agreed else "untested", agreed)


def _enough(step: Step) -> int:
    if step.relation != "eq" or tests_signs(step):
        return SCREEN_POINTS
    return ENOUGH if has_numbers_alone(step) else ENOUGH_OF_ARRAYS


def _screen_statement(step: Step) -> Outcome:
    whole = condition(Call(step.relation, (step.left, step.right)), True, _layout_names(step)[0])
    agreed = 0
    for point in islice(points(step), 2 * SCREEN_POINTS):
        answer = value_of(whole, point.values, PRECISIONS[0])
        if answer is False:
            left, right = (value_of(condition(t, True), point.values, PRECISIONS[0]) for t in (step.left, step.right))
            return Outcome("contradicted", agreed, Counterexample(point.shown(_names(step)), _text(left, 12), _text(right, 12)))
        agreed += answer is True
    return Outcome("agrees" if agreed else "untested", agreed)


def witness_difference(step: Step) -> Counterexample | None:
    """An admissible point where one side is defined and the other certainly is not."""
    step = unfold_step(step)
    if opaque(step):
        return None
    sides = next(iter(_layouts(step)))
    for point in islice(points(step), _budget(step, REFUTER_POINTS)):
        left, right = sides.values(point, PRECISIONS[0])
        if (left is UNDEFINED) != (right is UNDEFINED) and left is not UNKNOWN and right is not UNKNOWN:
            return Counterexample(point.shown(_names(step)), _text(left, 12), _text(right, 12))
    return None


# --- layouts, budgets -----------------------------------------------------------------------------------


def _layouts(step: Step) -> Iterator[Sides]:
    for layout in _layout_names(step):
        yield Sides(step.relation, compiled(step.left, layout), compiled(step.right, layout))


def _layout_names(step: Step) -> tuple[str, ...]:
    """The layouts in which the step may be read: the declared one, or both if it differentiates arrays."""
    for layout in (NUMERATOR, DENOMINATOR):
        if layout in step.conventions:
            return (layout,)
    return ("", DENOMINATOR) if _differentiates_arrays(step.left) or _differentiates_arrays(step.right) else ("",)


DERIVED = BY_VARIABLES | {"Deriv", "Apply"}


@lru_cache(maxsize=512)
def _differentiates_arrays(term: Term) -> bool:
    if DERIVED.isdisjoint(operators(term)) or not any(s.sort.shape for s in symbols(term)):
        return False
    for t in bearing(term, DERIVED):
        match t:
            case Deriv():
                return True
            case Call(op) if op in BY_VARIABLES:
                return True
            case Apply(_, _, orders) if any(orders):
                return True
    return False


def _budget(step: Step, count: int) -> int:
    """Fewer points for steps whose values are dear."""
    if "integral" not in operators(step.left) | operators(step.right):
        return count
    dear = sum(1 for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op == "integral")
    return max(4, count // (2 + dear))


# --- text -----------------------------------------------------------------------------------------------


def _names(step: Step) -> set[Sym]:
    names = set(free_symbols(step.left) | free_symbols(step.right))
    for d in step.definitions:
        names |= free_symbols(d.value) - set(d.params)
    defined = {d.symbol.name for d in step.definitions}
    return {s for s in names if s.name not in defined}


def _counterexample(step: Step, sides: Sides, point: Point, left: Value, right: Value) -> Counterexample:
    a, b = _text(left, 12), _text(right, 12)
    if a == b:
        left, right = sides.values(point, PRECISIONS[-1])
        a, b = next((pair for n in (30, 60, 250) if (pair := (_text(left, n), _text(right, n)))[0] != pair[1]), (a, b))
    return Counterexample(point.shown(_names(step)), a, b)


def _text(v: Value, digits: int) -> str:
    """A value for a report: exact, or the digits of the enclosure that are certain; an array of one entry is a number."""
    if v is True or v is False:
        return str(v).lower()
    if isinstance(v, Missing):
        return v.value
    if is_array(v):
        if len(v) == len(v[0]) == 1:
            return _text(v[0][0], digits)
        return "[" + ", ".join("[" + ", ".join(_text(x, digits) for x in row) + "]" for row in v) + "]"
    if type(v) is fmpq:
        return str(v)
    if type(v) is arb:
        return f"{0:.{digits}f}" if _is_near_zero(v, digits) else str(v.str(digits, radius=False))
    parts = [] if _is_near_zero(v.real, digits) else [_text(v.real, digits)]
    parts += [] if _is_near_zero(v.imag, digits) else [f"{_text(v.imag, digits)} i"]
    return " + ".join(parts).replace("+ -", "- ") or _text(v.real, digits)


def _is_near_zero(v: arb, digits: int) -> bool:
    """Whether nothing tells the value from 0, to so many digits behind the point."""
    return bool(v.contains(0)) and bool(v.abs_upper() < arb(10) ** -digits)

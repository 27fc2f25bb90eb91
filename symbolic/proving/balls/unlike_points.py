"""The screen of equations between analytic functions: a few points unlike each other, chosen without regard to the step.

Two analytic functions that differ agree at such a point by accident alone.  It counts only without tests of signs, roots and inverse
functions, all of which have branches; where a side has no value the other must have none either, and sides that are written with other
poles are looked at where such have them most often, at small whole numbers (:mod:`symbolic.proving.balls.refuter`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flint import acb, arb, fmpq

from symbolic.functions import FUNCTIONS, LIMITS
from symbolic.occurrences import bearing
from symbolic.proving.balls.balls import values_of
from symbolic.proving.balls.boundaries import tests_signs
from symbolic.proving.balls.points import apart
from symbolic.proving.balls.values import UNDEFINED, Code, truth
from symbolic.proving.by_form import holds_by_form
from symbolic.steps import Step
from symbolic.terms import ZERO, Bind, Call, Num, Sym, Term, call, free_symbols, operators

BRANCHED = frozenset({"sqrt", "root", "asin", "acos", "atan", "acosh", "asinh", "norm", "integral", "delta"})
POWERS = frozenset({"pow"})
POLAR = frozenset(name for name, row in FUNCTIONS.items() if row.defined is not None) | POWERS
NUMBERS = frozenset({fmpq, arb, acb})
FIRST, FEW = 3, 2
"""At so many of the first points, else of all, both sides have to be defined and agree; of 3801 false equations without branches
that are seen to fail at one of the twelve points of the refuter, all are seen to fail at one of these first three."""


def agreeing_apart(step: Step, left: Code, right: Code, careful: int, precision: int) -> int | None:
    """At how many points an equation of real numbers is seen to hold, the first with all care; None where that does not suffice."""
    if step.relation != "eq" or tests_signs(step) or _has_branches(step.left) or _has_branches(step.right):
        return None
    poles = _poles(step.left) ^ _poles(step.right)
    if poles and not poles <= _never_zero(step.declarations):
        return None
    agreed = 0
    for k, point in enumerate(apart(step)):
        if k >= FIRST and agreed >= FEW:
            break
        bits = precision if agreed else careful
        a, b = values_of((left, right), point.values, bits)
        if a is UNDEFINED and b is UNDEFINED:
            continue
        if type(a) not in NUMBERS or type(b) not in NUMBERS or truth("eq", a, b, bits) is False:
            return None
        agreed += 1
    return agreed if agreed >= FEW else None


def has_poles_in_common(step: Step) -> bool:
    """Whether what must not vanish in one side must not in the other."""
    return _poles(step.left) == _poles(step.right)


def _has_branches(term: Term) -> bool:
    """Whether a value may come from one of several branches, or from an integral."""
    inside = operators(term)
    if not BRANCHED.isdisjoint(inside):
        return True
    return "pow" in inside and any(type(t) is Call and t.op == "pow" and type(n := t.args[1]) is Num and n.value.denominator != 1
                                   for t in bearing(term, POWERS))


@lru_cache(maxsize=256)
def _poles(term: Term) -> frozenset[Term]:
    """What must not vanish, or has a sign, wherever a term has a value: the factors below fraction bars, and the table's conditions.

    Those in which the variable of a limit stands tell nothing of where the limit exists.
    """
    found: set[Term] = set()
    moving: set[Sym] = set()
    for t in bearing(term, POLAR):
        if type(t) is Call:
            row = FUNCTIONS.get(t.op)
            if t.op == "pow" and not (type(n := t.args[1]) is Num and n.value > 0):
                found.update(_factors(t.args[0]))
            elif row is not None and row.defined is not None:
                found.update(f for c in row.defined(*t.args) if type(c) is Call for f in _factors(c.args[0]))
        elif type(t) is Bind and t.op in LIMITS:
            moving.add(t.var)
    return frozenset(f for f in found if moving.isdisjoint(free_symbols(f)) and not holds_by_form(call("ne", f, ZERO)))


def _factors(t: Term) -> Iterator[Term]:
    match t:
        case Num() | Call("exp", _):
            return
        case Call("mul" | "div", args):
            for a in args:
                yield from _factors(a)
        case Call("neg", (a,)):
            yield from _factors(a)
        case Call("pow", (base, _)):
            yield from _factors(base)
        case _:
            yield t


def _never_zero(facts: tuple[Term, ...]) -> set[Term]:
    """The names that are declared to be positive, negative or not 0."""
    found: set[Term] = set()
    for fact in facts:
        match fact:
            case Call("ne", (Sym() as x, Num(bound))) if not bound:
                found.add(x)
            case Call("gt" | "ge" as op, (Sym() as x, Num(bound))) if bound > 0 or (op == "gt" and not bound):
                found.add(x)
            case Call("lt" | "le" as op, (Sym() as x, Num(bound))) if bound < 0 or (op == "lt" and not bound):
                found.add(x)
    return found

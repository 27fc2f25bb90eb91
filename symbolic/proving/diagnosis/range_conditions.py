"""Conditions that may save a step: intervals between tested values, and the ranges on which inverse functions undo their functions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from symbolic.functions import ge, gt, le, lt
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.diagnosis.tested import quantities
from symbolic.proving.domains import constant
from symbolic.proving.equations.cases import solved_for_name
from symbolic.proving.equations.principal_values import ranges
from symbolic.steps import Step
from symbolic.terms import ONE, PI, TWO, ZERO, Bind, Call, Num, Sym, Term, div, free_symbols, mul, neg, power, walk

BESIDE = ((ge, ge), (le, le), (le, ge), (ge, le))
"""On which sides of a kink the two ends of an integral may lie."""


def intervals(step: Step) -> Iterator[Conditions]:
    """A name between two numbers that it is tested against, the widest intervals first."""
    values: dict[Sym, list[Term]] = {}
    for q in quantities(step)[:8]:
        solved = solved_for_name(q)
        if solved is not None and not free_symbols(solved[1]):
            values.setdefault(solved[0], []).append(solved[1])
    if len(values) == 1:
        (only,) = values.values()
        only += [a for side in (step.left, step.right) for t in walk(side) if isinstance(t, Call) and t.op in ("max", "min")
                 for a in t.args if constant(a) is not None]
    for name, bounds in values.items():
        known = [(constant(b), b) for b in dict.fromkeys(bounds)]
        ordered = sorted(((v, b) for v, b in known if v is not None), key=lambda pair: pair[0])
        for first, last in sorted(combinations(range(len(ordered)), 2), key=lambda pair: pair[0] - pair[1]):
            yield ge(name, ordered[first][1]), le(name, ordered[last][1])


def kinks_inside(step: Step) -> Iterator[Conditions]:
    """A named kink of an integrand inside the range of the integral, 0 ≤ a ≤ 1 for ∫₀¹ |t − a| dt; named ends beside a kink."""
    from symbolic.proving.limits.integrals import singular
    from symbolic.proving.limits.kinks import named_kinks

    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Bind("integral", var, body, (lo, hi)) if constant(lo) is not None and constant(hi) is not None:
                    for place in named_kinks(body, var):
                        yield ge(place, lo), le(place, hi)
                case Bind("integral", var, body, ends) if any(isinstance(end, Sym) for end in ends):
                    names = [end for end in ends if isinstance(end, Sym)]
                    kinks = singular(body, var)[:2]
                    yield from ((sign(end, place),) for place in kinks for sign in (ge, le) for end in names)
                    if len(names) == 2:
                        yield from ((one(names[0], place), other(names[1], place)) for place in kinks for one, other in BESIDE)


def inverse_ranges(step: Step) -> Iterator[Conditions]:
    """The range on which an inverse function undoes its function, or has an angle as its value."""
    yield from ranges(step)
    half = div(PI, TWO)
    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Call("asin", (Call("sin", (a,)),)):
                    yield ge(a, neg(half)), le(a, half)
                case Call("acos", (Call("cos", (a,)),)):
                    yield ge(a, ZERO), le(a, PI)
                case Call("atan", (Call("tan", (a,)),)):
                    yield gt(a, neg(half)), lt(a, half)


def sums_of_arcs(step: Step) -> Iterator[Conditions]:
    """The range on which two arctangents add up to one."""
    for side in (step.left, step.right):
        for u, v in combinations(_arctangents(side), 2):
            both = power(u, TWO) if u is v else mul(u, v)
            yield (lt(both, ONE),)
            yield (gt(both, neg(ONE)),)


def _arctangents(side: Term) -> list[Term]:
    """The arguments of arctangents that are added, those with a factor of 2 twice."""
    found: list[Term] = []
    for t in walk(side):
        match t:
            case Call("atan", (a,)):
                found.append(a)
            case Call("mul", (Num(two), Call("atan", (a,)))) if two == 2:
                found.append(a)
    return found[:3]

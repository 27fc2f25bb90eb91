"""Largest and smallest values over a real variable, and where they are attained: ``min_x (x² − 4x + 7)``, ``argmin_x Σᵢ (x − xᵢ)²``.

A place x* is proposed (an end of the interval, a root of the derivative, or what the step claims) and confirmed: f′(x*) = 0 and f″ ≥ 0
everywhere (f is convex), or f(x) ≥ f(x*) for all x.  Then the smallest value is f(x*); the place is x* if f″ > 0, or f(x) > f(x*) for
x ≠ x*.  Largest values are the smallest of −f.  The values of a cos x + b sin x over all x are those between ±√(a² + b²).

Guarantee: the value that is put in is the extreme value, or the one place where it is attained, wherever the declared facts hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from symbolic.functions import KINKED, ge, le, ne
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.domains import definedness
from symbolic.proving.equations.cases import tested
from symbolic.proving.facts import simplest
from symbolic.proving.forms.linear_roots import linear_root
from symbolic.proving.matrices.proof import with_domains
from symbolic.proving.orders.vector_optima import is_over_vector, optimum_of_length, vector_optimum
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    UNDEFINED,
    ZERO,
    Bind,
    Call,
    Sym,
    Term,
    add,
    call,
    deriv,
    free_symbols,
    neg,
    open_binder,
    operators,
    power,
    sub,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved, Verdict

VALUES = {"minimum": 1, "infimum": 1, "maximum": -1, "supremum": -1}
PLACES = {"argmin": 1, "argmax": -1}
EXTREMES = frozenset({*VALUES, *PLACES})
MOST = 2
Prove = Callable[[Step], Verdict]


@dataclass(frozen=True, slots=True)
class Problem:
    """The smallest value of ``body`` over the real ``var`` under facts about it."""

    step: Step
    var: Sym
    body: Term
    range: tuple[Term, ...]
    prove: Prove
    condition: tuple[Term, ...] = ()
    """A bound on the variable, if it takes the values within that alone."""

    def holds(self, relation: str, left: Term, right: Term, *facts: Term) -> bool:
        facts = (*self.step.declarations, *facts)
        return isinstance(self.prove(replace(self.step, relation=relation, left=left, right=right, declarations=facts)), Proved)

    def inside(self) -> tuple[Term, ...]:
        """That the variable lies in its range."""
        return (ge(self.var, self.range[0]), le(self.var, self.range[1])) if self.range else self.condition

    def at(self, place: Term) -> Term:
        return substitute(self.body, {self.var: place})


def with_optima(step: Step, prove: Prove) -> Step | None:
    """The step with the values of its extreme values over real variables; None if it has none, or one is not found."""
    if EXTREMES.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    found = dict.fromkeys(t for side in (step.left, step.right) for t in walk(side) if _is_extreme(t))
    if not 0 < len(found) <= MOST:
        return None
    values: dict[Term, Term] = {}
    for t in found:
        value = _value(t, step, prove) if isinstance(t, Bind) else None
        if value is None:
            return None
        values[t] = value
    left, right = (transform(side, lambda t: values.get(t)) for side in (step.left, step.right))
    return replace(step, left=left, right=right)


def where_attained(step: Step, prove: Prove) -> tuple[tuple[Term, ...], Step] | None:
    """Conditions under which the place of an extreme value is defined, and the step with its value where they hold: y > 0 of log y."""
    from symbolic.sympy_oracle import propose_roots

    for t in (t for side in (step.left, step.right) for t in walk(side)):
        if isinstance(t, Bind) and _is_extreme(t) and t.var.sort == REAL and not t.bounds:
            var, body = open_binder(t)
            try:
                places = propose_roots(resolve(deriv(body, var, ONE)), var)
            except NoRule:
                return None
            for conditions in dict.fromkeys(definedness(p) for p in places):
                if conditions and (found := with_optima(replace(step, declarations=(*step.declarations, *conditions)), prove)) is not None:
                    return conditions, found
    return None


def where_unique(step: Step, verdict: Verdict) -> Verdict:
    """The verdict on a step with its places put in: a vector's place is the only one where the other side is defined, which is shown."""
    for place, other in ((step.left, step.right), (step.right, step.left)):
        if isinstance(verdict, Proved) and isinstance(place, Bind) and place.op in PLACES and is_over_vector(place):
            alone = with_domains(replace(step, left=other, right=call("zeros", *place.var.sort.shape)))
            conditions = alone.conditions if isinstance(alone, Conditional) else ()
            return Conditional("definedness", conditions, verdict.by, notes=verdict.notes) if conditions else verdict
    return verdict


def _is_extreme(t: Term) -> bool:
    """Whether the term is an extreme value, or its place, over a real variable, and no name in it is bound further out."""
    if not isinstance(t, Bind) or t.op not in EXTREMES or not (t.var.sort == REAL or is_over_vector(t)):
        return False
    return not any(x.uid for x in free_symbols(t))


def _value(t: Bind, step: Step, prove: Prove) -> Term | None:
    var, body = open_binder(t)
    sign = VALUES.get(t.op) or PLACES[t.op]
    condition: tuple[Term, ...] = ()
    match body:
        case Call("cases", (Call() as test, value, other)) if other is UNDEFINED:
            condition, body = (test,), value
    if var.sort != REAL:
        if condition:
            return optimum_of_length(var, body, condition[0], sign, t.op in PLACES, step)
        return vector_optimum(t, sign, t.op in PLACES, step, prove)
    if not all(_is_bound(c, var) for c in condition):
        return None
    problem = Problem(step, var, body if sign > 0 else neg(body), t.bounds, prove, condition)
    unique = t.op in PLACES
    if not unique and not problem.inside() and (least := _least_of_wave(problem)) is not None:
        return least if sign > 0 else neg(least)
    try:
        slope, bend = (resolve(deriv(problem.body, var, order)) for order in (ONE, TWO))
    except NoRule:
        return None
    for place in dict.fromkeys(_places(t, problem, slope, unique)):
        if var not in free_symbols(place) and _is_smallest(problem, place, slope, bend, unique):
            return place if unique else substitute(body, {var: place})
    return None


def _least_of_wave(problem: Problem) -> Term | None:
    """c − √(a² + b²), the smallest value of a cos(kx + d) + b sin(kx + d) + c for k ≠ 0."""
    x, cosine, sine = problem.var, sym("cosine"), sym("sine")
    angles = {t.args[0] for t in walk(problem.body) if isinstance(t, Call) and t.op in ("sin", "cos") and x in free_symbols(t)}
    if len(angles) != 1:
        return None
    (angle,) = angles
    waves: dict[Term, Term | None] = {call("cos", angle): cosine, call("sin", angle): sine}
    body = transform(problem.body, waves.get)
    try:
        rate, a, b = (resolve(deriv(t, v, ONE)) for t, v in ((angle, x), (body, cosine), (body, sine)))
    except NoRule:
        return None
    rest = substitute(body, {cosine: ZERO, sine: ZERO})
    free = frozenset().union(*map(free_symbols, (rate, a, b, rest)))
    if not free.isdisjoint((x, cosine, sine)) or not problem.holds("ne", rate, ZERO):
        return None
    return sub(rest, call("sqrt", add(power(a, TWO), power(b, TWO))))


def _is_bound(condition: Term, var: Sym) -> bool:
    """Whether a condition cuts an interval out of the line."""
    match condition:
        case Call("gt" | "ge" | "lt" | "le", (x, c)):
            return x is var and var not in free_symbols(c)
    return False


def _places(t: Bind, problem: Problem, slope: Term, unique: bool) -> Iterator[Term]:
    from symbolic.sympy_oracle import propose_roots

    if unique:
        yield from (side for side in (problem.step.left, problem.step.right) if side is not t and t not in walk(side))
    yield from problem.range
    yield from (c.args[1] for c in problem.condition if isinstance(c, Call))
    yield from linear_root(problem.var, slope)
    yield from (place for kink in tested(problem.body) for place in linear_root(problem.var, kink))
    yield from propose_roots(slope, problem.var)


def _is_smallest(problem: Problem, place: Term, slope: Term, bend: Term, unique: bool) -> bool:
    """By the slope, which rises where nothing jumps in it, or by comparison with every other value."""
    if problem.range and not (problem.holds("ge", place, problem.range[0]) and problem.holds("le", place, problem.range[1])):
        return False
    for c in problem.condition:
        if isinstance(c, Call) and not problem.holds(c.op, place, c.args[1]):
            return False
    at_place = substitute(slope, {problem.var: place})
    smooth = KINKED.isdisjoint(operators(problem.body))
    if smooth and problem.holds("eq", at_place, ZERO) and problem.holds("gt" if unique else "ge", bend, ZERO, *problem.inside()):
        return True
    apart = (ne(problem.var, place),) if unique else ()
    values = [problem.at(place)]
    values += [simplest(v, problem.step.declarations) for v in values if not free_symbols(place)]
    return any(problem.holds("gt" if unique else "ge", problem.body, least, *problem.inside(), *apart) for least in values)


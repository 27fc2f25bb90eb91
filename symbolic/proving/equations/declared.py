"""Steps under declared equations: the equations are solved exactly, and the step is shown on every branch.

Systems of linear equations with any coefficients, and equations that factor or are quadratic in a name, give values that
are put in for the names: with ``2x + 3y = 5`` and ``4x − y = 3`` declared, ``x + y = 2`` is proved; with ``x² = 9`` and
``x > 0``, ``x = 3``.  Derivatives are carried out first, since a declared equation holds at a point only.

Guarantee: the branches cover all allowed values (:mod:`symbolic.proving.orders.solving`), so ``Proved`` holds on all of them.
``Refuted`` carries a point, algebraic perhaps, at which every declaration is shown to hold and the step to fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from symbolic.proving.balls.balls import compiled, value_of
from symbolic.proving.balls.conditions import condition
from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, agree, missing_conditions, sides
from symbolic.proving.facts import GIVE_UP, MASKS, simplest
from symbolic.proving.orders.inequalities import shown
from symbolic.proving.orders.solving import Branch, TooMany, branches, numeric_points
from symbolic.proving.orders.truth import NotAStatement, alternatives, truth_at
from symbolic.steps import Step
from symbolic.terms import REAL, Call, Deriv, Sym, Term, call, free_symbols, sub, substitute, walk
from symbolic.verdicts import Assignment, Counterexample, Proved, Refuted

METHOD = "declared equations"
MOST_POINTS = 12


def prove_by_declared_equations(step: Step) -> Proved | None:
    """Decide a step with the declared equations solved; see the module's guarantee."""
    if step.relation not in MASKS or not any(map(_solvable, step.declarations)):
        return None
    try:
        s = sides(step)
        if any(isinstance(t, Deriv) for side in (s.left, s.right) for t in walk(side)):
            return None
        found = [b for c in alternatives(_conjunction(step.declarations)) for b in branches(c)]
        others = tuple(d for d in step.declarations if not _scalar(d))
        solved = bool(found) and all(b.values and _holds(step.relation, s, b, others) for b in found)
    except (NoRule, NotAStatement, TooMany, ValueError, *GIVE_UP):
        return None
    return Proved(METHOD) if solved else None


def _solvable(declaration: Term) -> bool:
    """Whether the declaration is an equation between scalars, or a choice of them."""
    match declaration:
        case Call("or", args):
            return all(map(_solvable, args))
        case Call("eq", _):
            return _scalar(declaration)
    return False


def _scalar(declaration: Term) -> bool:
    """Whether the declaration speaks of scalar names only."""
    return isinstance(declaration, Call) and all(x.sort.is_scalar for x in free_symbols(declaration))


def _conjunction(declarations: tuple[Term, ...]) -> Term:
    return call("and", *filter(_scalar, declarations))


def _holds(relation: str, s: Sides, branch: Branch, others: tuple[Term, ...]) -> bool:
    """Whether the step holds on a branch, with both sides defined together."""
    values = dict(branch.values)

    def put(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(substitute(t, values) for t in terms)

    facts = (*branch.atoms, *put(others))
    left, right = put((s.left, s.right))
    inside = Sides(left, right, put(s.left_domain), put(s.right_domain), facts)
    if missing_conditions(facts, inside.left_domain, inside.right_domain):
        return False
    if relation == "eq":
        return agree(inside)
    return shown(sub(inside.left, inside.right), MASKS[relation], inside.facts) is not None


def satisfiable(declarations: tuple[Term, ...]) -> bool:
    """Whether an exact point, algebraic perhaps, is shown to satisfy declarations on scalar names."""
    if not all(map(_scalar, declarations)):
        return False
    try:
        return any(_point_in(b, declarations) for c in alternatives(_conjunction(declarations)) for b in branches(c))
    except (NotAStatement, TooMany, ValueError, *GIVE_UP):
        return False


def _point_in(branch: Branch, declarations: tuple[Term, ...]) -> bool:
    return next(_points_in(branch, declarations, frozenset()), None) is not None


def _points_in(branch: Branch, declarations: tuple[Term, ...], further: frozenset[Sym]) -> Iterator[dict[Sym, Term]]:
    """Points of a branch, with values of further names, at which the declarations are shown to have values and to hold.

    A value may turn an exponent into a whole number: x^x has none at −1 although (−1)⁻¹ has.
    """
    declarations = (*declarations, *(c for d in declarations for c in definedness(d)))
    solved = dict(branch.values)
    names = further.union(*map(free_symbols, (*declarations, *solved.values())))
    if any(x.sort.field != "real" for x in names):
        return
    loose = sorted(names - frozenset(solved), key=lambda x: x.name)
    tests = [condition(d, False) for d in declarations]
    for values in numeric_points(loose):
        point = {**values, **{x: substitute(v, values) for x, v in solved.items()}}
        enclosed = {x: value_of(compiled(v), {}, 64) for x, v in point.items()}
        if any(value_of(test, enclosed, 64) is False for test in tests):
            continue
        if all(truth_at(d, point) for d in declarations):
            yield point


def refute_under_declared_equations(step: Step) -> Refuted | None:
    """Show a step to fail at a point that declared equations give; see the module's guarantee."""
    if step.relation not in MASKS or not any(map(_solvable, step.declarations)) or not all(map(_scalar, step.declarations)):
        return None
    names = free_symbols(step.left) | free_symbols(step.right)
    if not all(x.sort == REAL for x in names):
        return None
    try:
        s = sides(step)
        found = [b for c in alternatives(_conjunction(step.declarations)) for b in branches(c) if b.values]
        for point in islice((p for b in found for p in _points_in(b, step.declarations, names)), MOST_POINTS):
            sides_there = substitute(s.left, point), substitute(s.right, point)
            if all(truth_at(c, point) for c in (*s.left_domain, *s.right_domain)):
                failing = _fails(step.relation, *sides_there)
                if failing is not None:
                    at = tuple(Assignment(x.name, simplest(point[x], ())) for x in sorted(point, key=lambda x: x.name))
                    return Refuted("value", METHOD, counterexample=replace(failing, at=at))
    except (NoRule, NotAStatement, TooMany, ValueError, *GIVE_UP):
        return None
    return None


def _fails(relation: str, left: Term, right: Term) -> Counterexample | None:
    """The values of both sides, if they are shown not to stand in the relation."""
    from symbolic.proving.balls.refuter import refute

    refuted = refute(Step(relation, left, right))
    return refuted.counterexample if refuted is not None else None

"""Largest and smallest values over a vector, and where they are attained: ridge regression, ``min_w ½‖w − a‖² + bᵀw``.

A linear function aᵀx + c has the largest value r‖a‖ + c over ‖x‖ = r or ‖x‖ ≤ r, r ≥ 0, for a ≠ 0 at r a/‖a‖ alone.

The gradient of a quadratic f is H w + g with a matrix H that does not depend on w.  If dᵀHd > 0 for all d ≠ 0, then f is smallest at
w* = −H⁻¹g alone.  If only dᵀHd ≥ 0 is known, this still holds wherever H is invertible, and elsewhere no single place is smallest.

Guarantee: the value that is put in is the extreme value, or the one place where it is attained, wherever the declared facts hold; a place
is put in so that it is defined exactly where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.functions import JUMPS, KINKED, gt, ne
from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import domain_conditions
from symbolic.proving.facts import GIVE_UP, all_follow
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.matrices.calculus import ArrayCalculus
from symbolic.proving.matrices.word_letters import NoWords
from symbolic.proving.matrices.words import Algebra
from symbolic.shapes import DENOMINATOR, ShapeError
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    ZERO,
    Bind,
    Call,
    Sym,
    Term,
    add,
    call,
    div,
    free_symbols,
    fresh,
    mul,
    neg,
    open_binder,
    operators,
    sub,
    substitute,
)
from symbolic.verdicts import Proved, Verdict

Prove = Callable[[Step], Verdict]
BENT = KINKED | {"norm1", "norm_inf"}
"""Functions whose slopes jump, which a matrix of second derivatives does not tell."""


STEPPING = BENT | JUMPS
"""Functions that may rise although their slope is 0 wherever they have one."""


def is_over_vector(t: Bind) -> bool:
    """Whether the variable takes all values in some ℝⁿ."""
    sort = t.var.sort
    return sort.field == "real" and len(sort.shape) == 2 and sort.shape[1] is ONE and not sort.index and not t.bounds


def vector_optimum(t: Bind, sign: int, place_wanted: bool, step: Step, prove: Prove) -> Term | None:
    """The smallest value (the largest for the sign −1), or its place; None if it is not found."""
    var, body = open_binder(t)
    if domain_conditions(Step("eq", body, body, step.declarations, (), step.conventions)) or not BENT.isdisjoint(operators(body)):
        return None
    calculus = ArrayCalculus(frozenset({DENOMINATOR}))
    objective = body if sign > 0 else neg(body)
    try:
        slope = calculus.resolve(call("gradient", objective, var))
        bend = calculus.resolve(call("hessian", objective, var))
        if calculus.assumed or var in free_symbols(bend):
            return None
        scale = with_units(lambda session: _scale(session, bend))
    except (NoRule, NoWords, ShapeError, *GIVE_UP):
        return None
    start = substitute(slope, {var: call("zeros", *var.sort.shape)})
    strict = _is_definite(var, bend, True, step, prove)
    if not strict and (not place_wanted or not _is_definite(var, bend, False, step, prove)):
        return None
    place = neg(div(start, scale)) if scale is not None else neg(call("matmul", call("inverse", bend), start))
    return place if place_wanted else substitute(body, {var: place})


def optimum_of_length(var: Sym, body: Term, condition: Term, sign: int, place_wanted: bool, step: Step) -> Term | None:
    """The smallest value (the largest for the sign −1) of a linear function over the vectors of a length, or up to it, or its place."""
    match condition:
        case Call("eq" | "le", (Call("norm", (x,)), r)) if x is var and all_follow(step.declarations, (gt(r),)):
            pass
        case _:
            return None
    if not STEPPING.isdisjoint(operators(body)):
        return None
    calculus = ArrayCalculus(frozenset({DENOMINATOR}))
    try:
        slope = calculus.resolve(call("gradient", body, var))
    except (NoRule, NoWords, ShapeError, *GIVE_UP):
        return None
    if calculus.assumed or var in free_symbols(slope) or domain_conditions(Step("eq", body, body, step.declarations, (), step.conventions)):
        return None
    length = call("norm", slope)
    if place_wanted:
        place = mul(div(r, length), slope)
        return neg(place) if sign > 0 else place
    start = substitute(body, {var: call("zeros", *var.sort.shape)})
    return sub(start, mul(r, length)) if sign > 0 else add(start, mul(r, length))


def _scale(session: Session, bend: Term) -> Term | None:
    """c of c·I."""
    algebra = Algebra(session)
    words = algebra.words(bend)
    return session.quotient_term(words[()]) if set(words) == {()} else None


def _is_definite(var: Sym, bend: Term, strict: bool, step: Step, prove: Prove) -> bool:
    d = fresh(var)
    form = call("matmul", call("transpose", d), bend, d) if bend is not ZERO else mul(ZERO, ZERO)
    facts = (*step.declarations, ne(d, call("zeros", *var.sort.shape))) if strict else step.declarations
    relation = "gt" if strict else "ge"
    return isinstance(prove(replace(step, relation=relation, left=form, right=ZERO, declarations=facts)), Proved)

"""Limits of arrays in a real variable: ``lim (e^{tA} − I)/t = A`` for t → 0.

An array made of entire functions of t is continuous in t, so that its limit for t → c is its value there; and where F(c) = 0 is shown,
F(t)/(t − c) tends to the derivative of F at c.

Guarantee: with these values in place of the limits the step says the same, at every value of the names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.functions import LIMITS
from symbolic.occurrences import is_infinite
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, agree
from symbolic.shapes import ShapeError, is_matrix, shape
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    bind,
    call,
    deriv,
    free_symbols,
    mul,
    open_binder,
    operators,
    sub,
    substitute,
    transform,
)
from symbolic.verdicts import Conditional, Proved, Refuted

Answer = Proved | Conditional | Refuted | None
ENTIRE = frozenset({"add", "neg", "mul", "matmul", "transpose", "expm", "hadamard", "trace", "exp", "sin", "cos"})


def prove_with_limits_of_arrays(step: Step, decide: Callable[[Step], Answer]) -> Answer:
    """The answer to the step with the values of its limits of arrays put in; None if it has none that is found."""
    if step.relation != "eq" or LIMITS.isdisjoint(operators(step.left) | operators(step.right)):
        return None

    def rule(t: Term) -> Term | None:
        return _limit(t, step, decide) if isinstance(t, Bind) and t.op in LIMITS else None

    try:
        left, right = transform(step.left, rule), transform(step.right, rule)
    except ShapeError:
        return None
    return None if (left, right) == (step.left, step.right) else decide(replace(step, left=left, right=right))


def _limit(t: Bind, step: Step, decide: Callable[[Step], Answer]) -> Term | None:
    var, body = open_binder(t)
    (place,) = t.bounds
    if var.sort != REAL or is_infinite(place) or not is_matrix(body):
        return None
    top, bottom = _fraction(body, var)
    if not _is_entire(top, var) or definedness(top):
        return None
    if bottom is ONE:
        return substitute(top, {var: place})
    start = substitute(top, {var: place})
    vanishes = Step("eq", start, call("zeros", *shape(start)), step.declarations, conventions=step.conventions)
    if not agree(Sides(bottom, sub(var, place), (), (), ())) or not isinstance(decide(vanishes), Proved):
        return None
    return bind("at", var, deriv(top, var), (place,))


def _fraction(body: Term, var: Sym) -> tuple[Term, Term]:
    """The body as an array over a number in which the variable stands."""
    match body:
        case Call("div", (top, bottom)) if var in free_symbols(bottom):
            return top, bottom
        case Call("mul", (Call("div", (factor, bottom)), *rest)) if var in free_symbols(bottom):
            return mul(factor, *rest) if factor is not ONE else mul(*rest) if len(rest) > 1 else rest[0], bottom
    return body, ONE


def _is_entire(t: Term, var: Sym) -> bool:
    """Whether every entry is an entire function of the variable."""
    if var not in free_symbols(t) or t is var:
        return True
    match t:
        case Call("pow", (a, Num(n))):
            return n.denominator == 1 and n > 0 and _is_entire(a, var)
        case Call("div", (a, b)):
            return var not in free_symbols(b) and _is_entire(a, var)
        case Call(op, args):
            return op in ENTIRE and all(_is_entire(a, var) for a in args)
    return False

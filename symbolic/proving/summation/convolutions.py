"""Vandermonde's convolution: ``Σ_k C(a, u+k) C(b, v−k) = C(a+b, u+v)`` for integers a, b ≥ 0 over all k.

A finite sum over lo ≤ k ≤ hi is the whole one if no k outside contributes: at the lower end u + lo ≤ 0 or v − lo ≥ b, at the
upper end v − hi ≤ 0 or u + hi ≥ a.  Factors are brought to this form by ``C(n, k) = C(n, n−k)`` and, for an index before a
coefficient, ``k C(n, k) = n C(n−1, k−1)`` for n ≥ 1.

Guarantee: each rewriting holds for every allowed value, with C(n, k) = 0 outside 0 ≤ k ≤ n; the equation without these sums is
decided by normal form and by the cases of binomial coefficients.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import ge, le
from symbolic.occurrences import is_infinite
from symbolic.proving.domains import is_integer
from symbolic.proving.equality import prove_equal
from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.summation.binomials import prove_binomial
from symbolic.steps import Step
from symbolic.terms import (
    MINUS_ONE,
    ONE,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    call,
    div,
    free_symbols,
    mul,
    open_binder,
    sub,
    substitute,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

Coefficient = tuple[Term, Term]


def prove_by_convolution(step: Step) -> Proved | Conditional | None:
    """Decide an equation with sums of products of two binomial coefficients."""
    if step.relation != "eq" or not any(_has_coefficient(t) for side in (step.left, step.right) for t in walk(side)):
        return None

    def run(session: Session) -> tuple[Term, Term]:
        assume(session, step.declarations)
        left, right = (transform(side, lambda t: _total(session, t)) for side in (step.left, step.right))
        return left, right

    try:
        left, right = with_units(run)
    except GIVE_UP:
        return None
    if left is step.left and right is step.right:
        return None
    summed = replace(step, left=left, right=right)
    answer = prove_equal(summed) or prove_binomial(summed)
    return replace(answer, by="Vandermonde's convolution") if isinstance(answer, Proved) else None


def _has_coefficient(t: Term) -> bool:
    return isinstance(t, Bind) and t.op == "sum" and any(isinstance(u, Call) and u.op == "binomial" for u in walk(t.body))


def _total(session: Session, t: Term) -> Term | None:
    """The value of a sum, if it is a whole convolution."""
    match t:
        case Bind("sum", _, _, (lo, hi)) if not is_infinite(lo) and not is_infinite(hi) and _has_coefficient(t):
            k, body = open_binder(t)
        case _:
            return None
    parts = _parts(body, k)
    if parts is None or entails(session, ge(hi, sub(lo, ONE))) is not True:
        return None
    before, (first, second), indices = parts
    for factor in indices:
        taken = _absorbed(session, factor, first)
        if taken is not None:
            first = taken
        elif (taken := _absorbed(session, factor, second)) is not None:
            second = taken
        else:
            return None
        before = [*before, add(taken[0], ONE)]
    up, down = _turned(session, first, k, 1), _turned(session, second, k, -1)
    if up is None or down is None or any(entails(session, ge(n)) is not True for n in (up[0], down[0])):
        return None
    if not _is_whole(session, up, down, {k: lo}, {k: hi}):
        return None
    return mul(*before, call("binomial", add(up[0], down[0]), session.quotient_term(session.nf(add(up[1], down[1])))))


def _parts(body: Term, k: Sym) -> tuple[list[Term], tuple[Coefficient, Coefficient], list[Term]] | None:
    """The factors free of k, two binomial coefficients with k, and the other factors with k."""
    free: list[Term] = []
    coefficients: list[Coefficient] = []
    others: list[Term] = []
    for factor in _factors(body):
        match factor:
            case _ if k not in free_symbols(factor):
                free.append(factor)
            case Call("binomial", (n, u)) if k not in free_symbols(n) and is_integer(n) and is_integer(u):
                coefficients.append((n, u))
            case _:
                others.append(factor)
    return (free, (coefficients[0], coefficients[1]), others) if len(coefficients) == 2 else None


def _factors(t: Term) -> list[Term]:
    match t:
        case Call("mul", args):
            return [f for a in args for f in _factors(a)]
        case Call("neg", (a,)):
            return [MINUS_ONE, *_factors(a)]
        case Call("div", (a, b)):
            return [*_factors(a), div(ONE, b)]
        case Call("pow", (Call("binomial") as a, Num(e))) if e == 2:
            return [a, a]
    return [t]


def _absorbed(session: Session, factor: Term, coefficient: Coefficient) -> Coefficient | None:
    """(n−1, u′) with factor · C(n, u) = n C(n−1, u′), for the factors u and n − u."""
    n, u = coefficient
    if entails(session, ge(n, ONE)) is True:
        if session.equal(factor, u):
            return sub(n, ONE), sub(u, ONE)
        if session.equal(factor, sub(n, u)):
            return sub(n, ONE), u
    return None


def _turned(session: Session, coefficient: Coefficient, k: Sym, slope: int) -> Coefficient | None:
    """The coefficient with a lower argument of the given slope in k."""
    n, u = coefficient
    for lower in (u, sub(n, u)):
        if session.ring.as_number(session.nf(sub(substitute(lower, {k: add(k, ONE)}), lower))) == slope:
            return n, lower
    return None


def _is_whole(session: Session, up: Coefficient, down: Coefficient, low: dict[Sym, Term], high: dict[Sym, Term]) -> bool:
    """Whether no index outside the ends contributes."""
    (a, u), (b, v) = up, down
    below = le(substitute(u, low)), ge(substitute(v, low), b)
    above = le(substitute(v, high)), ge(substitute(u, high), a)
    return all(any(entails(session, c) is True for c in end) for end in (below, above))

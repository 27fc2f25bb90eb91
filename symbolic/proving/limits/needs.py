"""Conditions of existence that a step needs no declaration for, since both its sides are undefined where they fail.

Guarantee of :func:`is_needed`: True only if both sides are shown to exist nowhere where the condition fails.
"""

from __future__ import annotations

from fractions import Fraction

from symbolic.functions import ORDERS
from symbolic.proving.calculus import NoRule
from symbolic.proving.conditions import solve_for_name
from symbolic.proving.domains import constant
from symbolic.proving.equations.cases import solved_for_name
from symbolic.proving.facts import GIVE_UP, attempt, negation
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Facts
from symbolic.proving.limits.evaluation import Evaluation, Undefined, Unknown, outer
from symbolic.proving.limits.integrals import all_hold
from symbolic.steps import Step
from symbolic.terms import Call, Sym, Term, call, free_symbols, num, sub, substitute

MAX_PLACES = 4


def is_needed(step: Step, condition: Term) -> bool:
    """Whether both sides are shown to be undefined where the condition fails."""
    for side in (step.left, step.right):
        own = (*step.declarations, *outer(side))
        if all_hold((condition,), own):
            continue
        places = _zeros(condition)
        if places is None:
            if not _undefined_under(side, (*own, negation(condition))) and not _by_sign(side, own, condition):
                return False
        elif not all(_undefined_under(substitute(side, p), tuple(substitute(f, p) for f in own)) for p in places):
            return False
    return True


def _undefined_under(side: Term, facts: Facts) -> bool:
    """Whether a side is shown to exist nowhere where the facts hold."""
    try:
        Evaluation(facts).value(side)
    except Undefined:
        return True
    except (Unknown, NoRule, *GIVE_UP):
        return False
    return False


def _by_sign(side: Term, facts: Facts, condition: Term) -> bool:
    """The same by where the one name in the condition lies to 0 and the zeros of its factors: where it fails, the side does not exist."""
    names = free_symbols(condition)
    if len(names) != 1:
        return False
    (name,) = names
    if not name.sort.is_scalar:
        return False
    places = sorted({Fraction(0), *_cuts(condition, name)})
    if len(places) > MAX_PLACES:
        return False
    cells = []
    for p in places:
        put = {name: num(p)}
        cells.append((substitute(side, put), tuple(substitute(f, put) for f in facts), substitute(condition, put)))
    for low, high in zip((None, *places), (*places, None), strict=True):
        inside = [call(op, name, num(end)) for op, end in (("gt", low), ("lt", high)) if end is not None]
        cells.append((side, (*facts, *inside), condition))
    return all(all_hold((c,), known) or _undefined_under(cell, known) for cell, known, c in cells)


def _cuts(condition: Term, name: Sym) -> list[Fraction]:
    """The rational zeros of the linear factors of what a condition compares."""
    match condition:
        case Call(op, (a, b)) if op in ORDERS:
            difference = sub(a, b)
        case _:
            return []

    def run(s: Session) -> list[Fraction]:
        q = s.nf(difference)
        factors = [f for p in q if not p.is_zero() for f, _ in s.ring.factors(s.ring.lift(p))[1]]
        solved = [pair for f in factors if isinstance(pair := solve_for_name(s, f, "eq"), Call) and pair.args[0] is name]
        return [value for pair in solved if (value := constant(pair.args[1])) is not None]

    return attempt(run, [])


def _zeros(condition: Term) -> list[dict[Sym, Term]] | None:
    """Where p ≠ 0 fails, as values of a name, one for each factor of p; None if not all factors can be solved."""
    match condition:
        case Call("ne", (a, b)):
            difference = sub(a, b)
        case _:
            return None

    def run(s: Session) -> list[Term]:
        out = []
        for p, _ in s.ring.lift(s.nf(difference).num).factor()[1]:
            used = s.ring.used(p)
            root = len(used) == 1 and used[0].kind == "root" and len(p) == 1
            out.append(s.poly_term(used[0].payload[0] if root else p))
        return out

    try:
        solved = [solved_for_name(f) for f in with_units(run)]
    except GIVE_UP:
        return None
    found = [{name: value} for name, value in (pair for pair in solved if pair is not None)]
    return found if len(found) == len(solved) else None

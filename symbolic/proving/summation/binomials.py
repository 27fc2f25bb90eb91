"""Equations with binomial coefficients C(n, k) whose arguments may lie on either side of 0 ≤ k ≤ n.

Within that range C(n, k) = n!/(k!(n−k)!), outside it (n ≥ 0, k an integer) the coefficient is 0.  The integer forms k, n − k and n
of all coefficients are grouped by what they are up to an integer; each group is split at the few integers where one
of its forms changes sign, and in each cell the equation is decided by normal form.

Guarantee: every form is an integer wherever the declarations hold, nothing is used of a coefficient whose upper argument may be
negative, and the cells cover all integers where both sides are defined; so ``Proved`` and ``Conditional(definedness)`` hold there.  A
cell that cannot be proved makes the prover abstain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from symbolic.functions import ge, le
from symbolic.proving.domains import definedness, is_integer
from symbolic.proving.equality import missing_conditions, prove_equal
from symbolic.proving.facts import assume, attempt, entails, under
from symbolic.proving.forms.normal_form import Session
from symbolic.steps import Step
from symbolic.terms import (
    MINUS_ONE,
    ONE,
    ZERO,
    Call,
    Sym,
    Term,
    add,
    call,
    free_symbols,
    neg,
    num,
    operators,
    sub,
    substitute,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "cases of binomial coefficients"
MOST_COEFFICIENTS = 8
MOST_GROUPS = 3
WIDEST = 4
"""The largest distance of the integers at which the forms of a group change sign."""

Group = tuple[Term, tuple[int, ...]]
Cell = tuple[tuple[Term, Term | None, Term], ...]


def prove_binomial(step: Step) -> Proved | Conditional | None:
    """Decide an equation cell by cell; see the module's guarantee."""
    if step.relation != "eq":
        return None
    if "binomial" not in operators(step.left) | operators(step.right):
        return None
    free = free_symbols(step.left) | free_symbols(step.right)
    found = {t for side in (step.left, step.right) for t in walk(side)
             if isinstance(t, Call) and t.op == "binomial" and free_symbols(t) <= free}
    if not 0 < len(found) <= MOST_COEFFICIENTS or not all(is_integer(a) for t in found for a in t.args):
        return None
    domains = definedness(step.left), definedness(step.right)
    within = replace(step, declarations=(*step.declarations, *domains[0], *domains[1]))
    groups = attempt(lambda session: _groups(session, within, found), None)
    if groups is None or not 0 < len(groups) <= MOST_GROUPS:
        return None
    met = False
    for cell in product(*map(_regions, groups)):
        inside = _inside(within, cell)
        if inside is None:
            continue
        if not isinstance(prove_equal(inside), Proved):
            return None
        met = True
    missing = missing_conditions(step.declarations, *domains)
    return None if not met else Conditional("definedness", missing, METHOD) if missing else Proved(METHOD)


def _groups(session: Session, step: Step, found: set[Call]) -> list[Group] | None:
    """Integer forms without their constant, each with the integers from which on some k or n − k is ≥ 0."""
    assume(session, step.declarations)
    starts: dict[Term, set[int]] = {}
    for n, k in (t.args for t in found):
        for form in (k, sub(n, k), n):
            if entails(session, ge(form)) is True:
                continue
            q = session.nf(form)
            constant = next((c for c, exponents in session.ring.terms(q.num) if not exponents), 0)
            if not q.den.is_one() or len(q.num) == bool(constant):
                return None
            starts.setdefault(session.quotient_term(session.ring.sub(q, session.ring.number(constant))), set()).add(-constant)
    if any(max(s) - min(s) > WIDEST for s in starts.values()):
        return None
    return [(base, tuple(sorted(s))) for base, s in starts.items()]


def _regions(group: Group) -> Iterator[tuple[Term, Term | None, Term]]:
    """Below all, at each integer between, and from the last on: the base, its value if it is one, and the fact."""
    base, starts = group
    low, high = starts[0], starts[-1]
    yield base, None, le(base, num(low - 1))
    for value in range(low, high):
        yield base, num(value), call("eq", base, num(value))
    yield base, None, ge(base, num(high))


def _inside(step: Step, cell: Cell) -> Step | None:
    """The equation in a cell, with the coefficients outside their range put to 0; None if the cell is empty."""
    facts = [fact for _, value, fact in cell if value is None]
    put: dict[Sym, Term] = {}
    for base, value, fact in cell:
        if value is not None:
            solved = _solved(substitute(base, put), value)
            if solved is None:
                facts.append(fact)
            else:
                put = {s: substitute(t, dict([solved])) for s, t in put.items()} | dict([solved])
    inside = replace(step, left=substitute(step.left, put), right=substitute(step.right, put),
                     declarations=tuple(substitute(d, put) for d in (*step.declarations, *facts)))

    if any(_excluded(inside.declarations, place) for place in range(len(inside.declarations))):
        return None

    def settle(session: Session) -> Step:
        known: list[Term] = []

        def settled(t: Term) -> Term | None:
            match t:
                case Call("binomial", (n, k)):
                    if entails(session, ge(n)) is not True:
                        return None
                    if any(entails(session, le(form, MINUS_ONE)) is True for form in (k, sub(n, k))):
                        return ZERO
                    known.extend(f for f in (ge(k), ge(sub(n, k))) if entails(session, f) is True)
            return None

        left, right = transform(inside.left, settled), transform(inside.right, settled)
        return replace(inside, left=left, right=right, declarations=(*inside.declarations, *dict.fromkeys(known)))

    return under(inside.declarations, settle, inside)


def _excluded(facts: tuple[Term, ...], place: int) -> bool:
    """Whether the other facts leave no value for one of them."""

    def run(session: Session) -> bool:
        return session.signs.contradictory or entails(session, facts[place]) is False

    return under((*facts[:place], *facts[place + 1 :]), run, False)


def _solved(base: Term, value: Term) -> tuple[Sym, Term] | None:
    """``base = value`` solved for a symbol that stands in it as ± itself."""
    parts = base.args if isinstance(base, Call) and base.op == "add" else (base,)
    for place, part in enumerate(parts):
        match part:
            case Sym():
                symbol, sign = part, ONE
            case Call("neg", (Sym() as symbol,)):
                sign = MINUS_ONE
            case _:
                continue
        rest = [p for k, p in enumerate(parts) if k != place]
        if not any(symbol in free_symbols(p) for p in rest):
            moved = sub(value, add(*rest)) if rest else value
            return symbol, moved if sign is ONE else neg(moved)
    return None

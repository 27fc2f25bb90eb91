"""What an inequality itself comes to: ``x ≤ 0 or x ≥ 1`` of ``x² ≥ x``, ``x ≥ 1`` of ``log x ≥ 0``, ``y ≤ 1`` of ``x² y ≤ x²``.

A name of which a bound is declared already is left alone: what is claimed within a range is meant for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbolic.proving.calculus import NoRule
from symbolic.proving.conditions import FLIPPED, shortest
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.domains import constant
from symbolic.proving.equality import sides
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.orders.solution_sets import INEQUALITIES, solution_set
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Sym, Term, call, free_symbols


def solved_claim(step: Step) -> Iterator[Conditions]:
    """The intervals on which an inequality in one name holds; or what the one factor of the difference says whose sign is open."""
    if step.relation not in INEQUALITIES:
        return
    found = solution_set(step)
    for conditions in (found,) if found is not None else _open_factor(step):
        if not any(free_symbols(c) & free_symbols(d) for c in conditions for d in step.declarations):
            yield conditions


def _open_factor(step: Step) -> Iterator[Conditions]:
    try:
        s = sides(step)
        declared = with_units(lambda session: _without_known_signs(session, replace(step, left=s.left, right=s.right), s.facts))
    except (NoRule, *GIVE_UP):
        return
    if declared is None:
        return
    short = shortest((*step.declarations, *s.left_domain, *s.right_domain), (declared,))
    match short:
        case (Call(_, (Sym(), bound)),) if constant(bound) is not None:
            yield short


def _without_known_signs(session: Session, step: Step, facts: tuple[Term, ...]) -> Term | None:
    """The relation between one factor and 0 to which the step is equivalent where the facts hold."""
    assume(session, facts)
    q = session.ring.sub(session.nf(step.left), session.nf(step.right))
    if session.signs.contradictory or session.loci or q.num.is_zero():
        return None
    contents, parts = zip(*(session.ring.lift(p).factor() for p in (q.num, q.den)), strict=True)
    positive = (contents[0] > 0) == (contents[1] > 0)
    rest = []
    for f, exponent in (pair for part in parts for pair in part):
        sign = session.signs.sign(f)
        if sign == sg.NEG and exponent % 2:
            positive = not positive
        if sign not in (sg.POS, sg.NEG):
            rest.append((f, exponent))
    if len(rest) != 1:
        return None
    (f, exponent), op = rest[0], step.relation if positive else FLIPPED[step.relation]
    return call(op, session.poly_term(f), ZERO) if exponent % 2 else None

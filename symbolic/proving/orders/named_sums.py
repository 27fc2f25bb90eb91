"""Statements between equations with sums: ``Σ(xᵢ − μ) = 0 ⇔ μ = Σxᵢ/n``.

Each sum that is defined wherever its names are is brought to normal form, which takes μ out of it, and the sums that
are left become real names.

Guarantee: what is proved for all values of those names holds for the sums; nothing else is claimed.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import CONNECTIVES
from symbolic.proving.domains import definedness
from symbolic.proving.equality import missing_conditions
from symbolic.proving.facts import GIVE_UP, assume, field_of
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.orders.statements import prove_statement
from symbolic.steps import Step
from symbolic.terms import Bind, Sym, Term, children, free_symbols, rebuild, sym, walk
from symbolic.verdicts import Proved


def prove_named_sums(step: Step) -> Proved | None:
    """Prove a statement with sums by names for them; see the module's guarantee."""
    if step.relation not in CONNECTIVES or not any(_is_sum(t) for side in (step.left, step.right) for t in walk(side)):
        return None

    def run(session: Session) -> Step:
        assume(session, step.declarations)
        names: dict[Term, Sym] = {}
        left, right = (_named(_normal(session, side, step.declarations), names) for side in (step.left, step.right))
        occurring = free_symbols(left) | free_symbols(right)
        declarations = tuple(d for d in step.declarations if free_symbols(d) <= occurring and not isinstance(d, Bind))
        return replace(step, left=left, right=right, declarations=declarations)

    try:
        answer = prove_statement(with_units(run))
    except GIVE_UP:
        return None
    return answer if isinstance(answer, Proved) else None


def _is_sum(t: Term) -> bool:
    return isinstance(t, Bind) and t.op in ("sum", "partial")


def _normal(session: Session, t: Term, known: tuple[Term, ...]) -> Term:
    """The term with the outermost sums that are always defined in normal form."""
    if _is_sum(t):
        return session.quotient_term(session.nf(t)) if not missing_conditions(known, definedness(t), ()) else t
    parts = children(t)
    return rebuild(t, tuple(_normal(session, c, known) for c in parts)) if parts else t


def _named(t: Term, names: dict[Term, Sym]) -> Term:
    """The term with a name for each sum."""
    if _is_sum(t):
        return names.setdefault(t, sym(rf"\Sigma^{{({len(names) + 1})}}", field_of(t)))
    parts = children(t)
    return rebuild(t, tuple(_named(c, names) for c in parts)) if parts else t

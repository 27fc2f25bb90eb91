"""What the engine says of one step, layer by layer, for a person who wants to know why."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.checking import made_ready
from symbolic.provers import PROVERS
from symbolic.proving.balls.refuter import refute, screen
from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import sides
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.steps import Step
from symbolic.terms import Term
from symbolic.vector_operators import without_vector_operators
from symbolic.verdicts import Conditional, Proved, Refuted

Line = tuple[str, str]
MAX_LENGTH = 400
SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "iff": "⇔", "implies": "⇒", "impliedby": "⇐", "approx": "≈"}


def account(step: Step) -> Iterator[Line]:
    """Lines ``(what, text)``: the step unfolded, domains, normal forms, the answer of each prover, screen and refuter."""
    found = made_ready(without_vector_operators(step))
    if isinstance(found, str):
        yield "unfolded", found
        return
    _, ready = found
    if (ready.left, ready.right) != (step.left, step.right):
        yield "unfolded", _cut(f"{ready.left}  {SIGNS.get(ready.relation, ready.relation)}  {ready.right}")
    if ready.relation == "eq":
        yield from _equation(ready)
    for prover in PROVERS:
        yield _name(prover), _said(prover(ready))
    outcome = screen(ready)
    yield "screen", outcome.word + (f", at {outcome.points} points where both sides have a value" if outcome.points else "")
    refuted = refute(ready)
    yield "refuter", "no counterexample" if refuted is None else "a counterexample"


def _equation(step: Step) -> Iterator[Line]:
    """Domains and normal forms of both sides."""
    try:
        s = sides(step)
    except NoRule as reason:
        yield "derivative", str(reason)
        return
    for side, domain in (("left", s.left_domain), ("right", s.right_domain)):
        yield f"{side} needs", _cut(", ".join(map(str, domain))) or "nothing"

    def run(session: Session) -> list[str]:
        assume(session, s.facts)
        return [str(session.quotient_term(session.nf(t))) for t in (s.left, s.right)]

    try:
        left, right = with_units(run)
    except GIVE_UP as reason:
        yield "normal form", f"none: {reason}"
        return
    yield "left is", _cut(left)
    yield "right is", _cut(right)


def _name(prover: object) -> str:
    return str(getattr(prover, "__name__", prover)).lstrip("_").removeprefix("prove_").removeprefix("by_").replace("_", " ")


def _said(answer: Proved | Conditional | Refuted | None) -> str:
    if answer is None:
        return "abstains"
    conditions: tuple[Term, ...] = getattr(answer, "conditions", ())
    kind = f" ({answer.kind})" if answer.kind else ""
    return f"{answer.word}{kind}" + (f" if {', '.join(map(str, conditions))}" if conditions else "")


def _cut(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] + " …"

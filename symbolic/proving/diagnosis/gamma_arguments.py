"""The gamma function at arguments that may be negative: the provers and the balls know it for positive ones alone.

Guarantee: Γ has a value at every negative number that is no integer; nothing is called false because it had none there, and nothing
is called proved that is shown for positive arguments only.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import gt
from symbolic.proving.facts import assume, attempt
from symbolic.proving.forms.masks import POS
from symbolic.proving.forms.normal_form import Session
from symbolic.steps import Step
from symbolic.terms import Call, Term, free_symbols, operators, walk
from symbolic.verdicts import Conditional, Proved, Refuted, Undecided, Verdict

ALONE = "the gamma function is known here for positive arguments alone"


def for_positive_arguments(step: Step, verdict: Verdict) -> Verdict:
    """The verdict, where it was found for positive arguments of Γ, as one for these."""
    if not isinstance(verdict, Proved | Conditional | Refuted) or not any("gamma" in operators(t) for t in _parts(step)):
        return verdict
    beyond = _beyond(step)
    if isinstance(verdict, Refuted):
        return Undecided(ALONE) if verdict.kind == "undefined" and beyond else verdict
    beyond = tuple(a for a in beyond if not any(s.uid for s in free_symbols(a)))  # one that runs with a sum or an integral
    if not beyond:
        return verdict
    if any(not free_symbols(a) for a in beyond):
        return Undecided(ALONE)
    conditions = tuple(map(gt, beyond))
    if isinstance(verdict, Proved):
        return Conditional("definedness", conditions, verdict.by, minimal=False, reason=ALONE, notes=verdict.notes)
    return replace(verdict, conditions=tuple(dict.fromkeys((*verdict.conditions, *conditions))), minimal=False)


def _parts(step: Step) -> tuple[Term, ...]:
    return (step.left, step.right, *(d.value for d in step.definitions))


def _beyond(step: Step) -> tuple[Term, ...]:
    """The arguments of Γ that are not seen to be positive; at 0, −1, … it has no value indeed."""
    found = dict.fromkeys(t.args[0] for part in _parts(step) for t in walk(part) if isinstance(t, Call) and t.op == "gamma")

    def run(s: Session) -> tuple[Term, ...]:
        assume(s, step.declarations)
        forms = {a: s.nf(a) for a in found}
        poles = {a for a, q in forms.items() if (value := s.ring.as_number(q)) is not None and value <= 0 and value.denominator == 1}
        return tuple(a for a, q in forms.items() if a not in poles and s.signs.quotient_sign(q) != POS)

    return attempt(run, tuple(found))

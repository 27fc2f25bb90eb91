"""Equations whose max, min, |·| and sign an inequality settles: ``max(eˣ, x + 1) = eˣ``, ``|x − ln x| = x − ln x``.

Guarantee: an extreme is replaced by one of its arguments only if that argument is shown to be no smaller (no greater) than the others
wherever both sides are defined, ``|a|`` and ``sign(a)`` only by the branch of a sign that ``a`` is shown to have there; then both sides
are equal by normal form, and their domains are compared as they are written.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import KINKED
from symbolic.proving.equality import agree, comparable_sides, compare_domains
from symbolic.proving.equations.cases import expand
from symbolic.proving.facts import MASKS, may_be_complex
from symbolic.proving.orders.inequalities import shown
from symbolic.steps import Step
from symbolic.terms import MINUS_ONE, ONE, Call, Term, call, children, neg, operators, sub
from symbolic.verdicts import Conditional, Proved

METHOD = "inequalities between what is tested"
TESTING = frozenset({"max", "min", "abs", "sign"})


def prove_settled_tests(step: Step) -> Proved | Conditional | None:
    """Prove an equation by the branches that inequalities select; see the module's guarantee."""
    if step.relation != "eq" or KINKED.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    s = comparable_sides(step)
    if s is None:
        return None
    before = expand(s.left), expand(s.right)
    left, right = (_settled(side, s.facts) for side in before)
    if (left, right) == before or not agree(replace(s, left=left, right=right)):
        return None
    return compare_domains(s, METHOD)


def _settled(t: Term, facts: tuple[Term, ...]) -> Term:
    """The term with the tests that are settled replaced by their branches, innermost first; none inside a binder."""
    if TESTING.isdisjoint(operators(t)) or not isinstance(t, Call):
        return t
    changed = call(t.op, *(_settled(c, facts) for c in children(t)))
    branch = _branch(t.op, changed.args, facts) if t.op in TESTING and isinstance(changed, Call) else None
    return changed if branch is None else branch


def _branch(op: str, args: tuple[Term, ...], facts: tuple[Term, ...]) -> Term | None:
    if any(map(may_be_complex, args)):
        return None
    if op in ("max", "min"):
        order = MASKS["ge" if op == "max" else "le"]
        return next((a for a in args if all(shown(sub(a, b), order, facts) for b in args if b is not a)), None)
    (a,) = args
    above, below = (("gt", ONE), ("lt", MINUS_ONE)) if op == "sign" else (("ge", a), ("le", neg(a)))
    return next((value for relation, value in (above, below) if shown(a, MASKS[relation], facts)), None)

"""Equality and entailment without facts: what holds of all values needs no assumption.

A normal form is cheap until facts are assumed, which are factored, combined and kept for every sign that is asked for.  Most
equations need none of them, and most conditions of one side are factors of those of the other.

Guarantee: both answers, when True, hold at every point at which the terms are defined.  False says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from symbolic.proving.facts import GIVE_UP, entails
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.tower import Refine
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Elem, Num, Sym, Term, operators

BOUNDS = frozenset({"gt", "ge", "lt", "le"})
BRANCHING = frozenset({"max", "min", "cases", "sign", "relu", "leaky_relu", "heaviside", "indicator", "floor", "ceil"})
WEIGHED = BRANCHING | {"Bind"}
"""Operators of which the normal form depends on facts so much that without them it is seldom found."""
FEW_POINTS = 4


def may_do_without(left: Term, right: Term) -> bool:
    """Whether a normal form without facts may decide the equation."""
    return WEIGHED.isdisjoint(operators(left)) and WEIGHED.isdisjoint(operators(right))


def plainly_equal(session: Session, left: Term, right: Term) -> bool:
    """Whether both sides have one normal form without any fact, and no factor that may vanish was divided by."""
    try:
        return session.ring.is_zero(session.ring.sub(session.nf(left), session.nf(right))) and not session.loci
    except (*GIVE_UP, Refine):
        return False


def holds_somewhere(step: Step, facts: Iterable[Term]) -> bool:
    """Whether the facts of a step hold together: by their form (≠, and one bound a name), or as its sides have values at a point."""
    return _apart(facts) or _has_values(step)


def _apart(facts: Iterable[Term]) -> bool:
    bounded: set[Term] = set()
    for f in facts:
        match f:
            case Call("ne", _):
                pass
            case Call(op, (Sym() | Elem() as x, Num())) if op in BOUNDS and x not in bounded:
                bounded.add(x)
            case _:
                return False
    return True


def _has_values(step: Step) -> bool:
    from symbolic.proving.balls.ball_values import Missing
    from symbolic.proving.balls.balls import compiled, values_of
    from symbolic.proving.balls.points import simple_points

    sides = compiled(step.left), compiled(step.right)
    return any(not any(isinstance(v, Missing) for v in values_of(sides, p.values, 64)) for p in islice(simple_points(step), FEW_POINTS))


def plainly_follows(session: Session, condition: Term, known: Iterable[Term]) -> bool:
    """Whether p ≠ 0 because the factors of p are factors of what is known not to be 0, or a condition holds of all values."""
    try:
        match condition:
            case Call("ne", (p, zero)) if zero is ZERO:
                factors = _factors(session, p)
                if not factors or factors <= frozenset[str]().union(*(_factors(session, q) for q in _not_zero(known))):
                    return True
        return entails(session, condition) is True
    except (*GIVE_UP, Refine):
        return False


def _not_zero(known: Iterable[Term]) -> list[Term]:
    return [c.args[0] for c in known if isinstance(c, Call) and c.op in ("ne", "gt", "lt") and c.args[1] is ZERO]


def _factors(session: Session, p: Term) -> frozenset[str]:
    """The irreducible factors of the numerator of a term; raises for 0, which has none."""
    ring = session.ring
    numerator = ring.lift(session.nf(p).num)
    if numerator.is_zero():
        raise ZeroDivisionError("0 is not a product of factors other than 0")
    return frozenset(ring.key(f) for f, _ in ring.factors(numerator)[1])

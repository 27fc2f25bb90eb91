"""Equality and entailment without facts: what holds of all values needs no assumption.

A normal form is cheap until facts are assumed, which are factored, combined and kept for every sign that is asked for.  Most
equations need none of them, and most conditions of one side are factors of those of the other.

Guarantee: both answers, when True, hold at every point at which the terms are defined.  False says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.proving.facts import GIVE_UP, entails
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.tower import Refine
from symbolic.terms import ZERO, Call, Elem, Num, Sym, Term, operators

BOUNDS = frozenset({"gt", "ge", "lt", "le"})
WEIGHED = frozenset({"sum", "prod", "sqrt", "root", "abs", "max", "min", "cases", "sign", "log"})
"""Operators of which the normal form depends on facts: without them it is seldom found."""


def may_do_without(facts: Iterable[Term], left: Term, right: Term) -> bool:
    """Whether the facts hold somewhere by their form (≠, and one bound a name), and the sides seldom need them."""
    if not WEIGHED.isdisjoint(operators(left) | operators(right)):
        return False
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


def plainly_equal(session: Session, left: Term, right: Term) -> bool:
    """Whether both sides have one normal form without any fact, and no factor that may vanish was divided by."""
    try:
        return session.ring.is_zero(session.ring.sub(session.nf(left), session.nf(right))) and not session.loci
    except (*GIVE_UP, Refine):
        return False


def plainly_follows(session: Session, condition: Term, known: Iterable[Term]) -> bool:
    """Whether p ≠ 0 because the factors of p are factors of what is known not to be 0, or a condition holds of all values."""
    match condition:
        case Call("ne", (p, zero)) if zero is ZERO:
            pass
        case _:
            return False
    try:
        factors = _factors(session, p)
        missing = factors and factors - frozenset[str]().union(*(_factors(session, q) for q in _not_zero(known)))
        return not missing or entails(session, condition) is True
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

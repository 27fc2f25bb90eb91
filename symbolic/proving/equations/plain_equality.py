"""Equality and entailment without facts: what holds of all values needs no assumption.

A normal form is cheap until facts are assumed, which are factored, combined and kept for every sign that is asked for.  Most
equations need none of them, and most conditions of one side are factors of those of the other.

Guarantee: both answers, when True, hold at every point at which the terms are defined.  False says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from symbolic.functions import ORDERS
from symbolic.proving.by_form import not_by_form
from symbolic.proving.facts import GIVE_UP, MASKS
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Poly, TooLarge
from symbolic.proving.forms.tower import Refine
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Elem, Num, Sym, Term, operators, walk

BRANCHING = frozenset({"max", "min", "cases", "sign", "relu", "leaky_relu", "heaviside", "indicator", "floor", "ceil"})
WEIGHED = BRANCHING | {"Bind"}
"""Operators of which the normal form depends on facts so much that without them it is seldom found."""
INDIFFERENT = frozenset({"add", "mul", "neg", "div", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "pi"})
ORDERED = ("real", "integer")
FEW_POINTS = 4


def may_do_without(left: Term, right: Term) -> bool:
    """Whether a normal form without facts may decide the equation."""
    return WEIGHED.isdisjoint(operators(left)) and WEIGHED.isdisjoint(operators(right))


def plainly_equal(session: Session, left: Term, right: Term) -> bool | None:
    """Whether both sides have one normal form without any fact; None if that is not settled, or a factor that may vanish was divided by.

    What has no scalar normal form has none with facts either: Unsupported is raised.
    """
    try:
        difference = session.ring.sub(session.nf(left), session.nf(right))
        return None if session.loci else session.ring.is_zero(difference)
    except (TooLarge, ZeroDivisionError, Refine):
        return None


def facts_may_help(left: Term, right: Term, facts: Iterable[Term]) -> bool:
    """Whether facts may change the normal forms: that something is not 0 does not change what needs no signs."""
    if any(not isinstance(f, Call) or f.op != "ne" for f in facts):
        return True
    return not all(_is_indifferent(t) for side in (left, right) for t in walk(side))


def _is_indifferent(t: Term) -> bool:
    match t:
        case Call("pow", (_, Num(exponent))):
            return exponent.denominator == 1
        case Call(op, _):
            return op in INDIFFERENT
    return isinstance(t, Sym | Num)


def holds_somewhere(step: Step, facts: Iterable[Term]) -> bool:
    """Whether the facts of a step hold together: by their form (≠, and one bound a name), or as its sides have values at a point."""
    return _apart(facts) or _has_values(step)


def _apart(facts: Iterable[Term]) -> bool:
    """Whether the facts are ≠ and one bound a name, but for what follows from them."""
    bounded: set[Term] = set()
    known: list[Term] = []
    others: list[Term] = []
    for f in facts:
        match f:
            case Call("ne", _):
                known.append(f)
            case Call(op, (Sym() | Elem() as x, Num())) if op in ORDERS and x not in bounded:
                bounded.add(x)
                known.append(f)
            case _:
                others.append(f)
    return not others or not not_by_form(others, known)


def bound_below(declarations: Iterable[Term]) -> bool:
    """Whether all that is declared are lower bounds, one a number, and values that a number does not take: they hold together."""
    bounded: set[Term] = set()
    for f in declarations:
        match f:
            case Call("gt" | "ge", (Sym(_, sort) as x, Num())) if x not in bounded and sort.is_scalar and sort.field in ORDERED:
                bounded.add(x)
            case Call("ne", (Sym(_, sort), Num())) if sort.is_scalar and sort.field in ORDERED:
                pass
            case _:
                return False
    return True


def _has_values(step: Step) -> bool:
    from symbolic.proving.balls.balls import compiled, values_of
    from symbolic.proving.balls.points import simple_points
    from symbolic.proving.balls.values import Missing

    sides = compiled(step.left), compiled(step.right)
    return any(not any(isinstance(v, Missing) for v in values_of(sides, p.values, 64)) for p in islice(simple_points(step), FEW_POINTS))


def not_plain(session: Session, conditions: list[Term], known: Iterable[Term]) -> list[Term]:
    """The conditions that neither hold of all values nor follow from what is known by the signs of common factors."""
    if not conditions:
        return []
    masks: dict[str, int] = {}
    for c in known:
        _note(session, c, masks)
    return [c for c in conditions if not _follows(session, c, masks)]


def _note(session: Session, condition: Term, masks: dict[str, int]) -> None:
    """Keep what a condition says of the factors of its difference: none is 0, or of a lone one its sign."""
    ring = session.ring
    p = _difference(session, condition)
    if p is None or p.is_constant() or not isinstance(condition, Call):
        return
    content, factors = ring.factors(p)
    mask = MASKS[condition.op]
    if len(factors) == 1 and factors[0][1] % 2:
        key = ring.key(factors[0][0])
        masks[key] = masks.get(key, sg.ANY) & (mask if content > 0 else sg.flip(mask))
    elif not mask & sg.ZERO:
        for f, _ in factors:
            masks[ring.key(f)] = masks.get(ring.key(f), sg.ANY) & sg.NONZERO


def _follows(session: Session, condition: Term, masks: dict[str, int]) -> bool:
    p = _difference(session, condition)
    if p is None or p.is_zero() or not isinstance(condition, Call):
        return False
    allowed = MASKS[condition.op]
    content, factors = session.ring.factors(p)
    for look in (False, True):
        mask = sg.POS if content > 0 else sg.NEG
        for f, e in factors:
            own = masks.get(session.ring.key(f), sg.ANY)
            if look and own not in sg.SETTLED:
                own &= session.signs.sign(f)
            mask = sg.times(mask, sg.raised(own, e))
        if not mask & ~allowed:
            return True
    return False


def _difference(session: Session, condition: Term) -> Poly | None:
    """A polynomial with the sign of the difference of both sides of a relation."""
    match condition:
        case Call(op, (a, b)) if op in MASKS:
            try:
                q = session.nf(a) if b is ZERO else session.ring.sub(session.nf(a), session.nf(b))
            except (*GIVE_UP, Refine):
                return None
            return session.ring.lift(q.num if q.den.is_one() else q.num * q.den)
    return None

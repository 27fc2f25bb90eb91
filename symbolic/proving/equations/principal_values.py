"""An inverse circular or hyperbolic function beside another angle: ``asin(2v√(1 − v²)) = 2 asin v`` for −1/√2 ≤ v ≤ 1/√2.

``asin X = Y`` holds if and only if X = sin Y and Y lies in [−π/2, π/2]; likewise for acos with [0, π], atan with (−π/2, π/2), acosh with
[0, ∞) and asinh with all numbers.

Guarantee: as for the provers of :mod:`symbolic.proving.equality`.  Where X and Y are defined and X = sin Y, asin X is defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from symbolic.functions import ge, gt, le, lt
from symbolic.proving.calculus import NoRule, carried_out, resolve
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, agree, missing_conditions
from symbolic.proving.facts import GIVE_UP, all_follow, under
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.steps import Step
from symbolic.terms import ONE, PI, ZERO, Call, Num, Sym, Term, call, div, free_symbols, mul, neg, num, transform, walk
from symbolic.verdicts import Conditional, Proved

METHOD = "principal values"
CIRCULAR = {"asin": "sin", "acos": "cos", "atan": "tan"}
UNDONE = {**CIRCULAR, "acosh": "cosh", "asinh": "sinh"}
HALF = Fraction(1, 2)
RANGES = {"asin": (-HALF, HALF), "acos": (Fraction(0), Fraction(1)), "atan": (-HALF, HALF)}
"""The values of the inverse functions, in multiples of π; those of atan without the ends."""
SLOPES = tuple(Fraction(a, b) * sign for a, b in ((1, 1), (2, 1), (1, 2), (3, 1), (4, 1), (1, 3)) for sign in (1, -1))


@dataclass(frozen=True, slots=True)
class Angle:
    """slope·G(t) + shift·π for an inverse function G, or slope·x + shift·π for a name x."""

    slope: Fraction
    inner: Call | Sym
    shift: Fraction


def prove_principal_value(step: Step) -> Proved | Conditional | None:
    """Decide ``asin X = Y`` and the like by X = sin Y and the range of Y; see the module's guarantee."""
    for value, angle in _orientations(step):
        found = _decided(step, value, angle)
        if found is not None:
            return found
    return None


def ranges(step: Step) -> Iterator[tuple[Term, ...]]:
    """For each inverse function that is a side: the conditions under which the other side lies in its range."""
    for value, angle in _orientations(step):
        conditions = _in_range(value.op, angle)
        if conditions:
            yield conditions


def _orientations(step: Step) -> Iterator[tuple[Call, Term]]:
    if step.relation == "eq":
        for one, other in ((step.left, step.right), (step.right, step.left)):
            if isinstance(one, Call) and one.op in UNDONE:
                yield one, other


def _decided(step: Step, value: Call, angle: Term) -> Proved | Conditional | None:
    conditions = _in_range(value.op, angle)
    if conditions is None:
        return None
    try:
        inner, own, other = (tuple(map(carried_out, definedness(t))) for t in (value.args[0], value, angle))
        both = Sides(resolve(value.args[0]), resolve(call(UNDONE[value.op], angle)), inner, other, step.declarations)
    except NoRule:
        return None
    if not all_follow((*step.declarations, *own, *other), conditions) or not agree(both):
        return None
    mine, others = (*step.declarations, *own), (*step.declarations, *other)
    missing = missing_conditions(step.declarations, inner, other)
    needed = tuple(c for c in missing if not (all_follow(mine, (c,)) and all_follow(others, (c,))))
    return Conditional("definedness", needed, METHOD) if needed else Proved(METHOD)


def _in_range(op: str, angle: Term) -> tuple[Term, ...] | None:
    """Conditions under which an angle lies in the range of an inverse function; None if it never does."""
    if op not in CIRCULAR:
        return () if op == "asinh" else _not_negative(angle)
    low, high = RANGES[op]
    strict = op == "atan"
    product = _product_of_slopes(angle) if strict else None
    if product is not None:
        return (lt(product, ONE),)
    found = _linear(angle)
    if found is None or (isinstance(found.inner, Call) and found.inner.op not in CIRCULAR):
        below, above = _simple(mul(num(low), PI)), _simple(mul(num(high), PI))
        return (gt(angle, below), lt(angle, above)) if strict else (ge(angle, below), le(angle, above))
    first, last = sorted((end - found.shift) / found.slope for end in (low, high))
    if isinstance(found.inner, Sym):
        return tuple(_order(found.inner, end, upwards=up, strict=strict) for end, up in ((first, True), (last, False)))
    least, largest = RANGES[found.inner.op]
    if first > largest or last < least:
        return None
    out = []
    for end, own, is_lower in ((first, least, True), (last, largest, False)):
        inside = end < own if is_lower else end > own
        if not inside and (end != own or (strict and found.inner.op != "atan")):
            out.append(_order(found.inner, end, upwards=is_lower, strict=strict))
    return tuple(out)


def _not_negative(angle: Term) -> tuple[Term, ...]:
    """Conditions under which an angle is ≥ 0: those on x in 2 asinh x, and none for 2 acosh x."""
    match _linear(angle):
        case Angle(slope, Call("acosh"), Fraction(numerator=0)) if slope > 0:
            return ()
        case Angle(slope, Sym() | Call("asinh") as inner, Fraction(numerator=0)):
            place = inner.args[0] if isinstance(inner, Call) else inner
            return (ge(place) if slope > 0 else le(place, ZERO),)
    return (ge(angle),)


def _product_of_slopes(angle: Term) -> Term | None:
    """a·b for atan a + atan b, −a·b for their difference: the sum lies in (−π/2, π/2) if and only if it is less than 1."""
    match angle:
        case Call("add", (Call("atan", (a,)), Call("atan", (b,)))):
            return mul(a, b)
        case Call("add", (Call("atan", (a,)), Call("neg", (Call("atan", (b,)),)))):
            return neg(mul(a, b))
    return None


def _order(inner: Call | Sym, end: Fraction, *, upwards: bool, strict: bool) -> Term:
    """``G(t) ≥ end·π`` (or ≤, >, <) as a condition on t, where acos falls; of a name as it stands."""
    place = mul(num(end), PI)
    if isinstance(inner, Call):
        place, upwards = call(UNDONE[inner.op], place), upwards != (inner.op == "acos")
    order = (gt if strict else ge) if upwards else (lt if strict else le)
    return order(inner.args[0] if isinstance(inner, Call) else inner, _simple(place))


def _linear(angle: Term) -> Angle | None:
    """The angle by the one inverse function in it, or by its one name."""
    inverses = {t for t in walk(angle) if isinstance(t, Call) and t.op in UNDONE}
    inner = inverses or free_symbols(angle)
    if len(inner) != 1:
        return None
    (part,) = inner

    def run(s: Session) -> Angle | None:
        whole, unit, turn = s.nf(angle), s.nf(part), s.nf(PI)
        for slope in SLOPES:
            rest = s.ring.sub(whole, s.ring.mul(s.ring.number(slope), unit))
            shift = s.ring.as_number(s.ring.div(rest, turn))
            if shift is not None:
                return Angle(slope, part, shift)
        return None

    return under(definedness(angle), run, None)


def _simple(t: Term) -> Term:
    """The value of a circular function at a multiple of π, or the multiple of π itself, as it is written."""

    def rooted(node: Term) -> Term | None:
        match node:
            case Call("pow", (a, Num(exponent))) if exponent == HALF:
                return call("sqrt", a)
            case Call("div", (Call("neg", (a,)), b)):
                return neg(div(a, b))
        return None

    try:
        return transform(with_units(lambda s: s.quotient_term(s.nf(t))), rooted)
    except GIVE_UP:
        return t

"""Sums of arctangents: ``arctan a + arctan b = arctan((a + b)/(1 − ab))`` where ab < 1, and π more or less where ab > 1.

The difference of the sides is a sum of arctangents with whole coefficients and a multiple of π.  Two of them are joined where the sign
of 1 − uv is known: arctan u + arctan v is arctan((u + v)/(1 − uv)) for uv < 1, and that ±π for uv > 1, ±π/2 for uv = 1, by the sign of u.
An arcsine is an arctangent: arcsin w = arctan(w/√(1 − w²)) for w² < 1.

Guarantee: ``Proved`` means that under the declarations both sides are defined together and equal; ``Conditional(definedness)`` that they
are equal wherever both are defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import lcm

from symbolic.proving.equality import Sides, compare_domains, sides
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import Quotient
from symbolic.steps import Step
from symbolic.terms import PI, Call, Num, Term, add, neg, operators, power, sub
from symbolic.verdicts import Conditional, Proved

METHOD = "addition of arctangents"
MOST = 6
Weighted = Iterator[tuple[Fraction, Term]]


def prove_arcs(step: Step) -> Proved | Conditional | None:
    """Prove an equation between sums of arctangents."""
    if step.relation != "eq" or (operators(step.left) | operators(step.right)).isdisjoint({"atan", "asin"}):
        return None
    parts = list(_weighted(sub(step.left, step.right), Fraction(1)))
    if any(not _is_angle(t) for _, t in parts):
        return None
    try:
        known = sides(step)
        shown = with_units(lambda session: _vanishes(session, parts, known))
    except GIVE_UP:
        return None
    return compare_domains(known, METHOD) if shown else None


def _is_angle(t: Term) -> bool:
    return t is PI or (isinstance(t, Call) and t.op in ("atan", "asin"))


def _weighted(t: Term, factor: Fraction) -> Weighted:
    """The summands with their rational coefficients."""
    match t:
        case Call("add", args):
            for a in args:
                yield from _weighted(a, factor)
        case Call("neg", (a,)):
            yield from _weighted(a, -factor)
        case Call("mul", (Num(c), a)) | Call("mul", (a, Num(c))):
            yield from _weighted(a, factor * c)
        case Call("div", (a, Num(c))) if c:
            yield from _weighted(a, factor / c)
        case Num(value) if value == 0:
            return
        case _:
            yield factor, t


def _vanishes(session: Session, parts: list[tuple[Fraction, Term]], known: Sides) -> bool:
    assume(session, known.facts)
    whole = lcm(*(c.denominator for c, t in parts if t is not PI))
    turns = sum((c * whole for c, t in parts if t is PI), Fraction(0))
    tangents: list[Quotient] = []
    for c, t in parts:
        if isinstance(t, Call) and t is not PI:
            tangent = _tangent(session, t)
            count = abs(c * whole)
            if tangent is None or len(tangents) + count > MOST:
                return False
            tangents += [tangent if c > 0 else session.ring.neg(tangent)] * int(count)
    if (turns * 4) % 2:
        tangents.append(session.ring.number(1))
        turns -= Fraction(1, 4)
    return not session.loci and not session.signs.contradictory and _is_zero(session, tangents, turns)


def _tangent(session: Session, t: Call) -> Quotient | None:
    (a,) = t.args
    if t.op == "atan":
        return session.nf(a)
    square = add(Num(Fraction(1)), neg(power(a, Num(Fraction(2)))))
    if session.signs.quotient_sign(session.nf(square)) != sg.POS:
        return None
    return session.nf(Call("div", (a, Call("sqrt", (square,)))))


def _is_zero(session: Session, tangents: list[Quotient], turns: Fraction) -> bool:
    """Whether the arctangents and the multiple of π add up to 0."""
    ring = session.ring
    if not tangents:
        return turns == 0
    for i, q in enumerate(tangents):
        if ring.is_zero(q):
            return _is_zero(session, tangents[:i] + tangents[i + 1 :], turns)
    for (i, u), (j, v) in sorted(combinations(enumerate(tangents), 2), key=lambda pair: not ring.is_zero(ring.add(pair[0][1], pair[1][1]))):
        joined = _joined(session, u, v)
        if joined is not None:
            rest = [q for k, q in enumerate(tangents) if k not in (i, j)]
            tangent, more = joined
            if _is_zero(session, rest if tangent is None else [*rest, tangent], turns + more):
                return True
    return False


def _joined(session: Session, u: Quotient, v: Quotient) -> tuple[Quotient | None, Fraction] | None:
    """arctan u + arctan v as one arctangent and a multiple of π; None where the signs are not known."""
    ring = session.ring
    rest = ring.sub(ring.number(1), ring.mul(u, v))
    sign = sg.ZERO if ring.is_zero(rest) else session.signs.quotient_sign(rest)
    if sign == sg.POS:
        return ring.div(ring.add(u, v), rest), Fraction(0)
    side = session.signs.quotient_sign(u)
    if side not in (sg.POS, sg.NEG) or sign not in (sg.NEG, sg.ZERO):
        return None
    half = Fraction(1 if side == sg.POS else -1, 2)
    return (None, half) if sign == sg.ZERO else (ring.div(ring.add(u, v), rest), 2 * half)

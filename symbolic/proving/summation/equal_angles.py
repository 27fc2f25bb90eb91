"""Sums of sines and cosines at equal angles that make up part of a turn: ``Σ_{k=0}^{n−1} cos(2πk/n) = 0`` for n ≥ 2.

A trigonometric polynomial in the index is a sum of members c·cos(α + kθ) and c·sin(α + kθ), and over L members, the first at α,

    ``2 sin(θ/2) Σ cos(α + kθ) = sin(α + (L − ½)θ) − sin(α − θ/2)``,
    ``2 sin(θ/2) Σ sin(α + kθ) = cos(α − θ/2) − cos(α + (L − ½)θ)``,

and L·cos α, L·sin α where θ is a whole number of turns (Lagrange's identities).  The product of sin(πk/n) for 0 < k < n is n/2ⁿ⁻¹.

Guarantee: as for the provers of :mod:`symbolic.proving.equality`; a sum is replaced only if its length is shown not to be negative,
and θ to be whole turns, or less than one turn and not 0.  Where the least values of a length are exceptions (cos(2πk/1) = 1), the
equation is shown at these, written out, and from the next value on.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import ge, gt, lt
from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import Sides, agree, compare_domains, prove_equal, sides
from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.summation.induction import least_value, replaced
from symbolic.steps import Step
from symbolic.terms import (
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    TWO,
    ZERO,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    div,
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    operators,
    power,
    sub,
    substitute,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "sums over equal angles"
WAVES = frozenset({"sin", "cos"})
MOST_MEMBERS = 32
MOST_EXCEPTIONS = 2

Member = tuple[Term, str, Term]
"""A coefficient, ``cos`` or ``sin``, and the angle."""


def prove_equal_angles(step: Step) -> Proved | Conditional | None:
    """Decide an equation whose sums run over equal angles; see the module's guarantee."""
    seen = operators(step.left) | operators(step.right)
    if step.relation != "eq" or "pi" not in seen or seen.isdisjoint({"sum", "prod"}) or WAVES.isdisjoint(seen):
        return None
    whole = _on_the_whole(step)
    return whole or _beyond_exceptions(step)


def _on_the_whole(step: Step) -> Proved | Conditional | None:
    """The equation with its sums carried out at all values at once."""
    try:
        s = sides(step)
        left, right = with_units(lambda session: _summed(session, (s.left, s.right), s.facts))
    except (NoRule, *GIVE_UP):
        return None
    if (left, right) == (s.left, s.right):
        return None
    summed = replace(s, left=left, right=right)
    return compare_domains(summed, METHOD) if agree(summed) else None


def _beyond_exceptions(step: Step) -> Proved | None:
    """The equation at the first values of a name in the bounds of a sum, one by one, and at all later ones."""
    s = Sides(step.left, step.right, (), (), step.declarations)
    ends = (t.bounds[1] for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op in ("sum", "prod"))
    names = dict.fromkeys(n for end in ends for n in free_symbols(end) if n.sort.field == "integer" and not n.uid)
    for n in names:
        start = least_value(s, n)
        for first in range(start + 1, start + 1 + MOST_EXCEPTIONS) if start is not None else ():
            here = replaced(s, {n: num(first - 1)})
            if not isinstance(prove_equal(Step("eq", here.left, here.right, here.declarations)), Proved):
                break
            later = _on_the_whole(replace(step, declarations=(*step.declarations, ge(n, num(first)))))
            if isinstance(later, Proved):
                return later
    return None


def _summed(session: Session, terms: tuple[Term, Term], facts: tuple[Term, ...]) -> tuple[Term, Term]:
    """The terms with their sums over equal angles carried out."""
    assume(session, facts)

    def summed(t: Term) -> Term | None:
        if isinstance(t, Bind) and t.op == "prod" and len(t.bounds) == 2 and not any(x.uid for x in free_symbols(t)):
            return _product_of_sines(session, t)
        if not isinstance(t, Bind) or t.op != "sum" or any(x.uid for x in free_symbols(t)):
            return None
        k, body = open_binder(t)
        length = add(t.bounds[1], neg(t.bounds[0]), ONE)
        members = _members(body, k)
        if members is None or entails(session, ge(length)) is not True:
            return None
        totals = [_total(session, member, k, t.bounds[0], length) for member in members]
        if all(total is None for total in totals):
            return None
        return add(*(total or bind("sum", k, _written(member), t.bounds) for member, total in zip(members, totals, strict=True)))

    left, right = (transform(t, summed) for t in terms)
    return left, right


def _product_of_sines(session: Session, t: Bind) -> Term | None:
    """Π_{k=1}^{n−1} c·sin(πk/n) for n ≥ 1."""
    k, body = open_binder(t)
    factors = body.args if isinstance(body, Call) and body.op == "mul" else (body,)
    still = [f for f in factors if k not in free_symbols(f)]
    match [f for f in factors if k in free_symbols(f)]:
        case [Call("sin", (angle,))]:
            n = div(PI, substitute(angle, {k: ONE}))
        case _:
            return None
    if not (session.equal(t.bounds[0], ONE) and session.equal(add(t.bounds[1], ONE), n) and session.equal(mul(n, angle), mul(PI, k))):
        return None
    return mul(n, power(div(mul(ONE, *still), TWO), sub(n, ONE))) if entails(session, ge(n, ONE)) is True else None


def _members(t: Term, k: Sym) -> list[Member] | None:
    """A trigonometric polynomial as a sum of sines and cosines; None if it is none, or too long."""
    match t:
        case _ if k not in free_symbols(t):
            return [(t, "cos", ZERO)]
        case Call("sin" | "cos" as wave, (angle,)):
            return [(ONE, wave, angle)]
        case Call("neg", (a,)):
            return _scaled(_members(a, k), MINUS_ONE)
        case Call("div", (a, b)) if k not in free_symbols(b):
            return _scaled(_members(a, k), div(ONE, b))
        case Call("add", args):
            parts = [_members(a, k) for a in args]
            out = [m for part in parts if part is not None for m in part]
            return out if None not in parts and len(out) <= MOST_MEMBERS else None
        case Call("mul", args):
            return _product([_members(a, k) for a in args])
        case Call("pow", (a, Num(e))) if e in (2, 3, 4):
            return _product([_members(a, k)] * int(e))
    return None


def _scaled(members: list[Member] | None, factor: Term) -> list[Member] | None:
    return None if members is None else [(mul(factor, c), wave, angle) for c, wave, angle in members]


def _product(factors: list[list[Member] | None]) -> list[Member] | None:
    """The product of trigonometric polynomials, by the formulas for products of two waves."""
    out: list[Member] = [(ONE, "cos", ZERO)]
    for factor in factors:
        if factor is None or 2 * len(out) * len(factor) > MOST_MEMBERS:
            return None
        out = [m for a in out for b in factor for m in _pair(a, b)]
    return out


def _pair(a: Member, b: Member) -> list[Member]:
    c = mul(a[0], b[0])
    for one, other in ((a, b), (b, a)):
        if one[2] is ZERO and one[1] == "cos":
            return [(c, other[1], other[2])]
    half, total, difference = mul(HALF, c), add(a[2], b[2]), sub(a[2], b[2])
    match a[1], b[1]:
        case "cos", "cos":
            return [(half, "cos", difference), (half, "cos", total)]
        case "sin", "sin":
            return [(half, "cos", difference), (neg(half), "cos", total)]
        case "sin", "cos":
            return [(half, "sin", total), (half, "sin", difference)]
    return [(half, "sin", total), (neg(half), "sin", difference)]


def _written(member: Member) -> Term:
    return mul(member[0], call(member[1], member[2]))


def _total(session: Session, member: Member, k: Sym, low: Term, length: Term) -> Term | None:
    """The sum of one wave over the range."""
    coefficient, wave, angle = member
    step = session.nf(sub(substitute(angle, {k: add(k, ONE)}), angle))
    if k in session.ring.symbols(step.num) | session.ring.symbols(step.den):
        return None
    theta, first = session.quotient_term(step), substitute(angle, {k: low})
    turns = session.nf(div(theta, mul(TWO, PI)))
    if turns.den.is_one() and session.signs.integral(turns.num):
        return mul(coefficient, length, call(wave, first))
    share = session.quotient_term(turns)
    if not any(entails(session, lt(q, ONE)) is True and entails(session, gt(q)) is True for q in (share, neg(share))):
        return None
    before, after = sub(first, mul(HALF, theta)), add(first, mul(sub(length, HALF), theta))
    rise = sub(call("sin", after), call("sin", before)) if wave == "cos" else sub(call("cos", before), call("cos", after))
    return div(mul(coefficient, rise), mul(TWO, call("sin", mul(HALF, theta))))

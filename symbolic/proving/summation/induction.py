"""Equations between sums or products up to n and closed forms, by induction on n.

Guarantee: with n an integer, known to be at least n₀, a number or another name m for a declared m ≤ n, the equation is shown at n₀,
and from n to n + 1 for every n ≥ n₀: as ``L(n+1) − L(n) = R(n+1) − R(n)``, or for products as ``L(n+1) = f·L(n)`` with
``f·R(n) = R(n+1)``.  Nothing else may be tied to n by the declarations, and the sides are defined at n wherever they are at n + 1.
Domains are compared as for every equation.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import Sides, agree, compare_domains, sides
from symbolic.proving.facts import all_follow, entails, under
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.summation.binomials import prove_binomial
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    ZERO,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    call,
    free_symbols,
    mul,
    num,
    open_binder,
    sub,
    substitute,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "induction"
STARTS = range(11)


def prove_by_induction(step: Step) -> Proved | Conditional | None:
    """Decide an equation by induction on an integer that bounds a sum or product."""
    if step.relation != "eq":
        return None
    try:
        s = sides(step)
    except NoRule:
        return None
    for n in _candidates(s):
        start = _start(s, n)
        if start is None or not inherited(s, n):
            continue
        if _holds_at(s, n, start) and (_by_difference(s, n) or _by_member(s, n) or _by_ratio(s, n)):
            return compare_domains(s, METHOD)
    return None


def _candidates(s: Sides) -> list[Sym]:
    """Integers in the upper bound of a sum or product on either side."""
    found = (
        n
        for side in (s.left, s.right)
        for t in walk(side)
        if isinstance(t, Bind) and t.op in ("sum", "prod") and len(t.bounds) == 2
        for n in sorted(free_symbols(t.bounds[1]), key=lambda v: v.name)
        if n.sort.field == "integer" and n.uid == 0
    )
    return list(dict.fromkeys(found))


def _start(s: Sides, n: Sym) -> Term | None:
    """The least value of n, a number or the one name that is declared not to exceed it."""
    if free_of_ties(s, n):
        least = least_value(s, n)
        return None if least is None else num(least)
    names: set[Sym] = set()
    numbers: list[Num] = []
    for d in s.declarations:
        if n not in free_symbols(d):
            continue
        match d:
            case Call("ge", (first, other)) | Call("le", (other, first)) if first is n and isinstance(other, Num):
                numbers.append(other)
            case Call("ge", (first, Sym() as other)) | Call("le", (Sym() as other, first)) if first is n and other.sort == INTEGER:
                names.add(other)
            case _:
                return None
    if len(names) != 1:
        return None
    (least_name,) = names
    apart = tuple(d for d in s.declarations if n not in free_symbols(d))
    return least_name if all_follow(apart, tuple(call("ge", least_name, k) for k in numbers)) else None


def least_value(s: Sides, n: Sym) -> int | None:
    """The largest small n₀ with n ≥ n₀ known."""

    def run(session: Session) -> int | None:
        known = [k for k in STARTS if entails(session, call("ge", n, num(k))) is True]
        return max(known, default=None)

    return under(s.declarations, run, None)


def free_of_ties(s: Sides, n: Sym) -> bool:
    """Whether the declarations bound n by numerals only: an index k ≤ n would gain a value in every step."""
    about = [d for d in s.declarations if n in free_symbols(d)]
    return all(isinstance(d, Call) and d.op in ("ge", "gt") and d.args[0] is n and isinstance(d.args[1], Num) for d in about)


def inherited(s: Sides, n: Sym) -> bool:
    """Whether both sides are defined at n wherever they are defined at n + 1."""
    after = successor(s, n)

    def run(session: Session) -> bool:
        return all(
            n not in free_symbols(c) or (isinstance(c, Bind) and n not in free_symbols(c.body)) or entails(session, c) is True
            for c in (*s.left_domain, *s.right_domain)
        )

    return under((*s.declarations, *after.left_domain, *after.right_domain), run, False)


def _holds_at(s: Sides, n: Sym, value: Term) -> bool:
    there = replaced(s, {n: value})
    if agree(there):
        return True
    member = _last_member(s, n)
    low = s.left.bounds[0] if isinstance(s.left, Bind) else None
    if member is None or not isinstance(low, Num) or not isinstance(value, Num) or low.value > value.value:
        return False
    members = (substitute(member, {n: num(low.value + j)}) for j in range(int(value.value - low.value) + 1))
    return _in_cases(replace(there, left=add(*members)))


def replaced(s: Sides, values: dict[Sym, Term]) -> Sides:
    """The sides, their domains and the declarations with values put in for names."""
    def each(conditions: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(substitute(c, values) for c in conditions)

    return Sides(substitute(s.left, values), substitute(s.right, values), each(s.left_domain), each(s.right_domain), each(s.declarations))


def successor(s: Sides, n: Sym) -> Sides:
    """The sides at n + 1."""
    return replaced(s, {n: add(n, ONE)})


def _by_difference(s: Sides, n: Sym) -> bool:
    after = successor(s, n)
    return agree(_joined(s, after, sub(after.left, s.left), sub(after.right, s.right)))


def _by_member(s: Sides, n: Sym) -> bool:
    """A sum of binomial coefficients that has begun at n + 1 gains one member: its cases where it may vanish."""
    after = successor(s, n)
    gained = _last_member(s, n)
    if gained is None or not _has_begun(s, n):
        return False
    return _in_cases(_joined(s, after, substitute(gained, {n: add(n, ONE)}), sub(after.right, s.right)))


def _has_begun(s: Sides, n: Sym) -> bool:
    """Whether the sum of the left side has a member at n + 1: up to its lower bound it is empty, and gains nothing."""
    assert isinstance(s.left, Bind)
    return all_follow(s.declarations, (call("le", s.left.bounds[0], add(n, ONE)),))


def _last_member(s: Sides, n: Sym) -> Term | None:
    """The member at k = n of a left side Σ_{k ≤ n} with members free of n."""
    match s.left:
        case Bind("sum", _, _, (lo, hi)) as total if hi is n and n not in free_symbols(lo) | free_symbols(total.body):
            k, body = open_binder(total)
            return substitute(body, {k: n})
    return None


def _in_cases(s: Sides) -> bool:
    return isinstance(prove_binomial(Step("eq", s.left, s.right, s.facts)), Proved)


def _joined(s: Sides, after: Sides, left: Term, right: Term) -> Sides:
    """The induction step under the facts at n and at n + 1; n itself ranges over all its values."""
    return Sides(left, right, (*s.left_domain, *after.left_domain), (*s.right_domain, *after.right_domain), s.declarations)


def _by_ratio(s: Sides, n: Sym) -> bool:
    after = successor(s, n)
    facts = (*s.facts, *after.left_domain, *after.right_domain)
    factor = growth(s.left, after.left, facts)
    if factor is None and (there := _last_factors_apart(s.left, n, s.declarations)) is not s.left:
        factor = growth(s.left, there, facts)
    return factor is not None and agree(_joined(s, after, mul(factor, s.right), after.right))


def _last_factors_apart(here: Term, n: Sym, facts: tuple[Term, ...]) -> Term:
    """The side at n + 1, with Πⁿ⁻¹ · kernel(n) for the products up to n that stand for those up to n − 1."""
    apart: dict[Term, Term] = {}
    for t in walk(here):
        match t:
            case Bind("prod", _, _, (lo, Call("add") as hi)) if n not in free_symbols(lo) | free_symbols(t.body):
                after = substitute(hi, {n: add(n, ONE)})
                if all_follow(facts, (call("ge", add(hi, ONE), lo), call("eq", after, add(hi, ONE)))):
                    k, kernel = open_binder(t)
                    apart[substitute(t, {n: add(n, ONE)})] = mul(t, substitute(kernel, {k: after}))
    return transform(substitute(here, {n: add(n, ONE)}), apart.get) if apart else here


def growth(here: Term, there: Term, facts: tuple[Term, ...]) -> Term | None:
    """The quotient of two members of a sequence, if it is free of sums and products and defined everywhere, also where a member is 0."""

    def run(session: Session) -> Term | None:
        before, later = session.nf(here), session.nf(there)
        ratio = session.ring.div(later, before)
        if any(g.kind in ("product", "partial sum", "range sum") for g in session.ring.used(session.ring.lift(ratio.den))):
            return None
        if session.loci or not (ratio.den.is_one() or entails(session, call("ne", session.poly_term(ratio.den), ZERO)) is True):
            return None
        return session.quotient_term(ratio)

    return under(facts, run, None)

"""Equations between a sum of hypergeometric members up to n and a closed form, by a certificate of Zeilberger's kind.

For S(n) = Σ_{k=lo}^{hi(n)} F(n, k) rational functions c(n) and R(n, k) are sought with

    F(n+1, k) − c(n) F(n, k) = G(n, k+1) − G(n, k),   G = R F,

by linear equations for c and the coefficients of a polynomial in R.  Summed over lo ≤ k < hi(n) the right side telescopes:
S(n+1) = c S(n) + b(n) with b in closed form, and the closed form is shown to satisfy the same recurrence.

Guarantee: how c and R were found is no part of the proof.  The identity is shown by normal form for all integers
lo ≤ k < hi(n) and n ≥ n₀, where every term in it is shown to be defined; the recurrence of the closed form and the equation at
n₀ are shown in the same way.  Domains are compared as for every equation.
(H. S. Wilf and D. Zeilberger, Rational functions certify combinatorial identities, 1990.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from symbolic.functions import ge, le
from symbolic.occurrences import is_infinite
from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, agree, compare_domains, sides
from symbolic.proving.facts import GIVE_UP, all_follow, assume, attempt
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.limits.antiderivatives import Row, solve_linear
from symbolic.proving.summation.induction import free_of_ties, inherited, least_value, replaced, successor
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    ZERO,
    Bind,
    Call,
    Sym,
    Term,
    add,
    div,
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    power,
    sub,
    substitute,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "a recurrence with a telescoping certificate"
DEGREES = range(4)
FIRST_SAMPLE = 3
MOST_NEW = 3


@dataclass(frozen=True, slots=True)
class Total:
    """Σ_{k=lo}^{hi} member, whose upper bound grows by ``new`` with n."""

    n: Sym
    k: Sym
    member: Term
    lo: Term
    hi: Term
    new: int

    def inside(self) -> tuple[Term, ...]:
        """lo ≤ k < hi."""
        return ge(self.k, self.lo), le(self.k, sub(self.hi, ONE))

    def at(self, k: Term, shift: int = 0) -> Term:
        """The member at k, for n + shift."""
        moved = substitute(self.member, {self.n: add(self.n, num(shift))}) if shift else self.member
        return substitute(moved, {self.k: k})


def prove_by_certificate(step: Step) -> Proved | Conditional | None:
    """Decide an equation between a sum and a closed form; see the module's guarantee."""
    if step.relation != "eq":
        return None
    try:
        s = sides(step)
    except NoRule:
        return None
    for total, closed in _totals(s):
        start = least_value(s, total.n)
        if start is None or not free_of_ties(s, total.n) or not inherited(s, total.n):
            continue
        if agree(replaced(s, {total.n: num(start)})) and _same_recurrence(s, total, closed):
            return compare_domains(s, METHOD)
    return None


def _totals(s: Sides) -> Iterator[tuple[Total, Term]]:
    """The sum on one side, with its factors in its members, and the other side, for each integer in its upper bound."""
    for side, closed in ((s.left, s.right), (s.right, s.left)):
        t, factors = _sum_of(side)
        if t is None or any(map(is_infinite, t.bounds)) or any(isinstance(node, Bind) for node in walk(t.body)):
            continue
        if any(isinstance(node, Bind) and node.op not in ("sum", "prod") for node in walk(closed)):
            continue
        k, body = open_binder(t)
        lo, hi = t.bounds
        for n in sorted(free_symbols(body) & free_symbols(hi), key=lambda v: v.name):
            new = _growth(n, hi) if n.sort.field == "integer" and n not in free_symbols(lo) else None
            if new is not None:
                yield Total(n, k, mul(*factors, body), lo, hi, new), closed


def _sum_of(side: Term) -> tuple[Bind | None, list[Term]]:
    """A sum and the factors before it."""
    match side:
        case Bind("sum", _, _, (_, _)):
            return side, []
        case Call("neg", (inner,)):
            t, factors = _sum_of(inner)
            return t, [num(-1), *factors]
        case Call("div", (inner, d)) if not any(isinstance(node, Bind) for node in walk(d)):
            t, factors = _sum_of(inner)
            return t, [div(ONE, d), *factors]
        case Call("mul", args):
            for i, arg in enumerate(args):
                t, factors = _sum_of(arg)
                if t is not None:
                    return t, [*args[:i], *args[i + 1 :], *factors]
    return None, []


def _growth(n: Sym, hi: Term) -> int | None:
    """By how many members the sum grows with n."""

    def run(session: Session) -> int | None:
        found = session.ring.as_number(session.nf(sub(substitute(hi, {n: add(n, ONE)}), hi)))
        return int(found) if found is not None and found.denominator == 1 and 0 <= found <= MOST_NEW else None

    return attempt(run, None)


def _same_recurrence(s: Sides, t: Total, closed: Term) -> bool:
    """Whether both sides satisfy S(n+1) = c S(n) + b."""
    after = successor(s, t.n)
    facts = (*s.facts, *after.left_domain, *after.right_domain, ge(t.hi, t.lo))
    if not all_follow(s.declarations, (ge(t.hi, t.lo),)):
        return False
    return any(_certified(facts, t, c, r) and _satisfied(facts, t, closed, c, r) for c, r in _proposals(facts, t))


def _certified(facts: tuple[Term, ...], t: Total, c: Term, r: Term) -> bool:
    """F(n+1, k) − c F(n, k) = G(n, k+1) − G(n, k) for lo ≤ k < hi."""
    after = add(t.k, ONE)
    left = sub(t.at(t.k, 1), mul(c, t.member))
    right = sub(mul(substitute(r, {t.k: after}), t.at(after)), mul(r, t.member))
    return _equal(facts, left, right, t.inside())


def _satisfied(facts: tuple[Term, ...], t: Total, closed: Term, c: Term, r: Term) -> bool:
    """r(n+1) = c r(n) + b for the closed form, with b from the ends of the telescoping sum and the members beyond hi(n)."""
    first, last = (mul(substitute(r, {t.k: end}), t.at(end)) for end in (t.lo, t.hi))
    beyond = [t.at(add(t.hi, num(j)), 1) for j in range(t.new + 1)]
    b = add(last, neg(first), *beyond, neg(mul(c, t.at(t.hi))))
    return _equal(facts, substitute(closed, {t.n: add(t.n, ONE)}), add(mul(c, closed), b), ())


def _equal(facts: tuple[Term, ...], left: Term, right: Term, inside: tuple[Term, ...]) -> bool:
    """Whether both terms are defined and equal wherever the facts hold."""
    known = (*facts, *inside)
    return all_follow(known, (*definedness(left), *definedness(right))) and agree(Sides(left, right, (), (), known))


# --- the search for c and R: proposals only -------------------------------------------------------


def _proposals(facts: tuple[Term, ...], t: Total) -> Iterator[tuple[Term, Term]]:
    """Pairs (c, R) with R = B(k−1) P(k) / D(k), where D and B are the denominators of F(n+1, k)/F(n, k) and F(n, k+1)/F(n, k)."""
    for degree in DEGREES:
        try:
            found = with_units(partial(_solved, facts, t, degree))
        except GIVE_UP:
            return
        if found is not None:
            yield found


def _solved(facts: tuple[Term, ...], t: Total, degree: int, session: Session) -> tuple[Term, Term] | None:
    """The pair for a polynomial P of the given degree."""
    assume(session, (*facts, *t.inside()))
    ahead, along = session.nf(div(t.at(t.k, 1), t.member)), session.nf(div(t.at(add(t.k, ONE)), t.member))
    if not _rational(session, ahead, t.k) or not _rational(session, along, t.k):
        return None
    before = substitute(session.poly_term(along.den), {t.k: sub(t.k, ONE)})
    shape = div(before, session.poly_term(ahead.den))
    parts = [mul(shape, power(t.k, num(j))) if j else shape for j in range(degree + 1)]
    step_ahead, step_along = session.quotient_term(ahead), session.quotient_term(along)
    columns = [*(sub(mul(substitute(p, {t.k: add(t.k, ONE)}), step_along), p) for p in parts), ONE]
    rows: list[Row] = [{} for _ in (*columns, step_ahead)]
    for place in range(len(columns) + 1):
        sample = {t.k: num(FIRST_SAMPLE + place)}
        for row, value in zip(rows, _over_one(session, [session.nf(substitute(c, sample)) for c in (*columns, step_ahead)]), strict=True):
            row[((place, 1),)] = value
    weights = solve_linear(session, rows[:-1], rows[-1])
    if weights is None:
        return None
    *coefficients, c = (session.quotient_term(w) for w in weights)
    return c, add(*(mul(w, p) for w, p in zip(coefficients, parts, strict=True)), ZERO)


def _rational(session: Session, q: Quotient, k: Sym) -> bool:
    """Whether a quotient is a rational function of k."""
    used = (g for p in (q.num, q.den) for g in session.ring.used(session.ring.lift(p)))
    return all(g.kind == "sym" or k not in g.symbols for g in used)


def _over_one(session: Session, quotients: list[Quotient]) -> list[Poly]:
    """The numerators over a common denominator."""
    ring = session.ring
    lifted = [(ring.lift(q.num), ring.lift(q.den)) for q in quotients]
    common = ring.constant(1)
    for _, den in lifted:
        common = common * (den / common.gcd(den))
    return [top * (common / den) for top, den in lifted]

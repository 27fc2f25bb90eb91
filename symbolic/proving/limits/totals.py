"""Limits of sums whose number of members grows: series, and Riemann sums.

``lim Σ_{k=a}^n g(k)`` is the series Σ g; ``lim Σ_{k=1}^n g(k, n)`` is ∫₀¹ f(u) du if n·g(nu, n) = f(u) is free of n and
continuous on [0, 1].

Guarantee: as for :mod:`symbolic.proving.limits.limits`.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import ge, gt, le
from symbolic.occurrences import is_infinite
from symbolic.proving.facts import attempt, under
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite
from symbolic.proving.limits.infinite_sums import infinite_sum
from symbolic.proving.limits.integrals import continuous, integral
from symbolic.proving.limits.limits import limit
from symbolic.terms import (
    INFINITY,
    ONE,
    ZERO,
    Bind,
    Call,
    Sym,
    Term,
    bind,
    free_symbols,
    fresh,
    mul,
    num,
    open_binder,
    sub,
    substitute,
    sym,
    walk,
)

LARGE = 100


def limit_or_total(t: Bind, facts: Facts) -> Answer | None:
    """The limit that a term states, also of one growing sum with a factor."""
    found = limit(t, facts)
    if found is not None or not is_infinite(t.bounds[0]) or t.var.sort.field != "integer":
        return found
    n, body = open_binder(t)
    sums = [node for node in walk(body) if isinstance(node, Bind)]
    if len(sums) != 1 or sums[0].op != "sum":
        return None
    (total,) = sums
    series = _series(body, total, n, facts)
    return series if series is not None else _riemann(body, total, n, facts)


def _series(body: Term, total: Bind, n: Sym, facts: Facts) -> Answer | None:
    lo, hi = total.bounds
    factors = _before(body, total)
    apart = factors is not None and not any(n in free_symbols(t) for t in (*factors, total.body, lo))
    if factors is None or not apart or not _is_shifted(hi, n):
        return None
    k, member = open_binder(total)
    found = infinite_sum(bind("sum", k, member, (lo, INFINITY)), facts)
    if not factors:
        return found
    return replace(found, value=mul(*factors, found.value)) if isinstance(found, Finite) else None


def _is_shifted(hi: Term, n: Sym) -> bool:
    """Whether the upper bound is n plus a number."""

    def run(s: Session) -> bool:
        return s.ring.as_number(s.nf(sub(hi, n))) is not None

    return attempt(run, False)


def _riemann(body: Term, total: Bind, n: Sym, facts: Facts) -> Finite | Infinite | None:
    """∫₀¹ f for the Riemann sums of f; the factors before the sum belong to its members."""
    factors = _before(body, total)
    lo, hi = total.bounds
    if factors is None or lo not in (ZERO, ONE) or (hi is not n and not (lo is ZERO and hi == sub(n, ONE))):
        return None
    k, member = open_binder(total)
    u = fresh(sym("u"))
    scaled = _free_of(mul(n, *factors, substitute(member, {k: mul(n, u)})), n, u, facts)
    inside = (*facts, ge(u), le(u, ONE))
    if scaled is None or not continuous(scaled, u, inside):
        return None
    found = integral(bind("integral", u, scaled, (ZERO, ONE)), facts)
    return found if isinstance(found, Finite) else None


def _before(body: Term, total: Bind) -> list[Term] | None:
    """The factors with which the sum is multiplied."""
    match body:
        case Bind() if body is total:
            return []
        case Call("mul", args) if sum(a is total for a in args) == 1:
            return [a for a in args if a is not total]
        case Call("div", (a, b)) if not any(node is total for node in walk(b)):
            inner = _before(a, total)
            return None if inner is None else [*inner, Call("div", (ONE, b))]
    return None


def _free_of(t: Term, n: Sym, u: Sym, facts: Facts) -> Term | None:
    """The term in normal form, if it does not depend on n for large n."""

    def run(s: Session) -> Term | None:
        q = s.nf(t)
        closed = s.quotient_term(q)
        return None if s.loci or s.signs.contradictory or n in free_symbols(closed) else closed

    return under((*facts, ge(n, num(LARGE)), gt(u), le(u, ONE)), run, None)

"""Expansions of finite sums whose ends do not move: member by member, and by their largest member.

``Σᵢ f(i, t)`` is expanded by its members where their monomials are the same for all i.  Where the members grow at different rates,
with M the largest of the uᵢ, or of the aᵢ ≥ 0,

    ``log Σᵢ exp(uᵢ/t) = M/t + O(1)``,    ``(Σᵢ aᵢ^p)^(1/p) = M + O(1/p)`` for p → ∞,

since the largest member is at most the sum, and the sum at most its number of members times the largest.

Guarantee: as for :mod:`symbolic.proving.limits.asymptotics`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.functions import ge, le
from symbolic.proving.facts import assume, entails
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.limits.series import Monomial, NoExpansion, Series
from symbolic.terms import ONE, Bind, Call, Sym, Term, bind, free_symbols, mul, open_binder

if TYPE_CHECKING:
    from symbolic.proving.limits.asymptotics import Expander


def sum_of_members(e: Expander, t: Bind) -> Series:
    """A sum over a range that is free of t, expanded member by member."""
    index, body = _opened(e, t)
    with e.s.scope():
        assume(e.s, (ge(index, t.bounds[0]), le(index, t.bounds[1])))
        member = e.expand(body)
    shapes = (*(m for m, _ in member.terms), *((member.rest,) if member.rest is not None else ()))
    if any(index in e.s.ring.symbols(q.num) | e.s.ring.symbols(q.den) for m in shapes for q in _quotients(m)):
        raise NoExpansion("members of different orders")
    total = Series((), member.rest)
    for m, c in member.terms:
        summed = e.s.nf(bind("sum", index, e.s.quotient_term(c), t.bounds))
        total = e.plus(total, e.exact(summed, m))
    return total


def logarithm_of_sum(e: Expander, a: Term) -> Series | None:
    """log Σᵢ exp(uᵢ/t), for a sum with or without positive factors that are free of t; None for other arguments."""
    match a:
        case Call("mul", args) if any(isinstance(b, Bind) for b in args):
            still = [b for b in args if e.t not in free_symbols(b)]
            moving = [b for b in args if e.t in free_symbols(b)]
            if len(moving) != 1 or (rest := logarithm_of_sum(e, moving[0])) is None:
                return None
            return e.plus(e.logarithm(e.expand(mul(*still))), rest) if still else rest
        case Call("div", (top, bottom)) if e.t not in free_symbols(bottom):
            found = logarithm_of_sum(e, top)
            return None if found is None else e.plus(found, e.scaled(e.logarithm(e.expand(bottom)), e.s.ring.number(-1)))
        case Bind("sum", _, _, (lo, hi)):
            index, body = _opened(e, a)
            if not isinstance(body, Call) or body.op != "exp" or entails(e.s, ge(hi, lo)) is not True:
                return None
            rate = e.s.quotient_term(e.s.nf(mul(e.t, body.args[0])))
            if e.t in free_symbols(rate):
                return None
            largest = e.s.nf(bind("maximum", index, rate, (lo, hi)))
            return e.plus(e.exact(largest, e.power_of_t(-1)), Series((), e.unit))
    return None


def mean_of_powers(e: Expander, base: Term, exponent: Term) -> Series | None:
    """(Σᵢ aᵢ^p)^(1/p) for p → ∞; None for other powers."""
    if not isinstance(base, Bind) or base.op != "sum" or len(base.bounds) != 2:
        return None
    index, body = _opened(e, base)
    match body:
        case Call("pow", (a, p)) if e.t not in free_symbols(a) and index not in free_symbols(p) and e.s.equal(mul(p, exponent), ONE):
            pass
        case _:
            return None
    lo, hi = base.bounds
    with e.s.scope():
        assume(e.s, (ge(index, lo), le(index, hi)))
        if entails(e.s, ge(a)) is not True:
            return None
    if e.at_infinity(p) != 1 or entails(e.s, ge(hi, lo)) is not True:
        return None
    largest = e.exact(e.s.nf(bind("maximum", index, a, base.bounds)))
    return e.plus(largest, Series((), e.bound(e.expand(exponent))))


def _opened(e: Expander, t: Bind) -> tuple[Sym, Term]:
    if any(e.t in free_symbols(b) for b in t.bounds):
        raise NoExpansion("a range that moves")
    return open_binder(t)


def _quotients(m: Monomial) -> list[Quotient]:
    """What stands in a monomial."""
    return [m.a, *(c for n, c in m.growth), *(q for n, _ in m.growth for q in _quotients(n))]

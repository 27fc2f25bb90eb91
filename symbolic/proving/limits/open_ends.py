"""Integrals over a compact range whose integrand has no value at one end, but a limit there: ``∫₀ᵗ sin(s)/s ds``.

Guarantee: the end that :func:`open_end` returns is one of a range that is not empty, the integrand is continuous on the rest of it, and
tends to a number at that end: the integral exists.  If :func:`moves_under_the_sign` as well, the integrand has there a derivative
in the root that is continuous on the closed range, so that it may be taken under the integral sign.
"""

from __future__ import annotations

from symbolic.occurrences import is_infinite
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, definedness, differentiability
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Facts, Finite
from symbolic.proving.limits.integrals import all_hold, continuous, order_of
from symbolic.proving.limits.limits import limit
from symbolic.terms import Bind, Sym, Term, bind, call, open_binder


def open_end(t: Bind, facts: Facts) -> Term | None:
    """The end at which the integrand has a limit in place of a value; None if there is no such end, or it is not known."""
    var, body = open_binder(t)
    for end, side, rest in _ends(t, var, facts):
        if continuous(body, var, (*facts, *rest)):
            there = bind(side, var, body, (end,))
            value = limit(there, facts) if isinstance(there, Bind) else None
            return end if isinstance(value, Finite) and all_hold(tuple(value.conditions), facts) else None
    return None


def _ends(t: Bind, var: Sym, facts: Facts) -> list[tuple[Term, str, Facts]]:
    """Either end, the side from which its limit is taken, and the range without it."""
    if len(t.bounds) != 2 or any(map(is_infinite, t.bounds)):
        return []
    lo, hi = t.bounds
    order = order_of(lo, hi, facts)
    if not order:
        return []
    low, high = (lo, hi) if order > 0 else (hi, lo)
    return [(low, "limit+", (call("gt", var, low), call("le", var, high))),
            (high, "limit-", (call("ge", var, low), call("lt", var, high)))]


def moves_under_the_sign(t: Bind, root: Sym, end: Term, facts: Facts) -> bool:
    """Whether the derivative in the root is taken under the sign, for an integrand without a value at the end."""
    var, body = open_binder(t)
    ends = _ends(t, var, facts)
    rest = next((*facts, *inner) for place, _, inner in ends if place is end)
    if not all_hold((*definedness(body), *differentiability(body, root, Insight())), rest):
        return False

    def run(s: Session) -> Term:
        assume(s, rest)
        return s.quotient_term(s.nf(differentiate(body, root)))

    try:
        slope = with_units(run)
    except (*GIVE_UP, NoRule):
        return False
    (low, _, _), (high, _, _) = ends
    closed = (*facts, call("ge", var, low), call("le", var, high))
    smooth = (*definedness(slope), *differentiability(slope, root, Insight()), *differentiability(slope, var, Insight()))
    return all_hold(smooth, closed)

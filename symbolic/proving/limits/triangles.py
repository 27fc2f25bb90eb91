"""Double integrals over a triangle in the other order: ``∫ₐᵇ ∫ₐˣ F(x, y) dy dx = ∫ₐᵇ ∫ᵧᵇ F(x, y) dx dy``.

Guarantee: where the facts hold, both iterated integrals are equal, and one exists if the other does: F is shown to be continuous on
the closed triangle (Fubini), or continuous inside it and of one sign (Tonelli).
"""

from __future__ import annotations

from symbolic.functions import ge, gt, le, lt
from symbolic.occurrences import is_infinite
from symbolic.proving.facts import all_follow
from symbolic.proving.limits.angles import circular_signs
from symbolic.proving.limits.answers import Facts
from symbolic.proving.limits.integrals import continuous, order_of
from symbolic.terms import Bind, Call, Sym, Term, bind, mul, open_binder


def exchanged(t: Bind, facts: Facts) -> Bind | None:
    """An integral over a triangle with its inner and outer variable exchanged; None if it is none, or that is not shown to be allowed."""
    if t.op != "integral" or len(t.bounds) != 2 or order_of(*t.bounds, facts) != 1:
        return None
    x, body = open_binder(t)
    found = _inner(body)
    if found is None:
        return None
    factors, inside = found
    y, integrand = open_binder(inside)
    f = mul(*factors, integrand) if factors else integrand
    (a, b), (c, d) = t.bounds, inside.bounds
    below = d is x and c is a
    if not below and not (c is x and d is b):
        return None
    if not _is_allowed(f, x, y, (a, b), below, facts):
        return None
    turned = bind("integral", x, f, (y, b) if below else (a, y))
    whole = bind("integral", y, turned, (a, b))
    return whole if isinstance(whole, Bind) else None


def _inner(body: Term) -> tuple[tuple[Term, ...], Bind] | None:
    """The factors before an integral, and the integral."""
    match body:
        case Bind("integral", _, _, (_, _)):
            return (), body
        case Call("mul", (*factors, Bind("integral", _, _, (_, _)) as last)):
            return tuple(factors), last
    return None


def _is_allowed(f: Term, x: Sym, y: Sym, ends: tuple[Term, Term], below: bool, facts: Facts) -> bool:
    lo, hi = ends
    first, second = (y, x) if below else (x, y)
    if not is_infinite(lo) and not is_infinite(hi):
        closed = *facts, ge(first, lo), le(first, second), le(second, hi), ge(second, lo), le(first, hi)
        if continuous(f, x, closed) and continuous(f, y, closed):
            return True
    bounded = [] if is_infinite(lo) else [gt(first, lo), gt(second, lo)]
    bounded += [] if is_infinite(hi) else [lt(first, hi), lt(second, hi)]
    inside = *facts, *bounded, lt(first, second), *circular_signs(f, x, lo, hi), *circular_signs(f, y, lo, hi)
    if not continuous(f, x, inside) or not continuous(f, y, inside):
        return False
    return any(all_follow(inside, (sign(f),)) for sign in (ge, le))

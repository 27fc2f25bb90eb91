"""Integrals that diverge at an end of their range, by the leading order of the integrand there: ``∫₀¹ xᵃ(1 − x) dx`` for a ≤ −1.

If f(lo + t) ~ c·t^a·log(1/t)^b for t → 0 with c ≠ 0, then ∫ f diverges at lo for a < −1, and for a = −1, b ≥ −1; at ∞, with
f(1/t) ~ c·t^a·log(1/t)^b, for a < 1, and for a = 1, b ≥ −1.  So it does where f grows like an exponential.

Guarantee: :func:`diverges_at_an_end` says True only if the integral over lo < x < hi is infinite, or does not exist, wherever
the facts hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.occurrences import is_infinite
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Facts
from symbolic.proving.limits.asymptotics import Expander
from symbolic.proving.limits.limits import approached
from symbolic.proving.limits.series import NoExpansion
from symbolic.terms import REAL, Call, Sym, Term, free_symbols, fresh, substitute, sym, walk


def has_open_power(body: Term, var: Sym) -> bool:
    """Whether the variable is raised to a power that is no number."""
    return any(isinstance(t, Call) and t.op == "pow" and var in free_symbols(t.args[0]) and bool(free_symbols(t.args[1]) - {var})
               for t in walk(body))


def diverges_at_an_end(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> bool:
    """Whether the integral of the body over the range is seen to diverge at one of its ends."""
    t = fresh(sym("t", REAL))
    return any(_diverges(substitute(body, {var: near}), t, edge, facts) for near, edge in _ends(lo, hi, t))


def _ends(lo: Term, hi: Term, t: Sym) -> Iterator[tuple[Term, int]]:
    """What tends to an end from inside as t → 0, and the least order that is integrable there."""
    for end, side in ((lo, 1), (hi, -1)):
        yield approached(end, t, side), 1 if is_infinite(end) else -1


def _diverges(term: Term, t: Sym, edge: int, facts: Facts) -> bool:
    def run(s: Session) -> bool:
        assume(s, facts)
        if s.signs.contradictory:
            return False
        e = Expander(s, 3, t)
        m, c = e.leading(e.expand(term))
        e.positive(c)
        if s.loci:
            return False
        if m.growth:
            return e.infinite(m)
        beyond = s.signs.quotient_sign(s.ring.sub(m.a, s.ring.number(edge)))
        return beyond == sg.NEG or (beyond & sg.POS == 0 and m.b >= -1)

    try:
        return with_units(run)
    except (NoExpansion, *GIVE_UP):
        return False

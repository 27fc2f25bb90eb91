"""Integration by substitution where the integrand holds a function that is not known: ∫₀¹ x f(x²) dx = ½ ∫₀¹ f(u) du.

Guarantee: for every value that the facts allow, the integral over the old range equals that of the result over the new one, whichever
way the ranges lie: ∫ h(u(x)) u′(x) dx = ∫ h du for a differentiable u with continuous slope and an h that is continuous everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, definedness, differentiability
from symbolic.proving.facts import GIVE_UP, assume, simplest
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Facts
from symbolic.proving.limits.integrals import all_hold, continuous
from symbolic.terms import Apply, Bind, Sym, Term, bind, free_symbols, fresh, mul, substitute, sym, transform, walk

OnRange = Callable[[Callable[[Facts], bool]], bool]
"""Whether a test of facts holds with the facts of the closed range of an integral."""


def by_substitution(var: Sym, body: Term, bounds: tuple[Term, ...], facts: Facts, on_range: OnRange) -> Bind | None:
    """The integral with the one argument of the unknown functions as its variable."""
    arguments = {a for t in walk(body) if isinstance(t, Apply) for a in t.args if var in free_symbols(a)}
    if len(arguments) != 1 or var in arguments:
        return None
    (u,) = arguments
    v = fresh(sym("u"))

    def in_terms_of_v(t: Term) -> Term | None:
        return Apply(t.function, tuple(v if a is u else a for a in t.args), t.orders) if isinstance(t, Apply) else None

    def run(s: Session) -> Term | None:
        assume(s, facts)
        slope = differentiate(u, var)
        if s.ring.is_zero(s.nf(slope)):
            return None
        put = transform(body, in_terms_of_v)
        h = s.quotient_term(s.ring.div(s.nf(put), s.nf(slope)))
        if var in free_symbols(h) or not s.equal(mul(substitute(h, {v: u}), slope), body):
            return None
        return None if s.loci else h

    try:
        h = with_units(run)
    except (*GIVE_UP, NoRule):
        return None
    if h is None or not continuous(h, v, facts):
        return None
    smooth = (*differentiability(u, var, Insight()), *definedness(u))
    if not on_range(lambda known: all_hold(smooth, known)):
        return None
    made = bind("integral", v, h, tuple(simplest(substitute(u, {var: b}), facts) for b in bounds))
    return made if isinstance(made, Bind) else None

"""Integrals by reflection: ``∫ₐᵇ f(x) dx = ½ ∫ₐᵇ (f(x) + f(a + b − x)) dx``, where the sum is simpler than f.

So ``∫₀^{π/2} sin³x / (sin³x + cos³x) dx = π/4``, since the sum is 1.

Guarantee: as for :mod:`symbolic.proving.limits.integrals`.  The integrand is shown to be continuous inside the range and not to change
its sign there, so that it is no larger than the sum, whose integral exists.
"""

from __future__ import annotations

from symbolic.functions import ge, le
from symbolic.occurrences import is_infinite
from symbolic.proving.facts import all_follow, assume, attempt
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.limits.answers import Facts
from symbolic.terms import HALF, Call, Sym, Term, add, free_symbols, mul, sub, substitute, walk

CIRCULAR = frozenset({"sin", "cos", "tan", "cot", "exp", "sigmoid"})


def by_reflection(f: Term, x: Sym, lo: Term, hi: Term, local: Facts) -> Term | None:
    """The integral of f from lo to hi, where f and its reflection add up to what is free of x; ``local`` holds inside the range."""
    if is_infinite(lo) or is_infinite(hi) or not any(isinstance(t, Call) and t.op in CIRCULAR and x in free_symbols(t) for t in walk(f)):
        return None
    turned = substitute(f, {x: sub(add(lo, hi), x)})

    def run(s: Session) -> Term | None:
        assume(s, local)
        total = s.quotient_term(s.nf(add(f, turned)))
        return None if s.loci or s.signs.contradictory or x in free_symbols(total) else total

    total = attempt(run, None)
    if total is None or not any(all_follow(local, (sign(f),)) for sign in (ge, le)):
        return None
    return mul(HALF, total, sub(hi, lo))

"""Inequalities with integer parts: ⌊a⌋ = a − φ and ⌈a⌉ = a + φ with a fraction 0 ≤ φ < 1 of its own.

Guarantee: what is shown for all fractions φ holds for the integer parts; an integer is ≥ 0 if it is > −1.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.functions import ge, lt
from symbolic.proving.domains import is_integer
from symbolic.proving.forms import masks as sg
from symbolic.terms import ONE, Call, Num, Term, add, fresh, neg, operators, sub, sym, transform, walk

ROUNDED = frozenset({"floor", "ceil"})
Show = Callable[[Term, int, tuple[Term, ...]], bool]


def sign_by_fractions(d: Term, wanted: int, facts: tuple[Term, ...], show: Show) -> bool:
    """Whether the sign of ``d`` lies in ``wanted``, by the fractions of its integer parts; a whole exponent has none, as (−1)^⌊x⌋ shows."""
    if not any(isinstance(t, Call) and t.op in ROUNDED for t in walk(d)):
        return False
    powers = (t.args for t in walk(d) if isinstance(t, Call) and t.op == "pow" and not ROUNDED.isdisjoint(operators(t.args[1])))
    if not all(isinstance(base, Num) and base.value > 0 for base, _ in powers):
        return False
    if wanted in (sg.NEG, sg.NONPOS):
        return sign_by_fractions(neg(d), sg.flip(wanted), facts, show)
    known = list(facts)

    def split(t: Term) -> Term | None:
        if not isinstance(t, Call) or t.op not in ROUNDED:
            return None
        fraction = fresh(sym(r"\varphi"))
        known.extend((ge(fraction), lt(fraction, ONE)))
        return sub(t.args[0], fraction) if t.op == "floor" else add(t.args[0], fraction)

    moved = transform(d, split)
    if show(moved, wanted, tuple(known)):
        return True
    return wanted == sg.NONNEG and is_integer(d) and show(add(moved, ONE), sg.POS, tuple(known))

"""Questions about signs and facts that are answered by normal forms alone.

Guarantee: True is returned only if the facts imply what is asked; False says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symbolic.proving.equations.algebraic import constant_sign
from symbolic.proving.facts import assume, attempt, entails, is_entailed, under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.terms import Term, free_symbols

Facts = tuple[Term, ...]


def seen_sign(t: Term, facts: Facts, wanted: int) -> bool:
    """Whether the sign of ``t`` is seen to lie in ``wanted``."""
    if not free_symbols(t):
        sign = constant_sign(t)
        if sign is not None:
            return (sg.ZERO if sign == 0 else sg.POS if sign > 0 else sg.NEG) & ~wanted == 0

    def run(session: Session) -> bool:
        if session.signs.contradictory:
            return False
        q = session.nf(t)
        settled = not any(session.signs.sign(p) & sg.ZERO for p in session.loci)
        return settled and session.signs.quotient_sign(q) & ~wanted == 0

    return under(facts, run, False)


def entailed(facts: Facts, conditions: Iterable[Term]) -> Iterator[bool]:
    """For each condition whether the facts entail it."""
    for c in conditions:
        yield is_entailed(facts, c)


def is_impossible(facts: Facts) -> bool:
    """Whether the facts contradict each other."""
    def run(session: Session) -> bool:
        for f in facts:
            if entails(session, f) is False:
                return True
            assume(session, (f,))
        return session.signs.contradictory

    return attempt(run, False)

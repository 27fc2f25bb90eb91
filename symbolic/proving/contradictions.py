"""Declarations that contradict each other, which no value of the names meets.

Guarantee: of the declarations returned, at most three and as few as were found, no values meet all: under the others one of them is
shown to be false by signs, linear combinations and roots of polynomials.  None says nothing.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations

from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.terms import Term, free_symbols

MANY = 12


def contradiction(declarations: tuple[Term, ...]) -> tuple[Term, ...] | None:
    """The fewest declarations that are seen to contradict each other, or None."""
    known = tuple(dict.fromkeys(declarations))[:MANY]
    return next((few for size in (1, 2, 3) for few in combinations(known, size) if _linked(few) and _impossible(few)), None)


def _linked(few: tuple[Term, ...]) -> bool:
    """Whether every declaration shares a name with another one."""
    names = [free_symbols(d) for d in few]
    return len(few) == 1 or all(any(names[i] & names[j] for j in range(len(few)) if j != i) for i in range(len(few)))


def _impossible(few: tuple[Term, ...]) -> bool:
    """Whether under all others one of the declarations is false."""

    def run(own: Term, session: Session) -> bool:
        assume(session, (d for d in few if d is not own))
        return not session.signs.contradictory and entails(session, own) is False

    try:
        return any(with_units(partial(run, d)) for d in few)
    except GIVE_UP:
        return False

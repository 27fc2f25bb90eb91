"""Conditions that are seen to fail where others hold, so that no prover has to be asked whether they follow.

Guarantee: each of them is false, and all that is known is true, at one of a few exact points.
"""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.proving.balls.balls import value_of
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.settings import setting
from symbolic.terms import Term, free_symbols

PRECISION, MOST_POINTS = 64, 7
FIELDS = frozenset({"real", "integer"})


def seen_to_fail(conditions: Iterable[Term], known: tuple[Term, ...]) -> set[Term]:
    """The conditions on real numbers that fail at a simple point at which everything known holds."""
    waiting = {c: condition(c, False) for c in conditions}
    names = frozenset().union(*map(free_symbols, (*waiting, *known)))
    if not all(s.sort.is_scalar and s.sort.field in FIELDS for s in names):
        return set()
    values, tests = setting(names, frozenset(), (), (), frozenset()), [condition(k, False) for k in known]
    failing: set[Term] = set()
    for k in range(MOST_POINTS):
        if len(failing) == len(waiting) or (point := values.simple(k)) is None:
            break
        false = [c for c, test in waiting.items() if c not in failing and value_of(test, point.values, PRECISION) is False]
        if false and all(value_of(test, point.values, PRECISION) is True for test in tests):
            failing.update(false)
    return failing

"""A condition that may save an inequality in one whole name: from which number on it holds, ``2ⁿ > n²`` for n ≥ 5.

Guarantee: none on the number from which it seems to hold, which is proposed; it does hold at the numbers below that are added to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.functions import ORDERS, ge, le
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.orders.truth import truth_at
from symbolic.steps import Step
from symbolic.terms import INTEGER, Sym, Term, call, free_symbols, num

TRIED, LAST_START, MOST_ALONE = 18, 12, 3


def from_some_number_on(step: Step) -> Iterator[Conditions]:
    """n ≥ k, if the step fails at k − 1 and at none of the numbers tried from k on."""
    n = _only_name(step)
    failing = [] if n is None else [i for i in range(TRIED) if _truth(step, n, i) is False]
    if n is not None and failing and failing[-1] < LAST_START:
        yield (ge(n, num(failing[-1] + 1)),)


def with_exceptions(step: Step, first: Term) -> Term:
    """``n ≥ k`` or one of the smaller numbers at which the step holds."""
    n = _only_name(step)
    start = next((i for i in range(1, TRIED) if first == ge(n, num(i))), 0) if n is not None else 0
    known = {i: _truth(step, n, i) for i in range(start)} if n is not None else {}
    holding = [i for i, truth in known.items() if truth is True]
    if n is None or not holding or len(holding) > MOST_ALONE:
        return first
    below = [i for i, truth in known.items() if truth is not None and i <= holding[-1]]
    alone = [le(n, num(holding[-1]))] if below == holding and len(holding) > 1 else [call("eq", n, num(i)) for i in holding]
    return call("or", first, *alone)


def _only_name(step: Step) -> Sym | None:
    names = free_symbols(step.left) | free_symbols(step.right)
    if step.relation not in ORDERS or len(names) != 1:
        return None
    (n,) = names
    return n if n.sort == INTEGER else None


def _truth(step: Step, n: Sym, value: int) -> bool | None:
    """Whether the step holds at a number; None if that is not allowed, or is not seen."""
    point = {n: num(value)}
    allowed = all(truth_at(d, point) is True for d in step.declarations)
    return truth_at(call(step.relation, step.left, step.right), point) if allowed else None

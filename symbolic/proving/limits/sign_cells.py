"""Limits and integrals whose value depends on a sign: ``lim log(1 + e^{kx})/k = max(x, 0)`` for k → ∞, ``∫₀^∞ sin(at)/t dt``.

The step is decided where each quantity that it tests (the arguments of max, sign, cases and |·|, in free names) is negative,
zero and positive; together these cells cover every allowed value.

Guarantee: ``Proved`` only if every cell that is not shown to be empty is proved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.proving.cases import cells, in_cell, tested
from symbolic.proving.equality import Sides
from symbolic.steps import Step
from symbolic.terms import Term, free_symbols
from symbolic.verdicts import Conditional, Proved, Refuted

Answer = Proved | Conditional | Refuted | None
Decide = Callable[[Step], Answer]
MAX_TESTS = 2


def by_sign_cells(step: Step, decide: Decide) -> Proved | None:
    """Proved if the step is proved in every cell of the signs that it tests."""
    free = free_symbols(step.left) | free_symbols(step.right)
    found = dict.fromkeys(q for side in (step.left, step.right) for q in tested(side) if free_symbols(q))
    tests: list[Term] = [q for q in found if free_symbols(q) <= free]
    if not tests or len(tests) > MAX_TESTS:
        return None
    whole = Sides(step.left, step.right, (), (), step.declarations)
    answer: Answer = None
    for cell in cells(whole, tests):
        inside = in_cell(whole, cell)
        answer = None if inside is None else decide(
            replace(step, left=inside.left, right=inside.right, declarations=inside.declarations))
        if not isinstance(answer, Proved):
            return None
    return answer if isinstance(answer, Proved) else None

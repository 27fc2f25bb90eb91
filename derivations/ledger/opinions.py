"""A second opinion: what SymPy says of a step that the engine has proved.

Never a proof, and never more than an opinion: SymPy simplifies by rules that know nothing of domains.  Where the difference of both sides
simplifies to 0 it agrees; where it is a number other than 0 it contradicts, and one of the two is at fault; all else is no opinion.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from symbolic.alarms import Late, can_be_limited, limited
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Sym, Term, walk

BUDGET_SECONDS = 0.25
MAX_NODES = 120
SIGNS = {"gt": "positive", "ge": "nonnegative", "lt": "negative", "le": "nonpositive", "ne": "nonzero"}


@cache
def opinion(step: Step) -> bool | None:
    """Whether SymPy finds an equation true; None where it has no word for it, is not sure, or takes too long."""
    if step.relation != "eq" or not can_be_limited():
        return None
    try:
        sides = _sides(step)
        with limited(BUDGET_SECONDS):
            return None if sides is None else _same(*(side.doit() for side in sides))
    except (Exception, Late):  # simplifying raises errors of every kind, StopIteration among them: then there is no opinion
        return None


def _sides(step: Step) -> tuple[Any, Any] | None:
    """Both sides in SymPy, definitions put in; None if they are too long for it."""
    from symbolic.proving.unfolding import unfold
    from symbolic.sympy_bridge import to_sympy

    left, right = (unfold(side, step.definitions) for side in (step.left, step.right))
    if sum(1 for side in (left, right) for _ in walk(side)) > MAX_NODES:
        return None
    return _with_signs(to_sympy(left), step.declarations), _with_signs(to_sympy(right), step.declarations)


def _same(left: Any, right: Any) -> bool | None:
    from sympy import Matrix, Sum, simplify

    if isinstance(left, Matrix) or isinstance(right, Matrix):
        return None if left.shape != right.shape else all(simplify(entry) == 0 for entry in left - right) or None
    difference = left - right
    difference = difference.expand() if difference.has(Sum) else simplify(difference)
    if difference == 0:
        return True
    return False if getattr(difference, "is_number", False) and abs(complex(difference.evalf())) > 1e-9 else None


def _with_signs(expression: Any, declarations: tuple[Term, ...]) -> Any:
    """The declared signs of names, as SymPy's symbols carry them."""
    from sympy import Symbol

    signs: dict[str, dict[str, bool]] = {}
    for fact in declarations:
        match fact:
            case Call(op, (Sym() as name, right)) if op in SIGNS and right is ZERO:
                signs.setdefault(name.name, {})[SIGNS[op]] = True
    symbols = {s: Symbol(s.name, **s.assumptions0 | signs[s.name]) for s in expression.free_symbols if getattr(s, "name", None) in signs}
    return expression.subs(symbols)

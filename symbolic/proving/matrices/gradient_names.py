"""Gradients and Hessians of functions of which no formula is known, ``∇f(x)`` and ``∇²f(y)``, as vectors and matrices of their own.

What is left of a step is algebra in these: ``‖x − η∇f(x) − y‖² = ‖x − y‖² − 2η∇f(x)ᵀ(x − y) + η²‖∇f(x)‖²``.  A derivative of one
function at one place has one name, in the declared facts too; what is under another derivative or a binder keeps its own form.

Guarantee: what is proved of all vectors in place of the gradients, and of all symmetric matrices in place of the Hessians, holds of these.
They exist, and the Hessians are symmetric, where the functions are as often differentiable as
:mod:`symbolic.proving.derivatives.smoothness` asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symbolic.gradients import Slope, slope_at
from symbolic.shapes import ShapeError, shape
from symbolic.steps import Step
from symbolic.terms import (
    Bind,
    Call,
    Deriv,
    Sort,
    Sym,
    Term,
    call,
    children,
    free_symbols,
    fresh,
    operators,
    rebuild,
    sym,
)
from symbolic.verdicts import Conditional, Proved, Refuted

SLOPES = frozenset({"Deriv", "gradient", "hessian"})
Answer = Proved | Conditional | Refuted | None


def prove_with_named_gradients(step: Step, prove: Callable[[Step], Answer]) -> Proved | Conditional | None:
    """Prove a step with names in place of the gradients and Hessians of unknown functions at single places."""
    seen = operators(step.left) | operators(step.right)
    if SLOPES.isdisjoint(seen) or "Apply" not in seen:
        return None
    names = Names()
    try:
        left, right = names.put_in(step.left), names.put_in(step.right)
        facts = tuple(map(names.put_in, step.declarations)) if names.made else ()
    except ShapeError:
        return None
    if not names.made:
        return None
    answer = prove(replace(step, left=left, right=right, declarations=(*facts, *names.facts)))
    made = set(names.made.values())
    match answer:
        case Proved():
            return answer
        case Conditional("definedness", conditions) if all(free_symbols(c).isdisjoint(made) for c in conditions):
            return replace(answer, witness=None)
    return None


@dataclass(slots=True)
class Names:
    """The names of the gradients and Hessians that were met."""

    made: dict[Slope, Sym] = field(default_factory=dict)
    facts: list[Term] = field(default_factory=list)

    def put_in(self, t: Term) -> Term:
        """A term with the names in place of what they stand for; not under derivatives and binders."""
        slope = slope_at(t)
        if slope is not None:
            return self._name(slope, t)
        if isinstance(t, Deriv | Bind) or (isinstance(t, Call) and t.op in SLOPES) or "Apply" not in operators(t):
            return t
        return rebuild(t, tuple(map(self.put_in, children(t))))

    def _name(self, slope: Slope, t: Term) -> Sym:
        known = self.made.get(slope)
        if known is None:
            known = self.made[slope] = fresh(sym("H" if slope.hessian else "g", Sort(shape=shape(t))))
            if slope.hessian:
                self.facts.append(call("eq", known, call("transpose", known)))
        return known

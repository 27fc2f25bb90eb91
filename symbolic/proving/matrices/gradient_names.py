"""Values, gradients and Hessians of functions of which no formula is known, ``f(x)``, ``∇f(x)`` and ``∇²f(y)``, as names of their own.

Derivatives are carried out by the chain rule, ``d/dt f(x + ty) = ∇f(x + ty)ᵀy``.  What is left of a step is algebra in these names:
``‖x − η∇f(x) − y‖² = ‖x − y‖² − 2η∇f(x)ᵀ(x − y) + η²‖∇f(x)‖²``.  Places that are equal have the same name, in the declared facts too;
what is under a binder keeps its own form.

Guarantee: what is proved of all numbers in place of the values, of all vectors in place of the gradients, and of all symmetric matrices
in place of the Hessians, holds of these.  They exist, and the Hessians are symmetric, where the functions are as often differentiable
as :mod:`symbolic.proving.derivatives.smoothness` asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symbolic.gradients import Slope, slope_at
from symbolic.proving.calculus import NoRule
from symbolic.proving.matrices.calculus import ArrayCalculus
from symbolic.shapes import NUMERATOR, ShapeError, is_matrix, shape
from symbolic.steps import Step
from symbolic.terms import Apply, Bind, Call, Deriv, Sort, Sym, Term, call, children, free_symbols, fresh, operators, rebuild, sym
from symbolic.verdicts import Conditional, Proved, Refuted

SLOPES = frozenset({"Deriv", "gradient", "hessian"})
Answer = Proved | Conditional | Refuted | None


def prove_with_named_values(step: Step, prove: Callable[[Step], Answer]) -> Proved | Conditional | None:
    """Prove a step with names in place of what unknown functions of arrays are, and of their slopes, at single places."""
    if "Apply" not in operators(step.left) | operators(step.right) or NUMERATOR in step.conventions:
        return None
    calculus = ArrayCalculus(step.conventions)
    names = Names(lambda a, b: isinstance(prove(replace(step, relation="eq", left=a, right=b)), Proved))
    try:
        left, right = (names.put_in(calculus.resolve(side)) for side in (step.left, step.right))
        facts = tuple(map(names.put_in, step.declarations)) if names.made else ()
    except (ShapeError, NoRule):
        return None
    if not names.made or calculus.assumed:
        return None
    answer = prove(replace(step, left=left, right=right, declarations=(*facts, *names.facts)))
    made = {name for _, name in names.made}
    match answer:
        case Proved():
            return answer
        case Conditional("definedness", conditions) if all(free_symbols(c).isdisjoint(made) for c in conditions):
            return replace(answer, witness=None)
    return None


@dataclass(slots=True)
class Names:
    """The names of the values (of which no slope is asked), gradients and Hessians that were met; ``same`` tells which places are equal."""

    same: Callable[[Term, Term], bool]
    made: list[tuple[tuple[str, Slope], Sym]] = field(default_factory=list)
    facts: list[Term] = field(default_factory=list)

    def put_in(self, t: Term) -> Term:
        """A term with the names in place of what they stand for; not under derivatives and binders."""
        slope = slope_at(t)
        if slope is not None:
            return self._name("H" if slope.hessian else "g", slope, t)
        match t:
            case Apply(Sym() as f, (place,), (0,)) if is_matrix(place):
                return self._name("f", Slope(f, place, False), t)
            case Deriv() | Bind():
                return t
            case Call(op, _) if op in SLOPES or "Apply" not in operators(t):
                return t
        return rebuild(t, tuple(map(self.put_in, children(t))))

    def _name(self, kind: str, slope: Slope, t: Term) -> Sym:
        for (other, known), name in self.made:
            if other == kind and known.function is slope.function and (known.place is slope.place or self.same(known.place, slope.place)):
                return name
        made = fresh(sym(kind, Sort(shape=shape(t))))
        self.made.append(((kind, slope), made))
        if kind == "H":
            self.facts.append(call("eq", made, call("transpose", made)))
        return made

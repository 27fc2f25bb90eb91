"""One of several equations holds: A = B or C = D, written ¬(A = B) ⇒ C = D, is (A − B)(C − D) = 0.

Guarantee: the product is shown to be 0, and defined, at every allowed value; so everywhere one of the equations holds, its sides defined.
"""

from __future__ import annotations

from symbolic.proving.equality import prove_equal
from symbolic.proving.equations.cases import prove_by_cases
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Term, mul, sub
from symbolic.verdicts import Proved

METHOD = "product of the differences"


def prove_alternatives(step: Step) -> Proved | None:
    """Prove that one of two or more equations holds; None for any other statement."""
    if step.relation != "implies":
        return None
    denied, last = _denied(step.left), _difference(step.right)
    if not denied or last is None:
        return None
    product = Step("eq", mul(*denied, last), ZERO, step.declarations, step.definitions, step.conventions)
    proved = any(isinstance(prover(product), Proved) for prover in (prove_equal, prove_by_cases))
    return Proved(METHOD) if proved else None


def _denied(t: Term) -> list[Term]:
    """The differences of equations that a statement denies; none if it says anything else."""
    match t:
        case Call("not", (inner,)):
            found = _difference(inner)
            return [] if found is None else [found]
        case Call("ne", (a, b)):
            return [sub(a, b)]
        case Call("and", args):
            parts = [_denied(a) for a in args]
            return [d for p in parts for d in p] if all(parts) else []
    return []


def _difference(t: Term) -> Term | None:
    match t:
        case Call("eq", (a, b)):
            return sub(a, b)
    return None

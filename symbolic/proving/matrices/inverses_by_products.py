"""Inverses shown by a product: M⁻¹ = R if M R = I.

Guarantee: as for :mod:`symbolic.proving.matrices.proof`.  Wherever R is defined, M R = I is shown, so that the square matrix M is
invertible there and R is its inverse; the conditions of R that do not follow from those of M⁻¹ are named.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.domains import definedness
from symbolic.proving.matrices.proof import ABSTAIN, plain_powers, prove_matrix, with_domains
from symbolic.shapes import shape
from symbolic.steps import Step
from symbolic.terms import Call, Term, call, walk
from symbolic.verdicts import Conditional, Proved

METHOD = "the product with the inverse"


def prove_inverse(step: Step) -> Proved | Conditional | None:
    """Decide an equation one side of which is the inverse of a matrix; see the module's guarantee."""
    if step.relation != "eq":
        return None
    for one, other in ((step.left, step.right), (step.right, step.left)):
        if isinstance(one, Call) and one.op in ("inverse", "pow"):
            match plain_powers(one):
                case Call("inverse", (m,)) if not any(isinstance(t, Call) and t.op == "inverse" and t.args[0] is m for t in walk(other)):
                    return _by_product(step, m, other)
    return None


def _by_product(step: Step, m: Term, claimed: Term) -> Proved | Conditional | None:
    """M⁻¹ = R by M R = I."""
    domain = definedness(claimed)
    try:
        sides = call("matmul", m, claimed), call("identity", shape(m)[0])
        if not isinstance(prove_matrix(replace(step, left=sides[0], right=sides[1], declarations=(*step.declarations, *domain))), Proved):
            return None
        answer = with_domains(step)
    except ABSTAIN:
        return None
    if not isinstance(answer, Conditional):
        return Proved(METHOD) if answer is not None else None
    rest = tuple(c for c in answer.conditions if not _is_invertibility(c, m, step))
    if not rest:
        return Proved(METHOD)
    otherwise = prove_matrix(step)
    return otherwise if isinstance(otherwise, Proved) else replace(answer, conditions=rest, by=METHOD)


def _is_invertibility(condition: Term, m: Term, step: Step) -> bool:
    """Whether a condition says that M is invertible."""
    match condition:
        case Call("ne", (Call("det", (a,)), _)):
            return a is m or isinstance(prove_matrix(replace(step, left=a, right=m)), Proved)
    return False

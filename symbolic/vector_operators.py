r"""Operators of vector calculus in Cartesian coordinates, written out by derivatives and products.

    a × b = (a₂b₃ − a₃b₂, a₃b₁ − a₁b₃, a₁b₂ − a₂b₁) of columns of ℝ³,
    ∇·F = tr ∂F/∂(x, y, …), ∇²f = tr ∇∇ᵀf, of a column entry by entry,
    ∇×F = (∂F₃/∂y − ∂F₂/∂z, ∂F₁/∂z − ∂F₃/∂x, ∂F₂/∂x − ∂F₁/∂y) of a field in space, ∂F₂/∂x − ∂F₁/∂y of one in the plane.

Guarantee: what is written out says the same.  All that is known of columns, Jacobians and Hessians then holds of these operators.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symbolic.shapes import shape
from symbolic.steps import Step
from symbolic.terms import Call, Matrix, Term, call, elem, mul, num, operators, sub, transform

VECTOR_OPERATORS = frozenset({"cross", "divergence", "curl", "laplacian"})
TURNED = ((2, 3), (3, 1), (1, 2))
"""The axes that the components of a vector product, or of a curl, are made of."""


def without_vector_operators(step: Step) -> Step:
    """The step with its vector products, divergences, curls and Laplacians written out."""
    facts = (*step.declarations, *(d.value for d in step.definitions))
    if not any(VECTOR_OPERATORS & operators(t) for t in (step.left, step.right, *facts)):
        return step
    return replace(
        step, left=written_out(step.left), right=written_out(step.right), declarations=tuple(map(written_out, step.declarations)),
        definitions=tuple(replace(d, value=written_out(d.value)) for d in step.definitions),
    )


def written_out(term: Term) -> Term:
    """The term without operators of vector calculus."""
    return transform(term, _by_entries) if VECTOR_OPERATORS & operators(term) else term


def _by_entries(t: Term) -> Term | None:
    match t:
        case Call("cross", (a, b)):
            return _column(sub(mul(_entry(a, i), _entry(b, j)), mul(_entry(a, j), _entry(b, i))) for i, j in TURNED)
        case Call("divergence", (field, variables)):
            return call("trace", call("jacobian", field, variables))
        case Call("curl", (field, Call("tuple", names) as variables)):
            slopes = call("jacobian", field, variables)
            if len(names) == 2:
                return _turn(slopes, 1, 2)
            return _column(_turn(slopes, i, j) for i, j in TURNED)
        case Call("laplacian", (body, variables)):
            size = shape(body)
            if not size:
                return call("trace", call("hessian", body, variables))
            count = len(variables.args) if isinstance(variables, Call) else 0
            return _column(call("trace", call("hessian", _entry(body, k + 1), variables)) for k in range(count))
    return None


def _turn(slopes: Term, i: int, j: int) -> Term:
    return sub(elem(slopes, num(j), num(i)), elem(slopes, num(i), num(j)))


def _column(entries: Iterable[Term]) -> Matrix:
    return Matrix(tuple((entry,) for entry in entries))


def _entry(a: Term, place: int) -> Term:
    return a.rows[place - 1][0] if isinstance(a, Matrix) else elem(a, num(place))

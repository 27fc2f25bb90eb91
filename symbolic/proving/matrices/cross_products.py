"""Vector products ``a × b`` of columns of ℝ³, written out: (a₂b₃ − a₃b₂, a₃b₁ − a₁b₃, a₁b₂ − a₂b₁).

Guarantee: the step that is written out says the same.  All that is proved of columns is then proved of vector products.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.steps import Step
from symbolic.terms import Call, Matrix, Term, elem, mul, num, operators, sub, transform

PLACES = ((2, 3), (3, 1), (1, 2))


def without_cross_products(step: Step) -> Step:
    """The step with its vector products written out."""
    declared = [d for d in step.declarations if "cross" in operators(d)]
    defined = [d for d in step.definitions if "cross" in operators(d.value)]
    if not declared and not defined and "cross" not in operators(step.left) | operators(step.right):
        return step
    return replace(
        step, left=_written_out(step.left), right=_written_out(step.right), declarations=tuple(map(_written_out, step.declarations)),
        definitions=tuple(replace(d, value=_written_out(d.value)) for d in step.definitions),
    )


def _written_out(term: Term) -> Term:
    return transform(term, _column)


def _column(t: Term) -> Term | None:
    match t:
        case Call("cross", (a, b)):
            return Matrix(tuple((sub(mul(_entry(a, i), _entry(b, j)), mul(_entry(a, j), _entry(b, i))),) for i, j in PLACES))
    return None


def _entry(a: Term, place: int) -> Term:
    return a.rows[place - 1][0] if isinstance(a, Matrix) else elem(a, num(place))

r"""Divergences and curls, ``\\nabla \\cdot F``, ``\\nabla \\times F``: what stands behind them up to the next factor is the field."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.build import is_array
from symbolic.latex.calculus.coordinates import at_coordinates, coordinates
from symbolic.latex.names.open_names import open_operator
from symbolic.latex.reader import Reader
from symbolic.terms import Term, call


def field_operator(r: Reader, written: Sequence[Term] | None, first: int) -> Term:
    """The divergence or the curl of the factor here; ``written``: the coordinates below the sign, if there are any."""
    from symbolic.latex.grammar import starts_factor

    sign = r.take().text
    if not starts_factor(r):
        raise r.unexpected("the field was expected")
    field = at_coordinates(r, r.factor())
    if starts_factor(r):
        raise r.error("where does the operand of the derivative end?", first, "put all of it in brackets")
    found = tuple(written) if written is not None else coordinates(r, field)
    if found is not None and is_array(field):
        term = call("divergence" if sign == r"\cdot" else "curl", field, call("tuple", *found))
        r.shape_of(term, first)
        return term
    if r.scope.open:
        return open_operator(rf"\nabla {sign}", field)
    remedy = r"define the field with its coordinates first: \mathbf{F}(x, y, z) = (\dots), or write \nabla_{x, y, z}"
    raise r.error("a divergence or a curl of what is no field in known coordinates", first, remedy)

r"""Divergences and curls, ``\\nabla \\cdot F``, ``\\nabla \\times F``: what stands behind them up to the next factor is the field."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.build import is_array
from symbolic.latex.calculus.coordinates import at_coordinates, coordinates, is_vector_calculus
from symbolic.latex.names.open_names import open_operator
from symbolic.latex.names.vector_fields import of_several_numbers
from symbolic.latex.reader import Reader
from symbolic.terms import Apply, Term, call

INCREMENT = r"\Delta "


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


def laplacian_of(r: Reader, flat: str, first: int) -> Term | None:
    r"""``\Delta u`` of a function with a formula in coordinates, in a text about fields; elsewhere it is an increment."""
    d = of_several_numbers(r, flat.removeprefix(INCREMENT)) if flat.startswith(INCREMENT) and is_vector_calculus(r) else None
    if d is None or r.at("(", "[") or r.symbol(flat) is not None:
        return None
    body = Apply(d.symbol, d.params, (0,) * len(d.params))
    found = coordinates(r, body)
    if found is None:
        raise r.error("a Laplacian in other than Cartesian coordinates", first, "write it with partial derivatives")
    return call("laplacian", body, call("tuple", *found))

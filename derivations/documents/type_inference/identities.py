r"""Identity matrices that stand alone in a row of a chain: ``&= I`` below a square matrix is of its size."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.names.open_names import open_names
from symbolic.shapes import ShapeError, shape
from symbolic.sizes import same_shape
from symbolic.terms import Call, Sym, Term, call, neg

NAME = "I"


def with_identities(members: Sequence[Term]) -> list[Term] | None:
    """The members with ``I`` and ``-I`` as identity matrices of the size of the first; None if other names are left without a type.

    Nothing else can stand beside a square matrix with more than one row or of symbolic size.
    """
    first, rest = members[0], members[1:]
    if open_names(first) or set(open_names(*rest)) != {NAME}:
        return None
    try:
        size = shape(first)
        if len(size) != 2 or size[0] is not size[1]:
            return None
        made = [_identity(term, size[0]) for term in rest]
        fitting = all(same_shape(shape(term), size) for term in made)
    except ShapeError:
        return None
    return [first, *made] if fitting and not open_names(*made) else None


def _identity(term: Term, size: Term) -> Term:
    match term:
        case Sym(name, sort) if name == NAME and sort.opaque:
            return call("identity", size)
        case Call("neg", (inner,)):
            return neg(_identity(inner, size))
    return term

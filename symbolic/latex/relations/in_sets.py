r"""A set after the last member of a chain of equations, ``z = W x + b \in \mathbb{R}^m``: it has to have the shape of that member.

A set that says more, ``p = k/n \in (0, 1)``, is not read: it may be claimed or assumed.
"""

from __future__ import annotations

from symbolic.latex.declaring.sets import declare_member
from symbolic.latex.errors import ReadingError
from symbolic.latex.reader import Reader
from symbolic.shapes import holds_open_name, shape
from symbolic.sizes import same_size
from symbolic.terms import ONE, Term, free_symbols

ANY = "\N{WHITE SQUARE}"


def refuse_other_shape(r: Reader, member: Term, a: int, b: int) -> None:
    """Raises :class:`ReadingError` if a member is of another shape than the set that stands at ``a … b``, or the set is not known."""
    saved = r.scope, r.position
    try:
        declare_member(r, ANY, a, b)
        sort = r.scope.names.get(ANY)
        more = sort is None or sort.field != "real" or any(s.name == ANY for fact in r.scope.facts for s in free_symbols(fact))
    finally:
        r.scope, r.position = saved
    if sort is None or more:
        written = r.source[r.tokens[a].start : r.tokens[b - 1].end]
        raise ReadingError(f"a set that says more than a type: {written}", r.tokens[a].start, r.tokens[b - 1].end,
                           "say it of a name in a sentence of its own, or declare it")
    if holds_open_name(member):
        return
    found, said = ([s for s in sizes if s is not ONE] for sizes in (shape(member, r.scope.conventions), sort.shape))
    if len(found) != len(said) or not all(same_size(one, other) for one, other in zip(found, said, strict=True)):
        written = r.source[r.tokens[a].start : r.tokens[b - 1].end]
        raise ReadingError(f"what stands before {written} has another shape", r.tokens[a].start, r.tokens[b - 1].end,
                           "check the sizes of the names, or declare them")


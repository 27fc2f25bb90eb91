r"""Names of sets: what something is in, ``x \in S``, or what is given in braces, ``S = \{1, 2\}``.

Bars around one count its elements, and ``\times`` between two makes pairs: neither is arithmetic of numbers.
"""

from __future__ import annotations

from symbolic.latex.names.open_names import EMPTY, open_operator
from symbolic.latex.reader import Reader
from symbolic.terms import Elem, Sym, Term


def is_set(r: Reader, term: Term) -> bool:
    """Whether a term is a name of a set of which nothing says that it is a number, or a set in braces."""
    match term:
        case Sym(name, _, 0):
            literal = name.startswith(r"\{") or name in EMPTY
            return literal or (name in r.usage.sets and r.scope.symbol(name) is None)
        case Elem(Sym(name, _, _), _):
            return any(s.startswith(name + "_") for s in r.usage.sets) and r.scope.symbol(name) is None
    return False


def size(r: Reader, inner: Term, first: int) -> Term | None:
    """The number of elements of what stands between bars; None if it is no set."""
    if not is_set(r, inner):
        return None
    if r.scope.open:
        return open_operator(r"\#", inner)
    raise r.error("bars around a set: the number of its elements?", first, r"give that number a name of its own")


def pairs(r: Reader, left: Term, right: Term, first: int) -> Term | None:
    """``A \\times B`` of sets; None for numbers."""
    if not (is_set(r, left) or is_set(r, right)):
        return None
    if r.scope.open:
        return open_operator(r"\times", left, right)
    raise r.error(r"\times beside a set: a set of pairs?", first, r"write \cdot for a product of numbers")

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
    """``A \\times B`` of sets; None for numbers.  ``u \\times v = -v \\times u`` holds of vectors."""
    if not (is_set(r, left) or is_set(r, right)):
        if isinstance(left, Sym) and isinstance(right, Sym) and _turned(r, left.name, right.name):
            raise r.error(r"\times with a minus sign for the other order: vector products?", first,
                          rf"declare the vectors: <!-- derivations: let {left.name}, {right.name} \in \mathbb{{R}}^3 -->")
        return None
    if r.scope.open:
        return open_operator(r"\times", left, right)
    raise r.error(r"\times beside a set: a set of pairs?", first, r"write \cdot for a product of numbers")


def _turned(r: Reader, left: str, right: str) -> bool:
    """Whether two names without a type stand in both orders around the sign, once behind a minus sign."""
    texts = [t.text for t in r.tokens]
    places = [k for k in range(1, len(texts) - 1) if texts[k] == r"\times"]
    orders = {(texts[k - 1], texts[k + 1]): k for k in places}
    found = [orders[pair] for pair in ((left, right), (right, left)) if pair in orders]
    known = any(r.scope.symbol(name) is not None for name in (left, right))
    return len(found) == 2 and left != right and not known and any(texts[k - 2 : k - 1] == ["-"] for k in found if k > 1)

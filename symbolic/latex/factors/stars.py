r"""``f * g``: a product of numbers, or a convolution?

Between numerals, declared names and values of known functions the star multiplies.  Between two names of which nothing is known, or two
values of unknown functions, it may be either.
"""

from __future__ import annotations

from symbolic.latex.names.open_names import open_operator
from symbolic.latex.reader import Reader
from symbolic.terms import Apply, Elem, Sym, Term

STARS = frozenset({"*", r"\ast"})


def is_doubtful(r: Reader, factor: Term) -> bool:
    """Whether nothing says that a factor is a number."""
    match factor:
        case Elem(base, _):
            factor = base
        case Apply(function, _, _):
            factor = function
    return isinstance(factor, Sym) and factor.name not in r.bound and r.scope.symbol(factor.name) is None


def starred_product(r: Reader, left: Term, right: Term, start: int) -> Term:
    """The operator * of which nothing is known, in an open reading; else refused."""
    if r.scope.open:
        return open_operator("*", left, right)
    raise r.error("* between names without a type: a product, or a convolution?", start,
                  r"write \cdot for the product, or declare the names: <!-- derivations: let x, y \in \mathbb{R} -->")

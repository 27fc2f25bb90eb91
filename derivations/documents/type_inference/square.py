"""Rows whose shapes do not fit, with arrays of equal sizes: a transpose too many in ``(X^\\top X)^{-1} X y``.

The sizes that were declared may all be equal.  Then every matrix is square and the row can be read; where it is false, it is false at
values that the declarations allow.  Where it holds, the row stays unread: it holds for some sizes, and has no meaning for others.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.latex.scope import Scope
from symbolic.proving.known_sizes import sized, with_sizes
from symbolic.terms import ONE, Definition, Sym, Term, free_symbols, substitute


class EqualSizes:
    """A scope in which all sizes of arrays are one letter, and terms as they are there."""

    def __init__(self, scope: Scope, values: dict[Sym, Sym]) -> None:
        self._values: dict[Sym, Term] = dict(values)
        names = {name: sized(sort, self._values) for name, sort in scope.names.items()}
        self.scope = replace(scope, names=names, facts=tuple(map(self.of, scope.facts)),
                             definitions=tuple(map(self._definition, scope.definitions)))

    def of(self, term: Term) -> Term:
        """A term with the sizes equal, in the types of its names too."""
        moved: dict[Sym, Term] = {s: with_sizes(s, self._values) for s in free_symbols(term)}
        return substitute(term, {**moved, **self._values})

    def _definition(self, d: Definition) -> Definition:
        return replace(d, symbol=with_sizes(d.symbol, self._values), params=tuple(with_sizes(p, self._values) for p in d.params),
                       value=self.of(d.value))


def equal_sizes(scope: Scope) -> EqualSizes | None:
    """The scope with all sizes of arrays equal; None if that changes nothing, or a size is no letter."""
    sizes = list(dict.fromkeys(size for sort in scope.names.values() for size in sort.shape if size is not ONE))
    letters = [s for s in sizes if isinstance(s, Sym)]
    if len(letters) < 2 or len(letters) < len(sizes):
        return None
    return EqualSizes(scope, dict.fromkeys(letters[1:], letters[0]))

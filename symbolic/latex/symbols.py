"""Which symbols a term is about, the sizes in the types of its symbols included, and which of them nothing declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.terms import Sort, Sym, Term, free_symbols

if TYPE_CHECKING:
    from symbolic.latex.reader import Reader


def names_of(term: Term) -> frozenset[Sym]:
    """The free symbols of a term and of the sizes and index ranges in their sorts."""
    out: set[Sym] = set()
    waiting = list(free_symbols(term))
    while waiting:
        symbol = waiting.pop()
        if symbol not in out:
            out.add(symbol)
            waiting += [s for size in sizes_of(symbol.sort) for s in free_symbols(size)]
    return frozenset(out)


def sizes_of(sort: Sort) -> list[Term]:
    """The terms in a sort: sizes, ends of index ranges, and those of the arguments of a function."""
    out = [*sort.shape]
    for pair in sort.index:
        out += pair or ()
    for argument in sort.domain or ():
        out += sizes_of(argument)
    return out


def undeclared(r: Reader, s: Sym) -> bool:
    """A free name that is a number, or a family of numbers, only by default."""
    known = r.scope.names.get(s.name) == s.sort or s.name in r.bound or s.name in r.head_sort
    return not known and s.uid == 0 and not s.sort.shape and not s.sort.is_function

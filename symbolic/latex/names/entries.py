r"""Entries of arrays and members of families: what the subscripts of a declared name are.

Entries are counted from 1.  The subscript 0 of a declared vector makes another name, the bias ``w_0`` beside ``w^\\top x``; it is asked
about where other entries of the vector stand in the formula, which may be counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from symbolic.latex.names.open_names import open_symbol
from symbolic.latex.names.usage import flat_name
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.shapes import sort_shape
from symbolic.sizes import shape_text
from symbolic.terms import INTEGER, ONE, REAL, ZERO, Elem, Sym, Term, num, sym


def size_of(term: Term) -> Term:
    """A name used as a size is an integer."""
    return sym(term.name, INTEGER) if isinstance(term, Sym) and term.sort == REAL else term


def index_term(r: Reader, a: int, b: int) -> Term:
    """The term of a subscript: letters in it are integers."""
    saved, r.in_index = r.in_index, True
    with r.within(a, b):
        term = r.expression()
    r.in_index = saved
    return term


def entry(r: Reader, array: Sym, items: list[tuple[int, int]], name: NameAt, first: int) -> Term:
    """The entry of an array, or the member of a family, that subscripts name."""
    if name.primes and r.scope.open:
        return open_symbol(flat_name(r.tokens, name))
    if name.primes:
        raise r.error(f"a prime on an entry of {array.name}", first, "give the primed array a name of its own")
    if r.scope.open and array.name not in r.scope.names and any(_label_with_numeral(r, a, b) for a, b in items):
        return open_symbol(flat_name(r.tokens, name))
    if r.scope.open and any(t.text == ":" for a, b in items for t in r.tokens[a:b]):
        return open_symbol(flat_name(r.tokens, name))
    if any(t.text == ":" for a, b in items for t in r.tokens[a:b]):
        raise r.error(f"a row or a column of {array.name}", first, "give it a name, or write its entries")
    if array.name not in r.scope.names and any(_runs_together(r, a, b) for a, b in items):
        raise r.error(f"a subscript of {array.name} that runs together: one index, or two?", first,
                      f"write {array.name}_{{i, t+1}} with a comma, or declare the array")
    indices = tuple(index_term(r, a, b) if isinstance(b, int) else num(b) for a, b in _split_digits(r, array, items))
    columns = array.sort.shape[1] if array.sort.shape else None
    two_on_vector = columns is ONE and len(indices) == len(array.sort.index) + 2
    misfit = sort_shape(array.sort, len(indices)) is None or two_on_vector
    if misfit and r.scope.open:
        return open_symbol(flat_name(r.tokens, name))
    if misfit:
        from symbolic.latex.plain import to_text
        kind = f"of shape {shape_text(array.sort.shape)}" if array.sort.shape else "a scalar"
        raise r.error(f"{len(indices)} subscripts on {to_text(array)}, which is {kind}", first,
                      "use one subscript for a vector, two for a matrix")
    if array.sort.shape and not array.sort.index and indices[0] is ZERO and not r.scope.open:
        flat = flat_name(r.tokens, name)
        beside = sum(one.text == array.name and other.text == "_" for one, other in pairwise(r.tokens))
        zeros = sum([t.text for t in r.tokens[k : k + 3]] == [array.name, "_", "0"] for k in range(len(r.tokens)))
        if 0 < beside == zeros:
            return sym(flat)
        raise r.error(f"{flat}: an entry counted from 0, or a name of its own?", first,
                      rf"declare it, <!-- derivations: let {flat} \in \mathbb{{R}} -->, or count the entries from 1")
    return Elem(array, indices)


def _label_with_numeral(r: Reader, a: int, b: int) -> bool:
    """``k0`` of ``\\tau_{k0}``, a label or two indices."""
    return b == a + 2 and r.tokens[a].kind == "letter" and r.tokens[b - 1].kind == "number" and r.tokens[b - 1].glued


def _runs_together(r: Reader, a: int, b: int) -> bool:
    """``it+1``: a product of two letters, or two indices?"""
    kinds = [t.kind for t in r.tokens[a:b]]
    letters = any(kinds[k : k + 2] == ["letter", "letter"] for k in range(len(kinds) - 1))
    return letters and any(t.text in ("+", "-") for t in r.tokens[a:b])


def _split_digits(r: Reader, array: Sym, items: list[tuple[int, int]]) -> Sequence[tuple[int, int | str]]:
    """``w_{12}`` of a matrix means row 1, column 2."""
    out: list[tuple[int, int | str]] = list(items)
    missing = sort_shape(array.sort, len(items)) is None
    if missing and len(items) == 1:
        a, b = items[0]
        token = r.tokens[a]
        if b == a + 1 and token.kind == "number" and len(token.text) == 2 and token.text.isdigit():
            return [(a, token.text[0]), (a, token.text[1])]
    return out

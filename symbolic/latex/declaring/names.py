r"""The names that a declaration gives types to, and the sizes in the types.

A run of letters is one name in a declaration; what is declared is no longer blocked; a name used as a size is a positive integer.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.latex.names.usage import flat_name, index_parts
from symbolic.latex.reader import Reader
from symbolic.latex.scope import Scope
from symbolic.latex.source.spelling import NameAt, name_at
from symbolic.terms import INTEGER, ONE, REAL, Sym, Term, call, free_symbols, substitute, sym


def whole_name(r: Reader, a: int, b: int) -> NameAt | None:
    """The name that fills the range; a run of letters is one name in a declaration."""
    name = r.name_at(a)
    if name is not None and name.end == b and not name.powers:
        return name
    return None


def declared_name(r: Reader, a: int, b: int) -> str:
    """The canonical name that fills the range, empty if none does; a run of letters is one name (``input_1``)."""
    name = whole_name(r, a, b)
    if name is not None:
        return flat_name(r.tokens, name)
    end = a
    while end < b and r.tokens[end].kind == "letter":
        end += 1
    if end - a < 2:
        return ""
    last = name_at(r.tokens, end - 1, r.close, (), (), b)
    whole = last is not None and last.end == b and not last.powers
    return "".join(t.text for t in r.tokens[a : end - 1]) + flat_name(r.tokens, last) if last is not None and whole else ""


def forget_block(r: Reader, name: str) -> None:
    if name in r.scope.blocked:
        r.scope = replace(r.scope, blocked={k: v for k, v in r.scope.blocked.items() if k != name})


def listed_name(r: Reader, word: str, limit: int) -> NameAt | None:
    """The name before the position that is spelled so."""
    found = (name for k in range(limit) if (name := r.name_at(k)) is not None and flat_name(r.tokens, name) == word)
    return next(found, None)


def has_index_letters(r: Reader, name: NameAt) -> bool:
    _, items = index_parts(r.tokens, name)
    letters = [t for a, b in items for t in r.tokens[a:b]]
    return bool(letters) and all(t.kind == "letter" and (t.text.islower()) for t in letters)


def read_shape(r: Reader, a: int, b: int) -> tuple[Term, ...]:
    times = [k for k in range(a, b) if r.tokens[k].text == r"\times"]
    if len(times) > 1:
        r.position = b
        raise r.error("an array with more than two indices", a, "declare a family of matrices")
    parts = [(a, times[0]), (times[0] + 1, b)] if times else [(a, b)]
    sizes = tuple(read_size(r, c, d) for c, d in parts)
    return sizes if times else (*sizes, ONE)


def read_size(r: Reader, a: int, b: int) -> Term:
    saved, r.in_index = r.in_index, True
    with r.within(a, b):
        size = r.expression()
    r.in_index = saved
    numbers = {s: sym(s.name, INTEGER) for s in free_symbols(size) if s.sort == REAL}
    for s in numbers:
        r.scope = _as_integer(r.scope, s)
    return substitute(size, dict(numbers))


def _as_integer(scope: Scope, symbol: Sym) -> Scope:
    """A name of which only comparisons were known and that is now used as a size: an integer with the same facts."""
    if symbol.name not in scope.names:
        return scope
    integer = sym(symbol.name, INTEGER)
    return replace(scope, names={**scope.names, symbol.name: INTEGER}, facts=tuple(substitute(f, {symbol: integer}) for f in scope.facts))


def declare_sizes(r: Reader, size: Term) -> None:
    """The names in a size are positive integers, unless they are declared already."""
    for s in sorted(free_symbols(size), key=lambda t: t.name):
        if s.name not in r.scope.names and s.sort == INTEGER:
            r.scope = r.scope.declare(s.name, INTEGER, (call("ge", s, ONE),))
        elif isinstance(size, Sym):
            r.scope = r.scope.with_facts(call("ge", size, ONE))

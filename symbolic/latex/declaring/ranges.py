r"""The ranges of index letters: ``i = 1, \dots, n``, ``i \in \{1, \dots, n\}`` here or further on in the same declarations."""

from __future__ import annotations

from symbolic.latex.declaring.names import declare_sizes, forget_block, has_index_letters
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.entries import size_of
from symbolic.latex.names.usage import flat_name, index_parts, is_index
from symbolic.latex.ranges.integers import integer_set, listed_up_to_dots
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import INFINITY, INTEGER, Call, Term, call, sym


def is_declared_family(r: Reader, name: NameAt, listed: list[NameAt]) -> bool:
    """Whether the subscripts of a name are indices; in a list, ``x_a, x_b``, they tell names with one base apart."""
    if not has_index_letters(r, name) or len({flat_name(r.tokens, n) for n in listed if n.name == name.name}) > 1:
        return False
    letters = [r.tokens[a].text for a, _ in index_parts(r.tokens, name)[1]]
    return len(listed) == 1 or all(is_index(x, r.scope, r.usage) or letter_range(r, x) is not None for x in letters)


def letter_range(r: Reader, letter: str) -> tuple[Term, Term] | None:
    """The declared range of an index letter, here or further on in the same declarations."""
    symbol = r.scope.symbol(letter)
    later = _range_ahead(r, letter)
    if later is not None:
        return later
    if symbol is None:
        return None
    lo = next((f.args[1] for f in r.scope.facts if isinstance(f, Call) and f.op == "ge" and f.args[0] is symbol), None)
    hi = next((f.args[1] for f in r.scope.facts if isinstance(f, Call) and f.op == "le" and f.args[0] is symbol), None)
    return (lo, hi) if lo is not None and hi is not None else None


def _range_ahead(r: Reader, letter: str) -> tuple[Term, Term] | None:
    for k in range(r.limit - 1):
        if r.tokens[k].text != letter or r.tokens[k + 1].text not in (r"\in", "=") or (k and r.tokens[k - 1].text == "_"):
            continue
        if k and r.tokens[k].glued and r.tokens[k - 1].kind == "letter":
            continue  # the end of a word
        saved = r.position, r.limit, r.scope
        try:
            r.position = k + 2
            found = integer_set(r, k) if r.tokens[k + 1].text == r"\in" else listed_range(r, k + 2)
        except ReadingError:
            found = None
        r.position, r.limit, r.scope = saved
        if found is not None and found[1] is not INFINITY:
            lo, hi = size_of(found[0]), size_of(found[1])
            declare_sizes(r, hi)
            return lo, hi
    return None


def listed_range(r: Reader, place: int) -> tuple[Term, Term] | None:
    """The ends of ``1, \\dots, n``; the second is infinite if nothing follows the dots."""
    r.position = place
    lo = r.expression()
    if not r.skip(","):
        return None
    if not listed_up_to_dots(r, lo):
        return None
    if r.position == r.limit:
        return lo, INFINITY
    r.expect(",", "after the dots")
    return lo, r.expression()


def declare_range(r: Reader, a: int, b: int) -> list[str]:
    r"""``i = 1, \dots, n``, ``i = 1, 2, \dots``."""
    name = r.name_at(a)
    if name is None or r.tokens[name.end].text != "=" or name.subscripts or name.powers:
        r.position = b
        raise r.error("a list with dots that cannot be read", a, r"write i \in \{1, \dots, n\}")
    with r.within(name.end + 1, b):
        found = listed_range(r, name.end + 1)
    if found is None:
        r.position = b
        raise r.error("a list with dots that cannot be read", a, r"write i \in \{1, \dots, n\}")
    forget_block(r, name.name)
    declare_within(r, name.name, *found)
    return [name.name]


def declare_within(r: Reader, target: str, lo: Term, hi: Term) -> None:
    """Let a name be an integer between two ends, the second of which may be infinite."""
    symbol, low, high = sym(target, INTEGER), size_of(lo), None if hi is INFINITY else size_of(hi)
    r.scope = r.scope.declare(target, INTEGER)
    if high is not None:
        declare_sizes(r, high)
    r.scope = r.scope.with_facts(call("ge", symbol, low), *((call("le", symbol, high),) if high is not None else ()))

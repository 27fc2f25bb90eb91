"""Arguments of functions that number the members of families: the a of ``p(a) = e^{z_a} / \\sum_b e^{z_b}``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symbolic.latex.source.spelling import NameAt, subscript_items
from symbolic.latex.source.tokens import Token


def numbering(tokens: list[Token], names: Sequence[NameAt]) -> frozenset[str]:
    """The letters between the brackets of a name that gets a value which stand in that value as subscripts of their own alone."""
    first = names[0] if names else None
    if first is None or first.start or first.end >= len(tokens) or tokens[first.end].text != "(":
        return frozenset()
    close = next((k for k in range(first.end, len(tokens)) if tokens[k].text == ")"), len(tokens))
    if close + 1 >= len(tokens) or tokens[close + 1].text not in ("=", ":=", ":", r"\coloneqq"):
        return frozenset()
    letters = {t.text for t in tokens[first.end + 1 : close] if t.kind == "letter"} - {"d", "e"}
    below = _below((n for n in names if n.start > close), tokens)
    places = {x: {k for k in range(close, len(tokens)) if tokens[k].text == x} for x in letters}
    return frozenset(x for x in letters if places[x] and places[x] <= below)


def _below(names: Iterable[NameAt], tokens: list[Token]) -> set[int]:
    """The places of single letters that are subscripts, or among several."""
    items = (item for n in names for a, b in n.subscripts for item in subscript_items(tokens, a, b))
    return {a for a, b in items if b == a + 1 and tokens[a].kind == "letter"}

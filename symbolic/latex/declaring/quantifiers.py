r"""Indices for all values of which a declared fact holds: ``\forall n``, or n after the words "for all"."""

from __future__ import annotations

from symbolic.latex.reader import Reader

QUANTIFYING = frozenset({"for all", "for every", "for each"})


def quantifies(r: Reader, a: int, b: int) -> bool:
    r"""Whether the range of tokens says no more than ``\forall n``, or n after the words "for all"."""
    first = a + (r.tokens[a].text == r"\forall")
    return b == first + 1 and r.tokens[first].kind == "letter" and _opens(r, first - 1)


def quantified_letters(r: Reader) -> frozenset[str]:
    """All letters of the declarations that are quantified."""
    letters = range(1, r.limit)
    return frozenset(r.tokens[k].text for k in letters if r.tokens[k].kind == "letter" and _opens(r, k - 1))


def _opens(r: Reader, place: int) -> bool:
    token = r.tokens[place] if place >= 0 else None
    return token is not None and (token.text == r"\forall" or (token.kind == "text" and token.arg.strip().lower() in QUANTIFYING))

r"""A claim that opens with its quantifiers: ``\forall x \in \mathbb{R}: x^2 \ge 0``, ``\text{for all } x > 0, \sqrt{x^2} = x``.

What a quantifier says of its names is a declaration for the claim behind it, as if it stood after the claim.  That something exists is
not a statement about all values of the names, and is not read.
"""

from __future__ import annotations

from symbolic.latex.declaring.quantifiers import QUANTIFYING
from symbolic.latex.errors import ReadingError
from symbolic.latex.reader import Reader
from symbolic.latex.relations.signs import CLOSING, OPENING, RELATIONS

ORDERS = ("eq", "lt", "le", "gt", "ge", "ne")
SAYS_OF_NAMES = frozenset({r"\in", r"\succ", r"\succeq", *(sign for sign, op in RELATIONS.items() if op in ORDERS)})
SPACES = frozenset({r"\quad", r"\qquad"})


def quantifiers_of(r: Reader) -> tuple[list[tuple[int, int]], int]:
    """The ranges of tokens in which the row says of what it speaks, and where the claim begins; nothing, and 0, if it does not."""
    ranges: list[tuple[int, int]] = []
    place = 0
    while place < r.limit and _is_quantifier(r, place):
        start, end, claim = place + 1, *_end_of(r, place + 1)
        ranges.append((start, end))
        place = claim
        while place < r.limit and r.tokens[place].text in SPACES | {","}:
            place += 1
    exists = next((t for t in r.tokens[: r.limit] if t.text in (r"\exists", r"\nexists")), None)
    if exists is not None:
        raise ReadingError("that something exists is not read", exists.start, exists.end, "define what exists, and claim what holds of it")
    said = all(b > a for a, b in ranges) and place < r.limit and not (r.tokens[place - 1].text == "," and _restricts(r, place))
    return (ranges, place) if said else ([], 0)


def _restricts(r: Reader, place: int) -> bool:
    """``\\forall x > 0, y > 0``: one more restriction, and no claim."""
    name = r.name_at(place)
    return name is not None and not name.powers and RELATIONS.get(r.tokens[name.end].text) in ORDERS[1:]


def _is_quantifier(r: Reader, place: int) -> bool:
    token = r.tokens[place]
    return token.text == r"\forall" or (token.kind == "text" and token.arg.strip().lower() in QUANTIFYING)


def _end_of(r: Reader, start: int) -> tuple[int, int]:
    """Where a quantifier ends, and where what is behind it begins: at a colon, a space, the next one, or a comma if there is no colon."""
    colon = any(_is_colon(r, k) for k in _outside(r, start))
    said = False
    for place in _outside(r, start):
        text = r.tokens[place].text
        if _is_colon(r, place) or text in SPACES:
            return place, place + 1
        if _is_quantifier(r, place):
            return place, place
        if text == "," and said and (not colon or _is_quantifier(r, place + 1)):
            return place, place + 1
        said |= text in SAYS_OF_NAMES
    return r.limit, r.limit


def _is_colon(r: Reader, place: int) -> bool:
    return r.tokens[place].text == ":" and r.tokens[place + 1].text != "="


def _outside(r: Reader, start: int) -> list[int]:
    """The places from a token on that are in no brackets."""
    out, depth = [], 0
    for place in range(start, r.limit):
        token = r.tokens[place]
        if token.kind == "text" and token.text not in (r"\begin", r"\end"):
            if depth == 0:
                out.append(place)
            continue
        depth = max(0, depth - (token.text in CLOSING))
        if depth == 0:
            out.append(place)
        depth += token.text in OPENING
    return out

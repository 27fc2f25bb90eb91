r"""Statements that only a gap keeps apart: ``a = b \; c = d``, ``x = 1 \, y = 2``.

A thin space between factors says nothing.  A wider one before a name and a relation may part two statements, and so may a thin one between
``= 1`` and ``y = 2``, or before a sibling of the name at the head of the row.  Which is meant cannot be told: it is not read.
"""

from __future__ import annotations

import re

from symbolic.latex.errors import ReadingError
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt

SPACE = re.compile(r"\\(?:[,;:> ]|hspace\*?\{[^{}]*\}|(?:thin|med|thick|en)space(?![A-Za-z]))|~")
THIN = frozenset({r"\,", r"\thinspace"})


def refuse_gaps(r: Reader, ranges: list[tuple[int, int]], continues: bool) -> None:
    """Refuse a member between two relations that may be the end of a statement and the head of the next one."""
    for a, b in ranges[not continues : -1]:
        for place in range(a + 1, b):
            spaces = _gap_before(r, place)
            if spaces and _is_head(r, place, b) and _parts(r, ranges[0], (a, place, b), spaces):
                start, end = r.tokens[a].start, r.tokens[b - 1].end
                raise ReadingError("two statements, or a product?", start, end,
                                   r"write \quad or a comma between statements, \cdot in a product")


def _gap_before(r: Reader, place: int) -> list[str]:
    before, token = r.tokens[place - 1], r.tokens[place]
    return SPACE.findall(r.source, before.end, token.start) if before.end <= token.start else []


def _is_head(r: Reader, place: int, end: int) -> bool:
    """Whether a name, or a name with what it is called with, fills the tokens up to a relation."""
    name = r.name_at(place, end)
    if name is None or any(r.tokens[b - 1].kind == "number" for _, b in name.powers):
        return False
    if name.end == end:
        return True
    return r.tokens[name.end].text == "(" and r.tokens[end - 1].text == ")" and all(t.text != ")" for t in r.tokens[name.end : end - 1])


def _parts(r: Reader, first: tuple[int, int], member: tuple[int, int, int], spaces: list[str]) -> bool:
    start, place, _ = member
    if len(spaces) > 1 or spaces[0] not in THIN:
        return True
    values = place == start + 1 and r.tokens[start].text in ("0", "1")
    return values or _are_siblings(r.name_at(*first), r.name_at(place))


def _are_siblings(one: NameAt | None, other: NameAt | None) -> bool:
    """``x_1`` and ``x_2``."""
    return one is not None and other is not None and one.name == other.name and bool(one.subscripts) and bool(other.subscripts)

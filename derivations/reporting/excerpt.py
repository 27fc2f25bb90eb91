"""Source lines with a caret under what a message is about.

``-`` underlines the left side, ``^`` what the message points at.  A line too long for the terminal is cut around the
mark, with ``…`` where something was left out.  Nothing printed is wider than ``width`` columns.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from derivations.documents.model import Document, Place

MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the file to underline with a character."""

    start: Place
    end: Place
    character: str = "^"


def excerpt(document: Document, marks: list[Mark], width: int = 80, paint: Callable[[str, str], str] | None = None) -> list[str]:
    """The marked lines in order, each with its underline."""
    rows = sorted({(line, m.start.cell, m.start.file) for m in marks for line in _lines_of(document, m)}, key=lambda row: row[0])
    raws = [document.line_at(Place(line, 1, cell, file)).replace("\t", " ") for line, cell, file in rows]
    gutter = max((len(str(row[0])) for row in rows), default=1)
    indent = min((len(raw) - len(raw.lstrip()) for raw in raws), default=0)
    shown: list[str] = []
    for k, ((line, _, _), raw) in enumerate(zip(rows, raws, strict=True)):
        if k and line > rows[k - 1][0] + 1:
            shown.append(f"  {'⋮':>{gutter}}")
        ranges = [(*_columns(m, line, raw), m.character) for m in marks if m.start.line <= line <= m.end.line]
        text, under = _cut(raw, ranges, indent, width - gutter - 5)
        shown.append(f"  {line:>{gutter}} │ {text}".rstrip())
        shown.append(f"  {'':>{gutter}} │ {paint(under, 'mark') if paint else under}")
    return shown


def _lines_of(document: Document, mark: Mark) -> list[int]:
    """The lines to show of a mark: those on which it covers more than white space, the first few of them."""
    covered = []
    for line in range(mark.start.line, mark.end.line + 1):
        start, end = _columns(mark, line, document.line_at(Place(line, 1, mark.start.cell, mark.start.file)))
        if end > start:
            covered.append(line)
    return (covered or [mark.start.line])[:MOST_LINES]


def _columns(mark: Mark, line: int, raw: str) -> tuple[int, int]:
    """The columns of a mark on one line, from 0, without white space at either end."""
    start = mark.start.column - 1 if line == mark.start.line else 0
    end = mark.end.column - 1 if line == mark.end.line else len(raw)
    start, end = min(start, len(raw)), min(end, len(raw))
    inner = raw[start:end]
    return start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip())) if inner.strip() else start


def _cut(raw: str, ranges: list[tuple[int, int, str]], indent: int, room: int) -> tuple[str, str]:
    """A line and its underline, without the common indentation, cut to ``room`` columns around the marks."""
    begin = _first_column(raw, ranges, indent, room)
    text = raw[begin:].rstrip()
    if begin > indent:
        text = "…" + text[1:]
    if len(text) > room:
        text = text[: room - 1] + "…"
    under = [" "] * room
    for start, end, character in sorted(ranges, key=lambda r: r[2] == "^"):
        for column in range(max(start - begin, 0), min(max(end, start + 1) - begin, room)):
            under[column] = character
    return text, "".join(c * _columns_of(text[k : k + 1]) for k, c in enumerate(under)).rstrip()


def _first_column(raw: str, ranges: list[tuple[int, int, str]], indent: int, room: int) -> int:
    """Where the shown part of a line starts: at its beginning if the marks are seen then, else so that the caret is."""
    start = min(indent, min(r[0] for r in ranges))
    if len(raw.rstrip()) - start <= room or max(r[1] for r in ranges) - start < room:
        return start
    for chosen in (ranges, [r for r in ranges if r[2] == "^"] or ranges):
        low, high = min(r[0] for r in chosen), max(r[1] for r in chosen)
        if high - low <= room - 2:
            return max(start, high - room + 2)
    return max(start, low - 1)


def _columns_of(character: str) -> int:
    """Columns that a character takes on a terminal."""
    if not character:
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

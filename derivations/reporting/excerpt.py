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
    rows = sorted({(m.start.file, m.start.cell, line) for m in marks for line in _lines_of(document, m)}, key=lambda r: r[2])
    gutter = max((len(str(line)) for _, _, line in rows), default=1)
    shown: list[str] = []
    previous = None
    for file, cell, line in rows:
        if previous is not None and line > previous + 1:
            shown.append(f"  {'⋮':>{gutter}}")
        previous = line
        raw = document.line_at(Place(line, 1, cell, file))
        ranges = [(*_columns(m, line, raw), m.character) for m in marks if m.start.line <= line <= m.end.line]
        text, under = _cut(raw, ranges, width - gutter - 5)
        shown.append(f"  {line:>{gutter}} │ {text}".rstrip())
        shown.append(f"  {'':>{gutter}} │ {paint(under, 'mark') if paint else under}")
    return shown


def _lines_of(document: Document, mark: Mark) -> list[int]:
    """The lines to show of a mark: those that are not blank, the first few of them."""
    lines = [n for n in range(mark.start.line, mark.end.line + 1)
             if (lambda raw: raw.strip() and (lambda lo, hi: hi > lo)(*_columns(mark, n, raw)))(
                 document.line_at(Place(n, 1, mark.start.cell, mark.start.file)))]
    return (lines or [mark.start.line])[:MOST_LINES]


def _columns(mark: Mark, line: int, raw: str) -> tuple[int, int]:
    """The columns of a mark on one line, from 0, without white space at either end."""
    start = mark.start.column - 1 if line == mark.start.line else 0
    end = mark.end.column - 1 if line == mark.end.line else len(raw)
    start, end = min(start, len(raw)), min(end, len(raw))
    inner = raw[start:end]
    return start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip())) if inner.strip() else start


def _cut(raw: str, ranges: list[tuple[int, int, str]], room: int) -> tuple[str, str]:
    """A line and its underline, cut to ``room`` columns around the marks."""
    raw = raw.replace("\t", " ")
    lead = len(raw) - len(raw.lstrip())
    low, high = min(r[0] for r in ranges), max(max(r[1], r[0] + 1) for r in ranges)
    caret_low, caret_high = next(((a, max(b, a + 1)) for a, b, c in ranges if c == "^"), (low, high))
    begin = min(lead, low)
    if len(raw.rstrip()) - begin > room:
        if high - begin <= room - 1:
            pass
        elif high - low <= room - 2:
            begin = max(begin, high - room + 2)
        else:
            begin = max(begin, min(caret_low - 1, caret_high - room + 2), 0) if caret_high - caret_low <= room - 2 else max(begin, caret_low - 1)
    text = raw[begin:]
    prefix = "…" if begin > lead and begin > 0 else ""
    if prefix:
        text = prefix + text[1:]
    if len(text.rstrip()) > room:
        text = text[: room - 1] + "…"
    under = [" "] * max(len(text), 1)
    for a, b, character in sorted(ranges, key=lambda r: r[2] == "^"):
        for k in range(max(a - begin, 0), min(max(b, a + 1) - begin, room)):
            under.extend(" " * (k + 1 - len(under)))
            under[k] = character
    return text.rstrip(), "".join(c * _columns_of(text[k : k + 1]) for k, c in enumerate(under)).rstrip()


def _columns_of(character: str) -> int:
    """Columns that a character takes on a terminal."""
    if not character:
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

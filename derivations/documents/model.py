"""What a document is: a flat sequence of pieces, each of which knows its place in the file.

Markdown, TeX and notebooks all become the same sequence of five kinds of piece:

===============  ==========================================================================
``Heading``      opens a section of its level, which ends before the next heading of that level or above
``Words``        prose between formulas, markup removed
``Math``         a formula, in a line of prose (``display=False``) or set apart
``Instruction``  the text of a comment that may speak to the checker
``Break``        the end of a paragraph, list item or cell; no sentence goes on after one, except around a display
===============  ==========================================================================

A formula keeps the lines of the file, and of each macro that is written out the call, so that an offset into it is a line and a
column.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file: line and column count from 1; ``cell`` counts notebook cells from 1."""

    line: int
    column: int
    cell: int | None = None
    file: Path | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Consecutive lines of a file, possibly indented or quoted there, and where each of them starts.

    ``starts[i]`` is the place of the first character of line i of ``source``; ``calls``: the macros that are written out in it, each with
    its start and end in ``source`` and the characters of the file.
    """

    source: str
    starts: tuple[Place, ...]
    calls: tuple[tuple[int, int, str], ...] = ()

    @property
    def place(self) -> Place:
        return self.starts[0]

    def at(self, offset: int) -> Place:
        """The place in the file of the character at ``offset`` of ``source``."""
        offset = max(0, min(offset, len(self.source)))
        breaks = _line_offsets(self.source)
        row = min(bisect_right(breaks, offset) - 1, len(self.starts) - 1)
        start, column = self.starts[row], offset - breaks[row]
        for first, end, written in self.calls:
            if breaks[row] <= first < offset:
                column += len(written) - (end - first) if offset >= end else first - offset
        return Place(start.line, start.column + column, start.cell, start.file)

    def written(self, start: int, end: int) -> str:
        """The part of the text between two offsets as it stands in the file."""
        out, done = "", start
        for first, last, call in self.calls:
            if start <= first and last <= end:
                out, done = out + self.source[done:first] + call, last
        return out + self.source[done:end]

    def cut(self, start: int, end: int) -> Text:
        """The part of the text between two offsets."""
        first = self.source.count("\n", 0, start)
        rows = self.source.count("\n", start, end)
        calls = tuple((a - start, b - start, call) for a, b, call in self.calls if start <= a and b <= end)
        return Text(self.source[start:end], (self.at(start), *self.starts[first + 1 : first + rows + 1]), calls)


def _line_offsets(source: str) -> list[int]:
    offsets = [0]
    position = source.find("\n")
    while position >= 0:
        offsets.append(position + 1)
        position = source.find("\n", position + 1)
    return offsets


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``shares``: what a section of notation before it says holds in its section too."""

    level: int
    text: Text
    shares: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    text: Text


@dataclass(frozen=True, slots=True)
class Math:
    """A formula; ``label`` if the document names it outside the LaTeX, ``problem`` if its delimiters are at fault."""

    text: Text
    display: bool
    label: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Instruction:
    """The inside of a comment.  ``explicit`` if it had the prefix ``derivations:``, which ``text`` no longer has."""

    text: Text
    explicit: bool


@dataclass(frozen=True, slots=True)
class Break:
    place: Place


Piece = Heading | Words | Math | Instruction | Break


@dataclass(frozen=True, slots=True)
class Document:
    """A file, its pieces in order, the macros it defines outside formulas, and its lines for messages.

    ``macros`` are LaTeX definitions (``\\newcommand…``), one string each.  ``lines`` holds the raw lines of every
    source that the places name: ``(file or None, cell or None) → lines``.
    """

    path: Path
    pieces: tuple[Piece, ...]
    macros: tuple[str, ...] = ()
    lines: dict[tuple[Path | None, int | None], tuple[str, ...]] = field(default_factory=dict)

    def line_at(self, place: Place) -> str:
        """The raw line of the file at a place, without its end."""
        lines = self.lines.get((place.file, place.cell), ())
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


class DocumentError(Exception):
    """A file that is no document: missing, not UTF-8, a broken notebook.  The message names the file."""


def macros_of(document: Document) -> tuple[str, ...]:
    """The macros that the document defines, in formulas and outside, one definition each."""
    from symbolic.latex.errors import ReadingError
    from symbolic.latex.source.macros import read_macros

    found = list(document.macros)
    for piece in document.pieces:
        if isinstance(piece, Math) and "\\" in piece.text.source:
            source = piece.text.source
            try:
                places = read_macros(source)[1]
            except ReadingError:
                continue
            found += [source[a:b] for a, b in places]
    return tuple(dict.fromkeys(found))

r"""LaTeX files as a sequence of pieces.

Sections become headings, mathematics environments and ``\[…\]`` displays, ``$…$`` and ``\(…\)`` formulas in a line;
``\input`` and ``\include`` are followed; ``% derivations: …`` on a line of prose is an instruction (inside a formula
the reader of formulas keeps it with its row).  Verbatim material and pictures are passed over; macro definitions are
collected.  Text outside ``document`` is ignored if there is such an environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derivations.documents.instructions import PREFIX
from derivations.documents.model import Break, Document, DocumentError, Heading, Instruction, Math, Piece, Place, Text, Words

HEADINGS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6}
DISPLAYS = frozenset({"equation", "align", "alignat", "gather", "multline", "eqnarray", "flalign", "displaymath", "dmath", "IEEEeqnarray"})
OPAQUE = frozenset({"verbatim", "Verbatim", "lstlisting", "minted", "comment", "tikzpicture", "pgfpicture", "filecontents", "algorithmic",
                    "thebibliography", "verbatim*", "tabbing"})
DEFINERS = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareMathOperator", "DeclareRobustCommand", "def", "gdef"})
SILENT = frozenset({
    "label", "cite", "ref", "usepackage", "documentclass", "includegraphics", "bibliography", "bibliographystyle", "verb",
    "vspace", "hspace", "input", "include", "url", "href", "newtheorem", "setlength", "pagestyle",
})  # fmt: skip
PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(slots=True)
class _Reading:
    """One file being read: its rows for places, and what all files of the document share."""

    source: str
    file: Path | None
    folder: Path
    open_files: tuple[Path, ...]
    macros: list[str]
    lines: dict[tuple[Path | None, int | None], tuple[str, ...]]
    offsets: list[int] = field(default_factory=list)

    def text(self, start: int, end: int) -> Text:
        from bisect import bisect_right

        row = bisect_right(self.offsets, start) - 1
        places = [Place(row + 1, start - self.offsets[row] + 1, None, self.file)]
        places += [Place(row + 2 + k, 1, None, self.file) for k in range(self.source.count("\n", start, end))]
        return Text(self.source[start:end], tuple(places))


def tex_document(path: Path, source: str) -> Document:
    """A LaTeX file, with the files it inputs, as a document."""
    macros: list[str] = []
    lines: dict[tuple[Path | None, int | None], tuple[str, ...]] = {}
    pieces = tuple(_joined(_file_pieces(source, None, path.parent, (path.resolve(),), macros, lines)))
    return Document(path, pieces, tuple(macros), lines)


def _file_pieces(source: str, file: Path | None, folder: Path, open_files: tuple[Path, ...], macros: list[str],
                 lines: dict[tuple[Path | None, int | None], tuple[str, ...]]) -> Iterator[Piece]:
    from pylatexenc.latexwalker import LatexWalker

    rows = tuple(source.split("\n"))
    lines[(file, None)] = rows
    reading = _Reading(source, file, folder, open_files, macros, lines)
    offset = 0
    for row in rows:
        reading.offsets.append(offset)
        offset += len(row) + 1
    try:
        nodes = LatexWalker(_without_definitions(source, macros), tolerant_parsing=True).get_latex_nodes()[0]
        body = next((n for n in nodes if _kind(n) == "LatexEnvironmentNode" and n.environmentname == "document"), None)
        if body is not None:
            for _ in _walk(reading, nodes[: nodes.index(body)]):
                pass  # the preamble is walked for its macros alone
            nodes = body.nodelist
        yield from _walk(reading, nodes)
    except RecursionError:
        raise DocumentError(f"{file or open_files[0]}: groups are nested too deeply") from None


DEFINITION = re.compile(r"\\(?:(?:re)?newenvironment|NewEnviron|(?:re|provide)?newcommand|providecommand|DeclareRobustCommand"
                        r"|DeclareMathOperator|g?def|newtheorem|newcolumntype)(?![A-Za-z])")
COLUMNS = re.compile(r"\\begin\s*\{(?:tabular[*xy]?|longtable|array)\}\s*(?:\[[^\]]*\]\s*)?(?:\{\\\w+\}\s*)?\{")
HALF = re.compile(r"\\(?:begin|end)\b")
EDGE = re.compile(r"\s*\\(begin|end)\s*\{(\w+)\*?\}\s*")


def _without_definitions(source: str, macros: list[str]) -> str:
    r"""The source with spaces in place of definitions, and ``\[``, ``\]`` in place of the author's short forms of displays.

    A definition, or the columns of a table, may hold one half of an environment, which no parser of the whole could place.  The
    definitions of commands join ``macros``; no character changes its offset.
    """
    edges: dict[str, str] = {}
    out, position = "", 0
    while (found := DEFINITION.search(source, position)) is not None:
        line = source.rfind("\n", 0, found.start()) + 1
        if re.search(r"(?<!\\)%", source[line : found.start()]):
            out, position = out + source[position : found.end()], found.end()
            continue
        end = macro_definition_end(source, found.start())
        if "environment" in found.group() or "Environ" in found.group():
            after = re.compile(r"\s*\{").match(source, end)
            end = _group_end(source, after.end() - 1) if after is not None else end
        elif not found.group().endswith(("newtheorem", "newcolumntype")):
            macros.append(source[found.start() : end])
            name, body = _name_and_body(source[found.start() : end])
            edge = EDGE.fullmatch(body)
            if edge is not None and edge[2] in DISPLAYS:
                edges[name] = edge[1]
        end = max(end, found.end())
        out += source[position : found.start()] + re.sub(r"[^\n]", " ", source[found.start() : end])
        position = end
    out += source[position:]
    for columns in COLUMNS.finditer(out):
        end = _group_end(out, columns.end() - 1)
        if HALF.search(out, columns.end(), end):
            out = out[: columns.end()] + re.sub(r"[^\n]", " ", out[columns.end() : end - 1]) + out[end - 1 :]
    for name, half in edges.items():
        mark = r"\[".rjust(len(name)) if half == "begin" else r"\]".ljust(len(name))
        out = re.sub(re.escape(name) + r"(?![A-Za-z])", mark.replace("\\", r"\\"), out)
    return out


def _name_and_body(definition: str) -> tuple[str, str]:
    """The command that is defined, and its body."""
    name = re.compile(r"\\\w+\*?\s*\{?\s*(\\[A-Za-z]+)").match(definition)
    brace = definition.find("{", name.end()) if name is not None else -1
    return (name[1], definition[brace + 1 : -1]) if name is not None and brace >= 0 else ("", "")


def _kind(node: Any) -> str:
    return type(node).__name__


def _walk(reading: _Reading, nodes: Iterable[Any]) -> Iterator[Piece]:
    skip_to = 0
    for node in nodes or ():
        if node is None or node.pos < skip_to:
            continue
        match _kind(node):
            case "LatexCharsNode" | "LatexSpecialsNode":
                yield from _prose(reading, max(node.pos, skip_to), node.pos + node.len)
            case "LatexCommentNode":
                yield from _comment(reading, node)
            case "LatexGroupNode":
                yield from _walk(reading, node.nodelist)
            case "LatexMathNode":
                opener, closer = node.delimiters
                yield Math(reading.text(node.pos + len(opener), node.pos + node.len - len(closer)), node.displaytype == "display")
            case "LatexEnvironmentNode":
                yield from _environment(reading, node)
            case "LatexMacroNode" if node.macroname in DEFINERS:
                end = macro_definition_end(reading.source, node.pos)
                reading.macros.append(reading.source[node.pos : end])
                skip_to = end
            case "LatexMacroNode":
                yield from _macro(reading, node)


def _prose(reading: _Reading, start: int, end: int) -> Iterator[Piece]:
    position = start
    for gap in PARAGRAPH.finditer(reading.source, start, end):
        if gap.start() > position:
            yield Words(reading.text(position, gap.start()))
        yield Break(reading.text(gap.start(), gap.start()).place)
        position = gap.end()
    if end > position:
        yield Words(reading.text(position, end))


def _comment(reading: _Reading, node: Any) -> Iterator[Piece]:
    line_end = reading.source.find("\n", node.pos)
    text = reading.text(node.pos + 1, line_end if line_end >= 0 else len(reading.source))
    prefix = PREFIX.match(text.source)
    if prefix is not None:
        yield Instruction(text.cut(prefix.end(), len(text.source.rstrip())), True)
    if reading.source[line_end + 1 :].split("\n", 1)[0].strip() == "" and line_end >= 0:
        yield Break(text.place)


def _environment(reading: _Reading, node: Any) -> Iterator[Piece]:
    name = node.environmentname
    if name.rstrip("*") in DISPLAYS:
        yield Math(reading.text(node.pos, node.pos + node.len), True)
    elif name == "math":
        yield Math(reading.text(node.pos + len(r"\begin{math}"), node.pos + node.len - len(r"\end{math}")), False)
    elif name not in OPAQUE:
        edge = reading.text(node.pos, node.pos).place
        yield Break(edge)
        yield from _walk(reading, node.nodelist)
        yield Break(edge)


def _macro(reading: _Reading, node: Any) -> Iterator[Piece]:
    arguments = [a for a in (node.nodeargd.argnlist if node.nodeargd else ()) or () if a is not None]
    name = node.macroname
    if name in HEADINGS:
        groups = [a for a in arguments if _kind(a) == "LatexGroupNode"]
        title = groups[-1] if groups else node
        yield Heading(HEADINGS[name], reading.text(title.pos + 1, max(title.pos + 1, title.pos + title.len - 1)))
        yield from _walk(reading, title.nodelist if groups else ())
        yield Break(reading.text(node.pos, node.pos).place)
    elif name in ("input", "include") and arguments:
        yield from _input(reading, node, arguments[-1].latex_verbatim().strip("{} "))
    elif name in ("item", "par", "newpage", "maketitle", "\\"):
        yield Break(reading.text(node.pos, node.pos).place)
        yield from _walk(reading, arguments)
    elif name in ("eqref", "ref"):
        yield Words(reading.text(node.pos, node.pos + node.len))
    elif name not in SILENT:
        yield from _walk(reading, arguments)


def _input(reading: _Reading, node: Any, name: str) -> Iterator[Piece]:
    from derivations.documents.loading import read_source

    path = reading.folder / (name if name.endswith(".tex") else name + ".tex")
    place = reading.text(node.pos, node.pos).place
    shown = f"{reading.file or reading.open_files[0]}:{place.line}"
    if path.resolve() in reading.open_files:
        raise DocumentError(f"{shown}: \\{node.macroname}{{{name}}} includes a file that is being read already")
    try:
        source = read_source(path)
    except DocumentError as error:
        raise DocumentError(f"{shown}: \\{node.macroname}{{{name}}}: {error}") from None
    opened = (*reading.open_files, path.resolve())
    yield Break(place)
    yield from _file_pieces(source, path, reading.folder, opened, reading.macros, reading.lines)
    yield Break(place)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbouring words as one piece, and no two breaks in a row."""
    held: Words | None = None
    broken = True
    for piece in pieces:
        if isinstance(piece, Words):
            held = piece if held is None else Words(_concatenated(held.text, piece.text))
            continue
        if held is not None:
            if held.text.source.strip():
                yield held
                broken = False
            held = None
        if not (isinstance(piece, Break) and broken):
            yield piece
        broken = isinstance(piece, Break)
    if held is not None and held.text.source.strip():
        yield held


def _concatenated(first: Text, second: Text) -> Text:
    """Two texts, the second starting on the line on which the first ends or below it."""
    if first.starts[-1].line == second.place.line and first.starts[-1].file == second.place.file:
        return Text(first.source + second.source, (*first.starts, *second.starts[1:]))
    return Text(first.source + "\n" + second.source, (*first.starts, *second.starts))


def macro_definition_end(source: str, start: int) -> int:
    r"""The offset after a ``\newcommand``, ``\def`` or ``\DeclareMathOperator`` that starts at ``start``."""
    if re.compile(r"\\g?def\b").match(source, start):
        brace = source.find("{", start)
        return _group_end(source, brace) if brace >= 0 else len(source)
    head = re.compile(r"\\\w+\*?\s*(\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+)\s*(\[[^\]]*\]\s*)*").match(source, start)
    if head is None or source[head.end() : head.end() + 1] != "{":
        return source.find("\n", start) if "\n" in source[start:] else len(source)
    return _group_end(source, head.end())


def _group_end(source: str, brace: int) -> int:
    depth = 0
    position = brace
    while position < len(source):
        character = source[position]
        if character == "\\":
            position += 1
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return position + 1
        position += 1
    return len(source)

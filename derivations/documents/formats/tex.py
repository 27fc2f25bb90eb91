r"""LaTeX files as a sequence of pieces.

Sections become headings, mathematics environments and ``\[…\]`` displays, ``$…$`` and ``\(…\)`` formulas in a line;
``\input``, ``\include``, ``\subfile`` and ``\import`` are followed, and packages and classes that lie beside the file are
read for their macros; ``% derivations: …`` on a line of prose is an instruction (inside a formula the reader of formulas
keeps it with its row).  Verbatim material, pictures and speaker notes are passed over; definitions are collected
(:mod:`derivations.documents.formats.tex_macros`).  Text outside ``document`` is ignored if there is such an environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from derivations.documents.formats.expansion import with_macros_written_out
from derivations.documents.formats.source import read_source
from derivations.documents.formats.tex_macros import DISPLAYS, PHYSICS, VERBATIM, Author, arguments_of, cleared, take_package, with_starred
from derivations.documents.instructions import PREFIX
from derivations.documents.model import Break, Document, DocumentError, Heading, Instruction, Math, Piece, Place, Text, Words
from derivations.documents.prose.sentences import ITEM
from derivations.documents.spelling import word_set

HEADINGS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6}
OPAQUE = frozenset({*VERBATIM, "algorithmic", "algorithm2e", "thebibliography", "verbatim*", "tabbing"})
PACKAGES = re.compile(r"^[^%\n]*?\\(usepackage|RequirePackage|documentclass)\s*(?:\[[^\]]*\]\s*)?\{([^{}]*)\}", re.MULTILINE)
INCLUDING = word_set("input include subfile subfileinclude import subimport")
CONDITIONAL = frozenset({"IfFileExists", "InputIfFileExists"})
PICTURES = (".pdf_tex", ".pgf", ".tikz", ".eps_tex", ".pstex_t")
ACCENTS = frozenset("bcdHkrtuv")
FRAMES = frozenset({"frame", "block", "alertblock", "exampleblock"})
TITLES = frozenset({"frametitle", "framesubtitle"})
ALONE = re.compile(r"(?:thm|theorem|lem|lemma|prop|proposition|claim|fact|ex|exercise|exer|problem|prob|question|task|example|exm|expl)\*?",
                   re.IGNORECASE)
"""Environments that begin a section of their own: the letters of one example are not those of the next."""
FORMULA = "ensuremath"
OPTIONAL = re.compile(r"\s*\[[^\]]*\]")
SILENT = word_set("""label cite ref usepackage documentclass includegraphics bibliography bibliographystyle verb vspace hspace input
    include url href newtheorem setlength pagestyle""")
SPACES = frozenset({" ", "\t", ",", ";", ":", "quad", "qquad"})
"""Commands that part words: ``i.i.d.\\ random variables``."""
PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(slots=True)
class _Reading:
    """One file being read: its rows for places, and what all files of the document share."""

    source: str
    clear: str
    file: Path | None
    folder: Path
    open_files: tuple[Path, ...]
    author: Author
    lines: dict[tuple[Path | None, int | None], tuple[str, ...]]
    offsets: list[int] = field(default_factory=list)

    def text(self, start: int, end: int) -> Text:
        from bisect import bisect_right

        row = bisect_right(self.offsets, start) - 1
        places = [Place(row + 1, start - self.offsets[row] + 1, None, self.file)]
        places += [Place(row + 2 + k, 1, None, self.file) for k in range(self.source.count("\n", start, end))]
        return Text(self.source[start:end], tuple(places))

    def words(self, start: int, end: int) -> Text:
        """Words, without what was cleared between them."""
        return Text(self.clear[start:end], self.text(start, end).starts)


def tex_document(path: Path, source: str) -> Document:
    """A LaTeX file, with the files it inputs, as a document."""
    author = Author()
    lines: dict[tuple[Path | None, int | None], tuple[str, ...]] = {}
    pieces = tuple(_joined(_file_pieces(source, None, path.parent, (path.resolve(),), author, lines)))
    return with_macros_written_out(Document(path, pieces, with_starred(author.macros), lines))


def _file_pieces(source: str, file: Path | None, folder: Path, open_files: tuple[Path, ...], author: Author,
                 lines: dict[tuple[Path | None, int | None], tuple[str, ...]]) -> Iterator[Piece]:
    from pylatexenc.latexwalker import LatexWalker

    rows = tuple(source.split("\n"))
    lines[(file, None)] = rows
    _take_packages(source, folder, author, set())
    clear = cleared(source, author)
    reading = _Reading(source, clear, file, folder, open_files, author, lines)
    offset = 0
    for row in rows:
        reading.offsets.append(offset)
        offset += len(row) + 1
    try:
        nodes = LatexWalker(clear, latex_context=_context(author), tolerant_parsing=True).get_latex_nodes()[0]
        body = next((n for n in nodes if _kind(n) == "LatexEnvironmentNode" and n.environmentname == "document"), None)
        if body is not None:
            for _ in _walk(reading, nodes[: nodes.index(body)]):
                pass  # the files that the preamble inputs are read for their macros alone
            nodes = body.nodelist
        yield from _walk(reading, nodes)
    except RecursionError:
        raise DocumentError(f"{file or open_files[0]}: groups are nested too deeply") from None


def _context(author: Author) -> Any:
    r"""The commands that take arguments, but for those that the author defines, and for accents: ``$\v$`` is no accent on a dollar."""
    from pylatexenc.latexwalker import get_default_latex_context_db
    from pylatexenc.macrospec import MacroSpec

    kept = set(HEADINGS) | INCLUDING | SILENT | {"item", "begin", "end", "\\"}
    context = get_default_latex_context_db()
    context.add_context_category("own", macros=[MacroSpec(name, "") for name in sorted((author.commands | ACCENTS) - kept)], prepend=True)
    return context


def _take_packages(source: str, folder: Path, author: Author, seen: set[Path]) -> None:
    """The definitions of the packages and the class that lie beside the file."""
    for kind, names in PACKAGES.findall(source):
        for name in names.split(","):
            if name.strip() == "physics":
                author.macros[:0] = PHYSICS
            path = folder / (name.strip() + (".cls" if kind == "documentclass" else ".sty"))
            if path not in seen and path.is_file():
                seen.add(path)
                text = read_source(path, "latin-1")  # its macros count, and no word of it
                _take_packages(text, path.parent, author, seen)
                take_package(text, author)


def _kind(node: Any) -> str:
    return type(node).__name__


def _walk(reading: _Reading, nodes: Iterable[Any], titled: bool = False) -> Iterator[Piece]:
    """The pieces of nodes; ``titled``: the next group is a title, which ends there."""
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
                if titled:
                    yield Break(reading.text(node.pos, node.pos).place)
                titled = False
            case "LatexMathNode":
                opener, closer = node.delimiters
                yield Math(reading.text(node.pos + len(opener), node.pos + node.len - len(closer)), node.displaytype == "display")
            case "LatexEnvironmentNode":
                yield from _environment(reading, node)
            case "LatexMacroNode" if node.macroname in reading.author.displays or node.macroname == FORMULA:
                number, formula = reading.author.displays.get(node.macroname, (1, 1))
                places = arguments_of(reading.source, node.pos + 1 + len(node.macroname), number)
                if len(places) == number:
                    yield Math(reading.text(*places[formula - 1]), node.macroname != FORMULA)
                    skip_to = places[-1][1] + 1
            case "LatexMacroNode" if node.macroname in TITLES:
                yield Break(reading.text(node.pos, node.pos).place)
                titled = True
            case "LatexMacroNode" if node.macroname in ("import", "subimport"):
                places = arguments_of(reading.source, node.pos + 1 + len(node.macroname), 2)
                if len(places) == 2:
                    folder, name = (reading.source[a:b].strip() for a, b in places)
                    yield from _input(reading, node, name, reading.folder / folder)
                    skip_to = places[-1][1] + 1
            case "LatexMacroNode" if node.macroname in ("subfile", "subfileinclude"):
                places = arguments_of(reading.source, node.pos + 1 + len(node.macroname), 1)
                if places:
                    yield from _input(reading, node, reading.source[slice(*places[0])].strip(), reading.folder)
                    skip_to = places[0][1] + 1
            case "LatexMacroNode" if node.macroname in CONDITIONAL:
                places = arguments_of(reading.source, node.pos + 1 + len(node.macroname), 2)
                if places and not _written(reading.source[slice(*places[0])].strip(), reading.folder).is_file():
                    skip_to = places[-1][1] + 1
                elif places and node.macroname == "InputIfFileExists":
                    yield from _input(reading, node, reading.source[slice(*places[0])].strip(), reading.folder)
            case "LatexMacroNode":
                yield from _macro(reading, node)


def _prose(reading: _Reading, start: int, end: int) -> Iterator[Piece]:
    position = start
    for gap in PARAGRAPH.finditer(reading.clear, start, end):
        if gap.start() > position:
            yield Words(reading.words(position, gap.start()))
        yield Break(reading.text(gap.start(), gap.start()).place)
        position = gap.end()
    if end > position:
        yield Words(reading.words(position, end))


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
    elif name in reading.author.environments:
        number, optional = reading.author.environments[name]
        start = reading.source.index("}", node.pos) + 1
        given = OPTIONAL.match(reading.source, start) if optional else None
        start = given.end() if given is not None else start
        places = arguments_of(reading.source, start, number - optional)
        start = places[-1][1] + 1 if places else start
        yield Math(reading.text(start, reading.source.rindex(r"\end", start, node.pos + node.len)), True)
    elif name == "math":
        yield Math(reading.text(node.pos + len(r"\begin{math}"), node.pos + node.len - len(r"\end{math}")), False)
    elif name not in OPAQUE:
        edge = reading.text(node.pos, node.pos).place
        yield Break(edge)
        if ALONE.fullmatch(reading.author.theorems.get(name, name)):
            yield Heading(ITEM, reading.text(node.pos, node.pos))
        for title in (a for a in _arguments(node) if "$" in a.latex_verbatim()):
            yield from _walk(reading, title.nodelist)
            yield Break(edge)
        yield from _walk(reading, node.nodelist, titled=name in FRAMES)
        yield Break(edge)


def _arguments(node: Any) -> list[Any]:
    return [a for a in (node.nodeargd.argnlist if node.nodeargd else ()) or () if a is not None]


def _macro(reading: _Reading, node: Any) -> Iterator[Piece]:
    arguments = _arguments(node)
    name = node.macroname
    if name in HEADINGS:
        groups = [a for a in arguments if _kind(a) == "LatexGroupNode"]
        title = groups[-1] if groups else node
        yield Heading(HEADINGS[name], reading.text(title.pos + 1, max(title.pos + 1, title.pos + title.len - 1)))
        yield from _walk(reading, title.nodelist if groups else ())
        yield Break(reading.text(node.pos, node.pos).place)
    elif name in ("input", "include") and arguments:
        yield from _input(reading, node, arguments[-1].latex_verbatim().strip("{} "), reading.folder)
    elif name in ("item", "par", "newpage", "maketitle", "\\"):
        yield Break(reading.text(node.pos, node.pos).place)
        yield from _walk(reading, arguments)
    elif name in ("eqref", "ref"):
        yield Words(reading.text(node.pos, node.pos + node.len))
    elif name in SPACES:
        yield Words(replace(reading.text(node.pos, node.pos + 1), source=" "))
    elif name not in SILENT:
        yield from _walk(reading, arguments)


def _input(reading: _Reading, node: Any, name: str, folder: Path) -> Iterator[Piece]:
    if name.endswith(PICTURES):
        return
    path = _written(name, folder)
    if node.macroname == "include" and not path.is_file():
        return  # as LaTeX does
    place = reading.text(node.pos, node.pos).place
    shown = f"{reading.file or reading.open_files[0]}:{place.line}"
    if path.resolve() in reading.open_files:
        raise DocumentError(f"{shown}: \\{node.macroname}{{{name}}} includes a file that is being read already")
    try:
        source = read_source(path)
    except DocumentError as error:
        raise DocumentError(f"{shown}: \\{node.macroname}{{{name}}}: {error}") from None
    opened = (*reading.open_files, path.resolve())
    inner = folder if node.macroname == "subimport" else reading.folder
    yield Break(place)
    yield from _file_pieces(source, path, inner, opened, reading.author, reading.lines)
    yield Break(place)


def _written(name: str, folder: Path) -> Path:
    """The file of that name in a folder, with or without its ending; a chapter that is read alone speaks of its book's folder."""
    names = [name if name.endswith(".tex") else name + ".tex", name]
    named = [place / ending for place in (folder, *folder.parents[:OUTWARDS]) for ending in names]
    return next((path for path in named if path.is_file()), named[0])


OUTWARDS = 2
"""How many folders above its own a file that another one includes may be in."""


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

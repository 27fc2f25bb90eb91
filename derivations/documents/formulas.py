"""The seam to the reader of formulas: rows, readings, declarations and macros, with errors as values.

Everything else in this package works with terms and places; only this module calls :mod:`symbolic.latex`.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.documents.model import Text
from symbolic.latex.errors import ReadingError
from symbolic.latex.macros import read_macros, tokens_of
from symbolic.latex.scope import Scope
from symbolic.terms import Call, Term

RELS = {"=": "eq", "<": "lt", ">": "gt", r"\le": "le", r"\ge": "ge", r"\ne": "ne", r"\approx": "approx", r"\coloneqq": "define",
        r"\leftarrow": "assign", r"\Rightarrow": "implies", r"\Leftrightarrow": "iff", r"\equiv": "eq", r"\propto": "propto", ":=": "define"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a formula, with the line on which it ends."""

    text: Text
    continues: bool
    end_line: int


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read: offsets into the row, what is wrong, and what would settle it."""

    start: int
    end: int
    message: str
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A chain of members and the relations between them; offsets into the row."""

    members: tuple[Term, ...]
    spans: tuple[tuple[int, int], ...]
    relations: tuple[str, ...]
    continues: bool
    facts: tuple[Term, ...] = ()
    label: str | None = None
    references: tuple[str, ...] = ()


def rows_of(text: Text) -> list[Row]:
    out = []
    try:
        toks = [t for t in tokens_of(text.source, {})]
    except ReadingError:
        return [Row(text, False, text.at(len(text.source)).line)]
    start = None
    end = 0
    for t in [*toks, None]:
        if t is None or t.text == "\\\\" or t.text in ("\\begin", "\\end"):
            if start is not None:
                cut = text.cut(start, end)
                out.append(Row(cut, cut.source.lstrip("& ").startswith(tuple(RELS)), cut.at(len(cut.source)).line))
            start = None
        else:
            start = t.start if start is None else start
            end = t.end
    return out


def read_row(row: Row, scope: Scope) -> list[Reading] | Unread:
    from symbolic.latex.grammar import read_expression

    source = row.text.source
    try:
        toks = tokens_of(source, {})
        spans = []
        rels = []
        label = None
        a = 0
        depth = 0
        end = len(source)
        k = 0
        for t in toks:
            if t.text in ("\\tag", "\\label"):
                label = t.arg
                end = min(end, t.start)
            if t.text in "{(":
                depth += 1
            elif t.text in "})":
                depth -= 1
            if depth == 0 and t.text in RELS:
                spans.append((a, t.start))
                rels.append(RELS[t.text])
                a = t.end
        spans.append((a, end))
        cont = False
        if not source[: spans[0][1]].strip(" &"):
            spans = spans[1:]
            cont = True
        members = []
        fin = []
        for a, b in spans:
            piece = source[a:b].replace("&", " ").replace(".", " ").replace(",", " ")
            try:
                members.append(read_expression(piece, scope))
                fin.append((a, a + len(source[a:b].rstrip(" &.,"))))
            except ReadingError as e:
                raise ReadingError(e.message, e.start + a, e.end + a, e.remedy) from None
        return [Reading(tuple(members), tuple(fin), tuple(rels), cont, (), label)]
    except ReadingError as e:
        return Unread(e.start, e.end, e.message, e.remedy)


def read_let(latex: str, scope: Scope, line: int) -> Scope | Unread:
    try:
        from symbolic.latex.declarations import read_declaration

        return read_declaration(latex, scope)
    except ReadingError as e:
        return Unread(e.start, e.end, e.message, e.remedy)
    except ImportError:
        return Unread(0, 1, "no", None)


def macros_in(latex: str, scope: Scope) -> Scope | None:
    """The scope with the macros that a formula defines; None if it defines none."""
    if "\\newcommand" not in latex and "\\def" not in latex and "Declare" not in latex and "\\renew" not in latex:
        return None
    try:
        return scope.with_macros(latex)
    except ReadingError:
        return None


def without_macros(latex: str) -> str:
    """A formula without the macro definitions in it."""
    try:
        places = read_macros(latex)[1]
    except ReadingError:
        return latex
    for start, end in reversed(places):
        latex = latex[:start] + " " * (end - start) + latex[end:]
    return latex


def statement_term(relation: str, left: Term, right: Term) -> Term:
    """A relation as a boolean term."""
    return Call(relation, (left, right))


def describe(relation: str, left: Term, right: Term) -> str:
    """A relation in plain text."""
    from derivations.documents.items import SYMBOLS
    from symbolic.latex.printer import to_text

    return f"{to_text(left)} {SYMBOLS.get(relation, relation)} {to_text(right)}"

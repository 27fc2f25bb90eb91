"""What the notes on the sources say of a ledger id: verdicts on formulas and code, and tables as data.

A comment with an id stands before what it speaks of: ``% S003-30`` before a row of a display, ``<!-- S003-26 -->`` before a display, a
piece of code, a table or a list.  Guarantee: a verdict comes from the engine or from :mod:`derivations.ledger.texts`, not the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.ledger.words import ABUSE, ASSUMING, HOLDS, WRONG, worst
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Sym, Term, free_symbols, walk

if TYPE_CHECKING:
    from derivations.documents.items import Result

_ID = re.compile(r"S\d{3}-\d+")
_MARK = re.compile(r"^\s*(?:<!--|%)\s*((?:S\d{3}-\d+[,\s]*)+)(notation|without)?[^\n]*$")
_RULE = re.compile(r"\|[\s:|-]+\|$")


@dataclass(frozen=True, slots=True)
class Mention:
    """An id in a note: the file, the line of its comment, and its mark.

    ``notation``: the formula needs a rule of notation.  ``without``: it is the formula of the id without an assumption.
    """

    id: str
    path: Path
    line: int
    mark: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a note says of an id: the mention, the ledger's word for it, whether it has a sum, whether it is code.

    ``silent``: a table, a list or a sentence stands there, of which an experiment has to say what it is worth.
    """

    mention: Mention
    word: str | None
    summed: bool = False
    text: bool = False
    silent: bool = False


class Sources:
    """The notes on the sources in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._notes: dict[Path, list[Written]] = {}

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(m for path in sorted(self.folder.glob("*.md")) for m in mentions(path))

    def written(self, id: str) -> list[Written]:
        """What the notes say of an id, in order; a note is checked as a whole when it is first asked for."""
        paths = dict.fromkeys(m.path for m in self.mentions if m.id == id)
        return [w for path in paths for w in self._note(path) if w.mention.id == id]

    def _note(self, path: Path) -> list[Written]:
        if path not in self._notes:
            self._notes[path] = list(written_in(path, [m for m in self.mentions if m.path == path]))
        return self._notes[path]

    def block(self, id: str) -> list[str]:
        """The lines that stand after the first comment with an id; none if there is no such comment."""
        mark = next((m for m in self.mentions if m.id == id), None)
        if mark is None:
            return []
        lines = mark.path.read_text(encoding="utf-8").splitlines()
        scope = scope_of(mark, lines)
        return lines[scope.start - 1 : scope.stop - 1]

    def table(self, id: str) -> list[list[str]]:
        """The rows of a table without its head, cell by cell."""
        rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in self.block(id) if line.startswith("|")]
        ruled = [i for i, line in enumerate(self.block(id)) if _RULE.match(line.strip())]
        return rows[ruled[0] + 1 :] if ruled else rows

    def items(self, id: str) -> list[str]:
        """The items of a list."""
        return [line.strip()[2:].strip() for line in self.block(id) if line.strip().startswith("- ")]

    def code(self, id: str) -> str:
        """A piece of code, or several one after the other."""
        return "\n".join(line for line in self.block(id) if not line.startswith("```"))


def mentions(path: Path) -> Iterator[Mention]:
    """The ids that stand in comments of a note, in order."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = _MARK.match(line)
        if mark is not None:
            for found in _ID.findall(mark[1]):
                yield Mention(found, path, number, mark[2])


def written_in(path: Path, marks: Sequence[Mention]) -> Iterator[Written]:
    """What one note says at each of its mentions."""
    from derivations.documents.judging import check_document
    from derivations.documents.loading import load

    results = check_document(load(path))
    lines = path.read_text(encoding="utf-8").splitlines()
    for mark in marks:
        scope = scope_of(mark, lines)
        own = [r for r in results if r.item.right.end.line in scope]
        summed = any(isinstance(t, Bind) and t.op == "sum" for r in own if r.item.checked for t in walk(r.item.checked.left))
        if _is_code(lines, scope):
            yield Written(mark, _word_of_code(lines[scope.start : scope.stop - 2]), text=True)
        elif any(r.verdict.word == "unreadable" for r in own) and not _closed(lines[scope.start - 1 : scope.stop - 1]):
            yield Written(mark, WRONG, text=True)
        else:
            yield Written(mark, _word_of_results(own, results, mark.mark == "notation"), summed, silent=not own)


def scope_of(mark: Mention, lines: Sequence[str]) -> range:
    """The lines that a mention speaks of: the next line of a display, or the next paragraph or display after a comment of its own."""
    if lines[mark.line - 1].lstrip().startswith("%"):
        return range(mark.line + 1, mark.line + 2)
    start = mark.line + 1
    while start <= len(lines) and not lines[start - 1].strip():
        start += 1
    end = start
    while end <= len(lines) and lines[end - 1].strip():
        end += 1
    return range(start, end)


def _is_code(lines: Sequence[str], scope: range) -> bool:
    return scope.start <= len(lines) and lines[scope.start - 1].startswith("```") and not lines[scope.start - 1].startswith("```math")


def _closed(lines: Sequence[str]) -> bool:
    """Whether every brace of a formula is closed."""
    source = "".join(re.split(r"(?<!\\)%", line)[0] for line in lines)
    braces = re.findall(r"(?<!\\)[{}]", source)
    return braces.count("{") == braces.count("}")


def _word_of_code(code: Sequence[str]) -> str:
    from derivations.ledger.texts import defects

    return WRONG if defects("\n".join(code)) else HOLDS


def _word_of_results(own: Sequence[Result], all_results: Sequence[Result], notation: bool) -> str | None:
    word = worst([_word_of_result(r, all_results) for r in own])
    return ABUSE if notation and word in (HOLDS, ASSUMING) else word


def _word_of_result(result: Result, all_results: Sequence[Result]) -> str | None:
    """The word for one relation.  A definition claims nothing: it holds if a step that was decided rests on it."""
    if result.item.checked is not None:
        return word_of(result.verdict.word, result.item.checked)
    if result.verdict.word == "definition":
        return HOLDS if any(_rests_on(r, result.item.right.end.line) for r in all_results) else None
    return None


def _rests_on(result: Result, line: int) -> bool:
    """Whether a step that was proved or refuted uses the definition of a line."""
    step = result.item.checked
    if step is None or result.verdict.word not in ("proved", "conditional", "refuted"):
        return False
    names = {s.name for side in (step.left, step.right) for s in free_symbols(side)}
    return any(d.line == line and d.symbol.name in names for d in step.definitions)


def word_of(verdict: str, step: Step) -> str | None:
    """The ledger's word for a verdict on a step; None if it was not decided."""
    match verdict:
        case "refuted":
            return WRONG
        case "conditional":
            return ASSUMING
        case "proved":
            return ASSUMING if _needs_its_facts(step) else HOLDS
    return None


def _needs_its_facts(step: Step) -> bool:
    """Whether the step is no longer proved without what is declared of its names beyond types, sizes and ranges of indices."""
    from symbolic.checking import check

    types = tuple(f for f in step.declarations if _is_range(f))
    return len(types) < len(step.declarations) and check(replace(step, declarations=types)).word != "proved"


def _is_range(fact: Term) -> bool:
    """A bound on integers alone, as the declaration of an index or a size makes."""
    symbols: Iterable[Sym] = (s for s in free_symbols(fact) if isinstance(s, Sym))
    return all(s.sort.field == "integer" for s in symbols) and not any(isinstance(t, Call) and t.op == "eq" for t in walk(fact))

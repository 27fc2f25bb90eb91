"""The ledger: every formula of the sources with the verdict expected of it, the verdict found, where it lives and what shows it.

The rows (``ledger.json``) hold ids and expectations, no formulas.  What the sources wrote stands in ``notes/sources``, each formula
after a comment with its id: ``% S003-30`` before a row of a display, ``<!-- S003-26 -->`` before a formula.  The correct formulas are
derivations of the catalogue that name the id.  A verdict found is always the engine's:

- a formula as written that is refuted is *wrong as written*;
- a formula that is proved *holds*; if it is conditional, or is no longer proved when the declared facts about its names (x ≠ 0, Σp = 1) are
  taken away, it *holds under an assumption*;
- a second formula of the same id marked ``without`` in its comment is the first with an assumption taken away that the source does not
  name (a factor that depends on the variable after all): if the engine refutes it, the first *holds under an assumption*, and if it
  does not, nothing is found;
- a formula marked ``notation`` in its comment was understood only through a rule of notation: if it then holds it is *notation abuse*;
- a formula that the source does not have is judged by its derivation in the catalogue: *picture missing, reconstructed* if that is proved.
- a formula that cannot be read because a brace is not closed is *wrong as written* too;
- a piece of code is *wrong as written* if :mod:`derivations.texts` finds a defect in it;
- a statement about what happens, or one in words, is judged by the function of :mod:`derivations.behaviours` or
  :mod:`derivations.wordings` that makes it happen; its outcome says which word it is;
- a figure that is missing is *reconstructed* if :mod:`numeric.figures` draws it and what it shows is what it should show.

A slope that the catalogue states is also compared with central differences and a complex step of its NumPy form; where they do not
agree nothing is found.  What nothing covers has no verdict found, which is a disagreement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from symbolic.steps import Step
from symbolic.terms import Bind, Call, Sym, Term, free_symbols, walk

if TYPE_CHECKING:
    from derivations.catalogue._entries import Derivation
    from derivations.documents.items import Result

HOLDS, ASSUMING, WRONG = "holds", "holds under an assumption", "wrong as written"
ABUSE, RECONSTRUCTED, CHECKABLE = "notation abuse", "picture missing, reconstructed", "checkable behaviour"
UNKNOWN = "not recomputable"
_ID = re.compile(r"S\d{3}-\d+")
_MARK = re.compile(r"^\s*(?:<!--|%)\s*((?:S\d{3}-\d+[,\s]*)+)(notation|without)?[^\n]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger.  ``written``: whether the source has a ``formula``, says it in ``words``, or is ``missing`` it."""

    id: str
    source: str
    lines: tuple[int, int]
    kind: str
    expected: str
    evidence: tuple[str, ...]
    written: str


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
class Finding:
    """A row with what was found: ``found`` is None if nothing covers it.

    opinions: of how many steps of its derivations SymPy says the same, and how many there are; it is a second opinion, no proof.
    """

    row: Row
    found: str | None
    entry: str | None
    where: str | None
    evidence: tuple[str, ...]
    opinions: tuple[int, int] = (0, 0)

    @property
    def agrees(self) -> bool:
        return self.found == self.row.expected

    @property
    def record(self) -> dict[str, object]:
        """The line of ``--output-format json``."""
        return {"id": self.row.id, "source": self.row.source, "kind": self.row.kind, "expected": self.row.expected, "found": self.found,
                "entry": self.entry, "where": self.where, "evidence": list(self.evidence),
                "second_opinion": {"agrees": self.opinions[0], "steps": self.opinions[1]}}


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in order."""
    data = json.loads(Path(__file__).with_name("ledger.json").read_text(encoding="utf-8"))
    return tuple(Row(r["id"], r["source"], tuple(r["lines"]), r["kind"], r["expected"], tuple(r["evidence"]), r["written"]) for r in data)


def mentions(path: Path) -> Iterator[Mention]:
    """The ids that stand in comments of a note, in order."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = _MARK.match(line)
        if mark is not None:
            for found in _ID.findall(mark[1]):
                yield Mention(found, path, number, mark[2])


def findings(notes: Path) -> list[Finding]:
    """Every row of the ledger with the verdict found, from the notes in a folder and the catalogue."""
    written = _written(notes)
    derived = _derived()
    return [_finding(row, written.get(row.id, []), derived.get(row.id, [])) for row in rows()]


# --- what the sources wrote -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Written:
    """What a note says of an id: the mention and the verdict, already one of the ledger's words."""

    mention: Mention
    word: str | None
    summed: bool = False
    text: bool = False


def _written(notes: Path) -> dict[str, list[_Written]]:
    from derivations.documents.judging import check_document
    from derivations.documents.loading import load

    found: dict[str, list[_Written]] = {}
    for path in sorted(notes.glob("*.md")):
        marks = list(mentions(path))
        if not marks:
            continue
        results = check_document(load(path))
        lines = path.read_text(encoding="utf-8").splitlines()
        for mark in marks:
            scope = _scope_of(mark, lines)
            own = [r for r in results if r.item.right.end.line in scope]
            if _is_code(lines, scope):
                word: str | None = _word_of_code(lines[scope.start : scope.stop - 2])
            elif any(r.verdict.word == "unreadable" for r in own) and not _closed(lines[scope.start - 1 : scope.stop - 1]):
                word = WRONG
            else:
                word = _word_of_results(own, mark.mark == "notation")
            summed = any(isinstance(t, Bind) and t.op == "sum" for r in own if r.item.checked for t in walk(r.item.checked.left))
            found.setdefault(mark.id, []).append(_Written(mark, word, summed, _is_code(lines, scope)))
    return found


def _is_code(lines: Sequence[str], scope: range) -> bool:
    return scope.start <= len(lines) and lines[scope.start - 1].startswith("```") and not lines[scope.start - 1].startswith("```math")


def _closed(lines: Sequence[str]) -> bool:
    """Whether every brace of a formula is closed."""
    source = "".join(re.split(r"(?<!\\)%", line)[0] for line in lines)
    braces = re.findall(r"(?<!\\)[{}]", source)
    return braces.count("{") == braces.count("}")


def _word_of_code(code: Sequence[str]) -> str:
    from derivations.texts import defects

    return WRONG if defects("\n".join(code)) else HOLDS


def _scope_of(mark: Mention, lines: Sequence[str]) -> range:
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


def _word_of_results(results: Iterable[Result], notation: bool) -> str | None:
    words: list[str | None] = []
    for r in results:
        if r.verdict.word in ("definition", "posed"):
            words.append(HOLDS)
        elif r.item.checked is not None:
            words.append(_word(r.verdict.word, r.item.checked))
        else:
            words.append(None)
    word = _worst(words)
    return ABUSE if notation and word in (HOLDS, ASSUMING) else word


def _worst(words: Sequence[str | None]) -> str | None:
    if not words or None in words:
        return None
    return next((w for w in (WRONG, ASSUMING) if w in words), HOLDS)


def _word(verdict: str, step: Step) -> str | None:
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
    symbols = [s for s in free_symbols(fact) if isinstance(s, Sym)]
    return all(s.sort.field == "integer" for s in symbols) and not any(isinstance(t, Call) and t.op == "eq" for t in walk(fact))


# --- what the catalogue derives ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Derived:
    """A derivation that names an id: its verdict, whether numbers confirmed its slope (None: it states no slope), SymPy's opinion.

    Where SymPy contradicts a step the derivation has no verdict: one of the two is at fault.
    """

    entry: str
    word: str | None
    confirmed: bool | None
    agreeing: int
    count: int


def _derived() -> dict[str, list[_Derived]]:
    from derivations.catalogue import entries
    from derivations.opinions import opinion
    from symbolic.checking import check

    found: dict[str, list[_Derived]] = {}
    for entry in entries():
        for derivation in entry.derivations:
            if not derivation.ledger:
                continue
            word = _worst([_word(check(step).word, step) for step in derivation.steps])
            opinions = [opinion(step) for step in derivation.steps]
            word = None if False in opinions else word
            derived = _Derived(entry.name, word, confirmed(derivation), opinions.count(True), len(opinions))
            for id in derivation.ledger:
                found.setdefault(id, []).append(derived if derived.confirmed is not False else replace(derived, word=None))
    return found


def confirmed(derivation: Derivation) -> bool | None:
    """Whether central differences and a complex step give the slope that a derivation states; None if it states none."""
    from numeric.confirming import confirm_slope

    reading = derivation.reading
    if any(relation != "eq" for relation in reading.relations):
        return None
    report = confirm_slope(reading.first, reading.rows[-1].term, reading.scope.definitions, reading.scope.facts)
    return None if report is None else report.ok


def _finding(row: Row, written: Sequence[_Written], derived: Sequence[_Derived]) -> Finding:
    entry = derived[0].entry if derived else None
    where = f"{written[0].mention.path.as_posix()}:{written[0].mention.line}" if written else None
    opinions = (sum(d.agreeing for d in derived), sum(d.count for d in derived))
    shown = _experiment(row)
    if shown is not None:
        word, place, evidence = shown
        return Finding(row, word, entry, where or place, evidence, opinions)
    proved = any(w.word for w in written) or any(d.word for d in derived)
    kinds = ("symbolic",) * proved + ("finite_difference",) * any(d.confirmed for d in derived)
    kinds += ("indexed_sum",) * any(w.summed for w in written) + ("text_check",) * any(w.text for w in written)
    return Finding(row, _found(row, written, derived), entry, where, kinds, opinions)


def _experiment(row: Row) -> tuple[str | None, str, tuple[str, ...]] | None:
    """The verdict on what happens, from the function that makes it happen, or on a figure, from what it shows."""
    from derivations.behaviours import BEHAVIOURS, EVIDENCE
    from derivations.wordings import load
    from numeric.figures import figure_of

    load()
    drawn = figure_of(row.id)
    if drawn is not None:
        return (RECONSTRUCTED if drawn.shows() else None), f"figure {drawn.name}", drawn.evidence
    function = BEHAVIOURS.get(row.id)
    if function is None:
        return None
    outcome = function()
    word = outcome.word
    if row.written == "missing" and word in (HOLDS, ASSUMING):
        word = RECONSTRUCTED
    module = function.__module__.rpartition(".")[2]
    return word, f"derivations.{module}.{function.__name__}", EVIDENCE.get(row.id) or (("training_run",) if outcome.run else ("numeric",))


def _found(row: Row, written: Sequence[_Written], derived: Sequence[_Derived]) -> str | None:
    own = [w.word for w in written if w.mention.mark != "without"]
    stripped = [w.word for w in written if w.mention.mark == "without"]
    if own and row.written != "missing":
        word = ABUSE if ABUSE in own else _worst(own)
        if not stripped or word != HOLDS:
            return word
        return ASSUMING if set(stripped) == {WRONG} else None
    correct = _worst([*own, *(d.word for d in derived)])
    return RECONSTRUCTED if row.written == "missing" and correct in (HOLDS, ASSUMING) else correct


# --- for people ---------------------------------------------------------------------------------------------


def text_line(finding: Finding) -> str:
    """``S003-30  wrong as written        notes/sources/003.md:119``, with what was expected if it is another."""
    found = finding.found or "not covered"
    place = ", ".join(p for p in (finding.where, finding.entry and f"catalogue {finding.entry}") if p)
    other = "" if finding.agrees else f"  expected: {finding.row.expected}"
    agreeing, steps = finding.opinions
    kinds = ", ".join((*finding.evidence, *((f"SymPy {agreeing} of {steps} steps",) if steps else ())))
    return f"{'  ' if finding.agrees else '! '}{finding.row.id:8} {found:32} {place}{f' [{kinds}]' if kinds else ''}{other}".rstrip()


def summary(found: Sequence[Finding]) -> str:
    agreeing = sum(f.agrees for f in found)
    missing = sum(f.found is None for f in found)
    return f"{len(found)} rows: {agreeing} agree, {len(found) - agreeing - missing} disagree, {missing} are not covered"

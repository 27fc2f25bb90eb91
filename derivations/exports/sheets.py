"""What is exported: sheets of displays of lines, arranged alike whether they come from the catalogue or from a document.

The mathematics is the author's LaTeX.  Guarantee: a line whose step is not proved carries its ``problem``, in words; :func:`verified`
refuses a sheet that has one, so that nothing leaves the project as verified that is not.  A step that holds wherever both of its sides are
defined is verified with its condition stated beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from derivations.catalogue._entries import Derivation, Entry, Row
from derivations.documents.items import Item, Result, label, needs_only_a_convention, where
from derivations.documents.judging import Judge, judge_here, results_of
from derivations.documents.model import Document, Heading, Place, macros_of
from derivations.exports.declared import definition_latex, taken_for_granted
from derivations.exports.pictures import Picture
from derivations.exports.relations import at_relation
from derivations.exports.words import plain_words
from derivations.reporting.values import RELATION_LATEX
from symbolic.formulas import Formula
from symbolic.latex.plain import to_text
from symbolic.latex.printer import to_latex
from symbolic.terms import Call, Sym, Term
from symbolic.verdicts import Conditional, Proved, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One row: ``left`` is empty where the row goes on from the one above; ``right`` starts with its relation.

    reason is text in which ``$…$`` is mathematics; conditions are LaTeX; ``problem`` says why the row is not verified;
    ``place`` is where it stands in a document.
    """

    left: str
    right: str
    reason: str = ""
    conditions: tuple[str, ...] = ()
    problem: str | None = None
    place: str = ""

    @property
    def latex(self) -> str:
        return f"{self.left} {self.right}".strip()


@dataclass(frozen=True, slots=True)
class Display:
    """A derivation: its lines, what is given (declarations), what the names stand for (definitions), how it was proved."""

    title: str
    lines: tuple[Line, ...]
    given: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(line.problem for line in self.lines if line.problem is not None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All derivations of an entry or of a document, with the author's macros; ``pictures`` stand beside them."""

    name: str
    title: str
    displays: tuple[Display, ...]
    sources: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


class NotVerified(Exception):
    """A sheet holds steps that are not proved; the message names each."""


def verified(sheet: Sheet) -> Sheet:
    """The sheet itself; raises :class:`NotVerified` if one of its lines is not proved."""
    found = [f"  {line.place or display.title}: {problem}: {line.latex}" for display in sheet.displays for line in display.lines
             if (problem := line.problem) is not None]
    if found:
        head = f"{sheet.name}: not exported, for these steps are not proved (--draft exports them, marked):"
        raise NotVerified("\n".join([head, *found]))
    return sheet


# --- from the catalogue -----------------------------------------------------------------------


def entry_sheet(entry: Entry, judge: Judge = judge_here) -> Sheet:
    """The derivations of an entry, every step judged."""
    steps = [step for derivation in entry.derivations for step in derivation.steps]
    verdicts = iter([verdict for verdict, _ in judge(steps)])
    displays = tuple(_derivation(d, [next(verdicts) for _ in d.steps]) for d in entry.derivations)
    return Sheet(entry.name, entry.title, displays, entry.sources, entry.assumptions)


def _derivation(derivation: Derivation, verdicts: Sequence[Verdict]) -> Display:
    place = 0
    lines = []
    for row in derivation.reading.rows:
        lines.append(_row(row, verdicts[place : place + len(row.steps)]))
        place += len(row.steps)
    of_result = next((_problem(v) for v in verdicts[place:] if _problem(v)), None)
    if of_result and lines[-1].problem is None:
        lines[-1] = replace(lines[-1], problem=f"the stated result: {of_result}")
    where = tuple(definition_latex(w.definition) if isinstance(w, Formula) else w for w in derivation.where)
    return Display(derivation.title, tuple(lines), derivation.given, where, tuple(sorted(derivation.conventions)), _methods(verdicts),
                   derivation.ledger)


def _row(row: Row, verdicts: Sequence[Verdict]) -> Line:
    left, right = at_relation(row.latex)
    problem = next((p for p in map(_problem, verdicts) if p is not None), None)
    return Line(left, right, row.reason, _conditions(verdicts), problem)


# --- from a document --------------------------------------------------------------------------


def document_sheet(document: Document, preamble: Sequence[Document] = (), judge: Judge = judge_here) -> Sheet:
    """The derivations of a document, every step judged; a chain that only defines is shown where its names are used."""
    from derivations.documents.chains import items_of

    chains: dict[int, list[Result]] = {}
    for result in results_of(items_of(document, preamble), judge):
        chains.setdefault(result.item.derivation, []).append(result)
    headings = [piece for piece in document.pieces if isinstance(piece, Heading)]
    claims = [chain for chain in chains.values() if any(r.verdict.word not in ("definition", "posed") for r in chain)]
    displays = tuple(_chain(chain, _heading(headings, chain[0].item.right.start)) for chain in claims)
    title = " ".join(headings[0].text.source.split()) if headings else document.path.stem
    return Sheet(document.path.stem, title, _numbered(displays), (), (), macros_of(document))


def _heading(headings: Iterable[Heading], place: Place) -> str:
    before = [h for h in headings if h.text.place.file == place.file and _order(h.text.place) <= _order(place)]
    return " ".join(before[-1].text.source.split()) if before else ""


def _order(place: Place) -> tuple[int, int]:
    return place.cell or 0, place.line


def _numbered(displays: Sequence[Display]) -> tuple[Display, ...]:
    """Titles that occur more than once get a number."""
    total = {d.title: sum(e.title == d.title for e in displays) for d in displays}
    seen: dict[str, int] = {}
    done = []
    for display in displays:
        seen[display.title] = seen.get(display.title, 0) + 1
        many = total[display.title] > 1
        done.append(replace(display, title=f"{display.title} ({seen[display.title]})".strip() if many else display.title))
    return tuple(done)


def _chain(chain: Sequence[Result], title: str) -> Display:
    lines = []
    before: Item | None = None
    for result in chain:
        lines.append(_result(result, before))
        before = result.item
    steps = [r.item.checked for r in chain if r.item.checked is not None]
    given, where = taken_for_granted(steps)
    first = chain[0].item
    cell = f"[cell {first.right.start.cell}]" if first.right.start.cell else ""
    conventions = tuple(sorted({c for step in steps for c in step.conventions}))
    return Display(title, tuple(lines), given, where, conventions, _methods([r.verdict for r in chain]),
                   (f"{first.shown_path.name}{cell}:{first.right.start.line}",))


def _result(result: Result, before: Item | None) -> Line:
    item, verdict = result.item, result.verdict
    if item.relation is None or verdict.word == "unreadable":
        return Line("", rf"\text{{(line {item.right.start.line} could not be read)}}", "", (), _problem(verdict), where(item))
    goes_on = before is not None and item.left is not None and before.right.latex == item.left.latex
    left = "" if goes_on or item.left is None else _tidy(item.left.latex)
    right = f"{RELATION_LATEX.get(item.relation, item.relation)} {_tidy(item.right.latex)}"
    reason = plain_words(item.comment) or (verdict.word if verdict.word in ("definition", "posed") else "")
    return Line(left, right, reason, _conditions([verdict]), _problem(verdict), where(item))


def _tidy(latex: str) -> str:
    return " ".join(line.split("% ")[0] for line in latex.splitlines()).strip() if "% " in latex else " ".join(latex.split())


# --- verdicts ---------------------------------------------------------------------------------


def _problem(verdict: Verdict) -> str | None:
    """Why a verdict does not let a step leave as verified; None if it does."""
    match verdict:
        case Proved():
            return None
        case Conditional() if verdict.kind == "definedness" or needs_only_a_convention(verdict):
            return None
        case Conditional():
            what = "true if" if verdict.kind == "hypothesis" else "true is"
            return f"{label(verdict)}, {what} " + " and ".join(map(_plain, verdict.conditions))
    return None if verdict.word in ("definition", "posed") else label(verdict)


def _plain(condition: Term) -> str:
    return to_text(condition)


def _conditions(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The conditions under which steps hold, in LaTeX."""
    terms = (c for v in verdicts if isinstance(v, Conditional) and _problem(v) is None for c in v.conditions)
    return tuple(dict.fromkeys(map(_condition, terms)))


def _condition(condition: Term) -> str:
    match condition:
        case Call("convention", (Sym(name),)):
            return rf"\text{{{name}}}"
    return to_latex(condition)


def _methods(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(by for v in verdicts if (by := getattr(v, "by", None))))

"""A result as a message: where, what is wrong, the rows with a caret, the evidence, and what to do about it.

The first line can be read by editors and by ``grep``: ``path:line:column: verdict: …``.  No line is wider than the
given width, so long as a single word of a path or formula is not.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from derivations.documents.items import Item, Result, needs_only_a_convention, where
from derivations.documents.model import Document, Place
from derivations.reporting.excerpt import Mark, excerpt
from derivations.reporting.values import as_latex, as_text, assignment_text, condition_instruction, condition_text, counterexample_of
from symbolic.verdicts import Conditional, Definition, Posed, Proved, Refuted, Undecided, Unreadable, Verdict

Paint = Callable[[str, str], str]
INDENT = "  "
LABEL_WIDTH = 10


def plain(text: str, role: str) -> str:
    """No colour."""
    return text


def coloured(text: str, role: str) -> str:
    """ANSI colours for a terminal."""
    codes = {"refuted": "1;31", "conflict": "1;31", "conditional": "1;33", "undecided": "1;35", "unreadable": "1;36", "proved": "1;32",
             "mark": "1;31", "place": "1", "label": "2"}
    return f"\033[{codes[role]}m{text}\033[0m" if role in codes else text


def message(result: Result, document: Document, width: int = 80, paint: Paint = plain) -> str:
    """The whole message about a result, several lines, without line end."""
    item, verdict = result.item, result.verdict
    lines = _headline(result, width, paint)
    lines.append("")
    lines += excerpt(document, _marks(item, verdict), width, paint)
    found = list(details(result))
    if found:
        lines.append("")
        for name, text in found:
            lines += _labelled(name, text, width, paint)
    return "\n".join(lines)


# --- the first line ---------------------------------------------------------------------------


def _headline(result: Result, width: int, paint: Paint) -> list[str]:
    place, verdict = where(result.item) + ":", result.verdict
    word = "conflict" if verdict.kind == "conflict" else verdict.word
    lines = textwrap.wrap(f"{place} {_summary(result)}", width, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False)
    return [paint(place, "place") + paint(lines[0][len(place) :], word), *(paint(line, word) for line in lines[1:])]


def _summary(result: Result) -> str:
    if result.met is False:
        return f"expected {result.expect}, but it is {said_of(result.verdict, result.item)}"
    if result.met and result.verdict.word not in ("proved", "definition", "posed"):
        return f"{said_of(result.verdict, result.item)}, as expected"
    return said_of(result.verdict, result.item)


def said_of(verdict: Verdict, item: Item) -> str:
    """The verdict in a sentence."""
    match verdict:
        case Proved(by=by):
            return f"proved: {by}"
        case Conditional() if needs_only_a_convention(verdict):
            return f"conditional: true with the {' and '.join(map(condition_text, verdict.conditions))}"
        case Conditional():
            return f"conditional: {_condition(verdict)}"
        case Refuted(kind="undefined", reason=reason):
            return f"refuted: {reason or 'one side is defined nowhere'}"
        case Refuted(repair=repair):
            what = "the two sides are different" if item.relation == "=" else f"{item.relation or 'it'} does not hold"
            what = item.misfit.reason if item.misfit is not None else _not_following(item, verdict) or what
            return f"refuted: {what}" + (f"; {repair.words}" if repair is not None else "")
        case Undecided(kind="conflict", reason=reason):
            return f"conflict: two parts of the checker disagree, please report it: {reason}"
        case Undecided(reason=reason):
            return f"undecided: {reason}"
        case Unreadable(kind="uncertain", reason=reason):
            return f"unreadable: uncertain: {reason}"
        case Unreadable(reason=reason):
            return f"unreadable: {reason}"
        case Definition(reading=reading):
            return f"definition: {reading}"
        case Posed(reading=reading):
            return f"posed: {reading}"


def _not_following(item: Item, verdict: Refuted) -> str | None:
    """What is said of a conclusion that is false."""
    if item.conclusion is None or not verdict.reason:
        return None
    lines = sorted(set(item.conclusion.lines))
    return verdict.reason if verdict.reason.startswith("it does not solve") else \
        f"it does not follow from line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def _condition(verdict: Conditional) -> str:
    conditions = " and ".join(map(condition_text, verdict.conditions))
    match verdict.kind:
        case "definedness":
            return f"both sides are defined together only if {conditions}"
        case "hypothesis":
            return f"{verdict.reason or 'false as it stands'}, true if {conditions}"
        case "direction":
            return verdict.reason or "only one direction of the equivalence holds"


# --- the rows ---------------------------------------------------------------------------------


def _marks(item: Item, verdict: Verdict) -> list[Mark]:
    right = Mark(item.right.start, item.right.end)
    if isinstance(verdict, Unreadable) or item.left is None or not _same_source(item.left.start, item.right.start):
        return [right]
    return [Mark(item.left.start, item.left.end, "-"), right]


def _same_source(one: Place, other: Place) -> bool:
    return one.file == other.file and one.cell == other.cell


# --- the evidence -----------------------------------------------------------------------------


def details(result: Result) -> Iterator[tuple[str, str]]:
    """The evidence, line by line: a name and a text; a repair is LaTeX to paste."""
    item, verdict = result.item, result.verdict
    step = item.checked
    drawn = item.conclusion is not None and isinstance(verdict, Refuted) and step is not None and step.relation == "implies"
    if drawn and step is not None:
        yield "read as", as_text(step.right)
        yield "from", as_text(step.left)
    elif step is not None and not isinstance(verdict, Proved):
        relation = item.relation or "="
        yield "read as", f"{as_text(step.left)}  {relation}  {as_text(step.right)}"
    yield from ((name, text) for name, text in _evidence(verdict) if name == "at" or not drawn)
    headed = isinstance(verdict, Refuted) and _not_following(item, verdict) == verdict.reason
    if isinstance(verdict, Refuted) and item.misfit is not None:
        yield "note", "at this point all sizes are equal, and the two sides are different"
        yield "remedy", item.misfit.remedy or ""
    elif isinstance(verdict, Refuted) and verdict.kind == "value" and verdict.reason and not headed:
        yield "because", verdict.reason
    if isinstance(verdict, Refuted) and verdict.repair is not None:
        yield "repair", f"{item.relation or '='} {as_latex(verdict.repair.right)}"
    if isinstance(verdict, Conditional):
        for condition in verdict.conditions if verdict.kind != "direction" else ():
            yield "declare", condition_instruction(condition)
        if not verdict.minimal:
            yield "note", "this suffices; less may do"
    if isinstance(verdict, Undecided) and verdict.tried:
        yield "tried", ", ".join(verdict.tried)
    if isinstance(verdict, Unreadable) and verdict.remedy:
        yield "remedy", verdict.remedy
    for note in (*getattr(verdict, "notes", ()), *item.hints):
        yield "note", note


def _evidence(verdict: Verdict) -> Iterator[tuple[str, str]]:
    point = counterexample_of(verdict)
    if point is None:
        return
    if point.at:
        yield "at", ", ".join(map(assignment_text, point.at))
    if point.left:
        yield "left", point.left
    if point.right:
        yield "right", point.right


def _labelled(name: str, text: str, width: int, paint: Paint) -> list[str]:
    room = width - len(INDENT) - LABEL_WIDTH
    wrapped = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    first = f"{INDENT}{paint(name, 'label')}{' ' * (LABEL_WIDTH - len(name))}{wrapped[0]}"
    return [first, *(f"{INDENT}{' ' * LABEL_WIDTH}{line}" for line in wrapped[1:])]

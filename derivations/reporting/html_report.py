"""The report of a run as a page: every step with its verdict and the evidence, to be filtered by verdict and read with the keyboard.

Steps stand in the order of the documents, under their headings, chain by chain.  What failed is open; everything else opens on demand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from derivations.documents.items import Item, Result, Side, is_failing
from derivations.documents.model import Document, Heading, Place, macros_of
from derivations.reporting.html_page import macros_attribute, math, page, words
from derivations.reporting.messages import details, said_of
from derivations.reporting.summary import summary
from derivations.reporting.values import RELATION_LATEX, as_latex, as_text
from symbolic.terms import Call, Term

SIGNS = {"proved": "✓", "conditional": "!", "refuted": "✗", "conflict": "‼", "undecided": "?", "unreadable": "⋯", "definition": "≔",
         "posed": "·"}
LABELS = {"at": "at", "left": "left side", "right": "right side", "read as": "read as", "declare": "to declare"}

Checked = Sequence[tuple[Document, Sequence[Result]]]


def report_page(checked: Checked, failing: frozenset[str], title: str = "Derivations") -> str:
    """The whole page."""
    results = [result for _, found in checked for result in found]
    failed = sum(is_failing(r, failing) for r in results)
    state = f"{failed} step{'s' * (failed != 1)} failed" if failed else "nothing failed"
    body = [
        '<a class="skip" href="#steps">To the steps</a>',
        "<header>",
        f'<h1>{escape(title)}</h1><p class="state {"bad" if failed else "good"}">{state}</p>',
        f"<p>{escape(summary(results, len(checked)))}</p>",
        _filters(results, failed),
        "</header>",
        '<main id="steps" tabindex="-1">',
        *(_document(document, found, failing) for document, found in checked),
        '<p class="nothing" hidden>No step has a verdict that is shown.</p>',
        "</main>",
    ]
    return page(title, "\n".join(body))


def _filters(results: Iterable[Result], failed: int) -> str:
    counts = Counter(map(_word, results))
    buttons = [_button("failed", "", failed)] if failed else []
    buttons += [_button(word, f"<i>{sign}</i> ", counts[word]) for word, sign in SIGNS.items() if counts[word]]
    return ('<div class="filters" role="group" aria-label="Show only steps with these verdicts">' + "\n".join(buttons)
            + '<button type="button" data-filter="" aria-pressed="true">all</button></div>'
            '<p class="tools"><button type="button" id="open">open all</button> <button type="button" id="theme">dark / light</button> '
            '<span class="keys"><kbd>j</kbd> <kbd>k</kbd> next, previous · <kbd>n</kbd> next that failed · <kbd>Enter</kbd> open · '
            "<kbd>a</kbd> all verdicts</span></p>")


def _button(word: str, sign: str, count: int) -> str:
    attributes = f'type="button" class="{word}" data-filter="{word}" aria-pressed="false"'
    return f"<button {attributes}>{sign}<span>{word}</span> <b>{count}</b></button>"


def _word(result: Result) -> str:
    return "conflict" if result.verdict.kind == "conflict" else result.verdict.word


# --- documents and chains ---------------------------------------------------------------------


def _document(document: Document, results: Sequence[Result], failing: frozenset[str]) -> str:
    headings = [piece for piece in document.pieces if isinstance(piece, Heading)]
    parts = [f"<section{macros_attribute(macros_of(document))}>", f"<h2>{escape(str(document.path))}</h2>"]
    before: Heading | None = None
    for _, chain in groupby(results, key=lambda r: r.item.derivation):
        found = list(chain)
        heading = _heading(headings, found[0].item.right.start)
        if heading is not None and heading is not before:
            parts.append(f"<h3>{words(' '.join(heading.text.source.split()))}</h3>")
        before = heading
        parts += ['<article class="chain">', *_chain(found, failing), "</article>"]
    return "\n".join([*parts, "</section>"])


def _heading(headings: Iterable[Heading], place: Place) -> Heading | None:
    before = [h for h in headings if h.text.place.file == place.file and _order(h.text.place) <= _order(place)]
    return before[-1] if before else None


def _order(place: Place) -> tuple[int, int]:
    return place.cell or 0, place.line


def _chain(chain: Sequence[Result], failing: frozenset[str]) -> Iterator[str]:
    before = ""
    for result in chain:
        item = result.item
        goes_on = item.left is not None and item.left.latex == before
        before = item.right.latex
        yield _step(result, goes_on, is_failing(result, failing))


# --- one step ---------------------------------------------------------------------------------


def _step(result: Result, goes_on: bool, failed: bool) -> str:
    word, place = _word(result), result.item.right.start
    cell = f"cell {place.cell}, " if place.cell else ""
    chip = f"{SIGNS[word]} {word}{'/' + str(result.verdict.kind) if result.verdict.kind and word != 'conflict' else ''}"
    expected = {True: " as expected", False: f" but {result.expect} was expected", None: ""}[result.met]
    classes = " ".join(filter(None, ("step", word, "failed" if failed else "", "goes-on" if goes_on else "", "met" if result.met else "")))
    return (f'<details class="{classes}" data-verdict="{word}"{" open" if failed else ""}>'
            f'<summary><span class="line" title="{escape(str(result.item.shown_path))}">{cell}{place.line}</span>'
            f'<span class="formula">{_formula(result, goes_on)}</span>'
            f'<span class="verdict">{escape(chip)}<small>{escape(expected)}</small></span></summary>\n'
            f"<dl>{''.join(_evidence(result))}</dl></details>")


def _formula(result: Result, goes_on: bool) -> str:
    item = result.item
    if result.verdict.word == "unreadable":
        return f"<code>{_unread(item)}</code>"
    left = "" if goes_on or item.left is None else _one_line(item.left.latex)
    relation = RELATION_LATEX.get(item.relation or "", item.relation or "")
    return math(rf"\displaystyle {left} {relation} {_one_line(item.right.latex)}")


def _unread(item: Item) -> str:
    """What cannot be read as it was written, with the part at fault marked."""
    left, right = item.written or (item.left, item.right)
    shown = [_marked(side, item.right) for side in (left, right) if side is not None]
    relation = f" {escape(item.relation)} " if item.relation else ""
    return relation.join(shown) if left is not None else shown[0]


def _marked(side: Side, part: Side) -> str:
    """A side, in which a part of it is marked."""
    inside = (side.start.line, side.start.column) <= (part.start.line, part.start.column) < (side.end.line, side.end.column)
    if not inside or part.latex not in side.latex or part.latex == side.latex:
        return escape(side.latex)
    ahead = part.start.column - side.start.column if part.start.line == side.start.line else 0
    start = ahead if side.latex.startswith(part.latex, ahead) else side.latex.find(part.latex)
    end = start + len(part.latex)
    return f"{escape(side.latex[:start])}<mark>{escape(side.latex[start:end])}</mark>{escape(side.latex[end:])}"


def _one_line(latex: str) -> str:
    """The LaTeX without comments and line ends."""
    return " ".join(line.split("% ")[0].strip() for line in latex.splitlines())


def _evidence(result: Result) -> Iterator[str]:
    item, verdict = result.item, result.verdict
    yield _entry("verdict", escape(said_of(verdict, item)))
    step = item.checked
    if step is not None:
        yield _entry("read as", f"<code>{escape(as_text(step.left))}  {escape(item.relation or '=')}  {escape(as_text(step.right))}</code>")
    for condition in getattr(verdict, "conditions", ()):
        if as_text(condition):
            yield _entry("condition", _condition(condition))
    for name, text in details(result):
        if name != "read as":
            yield _entry(LABELS.get(name, name), math(text) if name == "repair" else escape(text))
    if getattr(verdict, "by", None):
        yield _entry("method", escape(str(getattr(verdict, "by", ""))))
    if step is not None and step.declarations:
        yield _entry("given", ", ".join(math(as_latex(d)) for d in step.declarations))
    if item.comment:
        yield _entry("reason", words(item.comment))


def _condition(condition: object) -> str:
    assert isinstance(condition, Term)
    return escape(as_text(condition)) if isinstance(condition, Call) and condition.op == "convention" else math(as_latex(condition))


def _entry(name: str, value: str) -> str:
    return f"<dt>{escape(name)}</dt><dd>{value}</dd>"

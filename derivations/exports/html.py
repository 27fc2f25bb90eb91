"""A page that opens offline: every derivation with its reasons, what is given, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from derivations.exports.latex import LONG_LEFT, LONG_ROW, provenance
from derivations.exports.pictures import Picture, inline, plain_title
from derivations.exports.sheets import Display, Line, Sheet
from derivations.exports.widths import width
from derivations.exports.words import capital
from derivations.reporting.html_page import macros_attribute, math, page, words


def export_html(sheets: Sequence[Sheet], title: str) -> str:
    """The whole page; several sheets get a list of contents."""
    body = [f'<header><h1>{words(title)}</h1><p class="tools"><button type="button" id="theme">dark / light</button></p>']
    if len(sheets) > 1:
        entries = "".join(f'<li><a href="#{escape(sheet.name)}">{words(capital(sheet.title))}</a></li>' for sheet in sheets)
        body.append(f"<nav><ul>{entries}</ul></nav>")
    body += ["</header>", '<main tabindex="-1">', *(_sheet(sheet, len(sheets) > 1) for sheet in sheets), "</main>"]
    return page(title, "\n".join(body))


def _sheet(sheet: Sheet, named: bool) -> str:
    parts = [f'<section id="{escape(sheet.name)}"{macros_attribute(sheet.macros)}>']
    parts += [f"<h2>{words(capital(sheet.title))}</h2>"] if named else []
    parts += [f'<p class="given">Assumed: {words(", ".join(sheet.assumptions))}.</p>'] if sheet.assumptions else []
    parts += [derivation(display) for display in sheet.displays]
    parts += [f'<div class="figures">{"".join(map(picture, sheet.pictures))}</div>'] if sheet.pictures else []
    parts += [f'<p class="origin">Source: {words(", ".join(sheet.sources))}</p>'] if sheet.sources else []
    return "\n".join([*parts, "</section>"])


def picture(drawn: Picture) -> str:
    """A figure, all of it inside the page."""
    return f'<img class="figure" src="{inline(drawn)}" alt="{escape(plain_title(drawn))}">'


def derivation(display: Display) -> str:
    """One derivation: its rows in three columns, on a narrow screen one under the other."""
    state = ' problem' if display.problems else ""
    parts = ['<article class="derivation">', f"<h3>{words(capital(display.title))}</h3>", given(display), rows(display),
             f'<p class="origin{state}">{escape(provenance(display))}</p>', "</article>"]
    return "\n".join(filter(None, parts))


def given(display: Display) -> str:
    """What a derivation takes for granted, as a paragraph; empty if that is nothing."""
    parts = [f"Let {', '.join(map(math, display.given))}"] if display.given else []
    parts += [f"where {', '.join(map(math, display.where))}"] if display.where else []
    parts += [escape(convention) for convention in display.conventions]
    return f'<p class="given">{capital(", ".join(parts))}.</p>' if parts else ""


def rows(display: Display, stepwise: bool = False) -> str:
    """The rows; ``stepwise`` lets each but the first appear in its turn, in a deck."""
    shown = [_row(line, number if stepwise else 0) for number, line in enumerate(display.lines)]
    return "\n".join(['<div class="rows">', *shown, "</div>"])


def _row(line: Line, turn: int) -> str:
    long = " long" if line.left and width(line.left) > LONG_LEFT and width(line.left) + width(line.right) > LONG_ROW else ""
    notes = [words(line.reason)] if line.reason else []
    notes += ["if " + " and ".join(map(math, line.conditions))] if line.conditions else []
    notes += [f'<strong class="problem">not verified: {escape(line.problem)}</strong>'] if line.problem else []
    cells = (("left" + long, _set(line.left) if line.left else ""), ("right", _set("{}" + line.right) if line.right else ""),
             ("reason", ", ".join(notes)))
    appears = f' fragment" data-fragment-index="{turn}' if turn else ""
    return "".join(f'<span class="{kind}{appears}">{cell}</span>' for kind, cell in cells if cell)


def _set(latex: str) -> str:
    return math(rf"\displaystyle {latex}")

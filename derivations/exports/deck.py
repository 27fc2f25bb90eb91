"""A reveal.js deck in one file that opens offline: one derivation a slide, its rows appearing one after the other.

Guarantee: the same as of every page; it loads nothing from anywhere.  A derivation that is wider or higher than the slide is set smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from derivations.exports.html import given, picture, rows
from derivations.exports.latex import on_a_slide
from derivations.exports.pictures import Picture
from derivations.exports.sheets import Display, Sheet
from derivations.exports.words import capital
from derivations.reporting.html_page import macros_attribute, page, words


def export_deck(sheets: Sequence[Sheet], title: str) -> str:
    """A deck: a title slide, then a slide a derivation."""
    slides = "\n".join(slide for sheet in sheets for slide in (*(_slide(display, sheet) for display in sheet.displays),
                                                                *map(_picture, sheet.pictures)))
    body = (f'<button type="button" id="theme">dark / light</button>\n<div class="reveal"><div class="slides">\n'
            f'<section class="title center"><h1>{words(title)}</h1></section>\n{slides}\n</div></div>')
    assets = files("derivations.exports") / "reveal"
    styles, script, setting, start = ((assets / name).read_text(encoding="utf-8")
                                      for name in ("reveal.css", "reveal.js", "deck.css", "deck.js"))
    return page(title, body, styles=styles + setting, scripts=(script, start))


def _picture(drawn: Picture) -> str:
    return f"<section><h2>{words(capital(drawn.title))}</h2>{picture(drawn)}</section>"


def _slide(display: Display, sheet: Sheet) -> str:
    state = " problem" if display.problems else ""
    return "\n".join([f"<section{macros_attribute(sheet.macros)}><h2>{words(capital(display.title or sheet.title))}</h2>", given(display),
                      rows(display, stepwise=True), f'<p class="origin{state}">{words(on_a_slide(display, sheet))}</p></section>'])

"""Markdown: a section a derivation, in the form in which the checker reads it back.

What is given is said in a sentence, names are defined by ``:=``, rows are those of an ``aligned`` block, with the reasons in
its column of text.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations.exports.latex import aligned, provenance
from derivations.exports.pictures import plain_title
from derivations.exports.sheets import Display, Sheet
from derivations.exports.words import capital
from derivations.reporting.macros import plain


def export_markdown(sheets: Sequence[Sheet], title: str) -> str:
    """The whole text."""
    parts = [f"# {title}"]
    for sheet in sheets:
        parts += [f"## {capital(sheet.title)}"] if len(sheets) > 1 else []
        parts += ["$$\n" + "\n".join(map(plain, sheet.macros)) + "\n$$"] if sheet.macros else []
        parts += [markdown_section(display, 3 if len(sheets) > 1 else 2) for display in sheet.displays]
        parts += [f"![{plain_title(picture)}]({picture.file('svg')})" for picture in sheet.pictures]
    return "\n\n".join(parts) + "\n"


def markdown_section(display: Display, level: int = 2) -> str:
    """One derivation under a heading of its own."""
    parts = [f"{'#' * level} {capital(display.title)}"] if display.title else []
    parts += [f"<!-- derivations: convention: {convention} -->" for convention in display.conventions]
    parts += [f"Let {', '.join(f'${g}$' for g in display.given)}."] if display.given else []
    parts += [f"$$\n{where}\n$$" for where in display.where]
    parts.append(f"$$\n{aligned(display)}\n$$")
    parts.append(f"*{provenance(display)}*")
    return "\n\n".join(parts)

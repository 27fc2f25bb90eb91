"""Notebooks: the Markdown of a sheet, a cell a derivation, with the figures inside; ``derivations check`` reads it back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from derivations.exports.markdown import markdown_section
from derivations.exports.pictures import Picture, contents, plain_title
from derivations.exports.sheets import Sheet
from derivations.exports.words import capital
from derivations.reporting.macros import plain


def export_notebook(sheets: Sequence[Sheet], title: str) -> str:
    """The notebook as JSON."""
    import nbformat

    v4 = nbformat.v4
    cells = [v4.new_markdown_cell(f"# {title}")]
    for sheet in sheets:
        cells += [v4.new_markdown_cell(f"## {capital(sheet.title)}")] if len(sheets) > 1 else []
        cells += [v4.new_markdown_cell("$$\n" + "\n".join(map(plain, sheet.macros)) + "\n$$")] if sheet.macros else []
        cells += [v4.new_markdown_cell(markdown_section(display, 3 if len(sheets) > 1 else 2)) for display in sheet.displays]
        cells += [_picture(picture) for picture in sheet.pictures]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook = v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def _picture(picture: Picture) -> Any:
    """A cell with a figure attached to it."""
    import nbformat

    cell = nbformat.v4.new_markdown_cell(f"![{plain_title(picture)}](attachment:{picture.name}.png)")
    cell["attachments"] = {f"{picture.name}.png": {"image/png": b64encode(contents(picture, "png")).decode("ascii")}}
    return cell

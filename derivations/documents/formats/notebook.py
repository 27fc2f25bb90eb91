"""Jupyter notebooks: the Markdown cells in order; a place is the cell, counted from 1 over all cells, and the line in it."""

from __future__ import annotations

from pathlib import Path

from derivations.documents.formats.expansion import with_macros_written_out
from derivations.documents.formats.markdown import markdown_pieces
from derivations.documents.model import Break, Document, DocumentError, Piece, Place, Text


def notebook_document(path: Path, source: str) -> Document:
    """A notebook as a document.  Raises :class:`DocumentError` if it is not one."""
    pieces: list[Piece] = []
    lines: dict[tuple[Path | None, int | None], tuple[str, ...]] = {}
    for number, cell in enumerate(_cells(path, source), 1):
        if cell["cell_type"] != "markdown":
            continue
        text = cell["source"].replace("\r\n", "\n")
        rows = tuple(text.split("\n"))
        lines[(None, number)] = rows
        starts = tuple(Place(k, 1, number) for k in range(1, len(rows) + 1))
        pieces += markdown_pieces(Text(text, starts))
        pieces.append(Break(starts[-1]))
    return with_macros_written_out(Document(path, tuple(pieces), (), lines))


def _cells(path: Path, source: str) -> list[dict[str, str]]:
    import json
    import warnings

    import nbformat

    try:
        found = json.loads(source)
    except json.JSONDecodeError as error:
        raise DocumentError(f"{path}:{error.lineno}:{error.colno}: not a notebook: this is no JSON ({error.msg})") from None
    if not isinstance(found, dict):
        raise DocumentError(f"{path}: not a notebook: its JSON is no object with cells")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(source, as_version=4)
        return [{"cell_type": str(cell["cell_type"]), "source": "".join(cell["source"])} for cell in notebook.cells]
    except Exception as error:  # nbformat raises many kinds for what is no notebook
        reason = str(error).split("\n")[0][:120] or type(error).__name__
        raise DocumentError(f"{path}: not a notebook that can be read ({reason})") from None

"""``derivations export NAME…``: verified derivations of the catalogue and of documents as slides, sheets, pages and notebooks.

Figures of the catalogue go with their formulas; a text on standard output has no folder for them, and goes without.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.commands.arguments import seconds

if TYPE_CHECKING:
    from derivations.documents.workers import Workers
    from derivations.exports.sheets import Sheet

ENDINGS = {"latex": "tex", "beamer": "tex", "markdown": "md", "html": "html", "reveal": "html", "notebook": "ipynb"}

INSIDE = frozenset({"html", "reveal", "notebook"})
"""Formats that hold their figures; beside the others they are files of their own."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="a family of the catalogue (sigmoid), a document or a folder of documents (notes/x.md)")
    parser.add_argument("--all", action="store_true", help="the whole catalogue in one file")
    parser.add_argument("--format", choices=tuple(ENDINGS), default="latex", metavar="FORMAT",
                        help="latex: blocks for a paper, with --all a whole sheet; beamer: slides; html: a page that opens offline; "
                             "reveal: slides that open offline in a browser; markdown; notebook")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR",
                        help="write one file a name into this folder, with its figures, not to standard output")
    parser.add_argument("--draft", action="store_true", help="export steps that are not proved too, marked as such")
    parser.add_argument("--step-timeout", type=seconds, metavar="SECONDS", help="give up on a step after this time (20)")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.configuration import ConfigurationError, find_configuration
    from derivations.documents.workers import Workers
    from derivations.exports.pictures import Misleading
    from derivations.exports.sheets import NotVerified, verified

    if bool(options.names) == options.all:
        raise ConfigurationError("name what to export: families of the catalogue, documents, or --all")
    timeout = options.step_timeout or find_configuration(Path.cwd()).step_timeout
    failed = False
    sheets = []
    options.names = [document for name in options.names for document in _documents_in(name)]
    loaders = _loaders(options)
    _refuse_to_overwrite(options)
    with Workers(timeout=timeout) as workers:
        for load in loaders:
            try:
                sheet = load(workers)
                sheets.append(sheet if options.draft else verified(sheet))
            except (Misleading, NotVerified) as error:
                print(f"derivations: {error}", file=sys.stderr)
                failed = True
    groups = [("catalogue", sheets)] if options.all else [(sheet.name, [sheet]) for sheet in sheets]
    if failed and options.all:
        return 1
    for name, group in groups:
        _write(name, group, options)
    return 1 if failed else 0


def _documents_in(name: str) -> list[str]:
    """A folder stands for the documents in it, unless the catalogue has an entry of that name."""
    from derivations.catalogue import names
    from derivations.documents.loading import find_documents

    folder = Path(name)
    return [str(path) for path in find_documents([folder])] if folder.is_dir() and name not in names() else [name]


def _refuse_to_overwrite(options: argparse.Namespace) -> None:
    """Two names with one file, and a document that would be replaced by its own export, are noticed before anything is proved."""
    from derivations.documents.configuration import ConfigurationError

    if options.output is None:
        return
    if options.output.exists() and not options.output.is_dir():
        raise ConfigurationError(f"{options.output} is a file; -o names a folder")
    written: dict[Path, str] = {}
    for name in options.names:
        target = _target(Path(name).stem, options)
        if target in written:
            raise ConfigurationError(f"{written[target]} and {name} would both be written to {target}; export them into two folders")
        if target.resolve() == Path(name).resolve():
            raise ConfigurationError(f"{name} would be overwritten by its own export; choose another folder with -o")
        written[target] = name


def _loaders(options: argparse.Namespace) -> list[Callable[[Workers], Sheet]]:
    """One function a name that makes its sheet; a name that means nothing is noticed before anything is proved."""
    from derivations.catalogue import names

    illustrated = options.output is not None or options.format in INSIDE
    return [_loader(name, illustrated) for name in (names() if options.all else options.names)]


def _loader(name: str, illustrated: bool) -> Callable[[Workers], Sheet]:
    from derivations.catalogue import load
    from derivations.documents.configuration import ConfigurationError, find_configuration
    from derivations.documents.loading import ENDINGS as DOCUMENTS
    from derivations.documents.loading import load as load_document
    from derivations.exports.pictures import pictures_beside
    from derivations.exports.sheets import document_sheet, entry_sheet

    path = Path(name)
    if path.suffix.lower() in DOCUMENTS:
        document = load_document(path)
        preamble = [load_document(p) for p in find_configuration(Path.cwd()).preamble_paths()]
        return lambda workers: document_sheet(document, preamble, workers.judge)
    try:
        entry = load(name)
    except KeyError as error:
        raise ConfigurationError(f"{error.args[0]}; a document ends in {', '.join(DOCUMENTS)}") from None
    return lambda workers: replace(entry_sheet(entry, workers.judge), pictures=pictures_beside(name) if illustrated else ())


def _text(sheets: Sequence[Sheet], options: argparse.Namespace) -> str:
    from derivations.exports.latex import export_latex, latex_document, titles

    title = titles(sheets)
    match options.format:
        case "beamer":
            from derivations.exports.beamer import export_beamer

            return export_beamer(sheets, title)
        case "markdown":
            from derivations.exports.markdown import export_markdown

            return export_markdown(sheets, title)
        case "html":
            from derivations.exports.html import export_html

            return export_html(sheets, title)
        case "reveal":
            from derivations.exports.deck import export_deck

            return export_deck(sheets, title)
        case "notebook":
            from derivations.exports.notebook import export_notebook

            return export_notebook(sheets, title)
    return latex_document(sheets, title) if options.all else export_latex(sheets[0])


def _write(name: str, sheets: Sequence[Sheet], options: argparse.Namespace) -> None:
    """The text, and next to it the figures that are not inside it."""
    from derivations.commands.writing import write

    text = _text(sheets, options)
    if options.output is None:
        print(text, end="")
        return
    if options.format not in INSIDE:
        from derivations.exports.pictures import contents

        ending = "svg" if options.format == "markdown" else "pdf"
        for picture in (picture for sheet in sheets for picture in sheet.pictures):
            write(options.output / picture.file(ending), contents(picture, ending))
    target = _target(name, options)
    write(target, text)
    print(target)


def _target(name: str, options: argparse.Namespace) -> Path:
    folder: Path = options.output
    return folder / f"{name}.{ENDINGS[options.format]}"

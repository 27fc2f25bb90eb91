"""``derivations export NAME…``: verified derivations of the catalogue and of documents as slides, sheets, pages and notebooks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.commands.arguments import seconds

if TYPE_CHECKING:
    from derivations.documents.workers import Workers
    from derivations.exports.sheets import Sheet

ENDINGS = {"latex": "tex", "beamer": "tex", "markdown": "md", "html": "html", "reveal": "html", "notebook": "ipynb"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="a family of the catalogue (sigmoid) or a document (notes/x.md)")
    parser.add_argument("--all", action="store_true", help="the whole catalogue in one file")
    parser.add_argument("--format", choices=tuple(ENDINGS), default="latex",
                        help="latex: blocks for a paper, with --all a whole sheet; beamer: slides; html: a page that opens offline; "
                             "reveal: slides that open offline in a browser")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="write one file a name into this folder, not to standard output")
    parser.add_argument("--draft", action="store_true", help="export steps that are not proved too, marked as such")
    parser.add_argument("--step-timeout", type=seconds, metavar="SECONDS", help="give up on a step after this time (20)")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.configuration import ConfigurationError, find_configuration
    from derivations.documents.workers import Workers
    from derivations.exports.sheets import NotVerified, verified

    if bool(options.names) == options.all:
        raise ConfigurationError("name what to export: families of the catalogue, documents, or --all")
    timeout = options.step_timeout or find_configuration(Path.cwd()).step_timeout
    failed = False
    sheets = []
    loaders = _loaders(options)
    with Workers(timeout=timeout) as workers:
        for load in loaders:
            sheet = load(workers)
            try:
                sheets.append(sheet if options.draft else verified(sheet))
            except NotVerified as error:
                print(f"derivations: {error}", file=sys.stderr)
                failed = True
    groups = [("catalogue", sheets)] if options.all else [(sheet.name, [sheet]) for sheet in sheets]
    if failed and options.all:
        return 1
    for name, group in groups:
        _write(name, _text(group, options), options)
    return 1 if failed else 0


def _loaders(options: argparse.Namespace) -> list[Callable[[Workers], Sheet]]:
    """One function a name that makes its sheet; a name that means nothing is noticed before anything is proved."""
    from derivations.catalogue import names

    return [_loader(name) for name in (names() if options.all else options.names)]


def _loader(name: str) -> Callable[[Workers], Sheet]:
    from derivations.catalogue import load
    from derivations.documents.configuration import ConfigurationError, find_configuration
    from derivations.documents.loading import ENDINGS as DOCUMENTS
    from derivations.documents.loading import load as load_document
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
    return lambda workers: entry_sheet(entry, workers.judge)


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


def _write(name: str, text: str, options: argparse.Namespace) -> None:
    if options.output is None:
        print(text, end="")
        return
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / f"{name}.{ENDINGS[options.format]}"
    path.write_text(text, encoding="utf-8")
    print(path)

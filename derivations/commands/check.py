"""``derivations check PATH…``: every step of the documents named, judged."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.commands.arguments import seconds

if TYPE_CHECKING:
    from derivations.documents.configuration import Configuration
    from derivations.documents.items import Item, Result
    from derivations.documents.model import Document
    from derivations.documents.workers import Workers


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                        help="files or folders (.md, .tex, .ipynb); without any, the documents of [tool.derivations]")
    parser.add_argument("--output-format", choices=("text", "json", "html"), default="text",
                        help="json: one object a line, a line a step; html: a page that opens offline")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the page into this file, not to standard output")
    parser.add_argument("--strict", action="store_true", help="fail on undecided, unreadable and definedness too")
    parser.add_argument("--fail-on", default="", metavar="KIND,…", help="further verdicts that fail the run, e.g. definedness,undecided")
    parser.add_argument("--step-timeout", type=seconds, metavar="SECONDS", help="give up on a step after this time (20)")
    parser.add_argument("--second-reader", action="store_true",
                        help="formulas that latex2sympy2 reads otherwise are unreadable/uncertain (needs the extra second-reader)")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what was proved as well")
    parser.add_argument("-q", "--quiet", action="store_true", help="show what fails and the summary, nothing else")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.chains import items_of
    from derivations.documents.configuration import ConfigurationError, find_configuration
    from derivations.documents.loading import find_documents, load, load_all, without_inputs
    from derivations.documents.second_reader import is_installed, with_second_opinion
    from derivations.documents.workers import Workers, collected_seldom

    if options.output is not None and options.output_format != "html":
        raise ConfigurationError("-o names the file of a page: it goes with --output-format html")
    if options.output is not None and options.output.is_dir():
        raise ConfigurationError(f"{options.output} is a folder; name a file in it: -o {options.output / 'report.html'}")
    configuration = find_configuration(Path.cwd())
    failing = failing_labels(configuration, options.strict, options.fail_on.split(","))
    paths = list(find_documents(options.paths)) if options.paths else [_from_here(p) for p in configuration.document_paths()]
    if not paths:
        raise ConfigurationError("nothing to check: name a file or folder, or set documents in [tool.derivations]")
    if options.second_reader and not is_installed():
        raise ConfigurationError("--second-reader needs latex2sympy2, which exists for Python before 3.13: "
                                 "pip install 'derivation-checker[second-reader]'")
    preamble = [load(p) for p in configuration.preamble_paths()]
    loaded, problems = load_all(paths)
    for problem in problems:
        print(f"derivations: {problem}", file=sys.stderr)
    if not loaded:
        return 2
    documents = without_inputs(loaded)
    with Workers(timeout=options.step_timeout or configuration.step_timeout) as workers, collected_seldom():
        read = [(document, items_of(document, preamble)) for document in documents]
        if options.second_reader:
            read = [(document, with_second_opinion(items)) for document, items in read]
        report = _Report(options, failing)
        report.show(read, workers)
    return 2 if problems else 1 if report.failed else 0


def _from_here(path: Path) -> Path:
    """A path below the folder of work, as it is called from there."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def failing_labels(configuration: Configuration, strict: bool, further: Sequence[str]) -> frozenset[str]:
    """The verdicts, as ``verdict`` or ``verdict/kind``, that fail a run."""
    from derivations.documents.configuration import ConfigurationError
    from derivations.documents.instructions import KINDS, VERDICTS
    from derivations.documents.items import ALWAYS_FAILING, STRICTLY_FAILING

    labels = {kind: f"{verdict}/{kind}" for verdict, kinds in KINDS.items() for kind in kinds}
    labels |= {f"{verdict}/{kind}": f"{verdict}/{kind}" for verdict, kinds in KINDS.items() for kind in kinds}
    labels |= {verdict: verdict for verdict in VERDICTS}
    chosen = set(STRICTLY_FAILING if strict or configuration.strict else ALWAYS_FAILING)
    named = [(configuration.place("fail-on"), word) for word in configuration.fail_on]
    named += [("--fail-on", word) for word in map(str.strip, further) if word]
    for place, word in named:
        if word not in labels:
            raise ConfigurationError(f"{place}: {word!r} is no verdict and no kind; {_nearest(word, labels)}")
        chosen.add(labels[word])
    return frozenset(chosen)


def _nearest(word: str, labels: dict[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, labels, 1)
    return f"did you mean {near[0]!r}?" if near else f"one of {', '.join(dict.fromkeys(sorted(labels.values())))}"


@dataclass(slots=True)
class _Report:
    """What a run prints, in the order of the documents, and whether it failed."""

    options: argparse.Namespace
    failing: frozenset[str]
    failed: bool = False

    def show(self, read: list[tuple[Document, list[Item]]], workers: Workers) -> None:
        from derivations.documents.judging import results_of

        total = sum(len(items) for _, items in read)
        everything: list[Result] = []
        checked: list[tuple[Document, list[Result]]] = []
        with _progress(total, self.options.output_format) as advance:
            for document, items in read:
                results = results_of(items, workers.judge, advance)
                everything += results
                for result in results:
                    self._one(result, document)
                self._nothing_read(document, results)
                checked.append((document, results))
        if self.options.output_format == "html":
            self._page(checked)
        if self.options.output_format == "text" or self.options.output is not None:
            from derivations.reporting.summary import summary

            _print("\n".join(textwrap.wrap(summary(everything, len(read)), 80, break_on_hyphens=False)))

    def _one(self, result: Result, document: Document) -> None:
        from derivations.documents.items import is_failing

        failed = is_failing(result, self.failing)
        self.failed |= failed
        if self.options.output_format == "json":
            from derivations.reporting.records import record_line

            _print(record_line(result))
        elif self.options.output_format == "text" and (failed or self._interesting(result)):
            from derivations.reporting.messages import coloured, message, plain

            _print(message(result, document, paint=coloured if _is_colourful() else plain) + "\n")

    def _page(self, checked: list[tuple[Document, list[Result]]]) -> None:
        from derivations.reporting.html_report import report_page

        text = report_page(checked, self.failing)
        if self.options.output is None:
            print(text, end="")
        else:
            from derivations.commands.writing import write

            write(self.options.output, text)
            print(self.options.output)

    def _interesting(self, result: Result) -> bool:
        if self.options.verbose:
            return True
        return not self.options.quiet and not result.met and result.verdict.word in ("conditional", "undecided", "unreadable")

    def _nothing_read(self, document: Document, results: list[Result]) -> None:
        """A file that holds relations none of which could be read must not look like a success."""
        claims = [r for r in results if r.item.relation is not None]
        if claims and all(r.verdict.word == "unreadable" and not r.met for r in claims):
            self.failed = True
            print(f"derivations: {document.path}: none of its relations could be read", file=sys.stderr)


def _print(text: str) -> None:
    from tqdm import tqdm

    tqdm.write(text, file=sys.stdout)


def _is_colourful() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


class _progress:
    """A progress bar on a terminal, nothing elsewhere; a context that gives the function to call after each step."""

    def __init__(self, total: int, output_format: str) -> None:
        from tqdm import tqdm

        hidden = output_format != "text" or not sys.stderr.isatty()
        self._bar = tqdm(total=total, disable=hidden, leave=False, unit="step", file=sys.stderr)

    def __enter__(self) -> Callable[[], object]:
        advance: Callable[[], object] = self._bar.update
        return advance

    def __exit__(self, *_: object) -> None:
        self._bar.close()

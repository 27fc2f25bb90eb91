"""``derivations ledger``: the verdicts on the formulas of the sources beside those expected."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="json: one object a line, a line a row")
    parser.add_argument("--notes", type=Path, default=Path("notes/sources"), metavar="FOLDER", help="where the sources stand as written")
    parser.add_argument("-v", "--verbose", action="store_true", help="name the entry of the catalogue and the evidence of each row")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.configuration import ConfigurationError
    from derivations.ledger import findings, summary, text_line

    if not options.notes.is_dir():
        raise ConfigurationError(f"{options.notes} is no folder; name that of the sources with --notes")
    found = findings(options.notes)
    for finding in found:
        print(json.dumps(finding.record, ensure_ascii=False) if options.output_format == "json" else text_line(finding, options.verbose))
    if options.output_format == "text":
        print(summary(found))
    return 0 if all(finding.agrees for finding in found) else 1

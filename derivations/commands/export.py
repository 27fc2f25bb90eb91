"""``derivations export NAME``: the derivations of a catalogue entry as text for slides."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a family of the catalogue, e.g. sigmoid")
    parser.add_argument("--format", choices=("latex",), default="latex", help="latex: aligned blocks with a column of reasons")


def run(options: argparse.Namespace) -> int:
    from derivations.catalogue import load
    from derivations.documents.configuration import ConfigurationError
    from derivations.exports.latex import export_latex

    try:
        entry = load(options.name)
    except KeyError as error:
        raise ConfigurationError(error.args[0]) from None
    print(export_latex(entry), end="")
    return 0

"""``derivations figures``: the figures of the course in a folder, as SVG and PNG."""

from __future__ import annotations

import argparse
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="the figures to draw (all)")
    parser.add_argument("--output", "-o", type=Path, default=Path("figures"), metavar="FOLDER", help="where they are written (figures)")
    parser.add_argument("--format", choices=("svg", "png", "both"), default="both",
                        help="the kind of files (both)")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.configuration import ConfigurationError
    from numeric.figures import FIGURES, draw_all

    known = [figure.name for figure in FIGURES]
    unknown = [name for name in options.names if name not in known]
    if unknown:
        raise ConfigurationError(f"there is no figure {unknown[0]!r}; the figures are {', '.join(known)}")
    formats = ("svg", "png") if options.format == "both" else (options.format,)
    try:
        written = draw_all(options.output, options.names, formats)
    except ImportError as error:
        raise ConfigurationError(f"figures need matplotlib ({error})") from None
    for path in written:
        print(path)
    wrong = [f.name for f in FIGURES if (not options.names or f.name in options.names) and not f.shows()]
    for name in wrong:
        print(f"{name}: does not show what it should")
    return 1 if wrong else 0

"""The command ``derivations``: a table of commands, each in its own module, loaded when it is called.

Exit codes of every command: 0 all well, 1 something false or failed, 2 the call itself is at fault.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

COMMANDS = {
    "check": "check the derivations in documents, step by step",
    "read": "print every reading of a document",
    "explain": "say all that is known about the steps of one line",
    "ledger": "compare the verdicts on the source formulas with what is expected",
    "export": "print a derivation for slides",
    "figures": "draw the figures",
    "train": "train a network with verified gradients",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(words)
    options = parser.parse_args(words)
    if options.command is None:
        parser.print_help()
        return 2
    from derivations.documents.configuration import ConfigurationError
    from derivations.documents.model import DocumentError

    try:
        code: int = options.run(options)
    except (ConfigurationError, DocumentError) as error:
        print(f"derivations: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    from derivations import __version__

    parser = argparse.ArgumentParser(
        prog="derivations",
        description="Doctest for mathematics: checks every step of the derivations in Markdown, LaTeX and notebook files.",
        epilog="Exit code 0: nothing false as written; 1: a step is false; 2: the call is at fault.",
    )
    parser.add_argument("--version", action="version", version=f"derivations {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    chosen = next((w for w in words if not w.startswith("-")), None)
    for name, words_of_help in COMMANDS.items():
        if find_spec(f"derivations.commands.{name}") is None:
            continue
        description = words_of_help[0].upper() + words_of_help[1:] + "."
        command = commands.add_parser(name, help=words_of_help, description=description, allow_abbrev=False)
        if name == chosen:
            module = import_module(f"derivations.commands.{name}")
            module.configure(command)
            command.set_defaults(run=module.run)
    return parser

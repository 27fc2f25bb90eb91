"""The command ``derivations``: a table of commands, each in its own module, loaded when it is called.

Exit codes of every command: 0 all well, 1 something false or failed, 2 the call itself is at fault.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

COMMANDS = {
    "check": "check the derivations in documents, step by step",
    "read": "print every reading of a document",
    "explain": "say all that is known about the steps of one line",
    "ledger": "compare the verdicts on the source formulas with what is expected",
    "export": "write proved derivations as LaTeX, slides, pages or notebooks",
    "figures": "draw the figures of the course",
    "train": "train a network with verified gradients",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(words)
    options, unknown = parser.parse_known_args(words)
    if unknown:
        options.parser.error(_no_such_option(unknown[0], options.parser))
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
    except OSError as error:
        if error.filename is None:
            raise
        print(f"derivations: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
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
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    chosen = next((w for w in words if not w.startswith("-")), None)
    if chosen is not None and chosen not in COMMANDS:
        parser.error(_no_such_command(chosen))
    for name, words_of_help in COMMANDS.items():
        if find_spec(f"derivations.commands.{name}") is None:
            continue
        description = words_of_help[0].upper() + words_of_help[1:] + "."
        command = commands.add_parser(name, help=words_of_help, description=description, allow_abbrev=False)
        if name == chosen:
            module = import_module(f"derivations.commands.{name}")
            module.configure(command)
            command.set_defaults(run=module.run, parser=command)
    return parser


def _no_such_command(word: str) -> str:
    from difflib import get_close_matches

    if Path(word).exists():
        return f"{word!r} is no command; did you mean 'derivations check {word}'?"
    near = get_close_matches(word, COMMANDS, 1)
    return f"{word!r} is no command; " + (f"did you mean {near[0]!r}?" if near else f"the commands are {', '.join(COMMANDS)}")


def _no_such_option(word: str, parser: argparse.ArgumentParser) -> str:
    from difflib import get_close_matches

    if not word.startswith("-"):
        return f"{word!r} is one argument too many"
    near = get_close_matches(word.partition("=")[0], re.findall(r"--[\w-]+", parser.format_help()), 1)
    return f"there is no option {word!r}" + (f"; did you mean {near[0]!r}?" if near else "")

"""``derivations explain FILE:LINE``: everything about the steps of one line: rows, reading, what was given, the verdict.

The exit code is that of ``derivations check`` for these steps alone: 1 if one of them fails the run.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.commands.arguments import seconds
from derivations.commands.check import failing_labels

if TYPE_CHECKING:
    from derivations.documents.items import Item, Result


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", metavar="FILE:LINE", help="a document and a line; for a notebook FILE:CELL:LINE")
    parser.add_argument("--provers", action="store_true", help="name the provers that say nothing, also where the step was decided")
    parser.add_argument("--step-timeout", type=seconds, metavar="SECONDS", help="give up on a step after this time (20)")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.chains import items_of
    from derivations.documents.configuration import find_configuration
    from derivations.documents.items import is_failing
    from derivations.documents.judging import results_of
    from derivations.documents.loading import load
    from derivations.documents.model import DocumentError
    from derivations.documents.workers import Workers
    from derivations.reporting.messages import message

    found = re.fullmatch(r"(.+?):(?:(\d+):)?(\d+)", options.place)
    if found is None:
        raise DocumentError(f"{options.place}: name a line too, as in {options.place.partition(':')[0]}:12")
    path, cell, line = Path(found.group(1)), found.group(2), int(found.group(3))
    configuration = find_configuration(Path.cwd())
    document = load(path)
    items = items_of(document, [load(p) for p in configuration.preamble_paths()])
    chosen = [i for i in items if _is_at(i, int(cell) if cell else None, line)]
    if not chosen:
        near = sorted({i.right.start.line for i in items}, key=lambda n: abs(n - line))[:3]
        hint = f"; the nearest are in lines {', '.join(map(str, sorted(near)))}" if near else ""
        raise DocumentError(f"{options.place}: no step ends in this line{hint}")
    with Workers(1, options.step_timeout or configuration.step_timeout) as workers:
        results = results_of(chosen, workers.judge)
    for result in results:
        print(message(result, document))
        print("\n".join([*_given(result.item), *_account(result, options.provers)]) + "\n")
    failing = failing_labels(configuration, strict=False, further=())
    return 1 if any(is_failing(result, failing) for result in results) else 0


def _is_at(item: Item, cell: int | None, line: int) -> bool:
    start, end = item.right.start, item.right.end
    return start.cell == cell and start.line <= line <= end.line


def _account(result: Result, all_named: bool) -> list[str]:
    """What each layer of the engine says: domains, normal forms, provers, screen and refuter.

    The provers that abstain are named where nothing decided the step, and counted where something did.
    """
    from symbolic.explaining import account

    if result.item.checked is None:
        return []
    said = list(account(result.item.checked))
    silent = [what for what, text in said if text == "abstains"]
    spoken = [line for line in said if line[1] != "abstains"]
    who = ", ".join(silent) or "none"
    if not all_named and result.verdict.word != "undecided":
        who = f"{len(silent)} provers (--provers names them)" if silent else "none"
    return ["", *(row for what, text in spoken for row in _wrapped(what, text)), *_wrapped("abstain", who)]


def _wrapped(what: str, text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 80, initial_indent=f"  {what:<22}", subsequent_indent=" " * 24) or [f"  {what}"]


def _given(item: Item) -> list[str]:
    """What was known of the names of a step."""
    from derivations.reporting.values import as_text
    from symbolic.terms import free_symbols

    step = item.checked
    if step is None:
        return []
    names = sorted(free_symbols(step.left) | free_symbols(step.right), key=lambda s: s.name)
    lines = [f"  {'names':<10}{', '.join(f'{as_text(s)}: {_kind(s.sort)}' for s in names)}"] if names else []
    lines += [f"  {'given':<10}{as_text(d)}" for d in step.declarations]
    lines += [f"  {'defined':<10}{as_text(d.symbol)}{_parameters(d.params)} := {as_text(d.value)}" for d in step.definitions]
    return lines + [f"  {'convention':<10} {c}" for c in sorted(step.conventions)]


def _parameters(params: tuple[object, ...]) -> str:
    return f"({', '.join(map(str, params))})" if params else ""


def _kind(sort: object) -> str:
    from derivations.reporting.values import as_text
    from symbolic.terms import Sort

    assert isinstance(sort, Sort)
    words = "opaque " if sort.opaque else ""
    if sort.is_function:
        words += f"function of {len(sort.domain or ())}"
    elif sort.shape:
        words += f"{sort.field} {' × '.join(map(as_text, sort.shape))}"
    else:
        words += sort.field
    return words + (f", {len(sort.index)} subscript{'s' * (len(sort.index) > 1)}" if sort.index else "")

"""``derivations read FILE``: every relation of a document as it was read, so that a person sees what would be checked."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

INDENT = "    "

if TYPE_CHECKING:
    from derivations.documents.items import Item


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="documents (.md, .tex, .ipynb) or folders")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="json: one object a line, a line a relation")
    parser.add_argument("--json", dest="output_format", action="store_const", const="json", help="the same as --output-format json")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.chains import items_of
    from derivations.documents.configuration import find_configuration
    from derivations.documents.loading import find_documents, load, load_all

    preamble = [load(p) for p in find_configuration(Path.cwd()).preamble_paths()]
    documents, problems = load_all(find_documents(options.paths))
    for problem in problems:
        print(f"derivations: {problem}", file=sys.stderr)
    for document in documents:
        for item in items_of(document, preamble):
            print(json.dumps(_record(item), ensure_ascii=False) if options.output_format == "json" else _text(item))
    return 2 if problems else 0


def _record(item: Item) -> dict[str, object]:
    from derivations.reporting.values import as_text

    step, settled = item.checked, item.settled
    return {
        "schema": 1,
        "file": str(item.shown_path),
        "cell": item.right.start.cell,
        "line": item.right.start.line,
        "column": item.right.start.column,
        "derivation": item.derivation,
        "step": item.step,
        "relation": item.relation,
        "left": item.left.latex if item.left else None,
        "right": item.right.latex,
        "role": settled.word if settled else "claim",
        "rule": item.rule or None,
        "otherwise": item.instead,
        "reading": {"left": as_text(step.left), "right": as_text(step.right)} if step else None,
        "declarations": [as_text(d) for d in step.declarations] if step else None,
        "definitions": [definition.symbol.name for definition in step.definitions] if step else None,
        "conventions": sorted(step.conventions) if step else None,
        "reason": (getattr(settled, "reason", None) or getattr(settled, "reading", None)) if settled else None,
        "remedy": getattr(settled, "remedy", None),
    }


def _text(item: Item) -> str:
    from derivations.documents.items import where
    from derivations.reporting.values import as_text

    step, settled = item.checked, item.settled
    lines = []
    if step is not None:
        lines.append(f"{where(item)}: {as_text(step.left)}  {item.relation}  {as_text(step.right)}")
        if step.declarations:
            lines.append(f"{INDENT}given {', '.join(map(as_text, step.declarations))}")
        lines.append(f"{INDENT}claim: {item.rule}" if item.instead is None else f"{INDENT}claim, but not called false: {item.instead}")
    elif settled is not None:
        said = getattr(settled, "reason", None) or getattr(settled, "reading", None) or ""
        lines.append(f"{where(item)}: {settled.word}: {said}")
        if item.rule:
            lines.append(f"{INDENT}rule: {item.rule}")
        if getattr(settled, "remedy", None):
            lines.append(f"{INDENT}{getattr(settled, 'remedy', '')}")
    lines += [f"{INDENT}{hint}" for hint in item.hints]
    return "\n".join(row for line in lines for row in wrap(line, 80, subsequent_indent=INDENT * 2, break_long_words=False,
                                                            break_on_hyphens=False))

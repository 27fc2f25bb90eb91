"""How much of real notes is read: ``python tests/benchmarks/notes_read.py PATH…``.

For every path: displays with a relation, steps with ``=``, how many of them are read, and the most frequent
reasons for not reading.  Nothing is judged: a step counts as read if it is a claim, a definition or a posed equation, or
if its structure is read and only the type of a name is missing.  ``--show`` prints each step that is not read.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from derivations.documents.chains import items_of
from derivations.documents.items import Item, where
from derivations.documents.loading import find_documents, load, without_inputs
from derivations.documents.model import Document, DocumentError, Math
from derivations.documents.scopes.cues import RELATION

SPECIFIC = re.compile(r"\\(?:operatorname|text|math[a-z]+|boldsymbol|hat|bar|tilde)\*?\{[^{}]*\}(?:_\{[^{}]*\}|_\w)?|\\[A-Za-z]+")


def family(reason: str) -> str:
    """A reason without the names that it speaks of."""
    return re.sub(r"\d+", "0", re.sub(r"(?<![A-Za-z])[A-Za-z](?:_\{[^{}]*\}|_\w)?(?![A-Za-z])", "x", SPECIFIC.sub("x", reason)))[:90]


def blocks_of(document: Document) -> set[object]:
    """The places of displays with a relation, each once: a file may be read alone and as a part of another."""
    shown = (p for p in document.pieces if isinstance(p, Math) and p.display and RELATION.search(p.text.source))
    return {(p.text.place.file or document.path, p.text.place) for p in shown}


def is_read(item: Item) -> bool:
    return item.settled is None or item.settled.word != "unreadable"


def loaded(paths: Iterable[Path]) -> Iterator[Document]:
    for path in paths:
        try:
            yield load(path)
        except DocumentError as error:
            print(f"not read: {error}")


def report(name: str, paths: Iterable[Path], preamble: Sequence[Document], show: bool, top: int) -> None:
    blocks, steps, read = 0, 0, 0
    seen: set[object] = set()
    reasons: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    for document in without_inputs(loaded(paths)):
        blocks += len(blocks_of(document) - seen)
        seen |= blocks_of(document)
        for item in items_of(document, preamble):
            place = (item.shown_path, item.right.start, item.right.end)
            if item.relation != "=" or place in seen:
                continue
            seen.add(place)
            steps += 1
            if is_read(item):
                read += 1
                roles["claim" if item.settled is None else item.settled.word] += 1
                continue
            reason = getattr(item.settled, "reason", "")
            reasons[family(reason)] += 1
            if show:
                print(f"{where(item)}: {reason} ┃ {' '.join(item.right.latex.split())[:150]}")
    print(f"{name}: {blocks} displays, {steps} steps with =, {read} read ({100 * read / max(steps, 1):.1f} %), "
          + ", ".join(f"{word} {count}" for word, count in roles.most_common()))
    for reason, count in reasons.most_common(top):
        print(f"    {count:5}  {reason}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--preamble", type=Path, action="append", default=[], help="a document with macros and declarations, read first")
    parser.add_argument("--show", action="store_true", help="print each step that is not read")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="so many reasons")
    options = parser.parse_args()
    for path in options.paths:
        report(path.name, find_documents([path]), [load(p) for p in options.preamble], options.show, options.top)


if __name__ == "__main__":
    main()

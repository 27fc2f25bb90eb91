"""The last line of a run: steps, read, decided, and how many of each verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from derivations.documents.items import Result

DECIDED = ("proved", "conditional", "refuted")


def summary(results: Iterable[Result], files: int) -> str:
    """Steps are relations that claim something; definitions and posed equations are counted apart."""
    everything = list(results)
    results = [r for r in everything if not r.item.instruction]
    words = Counter("conflict" if r.verdict.kind == "conflict" else r.verdict.word for r in results)
    silent = words["definition"] + words["posed"]
    steps = len(results) - silent
    read = steps - words["unreadable"]
    decided = sum(words[w] for w in DECIDED)
    parts = [f"{words[w]} {w}" for w in (*DECIDED, "conflict", "undecided", "unreadable") if words[w]]
    text = f"{_plural(files, 'file')}: {_plural(steps, 'step')}, {read} read, {decided} decided"
    if parts:
        text += f" ({', '.join(parts)})"
    if silent:
        text += f"; {_plural(words['definition'], 'definition')}, {words['posed']} posed"
    if len(results) < len(everything):
        text += f"; {_plural(len(everything) - len(results), 'instruction')} not understood"
    expected = Counter(r.met for r in results if r.met is not None)
    if expected:
        text += f"; {expected[True]} of {_plural(expected.total(), 'expectation')} met"
    return text


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

r"""Names given in words between two formulas: *write $z$ for $x^2$*, *denote $x^2$ by $z$*, *let $z$ be $wx + b$*.

Each form is a definition of the name by the formula, which has to end its clause: *let $x$ denote $n$ samples* and
*where $A$ is $m \times n$* are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivations.documents.model import Math
from derivations.documents.prose.names import names_in
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

NAME_FIRST: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset({"write", "writing", "put", "use"}), ("for",)),
    (frozenset(), ("denote",)), (frozenset(), ("denotes",)), (frozenset(), ("denoting",)), (frozenset(), ("means",)),
    (frozenset(), ("stand", "for")), (frozenset(), ("stands", "for")), (frozenset(), ("abbreviates",)),
    (frozenset(), ("is", "short", "for")), (frozenset(), ("is", "shorthand", "for")), (frozenset(), ("is", "an", "abbreviation", "for")),
    (frozenset({"let"}), ("be",)), (frozenset({"where"}), ("is",)),
)
"""Words one of which stands before the name, if any has to, and those between the name and its formula."""
FORMULA_FIRST = word_set("denote denoting abbreviate abbreviating call calling")
BETWEEN = (("by",), ("as",), ("with",), (), ("simply",), ("just",), ("by", "just"), ("simply", "by"))
ENDS = word_set(". , ; : and then so where with")
STRANGE = re.compile(r"[=<>:,]|\\(?:times|in|to|le|ge|leq|geq|ne|sim|dots|ldots|mathcal|mathbb|mathrm|text|approx|colon)(?![A-Za-z])"
                     r"|^\s*[A-Z]\^")
MADE = re.compile(r"[-+^/(]|\\(?:frac|sqrt|sum|prod|int|cdot|exp|log|ln|sin|cos|tan|partial)(?![A-Za-z])|\d")


def namings(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[tuple[int, str]]:
    """The definitions in LaTeX that such forms make, with the number of the later of their two formulas."""
    for place, token in enumerate(tokens):
        if number_of(token) is None:
            continue
        for end, name, value in _pairs(tokens, place):
            alone, latex = maths[name].text.source.strip(), maths[value].text.source.strip().rstrip(".,;")
            ended = end >= len(tokens) or tokens[end] in ENDS
            if ended and names_in(alone) == [alone] and MADE.search(latex) and not STRANGE.search(latex):
                yield max(name, value), f"{alone} := {latex}"


def _pairs(tokens: Sequence[str], place: int) -> Iterator[tuple[int, int, int]]:
    """Where a form that begins with the formula at a place ends, and the numbers of its name and its value."""
    first, before = number_of(tokens[place]), tokens[place - 1] if place else ""
    assert first is not None
    for needed, between in NAME_FIRST:
        second = _after(tokens, place + 1, between)
        if second is not None and (not needed or before in needed):
            yield place + 2 + len(between), first, second
    for words in BETWEEN if before in FORMULA_FIRST else ():
        second = _after(tokens, place + 1, words)
        if second is not None:
            yield place + 2 + len(words), second, first


def _after(tokens: Sequence[str], start: int, words: tuple[str, ...]) -> int | None:
    """The number of the formula that follows the words."""
    end = start + len(words)
    return number_of(tokens[end]) if end < len(tokens) and tuple(tokens[start:end]) == words else None

r"""Where a row may be cut: before its first relation, and before the signs ``+`` and ``-`` that stand outside all brackets.

Guarantee: the parts put together again are the row.  A sign is cut at only if it joins two terms: what stands before it is neither a
relation nor an operation, a bracket or a column mark.
"""

from __future__ import annotations

import re
from itertools import pairwise

from derivations.exports.widths import width

_RELATION = re.compile(r":=|=|<|>|\\(?:leq?|geq?|neq?|lt|gt|approx|equiv|propto|iff|implies|impliedby|(?:R|Leftr)ightarrow|leftarrow|"
                       r"coloneqq)\b")
_TOKEN = re.compile(r"\\(?:left|right)(?![a-zA-Z])\s*\\?.|:=|\\[a-zA-Z]+|\\.|.", re.DOTALL)
_OPENING = re.compile(r"\\begin$|\\left(?![a-zA-Z])|[{(\[]$")
_NO_TERM = frozenset({"+", "-", "*", "/", "^", "_", "&", ",", ";", r"\,", r"\;", r"\!", r"\quad",
                      r"\cdot", r"\times", r"\pm", r"\mp", r"\land", r"\lor"})
_CLOSING = re.compile(r"\\end$|\\right(?![a-zA-Z])|[})\]]$")


def at_relation(latex: str) -> tuple[str, str]:
    """The row cut before its first relation outside braces and fences; all of it is left of none."""
    depth = 0
    for token in _TOKEN.finditer(latex):
        text = token.group()
        if depth == 0 and _RELATION.fullmatch(text):
            return latex[: token.start()].strip(), latex[token.start() :].strip()
        depth += bool(_OPENING.match(text)) - bool(_CLOSING.match(text))
    return latex.strip(), ""


def at_signs(latex: str, limit: float) -> list[str]:
    """The formula in parts that are no wider than ``limit``, as far as its outer signs allow; each but the first starts with one."""
    places = [0, *_outer_signs(latex), len(latex)]
    parts = [latex[places[0] : places[1]]]
    for start, end in pairwise(places[1:]):
        term = latex[start:end]
        if width(parts[-1] + term) > limit:
            parts.append(term)
        else:
            parts[-1] += term
    return [part.strip() for part in parts]


def _outer_signs(latex: str) -> list[int]:
    found, depth, before = [], 0, ""
    for token in _TOKEN.finditer(latex):
        text = token.group()
        if text.isspace():
            continue
        if depth == 0 and text in ("+", "-") and not (before == "" or before in _NO_TERM or _RELATION.fullmatch(before)):
            found.append(token.start())
        depth += bool(_OPENING.match(text)) - bool(_CLOSING.match(text))
        before = text
    return found

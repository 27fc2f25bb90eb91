"""Where the first relation of a row stands, and how a relation is written in LaTeX."""

from __future__ import annotations

import re

RELATION_LATEX = {
    "=": "=", "≠": r"\ne", "<": "<", "≤": r"\le", ">": ">", "≥": r"\ge", "≈": r"\approx", "∝": r"\propto", "∈": r"\in",
    "⇔": r"\iff", "⇒": r"\implies", "⇐": r"\impliedby", ":=": ":=", "←": r"\leftarrow",
}  # fmt: skip
_RELATION = re.compile(r":=|=|<|>|\\(?:leq?|geq?|neq?|lt|gt|approx|equiv|propto|iff|implies|impliedby|(?:R|Leftr)ightarrow|leftarrow|"
                       r"coloneqq)\b")
_TOKEN = re.compile(r"\\(?:left|right)(?![a-zA-Z])\s*\\?.|:=|\\[a-zA-Z]+|\\.|.", re.DOTALL)
_OPENING = re.compile(r"\\begin$|\\left(?![a-zA-Z])|[{(\[]$")
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

r"""An ``aligned`` block with a column of reasons, for slides and papers.

The rows are the author's own; the relations are aligned, the reasons stand in a column of text to their right.  Mathematics in a reason
(``$…$``) stays mathematics.  The text needs ``amsmath`` and nothing else.
"""

from __future__ import annotations

import re

from derivations.catalogue._entries import Derivation, Entry

_RELATION = re.compile(r"=|<|>|\\(?:leq?|geq?|neq?|lt|gt|approx|equiv|iff|Rightarrow|Leftrightarrow|coloneqq)\b")
_TOKEN = re.compile(r"\\(?:left|right)(?![a-zA-Z])\s*\\?.|\\[a-zA-Z]+|\\.|.", re.DOTALL)
_OPENING = re.compile(r"\\begin$|\\left(?![a-zA-Z])|[{(\[]$")
_CLOSING = re.compile(r"\\end$|\\right(?![a-zA-Z])|[})\]]$")


def export_latex(entry: Entry) -> str:
    """All derivations of an entry: a comment with its title, then its block, for each."""
    return "\n\n".join(f"% {derivation.title}\n{aligned(derivation)}" for derivation in entry.derivations) + "\n"


def aligned(derivation: Derivation) -> str:
    """One derivation as a display."""
    lines = [f"{_with_mark(latex)}{_reason(reason)}" for latex, reason in derivation.rows]
    body = " \\\\\n  ".join(lines)
    return f"\\[\n\\begin{{aligned}}\n  {body}\n\\end{{aligned}}\n\\]"


def _with_mark(latex: str) -> str:
    """The row with ``&`` before its first relation outside braces and fences."""
    place = _relation_at(latex)
    return latex if place is None else f"{latex[:place].rstrip()} &{latex[place:]}".lstrip()


def _relation_at(latex: str) -> int | None:
    depth = 0
    for token in _TOKEN.finditer(latex):
        text = token.group()
        if depth == 0 and _RELATION.fullmatch(text):
            return token.start()
        depth += bool(_OPENING.match(text)) - bool(_CLOSING.match(text))
    return None


def _reason(reason: str) -> str:
    return f" && \\text{{({reason})}}" if reason else ""

r"""The signs of relations, and where they stand outside all brackets."""

from __future__ import annotations

from symbolic.latex.reader import Reader

RELATIONS = {
    "=": "eq", r"\ne": "ne", "<": "lt", r"\le": "le", ">": "gt", r"\ge": "ge", r"\approx": "approx", r"\propto": "propto", r"\equiv": "eq",
    r"\coloneqq": "define", ":=": "define", r"\leftarrow": "assign", r"\Rightarrow": "implies", r"\Leftarrow": "impliedby",
    r"\Leftrightarrow": "iff", r"\land": "and", r"\lor": "or",
}
SPACES = frozenset({r"\quad", r"\qquad"})
SEPARATORS = frozenset({",", ";", r"\quad", r"\qquad"})
PUNCTUATION = frozenset({",", ";", ".", r"\quad", r"\qquad", ":"})
OPENING, CLOSING = frozenset({"(", "[", "{", r"\{", r"\begin", r"\left.", r"\lvert", r"\lVert", r"\langle"}), \
    frozenset({")", "]", "}", r"\}", r"\end", r"\rvert", r"\rVert", r"\rangle"})


def relation_places(r: Reader, a: int, b: int) -> list[tuple[int, int, str]]:
    """The relations outside all brackets from ``a`` to ``b``: place, next place, relation."""
    out, depth, place = [], 0, a
    while place < b:
        token = r.tokens[place]
        text = token.text
        if token.kind != "text" or text in (r"\begin", r"\end"):
            if text in OPENING:
                depth += 1
            elif depth and text in CLOSING:
                depth -= 1
            if depth == 0:
                if text == ":" and place + 1 < b and r.tokens[place + 1].text == "=":
                    out.append((place, place + 2, ":="))
                    place += 2
                    continue
                if text in RELATIONS:
                    out.append((place, place + 1, text))
        place += 1
    return out

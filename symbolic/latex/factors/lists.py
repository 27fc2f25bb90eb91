r"""Whether brackets hold a list: a column, a tuple, numbers that spaces keep apart."""

from __future__ import annotations

import re

from symbolic.latex.names.open_names import inside_brackets
from symbolic.latex.reader import Reader


def is_tuple(r: Reader) -> bool:
    r"""Whether more than one comma stands before ``\rangle``: ``\langle 1, 2, 3 \rangle``, ``\langle s, a, r, s' \rangle``."""
    end = next((k for k in range(r.position, r.limit) if r.tokens[k].text == r"\rangle"), None)
    depth, commas = 0, 0
    for token in r.tokens[r.position : end] if end is not None else ():
        depth += (token.text in ("(", "[", "{", r"\{", r"\langle")) - (token.text in (")", "]", "}", r"\}"))
        commas += depth == 0 and token.text == ","
    return commas > 1


def is_spaced_list(r: Reader, first: int) -> bool:
    r"""``(w_0 \; w_1)^\top``: a row of numbers that spaces keep apart."""
    inside = inside_brackets(r, first) if r.tokens[first].text in ("(", "[") else None
    source = r.source[r.tokens[first].end : r.tokens[inside.close].start] if inside is not None else ""
    return re.search(r"\\[;: ]|\\quad|~", source) is not None


def is_list(r: Reader, first: int) -> bool:
    r"""``(x, y)`` of ``(x, y)^\\top``, which everybody writes for a column."""
    depth = 0
    for token in r.tokens[first : r.limit]:
        if token.kind == "text":
            continue
        depth += (token.text in ("(", "[", "{", r"\{")) - (token.text in (")", "]", "}", r"\}"))
        if depth == 1 and token.text == ",":
            return True
        if depth == 0:
            break
    return False

r"""How wide a formula is, roughly, in letters: enough to decide where a row is broken.

A fraction is as wide as the wider of its two parts; scripts are smaller; commands for spacing, fences and fonts take no room.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}]|\S")
_NOTHING = frozenset(map("\\{}".format, (
    "left", "right", ",", ";", "!", ":", "mathbb", "mathrm", "mathbf", "text", "operatorname", "limits", "top", "displaystyle", "textstyle",
    "big", "Big", "bigl", "bigr", "begin", "end", "hat", "bar")))
_WORDS = frozenset(map("\\{}".format, ("log", "exp", "sin", "cos", "tan", "max", "min", "lim", "det", "tanh", "cosh", "sinh", "arctan")))


def width(latex: str) -> float:
    """The estimated width in letters of the text's size."""
    return _sequence(_TOKEN.findall(latex), 0)[0]


def _sequence(tokens: list[str], place: int) -> tuple[float, int]:
    """The width up to the brace that closes, and the place after it."""
    total = 0.0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token == "}":
            break
        if token == "{":
            inner, place = _sequence(tokens, place)
            total += inner
        elif token in (r"\frac", r"\dfrac", r"\tfrac", r"\binom"):
            upper, place = _argument(tokens, place)
            lower, place = _argument(tokens, place)
            total += max(upper, lower) + 0.5
        elif token in "^_":
            script, place = _argument(tokens, place)
            total += 0.6 * script
        elif token == r"\\":
            total = 0.0
        elif token not in _NOTHING:
            total += 3.0 if token in _WORDS else 1.8 if token in "=+-<>" else 1.0
    return total, place


def _argument(tokens: list[str], place: int) -> tuple[float, int]:
    if place >= len(tokens):
        return 0.0, place
    if tokens[place] == "{":
        return _sequence(tokens, place + 1)
    return 1.0, place + 1

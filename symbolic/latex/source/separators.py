r"""What stands between the arguments of a function: a comma, a semicolon, or the one double bar of ``D(p \| q)``, ``KL(p || q)``."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.source.tokens import Token

COMMAS = frozenset({",", ";"})
DOUBLE = frozenset({r"\|", r"\parallel"})
OPENING, CLOSING = frozenset({"(", "[", "{", r"\{"}), frozenset({")", "]", "}", r"\}"})


def after_separator(tokens: Sequence[Token], place: int) -> int:
    """The place after a separator that stands at a place inside brackets; 0 if there is none."""
    if tokens[place].text in COMMAS and tokens[place].kind != "text":
        return place + 1
    width = _bar(tokens, place)
    return place + width if width and _is_alone(tokens, place, width) else 0


def is_compared(tokens: Sequence[Token], start: int, end: int) -> bool:
    r"""Whether what stands between two places is all that stands on one side of a double bar: the q and the p of ``(q \| p)``."""
    if not 0 < start < end < len(tokens):
        return False
    before = any(k > 0 and _bar(tokens, k) == start - k and after_separator(tokens, k) for k in (start - 1, start - 2))
    if before:
        return tokens[end].text in CLOSING
    return tokens[start - 1].text in OPENING and end + 1 < len(tokens) and bool(_bar(tokens, end)) and after_separator(tokens, end) > 0


def count_arguments(tokens: Sequence[Token], place: int) -> int:
    """How many arguments stand in the brackets that open at a place."""
    depth, count = 0, 1
    for k in range(place, len(tokens)):
        depth += (tokens[k].text in OPENING) - (tokens[k].text in CLOSING)
        if depth == 0:
            break
        count += depth == 1 and after_separator(tokens, k) > 0
    return count


def of_other_arity(name: str) -> str:
    """A function that is written like another one with another number of arguments: the H of H(p, q) beside that of H(p)."""
    return name + "{}"


def _bar(tokens: Sequence[Token], place: int) -> int:
    if tokens[place].text in DOUBLE:
        return 1
    return 2 if tokens[place].text in ("|", r"\mid") and tokens[place].text == tokens[place + 1].text else 0


def _is_alone(tokens: Sequence[Token], place: int, width: int) -> bool:
    """Whether no other bar stands in the same brackets, so that it is no norm and no modulus."""
    for step, start, ends in ((1, place + width, CLOSING), (-1, place - 1, OPENING)):
        depth, k = 0, start
        while 0 <= k < len(tokens) and tokens[k].kind != "end":
            text = tokens[k].text
            if depth == 0 and text in ends:
                break
            depth += (text in OPENING) - (text in CLOSING) if step == 1 else (text in CLOSING) - (text in OPENING)
            if depth == 0 and (text == "|" or text in DOUBLE):
                return False
            k += step
        else:
            return False
    return True

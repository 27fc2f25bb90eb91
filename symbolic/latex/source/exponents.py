"""Exponents in brackets: ``e^{(x + 1)}``, and ``a^{(x + 1)}`` beside ``a^x``, which are powers and no members such as ``e^{(k+1)}``."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import accumulate

from symbolic.latex.source.tokens import Token

COUNTERS = frozenset("bcghijklmnpqrstuvw") | {r"\ell"}
"""Small letters that number the members of a family; capital letters do as well."""
OPENING, CLOSING = frozenset({"(", "["}), frozenset({")", "]"})
E = frozenset({"e", r"\mathrm{e}"})
DECLARED = (r"{0}", r"{0}^{{(\cdot)}}", r"{0}^{{[\cdot]}}")


def is_exponent_in_brackets(tokens: list[Token], name: str, script: tuple[int, int], known: Container[str]) -> bool:
    """Whether a superscript in brackets is an exponent of the letter before it.

    Those of e are, if one of them does not look like the number of a member, or e has another exponent in the row.  That of any other
    letter is, if the letter has an exponent without brackets in the row that begins with a name in it.
    """
    inside = _inside(tokens[slice(*script)]) if tokens[script[0]].text in OPENING else None
    if inside is None:
        return False
    if name not in E:
        letters = {t.text for t in inside if t.kind == "letter"}
        return bool(letters) and any(t.text in letters for s in _scripts(tokens, name) if _inside(s) is None for t in s)
    if any(spelling.format(name) in known for spelling in DECLARED):
        return False
    brackets = [_inside(s) for s in _scripts(tokens, name)]
    return None in brackets or not all(_is_number_of_member(b) for b in brackets if b)


def _inside(script: list[Token]) -> list[Token] | None:
    """What stands in the brackets that a superscript consists of."""
    depths = list(accumulate((t.text in OPENING) - (t.text in CLOSING) for t in script))
    return script[1:-1] if len(script) > 2 and depths[-1] == 0 and min(depths[:-1]) > 0 else None


def _scripts(tokens: list[Token], name: str) -> Iterator[list[Token]]:
    """The superscripts of a letter in a row, but for transposes, stars and primes."""
    letter = name.removeprefix(r"\mathrm{").removesuffix("}")
    for place in [k + 1 for k, t in enumerate(tokens) if k and t.text == "^"]:
        base = tokens[place - 2]
        if (base.text == letter or base.arg == letter) and place < len(tokens):
            script = [tokens[place]]
            if script[0].text == "{":
                depth, end = 1, place + 1
                while depth and end < len(tokens):
                    depth += (tokens[end].text == "{") - (tokens[end].text == "}")
                    end += 1
                script = tokens[place + 1 : end - 1]
            if script and script[0].kind != "command" and script[0].text not in ("T", "*", "'"):
                yield script


def _is_number_of_member(inside: list[Token]) -> bool:
    """``k``, ``2``, ``l - 1``, ``i, j``, words: what numbers the members of a family."""
    parts = " ".join(t.text for t in inside).replace(",", " , ").split(" , ")
    return any(t.kind == "text" for t in inside) or all(_is_place(part.split()) for part in parts)


def _is_place(texts: list[str]) -> bool:
    """A counter or a number, or one with a counter or a number added to it."""
    numbers = [t in COUNTERS or t.isdigit() or (len(t) == 1 and t.isupper()) for t in texts]
    return numbers == [True] or (len(texts) == 3 and texts[1] in ("+", "-") and numbers[0] and numbers[2])

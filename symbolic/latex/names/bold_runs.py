r"""Bold letters under one command: ``\mathbf{Ax} = \mathbf{b}`` is a product where ``\mathbf{A}`` and ``\mathbf{x}`` stand by themselves.

A run is taken apart if each of its letters is a bold name of its own, declared or bare in a formula around, and if the run is no
name that is declared or defined; each letter then has the style, and what stands above the run belongs to the last.  With a transpose
or an inverse among several letters, as in ``\mathbf{x^\top y}``, what stands under the command is a product in any case.
"""

from __future__ import annotations

from collections.abc import Container

from symbolic.latex.source.spelling import GREEK, TRANSPOSES
from symbolic.latex.source.tokens import Token

BOLD = frozenset({r"\mathbf", r"\boldsymbol"})
LONGEST = 4


def apart(tokens: list[Token], known: Container[str], bare: Container[str]) -> list[Token]:
    """The tokens with each product of bold letters under one command written as one."""
    if BOLD.isdisjoint([t.text for t in tokens]):
        return tokens
    beside = {rf"{command}{{{letter}}}" for command, letter in _singles(tokens)}
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        inside = _inside(tokens, place) if tokens[place].text in BOLD else []
        if inside and (_is_product(inside) or _is_known_run(tokens[place], inside, known, bare, beside)):
            out += _styled(tokens[place], tokens[place + 1], inside, tokens[place + 2 + len(inside)])
            place += len(inside) + 3
        else:
            out.append(tokens[place])
            place += 1
    return out


def _inside(tokens: list[Token], place: int) -> list[Token]:
    """What stands in the braces of the bold command at a place."""
    if place + 1 >= len(tokens) or tokens[place + 1].text != "{":
        return []
    depth, end = 1, place + 2
    while end < len(tokens):
        depth += (tokens[end].text == "{") - (tokens[end].text == "}")
        if depth == 0:
            return tokens[place + 2 : end]
        end += 1
    return []


def _is_known_run(command: Token, run: list[Token], known: Container[str], bare: Container[str], beside: Container[str]) -> bool:
    """Whether all is letters, the whole is no name, and each letter is one."""
    if not 1 < len(run) <= LONGEST or any(t.kind != "letter" for t in run) or _name(command, run) in known:
        return False
    return all(name in known or name in bare or name in beside for name in (_name(command, [t]) for t in run))


def _is_product(inside: list[Token]) -> bool:
    """``x^\\top y``, ``A^{-1} b``: letters of which some are transposed or inverted."""
    letters, place, marked = 0, 0, False
    while place < len(inside):
        token = inside[place]
        if token.kind == "letter" or token.text in GREEK:
            letters, place = letters + 1, place + 1
        elif token.text == "^" and place:
            end = _after_mark(inside, place + 1)
            mark = [t.arg.strip() if t.kind == "text" else t.text for t in inside[place + 1 : end] if t.text not in ("{", "}")]
            if mark not in (["-", "1"], *([sign] for sign in TRANSPOSES)):
                return False
            marked, place = True, end
        else:
            return False
    return letters > 1 and marked


def _after_mark(inside: list[Token], place: int) -> int:
    """The place after the token or the braces at a place."""
    if place < len(inside) and inside[place].text == "{":
        return next((k + 1 for k in range(place, len(inside)) if inside[k].text == "}"), len(inside))
    return place + 1


def _styled(command: Token, opening: Token, inside: list[Token], closing: Token) -> list[Token]:
    """Each letter under the command by itself, what stands above them as it is."""
    out: list[Token] = []
    place = 0
    while place < len(inside):
        if inside[place].text == "^":
            end = _after_mark(inside, place + 1)
            out += inside[place:end]
            place = end
        else:
            out += [command, opening, inside[place], closing]
            place += 1
    return out


def _name(command: Token, run: list[Token]) -> str:
    return f"{command.text}{{{''.join(t.text for t in run)}}}"


def _singles(tokens: list[Token]) -> set[tuple[str, str]]:
    """The commands with the single letters that stand under them."""
    found = set()
    for place, token in enumerate(tokens[:-1]):
        inside = tokens[place + 1 : place + 4]
        if token.text not in BOLD:
            continue
        if inside[0].kind == "letter":
            found.add((token.text, inside[0].text))
        elif len(inside) == 3 and inside[0].text == "{" and inside[1].kind == "letter" and inside[2].text == "}":
            found.add((token.text, inside[1].text))
    return found

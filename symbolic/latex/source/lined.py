r"""What is written in a line and read as what stands above or below: ``\partial L/\partial w``, and primes as superscripts.

``\partial^2 u/\partial x\partial t`` is ``\frac{\partial^2 u}{\partial x\partial t}``; ``f^{\prime\prime}`` is ``f''``; ``\vec{\nabla}``
is ``\nabla``; ``\operatorname{div} F`` is ``\nabla \cdot F``.
"""

from __future__ import annotations

import re

from symbolic.latex.source.spelling import after_group, close_of, group_range, name_at
from symbolic.latex.source.tokens import Token

PRIMES = frozenset({"'", r"\prime"})


def in_line(tokens: list[Token]) -> list[Token]:
    """The tokens with these spelled as fractions and primes."""
    texts = {t.text for t in tokens}
    if any(t.kind == "text" and t.arg.strip() in FIELD_WORDS for t in tokens):
        tokens = _with_nabla(tokens)
    if r"\nabla" in texts and not SET.isdisjoint(texts):
        tokens = _plain_nabla(tokens)
    if "^" in texts and not texts.isdisjoint(PRIMES):
        tokens = _with_primes(tokens)
    return _with_rates(tokens) if "/" in texts and (r"\partial" in texts or {"d", "^"} <= texts) else tokens


SET = frozenset({r"\vec", r"\mathbf", r"\boldsymbol"})
COMPARED = frozenset({"<", ">", r"\le", r"\ge", r"\ne", "="})
CHANCES = frozenset({r"\quad", "P", "E", "p", "q", "I"})
"""After these letters brackets hold an event."""
GAP = re.compile(r"\\[ ,;:]|~")


def with_condition_apart(tokens: list[Token], source: str) -> list[Token]:
    r"""``e^{\ln x} = x \ (x > 0)``: a comparison in brackets at the end, after a space, is no factor and no argument."""
    last = next((k for k in range(len(tokens) - 1, -1, -1) if tokens[k].text not in (".", ",", ";")), -1)
    if last < 0 or tokens[last].text != ")":
        return tokens
    depth, place, compared = 0, last, False
    while place >= 0:
        depth += (tokens[place].text in (")", "]", "}")) - (tokens[place].text in ("(", "[", "{"))
        compared = compared or (depth == 1 and tokens[place].text in COMPARED)
        if depth == 0:
            break
        place -= 1
    if place < 1 or not compared or tokens[place].text != "(" or tokens[place - 1].text in CHANCES or tokens[place - 1].kind == "text":
        return tokens
    apart = GAP.search(source, tokens[place - 1].end, tokens[place].start)
    if not apart or not any(t.text in COMPARED for t in tokens[:place]):
        return tokens
    at = tokens[place].start
    return [*tokens[:place], Token("command", r"\quad", at, at), *tokens[place:]]


FIELD_WORDS = {"grad": "", "div": r"\cdot", "curl": r"\times", "rot": r"\times"}


def _with_nabla(tokens: list[Token]) -> list[Token]:
    r"""``\operatorname{div} F`` as ``\nabla \cdot F``; between two numbers div is a quotient of integers."""
    out: list[Token] = []
    for place, token in enumerate(tokens):
        word = token.arg.strip() if token.kind == "text" else ""
        alone = place + 1 >= len(tokens) or tokens[place + 1].text in ENDS or (out and out[-1].kind in ("letter", "number"))
        if word not in FIELD_WORDS or alone:
            out.append(token)
            continue
        out.append(Token("command", r"\nabla", token.start, token.end))
        if FIELD_WORDS[word]:
            out.append(Token("command", FIELD_WORDS[word], token.end, token.end))
    return out


ENDS = frozenset({"=", ")", "]", "}", ",", ".", "+", "-", "&", "_", "^"})


def _plain_nabla(tokens: list[Token]) -> list[Token]:
    r"""``\vec\nabla``, ``\boldsymbol{\nabla}`` as ``\nabla``."""
    out: list[Token] = []
    for token in tokens:
        if token.text == r"\nabla" and out and out[-1].text in SET:
            out[-1] = token
        elif token.text == "}" and len(out) > 2 and out[-1].text == r"\nabla" and out[-2].text == "{" and out[-3].text in SET:
            out[-3:] = [out[-1]]
        else:
            out.append(token)
    return out


def _with_primes(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        braced = token.text == "^" and tokens[place + 1 : place + 2] and tokens[place + 1].text == "{"
        start = place + 1 + bool(braced)
        end = start
        while token.text == "^" and end < len(tokens) and tokens[end].text in PRIMES and (braced or end == start):
            end += 1
        if end == start or tokens[start].kind == "text":
            out.append(token)
            place += 1
            continue
        out += [Token("symbol", "'", t.start, t.end) for t in tokens[start:end]]
        if not braced:
            place = end
        elif end < len(tokens) and tokens[end].text == "}":
            place = end + 1
        else:
            out += [token, tokens[place + 1]]
            place = end
    return out


def _with_rates(tokens: list[Token]) -> list[Token]:
    out, close, place = list[Token](), close_of(tokens), 0
    while place < len(tokens):
        partial = tokens[place].text == r"\partial"
        slash = _top(tokens, place, close) if (partial or tokens[place].text == "d") and not _is_below(out) else 0
        end = 0 if not slash else _bottom(tokens, slash + 1, close, tokens[slash - 1].text == r"\partial") if partial \
            else _end_of_second(tokens, place, slash, close)
        if not end:
            out.append(tokens[place])
            place += 1
            continue
        sign = tokens[slash]
        opening, closing = Token("symbol", "{", sign.start, sign.start), Token("symbol", "}", sign.end, sign.end)
        out += [sign._replace(kind="command", text=r"\frac"), opening, *tokens[place:slash], closing,
                opening, *tokens[slash + 1 : end], closing]
        place = end
    return out


def _is_below(before: list[Token]) -> bool:
    return bool(before) and before[-1].text in ("/", r"\div")


def _top(tokens: list[Token], place: int, close: dict[int, int]) -> int:
    r"""The place of the stroke after ``\partial``, ``\partial^2 f`` or ``\partial f(x)``; 0 if it is none of these."""
    place += 1
    if place < len(tokens) and tokens[place].text == "^":
        place = after_group(tokens, place + 1, close)
    if place < len(tokens) and tokens[place].text != "/":
        name = name_at(tokens, place, close, (), ())
        if name is None:
            return 0
        place = name.end
        if place < len(tokens) and tokens[place].text == "(":
            place = next((k + 1 for k in range(place, len(tokens)) if tokens[k].text == ")"), len(tokens))
    return place if place < len(tokens) and tokens[place].text == "/" else 0


def _end_of_second(tokens: list[Token], place: int, slash: int, close: dict[int, int]) -> int:
    """The place after ``d^2y/dx^2``, of equal orders; 0 if it is none: ``df/dx`` is read by its differentials."""
    name = name_at(tokens, slash + 2, close, (), ()) if slash + 2 < len(tokens) and tokens[slash + 1].text == "d" else None
    if tokens[place + 1].text != "^" or name is None or len(name.powers) != 1:
        return 0
    orders = [[t.text for t in tokens[slice(*part)]] for part in (group_range(tokens, place + 2, close), name.powers[0])]
    return name.end if orders[0] == orders[1] and orders[0][0].isdigit() else 0


def _bottom(tokens: list[Token], place: int, close: dict[int, int], operator: bool) -> int:
    r"""The place after ``\partial x^2 \partial y``; 0 if something else stands there, or a bracket that is no operand."""
    end = 0
    while place < len(tokens) and tokens[place].text == r"\partial":
        name = name_at(tokens, place + 1, close, (), ())
        if name is None or (name.end < len(tokens) and tokens[name.end].text == "/"):
            return end
        place = end = name.end
    bracketed = end < len(tokens) and tokens[end].text in ("(", "[") and not operator
    return 0 if bracketed and tokens[end - 1].text != "}" else end

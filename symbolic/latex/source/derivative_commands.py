r"""Derivatives as the packages *physics* and *derivative* write them.

``\dv{f}{x}``, ``\pdv[2]{u}{x}``, ``\pdv{u}{x}{y}`` and ``\pdv{u}{x,y}`` are the fractions that they print, ``\frac{df}{dx}``,
``\frac{\partial^2 u}{\partial x^2}``, ``\frac{\partial^2 u}{\partial x \partial y}``; with one argument it is the operator
``\frac{d}{dx}``.  ``\dd x`` and ``\dif x`` are ``dx``, ``\dd[2]y`` is ``d^2 y``.  An author's own command of the same name comes first.
"""

from __future__ import annotations

from symbolic.latex.errors import ReadingError
from symbolic.latex.source.tokens import Token

D = Token("text", r"\mathrm", 0, 0, "d")
DIFFERENTIALS = frozenset({r"\dd", r"\dif"})
COMMANDS = {**dict.fromkeys((r"\dv", r"\odv", *DIFFERENTIALS), D), r"\pdv": Token("command", r"\partial", 0, 0)}
MOST_ARGUMENTS = 3


def with_derivatives(tokens: list[Token]) -> list[Token]:
    """The tokens with these commands as fractions."""
    if not any(t.text in COMMANDS for t in tokens):
        return tokens
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text not in COMMANDS:
            out.append(token)
            place += 1
            continue
        start, order = place, list[Token]()
        place += 1
        if place < len(tokens) and tokens[place].text == "[":
            order, place = _inside(tokens, place, "]")
        if token.text in DIFFERENTIALS:
            out += _raised(token, order, tokens[place - 1].end)
            continue
        arguments = list[list[Token]]()
        while place < len(tokens) and tokens[place].text == "{" and len(arguments) < MOST_ARGUMENTS - (token.text != r"\pdv"):
            inner, place = _inside(tokens, place, "}")
            arguments.append(with_derivatives(inner))
        out += _fraction(tokens[start], order, arguments, tokens[place - 1].end)
    return out


def _inside(tokens: list[Token], opening: int, closing: str) -> tuple[list[Token], int]:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place].text == tokens[opening].text) - (tokens[place].text == closing)
        if depth == 0:
            return tokens[opening + 1 : place], place + 1
    raise ReadingError("a bracket is opened and never closed", tokens[opening].start, tokens[opening].end, f"add the missing {closing}")


def _raised(call: Token, order: list[Token], end: int) -> list[Token]:
    """The sign of the derivative with its order."""
    sign = COMMANDS[call.text]._replace(start=call.start, end=call.end, glued=call.glued)
    opening, closing = (Token("symbol", mark, call.start, end) for mark in "{}")
    return [sign, Token("symbol", "^", call.start, end), opening, *order, closing] if order else [sign]


def _fraction(call: Token, order: list[Token], arguments: list[list[Token]], end: int) -> list[Token]:
    if not arguments or not arguments[min(len(arguments), 2) - 1]:
        raise ReadingError(f"{call.text} without its arguments", call.start, end, f"write {call.text}{{f}}{{x}}")
    *body, first = arguments[:2]
    variables = [*_parted(first), *arguments[2:]]
    if not all(variables) or (len(variables) > 1 and (order or any(t.text in ("^", ",") for v in variables for t in v))):
        raise ReadingError(f"the orders of {call.text} by several variables", call.start, end,
                           r"write \frac{\partial^3 f}{\partial x^2 \partial y}")
    power = order or ([Token("number", str(len(variables)), call.start, call.end)] if len(variables) > 1 else [])
    sign, *exponent = _raised(call, power, end)
    above = [sign, *exponent, *(body[0] if body else [])]
    below = [t for v in variables for t in (sign, *v, *(exponent if order else []))]
    opening, closing = (Token("symbol", mark, call.start, end) for mark in "{}")
    return [Token("command", r"\frac", call.start, end, "", call.glued), opening, *above, closing, opening, *below, closing]


def _parted(tokens: list[Token]) -> list[list[Token]]:
    """The variables between commas that no bracket holds."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        if token.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts

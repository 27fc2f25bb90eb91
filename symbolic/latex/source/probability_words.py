r"""``Pr(y | x)`` without a backslash: the letters P and r side by side before a bracket are the word of a probability."""

from __future__ import annotations

from symbolic.latex.source.tokens import Token


def with_probabilities(tokens: list[Token]) -> list[Token]:
    r"""``Pr(y | x)``, ``Pr[X = 1]`` as ``\Pr``: no product, but where P or r stands apart and no event in the brackets."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        if _is_word(tokens, place) and (_holds_event(tokens, place + 2) or not _stands_apart(tokens, place)):
            first, last = tokens[place : place + 2]
            out.append(Token("text", r"\operatorname", first.start, last.end, "Pr", first.glued))
            place += 2
        else:
            out.append(tokens[place])
            place += 1
    return out


def _is_word(tokens: list[Token], place: int) -> bool:
    """Whether P and r stand side by side before a bracket, with no letter glued before them."""
    if tokens[place].text != "P" or [t.text for t in tokens[place + 1 : place + 3]] not in (["r", "("], ["r", "["], ["r", r"\{"]):
        return False
    glued = place > 0 and tokens[place].glued and tokens[place - 1].kind == "letter"
    return tokens[place + 1].glued and not glued


EVENTS = frozenset({"|", ",", "=", "<", ">", ";", r"\mid", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq", r"\in", r"\cap", r"\cup"})


def _holds_event(tokens: list[Token], opening: int) -> bool:
    depth = 0
    for token in tokens[opening:]:
        depth += (token.text in ("(", "[", "{", r"\{")) - (token.text in (")", "]", "}", r"\}"))
        if depth == 0:
            return False
        if token.text in EVENTS:
            return True
    return False


def _stands_apart(tokens: list[Token], place: int) -> bool:
    """Whether P or r also stands elsewhere, as the letters of a product do."""
    texts = [t.text if t.kind == "letter" else "" for t in tokens]
    others = (k for k, text in enumerate(texts) if text in ("P", "r") and k not in (place, place + 1))
    return any(["P", "r"] not in (texts[k : k + 2], texts[max(k - 1, 0) : k + 1]) for k in others)

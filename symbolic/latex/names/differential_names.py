"""Differentials in a formula, found from its tokens alone: the names X whose ``dX`` occurs, and a d that stands before what it takes."""

from __future__ import annotations

from itertools import pairwise

from symbolic.latex.source.spelling import BOLD, GREEK, close_of, name_at
from symbolic.latex.source.tokens import Token

INTEGRALS = frozenset({r"\int", r"\iint", r"\iiint", r"\oint"})
DIFFERENTIATED = frozenset({"(", "[", "|", r"\|", r"\lvert", r"\lVert", r"\log", r"\ln", r"\det", r"\exp", r"\sin", r"\cos", r"\tan",
                            r"\sinh", r"\cosh", r"\tanh", r"\arctan", r"\arcsin", r"\sqrt"})
"""What d before it takes, beside the differential of a name."""


def differential_names(tokens: list[Token]) -> list[str]:
    """The names X whose differential ``dX`` occurs: two letters, or d and a Greek letter or a bold name, on their own."""
    out = []
    for place in [k for k, t in enumerate(tokens[:-1]) if t.text == "d" and t.kind == "letter"]:
        token, following = tokens[place], tokens[place + 1]
        begins = not (place and token.glued and tokens[place - 1].kind == "letter")
        longer = place + 2 < len(tokens) and tokens[place + 2].kind == "letter" and tokens[place + 2].glued and following.kind == "letter"
        if not begins or not following.glued or longer:
            continue
        if following.kind == "letter" or following.text in GREEK:
            out.append(following.text)
        elif following.text in BOLD and (name := name_at(tokens, place + 1, close_of(tokens), (), ())) is not None:
            out.append(name.name)
    return list(dict.fromkeys(out))


def is_differential_form(tokens: list[Token]) -> bool:
    """Whether d stands before a bracket or a function, beside the differential of a name, and no integral or derivative explains it."""
    texts = [t.text for t in tokens]
    if "d" not in texts or not INTEGRALS.isdisjoint(texts) or any(
            t.text == r"\frac" and is_d(following) for t, following in pairwise((*tokens, *tokens[-1:]))):
        return False
    return bool(differential_names(tokens)) and bool(differential_operators(tokens))


def differential_operators(tokens: list[Token]) -> set[int]:
    """The places of d before a bracket or a function."""
    return {place for place, (token, following) in enumerate(pairwise(tokens)) if token.text == "d" and token.kind == "letter" and (
        following.text in DIFFERENTIATED or following.text == r"\operatorname")}


def is_d(token: Token) -> bool:
    return token.text in ("d", r"\partial") or (token.kind == "text" and token.arg == "d")

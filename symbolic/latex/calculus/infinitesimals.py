r"""The d of differentials, however it is set: ``\mathrm{d}u = 2x\,\mathrm{d}x`` and ``d u = 2 x \, d x`` are read as ``du = 2x dx``.

An upright d before a name is never a factor.  A slanted one that stands apart from its name is taken for a differential in a row with
several, ``d S = \mu S \, d t``, in which d stands before names alone; else only beside the differential of a name that has a formula.
In ``dF_t = F_tdt`` and ``d(uv) = udv + vdu``, where d stands before one name or bracket each time and first on a side, it is the d of
differentials although a factor is glued to it, and in ``d(xy) = d x\\, y + x\\, d y`` although it stands apart; in ``xdy + ydx``
nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from symbolic.latex.names.differential_names import INTEGRALS, differential_names, is_differential_form
from symbolic.latex.scope import Scope
from symbolic.latex.source.spelling import BOLD, GREEK, close_of
from symbolic.latex.source.tokens import Token
from symbolic.terms import Term, free_symbols, substitute

END = Token("end", "", 0, 0)
GAP = re.compile(r"\\[,;: ]|~")
UPRIGHT = frozenset({r"\mathrm", r"\rm", r"\operatorname", r"\text"})


def with_differentials(tokens: list[Token], scope: Scope, source: str) -> list[Token]:
    """The tokens with every d of a differential as a letter with its name behind it."""
    if "d" in scope.names or not ("d" in [t.text for t in tokens] or any(t.arg and _is_d(t) for t in tokens)):
        return tokens
    if all(t.text != "d" or t.kind != "letter" or _is_name(following) for t, following in pairwise([*tokens, END])):
        tokens = _joined(tokens, [k for k, t in enumerate(tokens[:-1]) if t.kind == "text" and _is_d(t) and _is_name(tokens[k + 1])])
    if any(t.text in INTEGRALS for t in tokens):
        return tokens
    inside = set(_in_derivatives(tokens))
    outside = [k for k, t in enumerate(tokens[:-1]) if _is_d(t) and k not in inside]
    places = [k for k in outside if _is_name(tokens[k + 1]) or tokens[k + 1].text == "("]
    upright = _joined(tokens, [k for k in places if tokens[k].kind == "text"])
    apart = [k for k in places if tokens[k].kind == "letter"]
    if not apart or len(places) < len(outside):
        return upright
    glued = _joined(upright, apart)
    several = len(differential_names(glued)) > 1
    named = several and all(_is_name(tokens[k + 1]) for k in places)
    if named and all((tokens[k + 1].glued and not _in_run(tokens, k)) or _begins(tokens, k, source) for k in apart):
        return glued
    if several and any(tokens[k].text == "d" and _opens_side(tokens, k) for k in apart) and all(_is_lone(tokens, k) for k in apart):
        return glued
    if len(places) > 1 and any(tokens[k + 1].text == "(" and _opens_side(tokens, k) for k in apart) and is_differential_form(glued):
        return glued
    if not scope.definitions:
        return upright
    return glued if varying(glued, scope) else upright


def doubtful_names(tokens: list[Token]) -> list[str]:
    """The names before each of which d stands alone, with or without a factor glued to it; none if d stands otherwise too."""
    places = [k for k, t in enumerate(tokens) if t.text == "d" and t.kind == "letter"]
    if not all(_is_lone(tokens, k) and tokens[k + 1].text != "(" for k in places):
        return []
    return differential_names(_joined(tokens, places))


def varying(tokens: list[Token], scope: Scope) -> dict[str, tuple[Term, frozenset[str]]]:
    """The names with a formula whose differentials occur: the formula, and the names in it whose differentials occur."""
    names = frozenset(differential_names(tokens))
    found = {}
    for name in names:
        definition = next((d for d in scope.definitions if d.symbol.name.split("(")[0] == name), None)
        if definition is None or definition.indexed or definition.symbol.sort.shape:
            continue
        value = _whole(definition.value, names, scope)
        inside = {s.name for s in free_symbols(value)}
        moved = frozenset(inside & names - {name})
        if moved and "d" not in inside:
            found[name] = value, moved
    return found


def _whole(value: Term, names: frozenset[str], scope: Scope) -> Term:
    """A formula without the names that have formulas themselves, but for those whose differentials occur."""
    for d in reversed(scope.definitions):
        if not d.params and not d.indexed and d.symbol.name not in names:
            value = substitute(value, {d.symbol: d.value})
    return value


def _joined(tokens: list[Token], places: list[int]) -> list[Token]:
    out = list(tokens)
    for k in places:
        out[k] = tokens[k]._replace(kind="letter", text="d", arg="", glued=False)
        out[k + 1] = tokens[k + 1]._replace(glued=True)
    return out


def _in_run(tokens: list[Token], place: int) -> bool:
    """``xdy``: whether letters stand directly before a place."""
    return place > 0 and tokens[place].glued and tokens[place - 1].kind == "letter"


def _is_lone(tokens: list[Token], place: int) -> bool:
    """``udv``, ``F_tdt``, ``d(uv)``: d glued to one letter, to a Greek one or to a bracket."""
    following, after = (*tokens[place + 1 : place + 3], END, END)[:2]
    if not following.glued or following is END:
        return False
    return following.text in GREEK or following.text == "(" or (
        following.kind == "letter" and following.text != "d" and not (after.kind == "letter" and after.glued and after.text != "d"))


def _opens_side(tokens: list[Token], place: int) -> bool:
    """Whether a d is the first of a side."""
    return place == 0 or tokens[place - 1].text in ("=", "&", r"\\")


def _begins(tokens: list[Token], place: int, source: str) -> bool:
    r"""Whether a d stands first, after a sign, or after a space such as ``\\,``, as no factor does."""
    before = tokens[place - 1] if place else END
    return before.text in ("", "=", "+", "-", "&", "(", "<", ">") or bool(
        GAP.search(source, before.end, tokens[place].start))


def _is_d(token: Token) -> bool:
    return (token.kind == "letter" and token.text == "d") or (token.kind == "text" and token.text in UPRIGHT and token.arg.strip() == "d")


def _is_name(token: Token) -> bool:
    return token.kind == "letter" or token.text in GREEK or token.text in BOLD


def _in_derivatives(tokens: list[Token]) -> Iterator[int]:
    """The places in quotients with a d over and under the line."""
    close = close_of(tokens)
    for k, token in enumerate(tokens[:-2]):
        if token.text == r"\frac" and tokens[k + 1].text == "{":
            over, under = k + 2, close[k + 1] + 2
            if _is_d(tokens[over]) and under < len(tokens) and tokens[under - 1].text == "{" and _is_d(tokens[under]):
                yield from range(over, close[under - 1])

r"""Commands that put one thing over another or around it, rewritten to what they mean.

``\overset{!}{=}`` is its base, ``\underset{x}{\max}`` is ``\max_{x}``, ``\boxed{a = b}`` is what it frames, ``{a \over b}`` is
``\frac{a}{b}``, ``{n \choose k}`` is ``\binom{n}{k}``; and the empty delimiters ``\right.`` and ``\left.`` side by side, with which a
bracket goes on in the next row, are nothing.  ``||x||`` is ``\|x\|``, and in ``p(x \lvert y)`` the bar without a partner is ``\mid``.
"""

from __future__ import annotations

from symbolic.latex.errors import ReadingError
from symbolic.latex.source.spelled_words import spelled_extremum
from symbolic.latex.source.tokens import Token
from symbolic.latex.source.unread import QUALIFIED

OVER = {r"\overset": False, r"\stackrel": False, r"\underset": True}
FRAMES = frozenset({r"\boxed", r"\fbox", r"\mathrel", r"\mathbin", r"\mathop", r"\mathord", r"\ensuremath"})


BARS_OF_A_NORM = 4
BRACKETED = {"(": ")", "[": "]", "{": "}", r"\{": r"\}"}
INFIX = {r"\over": r"\frac", r"\choose": r"\binom"}
EXTREMA = frozenset({r"\max", r"\min", r"\sup", r"\inf"})
OPERATORS = EXTREMA | {r"\arg", r"\lim", r"\sum", r"\prod"}


def unstacked(tokens: list[Token]) -> list[Token]:
    """The tokens without commands of these kinds."""
    if any(t.text == "^" for t in tokens) and any(t.text in (r"\langle", "<") for t in tokens):
        tokens = _with_angles(tokens)
    if any(t.text == r"\not" for t in tokens):
        tokens = _denied(tokens)
    if sum(t.text == "|" for t in tokens) >= BARS_OF_A_NORM:
        tokens = _with_norms(tokens)
    if any(t.text == r"\lvert" for t in tokens):
        tokens = _with_conditions(_with_sided_norms(tokens))
    elif any(t.text == r"\rvert" for t in tokens) and all(t.text != r"\left." for t in tokens):
        tokens = [t._replace(text="|") if t.text == r"\rvert" else t for t in tokens]
    if not any(t.text in OVER or t.text in FRAMES or t.text in INFIX or t.text == r"\left." for t in tokens):
        return tokens
    return _prefixed(_rejoined(_based(tokens)))


def with_divergences(tokens: list[Token]) -> list[Token]:
    r"""``K L(q \| p)`` with its letters apart, a divergence of two distributions, as ``KL(q \| p)``."""
    for place in range(len(tokens) - 3):
        if [t.text for t in tokens[place : place + 3]] == ["K", "L", "("] and not tokens[place + 1].glued:
            end = next((k for k in range(place + 3, len(tokens)) if tokens[k].text in ("(", ")", r"\|", r"\Vert", r"\parallel")), place)
            if tokens[end].text not in ("(", ")", "K"):
                tokens = [*tokens[: place + 1], tokens[place + 1]._replace(glued=True), *tokens[place + 2 :]]
    return tokens


ANGLES = {r"\langle": r"\rangle", "<": ">"}


def _with_angles(tokens: list[Token]) -> list[Token]:
    r"""``a^{\langle t \rangle}``, ``a^{<t>}`` as ``a^{[t]}``."""
    out = list(tokens)
    for place in range(len(tokens) - 4):
        if tokens[place].text != "^" or tokens[place + 1].text != "{" or tokens[place + 2].text not in ANGLES:
            continue
        end = next((k for k in range(place + 3, len(tokens)) if tokens[k].text in ("{", "}", ",", *ANGLES, *ANGLES.values())), place)
        if tokens[end].text == ANGLES[tokens[place + 2].text] and tokens[end + 1 : end + 2] and tokens[end + 1].text == "}":
            out[place + 2] = tokens[place + 2]._replace(kind="symbol", text="[")
            out[end] = tokens[end]._replace(kind="symbol", text="]")
    return out


DENIED = {"=": r"\ne", r"\in": r"\notin"}


def _denied(tokens: list[Token]) -> list[Token]:
    r"""``\not=`` as ``\ne``."""
    out: list[Token] = []
    for token in tokens:
        if out and out[-1].text == r"\not" and token.text in DENIED:
            out[-1] = out[-1]._replace(text=DENIED[token.text], end=token.end)
        else:
            out.append(token)
    return out


def _based(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text in OVER:
            mark, after = _group(tokens, place + 1)
            base, after = _group(tokens, after)
            spelled = spelled_extremum(base) if OVER[token.text] else None
            base = [_as_extremum(t) for t in base] if spelled is None else [spelled]
            out += [token._replace(text=QUALIFIED)] if _is_qualified(base, mark) else _based(base)
            if OVER[token.text] and base and (base[0].text in OPERATORS or base[0].kind == "text"):
                out += [Token("symbol", "_", token.start, token.end), Token("symbol", "{", token.start, token.end), *mark,
                        Token("symbol", "}", token.start, token.end)]
            place = after
        elif token.text in FRAMES:
            base, place = _group(tokens, place + 1)
            out += _based(base)
        else:
            out.append(token)
            place += 1
    return out


def _is_qualified(base: list[Token], mark: list[Token]) -> bool:
    r"""Whether a relation does not say what it says without its mark: it is asked, demanded, of laws or of limits alone."""
    if len(base) != 1 or base[0].text not in RELATED:
        return False
    texts = [t.arg.strip().lower() if t.kind == "text" else t.text for t in mark if t.text not in ("{", "}", r"\mathcal", r"\mathrm")]
    word = "".join(texts)
    return not QUALIFYING.isdisjoint(texts) or word in LAWS or bool(QUALIFYING_WORDS & {*word.replace(".", "").split(), *texts})


RELATED = frozenset({"=", "<", ">", r"\le", r"\ge", r"\ne", r"\equiv"})
QUALIFYING = frozenset({"?", "!", "H", r"\to", r"\infty", "a.s.", "?=", "?!", "!?"})
LAWS = frozenset({"d", "D", "L", "P", "p", "set", "must", "want", "law", "dist", "as", "hope", "shall"})
QUALIFYING_WORDS = frozenset({"?", "!", "set", "must", "want", "should", "shall", "hope", "hopefully", "law", "dist", "distr", "prob",
                              "as", "mod", "if", "iff", "when", "need", "required", "question", "d"})
"""Marks of a question, a demand, equality of laws or almost surely, and what holds only under a condition."""


def _as_extremum(token: Token) -> Token:
    r"""``\mbox{max}`` above or below a variable is ``\max``."""
    word = token.arg.strip() if token.kind == "text" else ""
    return token._replace(kind="command", text=f"\\{word}", arg="") if word in ("max", "min", "sup", "inf") else token


def _group(tokens: list[Token], place: int) -> tuple[list[Token], int]:
    """The tokens of an argument and the place after it."""
    if place >= len(tokens) or tokens[place].text == "}":
        command = tokens[place - 1]
        raise ReadingError("an argument is missing", command.start, command.end, "write it in braces")
    if tokens[place].text != "{":
        return tokens[place : place + 1], place + 1
    depth = 0
    for end in range(place, len(tokens)):
        depth += (tokens[end].text == "{") - (tokens[end].text == "}")
        if depth == 0:
            return tokens[place + 1 : end], end + 1
    return tokens[place + 1 :], len(tokens)


def _with_norms(tokens: list[Token]) -> list[Token]:
    """``||x||`` as a norm: two double bars in the same brackets, and no single bar open before them or between them."""
    out = list(tokens)
    opened: list[list[int]] = [[]]
    single = [0]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        double = token.text == "|" and place + 1 < len(tokens) and tokens[place + 1].text == "|" and tokens[place + 1].glued
        if token.text in BRACKETED:
            opened.append([])
            single.append(0)
        elif token.text in BRACKETED.values() and len(opened) > 1:
            opened.pop()
            single.pop()
        elif double and single[-1] % 2 == 0:
            if opened[-1]:
                begin = opened[-1].pop()
                for k in (begin, place):
                    out[k] = tokens[k]._replace(kind="command", text=r"\|", end=tokens[k + 1].end)
                    out[k + 1] = out[k + 1]._replace(text="")
            else:
                opened[-1].append(place)
            place += 1
        elif token.text == "|":
            single[-1] += 1
            opened[-1].clear()
        place += 1
    return [t for t in out if t.text]


def _with_sided_norms(tokens: list[Token]) -> list[Token]:
    r"""``\left|\left| x \right|\right|`` as ``\lVert x \rVert``."""
    opened: list[int] = []
    close: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if token.text == r"\lvert":
            opened.append(place)
        elif token.text == r"\rvert" and opened:
            close[opened.pop()] = place
    out = list(tokens)
    for outer, end in close.items():
        if close.get(outer + 1) == end - 1 and out[outer].text:
            for k, inner, text in ((outer, outer + 1, r"\lVert"), (end - 1, end, r"\rVert")):
                out[k] = tokens[k]._replace(text=text, end=tokens[inner].end)
                out[inner] = tokens[inner]._replace(text="")
    return [t for t in out if t.text]


def _with_conditions(tokens: list[Token]) -> list[Token]:
    r"""A ``\lvert`` that nothing closes in its brackets stands before a condition."""
    out = list(tokens)
    opened: list[list[int]] = [[]]
    for place, token in enumerate(tokens):
        if token.kind == "text":
            pass
        elif token.text in BRACKETED:
            opened.append([])
        elif token.text in BRACKETED.values() and len(opened) > 1:
            for k in opened.pop():
                out[k] = tokens[k]._replace(text=r"\mid")
        elif token.text == r"\lvert":
            opened[-1].append(place)
        elif token.text == r"\rvert" and opened[-1]:
            opened[-1].pop()
    return out


def _rejoined(tokens: list[Token]) -> list[Token]:
    """Without the empty delimiters between two rows of one bracket."""
    out: list[Token] = []
    for token in tokens:
        if token.text == r"\left." and out and out[-1].text == r"\right.":
            out.pop()
        else:
            out.append(token)
    return out


def _prefixed(tokens: list[Token]) -> list[Token]:
    r"""``{a \over b}`` as a fraction; without braces around it, it is left as it is."""
    if not any(t.text in INFIX for t in tokens):
        return tokens
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text != "{" or token.kind != "symbol":
            out.append(token)
            place += 1
            continue
        inside, place = _group(tokens, place)
        closing = tokens[place - 1]
        parts = _at_infix(inside)
        if parts is None:
            out += [token, *_prefixed(inside), closing]
            continue
        top, sign, bottom = parts
        group = [token, *_prefixed(top), closing], [token, *_prefixed(bottom), closing]
        out += [token, sign._replace(text=INFIX[sign.text]), *group[0], *group[1], closing]
    return out


def _at_infix(inside: list[Token]) -> tuple[list[Token], Token, list[Token]] | None:
    """What stands before and after the only sign of that kind in a group."""
    depth, found = 0, list[int]()
    for place, token in enumerate(inside):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.text in INFIX:
            found.append(place)
    return (inside[: found[0]], inside[found[0]], inside[found[0] + 1 :]) if len(found) == 1 else None

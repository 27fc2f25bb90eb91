r"""Braces that are not printed and that no command takes: what stands in them is read as it is shown.

``{\frac {d}{dx}} \sin x``, ``{\rm d}x``, ``\textcolor{red}{x}_i``, ``a {=} b``, ``{+ b}``, ``{\displaystyle x = 2}`` print as without the
braces, and are read so.  A sum in braces inside a product, a power of braces and ``{a \over b}`` are left to the grammar.
"""

from __future__ import annotations

from symbolic.latex.source.spelling import ACCENTS, STYLES, close_of
from symbolic.latex.source.stacked import INFIX
from symbolic.latex.source.tokens import GREEK_COMMANDS, Token

TAKEN = {r"\frac": 2, r"\binom": 2, r"\sqrt": 1}
SIGNS = frozenset({"+", "-", r"\pm", r"\mp"})
RELATIONS = frozenset({"=", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", r"\equiv", r"\propto", r"\to", r"\leftarrow", r"\Rightarrow",
                       r"\Leftarrow", r"\Leftrightarrow", r"\coloneqq", r"\sim", r"\in"})
PRODUCTS = frozenset({"*", "/", r"\cdot", r"\times", r"\odot", r"\otimes", r"\circ"})
BETWEEN = frozenset({*"()[]|,;:&", r"\{", r"\}", r"\mid", r"\quad", r"\qquad", r"\\", r"\|"})
OPERATING = SIGNS | RELATIONS | PRODUCTS | BETWEEN
LONE = frozenset({*GREEK_COMMANDS.split(), r"\ell", r"\hbar", r"\partial", r"\nabla", r"\infty", r"\dots", r"\top", r"\prime", r"\imath",
                  r"\jmath"})
TAKING_NOTHING = LONE | {r"\sum", r"\prod", r"\int", r"\lim", r"\forall", r"\langle", r"\rangle", r"\lvert", r"\rvert", r"\lVert",
                         r"\rVert", r"\left.", r"\right."}
NAMES = """exp log ln lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth det max min sup inf"""
FUNCTIONS = frozenset("\\" + name for name in NAMES.split())
"""What braces after them may hold is the argument, ``\\log{x} y``."""
SCRIPTS = frozenset({"^", "_", "'", "!"})
NO_NAMES = frozenset({r"\begin", r"\end", r"\tag", r"\tag*", r"\label"})
PLAIN = frozenset({r"\text", r"\textrm", r"\mbox"})
BOLD = len(r"\bf")
EMPTY = Token("symbol", "", 0, 0)


def without_idle_braces(tokens: list[Token]) -> list[Token]:
    """The tokens without the braces that change nothing."""
    if not any(t.text == "{" and t.kind == "symbol" for t in tokens):
        return tokens
    return _within(tokens, 0, len(tokens), close_of(tokens))


def _within(tokens: list[Token], start: int, end: int, close: dict[int, int]) -> list[Token]:
    out: list[Token] = []
    place, wanted, taker, resumed = start, 0, "", ""
    while place < end:
        token = tokens[place]
        if token.text == "{" and token.kind == "symbol":
            shut = close[place]
            inner = _in_bold(_within(tokens, place + 1, shut, close))
            whole = place == 0 and shut == len(tokens) - 1
            after = tokens[shut + 1 : shut + 2]
            shown = _is_bracketed(inner) or _is_sign(inner) or (len(inner) == 1 and _is_raised(after))
            argument = wanted or taker == "command" or (taker and not shown)
            if not argument and ((whole and all(t.text not in INFIX for t in inner)) or _is_idle(out, inner, after)):
                out += _set_apart(inner, token)
            else:
                out += [token, *inner, tokens[shut]]
            place = shut + 1
            if wanted:
                wanted -= 1
                taker = "" if wanted else resumed
            elif taker != "command":
                taker = ""
            continue
        out.append(token)
        place += 1
        if wanted and not _takes(token):
            wanted -= 1
            taker = "" if wanted else resumed
        elif token.kind == "symbol" and token.text in ("^", "_"):
            wanted, taker, resumed = 1, "", taker if taker == "function" else ""
        else:
            wanted = max(wanted - 1, 0) + _takes(token)
            taker, resumed = "" if wanted else _taker(token), ""
        if token.text == r"\sqrt" and place < end and tokens[place].text == "[":
            stop = next((k for k in range(place, end) if tokens[k].text == "]"), end - 1)
            out += tokens[place : stop + 1]
            place = stop + 1
    return out


def _takes(token: Token) -> int:
    """How many arguments a command takes, with or without braces."""
    if token.kind != "command":
        return 0
    return 1 if token.text in ACCENTS or token.text in STYLES else TAKEN.get(token.text, 0)


def _taker(token: Token) -> str:
    """What takes the groups that follow it: a *function* its argument, another *command* all that it may want; nothing else does."""
    if token.kind == "text":
        return "command" if token.text in NO_NAMES else "function" if len(token.arg) > 1 and token.text not in PLAIN else ""
    if token.kind != "command" or token.text in OPERATING or token.text in TAKING_NOTHING:
        return ""
    return "function" if token.text in FUNCTIONS else "command"


def _set_apart(inner: list[Token], opening: Token) -> list[Token]:
    """What stood in braces is no part of a word before it."""
    if not inner:
        return inner
    return [inner[0]._replace(glued=False), *inner[1:]]


def _in_bold(inner: list[Token]) -> list[Token]:
    r"""``{\bf Ax}``: all of it is bold."""
    first, *letters = inner or [EMPTY]
    if first.text != r"\mathbf" or first.end - first.start != BOLD or len(letters) < 2 or any(t.kind != "letter" for t in letters):
        return inner
    return [first, Token("symbol", "{", first.end, first.end), *letters, Token("symbol", "}", letters[-1].end, letters[-1].end)]


def _is_idle(before: list[Token], inner: list[Token], after: list[Token]) -> bool:
    """Whether braces around ``inner`` change nothing between these tokens."""
    raised = _is_raised(after)
    if not inner:
        return not raised
    if any(t.text in INFIX or t.text in ("&", r"\\") for t in inner):
        return False
    first = inner[0]
    if len(inner) == 1:
        return first.kind in ("letter", "number") or (first.kind == "text" and first.text not in NO_NAMES) or (
            first.text in LONE or _is_sign(inner))
    if first.kind == "command" and _unit(inner) == len(inner) and (first.text in ACCENTS or first.text in STYLES or not raised):
        return True
    if first.text in SIGNS | RELATIONS and first.kind != "text":
        return not raised and (not after or after[0].text in SIGNS | RELATIONS | BETWEEN) and not _joined(before)
    return _is_bracketed(inner) or (not raised and _is_name(inner))


def _is_raised(after: list[Token]) -> bool:
    return bool(after) and after[0].text in SCRIPTS and after[0].kind == "symbol"


def _is_sign(inner: list[Token]) -> bool:
    return len(inner) == 1 and inner[0].kind != "text" and inner[0].text in SIGNS | RELATIONS | PRODUCTS


def _joined(before: list[Token]) -> bool:
    """``a \\cdot {- b}``: a sign after a sign."""
    return bool(before) and before[-1].text in SIGNS | PRODUCTS


def _unit(tokens: list[Token]) -> int:
    """The place after the first token and all that it takes."""
    place, wanted = 0, 1
    close = close_of(tokens)
    while wanted and place < len(tokens):
        token = tokens[place]
        if token.kind == "command":
            wanted += 1 if token.text in ACCENTS or token.text in STYLES else TAKEN.get(token.text, 0)
        elif token.text == "{":
            place = close[place]
        elif token.text == "[" and place and tokens[place - 1].text == r"\sqrt":
            while place + 1 < len(tokens) and tokens[place].text != "]":
                place += 1
            wanted += 1
        place += 1
        wanted -= 1
    known = tokens[0].text in TAKEN or tokens[0].text in ACCENTS or tokens[0].text in STYLES
    return place if known and not wanted else 0


def _is_bracketed(inner: list[Token]) -> bool:
    """``(x + y)``: one pair of round or square brackets from end to end."""
    depth = 0
    for place, token in enumerate(inner):
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if depth == 0:
            return place == len(inner) - 1 and inner[0].text in ("(", "[")
    return False


def _is_name(inner: list[Token]) -> bool:
    """``w_{ij}``, ``x^2``: a letter with scripts."""
    if inner[0].kind != "letter" and inner[0].text not in LONE:
        return False
    place, close = 1, close_of(inner)
    while place + 1 < len(inner) and inner[place].text in ("^", "_"):
        place += 1
        place = (close[place] if inner[place].text == "{" else place) + 1
    return place == len(inner)

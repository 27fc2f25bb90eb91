r"""Author macros: ``\newcommand``, ``\renewcommand``, ``\providecommand``, ``\def``, ``\DeclareMathOperator``.

A macro is expanded token by token; every token of its body has the place of the call, so that a message points at
what the author wrote there.  The definitions may stand in the formula itself or come from the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from symbolic.latex.errors import ReadingError
from symbolic.latex.source.braces import without_idle_braces
from symbolic.latex.source.derivative_commands import with_derivatives
from symbolic.latex.source.lined import in_line, with_condition_apart
from symbolic.latex.source.probability_words import with_probabilities
from symbolic.latex.source.spelled_words import with_spelled_words
from symbolic.latex.source.spelling import STYLES
from symbolic.latex.source.stacked import unstacked, with_divergences
from symbolic.latex.source.tokens import ALIASES, ARGUMENTS, Token, closing_brace, tokenise, with_large_signs, with_single_digits

MAX_EXPANSIONS = 2_000
MAX_TOKENS = 200_000
TAKING = frozenset({"^", "_", *ARGUMENTS, *STYLES})
"""What takes the next token or group as its argument."""

NEW = re.compile(r"\\(?:re|provide)?newcommand\*?|\\providecommand\*?|\\DeclareMathOperator\*?|\\def(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Macro:
    """``\name`` with so many parameters; ``default`` is the value of an optional first one."""

    name: str
    parameters: int
    body: str
    default: str | None = None


WORDS = ["argmax", "argmin", "Var", "Cov", "Tr", "erf", "sgn", "sign", "diag", "rank", "sech", "csch", "softmax"]
COMMON = {f"\\{name}": Macro(f"\\{name}", count, body) for name, count, body in (
    ("abs", 1, r"\lvert #1 \rvert"), ("norm", 1, r"\lVert #1 \rVert"), ("vb", 1, r"\mathbf{#1}"), ("bold", 1, r"\mathbf{#1}"),
    ("E", 0, r"\mathbb{E}"), ("given", 0, r"\mid"), ("grad", 0, r"\nabla"),
    *((word, 0, rf"\operatorname{{{word}}}") for word in WORDS))}
"""Commands that several packages define alike, and operators whose name is their meaning; the author's own come first."""
USED_COMMON = re.compile(rf"\\(?:{'|'.join(name[1:] for name in COMMON)})(?![A-Za-z])")


def read_macros(source: str) -> tuple[dict[str, Macro], list[tuple[int, int]]]:
    """The macros that a source defines, and where the definitions stand."""
    macros: dict[str, Macro] = {}
    places: list[tuple[int, int]] = []
    if "\\" not in source:
        return macros, places
    position = 0
    while (found := NEW.search(source, position)) is not None:
        macro, position = _definition(source, found)
        if r"\@" not in macro.body and macro.name != r"\@" and not _is_same_sign(macro):  # what is made of internal commands is unknown
            macros[macro.name] = macro
        places.append((found.start(), position))
    return macros, places


def _is_same_sign(macro: Macro) -> bool:
    r"""``\renewcommand{\leq}{\leqslant}``: another shape of the same sign."""
    body = macro.body.strip().removeprefix("{").removesuffix("}").strip()
    return not macro.parameters and body != macro.name and ALIASES.get(body, body) == ALIASES.get(macro.name, macro.name)


WRAPPED = re.compile(r"\\(?:mathrm|mathop|text|textrm|textup|textbf|textsf|textnormal|mathsf|mathbf|operatorname|rm)\s*\{([^{}]*)\}")
LETTER = re.compile(r"\s*\\math(?:bb|cal|scr|frak)\s*(?:\{\s*[A-Za-z]\s*\}|[A-Za-z])\s*")
"""An operator that is a letter in a style of its own, such as the expectation."""
SIZED = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)\s*$")
"""A body that only sizes the bracket after it."""
HEAD = re.compile(r"\s*(?:\{\s*(\\(?:[A-Za-z]+|.))\s*\}|(\\(?:[A-Za-z]+|.)))\s*(?:\[(\d)\])?\s*(?:\[([^\]]*)\])?\s*(?=\{)")
PLAIN_HEAD = re.compile(r"\s*(\\(?:[A-Za-z]+|.))((?:#\d)*)\s*(?=\{)")


def _definition(source: str, found: re.Match[str]) -> tuple[Macro, int]:
    word = found.group()
    head = (PLAIN_HEAD if word == r"\def" else HEAD).match(source, found.end())
    if head is None:
        raise ReadingError(f"a definition after {word} that cannot be read", found.start(), found.end(), rf"write {word}{{\name}}{{…}}")
    close = closing_brace(source, head.end(), len(source))
    body = SIZED.sub("", source[head.end() + 1 : close])
    if word == r"\def":
        return Macro(head.group(1), head.group(2).count("#"), body), close + 1
    name = head.group(1) or head.group(2)
    if "Operator" in word and LETTER.fullmatch(body):
        return Macro(name, 0, body), close + 1
    if "Operator" in word:
        return Macro(name, 0, r"\operatorname{" + WRAPPED.sub(r"\1", body) + "}"), close + 1
    return Macro(name, int(head.group(3) or 0), body, head.group(4)), close + 1


class _Latest:
    """The tokens of the rows that were read last, with the macros that they were read with: a row is read again with other types."""

    macros: Mapping[str, Macro] | None = None
    found: dict[tuple[str, int, int | None], list[Token] | ReadingError] = {}  # noqa: RUF012  # replaced, never shared


MOST_ROWS = 64


def tokens_of(source: str, macros: Mapping[str, Macro], start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``source[start:end]`` with macros expanded, those defined in it included."""
    if _Latest.macros is not macros or len(_Latest.found) >= MOST_ROWS:
        _Latest.macros, _Latest.found = macros, {}
    key = (source, start, end)
    if key not in _Latest.found:
        try:
            _Latest.found[key] = _tokens_of(source, macros, start, end)
        except ReadingError as error:
            _Latest.found[key] = error
    found = _Latest.found[key]
    if isinstance(found, ReadingError):
        raise found.with_traceback(None)
    return found.copy()


def _tokens_of(source: str, macros: Mapping[str, Macro], start: int, end: int | None) -> list[Token]:
    end = len(source) if end is None else end
    if "$" in source or r"\[" in source or r"\(" in source:
        start, end = _between_delimiters(source, start, end)
    if "newcommand" in source or r"\def" in source or r"\DeclareMath" in source or "providecommand" in source:
        own, places = read_macros(source[start:end])
        macros = {**macros, **own}
        for a, b in reversed(places):
            source = source[: start + a] + " " * (b - a) + source[start + b :]
    if USED_COMMON.search(source, start, end):
        macros = {**COMMON, **macros}
    tokens = _without_blank_scripts(tokenise(source, start, end, macros), source)
    if "K" in source and "L" in source:
        tokens = with_divergences(tokens)
    if ")" in source:
        tokens = with_condition_apart(tokens, source)
    expanded = with_derivatives(_expand(tokens, macros) if macros else tokens)
    expanded = with_probabilities(in_line(without_idle_braces(expanded)))
    if SPELLED.search(source, start, end):
        expanded = with_spelled_words(expanded)
    return with_single_digits(with_large_signs(unstacked(expanded)))


SPELLED = re.compile(r"(?<![\\A-Za-z])(?:argm|log|ln|exp|sin|cos|tan|max|min|s\.t)")
DELIMITED = re.compile(r"\s*(?:\$\$([^$]+)\$\$|\$([^$]+)\$|\\\[(.+)\\\]|\\\((.+)\\\))\s*", re.DOTALL)


def _between_delimiters(source: str, start: int, end: int) -> tuple[int, int]:
    r"""Where the formula stands in ``$x = 2$``, ``\[x = 2\]``."""
    found = DELIMITED.fullmatch(source, start, end)
    return found.span(found.lastindex or 0) if found is not None else (start, end)


def _without_blank_scripts(tokens: list[Token], source: str) -> list[Token]:
    r"""``x^{\,}``, ``w_{\,}^T``: a script of space alone only moves what stands beside it; ``x^{}`` lacks its exponent."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        three = tokens[place : place + 3]
        blank = len(three) == 3 and three[0].text in ("^", "_") and three[1].text == "{" and three[2].text == "}"
        if blank and BLANK.fullmatch(source, three[1].end, three[2].start):
            place += 3
        else:
            out.append(tokens[place])
            place += 1
    return out


BLANK = re.compile(r"(?:\\(?:[,;:!> ]|q?quad(?![A-Za-z]))|~|\s)*(?:\\[,;:!> ]|~|\\q?quad)\s*")


def _expand(tokens: list[Token], macros: Mapping[str, Macro]) -> list[Token]:
    """Repeated expansion from the left, bounded."""
    stack = tokens[::-1]
    out: list[Token] = []
    expansions = 0
    while stack:
        token = stack.pop()
        macro = macros.get(token.text) if token.kind in ("command", "symbol") else None
        if macro is None:
            out.append(token)
            continue
        expansions += 1
        if expansions > MAX_EXPANSIONS or len(stack) + len(out) > MAX_TOKENS:
            raise ReadingError(f"{token.text} expands without end", token.start, token.end, "correct the definition of the macro")
        arguments, end = _arguments(stack, macro, token)
        body = _body(macro, arguments, token, macros)
        body = body if out and out[-1].text in TAKING else _unbraced(body)
        stack += _spanning(body, token.start, end)[::-1]
    return out


def _spanning(body: list[Token], start: int, end: int) -> list[Token]:
    """The body with its ends at those of the call, so that a formula that begins or ends with it has all of it in its span."""
    if body:
        body[0] = body[0]._replace(start=start)
        body[-1] = body[-1]._replace(end=end)
    return body


def _unbraced(body: list[Token]) -> list[Token]:
    r"""``{\mathbb{E}}`` as a body is the name, which may take scripts and arguments."""
    whole = [t.text for t in body[:3]] == ["{", body[1].text if len(body) > 1 else "", "{"] and [t.text for t in body[-2:]] == ["}", "}"]
    styled = whole and body[1].text in STYLES and sum(t.text == "{" for t in body) == 2
    return body[1:-1] if styled else body


def _arguments(stack: list[Token], macro: Macro, call: Token) -> tuple[list[list[Token]], int]:
    """The arguments of a call, and where it ends."""
    out: list[list[Token]] = []
    end = call.end
    if macro.default is not None:
        if stack and stack[-1].text == "[":
            stack.pop()
            inner: list[Token] = []
            while stack and stack[-1].text != "]":
                inner.append(stack.pop())
            if stack:
                end = stack.pop().end
            out.append(inner)
        else:
            out.append(_at(tokenise(macro.default), call))
    while len(out) < macro.parameters:
        if not stack:
            raise ReadingError(f"{call.text} needs {macro.parameters} arguments", call.start, call.end, f"write {call.text}{{…}}")
        argument, end = _argument(stack)
        out.append(argument)
    return out, end


def _argument(stack: list[Token]) -> tuple[list[Token], int]:
    token = stack.pop()
    if token.text != "{":
        return [token], token.end
    inner: list[Token] = []
    depth = 1
    while stack:
        token = stack.pop()
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
        inner.append(token)
    return inner, token.end


def _at(tokens: Iterable[Token], call: Token) -> list[Token]:
    return [Token(t.kind, t.text, call.start, call.end, t.arg, t.glued) for t in tokens]


def _body(macro: Macro, arguments: list[list[Token]], call: Token, macros: Mapping[str, Macro]) -> list[Token]:
    out: list[Token] = []
    tokens = _at(_tokens_of_body(macro.body, frozenset(c for c in COMMAND.findall(macro.body) if c in macros)), call)
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text == "#" and place + 1 < len(tokens) and tokens[place + 1].kind == "number":
            digits = tokens[place + 1].text
            number = int(digits[0])
            if not 1 <= number <= len(arguments):
                raise ReadingError(f"{call.text} has no parameter #{number}", call.start, call.end, "correct the definition of the macro")
            out += arguments[number - 1]
            if digits[1:]:
                out.append(Token("number", digits[1:], call.start, call.end))
            place += 2
        elif token.kind == "text" and "#" in token.arg:
            out.append(token._replace(arg=_filled(token.arg, arguments)))
            place += 1
        else:
            out.append(token)
            place += 1
    return out


COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)


@lru_cache(maxsize=1024)
def _tokens_of_body(body: str, own: frozenset[str]) -> tuple[Token, ...]:
    return tuple(tokenise(body, own=own))


def _filled(words: str, arguments: list[list[Token]]) -> str:
    def value(found: re.Match[str]) -> str:
        number = int(found.group(1))
        return "".join(t.text for t in arguments[number - 1]) if 1 <= number <= len(arguments) else found.group()

    return re.sub(r"#(\d)", value, words)

r"""Names: a base with accent, style or prefix, and the scripts that belong to it, found in a row of tokens.

``\hat{y}_i``, ``\mathbf{W}^{(l)}``, ``\Delta w_{jk}``, ``\text{loss}``, ``x_{\text{new}}``, ``f'``.  The canonical
name has braces around every argument, and none of the spaces: ``\hat y`` and ``\hat{y}`` are one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from symbolic.latex.source.exponents import is_exponent_in_brackets
from symbolic.latex.source.tokens import Token

GREEK_NAMES = """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma
varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath jmath aleph"""
GREEK = frozenset("\\" + name for name in GREEK_NAMES.split())
ACCENTS = frozenset({r"\hat", r"\widehat", r"\tilde", r"\widetilde", r"\bar", r"\overline", r"\vec", r"\dot", r"\ddot", r"\dddot",
                     r"\check", r"\breve", r"\mathring", r"\acute", r"\grave", r"\underline", r"\overleftarrow"})
STYLES = frozenset({r"\mathbf", r"\boldsymbol", r"\mathcal", r"\mathscr", r"\mathfrak", r"\mathsf", r"\mathbb", r"\mathrm", r"\mathit",
                    r"\mathtt"})
SETTING_COMMANDS = STYLES | ACCENTS
COMMANDS_OF_NAMES = SETTING_COMMANDS | GREEK
BOLD = (r"\mathbf", r"\boldsymbol", r"\vec", r"\overleftarrow")
PREFIX_WORDS = frozenset({"new", "old", "next", "prev", "previous", "updated", "current", "initial", "final"})
MAX_DRESS, LONGEST_WORD = 4, 40
TRANSPOSES = frozenset({"T", r"\top"})
ORDERS = {"O": "big_o", r"\mathcal{O}": "big_o", "o": "little_o"}
"""What stands for Landau's symbols before an argument in brackets."""


@dataclass(frozen=True, slots=True)
class NameAt:
    """A name and where its parts stand (token positions).

    head_end:    after the base; ``end``: after all scripts.
    subscripts:  ranges of subscripts; ``brackets``: ranges inside ``^{(…)}`` or ``^{[…]}``.
    powers:      ranges of the other superscripts; ``primes``: their number.
    """

    name: str
    start: int
    head_end: int
    end: int
    subscripts: tuple[tuple[int, int], ...] = ()
    brackets: tuple[tuple[int, int], ...] = ()
    powers: tuple[tuple[int, int], ...] = ()
    primes: int = 0


def close_of(tokens: list[Token]) -> dict[int, int]:
    """Opening brace → closing brace."""
    out: dict[int, int] = {}
    stack: list[int] = []
    for place, token in enumerate(tokens):
        if token.text == "{" and token.kind == "symbol":
            stack.append(place)
        elif token.text == "}" and token.kind == "symbol" and stack:
            out[stack.pop()] = place
    return out


TAKING = {r"\frac": 2, r"\binom": 2, r"\sqrt": 1}
"""Commands that may stand as an argument without braces, ``x^\\frac{1}{2}``, and how many arguments they take."""


def group_range(tokens: list[Token], place: int, close: Mapping[int, int]) -> tuple[int, int]:
    """The range of an argument: inside braces, one token, or a style and what it sets (``f_\\mathbf{w}``)."""
    if place < len(tokens) and tokens[place].text == "{":
        return place + 1, close[place]
    if place < len(tokens) and tokens[place].text in TAKING:
        return place, min(after_group(tokens, place, close), len(tokens))
    return place, min(after_group(tokens, place, close), len(tokens))


def after_group(tokens: list[Token], place: int, close: Mapping[int, int]) -> int:
    """The place after an argument."""
    wanted = 1
    while wanted:
        token = tokens[place] if place < len(tokens) else None
        last = place + 1 >= len(tokens)
        if token is not None and token.kind == "command" and not last and token.text in TAKING:
            wanted += TAKING[token.text]
        elif token is not None and token.text == "{":
            place = close[place]
        elif token is not None and token.kind == "command" and not last and token.text in SETTING_COMMANDS:
            wanted += 1
        place += 1
        wanted -= 1
    return place


NAMING = frozenset({"letter", "text", "command"})
"""The kinds of token that a name may begin with."""


def name_at(tokens: list[Token], place: int, close: Mapping[int, int], known: Container[str], bare: Container[str],
            stop: int | None = None) -> NameAt | None:
    """The name that starts at a token, with its scripts, not going past ``stop``; None if no name starts there."""
    stop = len(tokens) if stop is None else stop
    if place >= stop or (kind := tokens[place].kind) not in NAMING or (kind == "command" and tokens[place].text not in COMMANDS_OF_NAMES):
        return None
    head = _head(tokens, place, close, known, bare)
    if head is None:
        return None
    name, end, inner = head
    if end > stop:
        return NameAt(tokens[place].text, place, place + 1, place + 1) if tokens[place].kind == "letter" else None
    subscripts: list[tuple[int, int]] = []
    brackets: list[tuple[int, int]] = []
    powers: list[tuple[int, int]] = []
    primes = 0
    for at, nested in ((inner, True), (end, False)):
        if at is None:
            continue
        limit = end - 1 if nested else stop
        while at < limit:
            text = tokens[at].text
            if text == "'":
                primes += 1
                at += 1
            elif text in ("_", "^") and at + 1 < limit:
                a, b = group_range(tokens, at + 1, close)
                at = after_group(tokens, at + 1, close)
                if text == "_":
                    subscripts.append((a, b))
                elif starred(name) in known and is_star(tokens, a, b):
                    name = starred(name)
                elif is_exponent_in_brackets(tokens, name, (a, b), known):
                    powers.append((a, b))
                else:
                    primes += _superscript(tokens, a, b, brackets, powers)
            else:
                break
        if not nested:
            end = at
        elif at != limit or (powers and tokens[place].text in ACCENTS):
            return None  # the mean of x² is no square
    head_end = head[1]
    return NameAt(name, place, head_end, end, tuple(subscripts), tuple(brackets), tuple(powers), primes)


PARTING = frozenset({",", ";", ".", r"\quad", r"\qquad"})
STARS = frozenset({"*", r"\ast", r"\star"})
STARRED = re.compile(r"[a-z]|\\(?!Delta)[a-z]+")


def starred(name: str) -> str:
    """The name with a star above: a name of its own."""
    return name + "^{*}"


def is_star(tokens: list[Token], a: int, b: int) -> bool:
    return b == a + 1 and tokens[a].text in STARS


def _is_value_of_others(tokens: list[Token], start: int, name: str) -> bool:
    """Whether a capital is given a value of small letters, with a fraction, from ``start`` to the end of the tokens."""
    value = [t.text for t in tokens[start:]]
    small = all(text.islower() for t, text in zip(tokens[start:], value, strict=True) if t.kind == "letter")
    return len(name) == 1 and name.isupper() and small and r"\frac" in value


BY_NUMBERS = frozenset({"{", "}", "(", ")", "+", "-", "^", "_", r"\left", r"\right", r"\cdot", r"\sqrt"})


def _is_fraction_of_others(tokens: list[Token], start: int, name: str, close: Mapping[int, int]) -> bool:
    r"""Whether a capital is given one fraction of other letters, by letters that nothing makes a number of.

    ``\frac{P}{P+R}``, not ``\frac{V}{\|V\|}``.
    """
    if len(name) > 1 or not name.isupper() or tokens[start].text not in (r"\frac", r"\dfrac", r"\tfrac"):
        return False
    above_end = after_group(tokens, start + 1, close)
    below, end = group_range(tokens, above_end, close), after_group(tokens, above_end, close)
    whole = end >= len(tokens) or tokens[end].text in PARTING or tokens[end].text == "="
    inside = tokens[start + 1 : end]
    return whole and any(t.kind == "letter" for t in tokens[slice(*below)]) and all(
        t.kind == "number" or (t.kind == "letter" and t.text != name) or t.text in BY_NUMBERS for t in inside)


def starred_heads(tokens: list[Token], is_array: Callable[[str], bool] = lambda _: True) -> frozenset[str]:
    r"""The names with a star that a row gives a value or a set to: ``x^* = …``, ``\theta_k^{*} := …``, ``x, x^\star \in \mathbb{R}^n``.

    One in ℂ may be a conjugate.  A capital with a star may be adjoint, but not where its value is made of other letters:
    ``D^* = \frac{a}{a+b}``; ``is_array``: whether an array or a complex number may be known by a name.
    """
    found: set[str] = set()
    if STARS.isdisjoint([t.text for t in tokens]):
        return frozenset()
    close = close_of(tokens)
    listed: list[int] = []
    begin = 0
    for place, token in enumerate(tokens):
        if token.kind == "text" or token.text in PARTING:
            listed = [*listed, begin] if token.text == "," else []
            begin = place + 1
        elif token.text in ("=", ":"):
            name = _starred_at(tokens, begin, place, close)
            if name is not None and (STARRED.fullmatch(name) or _is_value_of_others(tokens, place + 1, name)
                                     or (not is_array(name) and _is_fraction_of_others(tokens, place + 1, name, close))):
                found.add(starred(name))
            listed, begin = [], place + 1
        elif token.text == r"\in" and not any(t.text == "C" for t in tokens[place + 1 : place + 4]):
            ends = [*(k - 1 for k in [*listed, begin][1:]), place]
            names = (_starred_at(tokens, start, end, close) for start, end in zip([*listed, begin], ends, strict=True))
            found |= {starred(name) for name in names if name is not None and STARRED.fullmatch(name)}
            listed, begin = [], place + 1
    return frozenset(found)


def _starred_at(tokens: list[Token], start: int, end: int, close: Mapping[int, int]) -> str | None:
    """The name that stands alone, with a star, between two places."""
    name = name_at(tokens, start, close, (), (), end)
    if name is None or any(t.text != "&" for t in tokens[name.end : end]) or [is_star(tokens, *p) for p in name.powers] != [True]:
        return None
    return name.name


def _superscript(tokens: list[Token], a: int, b: int, brackets: list[tuple[int, int]], powers: list[tuple[int, int]]) -> int:
    """Sort the parts of a superscript; the number of primes in it."""
    if b > a and all(t.text in (r"\prime", "'") for t in tokens[a:b]):
        return b - a
    groups = _bracket_groups(tokens, a, b)
    if groups:
        brackets += [(start + 1, end) for start, end in groups]
        if groups[-1][1] + 1 < b:
            powers.append((groups[-1][1] + 1, b))
        return 0
    powers.append((a, b))
    return 0


def _bracket_groups(tokens: list[Token], a: int, b: int) -> list[tuple[int, int]]:
    """Opening and closing brackets that make up a superscript, as ``[l](i)``, if at most a transpose follows; ``(a)(b)`` is a product."""
    found: list[tuple[int, int]] = []
    place = a
    while place < b and tokens[place].text in ("(", "["):
        end = _bracket_end(tokens, place, b)
        if end is None or end == place + 1:
            return []
        found.append((place, end))
        place = end + 1
    rest = tokens[place:b]
    if len(found) > 1 and all(tokens[start].text == "(" for start, _ in found):
        return []
    return found if not rest or (len(rest) == 1 and (rest[0].text in TRANSPOSES or rest[0].arg == "T")) else []


def _bracket_end(tokens: list[Token], a: int, b: int) -> int | None:
    """The closing bracket of the one at ``a``."""
    depth = 0
    for place in range(a, b):
        if tokens[place].text in ("(", "["):
            depth += 1
        elif tokens[place].text in (")", "]"):
            depth -= 1
            if depth == 0:
                return place
    return None


def _head(tokens: list[Token], place: int, close: Mapping[int, int], known: Container[str], bare: Container[str],
          level: int = 0) -> tuple[str, int, int | None] | None:
    """(canonical base, position after it, position of scripts inside an accent or None)."""
    if level > MAX_DRESS:
        return None
    token = tokens[place]
    if token.kind == "letter":
        return _letters(tokens, place, close, known, bare)
    if token.kind == "text":
        return _word(tokens, place, close, known, bare, level)
    if token.kind != "command":
        return None
    if token.text == r"\Delta" and place + 1 < len(tokens) and r"\Delta" not in known and r"\Delta" not in bare:
        inner = _head(tokens, place + 1, close, known, bare, level + 1)
        if inner is not None and inner[2] is None:
            return rf"\Delta {inner[0]}", inner[1], None
    if token.text in GREEK:
        return token.text, place + 1, None
    if token.text in ACCENTS or token.text in STYLES:
        return _dressed(tokens, place, close, known, bare, level)
    return None


def _letters(tokens: list[Token], place: int, close: Mapping[int, int], known: Container[str],
             bare: Container[str]) -> tuple[str, int, int | None]:
    """A letter, a declared word, or a differential such as ``dz``."""
    end = place + 1
    starts_run = place == 0 or not (tokens[place].glued and tokens[place - 1].kind == "letter")
    if starts_run:
        while end < len(tokens) and tokens[end].kind == "letter" and tokens[end].glued:
            end += 1
        run = "".join(t.text for t in tokens[place:end])
        for length in range(min(len(run), LONGEST_WORD), 1, -1):
            if run[:length] in known:
                return run[:length], place + length, None
        single = len(run) == 1 and end < len(tokens) and tokens[end].text in GREEK and tokens[end].glued
        if run[0] == "d" and (len(run) == 2 or single) and "d" not in known and "d" not in bare:
            return (f"d{run[1]}", end, None) if len(run) == 2 else (f"d{tokens[end].text}", end + 1, None)
        bold = len(run) == 1 and end < len(tokens) and tokens[end].text in BOLD and tokens[end].glued
        if run == "d" and bold and "d" not in known and "d" not in bare:
            inner = _head(tokens, end, close, known, bare)
            return (f"d{inner[0]}", inner[1], None) if inner is not None and inner[2] is None else ("d", end, None)
    return tokens[place].text, place + 1, None


PLAIN_TEXT = frozenset({r"\text", r"\textrm", r"\textnormal", r"\textup", r"\mbox"})
JOINING = frozenset({"and", "or", "nor", "not", "but", "if", "iff", "unless", "except", "when", "whenever", "where", "for", "with", "then",
                     "otherwise", "else", "either", "neither", "both", "is", "are", "only", "provided"})
"""Words that are no names."""


def _word(tokens: list[Token], place: int, close: Mapping[int, int], known: Container[str], bare: Container[str],
          level: int) -> tuple[str, int, int | None] | None:
    token = tokens[place]
    word = token.arg.strip()
    if token.text in (r"\begin", r"\end", r"\tag", r"\tag*", r"\label", r"\ref", r"\eqref", r"\intertext", r"\shortintertext"):
        return None
    if token.text in (r"\text", r"\textrm") and word in PREFIX_WORDS and place + 1 < len(tokens):
        inner = _head(tokens, place + 1, close, known, bare, level + 1)
        if inner is not None and inner[2] is None:
            return rf"\text{{{word} }}{inner[0]}", inner[1], None
    if not word.replace("-", "").replace("_", "").isalnum() or _joins(tokens, place, known):
        return None
    if len(word) == 1 and token.text in (r"\mathrm", r"\mathit", r"\mathsf", r"\rm"):
        return (word if token.text == r"\mathit" else rf"\mathrm{{{word}}}"), place + 1, None
    return rf"\text{{{word}}}", place + 1, None


def _joins(tokens: list[Token], place: int, known: Container[str]) -> bool:
    """Whether a word of the text joins what stands beside it: ``x > 0 \\text{ or } x < -1``; ``\\text{and}(x, y)`` is a function."""
    token = tokens[place]
    word = token.arg.strip()
    called = token.arg == word and place + 1 < len(tokens) and tokens[place + 1].text == "("
    return word in JOINING and token.text in PLAIN_TEXT and rf"\text{{{word}}}" not in known and not called


def _dressed(tokens: list[Token], place: int, close: Mapping[int, int], known: Container[str], bare: Container[str],
             level: int) -> tuple[str, int, int | None] | None:
    command = tokens[place].text
    if place + 1 >= len(tokens) or all(t.text in ACCENTS for t in tokens[place : place + MAX_DRESS + 2]):
        return None
    a, b = group_range(tokens, place + 1, close)
    end = b + 1 if tokens[place + 1].text == "{" else b
    if a >= b:
        return None
    if command in STYLES and all(t.kind == "letter" for t in tokens[a:b]):
        return f"{command}{{{''.join(t.text for t in tokens[a:b])}}}", end, None
    inner = _head(tokens, a, close, known, bare, level + 1)
    if inner is None:
        return None
    name, after, nested = inner
    if nested is not None or after > b:
        return None
    return f"{command}{{{name}}}", end, (after if after < b else None)


def is_capital(name: str) -> bool:
    r"""Whether a name is a capital letter, as those of matrices are: ``A``, ``\mathbf{W}_{1}``, ``\Sigma``."""
    return letter_in(name).lstrip("\\")[:1].isupper()


def letter_in(name: str) -> str:
    r"""The letter of a name without its accents, style, primes and indices: A of ``\tilde{A}_{1}'``, ``\mathcal{A}`` and ``A^{(1)}``."""
    return name.partition("_")[0].partition("^")[0].rstrip("}'").rpartition("{")[2].strip()


LABEL_WORDS = frozenset({"min", "lim", "int", "lin", "kin", "init", "ini", "limit", "mini", "kill", "ink"})
"""Words that are set in italics below a name, although each of their letters may be an index."""


def is_label_word(tokens: list[Token], a: int, b: int) -> bool:
    """``x_{min}``, ``E_{kin}``; ``T_{in}`` beside ``T_{out}``."""
    word = "".join(t.text for t in tokens[a:b])
    if b - a < 2 or any(t.kind != "letter" for t in tokens[a:b]):
        return False
    of_word = word in ("in", "out") and a >= 2 and (tokens[a - 2].kind == "text" or tokens[a - 2].text == "}")
    return of_word or word in LABEL_WORDS or (word == "in" and any(
        t.arg.strip() == "out" or [x.text for x in tokens[k : k + 3]] == ["o", "u", "t"] for k, t in enumerate(tokens)))


def has_label(tokens: list[Token], name: NameAt) -> bool:
    """``b_{\\text{IV}}``, ``b_{OLS}``, ``B_+``: whether the one subscript of a name is a word, capitals that run together, or a sign."""
    if len(name.subscripts) != 1 or name.brackets:
        return False
    (a, b), = name.subscripts
    inside = tokens[a:b]
    word = all(t.kind == "letter" and t.text.isupper() for t in inside) and b - a > 1
    return word or (b - a == 1 and (inside[0].kind == "text" or inside[0].text in ("+", "-")))


def subscript_items(tokens: list[Token], a: int, b: int) -> list[tuple[int, int]]:
    """The items of a subscript: parts between commas, else single letters and digits where they stand glued (``jk``)."""
    if any(t.text == "," for t in tokens[a:b]):
        out, start = [], a
        for place in range(a, b + 1):
            if place == b or tokens[place].text == ",":
                out.append((start, place))
                start = place + 1
        return out
    letters = tokens[a:b]
    if len(letters) > 1 and all(t.kind == "letter" for t in letters) and not is_label_word(tokens, a, b):
        return [(p, p + 1) for p in range(a, b)]
    return [(a, b)]

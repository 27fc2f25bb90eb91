r"""LaTeX source as tokens that know their place.

Linear in the length of the source, and never at a loss: every character becomes part of a token, is white space or
markup without meaning for the reading (thin spaces, sizes, colours), or raises :class:`ReadingError` with its place.
``\left(``, ``\bigl(`` and ``(`` are the same token; ``\left|`` is ``\lvert``.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from symbolic.latex.errors import ReadingError

MAX_DEPTH = 48


class Token(NamedTuple):
    """kind: ``letter``, ``number``, ``command``, ``symbol`` or ``text``; ``arg``: what stands in the braces of a text command.

    ``glued``: no white space before it.
    """

    kind: str
    text: str
    start: int
    end: int
    arg: str = ""
    glued: bool = True


RAW = frozenset({r"\text", r"\textrm", r"\textnormal", r"\textup", r"\textbf", r"\textit", r"\textsf", r"\texttt", r"\textsc", r"\mbox",
                 r"\hbox", r"\intertext", r"\shortintertext", r"\tag", r"\tag*", r"\label", r"\ref", r"\eqref", r"\begin", r"\end",
                 r"\operatorname", r"\operatorname*"})
"""Commands whose argument is words, not formulas."""

WORDS = frozenset({r"\mathrm", r"\mathit", r"\mathsf", r"\mathtt", r"\rm"})
"""Commands whose argument is a word if it consists of letters."""

IGNORED = frozenset({r"\,", r"\;", r"\:", r"\!", r"\ ", "\\\n", r"\>", r"\/", r"\thinspace", r"\medspace", r"\thickspace", r"\negthinspace",
                     r"\enspace", r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\scriptscriptstyle", r"\limits", r"\nolimits",
                     r"\displaylimits", r"\enskip", r"\qty", r"\mathstrut", r"\strut", r"\nonumber", r"\notag", r"\qed", r"\qedhere",
                     r"\hline", r"\allowbreak", r"\relax", r"\null", r"\hfill", r"\hfil", r"\centering", r"\noindent", r"\nobreak",
                     r"\mathopen", r"\mathclose", r"\mathpunct", r"\mathinner", r"\scriptsize", r"\small", r"\footnotesize", r"\large",
                     r"\Large", r"\normalsize", r"\left", r"\right", r"\allowdisplaybreaks", r"\break", r"\xspace", r"\protect"})
IGNORED_WITH_ARGUMENT = frozenset({r"\hspace", r"\hspace*", r"\vspace", r"\vspace*", r"\mspace", r"\color", r"\textcolor", r"\phantom",
                                   r"\hphantom", r"\vphantom", r"\colorbox", r"\scaleobj", r"\scalebox", r"\raisebox", r"\cline", r"\hskip",
                                   r"\kern", r"\mkern", r"\class", r"\cssId", r"\id", r"\style"})
SIZES = frozenset({r"\middle", r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigm", r"\Bigm", r"\biggm", r"\Biggm"})
OPENING = frozenset({r"\left", r"\bigl", r"\Bigl", r"\biggl", r"\Biggl"})
CLOSING = frozenset({r"\right", r"\bigr", r"\Bigr", r"\biggr", r"\Biggr"})

UNICODE = {
    "·": r"\cdot", "⋅": r"\cdot", "×": r"\times", "÷": r"\div", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv",
    "→": r"\to", "⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "←": r"\leftarrow", "∞": r"\infty", "∂": r"\partial",
    "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\sqrt", "∈": r"\in", "±": r"\pm", "∓": r"\mp", "⊙": r"\odot",
    "⊗": r"\otimes", "∘": r"\circ", "∝": r"\propto", "ℓ": r"\ell", "…": r"\dots", "⋯": r"\cdots", "∥": r"\|", "‖": r"\|", "⟨": r"\langle",
    "⟩": r"\rangle", "∣": r"\mid", "⟹": r"\Rightarrow", "⟺": r"\Leftrightarrow", "⟸": r"\Leftarrow", "⟶": r"\to",
    "∀": r"\forall", "∼": r"\sim", "⊤": r"\top",
}
GREEK_COMMANDS = r"""\alpha \beta \gamma \delta \varepsilon \zeta \eta \theta \iota \kappa \lambda \mu \nu \xi \pi \rho \sigma \tau \upsilon
\varphi \chi \psi \omega \Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \epsilon \phi \vartheta \varrho \varsigma"""
GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϕϑϱς", GREEK_COMMANDS.split(), strict=True))
BLACKBOARD = {"ℝ": "R", "ℤ": "Z", "ℕ": "N", "ℂ": "C", "ℚ": "Q", "𝔼": "E"}
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)) | {"ᵀ": "T", "ⁿ": "n"}
ALIASES = {
    r"\[": "[", r"\]": "]",
    r"\lbrack": "[", r"\rbrack": "]", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\vert": "|", r"\Vert": r"\|",
    r"\arrowvert": "|", r"\Arrowvert": r"\|", r"\lt": "<", r"\gt": ">",
    r"\colon": ":", r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\dbinom": r"\binom", r"\tbinom": r"\binom",
    r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne", r"\leqslant": r"\le", r"\geqslant": r"\ge", r"\leqq": r"\le", r"\geqq": r"\ge",
    r"\iff": r"\Leftrightarrow", r"\Longleftrightarrow": r"\Leftrightarrow", r"\implies": r"\Rightarrow",
    r"\Longrightarrow": r"\Rightarrow",
    r"\impliedby": r"\Leftarrow", r"\Longleftarrow": r"\Leftarrow", r"\gets": r"\leftarrow", r"\rightarrow": r"\to",
    r"\longrightarrow": r"\to",
    r"\ldots": r"\dots", r"\cdots": r"\dots", r"\dotsc": r"\dots", r"\dotsb": r"\dots", r"\dotsm": r"\dots", r"\dotsi": r"\dots",
    r"\vdots": r"\dots", r"\ddots": r"\dots", r"\lnot": r"\neg", r"\wedge": r"\land", r"\vee": r"\lor", r"\bm": r"\boldsymbol",
    r"\pmb": r"\boldsymbol", r"\mathbold": r"\boldsymbol", r"\symbf": r"\boldsymbol", r"\mathbfit": r"\boldsymbol",
    r"\bf": r"\mathbf", r"\textbf": r"\mathbf", r"\mathbbm": r"\mathbb", r"\mathds": r"\mathbb", r"\coloneq": r"\coloneqq",
    r"\vcentcolon": ":", r"\defeq": r"\coloneqq", r"\triangleq": r"\coloneqq", r"\thickapprox": r"\approx", r"\simeq": r"\approx",
    **{rf"\var{name}": rf"\{name}" for name in ["Delta", "Gamma", "Lambda", "Omega", "Phi", "Pi", "Psi", "Sigma", "Theta", "Xi"]},
    r"\hslash": r"\hbar",
    r"\intercal": r"\top", r"\T": r"\top", r"\overrightarrow": r"\vec", r"\cr": r"\\", r"\newline": r"\\",
    r"\sp": "^", r"\sb": "_", r"\cdotp": r"\cdot", r"\ast": "*", r"\cal": r"\mathcal", r"\Bbb": r"\mathbb", r"\frak": r"\mathfrak",
}

PATTERN = re.compile(r"""
    (?P<space>\s+) | (?P<dots>\.\.+) | (?P<comment>%[^\n]*) | (?P<command>\\(?:[A-Za-z]+\*?|.|\n))
    | (?P<number>\d+(?:\{,\}\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    | (?P<letter>[A-Za-z]) | (?P<other>.)""", re.VERBOSE | re.DOTALL)
AFTER_POINT = "|".join(name[1:] for name in GREEK_COMMANDS.split())
MULTIPLIES = re.compile(r"(?<=[)}])\.(?=(?:[A-Za-z]|\\[A-Za-z]+)\s*(?:\\left\s*\(|[(_^])|\\(?:[dt]?frac|prod|sum|int|sqrt|exp|log)\b)"
                        rf"|(?<=[A-Za-z0-9)}}])\.(?=\\(?:{AFTER_POINT}|[dt]?frac|prod)(?![A-Za-z]))")
"""A full stop glued between two factors, ``p(x).p(y)``, ``c.\\pi``, which ends no sentence; ``X.T`` and ``a.b`` are something else."""
ROW_SPACE = re.compile(r"\*?\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|\\\w+)\s*\]")
STARRED = frozenset({r"\operatorname", r"\tag", r"\hspace", r"\vspace"})
SIZED_BY_A_STAR = frozenset({r"\abs*", r"\norm*", r"\dv*", r"\pdv*", r"\odv*", r"\vb*", r"\qty*"})
"""The star of a command of a package, which only sizes or slants."""
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def tokenise(source: str, start: int = 0, end: int | None = None, own: Container[str] = ()) -> list[Token]:
    """The tokens of ``source[start:end]``; their places are offsets into ``source``.

    own: commands that the author has defined, left as they are.
    """
    end = len(source) if end is None else end
    out: list[Token] = []
    position, glued = start, True
    escaped = has_escaped_braces(source)
    while position < end:
        found = PATTERN.match(source, position, end)
        assert found is not None
        kind, text, after = found.lastgroup, found.group(), found.end()
        if kind in ("space", "comment"):
            glued = False
        elif kind == "command":
            if text.endswith("*") and text[:-1] not in STARRED:
                text, after = text[:-1], after - (text not in SIZED_BY_A_STAR)
            if escaped and text == r"\\" and source[after : after + 1] in ("{", "}"):
                after += 1
                made = [Token("command", source[after - 2 : after], position, after, "", glued)]
            elif text in own:
                made = [Token("command", text, position, after, "", glued)]
            else:
                after, made = _command(source, text, position, after, end, glued)
            out += made
            glued = bool(made)
        elif kind == "dots":
            out.append(Token("command", r"\dots", position, after, "", glued))
            glued = True
        elif kind == "number":
            out.append(Token("number", text.replace("{,}", ""), position, after, "", glued))
            glued = True
        elif kind == "letter":
            out.append(Token("letter", text, position, after, "", glued))
            glued = True
        elif source[position : min(after + 1, end)] in SPELLED_SIGNS:
            after += 1
            out.append(Token("command", SPELLED_SIGNS[source[position:after]], position, after))
            glued = True
        else:
            times = text == "." and glued and MULTIPLIES.match(source, position) is not None
            made = [Token("command", r"\cdot", position, after)] if times else _other(text, position, glued)
            out += made
            glued = bool(made)
        position = after
    _check_depth(out)
    return out


SPELLED_SIGNS = {"->": r"\to", ">=": r"\ge", "<=": r"\le"}
"""Signs as they are typed where there is no LaTeX."""
NUMERAL = re.compile(r"\s*\{\s*(\d+)\s*\}")
"""A whole number as the package siunitx sets it; others may be printed rounded."""
BLANK = re.compile(r"\s*\{[\s~]*\}")
QOPNAME = re.compile(r"\s*\\relax\s*[a-z]\s*\{([A-Za-z]+)\}")


def has_escaped_braces(source: str) -> bool:
    r"""Whether ``\\{ … \\}`` stands for ``\{ … \}``, as some dialects of Markdown want it."""
    return r"\\{" in source and r"\\}" in source


def _command(source: str, text: str, start: int, after: int, end: int, glued: bool) -> tuple[int, list[Token]]:
    if text in OPENING or text in CLOSING or text in SIZES:
        return _delimiter(source, text, start, after, end, glued)
    text = r"\operatorname*" if text == r"\operatornamewithlimits" else text
    if text in IGNORED:
        return after, []
    if text in IGNORED_WITH_ARGUMENT:
        wide = text in (r"\hspace", r"\hspace*", r"\hskip") and _is_wide(source, after, end)
        after = _skip_argument(source, after, end)
        return after, [Token("command", r"\quad", start, after, "", glued)] if wide else []
    if text in WORDS:
        word = (RUN.match(source, after, end) if text == r"\rm" else None) or WORD.match(source, after, end)
        return (word.end(), [Token("text", text, start, word.end(), THIN.sub("", word.group(1) or word[word.lastindex or 1]).strip(),
                                   glued)]) if word else (after, [])
    if text == r"\textbf" and not re.compile(r"\s*\{\s*[A-Za-z]\s*\}").match(source, after, end):
        return _raw(source, r"\text", start, after, end, glued)
    numeral = NUMERAL.match(source, after, end) if text == r"\num" else None
    if numeral is not None:
        return numeral.end(), [Token("number", numeral[1], start, numeral.end(), "", glued)]
    blank = BLANK.match(source, after, end) if text in (r"\text", r"\textrm", r"\mbox", r"\mathrm") else None
    if blank is not None:
        return blank.end(), []
    operator = QOPNAME.match(source, after, end) if text == r"\qopname" else None
    if operator is not None:
        return operator.end(), [Token("text", r"\operatorname", start, operator.end(), operator[1], glued)]
    if text in RAW and text not in ALIASES:
        return _raw(source, text, start, after, end, glued)
    if text in SHOWN:
        after = _shown(source, text, start, after, end)
        return after, [Token("command", r"\boxed", start, after, "", glued)] if BRACE.match(source, after, end) else []
    if text in REPEATED and not SCRIPT.match(source, after, end):
        return after, [Token("command", r"\int", start, after, "", glued)] * REPEATED[text]
    if text == r"\_" and ESCAPED_SUBSCRIPT.match(source, after, end):
        return after, [Token("symbol", "_", start, after, "", glued)]
    if text in (r"\R", r"\N", r"\Z"):
        return after, _blackboard(text[1], start, after, glued)
    if text in (r"\therefore", r"\because"):
        return after, [Token("text", r"\text", start, after, text[1:], glued)]
    if text in (r"\tr", r"\Pr", r"\dim", r"\ker", r"\deg", r"\gcd", r"\lcm", r"\hom"):
        return after, [Token("text", r"\operatorname", start, after, text[1:], glued)]
    text = ALIASES.get(text, text)
    if text == r"\\":
        space = ROW_SPACE.match(source, after, end)
        after = space.end() if space else after
    kind = "command" if text.startswith("\\") else "symbol"
    return after, [Token(kind, text, start, after, "", glued)]


RUN = re.compile(r"\s+([A-Za-z](?:[A-Za-z]|\\[,;:!])+)(?=\s*\})")
WORD = re.compile(r"\s*\{([A-Za-z](?:[A-Za-z \-]|\\[,;:!])*)\}|\s+([A-Za-z])(?![A-Za-z])")
THIN = re.compile(r"\\[,;:!]")
ESCAPED_SUBSCRIPT = re.compile(r"\s*(?:\{|\\|[A-Za-z0-9](?![A-Za-z]))")
"""What stands after the sign of a subscript that is escaped, as some dialects of Markdown want it."""
TEXT_SIZE = re.compile(r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|large|Large|it|em|sf|rm|bf|sl|itshape|rmfamily|sffamily)"
                       r"(?![A-Za-z])\s*")
SHOWN = frozenset({r"\only", r"\uncover", r"\visible", r"\onslide", r"\alert", r"\pause"})
"""Commands of slides: what they hold is part of the formula, if it stays once it is shown."""
BRACE = re.compile(r"\s*\{")
SLIDES = re.compile(r"\s*<([^<>]*)>")
REPEATED = {r"\iint": 2, r"\iiint": 3}
SCRIPT = re.compile(r"\s*(?:\\limits\s*)?[_^]")


def _blackboard(letter: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token("command", r"\mathbb", start, end, "", glued), Token("symbol", "{", start, end), Token("letter", letter, start, end),
            Token("symbol", "}", start, end)]


SIDED = {"|": (r"\lvert", r"\rvert"), r"\|": (r"\lVert", r"\rVert"), r"\vert": (r"\lvert", r"\rvert"), r"\Vert": (r"\lVert", r"\rVert"),
         ".": (r"\left.", r"\right."), "<": (r"\langle", r"\rangle"), ">": (r"\langle", r"\rangle")}
DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\.|.)", re.DOTALL)


def _delimiter(source: str, text: str, start: int, after: int, end: int, glued: bool) -> tuple[int, list[Token]]:
    found = DELIMITER.match(source, after, end)
    if found is None:
        raise ReadingError(f"{text} without a delimiter", start, after, f"write a bracket after {text}")
    mark = found.group(1)
    if text in SIZES or mark not in SIDED:
        return found.start(1) if text in SIZES or not mark.startswith("|") else found.end(), []
    return found.end(), [Token("command", SIDED[mark][text in CLOSING], start, found.end(), "", glued)]


def _shown(source: str, text: str, start: int, after: int, end: int) -> int:
    """The offset after a command of slides and the slides that it names."""
    slides = SLIDES.match(source, after, end)
    if text == r"\only" and slides is not None and not slides[1].strip().endswith("-"):
        raise ReadingError(rf"\only shows a formula on slides {slides[1]} alone", start, slides.end(), r"write \only<2-> if it stays")
    return slides.end() if slides is not None else after


def _skip_argument(source: str, after: int, end: int) -> int:
    found = re.compile(r"\s*(?:\[[^\]]*\]\s*)?\{").match(source, after, end)
    if found is None:
        plain = re.compile(r"\s*-?[\d.]*\s*(?:pt|em|ex|mu|cm|mm)|\s*[A-Za-z]").match(source, after, end)
        return plain.end() if plain else after
    return closing_brace(source, found.end() - 1, end) + 1


LENGTH = re.compile(r"\s*\{?\s*(\d*\.?\d+)\s*(em|ex|pt|cm|mm|in|mu|pc)")
EMS = {"em": 1.0, "ex": 0.43, "pt": 0.1, "cm": 2.8, "mm": 0.28, "in": 7.2, "mu": 1 / 18, "pc": 1.2}


def _is_wide(source: str, after: int, end: int) -> bool:
    """Whether a space is as wide as ``\\quad``, which parts statements."""
    found = LENGTH.match(source, after, end)
    return found is not None and float(found[1]) * EMS[found[2]] >= 1


def _raw(source: str, text: str, start: int, after: int, end: int, glued: bool) -> tuple[int, list[Token]]:
    found = re.compile(r"\s*\{").match(source, after, end)
    if found is None:
        letter = re.compile(r"\s*([A-Za-z])").match(source, after, end)
        if letter is not None and text not in (r"\begin", r"\end"):
            return letter.end(), [Token("text", text, start, letter.end(), letter.group(1), glued)]
        raise ReadingError(f"{text} without braces", start, after, f"write {text}{{…}}")
    close = closing_brace(source, found.end() - 1, end)
    if "$" in source[found.end() : close] and text not in (r"\label", r"\tag", r"\ref"):
        return close + 1, _mixed(source, text, found.end(), close)
    return close + 1, [Token("text", text, start, close + 1, _plain_words(source[found.end() : close]), glued)]


EXTREMUM = re.compile(r"\s*arg(?:\s|~|\\[,;!: ]|,)+(max|min)\s*")


def _plain_words(words: str) -> str:
    r"""Words without sizes; ``arg\,max`` in one word."""
    extremum = EXTREMUM.fullmatch(words)
    return f"arg{extremum[1]}" if extremum is not None else TEXT_SIZE.sub("", words)


def _mixed(source: str, text: str, start: int, end: int) -> list[Token]:
    r"""``\text{if $x > 0$}``: words and formulas in turn."""
    out: list[Token] = []
    place, formula = start, False
    for part in source[start:end].split("$"):
        if formula:
            out += tokenise(source, place, place + len(part))
        elif part.strip():
            out.append(Token("text", text, place, place + len(part), part, False))
        place += len(part) + 1
        formula = not formula
    return out


def closing_brace(source: str, opening: int, end: int) -> int:
    """The offset of the brace that closes the one at ``opening``."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(source, opening, end):
        if found.group() == "{":
            depth += 1
        elif found.group() == "}":
            depth -= 1
            if depth == 0:
                return found.start()
    raise ReadingError("a brace is opened and never closed", opening, opening + 1, "add the missing }")


def _other(text: str, start: int, glued: bool) -> list[Token]:
    end = start + 1
    if text in ("~", "\u00a0", "\u2009", "\u200b"):
        return []
    if text in GREEK:
        return [Token("command", GREEK[text], start, end, "", glued)]
    if text in UNICODE:
        return [Token("command", UNICODE[text], start, end, "", glued)]
    if text in SUPERSCRIPTS:
        mark = SUPERSCRIPTS[text]
        return [Token("symbol", "^", start, end, "", glued), Token("number" if mark.isdigit() else "letter", mark, start, end)]
    if text in BLACKBOARD:
        return _blackboard(BLACKBOARD[text], start, end, glued)
    if text in "−–":
        return [Token("symbol", "-", start, end, "", glued)]
    if text in "’′":
        return [Token("symbol", "'", start, end, "", glued)]
    if text.isalpha():
        return [Token("letter", text, start, end, "", glued)]
    return [Token("symbol", text, start, end, "", glued)]


def _check_depth(tokens: list[Token]) -> None:
    """Braces match and nothing is nested deeper than anyone writes."""
    depth, brackets = 0, 0
    opened: list[Token] = []
    for token in tokens:
        if token.kind != "symbol" and token.text not in (r"\begin", r"\end", r"\{", r"\}"):
            continue
        if token.text == "{" or token.text == r"\begin":
            opened.append(token)
            depth += 1
        elif token.text == "}":
            if not opened or opened[-1].text != "{":
                raise ReadingError("a brace is closed that was never opened", token.start, token.end, "remove the } or add its {")
            opened.pop()
            depth -= 1
        elif token.text == r"\end":
            if not opened or opened[-1].text != r"\begin" or opened[-1].arg.strip() != token.arg.strip():
                raise ReadingError(rf"\end{{{token.arg}}} closes nothing", token.start, token.end, rf"add its \begin{{{token.arg}}}")
            opened.pop()
            depth -= 1
        elif token.text in "([":
            brackets += 1
        elif token.text in ")]":
            brackets = max(0, brackets - 1)
        if depth + brackets > 4 * MAX_DEPTH:
            raise ReadingError("brackets are nested too deeply to be read", token.start, token.end,
                               "name a part of the formula and use its name")
    if opened:
        token = opened[-1]
        raise ReadingError("a brace is opened and never closed" if token.text == "{" else "an environment is never closed",
                           token.start, token.end, "add the missing }" if token.text == "{" else r"add the missing \end{…}")


LARGE = {r"\Pi": r"\prod", r"\Sigma": r"\sum"}


def with_large_signs(tokens: list[Token]) -> list[Token]:
    r"""``\Pi_{i=1}^n``: a capital with bounds below it is the sign of a product."""
    if not any(t.text in LARGE for t in tokens):
        return tokens
    return [t._replace(text=LARGE[t.text]) if t.text in LARGE and t.kind == "command" and _has_bounds(tokens, k) else t
            for k, t in enumerate(tokens)]


def _has_bounds(tokens: list[Token], place: int) -> bool:
    if place + 1 < len(tokens) and tokens[place + 1].text == "^":
        place += 2
        if place < len(tokens) and tokens[place].text == "{":
            place = next((k for k in range(place, len(tokens)) if tokens[k].text == "}"), place)
    after = [t.text for t in tokens[place + 1 : place + 5]]
    return len(after) == 4 and after[:2] == ["_", "{"] and after[3] == "=" and tokens[place + 3].kind == "letter"


ARGUMENTS = {"^": 1, "_": 1, r"\frac": 2, r"\binom": 2, r"\sqrt": 1}


def with_single_digits(tokens: list[Token]) -> list[Token]:
    r"""An argument without braces is one digit of a number: ``\frac12``, ``x^23``."""
    if not any(t.kind == "number" and len(t.text) > 1 for t in tokens):
        return tokens
    out: list[Token] = []
    outer: list[int] = []
    wanted = 0
    for token in tokens:
        while wanted and token.kind == "number" and len(token.text) > 1 and token.text[0].isdigit():
            exact = token.end - token.start == len(token.text)
            middle = token.start + 1 if exact else token.end
            out.append(token._replace(text=token.text[0], end=middle))
            token = token._replace(text=token.text[1:], start=middle if exact else token.start, glued=True)
            wanted -= 1
        out.append(token)
        if token.kind == "symbol" and token.text == "{":
            outer.append(max(wanted - 1, 0))
            wanted = 0
        elif token.kind == "symbol" and token.text == "}":
            wanted = outer.pop() if outer else 0
        elif token.kind in ("symbol", "command") and token.text in ARGUMENTS:
            wanted = ARGUMENTS[token.text]
        elif wanted:
            wanted = 0 if token.text == "[" else wanted - 1
    return out

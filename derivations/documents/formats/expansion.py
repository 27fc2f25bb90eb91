r"""The author's macros written out in the formulas of a document, so that prose and types see ``\mathbf{w}`` where ``\w`` stands.

So are bold letters and accents without braces, ``\mathbf w`` and ``\hat w``: prose and formulas know each name by one spelling.

The text of a formula keeps for every call the characters that it stands for, so that places and quotations are those of the file.
Left to the reader of formulas, which expands token by token: a macro with an optional argument or several definitions, a named operator
other than those of chance,
a call whose argument has no braces or goes over a line, and a call that is itself an argument without braces (``x_\k``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from derivations.documents.formats.tex_macros import arguments_of
from derivations.documents.model import Document, Math, Text, macros_of
from symbolic.latex.errors import ReadingError
from symbolic.latex.source.macros import NEW, TAKING, Macro, read_macros

CALL = re.compile(r"\\[A-Za-z]+")
UNFIT = re.compile(
    r"%|@|\\(?:if|fi|else|begin|end|operatorname|DeclareMathOperator|ensuremath|xspace|left|right|limits|nolimits)"
    r"(?![A-Za-z])|\\[()\[\]]|\$"
)
NAMED = re.compile(r"\s*\\operatorname\s*\{\s*(?:E|P|Pr|[Vv]ar|[Cc]ov)\s*\}\s*")
"""The operators of chance, by which prose is told what random variables are like."""
STYLES = {r"\mathbf": r"\mathbf", r"\boldsymbol": r"\boldsymbol", r"\bm": r"\boldsymbol", r"\pmb": r"\boldsymbol", r"\mathcal": r"\mathcal",
          r"\mathrm": r"\mathrm", r"\hat": r"\hat", r"\bar": r"\bar", r"\tilde": r"\tilde"}
"""Commands that set one letter in another face, or an accent on it, and the one spelling of each."""
STYLED = re.compile(r"\s*\{\s*(\\?[A-Za-z]+)\s*\}|\s+([A-Za-z])|\s*(\\(?!mathbf|boldsymbol|bm|pmb|mathcal|mathrm|mathsf)[A-Za-z]+)|(\d)")
BEFORE = re.compile(r"(?:([_^])|(\\[A-Za-z]+))\s*$")
DEEPEST = 8


def with_macros_written_out(document: Document) -> Document:
    """The document with the calls of its simple macros written out in its formulas."""
    macros = _simple(macros_of(document))
    return replace(
        document, pieces=tuple(replace(p, text=_written_out(p.text, macros)) if isinstance(p, Math) else p for p in document.pieces)
    )


def _simple(definitions: Iterable[str]) -> dict[str, Macro]:
    found: dict[str, Macro] = {}
    rivals: set[str] = set()
    for definition in definitions:
        try:
            macros = read_macros(definition)[0]
        except ReadingError:
            continue
        rivals |= {name for name, macro in macros.items() if found.get(name, macro) != macro}
        found |= macros
    return {
        name: macro
        for name, macro in found.items()
        if name not in rivals
        and macro.default is None
        and macro.body.strip()
        and CALL.fullmatch(name)
        and (NAMED.fullmatch(macro.body) or not UNFIT.search(macro.body))
        and macro.body.count("{") == macro.body.count("}")
    }


def _written_out(text: Text, macros: Mapping[str, Macro]) -> Text:
    if NEW.search(text.source) or text.calls:
        return text
    out, calls, done, length = "", [], 0, 0
    for found in CALL.finditer(text.source):
        written = _call(text.source, found, macros) if found.start() >= done else None
        if written is None:
            continue
        body, end = written
        out += text.source[done : found.start()]
        length = len(out)
        out += body
        calls.append((length, len(out), text.source[found.start() : end]))
        done = end
    return Text(out + text.source[done:], text.starts, tuple(calls)) if calls else text


def _call(source: str, found: re.Match[str], macros: Mapping[str, Macro], depth: int = 0) -> tuple[str, int] | None:
    """What a call stands for, and where it ends; None if it is left as it is."""
    macro = macros.get(found.group())
    before = BEFORE.search(source, 0, found.start())
    if macro is None and found.group() in STYLES:
        return _styled(source, found, macros, depth)
    if macro is None or depth > DEEPEST or (before is not None and (before[1] or before[2] in TAKING)):
        return None
    places = arguments_of(source, found.end(), macro.parameters)
    if len(places) != macro.parameters:
        return None
    end = places[-1][1] + 1 if places else found.end()
    if "\n" in source[found.start() : end]:
        return None
    body = macro.body.replace("\n", " ")
    arguments = [source[a:b] for a, b in places]
    body = re.sub(r"#(\d)", lambda n: arguments[int(n[1]) - 1] if 0 < int(n[1]) <= len(arguments) else n[0], body)
    return _whole(body, macros, depth + 1), end


def _styled(source: str, found: re.Match[str], macros: Mapping[str, Macro], depth: int) -> tuple[str, int] | None:
    r"""``\mathbf w``, ``\bm{w}`` with braces and by the one command of that face; None if they stand so, or if no letter follows."""
    letter = STYLED.match(source, found.end())
    name = letter and (letter[1] or letter[2] or letter[3] or letter[4])
    upright = found.group() == r"\mathrm" and name not in ("i", "e")  # the d of a differential and the T of a transpose stay as they are
    if letter is None or not name or name in macros or depth > DEEPEST or upright:
        return None
    written = f"{STYLES[found.group()]}{{{name}}}"
    return None if written == source[found.start() : letter.end()] else (written, letter.end())


def _whole(latex: str, macros: Mapping[str, Macro], depth: int) -> str:
    """A body with the calls inside it written out."""
    out, done = "", 0
    for found in CALL.finditer(latex):
        written = _call(latex, found, macros, depth) if found.start() >= done else None
        if written is not None:
            out, done = out + latex[done : found.start()] + written[0], written[1]
    return out + latex[done:]

r"""What the author of a LaTeX file defines, as far as it decides where formulas stand.

The source is *cleared* before it is parsed: what is no text of the document (definitions, verbatim material, the halves of formulas in
the columns of a table, what ``\iffalse`` hides, the slides on which something shows, speaker notes) becomes spaces, and the author's own
commands for the two ends of a display become ``\[`` and ``\]``.

Guarantee: no character of the source changes its offset or its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from derivations.documents.spelling import word_set

DISPLAYS = word_set("equation align alignat gather multline eqnarray flalign displaymath dmath IEEEeqnarray xalignat")
VERBATIM = ("verbatim", "Verbatim", "BVerbatim", "LVerbatim", "lstlisting", "minted", "comment", "filecontents", "alltt", "tikzpicture",
            "pgfpicture", "pspicture", "forest", "asy", "luacode")
DEFINITION = re.compile(r"\\(?:(?:re)?newenvironment|NewEnviron|(?:re|provide)?newcommand|providecommand|DeclareRobustCommand"
                        r"|(?:New|Renew|Declare|Provide)DocumentCommand|DeclarePairedDelimiter"
                        r"|DeclareMathOperator|g?def|newtheorem|newcolumntype|lstnewenvironment|DefineVerbatimEnvironment)(?![A-Za-z])")
LET = re.compile(r"\\let\s*(\\[A-Za-z]+)\s*=?\s*(\\[A-Za-z]+)")
COLUMNS = re.compile(r"\\begin\s*\{(?:tabular[*xy]?|longtable|array|tabu)\}\s*(?:\[[^\]]*\]\s*)?(?:\{\\?[\w.\\]+\}\s*)?\{")
HALF = re.compile(r"\\(?:begin|end)\b|\$")
EDGE = re.compile(r"\s*\\(begin|end)\s*\{(\w+)\*?\}\s*")
WHOLE = re.compile(r"\s*\\begin\s*\{(\w+)\*?\}(.*)\\end\s*\{\1\*?\}\s*|\s*\\\[(.*)\\\]\s*|\s*\$\$(.*)\$\$\s*", re.DOTALL)
PARAMETER = re.compile(r"(?<!\{)#(\d)(?!\})|\{#(\d)\}")
INLINE_CODE = re.compile(r"\\(?:lstinline|verb\*?|mintinline\s*(?:\[[^\]]*\])?\s*\{\w+\}|path)\s*(?:\[[^\]]*\])?"
                         r"(?:\{[^{}\n]*\}|([^\w\s{*])[^\n]*?\1)|\\(?:url|nolinkurl|href)\s*\{[^{}\n]*\}")
SLIDES = re.compile(r"\\(?:[A-Za-z]+\*?|begin\s*\{[A-Za-z]+\*?\})\s*(<(?=[^<>\n]*[\d+])[\d\s,.+|@a-z:()-]*>)")
OPTIONS = re.compile(r"\\begin\s*\{(?:itemize|enumerate|frame|description|columns?|block|minipage|figure|table)\*?\}(?:\s*\[[^\]$]*\])+")
BEAMER = re.compile(r"\\documentclass\s*(?:\[[^\]]*\])?\s*\{beamer\}")
NOTE = re.compile(r"\\note\s*(?:\[[^\]]*\]\s*)?(?=\{)")
UNSEEN = re.compile(r"\\(?:index|glossary|todo|missingfigure|sout|xout|st|[hv]?phantom|pdfbookmark|hypersetup)\s*(?:\[[^\]]*\]\s*)?(?=\{)")
"""Commands whose argument is no part of the text, or struck out."""
CONDITIONAL = re.compile(r"\\(?:if[a-z]*|fi|else)(?![A-Za-z])")
HIDDEN = re.compile(r"\\iffalse(?![A-Za-z])")
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")


INTERNAL = re.compile(r"\s*\\(?:re)?newcommand\*?\s*\{?(\\[A-Za-z]*@[A-Za-z@]*)\}?\s*((?:\[\d\])?\s*)(?=\{)")
STARRED = re.compile(r"\s*(\\(?:re)?newcommand\*?\s*\{?\\[A-Za-z]+\}?)\s*\{\s*\\@ifstar\s*\{?\s*\\[A-Za-z@]+\s*\}?\s*\{?\s*(\\[A-Za-z@]+)"
                     r"\s*\}?\s*\}\s*")


def with_starred(macros: Sequence[str]) -> tuple[str, ...]:
    r"""The definitions, with commands that have a form with a star defined as their form without it."""
    inner = {found[1]: found[2] + macro[body[0][0] - 1 : body[0][1] + 1] for macro in macros
             if (found := INTERNAL.match(macro)) is not None and (body := arguments_of(macro, found.end(), 1))}
    starred = ((macro, STARRED.fullmatch(macro)) for macro in macros)
    return tuple(found[1] + inner[found[2]] if found is not None and found[2] in inner else macro for macro, found in starred)


@dataclass(slots=True)
class Author:
    r"""What the author defines: ``macros`` as LaTeX, and what matters for finding formulas.

    environments: those that are displays, with the number of their arguments, and whether the first is optional.
    code:         environments that hold no text.
    displays:     commands that are displays (``\newcommand{\eq}[1]{\begin{equation}#1\end{equation}}``), with the number of their
                  arguments, and the one that is the formula.
    theorems:     the environments that ``\newtheorem`` makes, with the words that they begin with.
    """

    macros: list[str] = field(default_factory=list)
    environments: dict[str, tuple[int, bool]] = field(default_factory=lambda: {"empheq": (2, True)})
    code: set[str] = field(default_factory=set)
    displays: dict[str, tuple[int, int]] = field(default_factory=dict)
    theorems: dict[str, str] = field(default_factory=dict)
    beamer: bool = False

    @property
    def commands(self) -> frozenset[str]:
        """The names of all commands that are defined, without their backslash."""
        return frozenset(name[1:] for name in (name_and_body(macro)[0] for macro in self.macros) if name)


def blanked(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def cleared(source: str, author: Author) -> str:
    """The source without what is no text of the document; the definitions in it join what is known of the author."""
    author.beamer |= BEAMER.search(source) is not None
    out = _without_definitions(source, author)
    code = "|".join(map(re.escape, (*VERBATIM, *sorted(author.code))))
    out = _blank(out, re.compile(rf"\\begin\s*\{{(?P<name>{code})(?P<star>\*?)\}}"), _end_of_environment)
    out = _blank(out, INLINE_CODE, lambda _, found: found.end())
    out = _blank(out, HIDDEN, _end_of_conditional)
    out = _blank(out, UNSEEN, lambda text, found: group_end(text, found.end()))
    for name, number in _swallowing(author.macros):
        out = _blank(out, re.compile(re.escape(name) + r"(?![A-Za-z])"), partial(_end_of_arguments, number))
    if author.beamer:
        out = _blank(out, NOTE, lambda text, found: group_end(text, found.end()))
        out = SLIDES.sub(lambda m: m.group()[: m.start(1) - m.start()] + blanked(m[1]), out)
    out = OPTIONS.sub(lambda m: m.group()[: m.group().index("}") + 1] + blanked(m.group()[m.group().index("}") + 1 :]), out)
    for columns in COLUMNS.finditer(out):
        end = group_end(out, columns.end() - 1)
        if HALF.search(out, columns.end(), end):
            out = out[: columns.end()] + blanked(out[columns.end() : end - 1]) + out[end - 1 :]
    for name, body in filter(None, map(name_and_body, author.macros)):
        edge = EDGE.fullmatch(body)
        if edge is not None and edge[2] in DISPLAYS:
            mark = r"\[".rjust(len(name)) if edge[1] == "begin" else r"\]".ljust(len(name))
            out = re.sub(re.escape(name) + r"(?![A-Za-z])", mark.replace("\\", r"\\"), out)
    return out


def _swallowing(macros: Sequence[str]) -> Iterator[tuple[str, int]]:
    r"""The commands that make nothing of their arguments, and how many these are: ``\newcommand{\hide}[1]{}``."""
    for macro in macros:
        name, body = name_and_body(macro)
        if name and not body.strip():
            count = re.search(r"\[(\d)\]", macro)
            number = int(count[1]) if count is not None else macro.count("#")
            if number:
                yield name, number


PHYSICS = (r"\newcommand{\grad}{\nabla}", r"\newcommand{\laplacian}{\nabla^2}", r"\newcommand{\dd}[1]{\mathrm{d}#1}",
           r"\newcommand{\vb}[1]{\mathbf{#1}}", r"\newcommand{\va}[1]{\vec{#1}}")
"""What the package ``physics`` defines, as far as it has one form."""


SETTING = re.compile(r"\\(?:ensuremath|mathchoice|mbox|(?:unbold|bold)math|boldsymbol|(?:display|text|(?:script)+)style)(?![A-Za-z])")
"""Commands that say how an argument looks."""


def _sets_alone(macro: str) -> bool:
    r"""``\def\vec#1{\mathchoice{…}{…}{…}{…}}`` with nothing but its argument in each: how it looks, and not what it means."""
    body = name_and_body(macro)[1]
    return r"\mathchoice" in body and re.sub(r"[{}$%\s]", "", SETTING.sub("", body)) == "#1" * 4


def take_package(source: str, author: Author) -> None:
    r"""The definitions of a package or class; those with an @ in them are its own affair.

    One that sets its argument in bold in four sizes is left out: a command such as ``\vec`` keeps its meaning, and others stay unknown.
    """
    its_own = Author()
    cleared(source, its_own)
    author.macros += [macro for macro in its_own.macros if "@" not in macro and "##" not in macro and not _sets_alone(macro)]
    author.environments |= its_own.environments
    author.displays |= its_own.displays
    author.code |= its_own.code


def _in_comment(source: str, place: int) -> bool:
    return COMMENT.search(source, source.rfind("\n", 0, place) + 1, place) is not None


def _blank(source: str, opening: re.Pattern[str], end_of: Callable[[str, re.Match[str]], int]) -> str:
    out, position = "", 0
    while (found := opening.search(source, position)) is not None:
        end = max(found.end(), end_of(source, found) if not _in_comment(source, found.start()) else found.end())
        kept = _in_comment(source, found.start())
        out += source[position : found.start()] + (source[found.start() : end] if kept else blanked(source[found.start() : end]))
        position = end
    return out + source[position:]


def _end_of_environment(source: str, found: re.Match[str]) -> int:
    name = re.escape(found["name"] + found["star"])
    end = re.compile(rf"\\end\s*\{{{name}\}}").search(source, found.end())
    return end.end() if end is not None else found.end()


def _end_of_arguments(number: int, source: str, found: re.Match[str]) -> int:
    """Where the last of so many arguments of a macro ends."""
    return max((end + 1 for _, end in arguments_of(source, found.end(), number)), default=found.end())


def _end_of_conditional(source: str, found: re.Match[str]) -> int:
    depth = 1
    for mark in CONDITIONAL.finditer(source, found.end()):
        depth += (mark.group().startswith(r"\if")) - (mark.group() == r"\fi")
        if depth == 0 or (depth == 1 and mark.group() == r"\else"):
            return mark.end()
    return found.end()


def _without_definitions(source: str, author: Author) -> str:
    """The source with spaces in place of definitions.

    A definition may hold one half of an environment or of a formula, which no parser of the whole could place.
    """
    out, position = "", 0
    while (found := DEFINITION.search(source, position)) is not None:
        if _in_comment(source, found.start()):
            out, position = out + source[position : found.end()], found.end()
            continue
        end = max(_take(source, found, author), found.end())
        out += source[position : found.start()] + blanked(source[found.start() : end])
        position = end
    out, own = out + source[position:], author.commands
    for same in LET.finditer(out):
        if {same[1][1:], same[2][1:]} & own or same[2] in (r"\relax", r"\undefined"):
            continue
        if same[1] != same[2] and not _in_comment(out, same.start()):
            author.macros.append(rf"\newcommand{{{same[1]}}}{{{same[2]}}}")
    return out


def _take(source: str, found: re.Match[str], author: Author) -> int:
    """Keep the definition that starts here, and return where it ends."""
    word = found.group()
    if word in (r"\lstnewenvironment", r"\DefineVerbatimEnvironment"):
        groups, end = _groups(source, found.end(), 3)
        author.code |= {groups[0]} if groups else set()
        return end
    if "environment" in word or "Environ" in word:
        return _take_environment(source, found.end(), author)
    if word == r"\DeclarePairedDelimiter":
        groups, end = _groups(source, found.end(), 3)
        if len(groups) == 3:
            author.macros.append(rf"\newcommand{{{groups[0].strip()}}}[1]{{{groups[1]} #1 {groups[2]}}}")
        return end
    if "Document" in word:
        groups, end = _groups(source, found.end(), 3)
        if len(groups) == 3 and set(groups[1].split()) <= {"m"}:
            author.macros.append(rf"\newcommand{{{groups[0].strip()}}}[{len(groups[1].split())}]{{{groups[2]}}}")
        return end
    end = macro_definition_end(source, found.start())
    if word == r"\newtheorem":
        groups, end = _groups(source, found.end(), 2)
        author.theorems |= {groups[0].strip(): groups[1].strip()} if len(groups) == 2 else {}
        return end
    if word != r"\newcolumntype":
        macro = source[found.start() : end]
        author.macros.append(macro)
        _take_display(macro, author)
    return end


def _take_environment(source: str, place: int, author: Author) -> int:
    r"""``\newenvironment{name}[2][default]{begin}{end}``: a display of its own if the first part begins one."""
    groups, end = _groups(source, place, 3)
    number = re.compile(r"\s*\*?\s*\{\s*\w+\*?\s*\}\s*\[(\d)\]\s*(\[)?").match(source, place)
    if len(groups) == 3:
        opened = re.findall(r"\\begin\s*\{(\w+)\*?\}|(\\\[)", groups[1])
        if opened and (opened[-1][0] in DISPLAYS or opened[-1][1]):
            author.environments[groups[0].strip()] = (int(number[1]) if number else 0, number is not None and number[2] is not None)
    return end


def _take_display(macro: str, author: Author) -> None:
    name, body = name_and_body(macro)
    whole = WHOLE.fullmatch(body)
    if not name or whole is None or not (whole[1] is None or whole[1] in DISPLAYS):
        return
    inner = re.sub(r"\\(?:label|tag|ref)\s*\{[^{}]*\}", " ", next(part for part in whole.groups()[1:] if part is not None))
    used = {int(a or b) for a, b in PARAMETER.findall(inner)}
    number = re.search(r"\[(\d)\]", macro[: macro.index(body)]) if body else None
    if len(used) == 1:
        author.displays[name[1:]] = (int(number[1]) if number else max(used), used.pop())


def _groups(source: str, place: int, most: int) -> tuple[list[str], int]:
    """What stands in the next groups in braces (or the next command), optional arguments left out, and where they end."""
    groups: list[str] = []
    gap = re.compile(r"(?:\s|\*|\[[^\]]*\])*")
    while len(groups) < most:
        after = gap.match(source, place)
        start = after.end() if after is not None else place
        command = re.compile(r"\\[A-Za-z]+").match(source, start) if not groups else None
        if command is not None:
            groups.append(command.group())
            place = command.end()
        elif source[start : start + 1] == "{":
            place = group_end(source, start)
            groups.append(source[start + 1 : place - 1])
        else:
            break
    return groups, place


def arguments_of(source: str, place: int, number: int) -> list[tuple[int, int]]:
    """The places of the insides of so many groups in braces, from an offset on."""
    found: list[tuple[int, int]] = []
    while len(found) < number:
        start = re.compile(r"(?:\s|\[[^\]]*\])*").match(source, place)
        place = start.end() if start is not None else place
        if source[place : place + 1] != "{":
            break
        end = group_end(source, place)
        found.append((place + 1, end - 1))
        place = end
    return found


def name_and_body(definition: str) -> tuple[str, str]:
    """The command that is defined, and its body."""
    name = re.compile(r"\\\w+\*?\s*\{?\s*(\\[A-Za-z]+)").match(definition)
    brace = definition.find("{", name.end()) if name is not None else -1
    return (name[1], definition[brace + 1 : -1]) if name is not None and brace >= 0 else ("", "")


def macro_definition_end(source: str, start: int) -> int:
    r"""The offset after a ``\newcommand``, ``\def`` or ``\DeclareMathOperator`` that starts at ``start``."""
    if re.compile(r"\\g?def\b").match(source, start):
        brace = source.find("{", start)
        return group_end(source, brace) if brace >= 0 else len(source)
    head = re.compile(r"\\\w+\*?\s*(\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+)\s*(\[[^\]]*\]\s*)*").match(source, start)
    if head is None or source[head.end() : head.end() + 1] != "{":
        return source.find("\n", start) if "\n" in source[start:] else len(source)
    return group_end(source, head.end())


def group_end(source: str, brace: int) -> int:
    """The offset after the brace that closes the one at ``brace``."""
    depth = 0
    position = brace
    while position < len(source):
        character = source[position]
        if character == "\\":
            position += 1
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return position + 1
        position += 1
    return len(source)

"""Markdown (CommonMark, GitHub and MyST mathematics) as a sequence of pieces.

Displays are ``$$…$$``, ``\\[…\\]``, bare LaTeX environments, and fences named ``math`` or ``{math}``; they may
interrupt a paragraph, so that a row starting with ``-`` or ``=`` is never taken for a list or a heading.
Formulas in a line are ``$…$`` (no digit outside, and with a space inside the dollars only what looks like a formula: prices stay
prices) and ``\\(…\\)``.
MyST directives with a Markdown body (``{note}``, ``{prf:proof}``, …) are read as part of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from derivations.documents.instructions import as_instruction
from derivations.documents.model import Break, Heading, Math, Piece, Place, Text, Words
from derivations.documents.prose.sentences import ITEM
from derivations.documents.spelling import word_set

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

ENVIRONMENT = re.compile(r"\\begin\{((?:equation|align|alignat|gather|multline|eqnarray|flalign|displaymath|math|split|aligned|gathered)"
                         r"\*?)\}")
BRACKETS = ((r"\(", r"\)"), (r"\[", r"\]"), (r"\\(", r"\\)"), (r"\\[", r"\\]"))
r"""What encloses a formula; the backslash is doubled where Markdown would take a single one away."""
IN_FORMULA = re.compile(r"[=<>^]|\\[A-Za-z]")
SPACED = re.compile(r"(?<![\w$\\])\$((?=\s|[^$\n]*\s\$)[^$`\n]{1,200})(?<!\\)\$(?![\d$])")
WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}\s+[A-Za-z]{3,}")
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
HTML = re.compile(r"<!--(.*?)-->|</?(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]"
                  r"|header|hr|html|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^<>]*>",
                  re.DOTALL | re.IGNORECASE)
"""Comments, and the tags that end a paragraph."""
OTHER_TAGS = re.compile(r"(?:\s|</?[A-Za-z][^<>]*>)*")
"""Tags such as those of pictures, which would make a block of HTML of what they open, and the spaces around them."""
UNSHOWN = re.compile(r"\s*<(?:script|style|pre|textarea|svg|head|iframe|noscript|template|\?|!(?!--))", re.IGNORECASE)
"""How a block of HTML begins in which nothing is text."""
AFTER_DISPLAY = re.compile(r"[ \t]*[.,;:]?[ \t]*(\(([^()\s$]+)\)|\{#([^}\s]+)[^}]*\})?[ \t]*$")
DIRECTIVE = re.compile(r"\{([\w:.-]+)\}")
CODE_DIRECTIVES = word_set("""code code-block code-cell literalinclude figure image toctree eval-rst raw mermaid bibliography contents
    include table list-table csv-table glossary index""")


def markdown_pieces(text: Text) -> Iterator[Piece]:
    """The pieces of a Markdown text in order."""
    rows = text.source.split("\n")
    yield from _block_pieces(_parser().parse(text.source), rows, text.starts)


def front_matter_macros(source: str) -> tuple[str, ...]:
    """Macros of a front matter (``math:`` or ``macros:`` with ``\\name: body`` below) as LaTeX definitions."""
    block = re.match(r"---\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", source, re.DOTALL)
    if block is None:
        return ()
    macros = []
    inside: int | None = None
    for row in block.group(1).split("\n"):
        indent = len(row) - len(row.lstrip())
        if inside is not None and indent > inside:
            macros += _front_matter_macro(row.strip())
        elif row.strip():
            inside = indent if re.fullmatch(r"\s*(math|macros|Macros):\s*", row) else None
    return tuple(macros)


def _front_matter_macro(row: str) -> list[str]:
    entry = re.fullmatch(r"""(["']?)\\*([A-Za-z]+)\1\s*:\s*(.+)""", row)
    if entry is None:
        return []
    body = entry.group(3).strip()
    listed = re.fullmatch(r"\[\s*(.*?)\s*,\s*(\d)\s*\]", body)
    body = _unquoted(listed.group(1) if listed else body)
    count = int(listed.group(2)) if listed else max((int(n) for n in re.findall(r"#(\d)", body)), default=0)
    return [rf"\newcommand{{\{entry.group(2)}}}" + (f"[{count}]" if count else "") + f"{{{body}}}"]


def _unquoted(value: str) -> str:
    """A YAML scalar: double quotes escape the backslash, single quotes do not."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace("\\\\", "\\")
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value


EXERCISES = re.compile(r"\s*(?:Exercise|Problem|Question|Task)s?\b", re.IGNORECASE)
"""Headings of numbered lists whose items are exercises of their own."""


# --- blocks -----------------------------------------------------------------------------------


def _block_pieces(tokens: list[Token], rows: list[str], starts: tuple[Place, ...]) -> Iterator[Piece]:
    level, exercises = 0, False
    cursor = (0, 0)
    for token in tokens:
        first = token.map[0] if token.map else 0
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
            case "inline":
                content, cursor = _inline_text(token, rows, starts, cursor)
                if level:
                    yield Heading(level, content)
                    level, exercises = 0, EXERCISES.match(content.source) is not None
                yield from _inline_pieces(token, content)
                yield Break(content.at(len(content.source)))
            case "display":
                yield from _display_pieces(token, rows, starts)
            case "fence" | "colon_fence":
                yield from _fence_pieces(token, rows, starts)
            case "html_block":
                if token.content.strip():
                    yield from _html_pieces(_within(token.content.removesuffix("\n").split("\n"), first, rows, starts))
            case _ if token.nesting and token.type.startswith(("list_item", "blockquote")):
                if exercises and token.type == "list_item_open" and token.level == 1 and token.info:
                    yield Heading(ITEM, Text("", (starts[first],)))
                yield Break(starts[first])


def _display_pieces(token: Token, rows: list[str], starts: tuple[Place, ...]) -> Iterator[Piece]:
    places = tuple(_moved(starts[row], column) for row, column in token.meta["places"])
    yield Math(Text(token.content, places), True, label=token.info or None, problem=token.meta.get("problem"))
    if token.meta["ends"]:
        yield Words(Text(token.meta["ends"], (places[-1],)))
    yield Break(places[-1])


def _fence_pieces(token: Token, rows: list[str], starts: tuple[Place, ...]) -> Iterator[Piece]:
    assert token.map is not None
    info = token.info.strip()
    body = token.content.split("\n")[:-1]
    places = _within(body, token.map[0] + 1, rows, starts).starts
    directive = DIRECTIVE.match(info)
    name = directive.group(1) if directive else info.split(" ")[0]
    if name in ("math", "latex-math"):
        label, skipped = _directive_options(body)
        if body[skipped:]:
            yield Math(Text("\n".join(body[skipped:]), places[skipped:]), True, label=label)
    elif directive and name not in CODE_DIRECTIVES and body:
        _, skipped = _directive_options(body)
        yield Break(places[0])
        if body[skipped:]:
            yield from markdown_pieces(Text("\n".join(body[skipped:]), places[skipped:]))
    else:
        yield Break(starts[token.map[0]])


def _within(body: list[str], first: int, rows: list[str], starts: tuple[Place, ...]) -> Text:
    """The rows of a block without what a quote or a list puts before them; ``first`` is the row of the text with which it begins."""
    return Text("\n".join(body), tuple(_moved(starts[first + k], _suffix_column(rows[first + k], row)) for k, row in enumerate(body)))


def _directive_options(body: list[str]) -> tuple[str | None, int]:
    """The ``:label:`` among the leading options of a directive, and the number of lines that they take."""
    label = None
    count = 0
    for row in body:
        option = re.fullmatch(r":([\w-]+):\s*(.*)", row.strip())
        if option is None:
            break
        count += 1
        if option.group(1) in ("label", "name"):
            label = option.group(2).strip() or None
    return label, count


def _html_pieces(text: Text) -> Iterator[Piece]:
    """The instructions in the comments of a block of HTML, and what its tags enclose, as Markdown of its own."""
    start = 0
    shown = not UNSHOWN.match(text.source)
    for mark in (*HTML.finditer(text.source), None):
        end = mark.start() if mark is not None else len(text.source)
        opening = OTHER_TAGS.match(text.source, start, end)
        begin = opening.end() if opening is not None else start
        if shown and (inside := text.source[begin:end].lstrip()) and not inside.startswith("<"):
            yield from markdown_pieces(text.cut(begin, end))
        if mark is None:
            return
        start = mark.end()
        instruction = as_instruction(text.cut(mark.start(1), mark.end(1))) if mark[1] is not None else None
        if instruction is not None:
            yield instruction


# --- inline -----------------------------------------------------------------------------------


def _inline_text(token: Token, rows: list[str], starts: tuple[Place, ...], cursor: tuple[int, int]) -> tuple[Text, tuple[int, int]]:
    """The text of an inline token with the place of each of its lines; ``cursor`` walks along the cells of a table row."""
    assert token.map is not None
    first = token.map[0]
    places = []
    for k, line in enumerate(token.content.split("\n")):
        row = min(first + k, len(rows) - 1)
        column = _suffix_column(rows[row], line) if "\n" in token.content else -1
        if column < 0:
            begin = cursor[1] if cursor[0] == row else 0
            column = max(rows[row].find(line, begin), rows[row].find(line[:8].strip(), begin) if line else begin, 0)
            cursor = (row, column + len(line))
        places.append(_moved(starts[row], column))
    return Text(token.content, tuple(places)), cursor


def _suffix_column(row: str, line: str) -> int:
    """Where ``line`` starts in ``row``, which ends with it up to white space; -1 if it does not."""
    column = len(row.rstrip()) - len(line.rstrip())
    return column if column >= 0 and row.startswith(line.rstrip(), column) else -1


def _moved(place: Place, columns: int) -> Place:
    return Place(place.line, place.column + max(columns, 0), place.cell, place.file)


def _inline_pieces(token: Token, content: Text) -> Iterator[Piece]:
    """Formulas, comments and the prose between them; code, links' addresses and raw HTML become blanks."""
    masked = list(content.source)
    position = 0
    pieces: list[tuple[int, int, Token]] = [(t.meta["start"], t.meta["end"], t) for t in token.children or [] if "start" in t.meta]
    struck = list(_struck(content.source, [(start, end) for start, end, child in pieces if child.type != "html_inline"]))
    for first, last in struck:
        masked[first:last] = [c if c == "\n" else " " for c in masked[first:last]]
    for start, end, child in pieces:
        if start < position or any(first <= start < last for first, last in struck):
            continue
        is_comment = child.type == "html_inline" and COMMENT.fullmatch(child.content) is not None
        if is_comment or child.type in ("math_inline", "math_inline_double", "display_inline"):
            yield from _words(content, masked, position, start)
            position = end
            if is_comment:
                yield from _html_pieces(content.cut(start, end))
            else:
                width = len(child.markup)
                inner = content.cut(start + width, end - width)
                if len(inner.source) > 2 and inner.source[0] == inner.source[-1] == "`":  # GitHub's $`x`$
                    inner = inner.cut(1, len(inner.source) - 1)
                yield Math(inner, child.type != "math_inline" and _stands_alone(content.source, start, end))
        else:
            masked[start:end] = [c if c == "\n" else " " for c in masked[start:end]]
    yield from _words(content, masked, position, len(masked))


STRUCK = re.compile(r"(?P<tildes>~~)(?=\S).*?~~|<(?P<tag>del|s|strike)>.*?</(?P=tag)>", re.DOTALL | re.IGNORECASE)


def _struck(source: str, formulas: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is struck out, where the marks stand in no formula or code: ``~~Let $x > 0$~~``."""
    for found in STRUCK.finditer(source):
        if not any(start < place < end for start, end in formulas for place in (found.start(), found.end() - 1)):
            yield found.span()


def _stands_alone(source: str, start: int, end: int) -> bool:
    """Whether nothing else is on the lines of a formula; ``$$x$$`` amid words is meant as part of them."""
    before = source[source.rfind("\n", 0, start) + 1 : start]
    after = source[end:].split("\n", 1)[0]
    return not before.strip() and not after.strip(" \t.,;:")


def _words(content: Text, masked: list[str], start: int, end: int) -> Iterator[Words]:
    prose = "".join(masked[start:end])
    if prose.strip():
        yield Words(Text(prose, content.cut(start, end).starts))


# --- the parser -------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.dollarmath.index import math_inline_dollar
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(colon_fence_plugin)
    dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)
    interrupts: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "display", _display_rule, interrupts)
    parser.inline.ruler.before("escape", "dollars", _located(_not_across_code(dollars)))
    parser.inline.ruler.before("escape", "spaced", _located(_spaced_rule))
    parser.inline.ruler.before("escape", "bracketed", _located(_bracketed_rule))
    for name in ("backticks", "html_inline", "autolink", "image"):
        rule = next(r.fn for r in parser.inline.ruler.__rules__ if r.name == name)
        parser.inline.ruler.at(name, _located(rule))
    return parser


def _located(rule: Any) -> Any:
    """An inline rule whose tokens remember the range of characters that they came from."""

    def located(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found: bool = rule(state, silent)
        if found and not silent:
            for token in state.tokens[count:]:
                if token.type != "text":
                    token.meta = {**token.meta, "start": start, "end": state.pos}
        return found

    return located


def _not_across_code(rule: Any) -> Any:
    """A dollar rule that does not take the dollar of ``$6, `$x` `` for the end of a formula."""

    def guarded(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if state.src[start] != "$" or not rule(state, True):
            return False
        inside = state.src[start : state.pos]
        state.pos = start
        found: bool = inside.count("`") % 2 == 0 and rule(state, silent)
        return found

    return guarded


def _spaced_rule(state: StateInline, silent: bool) -> bool:
    """``$ x = 1 $``, which notebooks show as a formula, if it has the signs of one and no run of words."""
    found = SPACED.match(state.src, state.pos)
    if found is None or found.start(1) - 1 != state.pos or WORDS.search(found[1]) or not IN_FORMULA.search(found[1]):
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.markup, token.content = "$", found[1]
    state.pos = found.end()
    return True


def _bracketed_rule(state: StateInline, silent: bool) -> bool:
    r"""``\(…\)``, ``\[…\]`` and environments inside a line of prose."""
    source, start = state.src, state.pos
    if source[start] != "\\":
        return False
    opened = next((pair for pair in BRACKETS if source.startswith(pair[0], start)), None)
    environment = ENVIRONMENT.match(source, start)
    if opened is not None:
        closer = opened[1]
    elif environment is not None:
        closer = rf"\end{{{environment.group(1)}}}"
    else:
        return False
    if _in_vain(state.env).get((closer, 0)) is source:
        return False
    end = source.find(closer, start + (len(opened[0]) if opened else 2))
    if end < 0:
        _in_vain(state.env)[(closer, 0)] = source
        return False
    if not silent:
        token = state.push("math_inline" if opened and opened[0].endswith("(") else "display_inline", "math", 0)
        token.markup = opened[0] if opened else ""
    state.pos = end + len(closer)
    return True


def _in_vain(env: Any) -> dict[tuple[str, int], object]:
    """Searches for a closing delimiter that found none, so that they are not repeated at every opening one."""
    found: dict[tuple[str, int], object] = env.setdefault("in vain", {})
    return found


def _display_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    r"""``$$…$$``, ``\[…\]`` or an environment that starts a line and ends one (a label or full stop may follow)."""
    begin = state.bMarks[first] + state.tShift[first]
    source = state.src
    if state.is_code_block(first) or source[begin : begin + 1] not in ("$", "\\"):
        return False
    environment = ENVIRONMENT.match(source, begin)
    if environment is not None:
        width, closer, keep = 0, rf"\end{{{environment.group(1)}}}", True
    elif source.startswith("$$", begin):
        width, closer, keep = 2, "$$", False
    elif (bracket := next((pair for pair in BRACKETS if pair[0].endswith("[") and source.startswith(pair[0], begin)), None)) is not None:
        width, closer, keep = len(bracket[0]), bracket[1], False
    else:
        return False
    found = _closing(state, first, last, begin + max(width, 1), closer)
    if found is None:
        return width == 2 and not silent and _unclosed(state, first, begin)
    row, close = found
    ends = AFTER_DISPLAY.fullmatch(source, close + len(closer), state.eMarks[row])
    if ends is None:
        return False
    if silent:
        return True
    _push_display(state, first, row, begin + width, close + (len(closer) if keep else 0))
    token = state.tokens[-1]
    token.info = ends.group(2) or ends.group(3) or ""
    token.meta["ends"] = "." if "." in ends.group(0)[: ends.start(1) - ends.start() if ends.group(1) else None] else ""
    state.line = row + 1
    return True


def _closing(state: StateBlock, first: int, last: int, start: int, closer: str) -> tuple[int, int] | None:
    """The row and offset of ``closer`` within the container of row ``first``.  A search in vain is not repeated further down."""
    if _in_vain(state.env).get((closer, last)):
        return None
    for row in range(first, last):
        if row > first and state.sCount[row] < state.blkIndent and not state.isEmpty(row):
            return None
        begin = start if row == first else state.bMarks[row]
        position = state.src.find(closer, begin, state.eMarks[row])
        while position > 0 and closer[0] == "$" and state.src[position - 1] == "\\":
            position = state.src.find(closer, position + 1, state.eMarks[row])
        if position >= 0:
            return row, position
    _in_vain(state.env)[(closer, last)] = True
    return None


def _push_display(state: StateBlock, first: int, row: int, begin: int, end: int) -> None:
    """A token with the rows of the formula; each row starts after the indentation or quote marks of its container."""
    token = state.push("display", "math", 0)
    token.block = True
    token.map = [first, row + 1]
    rows, places = [], []
    for k in range(first, row + 1):
        left = begin if k == first else state.bMarks[k] + state.tShift[k]
        right = end if k == row else state.eMarks[k]
        rows.append(state.src[left:right] if right > left else "")
        line_start = state.src.rfind("\n", 0, left) + 1 if left <= right else left
        places.append((k, left - line_start))
    token.content = "\n".join(rows)
    token.meta = {"places": places, "ends": ""}


def _unclosed(state: StateBlock, first: int, begin: int) -> bool:
    """An opening ``$$`` or ``\\[`` alone on its row or before a formula, that nothing closes: reported; the rest is prose."""
    opener = state.src[begin : begin + 2]
    row = state.src[begin + 2 : state.eMarks[first]]
    if row.strip() and not IN_FORMULA.search(row):
        return False
    _push_display(state, first, first, begin, begin + 2)
    state.tokens[-1].meta["problem"] = f"this {opener} is never closed"
    state.line = first + 1
    return True

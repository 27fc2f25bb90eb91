r"""A display block as rows: ``align``, ``aligned``, ``split``, ``gather``, ``equation``, ``cases`` that stand alone, ``\\``.

Rows keep their place in the source; ``&`` stays in them (statements ignore it), comment columns, labels and tags too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from symbolic.latex.source.tokens import has_escaped_braces

ENVIRONMENTS = frozenset({"align", "align*", "aligned", "alignat", "alignat*", "alignedat", "split", "gather", "gather*", "gathered",
                          "equation", "equation*", "multline", "multline*", "eqnarray", "eqnarray*", "flalign", "flalign*", "displaymath",
                          "math", "cases", "dcases", "subequations", "dmath", "dmath*", "array", "IEEEeqnarray", "IEEEeqnarray*"})
INSTRUCTION = re.compile(r"%\s*derivations:\s*(?P<body>[^\n]*)")
TOKEN = re.compile(r"\\begin\s*\{[^{}]*\}|\\end\s*\{[^{}]*\}|\\(?:short)?intertext\s*\{|\\.|%[^\n]*|[{}]", re.DOTALL)
BEGIN = re.compile(r"\\begin\s*\{([^{}]*)\}(?:\s*\{[^{}]*\})?")
STYLE = r"\\(?:display|text)style\s*"
FRAME = re.compile(r"(?:\\label\s*\{[^{}]*\}\s*)?(?:\\(?:boxed|fbox)\s*)?\{(?=\s*(?:" + STYLE + r")?(?:\{\s*)*\\begin\b)"
                   r"|" + STYLE + r"(?=(?:\{\s*)*\\begin\b)")
BREAK = re.compile(r"\\\\\*?(?:\s*\[\s*-?[\d.]+\s*[a-z]+\s*\])?|\\cr\b|\\newline\b")


@dataclass(frozen=True, slots=True)
class Row:
    """``source[start:end]`` is the row, white space removed at both ends.

    instruction:  what stands after ``% derivations:`` in the row, and its offsets.
    intertext:    words between the rows, before this one.
    """

    start: int
    end: int
    instruction: tuple[str, int, int] | None = None
    intertext: str = ""


def split_rows(source: str) -> tuple[Row, ...]:
    """The rows of a display block, in order.  Never raises: what is no environment is one row."""
    start, end = _inside(source, 0, len(source))
    rows: list[Row] = []
    words: list[str] = []
    depth, braces, begin, place = 0, 0, start, start
    escaped = has_escaped_braces(source)
    while place < end:
        found = TOKEN.search(source, place, end)
        if found is None:
            break
        text, place = found.group(), found.end()
        if text.startswith("%"):
            continue
        if escaped and text == "\\\\" and source[place : place + 1] in ("{", "}"):
            place += 1
            continue
        if text.startswith(r"\begin"):
            depth += 1
        elif text.startswith(r"\end"):
            depth -= 1
        elif text in "{}":
            braces += 1 if text == "{" else -1
        elif depth == 0 and braces <= 0 and "intertext" in text:
            close = _closing(source, found.end() - 1, end)
            rows += _row(source, begin, found.start(), words)
            words.append(source[found.end() : close].strip())
            begin = place = close + 1
        elif depth == 0 and braces <= 0 and (mark := BREAK.match(source, found.start(), end)):
            stop = _with_instruction(source, mark.end(), end)
            rows += _row(source, begin, found.start(), words, stop)
            begin = place = max(stop, mark.end())
    rows += _row(source, begin, end, words)
    return tuple(inner for row in rows for inner in _nested(source, row))


def _with_instruction(source: str, place: int, end: int) -> int:
    """An instruction on the line of the row break belongs to the row before it."""
    line = source.find("\n", place, end)
    line = end if line < 0 else line
    found = INSTRUCTION.search(source, place, line)
    return line if found is not None and not source[place : found.start()].strip() else place


def _row(source: str, start: int, end: int, words: list[str], instruction_end: int | None = None) -> list[Row]:
    found = INSTRUCTION.search(source, start, max(end, instruction_end or end))
    body = None
    if found is not None:
        text = found.group("body").rstrip()
        body = (text, found.start("body"), found.start("body") + len(text))
        if found.start() < end and not source[found.end() : end].strip():
            end = found.start()
    while start < end and (source[start].isspace() or source[start] == "%"):
        if source[start] == "%":
            line = source.find("\n", start, end)
            start = end if line < 0 else line
        else:
            start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    if start >= end:
        return []
    before = " ".join(words)
    words.clear()
    return [Row(start, end, body, before)]


def _inside(source: str, start: int, end: int) -> tuple[int, int]:
    """The inside of the environments that enclose everything."""
    while True:
        while start < end and source[start].isspace():
            start += 1
        while end > start and source[end - 1].isspace():
            end -= 1
        frame = FRAME.match(source, start, end)
        if frame is not None and source[frame.end() - 1] != "{":
            start = frame.end()
            continue
        if frame is not None and _closing(source, frame.end() - 1, end) == end - 1 and source[end - 1] == "}":
            start, end = frame.end(), end - 1
            continue
        if (braced := _in_left_brace(source, start, end)) is not None:
            start, end = braced
            continue
        opening = BEGIN.match(source, start, end)
        if opening is None or opening.group(1) not in ENVIRONMENTS:
            return start, end
        takes_argument = opening.group(1).startswith(("alignat", "alignedat", "array", "IEEE"))
        inner = opening.end() if takes_argument else source.index("}", start) + 1
        closing = _end_of(source, start, end)
        if closing is None:
            return start, end
        rest = source[closing[1] : end].strip()
        if rest and not re.fullmatch(r"(?:[.,;]|\\tag\*?\{[^{}]*\}|\\label\{[^{}]*\}|\s)*", rest):
            return start, end
        if opening.group(1) in ("cases", "dcases") and _is_piecewise(source[inner : closing[0]]):
            return start, end
        start, end = inner, closing[0]


LEFT_BRACE = re.compile(r"\\left\s*(?:\\\{|\\lbrace)\s*(?=\\begin\s*\{([^{}]*)\})")
NO_RIGHT = re.compile(r"\s*\\right\s*\.\s*")
SYSTEMS = frozenset({"array", "aligned", "matrix", "split", "alignedat", "gathered"})


def _in_left_brace(source: str, start: int, end: int) -> tuple[int, int] | None:
    r"""The environment of ``\left\{\begin{array}{l} x = 1 \\ y = 2 \end{array}\right.``, a system of equations."""
    brace = LEFT_BRACE.match(source, start, end)
    closing = _end_of(source, brace.end(), end) if brace is not None and brace[1] in SYSTEMS else None
    if brace is None or closing is None or not NO_RIGHT.fullmatch(source, closing[1], end):
        return None
    rows = [row for row in source[source.index("}", brace.end()) : closing[0]].split("\\\\") if row.strip()]
    return (brace.end(), closing[1]) if len(rows) > 1 and all(SIGN.search(row.partition("&")[0]) or "=" in row for row in rows) else None


SIGN = re.compile(r"=|<|>|\\(?:le|ge|leq|geq|ne|neq|approx|to|in)(?![A-Za-z])")


def _is_piecewise(inside: str) -> bool:
    r"""``1 & x = 0 \\ 0 & \text{else}``: values with their conditions, and no system of equations."""
    rows = [row.partition("&") for row in inside.split("\\\\") if row.strip()]
    return len(rows) > 1 and not any(SIGN.search(value) or not test.strip() or SIGN.match(test.strip()) for value, _, test in rows)


def _end_of(source: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the environment that begins at ``start`` ends; None if an end there has another name than its beginning."""
    opened: list[str] = []
    for found in re.compile(r"\\(begin|end)\s*\{([^{}]*)\}").finditer(source, start, end):
        name = found.group(2).strip()
        if found.group(1) == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return None
        if not opened:
            return found.start(), found.end()
    return None


def _nested(source: str, row: Row) -> list[Row]:
    """A row that is an environment of rows itself, such as ``split`` in ``align``."""
    start, end = _inside(source, row.start, row.end)
    if (start, end) == (row.start, row.end):
        return [row]
    inner = split_rows(source[start:end])
    return [Row(start + r.start, start + r.end, (r.instruction and (r.instruction[0], start + r.instruction[1], start + r.instruction[2]))
                or (row.instruction if k == len(inner) - 1 else None), r.intertext or (row.intertext if k == 0 else "")) for k,
            r in enumerate(inner)]


def _closing(source: str, opening: int, end: int) -> int:
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(source, opening, end):
        depth += (found.group() == "{") - (found.group() == "}")
        if depth == 0:
            return found.start()
    return end - 1

r"""Environments inside a formula: matrices, and values by cases."""

from __future__ import annotations

from symbolic.latex.build import blocks
from symbolic.latex.names.open_names import open_symbol
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import after_group
from symbolic.latex.source.tokens import Token
from symbolic.shapes import ShapeError
from symbolic.terms import UNDEFINED, Call, Matrix, Term, call

MATRICES = frozenset({"pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix", "vmatrix", "array", "pmatrix*", "bmatrix*", "psmallmatrix",
                      "bsmallmatrix"})


def environment(r: Reader) -> Term:
    r"""``\begin{pmatrix} … \end{pmatrix}``, ``cases`` and their kin."""
    first = r.position
    name = r.take().arg.strip()
    if name == "array" and r.at("{"):
        r.position = after_group(r.tokens, r.position, r.close)
    end = environment_end(r, first)
    rows = cells(r, r.position, end)
    if name in ("cases", "dcases", "rcases"):
        term = cases_of(r, rows, first)
    elif name in MATRICES:
        term = _matrix(r, rows, first)
    elif name in ("aligned", "gathered", "split") and len(rows) == 1 and len(rows[0]) == 1:
        with r.within(*rows[0][0]):
            term = r.expression()
    else:
        raise r.error(f"the environment {name} inside a formula", first, "write it as a display of its own")
    r.position = end + 1
    return call("det", term) if name == "vmatrix" else term


def cases_in_brace(r: Reader) -> Term | None:
    r"""``\left\{ \begin{array}{ll} … \end{array} \right.``: values by cases under a brace; None if it is anything else."""
    opening, first = r.position, r.position + 1
    if r.tokens[first].text != r"\begin" or r.tokens[first].arg.strip() != "array":
        return None
    end = environment_end(r, first)
    if r.tokens[end + 1].text != r"\right.":
        return None
    rows = cells(r, after_group(r.tokens, first + 1, r.close), end)
    if any(len(row) != 2 for row in rows):
        return None
    term = cases_of(r, rows, opening)
    r.position = end + 2
    return term


def environment_end(r: Reader, first: int) -> int:
    depth = 0
    for place in range(first, r.limit):
        token = r.tokens[place]
        depth += (token.text == r"\begin") - (token.text == r"\end")
        if depth == 0:
            return place
    raise r.error("an environment is never closed", first, r"add the missing \end{…}")


def cells(r: Reader, start: int, end: int) -> list[list[tuple[int, int]]]:
    """The ranges of the cells of an environment, row by row; an empty last row is none."""
    rows: list[list[tuple[int, int]]] = [[]]
    depth, a = 0, start
    for place in range(start, end + 1):
        text = r.tokens[place].text if place < end else r"\\"
        depth += (text in (r"\begin", "{")) - (text in (r"\end", "}"))
        if depth == 0 and text in ("&", r"\\"):
            rows[-1].append((a, place))
            a = place + 1
            if text == r"\\" and place < end:
                rows.append([])
    return [row for row in rows if row != [(row[0][0], row[0][0])] or len(row) > 1]


def _matrix(r: Reader, rows: list[list[tuple[int, int]]], first: int) -> Term:
    out: list[tuple[Term, ...]] = []
    for row in rows:
        entries = []
        for a, b in row:
            if r.scope.open and (a == b or all(t.text in ("|", "-", r"\vert") for t in r.tokens[a:b])):
                return open_symbol(_written(r, first))
            if any(t.text == r"\dots" for t in r.tokens[a:b]):
                if r.scope.open:
                    return open_symbol(_written(r, first))
                r.position = b
                raise r.error("dots in a matrix", first, "write the matrix by a name and its entries, or with explicit sizes")
            with r.within(a, b):
                entries.append(r.expression())
        out.append(tuple(entries))
    if not out or len({len(row) for row in out}) > 1:
        raise r.error("the rows of the matrix have different lengths", first, "give every row the same number of entries")
    try:
        term = blocks(out)
    except ShapeError:
        term = Matrix(tuple(out))
    r.shape_of(term, first)
    return term


def _written(r: Reader, first: int) -> str:
    """An environment as it is written."""
    return " ".join(r.source[r.tokens[first].start : r.tokens[environment_end(r, first)].end].split())


IF_WORDS = frozenset({"if", "for", "when", "where", "whenever", "if and only if"})
OTHERWISE = frozenset({"otherwise", "else", "if not", "elsewhere"})


def cases_of(r: Reader, rows: list[list[tuple[int, int]]], first: int) -> Term:
    """Values with their conditions; the last may be for all the rest.  Where no condition holds there is no value."""
    from symbolic.latex.relations.conditions import condition

    parts: list[Term] = []
    tests: list[Term] = []
    default: Term | None = None
    for row in rows:
        (a, b), (c, d) = _value_and_test(r, row, first)
        while b > a and r.tokens[b - 1].text in (",", ";", ".", r"\quad", r"\qquad"):
            b -= 1
        with r.within(a, b):
            value = r.expression()
        while d > c and r.tokens[d - 1].text in (",", ";", "."):
            d -= 1
        while c < d and r.tokens[c].text in (",", ";", r"\quad", r"\qquad"):
            c += 1
        if default is not None:
            raise r.error("a case after the last", first, r"put \text{otherwise} last")
        if d == c + 1 and r.tokens[c].kind == "text" and _words(r.tokens[c]) in OTHERWISE:
            default = value
            continue
        while c < d and r.tokens[c].kind == "text" and _words(r.tokens[c]) in IF_WORDS:
            c += 1
        if r.scope.open and any(t.kind == "text" and " " in t.arg.strip() for t in r.tokens[c:d]):
            test: Term = open_symbol(spelled(r.tokens[c:d]))
        else:
            with r.within(c, d):
                test = condition(r)
        parts += [test, value]
        tests.append(test)
    if default is None:
        parts, default = (parts[:-2], parts[-1]) if _cover(tests) else (parts, UNDEFINED)
    return call("cases", *parts, default)


def _value_and_test(r: Reader, row: list[tuple[int, int]], first: int) -> tuple[tuple[int, int], tuple[int, int]]:
    if len(row) == 2:
        return row[0], row[1]
    if len(row) == 1:
        a, b = row[0]
        word = next((k for k in range(a, b) if _begins_test(r, k)), None)
        if word is not None:
            return (a, word), (word, b)
    raise r.error("a case without its condition", first, r"write value & \text{if } condition")


def _begins_test(r: Reader, place: int) -> bool:
    token = r.tokens[place]
    if token.kind != "text":
        return False
    return _words(token) in IF_WORDS | OTHERWISE or (r.scope.open and _words(token).startswith(("if ", "for ", "when ")))


def _words(token: Token) -> str:
    return token.arg.strip(" ,;.").lower()


COVERING = ({"lt", "ge"}, {"le", "gt"}, {"eq", "ne"}, {"lt", "eq", "gt"})


def _cover(tests: list[Term]) -> bool:
    """Whether comparisons of the same two terms leave out no value."""
    if not all(isinstance(t, Call) and len(t.args) == 2 for t in tests):
        return False
    pairs = {t.args for t in tests if isinstance(t, Call)}
    return len(pairs) == 1 and {t.op for t in tests if isinstance(t, Call)} in COVERING

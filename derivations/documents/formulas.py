"""The seam to the reader of formulas: rows, readings, declarations and macros, with errors as values.

Everything else in this package works with terms and places; only this module reads LaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derivations.documents.functions.told_ranges import within_told
from derivations.documents.items import SYMBOLS
from derivations.documents.model import Text
from symbolic.latex.errors import MisfitError, ReadingError
from symbolic.latex.plain import to_text
from symbolic.latex.rows import split_rows
from symbolic.latex.scope import Scope
from symbolic.latex.source.macros import read_macros
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Term, free_symbols

if TYPE_CHECKING:
    from symbolic.latex.statements import Statement

STARTS_WITH_RELATION = re.compile(
    r"[\s&{}]*(?:\\(?:quad|qquad|,|;|!|:|\s)[\s&{}]*)*(?:[=<>≤≥≠≈⇒⇔⇐]|:=|\\(?:leq?q?|geq?q?|leqslant|geqslant|neq?|lt|gt|approx|equiv|propto|iff|"
    r"implies|impliedby|coloneqq|leftarrow|gets|simeq|(?:Long|long)?(?:R|L|Leftr)(?:ight|eft)arrow)(?![A-Za-z]))")
RELATION = re.compile(r"[=<>≤≥≠≈⇒⇔⇐]|\\(?:leq?q?|geq?q?|neq?|lt|gt|approx|equiv|propto|iff|implies|impliedby|coloneqq|"
                      r"(?:R|Leftr)ightarrow)(?![A-Za-z])")
PLUS_MINUS = re.compile(r"\\(?:pm|mp)(?![A-Za-z])|±|∓")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a formula, with the line on which it ends.

    left_open: the next row has no sign of its own and may go on with this one, ``= \\frac12 \\\\ & \\int f(x) dx``.
    """

    text: Text
    continues: bool
    end_line: int
    left_open: bool = False

    @property
    def both_signs(self) -> bool:
        """Whether the row is two statements, one for each sign."""
        return PLUS_MINUS.search(self.text.source) is not None

    @property
    def one_of_two_values(self) -> bool:
        r"""``\det Q = \pm 1``: one of them is meant; ``(a \pm b)^2 = a^2 \pm 2ab + b^2`` are two equations."""
        return sum(PLUS_MINUS.search(member) is not None for member in self.text.source.split("=")) == 1


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read: offsets into the text, what is wrong, and what would settle it.

    misfit: shapes do not fit, although the type of every name is known.
    """

    start: int
    end: int
    message: str
    remedy: str | None
    misfit: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A chain of members and the relations between them; spans are offsets into the row.

    facts: what the row itself says of its names; ``scope`` has them, with the types that they give.
    problem: why the row cannot be judged: it is about names without a type (see :mod:`symbolic.latex.names.open_names`).
    beside: what else its row says of such names, which may say when this holds.
    """

    members: tuple[Term, ...]
    spans: tuple[tuple[int, int], ...]
    relations: tuple[str, ...]
    continues: bool
    facts: tuple[Term, ...]
    labels: tuple[str, ...]
    references: tuple[str, ...]
    comment: str
    scope: Scope
    problem: Unread | None = None
    beside: tuple[Term, ...] = ()

    def may_depend(self, *sides: Term) -> bool:
        """Whether a relation of this statement may hold only where what cannot be judged does: that is said of its names, or of itself."""
        names = {s.name for side in sides for s in free_symbols(side)}
        return any(isinstance(t, Bind) for t in self.beside) or any(names & {s.name for s in free_symbols(t)} for t in self.beside)


def rows_of(text: Text) -> list[Row]:
    """The rows of a formula; one that is no display has one row.  A statement broken over several rows is one row."""
    rows: list[Row] = []
    begin = 0
    for row in split_rows(text.source):
        inner = text.cut(row.start, row.end)
        before = rows[-1].text.source if rows else ""
        between = text.source[begin + len(before) : row.start]
        if rows and _goes_on(before, inner.source) and not SAYS_SOMETHING.search(between):
            gap = between + _indentation(inner.source)
            rest = inner.source[len(_indentation(inner.source)) :]
            joined = replace(text.cut(begin, row.end), source=before + re.sub(r"[^\n]", " ", gap) + rest)
            rows[-1] = Row(joined, rows[-1].continues, text.at(row.end).line)
            continue
        if rows and (twice := _relation_twice(before, inner.source)) is not None:
            rows[-1] = replace(rows[-1], text=rows[-1].text.cut(0, twice))
        if rows and MAY_GO_ON.match(inner.source) and RELATION.search(before) and not ENDED.search(before) and not (
                RELATION.search(inner.source) or OF_ITS_OWN.search(inner.source)):
            rows[-1] = replace(rows[-1], left_open=True)
        begin = row.start
        rows.append(Row(inner, STARTS_WITH_RELATION.match(inner.source) is not None, text.at(row.end).line))
    return rows


MAY_GO_ON = re.compile(r"[\s&]*\\(?:left|[bB]igg?l?|int|sum|prod|[dt]?frac|exp|log|ln|sqrt)(?![A-Za-z])")
ENDED = re.compile(r"(?:[,.;:]|\\text\s*\{[^{}]*\})\s*(?:&|\\(?:nonumber|notag))*\s*$")
OF_ITS_OWN = re.compile(r"\\(?:in|text|textrm|mbox|forall|q?quad|to|sim|mapsto|tag|label)(?![A-Za-z])|:")
SAYS_SOMETHING = re.compile(r"%|text")
INDENTATION = re.compile(
    r"(?:[\s&]|\{\}|\\q?quad(?![A-Za-z])|\\h?phantom\{[^{}]*\}|\\hspace\*?\{[^{}]*\}|\\[,;:!> ]|\\mathrel\{\})*")
OPERATOR = re.compile(r"[+\-]|\\(?:cdot|times|pm|mp|odot|otimes|oplus)(?![A-Za-z])")
BRACKET = re.compile(r"\\.|[()\[\]]", re.DOTALL)
WHERE = re.compile(r"\\(?:text|textrm|mbox)\{[\s,;]*where\b")
ENDS_OPEN = re.compile(r"(?:[+\-=]|\\(?:cdot|times|pm|mp|odot|otimes|oplus|(?:Long)?(?:Leftr|R)ightarrow|implies|iff))"
                       r"\s*(?:(?:\{\}|\\nonumber|\\notag|&)\s*)*$")


SIGN = r"=|[<>≤≥]|\\(?:leqslant|geqslant|leq?|geq?|approx|equiv|iff|(?:Long)?(?:Leftr|R)ightarrow|implies)(?![A-Za-z])"
ENDS_WITH_SIGN = re.compile(rf"(?<![:<>!])({SIGN})\s*(?:(?:\{{\}}|\\nonumber|\\notag|&|\\[,;:!])\s*)*$")
STARTS_WITH_SIGN = re.compile(rf"(?:[\s&]|\{{\}}|\\q?quad(?![A-Za-z])|\\[,;:! ])*({SIGN})")


def _relation_twice(before: str, row: str) -> int | None:
    """Where the sign stands with which a row ends and the next one begins: ``a = \\\\ = b``, as some break their lines."""
    last, first = ENDS_WITH_SIGN.search(before), STARTS_WITH_SIGN.match(row)
    same = last is not None and first is not None and last[1].removesuffix("q") == first[1].removesuffix("q")
    return last.start() if last is not None and same and before[: last.start()].strip(" &\n") else None


def _indentation(row: str) -> str:
    found = INDENTATION.match(row)
    return found.group() if found else ""


def _open_brackets(row: str) -> int:
    r"""How many brackets a row leaves open; ``\\right.`` leaves one open that the next row closes after ``\\left.``."""
    found = BRACKET.findall(row)
    return sum((mark in ("(", "[", r"\{")) - (mark in (")", "]", r"\}")) for mark in found)


def _goes_on(before: str, row: str) -> bool:
    """Whether a row is the rest of the one before: it starts with an operator, or that one ends with one.

    A minus sign may also open a statement of its own (``-x = y``), unless the row is indented.
    """
    if WHERE.match(row, len(_indentation(row))):
        return True
    if ENDS_OPEN.search(before) or _open_brackets(before) > 0:
        return STARTS_WITH_RELATION.match(row) is None
    indentation = _indentation(row)
    found = OPERATOR.match(row, len(indentation))
    if found is None:
        return False
    return found.group() != "-" or "\\" in indentation or "{}" in indentation or not RELATION.search(row)


class _LastReading:
    """The last formula that was read, and the scope: the rules for names without a type ask for it one after the other."""

    def __init__(self) -> None:
        self.asked: tuple[str, Scope] | None = None
        self.found: Sequence[Statement] | Exception = ()

    def read(self, source: str, scope: Scope) -> Sequence[Statement]:
        from symbolic.latex.statements import read_statements

        if self.asked is None or self.asked[0] != source or self.asked[1] is not scope:
            try:
                self.found = read_statements(source, scope)
            except Exception as error:  # kept, and raised again for each rule that asks
                self.found = error
            self.asked = source, scope
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


_LAST = _LastReading()


def read_row(row: Row, scope: Scope, openly: bool = True) -> list[Reading] | Unread:
    """The statements of a row, or why it cannot be read; ``openly``: names without a type are open symbols where that helps."""
    source, aside = without_aside(row.text.source)
    if row.left_open:
        return Unread(0, len(row.text.source), "the next row has no sign of its own: does this one go on there?",
                      r"begin it with \cdot or with a relation, or write both in one row")
    try:
        found = _LAST.read(source, scope)
    except MisfitError as error:
        return replace(_unread(error), remedy=_derivative_meant(error, scope) or error.remedy, misfit=True)
    except ReadingError as error:
        problem = _unread(error)
        return (_read_openly(source, aside, scope, problem) if openly else []) or problem
    except Exception as error:  # a fault of the reader is a verdict on this row, never a traceback
        return _fault(error, row.text.source)
    return _readings(found, aside)


def _derivative_meant(error: MisfitError, scope: Scope) -> str | None:
    """What the derivative on the left is, where it is the right side that has another shape."""
    if error.sides is None or any(scope.definition(s.name) is not None for s in free_symbols(error.sides[0])):
        return None
    from symbolic.checking import left_value
    from symbolic.latex.printer import to_latex
    found = left_value(Step("eq", *error.sides, conventions=scope.conventions))
    return f"{found.words}: write {to_latex(found.right)}" if found is not None else None


def _read_openly(source: str, aside: str, scope: Scope, problem: Unread) -> list[Reading]:
    """The statements of a row about names without a type; none if that is not all that is wrong with it.

    Arrays that were written out, and do not fit beside such names, may be other things under the same name: they are read without their
    types as well.
    """
    from symbolic.latex.names.open_names import open_names, without_arrays
    from symbolic.latex.names.variables import is_bold
    from symbolic.latex.statements import read_statements

    found: Sequence[Statement] = ()
    for attempt in (scope, without_arrays(scope), without_arrays(scope, all_of_them=True)):
        try:
            found = read_statements(source, replace(attempt, open=True))
        except Exception:  # the row cannot be read, and ``problem`` says why
            continue
        untyped = open_names(*(m.term for statement in found for m in statement.members))
        if not any(name in scope.names and name not in scope.defined for name in untyped) or any(
                name in scope.blocked or (is_bold(name) and name not in scope.names) for name in untyped):
            break
        found = ()
    if not any(s.sort.opaque for statement in found for m in statement.members for s in free_symbols(m.term)):
        return []
    readings = _readings(found, aside)
    said = [tuple(t for t in (*r.members, *r.facts) if open_names(t)) for r in readings]
    of_itself = [tuple(t for t in r.facts if open_names(t)) for r in readings]
    return [replace(reading, scope=scope, problem=problem, beside=(*of_itself[n], *(t for k, ts in enumerate(said) if k != n for t in ts)))
            for n, reading in enumerate(readings)]


def _readings(found: Sequence[Statement], aside: str) -> list[Reading]:
    return [Reading(tuple(m.term for m in s.members), tuple((m.start, m.end) for m in s.members), tuple(r.op for r in s.relations),
                    s.continues, (*s.conditions, *s.facts), tuple(filter(None, (s.label, s.tag))), s.references, s.comment or aside,
                    s.scope) for s in found]


ASIDE = re.compile(r"&\s*&?\s*\\(?:text|textrm|mbox)\{\s*\((?P<words>.*)\)\s*\}\s*[,.;]?\s*$", re.DOTALL)
REASON = re.compile(
    r"&\s*&?(?:\s|\\q?quad(?![A-Za-z])|\\[,;:])*(?P<words>\\(?:text|textrm|mbox)\{"
    r"\s*(?:since|because|using|by|taking|multiplying|"
    r"dividing|factoring|expanding|"
    r"substituting|applying|rearranging|collecting|cancelling|canceling|recall)\b(?:(?!\\begin|\\end|&).)*)$", re.DOTALL)
"""A reason in a column of its own, which goes to the end of the row."""
LIMITING = re.compile(r"\b(?:if|for|when|where|whenever|unless|except|otherwise|provided|assuming|only if|as long as|mod|modulo|almost|"
                      r"approximately|probability|asymptotically|false|wrong)\b|^\s*not\b", re.IGNORECASE)


def without_aside(latex: str) -> tuple[str, str]:
    """The row with spaces in place of a reason in brackets in a column of its own, and that reason.

    Words that limit what the row says (if, unless, almost, …) are no reason, and stay.
    """
    found = ASIDE.search(latex) or REASON.search(latex)
    if found is None or not _balanced(found["words"]) or LIMITING.search(found["words"]):
        return latex, ""
    blank = re.sub(r"[^\n]", " ", found.group())
    return latex[: found.start()] + blank, " ".join(found["words"].split())


def _balanced(latex: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A member of a chain that cannot be read, and the rows that stand before it and after it."""

    before: Row | None
    member: Text
    after: Row | None


def gap_in(row: Row, problem: Unread, scope: Scope) -> Gap | None:
    """The one member because of which a chain cannot be read; None if nothing else of the row can be judged."""
    from symbolic.latex.statements import relation_offsets

    source = row.text.source
    try:
        places = () if row.both_signs else relation_offsets(source, scope)
    except Exception:  # what cannot be read was reported already
        return None
    left = [p for p in places if p[1] <= problem.start]
    right = [p for p in places if p[0] > problem.start]
    start, end = left[-1][1] if left else 0, right[0][0] if right else len(source)
    if len(left) + len(right) != len(places) or problem.end > end or not source[start:end].strip() or (len(left) < 2 and not right):
        return None
    before = Row(row.text.cut(0, left[-1][0]), row.continues, row.end_line) if len(left) >= 2 else None
    after = Row(row.text.cut(right[0][1], len(source)), False, row.end_line) if right and source[right[0][1] :].strip() else None
    return Gap(before, row.text.cut(start, end), after) if before or after else None


def statements_in(row: Row, scope: Scope) -> tuple[Row, ...]:
    """The statements of a row, each as a row of its own; none if it has but one, or words that may tie them together."""
    from symbolic.latex.statements import statement_offsets

    try:
        places = () if row.both_signs else statement_offsets(row.text.source, scope)
    except Exception:  # what cannot be read was reported already
        return ()
    rows = tuple(Row(row.text.cut(*place), row.continues and not k, row.end_line) for k, place in enumerate(places))
    return rows if len(rows) > 1 else ()


def read_let(latex: str, scope: Scope, line: int, claims: bool = False) -> Scope | Unread:
    """The scope after declarations, or why they cannot be read; definitions get the line.

    claims: ``name = …`` is an equation that is assumed, no definition.
    """
    from symbolic.latex.declarations import read_declaration

    try:
        update = read_declaration(latex, scope, claims=claims)
    except ReadingError as error:
        return _unread(error)
    except Exception as error:  # a fault of the reader is a verdict on this row, never a traceback
        return _fault(error, latex)
    if not update.definitions:
        return update.scope
    numbered = tuple(within_told(replace(d, line=line), update.scope.facts) if d in update.definitions else d
                     for d in update.scope.definitions)
    return replace(update.scope, definitions=numbered)


def _unread(error: ReadingError) -> Unread:
    return Unread(error.start, max(error.end, error.start), error.message, error.remedy)


def _fault(error: Exception, source: str) -> Unread:
    """A fault of the reader is a message too, never a traceback."""
    return Unread(0, len(source), f"the reader failed here, please report it ({type(error).__name__}: {str(error)[:80]})", None)


def macros_in(latex: str, scope: Scope) -> Scope | None:
    """The scope with the macros that a formula defines; None if it defines none."""
    try:
        return scope.with_macros(latex) if read_macros(latex)[0] else None
    except ReadingError:
        return None


def without_macros(latex: str) -> str:
    """A formula without the macro definitions in it."""
    try:
        places = read_macros(latex)[1]
    except ReadingError:
        return latex
    for start, end in reversed(places):
        latex = latex[:start] + " " * (end - start) + latex[end:]
    return latex


def statement_term(relation: str, left: Term, right: Term) -> Term:
    """A relation as a boolean term."""
    return Call(relation, (left, right))


def describe(relation: str, left: Term, right: Term) -> str:
    """A relation in plain text."""
    return f"{to_text(left)} {SYMBOLS.get(relation, relation)} {to_text(right)}"

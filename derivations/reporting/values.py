"""Terms, points and conditions as the plain values that every report shows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symbolic.terms import Call, Matrix, Num, Sym, Term, sym
from symbolic.verdicts import Assignment, Conditional, Counterexample, Refuted, Verdict

RELATION_LATEX = {
    "=": "=", "≠": r"\ne", "<": "<", "≤": r"\le", ">": ">", "≥": r"\ge", "≈": r"\approx", "∝": r"\propto", "∈": r"\in",
    "⇔": r"\iff", "⇒": r"\implies", "⇐": r"\impliedby", ":=": ":=", "←": r"\leftarrow",
}
"""Relations as they are written in LaTeX."""


def as_text(term: Term) -> str:
    """A term in plain Unicode, as a person would say it."""
    from symbolic.latex.plain import to_text

    return to_text(term)


def as_latex(term: Term) -> str:
    """A term in LaTeX, ready to paste."""
    from symbolic.latex.printer import to_latex

    return to_latex(term)


def point_value(value: Any) -> Any:
    """A value at a point: ``"p/q"`` for a number, nested lists for an array, text for anything else."""
    match value:
        case Num(number):
            return str(number)
        case Fraction() | int():
            return str(value)
        case Matrix(rows):
            return [[point_value(entry) for entry in row] for row in rows]
        case tuple() | list():
            return [point_value(entry) for entry in value]
        case Term():
            return as_text(value)
    return str(value)


def assignment_text(assignment: Assignment) -> str:
    """``x = 1/2`` or ``A = [[1, 2], [3, 4]]``, on one line."""
    name = as_text(sym(assignment.name))
    if isinstance(assignment.value, str):
        return assignment.value if "=" in assignment.value else f"{name} = {assignment.value}"
    return f"{name} = {_flat(point_value(assignment.value))}"


def _flat(value: Any) -> str:
    return "[" + ", ".join(map(_flat, value)) + "]" if isinstance(value, list) else str(value)


def counterexample_of(verdict: Verdict) -> Counterexample | None:
    """The point that a verdict shows."""
    match verdict:
        case Refuted():
            return verdict.counterexample
        case Conditional():
            return verdict.witness
    return None


def condition_text(condition: Term) -> str:
    """A condition in words: a convention by its name, anything else as a formula."""
    match condition:
        case Call("convention", (Sym(name),)):
            return f"convention: {name}"
    return as_text(condition)


def condition_latex(condition: Term) -> str:
    """A condition in LaTeX; a convention by its name."""
    match condition:
        case Call("convention", _):
            return condition_text(condition)
    return as_latex(condition)


def condition_instruction(condition: Term) -> str:
    """The line to paste into the document so that a condition holds."""
    match condition:
        case Call("convention", (Sym(name),)):
            return f"<!-- convention: {name} -->"
    return f"<!-- derivations: let {as_latex(condition)} -->"



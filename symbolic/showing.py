r"""Steps and verdicts as notebooks show them: LaTeX for a step, a few words of HTML for a verdict.

Every value is escaped; a verdict that carries a point, a condition or a repair shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic.steps import Step

COLOURS = {"proved": "#1a7f37", "conditional": "#9a6700", "refuted": "#cf222e", "undecided": "#8250df", "unreadable": "#1b7c83"}


def step_latex(step: Step) -> str:
    """``left relation right`` in LaTeX, without delimiters."""
    from symbolic.latex.printer import to_latex
    from symbolic.terms import Call

    return to_latex(Call(step.relation, (step.left, step.right)))


def verdict_html(verdict: Any) -> str:
    """The word in its colour, and the evidence."""
    kind = f" ({escape(verdict.kind)})" if verdict.kind else ""
    word = f'<b style="color:{COLOURS.get(verdict.word, "#57606a")}">{verdict.word}</b>{kind}'
    return f"<span>{'; '.join([word, *_evidence(verdict)])}</span>"


def _evidence(verdict: Any) -> Iterator[str]:
    from symbolic.latex.printer import to_latex

    if getattr(verdict, "by", None):
        yield f"by {escape(verdict.by)}"
    for condition in getattr(verdict, "conditions", ()):
        yield f"if ${escape(to_latex(condition))}$"
    point = getattr(verdict, "counterexample", None) or getattr(verdict, "witness", None)
    if point is not None:
        at = ", ".join(f"{a.name} = {_value(a.value)}" for a in point.at)
        yield escape(f"{'at ' + at + ': ' if at else ''}left side {point.left}, right side {point.right}")
    if getattr(verdict, "repair", None) is not None:
        yield f"repair: {escape(verdict.repair.words)}: ${escape(to_latex(verdict.repair.right))}$"
    for words in (getattr(verdict, "reason", None), getattr(verdict, "remedy", None), getattr(verdict, "reading", None)):
        if words:
            yield escape(words)


def _value(value: Any) -> str:
    from symbolic.latex.plain import to_text
    from symbolic.terms import Term

    match value:
        case Term():
            return to_text(value)
        case tuple():
            return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)


class Shown:
    """Verdicts show themselves in notebooks."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return verdict_html(self)

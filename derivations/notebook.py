r"""The cell magic ``%%derivation``: LaTeX in a cell of a notebook, checked where it stands.

``%load_ext derivations.notebook`` once; then a cell that starts with ``%%derivation`` and goes on with Markdown or a bare formula is
rendered with the verdict of each step.  ``%%derivation x > 0, n \in \mathbb{N}`` declares names for the cell.  The results are the value of
the cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.documents.items import Result


@dataclass(frozen=True, slots=True)
class Checked:
    """The results of a cell, shown as a table."""

    results: tuple[Result, ...]

    def _repr_html_(self) -> str:
        return f"<table>{''.join(map(_row, self.results))}</table>"

    def __repr__(self) -> str:
        from derivations.documents.items import short

        return "\n".join(map(short, self.results))


def derivation(line: str, cell: str) -> Checked:
    """Check the LaTeX of a cell under the declarations of its first line."""
    from derivations.documents.judging import check_text

    text = cell if "$" in cell or r"\begin" in cell or r"\[" in cell else f"$$\n{cell.strip()}\n$$\n"
    declared = f"<!-- derivations: let {line.strip()} -->\n\n" if line.strip() else ""
    return Checked(tuple(check_text(declared + text, "cell.md")))


def load_ipython_extension(ipython: Any) -> None:
    """Called by ``%load_ext derivations.notebook``."""
    ipython.register_magic_function(derivation, magic_kind="cell", magic_name="derivation")


def _row(result: Result) -> str:
    from derivations.reporting.values import RELATION_LATEX
    from symbolic.showing import verdict_html

    item = result.item
    left, right = item.written or (item.left, item.right)
    relation = RELATION_LATEX.get(item.relation or "", item.relation or "")
    formula = f"{left.latex if left is not None and item.step == 1 else ''} {relation} {right.latex}"
    if result.verdict.word != "unreadable":
        formula = f"$\\displaystyle {formula}$"
    return (f'<tr><td style="text-align:left">{escape(" ".join(formula.split()))}</td>'
            f'<td style="text-align:left">{verdict_html(result.verdict)}</td></tr>')

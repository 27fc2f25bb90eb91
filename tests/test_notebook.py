"""Formulas, steps, verdicts and results show themselves in a notebook; the tour runs from its first cell to its last."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from derivations.catalogue.sigmoid import sigmoid, slope
from derivations.documents.judging import check_text
from derivations.notebook import derivation
from symbolic import check

TOUR = Path(__file__).parents[1] / "notes" / "tour.ipynb"


def test_formulas_steps_and_derivations_have_latex() -> None:
    assert sigmoid._repr_latex_().startswith("$")
    assert r"\frac{" in slope.steps[0]._repr_latex_()
    assert slope._repr_latex_().count(r"\\") == len(slope.rows) - 1
    assert "by normal form" in check(slope.steps[1])._repr_html_()


@pytest.mark.parametrize(("latex", "shown"), [
    (r"\frac{x}{x} = 1", r"if $x \ne 0$"), ("(x + 1)^2 = x^2 + 1", "at x = 1: left side 4, right side 2; repair"),
    ("x = y + ", "unreadable"), ("y < <b>", "unreadable"),
])
def test_a_result_shows_its_evidence_escaped(latex: str, shown: str) -> None:
    html = "".join(result._repr_html_() for result in check_text(f"$${latex}$$"))
    assert shown in html
    assert "<b>$" not in html


def test_a_cell_is_checked_under_the_declarations_of_its_first_line() -> None:
    assert [r.verdict.word for r in derivation("x > 0", "|x| = x").results] == ["proved"]
    assert [r.verdict.word for r in derivation("", "|x| = x").results] == ["conditional"]
    rows = derivation("", "(a + b)^2 &= a^2 + 2 a b + b^2 \\\\\n&= a^2 + b^2")
    assert [r.verdict.word for r in rows.results] == ["proved", "refuted"]
    assert rows._repr_html_().count("<tr>") == 2
    assert "refuted" in repr(rows)
    assert r">x + 1 = \foo{x} + 2<" in derivation("", r"x + 1 = \foo{x} + 2")._repr_html_()  # the whole of a row that is not read


def test_a_result_is_one_line_in_the_shell() -> None:
    assert repr(check_text("$$\n(a + b)^2 = a^2 \\\\\n + b^2\n$$")[0]) == r"text.md:2:13: refuted/value: (a + b)^2 = a^2 + b^2"


def test_the_tour_runs(capsys: pytest.CaptureFixture[str]) -> None:
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="needs IPython")
    shell = interactive.InteractiveShell.instance()
    last = None
    for cell in nbformat.read(TOUR, as_version=4).cells:
        if cell.cell_type == "code":
            outcome = shell.run_cell(cell.source)
            outcome.raise_error()
            last = outcome.result if outcome.result is not None else last
    assert {v.word for v in shell.user_ns["verdicts"]} == {"proved"}
    assert [r.verdict.word for r in last.results] == ["refuted"]
    assert r"\begin{frame}" in shell.user_ns["deck"]

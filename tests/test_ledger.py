"""The ledger: ids are found where they stand, verdicts are derived, text checks and experiments have teeth."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest

from derivations.ledger import Finding, findings, found_word, rows, text_line
from derivations.ledger.derived import derivations_by_id
from derivations.ledger.experiments import Outcome, experiments, over
from derivations.ledger.texts import defects
from derivations.ledger.words import ASSUMING, HOLDS, WRONG
from derivations.ledger.written import Sources
from symbolic.steps import Step
from symbolic.terms import Term

NOTES = Path(__file__).parent.parent / "notes" / "sources"
ROWS = {row.id: row for row in rows()}


SAMPLE = [row for row in rows() if row.source == "001"] + [row for row in rows() if row.source == "002"][::8]
"""Rows of two notes; ``derivations ledger`` looks at all of them."""


def _assert_in_order(found: list[Finding]) -> None:
    assert [f.row.id for f in found if not f.agrees] == []
    assert [f.row.id for f in found if not (f.entry or f.where) or not f.evidence] == []


def test_a_sample_of_the_ledger_has_no_disagreement_and_says_what_shows_it() -> None:
    _assert_in_order(findings(NOTES, opinions=False, wanted=SAMPLE))


@pytest.mark.fuzz
def test_the_ledger_has_no_disagreement_and_says_what_shows_every_row() -> None:
    found = findings(NOTES)
    assert len(found) == 331
    _assert_in_order(found)


def test_every_row_stands_in_the_notes_and_no_other_does() -> None:
    assert {m.id for m in Sources(NOTES).mentions} == set(ROWS)
    assert set(derivations_by_id()) <= set(ROWS)
    assert set(experiments()) <= set(ROWS)


def _words(folder: Path, text: str) -> dict[str, str | None]:
    (folder / "n.md").write_text(text, encoding="utf-8")
    sources = Sources(folder)
    return {m.id: sources.written(m.id)[0].word for m in sources.mentions}


def test_a_verdict_is_derived_from_the_formula_after_the_id(tmp_path: Path) -> None:
    text = (
        "<!-- S003-01 -->\n$$\nx + x = 2x\n$$\n\n<!-- S003-02 -->\n$$\nx + x = 3x\n$$\n\n"
        "<!-- S003-03 -->\n$$\n\\frac{x^2}{x} = x\n$$\n\n"
        "$$\n\\begin{aligned}\n% S003-04\nx + 0 &= x \\\\\n% S003-05\n&= x + 1\n\\end{aligned}\n$$\n"
    )
    assert _words(tmp_path, text) == {"S003-01": HOLDS, "S003-02": WRONG, "S003-03": ASSUMING, "S003-04": HOLDS, "S003-05": WRONG}


def test_a_declared_fact_without_which_there_is_no_proof_is_an_assumption(tmp_path: Path) -> None:
    text = "<!-- let x > 0 -->\n<!-- S003-01 -->\n$$\n|x| = x\n$$\n\n<!-- S003-02 -->\n$$\n2x = x + x\n$$\n"
    assert _words(tmp_path, text) == {"S003-01": ASSUMING, "S003-02": HOLDS}


def test_a_definition_holds_only_if_a_step_rests_on_it(tmp_path: Path) -> None:
    text = "<!-- S003-01 -->\n$$\nf(x) = x^2\n$$\n\n$$\nf'(x) = 2x\n$$\n\n<!-- S003-02 -->\n$$\ng(x) = x^3\n$$\n"
    assert _words(tmp_path, text) == {"S003-01": HOLDS, "S003-02": None}


def test_tables_lists_and_code_are_read_as_data(tmp_path: Path) -> None:
    text = "<!-- S003-01 -->\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- S003-02 -->\n- one\n- two\n\n<!-- S003-03 -->\n```\n[1]\n```\n"
    (tmp_path / "n.md").write_text(text, encoding="utf-8")
    sources = Sources(tmp_path)
    assert sources.table("S003-01") == [["1", "2"]] and sources.items("S003-02") == ["one", "two"]
    assert sources.code("S003-03") == "[1]" and sources.table("S003-04") == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("R > R", "sets"),
        ("output > {0.5}", "list"),
        ("f (* a", "comment"),
        ("f[x]]", "brackets"),
        ("Plot[f, {x, 3, 3}]", "range"),
        ("Plot[f, PlotStyle > Gray]", "option"),
        ("{{1, 1} > 0}", "arrow"),
    ],
)
def test_broken_code_is_found(code: str, words: str) -> None:
    assert any(words in d for d in defects(code))


def test_whole_code_has_no_defect() -> None:
    assert defects("Show[Plot3D[f[x, y], {x, -3, 3}, PlotStyle -> Gray], {{1, 1} -> 0}] (* fine *)") == ()


def test_an_assumption_counts_only_if_the_formula_without_it_is_false(tmp_path: Path) -> None:
    def word(second: str) -> str | None:
        (tmp_path / "n.md").write_text(
            f"<!-- S003-14 -->\n$$\n\\frac{{d}}{{dx}}(c x) = c\n$$\n\n<!-- S003-14 without: c is constant -->\n$$\n{second}\n$$\n",
            encoding="utf-8",
        )
        return found_word(ROWS["S003-14"], Sources(tmp_path).written("S003-14"), [])

    assert word(r"\frac{d}{dx}(f(x) x) = f(x)") == ASSUMING
    assert word(r"\frac{d}{dx}(b x) = b") is None


def test_words_of_outcomes() -> None:
    assert Outcome(True).word == HOLDS and Outcome(False).word == WRONG
    assert Outcome(False, True).word == ASSUMING and Outcome(False, meant=True).word == "notation abuse"
    assert Outcome(True, run=True).word == "checkable behaviour" and Outcome(False, run=True).word == WRONG
    assert Outcome(False, open=True).word == "not recomputable"


def test_an_assumption_that_no_case_meets_saves_nothing() -> None:
    assert over([1, 2, 3], lambda x: x > 2, lambda x: x > 2).word == ASSUMING
    assert over([1, 2], lambda x: x > 2, lambda x: x > 2).word == WRONG


def test_factors_and_summands_change_sides_until_a_slope_is_left() -> None:
    from derivations.ledger.derived import slopes
    from numeric.confirming import confirm_slope

    left, right, wrong = _terms(r"w - 3 \frac{d}{dw} w^2", "w - 6w", "w + 6w")
    (right_slope,), (wrong_slope,) = slopes(left, right), slopes(left, wrong)
    assert confirm_slope(*right_slope).ok and not confirm_slope(*wrong_slope).ok  # type: ignore[union-attr]


def _terms(*texts: str) -> list[Term]:
    from symbolic.latex.grammar import read_expression
    from symbolic.latex.scope import Scope

    return [read_expression(text, Scope()) for text in texts]


def test_sympy_contradicts_a_false_step_and_agrees_with_a_true_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from derivations.ledger import opinions

    monkeypatch.setattr(opinions, "BUDGET_SECONDS", 30.0)
    x_plus_x, two_x, more = _terms("x + x", "2x", "2x + 1")
    assert opinions.opinion(Step("eq", x_plus_x, two_x)) is True
    assert opinions.opinion(Step("eq", x_plus_x, more)) is False


def test_an_opinion_that_takes_too_long_is_none_and_leaves_no_error_in_a_callback(monkeypatch: pytest.MonkeyPatch) -> None:
    from derivations.ledger import opinions

    lost: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", lost.append)
    monkeypatch.setattr(opinions, "BUDGET_SECONDS", 0.001)
    left, right = _terms(r"\sin(x)^9 \cos(x)^7 + \tanh(x)^5", r"\sin(x)^9 \cos(x)^5 (1 - \sin(x)^2) + \tanh(x)^5")

    def slow(phase: str, info: object) -> None:
        sum(i * i for i in range(3000))

    gc.callbacks.append(slow)
    try:
        assert opinions.opinion(Step("eq", left, right)) is None
    finally:
        gc.callbacks.remove(slow)
    assert lost == []


def test_a_row_is_a_line_of_the_terminal_and_a_disagreement_says_what_was_expected() -> None:
    row = next(r for r in rows() if r.expected == "holds")
    agreeing = Finding(row, "holds", "softmax_cross_entropy", "notes/sources/000.md:192", ("symbolic",), (1, 2))
    assert text_line(agreeing).split() == [row.id, "holds", "notes/sources/000.md:192"]
    assert text_line(agreeing, verbose=True).split("\n")[1:] == [f"{'':11}{line}" for line in (
        "catalogue: softmax_cross_entropy", "shown by: symbolic", "SymPy alone: 1 of 2 steps")]
    other = replace(agreeing, found="picture missing, reconstructed")
    assert text_line(other).startswith("! ") and text_line(other).endswith("\n           expected: holds")
    assert max(map(len, text_line(other, verbose=True).split("\n"))) <= 80

"""The ledger: ids are found where they stand, verdicts are derived, text checks and experiments have teeth."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.behaviours import BEHAVIOURS, Outcome
from derivations.ledger import ASSUMING, HOLDS, WRONG, _written, mentions, rows
from derivations.texts import defects
from symbolic.steps import Step

NOTES = Path(__file__).parent.parent / "notes" / "sources"


def test_every_id_in_the_notes_and_the_catalogue_is_a_row_of_the_ledger() -> None:
    from derivations.catalogue import entries

    known = {row.id for row in rows()}
    assert len(known) == 331
    assert {m.id for path in NOTES.glob("*.md") for m in mentions(path)} <= known
    assert {i for entry in entries() for i in entry.ids} <= known
    assert set(BEHAVIOURS) <= known


def test_a_verdict_is_derived_from_the_formula_after_the_id(tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text(
        "<!-- S003-01 -->\n$$\nx + x = 2x\n$$\n\n<!-- S003-02 -->\n$$\nx + x = 3x\n$$\n\n"
        "<!-- S003-03 -->\n$$\n\\frac{x^2}{x} = x\n$$\n\n"
        "$$\n\\begin{aligned}\n% S003-04\nx &= x \\\\\n% S003-05\n&= x + 1\n\\end{aligned}\n$$\n",
        encoding="utf-8",
    )
    found = {id: written[0].word for id, written in _written(tmp_path).items()}
    assert found == {"S003-01": HOLDS, "S003-02": WRONG, "S003-03": ASSUMING, "S003-04": HOLDS, "S003-05": WRONG}


def test_a_declared_fact_without_which_there_is_no_proof_is_an_assumption(tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text(
        "<!-- let x > 0 -->\n<!-- S003-01 -->\n$$\n|x| = x\n$$\n\n<!-- S003-02 -->\n$$\n2x = x + x\n$$\n", encoding="utf-8"
    )
    found = {id: written[0].word for id, written in _written(tmp_path).items()}
    assert found == {"S003-01": ASSUMING, "S003-02": HOLDS}


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
    from derivations.ledger import findings

    def found(second: str) -> str | None:
        (tmp_path / "n.md").write_text(
            f"<!-- S003-14 -->\n$$\n\\frac{{d}}{{dx}}(c x) = c\n$$\n\n<!-- S003-14 without: c is constant -->\n$$\n{second}\n$$\n",
            encoding="utf-8",
        )
        return next(f.found for f in findings(tmp_path) if f.row.id == "S003-14")

    assert found(r"\frac{d}{dx}(f(x) x) = f(x)") == ASSUMING
    assert found(r"\frac{d}{dx}(b x) = b") is None


def test_words_of_outcomes() -> None:
    assert Outcome(True).word == HOLDS and Outcome(False).word == WRONG
    assert Outcome(False, True).word == ASSUMING and Outcome(False, meant=True).word == "notation abuse"
    assert Outcome(True, run=True).word == "checkable behaviour" and Outcome(False, run=True).word == WRONG
    assert Outcome(False, open=True).word == "not recomputable"


def test_the_ledger_has_no_disagreement() -> None:
    from derivations.ledger import findings

    assert [f.row.id for f in findings(NOTES) if not f.agrees] == []


def test_sympy_contradicts_a_false_step_and_agrees_with_a_true_one() -> None:
    from derivations.opinions import opinion
    from symbolic.latex.grammar import read_expression
    from symbolic.latex.scope import Scope

    x_plus_x, two_x, more = (read_expression(s, Scope()) for s in ("x + x", "2x", "2x + 1"))
    assert opinion(Step("eq", x_plus_x, two_x)) is True
    assert opinion(Step("eq", x_plus_x, more)) is False


def test_every_experiment_gives_an_outcome_and_repeats_itself() -> None:
    for function in set(BEHAVIOURS.values()):
        first = function()
        assert isinstance(first, Outcome) and first == function(), function.__name__

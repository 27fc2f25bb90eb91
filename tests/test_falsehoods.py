"""Sound-looking falsehoods: none of them is ever proved.  The list only grows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expressions import step_of

from symbolic.checking import check, prove

ROWS = json.loads((Path(__file__).parent / "benchmarks" / "falsehoods.json").read_text(encoding="utf-8"))
WORDS = {"F": "refuted", "C": "conditional", "TD": "conditional"}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_falsehood_is_not_proved(row: dict[str, Any]) -> None:
    verdict = check(step_of(row))
    assert verdict.word != "proved"
    assert verdict.kind != "conflict"
    if "truth" in row:
        assert verdict.word == WORDS[row["truth"]]


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.fuzz)])
def test_no_prover_proves_a_falsehood_even_without_the_screen(every: int) -> None:
    falsehoods = [row for row in ROWS[::every] if "truth" in row]
    proved = [row["id"] for row in falsehoods if (answer := prove(step_of(row))) is not None and answer.word == "proved"]
    assert proved == []


@pytest.mark.parametrize("condition", ["x>=0", "x<=0"])
def test_kink_at_the_boundary_of_the_declared_range_stays(condition: str) -> None:
    row = {"lhs": "D(sqrt(x**2),x)", "rhs": "sign(x)+(1-sign(x)**2)", "vars": {}, "facts": [condition]}
    assert check(step_of(row)).word != "proved"

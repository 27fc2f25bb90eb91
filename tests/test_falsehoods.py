"""Sound-looking falsehoods: none of them is ever proved.  The list only grows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expressions import step_of
from shares import is_in_share

from derivations.documents.judging import check_text
from symbolic.checking import check
from symbolic.provers import prove

ROWS = json.loads((Path(__file__).parent / "benchmarks" / "falsehoods.json").read_text(encoding="utf-8"))
WORDS = {"F": "refuted", "C": "conditional", "TD": "conditional"}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_falsehood_is_not_proved(row: dict[str, Any]) -> None:
    verdict = check(step_of(row))
    assert verdict.word != "proved"
    assert verdict.kind != "conflict"
    if "truth" in row:
        assert verdict.word == WORDS[row["truth"]]


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.fuzz)])
def test_no_prover_proves_a_falsehood_even_without_the_screen(share: int) -> None:
    falsehoods = [row for number, row in enumerate(ROWS) if "truth" in row and is_in_share(ROWS, number, share)]
    proved = [row["id"] for row in falsehoods if (answer := prove(step_of(row))) is not None and answer.word == "proved"]
    assert proved == []


@pytest.mark.parametrize("condition", ["x>=0", "x<=0"])
def test_kink_at_the_boundary_of_the_declared_range_stays(condition: str) -> None:
    row = {"lhs": "D(sqrt(x**2),x)", "rhs": "sign(x)+(1-sign(x)**2)", "vars": {}, "facts": [condition]}
    assert check(step_of(row)).word != "proved"


@pytest.mark.parametrize("claim", [
    r"A \overline{A} = \overline{A} A", r"(A \overline{A})^{-1} = A^{-1} \overline{A}^{-1}", r"\overline{AB} = \overline{B}\,\overline{A}",
    r"\tilde{A} A B = B A \tilde{A}", r"(\mathcal{A} A)^{-1} = \mathcal{A}^{-1} A^{-1}", r"A^{(1)} A = A A^{(1)}",
    r"(AC)^{-1} = A^{-1} C^{-1}", r"D A D = D^2 A", r"K A = A K", r"\Delta A \, A = A \, \Delta A",
    r"(A + \Delta A)^2 = A^2 + 2 A \, \Delta A + (\Delta A)^2",
])
def test_what_is_like_a_matrix_is_no_number(claim: str) -> None:
    assert check(claim, [r"A, B \in \mathbb{C}^{n \times n}"]).word != "proved"
    text = f"Let $A, B \\in \\mathbb{{C}}^{{n \\times n}}$ be invertible.\n\n$${claim}$$\n"
    assert check_text(text)[-1].verdict.word != "proved"


@pytest.mark.parametrize("claim", [
    r"\overline{\overline{A}} = A", r"\overline{A} = \overline{A}", r"\delta(A^{-1}) = -A^{-1} \, \delta A \, A^{-1}",
    r"\det(\overline{A}) = \det(A^\top)^H", r"\operatorname{Re}(i t) = -\operatorname{Im}(t)",
    r"\delta (x^\top x) = 2 x^\top \delta x", r"\int_0^1 t^p \, dt = \frac{1^{p+1}}{p+1} - \frac{0^{p+1}}{p+1}", "0^{a+1} = 0",
    r"\left(\frac{-x^2-1}{2}\right)^{2m} = \frac{(-x^2-1)^{2m}}{2^{2m}}",
])
def test_what_may_be_meant_otherwise_is_not_called_false(claim: str) -> None:
    assert check(claim, [r"A \in \mathbb{C}^{n \times n}", r"x \in \mathbb{R}^n"] if "m" not in claim else ()).word != "refuted"

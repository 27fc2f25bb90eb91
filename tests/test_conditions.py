"""Conditions are as short as they can be said."""

from __future__ import annotations

import pytest

from derivations import check_text
from symbolic import check
from symbolic.verdicts import Conditional

SHORT = {
    r"\frac{e^x-1}{e^x-1}+\frac{x}{x}=2": ["x ≠ 0"],
    r"\frac{\sqrt x}{\sqrt x}\cdot\frac{x}{x}=1": ["x > 0"],
    r"\frac{x^2-y^2}{x-y}\cdot\frac{1}{x+y}=1": ["x ≠ y", "x ≠ −y"],
}


@pytest.mark.parametrize("claim", SHORT)
def test_conditions_that_follow_from_others_are_left_out(claim: str) -> None:
    answer = check(claim)
    assert isinstance(answer, Conditional)
    assert [str(c) for c in answer.conditions] == SHORT[claim]


@pytest.mark.parametrize("claim", [r"\frac{1}{a+bi} = \frac{a-bi}{a^2+b^2}", r"\frac{1}{a+bi}+\frac{1}{a-bi} = \frac{2a}{a^2+b^2}"])
def test_a_complex_divisor_is_not_zero_where_its_modulus_is_not(claim: str) -> None:
    (result,) = check_text(f"<!-- convention: imaginary unit i -->\n\nLet $a, b \\in \\mathbb{{R}}$.\n\n$${claim}$$\n")
    assert isinstance(result.verdict, Conditional)
    assert [str(c) for c in result.verdict.conditions] == ["a² + b² ≠ 0"]

"""Conclusions from equations that are set up: the right ones hold, the wrong ones are called false, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derivations.documents.items import is_failing
from derivations.documents.judging import check_text

FIXTURE = Path(__file__).parent / "fixtures" / "conclusions.md"
CASES = [case.split("\n", 1) for case in FIXTURE.read_text().split("\n## ")[1:]]
CHOICE = re.compile(r"\[\[(.*?)\|\|(.*?)\]\]")


def failing(text: str) -> list[str]:
    return [r.item.right.latex for r in check_text(text) if is_failing(r)]


@pytest.mark.parametrize("text", [
    pytest.param(text, id=name, marks=[pytest.mark.fuzz] * (number % 3 > 0)) for number, (name, text) in enumerate(CASES)])
def test_what_follows_from_equations_is_told_from_what_does_not(text: str) -> None:
    right = CHOICE.sub(lambda m: m[1], text)
    assert not failing(right)
    before = {(r.item.derivation, r.item.step): r.verdict.word for r in check_text(right)}
    wrong = check_text(CHOICE.sub(lambda m: m[2], text))
    changed = [r for r in wrong if is_failing(r)]
    assert changed and all(before.get((r.item.derivation, r.item.step)) in ("proved", "conditional") for r in changed)


@pytest.mark.parametrize("text", [
    "Let $x, y \\in \\mathbb{R}$. Suppose $x + y = 3$ and $x - y = 1$. Hence $x = 2$ and $y = 1$.",
    "If $a = 0$ the equation $a x = b$ has no solution unless $b = 0$. Otherwise $x = b/a$.",
    "We have $2 x + y = 5$ and, for a reason told elsewhere, $x = 1$.",
    "The model is $y = 2 x + e$. For these data $x = 3$.",
    "Suppose $x^2 = 4$. We start the iteration at $x = 5$.",
    "The solution of $x^2 - 5 x + 6 = 0$ that we need is $x = 2$; the equation $x^2 = 9$ has the root $x = 3$.",
])
def test_what_is_not_said_to_follow_is_not_called_false(text: str) -> None:
    assert not [r for r in check_text(text) if r.verdict.word == "refuted"]


def test_a_definition_of_a_section_that_has_ended_keeps_a_step_from_being_called_false() -> None:
    text = "# One\n\nLet $g = \\frac{1}{\\sqrt{1 - v^2/c^2}}$.\n\n# Two\n\n" \
        "With $E = g m c^2$ and $p = g m v$ we have\n$$E^2 - p^2 c^2 = m^2 c^%d.$$\n"
    assert "refuted" not in [r.verdict.word for r in check_text(text % 4)]
    assert check_text(text % 2)[-1].verdict.word == "refuted"


def test_a_step_that_is_settled_takes_no_verdict_from_another() -> None:
    text = "Let $f(x) = 1$, $x \\in [0, 1]$.\n\n" \
        "$$\\int_{-\\infty}^{\\infty} x^2 f(x) dx = \\int_0^1 x^2 dx = \\frac{1}{3}, \\quad 1 + 1 = 3$$\n"
    assert [r.verdict.word for r in check_text(text)][-2:] == ["proved", "refuted"]

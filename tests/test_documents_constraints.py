"""Constraints of an optimisation hold to the end of the section, for steps that do not hold without them."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text
from symbolic.latex.printer import to_latex
from symbolic.verdicts import Conditional

SPHERE = "Let $S \\in \\mathbb{R}^{d \\times d}$ and $u \\in \\mathbb{R}^d$. We maximise $u^\\top S u$ subject to $u^\\top u = 1$.\n\n"
LINE = "Minimise $x^2 + y^2$ subject to the constraint\n\n$$x + y = 1.$$\n\n"


def last(text: str) -> str:
    return check_text(text)[-1].verdict.word


@pytest.mark.parametrize(("text", "word"), [
    (SPHERE + "$$c u^\\top u = c$$\n", "proved"),
    (SPHERE + "$$c u^\\top u = 2 c$$\n", "refuted"),
    (SPHERE + "$$\\nabla_u (u^\\top u) = 2 u$$\n", "proved"),
    (SPHERE + "$$\\nabla_u (u^\\top u) = u$$\n", "refuted"),
    (LINE + "$$x^2 + y^2 = 1 - 2 x y$$\n", "proved"),
    (LINE + "$$x^2 + y^2 = 1 + 2 x y$$\n", "refuted"),
    (LINE + "$$\\frac{\\partial}{\\partial x} (x + y) = 1$$\n", "proved"),
    (LINE + "$$\\frac{\\partial}{\\partial x} (x + y) = x + y$$\n", "undecided"),
    ("# A\n\n" + LINE + "# B\n\n$$x^2 + y^2 = 1 - 2 x y$$\n", "conditional"),
    ("We maximise $x y$ such that $x + y = 10$.\n\n$$x y = x (10 - x)$$\n", "proved"),
    ("Choose $x$ such that $y > 0$. Maximise $y$ under the constraints $x = 2 y$ and $y = 1$.\n\n$$x + y = 3$$\n", "proved"),
])
def test_a_constraint_is_used_where_a_step_needs_it(text: str, word: str) -> None:
    assert last(text) == word


def test_the_result_says_which_constraint_was_used() -> None:
    free, tied = (check_text(LINE + f"$${step}$$\n")[-1] for step in ("x^2 - y^2 = (x - y) (x + y)", "x^2 - y^2 = x - y"))
    assert (free.verdict.word, tied.verdict.word) == ("proved", "proved")
    assert not free.item.hints
    assert tied.item.hints == ("taken under line 3",)


@pytest.mark.parametrize(("row", "verdict"), [
    (r"\int_0^1 f(x) dx = 1", "proved"), (r"\int_0^{1/2} f(2x) dx = \frac12", "proved"), (r"\int_0^1 f(x) dx = 2", "refuted"),
    (r"\int_0^2 f(x) dx = 1", "undecided"), (r"\int_{-\infty}^\infty f(x) dx = 1", "undecided"), (r"\int_0^1 f(2x) dx = 1", "undecided"),
    ("f(2) = 0", "undecided"),
])
def test_a_function_defined_for_some_values_is_not_extended_to_others(row: str, verdict: str) -> None:
    results = check_text(f"Let $f(x) = 2x$ for $x \\in [0, 1]$.\n\n$${row}$$\n")
    assert results[-1].verdict.word == verdict


def test_a_condition_is_told_in_the_names_that_the_text_defines_and_settles_the_step_when_it_is_declared() -> None:
    text = ("Let $x_1, \\dots, x_m \\in \\mathbb{R}$, $\\mu = \\frac1m \\sum_{i=1}^m x_i$ and $s = \\frac1m\\sum_{i=1}^m (x_i-\\mu)^2$.\n\n"
            "%s\n\n$$\\sum_{i=1}^m \\frac{x_i - \\mu}{s} = 0$$\n")
    verdict = check_text(text % "")[-1].verdict
    assert isinstance(verdict, Conditional) and [to_latex(c) for c in verdict.conditions] == [r"s \ne 0"]
    assert check_text(text % r"<!-- derivations: let s \ne 0 -->")[-1].verdict.word == "proved"


@pytest.mark.parametrize("words", ["with $s > 0$", ", where $s > 0$", "with $s \\ne 0$"])
def test_what_a_sentence_says_of_a_name_that_it_defines_lasts_as_long_as_the_definition(words: str) -> None:
    assert check_text(f"Let $s = a^2 - b$ {words}.\n\n$$\\frac{{s}}{{s}} = 1$$\n")[-1].verdict.word == "proved"
    replaced = f"Let $s = a^2 - b$ {words}.\n\nNow let $s := a + b$.\n\n$$\\frac{{s}}{{s}} = 1$$\n"
    assert check_text(replaced)[-1].verdict.word == "conditional"

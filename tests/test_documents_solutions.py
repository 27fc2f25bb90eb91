"""Marked names for solutions, and barred names for means."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text


def words(text: str) -> list[str]:
    return [r.verdict.word for r in check_text(text) if r.item.settled is None]


@pytest.mark.parametrize(("step", "word"), [
    (r"2 y - 6 = 0 \Rightarrow \hat y = 3", "proved"),
    (r"2 y - 6 = 0 \Rightarrow \hat y = 4", "refuted"),
    (r"\frac{1}{a} - n = 0 \implies \hat a_{\text{ML}} = \frac{1}{n}", "proved"),
    (r"\sum_{i=1}^n (x_i - \mu) = 0 \Rightarrow \hat\mu = \frac{1}{n} \sum_{i=1}^n x_i", "proved"),
])
def test_a_marked_name_is_its_letter_at_the_solution(step: str, word: str) -> None:
    assert words(f"$${step}$$\n") == [word]


def test_the_value_found_stays() -> None:
    text = "$$2 y - 6 = 0 \\Rightarrow \\hat y = 3$$\n\nHence\n\n$$\\hat y^2 + 1 = %s$$\n"
    assert words(text % 10) == ["proved", "proved"]
    assert words(text % 11) == ["proved", "refuted"]


def test_what_holds_at_the_solution_alone_is_not_called_false() -> None:
    text = "$$y - 2 = 0 \\Rightarrow \\hat y = 2$$\n\n$$s - y = 0 \\Rightarrow \\hat s = \\hat y = 2$$\n"
    assert "refuted" not in words(text)


POINTS = "Given points $(x_i, y_i)$, $i = 1, \\dots, n$. Let $b = \\bar y - a \\bar x$.\n\n$$%s$$\n"


@pytest.mark.parametrize(("step", "word"), [
    (r"\sum_i (x_i - \bar x)(y_i - \bar y) = \sum_i x_i y_i - n \bar x \bar y", "proved"),
    (r"\sum_i (x_i - \bar x)(y_i - \bar y) = \sum_i x_i y_i + n \bar x \bar y", "refuted"),
    (r"\sum_i (x_i - \bar x)^2 = \sum_i x_i^2 - n \bar x^2", "proved"),
    (r"\sum_i (x_i - \bar x) = 0", "proved"),
])
def test_a_bar_over_a_letter_is_the_mean_of_what_the_sentence_lists(step: str, word: str) -> None:
    assert words(POINTS % step)[-1] == word


def test_a_mean_of_so_many_as_nothing_says_is_not_called_false() -> None:
    assert words("$$\\sum_i (x_i - \\bar x) = 0$$\n") != ["refuted"]


@pytest.mark.parametrize(("said", "word"), [
    (r"Let $\bar x$ be the median of $x_1, \dots, x_n$.", "undecided"),
    (r"$\bar{x}$ denotes the mode.", "undecided"),
    (r"We write $\bar x$ for the midrange.", "undecided"),
    (r"The median $\bar x$ is robust.", "undecided"),
    (r"The sample mean $\bar x$ of $x_1, \dots, x_n$ is used.", "proved"),
    (r"Given data $x_1, \dots, x_n$ with mean $\bar x$ we find", "proved"),
])
def test_a_bar_is_a_mean_only_where_words_say_nothing_else(said: str, word: str) -> None:
    assert words(said + "\n\n$$\\sum_{i=1}^n (x_i - \\bar x) = 0$$\n")[-1] == word

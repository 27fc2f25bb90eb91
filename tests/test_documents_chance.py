"""Random variables in words: what a sentence declares, and what it must not be taken to declare."""

from __future__ import annotations

import pytest

from derivations import check_text

DECIDED = {
    "Let $X$ and $Y$ be independent random variables with mean $\\mu$ and variance $s$.": ("$$\\operatorname{Var}(X - Y) = 2s$$", "proved"),
    "Let $X$ and $Y$ be random variables.": ("$$\\mathbb{E}[XY] = \\mathbb{E}[X]\\mathbb{E}[Y]$$", "refuted"),
    "Let $X$ be a nonnegative random variable and let $a > 0$.": ("$$P(X \\ge a) \\le \\frac{\\mathbb{E}[X]}{a}$$", "proved"),
    "Let $X_1, X_2, \\ldots, X_n$ be i.i.d. random variables with zero mean and unit variance.": (
        "$$\\mathbb{E}\\left[\\left(\\sum_{i=1}^n X_i\\right)^2\\right] = n$$", "proved"),
    "Let $X_1, \\dots, X_n$ be identically distributed random variables with mean $\\mu$ and variance $s$.": (
        "$$\\operatorname{Var}\\left(\\sum_{i=1}^n X_i\\right) = ns$$", "refuted"),
    "Let $x$ be a random vector in $\\mathbb{R}^n$ with mean $m$ and covariance matrix $S$. Let $A \\in \\mathbb{R}^{k \\times n}$.": (
        "$$\\operatorname{Cov}(Ax) = A S A^\\top$$", "proved"),
    "Let $U \\sim \\operatorname{Uniform}(0, 1)$ and let $V \\sim \\operatorname{Exp}(\\lambda)$ be independent of $U$.": (
        "$$\\mathbb{E}[UV] = \\frac{1}{2\\lambda}$$", "proved"),
    "Let $X_1, \\dots, X_n \\sim \\operatorname{Bernoulli}(p)$ be independent.": (
        "$$\\operatorname{Var}\\left(\\sum_{i=1}^n X_i\\right) = np(1-p)$$", "proved"),
}
NOT_READ = (
    "Let $X$ and $Y$ be pairwise independent random variables.",
    "Let $X$ and $Y$ be conditionally independent random variables.",
    "Let $X$ and $Y$ be uncorrelated random variables.",
    "Let $X$ and $Y$ be random variables that take the values $0$ and $1$.",
    "Let $X$ and $Y$ be random variables with density $f$.",
    "Let $X$ and $Y$ be random variables, each uniform on $[0, 1]$.",
    "Let $X$ and $Y$ be random variables on a finite space.",
)


@pytest.mark.parametrize(("sentence", "step"), DECIDED.items(), ids=DECIDED)
def test_a_sentence_declares_random_variables(sentence: str, step: tuple[str, str]) -> None:
    formula, word = step
    assert [r.verdict.word for r in check_text(f"{sentence}\n\n{formula}\n")] == [word]


@pytest.mark.parametrize("sentence", NOT_READ)
def test_other_words_before_random_variables_are_not_passed_over(sentence: str) -> None:
    results = check_text(f"{sentence}\n\n$$\\mathbb{{E}}[XY] = \\mathbb{{E}}[X]\\mathbb{{E}}[Y]$$\n")
    assert [r.verdict.word for r in results if r.item.settled is None or r.verdict.word == "refuted"] in ([], ["undecided"], ["unreadable"])


def test_the_words_of_one_section_do_not_hold_in_the_next() -> None:
    text = ("# A\n\nLet $X$ and $Y$ be independent random variables.\n\n# B\n\nLet $X$ and $Y$ be random variables.\n\n"
            "$$\\operatorname{Var}(X + Y) = \\operatorname{Var}(X) + \\operatorname{Var}(Y)$$\n")
    assert [r.verdict.word for r in check_text(text)] == ["refuted"]


def test_a_mean_of_a_sample_is_defined_and_then_claimed_about() -> None:
    text = ("Let $X_1, \\dots, X_n$ be i.i.d. random variables with mean $\\mu$ and variance $\\sigma^2$.\n\n"
            "$$\\bar{X} = \\frac{1}{n}\\sum_{i=1}^n X_i$$\n\n$$\\operatorname{Var}(\\bar X) = \\frac{\\sigma^2}{n^2}$$\n\n"
            "$$\\operatorname{Var}(\\bar X) = \\frac{\\sigma^2}{n}$$\n")
    assert [r.verdict.word for r in check_text(text)] == ["definition", "refuted", "proved"]

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
DECIDED |= {
    "Let $X_1, \\dots, X_n$ be i.i.d. with mean $\\mu$ and variance $\\sigma^2$.": (
        "$$\\operatorname{Var}\\left(\\frac1n \\sum_{i=1}^n X_i\\right) = \\frac{\\sigma^2}{n}$$", "proved"),
}
DECIDED |= {
    "Suppose $T$ is exponentially distributed with rate $\\lambda$.": ("$$\\operatorname{Var}(T) = \\frac{1}{\\lambda}$$", "refuted"),
    "Let $U$ be uniform on $(a, b)$, $a < b$.": ("$$\\operatorname{Var}(U) = \\frac{(b-a)^2}{12}$$", "proved"),
    "For a Poisson variable $N$ with mean $m$ we find the variance.": ("$$\\operatorname{Var}(N) = m$$", "proved"),
    "Let $X$ be normally distributed with mean $m$ and standard deviation $s$.": ("$$\\mathbb{E}[X^2] = m^2 + s$$", "refuted"),
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


NORMAL, EXPONENTIAL = r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$.", r"Let $X \sim \mathrm{Exp}(\lambda)$."
OF_MOMENTS = r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$."
G = r"Let $g(\mu) = E[X^2]$."


@pytest.mark.parametrize(("said", "step", "word"), [
    (EXPONENTIAL, r"\lim_{\lambda\to\infty} E[X] = 0", "proved"),
    (EXPONENTIAL, r"\lim_{\lambda\to 2} E[X] = \frac1\lambda", "refuted"),
    (EXPONENTIAL, r"\int_1^2 E[X] \, d\lambda = \log 2", "proved"),
    (NORMAL, r"\int_0^1 E[X^2] \, d\mu = \mu^2 + \sigma^2", "refuted"),
    (NORMAL, r"\left. \frac{\partial}{\partial\mu} E[X^2] \right|_{\mu=1} = 2", "proved"),
    (OF_MOMENTS, r"\int_0^1 E[X^2] \, d\mu = \frac13 + \sigma^2", "proved"),
    (OF_MOMENTS, r"\lim_{\mu \to 0} E[X^3] = E[X^3]", "undecided"),
    (f"{NORMAL} {G}", r"g(0) = \sigma^2", "proved"),
    (f"{NORMAL} {G}", r"g(0) = \mu^2 + \sigma^2", "refuted"),
    (r"Let $X \sim \mathrm{Bin}(n, p)$.", r"\sum_{n=1}^{3} E[X] = 6p", "proved"),
    (f"Let $\\lambda = 2$. {EXPONENTIAL}", r"E[X] = \frac12", "proved"),
    (f"{EXPONENTIAL} Let $\\lambda = 2$.", r"E[X] = 2", "refuted"),
])
def test_a_parameter_of_a_law_is_the_binders_where_a_binder_binds_it(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word

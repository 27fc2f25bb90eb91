"""Random variables: the algebra of expectations is proved, and what people get wrong is refuted by variables with few values."""

from __future__ import annotations

import pytest

from symbolic import Conditional, Proved, Refuted, Undecided, check
from symbolic.latex.errors import ReadingError
from symbolic.stating import stated

PAIR = (r"X, Y : \Omega \to \mathbb{R}",)
APART = (*PAIR, r"X \perp Y")
KNOWN = (*PAIR, r"\mathbb{E}[X] = \mu", r"\operatorname{Var}(X) = \sigma^2")
SAMPLE = (r"X_1, \dots, X_n : \Omega \to \mathbb{R}", r"X_1 \perp \dots \perp X_n", r"X_1 \sim \dots \sim X_n", r"\mathbb{E}[X_i] = \mu",
          r"\operatorname{Var}(X_i) = \sigma^2")
VECTOR = (r"x : \Omega \to \mathbb{R}^n", r"A \in \mathbb{R}^{m \times n}, b \in \mathbb{R}^m, B \in \mathbb{R}^{n \times n}")
FORM = (*VECTOR, r"m \in \mathbb{R}^n, \Sigma \in \mathbb{R}^{n \times n}", r"\mathbb{E}[x] = m", r"\operatorname{Var}(x) = \Sigma")
GAUSS = (r"A \in \mathbb{R}^{m \times n}, \mu \in \mathbb{R}^n, \Sigma \in \mathbb{R}^{n \times n}", r"x \sim \mathcal{N}(\mu, \Sigma)")
NORMAL = (r"X \sim \mathcal{N}(\mu, \sigma^2)",)
COINS = (r"X_1, \dots, X_n \sim \operatorname{Bernoulli}(p)", r"S := \sum_{i=1}^n X_i")
MEAN = r"\frac1n\sum_{i=1}^n X_i"
SPREAD = r"\sum_{i=1}^n \left(X_i - \frac1n\sum_{j=1}^n X_j\right)^2"

TRUE = {
    r"\mathbb{E}[(X+Y)^2] = 2\mathbb{E}[X^2]": (*PAIR, r"X \perp Y", r"\mathbb{E}[X] = \mathbb{E}[Y]", r"\mathbb{E}[Y] = 0",
                                               r"\operatorname{Var}(Y) = \operatorname{Var}(X)"),
    r"\mathbb{E}[aX+b] = a\mathbb{E}[X]+b": PAIR,
    r"\operatorname{Var}(X) = \mathbb{E}[X^2]-\mathbb{E}[X]^2": PAIR,
    r"\operatorname{Var}(aX+b) = a^2\operatorname{Var}(X)": PAIR,
    r"\operatorname{Var}(X+Y) = \operatorname{Var}(X)+\operatorname{Var}(Y)+2\operatorname{Cov}(X,Y)": PAIR,
    r"\operatorname{Var}(X-Y) = \operatorname{Var}(X)+\operatorname{Var}(Y)": APART,
    r"\operatorname{Cov}(X,Y) = \mathbb{E}[XY]-\mathbb{E}[X]\mathbb{E}[Y]": PAIR,
    r"\mathbb{E}[X^2Y^3]=\mathbb{E}[X^2]\mathbb{E}[Y^3]": APART,
    r"\mathbb{E}[(X-a)^2]=\operatorname{Var}(X)+(\mathbb{E}[X]-a)^2": PAIR,
    r"\mathbb{E}[X^2]=\sigma^2+\mu^2": KNOWN,
    rf"\mathbb{{E}}\left[{MEAN}\right]=\mu": SAMPLE,
    rf"\operatorname{{Var}}\left({MEAN}\right)=\frac{{\sigma^2}}{{n}}": SAMPLE,
    rf"\mathbb{{E}}\left[\frac{{1}}{{n-1}}{SPREAD}\right]=\sigma^2": (*SAMPLE, r"n \ge 2"),
    r"\mathbb{E}[Ax+b]=A\mathbb{E}[x]+b": VECTOR,
    r"\operatorname{Cov}(Ax+b)=A\operatorname{Var}(x)A^\top": VECTOR,
    r"\operatorname{Var}(x)=\mathbb{E}[xx^\top]-\mathbb{E}[x]\mathbb{E}[x]^\top": VECTOR,
    r"\mathbb{E}[x^\top B x] = \operatorname{tr}(B\Sigma) + m^\top B m": FORM,
    r"\mathbb{E}[xx^\top]=\Sigma+\mu\mu^\top": GAUSS,
    r"\mathbb{E}[(X-\mu)^4]=3\sigma^4": NORMAL,
    r"\mathbb{E}[e^{tX}]=e^{\mu t+\sigma^2t^2/2}": NORMAL,
    r"\operatorname{Var}(X)=np(1-p)": (r"X \sim \operatorname{Bin}(n,p)",),
    r"\operatorname{Var}(X)=\lambda": (r"X \sim \operatorname{Poisson}(\lambda)",),
    r"\operatorname{Var}(X)=\frac{(b-a)^2}{12}": (r"X \sim \operatorname{Uniform}(a,b)",),
    r"\mathbb{E}[X]=\frac{1}{\lambda}": (r"X \sim \operatorname{Exp}(\lambda)",),
    r"\operatorname{Var}(S)=np(1-p)": (*COINS, r"X_1 \perp \dots \perp X_n"),
    r"P(X \le a) = 1 - P(X > a)": PAIR,
    r"P(X \ge a) \le \frac{\mathbb{E}[X]}{a}": (*PAIR, r"X \ge 0", "a > 0"),
    r"P(|X-\mathbb{E}[X]| \ge t) \le \frac{\operatorname{Var}(X)}{t^2}": (*PAIR, "t > 0"),
    r"\mathbb{E}[X^2]\ge\mathbb{E}[X]^2": PAIR,
    r"|\mathbb{E}[X]| \le \mathbb{E}[|X|]": PAIR,
    r"e^{\mathbb{E}[X]} \le \mathbb{E}[e^X]": PAIR,
    r"\mathbb{E}[\log X] \le \log \mathbb{E}[X]": (*PAIR, "X > 0"),
    r"\operatorname{Cov}(X,Y)^2 \le \operatorname{Var}(X)\operatorname{Var}(Y)": PAIR,
    r"P(X = 0) = e^{-\lambda}": (r"X \sim \operatorname{Poisson}(\lambda)",),
    r"P(X > t) = e^{-\lambda t}": (r"X \sim \operatorname{Exp}(\lambda)", "t > 0"),
    r"\mathbb{E}[X]\mathbb{E}\left[\frac{1}{X}\right] \ge 1": (*PAIR, "X > 0"),
    r"\log \mathbb{E}[e^X] \ge \mathbb{E}[X]": PAIR,
    r"\mathbb{E}[\max(X, Y)] \ge \max(\mathbb{E}[X], \mathbb{E}[Y])": PAIR,
    r"\mathbb{E}[X + Y - \min(X, Y)] = \mathbb{E}[\max(X, Y)]": PAIR,
    r"\operatorname{Var}(X + Y) \le 2\operatorname{Var}(X) + 2\operatorname{Var}(Y)": PAIR,
    r"\operatorname{Var}\left(\prod_{i=1}^n X_i\right) = (\sigma^2+\mu^2)^n-\mu^{2n}": SAMPLE,
}
FALSE = {
    r"\mathbb{E}[aX+b] = a\mathbb{E}[X]": PAIR,
    r"\operatorname{Var}(aX+b) = a\operatorname{Var}(X)": PAIR,
    r"\operatorname{Var}(X+Y) = \operatorname{Var}(X)+\operatorname{Var}(Y)": PAIR,
    r"\operatorname{Var}(X-Y) = \operatorname{Var}(X)-\operatorname{Var}(Y)": APART,
    r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]": PAIR,
    r"\mathbb{E}[X^2]=\mathbb{E}[X]^2": PAIR,
    r"\mathbb{E}[X^2]=\sigma^2": KNOWN,
    rf"\operatorname{{Var}}\left({MEAN}\right)=\sigma^2": SAMPLE,
    rf"\mathbb{{E}}\left[{MEAN[:7]}{SPREAD}\right]=\sigma^2": SAMPLE,
    r"\operatorname{Var}(x)=\mathbb{E}[xx^\top]": VECTOR,
    r"\mathbb{E}[x^\top B x] = \operatorname{tr}(B\Sigma)": FORM,
    r"\mathbb{E}[(X-\mu)^4]=\sigma^4": NORMAL,
    r"\mathbb{E}[e^{tX}]=e^{\mu t+\sigma^2t^2}": NORMAL,
    r"\operatorname{Var}(X)=\frac{1}{\lambda}": (r"X \sim \operatorname{Exp}(\lambda)",),
    r"\operatorname{Var}(S)=np": (*COINS, r"X_1 \perp \dots \perp X_n"),
    r"P(X \le a) = 1 - P(X \ge a)": PAIR,
    r"P(|X-\mathbb{E}[X]| \ge t) \le \frac{\operatorname{Var}(X)}{2 t^2}": (*PAIR, "t > 0"),
    r"e^{\mathbb{E}[X]} \ge \mathbb{E}[e^X]": PAIR,
    r"\mathbb{E}[X^2]\le\mathbb{E}[X]^2": PAIR,
    r"P(X \le 1 \mid Y \le 1) = P(Y \le 1 \mid X \le 1)": PAIR,
    r"\mathbb{E}[f(X)] = f(\mathbb{E}[X])": (*PAIR, r"f : \mathbb{R} \to \mathbb{R}"),
    r"\operatorname{Cov}(X^2,X) = 0": (*PAIR, r"\mathbb{E}[X]=0"),
}
NOT_PROVED = {
    "mean and variance need not be what independence would make them": (r"\operatorname{Var}(S)=np(1-p)", COINS),
    "from a contradiction nothing follows": (r"\mathbb{E}[X] = 3", (*PAIR, r"\operatorname{Var}(X) = -1")),
    "two independent pairs are no independent triple": (
        r"\mathbb{E}[XYZ]=\mathbb{E}[X]\mathbb{E}[Y]\mathbb{E}[Z]", (r"X, Y, Z : \Omega \to \mathbb{R}", r"X \perp Y", r"Y \perp Z")),
    "one law for the members is no law for pairs of families": (
        r"\mathbb{E}[X_1Y_1]=\mathbb{E}[X_2Y_2]", (r"X_1, \dots, X_n : \Omega \to \mathbb{R}", r"X_1 \sim \dots \sim X_n",
                                                   r"Y_1, \dots, Y_n : \Omega \to \mathbb{R}", r"Y_1 \sim \dots \sim Y_n", r"n \ge 2")),
    "a derivative and an expectation are not exchanged unseen": (
        r"\frac{d}{dt}\mathbb{E}[\sin(tX)] = \mathbb{E}[X]\mathbb{E}[\cos(tX)]", PAIR),
    "Jensen the wrong way round": (r"\mathbb{E}[\sqrt{X}] \ge \sqrt{\mathbb{E}[X]}", (*PAIR, "X > 0")),
    "Jensen for a function that is convex only in part": (r"\mathbb{E}[X]^3 \le \mathbb{E}[X^3]", PAIR),
    "the density of a number at a value that may be no integer": (
        r"P(X = t) = \frac{\lambda^t e^{-\lambda}}{t!}", (r"X \sim \operatorname{Poisson}(\lambda)", "t > 0")),
    "the slope of an expectation by a random variable": (r"\frac{d}{dX}\mathbb{E}[X] = 1", PAIR),
    "a number of which nothing tells what it has to do with X": (r"\mathbb{E}[X] = p", PAIR),
    "Markov without a sign": (r"P(X \ge a) \le \frac{\mathbb{E}[X]}{a}", (*PAIR, "a > 0")),
}

ONE_LAW = (*SAMPLE[:3], r"f : \mathbb{R} \to \mathbb{R}", r"n \ge 2")
OF_ONE_LAW = {
    r"\mathbb{E}[X_2] = \mathbb{E}[X_1]": "proved", r"\mathbb{E}[\frac1n \sum_{i=1}^n f(X_i)] = \mathbb{E}[f(X_1)]": "proved",
    r"\mathbb{E}[X_1^2 X_2] = \mathbb{E}[X_1 X_2^2]": "proved", r"P(X_1 \le X_2) = P(X_2 \le X_1)": "undecided",
    r"\mathbb{E}[X_1 X_2] = \mathbb{E}[X_1^2]": "refuted",
}
"""Members of one law take the same values with the same probabilities on every space."""


@pytest.mark.parametrize(("claim", "word"), OF_ONE_LAW.items(), ids=OF_ONE_LAW)
def test_members_of_one_law_are_told_apart_by_no_space(claim: str, word: str) -> None:
    assert check(claim, ONE_LAW).word == word


@pytest.mark.parametrize(("claim", "declarations"), TRUE.items(), ids=TRUE)
def test_what_holds_for_all_random_variables_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    verdict = check(claim, declarations)
    assert isinstance(verdict, Proved)


@pytest.mark.parametrize(("claim", "declarations"), FALSE.items(), ids=FALSE)
def test_what_fails_for_some_random_variables_is_refuted(claim: str, declarations: tuple[str, ...]) -> None:
    verdict = check(claim, declarations)
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample is not None and verdict.counterexample.at


@pytest.mark.parametrize(("claim", "declarations"), NOT_PROVED.values(), ids=NOT_PROVED)
def test_what_is_not_known_is_not_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(check(claim, declarations), (Refuted, Undecided))


def test_a_conditional_mean_needs_an_event_that_can_happen() -> None:
    verdict = check(r"\mathbb{E}[X \mid Y = 1]P(Y=1) + \mathbb{E}[X \mid Y \ne 1]P(Y \ne 1) = \mathbb{E}[X]", PAIR)
    assert isinstance(verdict, Conditional)
    assert sorted(map(str, verdict.conditions)) == ["P(Y = 1) ≠ 0", "P(Y = 1) ≠ 1"]


def test_a_counterexample_shows_the_values_of_the_random_variables() -> None:
    verdict = check(r"\mathbb{E}[XY]=\mathbb{E}[X]\mathbb{E}[Y]", PAIR)
    assert isinstance(verdict, Refuted) and verdict.counterexample is not None
    assert {a.name: a.value for a in verdict.counterexample.at}["X"] == "−1 with probability 1/2, 1 with probability 1/2"


def test_nothing_is_known_of_an_expectation_of_what_is_not_declared_random() -> None:
    assert isinstance(check(r"\mathbb{E}[aX] = a\mathbb{E}[X]"), Undecided)
    assert isinstance(check(r"\mathbb{E}[XZ] = Z\mathbb{E}[X]", PAIR), Undecided)


def test_a_normal_law_says_whether_its_spread_is_a_variance() -> None:
    with pytest.raises(ReadingError, match="variance or the standard deviation"):
        stated(r"\mathbb{E}[X] = \mu", [r"X \sim \mathcal{N}(\mu, \sigma)"])

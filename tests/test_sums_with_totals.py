"""Inequalities between sums with declared totals, and statements about sums: true ones are proved, false ones never."""

from __future__ import annotations

import pytest

from symbolic import Conditional, Proved, check
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.named_sums import prove_named_sums
from symbolic.stating import stated

P = (r"p_i > 0, i \in \{1, \dots, n\}", r"\sum_{i=1}^n p_i = 1")
Q = (r"q_i > 0, i \in \{1, \dots, n\}", r"\sum_{i=1}^n q_i = 1")
X = (r"x_i \in \mathbb{R}, i \in \{1, \dots, n\}",)
POSITIVE = (r"x_i > 0, i \in \{1, \dots, n\}",)
MEAN = r"\sum_{i=1}^n p_i x_i"

TRUE = {
    "the entropy is at most log n": (r"-\sum_{i=1}^n p_i \log p_i \le \log n", P),
    "the entropy is not negative": (r"-\sum_{i=1}^n p_i \log p_i \ge 0", P),
    "the collision probability is at most 1": (r"\sum_{i=1}^n p_i^2 \le 1", P),
    "the collision probability is at least 1/n": (r"\sum_{i=1}^n p_i^2 \ge \frac{1}{n}", P),
    "Jensen for squares": (rf"\sum_{{i=1}}^n p_i x_i^2 \ge \left({MEAN}\right)^2", P + X),
    "Jensen for the exponential": (rf"\exp\left({MEAN}\right) \le \sum_{{i=1}}^n p_i e^{{x_i}}", P + X),
    "Jensen for the logarithm": (rf"\sum_{{i=1}}^n p_i \log x_i \le \log\left({MEAN}\right)", P + POSITIVE),
    "Gibbs": (r"\sum_{i=1}^n p_i \log\frac{p_i}{q_i} \ge 0", P + Q),
    "the divergence of Pearson": (r"\sum_{i=1}^n \frac{p_i^2}{q_i} \ge 1", P + Q),
    "the mean of squares": (r"n \sum_{i=1}^n x_i^2 \ge \left(\sum_{i=1}^n x_i\right)^2", X),
    "Cauchy and Schwarz": (r"\left(\sum_{i=1}^n x_i p_i\right)^2 \le \sum_{i=1}^n x_i^2 \sum_{i=1}^n p_i^2", X + P),
    "the triangle": (r"\left|\sum_{i=1}^n x_i\right| \le \sum_{i=1}^n |x_i|", X),
    "a softmax is at most 1": (r"\frac{e^{x_k}}{\sum_{i=1}^n e^{x_i}} \le 1", (*X, r"k \in \{1, \dots, n\}")),
    "log-sum-exp is above every member": (r"\log\sum_{i=1}^n e^{x_i} \ge x_k", (*X, r"k \in \{1, \dots, n\}")),
    "arithmetic and geometric mean": (r"\left(\prod_{i=1}^n x_i\right)^{1/n} \le \frac{1}{n}\sum_{i=1}^n x_i", POSITIVE),
    "the affinity is at most 1": (r"\sum_{i=1}^n \sqrt{p_i q_i} \le 1", P + Q),
    "sums of reciprocals": (r"\sum_{i=1}^n p_i \sum_{i=1}^n \frac{1}{p_i} \ge n^2", P[:1]),
}
FALSE = {
    "Cauchy and Schwarz, turned": (r"\left(\sum_{i=1}^n x_i p_i\right)^2 \ge \sum_{i=1}^n x_i^2 \sum_{i=1}^n p_i^2", X + P),
    "a sum of signed terms above a member": (r"\sum_{i=1}^n x_i \ge x_k", (*X, r"k \in \{1, \dots, n\}")),
    "an index beyond the range": (r"\frac{e^{x_k}}{\sum_{i=1}^n e^{x_i}} \le 1",
     (r"x_i \in \mathbb{R}, i \in \{1, \dots, m\}",
     r"k \in \{1, \dots, m\}")),
    "an inner sum that depends on the outer index": (r"\sum_{i=1}^n \sum_{j=1}^n x_i^2 x_j \ge 0", X),
    "a strict bound of a softmax with one member": (r"\frac{e^{x_k}}{\sum_{i=1}^n e^{x_i}} < 1", (*X, r"k \in \{1, \dots, n\}")),
    "without a total": (r"\sum_{i=1}^n p_i^2 \le 1", P[:1]),
    "the wrong way round": (r"\sum_{i=1}^n p_i^2 \le \frac{1}{n}", P),
    "Jensen with a factor": (rf"\sum_{{i=1}}^n p_i x_i^2 \ge 2\left({MEAN}\right)^2", P + X),
    "Jensen for the logarithm, turned": (rf"\sum_{{i=1}}^n p_i \log x_i \ge \log\left({MEAN}\right)", P + POSITIVE),
    "Jensen with weights of any sign": (rf"\sum_{{i=1}}^n p_i x_i^2 \ge \left({MEAN}\right)^2", (P[1], *X)),
    "Gibbs with a total that is missing": (r"\sum_{i=1}^n p_i \log\frac{p_i}{q_i} \ge 0", (*P, Q[0])),
    "the mean of squares without n": (r"\sum_{i=1}^n x_i^2 \ge \left(\sum_{i=1}^n x_i\right)^2", X),
}


@pytest.mark.parametrize(("claim", "declarations"), TRUE.values(), ids=TRUE)
def test_a_true_inequality_between_sums_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(prove_inequality(stated(claim, declarations)), Proved)


@pytest.mark.parametrize(("claim", "declarations"), FALSE.values(), ids=FALSE)
def test_a_false_inequality_between_sums_is_not_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert prove_inequality(stated(claim, declarations)) is None


@pytest.mark.parametrize("claim", [
    r"\frac{1}{\sigma^2}\sum_{i=1}^n (x_i - \mu) = 0 \Leftrightarrow \mu = \frac{1}{n}\sum_{i=1}^n x_i",
    r"\frac{n}{\sigma} - \sum_{i=1}^n x_i = 0 \Rightarrow \sigma = \frac{n}{\sum_{i=1}^n x_i}",
])
def test_sums_in_statements_are_names(claim: str) -> None:
    assert isinstance(prove_named_sums(stated(claim, (r"\sigma > 0", *X))), Proved)


def test_a_wrong_solution_of_an_equation_with_sums_is_not_proved() -> None:
    claim = r"\sum_{i=1}^n (x_i - \mu) = 0 \Leftrightarrow \mu = \sum_{i=1}^n x_i"
    assert prove_named_sums(stated(claim, X)) is None


def test_the_total_of_a_vector_of_labels_is_a_hypothesis() -> None:
    claim = r"\nabla_z \left(-y^\top \log \operatorname{softmax}(z)\right) = \operatorname{softmax}(z) - y"
    answer = check(claim, [r"z \in \mathbb{R}^K", r"y \in \mathbb{R}^K"])
    assert isinstance(answer, Conditional) and answer.kind == "hypothesis"
    assert [str(c) for c in answer.conditions] == ["Σ_{i=1}^{K} y_i = 1"]


def test_a_sum_that_has_no_first_subscript_ends() -> None:
    r"""Each form of ``k \binom{n}{k}`` has another denominator to move the index to."""
    assert check(r"\sum_{k=m}^{n-1} k \binom{n}{k} \le (n+1)^2 - 1", [r"m \in \mathbb{Z}", r"n \ge 2"]).word in ("refuted", "undecided")

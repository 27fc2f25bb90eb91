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
def test_the_modulus_of_a_complex_divisor_needs_no_condition_of_its_own(claim: str) -> None:
    (result,) = check_text(f"<!-- convention: imaginary unit i -->\n\nLet $a, b \\in \\mathbb{{R}}$.\n\n$${claim}$$\n")
    assert result.verdict.word == "proved"


@pytest.mark.parametrize(("claim", "given", "conditions"), [
    (r"\sqrt{x} \cdot \frac{1}{\sqrt{x}} = 1", (), ["x > 0"]),
    (r"\log(x^3) = 3 \log|x|", (), ["x > 0"]),
    (r"\frac{z}{\bar z} \cdot \frac{\bar z}{z} = 1", (r"z \in \mathbb{C}",), ["z ≠ 0"]),
    (r"\arctan(\tan t) = t", (), ["t > −π/2", "t < π/2"]),
    (r"\sum_{k=m}^n 1 = n - m + 1", (r"m, n \in \mathbb{N}",), ["m ≤ n + 1"]),
    (r"\sum_{k=1}^n \frac{1}{k (k + a)} = \frac1a \sum_{k=1}^n (\frac1k - \frac{1}{k + a})", (r"n \in \mathbb{N}",),
     ["a ≠ 0"]),
    (r"\frac{d}{dx} |x|^3 = 3 x^2", (), ["x ≥ 0"]),
    (r"\frac{d}{dx} (\max(x - 1, 0))^2 = 2 (x - 1)", (), ["x ≥ 1"]),
    (r"\frac{u^\top v}{\|u\| \|v\|} \le 1", (r"u, v \in \mathbb{R}^n",), ["u ≠ 0", "v ≠ 0"]),
    (r"x^2 \ge x", (), ["x ≤ 0 ∨ x ≥ 1"]),
    (r"\log x \ge 0", (), ["x ≥ 1"]),
    (r"\sqrt{x + 1} \ge x - 1", (), ["x ≥ −1", "x ≤ 3"]),
    (r"\max(x, x^2) \le 2", (), ["x ≥ −√2", "x ≤ √2"]),
    (r"\sqrt{x^2 + y^2} \le x + y", (), ["x ≥ 0", "y ≥ 0"]),
    (r"\max(x, 1/x) = x", (), ["x ≥ 1/x"]),
    (r"\max(0, 1 - t y) = 1 - t y", (), ["t y ≤ 1"]),
    (r"\max(x^2, x) = x^2", (), ["x² ≥ x"]),
    (r"\sqrt{x^2 y} = x \sqrt{y}", (), ["(x ≥ 0 ∧ y ≥ 0) ∨ y = 0"]),
    (r"\sum_{i=1}^n |x_i - m| = \sum_{i=1}^n x_i - n m", (r"x \in \mathbb{R}^n",), ["m ≤ x_i for all i ∈ {1, …, n}"]),
    (r"\frac{d}{dw} \sum_{i=1}^n \max(0, 1 - w x_i) = -\sum_{i=1}^n x_i", (r"x \in \mathbb{R}^n",), ["w x_i < 1 for all i ∈ {1, …, n}"]),
    (r"\frac{\partial}{\partial q_k} \sum_{i=1}^n \log(p_i/q_i) = -1/q_k", (r"p, q \in \mathbb{R}^n, k \in \{1, \dots, n\}",),
     ["p_i/q_i > 0 for all i ∈ {1, …, n}"]),
    (r"\lim_{x\to\infty} e^{ax}/x = 0", (), ["a ≤ 0"]),
    (r"\int_a^b |x|\,dx = \frac{a^2 + b^2}{2}", (), ["a ≤ 0", "b ≥ 0"]),
    (r"\frac{d}{dx} (\arccos x + \arcsin\sqrt{1 - x^2}) = 0", (), ["x < 0", "x > −1"]),
    (r"\lim_{t\to\infty} (A e^{-kt} + A) = A", (r"A > 0",), ["k > 0"]),
    (r"(\sqrt{\pi/(1 - a)})^2 = \pi/(1 - a)", (), ["a < 1"]),
    (r"|b (x - 1)| = b (x - 1)", ("b < 0",), ["x ≤ 1"]),
    (r"(\sqrt{b x})^2 = b x", (r"b \ge 0",), ["b x ≥ 0"]),
    (r"(\sqrt{e^x (x^2 - 1)})^2 = e^x (x^2 - 1)", (), ["x² ≥ 1"]),
    (r"\int_0^x \frac{1}{1 - t}\,dt = -\log|1 - x|", (), ["x < 1"]),
    (r"\int_0^\infty e^{-ax} \cos(bx)\,dx = \frac{a}{a^2 + b^2}", (), ["a > 0"]),
])
def test_powers_roots_intervals_and_ranges_are_seen_through(claim: str, given: tuple[str, ...], conditions: list[str]) -> None:
    answer = check(claim, given)
    assert isinstance(answer, Conditional) and answer.minimal
    assert [str(c) for c in answer.conditions] == conditions


def test_a_condition_that_an_interval_grants_is_none() -> None:
    assert check(r"\frac{\sin 2x}{\cos x} = 2 \sin x", [r"x \in (0, 1)"]).word == "proved"
    assert check(r"\frac{\sin 2x}{\cos x} = 2 \sin x", [r"x \in (0, 2)"]).word == "conditional"


@pytest.mark.parametrize("claim", [r"|x + y| \ge |x|", r"x^3 \ge x^2 - x^2"])
def test_a_condition_on_an_inequality_is_minimal_only_if_the_inequality_fails_without_it(claim: str) -> None:
    answer = check(claim)
    assert isinstance(answer, Conditional)
    assert answer.minimal == ("3" in claim)


@pytest.mark.parametrize("claim", [
    r"\log(a^y) = y \log a", r"\log(a^y b^{n-y}) = y \log a + (n - y) \log b", r"c b^{1/g} x^{-g} = (b^{1/g} c) x^{-g}",
])
def test_a_power_with_an_open_exponent_has_a_condition_and_raises_no_alarm(claim: str) -> None:
    answer = check(claim)
    assert answer.word in ("proved", "conditional") and answer.kind in (None, "definedness")

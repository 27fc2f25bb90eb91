"""Inequalities that need more than signs: induction, limits at infinity, half angles, integer parts, factors."""

from __future__ import annotations

import pytest

from symbolic import Conditional, Proved, Refuted
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.stating import stated

N = (r"n \in \mathbb{N}", r"n \ge 1")
X = (r"x > 0",)
TRUE = (
    (r"n! \ge 2^{n-1}", N),
    (r"n! \le n^n", N),
    (r"\binom{2n}{n} \ge 2^n", N),
    (r"n! > 2^n", (r"n \in \mathbb{N}", r"n \ge 4")),
    (r"(1+x)^n \ge 1 + nx", (r"n \in \mathbb{N}", r"x \ge -1")),
    (r"\sum_{k=1}^n \frac{1}{k^2} \le 2 - \frac{1}{n}", N),
    (r"\sum_{k=1}^n \frac{1}{\sqrt{k}} \ge \sqrt{n}", N),
    (r"\sum_{k=1}^n \frac{1}{k} \le 1 + \log n", N),
    (r"\sum_{k=1}^n \frac{1}{k} \ge \log(n+1)", N),
    (r"\left(1 + \frac{1}{x}\right)^x < e", X),
    (r"\log x \le \sqrt{x}", X),
    (r"x \log x \ge -\frac{1}{e}", X),
    (r"\sin x \cos x \le \frac{1}{2}", ()),
    (r"\sin x + \cos x \le \sqrt{2}", ()),
    (r"3 \sin x + 4 \cos x \le 5", ()),
    (r"\lfloor x \rfloor \le x", ()),
    (r"x < \lfloor x \rfloor + 1", ()),
    (r"\lfloor x + y \rfloor \ge \lfloor x \rfloor + \lfloor y \rfloor", ()),
)
FALSE = (
    (r"n! \ge 2^n", N),
    (r"2^n \ge n^2", N),
    (r"n! < n^n", N),
    (r"(1+x)^n \ge 1 + nx", (r"n \in \mathbb{N}",)),
    (r"\sum_{k=1}^n \frac{1}{k^2} \le \frac{3}{2}", N),
    (r"\sum_{k=1}^n \frac{1}{k} \le \log(n+1)", N),
    (r"\left(1 + \frac{1}{x}\right)^x < \frac{5}{2}", X),
    (r"\log x \le \frac{x}{3}", X),
    (r"\sin x \cos x \le \frac{1}{3}", ()),
    (r"\sin x + \cos x \le 1", ()),
    (r"\lfloor x \rfloor < x", ()),
    (r"\lfloor x + y \rfloor \le \lfloor x \rfloor + \lfloor y \rfloor", ()),
)


@pytest.mark.parametrize(("claim", "declarations"), TRUE)
def test_a_true_bound_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(prove_inequality(stated(claim, declarations)), Proved)


@pytest.mark.parametrize(("claim", "declarations"), FALSE)
def test_a_false_bound_is_not_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert not isinstance(prove_inequality(stated(claim, declarations)), Proved | Conditional)


@pytest.mark.parametrize(("claim", "place"), [(r"\sin x < 1", "π/2"), (r"\cos x > -1", "π"), (r"\sin^2 x < 1", "π/2")])
def test_a_strict_bound_fails_at_a_multiple_of_pi(claim: str, place: str) -> None:
    answer = prove_inequality(stated(claim, ()))
    assert isinstance(answer, Refuted) and answer.counterexample is not None
    assert [str(a.value) for a in answer.counterexample.at] == [place]

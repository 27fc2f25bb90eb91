"""Extreme values over a real variable, and integer parts."""

from __future__ import annotations

import pytest

from symbolic import Conditional, Proved, Refuted, Undecided, Unreadable, check

TRUE = {
    r"\max_{x \in \mathbb{R}} (2x - x^2) = 1": (),
    r"\arg\min_x (x^2 + bx + c) = -\frac{b}{2}": (),
    r"\max_x x e^{-x} = e^{-1}": (),
    r"\min_x (ax^2+bx+c) = c - \frac{b^2}{4a}": ("a > 0",),
    r"\arg\min_m \sum_{i=1}^n (m - x_i)^2 = \frac1n\sum_{i=1}^n x_i": (r"x \in \mathbb{R}^n",),
    r"\max_{x \in [0, 1]} x(1 - x) = \frac{1}{4}": (),
    r"\max_{x \in [0, 2]} x^2 = 4": (),
    r"\min_x \left(x^2 - |x|\right) = -\frac{1}{4}": (),
    r"\min_x \left(|x| + |x - 1|\right) = 1": (),
    r"\lfloor x + n \rfloor = \lfloor x\rfloor + n": (r"x \in \mathbb{R}, n \in \mathbb{Z}",),
    r"\lceil x\rceil = -\lfloor -x\rfloor": (),
    r"\lfloor 2x\rfloor = \lfloor x\rfloor + \left\lfloor x + \frac12\right\rfloor": (),
    r"\lceil n/3\rceil = \lfloor (n + 2)/3\rfloor": (r"n \in \mathbb{Z}",),
    r"\lfloor \lfloor x/2\rfloor/3\rfloor = \lfloor x/6\rfloor": (),
    r"\lfloor 4x\rfloor = \sum_{k=0}^{3} \lfloor x + \frac{k}{4}\rfloor": (),
    r"\left\lfloor\frac{m+n}{2}\right\rfloor + \left\lfloor\frac{n-m+1}{2}\right\rfloor = n": (r"m \in \mathbb{Z}, n \in \mathbb{Z}",),
    r"\max_x (\sin x + \cos x) = \sqrt 2": (),
    r"\min_{t > 0} \left(at + \frac{b_1}{t}\right) = 2\sqrt{a b_1}": (r"b \in \mathbb{R}^n, a > 0, b_1 > 0",),
    r"\|x\|_\infty \le \|x\|_2": (r"x, y \in \mathbb{R}^n",),
    r"\|x\|_1 \le \sqrt{n}\|x\|_2": (r"x, y \in \mathbb{R}^n",),
    r"|x^\top y| \le \|x\|_1\|y\|_\infty": (r"x, y \in \mathbb{R}^n",),
    r"\|x+y\|_1 \le \|x\|_1+\|y\|_1": (r"x, y \in \mathbb{R}^n",),
    r"\|x\|_2^2 \le \|x\|_1\|x\|_\infty": (r"x, y \in \mathbb{R}^n",),
    r"\det(FF^\top) \ge 0": (r"F \in \mathbb{R}^{m \times n}",),
}
FALSE = {
    r"\lfloor 2x\rfloor = 3\lfloor x\rfloor": (),
    r"\lfloor \lfloor x/2\rfloor/3\rfloor = \lfloor x/5\rfloor": (),
    r"\min_x (e^x + x) = 1": (),
    r"\max_x (\sin x + \cos x) = 2": (),
    r"\min_x (x^2 - 4x) \ge -3": (),
    r"\arg\min_x (x^2 + ax) = a": (),
    r"\min_x (x^2 - 4x + 7) = 4": (),
    r"\arg\min_x (x^2 + bx + c) = \frac{b}{2}": (),
    r"\max_{x \in [0, 2]} x^2 = 0": (),
    r"\min_x \left(x^2 - |x|\right) = 0": (),
    r"\lfloor x+y\rfloor = \lfloor x\rfloor+\lfloor y\rfloor": (),
    r"\|x\|_1 \le \|x\|_2": (r"x \in \mathbb{R}^n",),
    r"\|x\|_2 \ge \sqrt{n}\|x\|_\infty": (r"x \in \mathbb{R}^n",),
    r"\|x\|_1\|x\|_\infty \le \|x\|_2^2": (r"x \in \mathbb{R}^n",),
}
NOT_TOLD = {
    "a saddle and a boundary": (r"\min_x x^3 = 0", ()),
    "a lowest point among others": (r"\min_x (x^4 - 2x^2 + x) = 0", ()),
    "a place that is one of two": (r"\arg\min_x (x^2 - 1)^2 = 1", ()),
    "a name with a bound": (r"\min_x x^2 = 0", ("x > 1",)),
}
SIGNED = {
    r"\lfloor 2x\rfloor = 2\lfloor x\rfloor": "x − ⌊x⌋ < 1/2",
    r"\lceil x/2\rceil = \lfloor (x + 1)/2\rfloor": "x − 2⌊x/2⌋ = 0 ∨ x − 2⌊x/2⌋ ≥ 1",
    r"\lfloor x + \frac12\rfloor - x < \frac12": "x − ⌊x⌋ ≠ 1/2",
    r"\min_x (ax^2+bx+c) = c - \frac{b^2}{4a}": "a > 0",
    r"\arg\min_x (b x^2 + a x) = -\frac{a}{2b}": "b > 0",
    r"\max_x (b - a x^2) = b": "a ≥ 0",
}


@pytest.mark.parametrize(("claim", "declarations"), TRUE.items(), ids=TRUE)
def test_a_true_claim_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(check(claim, declarations), Proved)


@pytest.mark.parametrize(("claim", "declarations"), FALSE.items(), ids=FALSE)
def test_a_false_claim_is_refuted(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(check(claim, declarations), Refuted)


@pytest.mark.parametrize(("claim", "declarations"), NOT_TOLD.values(), ids=NOT_TOLD)
def test_what_is_no_extreme_value_is_not_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(check(claim, declarations), (Undecided, Unreadable, Refuted))


@pytest.mark.parametrize(("claim", "condition"), SIGNED.items(), ids=SIGNED)
def test_an_extreme_value_that_needs_a_sign_is_conditional_on_it(claim: str, condition: str) -> None:
    verdict = check(claim)
    assert isinstance(verdict, Conditional)
    assert [str(c) for c in verdict.conditions] == [condition]

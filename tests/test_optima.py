"""Extreme values over a real variable, and integer parts."""

from __future__ import annotations

import pytest

from symbolic import Proved, Refuted, Undecided, Unreadable, check

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
    r"\|x\|_\infty \le \|x\|_2": (r"x, y \in \mathbb{R}^n",),
    r"\|x\|_1 \le \sqrt{n}\|x\|_2": (r"x, y \in \mathbb{R}^n",),
    r"|x^\top y| \le \|x\|_1\|y\|_\infty": (r"x, y \in \mathbb{R}^n",),
    r"\|x+y\|_1 \le \|x\|_1+\|y\|_1": (r"x, y \in \mathbb{R}^n",),
    r"\|x\|_2^2 \le \|x\|_1\|x\|_\infty": (r"x, y \in \mathbb{R}^n",),
    r"\det(FF^\top) \ge 0": (r"F \in \mathbb{R}^{m \times n}",),
}
FALSE = {
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
    "of a sign that is not known": (r"\min_x (ax^2+bx+c) = c - \frac{b^2}{4a}", ()),
    "a name with a bound": (r"\min_x x^2 = 0", ("x > 1",)),
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

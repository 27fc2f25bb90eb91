"""Numbers that take two values each, alone, as members of a family, and under the logarithms and exponentials of sums."""

from __future__ import annotations

import pytest

from symbolic import check

BINARY, SIGNED = r"y_i \in \{0, 1\}", r"y_i \in \{-1, 1\}"
LINEAR = (r"x_i \in \mathbb{R}^d", r"w \in \mathbb{R}^d")

TRUE = [
    (r"y_i^2 = y_i", (BINARY,)),
    (r"y_i^2 = 1", (SIGNED,)),
    (r"y^2 = 3y - 2", (r"y \in \{1, 2\}",)),
    (r"\frac{1 - y z}{2} = \frac{(y - z)^2}{4}", (r"y, z \in \{-1, 1\}",)),
    (r"\sum_{i=1}^n (y_i - f_i)^2 = \sum_{i=1}^n (1 - y_i f_i)^2", (SIGNED,)),
    (r"\sum_{i=1}^n e^{y_i} = \sum_{i=1}^n (1 + (e - 1) y_i)", (BINARY,)),
    (r"\sum_{i=1}^n e^{-y_i h_i} = \sum_{i=1}^n (\frac{1 + y_i h_i}{2} e^{-1} + \frac{1 - y_i h_i}{2} e)", (SIGNED, r"h_i \in \{-1, 1\}")),
    (r"\sum_{i=1}^n \log(1 + e^{-(2 y_i - 1) w^\top x_i}) = \sum_{i=1}^n (\log(1 + e^{w^\top x_i}) - y_i w^\top x_i)", (BINARY, *LINEAR)),
]
FALSE = [
    (r"y_i^2 = y_i", (SIGNED,)),
    (r"y_i^2 = 1", (BINARY,)),
    (r"y^2 = 3y + 2", (r"y \in \{1, 2\}",)),
    (r"\sum_{i=1}^n (y_i - f_i)^2 = \sum_{i=1}^n (1 + y_i f_i)^2", (SIGNED,)),
    (r"\sum_{i=1}^n e^{y_i} = \sum_{i=1}^n (1 + e y_i)", (BINARY,)),
    (r"\sum_{i=1}^n e^{y_i} = \sum_{i=1}^n (1 + (e - 1) y_i)", (SIGNED,)),
    (r"\sum_{i=1}^n e^{y_i} = \sum_{i=1}^n (1 + (e - 1) y_1)", (BINARY,)),
    (r"\sum_{i=1}^n \log y_i = 0", (BINARY,)),
    (r"\sum_{i=1}^n \log(1 + e^{-(2 y_i - 1) w^\top x_i}) = \sum_{i=1}^n (\log(1 + e^{w^\top x_i}) - 2 y_i w^\top x_i)", (BINARY, *LINEAR)),
]


@pytest.mark.parametrize(("claim", "declarations"), TRUE)
def test_what_holds_for_the_two_values_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert check(claim, declarations).word == "proved"


@pytest.mark.parametrize(("claim", "declarations"), FALSE)
def test_what_fails_for_one_of_them_is_not(claim: str, declarations: tuple[str, ...]) -> None:
    assert check(claim, declarations).word not in ("proved", "conditional")

"""Arrays that nothing declares and that transposes and traces show: what they are taken for, and what stays unread."""

from __future__ import annotations

import pytest
from verdict_words import words

from derivations.documents.judging import check_text

PERCEPTRON = r"""
$$z = W x + b, \quad a = \sigma(z)$$
where $\sigma$ is the logistic sigmoid. The loss is $E = \frac12 \|a - y\|^2$. Then with $\delta = (a - y) \odot a \odot (1-a)$

$$\frac{\partial E}{\partial W} = \delta x^T, \quad \frac{\partial E}{\partial b} = \delta, \; \frac{\partial E}{\partial x} = W^T \delta$$
"""
LEAST_SQUARES = r"""
$$J(w) = \|Xw - y\|^2 + \lambda w^T w$$

$$\nabla J(w) = 2X^T(Xw - y) + 2\lambda w$$
"""


def hints(text: str) -> str:
    return "\n".join(hint for r in check_text(text) for hint in r.item.hints)


@pytest.mark.parametrize(("text", "last"), [
    (PERCEPTRON, ["proved"] * 3),
    (PERCEPTRON.replace(r"W^T \delta", r"W \delta"), ["undecided"] * 3),
    (PERCEPTRON.replace(r"\delta x^T", r"2 \delta x^T"), ["refuted", "proved", "proved"]),
    (LEAST_SQUARES, ["definition", "proved"]),
    (LEAST_SQUARES.replace(r"+ 2\lambda w", r"+ \lambda w"), ["definition", "refuted"]),
    (r"Let $L(w) = (w^T x - y)^2$. Then $$\nabla_w L = 2(w^T x - y)x$$", ["proved"]),
    (r"Let $L(w) = (w^T x - y)^2$. Then $$\nabla_w L = (w^T x - y)x$$", ["refuted"]),
    (r"$$(\mathbf{x} - \boldsymbol{\mu})^\top(\mathbf{x} - \boldsymbol{\mu}) = \mathbf{x}^\top\mathbf{x} - 2 \boldsymbol{\mu}^\top"
     r"\mathbf{x} + \boldsymbol{\mu}^\top\boldsymbol{\mu}$$", ["proved"]),
    (r"$$(AB)^{-1} = A^{-1} B^{-1}$$" "\n\n" r"$$(A B)^T = B^T A^T$$", ["refuted", "proved"]),
    (r"$$\operatorname{tr}(A B) = \operatorname{tr}(A) \operatorname{tr}(B)$$", ["refuted"]),
    (r"$$\frac{\partial}{\partial X} \operatorname{tr}(X^T A X) = (A + A^T) X$$", ["proved"]),
    (r"$$\operatorname{tr}(A B) = \operatorname{tr}(B A)$$" "\n\n" r"$$\det(A^{-1}) \det(A) = 1$$", ["proved", "conditional"]),
    (r"Let $x \in \mathbb{R}^n$ and $f(x) = x^T A x$." "\n\n" r"$$\nabla f(x) = (A + A^T) x$$", ["proved"]),
])
def test_arrays_are_what_the_rows_allow(text: str, last: list[str]) -> None:
    assert words(text)[-len(last):] == last


@pytest.mark.parametrize(("text", "said"), [
    (r"$$(w^T x)^2 = w^T x x^T w$$", ["x is; in line 1 only a vector of length n_w fits"]),
    (LEAST_SQUARES, ["X is; in line 2 only a matrix of n_y × n_w fits", "y is; in line 2 only a vector of length n_y fits"]),
])
def test_the_lengths_are_as_many_as_fit(text: str, said: list[str]) -> None:
    assert all(f"nothing says what {s}" in hints(text) for s in said)


@pytest.mark.parametrize("text", [
    r"$$Q^T Q = I$$",
    r"$$P^T P = P$$",
    r"$$A^T P + P A = -Q$$",
    r"$$X^T X \beta = X^T y$$",
    r"$$A^T A v = \lambda v$$",
])
def test_an_equation_for_an_array_that_nothing_defines_is_not_called_false(text: str) -> None:
    assert words(text) == ["undecided"]


@pytest.mark.parametrize("text", [
    r"Let $x \in \mathbb{R}^n$." "\n\n" r"$$x^T \Sigma x = \Sigma x^T x$$",  # Σ is no number beside a vector
    r"Let $x \in \mathbb{R}^n$." "\n\n" r"$$x^T K x = K x^T x$$",
    r"$$u^T v + w = u^T v + 2 w$$" "\n\n" r"$$w^T u = 1 + w^T u$$",  # w was a number
    r"$$\sum_{t=0}^{T} \beta^t = \frac{1 - \beta^T}{1 - \beta}$$",  # T is a number, or the sum is no transpose
])
def test_what_may_be_something_else_is_never_proved(text: str) -> None:
    assert "proved" not in words(text)


def test_a_letter_that_was_a_number_above_stays_one() -> None:
    assert words(r"$$(c + 1)^2 = c^2 + 2c + 1$$" "\n\n" r"$$c^T c = \|c\|^2 + 1$$") in (["proved", "unreadable"], ["proved", "undecided"])

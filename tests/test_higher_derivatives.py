"""Derivatives of symbolic order: by induction on the order, and of powers."""

from __future__ import annotations

import pytest

from symbolic import Conditional, Proved, check
from symbolic.proving.derivatives.higher_derivatives import prove_higher_derivative
from symbolic.stating import stated

N = (r"n \in \mathbb{N}", r"n \ge 1")
TRUE = (
    (r"\frac{d^n}{dx^n} e^{ax} = a^n e^{ax}", N),
    (r"\frac{d^n}{dx^n} \left(x e^x\right) = (x+n) e^x", N),
    (r"\frac{d^n}{dx^n} \frac{1}{x} = \frac{(-1)^n n!}{x^{n+1}}", N),
    (r"\frac{d^n}{dx^n} \sin x = \sin\left(x + \frac{n\pi}{2}\right)", N),
    (r"\frac{d^{2n}}{dx^{2n}} \sin x = (-1)^n \sin x", N),
    (r"\frac{d^n}{dx^n} x^n = n!", N),
    (r"\frac{d^n}{dx^n} x^m = \frac{m!}{(m-n)!} x^{m-n}", (*N, r"m \in \mathbb{N}", r"m \ge n")),
)
FALSE = (
    (r"\frac{d^n}{dx^n} e^{ax} = a e^{ax}", N),
    (r"\frac{d^n}{dx^n} \frac{1}{x} = \frac{n!}{x^{n+1}}", N),
    (r"\frac{d^n}{dx^n} \cos x = \sin\left(x + \frac{n\pi}{2}\right)", N),
    (r"\frac{d^n}{dx^n} |x| = 0", N),
)


@pytest.mark.parametrize(("claim", "declarations"), TRUE)
def test_a_derivative_of_symbolic_order_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(prove_higher_derivative(stated(claim, declarations)), Proved)


@pytest.mark.parametrize(("claim", "declarations"), FALSE)
def test_a_false_derivative_of_symbolic_order_is_not_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert prove_higher_derivative(stated(claim, declarations)) is None


def test_the_logarithm_needs_its_domain() -> None:
    claim = r"\frac{d^n}{dx^n} \ln x = \frac{(-1)^{n-1}(n-1)!}{x^n}"
    answer = prove_higher_derivative(stated(claim, N))
    assert isinstance(answer, Conditional) and [str(c) for c in answer.conditions] == ["x > 0"]


def test_an_order_above_the_exponent_is_excluded() -> None:
    claim = r"\frac{d^n}{dx^n} x^m = \frac{m!}{(m-n)!} x^{m-n}"
    answer = prove_higher_derivative(stated(claim, (*N, r"m \in \mathbb{Z}")))
    assert isinstance(answer, Conditional) and [str(c) for c in answer.conditions] == ["n ≤ m"]


@pytest.mark.parametrize("claim", [
    r"\cos(n\pi) = (-1)^n", r"(-1)^{k+1} = -(-1)^k", r"\frac{d^n}{dx^n} e^{2x} = 2^n e^{2x}",
    r"\frac{d^n}{dx^n} \frac{1}{1+x} = (-1)^n \frac{n!}{(1+x)^{n+1}}",
])
def test_what_has_to_be_an_integer_is_one_without_a_declaration(claim: str) -> None:
    assert check(claim).word == "proved"
    assert check(r"\cos(n\pi) = (-1)^n", [r"n \in \mathbb{R}"]).word == "undecided"

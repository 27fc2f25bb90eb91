"""Functions that are declared have the derivatives that are declared, and no others."""

from __future__ import annotations

import pytest

from derivations import check_text
from symbolic import check
from symbolic.latex.printer import to_latex
from symbolic.verdicts import Conditional

FUNCTION = r"f : \mathbb{R} \to \mathbb{R}"
SLOPE = r"\lim_{h \to 0} \frac{f(x+h) - f(x)}{h} = f'(x)"
CURVATURE = r"\lim_{h \to 0} \frac{f(x+h) - 2f(x) + f(x-h)}{h^2} = f''(x)"


@pytest.mark.parametrize("claim, kind, order", [
    (r"\frac{d}{dx} f(x^2) = 2x f'(x^2)", "definedness", r"f \in C^{1}"),
    (r"\lim_{h \to 0} f(x+h) = f(x)", "hypothesis", r"f \in C^{\infty}"),
    (SLOPE, "hypothesis", r"f \in C^{\infty}"),
    (r"\int_0^1 f'(x)\,dx = f(1) - f(0)", "hypothesis", r"f \in C^{1}"),
    (r"\frac{d}{dx} \int_0^x f(t)\,dt = f(x)", "hypothesis", r"f \in C^{0}"),
    (r"\frac{d^2}{dx^2} \int_0^x f(t)\,dt = f'(x)", "hypothesis", r"f \in C^{1}"),
    (r"f(x+h) = f(x) + O(h)", "hypothesis", r"f \in C^{\infty}"),
])
def test_what_holds_for_smooth_functions_is_no_proof_for_all(claim: str, kind: str, order: str) -> None:
    verdict = check(claim, [FUNCTION])
    assert isinstance(verdict, Conditional)
    assert (verdict.kind, [to_latex(c) for c in verdict.conditions]) == (kind, [order])
    assert check(claim).word == check(claim, [r"f \in C^\infty"]).word == "proved"


def test_mixed_partial_derivatives_may_be_exchanged_only_if_they_are_continuous() -> None:
    claim = r"\frac{\partial^2 f(x,y)}{\partial x \partial y} = \frac{\partial^2 f(x,y)}{\partial y \partial x}"
    assert check(claim).word == "proved"
    assert check(claim, [r"f : \mathbb{R} \times \mathbb{R} \to \mathbb{R}"]).kind == "hypothesis"


@pytest.mark.parametrize("claim, order", [
    (SLOPE, 1), (CURVATURE, 2), (r"\lim_{h \to 0} f(x+h) = f(x)", 0),
    (r"\lim_{h \to 0} \frac{f(x+h) - 2f(x) + f(x-h)}{h} = 0", 1),
    (r"f(x+h) = f(x) + f'(x) h + o(h)", 1), (r"f(x+h) = f(x) + f'(x) h + O(h^2)", 2),
    (r"\frac{f(x+h) - f(x-h)}{2h} = f'(x) + O(h^2)", 3), (r"\frac{d}{dx} \int_0^x f(t)\,dt = f(x)", 0),
])
def test_just_so_many_continuous_derivatives_are_enough(claim: str, order: int) -> None:
    assert check(claim, [FUNCTION, rf"f \in C^{order}"]).word == "proved"
    assert order == 0 or check(claim, [FUNCTION, rf"f \in C^{order - 1}"]).word != "proved"


def test_a_remainder_is_not_compared_with_logarithms() -> None:
    assert check(r"\lim_{h \to 0} \log(h^2) (f(x+h) - f(x)) = 0", [r"f \in C^0"]).word != "proved"


@pytest.mark.parametrize("words, proved", [
    ("be differentiable", True), ("be a smooth function", True), ("be a twice continuously differentiable function", True),
    ("be continuous", False), ("be convex", False),
])
def test_words_say_how_smooth_a_function_is(words: str, proved: bool) -> None:
    (result,) = check_text(rf"Let $f : \mathbb{{R}} \to \mathbb{{R}}$ {words}." + "\n\n" + r"$$\frac{d}{dx} f(x^2) = 2x f'(x^2)$$")
    assert (result.verdict.word == "proved") is proved


@pytest.mark.parametrize("claim, word", [
    (r"\frac{d}{dx} y^2 = 2yy'", "proved"), (r"\frac{d}{dt} x^2 = 2x\dot{x}", "proved"), (r"\frac{d}{dx} y^2 = 3yy'", "undecided"),
    (r"\frac{d}{dt}\left(\frac12 \dot{x}^2\right) = \dot{x}\ddot{x}", "proved"), (r"\frac{d}{dt}\dot x^2 = 0", "undecided"),
    (r"\frac{d}{dx}(xy) + y' = y + y'", "undecided"), (r"\frac{d}{dx}(x-x')^2 = 2(x-x')", "proved"),
    (r"\frac{\partial}{\partial \dot q}\dot q^2 = 3\dot q", "refuted"), (r"x^2+y^2 = r^2 \Rightarrow 2x+2yy' = 0", "undecided"),
    (r"\frac{d}{dt}(x_1^2+x_2^2) = 2x_1\dot x_1+2x_2\dot x_2", "proved"), (r"x^2 = x'^2 \Rightarrow x = x'", "refuted"),
    (r"\frac{d}{dt}\sum_{i=1}^n x_i^2 = 2\sum_{i=1}^n x_i\dot x_i", "undecided"),
    (r"\frac{\partial}{\partial w}(wx-wx')^2 = 2w(x-x')^2", "proved"), (r"x = \dot{y} \Rightarrow \dot{x} = \ddot{y}", "undecided"),
])  # fmt: skip
def test_a_name_with_a_prime_or_a_dot_is_no_constant_beside_its_root(claim: str, word: str) -> None:
    assert check(claim).word == word
    assert check_text(f"$${claim}$$")[0].verdict.word in ((word, "refuted") if word == "undecided" and "+ y'" in claim else (word,))


def test_an_equation_for_a_dotted_name_is_no_formula_for_its_root() -> None:
    text = "$$\\dot x = -kx$$\n$$\\frac{d}{dt}x^2 = 2x\\dot x = -2kx^2$$\n"
    assert [s.verdict.word for s in check_text(text)] == ["definition", "proved", "proved"]

"""What people hand to ``check``: LaTeX text, SymPy relations, steps, each with declarations of any of these kinds."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from symbolic import Step, check
from symbolic.functions import ge
from symbolic.latex.errors import ReadingError
from symbolic.terms import num, sym

x, y = sp.symbols("x y")
n = sp.Symbol("n", integer=True)
size = sp.Symbol("n", integer=True, positive=True)
A, B = sp.MatrixSymbol("A", size, size), sp.MatrixSymbol("B", size, size)
i = sp.Symbol("i", integer=True)
sigmoid, f = sp.Function("sigmoid"), sp.Function("f")


@pytest.mark.parametrize(("claim", "given", "word"), [
    (r"(x+1)^2 = x^2 + 2x + 1", [], "proved"),
    (r"\frac{x^2-1}{x-1} = x + 1", [], "conditional"),
    (r"\frac{x^2-1}{x-1} = x + 1", [r"x \in (2, 3)"], "proved"),
    (r"\sqrt{x^2} = x", [], "conditional"),
    (r"\sqrt{x^2} = x", ["x > 0"], "proved"),
    (r"\sqrt{x^2} = x", [x > 0], "proved"),
    (r"\sqrt{x^2} = x", [ge(sym("x"), num(0))], "proved"),
    (r"x + 1 < x", [], "refuted"),
    (r"x^2 = 4 \Leftrightarrow x = 2", [], "conditional"),
    (r"A B = B A", [r"A, B \in \mathbb{R}^{n \times n}"], "refuted"),
    (r"(A B)^\top = B^\top A^\top", [r"A \in \mathbb{R}^{m \times n}, B \in \mathbb{R}^{n \times k}"], "proved"),
    (r"g(2) = 4", [r"g(t) := t^2"], "proved"),
    (r"I = P^{-1} P", [r"P \in \mathbb{R}^{n \times n}, P \succ 0"], "proved"),
    (r"I_n = Q^\top Q", [r"Q \in \mathbb{R}^{n \times n}, Q^\top Q = I"], "proved"),
    (r"I = P P", [r"P \in \mathbb{R}^{n \times n}, P \succ 0"], "refuted"),
    (r"I = P P", [r"P, I \in \mathbb{R}^{n \times n}, I = P P"], "proved"),
    (sp.Eq((x + y) ** 2, x**2 + y**2, evaluate=False), [], "refuted"),
    (sp.Le(2 * x, x**2 + 1), [], "proved"),
    (Step.of(sp.sqrt(x**2), "=", x), [x >= 0], "proved"),
    (Step.of("x", "=", "y"), ["x = y"], "proved"),
])
def test_claims_are_judged_under_their_declarations(claim: Any, given: list[Any], word: str) -> None:
    assert check(claim, given).word == word


@pytest.mark.parametrize(("left", "relation", "right", "word"), [
    (sp.Derivative(sp.sin(x) ** 2, x), "=", sp.sin(2 * x), "proved"),
    (sp.Trace(A * B), "=", sp.Trace(B * A), "proved"),
    ((A * B).T, "eq", sp.MatMul(A.T, B.T), "refuted"),
    (sp.Sum(i, (i, 1, n)), "=", n * (n + 1) / 2, "conditional"),
    (sp.Sum(i, (i, 1, size)), "=", size * (size + 1) / 2, "proved"),
    (r"x^2", ">=", 0, "proved"),
    (1, "<=", 2, "proved"),
    (sp.Derivative(sigmoid(x), x), "=", sigmoid(x) * (1 - sigmoid(x)), "proved"),
    (f(x), "=", x, "refuted"),
    (x, "!=", x + 1, "proved"),
])
def test_sides_are_sympy_text_or_numbers(left: Any, relation: str, right: Any, word: str) -> None:
    assert check(Step.of(left, relation, right)).word == word


def test_the_assumptions_of_sympy_symbols_are_declarations() -> None:
    p = sp.Symbol("p", positive=True)
    assert check(sp.Eq(sp.sqrt(p**2), sp.Symbol("p", positive=True), evaluate=False)).word == "proved"
    assert check(Step.of(sp.log(x * y), "=", sp.log(x) + sp.log(y))).word == "conditional"


@pytest.mark.parametrize("text", ["(x + 1", "x = y = z", "x", "= 2", "a(x+1) = 1", r"y := x", r"\nosuch x = x"])
def test_text_that_is_no_single_claim_is_an_unreadable_verdict_with_its_place(text: str) -> None:
    verdict = check(text)
    assert verdict.word == "unreadable"
    start, end = verdict.span
    assert 0 <= start <= end <= len(text)


def test_sides_of_different_shapes_are_unreadable() -> None:
    verdict = check("A + b = A", [r"A \in \mathbb{R}^{2 \times 2}, b \in \mathbb{R}^{3}"])
    assert verdict.word == "unreadable"


@pytest.mark.parametrize("claim", [3, True, sp.true, None, object(), x])
def test_what_makes_no_claim_is_a_type_error(claim: Any) -> None:
    with pytest.raises(TypeError):
        check(claim)


def test_a_sign_that_is_no_relation_is_named() -> None:
    with pytest.raises(ValueError, match="no relation"):
        Step.of("x", "?", "y")
    with pytest.raises(ReadingError):
        Step.of("x (", "=", "y")


def test_two_symbols_of_one_name_are_not_taken_for_one() -> None:
    for other in (sp.Symbol("x", positive=True), sp.Dummy("x")):
        with pytest.raises(TypeError, match="two different symbols are called x"):
            check(sp.Eq(sp.Symbol("x"), other, evaluate=False))
    x = sp.Symbol("x")
    with pytest.raises(TypeError, match="called f"):
        check(sp.Eq(sp.Function("f")(x), sp.Function("f", positive=True)(x), evaluate=False))


def test_what_bounds_a_sum_is_a_size() -> None:
    n, k = sp.symbols("n k")
    triangle = sp.Sum(k, (k, 1, n))
    with pytest.raises(TypeError, match="backwards"):
        check(sp.Eq(sp.Sum(k, (k, 3, 1)), 0, evaluate=False))
    assert check(Step.of(triangle, "=", n * (n + 1) / 2)).word == "proved"
    assert check(Step.of(triangle, "=", n * (n + 1) / 2 + 1)).word == "refuted"
    assert check(Step.of(triangle, "=", n * (n + 1) / 2, ["n < 0"])).word != "proved"
    assert check(Step.of(sp.Product(k, (k, 1, n)), "=", sp.factorial(n))).word == "proved"


@pytest.mark.parametrize(("claim", "word"), [
    (r"(AB)^\top = B^\top A^\top", "proved"), (r"(AB)^\top = A^\top B^\top", "refuted"), (r"x^\top y = y^\top x", "proved"),
    (r"\nabla_x \|Ax - b\|^2 = 2A^\top(Ax - b)", "proved"), (r"A^{-1}A = I", "conditional"), (r"\|x\|^2 = x_1^2 + x_2^2", "proved"),
    (r"y = w^\top x + b", "undecided"), (r"A^\top A x = A^\top b", "undecided"), (r"\operatorname{tr} A = \sum_i \lambda_i", "undecided"),
    (r"(A + B)^{-1} = A^{-1} + B^{-1}", "refuted"),
    (r"\|x\|^2 = x_1^2 + x_2^2 + \dots + x_n^2", "proved"), (r"\langle u, v \rangle = \sum_{i=1}^n u_i v_i", "proved"),
    (r"\operatorname{tr}(A^\top B) = \sum_{i,j} a_{ij} b_{ij}", "unreadable"), 
    (r"\mathbf{x}^\top\mathbf{y} = \sum_{i=1}^n x_i y_i", "unreadable"),
    (r"\delta^{[l]} = W^{[l+1]\top} \delta^{[l+1]} \odot g'(z^{[l]})", "unreadable"), (r"\nabla f = (2x, 2y)", "unreadable"),
])
def test_arrays_without_a_declaration_have_the_sizes_that_their_formula_shows(claim: str, word: str) -> None:
    assert check(claim).word == word


@pytest.mark.parametrize("claim", [r"\nabla_x J = 3 W^\top \nabla_z J",
                                   r"\frac{\partial J}{\partial W} = 2 \frac{\partial J}{\partial z} x^\top",
                                   r"\sigma'(x) = \sigma(x)(1 - \sigma(x))", r"\phi'(x) = -x\phi(x)",
                                   "f(x) = x^2", r"B(x, y) = \frac{\Gamma(x) \Gamma(y)}{\Gamma(x + y)}"])
def test_what_nothing_is_known_of_is_neither_proved_nor_refuted(claim: str) -> None:
    sizes = r"W \in \mathbb{R}^{m \times n}, z \in \mathbb{R}^m, x \in \mathbb{R}^n"
    assert check(claim, [sizes] if "J" in claim else []).word == "undecided"

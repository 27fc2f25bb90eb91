"""Repairs are small, say what is wrong, and are proved."""

from collections.abc import Callable

import pytest

from symbolic import check
from symbolic.functions import ge, gt, le
from symbolic.latex.plain import to_text
from symbolic.latex.printer import to_latex
from symbolic.proving.balls.refuter import screen
from symbolic.proving.diagnosis.repair import find_repair
from symbolic.steps import Step
from symbolic.terms import INTEGER, MINUS_ONE, ONE, TWO, ZERO, Sort, Term, add, bind, call, deriv, div, elem, mul, neg, num, power, sub, sym
from symbolic.verdicts import Proved, Refuted, Undecided, Verdict

X, Y = sym("x"), sym("y")
N, K, J = (sym(n, INTEGER) for n in "nkj")
A, B = (sym(n, Sort(shape=(N, N))) for n in "AB")
V = sym("v", Sort(index=((ONE, N),)))


def accept(step: Step) -> Verdict:
    """In place of the provers: what agrees at a dozen points."""
    return Proved("test") if screen(step).word == "agrees" else Undecided("test")


def reject(step: Step) -> Verdict:
    return Undecided("test")


def repair(left: Term, right: Term, *declarations: Term, prove: Callable[[Step], Verdict] = accept) -> tuple[str, Term] | None:
    found = find_repair(Step("eq", left, right, declarations), prove)
    return None if found is None else (found.words, found.right)


CASES = [
    (power(add(X, Y), TWO), add(power(X, TWO), power(Y, TWO)), "2x y is missing", add(power(X, TWO), power(Y, TWO), mul(TWO, X, Y))),
    (deriv(power(X, TWO), X), X, "a factor 2 is missing", mul(TWO, X)),
    (deriv(power(X, TWO), X), neg(mul(TWO, X)), "the sign is wrong", mul(TWO, X)),
    (deriv(call("cos", X), X), call("sin", X), "the sign is wrong", neg(call("sin", X))),
    (deriv(power(X, num(3)), X), mul(num(3), power(X, num(3))), "the exponent is 2, not 3", mul(num(3), power(X, TWO))),
    (deriv(call("sin", power(X, TWO)), X), call("cos", power(X, TWO)), "inner derivative", None),
    (mul(sub(X, ONE), add(X, ONE)), add(power(X, TWO), ONE), "the sign of the second term", sub(power(X, TWO), ONE)),
    (mul(add(X, ONE), add(X, TWO)), add(power(X, TWO), mul(num(4), X), TWO), "the coefficient is 3, not 4",
     add(power(X, TWO), mul(num(3), X), TWO)),
    (mul(TWO, add(X, ONE)), mul(TWO, X), "the constant 2 is missing", add(mul(TWO, X), TWO)),
    (mul(TWO, X), add(mul(TWO, X), TWO), "the second term is too many", mul(TWO, X)),
    (deriv(mul(X, call("sin", Y)), Y), mul(X, call("cos", X)), "y, not x", mul(X, call("cos", Y))),
    (deriv(div(ONE, X), X), neg(div(ONE, X)), "is missing", None),
]


@pytest.mark.parametrize(("left", "right", "words", "better"), CASES, ids=lambda t: str(t) if isinstance(t, Term) else "")
def test_small_errors_are_named(left: Term, right: Term, words: str, better: Term | None) -> None:
    found = repair(left, right)
    assert found is not None and words in found[0]
    assert better is None or found[1] is better
    assert screen(Step("eq", left, found[1])).word in ("agrees", "one-sided")


def test_matrix_errors_are_named() -> None:
    size = ge(N, ONE)
    product = call("transpose", call("matmul", A, B))
    at, bt = call("transpose", A), call("transpose", B)
    assert repair(product, call("matmul", at, bt), size) == ("two factors are in the wrong order", call("matmul", bt, at))
    assert repair(deriv(call("trace", call("matmul", A, B)), A), B, size) == ("a transpose is missing", bt)
    found = repair(call("matmul", A, B), call("matmul", at, B), size)
    assert found == ("a transpose is too many", call("matmul", A, B))


def test_that_factors_commute_is_not_repaired_by_what_stands_on_the_left() -> None:
    assert repair(call("matmul", A, B), call("matmul", B, A), ge(N, ONE)) is None


@pytest.mark.parametrize(("claim", "words"), [
    (r"\frac{d}{dx} (\sin^2 x + \cos^2 x) = 2 \sin x", "the value is 0"),
    (r"\cosh^2 x - \sinh^2 x = \cosh(2x)", "the value is 1"),
])
def test_a_number_takes_the_place_of_an_expression(claim: str, words: str) -> None:
    answer = check(claim)
    assert isinstance(answer, Refuted) and answer.repair is not None and answer.repair.words == words


def test_bounds_and_indices_are_repaired() -> None:
    size, index = ge(N, ONE), (ge(K, ONE), le(K, N))
    found = repair(bind("sum", J, J, (ZERO, N)), bind("sum", J, J, (ONE, sub(N, ONE))), size)
    assert found is not None
    slope = deriv(bind("sum", J, power(elem(V, J), TWO), (ONE, N)), elem(V, K))
    other = sym("i", INTEGER)
    found = repair(slope, add(mul(TWO, elem(V, other))), size, *index, ge(other, ONE), le(other, N))
    assert found == ("k, not i", mul(TWO, elem(V, K)))


def test_nothing_is_claimed_without_a_proof() -> None:
    assert repair(deriv(power(X, TWO), X), X, prove=reject) is None


def test_no_repair_is_invented_for_what_is_far_from_true() -> None:
    assert repair(call("exp", add(X, Y)), add(call("exp", X), call("exp", Y))) is None
    assert repair(call("log", add(X, Y)), add(call("log", X), call("log", Y)), gt(X), gt(Y)) is None
    assert repair(mul(X, Y), MINUS_ONE) is None


@pytest.mark.parametrize(("claim", "declarations", "words"), [
    (r"\nabla_x (x^\top A x) = Ax", (r"A \in \mathbb{R}^{n \times n}", r"x \in \mathbb{R}^n"), "A + Aᵀ, not A"),
    (r"\det(\lambda A) = \lambda \det A", (r"A \in \mathbb{R}^{n \times n}",), "the exponent n of λ is missing"),
    (r"\sum_{i=1}^n p_i (x_i - \sum_{k=1}^n p_k x_k)^2 = \sum_{i=1}^n p_i x_i^2 - \sum_{i=1}^n p_i x_i",
     (r"p_i > 0, i \in \{1, \dots, n\}", r"\sum_{i=1}^n p_i = 1", r"x_i \in \mathbb{R}, i \in \{1, \dots, n\}"), "a square is missing"),
    (r"\frac{\partial}{\partial z_j} \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}} = \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}"
     r"\left(1 - \frac{e^{z_j}}{\sum_{l=1}^n e^{z_l}}\right)", (r"z \in \mathbb{R}^n",), "δ_{ij}, not 1"),
])
def test_the_repair_of_a_common_error_names_it(claim: str, declarations: tuple[str, ...], words: str) -> None:
    answer = check(claim, declarations)
    assert isinstance(answer, Refuted) and answer.repair is not None and answer.repair.words == words


@pytest.mark.parametrize(("claim", "declarations", "words", "right"), [
    (r"\int \ln x \, dx = x \ln x + x + C", ("x > 0",), "the sign of x is wrong", "x log(x) − x + C"),
    (r"\int \sin(3x) \, dx = -\cos(3x) + C", (), "a factor 1/3 is missing", "−cos(3x)/3 + C"),
    (r"\int x e^{x} \, dx = x e^x + C", (), "the integral is x e^x − e^x + C", "x e^x − e^x + C"),
    (r"\frac{d}{dx} x^x = x \cdot x^{x-1}", ("x > 0",), "the derivative is x^x·(log(x) + 1)", "x^x·(log(x) + 1)"),
    (r"\int_{-\infty}^\infty e^{-x^2/2} \, dx = \sqrt{\pi}", (), "the integral is √(2π)", "√(2π)"),
    (r"\lim_{x \to 0} \frac{\sin x - x}{x^3} = e", (), "the limit is −1/6", "−1/6"),
    (r"\sum_{k=1}^n k^2 = \frac{n(n+1)(n+2)}{6}", (r"n \in \mathbb{N}",), "the sum is (n·(n + 1)(2n + 1))/6", "(n·(n + 1)(2n + 1))/6"),
    ("(a+b)^3 = a^3 + b^3", (), "3a² b + 3a b² are missing", "a³ + b³ + 3a² b + 3a b²"),
    (r"\sin(2x) = 2 \sin x", (), "the factor cos(x) is missing", "2sin(x) cos(x)"),
    (r"\operatorname{Var}(2X + 3) = 2 s^2", (r"X \sim \mathcal{N}(m, s^2)",), "the variance is 4s²", "4s²"),
    (r"\frac{\partial}{\partial X} \operatorname{tr}(A X B) = A B", (r"A, B, X \in \mathbb{R}^{n \times n}",),
     "the derivative is Aᵀ Bᵀ", "Aᵀ Bᵀ"),
    (r"\frac{d}{dx} \sqrt{1+x^2} = \frac{1}{2\sqrt{1+x^2}}", (), "the inner derivative 2x is missing", "x/√(1 + x²)"),
])
def test_where_no_small_edit_will_do_the_left_is_carried_out(claim: str, declarations: tuple[str, ...], words: str, right: str) -> None:
    answer = check(claim, declarations)
    assert isinstance(answer, Refuted) and answer.repair is not None
    assert (answer.repair.words, to_text(answer.repair.right)) == (words, right)
    assert check(f"{claim.split(' = ')[0]} = {to_latex(answer.repair.right)}", declarations).word in ("proved", "conditional")

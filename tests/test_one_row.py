"""A function that the table does not know is one row: it is read, proved, bounded, evaluated, refuted, printed and computed by it alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from derivations import check_text
from numeric.compiling import CompileError, compile_formula
from symbolic import Formula, check, functions
from symbolic.functions import Function, gt, ne
from symbolic.latex.printer import to_latex
from symbolic.proving.balls.balls import evaluate
from symbolic.proving.balls.values import UNDEFINED
from symbolic.proving.domains import definedness
from symbolic.terms import ONE, PI, TWO, Term, add, call, div, exp, log, mul, neg, num, power, sub, sym

X = sym("x")


def _gudermann(x: Term) -> Term:
    return mul(TWO, call("atan", call("tanh", div(x, TWO))))


ROWS = (
    Function("gd", latex=r"\operatorname{gd}", numpy="2*np.arctan(np.tanh(({0})/2))", aliases=("gudermann",), expand=_gudermann,
             derivative=(lambda x: call("sech", x),), lower=Fraction(-2), upper=Fraction(2),
             ball=lambda x: 2 * (x / 2).tanh().atan(), odd=True, increasing=True, ends=(neg(div(PI, TWO)), div(PI, TWO))),
    Function("bare", latex=r"\operatorname{bare}", numpy="np.log1p(-({0}))", defined=lambda x: (gt(sub(ONE, x)),),
             derivative=(lambda x: neg(div(ONE, sub(ONE, x))),), ball=lambda x: (1 - x).log()),
    Function("digamma", latex=r"\psi", text="ψ", ball=lambda x: x.digamma(), defined=lambda x: (gt(x),), increasing=True),
    Function("mish", latex=r"\operatorname{Mish}", numpy="({0})*np.tanh(np.log1p(np.exp({0})))", aliases=("Mish",), activation=True,
             expand=lambda x: mul(x, call("tanh", call("softplus", x))),
             derivative=(lambda x: add(call("tanh", call("softplus", x)),
                                       mul(x, call("sigmoid", x), power(call("sech", call("softplus", x)), TWO))),)),
    Function("vee", latex=r"\operatorname{vee}", numpy="np.abs({0})/2 + ({0})", smooth=lambda x: (ne(x),),
             derivative=(lambda x: call("add", ONE, div(call("sign", x), TWO)),), ball=lambda x: abs(x) / 2 + x),
)
"""The Gudermannian function, with its definition; log(1 − x) and |x|/2 + x without; the digamma function, and an activation."""


@pytest.fixture(autouse=True)
def _rows() -> Iterator[None]:
    tables = functions.FUNCTIONS, functions.ALIASES, functions.JUMPS, functions.KINKED
    before = [table.copy() for table in tables]
    for row in ROWS:
        functions.enter(row)
    yield
    for table, old in zip(tables, before, strict=True):
        table.clear()
        table.update(old)  # type: ignore[arg-type]


@pytest.mark.parametrize(("claim", "declarations", "verdict"), [
    (r"\frac{d}{dx}\operatorname{gd}(x) = \operatorname{sech}(x)", (), "proved"),
    (r"\frac{d}{dx}\mathrm{gudermann}(x^2) = 2x\operatorname{sech}(x^2)", (), "proved"),
    (r"\frac{d}{dx}\operatorname{gd}(x) = \operatorname{sech}(x)^2", (), "refuted"),
    (r"\operatorname{gd}(-x) = -\operatorname{gd}(x)", (), "proved"),
    (r"\operatorname{gd}(x) < 2", (), "proved"),
    (r"\operatorname{gd}(x) = x", (), "refuted"),
    (r"\operatorname{gd}(x) < 1", ("x > 2",), "refuted"),
    (r"\lim_{x\to 0}\frac{\operatorname{gd}(x)}{x} = 1", (), "proved"),
    (r"\lim_{x\to\infty} \operatorname{gd}(\log x) = \frac{\pi}{2}", (), "proved"),
    (r"\lim_{x\to-\infty} \operatorname{gd}(x) = \frac{\pi}{2}", (), "refuted"),
    (r"\operatorname{gd}(x) < \operatorname{gd}(x + 1)", (), "proved"),
    (r"\operatorname{gd}(1) \approx 0.88", (), "refuted"),
    (r"\operatorname{gd}(A + B) = \operatorname{gd}(B + A)", (r"A, B \in \mathbb{R}^{2\times 3}",), "proved"),
    (r"\operatorname{digamma}(x + 1) = \operatorname{digamma}(x)", ("x > 0",), "refuted"),
    (r"\operatorname{digamma}(x) < \operatorname{digamma}(x + 1)", ("x > 0",), "proved"),
    (r"\operatorname{Mish}(x) = x \tanh(\log(1 + e^x))", (), "proved"),
    (r"\operatorname{Mish}(x) = \tanh(\log(1 + e^x))", (), "refuted"),
    (r"\frac{d}{dx}\operatorname{Mish}(x) = \tanh(\operatorname{softplus}(x))", (), "refuted"),
    (r"\frac{d}{dx}\operatorname{bare}(x^2) = -\frac{2x}{1 - x^2}", (), "conditional"),
    (r"\frac{d}{dx}\operatorname{bare}(x^2) = -\frac{2x}{1 - x^2}", ("-1 < x < 1",), "proved"),
    (r"\operatorname{bare}(x) = -x", ("x < 1",), "refuted"),
    (r"\frac{d}{dx}\operatorname{vee}(x) = 1 + \frac{\operatorname{sign}(x)}{2}", (), "conditional"),
    (r"\frac{d}{dx}e^{\operatorname{vee}(x)} = e^{\operatorname{vee}(x)}\left(1 + \frac12\operatorname{sign}(x)\right)", (), "conditional"),
    (r"\frac{d}{dx}\operatorname{vee}(x) = \frac{3}{2}", ("x > 0",), "proved"),
])
def test_steps_with_the_functions_get_their_verdicts(claim: str, declarations: tuple[str, ...], verdict: str) -> None:
    assert check(claim, declarations).word == verdict


def test_the_domain_of_a_row_is_that_of_its_calls() -> None:
    assert definedness(call("bare", X)) == (gt(sub(ONE, X)),)
    assert evaluate(call("bare", X), {X: Fraction(3)}) is UNDEFINED


@pytest.mark.parametrize(("name", "defined_by"), [("gd", _gudermann(X)), ("bare", log(sub(ONE, X)))])
def test_values_lie_in_the_balls_of_the_definition(name: str, defined_by: Term) -> None:
    value, expected = (evaluate(t, {X: Fraction(1, 3)}) for t in (call(name, X), defined_by))
    assert value.overlaps(expected)
    assert value.rad() < 1e-15


def test_a_function_is_printed_as_its_row_says() -> None:
    assert to_latex(call("gd", exp(X))) == r"\operatorname{gd}(e^{x})"


@pytest.mark.parametrize(("name", "expected"), [
    ("gd", lambda x: 2 * np.arctan(np.tanh(x / 2))), ("bare", lambda x: np.log(1 - x)), ("vee", lambda x: np.abs(x) / 2 + x),
    ("mish", lambda x: x * np.tanh(np.log1p(np.exp(x)))),
])
def test_a_formula_with_the_function_is_computed_with_numpy(name: str, expected: object) -> None:
    formula = Formula("f", (X,), mul(num(3), call(name, X)))
    points = np.array([-1.5, -0.25, 0.0, 0.75])
    assert callable(expected)
    np.testing.assert_allclose(formula.numpy()(points), 3 * expected(points), rtol=1e-14, atol=1e-15)


def test_a_complex_step_passes_through_an_analytic_function_alone() -> None:
    assert compile_formula(Formula("f", (X,), call("mish", X)), "complex128")(1e-30j).imag == pytest.approx(0.6e-30)
    with pytest.raises(CompileError, match="vee has no complex form"):
        compile_formula(Formula("f", (X,), call("vee", X)), "complex128")


def test_a_helper_that_nobody_defines_is_no_numpy_source() -> None:
    functions.enter(Function("lost", numpy="2*unknown({0})"))
    with pytest.raises(CompileError, match="unknown"):
        compile_formula(Formula("f", (X,), call("lost", X)))


def test_an_activation_with_a_parameter_is_that_of_the_author() -> None:
    assert check_text(r"Let $\beta > 0$. We use $\operatorname{Mish}(x) = x \tanh(\beta x)$.")[-1].verdict.word == "definition"


def test_a_definition_alone_has_a_derivative() -> None:
    functions.enter(Function("twice", latex=r"\operatorname{twice}", numpy="2*({0})", expand=lambda x: mul(TWO, x)))
    assert check(r"\frac{d}{dx}\operatorname{twice}(x^2) = 4x").word == "proved"
    assert check(r"\frac{d}{dx}\operatorname{twice}(x) = 1").word == "refuted"


def test_a_definition_has_to_say_where_it_has_kinks() -> None:
    with pytest.raises(ValueError, match="made of max"):
        functions.enter(Function("bent", expand=lambda x: call("max", x, sub(ONE, x))))

"""Definitions are unfolded, and a derivative by a defined quantity treats it as the variable."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text
from symbolic.provers import prove
from symbolic.proving.unfolding import CannotUnfold, unfold, unfold_step
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, REAL, TWO, Definition, Sort, add, apply, bind, call, deriv, elem, mul, neg, num, power, sub, sym
from symbolic.verdicts import Proved

x, y, a = sym("x"), sym("y"), sym("a")
f = sym("f", Sort(domain=(REAL,)))
K, J = sym("K", INTEGER), sym("J", INTEGER)
j, k, n, i = (sym(name, INTEGER) for name in "jkni")
E = sym("E")
o, t = (sym(name, Sort(index=((ONE, K),))) for name in "ot")
h = sym("h", Sort(index=((ONE, J),)))
w = sym("w", Sort(index=((ONE, J), (ONE, K))))
FACTS = (call("ge", K, ONE), call("ge", J, ONE), call("ge", j, ONE), call("le", j, J), call("ge", k, ONE), call("le", k, K))


def _sigmoid_net(unit):
    return call("sigmoid", bind("sum", i, mul(elem(w, i, unit), elem(h, i)), (ONE, J)))


NETWORK = (
    Definition(o, (k,), _sigmoid_net(k), indexed=True),
    Definition(E, (), bind("sum", n, power(sub(elem(t, n), elem(o, n)), TWO), (ONE, K))),
)


def _proved(left, right, definitions, facts=()):
    return isinstance(prove(unfold_step(Step("eq", left, right, facts, definitions))), Proved)


def test_a_function_is_unfolded_at_its_arguments() -> None:
    square = Definition(f, (x,), power(x, TWO))
    assert _proved(apply(f, add(a, ONE)), add(power(a, TWO), mul(TWO, a), ONE), (square,))


def test_a_primed_function_is_the_derivative_at_the_argument() -> None:
    square = Definition(f, (x,), power(x, num(3)))
    assert _proved(apply(f, mul(TWO, x), orders=(1,)), mul(num(12), power(x, TWO)), (square,))


def test_the_derivative_by_a_defined_output_leaves_the_output_free() -> None:
    assert _proved(deriv(E, elem(o, k)), mul(num(-2), sub(elem(t, k), elem(o, k))), NETWORK, FACTS)


def test_the_chain_rule_through_a_defined_output_is_proved_for_all_sizes() -> None:
    weight = elem(w, j, k)
    assert _proved(deriv(E, weight), mul(deriv(E, elem(o, k)), deriv(elem(o, k), weight)), NETWORK, FACTS)


def test_a_missing_factor_two_is_not_proved() -> None:
    weight = elem(w, j, k)
    wrong = mul(neg(sub(elem(t, k), elem(o, k))), deriv(elem(o, k), weight))
    assert not _proved(deriv(E, weight), wrong, NETWORK, FACTS)
    assert _proved(deriv(E, weight), mul(TWO, wrong), NETWORK, FACTS)


def test_a_circular_definition_is_refused() -> None:
    with pytest.raises(CannotUnfold):
        unfold(x, (Definition(x, (), add(x, ONE)),))


ERROR = r"Let $E = \frac12 (t - y)^2$ and $y = wx$."
RULE = r"Let $x_{t+1} = x_t - \eta x_t$."


@pytest.mark.parametrize(("said", "step", "word"), [
    ("Let $f = x^2$.", r"\int_0^1 f \, dx = \frac13", "proved"),
    ("Let $f = x^2$.", r"\int_0^1 f \, dx = f", "refuted"),
    ("Let $f = x^2$.", r"\int_0^1 \frac{df}{dx} \, dx = 1", "proved"),
    ("Let $f = x^2$ and $g = 2f$.", r"\int_0^1 g f \, dx = \frac25", "proved"),
    ("Let $f = x^2$.", r"\frac{d}{dx} \int_0^x f \, dx = f", "proved"),
    ("Let $f = x^2$.", r"\lim_{x \to 2} f = 4", "proved"),
    ("Let $f = x^2$.", r"\sum_{x=1}^3 f = 14", "proved"),
    ("Let $f = a x^2$.", r"\int_0^1 f \, da = \frac{x^2}{2}", "proved"),
    ("Let $f = x^2 + y^2$.", r"\int_0^1 f \, dx = \int_0^1 f \, dy", "refuted"),
    ("Let $f(t) = t^2$ and $F = f(x)$.", r"\int_0^1 F \, dt = x^2", "proved"),
    ("Let $k = 3$ and $c = k + 1$.", r"\sum_{k=1}^n c = 4n", "proved"),
    (ERROR, r"\int_0^1 E \, dw = \frac12 t^2 - \frac12 t x + \frac16 x^2", "proved"),
    (ERROR, r"\lim_{y \to t} E = 0", "proved"),
    (ERROR, r"\left.\frac{\partial E}{\partial w}\right|_{w=0} = -tx", "proved"),
    (RULE, r"\lim_{\eta \to 0} x_{t+1} = x_t", "proved"),
    (RULE, r"\int_0^1 x_{t+1} \, d\eta = x_t", "refuted"),
])
def test_a_letter_of_a_formula_is_the_binders_where_a_binder_binds_it(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word


MATRIX = r"Let $A \in \mathbb{R}^{n \times n}$."
VECTOR = r"Let $x \in \mathbb{R}^n$."


@pytest.mark.parametrize(("said", "step", "word"), [
    (f"Let $n = 3$. {MATRIX}", r"\det(-A) = -\det A", "proved"),
    (f"Let $n = 2$. {MATRIX}", r"\det(-A) = -\det A", "refuted"),
    (f"{MATRIX} Let $n = 2m$ with an integer $m$.", r"\det(-A) = \det A", "proved"),
    ("Let $m = 2$ and $n = 3$. Let $A \\in \\mathbb{R}^{m\\times n}$.", r"\det(A^\top A) = 0", "proved"),
    (f"Let $n = 2$. {VECTOR}", r"\|x\|^2 = x_1^2 + x_2^2", "proved"),
    (f"Let $n = 2$. {VECTOR}", r"\sum_{i=1}^n x_i = x_1", "refuted"),
    (f"{VECTOR}\n\nFor $n = 1$ we have", r"\|x\| = |x_1|", "proved"),
    (f"{VECTOR}\n\nFor $n = 1$ we have", r"\|x\| = 2|x_1|", "refuted"),
    (f"{MATRIX}\n\nFor $n = 2$ we have", r"\det(3A) = 9 \det A", "proved"),
])
def test_a_size_that_is_given_a_value_has_it_in_the_types_of_names(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word


OF_TWO = r"Let $f(x,y) = x^2 y$ and $y = x^2$."


@pytest.mark.parametrize(("said", "step", "word"), [
    (OF_TWO, r"\frac{\partial f}{\partial x} = 2xy", "proved"),
    (OF_TWO, r"\frac{\partial f}{\partial x} = 4x^3", "refuted"),
    (OF_TWO, r"\frac{df}{dx} = 4x^3", "proved"),
    (OF_TWO, r"\frac{df}{dx} = \frac{\partial f}{\partial x} + \frac{\partial f}{\partial y} \frac{dy}{dx}", "proved"),
    (OF_TWO, r"\frac{df}{dx} = \frac{\partial f}{\partial x}", "refuted"),
    (OF_TWO, r"\frac{dy}{dx} f(x, y) = 2 x^5", "proved"),
    (r"Let $L(y, t) = (y - t)^2$ and $y = wx + b$.", r"\frac{\partial L}{\partial w} = 2x(y - t)", "proved"),
    (r"Let $F(x, y, z) = x + y^2 + z^3$ with $z = xy$.", r"\frac{\partial F}{\partial x} = 1", "proved"),
])
def test_a_partial_derivative_holds_arguments_that_have_a_formula(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word


@pytest.mark.parametrize(("said", "step", "word"), [
    ("Let $u = x^2 + 1$.", r"\int x \sqrt{x^2 + 1} \, dx = \frac12 \int \sqrt{u} \, du", "proved"),
    ("Let $u = x^2 + 1$.", r"\frac12 \int \sqrt{u} \, du = \frac13 u^{3/2} + C", "proved"),
    ("Let $u = x^2 + 1$.", r"\frac12 \int \sqrt{u} \, du = \frac12 u^{3/2} + C", "refuted"),
    ("Let $u = a x + b$.", r"\int e^{ax + b} \, dx = \frac1a \int e^u \, du", "conditional"),
    (r"Let $u = \sin x$.", r"\int \sin^2 x \cos x \, dx = \int u^3 \, du", "refuted"),
    (r"Let $x = \sin t$.", r"\int \sqrt{1 - x^2} \, dx = \int \sqrt{1 - \sin^2 t} \cos t \, dt", "proved"),
    ("Let $u = 3$.", r"\int u \, du = \frac{u^2}{2} + C", "undecided"),
])
def test_an_integral_over_a_name_with_a_formula_is_one_by_substitution(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word

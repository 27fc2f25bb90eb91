"""Counterexamples are rigorous and satisfy every declaration; true steps are never refuted; definitions are unfolded with care."""

from fractions import Fraction

import pytest

from symbolic.checking import check
from symbolic.functions import ge, gt, le, lt, ne
from symbolic.proving.balls.balls import evaluate
from symbolic.proving.balls.refuter import admissible_point, refute, screen, witness_difference
from symbolic.proving.unfolding import CannotUnfold, unfold, unfold_step
from symbolic.steps import Step
from symbolic.terms import (
    HALF,
    INTEGER,
    ONE,
    PI,
    REAL,
    TWO,
    ZERO,
    Apply,
    Definition,
    Num,
    Sort,
    Term,
    add,
    apply,
    bind,
    call,
    deriv,
    div,
    elem,
    exp,
    log,
    mul,
    neg,
    num,
    power,
    sub,
    sym,
)

X, Y, Z = sym("x"), sym("y"), sym("z")
I, J, K, N, M = (sym(n, INTEGER) for n in "ijkNM")
A, B = (sym(n, Sort(shape=(N, N))) for n in "AB")
V = sym("v", Sort(shape=(N, ONE)))
P = sym("p", Sort(index=((ONE, N),)))
SIZE = (ge(N, ONE),)


def eq(left: Term, right: Term, *declarations: Term, definitions: tuple[Definition, ...] = ()) -> Step:
    return Step("eq", left, right, declarations, definitions)


def total(body: Term, index: Term = I, hi: Term = N) -> Term:
    return bind("sum", index, body, (ONE, hi))  # type: ignore[arg-type]


FALSE = {
    "a square of a sum": eq(power(add(X, Y), TWO), add(power(X, TWO), power(Y, TWO))),
    "an exponential of a sum": eq(exp(add(X, Y)), add(exp(X), exp(Y))),
    "a difference of thirty digits": eq(add(X, power(num(10), num(-30))), X),
    "a difference below double precision": eq(exp(mul(PI, call("sqrt", num(163)))), num(262537412640768744)),
    "false on a null set": eq(power(call("sign", X), TWO), ONE),
    "strict for not strict": Step("lt", ZERO, power(X, TWO)),
    "false on a boundary of a declared range": eq(call("sign", X), ONE, ge(X), le(X, ONE)),
    "a product of sums": eq(total(mul(elem(P, I), elem(P, I))), power(total(elem(P, I)), TWO), *SIZE),
    "a product of matrices": eq(call("matmul", A, B), call("matmul", B, A), *SIZE),
    "a transpose": eq(call("transpose", call("matmul", A, B)), call("matmul", call("transpose", A), call("transpose", B)), *SIZE),
    "a gradient": eq(deriv(call("matmul", call("transpose", V), A, V), V), mul(TWO, call("matmul", A, V)), *SIZE),
    "a derivative": eq(deriv(call("sigmoid", X), X), mul(call("sigmoid", X), add(ONE, call("sigmoid", X)))),
    "an unequal pair of integers": eq(K, add(K, ONE)),
    "a lost root": Step("iff", call("eq", power(X, TWO), mul(num(7), X)), call("eq", X, num(7))),
    "a cubic with a lost root": Step("implies", call("eq", power(X, num(3)), X), call("or", call("eq", X, ZERO), call("eq", X, ONE))),
    "a division that gains nothing": Step("implies", call("eq", mul(X, Y), ZERO), call("eq", X, ZERO)),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_steps_are_refuted_at_an_admissible_point(name: str) -> None:
    found = refute(FALSE[name])
    assert found is not None and found.counterexample is not None
    assert found.counterexample.left != found.counterexample.right or FALSE[name].relation == "lt"
    assert screen(FALSE[name]).word == "contradicted"


TRUE = {
    "a square of a sum": eq(power(add(X, Y), TWO), add(power(X, TWO), mul(TWO, X, Y), power(Y, TWO))),
    "an exponential of a sum": eq(exp(add(X, Y)), mul(exp(X), exp(Y))),
    "a positive root": eq(call("sqrt", power(X, TWO)), X, ge(X)),
    "a sum of probabilities": eq(total(mul(elem(P, I), X)), X, *SIZE, bind("forall", I, gt(elem(P, I)), (ONE, N)),
                                 call("eq", total(elem(P, I)), ONE)),
    "one-hot labels": eq(total(power(elem(P, I), TWO)), ONE, *SIZE, call("eq", total(elem(P, I)), ONE),
                         bind("forall", I, call("or", call("eq", elem(P, I), ZERO), call("eq", elem(P, I), ONE)), (ONE, N))),
    "a symmetric matrix": eq(deriv(call("matmul", call("transpose", V), A, V), V), mul(TWO, call("matmul", A, V)), *SIZE,
                             call("eq", A, call("transpose", A))),
    "orthonormal columns": eq(call("inverse", A), call("transpose", A), *SIZE,
                              call("eq", call("matmul", call("transpose", A), A), call("identity", N))),
    "a determinant of a product": eq(call("det", call("matmul", A, B)), mul(call("det", A), call("det", B)), *SIZE),
    "commuting matrices": eq(power(add(A, B), TWO), add(power(A, TWO), mul(TWO, call("matmul", A, B)), power(B, TWO)), *SIZE,
                             call("eq", call("matmul", A, B), call("matmul", B, A))),
    "the statement of a solved equation": Step("iff", call("eq", power(X, TWO), X), call("or", call("eq", X, ZERO), call("eq", X, ONE))),
    "an equation with an undefined side is false": Step("implies", call("eq", div(ONE, X), X), call("ne", X, ZERO)),
    "an inequality": Step("le", mul(TWO, X, Y), add(power(X, TWO), power(Y, TWO))),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_steps_are_never_refuted_and_agree_somewhere(name: str) -> None:
    assert refute(TRUE[name]) is None
    seen = screen(TRUE[name])
    assert seen.word == "agrees" and seen.points >= 3


DECLARED = {
    "an interval": (gt(X), lt(X, ONE)),
    "integers in order": (ge(K, ONE), le(K, N), ge(N, num(3)), le(N, num(4))),
    "names in order": (lt(X, Y), lt(Y, Z), gt(X)),
    "a linear equation": (call("eq", add(X, mul(TWO, Y)), num(7)),),
    "a circle": (call("eq", add(power(X, TWO), power(Y, TWO)), ONE), ne(X), ne(Y)),
    "an equation between formulas": (call("eq", Y, exp(X)),),
    "a positive definite matrix": (*SIZE, call("posdef", A, ZERO)),
    "an invertible matrix": (*SIZE, ne(call("det", A), ZERO)),
    "an inverse": (*SIZE, call("eq", call("matmul", A, B), call("identity", N)), call("eq", B, call("inverse", A))),
    "a distribution": (*SIZE, bind("forall", I, gt(elem(P, I)), (ONE, N)), call("eq", total(elem(P, I)), ONE)),
    "a bounded product": (gt(mul(X, Y)), lt(X)),
    "an affine bound": (gt(add(ONE, X)), gt(sub(ONE, X))),
}


@pytest.mark.parametrize("name", DECLARED)
def test_declared_facts_hold_exactly_at_the_points(name: str) -> None:
    facts = DECLARED[name]
    point = admissible_point(eq(X, X, *facts))
    assert point is not None
    assert all(evaluate(f, point.values) is True for f in facts)


def test_contradicting_declarations_have_no_point() -> None:
    assert admissible_point(eq(X, X, gt(X), lt(X))) is None
    assert admissible_point(eq(X, X, call("eq", X, ONE), call("eq", X, TWO))) is None
    assert admissible_point(eq(K, K, gt(K, ONE), lt(K, TWO))) is None


def test_the_counterexample_is_simple_and_exact() -> None:
    found = refute(eq(power(add(X, Y), TWO), add(power(X, TWO), power(Y, TWO))))
    assert found is not None and found.counterexample is not None
    example = found.counterexample
    assert all(isinstance(a.value, Num) and a.value.value.denominator == 1 and abs(a.value.value) <= 2 for a in example.at)
    x, y = (Fraction(a.value.value) for a in example.at)  # type: ignore[union-attr]
    assert (example.left, example.right) == (str((x + y) ** 2), str(x**2 + y**2))


def test_points_depend_on_the_step_alone() -> None:
    step = eq(mul(X, elem(P, K)), add(Y, elem(P, K)), *SIZE, ge(K, ONE), le(K, N))
    other = eq(mul(X, elem(P, K)), add(Y, elem(P, K)), *SIZE, ge(K, ONE), le(K, N))
    assert refute(step) == refute(other) is not None


def test_opaque_names_are_never_refuted() -> None:
    mean = sym("E", Sort(domain=(REAL,), opaque=True))
    assert refute(eq(apply(mean, X), apply(mean, Y))) is None


def test_a_step_without_layout_is_refuted_only_if_both_layouts_fail() -> None:
    linear = deriv(call("matmul", A, V), V)
    assert refute(eq(linear, A, *SIZE)) is None
    assert refute(eq(linear, call("transpose", A), *SIZE)) is None
    assert refute(eq(linear, mul(TWO, A), *SIZE)) is not None
    declared = Step("eq", linear, call("transpose", A), SIZE, (), frozenset({"numerator layout"}))
    assert refute(declared) is not None


def test_a_witness_shows_where_only_one_side_is_defined() -> None:
    found = witness_difference(eq(div(sub(power(X, TWO), ONE), sub(X, ONE)), add(X, ONE)))
    assert found is not None and (found.left, found.right) == ("undefined", "2")
    assert witness_difference(eq(div(X, add(ONE, power(X, TWO))), mul(X, power(add(ONE, power(X, TWO)), num(-1))))) is None
    assert screen(eq(div(power(X, TWO), X), X)).word == "one-sided"
    assert screen(eq(div(power(X, TWO), X), X), (ne(X),)).word == "agrees"


def test_function_symbols_stand_for_smooth_functions() -> None:
    f, g = (sym(n, Sort(domain=(REAL,))) for n in "fg")
    fg = Apply(f, (Apply(g, (X,), (0,)),), (0,))
    chain = mul(Apply(f, (Apply(g, (X,), (0,)),), (1,)), Apply(g, (X,), (1,)))
    assert screen(eq(deriv(fg, X), chain)).word == "agrees"
    assert refute(eq(deriv(fg, X), Apply(f, (Apply(g, (X,), (0,)),), (1,)))) is not None


# --- definitions ----------------------------------------------------------------------------------------

W = sym("w", Sort(index=((ONE, J), (ONE, N))))
H = sym("h", Sort(index=((ONE, J),)))
TARGET, OUT = (sym(n, Sort(index=((ONE, N),))) for n in "to")
ERROR = sym("E")
NETWORK = (
    Definition(OUT, (K,), call("sigmoid", bind("sum", I, mul(elem(W, I, K), elem(H, I)), (ONE, J))), True),
    Definition(ERROR, (), bind("sum", M, power(sub(elem(TARGET, M), elem(OUT, M)), TWO), (ONE, N))),
)
RANGES = (ge(N, ONE), ge(J, ONE), ge(I, ONE), le(I, J), ge(K, ONE), le(K, N))


def test_the_chain_rule_through_a_defined_family() -> None:
    gradient = deriv(ERROR, elem(W, I, K))
    chain = mul(deriv(ERROR, elem(OUT, K)), deriv(elem(OUT, K), elem(W, I, K)))
    slope = mul(elem(OUT, K), sub(ONE, elem(OUT, K)), elem(H, I))
    error = sub(elem(TARGET, K), elem(OUT, K))
    for right in (chain, mul(num(-2), error, slope)):
        step = eq(gradient, right, *RANGES, definitions=NETWORK)
        assert unfold_step(step).definitions == ()
        assert refute(step) is None and screen(step).points >= 5
    for right in (neg(chain), mul(num(-1), error, slope), mul(num(-2), error, slope, slope)):
        assert refute(eq(gradient, right, *RANGES, definitions=NETWORK)) is not None


def test_a_defined_name_is_a_variable_where_one_differentiates_by_it() -> None:
    a, z = sym("a"), sym("z")
    definitions = (Definition(z, (), mul(X, Y)), Definition(a, (), call("sin", z)))
    slope = deriv(power(a, TWO), a)
    assert evaluate(unfold(slope, definitions), {X: Fraction(0), Y: Fraction(1)}) == 0
    step = eq(deriv(power(a, TWO), X), mul(deriv(power(a, TWO), a), deriv(a, z), deriv(z, X)), definitions=definitions)
    assert screen(step).word == "agrees"
    assert refute(eq(deriv(a, z), call("sin", z), definitions=definitions)) is not None
    assert refute(eq(deriv(a, z), call("cos", mul(X, Y)), definitions=definitions)) is None


def test_derivatives_of_defined_functions_are_taken_before_the_argument_is_put_in() -> None:
    f = sym("f", Sort(domain=(REAL,)))
    definitions = (Definition(f, (X,), mul(power(X, num(3)), Y)),)
    primed = Apply(f, (mul(TWO, X),), (1,))
    assert evaluate(unfold(primed, definitions), {X: Fraction(1), Y: Fraction(5)}) == 60
    crossed = Apply(f, (Y,), (1,))  # f'(y) with y in the formula of f as well
    assert evaluate(unfold(crossed, definitions), {X: Fraction(9), Y: Fraction(2)}) == 24


def test_bound_names_are_not_captured() -> None:
    row = sym("s", Sort(index=(None,)))
    definitions = (Definition(row, (K,), bind("sum", I, mul(I, K), (ONE, TWO)), True),)
    doubled = bind("sum", I, elem(row, I), (ONE, TWO))  # Σ_i Σ_i' i' i = 3 · 3
    assert evaluate(unfold(doubled, definitions), {}) == 9


def test_a_function_of_a_number_acts_entry_by_entry_on_arrays() -> None:
    f = sym("f", Sort(domain=(REAL,)))
    definitions = (Definition(f, (X,), div(ONE, add(ONE, exp(neg(X))))),)
    good = eq(Apply(f, (V,), (0,)), call("sigmoid", V), *SIZE, definitions=definitions)
    assert refute(good) is None and screen(good).word == "agrees"
    assert refute(eq(Apply(f, (V,), (0,)), call("tanh", V), *SIZE, definitions=definitions)) is not None


def test_a_definition_in_a_circle_is_refused() -> None:
    for cycle in ((Definition(X, (), sub(X, Y)),), (Definition(X, (), add(Y, ONE)), Definition(Y, (), add(X, ONE)))):
        with pytest.raises(CannotUnfold):
            unfold(X, cycle)


def test_a_defined_function_without_its_arguments_is_differentiated_by_its_parameters() -> None:
    f = sym("f", Sort(domain=(REAL, REAL)))
    definitions = (Definition(f, (X, Y), mul(power(X, TWO), Y)),)
    assert evaluate(unfold(deriv(sym("f"), X), definitions), {X: Fraction(3), Y: Fraction(5)}) == 30


def test_a_bare_family_keeps_its_definition_at_every_point() -> None:
    v = sym("u", Sort(shape=(N, ONE)))
    definitions = (Definition(v, (K,), power(K, TWO), True),)
    length = eq(power(call("norm", v), TWO), bind("sum", I, power(I, num(4)), (ONE, N)), *SIZE, definitions=definitions)
    assert refute(length) is None


def test_logarithms_and_halves_are_screened_within_declared_signs() -> None:
    step = eq(log(mul(X, Y)), add(log(X), log(Y)), gt(X), gt(Y))
    assert refute(step) is None and screen(step).points >= 3
    assert refute(eq(log(power(X, HALF)), log(X), gt(X))) is not None


@pytest.mark.parametrize("almost", [
    eq(power(call("sign", sub(X, num(7))), TWO), ONE),
    eq(call("max", X, num(-9)), call("cases", ne(X, num(-9)), call("max", X, num(-9)), ONE)),
])
def test_the_screen_sees_what_differs_only_where_a_test_changes_its_sign(almost: Step) -> None:
    assert screen(almost).word == "contradicted"


def test_the_screen_sees_a_factor_that_a_slope_lost() -> None:
    a, b, c, d = map(sym, "abcd")
    map_ = div(add(mul(a, X), b), add(mul(c, X), d))
    assert screen(eq(deriv(map_, X), div(sub(a, mul(b, c)), power(add(mul(c, X), d), TWO)))).word == "contradicted"


@pytest.mark.parametrize("claim", [
    r"\sqrt{-1-x^2} = \sqrt{-1-x^2}", r"\log(\sin x - 2) = \log(-2 + \sin x)", r"\frac{1}{\sqrt{-x^2}} = \frac{1}{\sqrt{-x^2}}",
    r"\sum_{k=1}^{n} \sqrt{-k} = \sum_{j=1}^n \sqrt{-j}",
])
def test_what_has_a_value_nowhere_is_not_proved(claim: str) -> None:
    assert check(claim).word != "proved"


def test_a_value_far_away_is_found() -> None:
    assert check(r"\log(x - 1000) = \log(-1000 + x)").word == "proved"

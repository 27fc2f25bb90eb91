"""Values of terms: exact where they are rational, enclosed where they are not, undefined or unknown where that is so."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic.checking import check
from symbolic.functions import FUNCTIONS, cases, ge, gt
from symbolic.proving.balls.balls import evaluate
from symbolic.proving.balls.functions import SCALAR_FUNCTIONS
from symbolic.proving.balls.values import DENOMINATOR, NUMERATOR, UNDEFINED, UNKNOWN
from symbolic.proving.balls.whole_numbers import whole_number
from symbolic.terms import (
    COMPLEX,
    HALF,
    INFINITY,
    INTEGER,
    MINUS_ONE,
    ONE,
    PI,
    REAL,
    TWO,
    ZERO,
    Apply,
    Matrix,
    Sort,
    Term,
    add,
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

X, Y, T = sym("x"), sym("y"), sym("t")
K, N = sym("k", INTEGER), sym("n", INTEGER)
V, A = sym("v", Sort(shape=(N, ONE))), sym("A", Sort(shape=(N, N)))
VECTOR = ((Fraction(1),), (Fraction(2),))
SQUARE = ((Fraction(1), Fraction(2)), (Fraction(3), Fraction(5)))


def at(term: Term, precision: int = 64, layout: str = "", **values: object) -> object:
    symbols = {"x": X, "y": Y, "k": K, "n": N, "v": V, "A": A}
    return evaluate(term, {symbols[name]: Fraction(v) if isinstance(v, int | str) else v for name, v in values.items()}, precision, layout)


def encloses(ball: object, digits: str) -> bool:
    return isinstance(ball, arb) and bool(ball.overlaps(arb(digits)))


EXACT = [
    (power(ZERO, ZERO), 1),
    (bind("sum", K, K, (ONE, ZERO)), 0),
    (bind("sum", K, K, (ONE, num(-3))), 0),
    (bind("prod", K, K, (ONE, ZERO)), 1),
    (bind("sum", K, power(TWO, K), (ZERO, num(5))), 63),
    (bind("prod", K, K, (ONE, num(5))), 120),
    (call("sign", ZERO), 0),
    (call("heaviside", ZERO), 0),
    (call("relu", num(-3)), 0),
    (call("root", num(-8), num(3)), -2),
    (power(num(4), HALF), 2),
    (power(num("1/27"), num("2/3")), "1/9"),
    (call("sqrt", num("4/9")), "2/3"),
    (power(num(-2), num(-3)), "-1/8"),
    (exp(ZERO), 1),
    (log(ONE), 0),
    (call("binomial", num(5), TWO), 10),
    (call("binomial", num(3), num(5)), 0),
    (call("factorial", num(5)), 120),
    (call("floor", num("-3/2")), -2),
    (call("ceil", num("-3/2")), -1),
    (call("delta", TWO, TWO), 1),
    (call("max", ONE, num(3), TWO), 3),
    (call("indicator", gt(TWO, ONE)), 1),
    (cases(gt(ZERO), div(ONE, ZERO), num(7)), 7),
    (mul(call("imaginary"), call("imaginary")), -1),
    (call("abs", add(num(3), mul(num(4), call("imaginary")))), 5),
]


@pytest.mark.parametrize(("term", "value"), EXACT, ids=lambda t: str(t))
def test_rational_values_are_exact(term: Term, value: object) -> None:
    assert at(term) == Fraction(value)  # type: ignore[arg-type]


UNDEFINED_TERMS = [
    div(ONE, ZERO),
    mul(ZERO, div(ONE, ZERO)),
    log(ZERO),
    log(num(-1)),
    call("sqrt", num(-1)),
    power(num(-1), HALF),
    power(ZERO, num(-1)),
    call("root", num(-1), TWO),
    call("asin", TWO),
    call("logit", ONE),
    call("factorial", num(-1)),
    cases(gt(ZERO), ONE),
    call("inverse", Matrix(((ONE, TWO), (TWO, num(4))))),
    elem(Matrix(((ONE,), (TWO,))), num(3)),
    div(ONE, sub(ONE, exp(ZERO))),
]


@pytest.mark.parametrize("term", UNDEFINED_TERMS, ids=lambda t: str(t))
def test_what_does_not_exist_is_undefined(term: Term) -> None:
    assert at(term) is UNDEFINED


UNKNOWN_TERMS = [
    div(ONE, call("sin", PI)),
    log(sub(call("sin", PI), ZERO)),
    call("sign", sub(PI, PI)),
    bind("sum", K, power(HALF, K), (ONE, INFINITY)),
    bind("integral", T, div(ONE, power(T, TWO)), (MINUS_ONE, ONE)),
    sym("z"),
]


@pytest.mark.parametrize("term", UNKNOWN_TERMS, ids=lambda t: str(t))
def test_what_cannot_be_told_is_unknown(term: Term) -> None:
    assert at(term) is UNKNOWN


def test_functions_at_numbers_agree_with_known_digits() -> None:
    for term, digits in ((exp(ONE), "2.718281828459045235"), (call("erf", ONE), "0.842700792949714869"),
                         (call("gamma", HALF), "1.772453850905516027"), (call("sigmoid", TWO), "0.880797077977882444"),
                         (call("softplus", ONE), "1.313261687518222834"),
                         (call("acosh", TWO), "1.316957896924816708"), (PI, "3.141592653589793238"),
                         (power(TWO, HALF), "1.414213562373095049")):
        assert encloses(at(term), digits + " +/- 1e-17"), term
        assert not encloses(at(term), digits[:-5] + "9"), term


# --- derivatives ------------------------------------------------------------------------------------


UNARY = sorted(n for n, row in FUNCTIONS.items() if row.elementwise and row.arity == 1 and n in SCALAR_FUNCTIONS)
INSIDE = {"acosh": "5/2", "csch": "3/4", "coth": "3/4"}


@pytest.mark.parametrize("name", UNARY)
def test_derivatives_by_jets_agree_with_difference_quotients(name: str) -> None:
    f = call(name, add(mul(X, X), mul(X, num("1/7"))))
    x, h = Fraction(INSIDE.get(name, "2/3")), Fraction(1, 10**30)
    slope = at(deriv(f, X), 300, x=x)
    right, left = at(f, 300, x=x + h), at(f, 300, x=x - h)
    before, ctx.prec = ctx.prec, 300
    try:
        step = arb(h.numerator) / h.denominator
        error = abs((_ball(right) - _ball(left)) / (2 * step) - _ball(slope))
        assert error < arb("1e-40"), name
    finally:
        ctx.prec = before


def _ball(v: object) -> arb:
    return arb(v.numerator) / v.denominator if isinstance(v, Fraction) else v


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.fractions(min_value=-3, max_value=3, max_denominator=5))
def test_derivatives_of_monomials_are_exact(n: int, order: int, x: Fraction) -> None:
    factor = 1
    for k in range(order):
        factor *= n - k
    expected = factor * x ** (n - order) if n >= order else Fraction(0)
    assert at(deriv(power(X, num(n)), X, num(order)), x=x) == expected


def test_mixed_and_nested_derivatives_do_not_mix_their_variables() -> None:
    inner = deriv(mul(X, Y), Y)  # x, to be differentiated by x
    assert at(deriv(mul(X, inner), X), x=3, y=5) == 6
    assert at(deriv(deriv(mul(power(X, TWO), power(Y, num(3))), X), Y), x=2, y=1) == 12
    assert at(deriv(deriv(power(X, num(4)), X), X), x=2) == 48


def test_derivatives_at_kinks() -> None:
    assert at(deriv(call("abs", X), X), x=0) is UNDEFINED
    assert at(deriv(call("relu", X), X), x=0) is UNDEFINED
    assert at(deriv(call("sign", X), X), x=0) is UNDEFINED
    assert at(deriv(call("max", X, num(2)), X), x=2) is UNDEFINED
    assert at(deriv(cases(gt(X), X, ZERO), X), x=0) is UNDEFINED
    assert at(deriv(mul(X, call("abs", X)), X), x=0) == 0
    assert at(deriv(power(call("relu", X), TWO), X), x=0) == 0
    assert at(deriv(power(call("relu", X), TWO), X, TWO), x=0) is UNDEFINED
    assert at(deriv(sub(call("abs", X), call("abs", X)), X), x=0) == 0
    assert at(deriv(cases(ge(X), power(X, TWO), neg(power(X, TWO))), X), x=0) == 0
    assert at(deriv(call("sqrt", power(X, TWO)), X), x=0) is UNDEFINED
    assert at(deriv(call("abs", X), X), x=-2) == -1


def test_a_branch_that_is_undefined_at_its_edge_is_not_judged() -> None:
    f = cases(gt(X), mul(power(X, TWO), call("sin", div(ONE, X))), ZERO)
    assert at(deriv(f, X), x=0) is UNKNOWN


def test_an_evaluation_bar_differentiates_before_it_substitutes() -> None:
    bar = bind("at", T, deriv(power(T, num(3)), T), (power(X, TWO),))
    assert at(bar, x=2) == 48
    assert at(deriv(bar, X), x=2) == 96  # (3x⁴)' = 12x³


def test_gradients_have_the_shape_of_the_variable_and_jacobians_follow_the_layout() -> None:
    quadratic = call("matmul", call("transpose", V), A, V)
    point = {"n": 2, "v": VECTOR, "A": SQUARE}
    assert at(deriv(quadratic, V), **point) == ((12,), (25,))
    assert at(deriv(quadratic, V), layout=NUMERATOR, **point) == ((12, 25),)
    assert at(deriv(quadratic, A), **point) == ((1, 2), (2, 4))
    assert at(deriv(call("matmul", A, V), V), **point) == SQUARE
    assert at(deriv(call("matmul", A, V), V), layout=DENOMINATOR, **point) == ((1, 3), (2, 5))
    assert at(call("hessian", quadratic, V), **point) == ((2, 5), (5, 10))
    assert at(deriv(call("det", A), A), **point) == ((5, -3), (-2, 1))
    assert at(deriv(call("trace", call("matmul", A, A)), elem(A, ONE, TWO)), **point) == 6


def test_a_derivative_by_an_entry_moves_that_entry_alone() -> None:
    total = bind("sum", K, power(elem(V, K), TWO), (ONE, N))
    assert at(deriv(total, elem(V, TWO)), n=2, v=VECTOR) == 4
    assert at(deriv(total, elem(V, num(3))), n=2, v=VECTOR) is UNDEFINED


def test_gradient_and_jacobian_of_listed_variables() -> None:
    both = call("tuple", X, Y)
    assert at(call("gradient", mul(X, Y), both), x=2, y=5) == ((5,), (2,))
    assert at(call("hessian", mul(power(X, TWO), Y), both), x=2, y=5) == ((10, 4), (4, 0))
    assert at(call("jacobian", call("tuple", mul(X, Y), add(X, Y)), both), x=2, y=5) == ((5, 2), (1, 1))


def test_function_symbols_are_differentiated_through_their_values() -> None:
    f = sym("f", Sort(domain=(REAL,)))
    cube = {f: lambda x: x * x * x, X: Fraction(2)}
    assert evaluate(Apply(f, (mul(X, X),), (2,)), cube) == 24
    assert evaluate(deriv(Apply(f, (mul(X, X),), (0,)), X), cube) == 192


SMOOTH = ("exp", "sin", "cos", "tanh", "sigmoid", "softplus", "atan", "asinh", "erf", "abs", "relu", "gelu", "silu", "sech")


def smooth_terms() -> st.SearchStrategy[Term]:
    leaves = st.one_of(st.just(X), st.just(Y), st.fractions(-3, 3, max_denominator=4).map(num))

    def extend(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda p: add(*p)), pair.map(lambda p: mul(*p)), pair.map(lambda p: call("max", *p)),
            pair.map(lambda p: div(p[0], add(TWO, power(p[1], TWO)))),
            st.tuples(inner, st.integers(0, 4)).map(lambda p: power(p[0], num(p[1]))),
            pair.map(lambda p: log(add(ONE, power(p[0], TWO)))), pair.map(lambda p: cases(gt(p[0], p[1]), mul(*p), neg(p[1]))),
            pair.map(lambda p: power(add(num("3/2"), call("sin", p[0])), call("cos", p[1]))),
            st.tuples(st.sampled_from(SMOOTH), inner).map(lambda p: call(p[0], p[1])),
            pair.map(lambda p: bind("at", X, deriv(p[0], X), (call("sin", p[1]),))),
        )

    return st.recursive(leaves, extend, max_leaves=8)


@settings(max_examples=60, deadline=None)
@given(smooth_terms(), st.fractions(-2, 2, max_denominator=7), st.fractions(-2, 2, max_denominator=7), st.sampled_from([X, Y]))
def test_derivatives_of_random_terms_agree_with_difference_quotients(f: Term, x: Fraction, y: Fraction, var: Term) -> None:
    slope = at(deriv(f, var), 600, x=x, y=y)  # type: ignore[arg-type]
    if slope is UNKNOWN or slope is UNDEFINED:
        return
    h = Fraction(1, 10**40)
    dx, dy = (h, Fraction(0)) if var is X else (Fraction(0), h)
    ends = [at(f, 600, x=x + s * dx, y=y + s * dy) for s in (1, -1)]
    before, ctx.prec = ctx.prec, 600
    try:
        quotient = (_ball(ends[0]) - _ball(ends[1])) * arb(10) ** 40 / 2
        assert not abs(quotient - _ball(slope)) > arb("1e-25") * (1 + abs(quotient) ** 2)
        assert quotient.rad() < arb("1e-25") * (1 + abs(quotient))
    finally:
        ctx.prec = before


LIMITS = [
    ("limit", div(call("sin", T), T), ZERO, 1),
    ("limit", div(sub(ONE, call("cos", T)), power(T, TWO)), ZERO, "1/2"),
    ("limit", div(sub(power(T, TWO), ONE), sub(T, ONE)), ONE, 2),
    ("limit", call("abs", sub(ZERO, T)), ZERO, 0),
    ("limit", div(call("abs", T), T), ZERO, UNDEFINED),
    ("limit+", div(call("abs", T), T), ZERO, 1),
    ("limit-", div(call("abs", T), T), ZERO, -1),
    ("limit", power(call("sign", T), TWO), ZERO, 1),
    ("limit", div(ONE, power(T, TWO)), ZERO, UNDEFINED),
    ("limit", exp(div(ONE, T)), ZERO, UNDEFINED),
    ("limit-", exp(div(ONE, T)), ZERO, 0),
    ("limit", call("sin", div(ONE, T)), ZERO, UNKNOWN),
    ("limit", div(add(mul(TWO, T), ONE), sub(mul(num(3), T), num(5))), INFINITY, "2/3"),
    ("limit", div(T, add(power(T, TWO), ONE)), neg(INFINITY), 0),
    ("limit", exp(neg(T)), INFINITY, 0),
    ("limit", call("tanh", power(T, num(3))), neg(INFINITY), -1),
    ("limit", sub(exp(T), T), INFINITY, UNKNOWN),
    ("limit", call("sqrt", T), ZERO, UNKNOWN),
    ("limit", cases(call("eq", T, ZERO), num(5), ONE), ZERO, 1),
]


@pytest.mark.parametrize(("op", "body", "to", "value"), LIMITS, ids=lambda t: str(t))
def test_a_limit_is_what_it_tends_to_undefined_or_unknown(op: str, body: Term, to: Term, value: object) -> None:
    expected = value if value is UNDEFINED or value is UNKNOWN else Fraction(value)  # type: ignore[arg-type]
    assert at(bind(op, T, body, (to,))) == expected


# --- integrals ----------------------------------------------------------------------------------------


INTEGRALS = [
    (mul(T, exp(T)), ZERO, ONE, "1.00000000000 +/- 1e-10"),
    (call("abs", T), MINUS_ONE, ONE, "1.000 +/- 1e-3"),
    (log(T), ONE, TWO, "0.386294361119891 +/- 1e-14"),
    (div(ONE, add(ONE, power(T, TWO))), ZERO, ONE, "0.785398163397448 +/- 1e-14"),
    (call("sqrt", add(ONE, T)), ZERO, ONE, "1.21895141649746 +/- 1e-13"),
    (exp(neg(power(T, TWO))), ZERO, ONE, "0.746824132812427 +/- 1e-14"),
    (T, TWO, ONE, "-1.5 +/- 1e-10"),
]


@pytest.mark.parametrize(("body", "lo", "hi", "digits"), INTEGRALS, ids=lambda t: str(t))
def test_integrals_over_bounded_intervals(body: Term, lo: Term, hi: Term, digits: str) -> None:
    assert encloses(at(bind("integral", T, body, (lo, hi))), digits)


IMPROPER = [
    (exp(neg(power(T, TWO))), neg(INFINITY), INFINITY, "1.77245385090552 +/- 1e-13"),
    (mul(T, exp(neg(T))), ZERO, INFINITY, "1 +/- 1e-12"),
    (mul(call("sin", T), exp(neg(T))), ZERO, INFINITY, "0.5 +/- 1e-12"),
    (exp(T), neg(INFINITY), ZERO, "1 +/- 1e-12"),
    (div(ONE, power(T, TWO)), ONE, INFINITY, "1 +/- 0.01"),
    (div(ONE, add(ONE, power(T, TWO))), neg(INFINITY), INFINITY, "3.1416 +/- 0.02"),
]


@pytest.mark.parametrize(("body", "lo", "hi", "digits"), IMPROPER, ids=lambda t: str(t))
def test_improper_integrals_have_bounded_tails(body: Term, lo: Term, hi: Term, digits: str) -> None:
    value = at(bind("integral", T, body, (lo, hi)))
    assert encloses(value, digits) and value.rad() < 0.05  # type: ignore[attr-defined]


def test_tails_that_are_not_integrable_are_not_enclosed() -> None:
    for body in (div(ONE, T), div(call("sin", T), T), T, exp(T), div(ONE, sub(T, TWO)), log(T)):
        assert at(bind("integral", T, body, (ONE, INFINITY))) is UNKNOWN


def test_integrands_that_are_not_defined_throughout_have_no_integral() -> None:
    for body in (log(T), div(ONE, T), call("sqrt", T), power(call("sqrt", T), TWO), div(T, T)):
        assert at(bind("integral", T, body, (MINUS_ONE, ONE))) is UNKNOWN


def test_integrals_are_differentiated_by_their_bounds_and_parameters() -> None:
    moving = bind("integral", T, exp(mul(X, T)), (ZERO, power(X, TWO)))
    closed = div(sub(exp(power(X, num(3))), ONE), X)
    for order in (ONE, TWO):
        difference = at(sub(deriv(moving, X, order), deriv(closed, X, order)), 96, x="3/2")
        assert encloses(difference, "0") and difference < 1e-6  # type: ignore[operator]


# --- arrays, complex numbers, booleans ----------------------------------------------------------------


def test_matrix_operations_on_small_matrices() -> None:
    point = {"n": 2, "v": VECTOR, "A": SQUARE}
    inverse = call("inverse", A)
    assert at(call("matmul", A, inverse), **point) == at(call("identity", N), n=2) == ((1, 0), (0, 1))
    assert at(call("kron", V, call("transpose", V)), **point) == ((1, 2), (2, 4))
    assert at(call("vec", A), **point) == ((1,), (3,), (2,), (5,))
    assert at(call("diag", V), **point) == ((1, 0), (0, 2))
    assert at(call("norm", Matrix(((num(3),), (num(4),)))), **point) == 5
    assert at(power(A, TWO), **point) == ((7, 12), (18, 31))
    assert at(call("hadamard", A, add(ONE, neg(A))), **point) == ((0, -2), (-6, -20))
    assert at(Matrix(((A, V), (ZERO, ONE))), **point) == ((1, 2, 1), (3, 5, 2), (0, 0, 1))
    assert at(call("relu", sub(V, ONE)), **point) == ((0,), (1,))
    assert at(call("posdef", Matrix(((TWO, ONE), (ONE, TWO))), ZERO)) is True
    assert at(call("posdef", Matrix(((ONE, TWO), (TWO, ONE))), ZERO)) is False


def test_branches_of_complex_functions_are_not_chosen() -> None:
    z = sym("z", COMPLEX)
    assert evaluate(log(add(z, call("imaginary"))), {z: Fraction(1)}) is UNKNOWN
    assert at(call("re", power(add(ONE, call("imaginary")), TWO))) == 0


def test_booleans_are_decided_only_if_certain() -> None:
    assert at(gt(PI, num(3))) is True
    assert at(call("eq", call("sin", PI), ZERO)) is UNKNOWN
    assert at(call("or", call("eq", call("sin", PI), ZERO), gt(ONE))) is True
    assert at(bind("forall", K, gt(K), (ONE, num(4)))) is True


def test_every_table_function_of_numbers_has_a_value() -> None:
    numbers = [row for row in FUNCTIONS.values() if row.elementwise and row.arity and row.ball is not None]
    for row in numbers:
        value = evaluate(call(row.name, *[num(INSIDE.get(row.name, "2/3"))] * (row.arity or 0)), {})
        assert value is not UNKNOWN, row.name


def test_a_ball_too_large_for_an_integer_ends_no_process() -> None:
    assert whole_number(arb((1, fmpz(2) ** 90))) is None
    assert whole_number(arb(3)) == 3
    assert check(r"\lfloor 2^{2^{90}} \rfloor = 2^{2^{90}}").word in ("proved", "undecided")

"""Compiled formulas agree with NumPy written by hand, in every number type, for arrays of any size."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from numeric import CompileError, compile_formula
from numeric.confirming import confirm_slope
from symbolic import functions as F
from symbolic.formulas import Formula
from symbolic.functions import FUNCTIONS
from symbolic.latex.grammar import read_expression
from symbolic.latex.scope import Scope
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    TWO,
    ZERO,
    Deriv,
    Sort,
    Term,
    add,
    bind,
    call,
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

RNG = np.random.default_rng(3)
x, y = sym("x"), sym("y")
i, j, k, q = (sym(s, INTEGER) for s in "ijkq")
J, K, m, n = (sym(s, INTEGER) for s in "JKmn")
w = sym("w", Sort(index=((ONE, J), (ONE, K))))
o = sym("o", Sort(index=((ONE, J),)))
t = sym("t", Sort(index=((ONE, K),)))
A, X = sym("A", Sort(shape=(n, n))), sym("X", Sort(shape=(m, n)))
v, u = sym("v", Sort(shape=(n, ONE))), sym("u", Sort(shape=(m, ONE)))
points = sym("p", Sort(index=((ONE, m),), shape=(n, ONE)))
labels = sym("y", Sort(index=((ONE, m),)))


def total(index, body: Term, size: Term) -> Term:  # type: ignore[no-untyped-def]
    return bind("sum", index, body, (ONE, size))


net = total(j, mul(elem(w, j, k), elem(o, j)), J)
error = total(q, power(sub(elem(t, q), call("sigmoid", total(j, mul(elem(w, j, q), elem(o, j)), J))), TWO), K)
residual = sub(call("matmul", X, v), u)
fit = total(i, power(sub(elem(labels, i), call("matmul", call("transpose", v), elem(points, i))), TWO), m)
Wn, On, Tn = RNG.normal(size=(3, 2)), RNG.normal(size=3), RNG.normal(size=2)
An, Xn, Vn, Un = RNG.normal(size=(4, 4)), RNG.normal(size=(5, 4)), RNG.normal(size=(4, 1)), RNG.normal(size=(5, 1))


def sigmoid(z):  # type: ignore[no-untyped-def]
    return 1 / (1 + np.exp(-z))


def delta():  # type: ignore[no-untyped-def]
    a = sigmoid(On @ Wn)
    return -2 * (Tn - a) * a * (1 - a)


CASES = {
    "a layer": (Formula("net", (w, o), net), (Wn, On), lambda: On @ Wn),
    "a loss": (Formula("E", (w, o, t), error), (Wn, On, Tn), lambda: ((Tn - sigmoid(On @ Wn)) ** 2).sum()),
    "the gradient of the loss, axes j k": (Formula("dE", (w, o, t), Deriv(error, elem(w, j, k), ONE)), (Wn, On, Tn), lambda: np.outer(On,
                                                                                                                                      delta())),
    "one entry of the gradient": (Formula("dE", (w, o, t, j, k), Deriv(error, elem(w, j, k), ONE)), (Wn, On, Tn, 2, 1),
                                  lambda: np.outer(On, delta())[1, 0]),
    "a quadratic form": (Formula("q", (A, v), call("matmul", call("transpose", v), A, v)), (An, Vn), lambda: (Vn.T @ An @ Vn).item()),
    "its gradient": (Formula("dq", (A, v), Deriv(call("matmul", call("transpose", v), A, v), v, ONE)), (An, Vn), lambda: (An + An.T) @ Vn),
    "least squares": (Formula("dr", (X, v, u), Deriv(power(call("norm", residual), TWO), v, ONE)), (Xn, Vn, Un),
                      lambda: 2 * Xn.T @ (Xn @ Vn - Un)),
    "a family of vectors": (Formula("L", (points, v, labels), fit), (Xn, Vn, Un[:, 0]), lambda: ((Un - Xn @ Vn) ** 2).sum()),
    "its gradient by the vector": (Formula("dL", (points, v, labels), Deriv(fit, v, ONE)), (Xn, Vn, Un[:, 0]),
                                   lambda: 2 * Xn.T @ (Xn @ Vn - Un)),
    "a triangular weight": (Formula("s", (o,), bind("sum", j, mul(j, elem(o, j)), (TWO, J))), (On,), lambda: 2 * On[1] + 3 * On[2]),
    "a shifted range": (Formula("s", (o,), bind("sum", j, mul(elem(o, j), elem(o, sub(j, ONE))), (TWO, J))), (On,),
                        lambda: On[1:] @ On[:-1]),
    "a double sum": (Formula("s", (o,), total(i, total(j, mul(elem(o, i), elem(o, j)), J), J)), (On,), lambda: On.sum() ** 2),
    "a constant sum": (Formula("s", (o, x), total(j, x, J)), (On, 1.5), lambda: 4.5),
    "a trace": (Formula("s", (A,), total(i, elem(A, i, i), n)), (An,), lambda: np.trace(An)),
    "a product": (Formula("s", (o,), bind("prod", j, elem(o, j), (ONE, J))), (On,), lambda: On.prod()),
    "cross-entropy from logits": (
        Formula("ce", (v, sym("c", Sort(index=((ONE, n),)))),
                neg(total(i, mul(elem(sym("c", Sort(index=((ONE, n),))), i), log(div(exp(elem(v, i)), total(j, exp(elem(v, j)), n)))), n))),
        (Vn, An[0]), lambda: -(An[0] * (Vn[:, 0] - np.log(np.exp(Vn).sum()))).sum()),
    "a hessian of listed variables": (Formula("h", (x, y), call("hessian", mul(power(x, TWO), y), call("tuple", x, y))), (2.0, 3.0),
                                      lambda: np.array([[6.0, 4.0], [4.0, 0.0]])),
    "softmax of an affine map": (Formula("p", (X, v, u), call("softmax", add(call("matmul", X, v), u))), (Xn, Vn, Un),
                                 lambda: np.exp(Xn @ Vn + Un) / np.exp(Xn @ Vn + Un).sum()),
    "an entry by a constant index": (Formula("e", (w,), elem(w, TWO, ONE)), (Wn,), lambda: Wn[1, 0]),
    "a row by a free index": (Formula("e", (w,), sub(elem(w, TWO, k), elem(w, ONE, k))), (Wn,), lambda: Wn[1] - Wn[0]),
    "a transposed entry": (Formula("e", (A,), sub(elem(A, i, j), elem(A, j, i))), (An,), lambda: An - An.T),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
def test_a_compiled_formula_agrees_with_numpy_written_by_hand(name: str, dtype: str) -> None:
    formula, arguments, expected = CASES[name]
    compiled = compile_formula(formula, dtype)
    got = compiled(*arguments)
    assert got.dtype == dtype and got.shape == np.shape(expected())
    tolerance = 1e-4 if dtype == "float32" else 1e-12
    assert np.allclose(got, expected(), rtol=tolerance, atol=tolerance), compiled.source


def test_the_source_uses_matrix_products_and_no_loops() -> None:
    source = compile_formula(CASES["the gradient of the loss, axes j k"][0]).source
    assert "@" in source and "einsum" not in source and "for " not in source and '"""' in source
    namespace: dict[str, object] = {}
    exec(source, namespace)
    assert np.allclose(namespace["dE"](Wn, On, Tn), np.outer(On, delta()))  # type: ignore[operator]


@pytest.mark.parametrize(("term", "at", "value"), [
    (div(ONE, add(ONE, exp(neg(x)))), -1000.0, 0.0), (log(add(ONE, exp(x))), 1000.0, 1000.0), (log(call("sigmoid", x)), -1000.0, -1000.0),
    (log(sub(ONE, call("sigmoid", x))), 1000.0, -1000.0), (log(add(ONE, x)), 1e-20, 1e-20), (sub(exp(x), ONE), 1e-20, 1e-20),
    (log(add(exp(x), exp(y))), 1000.0, 1000.0 + np.log(2)), (div(exp(x), add(ONE, exp(x))), 1000.0, 1.0),
])
def test_saturated_inputs_give_the_right_numbers(term: Term, at: float, value: float) -> None:
    compiled = compile_formula(Formula("f", (x, y), term))
    with np.errstate(all="raise"):
        assert compiled(at, at) == pytest.approx(value, rel=1e-12)


def test_a_scalar_formula_maps_over_arrays() -> None:
    z = np.linspace(-3, 3, 7)
    assert np.allclose(Formula("f", (x,), call("sigmoid", x)).numpy()(z), sigmoid(z))


@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
def test_fractions_keep_together_as_exponents_divisors_and_factors(dtype: str) -> None:
    for c in map(num, ("1/2", "-1/2", "-3/2", "2/3", "-2")):
        written = add(power(x, c), div(x, c), mul(TWO, power(add(x, ONE), c)), sub(x, c), neg(c), power(x, mul(c, x)), div(c, x))
        r = float(c.value)
        wanted = 3.0**r + 3.0 / r + 2 * 4.0**r + 3 - r - r + 3.0 ** (3 * r) + r / 3
        assert abs(Formula("f", (x,), written).numpy(dtype)(3.0) - wanted) <= 1e-5 * abs(wanted)


def test_what_is_no_formula_is_told_how_to_become_one() -> None:
    with pytest.raises(TypeError, match=r"Formula\.of"):
        compile_formula(3.0)  # type: ignore[arg-type]  # what a reader of the README tries


def test_fractions_stay_exact() -> None:
    compiled = compile_formula(Formula("E", (o, x), div(total(j, power(elem(o, j), TWO), J), add(x, num("1/3")))), "object")
    assert compiled([Fraction(1, 2), Fraction(2), Fraction(0)], Fraction(1)) == Fraction(51, 16)
    with pytest.raises(CompileError, match="not rational"):
        compile_formula(Formula("f", (x,), exp(x)), "object")


JUMPING = {"indicator", "floor", "ceil"}


@pytest.mark.parametrize("name", [r.name for r in FUNCTIONS.values()
                                  if r.elementwise and r.arity == 1 and r.derivative and r.numpy and r.name not in JUMPING])
def test_the_numpy_form_of_each_row_has_the_slope_of_its_rule(name: str) -> None:
    at = {"acosh": 1.7}.get(name, 0.4)
    slope = compile_formula(Formula("g", (x,), Deriv(call(name, x), x, ONE)))
    f = compile_formula(Formula("f", (x,), call(name, x)))
    assert slope(at) == pytest.approx((f(at + 1e-6) - f(at - 1e-6)) / 2e-6, rel=1e-7, abs=1e-9)
    if name != "erf" and name != "gelu":
        step = compile_formula(Formula("f", (x,), call(name, x)), "complex128")(at + 1e-100j).imag / 1e-100
        assert step == pytest.approx(slope(at), rel=1e-12, abs=1e-15)


def test_a_slope_with_a_whole_exponent_is_confirmed_and_a_wrong_one_is_not() -> None:
    n = sym("n", INTEGER)
    slope, declared = Deriv(power(x, n), x, ONE), (call("ge", n, ONE),)
    right, wrong = (confirm_slope(slope, mul(n, power(x, m)), (), declared) for m in (sub(n, ONE), n))
    assert right and wrong is not None and not wrong
    first = sym("i", INTEGER)  # an index is no number that may be anything
    assert confirm_slope(Deriv(elem(o, first), elem(o, j), ONE), ONE) is None


def test_wrong_shapes_are_named() -> None:
    compiled = compile_formula(CASES["a loss"][0])
    with pytest.raises(ValueError, match="o has 2 entries along axis 1 where J needs 3"):
        compiled(Wn, On[:2], Tn)
    with pytest.raises(ValueError, match="2 dimensions"):
        compiled(On, On, Tn)
    with pytest.raises(TypeError, match="takes 3 arguments"):
        compiled(Wn)


def test_constants_are_given_by_name() -> None:
    alpha = sym(r"\alpha")
    assert Formula("f", (x,), mul(alpha, x)).numpy()(2.0, alpha=3.0) == 6.0


@pytest.mark.parametrize(("term", "words"), [
    (bind("integral", x, exp(x), (ZERO, ONE)), "integral"), (total(j, div(ONE, j), INFINITY), "infinite"),
    (total(i, total(j, elem(o, j), i), J), "depends on another index"),
])
def test_what_has_no_whole_array_form_is_refused_with_a_reason(term: Term, words: str) -> None:
    with pytest.raises(CompileError, match=words):
        compile_formula(Formula("f", (o,), term))


def test_cases_take_the_convention_at_the_boundary() -> None:
    relu_slope = compile_formula(Formula("g", (x,), Deriv(call("relu", x), x, ONE)))
    assert list(relu_slope(np.array([-1.0, 0.0, 1.0]))) == [0, 0, 1]
    pieces = compile_formula(Formula("f", (x,), F.cases(F.lt(x), neg(x), F.gt(x), x, num(5))))
    assert list(pieces(np.array([-2.0, 0.0, 3.0]))) == [2, 5, 3]


@pytest.mark.parametrize("seed", range(60))
def test_random_contractions_agree_with_loops(seed: int) -> None:
    """Products, sums, quotients and powers of entries under nested sums, free indices left over, against plain loops."""
    rng = np.random.default_rng(seed)
    letters = [i, j, k, q]
    sizes = {i: 2, j: 3, k: 4, q: 2}
    bounds = {index: sym(f"N_{{{index.name}}}", INTEGER) for index in letters}
    arrays, values, factors = [], [], []
    for number in range(int(rng.integers(2, 5))):
        chosen = [letters[c] for c in rng.permutation(4)[: int(rng.integers(1, 4))]]
        array = sym("abcd"[number], Sort(index=tuple((ONE, bounds[c]) for c in chosen)))
        arrays.append(array)
        values.append(rng.uniform(0.5, 1.5, size=[sizes[c] for c in chosen]))
        factors.append((elem(array, *chosen), values[-1], chosen))
    inside = [f for f in factors if rng.random() < 0.7] or factors[:1]
    rest = [f for f in factors if f not in inside]
    term: Term = mul(*(f[0] for f in inside))
    if rest:
        term = add(term, neg(rest[0][0])) if rng.random() < 0.5 else div(term, add(ONE, rest[0][0]))
    minus = rest and term.op == "add"  # type: ignore[attr-defined]
    bound = [c for c in letters if rng.random() < 0.5]
    for c in bound:
        term = total(c, term, bounds[c])
    used = [a for a in arrays if any(a is f[0].base for f in inside + rest[:1])]
    known = {s for f in inside + rest[:1] for s in f[2]}
    free = [c for c in letters if c not in bound and c in known]
    params = (*used, *(sym_ for c in bound if c not in known for sym_ in [bounds[c]]))
    compiled = compile_formula(Formula("f", params, term), indices=free)
    given = [values[arrays.index(a)] for a in used] + [sizes[c] for c in bound if c not in known]
    expected = np.zeros([sizes[c] for c in free])
    for place in np.ndindex(*expected.shape):
        at = dict(zip(free, place, strict=True))
        for inner in np.ndindex(*[sizes[c] for c in bound]):
            full = at | dict(zip(bound, inner, strict=True))
            value = np.prod([f[1][tuple(full[c] for c in f[2])] for f in inside])
            if rest:
                other = rest[0][1][tuple(full[c] for c in rest[0][2])]
                value = value - other if minus else value / (1 + other)
            expected[place] += value
    assert np.allclose(compiled(*given), expected), compiled.source


def sigmoid_of(u: Term) -> Term:
    return call("sigmoid", u)


STABLE = [
    ("1 - s(x)", sub(ONE, sigmoid_of(x)), lambda x: 1 / (1 + mp.exp(x))),
    ("s(x)(1 - s(x))", Deriv(sigmoid_of(x), x, ONE), lambda x: 1 / (1 + mp.exp(x)) / (1 + mp.exp(-x))),
    ("1 - exp(-x)", sub(ONE, exp(neg(x))), lambda x: -mp.expm1(-x)),
    ("1 - tanh^2", sub(ONE, power(call("tanh", x), TWO)), lambda x: mp.sech(x) ** 2),
    ("tanh", div(sub(exp(x), exp(neg(x))), add(exp(x), exp(neg(x)))), mp.tanh),
    ("tanh by e^2x", div(sub(exp(mul(TWO, x)), ONE), add(exp(mul(TWO, x)), ONE)), mp.tanh),
    ("tanh by e^-2x", div(sub(ONE, exp(neg(mul(TWO, x)))), add(ONE, exp(neg(mul(TWO, x))))), mp.tanh),
    ("sinh", div(sub(exp(x), exp(neg(x))), TWO), mp.sinh),
    ("1 - cos", sub(ONE, call("cos", x)), lambda x: 2 * mp.sin(x / 2) ** 2),
    ("cosh - 1", sub(call("cosh", x), ONE), lambda x: 2 * mp.sinh(x / 2) ** 2),
    ("sqrt(1 + x) - 1", sub(call("sqrt", add(ONE, x)), ONE), lambda x: x / (mp.sqrt(1 + x) + 1)),
    ("1 + erf", add(ONE, call("erf", x)), lambda x: mp.erfc(-x)),
    ("erf", call("erf", x), mp.erf),
    ("erfc", sub(ONE, call("erf", x)), mp.erfc),
    ("gelu", call("gelu", x), lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2),
    ("artanh", div(log(div(add(ONE, x), sub(ONE, x))), TWO), mp.atanh),
    ("arsinh", log(add(x, call("sqrt", add(power(x, TWO), ONE)))), mp.asinh),
    ("log cosh", log(call("cosh", x)), lambda x: mp.log(mp.cosh(x))),
    ("log cosh written", log(div(add(exp(x), exp(neg(x))), TWO)), lambda x: mp.log(mp.cosh(x))),
    ("share of two", div(exp(x), add(exp(x), exp(neg(x)))), lambda x: 1 / (1 + mp.exp(-2 * x))),
    ("log of a share", log(div(exp(x), add(exp(x), exp(neg(x))))), lambda x: -mp.log1p(mp.exp(-2 * x))),
    ("share of three", div(exp(x), add(exp(x), exp(neg(x)), exp(mul(TWO, x)))), lambda x: 1 / (1 + mp.exp(-2 * x) + mp.exp(x))),
    ("cube root", call("root", x, num(3)), lambda x: mp.sign(x) * mp.cbrt(abs(x))),
    ("cos - 1", sub(call("cos", x), ONE), lambda x: -2 * mp.sin(x / 2) ** 2),
    ("1 - tanh", sub(ONE, call("tanh", x)), lambda x: 2 / (1 + mp.exp(2 * x))),
    ("1/2 + tanh(x/2)/2", add(div(call("tanh", div(x, TWO)), TWO), div(ONE, TWO)), lambda x: 1 / (1 + mp.exp(-x))),
    ("1 - x/(1 + x)", sub(ONE, div(x, add(ONE, x))), lambda x: 1 / (1 + x)),
    ("1 - 1/(1 + x)", sub(ONE, div(ONE, add(ONE, x))), lambda x: x / (1 + x)),
    ("(1 + x)^3 - 1", sub(power(add(ONE, x), num(3)), ONE), lambda x: x * (3 + x * (3 + x))),
    ("2^x - 1", sub(power(TWO, x), ONE), lambda x: mp.expm1(x * mp.log(2))),
    ("(x + 1)^2 - x^2", sub(power(add(x, ONE), TWO), power(x, TWO)), lambda x: 2 * x + 1),
    ("1/x - 1/(x + 1)", sub(div(ONE, x), div(ONE, add(x, ONE))), lambda x: 1 / (x * (x + 1))),
    ("sqrt(x^2 + 1) - x", sub(call("sqrt", add(power(x, TWO), ONE)), x), lambda x: mp.sqrt(x * x + 1) - x),
    ("sqrt(x^2 + 1) - 1", sub(call("sqrt", add(power(x, TWO), ONE)), ONE), lambda x: x * (x / (mp.sqrt(x * x + 1) + 1))),
    ("a length", call("sqrt", add(power(mul(num(10**30), x), TWO), ONE)), lambda x: mp.sqrt(mp.mpf(10) ** 60 * x * x + 1)),
    ("arctan(x + 1) - arctan(x)", sub(call("atan", add(x, ONE)), call("atan", x)), lambda x: mp.atan(x + 1) - mp.atan(x)),
    ("e^x/(1 + e^x)^2", div(exp(x), power(add(ONE, exp(x)), TWO)), lambda x: 1 / (1 + mp.exp(x)) / (1 + mp.exp(-x))),
    ("x e^x/(e^x - 1)", div(mul(x, exp(x)), sub(exp(x), ONE)), lambda x: x / (1 - mp.exp(-x))),
    ("e^x - e^-2x", sub(exp(x), exp(neg(mul(TWO, x)))), lambda x: mp.exp(x) * -mp.expm1(-3 * x)),
    ("cosh - sinh", sub(call("cosh", x), call("sinh", x)), lambda x: mp.exp(-x)),
    ("log(1 - e^-x)", log(sub(ONE, exp(neg(x)))), lambda x: mp.log(-mp.expm1(-x))),
    ("log sinh", log(call("sinh", x)), lambda x: mp.log(mp.sinh(x))),
    ("log tanh", log(call("tanh", x)), lambda x: mp.log(mp.tanh(x))),
    ("log(1/5 - sigmoid/5)", log(mul(div(ONE, num(5)), sub(ONE, sigmoid_of(x)))), lambda x: -mp.log(5) - mp.log(1 + mp.exp(x))),
    ("log(x + 1) - log(x)", sub(log(add(x, ONE)), log(x)), lambda x: mp.log(x + 1) - mp.log(x)),
]
LOGITS = (log(div(x, sub(ONE, x))), call("logit", x))


@pytest.mark.parametrize("written", LOGITS)
def test_the_logit_keeps_its_digits_near_a_half(written: Term) -> None:
    compiled = compile_formula(Formula("f", (x,), written))
    for gap in (2.0**-40, -(2.0**-20), 2.0**-3):
        assert abs(compiled(0.5 + gap) / (2 * np.arctanh(2 * gap)) - 1) < 1e-15
    assert abs(compiled(1e-300) / np.log(1e-300) - 1) < 1e-15


NEAR = np.geomspace(1e-12, 1e-2, 6)
TWO_OF = [
    ("exp", sub(exp(x), exp(y)), lambda x, y: mp.exp(y) * mp.expm1(x - y)),
    ("cos", sub(call("cos", x), call("cos", y)), lambda x, y: -2 * mp.sin((x + y) / 2) * mp.sin((x - y) / 2)),
    ("sin", sub(call("sin", x), call("sin", y)), lambda x, y: 2 * mp.cos((x + y) / 2) * mp.sin((x - y) / 2)),
    ("log", sub(log(x), log(y)), lambda x, y: mp.log(x / y)),
    ("square", sub(power(x, TWO), power(y, TWO)), lambda x, y: (x - y) * (x + y)),
    ("length", sub(call("sqrt", add(power(x, TWO), power(sub(x, y), TWO))), x), lambda x, y: mp.sqrt(x * x + (x - y) ** 2) - x),
]
SPREAD = 1e5 + np.arange(7.0)
exps = total(j, mul(elem(sym("p", Sort(index=((ONE, J),))), j), exp(elem(o, j))), J)
mean = div(total(j, elem(o, j), J), J)
WHOLE = [
    ("variance", (o,), sub(div(total(j, power(elem(o, j), TWO), J), J), power(mean, TWO)), (SPREAD,), 4.0),
    ("sum of squares", (o,), sub(total(j, power(elem(o, j), TWO), J), mul(J, power(mean, TWO))), (SPREAD,), 28.0),
    ("log of a mean", (o,), log(div(total(j, exp(elem(o, j)), J), J)), (SPREAD,), 1e5 + 6 + np.log(np.exp(-np.arange(7.0)).sum() / 7)),
    ("log of a mixture", (o, sym("p", Sort(index=((ONE, J),)))), log(exps), (SPREAD, np.eye(7)[2]), 1e5 + 2),
    ("likelihood", (o,), log(bind("prod", j, elem(o, j), (ONE, J))), (np.full(400, -0.01),), 400 * np.log(0.01)),
    ("determinant", (A,), log(call("det", A)), (0.01 * np.eye(200),), 200 * np.log(0.01)),
    ("softmax by a slope", (o,), Deriv(log(total(j, exp(elem(o, j)), J)), elem(o, k), ONE), (SPREAD,),
     np.exp(np.arange(7.0) - 6) / np.exp(np.arange(7.0) - 6).sum()),
]


@pytest.mark.parametrize(("params", "written", "given", "value"), [row[1:] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_sums_and_products_that_overflow_or_cancel_keep_their_digits(params, written, given, value) -> None:  # type: ignore[no-untyped-def]
    for dtype, rounding in (("float64", 1e-13), ("float32", 1e-6), ("complex128", 1e-13)):
        found = compile_formula(Formula("f", params, written), dtype)(*given)
        assert np.allclose(found, value, rtol=rounding, atol=0), (dtype, found)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("written", "reference"), [row[1:] for row in TWO_OF], ids=[row[0] for row in TWO_OF])
def test_the_difference_of_two_values_near_each_other_keeps_its_digits(written: Term, reference, dtype: str) -> None:  # type: ignore[no-untyped-def]
    compiled, unit = compile_formula(Formula("f", (x, y), written), dtype), np.finfo(dtype).eps
    with mp.workdps(80):
        for at in (0.3, 1.2, 7.7):
            for gap in (*NEAR, 3.0):
                a, b = np.dtype(dtype).type(at), np.dtype(dtype).type(at * (1 + gap))
                right = reference(mp.mpf(float(a)), mp.mpf(float(b)))
                found = compiled(a, b)
                assert abs(found - right) <= 40 * unit * abs(right), (at, gap, found, right)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("written", "reference"), [s[1:] for s in STABLE], ids=[s[0] for s in STABLE])
def test_written_forms_that_overflow_or_cancel_are_computed_to_their_last_digits(  # type: ignore[no-untyped-def]
    written: Term, reference, dtype: str
) -> None:
    unit, least = np.finfo(dtype).eps, float(np.finfo(dtype).tiny)
    with mp.workdps(450):
        for at in (-1000, -709, -30, -3, -0.7, -1e-3, -1e-9, -1e-18, 0, 1e-18, 1e-9, 1e-3, 0.7, 3, 30, 709, 1000):
            try:
                right = reference(mp.mpf(float(np.dtype(dtype).type(at))))
            except ZeroDivisionError:
                continue
            if isinstance(right, mp.mpc) or not least < abs(right) < 1e38:
                continue
            found = compile_formula(Formula("f", (x,), written), dtype)(at)
            assert abs(found - right) <= (8 + min(at * at, 1e3)) * unit * abs(right), (at, found, right)


@pytest.mark.parametrize(("latex", "value"), [
    (r"\nabla \cdot (x^2 y, y z, x z^2)", 13.0),
    (r"\nabla \times (x^2 y, y z, x z^2)", [[-2.0], [-9.0], [-1.0]]),
    (r"\nabla \cdot \nabla_{x, y, z} (x^2 y + z^3)", 22.0),
])
def test_divergences_curls_and_laplacians_are_computed(latex: str, value: object) -> None:
    formula = Formula.of("f", [sym(n) for n in "xyz"], read_expression(latex, Scope()))
    np.testing.assert_allclose(formula.numpy()(1.0, 2.0, 3.0), value, rtol=1e-15)

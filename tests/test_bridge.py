"""Terms → SymPy → terms is the identity, and nothing is evaluated on the way."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import functions as F
from symbolic.functions import FUNCTIONS
from symbolic.sympy_bridge import BridgeError, assumptions, from_sympy, function, to_sympy, unevaluated
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    PI,
    REAL,
    TWO,
    ZERO,
    Deriv,
    Matrix,
    Sort,
    Sym,
    Term,
    add,
    apply,
    bind,
    call,
    div,
    elem,
    exp,
    free_symbols,
    log,
    mul,
    neg,
    num,
    power,
    sub,
    sym,
)

x, y = sym("x"), sym("y")
n, i, j = sym("n", INTEGER), sym("i", INTEGER), sym("j", INTEGER)
a = sym("a", Sort(index=((ONE, n),)))
A = sym("A", Sort(shape=(n, n)))
v = sym("v", Sort(shape=(n, ONE)))
xs = sym("x^{(i)}", Sort(index=((ONE, n),), shape=(n, ONE)))
f = sym("f", Sort(domain=(REAL,)))
g = sym("g", Sort(domain=(REAL, REAL)))


def back(term: Term) -> Term:
    sizes = [s for free in free_symbols(term) for s in free.sort.shape if isinstance(s, Sym)]
    return from_sympy(to_sympy(term), [*free_symbols(term), *sizes])


SAMPLES = [
    div(x, x), exp(log(x)), power(call("sqrt", x), TWO), sub(x, x), mul(ZERO, x), power(x, ZERO), call("max", x, x, ZERO), Deriv(x, y, ONE),
    neg(neg(x)), neg(TWO), num(-2), num("1/3"), div(ONE, num(3)), exp(ONE), power(TWO, x), add(add(x, y), x), mul(mul(x, y), x), mul(x,
                                                                                                                                     ONE,
                                                                                                                                     y),
    div(mul(x, y), mul(y, x)), power(x, num(-2)), div(x, div(y, x)), neg(mul(x, y)), add(neg(x), y), mul(div(x, y), y), mul(x, neg(y)), PI,
    call("root", x, num(3)), call("delta", i, n), call("leaky_relu", x, y), call("log2", x), exp(neg(INFINITY)),
    bind("sum", i, elem(a, i), (ONE, n)), bind("sum", i, ONE, (ONE, num(-3))), bind("prod", i, elem(a, i), (ONE, n)),
    div(x, bind("sum", i, elem(a, i), (ONE, n))), power(bind("prod", i, elem(a, i), (ONE, n)), x),
    bind("sum", i, bind("sum", j, mul(elem(a, i), elem(a, j)), (ONE, i)), (ONE, n)),
    bind("integral", x, exp(x), ()), bind("integral", x, exp(x), (ZERO, y)), bind("limit", x, exp(x), (INFINITY,)),
    bind("limit+", x, exp(x), (ZERO,)), bind("at", x, Deriv(exp(x), x, TWO), (y,)),
    apply(f, x), apply(f, power(x, TWO), orders=(1,)), apply(g, x, y, orders=(1, 2)), Deriv(apply(f, x), x, ONE), Deriv(Deriv(power(x,
                                                                                                                                    TWO),
                                                                                                                                    x,
                                                                                                                                    ONE),
                                                                                                                                    y, ONE),
    call("matmul", A, v), mul(TWO, call("matmul", A, call("inverse", A))), call("transpose", call("transpose", A)), add(A, neg(A)),
    power(A, TWO),
    call("trace", call("matmul", A, A)), call("det", A), add(call("matmul", call("transpose", v), A, v), ONE), call("sigmoid",
                                                                                                                    call("matmul", A, v)),
    call("softmax", v), call("norm", v), call("norm1", sub(v, v)), elem(v, i), elem(A, i, ONE), elem(call("matmul", A, v), i), elem(xs, i),
    call("identity", n), call("ones", n, ONE), Matrix(((x, y), (ONE, ZERO))), call("hadamard", A, A), call("kron", A, A), call("diag", v),
    call("gradient", power(x, TWO), call("tuple", x, y)), call("gradient", call("norm", v), v), Deriv(call("trace", A), A, ONE),
    call("inner", v, v),
    call("cases", F.gt(x), ONE, x), call("cases", F.gt(x), ONE, F.lt(x), y, ZERO), call("eq", x, x), call("eq", A, call("transpose", A)),
    call("and", F.gt(x), F.lt(y)), call("unit", i, n),
]


@pytest.mark.parametrize("term", SAMPLES, ids=repr)
def test_a_term_comes_back_from_sympy_unchanged(term: Term) -> None:
    assert back(term) is term


@pytest.mark.parametrize("name", [r.name for r in FUNCTIONS.values() if r.elementwise and r.arity in (0, 1, 2) and r.name != "indicator"])
def test_every_scalar_row_of_the_table_crosses_the_bridge(name: str) -> None:
    term = call(name, *(x, y)[: FUNCTIONS[name].arity])
    assert back(term) is term


def scalars() -> st.SearchStrategy[Term]:
    leaves = st.sampled_from([x, y, num(2), num(3), num("5/7"), PI])
    unary = st.sampled_from(["exp", "log", "sqrt", "sin", "tanh", "sigmoid", "relu", "abs", "neg", "softplus"])
    return st.recursive(leaves, lambda inner: st.one_of(
        st.builds(lambda p, q: add(p, q), inner, inner), st.builds(lambda p, q: mul(p, q), inner, inner),
        st.builds(lambda p, q: div(p, q), inner, inner), st.builds(lambda p, q: power(p, q), inner, inner),
        st.builds(lambda op, p: call(op, p), unary, inner)), max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(scalars())
def test_generated_terms_come_back_up_to_the_documented_spellings(term: Term) -> None:
    once = back(term)
    assert back(once) is once
    if not any(s in repr(term) for s in ("div", "pow", "neg")):
        assert once is term


def test_sympy_written_without_evaluation_keeps_its_structure() -> None:
    z = sp.Symbol("z", real=True)
    m = sp.MatrixSymbol("M", 2, 2)
    with unevaluated():
        written = [z / z, sp.exp(sp.log(z)), sp.sqrt(z) ** 2, z - z, m * m.I, m - m, m.T.T]
    assert [repr(from_sympy(e)) for e in written] == [
        "div(z, z)", "exp(log(z))", "pow(sqrt(z), 2)", "add(z, neg(z))",
        "matmul(M, inverse(M))", "add(M, neg(M))", "transpose(transpose(M))"]
    assert m * m.I == sp.Identity(2)


def test_assumptions_become_facts() -> None:
    p, q, k = sp.Symbol("p", positive=True), sp.Symbol("q", nonnegative=True), sp.Symbol("k", integer=True, nonzero=True)
    assert {repr(t) for t in assumptions(p + q + k)} == {"gt(p, 0)", "ge(q, 0)", "ne(k, 0)"}
    assert from_sympy(sp.Symbol("alpha")) is sym(r"\alpha")


def test_functions_made_from_rows_know_their_slope_and_value() -> None:
    z = sp.Symbol("z", real=True)
    sigmoid = function("sigmoid")
    assert sp.simplify(sp.diff(sigmoid(z), z) - sigmoid(z) * (1 - sigmoid(z))) == 0
    assert abs(sigmoid(sp.Integer(1)).evalf() - 0.731058578630005) < 1e-12


def test_what_sympy_cannot_say_is_an_error_and_not_an_approximation() -> None:
    with pytest.raises(BridgeError, match="forall"):
        to_sympy(bind("forall", i, F.gt(elem(a, i)), (ONE, n)))


def test_what_sympy_means_otherwise_is_not_taken_over() -> None:
    a, b, x = sp.Symbol("a", commutative=False), sp.Symbol("b", commutative=False), sp.Symbol("x")
    for expression, reason in ((a * b, "commute"), (sp.Integral(x, (x, 2)), "one bound")):
        with pytest.raises(BridgeError, match=reason):
            from_sympy(expression)

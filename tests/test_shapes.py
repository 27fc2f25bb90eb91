"""Shapes of terms, and products built from written factors."""

import pytest

from symbolic.products import product
from symbolic.shapes import DENOMINATOR, NUMERATOR, ShapeError, check_shapes, shape
from symbolic.sizes import same_shape
from symbolic.terms import INTEGER, ONE, REAL, ZERO, Apply, Elem, Matrix, Sort, add, bind, call, deriv, exp, mul, neg, num, power, sub, sym

m, n, k, i = (sym(name, INTEGER) for name in "mnki")
A, B, C = (sym(name, Sort(shape=(n, n))) for name in "ABC")
G = sym("G", Sort(shape=(m, n)))
W = sym("W", Sort(shape=(k, m)))
x, y = (sym(name, Sort(shape=(n, ONE))) for name in "xy")
b = sym("b", Sort(shape=(m, ONE)))
family = sym("x", Sort(shape=(n, ONE), index=((ONE, m),)))
c = sym("c")
f = sym("f", Sort(domain=(REAL,)))
norm_like = sym("g", Sort(domain=(Sort(shape=(n, ONE)),)))


def t(a):
    return call("transpose", a)


def mm(*factors):
    return call("matmul", *factors)


SHAPES = [
    (mm(G, x), (m, ONE)), (mm(t(x), A, x), ()), (t(G), (n, m)), (call("trace", A), ()), (call("inverse", A), (n, n)),
    (call("kron", G, A), (mul(m, n), mul(n, n))), (call("vec", G), (mul(m, n), ONE)), (call("diag", x), (n, n)),
    (call("diag", A), (n, ONE)),
    (call("softmax", x), (n, ONE)), (exp(G), (m, n)), (Apply(f, (G,), (1,)), (m, n)), (Apply(norm_like, (x,), (0,)), ()),
    (Apply(norm_like, (x,), (1,)), (n, ONE)), (Apply(norm_like, (x,), (2,)), (n, n)),
    (deriv(call("norm", mm(G, x)), x), (n, ONE)), (deriv(call("trace", mm(A, B)), A), (n, n)), (deriv(mm(G, x), x), (m, n)),
    (deriv(mm(c, x), c), (n, ONE)), (call("gradient", c, call("tuple", c, c, c)), (num(3), ONE)), (call("hessian", mm(t(x), x), x), (n, n)),
    (call("jacobian", mm(G, x), x), (m, n)), (Elem(family, (i,)), (n, ONE)),
    (Elem(family, (i, i)), ()), (Elem(x, (i,)), ()),
    (Elem(A, (i, i)), ()),
    (Elem(mm(G, x), (i,)), ()), (bind("sum", i, Elem(family, (i,)), (ONE, m)), (n, ONE)), (power(A, num(2)), (n, n)),
    (Matrix(((A, x), (t(y), c))), (add(n, ONE), add(ONE, n))), (Matrix(((A, ZERO), (ZERO, G))), (add(n, m), add(n, n))),
    (Matrix(((c,), (c,))), (num(2), ONE)), (sub(ONE, x), (n, ONE)), (call("hadamard", A, sub(ONE, A)), (n, n)),
    (call("max", ZERO, x), (n, ONE)), (add(mm(t(x), x), ONE), ()), (call("eq", x, ZERO), ()), (call("identity", n), (n, n)),
]


@pytest.mark.parametrize(("term", "expected"), SHAPES, ids=lambda value: repr(value)[:60])
def test_a_term_has_the_shape_that_its_parts_give_it(term, expected):
    assert same_shape(shape(term), expected)


MISFITS = [
    mm(x, y), mm(A, G), add(A, G), add(A, ONE), add(x, c), call("inverse", G), call("trace", G), call("det", x), call("hadamard", A, G),
    power(x, num(2)),
    mul(A, B), call("inner", x, b), exp(add(A, x)), call("eq", mm(G, x), x), Elem(A, (i,)), Elem(family, (i, i, i, i)), call("div", x, y),
    deriv(A, x), Matrix(((A, b), (t(y), c))), Apply(norm_like, (b,), (0,)), call("softmax", A), add(x, t(x)),
]


@pytest.mark.parametrize("term", MISFITS, ids=lambda value: repr(value)[:60])
def test_parts_that_do_not_fit_are_refused(term):
    with pytest.raises(ShapeError):
        shape(term)


def test_the_message_names_both_shapes_and_the_error_holds_the_subterm():
    bad = mm(t(G), x)
    with pytest.raises(ShapeError, match="n × m and n × 1") as caught:
        shape(add(x, neg(bad)))
    assert caught.value.term is bad


def test_sizes_agree_as_polynomials():
    square = sym("S", Sort(shape=(add(n, ONE), add(ONE, n))))
    assert same_shape(shape(call("inverse", square)), (add(n, num(2), neg(ONE)), add(n, ONE)))


def test_layout_transposes_derivatives():
    scalar, vector = deriv(mm(t(x), x), x), deriv(mm(G, x), x)
    assert same_shape(shape(scalar, frozenset({NUMERATOR})), (ONE, n))
    assert same_shape(shape(scalar, frozenset({DENOMINATOR})), (n, ONE))
    assert same_shape(shape(vector, frozenset({NUMERATOR})), (m, n))
    assert same_shape(shape(vector, frozenset({DENOMINATOR})), (n, m))


def test_the_layout_that_fits_is_found():
    assert check_shapes("eq", deriv(mm(G, x), x), t(G)) == {DENOMINATOR}
    assert check_shapes("eq", deriv(mm(G, x), x), G) == frozenset()
    with pytest.raises(ShapeError):
        check_shapes("eq", deriv(mm(G, x), x), A)


PRODUCTS = [
    ((num(2), A, x), mul(num(2), mm(A, x))), ((A, num(2), x), mul(num(2), mm(A, x))), ((c, c), mul(c, c)), ((A, B), mm(A, B)),
    ((c, A), mul(c, A)), ((A,), A), ((t(x), A, x, y), mul(mm(t(x), A, x), y)), ((t(x), y, A), mul(mm(t(x), y), A)),
    ((x, t(y), x), mm(x, t(y), x)),
    ((A, t(x), y), mul(mm(t(x), y), A)), ((t(x), x, t(y), y), mm(t(x), x, t(y), y)), ((t(x), A, x, c), mul(mm(t(x), A, x), c)),
]


@pytest.mark.parametrize(("factors", "expected"), PRODUCTS, ids=lambda value: repr(value)[:60])
def test_a_product_takes_scalars_out_and_keeps_the_order_of_matrices(factors, expected):
    assert product(*factors) is expected


def test_vectors_side_by_side_are_no_product():
    with pytest.raises(ShapeError):
        product(x, y)

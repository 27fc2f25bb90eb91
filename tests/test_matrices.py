"""Equations between arrays of symbolic size: true ones are proved with their domains, false ones never."""

import random
from fractions import Fraction

import pytest
from flint import fmpq

from symbolic.checking import check
from symbolic.products import product
from symbolic.proving.balls.balls import evaluate
from symbolic.proving.matrices.index_form import entries
from symbolic.proving.matrices.index_steps import to_index_steps
from symbolic.proving.matrices.proof import prove_matrix, prove_matrix_order, prove_matrix_statement
from symbolic.shapes import DENOMINATOR, NUMERATOR, ShapeError, shape
from symbolic.steps import Step
from symbolic.terms import (
    HALF,
    INTEGER,
    ONE,
    REAL,
    TWO,
    ZERO,
    Apply,
    Elem,
    Matrix,
    Sort,
    Sym,
    add,
    bind,
    call,
    deriv,
    div,
    exp,
    log,
    mul,
    neg,
    num,
    power,
    sub,
    sym,
    walk,
)
from symbolic.verdicts import Conditional, Proved

m, n, k = (sym(name, INTEGER) for name in "mnk")
i = sym("i", INTEGER)
lam = sym(r"\lambda")
a, b, c, d, t = (sym(name) for name in "abcdt")
A, B, C, X, S, Q = (sym(name, Sort(shape=(n, n))) for name in "ABCXSQ")
G, W = (sym(name, Sort(shape=(m, n))) for name in "GW")
K, Y = (sym(name, Sort(shape=(m, n))) for name in "KY")
H, L, R = (sym(name, Sort(shape=s)) for name, s in (("H", (m, m)), ("L", (m, n)), ("R", (n, m))))
U, V, Z = (sym(name, Sort(shape=s)) for name, s in (("U", (n, k)), ("V", (k, n)), ("Z", (k, k))))
x, y, z, u, v, mu = (sym(name, Sort(shape=(n, ONE))) for name in ("x", "y", "z", "u", "v", r"\mu"))
r, s = (sym(name, Sort(shape=(m, ONE))) for name in "rs")
data = sym("d", Sort(shape=(n, ONE), index=((ONE, m),)))
f = sym("f", Sort(domain=(REAL,)))
I, Im, one = call("identity", n), call("identity", m), call("ones", n, ONE)
P = product


def T(q):
    return call("transpose", q)


def tr(q):
    return call("trace", q)


def inv(q):
    return call("inverse", q)


def det(q):
    return call("det", q)


def had(*q):
    return call("hadamard", *q)


def square(q):
    return power(call("norm", q), TWO)


def matrix(*rows):
    return Matrix(tuple(tuple(row) for row in rows))


def kron(*q):
    return call("kron", *q)


def vec(q):
    return call("vec", q)


def eq(p, q):
    return call("eq", p, q)


gram = P(T(G), G)
hat = P(G, inv(gram), T(G))
misfit = sub(P(G, x), r)
layer = sub(P(W, x), s)
soft = call("softmax", x)
centre = sub(I, div(P(one, T(one)), n))
M2 = matrix((a, b), (c, d))
E2 = call("identity", TWO)
symmetric, orthonormal, skew = eq(A, T(A)), eq(P(T(W), W), I), eq(T(A), neg(A))
covariance = (call("posdef", S, ZERO),)
mirror = sub(I, div(P(TWO, v, T(v)), P(T(v), v)))
rayleigh = div(P(T(x), A, x), P(T(x), x))

# name: (left, right, declarations, expected conditions: None for a plain proof, else their number)
TRUE = {
    "the gradient of tr(AX) is Aᵀ": (deriv(tr(P(A, X)), X), T(A), (), 0),
    "the gradient of tr(AX) is A for symmetric A": (deriv(tr(P(A, X)), X), A, (symmetric,), 0),
    "the gradient of a quadratic form": (deriv(P(T(x), A, x), x), add(P(A, x), P(T(A), x)), (), 0),
    "the gradient of a symmetric quadratic form": (deriv(P(T(x), A, x), x), P(TWO, A, x), (symmetric,), 0),
    "the gradient of tr(X⁻¹)": (deriv(tr(inv(X)), X), neg(T(P(inv(X), inv(X)))), (), 0),
    "the gradient of log det X": (deriv(log(det(X)), X), T(inv(X)), (), 1),
    "the gradient of least squares": (deriv(P(T(misfit), misfit), x), P(TWO, T(G), misfit), (), 0),
    "the gradient of det X": (deriv(det(X), X), P(det(X), T(inv(X))), (), 1),
    "the transpose of a product": (T(P(A, B)), P(T(B), T(A)), (), 0),
    "the trace is cyclic": (tr(P(A, B)), tr(P(B, A)), (), 0),
    "the trace of three factors is cyclic": (tr(P(A, B, C)), tr(P(C, A, B)), (), 0),
    "the inverse of a product": (inv(P(A, B)), P(inv(B), inv(A)), (), 0),
    "the gradient of tr(XᵀAX)": (deriv(tr(P(T(X), A, X)), X), P(add(A, T(A)), X), (), 0),
    "the gradient of tr(AXB)": (deriv(tr(P(A, X, B)), X), P(T(A), T(B)), (), 0),
    "the gradient of a bilinear form": (deriv(P(T(u), X, v), X), P(u, T(v)), (), 0),
    "the gradient of the sum of squared entries": (deriv(tr(P(had(X, X), call("ones", n, n))), X), P(TWO, X), (), 0),
    "the gradient of a linear layer": (deriv(P(T(layer), layer), W), P(TWO, layer, T(x)), (), 0),
    "the gradient through a function of entries": (
        deriv(P(T(one), Apply(f, (P(A, x),), (0,))), x), P(T(A), Apply(f, (P(A, x),), (1,))), (), 0),
    "a quadratic form sees the symmetric part": (P(T(x), A, x), P(T(x), T(A), x), (), 0),
    "det is multiplicative": (det(P(A, B)), mul(det(A), det(B)), (), 0),
    "the third binomial formula with the identity": (P(add(I, A), sub(I, A)), sub(I, P(A, A)), (), 0),
    "products distribute": (P(A, add(B, C)), add(P(A, B), P(A, C)), (), 0),
    "least squares recover x": (P(inv(gram), T(G), G, x), x, (), 1),
    "push through": (P(inv(add(I, P(A, B))), A), P(A, inv(add(I, P(B, A)))), (), 0),
    "the gradient of ‖GX − K‖²": (
        deriv(tr(P(T(sub(P(G, X), K)), sub(P(G, X), K))), X), P(TWO, T(G), sub(P(G, X), K)), (), 0),
    "the gradient of ridge regression": (
        deriv(add(square(misfit), mul(lam, square(x))), x), add(P(TWO, T(G), misfit), P(TWO, lam, x)), (), 0),
    "the hat matrix is idempotent": (P(hat, hat), hat, (), 0),
    "the hat matrix is symmetric": (T(hat), hat, (), 0),
    "the hat matrix fixes its columns": (P(hat, G), G, (), 1),
    "the trace of the hat matrix": (tr(hat), n, (), 1),
    "residuals are orthogonal": (P(T(G), sub(call("identity", m), hat)), call("zeros", n, m), (), 1),
    "a projection with orthonormal columns": (P(W, T(W), W, T(W)), P(W, T(W)), (orthonormal,), 0),
    "orthonormal columns keep lengths": (square(P(W, x)), square(x), (orthonormal,), 0),
    "a rotated trace": (tr(P(W, A, T(W))), tr(A), (orthonormal,), 0),
    "the trace as inner product": (tr(P(T(G), K)), call("inner", G, K), (), 0),
    "the Frobenius norm": (square(G), tr(P(T(G), G)), (), 0),
    "the polarised norm": (square(sub(x, y)), add(square(x), neg(P(TWO, T(x), y)), square(y)), (), 0),
    "det of the inverse": (det(inv(A)), div(ONE, det(A)), (), 0),
    "det of a multiple": (det(P(TWO, A)), mul(power(TWO, n), det(A)), (), 0),
    "det of a similar matrix": (det(P(inv(A), B, A)), det(B), (), 1),
    "the determinant lemma": (det(add(I, P(x, T(y)))), add(ONE, P(T(y), x)), (), 0),
    "Sylvester's identity": (det(add(I, P(U, V))), det(add(call("identity", k), P(V, U))), (), 0),
    "Woodbury": (inv(add(A, P(U, Z, V))), sub(inv(A), P(inv(A), U, inv(add(inv(Z), P(V, inv(A), U))), V, inv(A))), (), None),
    "Sherman and Morrison": (
        inv(add(A, P(x, T(y)))), sub(inv(A), div(P(inv(A), x, T(y), inv(A)), add(ONE, P(T(y), inv(A), x)))), (), None),
    "the dual form of ridge regression": (
        P(inv(add(P(T(G), G), P(lam, I))), T(G)), P(T(G), inv(add(P(G, T(G)), P(lam, call("identity", m))))), (call("gt", lam, ZERO),), 0),
    "the difference of inverses": (sub(inv(A), inv(B)), P(inv(A), sub(B, A), inv(B)), (), 0),
    "the inverse of a symmetric matrix": (T(inv(A)), inv(A), (symmetric,), 0),
    "the Jacobian of softmax": (call("jacobian", soft, x), sub(call("diag", soft), P(soft, T(soft))), (), 0),
    "the gradient of log-sum-exp": (deriv(log(P(T(one), exp(x))), x), soft, (), 0),
    "the gradient of a nonlinear layer": (
        deriv(square(sub(Apply(f, (P(W, x),), (0,)), s)), W),
        P(TWO, had(sub(Apply(f, (P(W, x),), (0,)), s), Apply(f, (P(W, x),), (1,))), T(x)), (), 0),
    "the gradient of tr(X⁻¹A)": (deriv(tr(P(inv(X), A)), X), neg(P(T(inv(X)), T(A), T(inv(X)))), (), 0),
    "the gradient of log det XᵀX": (deriv(log(det(P(T(G), G))), G), P(TWO, G, inv(gram)), (), 0),
    "the Hessian of a quadratic form": (call("hessian", P(T(x), A, x), x), add(A, T(A)), (), 0),
    "the gradient of Rayleigh's quotient": (
        deriv(rayleigh, x), div(P(TWO, sub(P(A, x), P(rayleigh, x))), P(T(x), x)), (symmetric,), 0),
    "the gradient of the Mahalanobis distance": (
        deriv(P(T(sub(x, mu)), inv(S), sub(x, mu)), mu), neg(P(TWO, inv(S), sub(x, mu))), covariance, 0),
    "the gradient of log det of a definite matrix": (deriv(log(det(S)), S), inv(S), covariance, 0),
    "the centring matrix is idempotent": (P(centre, centre), centre, (), 0),
    "the centring matrix kills constants": (P(centre, one), call("zeros", n, ONE), (), 0),
    "the trace of the centring matrix": (tr(centre), sub(n, ONE), (), 0),
    "a reflection is its own inverse": (P(mirror, mirror), I, (), 1),
    "the sum of all products of entries": (P(T(one), had(A, B), one), tr(P(T(A), B)), (), 0),
    "a diagonal matrix multiplies entries": (P(call("diag", x), y), had(x, y), (), 0),
    "a skew form vanishes": (P(T(x), A, x), ZERO, (skew,), 0),
    "a skew matrix has trace zero": (tr(A), ZERO, (skew,), 0),
    "a geometric product": (P(sub(I, A), add(I, A, P(A, A))), sub(I, power(A, num(3))), (), 0),
    "scatter splits off the mean": (
        bind("sum", i, P(sub(Elem(data, (i,)), mu), T(sub(Elem(data, (i,)), mu))), (ONE, m)),
        add(bind("sum", i, P(Elem(data, (i,)), T(Elem(data, (i,)))), (ONE, m)), neg(P(bind("sum", i, Elem(data, (i,)), (ONE, m)), T(mu))),
            neg(P(mu, T(bind("sum", i, Elem(data, (i,)), (ONE, m))))), P(m, mu, T(mu))), (), 0),
    "the square of a difference of commuting matrices": (
        P(sub(A, B), sub(A, B)), add(P(A, A), neg(P(TWO, A, B)), P(B, B)), (eq(P(A, B), P(B, A)),), 0),
    "det of a 2×2 matrix": (det(M2), sub(mul(a, d), mul(b, c)), (), 0),
    "the inverse of a 2×2 matrix": (inv(M2), P(div(ONE, sub(mul(a, d), mul(b, c))), matrix((d, neg(b)), (neg(c), a))), (), 0),
    "the characteristic polynomial": (det(sub(M2, P(lam, E2))), add(power(lam, TWO), neg(mul(add(a, d), lam)), det(M2)), (), 0),
    "Cayley and Hamilton": (add(P(M2, M2), neg(P(tr(M2), M2)), P(det(M2), E2)), call("zeros", TWO, TWO), (), 0),
    "a Kronecker product": (
        call("kron", E2, matrix((a, b))), matrix((a, b, ZERO, ZERO), (ZERO, ZERO, a, b)), (), 0),
    "a rotation is orthogonal": (
        P(matrix((call("cos", t), neg(call("sin", t))), (call("sin", t), call("cos", t))),
          matrix((call("cos", t), call("sin", t)), (neg(call("sin", t)), call("cos", t)))), E2, (), 0),
    "the mixed product": (P(kron(A, H), kron(B, P(H, H))), kron(P(A, B), P(H, H, H)), (), 0),
    "the transpose of a Kronecker product": (T(kron(A, G)), kron(T(A), T(G)), (), 0),
    "the inverse of a Kronecker product": (inv(kron(A, H)), kron(inv(A), inv(H)), (), 0),
    "the trace of a Kronecker product": (tr(kron(A, H)), mul(tr(A), tr(H)), (), 0),
    "det of a Kronecker product": (det(kron(A, H)), mul(power(det(A), m), power(det(H), n)), (), 0),
    "vec of a product": (vec(P(H, G, A)), P(kron(T(A), H), vec(G)), (), 0),
    "vec keeps inner products": (P(T(vec(G)), vec(K)), tr(P(T(G), K)), (), 0),
    "blocks multiply like numbers": (
        P(matrix((A, R), (L, H)), matrix((x,), (r,))), matrix((add(P(A, x), P(R, r)),), (add(P(L, x), P(H, r)),)), (), 0),
    "a quadratic form of blocks": (
        P(T(matrix((x,), (r,))), matrix((A, R), (L, H)), matrix((x,), (r,))),
        add(P(T(x), A, x), P(T(x), R, r), P(T(r), L, x), P(T(r), H, r)), (), 0),
    "the transpose of blocks": (T(matrix((A, R), (L, H))), matrix((T(A), T(L)), (T(R), T(H))), (), 0),
    "det of a block triangle": (det(matrix((A, R), (ZERO, H))), mul(det(A), det(H)), (), 0),
    "the inverse of a block diagonal": (inv(matrix((A, ZERO), (ZERO, H))), matrix((inv(A), ZERO), (ZERO, inv(H))), (), 0),
    "the Schur complement": (det(matrix((A, R), (L, H))), mul(det(A), det(sub(H, P(L, inv(A), R)))), (), 1),
    "a block that meets zero keeps its domain": (
        P(matrix((inv(A), ZERO), (ZERO, H)), matrix((call("zeros", n, ONE),), (r,))), matrix((call("zeros", n, ONE),), (P(H, r),)), (), 1),
    "a block shear and its inverse": (
        P(matrix((I, R), (ZERO, Im)), matrix((I, neg(R)), (ZERO, Im))), call("identity", add(n, m)), (), 0),
    "vec of a product of small matrices": (
        call("vec", P(M2, E2)), matrix((a,), (c,), (b,), (d,)), (), 0),
    "the gradient of the norm": (deriv(call("norm", x), x), div(x, call("norm", x)), (), 0),
    "the gradient of a logistic loss": (
        deriv(call("softplus", neg(P(T(x), y))), x), neg(P(call("sigmoid", neg(P(T(x), y))), y)), (), 0),
}

FALSE = {
    "A for Aᵀ": (deriv(tr(P(A, X)), X), A),
    "2Ax for an unsymmetric form": (deriv(P(T(x), A, x), x), P(TWO, A, x)),
    "the sign of the gradient of tr(X⁻¹)": (deriv(tr(inv(X)), X), T(P(inv(X), inv(X)))),
    "a transpose lost in tr(X⁻¹)": (deriv(tr(inv(X)), X), neg(P(inv(X), inv(X)))),
    "X⁻¹ for X⁻ᵀ": (deriv(log(det(X)), X), inv(X)),
    "the factor 2 lost in least squares": (deriv(P(T(misfit), misfit), x), P(T(G), misfit)),
    "det X X⁻¹": (deriv(det(X), X), P(det(X), inv(X))),
    "factors not swapped by transposition": (T(P(A, B)), P(T(A), T(B))),
    "a trace with two factors swapped": (tr(P(A, B, C)), tr(P(A, C, B))),
    "factors not swapped by inversion": (inv(P(A, B)), P(inv(A), inv(B))),
    "tr(XᵀAX) as if A were symmetric": (deriv(tr(P(T(X), A, X)), X), P(TWO, A, X)),
    "tr(AXB) with factors swapped": (deriv(tr(P(A, X, B)), X), P(T(B), T(A))),
    "tr(AXB) without transposes": (deriv(tr(P(A, X, B)), X), P(A, B)),
    "a bilinear form transposed": (deriv(P(T(u), X, v), X), P(v, T(u))),
    "the sum of squares without 2": (deriv(tr(P(had(X, X), call("ones", n, n))), X), X),
    "the layer's factor 2 lost": (deriv(P(T(layer), layer), W), P(layer, T(x))),
    "the inner derivative lost": (deriv(P(T(one), Apply(f, (P(A, x),), (0,))), x), Apply(f, (P(A, x),), (1,))),
    "A for Aᵀ before the inner derivative": (deriv(P(T(one), Apply(f, (P(A, x),), (0,))), x), P(A, Apply(f, (P(A, x),), (1,)))),
    "the first binomial formula": (P(add(A, B), add(A, B)), add(P(A, A), P(TWO, A, B), P(B, B))),
    "a quadratic form of two matrices": (P(T(x), A, x), P(T(x), B, x)),
    "det of a sum": (det(add(A, B)), add(det(A), det(B))),
    "the sign of the square": (P(add(I, A), sub(I, A)), add(I, P(A, A))),
    "products distribute on one side only": (P(A, add(B, C)), add(P(A, B), P(C, A))),
    "a projection is the identity": (P(G, inv(gram), T(G)), call("identity", m)),
    "push through with factors kept": (P(inv(add(I, P(A, B))), A), P(A, inv(add(I, P(A, B))))),
    "‖GX − K‖² without 2": (deriv(tr(P(T(sub(P(G, X), K)), sub(P(G, X), K))), X), P(T(G), sub(P(G, X), K))),
    "Hadamard for the matrix product": (had(A, B), P(A, B)),
    "ridge with λ for 2λ": (deriv(add(square(misfit), mul(lam, square(x))), x), add(P(TWO, T(G), misfit), P(lam, x))),
    "a projection of rank m": (tr(hat), m),
    "W Wᵀ = I from WᵀW": (P(W, T(W)), call("identity", m), orthonormal),
    "the length of Wᵀr": (square(P(T(W), r)), square(r), orthonormal),
    "the polarised norm with one product": (square(sub(x, y)), add(square(x), neg(P(T(x), y)), square(y))),
    "det of a multiple without the power": (det(P(TWO, A)), mul(TWO, det(A))),
    "det of the negative": (det(neg(A)), neg(det(A))),
    "the determinant lemma with a minus": (det(add(I, P(x, T(y)))), sub(ONE, P(T(y), x))),
    "Woodbury with a plus": (inv(add(A, P(U, Z, V))), add(inv(A), P(inv(A), U, inv(add(inv(Z), P(V, inv(A), U))), V, inv(A)))),
    "Woodbury without Z⁻¹": (inv(add(A, P(U, Z, V))), sub(inv(A), P(inv(A), U, inv(add(Z, P(V, inv(A), U))), V, inv(A)))),
    "Sherman and Morrison transposed": (
        inv(add(A, P(x, T(y)))), sub(inv(A), div(P(inv(A), y, T(x), inv(A)), add(ONE, P(T(y), inv(A), x))))),
    "the inverse of a sum": (inv(add(A, B)), add(inv(A), inv(B))),
    "the difference of inverses with its sign lost": (sub(inv(A), inv(B)), P(inv(A), sub(A, B), inv(B))),
    "the softmax Jacobian without its outer product": (call("jacobian", soft, x), call("diag", soft)),
    "the softmax Jacobian with an inner product": (call("jacobian", soft, x), sub(call("diag", soft), P(P(T(soft), soft), I))),
    "a nonlinear layer without f'": (
        deriv(square(sub(Apply(f, (P(W, x),), (0,)), s)), W), P(TWO, sub(Apply(f, (P(W, x),), (0,)), s), T(x))),
    "the Hessian of a quadratic form as 2A": (call("hessian", P(T(x), A, x), x), P(TWO, A)),
    "the Mahalanobis gradient without its sign": (
        deriv(P(T(sub(x, mu)), inv(S), sub(x, mu)), mu), P(TWO, inv(S), sub(x, mu)), *covariance),
    "the trace of the centring matrix as n": (tr(centre), n),
    "a diagonal matrix as an inner product": (P(call("diag", x), y), P(P(T(x), y), one)),
    "a symmetric form that vanishes": (P(T(x), A, x), ZERO, symmetric),
    "a geometric product one short": (P(sub(I, A), add(I, A, P(A, A))), sub(I, P(A, A))),
    "det 2×2 with a plus": (det(M2), add(mul(a, d), mul(b, c))),
    "the inverse of a 2×2 matrix with a sign lost": (inv(M2), P(div(ONE, sub(mul(a, d), mul(b, c))), matrix((d, b), (c, a)))),
    "Cayley and Hamilton with a sign": (add(P(M2, M2), P(tr(M2), M2), P(det(M2), E2)), call("zeros", TWO, TWO)),
    "vec by rows": (call("vec", P(M2, E2)), matrix((a,), (b,), (c,), (d,))),
    "the norm's gradient without its norm": (deriv(call("norm", x), x), x),
    "a logistic loss with its sign lost": (
        deriv(call("softplus", neg(P(T(x), y))), x), P(call("sigmoid", neg(P(T(x), y))), y)),
    "blocks transposed in place": (T(matrix((A, R), (L, H))), matrix((T(A), T(L)), (T(R), H))),
    "det of blocks by their diagonal": (det(matrix((A, R), (L, H))), mul(det(A), det(H))),
    "the Schur complement with a plus": (det(matrix((A, R), (L, H))), mul(det(A), det(add(H, P(L, inv(A), R))))),
    "a block shear squared": (
        P(matrix((I, R), (ZERO, Im)), matrix((I, R), (ZERO, Im))), call("identity", add(n, m))),
    "Kronecker products commute": (kron(A, B), kron(B, A)),
    "vec of a product without the transpose": (vec(P(H, G, A)), P(kron(A, H), vec(G))),
    "the transpose of a Kronecker product reversed": (T(kron(A, B)), kron(T(B), T(A))),
    "det of a Kronecker product without powers": (det(kron(A, H)), mul(det(A), det(H))),
    "the trace of a product as product of traces": (tr(P(A, B)), mul(tr(A), tr(B))),
    "the square of a norm of a sum": (square(add(x, y)), add(square(x), square(y))),
    "an orthogonal matrix taken as symmetric": (Q, T(Q), eq(P(T(Q), Q), I)),
    "Hadamard of a product": (had(P(A, B), C), P(A, had(B, C))),
    "half the gradient": (deriv(P(HALF, P(T(layer), layer)), W), P(TWO, layer, T(x))),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_equation_is_proved_with_its_conditions(name):
    left, right, declarations, count = TRUE[name]
    answer = prove_matrix(Step("eq", left, right, declarations))
    if count == 0:
        assert isinstance(answer, Proved)
    else:
        assert isinstance(answer, Conditional) and answer.kind == "definedness"
        assert count is None or len(answer.conditions) == count


@pytest.mark.parametrize("name", FALSE)
def test_a_false_equation_is_not_proved(name):
    left, right, *declarations = FALSE[name]
    assert prove_matrix(Step("eq", left, right, tuple(declarations))) is None


def test_a_false_equation_fails_in_its_truth_and_not_in_its_shapes():
    for left, right, *_ in FALSE.values():
        try:
            shape(left), shape(right)
        except ShapeError as error:
            pytest.fail(f"{left!r} = {right!r}: {error}")


def test_a_jacobian_holds_in_the_layout_in_which_it_was_written():
    answer = prove_matrix(Step("eq", deriv(P(A, x), x), A))
    assert isinstance(answer, Conditional) and answer.conditions == (call("convention", sym(NUMERATOR)),)
    answer = prove_matrix(Step("eq", deriv(P(G, x), x), T(G)))
    assert isinstance(answer, Conditional) and answer.conditions == (call("convention", sym(DENOMINATOR)),)
    assert isinstance(prove_matrix(Step("eq", deriv(P(A, x), x), A, (symmetric,))), Proved)
    assert isinstance(prove_matrix(Step("eq", deriv(P(A, x), x), A, (), (), frozenset({NUMERATOR}))), Proved)
    assert prove_matrix(Step("eq", deriv(P(A, x), x), A, (), (), frozenset({DENOMINATOR}))) is None


def test_a_row_gradient_needs_the_numerator_layout():
    row = P(TWO, T(x))
    answer = prove_matrix(Step("eq", deriv(P(T(x), x), x), row))
    assert isinstance(answer, Conditional) and answer.conditions == (call("convention", sym(NUMERATOR)),)


def test_contradicting_declarations_prove_nothing():
    impossible = (call("gt", lam, ZERO), call("lt", lam, ZERO))
    assert prove_matrix(Step("eq", P(lam, A), P(lam, T(A)), impossible)) is None


# --- inequalities and statements ------------------------------------------------------------------

BOUNDS = {
    "a square is not negative": ("ge", P(T(x), T(A), A, x), ZERO, ()),
    "a norm is not negative": ("ge", call("norm", x), ZERO, ()),
    "a definite form is not negative": ("ge", P(T(x), S, x), ZERO, covariance),
    "an inverse form is not negative": ("ge", P(T(x), inv(S), x), ZERO, covariance),
    "a determinant is positive": ("gt", det(S), ZERO, covariance),
    "Cauchy and Schwarz": ("le", power(P(T(x), y), TWO), mul(P(T(x), x), P(T(y), y)), ()),
    "Cauchy and Schwarz with norms": ("le", call("abs", P(T(x), y)), mul(call("norm", x), call("norm", y)), ()),
    "the triangle inequality": ("le", call("norm", add(x, y)), add(call("norm", x), call("norm", y)), ()),
    "a sum of squares": ("le", neg(square(x)), square(y), ()),
    "the trace of a square": ("ge", tr(P(T(G), G)), ZERO, ()),
}
NO_BOUNDS = {
    "a form is not negative": ("ge", P(T(x), A, x), ZERO, ()),
    "a definite form is positive at 0": ("gt", P(T(x), S, x), ZERO, covariance),
    "the reverse of Cauchy and Schwarz": ("ge", power(P(T(x), y), TWO), mul(P(T(x), x), P(T(y), y)), ()),
    "the triangle inequality reversed": ("ge", call("norm", add(x, y)), add(call("norm", x), call("norm", y)), ()),
    "an inner product is not negative": ("ge", P(T(x), y), ZERO, ()),
    "the trace of a product of squares": ("ge", tr(P(A, A)), ZERO, ()),
    "the strict inequality of Cauchy and Schwarz": ("lt", power(P(T(x), y), TWO), mul(P(T(x), x), P(T(y), y)), ()),
}
normal, solved = eq(P(gram, x), P(T(G), r)), eq(x, P(inv(gram), T(G), r))
STATEMENTS = {
    "the gradient vanishes at the normal equations": ("iff", eq(deriv(square(misfit), x), ZERO), normal, ()),
    "the normal equations are solved": ("iff", normal, solved, (call("ne", det(gram), ZERO),)),
    "the solution solves the normal equations": ("implies", solved, normal, ()),
    "ridge has one solution": (
        "iff", eq(deriv(add(square(misfit), mul(lam, square(x))), x), ZERO), eq(x, P(inv(add(gram, P(lam, I))), T(G), r)),
        (call("gt", lam, ZERO),)),
    "an eigenvector of the inverse": ("implies", eq(P(A, x), P(lam, x)), eq(x, P(lam, inv(A), x)), (call("ne", det(A), ZERO),)),
    "an eigenvector of the square": ("implies", eq(P(A, x), P(lam, x)), eq(P(A, A, x), P(power(lam, TWO), x)), ()),
    "a linear system": ("iff", eq(P(A, x), y), eq(x, P(inv(A), y)), (call("ne", det(A), ZERO),)),
    "symmetry passes to the square": ("implies", eq(A, T(A)), eq(P(A, A), T(P(A, A))), ()),
}
NO_STATEMENTS = {
    "the normal equations are solved without condition": ("iff", normal, solved, ()),
    "a singular system": ("implies", eq(P(A, x), y), eq(x, P(inv(A), y)), ()),
    "a factor cancelled": ("implies", eq(P(A, x), P(A, y)), eq(x, y), ()),
    "commuting from equal squares": ("implies", eq(P(A, A), P(B, B)), eq(P(A, B), P(B, A)), ()),
    "the converse for squares": ("iff", eq(P(A, x), P(lam, x)), eq(P(A, A, x), P(power(lam, TWO), x)), ()),
    "the wrong sign": ("iff", eq(deriv(square(misfit), x), ZERO), eq(P(gram, x), neg(P(T(G), r))), ()),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_true_inequality_is_proved(name):
    relation, left, right, declarations = BOUNDS[name]
    assert isinstance(prove_matrix_order(Step(relation, left, right, declarations)), Proved)


@pytest.mark.parametrize("name", NO_BOUNDS)
def test_a_false_inequality_is_not_proved(name):
    relation, left, right, declarations = NO_BOUNDS[name]
    assert prove_matrix_order(Step(relation, left, right, declarations)) is None


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_true_statement_is_proved(name):
    relation, left, right, declarations = STATEMENTS[name]
    assert isinstance(prove_matrix_statement(Step(relation, left, right, declarations)), Proved)


@pytest.mark.parametrize("name", NO_STATEMENTS)
def test_a_false_statement_is_not_proved(name):
    relation, left, right, declarations = NO_STATEMENTS[name]
    assert prove_matrix_statement(Step(relation, left, right, declarations)) is None


# --- index form -----------------------------------------------------------------------------------

RATIONAL = [
    P(G, A, T(K)), P(T(G), K), T(P(A, B)), power(A, num(3)), had(A, P(B, C)), call("diag", x), call("diag", A), P(tr(P(A, B)), C),
    sub(I, P(x, T(y))),
    P(call("inner", G, K), x), P(square(misfit), x), deriv(P(T(x), A, x), x), deriv(tr(P(A, X, B, X)), X), deriv(P(T(misfit), misfit), x),
    deriv(P(A, x, T(x), y), x), call("hessian", P(T(x), A, x, T(x), y), x), call("jacobian", P(x, T(x), y), x),
    call("gradient", square(layer), W),
    bind("sum", i, P(Elem(data, (i,)), T(Elem(data, (i,)))), (ONE, m)), call("unit", TWO, n), P(call("ones", n, n), A),
    deriv(P(lam, A), lam), deriv(P(lam, x), lam),
    P(call("kron", E2, matrix((a, b))), matrix((a,), (b,), (c,), (d,))), call("vec", M2), inv(M2), P(det(M2), M2),
    P(M2, inv(matrix((b, a), (c, c)))),
    matrix((M2, matrix((a,), (b,))), (matrix((c, d)), ONE)),
]


class Columns:
    """A family of columns of rationals."""

    def __init__(self, *columns):
        self.columns = columns

    def entry(self, indices):
        column = self.columns[indices[0] - 1]
        rows = tuple((fmpq(v.numerator, v.denominator),) for (v,) in column)
        return rows if len(indices) == 1 else rows[indices[1] - 1][0]


def instance(seed):
    """A point of rationals for sizes m = 2, n = 3."""
    chance = random.Random(seed)
    sizes = {m: 2, n: 3, k: 2}
    point = {size: Fraction(value) for size, value in sizes.items()}

    def grid(rows, columns):
        return tuple(tuple(Fraction(chance.randint(-9, 9), chance.randint(1, 4)) for _ in range(columns)) for _ in range(rows))

    for array in (A, B, C, X, G, W, K, Y, x, y, r, s):
        point[array] = grid(*(sizes.get(size, 1) for size in array.sort.shape))
    numbers = zip((a, b, c, d, lam), ("2", "1/3", "-3", "5", "7/2"), strict=True)
    return point | {data: Columns(grid(3, 1), grid(3, 1))} | {name: Fraction(value) for name, value in numbers}


@pytest.mark.parametrize("term", RATIONAL, ids=lambda term: repr(term)[:60])
@pytest.mark.parametrize("layout", ["", NUMERATOR, DENOMINATOR])
def test_the_index_form_has_the_value_of_the_entry(term, layout):
    conventions = frozenset({layout} - {""})
    point = instance(repr(term))
    rows, columns = (int(evaluate(size, point)) for size in shape(term, conventions))
    whole = evaluate(term, point, layout=layout)
    for p in range(rows):
        for q in range(columns):
            assert float(evaluate(entries(term, num(p + 1), num(q + 1), conventions), point)) == pytest.approx(float(whole[p][q]))


def test_a_symmetric_matrix_is_written_without_a_fact():
    (step,) = to_index_steps(Step("eq", P(T(x), A, y), P(T(y), A, x), (symmetric,)), written_out=False)
    assert not any(isinstance(q, Sym) and q is A for side in (step.left, step.right, *step.declarations) for q in walk(side))


def test_what_has_no_index_form_is_left_alone():
    assert to_index_steps(Step("eq", inv(A), B), written_out=False) is None
    assert to_index_steps(Step("eq", det(A), lam), written_out=False) is None
    assert to_index_steps(Step("le", x, y), written_out=False) is None


def test_a_condition_of_one_side_does_not_rest_on_inverses_of_the_other():
    left, right = inv(add(A, B)), sub(inv(A), P(inv(A), B, inv(add(A, B))))
    answer = prove_matrix(Step("eq", left, right))
    assert isinstance(answer, Conditional) and answer.conditions == (call("ne", call("det", A), ZERO),)


def test_a_condition_that_follows_from_a_side_and_the_inverses_of_the_others_is_left_out():
    woodbury = sub(inv(A), P(inv(A), U, inv(add(inv(Z), P(V, inv(A), U))), V, inv(A)))
    answer = prove_matrix(Step("eq", inv(add(A, P(U, Z, V))), woodbury))
    assert isinstance(answer, Conditional) and len(answer.conditions) == 2


RATES = {
    "inverse": (inv(add(A, P(t, B))), neg(P(inv(add(A, P(t, B))), B, inv(add(A, P(t, B)))))),
    "square": (P(add(A, P(t, B)), add(A, P(t, B))), add(P(B, add(A, P(t, B))), P(add(A, P(t, B)), B))),
    "trace of an inverse": (tr(inv(add(A, P(t, B)))), neg(tr(P(inv(add(A, P(t, B))), B, inv(add(A, P(t, B))))))),
}


@pytest.mark.parametrize(("body", "rate"), RATES.values(), ids=RATES)
def test_arrays_are_differentiated_by_a_number(body, rate):
    assert isinstance(prove_matrix(Step("eq", deriv(body, t), rate)), Proved)
    assert prove_matrix(Step("eq", deriv(body, t), neg(rate))) is None


def test_sums_over_data_with_an_inverse_go_by_entries():
    data_sum = bind("sum", i, P(inv(S), sub(Elem(data, (i,)), mu)), (ONE, m))
    forms = bind("sum", i, P(T(sub(Elem(data, (i,)), mu)), inv(S), sub(Elem(data, (i,)), mu)), (ONE, m))
    assert isinstance(prove_matrix(Step("eq", deriv(forms, mu), neg(P(TWO, data_sum)), covariance)), Proved)
    assert prove_matrix(Step("eq", deriv(forms, mu), P(TWO, data_sum), covariance)) is None
    assert prove_matrix(Step("eq", deriv(forms, mu), neg(P(TWO, data_sum)))) is None


def test_an_entry_of_an_inverse_is_defined_where_the_inverse_is():
    entry = Elem(inv(A), (i, i))
    answer = prove_matrix(Step("eq", sub(entry, entry), ZERO, (call("ge", i, ONE), call("le", i, n))))
    assert isinstance(answer, Conditional) and answer.conditions == (call("ne", call("det", A), ZERO),)


def test_derivatives_by_one_entry_come_from_those_by_the_matrix():
    j = sym("j", INTEGER)
    ranges = tuple(call(op, index, end) for index in (i, j) for op, end in (("ge", ONE), ("le", n)))
    slope = deriv(call("det", A), Elem(A, (i, j)))
    assert isinstance(prove_matrix(Step("eq", slope, P(call("det", A), Elem(inv(A), (j, i))), ranges)), Conditional)
    assert prove_matrix(Step("eq", slope, P(call("det", A), Elem(inv(A), (i, j))), ranges)) is None


@pytest.mark.parametrize("claim", [
    "A(t) B(t) = B(t) A(t)", "A(t) A(s) = A(s) A(t)", r"\frac{d}{dt} A(t)^2 = 2 A(t) A'(t)", r"A(t)^{-1} A(s) = A(s) A(t)^{-1}",
    r"\int_0^1 A(t)\,dt \int_0^1 B(t)\,dt = \int_0^1 B(t)\,dt \int_0^1 A(t)\,dt",
])
def test_the_values_of_functions_with_matrices_as_values_do_not_commute(claim: str) -> None:
    functions = [rf"{f} : \mathbb{{R}} \to \mathbb{{R}}^{{n \times n}}" for f in "AB"]
    assert check(claim, [*functions, r"A \in C^\infty", r"B \in C^\infty"]).word == "refuted"


@pytest.mark.parametrize("claim", [
    r"(x x^\top)^{-1} = \frac{x x^\top}{\|x\|^4}",
    r"(x y^\top)^{-1} = \frac{y x^\top}{\|x\|^2 \|y\|^2}",
])
def test_what_follows_from_an_inverse_does_not_show_that_the_inverse_exists(claim: str) -> None:
    """x xᵀ = ‖x‖² where (x xᵀ)⁻¹ exists, which is so for n = 1 alone: the condition stays."""
    verdict = check(claim, [r"x, y \in \mathbb{R}^n"])
    assert verdict.word == "conditional"
    assert any("det" in str(c) for c in verdict.conditions)


@pytest.mark.parametrize(("claim", "word"), [
    (r"\lim_{t \to 0} \frac{e^{tA} - I}{t} = A", "proved"),
    (r"\lim_{t \to 0} \frac{e^{tA} - I}{t} = A^2", "refuted"),
    (r"\lim_{t \to 0} \frac{e^{tA} B e^{-tA} - B}{t} = AB - BA", "proved"),
    (r"\lim_{t \to 0} \frac{(I + tA)^2 - I}{t} = 2A", "proved"),
    (r"\lim_{t \to 0} (A^{-1} + tB) = A^{-1}", "undecided"),
])
def test_limits_of_arrays_are_values_or_slopes(claim: str, word: str) -> None:
    assert check(claim, [r"A, B \in \mathbb{R}^{n \times n}"]).word == word

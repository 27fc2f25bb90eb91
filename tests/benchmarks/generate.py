"""Random steps, family by family: true by construction, or with a slip in one side.

A family yields ``(step, true)``; ``true`` says that the sides are equal wherever both are defined (for a statement or an order: that
it holds everywhere).  Rules of differentiation, integration and limits used here are written here and are not the engine's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import cycle

from mutate import mutations, replaced

from symbolic.steps import Step
from symbolic.terms import (
    INFINITY,
    INTEGER,
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Bind,
    Call,
    Matrix,
    Num,
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
    substitute,
    sym,
    walk,
)

X, Y, Z, A, B = (sym(name) for name in "xyzab")
N, M, K, J = (sym(name, INTEGER) for name in "nmkj")
Claim = tuple[Step, bool]
Family = Callable[[random.Random], Claim]
UNARY = (
    "neg",
    "exp",
    "log",
    "sqrt",
    "abs",
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
    "sinh",
    "cosh",
    "tanh",
    "coth",
    "sech",
    "csch",
    "atan",
    "asin",
    "acos",
    "asinh",
    "acosh",
    "atanh",
    "sigmoid",
    "softplus",
    "logit",
    "relu",
    "silu",
    "gelu",
    "heaviside",
    "sign",
    "erf",
    "log2",
    "log10",
)


def expression(rng: random.Random, depth: int) -> Term:
    """A random term in x and y over the whole table of scalar functions."""
    if depth == 0:
        return rng.choice((X, Y, X, Y, num(rng.randint(-3, 4)), ONE, TWO))
    a = expression(rng, depth - 1)
    kind = rng.choice(("add", "add", "mul", "mul", "div", "max", "min", "pow", "root", "power", "unary", "unary", "unary", "unary"))
    match kind:
        case "add" | "mul" | "max" | "min":
            return call(kind, a, expression(rng, depth - 1))
        case "div":
            return div(a, expression(rng, depth - 1))
        case "pow":
            return power(a, num(rng.choice((2, 3, -1, 0, "1/2", -2))))
        case "root":
            return call("sqrt", power(a, TWO))
        case "power":
            return power(num(rng.randint(2, 3)), a)
    return call(rng.choice(UNARY), a)


def rewritten(t: Term, rng: random.Random) -> Term | None:
    """The term in another form, equal wherever both are defined."""
    match t:
        case Call("add", (a, b)):
            return rng.choice((add(b, a), neg(add(neg(a), neg(b))), sub(a, neg(b)), div(add(mul(TWO, a), mul(TWO, b)), TWO)))
        case Call("mul", (a, b)):
            return rng.choice((mul(b, a), div(sub(power(add(a, b), TWO), power(sub(a, b), TWO)), num(4)), neg(mul(neg(a), b))))
        case Call("div", (a, b)):
            return rng.choice((mul(a, div(ONE, b)), div(mul(a, b), power(b, TWO)), neg(div(a, neg(b)))))
        case Call("pow", (a, Num(n))) if n == 2:
            return rng.choice((mul(a, a), power(call("abs", a), TWO)))
        case Call("pow", (Num(n) as base, a)) if n > 1:
            return rng.choice((exp(mul(a, log(base))), mul(power(base, sub(a, ONE)), base)))
        case Call("sqrt", (Call("pow", (a, Num(n))),)) if n == 2:
            return call("abs", a)
        case Call("max", (a, b)):
            return rng.choice((div(add(a, b, call("abs", sub(a, b))), TWO), add(b, call("relu", sub(a, b)))))
        case Call("min", (a, b)):
            return rng.choice((neg(call("max", neg(a), neg(b))), div(sub(add(a, b), call("abs", sub(a, b))), TWO)))
        case Call(op, (a,)) if op in REWRITES:
            return rng.choice(REWRITES[op])(a)
    return None


def _f(name: str) -> Callable[[Term], Term]:
    return lambda a: call(name, a)


SIN, COS, TANH, SIGMOID, SINH, COSH, SQRT = map(_f, ("sin", "cos", "tanh", "sigmoid", "sinh", "cosh", "sqrt"))


def _square(a: Term) -> Term:
    return power(a, TWO)


def _half(a: Term) -> Term:
    return div(a, TWO)


REWRITES: dict[str, tuple[Callable[[Term], Term], ...]] = {
    "exp": (lambda a: _square(exp(_half(a))), lambda a: div(ONE, exp(neg(a))), lambda a: add(SINH(a), COSH(a))),
    "log": (lambda a: neg(log(div(ONE, a))), lambda a: mul(TWO, log(SQRT(a)))),
    "sin": (lambda a: neg(SIN(neg(a))), lambda a: mul(TWO, SIN(_half(a)), COS(_half(a)))),
    "cos": (lambda a: sub(ONE, mul(TWO, _square(SIN(_half(a))))), lambda a: COS(neg(a))),
    "tan": (lambda a: div(SIN(a), COS(a)), lambda a: div(SIN(mul(TWO, a)), add(ONE, COS(mul(TWO, a))))),
    "cot": (lambda a: div(COS(a), SIN(a)),),
    "sec": (lambda a: div(ONE, COS(a)),),
    "csc": (lambda a: div(ONE, SIN(a)),),
    "sinh": (lambda a: _half(sub(exp(a), exp(neg(a)))), lambda a: mul(TWO, SINH(_half(a)), COSH(_half(a)))),
    "cosh": (lambda a: _half(add(exp(a), exp(neg(a)))), lambda a: add(ONE, mul(TWO, _square(SINH(_half(a)))))),
    "tanh": (lambda a: sub(mul(TWO, SIGMOID(mul(TWO, a))), ONE), lambda a: div(SINH(a), COSH(a))),
    "coth": (lambda a: div(ONE, TANH(a)),),
    "sech": (lambda a: div(ONE, COSH(a)),),
    "csch": (lambda a: div(ONE, SINH(a)),),
    "atan": (lambda a: neg(call("atan", neg(a))), lambda a: call("asin", div(a, SQRT(add(ONE, _square(a)))))),
    "asin": (lambda a: sub(div(call("pi"), TWO), call("acos", a)), lambda a: neg(call("asin", neg(a)))),
    "acos": (lambda a: sub(call("pi"), call("acos", neg(a))),),
    "asinh": (lambda a: log(add(a, SQRT(add(_square(a), ONE)))),),
    "acosh": (lambda a: log(add(a, SQRT(sub(_square(a), ONE)))),),
    "atanh": (lambda a: _half(sub(log(add(ONE, a)), log(sub(ONE, a)))), lambda a: neg(call("atanh", neg(a)))),
    "sigmoid": (lambda a: sub(ONE, SIGMOID(neg(a))), lambda a: _half(add(ONE, TANH(_half(a))))),
    "softplus": (lambda a: log(add(ONE, exp(a))), lambda a: add(a, call("softplus", neg(a)))),
    "logit": (lambda a: sub(log(a), log(sub(ONE, a))), lambda a: neg(call("logit", sub(ONE, a)))),
    "abs": (lambda a: SQRT(_square(a)), lambda a: mul(a, call("sign", a)), lambda a: call("max", a, neg(a))),
    "relu": (lambda a: mul(a, call("heaviside", a)), lambda a: _half(add(a, call("abs", a)))),
    "silu": (lambda a: mul(a, SIGMOID(a)), lambda a: div(a, add(ONE, exp(neg(a))))),
    "gelu": (lambda a: _half(mul(a, add(ONE, call("erf", div(a, SQRT(TWO)))))),),
    "erf": (lambda a: neg(call("erf", neg(a))),),
    "sign": (lambda a: neg(call("sign", neg(a))),),
    "log2": (lambda a: div(log(a), log(TWO)),),
    "log10": (lambda a: div(log(a), log(num(10))),),
    "heaviside": (lambda a: call("cases", call("gt", a, ZERO), ONE, ZERO),),
}


def rewrite_somewhere(t: Term, rng: random.Random) -> Term:
    """One rewriting at a random place where it applies."""
    places = [n for n in walk(t) if rewritten(n, random.Random(0)) is not None]
    if not places:
        return t
    chosen = rng.choice(places)
    new = rewritten(chosen, rng)
    return t if new is None else replaced(t, chosen, new)


# --- families ----------------------------------------------------------------------------------------


def functions(rng: random.Random) -> Claim:
    """A random term and rewritings of it."""
    left = right = expression(rng, rng.choice((1, 1, 2, 2, 3)))
    for _ in range(rng.randint(1, 3)):
        right = rewrite_somewhere(right, rng)
    facts = rng.choice(
        ((), (), (call("gt", X, ZERO),), (call("ge", X, ZERO), call("ne", Y, ZERO)), (call("lt", X, ONE), call("gt", X, MINUS_ONE)))
    )
    return Step("eq", left, right, facts), True


def powers(rng: random.Random) -> Claim:
    """Laws of powers with symbolic exponents and a positive base."""
    facts = (call("gt", X, ZERO), call("gt", Y, ZERO))
    c = num(rng.randint(1, 3))
    left, right = rng.choice(
        (
            (mul(power(X, A), power(X, B)), power(X, add(A, B))),
            (power(power(X, A), B), power(X, mul(A, B))),
            (power(mul(X, Y), A), mul(power(X, A), power(Y, A))),
            (div(power(X, A), power(X, c)), power(X, sub(A, c))),
            (power(X, mul(c, A)), power(power(X, A), c)),
            (power(X, A), exp(mul(A, log(X)))),
            (log(power(X, A)), mul(A, log(X))),
            (power(div(X, Y), neg(A)), div(power(Y, A), power(X, A))),
            (deriv(power(X, A), X), mul(A, power(X, sub(A, ONE)))),
            (deriv(power(A, X), X), mul(power(A, X), log(A))),
            (power(X, div(A, c)), power(power(X, div(ONE, c)), A)),
        )
    )
    return Step("eq", left, right, (*facts, call("gt", A, ZERO))), True


def _polynomial(rng: random.Random, x: Term) -> Term:
    return add(*(mul(num(rng.choice((-2, -1, 1, 2, 3))), power(x, num(d))) for d in range(1, rng.randint(2, 4))), num(rng.randint(-2, 2)))


def sums(rng: random.Random) -> Claim:
    """Sums with symbolic bounds: telescopes, shifts, splittings, exchanges."""
    x = sym("x", Sort(index=(None,)))
    w = sym("w", Sort(index=(None, None)))
    p = _polynomial(rng, K)
    facts = (call("ge", N, ONE), call("ge", M, ONE))

    def total(body: Term, lo: Term = ONE, hi: Term = N, var: Term = K) -> Term:
        assert var is K or var is J
        return bind("sum", K if var is K else J, body, (lo, hi))

    xk, c = elem(x, K), num(rng.randint(2, 4))
    geometric = div(sub(power(c, N), ONE), sub(c, ONE))
    left, right = rng.choice(
        (
            (total(sub(p, substitute(p, {K: sub(K, ONE)}))), sub(substitute(p, {K: N}), substitute(p, {K: ZERO}))),
            (total(mul(xk, p)), total(mul(elem(x, sub(K, ONE)), substitute(p, {K: sub(K, ONE)})), TWO, add(N, ONE))),
            (total(add(mul(c, xk), p)), add(mul(c, total(xk)), total(p))),
            (total(xk), add(elem(x, N), total(xk, ONE, sub(N, ONE)))),
            (total(total(elem(w, K, J), ONE, M, J)), total(total(elem(w, K, J)), ONE, M, J)),
            (total(power(c, sub(K, ONE))), geometric),
            (total(mul(call("delta", K, ONE), xk)), elem(x, ONE)),
            (_square(total(xk)), total(total(mul(xk, elem(x, J)), ONE, N, J))),
            (total(_square(sub(xk, A))), add(total(_square(xk)), neg(mul(TWO, A, total(xk))), mul(N, _square(A)))),
            (deriv(total(_square(sub(xk, A))), A), mul(MINUS_ONE, TWO, total(sub(xk, A)))),
            (total(log(exp(xk))), total(xk)),
            (bind("prod", K, exp(xk), (ONE, N)), exp(total(xk))),
            (total(elem(x, sub(add(N, ONE), K))), total(xk)),
        )
    )
    return Step("eq", left, right, facts), True


def with_derivative(rng: random.Random, depth: int) -> tuple[Term, Term]:
    """A smooth function of x, defined everywhere, and its derivative."""
    if depth == 0:
        return rng.choice(((X, ONE), (mul(A, X), A), (_square(X), mul(TWO, X)), (add(X, ONE), ONE), (num(3), ZERO), (neg(X), MINUS_ONE)))
    f, df = with_derivative(rng, depth - 1)
    match rng.randrange(12):
        case 0 | 1:
            g, dg = with_derivative(rng, depth - 1)
            return mul(f, g), add(mul(df, g), mul(f, dg))
        case 2:
            g, dg = with_derivative(rng, depth - 1)
            return sub(f, g), sub(df, dg)
        case 3:
            g, dg = with_derivative(rng, 0)
            h = add(TWO, _square(g))
            return div(f, h), div(sub(mul(df, h), mul(f, mul(TWO, g, dg))), _square(h))
    outer: list[tuple[Term, Term]] = [
        (exp(f), exp(f)),
        (SIN(f), COS(f)),
        (COS(f), neg(SIN(f))),
        (TANH(f), div(ONE, _square(COSH(f)))),
        (power(f, num(3)), mul(num(3), _square(f))),
        (SIGMOID(f), mul(SIGMOID(f), SIGMOID(neg(f)))),
        (call("atan", f), div(ONE, add(ONE, _square(f)))),
        (call("softplus", f), SIGMOID(f)),
        (log(add(ONE, _square(f))), div(mul(TWO, f), add(ONE, _square(f)))),
        (SQRT(add(ONE, _square(f))), div(f, SQRT(add(ONE, _square(f))))),
        (SINH(f), COSH(f)),
        (COSH(f), SINH(f)),
        (call("erf", f), div(mul(TWO, exp(neg(_square(f)))), SQRT(call("pi")))),
    ]
    g, slope = rng.choice(outer)
    return g, mul(slope, df)


def derivatives(rng: random.Random) -> Claim:
    """A derivative by the rules of this module."""
    f, df = with_derivative(rng, rng.choice((1, 2, 2, 3)))
    return Step("eq", deriv(f, X), df), True


def integrals(rng: random.Random) -> Claim:
    """The fundamental theorem for a smooth function."""
    f, df = with_derivative(rng, rng.choice((1, 1, 2)))
    lo, hi = rng.choice(((ZERO, ONE), (ZERO, TWO), (MINUS_ONE, ONE), (ZERO, B), (ONE, B)))
    return Step("eq", bind("integral", X, df, (lo, hi)), sub(substitute(f, {X: hi}), substitute(f, {X: lo}))), True


def limits(rng: random.Random) -> Claim:
    """Difference quotients, leading coefficients, continuity."""
    f, df = with_derivative(rng, 1)
    p, q = num(rng.randint(1, 4)), num(rng.choice((-3, -1, 1, 2, 5)))
    h = sym("h")
    left, right = rng.choice(
        (
            (bind("limit", h, div(sub(substitute(f, {X: add(X, h)}), f), h), (ZERO,)), df),
            (bind("limit", X, f, (ONE,)), substitute(f, {X: ONE})),
            (bind("limit", X, div(sub(f, substitute(f, {X: ZERO})), X), (ZERO,)), substitute(df, {X: ZERO})),
            (bind("limit", X, div(add(mul(q, _square(X)), X), add(mul(p, _square(X)), ONE)), (INFINITY,)), div(q, p)),
            (bind("limit", X, div(SIN(mul(q, X)), mul(p, X)), (ZERO,)), div(q, p)),
            (bind("limit", X, power(add(ONE, div(q, X)), X), (INFINITY,)), exp(q)),
            (bind("limit", X, mul(power(X, p), exp(neg(X))), (INFINITY,)), ZERO),
            (bind("limit+", X, mul(power(X, p), log(X)), (ZERO,)), ZERO),
            (bind("limit", X, div(sub(exp(mul(q, X)), ONE), X), (ZERO,)), q),
            (bind("limit", X, call("tanh", mul(p, X)), (INFINITY,)), ONE),
            (bind("limit", X, div(sub(ONE, COS(mul(p, X))), _square(X)), (ZERO,)), div(_square(p), TWO)),
        )
    )
    return Step("eq", left, right), True


def _small(rng: random.Random, letters: str) -> Matrix:
    return Matrix(
        tuple(tuple(rng.choice((sym(f"{c}_{{{i}{j}}}"), num(rng.randint(-2, 3)))) for j in (1, 2)) for i, c in enumerate(letters, 1))
    )


def small_matrices(rng: random.Random) -> Claim:
    """Matrices written out."""
    p, q = _small(rng, "ab"), _small(rng, "cd")
    prod, t = call("matmul", p, q), lambda m: call("transpose", m)
    (a, b), (c, d) = p.rows
    adjugate = Matrix(((d, neg(b)), (neg(c), a)))
    left, right = rng.choice(
        (
            (t(prod), call("matmul", t(q), t(p))),
            (call("det", prod), mul(call("det", p), call("det", q))),
            (call("det", p), sub(mul(a, d), mul(b, c))),
            (call("trace", prod), call("trace", call("matmul", q, p))),
            (call("inverse", p), div(adjugate, call("det", p))),
            (add(p, q), add(q, p)),
            (call("matmul", p, adjugate), mul(call("det", p), call("identity", TWO))),
            (call("trace", t(p)), call("trace", p)),
            (_square(call("norm", p)), call("trace", call("matmul", t(p), p))),
            (call("hadamard", p, q), call("hadamard", q, p)),
            (call("matmul", p, add(p, q)), add(call("matmul", p, p), prod)),
            (call("det", t(p)), call("det", p)),
            (call("det", mul(TWO, p)), mul(num(4), call("det", p))),
        )
    )
    return Step("eq", left, right), True


def large_matrices(rng: random.Random) -> Claim:
    """Matrices of symbolic sizes."""
    p, q, r = (sym(c, Sort(shape=(N, N))) for c in "PQR")
    w, s = sym("W", Sort(shape=(M, N))), sym("S", Sort(shape=(N, N)))
    u, v, y = sym("u", Sort(shape=(N, ONE))), sym("v", Sort(shape=(N, ONE))), sym("y", Sort(shape=(M, ONE)))
    facts = (call("ge", N, ONE), call("ge", M, ONE), call("eq", s, call("transpose", s)))
    eye, one = call("identity", N), call("ones", N, ONE)

    def mm(*f: Term) -> Term:
        return call("matmul", *f)

    def t(a: Term) -> Term:
        return call("transpose", a)

    def tr(a: Term) -> Term:
        return call("trace", a)

    residual = sub(mm(w, u), y)
    left, right = rng.choice(
        (
            (t(mm(p, q, r)), mm(t(r), t(q), t(p))),
            (tr(mm(p, q, r)), tr(mm(r, p, q))),
            (mm(p, add(q, r)), add(mm(p, q), mm(p, r))),
            (tr(mm(t(w), w)), _square(call("norm", w))),
            (mm(t(u), p, v), mm(t(v), t(p), u)),
            (mm(t(u), v), tr(mm(v, t(u)))),
            (mm(s, p), t(mm(t(p), s))),
            (deriv(mm(t(u), p, u), u), mm(add(p, t(p)), u)),
            (deriv(mm(t(u), s, u), u), mul(TWO, mm(s, u))),
            (deriv(mm(t(v), u), u), v),
            (deriv(_square(call("norm", residual)), u), mul(TWO, mm(t(w), residual))),
            (deriv(_square(call("norm", residual)), w), mul(TWO, mm(residual, t(u)))),
            (deriv(tr(mm(p, q)), p), t(q)),
            (deriv(tr(mm(t(p), p)), p), mul(TWO, p)),
            (deriv(mm(t(u), p, v), p), mm(u, t(v))),
            (mm(t(one), u), mm(t(u), one)),
            (mm(add(p, eye), sub(p, eye)), sub(mm(p, p), eye)),
            (call("hadamard", p, eye), t(call("hadamard", eye, p))),
            (tr(mul(A, p)), mul(A, tr(p))),
            (mm(add(p, q), add(p, q)), add(mm(p, p), mm(p, q), mm(q, p), mm(q, q))),
            (mm(t(mm(w, p)), y), mm(t(p), t(w), y)),
            (call("inner", u, mm(p, v)), call("inner", mm(t(p), u), v)),
            (mm(t(one), call("hadamard", u, v)), mm(t(u), v)),
            (call("det", mul(TWO, p)), mul(power(TWO, N), call("det", p))),
            (call("det", mm(p, q)), mul(call("det", q), call("det", p))),
        )
    )
    return Step("eq", left, right, facts), True


def statements(rng: random.Random) -> Claim:
    """Equivalences and implications between equations in x with small integer roots."""
    r, s = rng.sample(range(-1, 3), 2)
    c = num(rng.choice((2, 3, -1, -2)))
    here = call("eq", X, num(r))
    both = call("or", here, call("eq", X, num(s)))
    left, right = sub(X, num(r)), sub(X, num(s))
    below = call("lt", X, num(r))
    relation, a, b, true = rng.choice(
        (
            ("iff", call("eq", mul(left, right), ZERO), both, True),
            ("iff", call("eq", mul(left, right), ZERO), here, False),
            ("implies", here, call("eq", mul(left, right), ZERO), True),
            ("iff", here, call("eq", mul(c, X), mul(c, num(r))), True),
            ("iff", here, call("eq", _square(X), num(r * r)), r == 0),
            ("iff", here, call("eq", exp(X), exp(num(r))), True),
            ("iff", below, call("gt", mul(num(-2), X), num(-2 * r)), True),
            ("iff", below, call("lt", mul(num(-2), X), num(-2 * r)), False),
            ("iff", call("eq", mul(left, right), mul(right, c)), call("eq", left, c), r + int(c.value) == s),
            ("implies", below, call("lt", X, num(r + 1)), True),
            ("iff", call("eq", div(mul(left, right), right), ZERO), here, True),
            ("iff", below, call("lt", power(X, num(3)), num(r**3)), True),
            ("implies", call("eq", _square(X), num(r * r)), here, r == 0),
            ("iff", call("eq", call("abs", left), ZERO), here, True),
            ("iff", call("lt", mul(left, right), ZERO), call("and", call("gt", X, num(min(r, s))), call("lt", X, num(max(r, s)))), True),
        )
    )
    return Step(relation, a, b), true


def orders(rng: random.Random) -> Claim:
    """Inequalities with a square added, and the same with a constant moved."""
    p, q = rng.choice(((X, Y), (SIN(X), Y), (exp(X), ONE), (X, mul(TWO, Y)), (call("abs", X), ONE)))
    slack = rng.choice((ZERO, ZERO, ONE, num("1/2")))
    left, right = add(_square(p), _square(q), slack), mul(TWO, p, q)
    return Step("ge", left, right), True


FAMILIES: dict[str, Family] = {
    f.__name__: f for f in (functions, powers, sums, derivatives, integrals, limits, small_matrices, large_matrices, statements, orders)
}


def claims(seed: int) -> Iterator[tuple[str, Step, bool]]:
    """Steps of all families in turn, every other one with a slip; ``functions`` twice as often."""
    rng = random.Random(seed)
    for name in cycle(("functions", *FAMILIES)):
        step, true = FAMILIES[name](rng)
        yield name, step, true
        slipped = slip(step, rng)
        if slipped is not None:
            yield name, slipped, False


def slip(step: Step, rng: random.Random) -> Step | None:
    """The step with a slip in one side; often false, which is for the evaluator to say."""
    side = rng.choice(("left", "right", "right"))
    found = list(dict.fromkeys(mutations(getattr(step, side))))
    if not found:
        return None
    new = rng.choice(found)
    left, right = (new, step.right) if side == "left" else (step.left, new)
    return None if _misbound(new) else Step(step.relation, left, right, step.declarations)


def _misbound(t: Term) -> bool:
    """Whether a slip swapped the variable of a binder out of its body."""
    return any(isinstance(n, Bind) and n.var in {s for b in n.bounds for s in walk(b)} for n in walk(t))

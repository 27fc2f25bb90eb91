"""What is printed can be read: the LaTeX of a term reads back to the very same term."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbolic.latex.declarations import read_declaration
from symbolic.latex.grammar import read_expression
from symbolic.latex.plain import to_text
from symbolic.latex.printer import to_latex
from symbolic.latex.scope import Scope
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    PI,
    Apply,
    Bind,
    Deriv,
    Elem,
    Matrix,
    Sort,
    Term,
    add,
    bind,
    call,
    div,
    exp,
    mul,
    neg,
    num,
    open_binder,
    power,
    sub,
    substitute,
    sym,
    transform,
)

LETS = (r"x, y, z, \hat{y}, x_1, \theta_{\text{old}}, W^{[1]} \in \mathbb{R}", r"n \in \mathbb{N}", r"i \in \{1, \dots, n\}",
        r"a_i \in \mathbb{R}",
        r"v, u \in \mathbb{R}^{n}", r"A, B, \mathbf{C} \in \mathbb{R}^{n \times n}",
        r"f : \mathbb{R} \to \mathbb{R}, g : \mathbb{R} \times \mathbb{R} \to \mathbb{R}",
        r"b^{(i)} \in \mathbb{R}")


def declared() -> Scope:
    scope = Scope()
    for let in LETS:
        scope = read_declaration(let, scope).scope
    return scope


SCOPE = declared()


def name(text: str) -> Term:
    found = SCOPE.symbol(text)
    assert found is not None, text
    return found


x, n, i = sym("x"), sym("n", INTEGER), sym("i", INTEGER)
f, g = sym("f", Sort(domain=(Sort(),))), sym("g", Sort(domain=(Sort(), Sort())))
a, v, u, A, B, C = (name(k) for k in ("a", "v", "u", "A", "B", r"\mathbf{C}"))
j, t = sym("j", INTEGER), sym("t")

leaves = st.sampled_from([x, sym("y"), sym("z"), sym(r"\hat{y}"), sym("x_{1}"), sym(r"\theta_{\text{old}}"), sym("W^{[1]}"), n, PI,
                          exp(ONE), Elem(a, (i,)),
                          Elem(v, (i,)), Elem(A, (i, n)), Elem(name(r"b^{(\cdot)}"), (i,)), *map(num, (0, 1, 2, 10, 37))])
ELEMENTARY = ("exp", "log", "sin", "cos", "tan", "sqrt", "abs", "tanh", "sigmoid", "relu", "softplus", "log2", "asin", "floor", "sign",
              "factorial",
              "logit", "heaviside", "erf", "gamma", "atanh", "re")


def sealed(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """A strategy as one branch: what is mapped over a choice is otherwise spread over its branches, at every level anew."""
    return st.builds(lambda term: term, inner)


def composite(leaf: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    inner = sealed(leaf)
    pair = st.tuples(inner, inner)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda ts: add(*ts)), pair.map(lambda p: sub(*p)), inner.map(neg), several.map(lambda ts: mul(*ts)),
        pair.map(lambda p: div(*p)),
        pair.map(lambda p: power(*p)), st.tuples(st.sampled_from(ELEMENTARY), inner).map(lambda p: call(*p)),
        pair.map(lambda p: call("max", *p)),
        pair.map(lambda p: call("binomial", *p)), inner.map(lambda s: call("root", s, num(3))),
        st.tuples(inner, st.integers(0, 3)).map(lambda p: Apply(f, (p[0],), (p[1],))), pair.map(lambda p: Apply(g, p, (0, 0))),
        pair.map(lambda p: Apply(g, p, (1, 0))), inner.map(lambda s: bind("sum", j, mul(Elem(a, (j,)), s), (ONE, n))),
        inner.map(lambda s: bind("prod", j, s, (num(0), n))), inner.map(lambda s: bind("integral", t, mul(t, s), (num(0), x))),
        inner.map(lambda s: bind("integral", x, s)), inner.map(lambda s: Deriv(s, x, ONE)), inner.map(lambda s: Deriv(s, x, num(2))),
        inner.map(lambda s: bind("limit", t, add(s, t), (INFINITY,))), inner.map(lambda s: bind("limit+", t, add(s, t), (num(0),))),
        inner.map(lambda s: bind("at", x, mul(x, s), (num(2),))), pair.map(lambda p: call("cases", call("gt", x, num(0)), *p)),
        inner.map(lambda s: call("delta", i, n)), inner.map(lambda s: mul(s, call("inner", v, u))),
        inner.map(lambda s: call("det", Matrix(((s, x), (ONE, s))))), inner.map(lambda s: Deriv(s, x, n)),
        inner.map(lambda s: Deriv(s, Elem(v, (i,)), ONE)), inner.map(lambda s: bind("limit-", t, mul(s, t), (x,))),
        inner.map(lambda s: call("indicator", call("le", s, x))), inner.map(lambda s: call("norm", mul(s, v))),
        inner.map(lambda s: bind("argmax", t, add(s, t))), inner.map(lambda s: Elem(a, (add(i, num(1)),))),
        inner.map(lambda s: bind("sum", j, bind("prod", sym("k", INTEGER), s, (ONE, j)), (ONE, n))),
    )


def canonical(term: Term) -> Term:
    """Bound variables named by their level."""
    def renamed(part: Term) -> Term | None:
        if isinstance(part, Bind):
            var, body = open_binder(part)
            named = sym(f"bound{part.var.uid}", var.sort)
            return bind(part.op, named, substitute(body, {var: named}), part.bounds)
        return None

    return transform(term, renamed)


scalars = st.recursive(leaves, composite, max_leaves=8)
matrix_leaves = st.sampled_from([A, B, C, call("identity", n)])


def matrix_composite(leaf: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    inner = sealed(leaf)
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda p: add(*p)), pair.map(lambda p: sub(*p)), inner.map(neg), pair.map(lambda p: call("matmul", *p)),
        inner.map(lambda m: call("transpose", m)), inner.map(lambda m: call("inverse", m)), pair.map(lambda p: call("hadamard", *p)),
        inner.map(lambda m: power(m, num(2))), inner.map(lambda m: mul(call("trace", m), m)),
        inner.map(lambda m: call("diag", call("matmul", m, v))),
        inner.map(lambda m: mul(num(2), m)), inner.map(lambda m: call("matmul", m, A, B)),
    )


matrices = st.recursive(matrix_leaves, matrix_composite, max_leaves=6)
QUICK = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def test_an_operand_at_the_end_of_a_sum_takes_in_nothing_that_follows() -> None:
    term = read_expression(r"\left(\sum_{j=1}^{n} a_{j} \arg\max_{t} \left(x + t\right)\right) + x", SCOPE)
    assert canonical(read_expression(to_latex(term), SCOPE)) is canonical(term)


@given(scalars)
@QUICK
def test_the_latex_of_a_number_reads_back(term: Term) -> None:
    back = read_expression(to_latex(term), SCOPE)
    assert canonical(back) is canonical(term), to_latex(term)


@given(matrices)
@QUICK
def test_the_latex_of_a_matrix_reads_back(term: Term) -> None:
    back = read_expression(to_latex(term), SCOPE)
    assert canonical(back) is canonical(term), to_latex(term)


@given(scalars)
@QUICK
def test_every_term_has_a_text_of_one_line(term: Term) -> None:
    assert "\n" not in to_text(term) and "\\" not in to_text(term)


@pytest.mark.parametrize(("latex", "text"), [
    (r"x \ne 0", "x ≠ 0"), (r"\frac{x^2-1}{x-1}", "(x² − 1)/(x − 1)"), (r"\sum_{i=1}^{n} a_i", "Σ_{i=1}^{n} a_i"),
    (r"A^\top B^{-1}", "Aᵀ B⁻¹"),
    (r"\frac{\partial}{\partial x} \log x", "∂/∂x log(x)"), (r"2x(y+1)", "2x·(y + 1)"), (r"\hat{y}^2", "ŷ²"), (r"e^{-x}", "e^(−x)"),
])
def test_text_is_what_a_person_would_write(latex: str, text: str) -> None:
    from symbolic.latex.reader import Reader
    from symbolic.latex.relations.conditions import condition

    assert to_text(condition(Reader(latex, SCOPE))) == text

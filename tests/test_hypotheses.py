"""A refuted step is saved by the weakest listed hypothesis, or by none."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from expressions import Reader, step_of
from independent import differ, holds, value
from mpmath import mpf

from symbolic.checking import check
from symbolic.latex.printer import to_latex
from symbolic.provers import prove
from symbolic.proving.diagnosis.hypotheses import saving_hypothesis
from symbolic.proving.meromorphic import agrees_everywhere_or_nowhere
from symbolic.steps import Step
from symbolic.verdicts import Conditional, Proved, Refuted

FAMILY = {"n": "posint", "i": "int", "j": "int", "m": "int", "k": "idx:1:n",
          "x": "indexed", "z": "indexed", "t": "indexed", "a": "indexed2"}
ENTROPY = "D(-Sum(t[i]*log(exp(z[i])/Sum(exp(z[m]),(m,1,n))),(i,1,n)),z[k])"
SOFTMAX = "exp(z[k])/Sum(exp(z[m]),(m,1,n))"

SAVED = [
    ("sqrt(x**2)", "x", {}, ["x>=0"]),
    ("Abs(x)", "-x", {}, ["x<=0"]),
    ("Abs(x+y)", "x+y", {}, ["x>=-y"]),
    ("Abs(x+y)", "Abs(x)+Abs(y)", {}, ["x*y>=0"]),
    ("sign(x)**2", "1", {}, ["x!=0"]),
    ("Max(x,y)", "x", {}, ["x>=y"]),
    ("Max(a*x,0)", "a*Max(x,0)", {}, ["Or(a>=0,x==0)"]),
    ("Max(x,a*x)", "Piecewise((x,x>0),(a*x,True))", {}, ["Or(a<=1,x==0)"]),
    ("x*Max(y,z)", "Max(x*y,x*z)", {}, ["Or(x>=0,z==y)"]),
    ("Max(x,y)**2", "Max(x**2,y**2)", {}, ["Or(x>=-y,y==x)"]),
    ("Min(Abs(x),1)", "1", {}, ["Abs(x)>=1"]),
    ("sign(x-1)", "sign(x)", {}, ["Or(x<0,x>1)"]),
    ("Abs(x-1)+Abs(x-3)", "2", {}, ["x>=1", "x<=3"]),
    ("Max(0,1-z)+Max(0,1+z)", "2", {}, ["z>=-1", "z<=1"]),
    ("Max(x,c)-Max(y,c)", "x-y", {}, ["Or(And(x>=c,c<=y),y==x)"]),
    ("Abs(x-y)", "Abs(x)-Abs(y)", {}, ["(x-y)*y>=0"]),
    ("sqrt(1-cos(x)**2)", "sin(x)", {}, ["sin(x)>=0"]),
    ("sqrt(1-cos(2*x))", "sqrt(2)*sin(x)", {}, ["sin(x)>=0"]),
    ("sqrt(1+tan(x)**2)", "1/cos(x)", {}, ["cos(x)>0"]),
    ("Sum(x[i]*t[i],(i,1,n))-Sum((x[i]-c)*t[i],(i,1,n))", "c", FAMILY, ["Sum(t[i],(i,1,n))==1"]),
    ("Max(x,0)*Max(y,0)", "Max(x*y,0)", {}, ["Or(x>=0,y>=0)"]),
    ("Max(0,Min(1,x))", "x", {}, ["x>=0", "x<=1"]),
    ("atan(x)+atan(1/x)", "pi/2", {}, ["x>0"]),
    ("asin(sin(x))", "x", {}, ["x>=-(pi/2)", "x<=pi/2"]),
    ("Piecewise((1,x<0),(2,True))", "Piecewise((1,x<=0),(2,True))", {}, ["x!=0"]),
    ("D(-(p*log(exp(x)/(exp(x)+exp(y)))+q*log(exp(y)/(exp(x)+exp(y)))),x)", "exp(x)/(exp(x)+exp(y))-p", {}, ["p+q==1"]),
    (ENTROPY, f"{SOFTMAX}-t[k]", FAMILY, ["Sum(t[i],(i,1,n))==1"]),
    ("D(sqrt(x**2),x)", "1", {}, ["x>0"]),
    ("KD(i,j)*x[i]", "0", FAMILY, ["i!=j"]),
    ("ceil(x)", "floor(x)+1", {}, ["x!=floor(x)"]),
    ("floor(2*x)", "2*floor(x)+1", {}, ["x-floor(x)>=1/2"]),
    ("floor(x/2)", "floor(x)/2", {}, ["x-2*floor(x/2)<1"]),
    ("D(sqrt(1-cos(x)**2),x)", "cos(x)", {}, ["sin(x)>0"]),
    ("Limit((exp(a*x)+exp(b*x))**(1/x),x,oo)", "exp(a)", {}, ["a>=b"]),
]


@pytest.mark.parametrize(("left", "right", "kinds", "conditions"), SAVED)
def test_step_is_saved_by_the_weakest_hypothesis(left: str, right: str, kinds: dict[str, str], conditions: list[str]) -> None:
    step = step_of({"lhs": left, "rhs": right, "vars": kinds})
    found = saving_hypothesis(step, prove)
    assert found is not None
    assert len(found[0]) == len(conditions)
    declared = step_of({"lhs": left, "rhs": right, "vars": kinds, "facts": conditions})
    assert isinstance(prove(declared), Proved) or "Or" in conditions[0]


@pytest.mark.parametrize(("left", "right", "conditions"), [(s[0], s[1], s[3]) for s in SAVED if not s[2]])
def test_hypothesis_is_the_expected_one(left: str, right: str, conditions: list[str]) -> None:
    found = saving_hypothesis(step_of({"lhs": left, "rhs": right, "vars": {}}), prove)
    assert found is not None
    reader = Reader({})
    texts = [str(c) for c in found[0]]
    assert texts == [str(reader.read(c)) for c in conditions]


TESTING = ("Max", "Abs", "sign", "Piecewise", "sqrt(x**2)")
PIECEWISE = [(s[0], s[1]) for s in SAVED if not s[2] and "D(" not in s[0] and any(f in s[0] for f in TESTING)]


@pytest.mark.parametrize(("left", "right"), PIECEWISE)
def test_hypothesis_holds_exactly_where_the_sides_agree(left: str, right: str) -> None:
    reader = Reader({})
    one, other = reader.read(left), reader.read(right)
    found = saving_hypothesis(Step("eq", one, other), prove)
    assert found is not None
    for values in product((-2, -1, Fraction(-1, 2), 0, Fraction(1, 2), 1, 3), repeat=len(reader.symbols)):
        point = {s: mpf(v.numerator) / v.denominator for s, v in zip(reader.symbols.values(), values, strict=True)}
        assert all(holds(c, point) for c in found[0]) is not differ(value(one, point), value(other, point)), point


@pytest.mark.parametrize(("left", "right"), [
    ("(a+b)**2", "a**2+b**2"),
    ("x", "3"),
    ("sqrt(x)", "x"),
    ("x**2", "x"),
    ("log(x+y)", "log(x)+log(y)"),
    ("sin(x+y)", "sin(x)+sin(y)"),
    ("Abs(x)", "x**2"),
    ("sqrt(x**2+y**2)", "x+y"),
    ("D(x*exp(x),x)", "exp(x)"),
    ("sign(x)", "2"),
])
def test_no_hypothesis_of_the_list_saves_a_false_step(left: str, right: str) -> None:
    step = step_of({"lhs": left, "rhs": right, "vars": {}})
    assert saving_hypothesis(step, prove) is None
    assert isinstance(check(step), Refuted)


def test_boundary_alone_saves_nothing() -> None:
    """√x = x/2 holds at x = 0 and x = 4, and under x ≤ 0 only at the boundary."""
    assert saving_hypothesis(step_of({"lhs": "sqrt(x)", "rhs": "x*sqrt(x)", "vars": {}}), prove) is None
    assert saving_hypothesis(step_of({"lhs": "sqrt(x)+sqrt(-x)", "rhs": "1", "vars": {}}), prove) is None


def test_claim_is_not_its_own_hypothesis() -> None:
    assert saving_hypothesis(step_of({"lhs": "x", "rel": "ne", "rhs": "0", "vars": {}}), prove) is None


@pytest.mark.parametrize("row", [
    {"lhs": "Sum(KD(i,m)*x[i],(i,1,n))", "rhs": "x[m]", "vars": FAMILY},
    {"lhs": "D(Sum(Sum(a[i,j]*x[i]*x[j],(j,1,n)),(i,1,n)),x[k])", "rhs": "2*Sum(a[k,j]*x[j],(j,1,n))", "vars": FAMILY},
])
def test_index_ranges_and_symmetry_are_found(row: dict[str, Any]) -> None:
    verdict = check(step_of(row))
    assert isinstance(verdict, Conditional)
    assert verdict.kind == "hypothesis"
    assert verdict.witness is not None


def test_properties_of_families_need_the_whole_family() -> None:
    """∀i: p_{2i} > 0 says nothing of p_1, and ∀i ≤ n nothing of p_{n+1}."""
    from symbolic.functions import gt
    from symbolic.steps import Step
    from symbolic.terms import INTEGER, ONE, TWO, ZERO, Sort, add, bind, call, elem, mul, sym

    p, i, n = sym("p", Sort(index=(None,))), sym("i", INTEGER), sym("n", INTEGER)
    even = bind("forall", i, gt(elem(p, mul(TWO, i)), ZERO))
    low = bind("forall", i, gt(elem(p, i), ZERO), (ONE, n))
    whole = bind("forall", i, gt(elem(p, i), ZERO))
    one, beyond = elem(p, ONE), elem(p, add(n, ONE))
    assert prove(Step("eq", call("abs", one), one, (even,))) is None
    assert prove(Step("eq", call("abs", beyond), beyond, (low,))) is None
    assert isinstance(prove(Step("eq", call("abs", beyond), beyond, (whole,))), Proved)


@pytest.mark.parametrize(("claim", "declarations", "applies"), [
    (("(x + y)^2", "x^2 + y^2"), (), True), ((r"\frac{\sin x}{x}", "1"), ("x > 0",), True), ((r"\frac{d}{dx}\tan x", r"\cos x"), (), True),
    ((r"\sqrt{x^2}", "x"), (), False), ((r"\arctan x + \arctan\frac{1}{x}", r"\frac{\pi}{2}"), (), False), ((r"x^y", "x"), (), False),
    (("x", "1"), (r"x \ge 1", r"x \le 1"), False), (("x", "1"), ("x^2 = 1",), False),
])
def test_an_equation_of_single_valued_functions_holds_everywhere_or_on_no_open_set(
        claim: tuple[str, str], declarations: tuple[str, ...], applies: bool) -> None:
    step = Step.of(claim[0], "=", claim[1], declarations)
    assert agrees_everywhere_or_nowhere(step) is applies


def test_a_hypothesis_keeps_the_conditions_of_definedness_that_its_short_form_loses() -> None:
    """cos(arccos x) ≥ 0 has a value for x ≤ 1 alone; x ≥ 0 does not say that."""
    verdict = check(r"\cos(\arccos x) = \operatorname{arcosh}(\cosh x)")
    assert isinstance(verdict, Conditional)
    assert {str(c) for c in verdict.conditions} == {"x ≥ 0", "x ≤ 1"}


@pytest.mark.parametrize(("claim", "declarations", "words"), [
    (r"\log x \log y \ge 0", (), r"y \ge 1 \land x \ge 1"), (r"x y \ge x", (), r"y \ge 1 \land x \ge 0"),
    (r"x^{n+1} \ge x^n", (r"n \in \mathbb{N}",), r"x \ge 1"), (r"a b \ge a + b - 1", (), r"b \le 1 \land a \le 1"),
    (r"a b \ge a", ("a > 0",), r"b \ge 1"),
])
def test_an_inequality_is_saved_by_the_signs_of_its_two_factors(claim: str, declarations: tuple[str, ...], words: str) -> None:
    verdict = check(claim, declarations)
    assert isinstance(verdict, Conditional) and words in " ".join(map(to_latex, verdict.conditions))


def test_signs_of_factors_that_a_declaration_speaks_of_are_no_hypothesis() -> None:
    assert check(r"x y \ge x", ("x > -2", "y < 3")).word == "refuted"

"""The normal form proves identities and never a falsehood; domains are compared, not forgotten."""

from __future__ import annotations

import pytest
from expressions import step_of

from symbolic.checking import check
from symbolic.provers import prove
from symbolic.verdicts import Conditional, Proved, Refuted

INDICES = {"n": "posint", "k": "int", "i": "int", "j": "int", "x": "indexed", "y": "indexed", "a": "indexed2"}

TRUE = [
    ("(x+y)**2", "x**2+2*x*y+y**2", {}),
    ("exp(x/2)**2", "exp(x)", {}),
    ("exp(x/3+y/2)**6", "exp(2*x+3*y)", {}),
    ("log(6)", "log(2)+log(3)", {}),
    ("sqrt(12)", "2*sqrt(3)", {}),
    ("sqrt(x**2)", "Abs(x)", {}),
    ("Abs(x*y)", "Abs(x)*Abs(y)", {}),
    ("2**x*3**x", "6**x", {}),
    ("cos(x)**4-sin(x)**4", "cos(2*x)", {}),
    ("sin(x)*cos(y)", "(sin(x+y)+sin(x-y))/2", {}),
    ("sin(pi/12)", "(sqrt(6)-sqrt(2))/4", {}),
    ("cos(n*pi)", "(-1)**n", {"n": "int"}),
    ("tan(atan(x))", "x", {}),
    ("cos(asin(x))", "sqrt(1-x**2)", {}),
    ("sqrt(1-cos(x)**2)", "Abs(sin(x))", {}),
    ("sqrt((1-cos(x))/2)", "Abs(sin(x/2))", {}),
    ("1/(sqrt(x)-1)", "(sqrt(x)+1)/(x-1)", {}),
    ("asinh(x)", "log(x+sqrt(x**2+1))", {}),
    ("(-1)**(2*n)", "1", {"n": "int"}),
    ("2**(n+1)", "2*2**n", {"n": "int"}),
    ("x**n*x", "x**(n+1)", {"n": "posint"}),
    ("factorial(n+1)", "(n+1)*factorial(n)", {"n": "posint"}),
    ("Sum(k**4,(k,1,n))", "n*(n+1)*(2*n+1)*(3*n**2+3*n-1)/30", INDICES),
    ("Sum(k*2**k,(k,1,n))", "(n-1)*2**(n+1)+2", INDICES),
    ("Sum(binomial(n,k),(k,0,n))", "2**n", INDICES),
    ("Sum(x[i],(i,1,n))-Sum(x[i],(i,1,n-1))", "x[n]", INDICES),
    ("Sum(x[i+1]-x[i],(i,1,n))", "x[n+1]-x[1]", INDICES),
    ("Sum(x[n+1-i],(i,1,n))", "Sum(x[i],(i,1,n))", INDICES),
    ("Sum(sign(x[i]-m)*(-1),(i,1,n))", "-Sum(sign(x[i]-m),(i,1,n))", INDICES),
    ("Sum(Sum(sign(x[i]-x[j]),(j,1,n)),(i,1,n))", "0", INDICES),
    ("Sum(i*x[n+1-i],(i,1,n))", "Sum((n+1-i)*x[i],(i,1,n))", INDICES),
    ("Sum(x[i]*y[n-i],(i,0,n))", "Sum(x[n-i]*y[i],(i,0,n))", INDICES),
    ("Sum(x[i],(i,1,n))+Sum(x[n+i],(i,1,m))", "Sum(x[i],(i,1,n+m))", {**INDICES, "m": "posint"}),
    ("Sum(Sum(a[i,j]*x[i]*y[j],(i,1,n)),(j,1,n))", "Sum(x[i]*Sum(a[i,j]*y[j],(j,1,n)),(i,1,n))", INDICES),
    ("Product(exp(x[k]),(k,1,n))", "exp(Sum(x[k],(k,1,n)))", INDICES),
    ("log(Product(exp(x[k]),(k,1,n)))", "Sum(x[k],(k,1,n))", INDICES),
    ("Sum(k*factorial(k),(k,1,n))", "factorial(n+1)-1", INDICES),
    ("Product(1+1/k,(k,1,n))", "n+1", INDICES),
    ("D(Abs(x)**2,x)", "2*x", {}),
]

FALSE = [
    ("(x+y)**2", "x**2+y**2", {}),
    ("sqrt(x**2)", "x", {}),
    ("Abs(x+y)", "Abs(x)+Abs(y)", {}),
    ("log(x+y)", "log(x)+log(y)", {"x": "positive", "y": "positive"}),
    ("sin(2*x)", "2*sin(x)", {}),
    ("asin(sin(x))", "x", {}),
    ("(-1)**n", "1", {"n": "int"}),
    ("Sum(k,(k,1,n))", "n*(n-1)/2", INDICES),
    ("Sum(x[i],(i,1,n))", "Sum(x[i],(i,0,n))", INDICES),
    ("Sum(x[n-i],(i,1,n))", "Sum(x[i],(i,1,n))", INDICES),
    ("Sum(x[i]*y[n-i],(i,0,n))", "Sum(x[i]*y[i],(i,0,n))", INDICES),
    ("Sum(x[i]*y[i],(i,1,n))", "Sum(x[i],(i,1,n))*Sum(y[i],(i,1,n))", INDICES),
    ("Sum(Sum(a[i,j]*x[i],(j,1,n)),(i,1,n))", "Sum(Sum(a[i,j]*x[j],(j,1,n)),(i,1,n))", INDICES),
    ("Sum(1,(k,5,n))", "n-4", INDICES),
    ("D(x**n,x)", "n*x**(n+1)", {"n": "posint"}),
    ("factorial(n+1)", "n*factorial(n)", {"n": "posint"}),
    ("exp(pi*sqrt(163))", "262537412640768744", {}),
    ("1/(x-x)", "2/(x-x)", {}),
]


def _step(left: str, right: str, kinds: dict[str, str]):
    return step_of({"lhs": left, "rhs": right, "vars": kinds})


@pytest.mark.parametrize(("left", "right"), [("exp(log(x*y))", "x*y"), ("exp(log(x/y))", "x/y"), ("exp(log(-x*y))", "-x*y"),
                                           ("sigmoid(log(x/y))", "x/(x+y)")])
def test_a_product_is_its_modulus_where_its_sign_is_known(left: str, right: str) -> None:
    verdict = prove(_step(left, right, {}))
    assert verdict is not None and verdict.word == "conditional" and verdict.kind == "definedness"


@pytest.mark.parametrize(("left", "right", "kinds"), TRUE, ids=[t[0] for t in TRUE])
def test_a_true_identity_is_proved(left: str, right: str, kinds: dict[str, str]) -> None:
    assert isinstance(prove(_step(left, right, kinds)), Proved)


@pytest.mark.parametrize(("left", "right", "kinds"), FALSE, ids=[f[0] for f in FALSE])
def test_a_false_identity_is_not_proved(left: str, right: str, kinds: dict[str, str]) -> None:
    assert not isinstance(prove(_step(left, right, kinds)), Proved | Conditional)


@pytest.mark.parametrize(
    ("left", "right", "conditions"),
    [
        ("x/x", "1", ["x ≠ 0"]),
        ("(x**2-1)/(x-1)", "x+1", ["x ≠ 1"]),
        ("0*(1/x)", "0", ["x ≠ 0"]),
        ("exp(log(x))", "x", ["x > 0"]),
        ("sqrt(x)**2", "x", ["x ≥ 0"]),
        ("log(x*y)", "log(x)+log(y)", ["x > 0", "y > 0"]),
        ("D(Abs(x),x)", "sign(x)", ["x ≠ 0"]),
        ("1/(1+1/(1+1/x))", "(x+1)/(2*x+1)", ["x ≠ 0", "x ≠ -1"]),
    ],
)
def test_a_lost_domain_is_named_in_short(left: str, right: str, conditions: list[str]) -> None:
    answer = prove(_step(left, right, {}))
    assert isinstance(answer, Conditional)
    assert answer.kind == "definedness"
    assert sorted(str(c).replace("−", "-") for c in answer.conditions) == sorted(conditions)


def test_an_index_tied_to_n_is_no_base_for_induction() -> None:
    left, right = "Sum(k*factorial(k),(k,1,n))", "factorial(n+1)-1+(n-m)*(1-0**(n-m))"
    step = step_of({"lhs": left, "rhs": right, "vars": {"n": "posint", "k": "int", "m": "idx:1:n"}})
    assert not isinstance(prove(step), Proved)


def test_a_complex_square_has_no_sign() -> None:
    from symbolic.steps import Step
    from symbolic.terms import COMPLEX, ONE, TWO, add, call, div, power, sym

    z = sym("z", COMPLEX)
    whole = add(power(z, TWO), ONE)
    answer = prove(Step("eq", div(whole, whole), ONE))
    assert isinstance(answer, Conditional)
    i = call("imaginary")
    assert isinstance(prove(Step("eq", power(i, TWO), call("neg", ONE))), Proved)
    assert isinstance(prove(Step("eq", call("exp", add(i, ONE)), call("exp", ONE))), Refuted)


@pytest.mark.parametrize(
    ("left", "right", "proved"),
    [
        ("D(x*Abs(x),x)", "2*Abs(x)", True),
        ("D(Max(x,0)**2,x)", "2*Max(x,0)", True),
        ("D(Piecewise((x**2/2,Abs(x)<=1),(Abs(x)-1/2,True)),x)", "Piecewise((x,Abs(x)<=1),(sign(x),True))", True),
        ("D(Piecewise((x,x>0),(exp(x)-1,True)),x)", "Piecewise((1,x>0),(exp(x),True))", True),
        ("D(Piecewise((x,x>0),(a*(exp(x)-1),True)),x)", "Piecewise((1,x>0),(a*exp(x),True))", False),
        ("D(D(x*Abs(x),x),x)", "2*sign(x)", False),
    ],
)
def test_pieces_that_fit_to_first_order_are_differentiable_where_they_meet(left: str, right: str, proved: bool) -> None:
    step = _step(left, right, {})
    assert isinstance(check(step), Proved) is proved

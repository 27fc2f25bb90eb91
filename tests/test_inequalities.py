"""Inequalities: what is true is proved, what fails somewhere (if only at a boundary) is not."""

from __future__ import annotations

import re

import pytest
from expressions import Reader

from symbolic import check
from symbolic.proving.balls.boxes import enclose, holds, interval
from symbolic.proving.forms.linear import feasible
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.steps import Step
from symbolic.terms import ZERO, call, div, num, power, sym
from symbolic.verdicts import Conditional, Proved

RELATIONS = {"<=": "le", ">=": "ge", "<": "lt", ">": "gt", "!=": "ne"}

EVERYWHERE = [
    "a*sin(x)+b*cos(x)<=sqrt(a**2+b**2)",
    "2+sin(x)*sin(y)>=1",
    "1+tanh(x)*tanh(y)>0",
    "x**2+y**2>=2*x*y",
    "(x+y)**2<=2*(x**2+y**2)",
    "Abs(x+y)<=Abs(x)+Abs(y)",
    "Abs(Abs(x)-Abs(y))<=Abs(x-y)",
    "exp(x)>=1+x",
    "log(x)<=x-1",
    "sin(x)<=1",
    "Abs(sin(x))<=1",
    "sigmoid(x)<1",
    "sigmoid(x)>0",
    "sigmoid(x)*(1-sigmoid(x))<=1/4",
    "D(sigmoid(x),x)<=1/4",
    "tanh(x)<1",
    "tanh(x)>-1",
    "(a*x+b*y)**2<=(a**2+b**2)*(x**2+y**2)",
    "(a*x+b*y+c*z)**2<=(a**2+b**2+c**2)*(x**2+y**2+z**2)",
    "x**2+y**2+z**2>=x*y+y*z+z*x",
    "x**4+y**4>=x**3*y+x*y**3",
    "log(1+exp(x))>x",
    "log(1+exp(x))>=Max(x,0)",
    "Max(x,0)>=x",
    "x**2>=0",
    "exp(x)!=0",
    "x**2+1!=0",
    "exp(x)<=exp(x+1)",
    "x*exp(x)>=-exp(-1)",
    "x**2-2*x+2>0",
    "cos(x)>=1-x**2/2",
    "2*sqrt(2)<3",
    "p+q<=sqrt(2)*sqrt(p**2+q**2)",
    "x-x**2<=1/4",
    "log(1+exp(x))<=log(2)+Abs(x)",
    "exp(-x**2)<=1",
    "x/(1+x**2)<=1/2",
    "cosh(x)>=1",
    "1/(1+x**2)<=1",
    "sqrt(1+x**2)>=1",
    "sqrt(1+x**2)>x",
    "Max(x,y)>=(x+y)/2",
    "Min(x,y)<=Max(x,y)",
    "Abs(x*y)<=(x**2+y**2)/2",
]

POSITIVE = [
    "a*(a-b)*(a-c)+b*(b-a)*(b-c)+c*(c-a)*(c-b)>=0",
    "a**3+b**3+c**3+3*a*b*c>=a*b*(a+b)+b*c*(b+c)+c*a*(c+a)",
    "a*b*c>=(a+b-c)*(b+c-a)*(c+a-b)",
    "a**2/(b+c)+b**2/(c+a)+c**2/(a+b)>=(a+b+c)/2",
    "x+1/x>=2",
    "(a+b)/2>=sqrt(a*b)",
    "a**3+b**3+c**3>=3*a*b*c",
    "log(x)<=x/a+log(a)-1",
    "sin(x)<x",
    "sin(x)<=x",
    "exp(x)>1+x",
    "exp(x)>=1+x+x**2/2",
    "log(1+x)<x",
    "log(1+x)>x/(1+x)",
    "x/y+y/x>=2",
    "2/(1/a+1/b)<=sqrt(a*b)",
    "sqrt(x+y)<=sqrt(x)+sqrt(y)",
    "(a+b)*(1/a+1/b)>=4",
    "log(x)<x",
    "atan(x)<x",
    "tanh(x)<x",
    "x*log(x)>=x-1",
    "x*log(x/y)>=x-y",
]

FALSE = [
    "a*(a-b)*(a-c)+b*(b-a)*(b-c)+c*(c-a)*(c-b)>=0",
    "x*y<=1",
    "x**2+y**2>2*x*y",
    "Abs(x+y)<Abs(x)+Abs(y)",
    "exp(x)>1+x",
    "log(x)<x-1",
    "sin(x)<1",
    "sin(x)<=x",
    "x**2>x",
    "x**2>=x",
    "x**3>=0",
    "x**2>0",
    "sigmoid(x)*(1-sigmoid(x))<1/4",
    "tanh(x)<=x",
    "x+1/x>=2",
    "cos(x)>1-x**2/2",
    "x!=0",
    "exp(x)<=1",
    "log(x)>0",
    "sqrt(x)<=x",
    "1/x<=1",
    "(a+b)/2>=sqrt(a*b)+1/10",
    "x**2>=y**2",
    "Abs(x)<1",
    "exp(x)>=1+x+x**2/2",
    "exp(x)>=2*x+1",
]


def step_of(text: str, kind: str, *facts: str) -> Step:
    match = re.fullmatch(r"(.*?)(<=|>=|!=|<|>)(.*)", text)
    assert match is not None
    left, relation, right = match.groups()
    reader = Reader(dict.fromkeys(sorted(set(re.findall(r"\b[a-z]\b", text))), kind))
    terms = reader.read(left), reader.read(right)
    return Step(RELATIONS[relation], *terms, (*reader.facts, *map(reader.read, facts)))


@pytest.mark.parametrize("text", EVERYWHERE)
def test_inequality_of_real_names_is_proved(text: str) -> None:
    verdict = prove_inequality(step_of(text, "real"))
    assert isinstance(verdict, Proved | Conditional)
    assert verdict.kind in (None, "definedness")


@pytest.mark.parametrize("text", POSITIVE)
def test_inequality_of_positive_names_is_proved(text: str) -> None:
    assert isinstance(prove_inequality(step_of(text, "positive")), Proved)


@pytest.mark.parametrize("text", FALSE)
def test_inequality_that_fails_somewhere_is_not_proved(text: str) -> None:
    assert not isinstance(prove_inequality(step_of(text, "real")), Proved | Conditional)


UNIT_SQUARE = ("x>=0", "x<=1", "y>=0", "y<=1")


@pytest.mark.parametrize("text", ["x*exp(y)<27/10", "x**2+y**2+sin(x*y)<28/10", "cos(x)+cos(y)>2*cos(1)"])
def test_a_bound_that_fails_in_a_corner_of_a_square_is_not_proved(text: str) -> None:
    assert prove_inequality(step_of(text, "real", *UNIT_SQUARE)) is None


@pytest.mark.parametrize(("text", "facts"), [
    ("x**3-x<1/2", ("x>=0", "x<=1")),
    ("sin(x)*exp(x)<3", ("x>=0", "x<=1")),
    ("x*y+y<3", ("x>=0", "x<=1", "y>=0", "y<=1")),
    ("exp(x)<=1+2*x", ("x>=0", "x<=1")),
    ("log(1+x)>=x*log(2)", ("x>=0", "x<=1")),
    ("p**2+q**2<=1", ("p>=0", "q>=0", "p+q==1")),
    ("1+x*y>0", ("x>=-1", "x<=1", "y>-1", "y<1")),
    ("x*(1-y)+y*(1-z)+z*(1-x)<1", ("x>0", "x<1", "y>=0", "y<1", "z>=0", "z<1")),
    ("x*y+1>x+y", ("x>1", "y>1")),
    ("x**2+y**2+z**2<2*(x*y+y*z+z*x)", ("x>0", "y>0", "z>0", "x<y+z", "y<x+z", "z<x+y")),
    *((text, UNIT_SQUARE) for text in ("cos(x)+cos(y)>1", "x*exp(y)<3", "x**2+y**2+sin(x*y)<3")),  # these by enclosures of small boxes
])
def test_inequality_on_a_declared_range_is_proved(text: str, facts: tuple[str, ...]) -> None:
    assert isinstance(prove_inequality(step_of(text, "real", *facts)), Proved)


def test_logarithm_bound_holds_where_the_logarithm_is_defined() -> None:
    verdict = prove_inequality(step_of("log(x)<=x-1", "real"))
    assert isinstance(verdict, Conditional)
    assert verdict.conditions == (call("gt", sym("x"), ZERO),)


def test_simplex_keeps_artificial_variables_at_zero() -> None:
    """1 − s = λ₁(1 − s) + λ₂(1 + s) + λ₃ has one solution, λ = (1, 0, 0)."""
    assert feasible([[num(1).value, num(1).value, num(1).value], [num(-1).value, num(1).value, num(0).value]],
                    [num(1).value, num(-1).value], [num(0).value, num(0).value, num(1).value]) is False


def test_enclosure_is_refused_where_the_term_may_be_undefined() -> None:
    x = sym("x")
    box = {x: interval(num(-1).value, num(1).value)}
    assert enclose(div(num(1), x), box) is None
    assert enclose(call("log", x), box) is None
    assert enclose(power(x, num(2)), box) > -0.1
    assert holds(call("le", power(x, num(2)), num(2)), box) is True
    assert holds(call("lt", x, num(1)), box) is None


@pytest.mark.parametrize(("claim", "word"), [
    (r"\sum_{i=1}^n \frac{(v^\top x_i)^2}{1 + e^{w^\top x_i}} \ge 0", "proved"),
    (r"\sum_{i=1}^n \sum_{j=1}^n e^{x_i^\top x_j} (v^\top x_j)^2 \ge 0", "proved"),
    (r"\sum_{i=1}^n \frac{\|x_i\| (v^\top x_i)^2}{1 + \|x_i\|} \ge 0", "proved"),
    (r"\sum_{i=1}^n \frac{v^\top x_i}{1 + e^{w^\top x_i}} \ge 0", "refuted"),
    (r"\sum_{i=1}^n \|x_i\| (1 - \|x_i\|) \ge 0", "refuted"),
    (r"\sum_{i=1}^n \sum_{j=1}^n x_i^\top x_j e^{v^\top x_i} \ge 0", "refuted"),
])
def test_sums_over_numbers_made_of_vectors(claim: str, word: str) -> None:
    assert check(claim, [r"v, w \in \mathbb{R}^d", r"x_1, \dots, x_n \in \mathbb{R}^d"]).word.replace("conditional", "refuted") == word

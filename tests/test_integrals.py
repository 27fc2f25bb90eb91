"""Integrals: labelled steps, antiderivatives checked by differentiation, and integrals that must not be claimed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expressions import Reader, step_of

from symbolic.checking import check
from symbolic.functions import gt, lt
from symbolic.proving.calculus import differentiate
from symbolic.proving.domains import definedness, strict
from symbolic.proving.facts import assume
from symbolic.proving.forms.normal_form import with_units
from symbolic.proving.limits.analysis import prove_analysis
from symbolic.proving.limits.antiderivatives import antiderivative
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, add, bind, call, div, log, mul, num, power, sym

STEPS = [p for p in json.loads((Path(__file__).parent / "benchmarks" / "analysis.json").read_text()) if p["cat"] == "integral"]
WORDS = {"T": "proved", "TD": "conditional", "C": "conditional", "F": "refuted"}


def step(left: str, right: str, **kinds: str) -> Step:
    reader = Reader(kinds)
    return Step("eq", reader.read(left), reader.read(right), tuple(reader.facts))


def word(left: str, right: str, **kinds: str) -> str | None:
    answer = prove_analysis(step(left, right, **kinds))
    return None if answer is None else answer.word


@pytest.mark.parametrize("pair", STEPS, ids=[p["id"] for p in STEPS])
def test_a_labelled_integral_gets_its_verdict(pair: dict[str, Any]) -> None:
    assert check(step_of(pair)).word == WORDS[pair["truth"]]


@pytest.mark.parametrize("source", [
    "x**2", "1/(1+exp(-x))", "exp(-x**2)", "x*exp(-x)", "tanh(x)", "log(x)", "1/x", "sin(x)**2", "1/(1+x**2)", "1/(2+cos(x))",
    "x*exp(x**2)", "x**2*sin(3*x)", "1/sqrt(1-x**2)", "sqrt(1-x**2)", "1/(x**2-1)", "atan(x)", "x*log(1+x)", "exp(-2*x)*cos(x)",
    "1/sqrt(1+x**2)", "cos(x)**2*sin(x)**3", "tan(x)", "log(x)**2/x", "1/(x*log(x))", "1/cos(x)**2", "1/(1+x**3)", "1/(x**2-2)",
    "exp(x)/(1+exp(2*x))", "x**3*exp(-x**2)", "2**x", "log(x)/sqrt(x)", "x*sqrt(1+x)", "tanh(x)**2", "erf(x)",
])
def test_an_antiderivative_has_the_integrand_as_derivative(source: str) -> None:
    reader = Reader({})
    f, x = reader.read(source), reader.symbols["x"]
    inside = (gt(x, num(-1)), lt(x, ONE)) if "1-x**2" in source else ()
    found = antiderivative(f, x, inside)
    assert found is not None

    def same(s: Any) -> bool:
        assume(s, (*inside, *map(strict, (*definedness(found), *definedness(f)))))
        return bool(s.equal(differentiate(found, x), f))

    assert with_units(same)


@pytest.mark.parametrize(("left", "right"), [
    ("Integral(1/x,(x,-1,2))", "log(2)"),
    ("Integral(1/(x-1)**2,(x,0,3))", "-3/2"),
    ("Integral(x,(x,-oo,oo))", "0"),
    ("Integral(tan(x),(x,0,pi))", "0"),
    ("Integral(exp(x),(x,0,oo))", "-1"),
])
def test_a_divergent_integral_has_no_value(left: str, right: str) -> None:
    answer = check(step(left, right))
    assert (answer.word, answer.kind) == ("refuted", "undefined")


@pytest.mark.parametrize(("left", "right"), [
    ("Integral(x*f(x),(x,0,1))", "x*Integral(f(x),(x,0,1))"),
    ("Integral(f(x)*g(x),(x,0,1))", "Integral(f(x),(x,0,1))*Integral(g(x),(x,0,1))"),
    ("Integral(f(x),(x,0,a))", "Integral(f(x),(x,0,b))"),
    ("D(Integral(f(t),(t,x,b)),x)", "f(x)"),
    ("Integral(sqrt(x),(x,-1,1))", "2/3"),
    ("Integral(1/(1+2*cos(x)),(x,0,2*pi))", "0"),
    ("Integral(1/x,(x,a,b))", "log(b)-log(a)"),
    ("Integral(abs(sin(x)),(x,0,2*pi))", "0"),
    ("Integral(sin(x),(x,0,oo))", "1"),
    ("Integral(sqrt(x**2),(x,0,a))", "a**2/2"),
])
def test_a_false_integral_is_not_proved(left: str, right: str) -> None:
    assert word(left, right, f="function", g="function") != "proved"


@pytest.mark.parametrize(("left", "right", "condition"), [
    ("Integral(exp(-a*x),(x,0,oo))", "1/a", ("gt", 0)),
    ("Integral(x**a,(x,0,1))", "1/(a+1)", ("gt", -1)),
    ("Integral(x**(-a),(x,1,oo))", "1/(a-1)", ("gt", 1)),
    ("Integral(1/(x-1)**2,(x,0,a))", "a/(1-a)", ("lt", 1)),
    ("Integral(sqrt(x**2),(x,0,a))", "a**2/2", ("ge", 0)),
    ("Integral(1/sqrt(1-x**2),(x,1,a))", "asin(a)-pi/2", ("lt", 1)),
])
def test_a_parameter_gets_the_condition_under_which_the_integral_is_right(left: str, right: str, condition: tuple[str, int]) -> None:
    answer = check(step(left, right))
    assert answer.word == "conditional"
    op, bound = condition
    assert answer.conditions[0] is call(op, sym("a"), num(bound))


def test_the_logarithm_as_an_integral_has_the_domain_of_the_logarithm() -> None:
    assert word("Integral(1/t,(t,1,x))", "log(x)") == "proved"
    assert word("Integral(1/t,(t,1,x))", "log(Abs(x))") != "proved"


def test_indefinite_integrals_agree_up_to_a_constant() -> None:
    x, c = sym("x"), sym("C")
    square = bind("integral", x, power(x, num(2)), ())
    cube = div(power(x, num(3)), num(3))
    assert check(Step("eq", square, add(cube, c))).word == "proved"
    assert check(Step("eq", square, cube)).word == "proved"
    assert check(Step("eq", square, power(x, num(3)))).word != "proved"
    assert check(Step("eq", square, mul(x, cube))).word != "proved"
    by_parts = bind("integral", x, log(x), ())
    rest = add(mul(x, log(x)), mul(num(-1), bind("integral", x, ONE, ())))
    assert check(Step("eq", by_parts, rest, (gt(x),))).word == "proved"
    assert check(Step("eq", bind("integral", x, div(ONE, x), ()), log(x))).word == "conditional"


def test_an_antiderivative_times_its_variable_is_not_called_false() -> None:
    x, t = sym("x"), sym("t")
    square = bind("integral", x, power(x, num(2)), ())
    fourth = div(power(x, num(4)), num(3))
    assert check(Step("eq", mul(x, square), fourth)).word == "undecided"
    assert check(Step("eq", bind("integral", t, square, (ZERO, x)), fourth)).word == "undecided"


@pytest.mark.parametrize(("left", "right", "facts", "word"), [
    ("Integral(x**(a-1)*exp(-x),(x,0,oo))", "gamma(a)", [], "conditional"), ("gamma(-1/2)", "-2*sqrt(pi)", [], "undecided"),
    ("gamma(a+1)", "a*gamma(a)", ["a<0"], "undecided"), ("gamma(a+1)", "a*gamma(a)", ["a>0"], "proved"),
    ("gamma(1/2)", "sqrt(pi)", [], "proved"), ("abs(gamma(x))", "gamma(x)", [], "conditional"),
    ("gamma(0)", "1", [], "refuted"),
])  # fmt: skip
def test_nothing_is_called_false_for_the_values_of_the_gamma_function_below_0(left: str, right: str, facts: list[str], word: str) -> None:
    assert check(step_of({"lhs": left, "rhs": right, "vars": {}, "facts": facts})).word == word


def test_the_gamma_and_beta_integrals_have_symbolic_exponents() -> None:
    assert word("Integral(x**n*exp(-2*x),(x,0,oo))", "factorial(n)/2**(n+1)", n="posint") == "proved"
    assert word("Integral(x**n*exp(-2*x),(x,0,oo))", "factorial(n)/2**n", n="posint") != "proved"
    assert word("Integral(x**a*(1-x)**b,(x,0,1))", "factorial(a)*factorial(b)/factorial(a+b+1)", a="posint", b="posint") == "proved"

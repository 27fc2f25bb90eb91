"""Constants are compared rigorously; approximations hold to one unit of the last digit shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from expressions import step_of

from symbolic.checking import check
from symbolic.proving.equations.algebraic import constant_sign, prove_constant
from symbolic.proving.orders.approximations import last_unit, prove_approximation, prove_proportional
from symbolic.terms import call, mul, num, power, sym
from symbolic.verdicts import Conditional, Proved, Refuted


def row(left: str, relation: str, right: str, *facts: str) -> dict[str, object]:
    return {"lhs": left, "rel": relation, "rhs": right, "vars": {}, "facts": facts}


@pytest.mark.parametrize(("left", "relation", "right"), [
    ("sqrt(5+2*sqrt(6))", "eq", "sqrt(2)+sqrt(3)"),
    ("2**(1/3)*4**(1/3)", "eq", "2"),
    ("(2+sqrt(5))**(1/3)-(sqrt(5)-2)**(1/3)", "eq", "1"),
    ("cos(pi/5)", "eq", "(1+sqrt(5))/4"),
    ("tan(pi/8)", "eq", "sqrt(2)-1"),
    ("cos(2*pi/7)+cos(4*pi/7)+cos(6*pi/7)", "eq", "-1/2"),
    ("sqrt(3+2*sqrt(2))-sqrt(3-2*sqrt(2))", "eq", "2"),
    ("pi", "lt", "22/7"),
    ("exp(1)", "lt", "pi"),
    ("sqrt(2)", "le", "2**(1/2)"),
    ("exp(pi)", "gt", "pi**exp(1)"),
])
def test_relation_of_constants_is_proved(left: str, relation: str, right: str) -> None:
    assert isinstance(prove_constant(step_of(row(left, relation, right))), Proved)


@pytest.mark.parametrize(("left", "relation", "right"), [
    ("sqrt(5+2*sqrt(6))", "eq", "sqrt(2)+sqrt(3)+1/10**40"),
    ("exp(pi*sqrt(163))", "eq", "262537412640768744"),
    ("pi", "eq", "355/113"),
    ("sqrt(2)", "lt", "2**(1/2)"),
    ("pi", "ge", "22/7"),
])
def test_false_relation_of_constants_is_refuted_with_enough_digits(left: str, relation: str, right: str) -> None:
    verdict = prove_constant(step_of(row(left, relation, right)))
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample is not None
    assert relation == "lt" or verdict.counterexample.left != verdict.counterexample.right


@pytest.mark.parametrize("text", ["1/(sqrt(2)*sqrt(3)-sqrt(6))", "sqrt(-2)", "log(1-1)", "(-8)**(1/3)", "0**(-1)"])
def test_undefined_constant_has_no_sign(text: str) -> None:
    assert constant_sign(step_of(row(text, "eq", "0")).left) is None


@pytest.mark.parametrize(("left", "right", "holds"), [
    ("pi", "3.14", True),
    ("pi", "3.15", True),
    ("pi", "3.16", False),
    ("sqrt(2)", "1.4142", True),
    ("sqrt(2)", "1.4144", False),
    ("0.333", "1/3", True),
    ("exp(1)", "2.718", True),
    ("-log(2)", "-0.69", True),
    ("-log(2)", "0.69", False),
    ("6.022*10**23", "6.02*10**23", True),
])
def test_approximation_is_judged_by_the_last_digit(left: str, right: str, holds: bool) -> None:
    verdict = prove_approximation(step_of(row(left, "approx", right)))
    assert isinstance(verdict, Proved if holds else Refuted)
    assert "unit of the last digit" in verdict.notes[0]


@pytest.mark.parametrize(("left", "right"), [("22/7", "pi"), ("sin(x)", "x"), ("x", "3.14")])
def test_approximation_without_digits_or_with_names_is_not_decided(left: str, right: str) -> None:
    assert prove_approximation(step_of(row(left, "approx", right))) is None


def test_unit_of_the_last_digit() -> None:
    assert last_unit(num("0.25")) == num("1/100").value
    assert last_unit(num("1/3")) is None
    assert last_unit(mul(num("6.02"), power(num(10), num(23)))) == 10**21


def test_proportional_means_a_ratio_free_of_the_names_on_the_right() -> None:
    assert isinstance(prove_proportional(step_of(row("exp(-(x-m)**2/2)/sqrt(2*pi)", "propto", "exp(-(x-m)**2/2)"))), Proved)
    assert isinstance(prove_proportional(step_of(row("exp(-x)/c", "propto", "exp(-x)"))), Conditional)
    assert isinstance(prove_proportional(step_of(row("exp(-x)/c", "propto", "exp(-x)", "c>0"))), Proved)
    assert isinstance(prove_proportional(step_of(row("x**2", "propto", "x"))), Refuted)
    assert isinstance(prove_proportional(step_of(row("exp(-(x-m)**2/2)", "propto", "exp(-x**2/2)*(1+m**2)"))), Refuted)
    assert prove_proportional(step_of(row("x**k*(1-x)**n", "propto", "x**(k+1)*(1-x)**n"))) is None
    assert prove_proportional(step_of(row("x**2*c", "propto", "x*c"))) is None
    assert prove_proportional(step_of(row("p", "propto", "t"))) is None
    assert check(step_of(row("0*x", "propto", "x"))).word != "proved"


def test_names_in_which_sides_are_proportional() -> None:
    step = step_of(row("exp(-(x-m)**2/2)", "propto", "exp(-x**2/2+m*x)"))
    found = prove_proportional(step)
    assert isinstance(found, Conditional) and found.conditions == (call("convention", sym("proportional in x")),)
    declared = frozenset({"proportional in x"})
    assert isinstance(prove_proportional(replace(step, conventions=declared)), Proved)
    assert isinstance(prove_proportional(replace(step, conventions=frozenset({"proportional in m"}))), Refuted)
    assert isinstance(prove_proportional(replace(step_of(row("x**2*c", "propto", "x*c")), conventions=declared)), Refuted)

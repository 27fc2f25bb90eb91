"""Limits: labelled steps, rules one by one, and limits that must not be claimed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expressions import Reader, step_of

from symbolic.checking import check
from symbolic.proving.limits.analysis import prove_analysis
from symbolic.proving.limits.limits import Finite, Infinite, Missing, limit
from symbolic.steps import Step
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ZERO,
    Apply,
    Sort,
    add,
    apply,
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
)

STEPS = [p for p in json.loads((Path(__file__).parent / "benchmarks" / "analysis.json").read_text()) if p["cat"] == "limit"]
WORDS = {"T": "proved", "TD": "conditional", "C": "conditional", "F": "refuted"}
x, h, a = sym("x"), sym("h"), sym("a")


def step(left: str, right: str, **kinds: str) -> Step:
    reader = Reader(kinds)
    return Step("eq", reader.read(left), reader.read(right), tuple(reader.facts))


def word(left: str, right: str, **kinds: str) -> str | None:
    answer = prove_analysis(step(left, right, **kinds))
    return None if answer is None else answer.word


@pytest.mark.parametrize("pair", STEPS, ids=[p["id"] for p in STEPS])
def test_a_labelled_limit_gets_its_verdict(pair: dict[str, Any]) -> None:
    assert check(step_of(pair)).word == WORDS[pair["truth"]]


@pytest.mark.parametrize(("body", "point", "expected"), [
    (div(call("sin", x), x), ZERO, Finite),
    (div(call("abs", x), x), ZERO, Missing),
    (div(num(1), power(x, num(2))), ZERO, Infinite),
    (exp(div(num(1), x)), ZERO, Missing),
    (sub(log(add(num(1), exp(x))), x), INFINITY, Finite),
    (exp(exp(x)), INFINITY, Infinite),
])
def test_a_limit_is_finite_infinite_or_missing(body: Any, point: Any, expected: type) -> None:
    assert isinstance(limit(bind("limit", x, body, (point,)), ()), expected)


def test_dominance_orders_exponentials_powers_and_logarithms() -> None:
    for body in (div(power(x, num(9)), exp(x)), div(power(log(x), num(5)), call("sqrt", x)), exp(sub(log(x), call("sqrt", x)))):
        found = limit(bind("limit", x, body, (INFINITY,)), ())
        assert isinstance(found, Finite)
        assert found.value is ZERO


def test_the_difference_quotient_of_an_unknown_smooth_function_tends_to_its_derivative() -> None:
    f = sym("f", Sort(domain=(Sort(),)))
    quotient = div(sub(apply(f, add(x, h)), apply(f, x)), h)
    found = limit(bind("limit", h, quotient, (ZERO,)), ())
    assert isinstance(found, Finite)
    assert found.value is Apply(f, (x,), (1,))


def test_a_limit_needs_the_sign_of_its_parameter() -> None:
    body = exp(mul(a, x))
    assert limit(bind("limit", x, body, (INFINITY,)), ()) is None
    assert isinstance(limit(bind("limit", x, body, (INFINITY,)), (call("gt", a, ZERO),)), Infinite)
    assert isinstance(limit(bind("limit", x, body, (INFINITY,)), (call("lt", a, ZERO),)), Finite)


@pytest.mark.parametrize(("left", "right"), [
    ("Limit(sin(1/x),x,0,'+-')", "0"),
    ("Limit(sin(x),x,oo)", "0"),
    ("Limit(cos(n*pi),n,oo)", "1"),
    ("Limit(Piecewise((a/a,x>0),(1,True)),x,0,'+')", "1"),
    ("Limit(x**a,x,0,'+')", "0"),
    ("Limit((-1)**n,n,oo)", "1"),
    ("Limit(1/x,x,0,'+-')", "oo"),
    ("Limit(sqrt(x),x,0,'+-')", "1"),
])
def test_a_limit_that_does_not_exist_as_stated_is_not_proved(left: str, right: str) -> None:
    assert word(left, right, n="int") in (None, "refuted", "conditional")
    assert word(left, right, n="int") != "proved"


def test_a_part_free_of_the_variable_keeps_its_domain() -> None:
    answer = check(step("Limit(a/a,x,0,'+-')", "1"))
    assert answer.word == "conditional"
    assert answer.conditions == (call("ne", a, ZERO),)


def test_a_vanishing_parameter_is_not_divided_by() -> None:
    assert word("Limit(1/(a*x),x,oo)", "0") != "proved"


def test_alternating_members_over_a_growing_number_vanish() -> None:
    assert word("Limit((-1)**n/n,n,oo)", "0", n="int") == "proved"
    assert word("Limit((-1)**(n/2)/n,n,oo)", "0", n="int") != "proved"


def test_a_power_of_a_negative_number_is_left_open_where_the_exponent_may_be_an_integer() -> None:
    assert word("Limit((-1/2)**x,x,oo)", "0") is None
    assert word("Limit((-1/2)**n,n,oo)", "0", n="int") == "proved"


def test_divergence_is_a_statement_of_its_own() -> None:
    assert word("Limit(log(x),x,oo)", "oo") == "proved"
    assert word("Limit(log(x),x,0,'+')", "-oo") == "proved"
    assert word("Limit(log(x),x,0,'+')", "oo") == "refuted"
    assert word("Limit(atan(x),x,oo)", "oo") == "refuted"
    assert word("Limit(log(x),x,oo)", "7") == "refuted"


def test_the_limit_of_a_derivative_is_taken_after_differentiation() -> None:
    t = bind("limit", x, deriv(call("atan", x), x), (INFINITY,))
    assert check(Step("eq", t, ZERO)).word == "proved"


def test_an_integer_variable_tends_to_infinity_along_the_integers() -> None:
    n = sym("n", INTEGER)
    t = bind("limit", n, power(add(num(1), neg(div(a, n))), n), (INFINITY,))
    assert check(Step("eq", t, exp(neg(a)))).word == "proved"
    assert check(Step("eq", t, exp(a))).word in ("refuted", "conditional")

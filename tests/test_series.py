"""Infinite sums: labelled steps, and series that must not be given a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expressions import Reader, step_of

from symbolic.checking import check
from symbolic.functions import lt
from symbolic.proving.limits.analysis import prove_analysis
from symbolic.steps import Step
from symbolic.terms import ONE, call, sym

STEPS = [p for p in json.loads((Path(__file__).parent / "benchmarks" / "analysis.json").read_text()) if p["cat"] == "series"]
WORDS = {"T": "proved", "TD": "conditional", "C": "conditional", "F": "refuted"}


def step(left: str, right: str, **kinds: str) -> Step:
    reader = Reader({"k": "int", **kinds})
    return Step("eq", reader.read(left), reader.read(right), tuple(reader.facts))


@pytest.mark.parametrize("pair", STEPS, ids=[p["id"] for p in STEPS])
def test_a_labelled_series_gets_its_verdict(pair: dict[str, Any]) -> None:
    assert check(step_of(pair)).word == WORDS[pair["truth"]]


def test_the_geometric_series_needs_a_small_ratio() -> None:
    answer = check(step("Sum(r**k,(k,0,oo))", "1/(1-r)"))
    assert (answer.word, answer.kind) == ("conditional", "definedness")
    assert answer.conditions == (lt(call("abs", sym("r")), ONE),)


def test_a_declared_ratio_needs_no_condition() -> None:
    declared = step("Sum(r**k,(k,0,oo))", "1/(1-r)")
    small = Step("eq", declared.left, declared.right, (lt(call("abs", sym("r")), ONE),))
    assert check(small).word == "proved"


@pytest.mark.parametrize(("left", "right"), [
    ("Sum(1/k,(k,1,oo))", "1"),
    ("Sum(2**k,(k,0,oo))", "-1"),
    ("Sum((-1)**k,(k,0,oo))", "1/2"),
    ("Sum(k/(k+1),(k,0,oo))", "1"),
])
def test_a_divergent_series_has_no_value(left: str, right: str) -> None:
    answer = check(step(left, right))
    assert (answer.word, answer.kind) == ("refuted", "undefined")


@pytest.mark.parametrize(("left", "right"), [
    ("Sum(1/k**3,(k,1,oo))", "pi**3/30"),
    ("Sum(sin(k),(k,1,oo))", "0"),
    ("Sum(1/(k**2+k),(k,0,oo))", "1"),
    ("Sum(log(1+1/k),(k,1,oo))", "1"),
    ("Sum((-1)**k*x**(2*k+1)/(2*k+1),(k,0,oo))", "atan(x)"),
    ("Sum(x**k/k,(k,1,oo))", "-log(1-x)"),
])
def test_a_series_is_not_proved_beyond_its_circle_of_convergence(left: str, right: str) -> None:
    answer = prove_analysis(step(left, right))
    assert answer is None or answer.word != "proved"


def test_members_with_polynomial_factors_telescope() -> None:
    for left, right in (("Sum(k**2*x**k/factorial(k),(k,0,oo))", "(x**2+x)*exp(x)"), ("Sum(k*(1/3)**k,(k,0,oo))", "3/4")):
        assert check(step(left, right)).word == "proved"
    assert check(step("Sum(k**2*x**k/factorial(k),(k,0,oo))", "x**2*exp(x)")).word == "refuted"


@pytest.mark.parametrize(("claim", "given", "word"), [
    (r"\binom{n}{k} = \binom{n-1}{k-1} + \binom{n-1}{k}", [], "proved"),
    (r"\binom{n}{k} = \binom{n-1}{k-1} + \binom{n-1}{k}", [r"n, k \in \mathbb{N}, 1 \le k \le n"], "proved"),
    (r"\binom{n+2}{k} = \binom{n}{k-2} + 2\binom{n}{k-1} + \binom{n}{k}", [r"n \in \mathbb{N}, k \in \mathbb{Z}"], "proved"),
    (r"k\binom{n}{k} = n\binom{n-1}{k-1}", [r"n \in \mathbb{N}, k \in \mathbb{Z}"], "proved"),
    (r"\binom{n}{k} = \binom{n}{n-k}", [], "proved"),
    (r"\binom{n}{k} = \binom{n}{k-n}", [], "refuted"),
    (r"\binom{n}{k} = \binom{n-1}{k} + \binom{n-1}{k+1}", [], "refuted"),
    (r"\binom{n}{k} = \binom{n-1}{k-1} + \binom{n-1}{k} + \binom{0}{n-k}", [], "refuted"),
    (r"n! = n (n-1)!", [], "proved"),
    (r"n! = n (n+1)!", [], "refuted"),
])
def test_binomial_coefficients_inside_and_outside_their_range(claim: str, given: list[str], word: str) -> None:
    assert check(claim, given).word == word

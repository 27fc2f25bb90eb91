"""Equivalences and implications: solution sets are compared exactly, and the root lost or gained is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expressions import Reader, step_of

from symbolic.checking import check
from symbolic.proving.orders.solving import branches
from symbolic.proving.orders.statements import prove_statement
from symbolic.proving.orders.truth import alternatives, truth_at
from symbolic.proving.orders.univariate import chart
from symbolic.terms import num, sym
from symbolic.verdicts import Conditional, Proved, Refuted

ROWS = json.loads((Path(__file__).parent / "benchmarks" / "statements.json").read_text(encoding="utf-8"))
CLASSES = {"T": Proved, "C": Conditional, "F": Refuted}


def verdict_on(relation: str, left: str, right: str, *facts: str) -> Any:
    return prove_statement(step_of({"rel": relation, "lhs": left, "rhs": right, "facts": facts, "vars": {}}))


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_statement_is_decided_as_labelled(row: dict[str, Any]) -> None:
    verdict = prove_statement(step_of(row)) or check(step_of(row))  # in several names the signs of what is tested decide, or points
    assert isinstance(verdict, CLASSES[row["truth"]])
    if isinstance(verdict, Conditional):
        assert verdict.kind == "direction"
        assert verdict.witness is not None
        assert {verdict.witness.left, verdict.witness.right} == {"true", "false"}


@pytest.mark.parametrize(("left", "right", "reason"), [
    ("x**2==7*x", "x==7", "x = 0 was lost by dividing by x"),
    ("(x-7)*(x+1)==0", "x==-1", "x = 7 was lost by dividing by x − 7"),
    ("x==3", "x**2==9", "x = −3 was gained by multiplying by x + 3"),
    ("sqrt(x)==x-2", "x==(x-2)**2", "x = 1 was gained"),
    ("(x**2-49)/(x-7)==14", "x==7", "x = 7 was gained"),
])
def test_root_that_was_lost_or_gained_is_named(left: str, right: str, reason: str) -> None:
    verdict = verdict_on("iff", left, right)
    assert isinstance(verdict, Conditional)
    assert verdict.reason == reason


def test_false_implication_shows_where_it_fails() -> None:
    verdict = verdict_on("implies", "x**2==9", "x==3")
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample is not None
    assert verdict.counterexample.left == "true"
    assert verdict.counterexample.right == "false"


def test_converse_is_judged_by_itself() -> None:
    assert isinstance(verdict_on("impliedby", "x**2==9", "x==3"), Proved)
    assert isinstance(verdict_on("impliedby", "x==3", "x**2==9"), Refuted)


def test_equation_with_an_undefined_side_is_false() -> None:
    reader = Reader({})
    statement = reader.read("1/x==1/x")
    assert truth_at(statement, {sym("x"): num(0)}) is False
    assert truth_at(statement, {sym("x"): num(2)}) is True
    assert isinstance(verdict_on("iff", "1/x==1/x", "x!=0"), Proved)
    assert isinstance(verdict_on("iff", "log(x)==log(x)", "x>0"), Proved)


def test_declared_facts_are_used() -> None:
    assert isinstance(verdict_on("iff", "a*x==a*y", "x==y", "a!=0"), Proved)
    assert isinstance(verdict_on("implies", "x*y==1", "y==1/x"), Proved)
    assert isinstance(verdict_on("implies", "x+y==1", "x==1-y"), Proved)


def test_extraneous_roots_drop_out_of_the_branches() -> None:
    (conjunction,) = alternatives(Reader({}).read("sqrt(x)==x-2"))
    found = [dict(b.values) for b in branches(conjunction)]
    assert found == [{sym("x"): num(4)}]


def test_sign_chart_knows_irrational_roots() -> None:
    reader = Reader({})
    line = chart((reader.read("x**3-2>0"),))
    assert line is not None
    assert [p.value for p in line.places if p.value is None] == [None]
    assert [line.holds(reader.read("x**3-2>0"), p) for p in line.places] == [False, False, True]
    assert isinstance(verdict_on("implies", "x**5-x-1==0", "x>1"), Proved)
    assert isinstance(verdict_on("implies", "x**2==2", "x**4==4"), Proved)


def test_integers_are_not_treated_as_reals_in_counterexamples() -> None:
    row = {"rel": "implies", "lhs": "2*n==3", "rhs": "n==7", "vars": {"n": "int"}}
    assert not isinstance(prove_statement(step_of(row)), Refuted)


@pytest.mark.parametrize(("claim", "facts"), [
    (r"|x| - |y| \ne 0 \Rightarrow \frac{x}{y} \ne 0", ("x > 0",)),
    (r"\frac{1}{x} - \frac{1}{y} \ge 0 \Leftrightarrow x - y < 0", (r"x \ge 0", r"y \ge 0")),
    (r"|x - y| = 0 \lor \frac{1}{x} - \frac{1}{y} < 0 \Leftrightarrow \frac{x}{y} \ne 0", (r"x \ge 0", r"y \ge 0")),
])
def test_what_is_concluded_of_a_quotient_has_its_divisor_shown(claim: str, facts: tuple[str, ...]) -> None:
    """At y = 0 the conclusion is false, and no layer says otherwise."""
    assert check(claim, facts).word == "refuted"

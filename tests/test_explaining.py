"""The account of a step names its domains, its normal forms and what every layer says."""

from __future__ import annotations

from expressions import step_of

from symbolic.explaining import account
from symbolic.provers import PROVERS
from symbolic.steps import Step
from symbolic.terms import add, call, num, power, sym


def test_the_account_of_a_quotient_names_domain_normal_forms_provers_screen_and_refuter() -> None:
    lines = list(account(step_of({"lhs": "(x**2-1)/(x-1)", "rhs": "x+1", "vars": {}})))
    said = dict(lines)
    assert said["left needs"] == "x − 1 ≠ 0"
    assert said["right needs"] == "nothing"
    assert said["left is"] == said["right is"] == "x + 1"
    assert said["equal"] == "conditional (definedness) if x ≠ 1"
    assert said["screen"].startswith("one-sided")
    assert said["refuter"] == "no counterexample"
    assert len(lines) == 4 + len(PROVERS) + 2


def test_the_account_of_a_false_step_says_that_provers_abstain_and_the_refuter_does_not() -> None:
    said = dict(account(step_of({"lhs": "(x+y)**2", "rhs": "x**2+y**2", "vars": {}})))
    assert said["equal"] == "abstains"
    assert said["refuter"] == "a counterexample"


def test_the_account_of_a_step_of_vector_calculus_has_its_operators_written_out() -> None:
    x, y = sym("x"), sym("y")
    body = add(power(x, num(2)), power(y, num(2)))
    said = dict(account(Step("eq", call("laplacian", body, call("tuple", x, y)), num(4))))
    assert said["unfolded"].startswith("tr(") and said["matrix"] == "proved"

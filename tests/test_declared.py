"""Declared equations are solved exactly and used; a derivative is carried out before."""

from __future__ import annotations

import pytest
from expressions import step_of

from symbolic.checking import check
from symbolic.proving.equations.declared import prove_by_declared_equations
from symbolic.verdicts import Proved


@pytest.mark.parametrize(("left", "relation", "right", "facts"), [
    ("x+y", "eq", "2", ["2*x+3*y==5", "4*x-y==3"]),
    ("x", "eq", "5/2-3*y/2", ["2*x+3*y==5"]),
    ("x", "eq", "3", ["x**2==9", "x>0"]),
    ("x", "eq", "y", ["x**3==y**3"]),
    ("1/x", "eq", "y", ["x*y==1"]),
    ("x**4", "eq", "3*x+2", ["x**2==x+1"]),
    ("p**2+q**2", "eq", "1-2*p*q", ["p+q==1"]),
    ("x*y", "le", "1/4", ["x+y==1"]),
    ("x**2+y**2+z**2", "ge", "1/3", ["x+y+z==1"]),
    ("D(x*y,x)", "eq", "1-x", ["x+y==1"]),
    ("log(y)", "eq", "x", ["y==exp(x)"]),
])
def test_step_is_proved_with_the_declared_equations(left: str, relation: str, right: str, facts: list[str]) -> None:
    row = {"lhs": left, "rel": relation, "rhs": right, "vars": {}, "facts": facts}
    assert isinstance(check(step_of(row)), Proved)


@pytest.mark.parametrize(("left", "right", "facts"), [
    ("x", "3", ["x**2==9"]),
    ("D(x*y,x)", "1-2*x", ["x+y==1"]),
    ("x", "y", ["a*x==a*y"]),
    ("x/y", "1", ["x==y"]),
    ("p**2+q**2", "1", ["p+q==1"]),
    ("x", "1", ["x**2==-1"]),
])
def test_declared_equations_prove_no_more_than_they_say(left: str, right: str, facts: list[str]) -> None:
    row = {"lhs": left, "rhs": right, "vars": {}, "facts": facts}
    assert prove_by_declared_equations(step_of(row)) is None
    assert check(step_of(row)).word != "proved"

"""What is proved without assuming facts; limits from one side; terms that are built again."""

import pytest

from symbolic import check
from symbolic.functions import ge, gt, ne
from symbolic.proving.equations.plain_equality import not_plain
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.meromorphic import is_meromorphic
from symbolic.terms import Call, Term, add, call, div, exp, mul, neg, num, power, sub, sym

x, y = sym("x"), sym("y")
ONE, TWO = num(1), num(2)


@pytest.mark.parametrize(("condition", "known"), [
    (ne(sub(power(x, TWO), ONE)), [ne(sub(x, ONE)), ne(add(x, ONE))]),
    (gt(mul(x, y)), [gt(x), gt(y)]),
    (gt(mul(x, y, y)), [gt(x), ne(y)]),
    (ge(mul(x, y)), [ge(x), ge(y)]),
    (gt(neg(x)), [gt(sub(neg(x), x))]),
    (gt(add(ONE, exp(x))), []),
])
def test_a_condition_follows_by_the_signs_of_its_factors(condition: Term, known: list[Term]) -> None:
    assert not_plain(Session(), [condition], known) == []


@pytest.mark.parametrize(("condition", "known"), [
    (ne(x), [ne(y)]),
    (gt(mul(x, y)), [gt(x)]),
    (gt(mul(x, y)), [ge(x), gt(y)]),
    (gt(x), [gt(mul(x, y))]),
    (gt(x), [gt(neg(x))]),
    (gt(power(x, TWO)), []),
])
def test_a_condition_that_does_not_follow_is_kept(condition: Term, known: list[Term]) -> None:
    assert not_plain(Session(), [condition], known) == [condition]


@pytest.mark.parametrize("step", [r"\sqrt{-1-x^2} = \sqrt{-1-x^2}", r"\log(-e^x) = \log(-e^x)", r"\frac{1}{x-x} = \frac{1}{x-x}"])
def test_equal_sides_without_any_value_are_not_proved(step: str) -> None:
    assert check(step).word in ("refuted", "undecided")


@pytest.mark.parametrize(("term", "expected"), [
    (div(call("sin", x), x), True),
    (call("tanh", mul(x, exp(x))), True),
    (exp(div(ONE, x)), False),
    (call("sqrt", x), False),
    (div(call("abs", x), x), False),
    (call("tan", div(ONE, x)), False),
    (power(TWO, x), True),
])
def test_a_limit_from_one_side_is_enough_for_meromorphic_terms_alone(term: Term, expected: bool) -> None:
    assert is_meromorphic(term, x) is expected


def test_terms_that_are_built_again_are_the_same_object_until_they_are_forgotten() -> None:
    from symbolic import interning

    kept = add(x, power(y, num(123_457)))
    interning.sweep()
    assert add(x, power(y, num(123_457))) is kept
    parts = (mul(x, num(123_458)), y)
    Call("add", parts)
    interning.sweep()
    assert (Call, "add", parts) not in interning.INTERNED

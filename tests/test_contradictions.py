"""Declarations that contradict each other make a step unreadable; where that is not shown, it is undecided."""

from __future__ import annotations

import pytest

from derivations import check_text
from symbolic.proving.contradictions import contradiction
from symbolic.terms import ONE, ZERO, call, sym


@pytest.mark.parametrize(("declared", "told"), [
    (r"x > 0, x < -1", "x > 0 and x < −1"), (r"x \in (0,1), x = 2", "x < 1 and x = 2"), (r"x^2 + y^2 < 0", "x² + y² < 0"),
    (r"x \in \mathbb{N}, x < y, y < 1", "x ≥ 1 and x < y and y < 1"),
])
def test_contradicting_declarations_are_unreadable_and_named(declared: str, told: str) -> None:
    (result,) = check_text(f"<!-- let {declared} -->\n\n$$x + x = 2x$$\n")
    assert result.verdict.word == "unreadable"
    assert str(getattr(result.verdict, "reason", "")).endswith(told)


def test_declarations_that_can_be_met_do_not_contradict_each_other() -> None:
    x, y = sym("x"), sym("y")
    assert contradiction((call("gt", x, ZERO), call("lt", x, ONE), call("gt", y, x), call("ne", x, y))) is None


def test_nothing_is_proved_from_declarations_that_contradict_each_other() -> None:
    (result,) = check_text("<!-- let x > 0, x < -1 -->\n\n$$x = 2x$$\n")
    assert result.verdict.word == "unreadable"

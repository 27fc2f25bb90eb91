"""Messages and records: what a person and a program are told about a verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.documents.instructions import Expectation
from derivations.documents.items import Item, Result, Side, is_failing, label, with_expectations
from derivations.documents.judging import check_text
from derivations.documents.loading import markdown_document
from derivations.documents.model import Document, Place
from derivations.reporting.excerpt import Mark, excerpt
from derivations.reporting.messages import coloured, message
from derivations.reporting.records import record, record_line
from derivations.reporting.summary import summary
from symbolic.functions import gt, ne
from symbolic.steps import Step
from symbolic.terms import Call, add, mul, num, power, sym
from symbolic.verdicts import (
    Assignment,
    Conditional,
    Counterexample,
    Definition,
    Posed,
    Proved,
    Refuted,
    Repair,
    Undecided,
    Unreadable,
    Verdict,
)

SOURCE = r"""# Power rule

$$
\begin{aligned}
\frac{d}{dx}\left(3x^3 + 5x\right) &= 3 \cdot 3x^2 + 5 \\
  &= 9^2 + 5
\end{aligned}
$$
"""
x = sym("x")
LEFT = add(mul(num(9), power(x, num(2))), num(5))
STEP = Step("eq", LEFT, add(power(num(9), num(2)), num(5)))
POINT = Counterexample((Assignment("x", num("1/2")),), "29/4", "86")
REFUTED = Refuted("value", "exact arithmetic", POINT, Repair("the power of x was lost", LEFT))
ALL = [
    Proved("normal form"), Conditional("definedness", (ne(x, num(0)),), "normal form"), Conditional("hypothesis", (gt(x),), "signs", POINT),
    Conditional("direction", (), "factors", reason="only ⇒ holds: x = −2 is gained"), REFUTED,
    Refuted("undefined", "signs", reason="log(−1)"), Undecided("no proof and no counterexample"),
    Undecided("normal form and balls", kind="conflict"), Unreadable("an unknown macro \\foo", (0, 4), "define it"),
    Unreadable("two readings", kind="uncertain"), Definition("z := 1"), Posed("x² = 4"),
]


def document() -> Document:
    return markdown_document(SOURCE, Path("power.md"))


def item(expect: Expectation | None = None, block: Expectation | None = None) -> Item:
    left = Side(r"3 \cdot 3x^2 + 5", Place(5, 39), Place(5, 55))
    right = Side("9^2 + 5", Place(6, 6), Place(6, 13))
    return Item(Path("power.md"), 1, 2, "=", left, right, STEP, expect=expect, block=1 if block else None, block_expect=block)


def test_a_refuted_step_shows_place_rows_reading_point_values_and_repair() -> None:
    assert message(Result(item(), REFUTED, 0.1), document()) == "\n".join([
        "power.md:6:6: refuted: the two sides are different; the power of x was lost",
        "",
        r"  5 │ \frac{d}{dx}\left(3x^3 + 5x\right) &= 3 \cdot 3x^2 + 5 \\",
        "    │                                       ----------------",
        "  6 │   &= 9^2 + 5",
        "    │      ^^^^^^^",
        "",
        "  read as   9x² + 5  =  9² + 5",
        "  at        x = 1/2",
        "  left      29/4",
        "  right     86",
        "  repair    = 9 x^{2} + 5",
    ])


@pytest.mark.parametrize("verdict", ALL, ids=label)
def test_no_message_is_wider_than_the_terminal(verdict: Verdict) -> None:
    for width in (60, 80):
        assert max(map(len, message(Result(item(), verdict, 0.0), document(), width).split("\n"))) <= width


@pytest.mark.parametrize("verdict", ALL, ids=label)
def test_colours_change_nothing_but_colours(verdict: Verdict) -> None:
    import re

    result = Result(item(), verdict, 0.0)
    assert re.sub(r"\033\[[\d;]*m", "", message(result, document(), paint=coloured)) == message(result, document())


FIELDS = ["schema", "file", "cell", "line", "column", "end_line", "end_column", "derivation", "step", "relation", "left", "right",
          "verdict", "kind", "by", "conditions", "counterexample", "repair", "reading", "expect", "met", "reason", "seconds",
          "fragment"]


@pytest.mark.parametrize("verdict", ALL, ids=label)
def test_every_field_of_a_record_is_always_present(verdict: Verdict) -> None:
    assert list(json.loads(record_line(Result(item(), verdict, 0.0)))) == FIELDS


def test_a_record_holds_the_point_as_exact_fractions() -> None:
    found = record(Result(item(), REFUTED, 0.25))
    assert found["counterexample"] == {"at": {"x": "1/2"}, "left": "29/4", "right": "86"}
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (6, 6, 6, 13)
    assert (found["left"], found["right"]) == (r"3 \cdot 3x^2 + 5", "9^2 + 5")


def test_an_array_in_a_point_is_a_nested_list() -> None:
    point = Counterexample((Assignment("A", ((num(1), num("1/2")), (num(0), num(-1)))),), "0", "1")
    found = record(Result(item(), Refuted("value", "exact", point), 0.0))
    assert found["counterexample"]["at"] == {"A": [["1", "1/2"], ["0", "-1"]]}


def test_a_condition_is_shown_as_a_declaration_to_paste() -> None:
    text = message(Result(item(), ALL[1], 0.0), document())
    assert "x ≠ 0" in text
    assert r"<!-- derivations: let x \ne 0 -->" in text


FAILING = {"conditional/hypothesis", "conditional/direction", "refuted/value", "refuted/undefined", "undecided/conflict"}


@pytest.mark.parametrize("verdict", ALL, ids=label)
def test_what_is_false_as_written_fails_and_nothing_else(verdict: Verdict) -> None:
    assert is_failing(Result(item(), verdict, 0.0)) == (label(verdict) in FAILING)


def test_a_layout_that_has_to_be_named_does_not_fail_a_run() -> None:
    named = Conditional("hypothesis", (Call("convention", (sym("numerator layout"),)),), "both layouts")
    assert not is_failing(Result(item(), named, 0.0))
    assert "<!-- convention: numerator layout -->" in message(Result(item(), named, 0.0), document())


def test_an_expectation_on_a_row_decides_alone() -> None:
    met, = with_expectations([Result(item(Expectation("refuted")), REFUTED, 0.0)])
    assert met.met and not is_failing(met)
    missed, = with_expectations([Result(item(Expectation("refuted")), Proved("normal form"), 0.0)])
    assert missed.met is False and is_failing(missed)
    assert "expected refuted, but it is proved" in message(missed, document())


def test_an_expected_kind_must_be_that_kind() -> None:
    missed, = with_expectations([Result(item(Expectation("refuted", "undefined")), REFUTED, 0.0)])
    assert missed.met is False


def test_before_a_block_one_step_must_have_the_verdict_and_no_other_may_fail() -> None:
    expected = Expectation("refuted")
    results = with_expectations([Result(item(block=expected), v, 0.0) for v in (Proved("x"), REFUTED)])
    assert [r.met for r in results] == [None, True]
    assert not any(map(is_failing, results))
    results = with_expectations([Result(item(block=expected), v, 0.0) for v in (ALL[2], REFUTED)])
    assert any(map(is_failing, results))
    results = with_expectations([Result(item(block=expected), v, 0.0) for v in (Proved("x"), Proved("x"))])
    assert [r.met for r in results] == [None, False]


def test_the_summary_counts_steps_read_and_decided() -> None:
    text = summary([Result(item(), v, 0.0) for v in ALL], 1)
    assert text.startswith("1 file: 10 steps, 8 read, 6 decided")
    assert "(1 proved, 3 conditional, 2 refuted, 1 conflict, 1 undecided, 2 unreadable)" in text
    assert "1 definition, 1 posed" in text


def test_a_long_line_is_cut_around_the_caret() -> None:
    long = markdown_document("a" * 200 + " = " + "b" * 20 + " + " + "c" * 200)
    row, under = excerpt(long, [Mark(Place(1, 204), Place(1, 224))])
    assert len(row) <= 80 and len(under) <= 80
    assert row[under.index("^") : under.rindex("^") + 1] == "b" * 20
    assert row.count("…") == 2


@pytest.mark.parametrize(("row", "remedy"), [
    (r"\nabla_x \|A x - b\|^2 = 2 (A x - b)", r"the derivative is 2Aᵀ·(A x − b): write 2 A^\top \cdot \left(A x - b\right)"),
    (r"\frac{\partial}{\partial A} \tfrac12 \|A x - b\|^2 = A x - b", r"the derivative is (A x − b) xᵀ: write \left(A x - b\right) x^\top"),
    (r"\nabla_x f = 2 (A x - b)", "declare the names with the sizes that are meant, or transpose a factor"),
])
def test_a_derivative_of_another_shape_than_the_right_side_is_told(row: str, remedy: str) -> None:
    """What a name stands for is not looked up: the derivative of f is not said to be 0."""
    types = r"Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b \in \mathbb{R}^m$ and $f := \|A x - b\|^2$."
    (found,) = [r.item.misfit or r.verdict for r in check_text(f"{types}\n\n$${row}$$\n") if r.verdict.word in ("unreadable", "refuted")]
    assert found.remedy == remedy


def test_what_cannot_be_read_has_its_sides_and_the_part_at_fault() -> None:
    inline, unclosed, member = (record(r) for r in check_text("With $f(x) = \\foo x + 1$ here.\n\n$$\na + \\frac{b}{c = d\n$$\n\n"
                                                               "$$\nx + x = 2 \\foo x = 2x\n$$\n")[:3])
    assert (inline["left"], inline["right"], inline["fragment"]) == ("f(x)", r"\foo x + 1", r"\foo")
    assert (unclosed["left"], unclosed["right"], unclosed["fragment"]) == (None, r"a + \frac{b}{c = d", "{")
    assert (member["left"], member["right"], member["fragment"]) == (None, r"2 \foo x", r"\foo")
    sides = record(check_text("Here $a + \\foo b = 2$ too.\n")[0])
    assert (sides["left"], sides["right"], sides["fragment"]) == (r"a + \foo b", "2", r"\foo")
    assert record(check_text("$$x + x = 2x$$\n")[0])["fragment"] is None

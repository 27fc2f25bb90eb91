"""The second reader: it agrees with ours where it is known to read, and a reading that it does not share is uncertain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derivations.cli import main
from derivations.documents.second_reader import comparable, differs, guarded, is_installed, second_reading
from symbolic.latex.declarations import read_declaration
from symbolic.latex.errors import ReadingError
from symbolic.latex.grammar import read_expression
from symbolic.latex.scope import Scope
from symbolic.latex.statements import read_statements

pytestmark = pytest.mark.skipif(not is_installed(), reason="latex2sympy2 exists for Python before 3.13")
FIXTURES = Path(__file__).parent / "fixtures" / "latex"
LEAST = {"algebra": 20, "functions": 6, "names": 10, "statements": 90, "extra": 20}


@pytest.mark.parametrize("name", LEAST)
def test_two_readers_agree_on_every_line_that_both_read(name: str) -> None:
    scope, compared = Scope(), 0
    for line in (FIXTURES / f"{name}.md").read_text().splitlines():
        if line.startswith("let "):
            scope = read_declaration(line[4:], scope).scope
        if not line.startswith("- ") or r"\renewcommand" in line:  # the second reader is given macros expanded
            continue
        latex = line[2:]
        try:
            members = [m for s in read_statements(latex, scope.surveyed(latex)) for m in s.members]
        except ReadingError:
            continue
        for member in members:
            source = latex[member.start : member.end]
            assert differs(member.term, source) is None, source
            compared += comparable(member.term) is not None and second_reading(source) is not None
    assert compared >= LEAST[name]


@pytest.mark.parametrize(("ours", "written"), [
    (r"x - y", r"x + y"), (r"x \cdot y^2", r"(x y)^2"), (r"x", r"x y"), (r"\exp(-x)", r"e^{x}"), (r"\frac{a}{b c}", r"\frac{a}{b} c"),
    (r"x_1 + 2", r"x_2 + 2"), (r"\sin(x^2)", r"\sin(x)^2"),
])
def test_a_misreading_is_noticed(ours: str, written: str) -> None:
    assert differs(read_expression(ours, Scope()), written) is not None


@pytest.mark.parametrize("latex", [
    r"f(x)", r"x'", r"A^T B", r"x^{(2)}", r"E + 1", r"2^{9^{9}}", r"a/bc", r"\sum_i x_i", r"x = 2", r"\gamma", r"z^{[l]}", r"(x", r"x)",
    r"|x|",
    r"\hat{y}", r"\sin x", r"x^2(y)", r"I", r"\frac12", "(" * 40 + "x" + ")" * 40, "x+" * 200 + "x",
])
def test_what_it_is_known_to_misread_is_kept_from_it(latex: str) -> None:
    assert guarded(latex) is None or second_reading(latex) is None


def test_a_tail_that_it_would_drop_is_no_opinion() -> None:
    assert second_reading(r"w - \alpha x") is not None
    assert re.sub(r"\s", "", str(second_reading(r"w - \alpha x"))) in ("-alpha*x+w", "w-alpha*x")


def test_check_takes_the_second_opinion(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "notes.md"
    document.write_text("$$(x+1)^2 = x^2 + 2x + 1$$\n")
    assert main(["check", "--second-reader", str(document)]) == 0
    monkeypatch.setattr("derivations.documents.second_reader.second_reading", lambda latex: __import__("sympy").Symbol("x"))
    main(["check", "--second-reader", str(document)])
    assert "uncertain" in capsys.readouterr().out

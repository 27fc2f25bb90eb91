"""Readings, written as Markdown: a formula after a dash, and below it how it is read, or ``!`` and why it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from symbolic.checking import check
from symbolic.latex.declarations import read_declaration
from symbolic.latex.errors import ReadingError
from symbolic.latex.plain import to_text
from symbolic.latex.scope import Scope
from symbolic.latex.statements import Statement, read_statements

FIXTURES = sorted((Path(__file__).parent / "fixtures" / "latex").glob("*.md"))
SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "approx": "≈", "propto": "∝", "define": ":=", "assign": "←",
         "implies": "⇒", "impliedby": "⇐", "iff": "⇔"}


def cases(path: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Formula, reading, and the declarations above it."""
    lets: list[str] = []
    lines = path.read_text().splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("let "):
            lets.append(line[4:])
        elif line.startswith("- "):
            yield line[2:], following.strip(), tuple(lets)


def scope_of(lets: tuple[str, ...]) -> Scope:
    scope = Scope(alone=False)
    for let in lets:
        scope = read_declaration(let, scope).scope
    return scope


def reading(statement: Statement) -> str:
    signs = [SIGNS[r.op] for r in statement.relations]
    parts = [signs.pop(0)] if statement.continues else []
    for place, member in enumerate(statement.members):
        parts += [signs[place - 1]] if place else []
        parts.append(to_text(member.term))
    text = " ".join(parts)
    if statement.conditions:
        text += " if " + ", ".join(map(to_text, statement.conditions))
    name = statement.label or statement.tag
    return f"{text} ({name})" if name else text


def read(latex: str, scope: Scope) -> str:
    try:
        return " ;; ".join(map(reading, read_statements(latex, scope.surveyed(latex))))
    except ReadingError as error:
        assert 0 <= error.start <= error.end <= len(latex)
        return f"! {error.message}"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_every_formula_is_read_as_written_down(path: Path) -> None:
    wrong = []
    for latex, expected, lets in cases(path):
        found = read(latex, scope_of(lets))
        if found != expected:
            wrong.append(f"{latex}\n    expected {expected}\n    found    {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "fixtures" / "latex" / "open").glob("*.md")), ids=lambda p: p.stem)
def test_every_formula_about_names_without_a_type_is_read_as_written_down(path: Path) -> None:
    found = [(latex, expected, read(latex, replace(scope_of(lets), open=True))) for latex, expected, lets in cases(path)]
    assert [(latex, reading) for latex, expected, reading in found if reading != expected] == []


def test_there_are_many_formulas_and_a_third_of_them_is_refused() -> None:
    found = [expected for path in FIXTURES for _, expected, _ in cases(path)]
    assert len(found) >= 400
    assert sum(e.startswith("!") for e in found) >= len(found) / 3


# --- what never changes a reading -------------------------------------------------------------


def spaced(latex: str) -> str:
    return re.sub(r"(?<![\\A-Za-z{<>])([<>]=|[=+<>])", r" \\, \1 \\; ", latex)


def resized(latex: str) -> str:
    return re.sub(r"(?<!\\)(?<!left)(?<!right)\)", r"\\bigr)", re.sub(r"(?<![\\a-zA-Z])(?<!left)\(", r"\\bigl(", latex))


def sided(latex: str) -> str:
    return latex.replace("(", r"\left(").replace(")", r"\right)")


def coloured(latex: str) -> str:
    return r"\displaystyle \color{blue} " + re.sub(r"(?<![\\A-Za-z0-9_^{])([abcx-z])(?![A-Za-z'])", r"{\\color{red}{\1}}", latex)


def dressed(latex: str) -> str:
    latex = re.sub(r"'+", lambda m: "^{" + r"\prime" * len(m[0]) + "}", latex) if "'^" not in latex and "}'" not in latex else latex
    latex = re.sub(r"([<>]=|[=+])", r"{}\1{}", latex) if not re.search(r"[_^]\{?[^{}]*[=+]|:=|\[", latex) else latex
    return re.sub(r"\\,\s*d(?=[a-z](?![a-z]))", r"\\,{\\rm d}", latex) if r"\int" in latex else latex


PLAIN = [(latex, lets) for path in FIXTURES for latex, expected, lets in cases(path)
         if not expected.startswith("!")
         and not re.search(r"\\left|\\right|\\[bB]ig|\^\{?\(|\\text|newcommand|\\def|Declare|boxed|stackrel|overset|label|tag|not", latex)]


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.fuzz)])
def test_spaces_sizes_and_colours_never_change_a_reading(every: int) -> None:
    wrong = []
    for latex, lets in PLAIN[::every]:
        scope = scope_of(lets)
        before = read(latex, scope)
        for change in (spaced, resized, sided, coloured, dressed):
            after = read(change(latex), scope)
            if before != after:
                wrong.append(f"{latex}\n    {before}\n    {change(latex)}\n    {after}")
    assert not wrong, "\n".join(wrong[:9])


DRESSED = re.compile(r"\\left|\\right|\\[bB]ig|\^\{?\(|"
                     r"\\(text|math|operator|begin|def|Declare|boxed|stackrel|overset|label|tag|not)|command|[$]|->")
LINES = [line["tex"] for name in ("latex_lines", "latex_lines_varied")
         for line in json.loads((Path(__file__).parent / "benchmarks" / f"{name}.json").read_text()) if not DRESSED.search(line["tex"])]


@pytest.mark.fuzz
@pytest.mark.parametrize("change", [spaced, resized, sided, coloured, dressed])
def test_nor_do_they_where_a_formula_stands_alone(change: Callable[[str], str]) -> None:
    """Sizes of arrays have names that do not occur in the source, and braces after a function may tell its argument."""
    found = [(latex, read(latex, Scope()), read(change(latex), Scope())) for latex in LINES if latex != r"\sin x y"]
    assert [f for f in found if re.sub(r"I_\w", "I", f[1]) != re.sub(r"I_\w", "I", f[2]) and not f[1][0] == f[2][0] == "!"] == []


@pytest.mark.parametrize("claim", ["(e^f)' = e^f", r"(\ln f)' = \frac{1}{f}", "(y^2)' = 2y", "(a^2)' = 2a"])
def test_a_prime_is_no_derivative_by_a_function_or_a_constant(claim: str) -> None:
    verdict = check(claim)
    assert verdict.word == "unreadable"
    assert "by which variable" in str(verdict.reason)


@pytest.mark.parametrize("claim", [r"\overline{x^2} = \overline{x}^2", r"\dot{x^2} = \dot{x}^2", r"\hat{f^2} = \hat{f}^2"])
def test_an_accent_over_a_power_is_no_power_of_the_name(claim: str) -> None:
    verdict = check(claim)
    assert verdict.word == "unreadable"
    assert "over a formula" in str(verdict.reason)


@pytest.mark.parametrize("claim", [
    r"\frac{{\rm d}y}{{\rm d}x} = \frac{y}{x}", r"{\mathcal {L}}(x) + {\mathcal {L}}(y) = {\mathcal {L}}(x+y)", "(f+g)(x) = fx + gx",
    "w_{ij}(t+1) + w_{ij}(t) = 2t w_{ij} + w_{ij}", "x'Ax = xAx'", r"\partial L/\partial w = L/w", r"d y = 2 d x \Rightarrow y = 2x",
])
def test_what_is_set_with_braces_primes_or_a_stroke_is_no_product(claim: str) -> None:
    assert check(claim).word not in ("proved", "conditional")


def test_a_function_with_an_index_changes_with_it() -> None:
    assert check(r"\sum_{k=1}^K p_k(x) = K p_k(x)").word != "proved"
    assert check(r"\sum_{k=1}^K p_k(x) = \sum_{j=1}^K p_j(x)").word == "proved"


@pytest.mark.parametrize("left", [r"(\log x)^2/2", r"[\log x]^2/2", r"\left(\log x\right)^2/2"])
def test_a_function_in_brackets_of_its_own_ends_before_a_stroke(left: str) -> None:
    assert check(rf"{left} = \frac{{1}}{{2}} (\log x)^2", ["x > 0"]).word == "proved"
    assert check(r"\log x/2 = \frac{1}{2} \log x", ["x > 0"]).word == "unreadable"

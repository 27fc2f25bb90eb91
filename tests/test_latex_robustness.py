"""No input crashes or hangs the reader: it reads, or it says where it stops and why."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from symbolic.latex.declarations import read_declaration
from symbolic.latex.errors import ReadingError
from symbolic.latex.rows import split_rows
from symbolic.latex.scope import Scope
from symbolic.latex.statements import read_statements

FIXTURES = (Path(__file__).parent / "fixtures" / "latex").glob("*.md")
FORMULAS = [line[2:] for path in FIXTURES for line in path.read_text().splitlines() if line.startswith("- ")] + [
    r"x \in \mathbb{R}^{n}", r"k \in \{1,\dots,n\}", r"f : \mathbb{R} \to \mathbb{R}", r"A = A^\top, A \succ 0", r"\sum_{i=1}^{n} p_i = 1",
    r"y_i \in \{0,1\}", r"x_i \in \mathbb{R}^n, i \in \{1,\dots,m\}", r"x \in (0, 1], y \in [0, \infty)",
    r"\begin{aligned} x &= 1 \\ &= 2 \end{aligned}",
]
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s|.")


def attempt(source: str) -> None:
    """Read the source as a formula and as declarations; every error has a place inside it."""
    scope = Scope().surveyed(source)
    for read in (lambda: [read_statements(source, scope, row.start, row.end) for row in split_rows(source)],
                 lambda: read_declaration(source, Scope())):
        try:
            read()
        except ReadingError as error:
            assert 0 <= error.start <= error.end <= len(source), source
            assert error.message


def mutated(seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    tokens = [t for f in FORMULAS for t in TOKEN.findall(f)]
    while True:
        if rng.random() < 0.35:
            yield "".join(rng.choice(tokens) for _ in range(rng.randint(1, 25)))
            continue
        parts = TOKEN.findall(rng.choice(FORMULAS))
        for _ in range(rng.randint(1, 3)):
            place, kind = rng.randrange(len(parts) + 1), rng.random()
            if kind < 0.4:
                parts[place : place + 1] = []
            elif kind < 0.7:
                parts.insert(place, rng.choice(tokens))
            elif kind < 0.85:
                del parts[place:]
            else:
                parts[place:place] = TOKEN.findall(rng.choice(FORMULAS))
        yield "".join(parts)


def run(seed: int, count: int) -> None:
    for source in islice(mutated(seed), count):
        start = time.process_time()
        try:
            attempt(source)
        except Exception as error:
            raise AssertionError(f"{source!r}: {error!r}") from error
        assert time.process_time() - start < 5, source


def test_mutated_formulas_are_read_or_refused() -> None:
    run(20, 500)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(4))
def test_many_mutated_formulas_are_read_or_refused(seed: int) -> None:
    run(seed, 15_000)


@pytest.mark.parametrize("source", [
    "(" * 5000, "{" * 5000 + "}" * 5000, "(" * 3000 + "x" + ")" * 3000, "x^{" * 2000 + "}" * 2000, r"\frac" * 3000, r"\sin" * 3000,
    "-" * 5000, "|" * 3001,
    r"\sqrt{" * 300 + "x" + "}" * 300, r"\sum_i" * 500 + " x_i", "x" + "!" * 400, "x" + "'" * 400, r"\left(" * 900,
    r"\begin{matrix}" * 300, "x_" * 2000,
    "a/" * 800 + "b", r"\nabla" * 600, r"\hat" * 600 + "x", r"\newcommand{\a}{\a\a} \a", r"\frac{d}{dx}" * 300 + "x", "f(" * 500,
    r"x \in" * 300, "",
    " ", "%", "\\", "$", "\x00", "é", "𝔸", "\n" * 1000, r"\int" * 500 + "x dx", "&" * 1000, r"\\" * 1000, "=" * 1000, ":" * 1000,
    r"\left.\right|" * 200,
])
def test_deep_long_and_odd_sources_are_refused_in_time(source: str) -> None:
    start = time.process_time()
    attempt(source)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("piece", [
    "x + y ", "f(x) ",
    *(pytest.param(p, marks=pytest.mark.fuzz) for p in ("x y ", "(x+1) ", r"\text{a} ", r"x_i + \frac{1}{2} ", "x" * 100)),
])
def test_the_time_grows_with_the_length_of_a_line_and_no_faster(piece: str) -> None:
    def seconds(source: str) -> float:
        start = time.process_time()
        attempt(source)
        return time.process_time() - start

    short, long = seconds(piece * 100), seconds(piece * 800)
    assert long < 30 * short + 0.5


@pytest.mark.fuzz
def test_a_line_of_a_million_characters_is_read() -> None:
    attempt("x + y " * 170_000)

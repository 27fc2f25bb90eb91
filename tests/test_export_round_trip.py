"""What is printed is read back: by our reader as the same term, and by an independent reader as a function with the same values."""

from __future__ import annotations

import re
from typing import Any

import pytest

from derivations.catalogue import entries
from derivations.catalogue._entries import Derivation
from symbolic.latex.grammar import read_expression
from symbolic.latex.printer import to_latex
from symbolic.sympy_bridge import to_sympy
from symbolic.terms import Call, Num, Sym, Term, div, num, transform, walk

DERIVATIONS = [pytest.param(d, id=f"{e.name}: {d.title}") for e in entries() for d in e.derivations]
GUARDED = frozenset({"add", "neg", "mul", "div", "pow", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh"})
GREEK = "alpha|eta|mu|lambda|theta"
WORDS = re.compile(rf"\\(?:frac|sqrt|cdot|exp|ln|sin|cos|tan|tanh|log|{GREEK})(?![A-Za-z])|[a-zA-Z0-9+\-*/^{{}}() ]")
NAME = re.compile(rf"(?![EIdei]$)[a-zA-Z]|\\(?:{GREEK})")


def sides(derivation: Derivation) -> list[Term]:
    return list(dict.fromkeys(side for step in derivation.reading.steps for side in (step.left, step.right)))


def fractions(term: Term) -> Term:
    """The term with its decimals as quotients of whole numbers, which is how they are printed."""
    return transform(term, lambda t: div(num(t.value.numerator), num(t.value.denominator)) if isinstance(t, Num) and t.value.denominator > 1
                     else None)


@pytest.mark.parametrize("derivation", DERIVATIONS)
def test_every_side_is_read_back_as_itself(derivation: Derivation) -> None:
    scope = derivation.reading.scope
    for side in sides(derivation):
        if not (isinstance(side, Call) and side.op in ("eq", "lt", "le", "gt", "ge")):
            latex = to_latex(side)
            assert fractions(read_expression(latex, scope.surveyed(latex))) is fractions(side), latex


def guarded(term: Term) -> str | None:
    """The LaTeX of a scalar term in what the second reader is known to read; None outside."""
    for part in walk(term):
        match part:
            case Num():
                continue
            case Sym(name, sort) if sort.is_scalar and NAME.fullmatch(name):
                continue
            case Call(op, args) if op in GUARDED and args:
                continue
        return None
    latex = to_latex(term).replace(r"\log(", r"\ln(").replace(r"\left", "").replace(r"\right", "")
    plain = WORDS.sub("", latex) == ""
    return latex if plain and not re.search(r"\^\(|(?<![A-Za-z\\])[a-zA-Z] ?\(", latex) else None


def second_reading(latex: str) -> Any:
    reader = pytest.importorskip("latex2sympy2", reason="needs the second reader, which exists for Python before 3.13")
    reader.variances, reader.var = {}, {}
    found = reader.latex2sympy(latex)
    assert not reader.variances and not reader.var
    return found


def bare(symbol: Any) -> str:
    return str(symbol.name).lstrip("\\")


def test_the_second_reader_finds_the_same_values() -> None:
    pytest.importorskip("latex2sympy2", reason="needs the second reader, which exists for Python before 3.13")
    compared = 0
    for entry in entries():
        terms = [f.term for f in entry.formulas] + [side for d in entry.derivations for side in sides(d)]
        for term in dict.fromkeys(terms):
            latex = guarded(term)
            if latex is None:
                continue
            ours, theirs = to_sympy(term), second_reading(latex)
            names = sorted({bare(s) for s in ours.free_symbols})
            assert {bare(s) for s in theirs.free_symbols} == set(names), latex
            point = {name: (3 + 2 * k) / (7 + k) for k, name in enumerate(names)}
            values = [complex(e.subs({s: point[bare(s)] for s in e.free_symbols}).evalf()) for e in (ours, theirs)]
            assert abs(values[0] - values[1]) <= 1e-9 * (1 + abs(values[0])), latex
            compared += 1
    assert compared >= 30

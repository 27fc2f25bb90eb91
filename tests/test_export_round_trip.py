"""What is printed is read back: by our reader as the same term, and by an independent reader as a function with the same values."""

from __future__ import annotations

import pytest

from derivations.catalogue import entries
from derivations.catalogue._entries import Derivation
from derivations.documents.second_reader import comparable, differs, is_installed, second_reading
from symbolic.functions import CONNECTIVES, RELATIONS
from symbolic.latex.grammar import read_expression
from symbolic.latex.printer import to_latex
from symbolic.terms import Call, Num, Term, div, num, transform

DERIVATIONS = [pytest.param(d, id=f"{e.name}: {d.title}") for e in entries() for d in e.derivations]
STATEMENTS = frozenset({*RELATIONS, *CONNECTIVES, "and", "or", "not"})


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
        if not (isinstance(side, Call) and side.op in STATEMENTS):
            latex = to_latex(side)
            assert fractions(read_expression(latex, scope.surveyed(latex))) is fractions(side), latex


@pytest.mark.fuzz
@pytest.mark.skipif(not is_installed(), reason="needs the second reader, which exists for Python before 3.13")
def test_the_second_reader_finds_the_same_values() -> None:
    compared = 0
    for entry in entries():
        terms = [f.term for f in entry.formulas] + [side for d in entry.derivations for side in sides(d)]
        for term in dict.fromkeys(terms):
            latex = to_latex(term)
            assert differs(term, latex) is None, latex
            compared += comparable(term) is not None and second_reading(latex) is not None
    assert compared >= 30

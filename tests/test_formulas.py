"""A formula has a SymPy form, composes, and importing the engine stays cheap."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sympy as sp

from symbolic.formulas import Formula
from symbolic.terms import TWO, call, mul, num, power, sym

x, y = sym("x"), sym("y")
square = Formula("s", (x,), power(x, TWO))
double = Formula("d", (y,), mul(TWO, y))


def test_a_formula_composes_with_terms_numbers_formulas_and_sympy() -> None:
    assert square(y) is power(y, TWO)
    assert square(3) is power(num(3), TWO)
    composite = square(double)
    assert isinstance(composite, Formula)
    assert composite.params == (y,) and composite.term is power(mul(TWO, y), TWO)
    assert square(sp.Symbol("t")) == sp.Symbol("t", real=True) ** 2


def test_a_formula_from_sympy_keeps_its_structure_and_assumptions() -> None:
    p = sp.Symbol("p", positive=True)
    made = Formula.of("h", (p,), sp.Mul(p, 1 / p, evaluate=False))
    assert repr(made.term) == "div(p, p)"
    assert [repr(d) for d in made.declarations] == ["gt(p, 0)"]
    assert made.expr.args


def test_a_wrong_number_of_arguments_is_an_error() -> None:
    with pytest.raises(TypeError, match="takes 1 arguments"):
        square(x, y)


def test_the_definition_of_a_formula_can_be_unfolded_by_a_step() -> None:
    definition = square.definition
    assert definition.symbol.sort.is_function and definition.params == (x,) and definition.value is square.term


def test_the_latex_of_a_formula_names_it_and_its_parameters() -> None:
    assert Formula("f", (x,), call("sigmoid", x)).latex.startswith(r"f\left(x\right) = ")


def test_importing_the_engine_loads_neither_sympy_nor_numpy() -> None:
    code = "import sys, symbolic; assert not {'sympy', 'numpy', 'flint'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""The catalogue: every row is read and proved, every stated result is its last row, every slope is confirmed by numbers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from derivations.catalogue import entries, load, names
from derivations.catalogue._entries import Derivation
from derivations.ledger.derived import confirmed, verdicts
from numeric import check_gradient
from numeric.checking.central import central_slope
from numeric.checking.differences import complex_slope
from numeric.confirming import confirm_slope
from symbolic.formulas import Formula
from symbolic.sympy_bridge import from_sympy
from symbolic.terms import TWO, Deriv, Sym, free_symbols, mul

DERIVATIONS = [(entry.name, derivation) for entry in entries() for derivation in entry.derivations]
IDS = [f"{name}: {derivation.title}" for name, derivation in DERIVATIONS]


@pytest.mark.parametrize(("name", "derivation"), DERIVATIONS, ids=IDS)
def test_every_step_of_the_catalogue_is_proved(name: str, derivation: Derivation) -> None:
    assert derivation.steps, "a derivation without a step"
    pairs = zip(derivation.steps, verdicts(derivation), strict=True)
    failed = [f"{step.left} {step.relation} {step.right}: {v}" for step, v in pairs if v.word != "proved"]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize(("name", "derivation"), DERIVATIONS, ids=IDS)
def test_every_row_has_a_sympy_form_that_is_the_row(name: str, derivation: Derivation) -> None:
    for row in derivation.reading.rows:
        symbols = [s for t in derivation.reading.rows for s in free_symbols(t.term)]
        back = from_sympy(row.expr, {s.name: s for s in symbols})
        assert from_sympy(_again(back), {s.name: s for s in symbols}) is back


def _again(term):  # type: ignore[no-untyped-def]
    from symbolic.sympy_bridge import to_sympy

    return to_sympy(term)


SLOPES = [(name, d) for name, d in DERIVATIONS if d.states is not None]


@pytest.mark.parametrize(("name", "derivation"), SLOPES, ids=[f"{n}: {d.title}" for n, d in SLOPES])
def test_the_slope_of_a_scalar_formula_is_confirmed_by_a_complex_step_and_central_differences(name: str, derivation: Derivation) -> None:
    left, right = (from_sympy(side) for side in derivation.states or ())
    if not (isinstance(left, Deriv) and isinstance(left.var, Sym)) or any(s.sort.index or s.sort.is_function for s in free_symbols(left)):
        pytest.skip("not the slope of a scalar formula")
    others = tuple(sorted(free_symbols(left) - {left.var}, key=lambda s: s.name))
    if any(s.sort.field == "integer" for s in others):
        pytest.skip("an exponent of any size")
    f = Formula("f", (left.var, *others), left.body)
    g = Formula("g", (left.var, *others), right).numpy()
    real = f.numpy()
    rest = np.linspace(0.3, 0.7, len(others))
    for at in (0.31, 0.77):
        central = central_slope(lambda x: real(x[0], *rest), np.array([at]), np.ones(1))
        assert g(at, *rest) == pytest.approx(central.value, rel=1e-7, abs=1e-8)
        if name == "gelu":  # the error function of the standard library takes real numbers alone
            continue
        step = f.numpy("complex128")
        slope = complex_slope(lambda x, step=step: step(x[0], *rest), np.array([at]), np.ones(1))
        assert slope is not None and g(at, *rest) == pytest.approx(slope.value, rel=1e-13, abs=1e-14)


@pytest.mark.parametrize(("name", "derivation"), DERIVATIONS, ids=IDS)
def test_no_stated_slope_is_contradicted_by_numbers(name: str, derivation: Derivation) -> None:
    assert confirmed(derivation) is not False


def test_most_stated_slopes_are_confirmed_and_a_wrong_one_is_not() -> None:
    assert sum(confirmed(d) is True for _, d in DERIVATIONS) >= 65
    slope = next(d for n, d in DERIVATIONS if n == "output_layer")
    reading = slope.reading
    wrong = confirm_slope(reading.first, mul(TWO, reading.rows[-1].term), reading.scope.definitions)
    assert wrong is not None and not wrong.ok and "factor 2" in str(wrong)


def test_the_gradient_of_a_layer_is_confirmed_for_several_sizes() -> None:
    from derivations.catalogue.output_layer import output_layer, weight_slope

    rng = np.random.default_rng(5)
    slope = weight_slope.numpy()
    for inputs, outputs in ((1, 1), (3, 2), (4, 5)):
        w, h, t = rng.normal(size=(inputs, outputs)), rng.normal(size=inputs), rng.normal(size=outputs)
        f = output_layer.numpy("complex128")
        values = slope(w, h, t)
        gradient = values if slope.axes[0].name == "j" else values.T
        report = check_gradient(lambda w, f=f, h=h, t=t: f(w, h, t), gradient, w)
        assert report.ok and report.method == "complex step", str(report)


def test_an_entry_is_found_by_its_name_and_an_unknown_one_names_its_neighbours() -> None:
    assert "sigmoid" in names() and load("sigmoid").name == "sigmoid"
    with pytest.raises(KeyError, match="sigmoid"):
        load("sigmod")


def test_an_entry_is_loaded_without_the_others() -> None:
    code = "import sys, derivations; derivations.sigmoid; assert 'derivations.catalogue.bowl' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_row_has_its_reason_and_every_family_its_sources() -> None:
    assert [(name, d.title) for name, d in DERIVATIONS if not all(reason for _, reason in d.rows)] == []
    assert [entry.name for entry in entries() if not entry.sources] == []


def test_the_example_of_a_new_family_is_the_family() -> None:
    root = Path(__file__).parent.parent
    family = (root / "derivations" / "catalogue" / "gelu.py").read_text(encoding="utf-8")
    assert family.strip() in (root / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_no_ledger_id_is_malformed_and_every_family_says_what_it_is() -> None:
    for entry in entries():
        assert entry.title and entry.derivations
        assert all(len(i) in (7, 8) and i[0] == "S" and i[4] == "-" for i in entry.ids)

"""``derivations train``, its figures, and the compiled backend."""

from __future__ import annotations

import json

import numpy as np
import pytest

from derivations.cli import main
from numeric import Network, check_gradient
from numeric.data import circles
from numeric.figures import plotting

pytestmark = pytest.mark.usefixtures("own_cache")


def test_training_on_circles_prints_its_numbers_and_writes_figures(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["train", "circles", "--epochs", "300", "--figures", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "held-out accuracy: 1" in out and "9 proved" in out and "z ≠ 0" in out
    assert {p.name for p in tmp_path.iterdir()} == {"circles-curves.png", "circles-boundary.png"}


def test_training_on_exclusive_or_shows_the_linear_nets_that_cannot(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["train", "xor", "--no-figures", "--output-format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["2-1 linear"] == record["2-16-16-1 linear"] == [0.5] * 4
    assert record["2-16-1 relu"] == [0, 1, 1, 0]


def test_a_run_that_does_not_reach_its_mark_exits_with_one(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["train", "circles", "--epochs", "1", "--no-figures"]) == 1
    assert "not reached: a held-out accuracy of 0.99" in capsys.readouterr().out


def test_initial_weights_are_shown_without_a_curve(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["train", "circles", "--epochs", "0", "--figures", str(tmp_path)]) == 1
    assert "loss: 0.69" in capsys.readouterr().out and [p.name for p in tmp_path.iterdir()] == ["circles-boundary.png"]


def test_a_setting_that_cannot_work_exits_with_two(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["train", "circles", "--epochs", "-1", "--no-figures"]) == 2
    assert "epochs" in capsys.readouterr().err


def test_training_on_digits_reaches_its_mark(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("sklearn")
    assert main(["train", "digits", "--figures", str(tmp_path)]) == 0
    assert (tmp_path / "digits-misread.png").is_file()


def test_figures_are_drawn_of_activations_and_of_a_gradient_check(tmp_path) -> None:  # type: ignore[no-untyped-def]
    report = check_gradient(lambda x: (x**2).sum(), lambda x: 3 * x, np.array([1.0, 2.0]))
    for name, figure in (("a", plotting.activations()), ("g", plotting.gradient_check(report))):
        assert plotting.save(figure, tmp_path / f"{name}.png").stat().st_size > 5000
    with pytest.raises(ValueError, match="two features"):
        plotting.decision_boundary(Network(), np.zeros((3, 5)), np.zeros(3))


RUNS = [
    {"hidden": (4, 6), "optimizer": "gradient_descent"},
    {"hidden": (5,), "activation": "tanh", "output": "identity", "loss": "squared_error", "optimizer": "momentum", "batch_size": 32},
    {"hidden": (3, 3), "activation": ("silu", "leaky_relu"), "output": "softmax", "loss": "categorical_cross_entropy", "batch_size": 50},
]


@pytest.mark.parametrize("settings", [
    pytest.param(RUNS[0], id="descent", marks=pytest.mark.fuzz),
    pytest.param(RUNS[1], id="momentum", marks=pytest.mark.benchmark),  # compiling takes seconds
    pytest.param(RUNS[2], id="adam", marks=pytest.mark.fuzz),
])
def test_compiled_loops_give_the_same_weights_to_rounding(settings: dict) -> None:  # type: ignore[type-arg]
    pytest.importorskip("numba")
    x, y = circles(150)
    y = y.astype(int) if settings.get("output") == "softmax" else y
    arrays, loops = (Network(backend=b, epochs=5, **settings).fit(x, y) for b in ("numpy", "numba"))
    np.testing.assert_allclose(loops.state.theta, arrays.state.theta, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(loops.loss_curve_, arrays.loss_curve_, rtol=1e-12)
    for size in (1, 149):  # a single example a step, and a single one left for the last step
        alone = [Network(backend=b, epochs=1, **(settings | {"batch_size": size})).fit(x, y).state.theta for b in ("numpy", "numba")]
        np.testing.assert_allclose(alone[1], alone[0], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(loops.resume(x, y, epochs=3).state.theta, arrays.resume(x, y, epochs=3).state.theta, rtol=1e-11, atol=1e-13)


def test_without_numba_the_compiled_backend_says_what_to_install() -> None:
    from importlib.util import find_spec

    if find_spec("numba") is not None:
        pytest.skip("numba is installed")
    with pytest.raises(ValueError, match=r"derivation-checker\[numba\]"):
        Network(backend="numba")

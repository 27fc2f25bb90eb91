"""The experiments of the sources: circles, exclusive or, handwritten digits."""

from __future__ import annotations

import numpy as np
import pytest

from numeric import Network
from numeric.data import circles, digits, split, xor

pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.mark.parametrize(("optimizer", "rate", "epochs"), [("adam", 0.01, 400), ("gradient_descent", 0.5, 2000), ("momentum", 0.1, 800)])
def test_two_circles_are_told_apart(optimizer: str, rate: float, epochs: int) -> None:
    x, x_test, y, y_test = split(*circles())
    net = Network(hidden=(4, 6, 6, 4), optimizer=optimizer, learning_rate=rate, epochs=epochs).fit(x, y)
    assert net.score(x_test, y_test) >= 0.99
    assert net.loss_curve_[-1] < 0.1 * net.loss_curve_[0]


@pytest.mark.parametrize("seed", range(3))
def test_sixteen_rectifiers_learn_exclusive_or(seed: int) -> None:
    x, y = xor()
    net = Network(hidden=(16,), output="identity", loss="squared_error", learning_rate=0.02, epochs=1500, random_state=seed).fit(x, y)
    np.testing.assert_allclose(net.predict(x), y, atol=1e-3)


@pytest.mark.parametrize("hidden", [(), (16,), (16, 16)])
def test_linear_networks_of_any_depth_answer_one_half_to_exclusive_or(hidden: tuple[int, ...]) -> None:
    x, y = xor()
    net = Network(hidden=hidden, activation="identity", output="identity", loss="squared_error", optimizer="gradient_descent",
                  learning_rate=0.05, epochs=3000).fit(x, y)
    f = net.predict(x)
    np.testing.assert_allclose(f, 0.5, atol=1e-3)
    assert f[0] + f[3] == pytest.approx(f[1] + f[2], abs=1e-12)


@pytest.mark.parametrize(("batch_size", "rate", "epochs"), [(1, 0.1, 15), (16, 2.0, 40)])
def test_a_net_of_sigmoids_reads_handwritten_digits(batch_size: int, rate: float, epochs: int) -> None:
    pytest.importorskip("sklearn")
    x, x_test, y, y_test = split(*digits())
    net = Network(hidden=(100,), activation="sigmoid", loss="squared_error", optimizer="gradient_descent", learning_rate=rate,
                  epochs=epochs, batch_size=batch_size, classes=10, targets=(0.01, 0.99)).fit(x, y)
    assert net.score(x_test, y_test) >= 0.96

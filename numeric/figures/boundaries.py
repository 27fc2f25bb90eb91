"""Figures of what tells classes apart: two circles and a network trained on them, two kinds of beetle, exclusive or."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from numeric.figures.figure import Figure

if TYPE_CHECKING:
    from numeric.network import Network

Array = NDArray[Any]


@cache
def _trained() -> tuple[Network, Array, Array]:
    from numeric.data import circles, split
    from numeric.network import Network

    x, x_test, y, y_test = split(*circles(1000, random_state=0), random_state=0)
    network = Network(hidden=(4, 6, 6, 4), epochs=50, batch_size=32, accuracy=True, progress=False)
    return network.fit(x, y, validation_data=(x_test, y_test)), x_test, y_test


def _circles() -> Any:
    from numeric.data import circles
    from numeric.figures.plotting import BLUE, ORANGE, new_figure

    figure, (panel,) = new_figure(size=(5.4, 5.2))
    x, y = circles(1000, random_state=0)
    for label, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        panel.scatter(*x[y == label].T, s=14, c=colour, marker=marker, edgecolors="white", linewidths=0.3, label=f"label {label}")
    panel.set(xlabel="$x_1$", ylabel="$x_2$", title="two noisy circles", aspect="equal")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _circles_show() -> bool:
    from numeric.data import circles

    x, y = circles(1000, random_state=0)
    radius = np.hypot(*x.T)
    return bool(abs(radius[y == 0].mean() - 1) < 0.03 and abs(radius[y == 1].mean() - 0.3) < 0.05)


def _boundary() -> Any:
    from numeric.figures.plotting import decision_boundary

    network, x, y = _trained()
    return decision_boundary(network, x, y, "decision boundary")


def _boundary_shows() -> bool:
    network, x, y = _trained()
    return network.score(x, y) >= 0.97


def _curves() -> Any:
    from numeric.figures.plotting import curves

    return curves(_trained()[0].history, "training on two circles")


def _curves_show() -> bool:
    history = _trained()[0].history
    return len(history["loss"]) == 50 and history["loss"][-1] < history["loss"][0] / 2 and history["accuracy"][-1] > history["accuracy"][0]


LADYBIRD, CATERPILLAR = (3.0, 1.0), (1.0, 3.0)


def _slope_between() -> float:
    """The linear predictor trained with the moderated rule, targets a little beside the examples."""
    a = 0.25
    for x, t in ((LADYBIRD[0], 1.1), (CATERPILLAR[0], 2.9)):
        a += 0.5 * (t - a * x) / x
    return a


def _classifier() -> Any:
    from numeric.figures.plotting import BLUE, GREEN, ORANGE, new_figure

    figure, (panel,) = new_figure(size=(5.6, 4.8))
    x = np.array([0, 3.6])
    panel.plot(x, 0.25 * x, color="0.5", linestyle="--", label="before")
    panel.plot(x, _slope_between() * x, color=GREEN, label="after two examples")
    panel.plot(*LADYBIRD, "o", color=BLUE, markersize=11, label="ladybird")
    panel.plot(*CATERPILLAR, "s", color=ORANGE, markersize=11, label="caterpillar")
    panel.set(xlabel="width", ylabel="length", title="a line between two kinds", xlim=(0, 3.6), ylim=(0, 3.6))
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _classifier_shows() -> bool:
    a = _slope_between()
    return bool(LADYBIRD[1] < a * LADYBIRD[0] and CATERPILLAR[1] > a * CATERPILLAR[0])


CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def _two_rectifiers(x: Array, y: Array) -> Array:
    from numeric.training.caching import formula_of

    relu = formula_of("relu")[1].numpy()
    return np.asarray(relu(x + y) - 2 * relu(x + y - 1))


def _exclusive_or() -> Any:
    from numeric.figures.plotting import BLUE, ORANGE, new_figure

    figure, (panel,) = new_figure(size=(5.8, 5.2))
    x, y = np.meshgrid(np.linspace(-0.4, 1.4, 181), np.linspace(-0.4, 1.4, 181))
    shades = panel.contourf(x, y, _two_rectifiers(x, y), levels=np.linspace(-1, 1, 21), cmap="Greys_r", alpha=0.6, extend="min")
    panel.contour(x, y, _two_rectifiers(x, y), levels=[0.5], colors="black", linewidths=1.5)
    figure.colorbar(shades, ax=panel, label="output", ticks=[-1, -0.5, 0, 0.5, 1])
    for label, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        corners = CORNERS[CORNERS.sum(1) % 2 == label]
        panel.plot(*corners.T, marker, color=colour, markersize=13, markeredgecolor="white", label=f"label {label}")
    panel.set(xlabel="$x_1$", ylabel="$x_2$", title="exclusive or by two rectifiers", aspect="equal", xticks=[0, 1], yticks=[0, 1])
    panel.grid(False)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _exclusive_or_shows() -> bool:
    return bool((_two_rectifiers(*CORNERS.T.astype(float)) == CORNERS.sum(1) % 2).all())


FIGURES: tuple[Figure, ...] = (
    Figure("circles", _circles, _circles_show, ("S002-01",), ("plot", "numeric")),
    Figure("boundary", _boundary, _boundary_shows, ("S002-07",), ("plot", "training_run"), beside=("deep_layers",)),
    Figure("curves", _curves, _curves_show, ("S002-35",), ("plot", "training_run"), beside=("deep_layers",)),
    Figure("classifier", _classifier, _classifier_shows, ("S004-05",), ("plot", "numeric"), beside=("predictor",)),
    Figure("exclusive-or", _exclusive_or, _exclusive_or_shows, beside=("xor",)),
)

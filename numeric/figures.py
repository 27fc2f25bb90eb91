"""The figures of the course, drawn from formulas and runs: each is a row of the table ``FIGURES``.

A figure is drawn from numbers, and ``shows`` says of these numbers whether they are what the figure is about: the surface has its minimum
where the mark stands, the path ends in the valley, every node is joined to every node of the next layer.  Style and colours are those of
:mod:`numeric.plotting`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numeric.network import Network

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name, its drawing, what must be so of its numbers, the ledger ids it reconstructs, and the kind of evidence."""

    name: str
    draw: Callable[[], Any]
    shows: Callable[[], bool]
    ids: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ("plot",)


def figure_of(id: str) -> Figure | None:
    """The figure that reconstructs a row of the ledger."""
    return next((f for f in FIGURES if id in f.ids), None)


def draw_all(folder: Path, names: Sequence[str] = (), formats: Sequence[str] = ("svg", "png")) -> list[Path]:
    """Draw all figures, or those named, into a folder."""
    from numeric.plotting import save

    written = []
    for figure in FIGURES:
        if not names or figure.name in names:
            drawing = figure.draw()
            written += [save(drawing, folder / f"{figure.name}.{ending}") for ending in formats]
    return written


# --- the bowl -----------------------------------------------------------------------------------------------


@cache
def _grid(half: float, points: int) -> tuple[Array, Array]:
    axis = np.linspace(-half, half, points)
    x, y = np.meshgrid(axis, axis)
    return x, y


@cache
def _bowl(points: int = 61) -> tuple[Array, Array, Array]:
    """The bowl of the catalogue over [-3, 3]²."""
    from numeric.caching import formula_of

    x, y = _grid(3.0, points)
    return x, y, np.asarray(formula_of("bowl")[1].numpy()(x, y))


def _surface() -> Any:
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Canvas

    from numeric.plotting import RED, STYLE

    x, y, z = _bowl()
    lowest = np.unravel_index(np.argmin(z), z.shape)
    with rc_context(STYLE | {"figure.constrained_layout.use": False}):
        figure = Canvas(figsize=(6.4, 5.4))
        panel: Any = figure.add_axes((0.02, 0.04, 0.88, 0.88), projection="3d", computed_zorder=False)
        panel.plot_surface(x, y, z, cmap="Greys_r", alpha=0.55, linewidth=0, rstride=2, cstride=2, zorder=1)
        panel.scatter([x[lowest]], [y[lowest]], [z[lowest]], color=RED, s=70, label="minimum", depthshade=False, zorder=3)
        panel.set(xlabel="$x$", ylabel="$y$", zlabel="$f$", title="$f(x, y) = x^2 + y^2$")
        panel.view_init(elev=22, azim=-60)
        panel.legend(loc="upper left")
    return figure


def _surface_shows() -> bool:
    x, y, z = _bowl()
    lowest = np.unravel_index(np.argmin(z), z.shape)
    return bool(z.min() == 0 and z.max() == 18 and abs(x[lowest]) < 1e-12 and abs(y[lowest]) < 1e-12)


@cache
def _gradient() -> tuple[Array, Array, Array, Array, Array]:
    """Points, the gradient there by central differences of the compiled bowl, and its length."""
    from numeric.caching import formula_of

    f, h = formula_of("bowl")[1].numpy(), 1e-5
    x, y = _grid(3.0, 17)
    u, v = (f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)
    return x, y, u, v, np.hypot(u, v)


def _field() -> Any:
    from numeric.plotting import _figure

    figure, (panel,) = _figure(size=(6.2, 5.2))
    x, y, u, v, length = _gradient()
    arrows = panel.quiver(x, y, u, v, length, cmap="viridis", angles="xy", scale_units="xy", scale=14, width=0.006)
    figure.colorbar(arrows, ax=panel, label="length of the gradient")
    panel.set(xlabel="$x$", ylabel="$y$", title="gradient of $x^2 + y^2$", aspect="equal")
    panel.grid(False)
    return figure


def _field_shows() -> bool:
    x, y, u, v, length = _gradient()
    return bool(np.allclose(length, 2 * np.hypot(x, y), atol=1e-8) and np.allclose(u * y, v * x, atol=1e-8) and (u * x + v * y >= 0).all())


# --- activations --------------------------------------------------------------------------------------------


def _activations() -> Any:
    from numeric.plotting import activations

    return activations(("sigmoid", "tanh", "relu", "softplus"))


def _activations_show() -> bool:
    """Each slope that is drawn is the slope of the curve that is drawn, away from kinks."""
    from numeric.caching import formula_of
    from symbolic.formulas import Formula
    from symbolic.proving.calculus import differentiate

    x, h = np.linspace(-6, 6, 50), 1e-6
    for name in ("sigmoid", "tanh", "relu", "softplus"):
        formula = formula_of(name)[1]
        f, g = formula.numpy(), Formula("g", formula.params, differentiate(formula.term, formula.params[0])).numpy()
        if not np.allclose((f(x + h) - f(x - h)) / (2 * h), np.broadcast_to(g(x), x.shape), atol=1e-6):
            return False
    return True


def _step_and_sigmoid_values() -> tuple[Array, Array, Array]:
    from numeric.caching import formula_of

    x = np.linspace(-6, 6, 601)
    return x, np.where(np.isclose(x, 0), np.nan, np.heaviside(x, 0.0)), np.asarray(formula_of("sigmoid")[1].numpy()(x))


def _step_and_sigmoid() -> Any:
    from numeric.plotting import _figure

    figure, (panel,) = _figure()
    x, step, smooth = _step_and_sigmoid_values()
    panel.plot(x, step, label="unit step $H$")
    panel.plot(x, smooth, label=r"sigmoid $\sigma$")
    panel.set(xlabel="$x$", ylabel="output", title="a jump and a smooth threshold", ylim=(-0.05, 1.05))
    panel.legend()
    return figure


def _step_and_sigmoid_show() -> bool:
    x, step, smooth = _step_and_sigmoid_values()
    far = np.abs(x) > 5.5
    return bool(np.allclose(step[far], smooth[far], atol=0.01) and np.nanmin(step) == 0 and np.nanmax(step) == 1
        and (np.diff(smooth) > 0).all())


# --- descent ------------------------------------------------------------------------------------------------


def _descend(slope: Callable[[Array], Array], start: Sequence[float], rate: float, steps: int) -> Array:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]))
    return np.array(path)


STARTS = (((2.5, 1.5), 0.1), ((-2.5, 1.0), 0.9))


def _bowl_path() -> Any:
    from numeric.plotting import BLUE, ORANGE, _figure

    figure, (panel,) = _figure(size=(5.8, 5.2))
    x, y, z = _bowl()
    panel.contour(x, y, z, levels=np.arange(1, 19, 2), cmap="Greys", linewidths=1)
    for (start, rate), colour in zip(STARTS, (BLUE, ORANGE), strict=True):
        path = _descend(lambda p: 2 * p, start, rate, 20)
        panel.plot(path[:, 0], path[:, 1], "o-", color=colour, markersize=5, linewidth=1.5, label=f"learning rate {rate}")
    panel.set(xlabel="$x$", ylabel="$y$", title="descent on the bowl", aspect="equal")
    panel.legend(loc="lower right", frameon=True)
    return figure


def _bowl_path_shows() -> bool:
    ends = [np.linalg.norm(_descend(lambda p: 2 * p, start, rate, 20)[-1]) for start, rate in STARTS]
    return bool(max(ends) < 0.05)


def _parabola() -> Any:
    from numeric.plotting import RED, _figure

    figure, (panel,) = _figure()
    x = np.linspace(-2.2, 4.2, 200)
    path = _parabola_path()
    panel.plot(x, (x - 1) ** 2 + 1, label="$y = (x - 1)^2 + 1$")
    panel.plot(path, (path - 1) ** 2 + 1, "o--", color=RED, markersize=6, linewidth=1, label="steps against the slope")
    panel.set(xlabel="$x$", ylabel="$y$", title="descent on a parabola")
    panel.legend()
    return figure


def _parabola_path() -> Array:
    path: Array = _descend(lambda p: 2 * (p - 1), (4.0,), 0.15, 15)[:, 0]
    return path


def _parabola_shows() -> bool:
    path = _parabola_path()
    return bool(abs(path[-1] - 1) < 0.02 and (np.diff((path - 1) ** 2) < 0).all())


@cache
def _landscape() -> tuple[Array, Array]:
    """Noisy values of sin(2.5 cos(1.2 x)): the data of the error landscape."""
    rng = np.random.default_rng(0)
    x = np.linspace(-1, 1, 100)
    return x, np.sin(2.5 * np.cos(1.2 * x)) + rng.normal(0, 0.02, 100)


def _error(a: Array, b: Array) -> Array:
    x, y = _landscape()
    value: Array = np.mean((np.sin(b[..., None] * np.cos(a[..., None] * x)) - y) ** 2, axis=-1)
    return value


def _error_slope(p: Array) -> Array:
    x, y = _landscape()
    inner = np.cos(p[0] * x)
    outer = 2 * (np.sin(p[1] * inner) - y) * np.cos(p[1] * inner)
    return np.array([np.mean(outer * p[1] * -np.sin(p[0] * x) * x), np.mean(outer * inner)])


@cache
def _error_path() -> Array:
    return _descend(_error_slope, (-1.0, -1.5), 0.04, 900)


def _error_landscape() -> Any:
    from numeric.plotting import RED, _figure

    figure, (panel,) = _figure(size=(6.2, 5.0))
    a, b = np.meshgrid(np.linspace(-3, 3, 161), np.linspace(-4, 4, 161))
    shades = panel.contourf(a, b, _error(a, b), levels=24, cmap="viridis")
    figure.colorbar(shades, ax=panel, label="mean squared error")
    path = _error_path()
    panel.plot(path[:, 0], path[:, 1], color="white", linewidth=3.5)
    panel.plot(path[:, 0], path[:, 1], color=RED, linewidth=2, label="descent, rate 0.04")
    panel.plot(*path[0], "o", color=RED, markeredgecolor="white", markersize=9, label="start")
    panel.plot(*path[-1], "s", color=RED, markeredgecolor="white", markersize=9, label="end")
    panel.set(xlabel="$a$", ylabel="$b$", title=r"error of $\sin(b \cos(a x))$")
    panel.grid(False)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _error_landscape_shows() -> bool:
    """The slopes are those of central differences, and the error falls at every step."""
    h, p = 1e-6, np.array([-0.7, -1.1])
    central = [(_error(*(p + h * e)) - _error(*(p - h * e))) / (2 * h) for e in np.eye(2)]
    path = _error_path()
    heights = _error(path[:, 0], path[:, 1])
    return bool(np.allclose(central, _error_slope(p), atol=1e-8) and (np.diff(heights) <= 1e-12).all() and heights[-1] < heights[0] / 2)


# --- two circles --------------------------------------------------------------------------------------------


@cache
def _trained() -> tuple[Network, Array, Array]:
    from numeric.data import circles, split
    from numeric.network import Network

    x, x_test, y, y_test = split(*circles(1000, random_state=0), random_state=0)
    network = Network(hidden=(4, 6, 6, 4), epochs=50, batch_size=32, accuracy=True, progress=False)
    return network.fit(x, y, validation_data=(x_test, y_test)), x_test, y_test


def _circles() -> Any:
    from numeric.data import circles
    from numeric.plotting import BLUE, ORANGE, _figure

    figure, (panel,) = _figure(size=(5.4, 5.2))
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
    from numeric.plotting import decision_boundary

    network, x, y = _trained()
    return decision_boundary(network, x, y, "decision boundary")


def _boundary_shows() -> bool:
    network, x, y = _trained()
    return network.score(x, y) >= 0.97


def _curves() -> Any:
    from numeric.plotting import curves

    return curves(_trained()[0].history, "training on two circles")


def _curves_show() -> bool:
    history = _trained()[0].history
    return len(history["loss"]) == 50 and history["loss"][-1] < history["loss"][0] / 2 and history["accuracy"][-1] > history["accuracy"][0]


# --- nodes and links ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Graph:
    """Columns of labelled nodes; every node is joined to every node of the next column, with a label of the link if there is one."""

    columns: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()
    title: str = ""
    backward: bool = False

    def edges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Pairs of nodes, each (column, place)."""
        return [((c, i), (c + 1, j)) for c, (a, b) in enumerate(zip(self.columns, self.columns[1:], strict=False))
                for i in range(len(a)) for j in range(len(b))]

    def complete(self) -> bool:
        """Whether there are as many links as pairs, none doubled and none against the direction."""
        edges = self.edges()
        pairs = sum(len(a) * len(b) for a, b in zip(self.columns, self.columns[1:], strict=False))
        return len(set(edges)) == len(edges) == pairs and all(a[0] < b[0] for a, b in edges)


def _place(graph: Graph, column: int, place: int) -> tuple[float, float]:
    nodes = len(graph.columns[column])
    return 2.2 * column, 1.0 * ((nodes - 1) / 2 - place)


def _half_width(label: str) -> float:
    """Half of the width of a node in points, roughly."""
    shown = re.sub(r"\\hat |[$_{}]", "", label).replace(r"\sum", "S")
    return 15 + 3.2 * max(len(shown) - 2, 0)


def _draw_graph(graph: Graph) -> Any:
    from numeric.plotting import BLUE, RED, _figure

    wide, high = len(graph.columns), max(len(c) for c in graph.columns)
    figure, (panel,) = _figure(size=(max(4.5, 2.3 * wide), max(2.4, 1.0 * high + 0.8)))
    colour = RED if graph.backward else "0.45"
    for a, b in graph.edges():
        tail, head = (b, a) if graph.backward else (a, b)
        gaps = [_half_width(graph.columns[c][i]) + 3 for c, i in (tail, head)]
        panel.annotate("", xy=_place(graph, *head), xytext=_place(graph, *tail), arrowprops={
            "arrowstyle": "-|>", "color": colour, "linewidth": 1.2, "shrinkA": gaps[0], "shrinkB": gaps[1], "mutation_scale": 14})
    for c, label in enumerate(graph.links):
        top = (max(len(graph.columns[c]), len(graph.columns[c + 1])) - 1) / 2 + 0.42
        panel.text(2.2 * c + 1.1, top, label, ha="center", va="center", color=colour)
    for c, column in enumerate(graph.columns):
        for i, label in enumerate(column):
            shape = "circle,pad=0.35" if _half_width(label) < 18 else "round,pad=0.45"
            box = {"boxstyle": shape, "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.8}
            panel.text(*_place(graph, c, i), label, ha="center", va="center", bbox=box, fontsize=11)
    panel.set(xlim=(-0.8, 2.2 * (wide - 1) + 0.8), ylim=(-(high - 1) / 2 - 0.75, (high - 1) / 2 + 0.85), title=graph.title)
    panel.axis("off")
    return figure


GRAPHS = {
    "neuron": (Graph((("dendrite 1", "dendrite 2", "dendrite 3"), ("cell body",), ("axon",), ("synapse",)),
                     title="a nerve cell: many inputs, one output"), ("S000-01",)),
    "single-layer": (Graph((("$x_1$", "$x_2$", "$x_3$"), ("$y_1$", "$y_2$")), ("$w_{kj}$",), "one layer"), ("S000-63",)),
    "hidden-layer": (Graph((("$x_1$", "$x_2$", "$x_3$"), ("$h_1$", "$h_2$"), ("$y_1$", "$y_2$")), ("$v_{ji}$", "$w_{kj}$"),
                           "one hidden layer"), ("S000-74",)),
    "unit": (Graph((("$x_1$", "$x_2$", "$x_3$"), (r"$\sum + b$",), ("$g$",), (r"$\hat y$",)), ("$w_i$", "$z$", "$a$"), "one unit"),
             ("S002-11",)),
    "passes": (Graph((("$X$",), ("$Z, A$",), ("$J$",), ("$dZ, dA$",), ("$dW, db$",)), ("forward", "loss", "backward", "slopes"),
                     "one step of training"), ("S002-48",)),
    "machine": (Graph((("input",), ("process",), ("output",)), title="a machine"), ("S004-01",)),
    "three-layers": (Graph((("1", "2", "3"),) * 3, ("$w_{j,k}$", "$w_{j,k}$"), "three layers of three nodes"), ("S004-24",)),
    "errors-back": (Graph((("$e_{i1}$", "$e_{i2}$"), ("$e_{h1}$", "$e_{h2}$"), ("$e_1$", "$e_2$")), ("$w_{ij}$", "$w_{jk}$"),
                          "errors sent back", True), ("S004-32",)),
}

LADYBIRD, CATERPILLAR = (3.0, 1.0), (1.0, 3.0)


def _slope_between() -> float:
    """The linear predictor trained with the moderated rule, targets a little beside the examples."""
    a = 0.25
    for x, t in ((LADYBIRD[0], 1.1), (CATERPILLAR[0], 2.9)):
        a += 0.5 * (t - a * x) / x
    return a


def _classifier() -> Any:
    from numeric.plotting import BLUE, GREEN, ORANGE, _figure

    figure, (panel,) = _figure(size=(5.6, 4.8))
    x = np.array([0, 3.6])
    panel.plot(x, 0.25 * x, color="0.5", linestyle="--", label="before")
    panel.plot(x, _slope_between() * x, color=GREEN, label="after two examples")
    panel.plot(*LADYBIRD, "o", color=BLUE, markersize=11, label="ladybird")
    panel.plot(*CATERPILLAR, "s", color=ORANGE, markersize=11, label="caterpillar")
    panel.set(xlabel="width", ylabel="length", title="a line between two kinds", xlim=(0, 3.6), ylim=(0, 3.6))
    panel.legend(loc="upper right", bbox_to_anchor=(1.0, 0.9))
    return figure


def _classifier_shows() -> bool:
    a = _slope_between()
    return bool(LADYBIRD[1] < a * LADYBIRD[0] and CATERPILLAR[1] > a * CATERPILLAR[0])


FIGURES: tuple[Figure, ...] = (
    Figure("bowl", _surface, _surface_shows, ("S000-15",), ("plot", "numeric")),
    Figure("gradient-field", _field, _field_shows, ("S000-19",)),
    Figure("activations", _activations, _activations_show, ("S000-61", "S002-23")),
    Figure("step-and-sigmoid", _step_and_sigmoid, _step_and_sigmoid_show, ("S004-20",)),
    Figure("bowl-descent", _bowl_path, _bowl_path_shows),
    Figure("parabola-descent", _parabola, _parabola_shows, ("S004-43",), ("plot", "numeric")),
    Figure("error-landscape", _error_landscape, _error_landscape_shows, ("S002-39",), ("plot", "training_run", "finite_difference")),
    Figure("circles", _circles, _circles_show, ("S002-01",), ("plot", "numeric")),
    Figure("boundary", _boundary, _boundary_shows, ("S002-07",), ("plot", "training_run")),
    Figure("curves", _curves, _curves_show, ("S002-35",), ("plot", "training_run")),
    Figure("classifier", _classifier, _classifier_shows, ("S004-05",), ("plot", "numeric")),
    *(Figure(name, lambda g=graph: _draw_graph(g), graph.complete, ids) for name, (graph, ids) in GRAPHS.items()),  # type: ignore[misc]
)

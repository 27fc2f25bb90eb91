"""The figures of the course, drawn from formulas and runs: each is a row of the table ``FIGURES``.

A figure is drawn from numbers, and ``shows`` says of these numbers whether they are what the figure is about: the surface has its minimum
where the mark stands, the path ends in the valley, every node is joined to every node of the next layer.  Style and colours are those of
:mod:`numeric.plotting`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from numeric.diagrams import GRAPHS, draw_graph

if TYPE_CHECKING:
    from numeric.network import Network

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name, its drawing, what must be so of its numbers, the ledger ids it reconstructs, and the kind of evidence.

    ``beside`` names the entries of the catalogue whose formulas it is drawn from.
    """

    name: str
    draw: Callable[[], Any]
    shows: Callable[[], bool]
    ids: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ("plot",)
    beside: tuple[str, ...] = ()


def figure_of(id: str) -> Figure | None:
    """The figure that reconstructs a row of the ledger."""
    return next((f for f in FIGURES if id in f.ids), None)


def draw_all(folder: Path, names: Sequence[str] = (), formats: Sequence[str] = ("svg", "png")) -> list[Path]:
    """Draw all figures, or those named, into a folder."""
    from matplotlib import rc_context

    from numeric.plotting import STYLE, save

    written = []
    for figure in FIGURES:
        if not names or figure.name in names:
            with rc_context(STYLE):
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
    from matplotlib.figure import Figure as Canvas

    from numeric.plotting import RED

    x, y, z = _bowl()
    lowest = np.unravel_index(np.argmin(z), z.shape)
    figure = Canvas(figsize=(6.4, 5.4))
    panel: Any = figure.add_axes((0.02, 0.04, 0.88, 0.88), projection="3d", computed_zorder=False)
    panel.plot_surface(x, y, z, cmap="Greys_r", alpha=0.55, linewidth=0, rstride=2, cstride=2, zorder=1)
    panel.scatter([x[lowest]], [y[lowest]], [z[lowest]], color=RED, s=70, label="minimum", depthshade=False, zorder=3)
    panel.set(xlabel="$x$", ylabel="$y$", zlabel="$f$", title="$f(x, y) = x^2 + y^2$", zticks=range(0, 19, 3))
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
    from numeric.plotting import new_figure

    figure, (panel,) = new_figure(size=(6.2, 5.2))
    x, y, u, v, length = _gradient()
    arrows = panel.quiver(x, y, u, v, length, cmap="viridis", angles="xy", scale_units="xy", scale=17, width=0.006, pivot="mid")
    figure.colorbar(arrows, ax=panel, label="length of the gradient")
    panel.set(xlabel="$x$", ylabel="$y$", title="gradient of $x^2 + y^2$", aspect="equal", xlim=(-3.5, 3.5), ylim=(-3.5, 3.5))
    panel.grid(False)
    return figure


def _field_shows() -> bool:
    x, y, u, v, length = _gradient()
    return bool(np.allclose(length, 2 * np.hypot(x, y), atol=1e-8) and np.allclose(u * y, v * x, atol=1e-8) and (u * x + v * y >= 0).all())


# --- activations --------------------------------------------------------------------------------------------


ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus")


def _activations() -> Any:
    from numeric.plotting import activations

    return activations(ACTIVATIONS)


def _activations_show() -> bool:
    """Each slope that is drawn is the slope of the curve that is drawn, away from kinks."""
    from numeric.caching import formula_of
    from symbolic.formulas import Formula
    from symbolic.proving.calculus import differentiate

    x, h = np.linspace(-6, 6, 50), 1e-6
    for name in ACTIVATIONS:
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
    from numeric.plotting import new_figure

    figure, (panel,) = new_figure()
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
    from numeric.plotting import BLUE, ORANGE, new_figure

    figure, (panel,) = new_figure(size=(5.8, 5.2))
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
    from numeric.plotting import RED, new_figure

    figure, (panel,) = new_figure()
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
    from numeric.plotting import RED, new_figure

    figure, (panel,) = new_figure(size=(6.2, 5.0))
    a, b = np.meshgrid(np.linspace(-3, 3, 161), np.linspace(-4, 4, 161))
    shades = panel.contourf(a, b, _error(a, b), levels=24, cmap="viridis")
    figure.colorbar(shades, ax=panel, label="mean squared error")
    path = _error_path()
    panel.plot(path[:, 0], path[:, 1], color="white", linewidth=3.5)
    panel.plot(path[:, 0], path[:, 1], color=RED, linewidth=2, label="descent, rate 0.04")
    panel.plot(*path[0], "o", color=RED, markeredgecolor="white", markersize=9, label="start")
    panel.plot(*path[-1], "s", color=RED, markeredgecolor="white", markersize=9, label="end")
    panel.set(xlabel="$a$", ylabel="$b$", title=r"error of $\sin(b\,\cos(a x))$")
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
    from numeric.plotting import BLUE, ORANGE, new_figure

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


# --- two kinds of beetle ---------------------------------------------------------------------------------------

LADYBIRD, CATERPILLAR = (3.0, 1.0), (1.0, 3.0)


def _slope_between() -> float:
    """The linear predictor trained with the moderated rule, targets a little beside the examples."""
    a = 0.25
    for x, t in ((LADYBIRD[0], 1.1), (CATERPILLAR[0], 2.9)):
        a += 0.5 * (t - a * x) / x
    return a


def _classifier() -> Any:
    from numeric.plotting import BLUE, GREEN, ORANGE, new_figure

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


# --- losses, saddles, depth, exclusive or -----------------------------------------------------------------------


def _loss_values() -> tuple[Array, Array, Array]:
    """The cross-entropy and the squared error of a prediction between 0 and 1, for the label 1."""
    from numeric.caching import formula_of

    p = np.linspace(0.005, 0.995, 397)
    return p, np.asarray(formula_of("binary_cross_entropy")[1].numpy()(p, 1.0)), np.asarray(formula_of("squared_error")[1].numpy()(p, 1.0))


def _losses() -> Any:
    from numeric.plotting import new_figure

    figure, (panel,) = new_figure()
    p, entropy, square = _loss_values()
    panel.plot(p, entropy, label="cross-entropy")
    panel.plot(p, square, "--", label="squared error")
    panel.set(xlabel="prediction $p$", ylabel="loss", title="losses for the label 1", xlim=(0, 1), ylim=(0, 5.5))
    panel.legend()
    return figure


def _losses_show() -> bool:
    """Both fall to 0 at the label; far from it the cross-entropy is the steeper one."""
    p, entropy, square = _loss_values()
    falls = (np.diff(entropy) < 0).all() and (np.diff(square) < 0).all()
    steeper = np.diff(entropy)[0] < np.diff(square)[0]
    return bool(falls and steeper and max(entropy[-1], square[-1]) < 0.01 and np.allclose(entropy, -np.log(p)))


def _saddle_values() -> tuple[Array, Array, Array]:
    x, y = _grid(2.0, 81)
    return x, y, x**2 - y**2


def _saddle() -> Any:
    from numeric.plotting import RED, new_figure

    figure, (panel,) = new_figure(size=(6.2, 5.2))
    x, y, z = _saddle_values()
    shades = panel.contourf(x, y, z, levels=np.linspace(-4, 4, 17), cmap="cividis")
    panel.contour(x, y, z, levels=[0], colors="white", linewidths=1.5)
    figure.colorbar(shades, ax=panel, label="$f$", ticks=range(-4, 5, 2))
    panel.plot(0, 0, "o", color=RED, markeredgecolor="white", markersize=11, label="the gradient vanishes")
    panel.set(xlabel="$x$", ylabel="$y$", title="a saddle: $f(x, y) = x^2 - y^2$", aspect="equal")
    panel.grid(False)
    figure.legend(loc="outside lower center")
    return figure


def _saddle_shows() -> bool:
    x, y, z = _saddle_values()
    return bool(z[40, 40] == 0 and (z[40, x[40] != 0] > 0).all() and (z[y[:, 40] != 0, 40] < 0).all())


DEPTHS = np.arange(1, 21)


@cache
def _slopes_by_depth() -> dict[str, Array]:
    """The slope by the input of a chain of units with weights 1, for every depth, from central differences of the compiled formulas."""
    from numeric.caching import formula_of

    found = {}
    for name in ("sigmoid", "tanh", "relu"):
        f, h, a, slope, slopes = formula_of(name)[1].numpy(), 1e-6, 0.5, 1.0, []
        for _ in DEPTHS:
            slope *= float(f(a + h) - f(a - h)) / (2 * h)
            a = float(f(a))
            slopes.append(slope)
        found[name] = np.array(slopes)
    return found


def _vanishing() -> Any:
    from numeric.plotting import new_figure

    figure, (panel,) = new_figure()
    for (name, slopes), line in zip(_slopes_by_depth().items(), ("o-", "s-", "^-"), strict=True):
        panel.semilogy(DEPTHS, slopes, line, markersize=5, label=name)
    panel.semilogy(DEPTHS, 0.25**DEPTHS, "--", color="0.4", label="$4^{-L}$")
    panel.set(xlabel="layers $L$", ylabel="slope by the input", title="slopes through $L$ layers", xticks=range(0, 21, 5))
    panel.legend()
    return figure


def _vanishing_shows() -> bool:
    smooth, centred, straight = _slopes_by_depth().values()
    return bool((smooth <= 0.25**DEPTHS * 1.000001).all() and np.allclose(straight, 1) and centred[-1] > smooth[-1])


CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def _two_rectifiers(x: Array, y: Array) -> Array:
    from numeric.caching import formula_of

    relu = formula_of("relu")[1].numpy()
    return np.asarray(relu(x + y) - 2 * relu(x + y - 1))


def _exclusive_or() -> Any:
    from numeric.plotting import BLUE, ORANGE, new_figure

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
    Figure("bowl", _surface, _surface_shows, ("S000-15",), ("plot", "numeric"), beside=("bowl",)),
    Figure("gradient-field", _field, _field_shows, ("S000-19",), beside=("bowl",)),
    Figure("activations", _activations, _activations_show, ("S000-61", "S002-23"), beside=("activations",)),
    Figure("step-and-sigmoid", _step_and_sigmoid, _step_and_sigmoid_show, ("S004-20",), beside=("sigmoid",)),
    Figure("bowl-descent", _bowl_path, _bowl_path_shows, beside=("descent",)),
    Figure("parabola-descent", _parabola, _parabola_shows, ("S004-43",), ("plot", "numeric"), beside=("descent",)),
    Figure("error-landscape", _error_landscape, _error_landscape_shows, ("S002-39",), ("plot", "training_run", "finite_difference")),
    Figure("circles", _circles, _circles_show, ("S002-01",), ("plot", "numeric")),
    Figure("boundary", _boundary, _boundary_shows, ("S002-07",), ("plot", "training_run"), beside=("deep_layers",)),
    Figure("curves", _curves, _curves_show, ("S002-35",), ("plot", "training_run"), beside=("deep_layers",)),
    Figure("saddle", _saddle, _saddle_shows, beside=("stationary_points",)),
    Figure("losses", _losses, _losses_show, beside=("losses",)),
    Figure("vanishing-slopes", _vanishing, _vanishing_shows, beside=("vanishing_slopes",)),
    Figure("exclusive-or", _exclusive_or, _exclusive_or_shows, beside=("xor",)),
    Figure("classifier", _classifier, _classifier_shows, ("S004-05",), ("plot", "numeric"), beside=("predictor",)),
    *(Figure(name, lambda g=graph: draw_graph(g), graph.complete, ids, beside=beside)  # type: ignore[misc]  # the default binds the graph
      for name, (graph, ids, beside) in GRAPHS.items()),
)

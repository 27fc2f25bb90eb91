"""Figures of surfaces and of descent on them: the bowl, its gradient, a saddle, a parabola, the error of a small model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.figures.figure import Figure

Array = NDArray[Any]


@cache
def _grid(half: float, points: int) -> tuple[Array, Array]:
    axis = np.linspace(-half, half, points)
    x, y = np.meshgrid(axis, axis)
    return x, y


@cache
def _bowl(points: int = 61) -> tuple[Array, Array, Array]:
    """The bowl of the catalogue over [-3, 3]²."""
    from numeric.training.caching import formula_of

    x, y = _grid(3.0, points)
    return x, y, np.asarray(formula_of("bowl")[1].numpy()(x, y))


def _surface() -> Any:
    from matplotlib.figure import Figure as Canvas

    from numeric.figures.plotting import RED

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
    from numeric.training.caching import formula_of

    f, h = formula_of("bowl")[1].numpy(), 1e-5
    x, y = _grid(3.0, 17)
    u, v = (f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)
    return x, y, u, v, np.hypot(u, v)


def _field() -> Any:
    from numeric.figures.plotting import new_figure

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


def _saddle_values() -> tuple[Array, Array, Array]:
    x, y = _grid(2.0, 81)
    return x, y, x**2 - y**2


def _saddle() -> Any:
    from numeric.figures.plotting import RED, new_figure

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


def _descend(slope: Callable[[Array], Array], start: Sequence[float], rate: float, steps: int) -> Array:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]))
    return np.array(path)


STARTS = (((2.5, 1.5), 0.1), ((-2.5, 1.0), 0.9))


def _bowl_path() -> Any:
    from numeric.figures.plotting import BLUE, ORANGE, new_figure

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
    from numeric.figures.plotting import RED, new_figure

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
    from numeric.figures.plotting import RED, new_figure

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


FIGURES: tuple[Figure, ...] = (
    Figure("bowl", _surface, _surface_shows, ("S000-15",), ("plot", "numeric"), beside=("bowl",)),
    Figure("gradient-field", _field, _field_shows, ("S000-19",), beside=("bowl",)),
    Figure("saddle", _saddle, _saddle_shows, beside=("stationary_points",)),
    Figure("bowl-descent", _bowl_path, _bowl_path_shows, beside=("descent",)),
    Figure("parabola-descent", _parabola, _parabola_shows, ("S004-43",), ("plot", "numeric"), beside=("descent",)),
    Figure("error-landscape", _error_landscape, _error_landscape_shows, ("S002-39",), ("plot", "training_run", "finite_difference")),
)

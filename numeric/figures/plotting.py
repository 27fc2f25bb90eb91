"""Figures of training in one legible style: curves, decision boundary, activations, misread digits, gradient checks.

Every function gives a matplotlib ``Figure`` that belongs to no window; ``save`` writes it.  Colours are told apart by people with any
colour vision (Okabe and Ito 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numeric.checking.reports import GradientReport
    from numeric.network import Network

Array = NDArray[Any]
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
LINES = ("-", "-", "-", "--", "-.")
JUMP = 0.3
"""A difference between neighbours above which a curve is drawn with a gap."""
DECADE = 10
"""Losses that span more than this are drawn with a logarithmic axis."""
COLOURS = (BLUE, ORANGE, GREEN, RED, "#CC79A7", "#56B4E9")
STYLE: dict[str, Any] = {
    "font.size": 13, "axes.titlesize": 14, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.3,
    "lines.linewidth": 2.0, "legend.frameon": False, "savefig.dpi": 150, "mathtext.fontset": "cm",
}


P = ParamSpec("P")


def styled(draw: Callable[P, Any]) -> Callable[P, Any]:
    """A function that draws, in the style of all figures: titles and legends take it when they are made."""

    @wraps(draw)
    def drawing(*args: P.args, **kwargs: P.kwargs) -> Any:
        from matplotlib import rc_context

        with rc_context(STYLE):
            return draw(*args, **kwargs)

    return drawing


def new_figure(columns: int = 1, size: tuple[float, float] = (6.0, 4.2)) -> tuple[Any, list[Any]]:
    """A figure with panels side by side."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(size[0] * columns, size[1]), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False)[0]
        for panel in axes:
            panel.set_prop_cycle(color=list(COLOURS))
    return figure, list(axes)


def rendered(figure: Any, ending: str) -> bytes:
    """A figure as the contents of a file; the same drawing gives the same bytes, whatever the time."""
    from io import BytesIO

    from matplotlib import rc_context

    contents = BytesIO()
    with rc_context({**STYLE, "svg.hashsalt": "figure"}):
        figure.savefig(contents, format=ending, metadata={"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(ending))
    return contents.getvalue()


def save(figure: Any, path: str | Path) -> Path:
    """Write a figure; the format follows from the name."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(rendered(figure, target.suffix.removeprefix(".")))
    return target


@styled
def curves(history: Mapping[str, Sequence[float]], title: str = "") -> Any:
    """Loss, and accuracy if it was recorded, by epoch; of the training and of the validation examples."""
    from matplotlib.ticker import MaxNLocator

    figure, panels = new_figure(2 if any("accuracy" in name for name in history) else 1)
    for panel, word in zip(panels, ("loss", "accuracy"), strict=False):
        for name, label in ((word, "training"), (f"validation_{word}", "validation")):
            if name in history:
                panel.plot(np.arange(1, len(history[name]) + 1), history[name], label=label)
        panel.set(xlabel="epoch", ylabel=word)
        panel.xaxis.set_major_locator(MaxNLocator(integer=True))
        panel.legend(frameon=True, framealpha=0.8, edgecolor="none")
    figure.suptitle(title, size=STYLE["axes.titlesize"])
    losses = [v for name in ("loss", "validation_loss") for v in history.get(name, ())]
    if min(losses, default=0) > 0 and max(losses) > DECADE * min(losses):
        panels[0].set_yscale("log")
    return figure


@styled
def decision_boundary(network: Network, X: Array, y: Array, title: str = "") -> Any:
    """The output of a network of two inputs and one output over the plane, its boundary, and the examples."""
    if X.shape[1] != 2:
        raise ValueError(f"a decision boundary is drawn for two features, not {X.shape[1]}")
    from matplotlib.ticker import MaxNLocator

    figure, (panel,) = new_figure(size=(5.6, 4.8))
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.15 * (high - low)
    grid = [np.linspace(a, b, 200) for a, b in zip(low - margin, high + margin, strict=True)]
    first, second = np.meshgrid(*grid)
    values = network.outputs(np.column_stack([first.ravel(), second.ravel()]))[:, 0].reshape(first.shape)
    levels = np.linspace(min(0.0, values.min()), max(1.0, values.max()), 21)
    shades = panel.contourf(first, second, values, levels=levels, cmap="Greys_r", alpha=0.6)
    beyond = levels[0] < -0.25 or levels[-1] > 1.25
    figure.colorbar(shades, ax=panel, label="output", ticks=MaxNLocator(6) if beyond else np.linspace(0, 1, 5), format="%.2g")
    panel.contour(first, second, values, levels=[0.5], colors="black", linewidths=1.5)
    for label, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        chosen = X[np.asarray(y).ravel() == label]
        panel.scatter(chosen[:, 0], chosen[:, 1], s=18 if len(X) > 20 else 90, c=colour, marker=marker, edgecolors="white", linewidths=0.5,
                      label=f"label {label}")
    panel.set(xlabel="$x_1$", ylabel="$x_2$", title=title)
    panel.grid(False)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


@styled
def activations(names: Sequence[str] = ("sigmoid", "tanh", "relu", "softplus")) -> Any:
    """Activations of the catalogue and their slopes."""
    from numeric.training.caching import formula_of
    from symbolic.formulas import Formula
    from symbolic.proving.calculus import differentiate

    figure, (values, slopes) = new_figure(2)
    x = np.linspace(-4, 4, 400)
    for name, line in zip(names, cycle(LINES), strict=False):
        _, formula = formula_of(name)
        slope = Formula("g", formula.params, differentiate(formula.term, formula.params[0]))
        values.plot(x, formula.numpy()(x), line, label=name.replace("_", " "))
        heights = np.broadcast_to(slope.numpy()(x), x.shape).astype(float)
        jumps = np.flatnonzero(np.abs(np.diff(heights)) > JUMP)
        slopes.plot(np.insert(x, jumps + 1, x[jumps]), np.insert(heights, jumps + 1, np.nan), line, label=name.replace("_", " "))
    values.set(xlabel="$z$", ylabel="value", title="activation")
    slopes.set(xlabel="$z$", ylabel="slope", title="slope")
    values.legend()
    return figure


@styled
def misread(network: Network, X: Array, y: Array, count: int = 8) -> Any:
    """Pictures that the network reads wrongly, and how often each class is read as each."""
    found = network.predict(X)
    wrong = np.flatnonzero(found != y)[:count]
    side = round(X.shape[1] ** 0.5)
    figure, panels = new_figure(1 + max(len(wrong), 1), size=(1.9, 2.7))
    classes = int(max(y.max(), found.max())) + 1
    table = np.zeros((classes, classes))
    np.add.at(table, (np.asarray(y, dtype=int), found), 1)
    panels[0].imshow(np.log1p(table), cmap="cividis")
    ticks = range(0, classes, 3)
    panels[0].set(xlabel="read", ylabel="written", title=f"{np.mean(found == y):.1%} right", xticks=ticks, yticks=ticks)
    for panel in panels[1:]:
        panel.axis("off")
    for panel, k in zip(panels[1:], wrong, strict=False):
        panel.imshow(X[k].reshape(side, side), cmap="gray_r")
        panel.set_title(f"{int(y[k])} read {int(found[k])}")
    for panel in panels:
        panel.grid(False)
    return figure


@styled
def gradient_check(report: GradientReport) -> Any:
    """What a gradient says at its wrong entries against the derivative there."""
    figure, (panel,) = new_figure()
    given, expected = ([getattr(f, name) for f in report.faults] for name in ("given", "expected"))
    span = [min([*given, *expected], default=-1.0), max([*given, *expected], default=1.0)]
    panel.plot(span, span, color="black", linewidth=1, label="right")
    if report.faults:
        entries = "one wrong entry" if len(report.faults) == 1 else f"{len(report.faults)} wrong entries"
        panel.scatter(expected, given, c=RED, s=40, label=entries, zorder=3)
    verdict = "right" if report.ok else "wrong"
    panel.set(xlabel="derivative", ylabel="given", title=f"gradient {verdict}: {report.method}, error {report.error:.1e}")
    panel.legend()
    return figure

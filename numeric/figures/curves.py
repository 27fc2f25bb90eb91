"""Figures of functions of one variable: activations and their slopes, a step and its smooth version, losses, slopes through many layers."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.figures.figure import Figure

Array = NDArray[Any]


ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus")


def _activations() -> Any:
    from numeric.figures.plotting import activations

    return activations(ACTIVATIONS)


def _activations_show() -> bool:
    """Each slope that is drawn is the slope of the curve that is drawn, away from kinks."""
    from numeric.training.caching import formula_of
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
    from numeric.training.caching import formula_of

    x = np.linspace(-6, 6, 601)
    return x, np.where(np.isclose(x, 0), np.nan, np.heaviside(x, 0.0)), np.asarray(formula_of("sigmoid")[1].numpy()(x))


def _step_and_sigmoid() -> Any:
    from numeric.figures.plotting import new_figure

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


def _loss_values() -> tuple[Array, Array, Array]:
    """The cross-entropy and the squared error of a prediction between 0 and 1, for the label 1."""
    from numeric.training.caching import formula_of

    p = np.linspace(0.005, 0.995, 397)
    return p, np.asarray(formula_of("binary_cross_entropy")[1].numpy()(p, 1.0)), np.asarray(formula_of("squared_error")[1].numpy()(p, 1.0))


def _losses() -> Any:
    from numeric.figures.plotting import new_figure

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


DEPTHS = np.arange(1, 21)


@cache
def _slopes_by_depth() -> dict[str, Array]:
    """The slope by the input of a chain of units with weights 1, for every depth, from central differences of the compiled formulas."""
    from numeric.training.caching import formula_of

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
    from numeric.figures.plotting import new_figure

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


FIGURES: tuple[Figure, ...] = (
    Figure("activations", _activations, _activations_show, ("S000-61", "S002-23"), beside=("activations",)),
    Figure("step-and-sigmoid", _step_and_sigmoid, _step_and_sigmoid_show, ("S004-20",), beside=("sigmoid",)),
    Figure("losses", _losses, _losses_show, beside=("losses",)),
    Figure("vanishing-slopes", _vanishing, _vanishing_shows, beside=("vanishing_slopes",)),
)

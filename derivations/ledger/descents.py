"""Experiments on descent: learning rates, valleys, corrections of a predictor, slopes through many layers, optimisers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivations.ledger.experiments import Outcome, experiment, over
from derivations.ledger.units import sigmoid, slope_at

Array = NDArray[Any]
Curve = Callable[[float], float]


def descend(slope: Curve, start: float, rate: float, steps: int = 400) -> float:
    """Where steps against the slope end; what grows without bound is stopped at a million."""
    x = start
    for _ in range(steps):
        x = float(np.clip(x - rate * slope(x), -1e6, 1e6))
    return x


def _parabola(x: float) -> float:
    return x**2


def _two_valleys(x: float) -> float:
    return x**4 - 2 * x**2 + 0.3 * x


def _slope_of(curve: Curve) -> Curve:
    return lambda x: slope_at(curve, x)


# --- where descent ends ---------------------------------------------------------------------------------------


@experiment("S000-29", "S000-35")
def descent_reaches_an_extreme_value() -> Outcome:
    """On the parabola: not with every rate, but with every rate below 1, which is 2 divided by the curvature."""
    curvature = (_slope_of(_parabola)(1.0) - _slope_of(_parabola)(0.0)) / 1.0
    return over([0.01, 0.1, 0.5, 0.9, 1.1, 2.0], lambda rate: abs(descend(lambda x: 2 * x, 1.0, rate, 2000)) < 1e-6,
                lambda rate: rate < 2 / curvature - 1e-6)


def _starts() -> list[float]:
    return [float(s) for s in np.linspace(-2, 2, 14)]


@experiment("S003-79")
def descent_reaches_the_global_minimum() -> Outcome:
    """Not from every start on a curve with two valleys; from every start on a convex one."""
    grid = np.linspace(-3, 3, 6001)

    def reaches(case: tuple[Curve, float]) -> bool:
        curve, start = case
        end = descend(_slope_of(curve), start, 0.02, 600)
        return bool(curve(end) <= min(curve(float(x)) for x in grid[::20]) + 1e-3)

    def convex(case: tuple[Curve, float]) -> bool:
        values = np.array([case[0](float(x)) for x in grid[::60]])
        return bool((np.diff(values, 2) > 0).all())

    return over([(curve, start) for curve in (_two_valleys, _parabola) for start in _starts()[::3]], reaches, convex)


@experiment("S004-50")
def restarts_find_the_deeper_valley() -> Outcome:
    """Several starts end in both valleys, and the best of them in the deeper one."""
    ends = [descend(lambda x: 4 * x**3 - 4 * x + 0.3, start, 0.02) for start in _starts()]
    best = min(ends, key=_two_valleys)
    grid = np.linspace(-2, 2, 4001)
    deepest = float(grid[np.argmin(_two_valleys(grid))])  # type: ignore[arg-type]  # arithmetic takes arrays too
    return Outcome(abs(best - deepest) < 1e-2 < max(abs(e - deepest) for e in ends), run=True)


@experiment("S002-49")
def learning_rate_too_low_or_too_high() -> Outcome:
    slow, good, bad = (abs(descend(_slope_of(_parabola), 1.0, rate, 50)) for rate in (0.001, 0.3, 1.1))
    return Outcome(slow > 0.5 and good < 1e-6 and bad > 1e3, run=True)


@experiment("S002-38")
def move_along_the_gradient() -> Outcome:
    """Along the gradient the cost grows; against it, it shrinks."""

    def falls(case: tuple[float, float]) -> bool:
        x, direction = case
        return _parabola(x + direction * 0.1 * slope_at(_parabola, x)) < _parabola(x)

    return over(list(product((-2.0, -0.5, 1.0), (1.0, -1.0))), falls, lambda case: case[1] < 0)


@experiment("S002-36", "S003-07")
def training_seeks_the_least_cost() -> Outcome:
    """Steps against the gradient of a least-squares cost end where no other weights and biases cost less."""
    rng = np.random.default_rng(13)
    x = np.column_stack([rng.normal(size=(30, 2)), np.ones(30)])
    t = rng.normal(size=30)

    def cost(theta: Array) -> float:
        return float(np.mean((x @ theta - t) ** 2))

    theta = np.zeros(3)
    for _ in range(800):
        theta = theta - 0.1 * 2 * x.T @ (x @ theta - t) / 30
    others = theta + rng.normal(size=(500, 3)) * rng.uniform(1e-3, 2, size=(500, 1))
    return Outcome(all(cost(theta) < cost(o) for o in others))


@experiment("S002-34")
def cost_goes_down_at_every_step() -> Outcome:
    """Not when single examples are drawn, nor with a large rate; with all of them and a small rate, yes."""
    rng = np.random.default_rng(8)
    x, t = rng.normal(size=50), rng.normal(size=50)

    def always_falls(case: tuple[int, float]) -> bool:
        batch, rate = case
        w, costs = 2.0, []
        for _ in range(40):
            chosen = rng.permutation(50)[:batch]
            w -= rate * float(np.mean(2 * (w * x[chosen] - t[chosen]) * x[chosen]))
            costs.append(float(np.mean((w * x - t) ** 2)))
        return bool(np.all(np.diff(costs) <= 1e-12))

    return over([(1, 0.1), (50, 0.1), (50, 2.0)], always_falls, lambda case: case == (50, 0.1))


@experiment("S003-06")
def loss_grows_with_the_difference() -> Outcome:
    """Counting wrong answers does not see the difference grow; losses that are strictly monotone do."""
    gaps = np.array([0.6, 0.7, 0.9])
    losses: dict[str, Callable[[Array], Array]] = {
        "square": np.square, "size": np.abs, "cross-entropy": lambda gap: -np.log(1 - gap), "count": lambda gap: (gap > 0.5).astype(float)}
    fine = np.linspace(0, 0.95, 96)
    return over(losses.values(), lambda loss: bool((np.diff(loss(gaps)) > 0).all()), lambda loss: len(np.unique(loss(fine))) == len(fine))


# --- corrections of a predictor -----------------------------------------------------------------------------


def _corrected(a: float, examples: list[tuple[float, float]], rate: float) -> float:
    for x, t in examples:
        a += rate * (t - a * x) / x
    return a


EXAMPLES = [(3.0, 1.1), (1.0, 2.9)]


@experiment("S004-04")
def errors_steer_the_parameter() -> Outcome:
    """A constant corrected in proportion to the error: the error shrinks each time."""
    c, errors = 0.5, []
    for _ in range(20):
        errors.append(abs(62.137 - 100 * c))
        c += 0.005 * (62.137 - 100 * c)
    return Outcome(all(b < a for a, b in pairwise(errors)))


@experiment("S004-11")
def full_corrections_forget() -> Outcome:
    """After a full correction the start and the examples before do not matter any more."""
    ends = {_corrected(start, [first, EXAMPLES[1]], 1.0) for start in (0.25, 2.0) for first in (EXAMPLES[0], (2.0, 5.0))}
    return Outcome(len({round(e, 12) for e in ends}) == 1, run=True)


@experiment("S004-14")
def moderated_corrections_average() -> Outcome:
    """The result depends on the start and on every example if the rate is below 1; with the rate 1 only the last one counts."""

    def all_count(rate: float) -> bool:
        examples = [(1.0, t) for t in np.random.default_rng(9).normal(size=6)]
        end = _corrected(0.25, examples, rate)
        changed = [_corrected(0.25, [(x, t + (i == k)) for i, (x, t) in enumerate(examples)], rate) for k in range(6)]
        return all(abs(c - end) > 1e-9 for c in [_corrected(1.25, examples, rate), *changed])

    return over([0.1, 0.3, 0.9, 1.0], all_count, lambda rate: 0 < rate < 1)


# --- slopes through many layers -----------------------------------------------------------------------------


def _through(activation: Callable[[float], Any], weight: float, layers: int) -> tuple[float, float]:
    """Size of the slope by the input in a chain of units, and of its smallest weight."""
    a, slope = 0.5, 1.0
    for _ in range(layers):
        slope *= weight * slope_at(activation, weight * a)
        a = float(activation(weight * a))
    return abs(slope), abs(weight)


@experiment("S002-29")
def slopes_vanish_through_sigmoids() -> Outcome:
    """Through ten sigmoids the slope vanishes; through ten rectifiers it does not."""
    smooth, straight = (_through(f, 1.0, 10)[0] for f in (sigmoid, lambda x: max(0.0, x)))
    return Outcome(smooth <= 0.25**10 and straight > 0.9, run=True)


@experiment("S003-86")
def weights_vanish() -> Outcome:
    """What vanishes in a chain of twenty sigmoids of weight 1: the slope.  The weights do not."""
    slope, weight = _through(sigmoid, 1.0, 20)
    return Outcome(slope < 1e-6 and weight < 1e-6)


@experiment("S003-87")
def slopes_explode() -> Outcome:
    """They grow without bound with the number of layers if weight times slope of the activation is above 1."""
    sizes = [_through(lambda x: x, 2.0, layers)[0] for layers in (5, 10, 20)]
    return Outcome(all(b > 10 * a for a, b in pairwise(sizes)))


# --- optimisers -----------------------------------------------------------------------------------------------


def _first_step(rule: str, g: Array, rate: float) -> Array:
    """The first step of an update rule of the catalogue, from no memory."""
    from derivations.catalogue import update_rules as rules

    nothing = np.zeros_like(g)
    if rule == "gradient descent":
        step: Array = rules.descent.numpy()(nothing, g, rate)
        return step
    if rule == "momentum":
        velocity: Array = rules.descent.numpy()(nothing, rules.velocity.numpy()(nothing, g, 0.9), rate)
        return velocity
    m, s = rules.mean.numpy()(nothing, g, 0.9), rules.mean_square.numpy()(nothing, g, 0.999)
    scaled: Array = rules.scaled.numpy()(nothing, m, s, rate, 0.9, 0.999, 1e-8, 1.0)
    return scaled


@experiment("S002-05")
def adam_is_gradient_descent() -> Outcome:
    """The first steps of both differ; both go down, as descent was meant to do."""
    g = np.array([1.0, 100.0])
    adam, plain = (_first_step(rule, g, 0.001) for rule in ("adam", "gradient descent"))
    return Outcome(bool(np.allclose(adam, plain)), meant=bool(adam @ g < 0 and plain @ g < 0))


@experiment("S003-88")
def optimisers_step_by_slopes() -> Outcome:
    """Each update of the catalogue goes against the slopes: no slopes, no step; twice the rate, twice the step."""
    g = np.array([0.5, 3.0])
    rules = ("gradient descent", "momentum", "adam")
    return Outcome(all(np.allclose(2 * _first_step(r, g, 0.1), _first_step(r, g, 0.2)) and not _first_step(r, 0 * g, 0.1).any()
                       and _first_step(r, g, 0.1) @ g < 0 for r in rules))

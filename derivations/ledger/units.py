"""Experiments on single units and layers: what a threshold, a weight, an offset and an activation do.

The activations are the formulas of the catalogue, compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivations.ledger.experiments import Outcome, experiment, over

Array = NDArray[Any]


@cache
def formula(name: str) -> Callable[..., Any]:
    """A formula of the catalogue in NumPy."""
    from numeric.training.caching import formula_of

    compiled: Callable[..., Any] = formula_of(name)[1].numpy()
    return compiled


def sigmoid(x: Array | float) -> Array:
    return np.asarray(formula("sigmoid")(np.asarray(x, dtype=float)))


def slope_at(f: Callable[[float], Any], x: float, h: float = 1e-6) -> float:
    """The slope by central differences."""
    return float((f(x + h) - f(x - h)) / (2 * h))


# --- thresholds ---------------------------------------------------------------------------------------------


@experiment("S000-05", evidence=("table_check",))
def threshold_units_compute_logic() -> Outcome:
    """Binary inputs, a threshold, inhibitory inputs that veto: AND, OR and NOT."""

    def unit(exciting: tuple[int, ...], inhibiting: tuple[int, ...], threshold: int) -> int:
        return int(sum(exciting) >= threshold and not any(inhibiting))

    pairs = list(product((0, 1), repeat=2))
    return Outcome([unit(p, (), 2) for p in pairs] == [a & b for a, b in pairs]
                   and [unit(p, (), 1) for p in pairs] == [a | b for a, b in pairs]
                   and [unit((), (a,), 0) for a in (0, 1)] == [1, 0])


@experiment("S003-82", evidence=("indexed_sum", "numeric"))
def unit_in_three_steps() -> Outcome:
    """Products, their sum, the activation: is there a weight for the negation?  Without an offset there is none; with one there is."""

    def answers(inputs: Array, weights: Array) -> tuple[int, ...]:
        return tuple(int((row * weights).sum() > 0) for row in inputs)

    weights = np.linspace(-3, 3, 13)
    bare = any(answers(np.array([[0.0], [1.0]]), np.array([w])) == (1, 0) for w in weights)
    offset = any(answers(np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([w, b])) == (1, 0) for w, b in product(weights, weights))
    return Outcome(bare, offset)


@experiment("S003-81", evidence=("finite_difference",))
def step_unit_learns_by_slopes() -> Outcome:
    """A unit whose output has a slope can be trained by slopes: the step has none away from 0, the sigmoid has one everywhere."""
    sums = np.linspace(-3, 3, 12)

    def learns(activation: Callable[[float], Any]) -> bool:
        return all(slope_at(activation, float(z)) > 0 for z in sums)

    return Outcome(learns(lambda z: float(z > 0)), learns(sigmoid))


@experiment("S003-106")
def perceptron_with_a_sigmoid() -> Outcome:
    """A perceptron answers 0 or 1; a sigmoid unit gives what lies between, and the same answer when it is rounded."""
    z = np.linspace(-4, 4, 40)
    values, step = sigmoid(z), (z > 0).astype(float)
    return Outcome(bool((values == step).all()), meant=bool((np.round(values) == step).all()))


# --- weights ------------------------------------------------------------------------------------------------


def _received(weights: Array, link: int, value: float) -> float:
    """What a unit receives if one input has a value and the others are 0."""
    return float(weights @ (np.eye(len(weights))[link] * value))


def _answer(weight: float, x: float) -> float:
    return float(sigmoid(weight * x))


@experiment("S004-25", evidence=("numeric", "finite_difference"))
def zero_weight_cuts_the_link() -> Outcome:
    """The slope of what a unit receives by an input is the weight of the link: none exactly where the weight is 0."""
    w = np.random.default_rng(0).normal(size=(4, 5)) * np.random.default_rng(1).integers(0, 2, size=(4, 5))
    slopes = np.array([[slope_at(partial(_received, row, j), 0.3) for j in range(5)] for row in w])
    return Outcome(bool(((np.abs(slopes) < 1e-9) == (w == 0)).all()) and 0 < int((w == 0).sum()) < w.size)


@experiment("S004-22", evidence=("numeric", "finite_difference"))
def large_weight_amplifies() -> Outcome:
    """A weight above 1 amplifies and one below 1 damps: by its value no (-3 amplifies), by its size yes."""

    def as_said(weight: float) -> bool:
        change = abs(weight * 2.0 - weight * 1.0)
        return change > 1 if weight > 1 else change < 1

    return over([float(w) for w in np.linspace(-3, 3, 24)], as_said, lambda w: w >= 0 or abs(w) < 1)


@experiment("S004-21", evidence=("finite_difference",))
def weight_sets_the_slope() -> Outcome:
    """The slope of a sigmoid unit at 0 is a quarter of the weight."""
    weights = (0.5, 1.0, 4.0)
    slopes = [slope_at(partial(_answer, w), 0.0) for w in weights]
    return Outcome(bool(np.allclose(slopes, np.array(weights) / 4, atol=1e-6)), run=True)


@experiment("S004-02")
def doubling_the_input_doubles_the_output() -> Outcome:
    """True without an offset, false with one."""

    def doubles(line: tuple[float, float]) -> bool:
        slope, offset = line
        return slope * 4.0 + offset == 2 * (slope * 2.0 + offset)

    return over(list(product((-1.0, 0.5, 3.0), (-1.0, 0.0, 1.0))), doubles, lambda line: line[1] == 0)


# --- layers -------------------------------------------------------------------------------------------------


def _layer_by_hand(w: Array, x: Array, b: Array) -> Array:
    return np.array([sum(w[k, j] * x[j] for j in range(w.shape[1])) + b[k] for k in range(w.shape[0])])


def _layer(seed: int, outputs: int, inputs: int) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(outputs, inputs)), rng.normal(size=inputs), rng.normal(size=outputs)


@experiment("S000-11", evidence=("numeric", "shape_check"))
def product_of_layer_is_matrix_product() -> Outcome:
    """``wx + b`` entry by entry has the wrong shape; as a matrix product it is the layer."""
    w, x, b = _layer(0, 10, 5)
    layer = _layer_by_hand(w, x, b)

    def is_layer(product: Array) -> bool:
        return product.shape == layer.shape and bool(np.allclose(product + b, layer))

    return Outcome(is_layer(w * x), is_layer(w @ x))


@experiment("S002-18", evidence=("numeric",))
def vectorised_layer_equals_loop() -> Outcome:
    layers = [_layer(seed, 6, 4) for seed in range(5)]
    return Outcome(all(np.allclose(w @ x + b, _layer_by_hand(w, x, b)) for w, x, b in layers), run=True)


class _Counted:
    """A number that counts the products it takes part in."""

    def __init__(self, value: float, count: list[int]) -> None:
        self.value, self.count = value, count

    def __mul__(self, other: float) -> float:
        self.count[0] += 1
        return self.value * other


@experiment("S003-03")
def batch_needs_fewer_operations() -> Outcome:
    """A batch multiplies as often as its examples one by one; fewer are the calls of the layer, with the same results."""
    products, calls = [0], [0]
    rng = np.random.default_rng(2)
    weights = np.array([[_Counted(v, products) for v in row] for row in rng.normal(size=(4, 3))], dtype=object)
    batch = rng.normal(size=(3, 8))

    def counted(inputs: list[Array]) -> tuple[Array, int, int]:
        before, called = products[0], calls[0]
        outputs = []
        for x in inputs:
            calls[0] += 1
            outputs.append(np.asarray(np.dot(weights, x.astype(object)), dtype=float))
        return np.hstack(outputs), products[0] - before, calls[0] - called

    together, singly = counted([batch]), counted([batch[:, [i]] for i in range(8)])
    return Outcome(together[1] < singly[1], together[2] < singly[2] and bool(np.allclose(together[0], singly[0])))


@experiment("S003-107", evidence=("numeric",))
def fully_connected_nodes_have_no_cycle() -> Outcome:
    """All nodes joined to all others make cycles; joined layer by layer they make none: a power of the adjacency matrix vanishes."""
    sizes = (3, 4, 2)
    layer = np.repeat(range(3), sizes)
    all_joined = (np.ones((9, 9)) - np.eye(9)).astype(int)
    by_layers = (layer[:, None] + 1 == layer[None, :]).astype(int)
    acyclic = [not np.linalg.matrix_power(a, 9).any() for a in (all_joined, by_layers)]
    return Outcome(acyclic[0], acyclic[1] and int(by_layers.sum()) == 3 * 4 + 4 * 2)


# --- what units are called ------------------------------------------------------------------------------------


@experiment("S000-59", evidence=("text_check",))
def cross_entropy_is_an_activation() -> Outcome:
    """An activation takes one number.  Cross-entropy takes a prediction and a target, as the squared error does: it is a loss."""
    from derivations.catalogue import load

    def arguments(name: str) -> int:
        return len(load(name).formulas[0].params)

    as_activation = arguments("cross_entropy") == arguments("sigmoid") == arguments("tanh") == arguments("relu")
    return Outcome(as_activation, meant=arguments("cross_entropy") == arguments("squared_error"))


@experiment("S002-10", evidence=("shape_check",))
def features_are_eigenvalues() -> Outcome:
    """An eigenvalue is one number.  What a unit weighs is a column with an entry for every weight."""
    features, weights = np.array([0.2, 0.5, 0.1]), np.array([1.0, -1.0, 2.0])
    return Outcome(features.shape == (), meant=features.shape == weights.shape and np.ndim(weights @ features) == 0)


# --- errors sent back ----------------------------------------------------------------------------------------


@experiment("S004-35")
def dropped_denominators_only_scale() -> Outcome:
    """Errors times weights against errors split by shares: one common factor only if the weights into all nodes add up to the same."""
    e = np.array([0.8, 0.5])

    def only_scales(w: Array) -> bool:
        ratios = (w @ e) / ((w / w.sum(0)) @ e)
        return bool(np.isclose(ratios[0], ratios[1]))

    weights = [np.array([[2.0, 10.0], [3.0, 40.0]]), np.array([[2.0, 1.0], [3.0, 4.0]]), np.array([[1.0, 5.0], [7.0, 3.0]])]
    return over(weights, only_scales, lambda w: w.sum(0)[0] == w.sum(0)[1])

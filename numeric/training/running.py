"""Runs of a training step over epochs: all examples at once, in batches, or as compiled loops.

A run changes the state in place and counts its steps there, so that it can be broken off and gone on with.  The order of the
examples comes from the state's own random generator: every backend sees the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Run = Callable[[int], list[float]]
"""Does a number of epochs and gives the mean loss of each, taken before its steps."""


@dataclass(slots=True)
class State:
    """All that a run needs to go on: parameters, memory of the optimizer, the random generator, steps done, the history."""

    sizes: tuple[int, ...]
    theta: Array
    memory: list[Array]
    rng: np.random.Generator
    step: int = 0
    history: dict[str, list[float]] = field(default_factory=dict)

    def order(self, m: int, shuffle: bool) -> Array:
        """The order of the examples in the next epoch."""
        return self.rng.permutation(m) if shuffle else np.arange(m)

    @contextmanager
    def whole_or_not_at_all(self) -> Iterator[None]:
        """Epochs that are broken off, by the user or an error, leave the state as it was before them: a run can go on from there."""
        theta, memory, step, random = self.theta.copy(), [m.copy() for m in self.memory], self.step, self.rng.bit_generator.state
        try:
            yield
        except BaseException:  # an interrupt, too, leaves the state as it was
            self.theta, self.memory, self.step = theta, memory, step
            self.rng.bit_generator.state = random
            raise

    def suited(self, dtype: str, memory: int, fresh: bool) -> State:
        """The state for numbers of a type, and for an optimizer that keeps so many arrays, from the beginning if it is another one."""
        theta = self.theta.astype(dtype, copy=False)
        kept = [np.zeros_like(theta) for _ in range(memory)] if fresh else [m.astype(dtype, copy=False) for m in self.memory]
        return State(self.sizes, theta, kept, self.rng, 0 if fresh else self.step, self.history)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A generated module with the learning rate, the optimizer's numbers, and whether examples are shuffled."""

    module: Mapping[str, Any]
    rate: float
    settings: Mapping[str, float]
    shuffle: bool

    def bound(self, state: State, gradient: Array, x: Array, t: Array | None = None, scale: float = 0.0) -> tuple[Any, Any, Any]:
        """Forward pass, gradient (times ``scale``) and loss for a batch, each without arguments; the last two need the labels."""
        functions: tuple[Any, Any, Any] = self.module["training"](state.theta, gradient, state.sizes, x, t, scale)
        return functions

    def updating(self, state: State, gradient: Array) -> Any:
        """The update of a step, whose number it takes."""
        return self.module["updating"](state.theta, gradient, state.memory, self.rate, **self.settings)

    def scale(self, m: int) -> float:
        """The factor of the summed loss's gradient: 1/m, with the learning rate where the update lets it in."""
        return self.rate / m if self.module["FOLDED"] else 1 / m

    def with_ones(self, x: Array) -> Array:
        """One more column, the input of the biases."""
        return np.hstack([x, np.full((len(x), 1), self.module["BIAS"], x.dtype)])

    def columns(self, x: Array) -> Array:
        """The same, column after column in memory."""
        columns: Array = self.module["filled"]((x.shape[1] + 1, len(x)), self.module["BIAS"], x.dtype)
        columns[:-1] = x.T
        return columns.T


def whole_run(recipe: Recipe, state: State, x: Array, t: Array) -> Run:
    """One step an epoch, with all examples."""
    m, gradient = len(x), np.empty_like(state.theta)
    _, slopes, loss = recipe.bound(state, gradient, recipe.columns(x), np.ascontiguousarray(t.T), recipe.scale(m))
    update = recipe.updating(state, gradient)

    def run(epochs: int) -> list[float]:
        means = []
        for _ in range(epochs):
            slopes()
            means.append(loss() / m)
            state.step += 1
            update(state.step)
        return means

    return run


def batched_run(recipe: Recipe, state: State, x: Array, t: Array, size: int) -> Run:
    """One step a batch; the last batch of an epoch may be smaller."""
    m, gradient, rows = len(x), np.empty_like(state.theta), recipe.with_ones(x)
    update = recipe.updating(state, gradient)
    lengths = [size] * (m // size) + ([m % size] if m % size else [])
    buffers = {n: (np.empty((n, rows.shape[1]), x.dtype), np.empty((n, t.shape[1]), t.dtype)) for n in lengths}
    bound = {n: recipe.bound(state, gradient, part, labels.T, recipe.scale(n)) for n, (part, labels) in buffers.items()}

    def epoch() -> float:
        order = state.order(m, recipe.shuffle)
        total, start = 0.0, 0
        for n in lengths:
            chosen, (part, labels), (_, slopes, loss) = order[start : start + n], buffers[n], bound[n]
            np.take(rows, chosen, axis=0, out=part, mode="clip")
            np.take(t, chosen, axis=0, out=labels, mode="clip")
            slopes()
            total += loss()
            state.step += 1
            update(state.step)
            start += n
        return total / m

    return lambda epochs: [epoch() for _ in range(epochs)]


def compiled_run(recipe: Recipe, module: Mapping[str, Any], state: State, x: Array, t: Array, size: int) -> Run:
    """The same epochs by the compiled loops ``train`` of a module."""
    m, gradient, memory = len(x), np.empty_like(state.theta), np.array(state.memory).reshape(-1, state.theta.size)
    columns, labels = np.ascontiguousarray(recipe.with_ones(x).T), np.ascontiguousarray(t.T)
    settings, everything = tuple(recipe.settings.values()), np.arange(m)[None]
    train, arrays = module["train"], module["workspace"](state.theta, gradient, state.sizes, min(module["BLOCK"], size))

    def run(epochs: int) -> list[float]:
        orders = everything if size == m else np.array([state.order(m, recipe.shuffle) for _ in range(epochs)])
        losses = np.empty(epochs)
        train(state.theta, gradient, memory, arrays, columns, labels, orders, size, recipe.rate, state.step, settings, losses)
        state.step += epochs * -(-m // size)
        state.memory[:] = list(memory)
        means: list[float] = losses.tolist()
        return means

    return run

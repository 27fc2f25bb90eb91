"""Experiments on arrays and data: axes, normalisation by channel, two circles that no line parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivations.ledger.experiments import Outcome, experiment, over

Array = NDArray[Any]
CHANNELS = (0, 2, 3)


@experiment("S003-89", evidence=("table_check",))
def rank_is_the_number_of_axes() -> Outcome:
    """A scalar, a vector and a matrix have 0, 1 and 2 axes.  The rank of linear algebra is another number: 1 for a matrix of ones."""
    arrays = [np.array(3.0), np.ones(4), np.ones((2, 3))]
    return Outcome([int(np.linalg.matrix_rank(a)) for a in arrays] == [0, 1, 2], meant=[a.ndim for a in arrays] == [0, 1, 2])


@experiment("S003-90", evidence=("table_check",))
def tensors_have_three_axes() -> Outcome:
    """Every array is a tensor, also one with fewer axes; of those that have no other name all have three or more."""
    named = {0: "scalar", 1: "vector", 2: "matrix"}
    return over([np.ones((2,) * n).ndim for n in range(6)], lambda n: n >= 3, lambda n: n not in named)


def _images() -> Array:
    return np.random.default_rng(11).uniform(0, 255, size=(4, 4, 4, 4))


def _statistics(x: Array) -> tuple[Array, Array]:
    return x.mean(CHANNELS, keepdims=True), x.std(CHANNELS, keepdims=True)


def _is_standard(z: Array) -> bool:
    mean, deviation = _statistics(z)
    return bool(np.allclose(mean, 0) and np.allclose(deviation, 1))


@experiment("S003-99")
def normalising_gives_the_score() -> Outcome:
    """With the statistics of the data itself mean and deviation become 0 and 1; with those of other data they do not."""
    x, others = _images(), 3 * _images() + 50
    cases = [_statistics(x), _statistics(others), (np.float64(0.5), np.float64(0.5))]
    return over(cases, lambda s: _is_standard((x - s[0]) / s[1]), lambda s: s is cases[0])


@experiment("S003-103")
def standardised_images_have_mean_zero() -> Outcome:
    x = _images()
    mean, deviation = _statistics(x)
    return Outcome(_is_standard((x - mean) / deviation))


@experiment("S003-101")
def statistics_per_channel() -> Outcome:
    """The deviation that the library gives is that of a sample, with one less than the number of values."""
    x = _images()
    by_hand = [np.sqrt(((c - c.mean()) ** 2).sum() / (c.size - 1)) for c in x.transpose(1, 0, 2, 3)]
    return Outcome(bool(np.allclose(x.std(CHANNELS, ddof=1), by_hand)))


@experiment("S003-102")
def channels_last() -> Outcome:
    x = _images()
    last = x.transpose(0, 2, 3, 1)
    return Outcome(bool(np.allclose(last.mean((0, 1, 2)), x.mean(CHANNELS)) and np.allclose(last.std((0, 1, 2)), x.std(CHANNELS))))


@experiment("S003-100")
def division_by_255_gives_the_unit_interval() -> Outcome:
    """For numbers of eight bits; wider ones do not end between 0 and 1."""
    arrays = [np.iinfo(kind).max * np.array([0.0, 0.5, 1.0]) for kind in (np.uint8, np.uint16, np.int32)]
    return over(arrays, lambda a: bool((a / 255 >= 0).all() and (a / 255 <= 1).all()), lambda a: bool(a.max() == np.iinfo(np.uint8).max))


@experiment("S002-02")
def circles_are_not_separated_by_simple_methods() -> Outcome:
    """A line fails on the circles; the nearest neighbours and a line in the squared coordinates, simple methods too, do not."""
    from numeric.data import circles, split

    x, x_test, y, y_test = split(*circles(600, random_state=0))
    nearest = np.argsort(((x_test[:, None] - x[None]) ** 2).sum(2), axis=1)[:, :5]
    answers = {"line": _fitted(x, y, x_test), "squares": _fitted(x**2, y, x_test**2), "neighbours": y[nearest].mean(1) > 0.5}
    right = {name: float(np.mean(answer == y_test)) for name, answer in answers.items()}
    return over(list(right), lambda name: right[name] < 0.8, lambda name: name == "line")


def _fitted(x: Array, y: Array, at: Array) -> Array:
    """Sides of the plane of least squares."""
    design, points = (np.column_stack([v, np.ones(len(v))]) for v in (x, at))
    side: Array = points @ np.linalg.lstsq(design, y - 0.5, rcond=None)[0] > 0
    return side


@experiment("S003-85")
def better_on_training_data_means_overfitting() -> Outcome:
    """Predictions that never saw the labels do better on one half than on the other in almost half of all cases.  Is a gap a sign of
    learning by heart?  Of chance alone, unless it is beyond what chance gives."""
    rng = np.random.default_rng(14)
    blind = rng.binomial(100, 0.8, 4000) / 100 - rng.binomial(100, 0.8, 4000) / 100
    x, labels = rng.normal(size=(200, 2)), rng.integers(0, 2, 200)
    nearest = np.argmin(((x[100:, None] - x[None, :100]) ** 2).sum(2), axis=1)
    by_heart = 1.0 - float(np.mean(labels[nearest] == labels[100:]))

    def rarely_by_chance(gap: float) -> bool:
        return bool(np.mean(blind > gap) < 0.05)

    return over([0.0, 0.02, 0.15, by_heart], rarely_by_chance, lambda gap: gap > 2 * blind.std())

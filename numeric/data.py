"""Data for experiments: noisy circles, exclusive or, handwritten digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def circles(m: int = 1000, *, factor: float = 0.3, noise: float = 0.1, random_state: int | None = 0) -> tuple[Array, Array]:
    """m points on two circles about 0 of radius 1 (label 0) and ``factor`` (label 1), with normal noise, in random order."""
    rng = np.random.default_rng(random_state)
    labels = np.arange(m) % 2
    angle = rng.uniform(0, 2 * np.pi, m)
    radius = np.where(labels == 0, 1.0, factor)
    points = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, noise, (m, 2))
    order = rng.permutation(m)
    return points[order], labels[order].astype(float)


def xor() -> tuple[Array, Array]:
    """The four points (0,0), (0,1), (1,0), (1,1) and their exclusive or."""
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return points, np.array([0.0, 1.0, 1.0, 0.0])


def digits() -> tuple[Array, Array]:
    """1797 handwritten digits of 8 × 8 pixels between 0 and 1, as scikit-learn brings them; labels 0…9."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise ImportError("the digits come with scikit-learn: install derivation-checker[sklearn]") from None
    found = load_digits()
    return found.data / 16.0, found.target


def split(X: Array, y: Array, *, held_out: float = 0.25, random_state: int | None = 0) -> tuple[Array, Array, Array, Array]:
    """``X_train, X_test, y_train, y_test`` with the given share held out, chosen at random."""
    order = np.random.default_rng(random_state).permutation(len(X))
    cut = len(X) - round(len(X) * held_out)
    return X[order[:cut]], X[order[cut:]], y[order[:cut]], y[order[cut:]]

"""Along what, and in what units, a gradient is tried: Gaussian directions without small entries, and powers of 2 near those of a point."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
LEAST_ENTRY = 0.25
"""No entry of a direction is nearer to 0, in standard deviations."""


@lru_cache(maxsize=16)
def probes(seed: int, count: int, size: int) -> Array:
    """Gaussian directions as rows, all of the length that they have on the average, the root of the size.

    Entries nearer to 0 than a quarter are drawn anew: behind such an entry a small fault of one weight could hide.
    """
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((count, size))
    while (small := np.abs(vectors) < LEAST_ENTRY).any():
        vectors[small] = rng.standard_normal(np.count_nonzero(small))
    vectors *= math.sqrt(size) / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-300)
    vectors.setflags(write=False)
    return vectors


def units_of(x: Array) -> Array | None:
    """A power of 2 near every entry (for zeros the median); None if all are of ordinary size."""
    moved = np.abs(x[x != 0])
    if not moved.size or (moved.min() > 1e-6 and moved.max() < 1e6):
        return None
    units = np.full(x.shape, 2.0 ** np.round(np.median(np.log2(moved))))
    units[x != 0] = 2.0 ** np.round(np.log2(moved))
    return units

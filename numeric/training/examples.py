"""Examples and labels as arrays of numbers, or an error that says which entry cannot be used and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BINARY, CATEGORICAL = "binary_cross_entropy", "categorical_cross_entropy"


def features(X: Any, dtype: str, wanted: int | None = None) -> Array:
    """X as finite numbers, examples × features; ``wanted`` is the number of features that a trained network has."""
    x = _numbers(X, "X")
    if x.ndim != 2:
        flat = "a single example is X[None, :], a single feature X[:, None]"
        hint = "X.reshape(len(X), -1) makes one row of each example" if x.ndim > 2 else flat
        raise ValueError(f"X has two dimensions (examples × features), not {x.ndim}; {hint}")
    if not x.size:
        raise ValueError(f"X is empty: its shape is {x.shape}")
    if wanted is not None and x.shape[1] != wanted:
        raise ValueError(f"X has {x.shape[1]} features, but the network was trained with {wanted}")
    return finite(x, "X", dtype)


KINDS = {"U": "text", "S": "bytes", "c": "complex numbers", "M": "dates", "m": "spans of time", "V": "records",
         "O": "objects; np.asarray(…, dtype=float) may convert them"}
"""What arrays hold that are no numbers, by NumPy's letters."""


def _numbers(values: Any, name: str) -> Array:
    """An array of real numbers."""
    if values is None:
        raise ValueError(f"{name} is missing: it is None")
    if np.ma.is_masked(values):
        raise ValueError(f"{name} has {np.ma.getmaskarray(values).sum()} masked entries; leave these examples out, or give filled(…) ones")
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths") from None
    if array.dtype.kind not in "biuf":
        words = KINDS.get(array.dtype.kind, str(array.dtype))
        hint = "; number the classes, for example by np.unique(y, return_inverse=True)[1], or take a NetworkClassifier"
        raise ValueError(f"{name} holds numbers, not {words}{hint if name == 'y' and words == 'text' else ''}")
    return array


def finite(values: Array, name: str, dtype: str) -> Array:
    """The values in a floating type, none of them NaN or infinite, or too large for the type."""
    with np.errstate(over="ignore"):
        cast = values.astype(dtype)
    bad = ~np.isfinite(cast)
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        count = int(bad.sum())
        what = f"too large for {dtype}" if np.isfinite(values[bad]).all() else "NaN or infinite"
        words = f"an entry that is {what}:" if count == 1 else f"{count} entries that are {what}; the first is"
        raise ValueError(f"{name} has {words} {values[place]} at {place}")
    return cast


@dataclass(frozen=True, slots=True)
class Labels:
    """How labels become targets of the output units, and outputs become labels.

    classes: the number of classes if it was given; low_high: what a unit learns for the other classes and for its own.
    """

    loss: str
    classes: int | None
    low_high: tuple[float, float]
    dtype: str

    @property
    def are_classes(self) -> bool:
        return self.classes is not None or self.loss in (BINARY, CATEGORICAL)

    def targets(self, y: Any, wanted: int | None = None) -> Array:
        """Labels as an array examples × outputs; ``wanted`` is the number of outputs that a trained network has."""
        labels = _numbers(y, "y")
        if labels.ndim not in (1, 2) or not labels.size:
            raise ValueError(f"labels have shape (examples,) or (examples, outputs), not {labels.shape}")
        t = self._one_hot(labels, self.classes or wanted) if self._are_numbers_of_classes(labels) else self._as_given(labels)
        if self.loss == BINARY:
            _between_zero_and_one(t)
        if self.loss == CATEGORICAL:
            _sum_to_one(t)
        if wanted is not None and t.shape[1] != wanted:
            raise ValueError(f"labels have {t.shape[1]} columns, but the network has {wanted} outputs")
        return t

    def _are_numbers_of_classes(self, labels: Array) -> bool:
        if labels.ndim == 2 or (self.loss == BINARY and self.classes == 2):
            return False
        return self.classes is not None or self.loss == CATEGORICAL

    def _as_given(self, labels: Array) -> Array:
        return finite(labels.reshape(len(labels), -1), "y", self.dtype)

    def _one_hot(self, labels: Array, classes: int | None) -> Array:
        """Class k as a row with the high target at k."""
        whole = finite(labels, "y", self.dtype)
        if (whole != np.floor(whole)).any():
            raise ValueError(f"classes are whole numbers from 0; found {whole[whole != np.floor(whole)][0]}")
        count = classes or max(2, int(whole.max()) + 1)
        outside = (whole < 0) | (whole >= count)
        if outside.any():
            row = int(np.argmax(outside))
            raise ValueError(f"labels are whole numbers from 0 to {count - 1}; found {labels[row]} in row {row}")
        low, high = self.low_high
        t = np.full((len(labels), count), low, self.dtype)
        t[np.arange(len(labels)), whole.astype(int)] = high
        return t

    def chosen(self, values: Array) -> Array:
        """The class of each row of outputs or targets; of several yes-or-no units, each one's answer."""
        if values.shape[1] == 1:
            return (values[:, 0] > 0.5 * sum(self.low_high)).astype(int)
        if self.loss == BINARY and self.classes is None:
            return (values > 0.5).astype(int)
        best: Array = np.argmax(values, axis=1)
        return best


def _between_zero_and_one(t: Array) -> None:
    outside = ((t < 0) | (t > 1)).any(axis=1)
    if outside.any():
        row = int(np.argmax(outside))
        worst = t[row][(t[row] < 0) | (t[row] > 1)][0]
        several = f"; for more than two classes use output='softmax', loss='{CATEGORICAL}'" if (t == np.floor(t)).all() else ""
        hint = "; labels −1 and 1 become 0 and 1 by (y + 1)/2" if (np.abs(t) == 1).all() else several
        raise ValueError(f"labels of the loss {BINARY} lie between 0 and 1; found {worst:g} in row {row}{hint}")


def _sum_to_one(t: Array) -> None:
    wrong = (t < 0).any(axis=1) | (np.abs(t.sum(axis=1) - 1) > 1e-6)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"each row of labels of the loss {CATEGORICAL} sums to 1, none below 0; row {row} is {t[row].tolist()}")

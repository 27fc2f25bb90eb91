"""Networks as scikit-learn estimators: in pipelines, searches and cross-validation (extra ``sklearn``).

``NetworkClassifier`` ends in a sigmoid (two classes) or a softmax (more) with its cross-entropy; ``NetworkRegressor`` in the
identity with squared error, on standardised targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from numeric.network import Network

Array = NDArray[Any]


class _NetworkEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """What the classifier and the regressor share: the settings, and the network made from them."""

    def __init__(
        self,
        *,
        hidden: Sequence[int] = (32,),
        activation: Any = "relu",
        optimizer: str = "adam",
        learning_rate: float = 0.01,
        epochs: int = 100,
        batch_size: int | None = 32,
        random_state: Any = None,
        momentum: float = 0.9,
        backend: str = "numpy",
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state
        self.momentum = momentum
        self.backend = backend

    def _network(self, output: str, loss: str) -> Network:
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        return Network(hidden=self.hidden, activation=self.activation, output=output, loss=loss, optimizer=self.optimizer,
                       learning_rate=self.learning_rate, epochs=self.epochs, batch_size=self.batch_size, random_state=seed,
                       momentum=self.momentum, backend=self.backend, progress=False)

    def _checked(self, X: Any) -> Array:
        check_is_fitted(self, "network_")
        x: Array = validate_data(self, X, dtype=np.float64, reset=False)
        return x

    def _scaled(self, x: Array) -> Array:
        scaled: Array = (x - self.mean_) / self.scale_
        return scaled

    def _learn_scale(self, x: Array) -> Array:
        """Features of mean 0 and deviation 1, which every learning rate suits better."""
        deviation = x.std(axis=0)
        self.mean_, self.scale_ = x.mean(axis=0), np.where(deviation > 0, deviation, 1.0)
        return self._scaled(x)


class NetworkClassifier(ClassifierMixin, _NetworkEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A network for labels of any kind; see :class:`numeric.Network` for the settings."""

    def fit(self, X: Any, y: Any) -> Self:
        """Train on examples and their labels."""
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"a classifier needs labels of two classes at least; there is one class only: {self.classes_[0]}")
        two = len(self.classes_) == 2
        network = self._network("sigmoid" if two else "softmax", "binary_cross_entropy" if two else "categorical_cross_entropy")
        self.network_ = network.fit(self._learn_scale(X), labels.astype(float) if two else labels)
        self.loss_curve_, self.n_iter_ = network.loss_curve_, max(len(network.loss_curve_), 1)
        return self

    def predict_proba(self, X: Any) -> Array:
        """The probability of each of ``classes_``, one row an example."""
        x = self._checked(X)
        return self.network_.predict_proba(self._scaled(x))

    def predict(self, X: Any) -> Array:
        """The most probable class of each example."""
        x = self._checked(X)
        found: Array = self.classes_[self.network_.predict(self._scaled(x))]
        return found


class NetworkRegressor(RegressorMixin, _NetworkEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A network for one number an example, or several; see :class:`numeric.Network` for the settings."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, X: Any, y: Any) -> Self:
        """Train on examples and their numbers."""
        X, y = validate_data(self, X, y, dtype=np.float64, multi_output=True, y_numeric=True)
        y = np.asarray(y, dtype=np.float64)
        deviation = y.std(axis=0)
        self.target_mean_, self.target_scale_ = y.mean(axis=0), np.where(deviation > 0, deviation, 1.0)
        network = self._network("identity", "squared_error")
        self.network_ = network.fit(self._learn_scale(X), (y - self.target_mean_) / self.target_scale_)
        self.loss_curve_, self.n_iter_ = network.loss_curve_, max(len(network.loss_curve_), 1)
        return self

    def predict(self, X: Any) -> Array:
        """The numbers of each example."""
        x = self._checked(X)
        found: Array = self.network_.predict(self._scaled(x)) * self.target_scale_ + self.target_mean_
        return found

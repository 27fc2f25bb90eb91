"""The estimators obey scikit-learn's own checks."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

if find_spec("sklearn") is None:
    pytest.skip("scikit-learn is not installed", allow_module_level=True)


@pytest.mark.filterwarnings("ignore:Skipping check")
@pytest.mark.parametrize("name", ["NetworkClassifier", "NetworkRegressor"])
def test_scikit_learn_accepts_the_estimator(name: str) -> None:
    from sklearn.utils.estimator_checks import check_estimator

    from numeric import estimators

    check_estimator(getattr(estimators, name)())


def test_the_classifier_works_in_a_pipeline_under_cross_validation() -> None:
    from sklearn.datasets import load_iris
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    from numeric.estimators import NetworkClassifier

    x, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    model = make_pipeline(PolynomialFeatures(2), NetworkClassifier(epochs=30, random_state=0))
    assert cross_val_score(model, x, names, cv=3).mean() > 0.93


def test_the_regressor_learns_several_numbers_at_once() -> None:
    from numeric.estimators import NetworkRegressor

    x = np.random.default_rng(0).uniform(-1, 1, (300, 2))
    y = np.column_stack([x[:, 0] * x[:, 1], 100 + x[:, 0] ** 2])
    assert NetworkRegressor(random_state=0).fit(x, y).score(x, y) > 0.95

"""Experiments on derivatives and extrema: what vanishing gradients and second derivatives tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivations.ledger.experiments import Outcome, experiment, over

Array = NDArray[Any]
Map = Callable[[Array], Any]
CIRCLE = np.linspace(0, 2 * np.pi, 721)


def _jacobian(f: Map, at: Array) -> Array:
    h = 1e-6
    return np.array([(f(at + h * e) - f(at - h * e)) / (2 * h) for e in np.eye(len(at))]).T


@experiment("S000-13", evidence=("shape_check",))
def derivative_has_the_shape_of_the_point() -> Outcome:
    """Of a function with one value it has; of one with several values it is a matrix."""
    at = np.array([1.0, 2.0])
    maps: list[Map] = [lambda v: np.sum(v**2), lambda v: v[0] * v[1], lambda v: np.array([v[0] + v[1], v[0] * v[1]])]
    return over(maps, lambda f: _jacobian(f, at).shape == at.shape, lambda f: np.ndim(f(at)) == 0)


@experiment("S000-21", evidence=("numeric",))
def gradient_grows_with_the_distance() -> Outcome:
    """The gradient of the bowl at three times a point is three times the gradient there."""
    from derivations.ledger.units import formula

    bowl = formula("bowl")
    points = np.random.default_rng(6).normal(size=(20, 2))
    return Outcome(all(np.allclose(_jacobian(lambda v: bowl(*v), 3 * p), 3 * _jacobian(lambda v: bowl(*v), p), atol=1e-6)
                       for p in points), run=True)


def _kind(f: Callable[[Array, Array], Array], radius: float = 1.0) -> str:
    """Minimum, maximum or saddle at the origin, from the values on a small circle."""
    values = f(radius * np.cos(CIRCLE), radius * np.sin(CIRCLE))
    return "minimum" if (values > 0).all() else "maximum" if (values < 0).all() else "saddle"


def _kind_of_form(h: Array) -> str:
    return _kind(lambda x, y: h[0, 0] * x**2 + 2 * h[0, 1] * x * y + h[1, 1] * y**2)


def _kind_by(values: Array) -> str:
    return "minimum" if (values > 0).all() else "maximum" if (values < 0).all() else "saddle"


def _hessians() -> list[Array]:
    found = np.random.default_rng(12).normal(size=(60, 2, 2))
    return [f + f.T for f in found] + [np.array([[2.0, 3.0], [3.0, 2.0]]), np.diag([2.0, 2.0])]


@experiment("S000-24")
def positive_second_derivatives_make_a_minimum() -> Outcome:
    """By their entries positive Hessians do not, and are not needed; by their eigenvalues they do, and are."""
    by_entries = all(_kind_of_form(h) == _kind_by(h) for h in _hessians())
    return Outcome(by_entries, all(_kind_of_form(h) == _kind_by(np.linalg.eigvalsh(h)) for h in _hessians()))


@experiment("S000-28")
def second_derivatives_decide() -> Outcome:
    """Functions with the same Hessian at a point where the slopes vanish are of one kind there, if it has no eigenvalue 0: with an
    addition of fourth order, of either sign."""

    def decides(h: Array) -> bool:
        def bent(x: Array, y: Array, sign: float) -> Array:
            value: Array = h[0, 0] * x**2 + 2 * h[0, 1] * x * y + h[1, 1] * y**2 + x**4 + sign * y**4
            return value

        return _kind(lambda x, y: bent(x, y, 1.0), 1e-3) == _kind(lambda x, y: bent(x, y, -1.0), 1e-3)

    return over([*_hessians(), np.zeros((2, 2))], decides, lambda h: abs(np.linalg.det(h)) > 1e-3)

"""Names that an equation ties to the variable of a derivative: false is what is false whether they are held fixed or vary."""

from __future__ import annotations

import pytest

from symbolic import check


@pytest.mark.parametrize(("claim", "equation", "word"), [
    (r"\frac{d}{dp} (p q) = 1 - 2p", "p + q = 1", "undecided"),
    (r"\frac{\partial}{\partial p} (p q) = q", "p + q = 1", "proved"),
    (r"\frac{d}{dp} (p q) = 2 - 2p", "p + q = 1", "refuted"),
    (r"\frac{d^2}{dp^2} (p q) = -2", "p + q = 1", "undecided"),
    (r"\frac{d}{dp} (p q) = 2 p", "p + q = 1", "refuted"),
    (r"\int_0^1 p q \, dp = \frac16", "p + q = 1", "undecided"),
    (r"\int_0^1 p q \, dp = \frac13", "p + q = 1", "refuted"),
    (r"\lim_{p \to 0} q = 1", "p + q = 1", "undecided"),
    (r"\frac{dy}{dx} = -\frac{x}{y}", "x^2 + y^2 = 1", "proved"),
    (r"\frac{dy}{dx} = \frac{x}{y}", "x^2 + y^2 = 1", "refuted"),
    (r"\frac{d^2 y}{dx^2} = -\frac{1}{y^3}", "x^2 + y^2 = 1", "proved"),
    (r"\frac{dy}{dx} = \frac{y - x^2}{y^2 - x}", "x^3 + y^3 = 3 x y", "proved"),
    (r"\frac{\partial}{\partial r} x^2 = 2 r \cos^2 \theta", r"x = r \cos \theta", "proved"),
    (r"\frac{d}{dx} (x y) = 1 - 2x - z", "x + y + z = 1", "undecided"),
    (r"\frac{d}{dx} (y z) = 0", "x + y + z = 1", "proved"),
    (r"\frac{d}{dx} (y z) = -z", "x + y + z = 1", "undecided"),
    (r"\frac{\partial}{\partial x} (x y) + \frac{\partial}{\partial y} (x y) = 1", "x + y = 1", "proved"),
])
def test_a_derivative_along_an_equation(claim: str, equation: str, word: str) -> None:
    verdict = check(claim, [equation])
    assert verdict.word == word or (word == "proved" and verdict.kind == "definedness")

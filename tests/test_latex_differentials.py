"""The differential form: what d acts on, what varies, and what is refused."""

from __future__ import annotations

import pytest

from symbolic import Proved, Refuted, Unreadable, check

A = (r"A, B, X \in \mathbb{R}^{n \times n}", r"x, y \in \mathbb{R}^n")


@pytest.mark.parametrize("claim", [
    r"d(AB) = dA\, B + A\, dB",
    r"d(A^{-1}) = -A^{-1}\, dA\, A^{-1}",
    r"d\operatorname{tr}(AX) = \operatorname{tr}(A\, dX)",
    r"d\left(x^\top y\right) = y^\top dx + x^\top dy",
    r"d(\sin u \cos v) = \cos u \cos v\, du - \sin u \sin v\, dv",
    r"d(u^2 v) = 2 u v\, du + u^2\, dv",
])
def test_a_true_differential_is_proved(claim: str) -> None:
    assert isinstance(check(claim, A), Proved)


@pytest.mark.parametrize("claim", [
    r"d(AB) = dA\, B + B\, dA + A\, dB",
    r"d(A^{-1}) = A^{-1}\, dA\, A^{-1}",
    r"d(uv) = du\, dv",
    r"d\operatorname{tr}(AX) = \operatorname{tr}(X\, dX)",
])
def test_a_false_differential_is_refuted(claim: str) -> None:
    assert isinstance(check(claim, A), Refuted)


@pytest.mark.parametrize(("claim", "reason"), [
    (r"d(A)^2 = 2 A\, dA", "the differential of the power"),
    (r"d(AB) = x\, dy", "a differential of something that does not vary"),
    (r"d(AB) = dA\, B", "is B held fixed?"),
    (r"d(u^2 + v^2) = 2u\, du", "is v held fixed?"),
])
def test_a_differential_that_is_not_clear_is_refused(claim: str, reason: str) -> None:
    answer = check(claim, A)
    assert isinstance(answer, Unreadable) and reason in answer.reason


def test_a_distance_is_no_differential() -> None:
    answer = check(r"d(x, y) = d(y, x)", A)
    assert isinstance(answer, Unreadable) and "differential" not in answer.reason

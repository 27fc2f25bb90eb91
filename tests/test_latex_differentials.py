"""The differential form: what d acts on, what varies, and what is refused."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text
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
    (r"d\operatorname{tr}(X^2) = \operatorname{tr}(XdX)", "a differential, or a factor?"),
    (r"d\operatorname{tr}(X^2) = 2\operatorname{tr}(XdX)", "a differential, or a factor?"),
    (r"d(X^{-1}) = -X^{-1}dXX^{-1}", "a differential, or a factor?"),
    (r"d(AX) = AdX + dAX", "a differential, or a factor?"),
    (r"dX^{-1} = -X^{-1}\, dX\, X^{-1}", "the differential of the power"),
    (r"dX^2 = X\, dX + dX\, X", "the differential of the power"),
    (r"du^2 = 2u\, du", "the differential of the power"),
])
def test_a_differential_that_is_not_clear_is_refused(claim: str, reason: str) -> None:
    answer = check(claim, A)
    assert isinstance(answer, Unreadable) and reason in answer.reason


def test_a_distance_is_no_differential() -> None:
    answer = check(r"d(x, y) = d(y, x)", A)
    assert isinstance(answer, Unreadable) and "differential" not in answer.reason


@pytest.mark.parametrize("claim", [r"(u + du)^2 = u^2 + 2u\, du + du^2", r"dX^\top = (dX)^\top", r"2dX = dX + dX"])
def test_powers_of_differentials_and_a_factor_by_itself_are_read(claim: str) -> None:
    assert isinstance(check(claim, A), Proved | Refuted)


def test_rows_of_differentials_in_one_text_are_not_read_with_a_factor() -> None:
    rows = (r"d\operatorname{tr}(X^2) = 2\operatorname{tr}(XdX)", r"d\det X = \det(X)\operatorname{tr}(X^{-1}dX)", r"d(X^2) = XdX + dX X")
    text = "Let $X \\in \\mathbb{R}^{n \\times n}$ be invertible.\n\n" + "\n\n".join(f"$${row}$$" for row in rows)
    assert "refuted" not in {r.verdict.word for r in check_text(text)}

"""Complex constants: moduli, quotients, and conditions that a number which is not real meets."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text
from symbolic import check


@pytest.mark.parametrize(("claim", "word"), [
    (r"\frac{1}{1+i} = \frac{1-i}{2}", "proved"),
    (r"|3 + 4i| = 5", "proved"),
    (r"|3 + 4i| = 7", "refuted"),
    (r"|a + bi| = \sqrt{a^2 + b^2}", "proved"),
    (r"|a + bi|^2 = a^2 - b^2", "refuted"),
    (r"\left|\frac{1+i}{1-i}\right| = 1", "proved"),
    (r"\frac{1}{x+i} = \frac{x-i}{x^2+1}", "proved"),
    (r"\frac{1}{x+i} = \frac{x+i}{x^2+1}", "refuted"),
    (r"\frac{1}{a+bi} = \frac{a-bi}{a^2+b^2}", "conditional"),
    (r"(1+i)^4 = -4", "proved"),
    (r"|a + bi| \ge 0", "proved"),
    (r"(a + bi)^2 \ge 0", "undecided"),
    (r"(x + i)^2 > 0", "undecided"),
    (r"|a + bi|^2 = (a + bi)^2", "refuted"),
])  # fmt: skip
def test_complex_numbers(claim: str, word: str) -> None:
    assert [r.verdict.word for r in check_text(f"<!-- convention: imaginary unit i -->\n\n$${claim}$$\n")] == [word]


def test_a_complex_number_is_not_taken_for_a_real_one() -> None:
    for claim in (r"|x + iy|^2 = x^2 + y^2", "|3 + 4i| = 5"):
        verdict = check(claim)
        assert verdict.word == "unreadable"
        assert "the imaginary unit?" in str(verdict.reason)
    assert check(r"\sum_{i=1}^n (a + bi) = na + b \frac{n(n+1)}{2}").word == "proved"
    assert check(r"x_i = 3 + 4i", [r"x_i := 3 + 4i"]).word == "proved"

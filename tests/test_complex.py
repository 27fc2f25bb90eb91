"""Complex constants: moduli, quotients, and conditions that a number which is not real meets."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text


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

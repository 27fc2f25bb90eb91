"""Complex constants: moduli, quotients, and conditions that a number which is not real meets."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text
from symbolic import Conditional, Proved, check


@pytest.mark.parametrize(("claim", "word"), [
    (r"\frac{1}{1+i} = \frac{1-i}{2}", "proved"),
    (r"|3 + 4i| = 5", "proved"),
    (r"|3 + 4i| = 7", "refuted"),
    (r"|a + bi| = \sqrt{a^2 + b^2}", "proved"),
    (r"|a + bi|^2 = a^2 - b^2", "refuted"),
    (r"\left|\frac{1+i}{1-i}\right| = 1", "proved"),
    (r"\frac{1}{x+i} = \frac{x-i}{x^2+1}", "proved"),
    (r"\frac{1}{x+i} = \frac{x+i}{x^2+1}", "refuted"),
    (r"\frac{1}{a+bi} = \frac{a-bi}{a^2+b^2}", "proved"),
    (r"(1+i)^4 = -4", "proved"),
    (r"|a + bi| \ge 0", "proved"),
    (r"(a + bi)^2 \ge 0", "undecided"),
    (r"(x + i)^2 > 0", "undecided"),
    (r"|a + bi|^2 = (a + bi)^2", "refuted"),
    (r"\log(-1) = i \pi", "undecided"),
    (r"\sqrt{-2} \sqrt{-3} = -\sqrt{6}", "undecided"),
])
def test_a_claim_about_complex_numbers_has_its_verdict(claim: str, word: str) -> None:
    assert [r.verdict.word for r in check_text(f"<!-- convention: imaginary unit i -->\n\n$${claim}$$\n")] == [word]


@pytest.mark.parametrize(("claim", "word"), [
    (r"\sqrt{-4} \sqrt{-9} = -6", "undecided"),
    (r"\sqrt{-4} \sqrt{-9} = 6", "refuted"),
    (r"\sqrt{-4}^2 = -4", "undecided"),
    (r"\sqrt{-4} = 2", "refuted"),
])
def test_roots_of_negative_numbers_hold_no_real_equation_and_none_that_is_true_is_called_false(claim: str, word: str) -> None:
    assert check(claim).word == word


@pytest.mark.parametrize(("claim", "word"), [
    (r"x^\top x = \|x\|^2", "refuted"), (r"\|x + y\|^2 = x^\top x + 2 x^\top y + y^\top y", "refuted"),
    (r"\langle x, y \rangle = \langle y, x \rangle", "undecided"),  # which of them is conjugated?
    (r"x^H y = y^H x", "refuted"), (r"\|x\|^2 = \sum_{i=1}^n x_i^2", "refuted"), (r"\|x\|^2 = \sum_{i=1}^n |x_i|^2", "proved"),
    (r"\|x + y\|^2 = \|x\|^2 + \|y\|^2", "refuted"), (r"\|x + y\|^2 = \|x\|^2 + \|y\|^2 + 2 \operatorname{Re}(x^H y)", "proved"),
])
def test_lengths_of_complex_vectors_are_not_those_of_real_ones(claim: str, word: str) -> None:
    assert check(claim, [r"x, y \in \mathbb{C}^n"]).word == word


@pytest.mark.parametrize(("claim", "facts", "word"), [
    (r"\det(A^H) = \det(A)", (), "refuted"), (r"\operatorname{tr}(A^H) = \operatorname{tr}(A)", (), "refuted"),
    (r"A^\top = A", (r"A = A^H",), "refuted"), (r"\det(A^\top) = \det(A)", (r"A = A^H",), "proved"),
    (r"\operatorname{tr}(A^H) = \operatorname{tr}(A)", (r"A = A^H",), "proved"),
])
def test_slips_that_hold_of_real_matrices_are_seen_at_complex_ones(claim: str, facts: tuple[str, ...], word: str) -> None:
    assert check(claim, [r"A \in \mathbb{C}^{n \times n}", *facts]).word == word


def test_a_bar_over_a_declared_complex_array_is_no_array_of_its_own() -> None:
    text = r"Let $A \in \mathbb{C}^{n \times n}$." + "\n\n" + r"$$\operatorname{tr}(\bar A) = \overline{\operatorname{tr}(A)}$$"
    assert [r.verdict.word for r in check_text(text)] == ["unreadable"]


@pytest.mark.parametrize(("claim", "word"), [
    (r"z^{-1} = \frac{\bar z}{|z|^2}", "proved"), (r"\frac1z = \frac{\bar z}{z \bar z}", "proved"),
    (r"\frac{w \bar w}{\bar w z} = \frac{w}{z}", "conditional"), (r"z^{-1} = \frac{z}{|z|^2}", "refuted"),
])
def test_quotients_by_conjugates_are_defined_where_the_number_is_not_zero(claim: str, word: str) -> None:
    assert check(claim, [r"z, w \in \mathbb{C}"]).word == word


def test_a_complex_number_is_not_taken_for_a_real_one() -> None:
    for claim in (r"|x + iy|^2 = x^2 + y^2", "|3 + 4i| = 5"):
        verdict = check(claim)
        assert verdict.word == "unreadable"
        assert "the imaginary unit?" in str(verdict.reason)
    assert check(r"\sum_{i=1}^n (a + bi) = na + b \frac{n(n+1)}{2}").word == "proved"
    assert check(r"x_i = 3 + 4i", [r"x_i := 3 + 4i"]).word == "proved"


@pytest.mark.parametrize("claim", [
    r"e^z = 1 \iff z = 0", r"e^z = e^w \implies z = w", r"e^{2z} = 1 \iff e^z = 1", r"e^z = -1 \implies z = 5", r"\cos z \ne 2",
    r"z^3 = w^3 \implies z = w", r"|z|^3 = |z| z^2", r"z^2 \ne -1", r"|z| = |w| \implies z = w \lor z = -w",
])
def test_what_holds_of_real_numbers_is_not_proved_of_complex_ones(claim: str) -> None:
    assert check(claim, [r"z \in \mathbb{C}", r"w \in \mathbb{C}"]).word in ("refuted", "undecided")


@pytest.mark.parametrize("claim", [
    r"\frac{|z|^2 + 1}{|z|^2 + 1} = 1", r"|z|^3 = |z^3|", r"z^2 = w^2 \iff z = w \lor z = -w", r"\frac{|z|}{z} = \frac{\bar z}{|z|}",
])
def test_moduli_of_complex_numbers_need_no_cases(claim: str) -> None:
    assert check(claim, [r"z \in \mathbb{C}", r"w \in \mathbb{C}"]).word == "proved"


@pytest.mark.parametrize(("claim", "letters"), [
    (r"|w^\top x|^2 = (w^\top x)^2", r"w, x \in \mathbb{C}^n"),
    (r"|w^\top x|^2 = (w^\top x)^2", r"w, x \in \mathbb{C}^2"),
    (r"\sqrt{(w^\top x)^2} = |w^\top x|", r"w, x \in \mathbb{C}^2"),
    (r"\log e^{w^\top x} = w^\top x", r"w, x \in \mathbb{C}^2"),
    (r"(w^\top x)^2 + 1 \ne 0", r"w, x \in \mathbb{C}^n"),
    (r"w^\top w = 0 \implies w = 0", r"w \in \mathbb{C}^n"),
    (r"\det(I + x x^\top) \ne 0", r"x \in \mathbb{C}^n"),
    (r"|\operatorname{tr} A|^2 = (\operatorname{tr} A)^2", r"A \in \mathbb{C}^{n \times n}"),
    (r"|\det A|^2 = (\det A)^2", r"A \in \mathbb{C}^{n \times n}"),
    (r"\operatorname{tr}(A^\top A) = 0 \implies A = 0", r"A \in \mathbb{C}^{n \times n}"),
    (r"\log \det(A^2) = 2 \log \det A", r"A \in \mathbb{C}^{n \times n}"),
    (r"\left(\sum_{i=1}^n z_i\right)^2 = -1 \implies 1 = 2", r"z \in \mathbb{C}^n"),
    (r"\left|\prod_{i=1}^n z_i\right|^2 = \left(\prod_{i=1}^n z_i\right)^2", r"z \in \mathbb{C}^n"),
    (r"|x_1|^2 = x_1^2", r"x \in \mathbb{C}^3"),
    (r"\sqrt{(a^\top b)^2} \cdot \frac{a^\top b}{|a^\top b|} = a^\top b", r"a, b \in \mathbb{C}^n"),
])
def test_numbers_made_of_complex_arrays_are_not_taken_for_real_ones(claim: str, letters: str) -> None:
    assert check(claim, [letters]).word in ("refuted", "undecided")


@pytest.mark.parametrize("claim", [
    r"\operatorname{tr}(AB) = \operatorname{tr}(BA)", r"\det(AB) = \det A \det B", r"(A + B)^\top = A^\top + B^\top",
    r"x^\top A x = x^\top A^\top x", r"(x^\top A x)^2 (x^\top A x) = (x^\top A x)^3",
])
def test_what_holds_in_every_field_is_proved_of_complex_arrays(claim: str) -> None:
    assert check(claim, [r"A, B \in \mathbb{C}^{n \times n}", r"x \in \mathbb{C}^n"]).word == "proved"


ARRAYS = (r"A, B \in \mathbb{C}^{n \times n}", r"x, y \in \mathbb{C}^n", r"z \in \mathbb{C}", r"U \in \mathbb{C}^{n \times n}", "U^H U = I",
          r"S \in \mathbb{C}^{n \times n}", "S = S^H")


@pytest.mark.parametrize("claim", [
    "(AB)^H = B^H A^H", r"(A x)^H y = x^H A^{\mathsf{H}} y", r"\|x + y\|^2 = \|x\|^2 + 2\operatorname{Re}(x^H y) + \|y\|^2",
    r"\|z x\|^2 = |z|^2\|x\|^2", r"\overline{x^H y} = y^H x", r"\operatorname{tr}(A^H A) = \|A\|_F^2", r"\|U x\|^2 = \|x\|^2", "U U^H = I",
    r"\|U A\|_F^2 = \|A\|_F^2", r"\overline{x^H S x} = x^H S x", r"\det(A^H) = \overline{\det A}", r"(z A)^H = \overline{z} A^H",
    "(SA)^H = A^H S",
])
def test_conjugates_of_arrays(claim: str) -> None:
    assert isinstance(check(claim, ARRAYS), Proved)


@pytest.mark.parametrize("claim", [
    "(AB)^H = A^H B^H", r"\|x + y\|^2 = \|x\|^2 + 2 x^H y + \|y\|^2", r"\|z x\|^2 = z^2\|x\|^2", "x^H y = y^H x", r"\|A x\|^2 = \|x\|^2",
    r"\overline{x^H A x} = x^H A x", r"\det(A^H) = \det A", "(z A)^H = z A^H", r"A^H = A^\top", r"A^H A = A A^H", "U^2 = I",
    r"\|x + y\|^2 = \|x\|^2 + \operatorname{Re}(x^H y) + \|y\|^2", "(SA)^H = A S", "x^H x = 0",
])
def test_what_fails_for_complex_arrays_is_not_proved(claim: str) -> None:
    assert not isinstance(check(claim, ARRAYS), Proved | Conditional)


def test_a_bar_over_a_real_number_beside_complex_ones_is_asked_about() -> None:
    assert check(r"\overline{zw} = \bar z \bar w", [r"z \in \mathbb{R}", r"w \in \mathbb{C}"]).word == "unreadable"
    assert check(r"z + \bar x = \bar x + z", [r"z \in \mathbb{C}", r"x, \bar{x} \in \mathbb{R}"]).word == "proved"

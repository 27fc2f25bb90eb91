"""What words leave for a part alone, or may take back later, proves nothing unseen; what they do not touch goes on to hold."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text

NOT_PROVED = [
    "In Alice's version, $x$ is positive.",
    "Rumour has it that $x$ is positive.",
    "In the first phase, let $x > 0$.",
    "Euler let $x > 0$. Gauss did not:",
    "Let $x > 0$ in the second term.",
    "Let $x > 0$ until further notice.",
    "Let $x > 0$ for the time being. That time is over.",
    "Let $x > 0$ and derive a contradiction.",
    "Let $P$ be the statement $x > 0$.",
    "Let $q$ be the chance that $x > 0$.",
    "Let $t$ be the first time with $x > 0$.",
    "Let tame mean $x > 0$.",
    "If we let $x > 0$, the claim is obvious.",
    "Let $x$ be positive. In the opposite case,",
    "Let $x$ be positive. The other case is $x \\le 0$.",
    "Let $x$ be positive. We turn to $x \\le 0$.",
    "Let $x$ be positive. Without this, we still have",
    "Let $x$ be positive. The formula holds beyond this case.",
    "Let $x$ be positive. This premise is given up.",
    "Let $x$ be positive. Never mind.",
    "Let $x$ be positive. By continuity the formula extends to all $x$.",
    "**Remark.** Let $x > 0$. ∎\n\nNow:",
    "*Case 1.* Let $x > 0$. Clear.\n\n*Case 2.* The others.",
    "See below.[^1]\n\n[^1]: Let $x > 0$.\n\nIn the text:",
]
STILL_PROVED = [
    "Let $x > 0$. This makes things easy.",
    "For simplicity, let $x > 0$ be the price. Here $y$ is its logarithm.",
    "Let $x > 0$. Under this assumption we have",
    "Let $x > 0$. In this case we have",
    "Let $x$ be positive. In general, things differ. Let $x > 0$.",
    "We know that $x$ is positive.",
    "**Theorem.** Let $x > 0$. Then all is well.\n\n*Proof.* We compute",
    "<!-- let x > 0 -->\nIn the other cases nothing is said.",
    "Without loss of generality, let $x > 0$.",
    "Let $x > 0$ be the probability of success.",
    "Let $x > 0$ be the average of these numbers, which is typically small.",
    "Let $x > 0$ be the noise level in the model.",
    "Let $x > 0$. However, this is only a special case.",
    "Let $x > 0$. In general, the sum is over both arguments. This is the definition.",
    "Let $x > 0$. For all $y$ and in any case, we go back to the formula.",
]


@pytest.mark.parametrize("words", NOT_PROVED)
def test_what_words_may_take_back_proves_nothing_unseen(words: str) -> None:
    assert check_text(f"{words}\n\n$$|x| = x$$\n")[-1].verdict.word != "proved"


@pytest.mark.parametrize("words", STILL_PROVED)
def test_what_words_do_not_touch_goes_on_to_hold(words: str) -> None:
    assert check_text(f"{words}\n\n$$|x| = x$$\n")[-1].verdict.word == "proved"


@pytest.mark.parametrize(("text", "word"), [
    ("Can we assume that $n \\in \\mathbb{Z}$? No.\n\n$$\\cos(2 \\pi n) = 1$$", "undecided"),
    ("Let $n \\in \\mathbb{Z}$.\n\n$$\\cos(2 \\pi n) = 1$$", "proved"),
    ("Let $x = 3$. So much for this case.\n\n$$x^2 = 9$$", "undecided"),
    ("Let $x = 3$. We compute\n\n$$x^2 = 9$$", "proved"),
    ("Let $x > 0$. In the other cases nothing changes.\n\n$$x + x = 2 x$$", "proved"),
])  # fmt: skip
def test_types_values_and_steps_that_need_no_help(text: str, word: str) -> None:
    assert check_text(text)[-1].verdict.word == word


def test_the_line_that_may_take_it_back_is_told() -> None:
    verdict = check_text("Let $x > 0$.\n\nIn the other cases:\n\n$$|x| = x$$")[-1].verdict
    assert verdict.word == "undecided"
    assert verdict.reason == "it rests on x > 0; the words of line 3 may take that back; say it here with ‘let’ if it holds"

"""What a text denies, asks for or takes back is not assumed; what it sets up is not called false; what tags enclose is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from verdict_words import words

from derivations.documents.judging import check_document
from derivations.documents.loading import load

NOT_ASSUMED = [
    r"Let $x \in \mathbb{R}$ unless $x > 0$.",
    r"Even if $x > 0$ fails,",
    r"Do not let $x > 0$ confuse you.",
    r"Suppose it is not the case that $x > 0$, so that",
    r"Let $x > 0$. We now drop the assumption $x > 0$.",
    r"Let $x > 0$. The same holds without this assumption.",
    r"Let $x > 0$. We no longer assume this.",
    r"Without assuming $x > 0$,",
    r"Let $x > 0$ be false.",
    r"Let $x$ be positive, or negative.",
    r"Let $x$ be positive, unless $y = 0$.",
    r"It is false that $x$ is positive.",
    r"Is $x$ positive?",
    r"It does not matter whether $x$ is positive.",
    r"Not every $x$ is positive.",
    r"Without assuming that $x$ is positive, we get",
    r"One often assumes that $x$ is positive.",
    r"Every positive number $x$ has a square root. Now:",
    r"Let $x \ngtr 0$.",
    r"For example, let $x = 2$. Then $x^2 = 4$. In general,",
    r"Let $x = 2$. Let $x$ be any number.",
    r"Let $x > 0$. For every real $x$,",
    r"Let $x = 2$ for the moment. Now let $x$ be arbitrary.",
    r"Let $x > 0$ or $y > 0$, whichever is larger.",
    r"Let $y$ and $x$ be positive and negative, respectively.",
    r"Let $x > 0$ or, if you like, $x < 0$.",
    r"Let the sum of $x$ and $y$ be positive.",
    r"Let at least one of $x$ and $y$ be positive.",
    r"Let $x$ or $y$ be positive.",
    r"Let $x, y \in \mathbb{R}$ and $y$ be positive.",
    r"Let $x > 0$ in the first row only.",
    r"With the exception of $x > 0$,",
    r"Let $x$ be real with $x > 0$ ruled out.",
    r"The words “let $x > 0$” are often forgotten.",
    r"<del>Let $x > 0$.</del> Now:",
    r"Let $x > 0$. Suppose now that $x < 0$. Then",
    r"Let $x > 0$. From now on, $x$ may be anything.",
    r"Let $x > 0$. Henceforth $x$ is arbitrary.",
    r"Let $x$ be positive. Below, $x$ can be negative.",
    r"Let $x > 0$. We no longer require this.",
    r"Let $x > 0$. This need not hold below.",
    r"Let $x > 0$. Now forget this.",
    r"Let $x > 0$. The condition is superfluous.",
    r"Let $x > 0$. If not, then",
    r"Let $x > 0$. Now suppose the opposite.",
    r"First let $x > 0$. Back to the general case.",
    r"As a special case, let $x > 0$. In general,",
    r"Towards a contradiction, let $x > 0$. This is absurd.",
    r"Many books let $x > 0$.",
    r"In the next section we let $x > 0$.",
    r"Should we let $x > 0$?",
    r"To let $x > 0$ would be wrong.",
    r"Regardless of whether $x > 0$,",
    r"With $x > 0$ violated,",
    r"Unlike in §1, where $x > 0$,",
    r"Let $x$ be positive with high probability.",
    r"It is rarely true that $x$ is positive.",
    r"Let $x > 0$. For arbitrary $x$,",
]
EQUAL_IN_WORDS_ONLY = [
    "Suppose, for contradiction, that $a = b$. This is absurd.", "It is not the case that $a = b$.", "We ask whether $a = b$.",
    "Without $a = b$,", "The case $a = b$ is excluded.", "In [3], $a = b$ is assumed.", "Let $a = b$ be violated.", "Perhaps $a = b$.",
    "Let $a = b$. This is no longer assumed.", "Let $a = b$. Now let $a$ be arbitrary.", "Assume the opposite of $a = b$.",
]
SYMMETRIC_NO_LONGER = [
    "Let $A$ be symmetric. For general $A$,", "Let $A$ be symmetric. Now $A$ need not be symmetric.",
    "Let $A$ be symmetric. Now allow $A$ to be non-symmetric.", "Let $A = A^\\top$. More generally,", "We could let $A = A^\\top$.",
]
ASSUMED = [
    r"Without loss of generality, let $x > 0$.",
    r"Without loss of generality we assume that $x > 0$, so that",
    r"It is no restriction to assume $x > 0$; then",
    r"Here $x$ is positive.",
    r"Let $y$ be negative, not zero, and let $x$ be positive.",
    r"Let $x > 0$ or, equivalently, $-x < 0$.",
    r"Let each of $x$ and $y$ be positive.",
    r"In the case $x > 0$ we have",
    r"Let $x > 0$. The function $f$ need not be continuous.",
    r"Let $x > 0$. If $y > 1$, this is clear.",
    r"Suppose for simplicity that $x > 0$. Then",
]
SET_UP = [
    (r"Let $A, B \in \mathbb{R}^{n \times n}$ with $AB = BA$.", r"A^\top B^\top = B^\top A^\top"),
    (r"Let $A, B \in \mathbb{R}^{n \times n}$ with $AB = I$.", r"BA = I"),
    (r"Let $x, y \in \mathbb{R}$ with $xy = x + y$.", r"(x - 1)(y - 1) = 1"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a not necessarily symmetric matrix with $A^2 = A$.", r"(I - A)^2 = I - A"),
]
IN_PART = [  # said of some indices or arguments only
    (r"Let $x \in \mathbb{R}^n$ with $x_i > 0$ for some $i$.", r"\sum_i x_i > 0"),
    (r"Let $x \in \mathbb{R}^n$ with $x_i > 0$ for $i > 1$.", r"\sum_i x_i > 0"),
    (r"Let $x \in \mathbb{R}^n$ with $x_i > 0, i > 1$.", r"\sum_i x_i > 0"),
    (r"Let $x \in \mathbb{R}^n$. Let $i$ be an index with $x_i > 0$.", r"\sum_i x_i > 0"),
    (r"Let $x \in \mathbb{R}^n$ with $x_i > 0$ for all $i$ except $i = 1$.", r"\sum_i x_i > 0"),
    (r"Let $x, y \in \mathbb{R}^n$ with $x_i > 0$ whenever $y_i > 0$.", r"\sum_i x_i > 0"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ and $B \in \mathbb{R}^{n \times n}$ symmetric.", r"A = A^\top"),
    (r"Let $A, B \in \mathbb{R}^{n \times n}$ and $B$ symmetric.", r"A = A^\top"),
    (r"Let $a_{ij} = 0$ for $i > j$.", r"\sum_i \sum_j a_{ij} = 0"),
    (r"For $i \ne j$ let $a_{ij} = 0$.", r"\sum_i \sum_j a_{ij} = 0"),
    (r"Let $a_i = 1$ for $i \le m$ and $a_i = 0$ for $i > m$.", r"\sum_{i=1}^n a_i = n"),
    (r"Let $f(x) = 0$ for $x < 0$.", "f(1) = 0"),
    (r"Let $f(x) = 0$ if $x < 0$ and $f(x) = 1$ otherwise.", "f(1) = 0"),
    (r"Define $f(x) = x^2$ for $x \ne 0$ and $f(0) = 1$.", r"\lim_{x \to 0} f(x) = f(0)"),
    (r"Define $f(x) = x^2$ near $0$.", "f(2) = 4"),
    (r"Let $y = 1$ if $x > 0$.", "y + 1 = 2"),
]
WHOLE = [
    (r"Let $p_i > 0$ for $i = 1, \dots, n$.", r"\sum_{i=1}^n p_i > 0"),
    (r"Let $a_k = 1/k$ for $k \ge 1$.", "a_2 = 1/2"),
    (r"Let $h(t) = t^2$ for $t \in (0, 1)$.", r"\sqrt{h(t)} = t"),
    (r"Let $f(x) = x^2$ on $\mathbb{R}$.", "f(2) = 4"),
]


@pytest.mark.parametrize("sentence", NOT_ASSUMED)
def test_what_is_denied_is_not_assumed(sentence: str) -> None:
    assert words(f"{sentence}\n\n$$|x| = x$$\n")[-1] in ("conditional", "undecided")


@pytest.mark.parametrize("sentence", EQUAL_IN_WORDS_ONLY)
def test_letters_that_words_do_not_make_equal_are_not(sentence: str) -> None:
    assert words(f"{sentence}\n\n$$a^2 - a b = 0$$\n")[-1] in ("undecided", "posed")


@pytest.mark.parametrize("sentence", SYMMETRIC_NO_LONGER)
def test_a_matrix_that_may_be_any_again_is_not_symmetric(sentence: str) -> None:
    text = f"Let $A \\in \\mathbb{{R}}^{{n \\times n}}$. {sentence}\n\n$$A^\\top A = A A^\\top$$\n"
    assert words(text)[-1] in ("conditional", "undecided", "refuted")


@pytest.mark.parametrize("text", [
    "$|x| = x$ if and only if $x > 0$.", "$x^2 = 4$ if and only if $x = 2$.", "$x^2 = 4$ only if $x = 2$.", "$|x| = x$ iff $x > 0$.",
    "$x^2 = 4$ exactly when $x = 2$.", "$|x| = x$ unless $x < 0$.", "If $x > 0$, then $y = 1$, otherwise $|x| = x$.",
    "If $x > 0$, then $y = 1$; else $|x| = -x$.",
])
def test_what_words_join_or_oppose_is_not_claimed_by_itself(text: str) -> None:
    assert "proved" not in words(text) and "refuted" not in words(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("Let $x = 2$. We have $x^2 = 4$; now let $x = 3$.", ["definition", "proved", "definition"]),
    ("Let $x > 0$. Then $|x| = x$, so let $x \\in \\mathbb{R}$. $$|x| = x$$", ["proved", "conditional"]),
    (r"Let $n$ be a positive integer. Then $$\sum_{k=1}^n k = \frac{n(n+1)}{2}$$ Now let $n = -3$.", ["proved", "definition"]),
    (r"For $x > 0$ let $y = \sqrt{x}$.", ["definition"]),
])
def test_what_let_says_after_a_claim_is_not_said_of_the_claim(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    (r"Let $A$ be $2 \times 2$.", "proved"), (r"Let $A$ be of size $2 \times 2$.", "proved"), ("Let $A$ be 2x2.", "undecided"),
    (r"For $2 \times 2$ matrices,", "undecided"), ("In two dimensions,", "undecided"), (r"Let $A$ be $3 \times 3$.", "refuted"),
    (r"Let $A$ be $n \times n$.", "refuted"),
])
def test_sizes_in_words_are_those_of_the_matrices(text: str, expected: str) -> None:
    assert words(f"{text}\n\n$$\\det(2A) = 4 \\det A$$\n")[-1] == expected


@pytest.mark.parametrize("sentence", ASSUMED)
def test_what_is_said_beside_a_denial_is_assumed(sentence: str) -> None:
    assert words(f"{sentence}\n\n$$|x| = x$$\n")[-1] == "proved"


@pytest.mark.parametrize(("sentence", "claim"), SET_UP)
def test_an_equation_of_products_of_letters_is_set_up_and_no_claim(sentence: str, claim: str) -> None:
    found = words(f"{sentence}\n\n$${claim}$$\n")
    assert found[-1] != "refuted" and (len(found) == 1 or found[0] == "posed")


@pytest.mark.parametrize(("sentence", "claim"), IN_PART)
def test_what_is_said_of_some_members_or_arguments_is_not_taken_for_all(sentence: str, claim: str) -> None:
    assert words(f"{sentence}\n\n$${claim}$$\n")[-1] in ("undecided", "conditional", "refuted")


@pytest.mark.parametrize(("sentence", "claim"), WHOLE)
def test_the_range_of_a_family_and_the_domain_of_a_function_leave_nothing_out(sentence: str, claim: str) -> None:
    assert words(f"{sentence}\n\n$${claim}$$\n")[-1] == "proved"


@pytest.mark.parametrize("text", [
    "<!-- derivations: let y > 0 --> Let $x < 0$.\n\n$$|x| = -x$$",
    "<div class='theorem'>\nLet $x < 0$.\n</div>\n\n$$|x| = -x$$",
    "<div>\n$$\n\\begin{aligned}\n1 + 1 &= 2\n\\end{aligned}\n$$\n</div>",
    "<span>\n<img src='a.png'>\n\nLet $x < 0$.\n\n$$|x| = -x$$",
    "Let $ x < 0 $; prices of $ 5 and $ 6 stay prices.\n\n$$|x| = -x$$",
    "<!-- derivation: let x < 0 -->\n$$|x| = -x$$",
    "<script>\nf('$1 = 2$')\n</script>\n\n<p>Let $x<0$.</p>\n\n$$|x| = -x$$",
])
def test_what_stands_between_tags_is_read(text: str) -> None:
    assert words(text) == ["proved"]


@pytest.mark.parametrize("claim", [r"\sup_{x \in [0, 1]} x = 2", r"x \nless x + 1", r"x \nleq x + 1"])
def test_what_is_not_read_is_neither_a_definition_nor_left_out(claim: str) -> None:
    assert words(f"$${claim}$$\n")[-1:] in (["undecided"], ["unreadable"], ["refuted"])


def test_words_between_conditions_join_them_and_are_no_names() -> None:
    outside = r"f(x) = \begin{cases} 1 & \text{if } x > 0 \text{ or } x < -1 \text{ and } x > -2 \\ 0 & \text{otherwise} \end{cases}"
    values = {r"f(-3/2)": 1, "f(1)": 1, "f(-2)": 0, "f(-1/2)": 0}
    for value, expected in values.items():
        assert words(f"$${outside}$$\n\n$${value} = {expected}$$\n")[-1] == "proved"
        assert words(f"$${outside}$$\n\n$${value} = {1 - expected}$$\n")[-1] != "proved"


@pytest.mark.parametrize(("text", "expected"), [
    ("Suppose that $x < 0$. Then $$|x| = -x$$", "proved"),
    ("Suppose that $x < 0$. Then $$|x| = x$$", "refuted"),
    ("Suppose $A \\in \\mathbb{R}^{n \\times n}$ is symmetric. Then $$A = A^\\top$$", "proved"),
    ("Assume that $x > 0$. Then $$|x| = x$$\n\nNow assume that $x < 0$. Then $$|x| = -x$$", "proved"),
    ("Assume that $x > 0$. Then $$|x| = x$$\n\nIn general, $$|x| = x$$", "conditional"),
    ("Let $x > 0$. Suppose now that $x < 0$. Then $$|x| = -x$$", "undecided"),
    ("Suppose, for contradiction, that $x > 0$. Then $$|x| = x$$", "undecided"),
])
def test_what_is_supposed_holds_in_the_sentence_that_says_then(text: str, expected: str) -> None:
    assert words(f"{text}\n")[-1] == expected


def test_a_condition_in_a_display_ends_with_it() -> None:
    assert words("$$|x| = x \\quad \\text{for } x > 0$$\n$$|x| = x$$\n") == ["proved", "conditional"]


@pytest.mark.parametrize(("body", "expected"), [
    (r"\newcommand{\hide}[1]{}\hide{Let $x > 0$.} \[ |x| = x \]", ["conditional"]),
    (r"\long\def\hide#1{}\hide{Let $x > 0$.} \[ |x| = x \]", ["conditional"]),
    (r"\newcommand{\keep}[1]{#1}\keep{Let $x > 0$.} \[ |x| = x \]", ["proved"]),
    (r"\todo[inline]{Let $x > 0$.} \sout{Let $x > 0$.} \phantom{Let $x > 0$.} \[ |x| = x \]", ["conditional"]),
    (r"Let $x > 0$. \index{$x < 0$} \[ |x| = \phantom{-}x \]", ["proved"]),
    (r"\begin{example}Let $x > 0$. \[ |x| = x \]\end{example} \begin{example}\[ |x| = x \]\end{example}", ["proved", "conditional"]),
    (r"\newtheorem{s}{Lemma}\begin{s}Let $x > 0$. \[ |x| = x \]\end{s} \begin{s}\[ |x| = x \]\end{s}", ["proved", "conditional"]),
    (r"\begin{lemma}Let $x > 0$. \[ |x| = x \]\end{lemma} \begin{proof}\[ |x| = x \]\end{proof}", ["proved", "proved"]),
    (r"Let $u = x^2$. Then \[ 2u = 2x^2 \] By parts with $u = \log x$ we get \[ 2u = 2 \log x \]", ["definition", "proved"] * 2),
])
def test_arguments_that_are_not_shown_say_nothing_and_examples_stand_alone(body: str, expected: list[str], tmp_path: Path) -> None:
    file = tmp_path / "note.tex"
    file.write_text(body, encoding="utf-8")
    assert [r.verdict.word for r in check_document(load(file))] == expected


@pytest.mark.parametrize("names", [r"$\hat x$ and $\hat p$", r"$\hat{x}$ and $\hat{p}$"])
def test_names_with_an_accent_have_no_type_however_they_are_written(names: str) -> None:
    assert words(f"The operators {names} satisfy $$\\hat x \\hat p = \\hat p \\hat x$$\n") == ["unreadable"]


@pytest.mark.parametrize(("before", "expected"), [
    ("A common mistake is to write", "posed"), ("One might think that", "posed"), ("The identity fails:", "posed"),
    ("To avoid the common mistake we write", "refuted"), ("A common mistake is to forget the cross term; in truth,", "refuted"),
    ("The error is", "refuted"), ("A common mistake is to write $$(a + b)^2 = a^2 + b^2$$\n\nWe have", "refuted"),
])
def test_what_is_shown_because_it_is_wrong_is_no_claim_and_nothing_rests_on_it(before: str, expected: str) -> None:
    assert words(f"{before} $$(a + b)^2 = a^2 + b^2$$\n")[-1] == expected

"""What prose declares is used or keeps a step from being judged; a step that is true under it is never called false."""

from __future__ import annotations

import pytest
from verdict_words import words

from derivations.documents.judging import check_text

TRUE_UNDER = [
    (r"Let $p_1, \dots, p_K$ be probabilities that sum to one.", r"\sum_{i=1}^K p_i \cdot 3 = 3"),
    (r"Let $p_1, \ldots, p_K$ be probabilities with $\sum_{i=1}^K p_i = 1$.", r"\sum_{i=1}^K p_i = 1"),
    (r"Let $p_1, p_2, \dots, p_K$ be weights summing to one.", r"\sum_{k=1}^K p_k = 1"),
    (r"Let $w_i$ be weights that add up to one.", r"\sum_{i=1}^n w_i = 1"),
    (r"Let $(p_1, \dots, p_K)$ be a probability distribution.", r"\sum_{i=1}^K p_i = 1"),
    (r"Let $p = (p_1, \dots, p_K)$ be a probability vector.", r"\sum_{i=1}^K p_i = 1"),
    (r"Let $p \in \mathbb{R}^K$ be a probability vector.", r"\sum_{i=1}^K p_i = 1"),
    (r"Let $p \in \mathbb{R}^K$ with $\sum_i p_i = 1$.", r"\sum_{i=1}^K p_i = 1"),
    (r"Let $p$ be a point of the simplex $\Delta^K$.", r"\sum_{i=1}^K p_i = 1"),
    (r"where $p_i$ are the class probabilities and sum to one,", r"\sum_{i=1}^K p_i = 1"),
    (r"where each $p_i$ is the fraction of the samples in class $i$, so that all of them sum to one,", r"\sum_{i=1}^K p_i = 1"),
    (r"Let $x \in \mathbb{R}^n$ be of unit norm.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ be a unit vector.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ with $\|x\| = 1$.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ such that $\|x\|_2 = 1$.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ satisfy $\|x\| = 1$.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ be a vector whose length is one.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ be normalised.", r"x^\top x = 1"),
    (r"Let $x \in \mathbb{R}^n$ have unit length.", r"x^\top x = 1"),
    (r"Let $x, y \in \mathbb{R}^n$ be orthogonal.", r"x^\top y = 0"),
    (r"Let $x, y \in \mathbb{R}^n$ with $x^\top y = 0$.", r"x^\top y = 0"),
    (r"Let $x, y \in \mathbb{R}^n$ with $\langle x, y \rangle = 0$.", r"x^\top y = 0"),
    (r"Let $x, y \in \mathbb{R}^n$ with $x \perp y$.", r"x^\top y = 0"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ with $A^2 = A$.", r"A^3 = A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be idempotent.", r"A^2 = A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a projection.", r"A^2 = A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a rotation matrix.", r"A^\top A = I"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a matrix with orthonormal columns.", r"A^\top A = I"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a matrix whose columns are orthonormal.", r"A^\top A = I"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be diagonal.", r"A^\top = A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a covariance matrix.", r"A^\top = A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be column stochastic.", r"\mathbf{1}^\top A = \mathbf{1}^\top"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be a stochastic matrix.", r"A \mathbf{1} = \mathbf{1}"),
    (r"Let $A \in \mathbb{R}^{n \times n}$, where the rows of $A$ sum to one.", r"A \mathbf{1} = \mathbf{1}"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be skew-symmetric.", r"A^\top = -A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be nilpotent of order two.", r"A A = 0 A"),
    (r"Let $A$ and $B$ be $n \times n$ matrices that commute.", r"A B = B A"),
    (r"Let $A, B \in \mathbb{R}^{n \times n}$ commute.", r"A B = B A"),
    (r"Let $A, B \in \mathbb{R}^{n \times n}$ with $A B = B A$.", r"A B = B A"),
    (r"Let $B$ be the inverse of $A \in \mathbb{R}^{n \times n}$.", r"A B = I"),
    (r"Let $A, B \in \mathbb{R}^{n \times n}$ be inverse to each other.", r"A B = I"),
    (r"Let $A$ be a matrix.", r"A B = B A"),
    (r"Let $0 < a < b$.", r"\sqrt{(a - b)^2} = b - a"),
    (r"Let $a$ and $b$ be real numbers with $0 < a < b$.", r"|a - b| = b - a"),
    (r"Let $a < b$.", r"|a - b| = b - a"),
    (r"Let $n$ be even.", r"(-1)^n = 1"),
    (r"Let $n$ be an odd integer.", r"(-1)^n = -1"),
    (r"Let $n = 2k$ be an even number.", r"(-1)^n = 1"),
    (r"Let $n \in \mathbb{Z}$ be even.", r"(-1)^n = 1"),
    (r"Let $x$ be at least $1$.", r"|x| = x"),
    (r"Let $x$ be greater than zero.", r"|x| = x"),
    (r"Let $x$ be positive.", r"|x| = x"),
    (r"Let $x$ be a strictly positive real number.", r"\sqrt{x^2} = x"),
    (r"Let $a$, $b$ and $c$ be the sides of a right triangle, $c$ the longest.", r"a^2 + b^2 = c^2"),
    (r"Let $a^2 + b^2 = 1$.", r"a^2 = 1 - b^2"),
    (r"Let $r$ be a root of $x^2 - 2$.", r"r^2 = 2"),
    (r"Let $r$ be a number whose square is $2$.", r"r^2 = 2"),
    (r"Let $\lambda$ be an eigenvalue of $A \in \mathbb{R}^{n \times n}$ with eigenvector $v \in \mathbb{R}^n$.", r"A v = \lambda v"),
    (r"Let $y_i \in \{0, 1\}$ be binary.", r"y_i^2 = y_i"),
    (r"Let $y$ be a binary label.", r"y^2 = y"),
    (r"Let $y$ be one-hot.", r"\sum_{k=1}^K y_k = 1"),
    (r"Let $y \in \mathbb{R}^K$ be a one-hot vector.", r"\sum_{k=1}^K y_k = 1"),
    (r"Let $x_1, \dots, x_n$ be centred.", r"\sum_{i=1}^n x_i = 0"),
    (r"Let $x_1, \dots, x_n$ be numbers with mean zero.", r"\sum_{i=1}^n x_i = 0"),
    (r"Let $x^{(1)}, \dots, x^{(m)}$ be i.i.d. samples with zero mean.", r"\sum_{i=1}^m x^{(i)} = 0"),
    (r"Let $x^{(i)}$ be integers that add up to zero.", r"\sum_{i=1}^m x^{(i)} = 0"),
    (r"Let $z$ be a complex number of modulus one.", r"\frac{1}{z} = \bar{z}"),
    (r"Let $f : \mathbb{R} \to \mathbb{R}$ be even.", r"f(-x) = f(x)"),
    (r"Let $f : \mathbb{R} \to \mathbb{R}$ be periodic with period $1$.", r"f(x + 1) = f(x)"),
    (r"Let $f : \mathbb{R} \to \mathbb{R}$ be a linear function.", r"f(x + y) = f(x) + f(y)"),
    (r"Let $x$ and $y$ be inversely proportional, $xy = 1$.", r"y = 1 / x"),
    (r"Denote by $\alpha, \beta, \gamma$ the angles of a triangle.", r"\alpha + \beta + \gamma = \pi"),
    (r"Assume that $a + b = 1$; then", r"a^2 + a b = a"),
    (r"Suppose $a$ and $b$ sum to one, so that", r"a^2 + a b = a"),
    (r"If $a = b$, then", r"a^2 = b^2"),
    (r"For $a + b = 1$ we have", r"a^2 + a b = a"),
    (r"Given $x \ge 0$,", r"|x| = x"),
    (r"for weights $w_k$ summing to one,", r"\sum_{k=1}^K w_k = 1"),
]


@pytest.mark.parametrize(("sentence", "claim"), TRUE_UNDER)
def test_what_is_true_under_its_declarations_is_not_called_false(sentence: str, claim: str) -> None:
    verdict = check_text(f"{sentence}\n\n$${claim}$$\n")[-1].verdict
    assert verdict.word in ("proved", "undecided", "unreadable", "definition", "posed") or verdict.kind == "definedness"


@pytest.mark.parametrize("sentence", [
    r"Let $x$ be the input and $w$ the weight.",
    r"Let $x \in \mathbb{R}$.",
    r"where $x$ is the output of the hidden unit,",
    r"With $w$ the weight of the unit, the sum is the product of the inputs.",
    r"We write $x$ for the derivative of the error with respect to the bias.",
    r"Hence the vector is orthogonal and $x$ is even.",
    r"for all real numbers $x$ we have",
    r"Let $x > 0$.",
])
def test_words_that_narrow_nothing_leave_a_false_step_refuted(sentence: str) -> None:
    assert check_text(f"{sentence}\n\n$$(x + 1)^2 = x^2 + 1$$\n")[-1].verdict.word == "refuted"


@pytest.mark.parametrize(("text", "words"), [
    ("For $n = 1$ we get\n$$n^2 = n$$\n\nNow\n$$n^3 = n$$\n", ["posed", "proved", "refuted"]),
    ("where\n$$x + 1 = 2$$\n", ["posed"]),
    ("If $a = b$, then\n$$a^2 = b^2$$\n\nAnd\n$$a^2 = b^2$$\n", ["posed", "proved", "undecided"]),
    ("Let $n = 3$.\n\nThen\n$$n^2 = 9$$\n", ["definition", "proved"]),
    ("Let $w_i$ be numbers. They sum to one.\n\n$$\\sum_{i=1}^n w_i = 1$$\n", ["undecided"]),
    ("Let $x$ be even.\n<!-- let x \\in \\mathbb{R} -->\n$$x + 1 = x$$\n", ["refuted"]),
    ("Let $x \\in \\mathbb{R}^n$ be of unit norm.\n<!-- let x^\\top x = 1 -->\n$$x^\\top x = 1$$\n", ["proved"]),
])
def test_what_a_clause_assumes_holds_in_its_sentence(text: str, words: list[str]) -> None:
    assert [r.verdict.word for r in check_text(text)] == words


def test_a_vector_of_one_sentence_is_no_number_in_the_next() -> None:
    text = r"""
# Quadratic forms
The form is $q = x^\top A x$ for $x \in \mathbb{R}^n$, where $A \in \mathbb{R}^{n \times n}$.

$$x^\top A^\top x = x^\top A x$$

For $t \in (0, 1)$ there is more to say.

$$\sqrt{t^2} = t$$

# Numbers
$$x A = A x$$
"""
    found = [r.verdict.word for r in check_text(text)]
    assert found[1:] == ["proved", "conditional", "proved"]


def test_a_second_value_that_is_proved_leaves_no_doubt() -> None:
    first = r"Let $x \in \mathbb{R}^n$, $b \in \mathbb{R}^n$ and $f(x) = \|x - b\|^2$." + "\n\n"
    again, false = "$$f(x) = {}$$\n\n", r"$$\nabla f(x) = 2x - b$$"
    assert words(first + again.format(r"x^\top x - 2 b^\top x + b^\top b") + false)[1:] == ["proved", "refuted"]
    assert words(first + again.format(r"x^\top x + b^\top b") + false)[1:] == ["undecided", "undecided"]


@pytest.mark.parametrize(("sentence", "false"), [
    (r"The arithmetic mean $m = \frac{x + y}{2}$ satisfies", "refuted"),
    (r"The arithmetic mean is $m = \frac{x + y}{2}$, so", "refuted"),
])
def test_a_definition_in_running_text_is_used(sentence: str, false: str) -> None:
    claims = "$$x + y - 2m = 0$$\n\n$$x + y - 3m = 0$$"
    assert words(f"{sentence}\n\n{claims}") == ["definition", "proved", false]


def test_numbered_names_take_the_shape_of_their_values() -> None:
    text = r"""Let $x \in \mathbb{R}^d$, $W_1 \in \mathbb{R}^{h \times d}$, $W_2 \in \mathbb{R}^{c \times h}$.

$$
\begin{aligned}
z_1 &= W_1 x \\
a_1 &= \tanh(z_1) \\
z_2 &= W_2 a_1 \\
z_2 &= W_2 \tanh(W_1 x)
\end{aligned}
$$
"""
    assert words(text) == ["definition", "definition", "definition", "proved"]


def test_one_hot_labels_sum_to_one() -> None:
    text = r"""Let $y \in \mathbb{R}^c$ be a one-hot vector, $z \in \mathbb{R}^c$ and $S := \sum_{j=1}^c e^{z_j}$.

$$\frac{\partial}{\partial z_k} \left(\log S - y^\top z\right) \sum_{j=1}^c y_j = \frac{e^{z_k}}{S} - y_k$$

$$\sum_{k=1}^c y_k^2 = 1$$

$$\sum_{k=1}^c y_k = 2$$
"""
    assert words(text) == ["definition", "proved", "proved", "refuted"]


def test_a_list_of_names_is_compared_member_by_member() -> None:
    text = r"Let $p_1, \dots, p_n > 0$ with $\sum_{i=1}^n p_i = 1$." + "\n\n"
    claims = [r"$$\sum_{i=1}^n |p_i| = 1$$", r"$$\sum_{i=1}^n p_i \log p_i^2 = 2 \sum_{i=1}^n p_i \log p_i$$", r"$$\sum_{i=1}^n p_i = 2$$"]
    assert words(text + "\n\n".join(claims)) == ["proved", "proved", "refuted"]


@pytest.mark.parametrize("sentence", [
    r"Let $p_i > 0$ for $i \in \{1, \dots, n\}$ with $\sum_{i=1}^n p_i = 1$, and let $x_i \in \mathbb{R}$.",
    r"Let $p_i > 0$ for $i = 1, \dots, n$ with $\sum_{i=1}^n p_i = 1$. Let $x_i \in \mathbb{R}$.",
    r"Let $p_i > 0$, $i = 1, \dots, n$, with $\sum_{i=1}^n p_i = 1$. Let $x_i \in \mathbb{R}$.",
    r"Let $p_i > 0$ for $1 \le i \le n$, $\sum_{i=1}^n p_i = 1$. Let $x_i \in \mathbb{R}$.",
    r"Let $i \in \{1, \dots, n\}$. Let $p_i > 0$ and $\sum_{i=1}^n p_i = 1$. Let $x_i \in \mathbb{R}$.",
])
def test_a_range_in_a_sentence_belongs_to_its_families_and_the_let_goes_on(sentence: str) -> None:
    claims = (r"\sum_{i=1}^n p_i (x_i + 1) = 1 + \sum_{i=1}^n p_i x_i", r"\sum_{i=1}^n \log p_i = \log\prod_{i=1}^n p_i")
    text = "\n\n".join((sentence, *(f"$$\n{claim}\n$$" for claim in claims)))
    assert [r.verdict.word for r in check_text(text)] == ["proved", "proved"]


@pytest.mark.parametrize("sentence", [
    r"Let $x > 0$ for $y > 0$.",
    r"Let $f(x) = x^2$ for $x > 0$.",
])
def test_other_clauses_with_for_end_the_let(sentence: str) -> None:
    (result,) = [r for r in check_text(sentence + "\n\n$$\n\\sqrt{y^2} = y\n$$\n") if r.item.right.latex.strip() == "y"]
    assert result.verdict.word != "proved"


def test_members_listed_before_one_type_are_families_and_labels_are_not() -> None:
    families = r"""Let $x_i, y_i \in \mathbb{R}$ for $i \in \{1, \dots, n\}$.

$$\frac{\partial}{\partial x_j} \sum_{i=1}^n x_i y_i = y_j$$
"""
    positive = r"""Let $x_i, y_i > 0$ for $i \in \{1, \dots, n\}$.

$$\sum_{i=1}^n \log (x_i y_i) = \sum_{i=1}^n \log x_i + \sum_{i=1}^n \log y_i$$
"""
    labels = r"""Let $w_a, w_b \in \mathbb{R}$.

$$\frac{\partial}{\partial w_a} (w_a w_b) = w_b$$
"""
    assert [words(text) for text in (families, positive, labels)] == [["proved"]] * 3


def test_a_step_with_a_name_whose_formula_is_not_read_is_never_false() -> None:
    text = "Let $x \\in \\mathbb{R}$.\n\n$$f := \\unknown{x} + x^2$$\n\n$$\\frac{d}{dx} \\log f = \\frac{2x}{f}$$\n"
    assert words(text)[-1] == "undecided"


def test_the_number_pi_stands_beside_weights_of_that_name() -> None:
    text = r"""Let $\pi_k > 0$ for $k = 1, \dots, K$ and $s > 0$.

$$\sum_{k=1}^K \pi_k \sqrt{2\pi s} = \sqrt{2\pi}\sqrt{s}\sum_{k=1}^K \pi_k$$
"""
    assert words(text) == ["proved"]


@pytest.mark.parametrize("words", [
    "Suppose $A$ is invertible.", "Let $A$ be an invertible matrix.", "Assume that $A$ is orthogonal and $B$ too.",
])
def test_a_capital_letter_beside_a_matrix_is_no_number_by_default(words: str) -> None:
    (result,) = check_text(words + "\n\n" + r"$$(AB)^{-1} = A^{-1} B^{-1}$$")
    assert result.verdict.word == "refuted"
    assert any("nothing says what B is" in hint and "a matrix of" in hint for hint in result.item.hints)


@pytest.mark.parametrize("said", [
    r"C \in \mathbb{R}^{n \times n}, C = I + )", r"n \in \mathbb{N}, C = I - \frac1n \mathbf{1}\mathbf{1}^\top",
])
def test_names_of_an_instruction_that_cannot_be_read_are_in_doubt(said: str) -> None:
    instruction, claim = check_text(f"<!-- derivations: let {said} -->\n\n$$C^2 = C$$")
    assert instruction.verdict.word == "unreadable"
    assert claim.verdict.word in ("undecided", "unreadable")


def test_the_elements_of_a_group_are_no_numbers() -> None:
    (result,) = check_text(r"If $G$ is a group and $a, b \in G$, then" + "\n\n" + r"$$(ab)^2 = a^2 b^2$$")
    assert result.verdict.word == "unreadable"


@pytest.mark.parametrize("before, after, claim", [
    ("Let $x > 0$.", r"Let $x \in \mathbb{R}$.", r"\sqrt{x^2} = x"),
    (r"Let $x \in [0, 1]$.", r"For $x \in [-1, 1]$ we have", "|x| = x"),
    ("Let $n$ be a positive integer.", "Let $n$ be an integer.", "|n| = n"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric.", r"Let $A \in \mathbb{R}^{n \times n}$.", r"A^\top = A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric.", "Let $A$ be an invertible matrix.", r"A^\top = A"),
])
def test_a_name_that_gets_a_type_again_begins_anew(before: str, after: str, claim: str) -> None:
    results = check_text(f"{before} Then ${claim}$.\n\n{after} ${claim}$.")
    assert results[0].verdict.word == "proved"
    assert results[1].verdict.word in ("conditional", "refuted")
    assert check_text(f"{before} Then ${claim}$.\n\nHence ${claim}$.")[1].verdict.word == "proved"


SHARES = r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"


@pytest.mark.parametrize(("said", "step", "word"), [
    (f"Let ${SHARES}$ for $i = 1, \\dots, K$.", r"\sum_{i=1}^K p_i = 1", "proved"),
    (f"Let ${SHARES}$ for $i = 1, \\dots, K$.", r"\sum_{i=1}^{K-1} p_i = 1", "refuted"),
    (f"Let $${SHARES}, \\quad i = 1, \\dots, K.$$", r"\sum_{i=1}^K p_i = 1", "proved"),
    (f"Let ${SHARES}$.", r"\sum_{i=1}^K p_i = 1", "proved"),
    (f"Let ${SHARES}$.", r"\sum_i p_i = 1", "proved"),
    (f"Let ${SHARES}$.", r"\sum_i p_i = 2", "refuted"),
    (r"Let $x_1, \dots, x_N$ be real numbers.", r"\sum_{i=1}^N x_i = x_1 + \sum_{i=2}^N x_i", "proved"),
    (r"Let $x_1, \dots, x_N$ be positive numbers.", r"\sum_{i=1}^N x_i > 0", "proved"),
    (r"Let $s_i = \sum_j a_{ij}$ for $i = 1, \dots, m$ and $j = 1, \dots, n$.",
     r"\sum_{i=1}^m s_i = \sum_{i=1}^m \sum_{j=1}^m a_{ij}", "refuted"),
    (r"Let $n \ge 0$ be an integer.", r"\sum_{k=1}^n 1 = n", "proved"),
    (r"Let $n \ge 0$ be an integer.", r"\sum_{k=1}^n \frac1n = 1", "conditional"),
    (r"Let $n \ge 0$ be an integer.", r"\sum_{k=0}^n \binom{n}{k} (-1)^k = 0", "conditional"),
    (r"Let $m < n$ be integers.", r"\sum_{k=n}^m k = \sum_{k=m}^n k", "refuted"),
    ("Here", r"n = 0 \implies \sum_{k=0}^n 1 = 0", "refuted"),
    ("Here", r"n = 0 \implies \sum_{k=0}^n 1 = 1", "proved"),
])
def test_what_is_said_of_a_range_is_what_sums_run_over(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word

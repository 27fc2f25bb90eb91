"""Forms of English that give a name a type: understood, or the name is left without one; never a number in silence."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text

UNDERSTOOD = [     (r"The Hessian $H$ is positive definite.", "H"),
    (r"Suppose $X$ is invertible.", "X"),
 # the name is a vector or matrix afterwards
    (r"Let $A$ be a symmetric positive definite $n \times n$ matrix.", "A"),
    (r"Let $A$ be an $m \times n$ matrix.", "A"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric.", "A"),
    (r"Suppose that $A$ is an invertible matrix.", "A"),
    (r"Suppose $A \in \mathbb{R}^{n \times n}$ is invertible.", "A"),
    (r"Here $W \in \mathbb{R}^{m \times n}$ denotes the weights.", "W"),
    (r"We write $W \in \mathbb{R}^{m \times n}$ for the weights.", "W"),
    (r"Consider a matrix $A \in \mathbb{R}^{m \times n}$.", "A"),
    (r"Given matrices $A, B \in \mathbb{R}^{n \times n}$, note the following.", "A"),
    (r"Let $U$ be an orthogonal matrix.", "U"),
    (r"Fix a positive definite matrix $\Sigma$.", r"\Sigma"),
    (r"Let $A$ and $B$ be symmetric matrices.", "B"),
    (r"Let $A \in \mathbb{R}^{n \times n}$. Suppose that $A$ is an invertible matrix.", "A"),
]
BLOCKED = [
    (r"Consider matrices $A$ and $B$.", "A"),
    (r"Assume $A$ is Hermitian.", "A"), 
    (r"where $Q$ is an orthonormal basis", "Q"),
    (r"For any vector $v$ we have the following.", "v"),
    (r"Let $v$ be a unit vector.", "v"),
    (r"The vector $w$ holds the weights.", "w"),
    (r"We denote by $w$ the weight vector.", "w"),
    (r"We denote the weight matrix by $W$.", "W"),
    (r"We write $W$ for the weight matrix.", "W"),
    (r"$W$ stands for the weight matrix.", "W"),
    (r"$W$, which is a matrix, holds the weights.", "W"),
    (r"The matrix of weights is denoted by $W$.", "W"),
    (r"Let $p$ be a probability vector.", "p"),
    (r"Let $T$ be a linear operator on $V$.", "T"),
    (r"The operators $A$ and $B$ do not commute.", "A"),
    (r"Given a matrix $M$, compute its powers.", "M"),
    (r"Here $\Sigma$ is the information matrix.", r"\Sigma"),
    (r"$\Sigma$ denotes the covariance matrix of the data.", r"\Sigma"),
    (r"Let $J$ denote the Jacobian of the layer.", "J"),
    (r"Let $n$ be an even integer.", "n"),
    (r"Let $x$ be a column vector of length $n$.", "x"),
    (r"Let $q$ be a quaternion.", "q"),

    (r"$D$ is a diagonal matrix whose entries are the singular values.", "D"),
    (r"Let $P$ be a permutation matrix.", "P"),
    (r"a projection $P$ onto a subspace", "P"),
    (r"Let $S$ be a finite set.", "S"),
    (r"The matrices $A$, $B$ and $C$ have the same size.", "C"),
    (r"Take two square matrices $A$ and $B$.", "B"),
    (r"Recall that $R$ is a rotation.", "R"),
    (r"Let $a$ and $b$ be elements of a ring.", "a"),
    (r"If $A$ and $B$ are square matrices of size $n$, then", "A"),
    (r"$K$ is the kernel matrix.", "K"),
    (r"Let $t$ be a tensor of order three.", "t"),
    (r"Every matrix $A$ has a transpose.", "A"),
    (r"the gradient vector $g$", "g"),
]
DOUBTED = [
    (r"Denote by $\lambda$ an eigenvalue of $A$.", "A"),
    (r"Let $f$ be a differentiable function.", "f"),
    (r"with $D$ diagonal", "D"),
    (r"Let $G$ be a group and $g, h \in G$.", "g"),
    (r"Let $v \in \mathbb{R}^n$ be a probability vector.", "v"),
    (r"Let $I$ be an interval.", "I"),
    (r"Let $x_1, \dots, x_n$ be vectors in $\mathbb{R}^d$.", "x"),
]


def outcome(sentence: str, claim: str) -> tuple[str, str]:
    """The verdict on a claim in a display of its own after the sentence, and what is said of it."""
    last = check_text(f"{sentence}\n\n$${claim}$$\n")[-1]
    return last.verdict.word, str(getattr(last.verdict, "reason", ""))


@pytest.mark.parametrize(("sentence", "name"), UNDERSTOOD)
def test_a_matrix_is_a_matrix_afterwards(sentence: str, name: str) -> None:
    assert outcome(sentence, f"2 ({name})^\\top + {name}^\\top = 3 {name}^\\top") == ("proved", "")
    assert "shapes do not fit" in outcome(sentence, f"a_0 {name} + 1 + c_0 = c_0")[1]


@pytest.mark.parametrize(("sentence", "name"), BLOCKED)
def test_what_is_not_understood_leaves_the_name_without_a_type(sentence: str, name: str) -> None:
    word, reason = outcome(sentence, f"a_0 {name} + {name} a_0 - 1 = {name} a_0 + {name} a_0")
    assert word == "unreadable"
    assert "has no type" in reason


@pytest.mark.parametrize(("sentence", "name"), DOUBTED)
def test_what_is_half_understood_is_never_called_false(sentence: str, name: str) -> None:
    assert outcome(sentence, f"a_0 {name} + {name} a_0 - 1 = {name} a_0 + {name} a_0")[0] in ("undecided", "unreadable")


@pytest.mark.parametrize("sentence", [
    r"where $x, y > 0$ are real numbers", r"Let $x$ be a real number.", r"Let $x$ be nonzero.", r"for real $x$", r"Let $x > 0$.",
])
def test_a_number_stays_a_number(sentence: str) -> None:
    assert outcome(sentence, "a_0 x + x a_0 - 1 = 2 a_0 x")[0] == "refuted"


def test_a_bound_in_words_takes_no_type_from_the_name_that_bounds() -> None:
    text = "The slope is at most $\\Lambda$ and at least $m$.\n\n$$(\\Lambda + m)^2 = \\Lambda^2 + 2 m \\Lambda + m^2$$\n"
    assert [r.verdict.word for r in check_text(text)] == ["proved"]

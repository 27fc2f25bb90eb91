"""What sentences say about their formulas, and that nothing is guessed from a sentence that is not understood."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text
from derivations.documents.loading import markdown_document
from derivations.documents.model import Math
from derivations.documents.prose.reading import Said, read_sentence
from derivations.documents.prose.sentences import Sentence, sentences


def said(markdown: str) -> Said:
    (sentence,) = [s for s in sentences(markdown_document(markdown).pieces) if isinstance(s, Sentence)]
    return read_sentence(sentence)


@pytest.mark.parametrize(("sentence", "declarations"), [
    (r"Let $A \in \mathbb{R}^{n\times n}$ be symmetric.", [r"A = A^\top"]),
    (r"Let $A \in \mathbb{R}^{n\times n}$ be a symmetric matrix.", [r"A = A^\top"]),
    (r"where $\sigma$ is the logistic sigmoid", [r"\sigma(x) := \operatorname{sigmoid}(x)"]),
    (r"with the sigmoid function $\sigma$ we get", [r"\sigma(x) := \operatorname{sigmoid}(x)"]),
    (r"Let $a$ and $b$ be positive integers.", [r"a \in \mathbb{Z}", "a > 0", r"b \in \mathbb{Z}", "b > 0"]),
    (r"Here $A$ and $B$ are $m \times n$ matrices.", [r"A \in \mathbb{R}^{m \times n}", r"B \in \mathbb{R}^{m \times n}"]),
    (r"for all real numbers $x$", [r"x \in \mathbb{R}"]),
    (r"where $x$ is a vector of length $n$", [r"x \in \mathbb{R}^{n}"]),
    (r"an $n$-dimensional vector $v$", [r"v \in \mathbb{R}^{n}"]),
    (r"Let $n$ be the number of samples.", [r"n \in \mathbb{N}"]),
    (r"Let $z$ be a complex number.", [r"z \in \mathbb{C}"]),
    (r"Let $X^\top X$ be invertible.", [r"\det (X^\top X) \ne 0"]),
    (r"Let $AB$ be symmetric.", [r"(AB) = (AB)^\top"]),
    (r"Let $X^\top X$ be a good estimate.", []),
])
def test_known_forms_become_declarations(sentence: str, declarations: list[str]) -> None:
    found = said(sentence)
    assert [s.latex for s in found.spoken] == declarations
    assert not found.joined


@pytest.mark.parametrize(("sentence", "name"), [
    (r"the weight matrix $W$", "W"),
    (r"Denote by $x$ the input feature vector.", "x"),
    (r"Let $T$ be a linear operator.", "T"),
    (r"the vectors $u$ and $v$", "u"),
    (r"Here $A$, $B$ and $C$ are square matrices.", "B"),
    (r"the loss function $L$", "L"),
    (r"$n$ is an even integer of the form $2k$", "n"),
    (r"$A$, a matrix with orthonormal columns, is fixed", "A"),
])
def test_a_name_joined_to_a_word_that_is_not_understood_is_blocked(sentence: str, name: str) -> None:
    assert name in [j.name for j in said(sentence).joined]


@pytest.mark.parametrize(("sentence", "name"), [
    (r"Let $p$ be a real number between $0$ and $1$.", "p"),
    (r"a random positive number $x$", "x"),
    (r"Assume the binary variables $t, b$ are observed.", "b"),
    (r"$x_2$ is not independent from $x_1$.", "x_2"),
    (r"The log-likelihood is concave in $\theta$, and $\theta$ is bounded.", r"\theta"),
])
def test_a_word_that_is_said_of_numbers_narrows_a_small_letter_and_leaves_it_a_number(sentence: str, name: str) -> None:
    found = said(sentence)
    assert name in [d.name for d in found.doubts] and not found.joined


@pytest.mark.parametrize("sentence", [
    r"Let $p$ be a probability vector.", r"$u$ and $v$ are linearly independent.", r"$\mathbf{x}$ is bounded.", r"Let $C$ be convex.",
    r"$x$ is a random vector.", r"a random process $x$",
])
def test_what_may_be_no_number_has_no_type(sentence: str) -> None:
    assert said(sentence).joined


@pytest.mark.parametrize("sentence", [
    r"The gradient of $E$ is a vector.",
    r"a vector of length $n$ is drawn",
    r"the function $f$ has a derivative",
    r"so $x$ is positive",
    r"the learning rate $\eta$",
])
def test_other_sentences_say_nothing(sentence: str) -> None:
    found = said(sentence)
    assert not found.spoken
    assert not found.joined


@pytest.mark.parametrize(("sentence", "roles"), [
    (r"For $x > 0$, $\log x^2 = 2 \log x$.", ["SENTENCE", "CLAIM"]),
    (r"For $x > 0$ and $y > 0$ we have $xy > 0$.", ["SENTENCE", "SENTENCE", "CLAIM"]),
    (r"If $a = b$ then $a^2 = b^2$.", ["POSED", "CLAIM"]),
    (r"We solve $x^2 = 4$.", ["POSED"]),
    (r"Let $z = wx + b$ and $E = z^2$.", ["SECTION", "SECTION"]),
    (r"Hence $a = b$.", ["CLAIM"]),
    (r"Let us show that $a = b$.", ["CLAIM"]),
    (r"The set $S$ and $a = b$.", ["CLAIM", "CLAIM"]),
    (r"Suppose that $x \ne 0$, then $x/x = 1$.", ["POSED", "CLAIM"]),
])
def test_words_give_formulas_their_role(sentence: str, roles: list[str]) -> None:
    assert [role.name for role in said(sentence).roles] == roles


def grouped(markdown: str) -> list[int]:
    """The number of formulas in each sentence that has any."""
    found = [s for s in sentences(markdown_document(markdown).pieces) if isinstance(s, Sentence)]
    return [n for n in (sum(isinstance(p, Math) for p in s.parts) for s in found) if n]


def test_a_display_belongs_to_the_words_around_it() -> None:
    assert grouped("We get\n\n$$a = b$$\n\nwhere $b > 0$.\n") == [2]


def test_a_full_stop_or_a_capital_letter_ends_the_sentence_at_a_display() -> None:
    assert grouped("We get\n\n$$a = b.$$\n\nwhere $b > 0$.\n") == [1, 1]
    assert grouped("We get\n\n$$a = b$$\n\nHere $b > 0$.\n") == [1, 1]


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    assert grouped("This holds, e.g. for $a$, cf. $b$, with rate 0.5 for $c$. Next $d$.") == [3, 1]


def test_list_items_and_headings_end_a_sentence() -> None:
    assert grouped("- for $a$\n- and $b$\n\n# Head\n\nthen $c$") == [1, 1, 1]


@pytest.mark.parametrize("said", [
    r"Let $a = \sigma(z)$, where $\sigma$ is the logistic sigmoid.",
    r"Let $z = wx$ and $a = \sigma(z)$ where $\sigma$ is the logistic function",
])
def test_a_clause_that_names_a_known_function_lasts_as_long_as_a_definition(said: str) -> None:
    text = said + "\n\n$$\\sigma'(0) = \\frac14$$\n\n$$\\lim_{z \\to \\infty} a = 1$$\n\n$$\\frac{\\partial a}{\\partial z} = a (1 + a)$$\n"
    assert [result.verdict.word for result in check_text(text)[-3:]] == ["proved", "proved", "refuted"]


@pytest.mark.parametrize("said", [
    "Write $z$ for $x^2$.", "We denote $x^2$ by $z$.", "Abbreviate $x^2$ by $z$.", "Let $z$ denote $x^2$.", "Let $z$ stand for $x^2$.",
    "Let $z$ be $x^2$.", "Writing $z$ for $x^2$, we get", "Let us call $x^2$ simply $z$.", "Here $z$ is short for $x^2$.",
])
def test_a_name_is_given_in_words_between_two_formulas(said: str) -> None:
    assert [r.verdict.word for r in check_text(f"{said}\n\n$$\\int_0^1 z \\, dx = \\frac13$$\n")] == ["proved"]


@pytest.mark.parametrize(("said", "step", "word"), [
    ("Let $x$ denote $n$ samples.", "x = n", "definition"),
    ("where $a$ is $0$ or $1$,", "a = a^2", "definition"),
    ("Write $n$ for $2m + 1$ with $m \\in \\mathbb{N}$.", "(-1)^n = -1", "proved"),
    ("Let $n = 2m$. Let $m \\in \\mathbb{N}$.", "(-1)^n = 1", "proved"),
    ("Let $n = 2m$. Let $m \\in \\mathbb{N}$.", "(-1)^m = 1", "refuted"),
    ("For $i = 1, \\dots, K$ let $p_i = 2^{z_i}$.", "\\sum_{i=1}^K p_i = 2", "refuted"),
])
def test_what_words_say_of_two_formulas_is_no_name_for_them(said: str, step: str, word: str) -> None:
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word


def test_what_is_concluded_for_every_index_is_a_claim() -> None:
    text = "For $i = 1, \\dots, K$ let $p_i = 2^{z_i}$, so that $\\sum_{i=1}^K p_i = 2$.\n"
    assert [r.verdict.word for r in check_text(text)] == ["refuted"]

"""Names without a type: what a formula says of them is read, and a relation about them is never judged."""

from __future__ import annotations

import pytest
from verdict_words import words

from derivations.documents.items import Result
from derivations.documents.judging import check_text
from symbolic.terms import free_symbols


def results(text: str) -> list[Result]:
    return check_text(text)


@pytest.mark.parametrize("latex", [
    r"J(\theta) = \frac{1}{m} \sum_{i=1}^{m} (\vec{w}^T \vec{x}_i - y_i)^2",
    r"z = \mathbf{w}^\top \mathbf{x} + b",
    r"L(\mathbf{w}, b) = \|\mathbf{w}\|^2 + b^2",
    r"Z = \sum_{x_j} \phi(x_j, y)",
    r"V = \max_{a} Q(s, a)",
    r"p(x_1, \dots, x_n) = p(x_1) p(x_2, \dots, x_n \mid x_1)",
    r"D = \sum_{x \in \mathcal{X}} q(x) \log q(x)",
    r"KL(q \| p) = \sum_x q(x) \log \frac{q(x)}{p(x)}",
    r"F(x) = P(X \le x, Y \in A)",
    r"r(A) = P(A \cup B) + P(C \cap A)",
    r"h = \mathbb{E}[\mathbb{I}[x_c = \bar{x}_c]]",
    r"m = \sum_{x_1, \dots, x_n} \prod_{c \in C} \phi_c(x_c)",
    r"v = \arg\max_{\alpha, \beta \in B} L(\alpha, \beta)",
    r"v = \underset{w}{\mbox{max }} \sum_x q(x) \log p(x \mid w)",
    r"c = Cov[X, Y] - Var[X]",
    r"p(D) = \int_\theta p(D \mid \theta) p(\theta) d\theta",
    r"L(\delta^*) = p^*",
    r"\boxed{\begin{split} Z(x) &= \sum_{y \in Y} q(y) \end{split}}",
])
def test_the_structure_of_a_formula_is_read_without_the_types_of_its_names(latex: str) -> None:
    assert words(f"$${latex}$$\n")[0] in ("definition", "posed", "undecided", "proved")


@pytest.mark.parametrize("latex", [
    r"\vec{x}^T \vec{y} = \vec{x} \vec{y}^T",
    r"a^T b + 1 = 1 + b a^T",
    r"\theta^* + 1 = \theta + 1",
    r"\max_x f(x) + \max_x g(x) = \max_x (f(x) + g(x))",
    r"x_1 + \dots + y_n = y_n + \dots + x_1",
    r"\nabla f + 1 = 2",
    r"\sum_{x \in S} 1 + 1 = 2",
    r"\sum_{i : y_i = c} 1 = N - 1",
    r"\int_D x \, dx + 1 = 2",
    r"\max_{i, j \in E} 1 + 1 = 2",
    r"P(A \cup B) = P(A \cap B)",
])
def test_a_relation_about_names_without_a_type_is_never_judged(latex: str) -> None:
    assert words(f"$${latex}$$\n") in (["undecided"], ["unreadable"], ["posed"])


def test_the_next_row_is_not_read_if_it_does_not_fit() -> None:
    text = "$$\\begin{aligned} y + 0 &= a^T b \\\\ &= b^T a \\\\ &= a b \\end{aligned}$$\n"
    assert words(text) == ["undecided", "proved", "unreadable"]  # no product of a and b is a number


def test_a_definition_by_such_a_formula_keeps_later_claims_from_being_called_false() -> None:
    assert "refuted" not in words("$$z = \\max_{a} Q(s, a)$$\n\n$$z + 1 = 5$$\n")


def test_names_that_words_speak_of_stay_unreadable_in_a_claim() -> None:
    assert words("Let $A$ and $B$ be Hermitian operators. Then\n$$A B + 1 = 1 + B A$$\n") == ["unreadable"]


def test_a_list_in_brackets_makes_a_call_of_which_nothing_is_known() -> None:
    assert words("$$a + r = r + a$$\n\n$$r(x, y) + 1 = 1 + r(x, y)$$\n")[-1] == "proved"
    assert words("$$a + r = r + a$$\n\n$$r(x, y) + 1 = 1 + r(y, x)$$\n")[-1] == "undecided"


def test_two_glued_capitals_before_a_list_are_one_name() -> None:
    step = results(r"$$KL(q \| p) + 1 = 2 + K L$$" + "\n")[0].item.checked
    assert step is not None
    assert {s.name for s in free_symbols(step.left)} == {r"KL(\cdot \| \cdot)", "q", "p"}


def test_a_reason_beside_a_row_is_left_out_of_it() -> None:
    text = ("$$\\begin{aligned}(x+1)^2 &= x^2 + 2x + 1 && \\quad \\text{using the square of a sum} \\\\"
            "&= x (x + 2) + 1 && \\text{factoring } x \\text{ out} \\end{aligned}$$\n")
    assert words(text) == ["proved", "proved"]


@pytest.mark.parametrize("reason", [r"\text{since } x > 0", r"\text{if } x > 0", r"\text{because } x = |x|"])
def test_a_reason_that_may_be_a_condition_keeps_a_row_from_being_called_false(reason: str) -> None:
    found = words(f"$$\\begin{{aligned}}\\sqrt{{x^2}} + 1 &= x + 1 && {reason} \\end{{aligned}}$$\n")
    assert found[0] in ("undecided", "unreadable", "proved")


def test_a_wrong_row_with_a_reason_in_words_is_still_refuted() -> None:
    assert words("$$\\begin{aligned}(x+1)^2 &= x^2 + 1 && \\text{since squares add} \\end{aligned}$$\n") == ["refuted"]


def test_a_row_that_ends_with_an_arrow_or_an_equals_sign_goes_on_in_the_next() -> None:
    assert words("$$\\begin{aligned} a + 1 &= 0 \\Rightarrow \\\\ a &= -1 \\end{aligned}$$\n") == ["proved"]
    assert words("$$\\begin{aligned} a + 1 &= 0 \\Rightarrow \\nonumber \\\\ a &= 1 \\end{aligned}$$\n") == ["refuted"]
    assert words("$$\\begin{aligned} (b + 1)^2 =& \\\\ & b^2 + b + 1 \\end{aligned}$$\n") == ["refuted"]


def test_what_holds_for_all_values_is_a_condition_beside_the_formula() -> None:
    assert words("$$x^2 \\ge 0 \\; \\forall x$$\n") == ["proved"]
    assert words("$$x + 1 > x + y \\; \\forall x$$\n") != ["proved"]


@pytest.mark.parametrize("latex", [r"r_{it+1} + 1 = 1 + r_{it+1}", r"\frac{\partial f}{\partial x}[x \cos y] = \cos y"])
def test_what_two_things_are_written_for_is_asked_about(latex: str) -> None:
    assert words(f"$${latex}$$\n") == ["unreadable"]


def test_a_subscript_without_braces_is_all_that_its_style_sets() -> None:
    (step,) = results("$$f_\\mathbf{w}(x) + 1 = 1 + f_{\\mathbf{w}}(x)$$\n")
    assert step.verdict.word == "proved"
    assert words("$$2 x_\\mathrm{A}= x_{\\mathrm{A}} + x_\\mathrm{A}$$\n") == ["proved"]


PRIMES = r"""
$$\hat\beta = (X'X)^{-1}X'Y$$

$$X Y = Y X$$

# Another section

$$R'X = X R' = 1$$

# With sizes

Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$.

$$(A x)' = x'A'$$

$$x'A x = x'A'x$$

$$x'A = A x$$
"""


def test_a_prime_is_a_transpose_where_a_name_stands_primed_before_itself() -> None:
    words = [r.verdict.word for r in check_text(PRIMES)]
    assert words == ["definition", "undecided", "undecided", "undecided", "proved", "proved", "unreadable"]

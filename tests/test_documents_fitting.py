"""Names of which nothing is said: vectors where no other type fits, numbers otherwise, and never a guess between two types."""

from __future__ import annotations

import pytest

from derivations import check_text

LEAST_SQUARES = r"""
Let $A \in \mathbb{R}^{m \times n}$ and $b \in \mathbb{R}^m$. We minimise $f(x) = \frac{1}{2} \|A x - b\|^2$.
$$\begin{aligned}
f(x) &= \frac{1}{2} (Ax - b)^\top (Ax - b) \\
     &= \frac{1}{2} x^\top A^\top A x - b^\top A x + \frac{1}{2} b^\top b
\end{aligned}$$
Hence $\nabla f(x) = A^\top A x - A^\top b$ and $\nabla^2 f(x) = A^\top A$.
"""


def words(text: str) -> list[str]:
    return [r.verdict.word for r in check_text(text) if r.verdict.word not in ("definition", "posed")]


def test_least_squares_needs_no_word_on_x() -> None:
    assert words(LEAST_SQUARES) == ["proved"] * 4


def test_a_wrong_gradient_of_least_squares_is_refuted() -> None:
    wrong = LEAST_SQUARES.replace("A^\\top A x - A^\\top b$", "A^\\top A x + A^\\top b$")
    assert words(wrong) == ["proved", "proved", "refuted", "proved"]


def test_the_step_says_what_the_name_was_taken_for() -> None:
    assert "nothing says what x is; in line 5 only a vector of length n fits" in check_text(LEAST_SQUARES)[-1].item.hints


@pytest.mark.parametrize(
    "claim",
    [
        "2 (X w + b) = 2 X w + 2 b",  # b may be a number that is added to every entry
    ],
)
def test_where_two_types_fit_the_row_stays_unread(claim: str) -> None:
    text = r"Let $A, X \in \mathbb{R}^{m \times n}$ and $w \in \mathbb{R}^n$." + f"\n$${claim}$$\n"
    assert words(text) in (["unreadable"], ["undecided"])


def test_a_number_stays_a_number() -> None:
    text = "Let $A \\in \\mathbb{R}^{m \\times n}$.\n\n$$(c + 1)^2 = c^2 + 2c + 1$$\n\n$$\\|A c\\|^2 = c^\\top A^\\top A c$$\n"
    assert words(text) == ["proved", "unreadable"]


def test_iterates_are_vectors_and_x_is_the_argument() -> None:
    text = r"""
Let $Q$ be symmetric. The quadratic $q(x) = \frac{1}{2} x^\top Q x$ has the gradient $\nabla q(x) = Q x$. A step of gradient descent is
$$x_{k+1} = x_k - \eta \nabla q(x_k) = x_k - \eta Q x_k = (I - \eta Q) x_k.$$
"""
    assert words(text)[-2:] == ["proved", "proved"]


def test_a_gradient_is_taken_at_a_point() -> None:
    assert words("Let $f(x, y) = x^2 y$.\n\n$$\\nabla f(1, 2) = (4, 1)$$\n\n$$\\nabla f(1, 2) = (4, 2)$$\n") == ["proved", "refuted"]


def test_cases_that_leave_out_a_point_have_no_value_there() -> None:
    slope = r"\frac{d}{dx} |x| = \begin{cases} 1 & x > 0 \\ -1 & x < 0 \end{cases}"
    size = r"|x| = \begin{cases} x & x > 0 \\ -x & x < 0 \end{cases}"
    assert words(f"$${slope}$$\n\n$${size}$$\n") == ["proved", "conditional"]


NEWTON = r"""
Let $g(x) = x^2 - a$ with $a > 0$. Newton's method reads
$$x_{n+1} = x_n - \frac{g(x_n)}{g'(x_n)} = x_n - \frac{x_n^2 - a}{2 x_n} = \frac{1}{2} \left(x_n + \frac{a}{x_n}\right).$$
With $e_n = x_n - \sqrt{a}$ one gets
$$e_{n+1} = \frac{e_n^2}{2 x_n}.$$
"""


def test_a_recursion_is_set_up_and_used() -> None:
    assert words(NEWTON) == ["proved"] * 3
    assert words(NEWTON.replace(r"e_n^2}{2 x_n}", r"e_n^2}{x_n}"))[-1] == "refuted"


def test_another_rule_for_the_same_sequence_is_not_called_false() -> None:
    assert words("$$x_{n+1} = x_n - 1$$\n\n$$x_{n+1} = x_n - 2$$\n") == ["undecided"]


def test_small_letters_with_two_indices_are_entries_of_the_matrix() -> None:
    text = r"""
For $A \in \mathbb{R}^{n \times m}$ and $B \in \mathbb{R}^{m \times n}$,
$$\operatorname{tr}(AB) = \sum_{i=1}^n \sum_{j=1}^m a_{ij} b_{ji} = \operatorname{tr}(BA).$$
"""
    assert words(text) == ["proved", "proved"]
    assert words(text.replace("b_{ji}", "b_{ij}"))[0] in ("refuted", "unreadable")


def test_a_star_makes_a_name_of_its_own_where_it_is_given_a_value() -> None:
    text = r"""
Let $A \in \mathbb{R}^{m \times n}$ have full column rank and $b \in \mathbb{R}^m$.
The minimiser is $x^* = (A^\top A)^{-1} A^\top b$, and the residual $r = b - A x^*$ satisfies
$$A^\top r = 0.$$
"""
    assert words(text) == ["proved"]
    assert words("$$z z^* = |z|^2$$\n") == ["undecided"]


def test_a_bar_over_what_is_summed_is_the_mean() -> None:
    right, wrong = r"\sum_{i=1}^n x_i^2 - n \bar{x}^2", r"\sum_{i=1}^n x_i^2 - n \bar{x}"
    chain = rf"$$\sum_{{i=1}}^n (x_i - \bar{{x}})^2 = {right}$$" + "\n"
    assert words(chain) == ["proved"]
    assert words(chain.replace(right, wrong)) == ["refuted"]


def test_the_letters_of_one_exercise_are_not_those_of_the_next() -> None:
    text = r"""
**1.** Let $y = x^x$ with $x > 0$. Then $y' = x^x (\ln x + 1)$.

**2.** $\frac{\partial}{\partial y} (x^2 y^3) = 3 x^2 y^2$.

**3.** With $y$ as before, $y = x^2$.
"""
    assert words(text)[:2] == ["proved", "proved"]
    assert "refuted" not in words(text)


def test_an_index_runs_where_the_sums_around_it_run() -> None:
    text = r"""
Let $z_k = \sum_{j=1}^{d} w_{kj} x_j + b_k$ for $k = 1, \dots, K$.

$$\frac{\partial z_k}{\partial w_{kj}} = x_j$$
"""
    assert words(text) == ["proved"]


def test_the_square_of_a_vector_beside_a_hadamard_product_is_taken_entry_by_entry() -> None:
    text = "Let $u, h \\in \\mathbb{R}^n$.\n\n$$u \\odot (1 - h^2) = u - u \\odot h \\odot h$$\n\n$$h^2 = h$$\n"
    assert words(text) == ["proved", "unreadable"]


LOGISTIC = r"""
Let $X \in \mathbb{R}^{m \times n}$ with rows $x_i^\top$, labels $y_i \in \{0, 1\}$, $w \in \mathbb{R}^n$,
and let $\sigma(z) = 1/(1 + e^{-z})$. The loss is
$$L(w) = -\frac{1}{m} \sum_{i=1}^m \left[ y_i \log \sigma(w^\top x_i) + (1 - y_i) \log(1 - \sigma(w^\top x_i)) \right].$$
Its gradient is
$$\begin{aligned}
\nabla_w L(w) &= \frac{1}{m} \sum_{i=1}^m (\sigma(w^\top x_i) - y_i) x_i \\
              &= \frac{1}{m} X^\top (\sigma(X w) - y).
\end{aligned}$$
"""


def test_rows_of_a_matrix_and_the_vector_of_labels() -> None:
    assert words(LOGISTIC) == ["proved", "proved"]
    assert words(LOGISTIC.replace(r"\sigma(X w) - y)", r"\sigma(X w) + y)"))[1] == "refuted"
    columns = "Let $A \\in \\mathbb{R}^{m \\times n}$ with columns $a_1, \\dots, a_n$ and $x \\in \\mathbb{R}^n$.\n\n"
    assert words(columns + r"$$A x = \sum_{j=1}^n x_j a_j$$") == ["proved"]


def test_a_density_is_a_function_of_the_variance() -> None:
    text = r"""
The density is $p(x \mid \mu, \sigma^2) = \frac{1}{\sqrt{2 \pi \sigma^2}} \exp\left(-\frac{(x - \mu)^2}{2 \sigma^2}\right)$, thus
$$\frac{\partial}{\partial \mu} \log p(x \mid \mu, \sigma^2) = \frac{x - \mu}{\sigma^2}$$
"""
    assert words(text) == ["proved"]
    assert words(text.replace(r"\frac{x - \mu}", r"\frac{\mu - x}")) == ["refuted"]


BATCH_NORMALISATION = r"""
Given $x_1, \dots, x_m$, set $\mu = \frac{1}{m} \sum_i x_i$, $\sigma^2 = \frac{1}{m} \sum_i (x_i - \mu)^2$ and
$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$ with $\epsilon > 0$. Then
$$\frac{1}{m} \sum_{i=1}^m \hat{x}_i = 0, \qquad \frac{1}{m} \sum_{i=1}^m \hat{x}_i^2 = \frac{\sigma^2}{\sigma^2 + \epsilon}.$$
"""


def test_the_square_of_a_letter_is_set_and_a_list_gives_the_range_of_sums() -> None:
    assert words(BATCH_NORMALISATION) == ["proved", "proved"]
    assert words(BATCH_NORMALISATION.replace(r"\frac{\sigma^2}{\sigma^2", r"\frac{1}{\sigma^2")) == ["proved", "refuted"]


def test_what_a_clause_says_of_the_letters_of_a_definition_lasts_as_long_as_the_definition() -> None:
    text = "We write $s(v) = \\sqrt{c^2 + v^2}$, where $c > 0$.\n\nHence\n\n$$s(0) = c$$\n"
    assert words(text) == ["proved"]
    assert words(text.replace(", where $c > 0$", "")) == ["conditional"]
    assert words("For $c > 0$ we have $\\sqrt{c^2} = c$.\n\n$$\\sqrt{c^2} = c$$\n") == ["proved", "conditional"]


def test_a_letter_has_one_type_in_a_definition_and_beside_it() -> None:
    text = r"""
The hinge loss is $\ell(w) = \max(0, 1 - y\,w^\top x)$ with $x, w \in \mathbb{R}^d$ and $y \in \{-1, 1\}$. Where $y\,w^\top x < 1$,
$$\nabla_w \ell = -y x.$$
"""
    assert words(text) == ["proved"]


def test_a_list_in_brackets_is_a_column_with_and_without_a_transpose() -> None:
    text = r"""
Let $k(x, z) = (x^\top z)^2$ for $x, z \in \mathbb{R}^2$. With $\phi(x) = (x_1^2, \sqrt{2} x_1 x_2, x_2^2)^\top$ we get
$$k(x, z) = x_1^2 z_1^2 + 2 x_1 x_2 z_1 z_2 + x_2^2 z_2^2 = \phi(x)^\top \phi(z).$$
"""
    assert words(text) == ["proved", "proved"]


def test_a_closed_form_follows_from_the_rule_and_the_first_member() -> None:
    descent = r"Gradient descent gives $w_{t+1} = w_t - \eta \lambda w_t$, so $w_t = (1 - \eta \lambda)^t w_0$." + "\n"
    assert words(descent) == ["proved"]
    assert words(descent.replace("^t w_0", "^{t+1} w_0")) == ["refuted"]
    momentum = r"""
$$v_{t+1} = \beta v_t + g_t$$

With $v_0 = 0$, unrolling gives

$$v_t = \sum_{s=0}^{t-1} \beta^{t-1-s} g_s$$
"""
    assert words(momentum) == ["proved"]
    assert words(momentum.replace("t-1-s", "t-s")) == ["refuted"]


def test_a_rule_is_no_claim_where_its_first_member_is_given_beside_it() -> None:
    assert words(r"$m_t = \beta m_{t-1} + (1 - \beta) g_t$ with $m_0 = 0$." + "\n") == []


def test_a_letter_after_a_matrix_is_a_vector() -> None:
    text = r"""
Let $X \in \mathbb{R}^{n \times p}$ and $\lambda > 0$. The ridge estimator $\hat\beta = (X^\top X + \lambda I)^{-1} X^\top y$ minimises
$J(\beta) = \|y - X \beta\|^2 + \lambda \|\beta\|^2$, because
$$\nabla J(\beta) = -2 X^\top (y - X \beta) + 2 \lambda \beta.$$
"""
    assert words(text) == ["proved"]


def test_a_letter_may_have_another_value_in_one_sentence() -> None:
    text = "Let $y = x + 1$.\n\nFor $y = \\sin(x^2)$ we get $\\frac{dy}{dx} = 2 x \\cos(x^2)$.\n\n$$y - 1 = x$$\n"
    assert words(text)[-2:] == ["proved", "proved"]


def test_bounds_after_a_comma_belong_to_the_formula_before() -> None:
    text = "The function $s(x) = \\sqrt{a^2 + x^2}$, $a > 0$, has\n\n$$s(0) = a$$\n"
    assert words(text) == ["proved"]


def test_columns_may_carry_on_sequences_and_entries_of_an_open_family_may_be_equal() -> None:
    rule = r"\begin{pmatrix} 1 & 0 \\ a & r \end{pmatrix} \begin{pmatrix} 1 \\ v_t \end{pmatrix}"
    assert words(rf"$$\begin{{pmatrix}} 1 \\ v_{{t+1}} \end{{pmatrix}} = {rule}$$" + "\n") == []
    assert words(r"$$\gamma_{22,k} = \gamma_{12,k-1}$$" + "\n") == ["undecided"]


def test_one_more_condition_of_a_clause_is_not_called_false() -> None:
    given = r"Let $M \in \mathbb{R}^{n \times n}$ and $u \in \mathbb{R}^n$. With $M = M^\top$, $M u = \rho u$, we get"
    assert "refuted" not in words(given + r" $u^\top M = \rho u^\top$." + "\n")


SHARES = r"""
Let $z \in \mathbb{R}^K$ and $$p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}.$$ Then $\sum_{k=1}^K p_k = 1$.
For a one-hot target $t$ the loss is $L = -\sum_{k=1}^K t_k \log p_k$, so that
"""


@pytest.mark.parametrize(("claim", "word"), [
    (r"$$\frac{\partial L}{\partial z_j} = p_j - t_j$$", "proved"),
    (r"$$\frac{\partial L}{\partial z_j} = t_j - p_j$$", "refuted"),
    (r"$$p^\top \mathbf{1} = 1$$", "proved"),
    (r"$$p^\top p = 1$$", "refuted"),
    (r"$$\nabla_z L = p - t$$", "proved"),
    (r"$H = \operatorname{diag}(p) - p p^\top$ and $$v^\top H v = \sum_{k=1}^K p_k v_k^2 - (\sum_{k=1}^K p_k v_k)^2$$", "proved"),
    (r"$H = \operatorname{diag}(p) - p p^\top$ and $$v^\top H v = \sum_{k=1}^K p_k v_k^2 + (\sum_{k=1}^K p_k v_k)^2$$", "refuted"),
])
def test_entries_make_a_vector_and_sums_say_how_many_a_target_has(claim: str, word: str) -> None:
    assert words(SHARES + claim + "\n")[-1] == word


def test_a_defined_family_keeps_its_formula_as_a_vector() -> None:
    """Its entries are shares, not any numbers: what holds of shares alone is not called false."""
    assert words(SHARES + "$$p^\\top p \\le 1$$\n")[-1] != "refuted"


def test_a_letter_that_the_text_speaks_of_is_not_defined_by_what_is_concluded_of_it() -> None:
    text = "The root $r$ lies above. Hence $r = a + 1$ and\n\n$$r^2 = a^2 + 1$$\n"
    assert words(text)[-1] == "undecided"


@pytest.mark.parametrize(("given", "claim", "word"), [
    (r"Let $\bar{x}$ be the weighted mean.", r"\sum_{i=1}^n (x_i - \bar{x}) = 0", "undecided"),
    (r"Here $\bar{x}$ is some reference point.", r"\sum_{i=1}^n (x_i - \bar{x}) = 0", "undecided"),
    (r"Let $\bar{x}$ denote the sample mean.", r"\sum_{i=1}^n (x_i - \bar{x}) = 0", "proved"),
    (r"Let $S(a) = \sum_{i=1}^n (x_i - a)^2$.", r"\frac{\partial S}{\partial a} = 2n \cdot (a - \bar x)", "proved"),
    (r"Let $S(a) = \sum_{i=1}^n (x_i - a)^2$.", r"\frac{\partial S}{\partial a} = 2 (a - \bar x)", "refuted"),
])
def test_a_bar_is_a_mean_unless_words_say_otherwise_also_of_what_is_summed_above(given: str, claim: str, word: str) -> None:
    assert words(f"{given}\n\n$${claim}$$\n")[-1] == word


VARIANCE = r"Let $x \in \mathbb{R}^n$ and let $\mu = \frac1n\sum_{i=1}^n x_i$ and $\sigma^2 = \frac1n\sum_{i=1}^n(x_i-\mu)^2$."


@pytest.mark.parametrize(("given", "claim", "word"), [
    (VARIANCE, r"\sigma^2 = \frac1n\sum_{i=1}^n x_i^2 - \mu^2", "proved"),
    (VARIANCE, r"\sigma^2 = \frac1n\sum_{i=1}^n x_i^2 - \mu", "refuted"),
    (VARIANCE + r" Let $z_i = (x_i - \mu)/\sigma$.", r"\sum_{i=1}^n z_i^2 = n", "conditional"),
    (VARIANCE + r" Let $z_i = (x_i - \mu)/\sigma$.", r"\sum_{i=1}^n z_i^2 = 1", "refuted"),
    (r"Let $s^2 = \frac1m\sum_{i=1}^n (x_i-\bar{x})^2$.", r"s^2 = \frac1m\left(\sum_{i=1}^n x_i^2 - n\bar x^2\right)", "proved"),
])
def test_a_square_that_is_given_with_let_is_known_and_so_is_its_root(given: str, claim: str, word: str) -> None:
    assert words(f"{given}\n\n$${claim}$$\n")[-1] == word


BOWL = r"""
Let $A \in \mathbb{R}^{n \times n}$ be symmetric and positive definite, $b \in \mathbb{R}^n$ and $f(x) = \frac12 x^\top A x - b^\top x$.
With step size $\eta$ the iteration is $x_{k+1} = x_k - \eta \nabla f(x_k)$. With $x^* = A^{-1} b$ we have

$$x_{k+1} - x^* = (I %s \eta A) (x_k - x^*).$$
"""


def test_the_members_of_a_sequence_are_what_the_function_takes() -> None:
    assert words(BOWL % "-") == ["proved"]
    assert words(BOWL % "+") == ["refuted"]


@pytest.mark.parametrize("said", [
    "be symmetric and positive definite", "be symmetric, positive definite", "be symmetric, invertible, and positive definite",
])
def test_adjectives_are_listed(said: str) -> None:
    text = rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ {said}." + "\n\n$$A A^{-1} = I$$\n"
    assert words(text) == ["proved"]


@pytest.mark.parametrize(("claim", "word"), [
    (r"f(y) = f(x) + \nabla f(x)^\top (y - x) + \frac{m}{2} \|y - x\|^2", "proved"),
    (r"f(y) = f(x) + \nabla f(x)^\top (x - y) + \frac{m}{2} \|y - x\|^2", "refuted"),
    (r"\nabla_x f(x)^\top y = m x^\top y", "proved"),
])
def test_a_gradient_may_be_transposed(claim: str, word: str) -> None:
    text = "Let $f(x) = \\frac{m}{2} \\|x\\|^2$ with $x, y \\in \\mathbb{R}^n$ and $m > 0$. Then\n\n$$%s$$\n"
    assert words(text % claim) == [word]


def test_a_function_is_defined_in_a_sentence_about_constraints() -> None:
    text = (r"The Lagrangian of minimising $\frac12 \|x\|^2$ subject to $a^\top x = b$ is "
            r"$L(x, \nu) = \frac12 x^\top x + \nu (a^\top x - b)$ with $a, x \in \mathbb{R}^n$. Then $\nabla_x L = x + \nu a$." + "\n")
    assert words(text) == ["proved"]


@pytest.mark.parametrize("row", [
    "Ax = b", "A x = b", r"A^\top Ax = A^\top b", r"\|Ax - b\|^2 = (Ax-b)^\top(Ax-b)",
    r"x^\top A x = x^\top\!Ax",
])
def test_a_letter_written_close_to_its_matrix_is_a_vector_too(row: str) -> None:
    read = [r.verdict.word for r in check_text(f"Let $A \\in \\mathbb{{R}}^{{n \\times n}}$ and $b \\in \\mathbb{{R}}^n$.\n\n$${row}$$\n")]
    assert read and "unreadable" not in read

"""What may mean two things is asked about; one member that cannot be read does not lose the rest of its row."""

from __future__ import annotations

import pytest
from verdict_words import words

from derivations.documents.judging import check_text


@pytest.mark.parametrize("text", [
    "$$q + 1 = 1 + q$$\n$$q(x) + 1 = x q + 1$$\n",
    "$$w(x) = x^2$$\n$$2 w_e(z) = z w_e + w_e z$$\n",
    "$$s = t$$\n$$2 s(0) = s(0) + s(0)$$\n",
    "$y = x^2$\n\n$$2 y(x) = y x + y x$$\n",
    "$$\\sum_c \\phi_c = 1$$\n$$2 \\phi_3(x_c) = \\phi_3 x_c + x_c \\phi_3$$\n",
    "$$y + 1 = 1 + y$$\n$$2 y[x] = y x + x y$$\n",
    "$$x_s + 1 = 1 + x_s$$\n$$2 x_s[i] = i x_s + x_s i$$\n",
    "$$Pr(X = x) - P r(X = x) = 0$$\n",
    "$$2 Pr(y) = Pr[y] + r P(y)$$\n",
    "$$h(r) = r^2$$\n$$2 D h = D r^2 + r^2 D$$\n",
    "$$2 D L(x, z) = D L(x, z) + L(x, z) D$$\n",
])
def test_a_name_before_a_lone_name_in_brackets_is_no_product(text: str) -> None:
    assert words(text)[-1] in ("unreadable", "undecided")


def test_a_declared_number_before_a_name_in_brackets_is_a_factor() -> None:
    assert words("<!-- let q \\in \\mathbb{R} -->\n$$q(x) + 1 = x q + 1$$\n") == ["proved"]
    assert words("$$q + 1 = 1 + q$$\n$$q(x + 1) = q x + q$$\n")[-1] == "proved"


IMAGINARY = [r"e^{i\pi} + 1 = 0", r"i^2 = -1", r"\cos x + i \sin x = \frac{1}{\cos x - i \sin x}"]
POLAR = [r"e^{i\theta} = \cos\theta + i\sin\theta", r"e^{-i x} = \cos x - i \sin x", r"\exp(j (a+b)) = \cos(a+b) + j \sin (a+b)"]


@pytest.mark.parametrize("formula", [
    *IMAGINARY, r"e^{j x} e^{-j x} = 1", r"i = \sqrt{-1}", r"\exp(2 \pi i) = 1", r"e^{-\frac{2\pi i k}{N}} = 1",
])
def test_an_undeclared_i_like_the_imaginary_unit_is_asked_about(formula: str) -> None:
    (result,) = check_text(f"$${formula}$$\n")
    assert result.verdict.word == "unreadable"
    assert "convention: imaginary unit " in (result.verdict.remedy or "")


@pytest.mark.parametrize("formula", [*IMAGINARY, *POLAR[:2]])
def test_the_imaginary_unit_by_convention(formula: str) -> None:
    assert words(f"<!-- convention: imaginary unit i -->\n$${formula}$$\n") == ["proved"]


@pytest.mark.parametrize("formula", POLAR)
def test_beside_an_exponential_a_sine_says_what_the_imaginary_unit_is(formula: str) -> None:
    assert words(f"$${formula}$$\n") == ["proved"]
    assert words(f"$${formula.replace('+ i', '- i').replace('+ j', '- j').replace('x - i', 'x + i')}$$\n") == ["refuted"]


@pytest.mark.parametrize("formula", [
    r"\sum_{i=1}^3 e^{i x} = e^x + e^{2x} + e^{3x}", r"\sum_i e^{z_i} = \sum_j e^{z_j}", r"e^{z_i} e^{z_i} = e^{2 z_i}",
])
def test_an_index_in_an_exponent_is_an_index(formula: str) -> None:
    assert words(f"$${formula}$$\n") == ["proved"]


def test_one_member_that_cannot_be_read_leaves_the_other_steps() -> None:
    assert words("$$(x+1)^2 = x^2+2x+1 = \\foo = x^2 + 1 = x^2$$\n") == ["proved", "unreadable", "unreadable", "refuted"]
    assert words("$$\\begin{aligned} (x+1)^2 &= x^2+2x+1 = \\foo \\\\ &= x^2 + 1 = x^2 \\end{aligned}$$\n") == [
        "proved", "unreadable", "unreadable", "refuted"]
    assert words("$$\\begin{aligned} (x+1)^2 &= \\foo = (1+x)^2 \\\\ &= x^2 + 1 \\end{aligned}$$\n")[-1] == "refuted"
    assert words("$$x = \\foo = \\bar = 1 = 2$$\n")[-1] == "refuted"


def test_a_command_in_a_member_that_is_not_known_may_say_when_the_row_holds() -> None:
    assert words("$$(x + 1)^2 = x^2 + 1 = 1 \\whenever x = 0$$\n")[0] == "undecided"
    assert words("$$|x| = x \\quad\\text{if}\\quad x \\ge \\foo = 0$$\n") == ["unreadable"]


@pytest.mark.parametrize("text", [
    "$$K_{n+1} = \\alpha K_n + (1 - \\alpha) G(K_n)$$",
    "$$c_t + k_{t+1} = A k_t^\\alpha + (1 - \\delta) k_t$$",
    "$$C_t + K_{t+1} \\le F(K_t, N_t) + (1 - \\delta) K_t$$",
    "$$\\sum_{i=1}^n \\alpha_i = 1$$",
    "$$\\int_{300}^{400} f(x)\\, dx = 0.05$$",
    "$$c_t^1(s^t) + c_t^2(s^t) = 1$$",
    "$$y_t^1 + y_t^2 = 1$$",
    "We use $f(x) = g(x) + h(x)$.\n\n$$f(x) = g(x) h(x)$$\n\n$$f'(x) = g(x) h'(x) + g'(x) h(x)$$",
    "$$f(x, y) = x^2 y + y + 2$$\n\n$$\\frac{\\partial f}{\\partial x}(3, 4) = 24$$",
    "$$\\rho_n^{\\text{Gauss}} + \\rho_n^{\\text{Gauss}} = 1$$",
    "$$\\mathbb{E}_t c_{t+1} = c_t$$",
    "$$\\mathbb{E} (\\mu + \\sigma Z) = \\mu \\mathbb{E}$$",
    "The number $e$ is a positive number.\n\n$$\\lim_{x \\to 0} \\frac{e^x - 1}{x} = 1$$",
    "With $r = 0.02$ (IES $= 0.5$) the rate is small.",
    "The gross rate is $\\lambda = w_1 / w_2 > 1$.",
    r"We have $\mathbf{v} \in \mathbb{R}^2$." + "\n\n" + r"$$\mathbf{v}^\top \mathbf{v} = v_1^2 + v_2^2$$",
    r"$$\sum_{i=1}^{d} \lambda_i w_i^2 \le \lambda_{\max} \sum_{i=1}^{d} w_i^2$$",
    r"$$\Lambda = \begin{pmatrix} \lambda_1 & 0 \\ 0 & \lambda_2\end{pmatrix} = \begin{pmatrix} 6 & 0 \\ 0 & 2\end{pmatrix}$$",
    r"$$\text{s.t. } \quad 3x_1 \ge 6 \;\vert\cdot 5, \quad 2x_1 + 4x_2 \ge 10$$" + "\n\nWe add:\n\n" + r"$$25 x_1 + 20 x_2 \ge 80$$",
    r"Let $A = \begin{pmatrix} 1 & 2 \\ 3 & 4\end{pmatrix}$. An orthogonal matrix has this property:" + "\n\n" + r"$$A^\top A = A A^\top$$",
])
def test_what_authors_set_up_is_never_called_false(text: str) -> None:
    assert words(text + "\n")[-1] not in ("refuted", "conditional")


@pytest.mark.parametrize("text", [
    "$$(x + 1)^2 = x^2 + 1$$",
    "$$\\sin^2 x + \\cos^2 x = 2$$",
    "$$9 x^2 + 5 - 5 = 9 x^2 + x - x = 9^2$$",
    "$$\\frac{d}{dx} \\sin(a x) = \\cos(a x)$$",
    "$$\\int_0^1 x^2\\, dx = \\frac{1}{2}$$",
    "$$\\sqrt{a + b} = \\sqrt{a} + \\sqrt{b}$$",
    "<!-- claim -->\n$$a b = a c$$",
])
def test_a_false_claim_is_refuted_all_the_same(text: str) -> None:
    assert words(text + "\n")[-1] == "refuted"


@pytest.mark.parametrize("unread", [
    r"D = \operatorname{diag}(q_1(1-q_1), \dots, q_m(1-r_m))", r"D = X ? X^\top", r"D = \begin{bmatrix} 1 & ? \end{bmatrix}",
])
def test_a_name_whose_formula_is_not_read_and_may_be_a_matrix_is_no_number(unread: str) -> None:
    types = r"Let $X \in \mathbb{R}^{m \times n}$."
    assert "proved" not in words(f"{types}\n\nWe set ${unread}$.\n\n$$X^\\top D X = D X^\\top X$$\n")
    *_, told = check_text(f"{types}\n\nWe set ${unread}$. The Hessian is $H = X^\\top D X$.\n\n$$2 D = D + D$$\n")
    assert told.verdict.word in ("undecided", "unreadable")


def test_a_name_of_which_nothing_is_known_does_not_change_places_with_an_array() -> None:
    text = "Let $X \\in \\mathbb{R}^{m \\times n}$.\n\nWe set $D = X ? X^\\top$. The Hessian is $H = X^\\top D X$.\n"
    (told,) = [r.verdict for r in check_text(text) if r.item.left is not None and r.item.left.latex == "H"]
    assert "Xᵀ D X" in told.reading

"""Equations that are set up, not claimed, and settings: never called false; ordinary wrong steps still are."""

from __future__ import annotations

from pathlib import Path

import pytest
from shares import is_in_share
from verdict_words import words

from derivations.documents.judging import check_text


@pytest.mark.parametrize("text", [
    r"$$\cos \omega = \frac{(1 + a^2) b}{4 a}$$",
    r"$$\alpha \bar{K}^{\alpha - 1} = \rho + \delta$$",
    r"$$0 = -\xi w + \frac{(1 - a) s^2}{2} w^2 - b w$$",
    r"$$\begin{bmatrix} v_{11} \\ v_{21} \end{bmatrix} = 0$$",
    r"$$\exp(u_{t+1}) = \exp(\rho \log w_t + \nu z_{t+1})$$",
    r"$$\beta^{-1} = R$$",
    r"$$(2 x - 4) + (y - y) = 2 x - 4 = 0$$",
    r"A number with $\epsilon^2 = 0$ is used." "\n\n" r"$$(a + b \epsilon)^2 = a^2 + 2 a b \epsilon$$",
    r"With $\pi = 0.3$ one finds" "\n\n" r"$$2 \pi + 1 = 1.6$$",
    r"$$u_1 + 0 = u_2 = 1$$",
])
def test_what_is_set_up_is_not_called_false(text: str) -> None:
    assert "refuted" not in words(text + "\n")


@pytest.mark.parametrize("text", [
    r"$$\sin^2 x + \cos^2 x = 2$$",
    r"$$(a + b)^2 = a^2 + b^2$$",
    r"$$(x + 1)^2 - x^2 - 2 x = 0$$",
    r"$$\log(x y) = \log x$$",
    r"$$\int_0^1 x^2 \, dx = \frac{1}{2}$$",
    r"$$\int x e^x \, dx = x e^x + C$$",
    r"$$\frac{d}{dx} x^3 = 2 x^2$$",
    r"$$2 \pi = 6$$",
    r"$$\lim_{x \to 0} \frac{\sin x}{x} = 0$$",
    r"$$x^2 + 2 x = x^2 + 2$$",
    r"$$\sum_{i=1}^{n} i = \frac{n (n - 1)}{2}$$",
])
def test_an_ordinary_wrong_step_is_called_false(text: str) -> None:
    assert words(text + "\n") == ["refuted"]


def test_a_limit_binds_a_name_with_its_subscript() -> None:
    assert words(r"$$\lim_{x_{\mathrm{B}} \to a} x_{\mathrm{B}} + 1 = a + 1$$" + "\n") == ["proved"]


def test_a_column_that_is_written_out_has_no_time() -> None:
    assert words(r"$$\begin{bmatrix} s \\ r \end{bmatrix}_{t+1} = \begin{bmatrix} s \\ r \end{bmatrix}_t - 1$$" + "\n") == ["unreadable"]


def test_a_display_after_with_defines_its_letter() -> None:
    text = "Let $a = w x$, with cost\n\\begin{equation}\n\\label{eq:cost}\nC = \\frac12 (y - a)^2.\n\\end{equation}\n\n"
    assert words(text + r"$$\frac{\partial C}{\partial w} = (a - y) x$$" + "\n")[-1] == "proved"
    assert words(text + r"$$\frac{\partial C}{\partial w} = (y - a) x$$" + "\n")[-1] == "refuted"


FIXTURE = Path(__file__).parent / "fixtures" / "in_context.md"
IN_CONTEXT = [tuple(case.split("\n", 1)) for case in FIXTURE.read_text().split("\n## ")[1:]]


@pytest.mark.parametrize(("found", "text"), [
    row if is_in_share(IN_CONTEXT, number, 2) else pytest.param(*row, marks=pytest.mark.fuzz) for number, row in enumerate(IN_CONTEXT)])
def test_what_the_words_around_it_make_of_a_relation(found: str, text: str) -> None:
    assert ", ".join(words(text)[: found.count(",") + 1]) == found


@pytest.mark.parametrize("text", [
    r"$$m = \frac{s}{\sqrt{n}} = \frac{12}{\sqrt{50}}$$", "Let $c \\in \\mathbb{R}^K$.\n\n$$\\sum_{k=1}^K c_k = 1$$",
    r"$$\mu = n p = 18$$", r"$$E[N + 1] = \frac{1}{p} = 4$$", r"$$X_1 = Y_1 X_2 = Y_1 Y_2$$", r"$$x_t = \delta t + x_0 = \delta t$$",
    r"$$Y_0 = \hat{a} + \hat{b} x_0 = \bar{y} - \hat{b} \bar{x} + \hat{b} x_0$$", r"$$x e^{2 y} = \int 6 e^{3 y} dy + c$$",
    "$$\\phi(t) = e^{\\lambda t}$$\n\n$$m = \\phi'(0) = \\lambda e^{\\lambda t} = \\lambda$$",
    "Let $z \\in \\mathbb{C}$.\n\n$$|z| \\le 1$$",
    "Any square matrix which satisfies $A^2 = A$ is idempotent.", r"No solution is possible, since the equation is of the form $0 = 1$.",
    "Let $Q \\in \\mathbb{R}^{n \\times n}$.\n\n$$\\det(Q) = \\pm 1$$", r"$$\frac{d}{dy} 1 - e^{-y} = e^{-y}$$",
    r"$$R^2 = \frac{S_{YY} - RSS}{S_{YY}} = 1 - \frac{2 RSS}{S_{YY}}$$",
    "For any random variable $X$ and positive $a$,\n\n$$E[a X] |a| = a^2 E[X]$$",
    "Let $j = 0$. Then we let $j = j + 1$.",
    "Let $p^*, d^* \\in [0, 9]$.\n\n$$p^* = f(x) \\to \\min_x g(x)$$\n\nThen $p^* \\ge d^*$.",
    "# A\n\nIf we take the largest step, we get $\\eta = \\frac1L$.\n\n# B\n\n$$L R = \\frac{R}{\\eta}$$",
    r"$$\frac{\partial x_t}{\partial x_k} = \frac{\partial x_t}{\partial x_m} \frac{\partial x_m}{\partial x_k}$$",
    "Let $x \\in \\mathbb{R}^2$ and $y = 2 x$.\n\n$$f(x_1, x_2) = 2 x_1 + x_2$$\n\n$$f(y_1, y_2) = y_1 + y_2$$",
    "Let $x \\in \\mathbb{R}^2$ and $y = 2 x$.\n\n$$f(x_1, x_2) = x_1 + x_2$$\n\n"
    r"$$\nabla_y f = \begin{pmatrix} 1 \\ 1 \end{pmatrix}$$",
    "$$l_t = a x_t + (1 - a) x_{t|t-1} = a x_t + (1 - a) (l_{t-1} + b_{t-1})$$",
])
def test_what_holds_for_the_values_of_a_problem_is_not_called_false(text: str) -> None:
    assert "refuted" not in [r.verdict.word for r in check_text(text + "\n")]


@pytest.mark.parametrize("text", [
    r"$$(x + 1)^2 = x^2 + 2 x + 1 = 3$$", r"$$\int x \, dx = x^2 + C$$", r"$$(a \pm b)^2 = a^2 \pm 3 a b + b^2$$",
    r"$$\sin^2 x + \cos^2 x = 2$$",
    "For any random variable $X$ and positive $a$,\n\n$$E[a X] = a^2 E[X]$$",
])
def test_what_is_said_of_all_values_is_called_false(text: str) -> None:
    assert check_text(text + "\n")[-1].verdict.word == "refuted"

"""Functions without their argument: ``x``, ``\\dot x`` after ``x(t) = …``."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text

THROW = "A projectile has $x(t) = v t \\cos\\theta$ and $y(t) = v t \\sin\\theta - \\frac12 g t^2$.\n\n$$%s$$\n"


@pytest.mark.parametrize(("step", "word"), [
    (r"\dot x^2 + \dot y^2 = v^2 - 2 g y", "proved"),
    (r"\dot x^2 + \dot y^2 = v^2 + 2 g y", "refuted"),
    (r"\ddot y = -g", "proved"),
    (r"\ddot y = 1 - g", "refuted"),
    (r"\dot x(t) = v \cos\theta", "proved"),
    (r"y = x \tan\theta - \frac{g x^2}{2 v^2 \cos^2\theta}", "conditional"),
    (r"\frac{dy}{dt} = v \sin\theta - g t", "proved"),
])
def test_a_letter_stands_for_the_function_at_its_argument(step: str, word: str) -> None:
    assert check_text(THROW % step)[-1].verdict.word == word


@pytest.mark.parametrize("step", [
    r"\frac{\partial}{\partial y} y^2 = 2 y",
    r"\int_0^1 y \, dy = \frac{1}{2}",
    r"\sum_{x=1}^{3} x = 6",
])
def test_a_letter_that_is_bound_or_differentiated_by_is_itself(step: str) -> None:
    assert check_text(THROW % step)[-1].verdict.word == "proved"


def test_a_declared_letter_is_itself() -> None:
    text = "Let $y(t) = t^2$.\n\n<!-- derivations: let x \\in \\mathbb{R} -->\n\n$$x^2 - 1 = (x - 1) (x + 1)$$\n"
    assert check_text(text)[-1].verdict.word == "proved"


@pytest.mark.parametrize(("step", "word"), [
    (r"\frac{d}{dt} \frac{u}{v} = \frac{u' v - u v'}{v^2}", "proved"),
    (r"\frac{d}{dt} (u v w) = u' v w + u v' w + u v w'", "proved"),
    (r"\frac{d}{dx} (x y) = y + x y'", "proved"),
    (r"\frac{d}{dt} (x' y) = x'' y + x' y'", "proved"),
    (r"\frac{d}{dt} (u v) + w' = u' v + u v' + w'", "proved"),
    (r"\frac{d}{dt} (u v) = u' v", "undecided"),
    (r"\frac{d}{dt} (m u) = m u'", "proved"),
    (r"\frac{d}{dt} x^2 = 2 x \dot x", "proved"),
    (r"\frac{d}{dt} \left( \frac12 m \dot x^2 + V(x) \right) = \dot x (m \ddot x + V'(x))", "proved"),
])
def test_a_letter_with_dots_or_primes_beside_a_derivative_is_a_function(step: str, word: str) -> None:
    assert check_text(f"$${step}$$\n")[-1].verdict.word == word


@pytest.mark.parametrize(("step", "word"), [
    (r"\frac{\partial L}{\partial \dot q} = m \dot q", "proved"),
    (r"\frac{dL}{dt} = m \dot q \ddot q - k q \dot q", "proved"),
    (r"\frac{d}{dt} \frac{\partial L}{\partial \dot q} - \frac{\partial L}{\partial q} = m \ddot q + k q", "proved"),
    (r"\frac{\partial L}{\partial q} = k q", "refuted"),
])
def test_a_lagrangian_is_differentiated_by_a_letter_as_a_number_and_by_time_as_a_function(step: str, word: str) -> None:
    said = r"Let $L = \frac12 m \dot q^2 - \frac12 k q^2$."
    assert check_text(f"{said}\n\n$${step}$$\n")[-1].verdict.word == word


@pytest.mark.parametrize("said", [
    "Let $u$ and $v$ be differentiable functions of $t$.",
    "Let $u, v$ be smooth functions of $t$.",
    "If $u$ and $v$ are functions of $t$, then the following holds.",
    "Take two twice differentiable functions $u$ and $v$ of $t$.",
    "Suppose that $u$ and $v$ depend on $t$.",
])
def test_words_make_letters_functions_of_a_variable(said: str) -> None:
    rows = [r"\frac{d}{dt} (u v) = u \frac{dv}{dt} + v u'", r"\frac{d}{dt} u^2 = 2 u \dot u", r"u v + 1 = v u", r"\frac{du}{dt} = u' + v"]
    found = check_text(said + "".join(f"\n\n$${row}$$" for row in rows) + "\n")
    assert [result.verdict.word for result in found[-4:]] == ["proved", "proved", "refuted", "undecided"]


def test_a_letter_that_varies_may_get_its_formula() -> None:
    text = "Here $y$ is a function of $x$.\n\n$$y = x^2 + 1$$\n\n$$y' = 2x$$\n\n$$\\frac{d}{dx} \\log y = \\frac{2x}{y}$$\n"
    assert [result.verdict.word for result in check_text(text)] == ["definition", "proved", "proved"]


@pytest.mark.parametrize(("step", "word"), [
    (r"f_x = 2 x y", "proved"),
    (r"f_{xx} = 2 x", "refuted"),
    (r"f_{xy} = f_{yx}", "proved"),
    (r"f_x(1, 2) = 4", "proved"),
    (r"\frac{d}{dt} f(\cos t, \sin t) = -f_x(\cos t, \sin t) \sin t + f_y(\cos t, \sin t) \cos t", "proved"),
    (r"\nabla f = \begin{pmatrix} f_x \\ f_y \end{pmatrix}", "proved"),
    (r"f_k = k", "definition"),
])
def test_a_subscript_by_an_argument_is_a_partial_derivative(step: str, word: str) -> None:
    assert check_text(f"Let $f(x, y) = x^2 y$.\n\n$${step}$$\n")[-1].verdict.word == word


def test_a_function_is_defined_before_what_calls_it_in_its_sentence() -> None:
    text = (r"Let $\ell(w) = \sum_{i=1}^n \log s(w^\top x_i)$, where $s(z) = 1/(1 + e^{-z})$ and $w, x_i \in \mathbb{R}^d$." "\n\n"
            r"$$\nabla_w \ell(w) = \sum_{i=1}^n (1 - s(w^\top x_i)) x_i$$" "\n")
    assert [result.verdict.word for result in check_text(text)] == ["definition", "definition", "proved"]


def test_a_row_that_is_not_read_says_what_was_defined_in_a_section_before() -> None:
    text = "# One\n\nLet $\\rho(z) = 1/(1 + e^{-z})$.\n\n# Two\n\n$$W \\rho (x) + \\rho = 2$$\n"
    assert check_text(text)[-1].item.hints == ("line 3, in a section before, defines ρ",)


def test_a_function_goes_on_into_no_section_that_gives_it_other_arguments() -> None:
    text = "## A\n\n$$f(x, y) = 2x + 3y^2$$\n\n## B\n\n$$\\frac{d}{dx}(y + f(x)) = y + f'(x)$$\n\n## C\n\n$$f(1, 1) = 6$$\n"
    assert [r.verdict.word for r in check_text(text)] == ["definition", "undecided", "refuted"]


@pytest.mark.parametrize("said", [r"Let $f$ be smooth.", r"Let $f : \mathbb{R} \to \mathbb{R}$ be smooth."])
def test_a_function_that_a_section_begins_anew_has_no_formula_of_a_section_before(said: str) -> None:
    text = f"## A\n\nLet $f(x) = x^2$.\n\n## B\n\n{said}\n\n$$f(x + h) = f(x) + h f'(x) + h^2$$\n"
    assert check_text(text)[-1].verdict.word != "proved"


FORWARD = ("## Forward\n\nWith $r > 0$, $$g = \\tanh(a), \\qquad c = f c_0 + u g, \\qquad h = r \\tanh(c)$$\n\n"
           "## Backward\n\n$$%s$$\n")
BATCH = ("# A\n\nLet $x_1, \\dots, x_m$ be numbers, $\\mu = \\frac1m \\sum_{i=1}^m x_i$, $v = \\frac1m \\sum_{i=1}^m (x_i - \\mu)^2$.\n\n"
         "## B\n\nWith $s = \\sqrt{v + \\epsilon}$ where $\\epsilon > 0$:\n\n"
         "$$\\frac{\\partial s}{\\partial x_j} = \\frac{x_j - \\mu}{m s}$$\n\n"
         "## C\n\nPut $t_i = \\frac{x_i - \\mu}{s}$. Then $$\\frac{\\partial t_i}{\\partial x_j} = %s$$\n")


@pytest.mark.parametrize(("text", "word"), [
    (FORWARD % r"\frac{\partial h}{\partial c} = r \cdot (1 - \tanh^2(c))", "proved"),
    (FORWARD % r"\frac{\partial h}{\partial a} = r \cdot (1 - \tanh^2(c)) \cdot u \cdot (1 - g^2)", "proved"),
    (FORWARD % r"\frac{\partial h}{\partial a} = r \cdot (1 - \tanh^2(c)) \cdot u \cdot (1 - g)", "refuted"),
    (FORWARD % r"\frac{\partial h}{\partial c} = 2", "refuted"),
    (FORWARD % r"\frac{\partial h}{\partial c} = 2 w", "undecided"),
    (BATCH % r"\frac1s \left(\delta_{ij} - \frac1m\right) - \frac{x_i - \mu}{s^2} \cdot \frac{x_j - \mu}{m s}", "proved"),
    ("## A\n\nLet $\\sigma(t) = 1/(1 + e^{-t})$.\n\n## B\n\n$$\\sigma(-t) = 1 + \\sigma(t)$$\n", "refuted"),
    ("## A\n\nLet $f(t) = \\cos t$.\n\n## B\n\n$$f(0) = 3$$\n", "undecided"),
])
def test_what_a_section_before_defined_is_meant_where_it_is_differentiated(text: str, word: str) -> None:
    assert check_text(text)[-1].verdict.word == word


@pytest.mark.parametrize(("text", "words"), [
    (r"The function $h(t) = t \log t$ on $t > 0$ has the derivative $h'(t) = \log t$.", ["definition", "refuted"]),
    (r"In general, for all $n \ge 0$, the value after $n$ steps when started there is $$u_n = \frac{1}{n + 2}.$$ Then $u_1 = \frac12$.",
     ["definition", "refuted"]),
    (r"The sum is $$b_n = \frac{2}{n} (1 - (-1)^n).$$ So $b_1 = 4$, $b_2 = 0$, $b_3 = \frac23$.",
     ["definition", "proved", "proved", "refuted"]),
])
def test_where_a_formula_holds_and_what_is_concluded_of_it(text: str, words: list[str]) -> None:
    found = [r.verdict.word for r in check_text(text.replace("$$", "\n\n$$", 1).replace("$$ ", "$$\n\n"))]
    assert [w for w in found if w != "posed"] == words


@pytest.mark.parametrize("step", [
    "g'(x) = 0", r"\frac{d}{dx} g(x) = 0", r"\int_0^1 g(x) \, dx = 0", r"\sum_{x=1}^3 g(x) = 0", r"\frac{\partial F}{\partial x} = 0",
])
def test_an_equation_for_points_is_not_solved_by_all_points(step: str) -> None:
    text = f"A root of it satisfies $g(x) = 0$, and $F(x, y) = 0$ defines y implicitly.\n\n$${step}$$\n"
    assert check_text(text)[-1].verdict.word == "undecided"
    if step[0] == "g":
        assert check_text(f"Let $g(x) = 0$.\n\n$${step}$$\n")[-1].verdict.word == "proved"


@pytest.mark.parametrize(("text", "words"), [
    (r"Maximise $f(x, y) = xy$ subject to $x + 2y = 8$. The best point is $(4, 2)$ with the value $f(4, 2) = 6$.",
     ["definition", "refuted"]),
    (r"The height is $s(t) = v t - \frac{g}{2} t^2$, highest at $t = \frac{v}{g}$, where $s\left(\frac{v}{g}\right) = \frac{v^2}{g}$.",
     ["definition", "conditional", "refuted"]),
    (r"With logit $a$ we have $\sigma(a) = \frac{1}{1 + e^{-a}}$ and $S(a) = -\log \sigma(a)$, so $S(a) + a = -\log(1 + e^{a})$.",
     ["definition", "definition", "refuted"]),
    (r"Rotating $y = x^2$, $0 \le x \le a$, gives $\int_0^a 2 \pi x (a^2 - x^2) \, dx = \frac{\pi a^4}{4}$.", ["definition", "refuted"]),
    (r"We have $$\frac{1}{1 + e^{-(x - y)}} = \sigma(y - x), \qquad \text{where } \sigma(t) = \frac{1}{1 + e^{-t}}$$", ["refuted"]),
    (r"We unroll $h_t = \tanh(w h_{t-1})$. For the linear recursion $h_t = w h_{t-1}$ we have $h_t = w^t h_0$.",
     ["undecided", "undecided"]),
    (r"Methods multiply by a stability function $R(z)$. With $R_4(z) = \frac{1 + z/2}{1 - z/2}$ we get $R_4'(z) = \frac{1}{1 - z/2}$.",
     ["definition", "refuted"]),
    (r"For a distribution $p$ on $n$ outcomes, let $D(p) = \sum_{i=1}^n p_i \log p_i$. Then $\sum_{i=1}^n p_i^2 \le \sum_{i=1}^n p_i$.",
     ["definition", "undecided"]),
])
def test_what_words_around_a_formula_leave_a_claim(text: str, words: list[str]) -> None:
    assert [w for r in check_text(text) if (w := r.verdict.word) != "posed"] == words

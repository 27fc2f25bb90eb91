"""Little documents: what is set up is not called false, and what is claimed is checked, though both are written with the same signs."""

from __future__ import annotations

import pytest

from derivations.documents.judging import check_text

SET_UP = {
    # equations to solve
    "a characteristic equation": r"The characteristic equation is $$r^2 + 3r + 2 = 0$$",
    "a quadratic with parameters": r"$$\lambda^2 - (a + d) \lambda + (a d - b c) = 0$$",
    "a product of factors": r"$$(x - 1)(x + 4) = 6$$",
    "a cubic with a constant": r"$$t^3 + 2 t = 12$$",
    "an angle": r"At the turning point $$\cos \theta = \frac{v^2}{g r}.$$",
    # laws and models
    "a gas": r"$$P V = n R T$$",
    "a spring": r"Newton's law reads $$m a = -k x$$",
    "a lens": r"$$\frac{1}{f} = \frac{1}{g} + \frac{1}{b}$$",
    "an eigenvalue": r"$$S u = \lambda u$$",
    "a power of an operator": r"This is the analogue of $K^n \phi = \lambda^n \phi$.",
    "a discount factor": r"so $\zeta = \beta^{-1} = R$ there",
    "one household": r"In the second step we can use $Y_t = n y_t = y_t$.",
    "a transversality condition": r"Combining both, we get $$-\beta^{T+1} \mu_{T+1} \le 0$$ and dividing, $$-\mu_{T+1} \le 0$$",
    "quantity theory": r"$$M v = p q$$",
    "a fixed point": r"$$b = (b \cdot e) e$$",
    "a law of motion": r"or $$Y_{t+1} - Y_t = -F Y_t - G$$",
    "a moving average": r"$$x_{t+1} - m = \rho (x_t - m) + s z_{t+1}$$",
    "iterating forward": r"$$\begin{aligned} p_t &= b (d + p_{t+1}) \\ &= b (d + b (d + p_{t+2})) \end{aligned}$$",
    "a sequence through its logarithm": r"Recall that $W_t = \exp(X_t)$." "\n\n" r"$$\exp(X_{t+1}) = \exp(\rho \log W_t + s Z_{t+1})$$",
    # differentials and normal equations
    "a differential": r"In matrix form with $L$ and $D$ as above, or" "\n\n" r"$$d x = D dp + L dx$$" "\n\n" r"where $D p + L = 1$",
    "on both sides a name of its own": r"$$k x + k b = k y$$",
    # bounds, constraints, boundary values
    "stability": r"$$p' = C p + (1 - C) q, \qquad |C| < 1$$",
    "a step size": r"$$|1 - \eta L| < 1$$",
    "a value of a game": r"They restate it as $$V(-A) < 0, \qquad V B > 0$$",
    "a budget": r"$$\begin{aligned} \max_x \ & u x \\ \mbox{subject to } \ & p x = m \\ & x \ge 0 \end{aligned}$$",
    "boundary values": r"Let $p(t) := m_1 t + m_2 t^2$ with the coefficients chosen so that $p(0) = p(2K) = 0$.",
    "an initial value": r"$$f(x) = a x^2 + b x + c$$" "\n\n" r"The first condition is $$f(1) = 0$$",
    "an initial slope": r"$$f(x) = a x^2 + b x + c$$" "\n\n" r"The second one is $$f'(0) = 3$$",
    # first-order conditions
    "a derivative set to zero": r"Let $f(w) = (w - 3)^2$." "\n\n" r"$$f'(w) = 2 (w - 3) = 0$$",
    "a partial derivative set to zero": r"Let $\Pi(q) = p q - c q^2$." "\n\n" r"$$\frac{\partial \Pi}{\partial q} = p - 2 c q = 0$$",
    # what follows from something set up
    "under an equation": r"$$x + y = 1$$" "\n\n" r"Then $$x^2 + y^2 = 1 - 2 x y$$",
    "under an assumption of the sentence before": r"Suppose that $a b = 1$. Then $$(a + b)^2 = a^2 + b^2 + 2.$$",
    "under a circle": r"On the circle $x^2 + y^2 = 25$ we have" "\n\n" r"$$x^2 - 25 = -y^2$$",
    "under what holds for every index":
        r"$$\begin{aligned} \min_x \ & c x \\ \mbox{subject to } \ & \sum_{j=1}^n x_{ij} = p_i \end{aligned}$$" "\n\n"
        r"Hence $$\sum_{i=1}^m \sum_{j=1}^n x_{ij} = \sum_{i=1}^m p_i$$",
    "a case of an entry": r"Let $g = (g_1, g_2)$. One case: $g_1 = 0$, without a slope.",
    # a name without a word
    "an activation at a z of which nothing is said":
        r"Let $s(t) = \frac{1}{1 + e^{-t}}$, $a = s(w x)$ and $C = (y - a)^2$." "\n\n"
        r"$$\frac{\partial C}{\partial w} = -2 (y - a) s'(z) x$$",
    "what such a name is made into":
        r"Let $s(t) = \frac{1}{1 + e^{-t}}$, $a = s(w x)$ and $C = (y - a)^2$." "\n\n"
        r"$$\frac{\partial C}{\partial w} = -2 (y - a) s'(z) x = -2 (y - a) a (1 - a) x$$",
    "members of a chain with nothing in common": r"$$\frac{u}{v} = \frac{a}{b} = \frac{c}{d}$$",
}

CLAIMED = {
    "a letter in place of another": r"$$(x + 1)^2 = x^2 + 2 y + 1$$",
    "a lost term": r"$$(a + b)^2 = a^2 + b^2$$",
    "a lost letter": r"$$\log(x y) = \log x$$",
    "a lost step of a quotient": r"Let $f(x) = x^2$." "\n\n" r"$$\frac{f(x + h) - f(x)}{h} = 2 x$$",
    "a wrong sign": r"$$\cosh^2 x + \sinh^2 x = 1$$",
    "a wrong constant": r"$$\sin^2 x + \cos^2 x = 2$$",
    "a difference that is constant": r"$$(x + 1)^2 - x^2 - 2 x = 0$$",
    "a row of a derivation": r"$$\begin{aligned} (x + 2)^2 - 4 &= x^2 + 4 x + 4 - 4 \\ &= x^2 + 4 \end{aligned}$$",
    "the last row": r"$$\begin{aligned} y &= (x - 1)(x + 1) \\ &= x^2 + 1 \end{aligned}$$",
    "a row that loses a letter": r"$$\begin{aligned} z &= (a + b)(a - b) \\ &= a^2 - a \end{aligned}$$",
    "amid words after so": r"so $(a + b)^2 = a^2 + b^2$",
    "a derivative": r"$$\frac{d}{dx} x^3 = 2 x^2$$",
    "a slope that is zero at a given place": 
        r"Let $f(x) = x^2 - 2 a x$ and $a > 0$. At $m := 2a$ and further on" "\n\n" r"$$f'(m) = 0, \quad f'(a + 1) = 0$$",
    "a derivative of what is defined": r"Let $f(x) = x^2 e^x$." "\n\n" r"$$f'(x) = 2 x e^x$$",
    "a gradient": r"Let $L(w) = (y - w x)^2$." "\n\n" r"$$\frac{d L}{d w} = 2 x (y - w x)$$",
    "a gradient that loses a name": r"Let $L(w) = (y - w x)^2$." "\n\n" r"$$\frac{d L}{d w} = -2 x y$$",
    "a trace of a matrix": r"Let $A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}$." "\n\n" r"$$\mathrm{tr}(A) = a - d$$",
    "a function in words": r"$$\text{exp}(x) = 1 + x$$",
    "an activation": r"$$\text{sigmoid}(x) = \frac{1}{1 - e^{-x}}$$",
    "a derivative of some order": r"Let $f(x) = x^3$." "\n\n" r"$$f^{(2)}(x) = 3 x$$",
    "a differential of what is defined": r"Let $u = x^2$." "\n\n" r"$$d u = x \, d x, \quad \mathrm{d}u = 3x\,\mathrm{d}x$$",
    "an integral": r"$$\int_0^1 x^2 \, dx = \frac{1}{2}$$",
    "an integral with a parameter": r"$$\int_0^a x \, dx = a^2$$",
    "a sum": r"$$\sum_{i=1}^{n} i = \frac{n (n - 1)}{2}$$",
    "a limit": r"$$\lim_{x \to 0} \frac{\sin x}{x} = 0$$",
    "declared numbers": r"Let $x, y \in \mathbb{R}$." "\n\n" r"$$x + y = 1$$",
    "a polynomial of a declared number": r"Let $a \in \mathbb{R}$." "\n\n" r"$$a^2 - a = 0$$",
    "a value": r"Let $f(x) = x^2 + 1$." "\n\n" r"$$f(2) = 4$$",
    "a value at a letter": r"Let $f(x) = x^2 + 1$." "\n\n" r"$$f(a) - 1 = a^2 + 2$$",
    "a coefficient that is lost": r"Let $f(x) = a x^2 + b x + c$." "\n\n" r"$$f'(x) = 2 a x$$",
    "an inequality": r"$$a^2 + b^2 \ge 3 a b$$",
    "a bound of a function": r"Let $s(x) = \frac{1}{1 + e^{-x}}$." "\n\n" r"$$s(x) (1 - s(x)) \le \frac{1}{8}$$",
    "trigonometry": r"$$\sin(2 x) = 2 \sin x$$",
    "an exponent": r"$$e^{x + y} = e^x + e^y$$",
    "marked as a claim": "<!-- claim -->\n$$x + y = 1$$",
    "false also under what is set up": r"$$x + y = 1$$" "\n\n" r"Then $$x^2 + y^2 = 1 + 2 x y$$",
    "false under what is solved": r"We solve $x^2 = 4$." "\n\n" r"$$(x + 1)^2 = x^2 + 1$$",
    "a fact for a while": r"For $n = 1$ we get $$n^2 = n$$" "\n\n" r"Now $$n^3 = n$$",
    "matrices": r"Let $A, B \in \mathbb{R}^{n \times n}$." "\n\n" r"$$(A B)^\top = A^\top B^\top$$",
    "a quadratic form":
        r"Let $A \in \mathbb{R}^{n \times n}$ and $f(x) = x^\top A x$ with $x \in \mathbb{R}^n$." "\n\n" r"$$\nabla f(x) = A x$$",
}

TRUE = {
    "an identity": r"$$(a + b)^2 = a^2 + 2 a b + b^2$$",
    "an identity with a letter that cancels": r"$$\frac{x + y - y}{2} = \frac{x}{2}$$",
    "a constant": r"$$\sin^2 x + \cos^2 x = 1$$",
    "a bound": r"$$x^2 + 1 > 0$$",
    "a derivative that is zero": r"$$\frac{d}{dx} (\sin^2 x + \cos^2 x) = 0$$",
    "a value of a polynomial with parameters": r"Let $f(x) = a \cdot (x - 1) + b \cdot (x - 1)^2$." "\n\n" r"$$f(1) = 0$$",
}


def last(document: str) -> str:
    verdict = check_text(document + "\n")[-1].verdict
    return "definedness" if verdict.kind == "definedness" else verdict.word


@pytest.mark.parametrize("document", SET_UP.values(), ids=SET_UP)
def test_what_is_set_up_is_not_called_false(document: str) -> None:
    words = [r.verdict.word for r in check_text(document + "\n")]
    assert words
    assert {"refuted", "conditional"}.isdisjoint(words)


@pytest.mark.parametrize("document", CLAIMED.values(), ids=CLAIMED)
def test_what_is_claimed_and_wrong_is_called_false(document: str) -> None:
    assert last(document) in ("refuted", "conditional")


@pytest.mark.parametrize("document", TRUE.values(), ids=TRUE)
def test_what_looks_like_a_condition_and_is_true_is_proved(document: str) -> None:
    assert last(document) in ("proved", "definedness")


def test_a_name_without_a_word_is_named() -> None:
    document = SET_UP["an activation at a z of which nothing is said"]
    assert "z is not said to be anything" in getattr(check_text(document + "\n")[-1].verdict, "reason", "")


def test_what_holds_under_an_equation_that_is_set_up_says_so() -> None:
    assert "line 1" in getattr(check_text(SET_UP["under an equation"] + "\n")[-1].verdict, "reason", "")


@pytest.mark.parametrize(("document", "words"), [
    (r"The curve is $f(x) = x^2 + 1$, with $$f'(x) = 2 x, \qquad f''(x) = 3.$$", ["definition", "proved", "refuted"]),
    (r"The likelihood is $l(x) = x^2$ with" "\n\n" r"$$l'(x) = 3 x$$", ["definition", "refuted"]),
    (r"Let $h(p) = p - p^2$. The maximum is at $p = \frac12$ with $h(\tfrac12) = \frac13$.", ["definition", "proved", "refuted"]),
    (r"$N'(t) = 3 t$ and $N(0) = 1$.", ["posed", "undecided"]),
    (r"Let $z = a + bi$ where $i$ is the imaginary unit." "\n\n" r"$$\bar{z} = -a + bi, \quad z \bar{z} = a^2 + b^2$$",
     ["definition", "refuted", "proved"]),
    (r"$$T(n) = 2 T(n - 1) + 1$$" "\n\n" r"$$T(n) = 2^n$$", ["definition", "undecided"]),
    (r"The scores are $D = \frac{2 I}{A + B}$ and $J = \frac{I}{A + B - I}$." "\n\n" r"$$J = \frac{D}{2 + D}$$",
     ["definition", "definition", "undecided"]),
    (r"It is a power of two, where $2^{\log_2 8} = 8$.", ["proved"]),
    (r"For $f(x) = x^3$ we look for $c$ with $$f'(c) = \frac{f(b) - f(0)}{b}.$$", ["definition", "posed"]),
])
def test_a_clause_that_can_be_decided_is_a_claim(document: str, words: list[str]) -> None:
    assert [r.verdict.word for r in check_text(document + "\n")] == words


@pytest.mark.parametrize(("statement", "word"), [
    (r"a x = b \Rightarrow x = \frac{b}{a}", "hypothesis"),
    (r"a x = b \Leftrightarrow x = \frac{b}{a}", "direction"),
    (r"x = 1 \Rightarrow \frac{x}{x - 1} = \frac{1}{x - 1}", "value"),
    (r"a x = b \Rightarrow x = \frac{a}{b}", "value"),
    (r"x (x - 1) = 0 \Rightarrow x = 1", "value"),
])
def test_what_fails_at_a_zero_of_a_denominator_alone_says_so(statement: str, word: str) -> None:
    assert check_text(f"$${statement}$$\n")[-1].verdict.kind == word


@pytest.mark.parametrize(("sentence", "word"), [
    (r"The minimiser is $x^* = \frac{m}{2 + m}$.", "refuted"),
    (r"Let $m$ be the smallest root.", "undecided"),
])
def test_what_is_said_of_a_name_is_not_said_of_what_it_is_made_of(sentence: str, word: str) -> None:
    assert last(rf"{sentence}" "\n\n" r"$$(m + 1)^2 = m^2 + 1$$") == word


def test_a_relation_is_not_called_false_before_its_reason() -> None:
    document = r"Let $E = m c$. Then $$2 E = 2 m + 2 m (c - 1) + k - m,$$ since $k = m$."
    assert "refuted" not in [r.verdict.word for r in check_text(document + "\n")]


def test_the_last_index_of_a_sum_is_no_transpose() -> None:
    text = r"Let $r > 0$. $$\sum_{t=1}^T \frac{1}{(1 + r)^t} = \frac{1}{r} \left(1 - \frac{1}{(1 + r)^T}\right)$$" + "\n"
    assert [r.verdict.word for r in check_text(text)][-1] == "proved"


def test_a_size_d_before_names_is_no_factor() -> None:
    given = r"Let $X \in \mathbb{R}^{n \times d}$, $W \in \mathbb{R}^{d \times k}$ and $L = \|X W\|^2$. "
    assert check_text(given + r"$$dL = 2 \operatorname{tr}(W^\top X^\top X \, dW)$$" + "\n")[-1].verdict.word == "unreadable"


@pytest.mark.parametrize("claim", [r"\mathbb{E}[\bar X] = \mu", r"\operatorname{Var}(\bar X) = \sigma^2"])
def test_the_value_of_an_operator_defines_no_operator(claim: str) -> None:
    text = f"Let $\\bar X = \\frac1n \\sum_{{i=1}}^n X_i$ with members of mean $\\mu$ and variance $\\sigma^2$.\n\n$${claim}$$\n"
    assert check_text(text)[-1].verdict.word in ("undecided", "proved", "unreadable")


def test_another_rule_for_the_members_of_a_family_is_not_called_false() -> None:
    text = "Least squares sets $g_t = 1/t$; with a constant gain one sets $g_t = g_0$.\n"
    assert "refuted" not in [r.verdict.word for r in check_text(text)]


def test_a_number_of_classes_in_words_narrows_the_claim() -> None:
    shares = r"Let $z \in \mathbb{R}^K$ and $p_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}$. "
    text = shares + r"For two classes, $p_1 = \frac{1}{1 + e^{z_2 - z_1}}$." + "\n"
    assert "refuted" not in [r.verdict.word for r in check_text(text)]

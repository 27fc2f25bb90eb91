"""Sequences that go on by a rule: steps of time, derivatives through them, and what is said of how they begin."""

from __future__ import annotations

import pytest

from derivations.documents.items import Result
from derivations.documents.judging import check_text
from symbolic.verdicts import Refuted

LINEAR = "Let $x_{t+1} = a x_t + b$. Then\n\n$$%s$$\n"
HIDDEN = "The hidden state is $h_t = \\tanh(w h_{t-1} + u x_t + b)$ and $E = \\frac{1}{2} (h_t - y)^2$.\n\n$$%s$$\n"
CELL = r"""
Let $\sigma(z) = 1/(1+e^{-z})$. The cell is
$$
\begin{aligned}
f_t &= \sigma(w_f x_t + u_f h_{t-1} + b_f) \\
o_t &= \sigma(w_o x_t + u_o h_{t-1} + b_o) \\
g_t &= \tanh(w_g x_t + u_g h_{t-1} + b_g) \\
c_t &= f_t c_{t-1} + (1 - f_t) g_t \\
h_t &= o_t \tanh(c_t)
\end{aligned}
$$
so that
$$%s$$
"""
DESCENT = "Let $f(w) = \\frac12 \\lambda w^2$ and $w_{t+1} = w_t - \\eta f'(w_t)$ with $w_0 = 1$. Then\n\n$$%s$$\n"
MOMENTUM = "Momentum sets $v_{t+1} = \\beta v_t - \\eta g_t$ and $\\theta_{t+1} = \\theta_t + v_{t+1}$. Hence\n\n$$%s$$\n"


def last(text: str) -> Result:
    return check_text(text)[-1]


@pytest.mark.parametrize(("text", "step", "word"), [
    (LINEAR, r"x_{t+1} - x_t = (a - 1) x_t + b", "proved"),
    (LINEAR, r"x_{t+1} - x_t = (a + 1) x_t + b", "refuted"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial x_t} = a", "proved"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial x_{t-1}} = a^2", "proved"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial x_{t-1}} = 0", "refuted"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial x_s} = 0", "undecided"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial a} = x_t + a \frac{\partial x_t}{\partial a}", "proved"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial a} = x_t + 5 a \frac{\partial x_t}{\partial a}", "refuted"),
    (LINEAR, r"\frac{\partial x_{t+1}}{\partial a} = x_t", "conditional"),
    (HIDDEN, r"\frac{\partial h_t}{\partial h_{t-1}} = w (1 - h_t^2)", "proved"),
    (HIDDEN, r"\frac{\partial E}{\partial h_t} = h_t - y", "proved"),
    (HIDDEN, r"\frac{\partial h_t}{\partial h_{t-2}} = w^2 (1 - h_t^2) (1 - h_{t-1}^2)", "proved"),
    (HIDDEN, r"\frac{\partial h_t}{\partial x_{t-1}} = u w (1 - h_t^2) (1 - h_{t-1}^2)", "proved"),
    (HIDDEN, r"\frac{\partial h_t}{\partial x_{t-1}} = 0", "refuted"),
    (HIDDEN, r"\frac{\partial h_t}{\partial w} = (1 - h_t^2) \left(h_{t-1} + w \frac{\partial h_{t-1}}{\partial w}\right)", "proved"),
    (HIDDEN, r"\frac{\partial h_t}{\partial w} = (1 - h_t^2) \left(h_{t-1} + u \frac{\partial h_{t-1}}{\partial w}\right)", "refuted"),
    (HIDDEN, r"\frac{\partial}{\partial w} \sum_{t=1}^{T} h_t = 0", "undecided"),
    (CELL, r"\frac{\partial c_t}{\partial c_{t-1}} = f_t", "proved"),
    (CELL, r"\frac{\partial c_t}{\partial c_{t-1}} = 1 - f_t", "refuted"),
    (CELL, r"\frac{\partial h_t}{\partial c_t} = o_t (1 - \tanh^2(c_t))", "proved"),
    (CELL, r"\frac{\partial h_t}{\partial o_t} = \tanh(c_t)", "proved"),
    (CELL, r"\frac{\partial c_t}{\partial w_g} = (1 - f_t) (1 - g_t^2) x_t", "conditional"),
    (DESCENT, r"w_{t+1} = (1 - \eta \lambda) w_t", "proved"),
    (DESCENT, r"w_t = (1 - \eta \lambda)^t", "proved"),
    (DESCENT, r"f(w_{t+1}) = (1 - \eta \lambda)^2 f(w_t)", "proved"),
    (DESCENT, r"f(w_{t+1}) = (1 + \eta \lambda)^2 f(w_t)", "refuted"),
    (MOMENTUM, r"\theta_{t+1} - \theta_t = \beta (\theta_t - \theta_{t-1}) - \eta g_t", "proved"),
    (MOMENTUM, r"\theta_{t+1} - \theta_t = \beta (\theta_t + \theta_{t-1}) - \eta g_t", "refuted"),
])
def test_a_step_of_time_follows_the_rules(text: str, step: str, word: str) -> None:
    assert last(text % step).verdict.word == word


def test_what_holds_from_the_beginning_alone_is_not_called_false() -> None:
    assert last("Let $x_0 = 0$ and $x_{t+1} = \\sin x_t$. Then\n\n$$x_{t+1} + x_t = 2 x_t$$\n").verdict.word == "undecided"


def test_a_beginning_ends_with_its_section() -> None:
    text = "# A\n\nLet $x_0 = 0$ and $x_{t+1} = x_t^2$.\n\n# B\n\nLet $x_{t+1} = a x_t$. Then\n\n$$x_{t+1} + x_t = 2 x_t$$\n"
    assert last(text).verdict.word == "refuted"


def test_the_condition_names_the_derivative_of_the_earlier_member_and_can_be_declared() -> None:
    step = r"\frac{\partial x_{t+1}}{\partial a} = x_t"
    assert last(LINEAR % step).verdict.kind == "hypothesis"
    granted = "Let $x_{t+1} = a x_t + b$.\n\n<!-- derivations: let \\frac{\\partial x_t}{\\partial a} = 0 -->\n\n$$%s$$\n"
    assert last(granted % step).verdict.word == "proved"


def test_sequences_that_lead_on_without_end_are_not_followed() -> None:
    rules = r"U_t = r_t + \beta \mathcal{R}_t(U_{t+1})", r"\mathcal{R}_t(U_{t+1}) = 2 \mathbb{E}[U_{t+1} \mid y], \quad \sigma \le 0"
    text = "\n\n".join(f"$${rule}$$" for rule in rules)
    assert {r.verdict.word for r in check_text(text)} <= {"posed", "definition", "undecided", "unreadable"}


@pytest.mark.parametrize(("given", "claim", "word"), [
    ("Suppose $a_{n+1} = r a_n$ for all $n \\ge 0$. Then", "a_n = r^n a_0", "proved"),
    ("Suppose $a_{n+1} = r a_n$ for all $n \\ge 0$. Then", "a_n = r^{n+1} a_0", "refuted"),
    ("The sequence is given by $x_{n+1} = 2x_n + 1$ and $x_1 = 1$.", "x_n = 2^n - 1", "proved"),
    ("The sequence is given by $x_{n+1} = 2x_n + 1$ and $x_0 = 1$.", "x_n = 2^n - 1", "refuted"),
    ("If $a_{n+1} = r a_n$, nothing grows. Let $n \\in \\mathbb{N}$.", "a_{n+2} = r^2 a_n", "posed"),
])
def test_a_rule_that_is_supposed_or_given_holds_from_there_on_and_one_after_if_in_its_sentence(given: str, claim: str, word: str) -> None:
    assert last(f"{given}\n\n$${claim}$$\n").verdict.word == word


def test_a_wrong_closed_form_is_refuted_without_an_edit_of_the_columns_that_were_checked() -> None:
    verdict = last("$$a_{n+1} = (n+1) a_n, \\quad a_0 = 1$$\n$$a_n = (n+1)!$$\n").verdict
    assert isinstance(verdict, Refuted)
    assert verdict.repair is None
    assert "first member" in (verdict.reason or "")

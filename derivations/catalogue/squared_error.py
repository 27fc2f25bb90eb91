"""The squared error: its slope by the output, and why the absolute value is harder to descend."""

from __future__ import annotations

from sympy import Derivative, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

t, o = Symbol("t", real=True), Symbol("o", real=True)

with unevaluated():
    squared_error = Formula.of("E", (o, t), (t - o) ** 2)
    slope = chain(
        "the slope by the output gets smaller near the target",
        [(r"\frac{\partial}{\partial o} (t - o)^2 = 2 (t - o) \cdot (-1)", "the chain rule"), ("= -2 (t - o)", "the sign in front")],
        states=(Derivative((t - o) ** 2, o), -2 * (t - o)),
        ledger=("S004-49",),
    )

absolute = chain(
    "the slope of the absolute error has size 1 however near the target is",
    [(r"\left|\frac{\partial}{\partial o} |t - o|\right| = 1", "the slope is 1 or -1")],
    given=(r"t \ne o",),
    ledger=("S004-47", "S004-48"),
)
gradient = chain(
    "the gradient of the sum of squares",
    [
        (
            r"\frac{\partial}{\partial y_k} \left(\frac{1}{2} \sum_{i=1}^{m} (t_i - y_i)^2\right) = -(t_k - y_k)",
            "one summand depends on $y_k$",
        ),
    ],
    given=(r"t \in \mathbb{R}^{m}", r"y \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}"),
    ledger=("S000-64",),
)

mean = chain(
    "the gradient of the mean squared error",
    [
        (
            r"\frac{\partial}{\partial y_k} \left(\frac{1}{m} \sum_{i=1}^{m} (t_i - y_i)^2\right) = -\frac{2}{m} (t_k - y_k)",
            "one summand depends on $y_k$",
        )
    ],
    given=(r"t \in \mathbb{R}^{m}", r"y \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}"),
)
examples = chain(
    "the gradient of the mean squared error of $m$ examples with $K$ outputs each",
    [
        (
            r"\frac{\partial}{\partial y_{ik}} \left(\frac{1}{m} \sum_{p=1}^{m} \sum_{q=1}^{K} (t_{pq} - y_{pq})^2\right)"
            r" = -\frac{2}{m} (t_{ik} - y_{ik})",
            "one summand depends on $y_{ik}$",
        )
    ],
    given=(
        r"t \in \mathbb{R}^{m \times K}",
        r"y \in \mathbb{R}^{m \times K}",
        r"i \in \{1, \dots, m\}",
        r"k \in \{1, \dots, K\}",
    ),
    ledger=("S000-83",),
)
monotone = chain(
    "the squared error grows with the size of the difference",
    [(r"(a + h)^2 - a^2 = h (2a + h)", "the difference of two squares"), ("> 0", "all factors are positive")],
    given=(r"a \ge 0", "h > 0"),
    ledger=("S003-06",),
)

entry = Entry(
    "squared_error",
    "The squared error",
    (squared_error,),
    (slope, absolute, gradient, mean, examples, monotone),
    sources=("C. F. Gauss, Theoria motus corporum coelestium, 1809",),
)

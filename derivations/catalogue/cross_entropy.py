"""Binary cross-entropy: by the prediction, and by the logit, where the denominators cancel."""

from __future__ import annotations

from sympy import Derivative, Symbol, exp, log

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

y, z = Symbol("y", real=True), Symbol("z", real=True)
LOSS = r"L := -\left(y \log p + (1 - y) \log(1 - p)\right)"

with unevaluated():
    share = 1 / (1 + exp(-z))
    loss = -(y * log(share) + (1 - y) * log(1 - share))
    cross_entropy = Formula.of("L", (z, y), loss)
    by_logit = chain(
        "the slope by the logit is prediction minus label",
        [
            (
                r"\frac{\partial}{\partial z} \left(-\left(y \log \sigma(z) + (1 - y) \log(1 - \sigma(z))\right)\right)"
                r" = -y \frac{\sigma(z) (1 - \sigma(z))}{\sigma(z)} + (1 - y) \frac{\sigma(z) (1 - \sigma(z))}{1 - \sigma(z)}",
                r"$\sigma'(z) = \sigma(z) (1 - \sigma(z))$",
            ),
            (r"= -y (1 - \sigma(z)) + (1 - y) \sigma(z)", "the denominators cancel"),
            (r"= \sigma(z) - y", "the product $y \\sigma(z)$ cancels"),
        ],
        where=(r"\sigma(z) := \frac{1}{1 + e^{-z}}",),
        states=(Derivative(loss, z), share - y),
        ledger=("S002-33",),
    )

by_prediction = chain(
    "the slope by the prediction",
    [
        (r"\frac{\partial L}{\partial p} = -\left(\frac{y}{p} - \frac{1 - y}{1 - p}\right)", "the slope of the logarithm"),
        (r"= \frac{p - y}{p (1 - p)}", "one denominator"),
    ],
    given=(r"p \in (0, 1)",),
    where=(LOSS,),
    ledger=("S002-30", "S002-32"),
)

by_share = chain(
    "the cost is the mean over $m$ examples: its slope by one prediction",
    [
        (
            r"\frac{\partial}{\partial p_k} \left(-\frac{1}{m} \sum_{i=1}^{m} y_i \log p_i\right) = -\frac{1}{m} \cdot \frac{y_k}{p_k}",
            "one summand depends on $p_k$",
        )
    ],
    given=(r"p \in \mathbb{R}^{m}", r"y \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}", "p_i > 0"),
    ledger=("S002-30",),
)
of_logits = chain(
    "as a function of the logit it is a softplus less a straight line",
    [
        (
            r"-\left(y \log \sigma(z) + (1 - y) \log(1 - \sigma(z))\right) = y \log(1 + e^{-z}) + (1 - y) \log(1 + e^z)",
            "$1 - \\sigma(z) = \\sigma(-z)$",
        ),
        (r"= \log(1 + e^z) - y z", r"$\log(1 + e^{-z}) = \log(1 + e^z) - z$"),
    ],
    where=(r"\sigma(z) := \frac{1}{1 + e^{-z}}",),
)
never_negative = chain(
    "for a label 1 it is the distance from the ideal, and never negative",
    [
        (r"-\left(y \log p + (1 - y) \log(1 - p)\right) = -\log p", "the other part has the factor 0"),
        (r"\ge 0", "$p$ is below 1"),
    ],
    given=(r"p \in (0, 1)", "y = 1"),
    ledger=("S002-31",),
)
convex = chain(
    "its slope grows with the prediction: where it vanishes, at $p = y$, is the only minimum",
    [
        (
            r"\frac{\partial^2}{\partial p^2} \left(-\left(y \log p + (1 - y) \log(1 - p)\right)\right)"
            r" = \frac{y}{p^2} + \frac{1 - y}{(1 - p)^2}",
            "the slope once more",
        ),
        ("> 0", "both parts are positive"),
    ],
    given=(r"p \in (0, 1)", r"y \in (0, 1)"),
    ledger=("S002-31",),
)

entry = Entry(
    "cross_entropy",
    "Binary cross-entropy",
    (cross_entropy,),
    (by_logit, by_prediction, by_share, of_logits, never_negative, convex),
    sources=("I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 6.2",),
    assumptions=("predictions lie between 0 and 1",),
)

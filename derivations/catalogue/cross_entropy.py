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
            (r"= \sigma(z) - y", ""),
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

entry = Entry("cross_entropy", "Binary cross-entropy", (cross_entropy,), (by_logit, by_prediction))

"""A unit with a threshold, and the bias that stands for it.  Logical and, or as threshold units."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

bias = chain(
    "a threshold is a negative bias",
    [
        (
            r"\begin{cases} 1 & s \ge \theta \\ 0 & \text{otherwise} \end{cases} = \begin{cases} 1 & s - \theta \ge 0 \\ 0 &"
            r" \text{otherwise} \end{cases}",
            "the threshold subtracted",
        )
    ],
    ledger=("S000-03", "S000-04", "S004-18"),
)
row = chain(
    "the weighted sum is a product of a row and a column",
    [(r"w^\top x + b = \sum_{i=1}^{n} w_i x_i + b", "the entries of a product")],
    given=(r"w \in \mathbb{R}^{n}", r"x \in \mathbb{R}^{n}"),
    ledger=("S002-08",),
)
layer = chain(
    "the units of a layer are the entries of a product with a matrix",
    [(r"\left(W x + b\right)_k = \sum_{j=1}^{n} W_{kj} x_j + b_k", "the entries of a product")],
    given=(r"W \in \mathbb{R}^{m \times n}", r"x \in \mathbb{R}^{n}", r"b \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}"),
    ledger=("S000-08", "S002-12", "S002-15", "S002-16", "S004-26"),
)

perceptron = chain(
    "a step of the perceptron moves the weighted sum towards the target",
    [(r"\left(w + \eta (t - y) x\right)^\top x = w^\top x + \eta (t - y) x^\top x", "the product distributes")],
    given=(r"w \in \mathbb{R}^{n}", r"x \in \mathbb{R}^{n}", r"\eta \in \mathbb{R}"),
    ledger=("S003-80",),
)

entry = Entry("threshold_unit", "A unit with a threshold", (), (bias, row, layer, perceptron))

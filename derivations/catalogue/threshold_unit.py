"""A unit with a threshold, the bias that stands for it, and the layer of such units as a product with a matrix."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

INPUTS = (r"w \in \mathbb{R}^{n}", r"x \in \mathbb{R}^{n}")
SMOOTH = (r"\varphi : \mathbb{R} \to \mathbb{R}",)

step = chain(
    "a unit fires when its weighted sum reaches the threshold: the threshold is a negative bias",
    [
        (
            r"\begin{cases} 1 & \sum_{i=1}^{n} w_i x_i \ge \theta \\ 0 & \text{otherwise} \end{cases} = \begin{cases} 1 & w^\top x + b"
            r" \ge 0 \\ 0 & \text{otherwise} \end{cases}",
            "the threshold subtracted on both sides",
        )
    ],
    given=INPUTS,
    where=(r"b := -\theta",),
    ledger=("S000-03", "S004-18"),
)
activation = chain(
    "the same for any activation",
    [(r"\varphi\left(\sum_{i=1}^{n} w_i x_i - \theta\right) = \varphi(w^\top x + b)", "a bias for the threshold")],
    given=(*INPUTS, *SMOOTH),
    where=(r"b := -\theta",),
    ledger=("S000-04",),
)
row = chain(
    "the weighted sum is a product of a row and a column",
    [(r"w^\top x + b = \sum_{i=1}^{n} w_i x_i + b", "the entries of a product")],
    given=INPUTS,
    ledger=("S002-08", "S002-09", "S002-10", "S002-11", "S003-82"),
)
layer = chain(
    "the units of a layer are the entries of a product with a matrix, whose rows are their weights",
    [(r"\left(W x + b\right)_k = \sum_{j=1}^{n} W_{kj} x_j + b_k", "the entries of a product")],
    given=(r"W \in \mathbb{R}^{m \times n}", r"x \in \mathbb{R}^{n}", r"b \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}"),
    ledger=("S000-08", "S000-09", "S000-10", "S000-11", "S000-12", "S001-02", "S002-12", "S002-15", "S002-16", "S004-23", "S004-26"),
)
outputs = chain(
    "and their outputs are the activation of it, entry by entry",
    [(r"\left(\varphi(W x + b)\right)_k = \varphi\left(\sum_{j=1}^{n} W_{kj} x_j + b_k\right)", "a function of numbers, at every entry")],
    given=(r"W \in \mathbb{R}^{m \times n}", r"x \in \mathbb{R}^{n}", r"b \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}", *SMOOTH),
    ledger=("S002-12", "S002-16", "S003-02", "S003-83", "S004-31"),
)
by_source = chain(
    "with the weights called $v$, from node $j$ to node $k$, the matrix of the layer is the transpose",
    [(r"\left(v^\top x\right)_k = \sum_{j=1}^{n} v_{jk} x_j", "rows and columns change places")],
    given=(r"v \in \mathbb{R}^{n \times m}", r"x \in \mathbb{R}^{n}", r"k \in \{1, \dots, m\}"),
    ledger=("S004-27", "S004-28"),
)
perceptron = chain(
    "a step of the perceptron changes the weighted sum by a positive multiple of the error",
    [
        (
            r"\left(w + \eta (t - y) x\right)^\top x + \left(b + \eta (t - y)\right) = w^\top x + b + \eta (t - y) (x^\top x + 1)",
            "the product distributes",
        )
    ],
    given=(*INPUTS, r"\eta \in \mathbb{R}"),
    ledger=("S003-106", "S003-80"),
)

entry = Entry(
    "threshold_unit",
    "A unit with a threshold",
    (),
    (step, activation, row, layer, outputs, by_source, perceptron),
    sources=(
        "W. S. McCulloch, W. Pitts, A logical calculus of the ideas immanent in nervous activity, 1943",
        "F. Rosenblatt, The perceptron, 1958",
    ),
)

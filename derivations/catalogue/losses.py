"""Losses of a prediction p against a label y: cross-entropies of one share and of K shares."""

from __future__ import annotations

from sympy import IndexedBase, Sum, Symbol, log

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import from_sympy, unevaluated
from symbolic.terms import INTEGER, ONE, Sort, sym

p, y = Symbol("p", real=True), Symbol("y", real=True)
i, K = Symbol("i", integer=True), Symbol("K", integer=True)
shares, labels = IndexedBase("p"), IndexedBase("y")
COLUMN = Sort(shape=(sym("K", INTEGER), ONE))
SHARES, LABELS = sym("p", COLUMN), sym("y", COLUMN)

with unevaluated():
    binary_cross_entropy = Formula.of("L", (p, y), -(y * log(p) + (1 - y) * log(1 - p)), (p > 0, p < 1))
    categorical_cross_entropy = Formula("L", (SHARES, LABELS), from_sympy(-Sum(labels[i] * log(shares[i]), (i, 1, K)), (SHARES, LABELS)))

by_share = chain(
    "the slope by one share of the cross-entropy of $K$ shares",
    [
        (
            r"\frac{\partial}{\partial p_j} \left(-\sum_{i=1}^{K} y_i \log p_i\right) = -\frac{y_j}{p_j}",
            "one summand depends on $p_j$",
        )
    ],
    given=(r"p \in \mathbb{R}^{K}", r"y \in \mathbb{R}^{K}", r"j \in \{1, \dots, K\}", r"p_i > 0"),
    ledger=("S000-58",),
)
one_hot = chain(
    "with a label that is 1 in one place it is one number: the logarithm of the share there",
    [(r"-\sum_{i=1}^{K} \delta_{ij} \log p_i = -\log p_j", "all other summands have the factor 0")],
    given=(r"p \in \mathbb{R}^{K}", r"j \in \{1, \dots, K\}", r"p_i > 0"),
    ledger=("S000-58", "S000-59"),
)
even = chain(
    "for two equal shares and any label it is log 2",
    [
        (r"-\left(y \log \frac{1}{2} + (1 - y) \log \frac{1}{2}\right) = -\log \frac{1}{2}", "a common factor"),
        (r"= \log 2", "the logarithm of a quotient"),
    ],
    ledger=("S000-59",),
)

entry = Entry(
    "losses",
    "Cross-entropies",
    (binary_cross_entropy, categorical_cross_entropy),
    (by_share, one_hot, even),
    sources=("C. E. Shannon, A mathematical theory of communication, 1948",),
    assumptions=("shares are positive",),
)

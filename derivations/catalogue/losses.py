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
    categorical_cross_entropy = Formula(
        "L", (SHARES, LABELS), from_sympy(-Sum(labels[i] * log(shares[i]), (i, 1, K)), (SHARES, LABELS))
    )

by_share = chain(
    "the slope by one share of the cross-entropy of K shares",
    [
        (
            r"\frac{\partial}{\partial p_j} \left(-\sum_{i=1}^{K} y_i \log p_i\right) = -\frac{y_j}{p_j}",
            "one summand depends on $p_j$",
        )
    ],
    given=(r"p \in \mathbb{R}^{K}", r"y \in \mathbb{R}^{K}", r"j \in \{1, \dots, K\}", r"p_i > 0"),
)

entry = Entry("losses", "Cross-entropies", (binary_cross_entropy, categorical_cross_entropy), (by_share,))

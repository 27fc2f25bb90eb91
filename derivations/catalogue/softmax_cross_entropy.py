"""Softmax with categorical cross-entropy: the gradient by the scores is prediction minus label."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

by_score = chain(
    "the gradient by a score",
    [
        (
            r"\frac{\partial}{\partial z_j} \left(-\sum_{i=1}^{n} y_i \log \frac{e^{z_i}}{\sum_{k=1}^{n} e^{z_k}}\right)"
            r" = \frac{\partial}{\partial z_j} \left(\left(\sum_{i=1}^{n} y_i\right) \log \sum_{k=1}^{n} e^{z_k} - \sum_{i=1}^{n} y_i"
            r" z_i\right)",
            "the logarithm of a quotient",
        ),
        (r"= \left(\sum_{i=1}^{n} y_i\right) \frac{e^{z_j}}{\sum_{k=1}^{n} e^{z_k}} - y_j", "each sum by itself"),
        (r"= \frac{e^{z_j}}{\sum_{k=1}^{n} e^{z_k}} - y_j", "the labels sum to 1"),
    ],
    given=(r"z \in \mathbb{R}^{n}", r"y \in \mathbb{R}^{n}", r"j \in \{1, \dots, n\}", r"\sum_{i=1}^{n} y_i = 1"),
    ledger=("S000-60",),
)

entry = Entry(
    "softmax_cross_entropy",
    "Softmax with cross-entropy",
    (),
    (by_score,),
    sources=("J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",),
    assumptions=("the labels sum to 1",),
)

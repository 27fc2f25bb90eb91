"""Backpropagation through any number of layers, in matrix form.

A loss sees layer l only through what the layer after it receives, ``W φ(z) + b``.  Let d be the gradient of the loss there; then the loss
changes with z, W and b as the number ``dᵀ (W φ(z) + b)`` does with d held fixed.  Its gradients are the step of the algorithm from a layer
to the one before, whatever the loss and however many layers come after: the induction over the depth.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

GIVEN = (
    r"z \in \mathbb{R}^{n}",
    r"a \in \mathbb{R}^{n}",
    r"W \in \mathbb{R}^{m \times n}",
    r"b \in \mathbb{R}^{m}",
    r"d \in \mathbb{R}^{m}",
    r"\varphi : \mathbb{R} \to \mathbb{R}",
    r"\varphi \in C^\infty",
    r"i \in \{1, \dots, n\}",
    r"j \in \{1, \dots, n\}",
    r"k \in \{1, \dots, m\}",
)

by_entry = chain(
    "one layer back, entry by entry",
    [
        (
            r"\frac{\partial}{\partial z_j} \sum_{k=1}^{m} d_k \left(\sum_{i=1}^{n} W_{ki} \varphi(z_i) + b_k\right)"
            r" = \sum_{k=1}^{m} d_k W_{kj} \varphi'(z_j)",
            "of each inner sum one term depends on $z_j$",
        ),
        (r"= \varphi'(z_j) \sum_{k=1}^{m} W_{kj} d_k", "the factor that does not depend on $k$"),
        (r"= \left((W^\top d) \odot \varphi'(z)\right)_j", "an entry of a product with the transpose"),
    ],
    given=GIVEN,
    ledger=("S000-82", "S002-47", "S002-50"),
)
by_received = chain(
    "one layer back, for all units at once",
    [(r"\nabla_z \left(d^\top (W \varphi(z) + b)\right) = (W^\top d) \odot \varphi'(z)", "the entries above")],
    given=GIVEN,
    ledger=("S000-62", "S000-82", "S002-44", "S002-47", "S003-108", "S003-78"),
)
by_input = chain(
    "the gradient by the outputs of the layer before",
    [(r"\nabla_a \left(d^\top (W a + b)\right) = W^\top d", "a linear function of a")],
    given=GIVEN,
    ledger=("S000-77", "S000-82", "S002-43", "S002-47", "S004-36"),
)
by_weights = chain(
    "the gradient by the weights has their shape: a column times a row",
    [(r"\frac{\partial}{\partial W} \left(d^\top (W a + b)\right) = d a^\top", "a linear function of $W$")],
    given=GIVEN,
    ledger=("S000-82", "S002-46", "S002-47", "S004-64"),
)
by_biases = chain(
    "the gradient by the biases",
    [(r"\nabla_b \left(d^\top (W a + b)\right) = d", "a linear function of $b$")],
    given=GIVEN,
    ledger=("S000-82", "S002-46", "S002-47"),
)
three = chain(
    "three units, one after the other: the slope is a product with a factor for each",
    [
        (
            r"\frac{d}{dx} \varphi(w_3 \varphi(w_2 \varphi(w_1 x)))"
            r" = \varphi'(w_3 \varphi(w_2 \varphi(w_1 x))) w_3 \cdot \frac{d}{dx} \varphi(w_2 \varphi(w_1 x))",
            "the outermost link of the chain",
        ),
        (
            r"= \varphi'(w_3 \varphi(w_2 \varphi(w_1 x))) w_3 \cdot \varphi'(w_2 \varphi(w_1 x)) w_2 \cdot \varphi'(w_1 x) w_1",
            "the two that are left",
        ),
    ],
    given=(r"\varphi : \mathbb{R} \to \mathbb{R}", r"\varphi \in C^\infty"),
    ledger=("S002-50", "S003-87"),
)

entry = Entry(
    "deep_layers",
    "Backpropagation through any number of layers",
    (),
    (by_entry, by_received, by_input, by_weights, by_biases, three),
    sources=(
        "D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, 1986",
        "K. B. Petersen, M. S. Pedersen, The Matrix Cookbook, 2012",
    ),
    assumptions=("the loss and the activations are smooth",),
)

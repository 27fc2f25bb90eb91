"""How many parameters a net has, and the shapes of its layers."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

layer = chain(
    "a layer with $n$ inputs and $p$ units has $p (n + 1)$ parameters",
    [(r"p n + p = p (n + 1)", "a weight for every pair, a bias for every unit")],
)
net = chain(
    "a net with layers of $n_0, \\dots, n_L$ units",
    [
        (
            r"\sum_{l=1}^{L} n_l n_{l-1} + \sum_{l=1}^{L} n_l = \sum_{l=1}^{L} n_l (n_{l-1} + 1)",
            "the weights and the biases of every layer",
        )
    ],
    given=(r"n_l \in \mathbb{N}, l \in \{0, \dots, L\}",),
    ledger=("S000-47", "S000-65", "S002-03", "S002-04"),
)
circles = chain(
    "the net 2-4-6-6-4-1",
    [
        (r"4 (2 + 1) + 6 (4 + 1) + 6 (6 + 1) + 4 (6 + 1) + 1 (4 + 1) = 12 + 30 + 42 + 28 + 5", "layer by layer"),
        ("= 117", "added up"),
    ],
    ledger=("S002-04",),
)
xor = chain(
    "the nets for exclusive or: one unit, a layer of 16 before it, two layers of 16 before it",
    [
        (
            r"\begin{pmatrix} 1 (2 + 1) \\ 16 (2 + 1) + 1 (16 + 1) \\ 16 (2 + 1) + 16 (16 + 1) + 1 (16 + 1) \end{pmatrix}"
            r" = \begin{pmatrix} 3 \\ 48 + 17 \\ 48 + 272 + 17 \end{pmatrix}",
            "layer by layer",
        ),
        (r"= \begin{pmatrix} 3 \\ 65 \\ 337 \end{pmatrix}", "added up"),
    ],
    ledger=("S000-47",),
)
trials = chain(
    "a net with three nodes in each of three layers: $k$ trial values for each of its weights",
    [(r"k^{3 \cdot 3} \cdot k^{3 \cdot 3} = k^{18}", "nine weights between two layers, and nine more")],
    ledger=("S004-42",),
)
products = chain(
    "one by one or in a batch, $m$ examples take $m$ times the products of one",
    [(r"\sum_{i=1}^{m} \sum_{l=1}^{L} n_l n_{l-1} = m \sum_{l=1}^{L} n_l n_{l-1}", "the same for every example")],
    given=(r"n_l \in \mathbb{N}, l \in \{0, \dots, L\}", r"m \in \mathbb{N}"),
    ledger=("S003-03",),
)
batch_shape = chain(
    "a layer on a batch: $p$ by $n$ times $n$ by $m$ is $p$ by $m$",
    [(r"\left(W A\right)_{ri} = \sum_{k=1}^{n} W_{rk} A_{ki}", "an entry for every unit and every example")],
    given=(r"W \in \mathbb{R}^{p \times n}", r"A \in \mathbb{R}^{n \times m}", r"r \in \{1, \dots, p\}", r"i \in \{1, \dots, m\}"),
    ledger=("S002-17", "S002-20"),
)
gradient_shape = chain(
    "the gradient by the weights has their shape: $p$ by $m$ times $m$ by $n$ is $p$ by $n$",
    [(r"\left(D A^\top\right)_{rs} = \sum_{i=1}^{m} D_{ri} A_{si}", "an entry for every weight")],
    given=(r"D \in \mathbb{R}^{p \times m}", r"A \in \mathbb{R}^{n \times m}", r"r \in \{1, \dots, p\}", r"s \in \{1, \dots, n\}"),
    ledger=("S002-46",),
)
bias_shape = chain(
    "and that by the biases: $p$ by $m$ times $m$ by 1 is $p$ by 1",
    [(r"\left(D \mathbf{1}\right)_r = \sum_{i=1}^{m} D_{ri}", "an entry for every unit")],
    given=(r"D \in \mathbb{R}^{p \times m}", r"r \in \{1, \dots, p\}"),
    ledger=("S002-46",),
)

entry = Entry(
    "counting",
    "Parameter counts and shapes",
    (),
    (layer, net, circles, xor, trials, products, batch_shape, gradient_shape, bias_shape),
    sources=("I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, chapter 6",),
)

"""How many parameters a net has, and the shapes of its layers."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

layer = chain(
    "a layer with n inputs and p units has p (n + 1) parameters",
    [(r"p n + p = p (n + 1)", "a weight for every pair, a bias for every unit")],
)
circles = chain(
    "the net 2-4-6-6-4-1",
    [
        (r"4 (2 + 1) + 6 (4 + 1) + 6 (6 + 1) + 4 (6 + 1) + 1 (4 + 1) = 12 + 30 + 42 + 28 + 5", "layer by layer"),
        ("= 117", ""),
    ],
    ledger=("S002-04",),
)
xor = chain(
    "the four nets for exclusive or",
    [(r"1 (2 + 1) = 3", "one linear unit")],
    ledger=("S000-47",),
)
xor_hidden = chain("with 16 hidden units", [(r"16 (2 + 1) + 1 (16 + 1) = 65", "")])
xor_deep = chain("with two layers of 16", [(r"16 (2 + 1) + 16 (16 + 1) + 1 (16 + 1) = 337", "")])
gradient_shape = chain(
    "the gradient by the weights has their shape: slopes times transposed inputs",
    [
        (
            r"\left(D A^\top\right)_{rs} = \sum_{i=1}^{m} D_{ri} A_{si}",
            "a product of p by m with m by q is p by q",
        )
    ],
    given=(r"D \in \mathbb{R}^{p \times m}", r"A \in \mathbb{R}^{q \times m}", r"r \in \{1, \dots, p\}", r"s \in \{1, \dots, q\}"),
    ledger=("S002-17", "S002-20", "S002-46"),
)

entry = Entry("counting", "Parameter counts and shapes", (), (layer, circles, xor, xor_hidden, xor_deep, gradient_shape))

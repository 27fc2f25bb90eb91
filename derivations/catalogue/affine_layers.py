"""Affine layers compose to an affine layer: without an activation between them, depth adds nothing."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

two = chain(
    "two layers are one",
    [
        (r"V (W x + b) + c = V W x + V b + c", "the product distributes"),
        (r"= (V W) x + (V b + c)", "collected"),
    ],
    given=(
        r"x \in \mathbb{R}^{n}",
        r"W \in \mathbb{R}^{m \times n}",
        r"b \in \mathbb{R}^{m}",
        r"V \in \mathbb{R}^{p \times m}",
        r"c \in \mathbb{R}^{p}",
    ),
    ledger=("S000-40", "S000-42", "S002-21"),
)
batch = chain(
    "a batch is one product: column $i$ of the result is the layer at example $i$",
    [(r"\left(W X\right)_{ji} = \sum_{k=1}^{n} W_{jk} X_{ki}", "the entries of a product")],
    given=(r"W \in \mathbb{R}^{p \times n}", r"X \in \mathbb{R}^{n \times m}", r"j \in \{1, \dots, p\}", r"i \in \{1, \dots, m\}"),
    ledger=("S002-18", "S002-19", "S003-03"),
)
offset = chain(
    "the offset of a batch is added to every column",
    [(r"\left(W A + b \mathbf{1}^\top\right)_{ji} = \sum_{k=1}^{q} W_{jk} A_{ki} + b_j", "the entries of both products")],
    given=(
        r"W \in \mathbb{R}^{p \times q}",
        r"A \in \mathbb{R}^{q \times m}",
        r"b \in \mathbb{R}^{p}",
        r"j \in \{1, \dots, p\}",
        r"i \in \{1, \dots, m\}",
    ),
    ledger=("S002-19",),
)
three = chain(
    "three layers are one",
    [
        (r"U (V (W x + b) + c) + d = U ((V W) x + (V b + c)) + d", "two layers are one"),
        (r"= (U V W) x + (U V b + U c + d)", "the product distributes"),
    ],
    given=(
        *two.given,
        r"U \in \mathbb{R}^{q \times p}",
        r"d \in \mathbb{R}^{q}",
    ),
    ledger=("S000-41", "S002-21"),
)
regression = chain(
    "with a sigmoid at the end it is a logistic regression",
    [
        (
            r"\operatorname{sigmoid}(U (V (W x + b) + c) + d) = \operatorname{sigmoid}((U V W) x + (U V b + U c + d))",
            "three layers are one",
        )
    ],
    given=three.given,
    ledger=("S002-22",),
)

entry = Entry(
    "affine_layers",
    "Affine layers",
    (),
    (two, batch, offset, three, regression),
    sources=("I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 6.1",),
)

"""Arrays by their number of axes, and a tensor of three axes whose layers are powers of ten times a matrix.

The number of axes of an array is not the rank of linear algebra: the matrix below has two axes, and is a sum of two outer products.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

LAYER = r"\begin{pmatrix} 1 & 4 & 7 \\ 2 & 5 & 8 \\ 3 & 6 & 9 \end{pmatrix}"

layer = chain(
    "the entries of the first layer grow by 1 down a column and by 3 along a row",
    [
        (
            LAYER + r" = \begin{pmatrix} 1 + 0 & 1 + 3 & 1 + 6 \\ 1 + 1 & 1 + 1 + 3 & 1 + 1 + 6 \\ 1 + 2 & 1 + 2 + 3 & 1 + 2 + 6"
            r" \end{pmatrix}",
            "one, the place in the column, three times the place in the row",
        ),
        (
            r"= \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix} \begin{pmatrix} 1 & 1 & 1 \end{pmatrix}"
            r" + \begin{pmatrix} 1 \\ 1 \\ 1 \end{pmatrix} \begin{pmatrix} 0 & 3 & 6 \end{pmatrix}",
            "two outer products",
        ),
    ],
    ledger=("S003-95",),
)
further = chain(
    "the other layers are ten and a hundred times as large",
    [
        (
            r"\begin{pmatrix} 10 & 40 & 70 \\ 20 & 50 & 80 \\ 30 & 60 & 90 \end{pmatrix} = \frac{1}{10} \begin{pmatrix} 100 & 400 & 700 \\"
            r" 200 & 500 & 800 \\ 300 & 600 & 900 \end{pmatrix}",
            "a tenth of the last",
        ),
        ("= 10 " + LAYER, "ten times the first"),
    ],
    ledger=("S003-95",),
)
rank = chain(
    "its determinant vanishes: the rank of linear algebra is less than 3 in every layer, whatever the number of axes",
    [(rf"\det {LAYER} = 0", "the second column is the mean of the others")],
    ledger=("S003-89", "S003-95"),
)
outer = chain(
    "an outer product of two vectors has two axes and rank 1",
    [(r"\left(u v^\top\right)_{ij} = u_i v_j", "an entry for every pair of places")],
    given=(r"u \in \mathbb{R}^{m}", r"v \in \mathbb{R}^{n}", r"i \in \{1, \dots, m\}", r"j \in \{1, \dots, n\}"),
    ledger=("S003-89", "S003-90", "S003-91", "S003-92", "S003-93", "S003-94"),
)

entry = Entry(
    "tensors",
    "Arrays and their axes",
    (),
    (layer, further, rank, outer),
    sources=("T. G. Kolda, B. W. Bader, Tensor decompositions and applications, 2009",),
)

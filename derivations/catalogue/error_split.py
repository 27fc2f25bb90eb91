"""Errors sent back to the layer before: split in proportion to the weights, or multiplied by them.

``w_{jk}`` is the weight from node j to node k, ``e_k`` the error of node k.  Splitting keeps the total error; multiplying by the weights
does not.  The product is the negative gradient of half the squared error if the outputs are linear; for sigmoid outputs the slopes of
the outputs have to be put in (see ``output_layer``).
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

ERRORS = (r"w \in \mathbb{R}^{J \times K}", r"e \in \mathbb{R}^{K}")
POSITIVE = ("w_{11} > 0", "w_{12} > 0", "w_{21} > 0", "w_{22} > 0")
LAYER = (r"w \in \mathbb{R}^{J \times K}", r"t \in \mathbb{R}^{K}", r"h \in \mathbb{R}^{J}", r"j \in \{1, \dots, J\}")

shares = chain(
    "the shares of two nodes add up to the total error",
    [
        (
            r"\left(e_1 \frac{w_{11}}{w_{11} + w_{21}} + e_2 \frac{w_{12}}{w_{12} + w_{22}}\right)"
            r" + \left(e_1 \frac{w_{21}}{w_{11} + w_{21}} + e_2 \frac{w_{22}}{w_{12} + w_{22}}\right)"
            r" = e_1 \frac{w_{11} + w_{21}}{w_{11} + w_{21}} + e_2 \frac{w_{12} + w_{22}}{w_{12} + w_{22}}",
            "the shares of each error",
        ),
        (r"= e_1 + e_2", "which add up to 1"),
    ],
    given=POSITIVE,
    ledger=("S004-33",),
)
all_shares = chain(
    "so do those of any number of nodes, of any number of errors",
    [
        (
            r"\sum_{k=1}^{K} \sum_{j=1}^{J} e_k \frac{w_{jk}}{\sum_{i=1}^{J} w_{ik}}"
            r" = \sum_{k=1}^{K} e_k \frac{\sum_{j=1}^{J} w_{jk}}{\sum_{i=1}^{J} w_{ik}}",
            "factors that do not depend on $j$",
        ),
        (r"= \sum_{k=1}^{K} e_k", "the shares of each error add up to 1"),
    ],
    given=(*ERRORS, "w_{jk} > 0"),
    ledger=("S004-33",),
)
example = chain(
    "the worked example: errors 0.8 and 0.5, weights 2, 3, 1, 4",
    [
        (
            r"\begin{pmatrix} \frac{2}{2 + 3} & \frac{1}{1 + 4} \\ \frac{3}{2 + 3} & \frac{4}{1 + 4} \end{pmatrix}"
            r" \begin{pmatrix} 0.8 \\ 0.5 \end{pmatrix} = \begin{pmatrix} 0.42 \\ 0.88 \end{pmatrix}",
            "shares by errors",
        )
    ],
    ledger=("S004-34",),
)
further = chain(
    "and one layer further back, with the weights 3, 2, 1, 7",
    [
        (
            r"\begin{pmatrix} \frac{3}{3 + 2} & \frac{1}{1 + 7} \\ \frac{2}{3 + 2} & \frac{7}{1 + 7} \end{pmatrix}"
            r" \begin{pmatrix} 0.42 \\ 0.88 \end{pmatrix} = \begin{pmatrix} 0.362 \\ 0.938 \end{pmatrix}",
            "shares by errors",
        )
    ],
    ledger=("S004-34",),
)
products = chain(
    "without the denominators the errors are a product with the matrix of the weights",
    [(r"\sum_{k=1}^{K} w_{jk} e_k = (w e)_j", "the entries of a product")],
    given=(*ERRORS, r"j \in \{1, \dots, J\}"),
    ledger=("S004-32", "S004-35", "S004-37"),
)
transposed = chain(
    "which is the transpose of the matrix that sends the inputs forward",
    [(r"\left(W^\top e\right)_j = \sum_{k=1}^{K} W_{kj} e_k", "rows and columns change places")],
    given=(r"W \in \mathbb{R}^{K \times J}", r"e \in \mathbb{R}^{K}", r"j \in \{1, \dots, J\}"),
    ledger=("S004-36", "S004-38"),
)
gradient = chain(
    "for linear outputs it is the negative gradient of half the squared error",
    [
        (
            r"-\frac{\partial}{\partial h_j} \left(\frac{1}{2} \sum_{k=1}^{K} \left(t_k - \sum_{i=1}^{J} w_{ik} h_i\right)^2\right)"
            r" = \sum_{k=1}^{K} w_{jk} \left(t_k - \sum_{i=1}^{J} w_{ik} h_i\right)",
            "every output depends on $h_j$",
        )
    ],
    given=LAYER,
    ledger=("S004-39",),
)

entry = Entry(
    "error_split",
    "Errors sent back",
    (),
    (shares, all_shares, example, further, products, transposed, gradient),
    sources=("T. Rashid, Make Your Own Neural Network, 2016",),
    assumptions=("weights are positive where shares of them are taken",),
)

"""Errors sent back to the layer before: split in proportion to the weights, or multiplied by them.

Splitting keeps the total error; multiplying by the transposed weights does not, and neither is the gradient unless the slopes of the
outputs are put in (see ``output_layer``).
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

GIVEN = ("w_{11} > 0", "w_{12} > 0", "w_{21} > 0", "w_{22} > 0")

shares = chain(
    "the shares of the two nodes add up to the total error",
    [
        (
            r"\left(e_1 \frac{w_{11}}{w_{11} + w_{21}} + e_2 \frac{w_{12}}{w_{12} + w_{22}}\right)"
            r" + \left(e_1 \frac{w_{21}}{w_{11} + w_{21}} + e_2 \frac{w_{22}}{w_{12} + w_{22}}\right) = e_1 + e_2",
            "the shares of each error add up to 1",
        )
    ],
    given=GIVEN,
    ledger=("S004-33",),
)
products = chain(
    "the simplified errors are a product with the weights",
    [
        (
            r"\begin{pmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{pmatrix} \begin{pmatrix} e_1 \\ e_2 \end{pmatrix}"
            r" = \begin{pmatrix} e_1 w_{11} + e_2 w_{12} \\ e_1 w_{21} + e_2 w_{22} \end{pmatrix}",
            "rows by column",
        )
    ],
)
example = chain(
    "the worked example: errors 0.8 and 0.5, weights 2, 3, 1, 4",
    [(r"0.8 \cdot \frac{2}{2 + 3} + 0.5 \cdot \frac{1}{1 + 4} = 0.42", "the first node")],
    ledger=("S004-34",),
)
second = chain("the second node of the example", [(r"0.8 \cdot \frac{3}{2 + 3} + 0.5 \cdot \frac{4}{1 + 4} = 0.88", "")])

entry = Entry("error_split", "Errors sent back", (), (shares, products, example, second))

"""Exclusive or: no threshold unit and no affine function has its values, two rectifiers do.

The columns list the inputs (0,0), (0,1), (1,0), (1,1).
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

threshold = chain(
    "a threshold unit that fires at (1,0) and at (0,1), but not at (0,0), fires at (1,1)",
    [
        (
            r"u \ge \theta \land v \ge \theta \land \theta > 0 \Rightarrow u + v > \theta",
            r"$u + v \ge 2 \theta$, which exceeds $\theta$",
        )
    ],
    ledger=("S000-06", "S000-39", "S004-16"),
)
affine = chain(
    "the diagonal sums of an affine function are equal, those of XOR are 0 and 2",
    [
        (r"(u + v + b) + b = (u + b) + (v + b)", "the values at (1,1) and (0,0), at (1,0) and (0,1)"),
    ],
    ledger=("S000-06", "S000-43", "S004-16"),
)
polynomial = chain(
    "XOR as a polynomial: the square of its value is its value again",
    [(r"(x + y - 2xy)^2 = x + y - 2xy", "0 and 1 are their own squares")],
    given=(r"x \in \{0, 1\}", r"y \in \{0, 1\}"),
    ledger=("S000-36", "S001-13", "S004-15"),
)
complement = chain(
    "one minus it is 1 where the inputs are equal",
    [(r"1 - (x + y - 2xy) = x y + (1 - x)(1 - y)", "multiplied out")],
    ledger=("S000-37", "S001-18"),
)
rectifiers = chain(
    "two rectifiers of the sum have the values of XOR",
    [
        (
            r"\operatorname{ReLU}\left(\begin{pmatrix} 0 & 0 \\ 0 & 1 \\ 1 & 0 \\ 1 & 1 \end{pmatrix} \begin{pmatrix} 1 & 1 \\ 1 & 1"
            r" \end{pmatrix} + \begin{pmatrix} 1 \\ 1 \\ 1 \\ 1 \end{pmatrix} \begin{pmatrix} 0 & -1 \end{pmatrix}\right) \begin{pmatrix} 1"
            r" \\ -2 \end{pmatrix} = \begin{pmatrix} 0 & 0 \\ 1 & 0 \\ 1 & 0 \\ 2 & 1 \end{pmatrix} \begin{pmatrix} 1 \\ -2 \end{pmatrix}",
            "the sums 0, 1, 1, 2, and one less, cut off at 0",
        ),
        (r"= \begin{pmatrix} 0 \\ 1 \\ 1 \\ 0 \end{pmatrix}", "the first less twice the second"),
    ],
    ledger=("S000-45", "S000-46", "S001-17", "S004-17"),
)
squares = chain(
    "the best affine approximation is 1/2 everywhere",
    [
        (
            r"b^2 + (u + b - 1)^2 + (v + b - 1)^2 + (u + v + b)^2 = 1 + 4 \left(b + \frac{u + v - 1}{2}\right)^2 + u^2 + v^2",
            "the squares completed",
        ),
        (r"\ge 1", "squares are not negative; all vanish at $u = v = 0$, $b = 1/2$"),
    ],
    ledger=("S000-38", "S000-40", "S000-41", "S001-15", "S001-16"),
)

entry = Entry(
    "xor",
    "Exclusive or",
    (),
    (threshold, affine, polynomial, complement, rectifiers, squares),
    sources=("M. Minsky, S. Papert, Perceptrons, 1969", "I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 6.1"),
    assumptions=("inputs are 0 or 1",),
)

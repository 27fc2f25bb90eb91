"""The units of McCulloch and Pitts: binary inputs, a threshold, a veto.  AND, OR and NOT at all their inputs, and what inhibits.

The columns list the inputs (0,0), (0,1), (1,0), (1,1), or 0 and 1.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

FIRES = r"H_{{{name}}}(s) := \begin{{cases}} 1 & s \ge {threshold} \\ 0 & \text{{otherwise}} \end{{cases}}"


def _at_least(name: str, threshold: int) -> str:
    return FIRES.format(name=name, threshold=threshold)


conjunction = chain(
    "AND: two units of input reach the threshold 2",
    [
        (
            r"\begin{pmatrix} H_{2}(0 + 0) \\ H_{2}(0 + 1) \\ H_{2}(1 + 0) \\ H_{2}(1 + 1) \end{pmatrix}"
            r" = \begin{pmatrix} 0 \\ 0 \\ 0 \\ 1 \end{pmatrix}",
            "the sums are 0, 1, 1, 2",
        )
    ],
    where=(_at_least("2", 2),),
    ledger=("S000-05",),
)
disjunction = chain(
    "OR: one of them reaches the threshold 1",
    [
        (
            r"\begin{pmatrix} H_{1}(0 + 0) \\ H_{1}(0 + 1) \\ H_{1}(1 + 0) \\ H_{1}(1 + 1) \end{pmatrix}"
            r" = \begin{pmatrix} 0 \\ 1 \\ 1 \\ 1 \end{pmatrix}",
            "the sums are 0, 1, 1, 2",
        )
    ],
    where=(_at_least("1", 1),),
    ledger=("S000-05",),
)
negation = chain(
    "NOT: a weight of -1 and the threshold 0",
    [
        (
            r"\begin{pmatrix} H_{0}(-0) \\ H_{0}(-1) \end{pmatrix} = \begin{pmatrix} 1 \\ 0 \end{pmatrix}",
            "a negative sum misses the threshold",
        )
    ],
    where=(_at_least("0", 0),),
    ledger=("S000-05",),
)
many = chain(
    "$n$ inputs fire a unit of threshold $n$ exactly if all of them are 1: the sum misses $n$ by the number of zeros",
    [(r"\sum_{i=1}^{n} x_i = n - \sum_{i=1}^{n} (1 - x_i)", "a sum of $n$ ones")],
    given=(r"x \in \mathbb{R}^{n}",),
)

entry = Entry(
    "logic_units",
    "Units that compute logic",
    (),
    (conjunction, disjunction, negation, many),
    sources=("W. S. McCulloch, W. Pitts, A logical calculus of the ideas immanent in nervous activity, 1943",),
    assumptions=("inputs are 0 or 1",),
)

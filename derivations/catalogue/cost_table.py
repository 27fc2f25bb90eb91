"""Three outputs and their targets under three ideas of an error: differences cancel, sizes have a kink, squares have neither fault."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

PAIRS = r"\begin{pmatrix} 0.5 \\ 0.7 \\ 1 \end{pmatrix} - \begin{pmatrix} 0.4 \\ 0.8 \\ 1 \end{pmatrix}"

differences = chain(
    "the differences of targets and outputs",
    [(PAIRS + r" = \begin{pmatrix} 0.1 \\ -0.1 \\ 0 \end{pmatrix}", "row by row")],
    ledger=("S004-44",),
)
cancelled = chain(
    "their sum is 0 although two outputs are wrong",
    [(r"(0.5 - 0.4) + (0.7 - 0.8) + (1 - 1) = 0.1 - 0.1 + 0", "row by row"), ("= 0", "the errors cancel")],
    ledger=("S004-44", "S004-46"),
)
sizes = chain(
    "the sum of their sizes is not",
    [(r"|0.5 - 0.4| + |0.7 - 0.8| + |1 - 1| = 0.1 + 0.1 + 0", "no size is negative"), ("= 0.2", "nothing cancels")],
    ledger=("S004-44", "S004-45"),
)
squares = chain(
    "nor that of their squares",
    [(r"(0.5 - 0.4)^2 + (0.7 - 0.8)^2 + (1 - 1)^2 = 0.01 + 0.01 + 0", "no square is negative"), ("= 0.02", "nothing cancels")],
    ledger=("S004-44",),
)
continuous = chain(
    "the size of an error has no jump at the target",
    [(r"\lim_{o \to t} |t - o| = 0", "it is as small as the distance")],
    ledger=("S004-47",),
)
from_below = chain(
    "its slope has: below the target it is -1",
    [(r"\frac{\partial}{\partial o} |t - o| = -1", "there the size is $t - o$")],
    given=("o < t",),
    ledger=("S004-47", "S004-48"),
)
from_above = chain(
    "and above it 1",
    [(r"\frac{\partial}{\partial o} |t - o| = 1", "there the size is $o - t$")],
    given=("o > t",),
    ledger=("S004-47", "S004-48"),
)
smooth = chain(
    "the slope of the square gets smaller near the target, and vanishes there",
    [
        (r"\lim_{o \to t} \frac{\partial}{\partial o} (t - o)^2 = \lim_{o \to t} (-2 (t - o))", "the chain rule"),
        ("= 0", "the difference vanishes"),
    ],
    ledger=("S004-49",),
)

entry = Entry(
    "cost_table",
    "Three ideas of an error",
    (),
    (differences, cancelled, sizes, squares, continuous, from_below, from_above, smooth),
    sources=("T. Rashid, Make Your Own Neural Network, 2016",),
)

"""Forward passes worked out by hand: two layers of two and three units, and the predictor that learns a factor."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

two = chain(
    "what two units receive",
    [
        (
            r"\begin{pmatrix} 0.9 & 0.3 \\ 0.2 & 0.8 \end{pmatrix} \begin{pmatrix} 1.0 \\ 0.5 \end{pmatrix}"
            r" = \begin{pmatrix} 1.05 \\ 0.6 \end{pmatrix}",
            "rows by column",
        )
    ],
    ledger=("S004-29",),
)
two_first = chain("the output of the first unit", [(r"\operatorname{sigmoid}(1.05) \approx 0.7408", "")])
two_second = chain("the output of the second unit", [(r"\operatorname{sigmoid}(0.6) \approx 0.6457", "")])
three = chain(
    "what three hidden units receive",
    [
        (
            r"\begin{pmatrix} 0.9 & 0.3 & 0.4 \\ 0.2 & 0.8 & 0.2 \\ 0.1 & 0.5 & 0.6 \end{pmatrix} \begin{pmatrix} 0.9 \\ 0.1 \\ 0.8"
            r" \end{pmatrix}"
            r" = \begin{pmatrix} 1.16 \\ 0.42 \\ 0.62 \end{pmatrix}",
            "rows by column",
        )
    ],
    ledger=("S004-30",),
)
three_first = chain("the output of the first hidden unit", [(r"\operatorname{sigmoid}(1.16) \approx 0.7613", "")])
three_second = chain("the output of the second", [(r"\operatorname{sigmoid}(0.42) \approx 0.6035", "")])
three_third = chain("the output of the third", [(r"\operatorname{sigmoid}(0.62) \approx 0.6502", "")])
kilometres = chain(
    "the error of a guessed factor from kilometres to miles",
    [(r"62.137 - 0.5 \cdot 100 = 12.137", "the true value less the guess")],
    ledger=("S004-03",),
)
better = chain("a larger factor overshoots less at first, then too much", [(r"62.137 - 0.7 \cdot 100 = -7.863", "")])
slope = chain(
    "the first correction of the slope",
    [(r"\frac{1.1 - 0.25 \cdot 3}{3} = \frac{7}{60}", "error by input"), (r"\approx 0.1167", "")],
    ledger=("S004-10",),
)
last = chain("the second correction forgets the first example", [(r"\frac{11}{30} + \frac{2.9 - \frac{11}{30} \cdot 1}{1} = 2.9", "")])
moderated = chain(
    "the first correction with learning rate one half",
    [(r"0.5 \cdot \frac{1.1 - 0.25 \cdot 3}{3} = \frac{7}{120}", ""), (r"\approx 0.0583", "")],
    ledger=("S004-13",),
)
average = chain(
    "two moderated corrections are a weighted mean of the start and the examples",
    [
        (
            r"(1 - L)\left((1 - L) a + L c\right) + L d = (1 - L)^2 a + L (1 - L) c + L d",
            "the first correction put into the second",
        )
    ],
    ledger=("S004-14",),
)
nested = chain(
    "the nested formula of a net with two layers is the sigmoid of sums of sigmoids",
    [
        (
            r"\frac{1}{1 + e^{-\sum_{j=1}^{3} \left(w_{jk} \cdot \frac{1}{1 + e^{-\sum_{i=1}^{3} v_{ij} x_i}}\right)}}"
            r" = \operatorname{sigmoid}\left(\sum_{j=1}^{3} w_{jk} \operatorname{sigmoid}\left(\sum_{i=1}^{3} v_{ij} x_i\right)\right)",
            "the definition, twice",
        )
    ],
    given=(
        r"w \in \mathbb{R}^{3 \times 3}",
        r"v \in \mathbb{R}^{3 \times 3}",
        r"x \in \mathbb{R}^{3}",
        r"k \in \{1, \dots, 3\}",
    ),
    ledger=("S004-41",),
)

entry = Entry(
    "forward_examples",
    "Forward passes and corrections worked out",
    (),
    (
        two,
        two_first,
        two_second,
        three,
        three_first,
        three_second,
        three_third,
        kilometres,
        better,
        slope,
        last,
        moderated,
        average,
        nested,
    ),
)

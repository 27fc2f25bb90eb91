"""Forward passes and corrections worked out by hand: layers of two and three units, the predictors that learn a factor and a slope."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

SIGMOID = r"\operatorname{sigmoid}"

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
two_first = chain("the output of the first unit", [(rf"{SIGMOID}(1.05) \approx 0.7408", "the sigmoid")], ledger=("S004-29",))
two_second = chain("the output of the second unit", [(rf"{SIGMOID}(0.6) \approx 0.6457", "the sigmoid")], ledger=("S004-29",))
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
three_first = chain("the output of the first hidden unit", [(rf"{SIGMOID}(1.16) \approx 0.7613", "the sigmoid")], ledger=("S004-30",))
three_second = chain("the output of the second", [(rf"{SIGMOID}(0.42) \approx 0.6035", "the sigmoid")], ledger=("S004-30",))
three_third = chain("the output of the third", [(rf"{SIGMOID}(0.62) \approx 0.6502", "the sigmoid")], ledger=("S004-30",))
HIDDEN = (
    r"a := \operatorname{sigmoid}(1.16)",
    r"b := \operatorname{sigmoid}(0.42)",
    r"c := \operatorname{sigmoid}(0.62)",
)
outputs = chain(
    "the outputs of the net, with the second matrix of weights",
    [
        (
            r"\begin{pmatrix} 0.3 & 0.7 & 0.5 \\ 0.6 & 0.5 & 0.2 \\ 0.8 & 0.1 & 0.9 \end{pmatrix} \begin{pmatrix} a \\ b \\ c \end{pmatrix}"
            r" = \begin{pmatrix} 0.3 a + 0.7 b + 0.5 c \\ 0.6 a + 0.5 b + 0.2 c \\ 0.8 a + 0.1 b + 0.9 c \end{pmatrix}",
            "rows by column",
        )
    ],
    where=HIDDEN,
    ledger=("S004-30",),
)
last_first = chain(
    "the first output", [(rf"{SIGMOID}(0.3 a + 0.7 b + 0.5 c) \approx 0.7263", "the sigmoid")], where=HIDDEN, ledger=("S004-30",)
)
last_second = chain("the second", [(rf"{SIGMOID}(0.6 a + 0.5 b + 0.2 c) \approx 0.7086", "the sigmoid")], where=HIDDEN, ledger=("S004-30",))
last_third = chain("the third", [(rf"{SIGMOID}(0.8 a + 0.1 b + 0.9 c) \approx 0.7781", "the sigmoid")], where=HIDDEN, ledger=("S004-30",))
kilometres = chain(
    "the errors of four guesses of the factor from kilometres to miles: too small, better, too large, best",
    [
        (
            r"\begin{pmatrix} 62.137 - 0.5 \cdot 100 \\ 62.137 - 0.6 \cdot 100 \\ 62.137 - 0.7 \cdot 100 \\ 62.137 - 0.61 \cdot 100"
            r" \end{pmatrix} = \begin{pmatrix} 12.137 \\ 2.137 \\ -7.863 \\ 1.137 \end{pmatrix}",
            "the true value less the guess",
        )
    ],
    ledger=("S004-03", "S004-04"),
)
slope = chain(
    "the first correction of the slope meets its example",
    [
        (r"\frac{1}{4} + \frac{1.1 - \frac{1}{4} \cdot 3}{3} = \frac{1}{4} + \frac{7}{60}", "error by input"),
        (r"= \frac{11}{30}", "one denominator"),
        (r"\approx 0.3667", "in decimals"),
    ],
    ledger=("S004-10",),
)
last = chain(
    "the second meets its own and forgets the first",
    [
        (r"\frac{11}{30} + \frac{2.9 - \frac{11}{30} \cdot 1}{1} = \frac{11}{30} + 2.9 - \frac{11}{30}", "error by input"),
        ("= 2.9", "what was before cancels"),
    ],
    ledger=("S004-10",),
)
moderated = chain(
    "the first correction with learning rate one half",
    [
        (r"\frac{1}{4} + 0.5 \cdot \frac{1.1 - \frac{1}{4} \cdot 3}{3} = \frac{1}{4} + \frac{7}{120}", "half of the error by input"),
        (r"= \frac{37}{120}", "one denominator"),
        (r"\approx 0.3083", "in decimals"),
    ],
    ledger=("S004-13",),
)
second_moderated = chain(
    "the second keeps half of what was before",
    [
        (r"\frac{37}{120} + 0.5 \cdot \left(2.9 - \frac{37}{120}\right) = \frac{37}{120} \cdot 0.5 + 2.9 \cdot 0.5", "the mean of both"),
        (r"\approx 1.6042", "in decimals"),
    ],
    ledger=("S004-13",),
)
average = chain(
    "moderated corrections make a weighted mean of the start and of all examples: the next one enters with the weight $L$",
    [
        (
            r"(1 - L)\left((1 - L)^n a + L \sum_{i=1}^{n} (1 - L)^{n-i} r_i\right) + L r_{n+1}"
            r" = (1 - L)^{n+1} a + L \sum_{i=1}^{n} (1 - L)^{n+1-i} r_i + L r_{n+1}",
            "all the others fade by the factor $1 - L$",
        ),
        (r"= (1 - L)^{n+1} a + L \sum_{i=1}^{n+1} (1 - L)^{n+1-i} r_i", "one sum"),
    ],
    given=(r"L \in (0, 1)", r"n \in \mathbb{N}", r"r_i \in \mathbb{R}, i \in \{1, \dots, n + 1\}"),
    ledger=("S004-14",),
)
weights = chain(
    "the weights of that mean sum to 1",
    [(r"(1 - L)^n + L \sum_{i=1}^{n} (1 - L)^{n-i} = (1 - L)^n + 1 - (1 - L)^n", "a geometric sum"), ("= 1", "the powers cancel")],
    given=(r"L \in (0, 1)", r"n \in \mathbb{N}"),
    ledger=("S004-14",),
)
nested = chain(
    "the nested formula of a net with two layers is the sigmoid of sums of sigmoids",
    [
        (
            r"\frac{1}{1 + e^{-\sum_{j=1}^{J} \left(w_{jk} \cdot \frac{1}{1 + e^{-\sum_{i=1}^{N} v_{ij} x_i}}\right)}}"
            rf" = {SIGMOID}\left(\sum_{{j=1}}^{{J}} w_{{jk}} {SIGMOID}\left(\sum_{{i=1}}^{{N}} v_{{ij}} x_i\right)\right)",
            "the definition, twice",
        )
    ],
    given=(
        r"w \in \mathbb{R}^{J \times K}",
        r"v \in \mathbb{R}^{N \times J}",
        r"x \in \mathbb{R}^{N}",
        r"k \in \{1, \dots, K\}",
    ),
    ledger=("S004-40", "S004-41"),
)

entry = Entry(
    "forward_examples",
    "Forward passes and corrections worked out",
    (),
    (
        two, two_first, two_second, three, three_first, three_second, three_third, outputs, last_first, last_second, last_third,
        kilometres, slope, last, moderated, second_moderated, average, weights, nested,
    ),
    sources=("T. Rashid, Make Your Own Neural Network, 2016",),
)

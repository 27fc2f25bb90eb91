"""Standardisation and min–max scaling of n numbers, and the way back."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

NUMBERS = (r"x \in \mathbb{R}^{n}",)
MEAN = r"m := \frac{1}{n} \sum_{i=1}^{n} x_i"
VARIANCE = r"v := \frac{1}{n} \sum_{i=1}^{n} (x_i - m)^2"

mean = chain(
    "standardised numbers have mean 0",
    [
        (r"\frac{1}{n} \sum_{i=1}^{n} \frac{x_i - m}{s} = \frac{1}{s} \left(\frac{1}{n} \sum_{i=1}^{n} x_i - m\right)", "a common divisor"),
        ("= 0", "the definition of the mean"),
    ],
    given=(*NUMBERS, "s > 0"),
    where=(MEAN,),
    ledger=("S003-97", "S003-99", "S003-103"),
)
deviation = chain(
    "their mean square is the variance over the square of the divisor: 1 if the divisor is the deviation",
    [
        (
            r"\frac{1}{n} \sum_{i=1}^{n} \left(\frac{x_i - m}{s}\right)^2 = \frac{1}{s^2} \cdot \frac{1}{n} \sum_{i=1}^{n} (x_i - m)^2",
            "a common divisor",
        ),
        (r"= \frac{v}{s^2}", "the definition of the variance"),
    ],
    given=(*NUMBERS, "s > 0"),
    where=(MEAN, VARIANCE),
    ledger=("S003-101", "S003-102", "S003-103", "S003-97", "S003-99"),
)
spread = chain(
    "the variance is the mean of the squares less the square of the mean",
    [
        (
            r"\frac{1}{n} \sum_{i=1}^{n} (x_i - m)^2 = \frac{1}{n} \sum_{i=1}^{n} x_i^2 - 2 m \cdot \frac{1}{n} \sum_{i=1}^{n} x_i + m^2",
            "multiplied out",
        ),
        (r"= \frac{1}{n} \sum_{i=1}^{n} x_i^2 - m^2", "the definition of the mean, twice"),
    ],
    given=NUMBERS,
    where=(MEAN,),
)
back = chain(
    "un-normalising: to multiply by the deviation and add the mean gives the number back",
    [(r"s \cdot \frac{x - m}{s} + m = (x - m) + m", "the deviation cancels"), ("= x", "and so does the mean")],
    given=("s > 0",),
    ledger=("S003-98", "S003-104"),
)
again = chain(
    "which is to standardise with mean $-m/s$ and deviation $1/s$",
    [
        (r"\frac{\frac{x - m}{s} - \left(-\frac{m}{s}\right)}{\frac{1}{s}} = s \cdot \frac{x}{s}", "the shifts cancel"),
        ("= x", "the deviation cancels"),
    ],
    given=("s > 0",),
    ledger=("S003-104",),
)
scaled = chain(
    "min–max scaling puts all numbers between the smallest, $a$, and the largest, $b$, between 0 and 1",
    [
        (r"0 \le \frac{x - a}{b - a}", "neither part is negative"),
        (r"\le 1", "the numerator is at most the denominator"),
    ],
    given=("b > a", r"x \ge a", r"x \le b"),
    ledger=("S003-96", "S003-100"),
)
ends = chain(
    "and the ends at 0 and 1",
    [
        (
            r"\begin{pmatrix} \frac{a - a}{b - a} \\ \frac{b - a}{b - a} \end{pmatrix} = \begin{pmatrix} 0 \\ 1 \end{pmatrix}",
            "the smallest and the largest",
        )
    ],
    given=("b > a",),
    ledger=("S003-96",),
)

entry = Entry(
    "normalisation",
    "Normalisation",
    (),
    (mean, deviation, spread, back, again, scaled, ends),
    sources=("Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller, Efficient BackProp, 1998, section 4.3",),
    assumptions=("the numbers are not all equal: the deviation is positive",),
)

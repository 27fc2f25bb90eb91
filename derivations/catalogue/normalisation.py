"""Standardisation and min–max scaling of n numbers, and the way back."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

GIVEN = (r"x \in \mathbb{R}^{n}", r"s > 0")
MEAN = r"m := \frac{1}{n} \sum_{i=1}^{n} x_i"

mean = chain(
    "standardised numbers have mean 0",
    [
        (r"\frac{1}{n} \sum_{i=1}^{n} \frac{x_i - m}{s} = \frac{1}{s} \left(\frac{1}{n} \sum_{i=1}^{n} x_i - m\right)", "a common divisor"),
        ("= 0", "the definition of the mean"),
    ],
    given=GIVEN,
    where=(MEAN,),
    ledger=("S003-97",),
)
back = chain(
    "standardising again with mean -m/s and deviation 1/s gives the number back",
    [(r"\frac{\frac{x - m}{s} - \left(-\frac{m}{s}\right)}{\frac{1}{s}} = s \cdot \frac{x}{s}", "the shifts cancel"), ("= x", "")],
    given=("s > 0",),
    ledger=("S003-98", "S003-104"),
)
scaled = chain(
    "min–max scaling sends the ends of the range to 0 and 1",
    [(r"\frac{a - a}{b - a} + \frac{b - a}{b - a} = 0 + 1", "")],
    given=("b > a",),
    ledger=("S003-96",),
)

entry = Entry("normalisation", "Normalisation", (), (mean, back, scaled))

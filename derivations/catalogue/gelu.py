"""The Gaussian error linear unit x Φ(x), with Φ the distribution function of the standard normal law."""

from __future__ import annotations

from sympy import Derivative, Rational, Symbol, erf, exp, pi, sqrt

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

x = Symbol("x", real=True)

with unevaluated():
    half = Rational(1, 2)
    gelu = Formula.of("f", (x,), half * x * (1 + erf(x / sqrt(2))))
    slope = chain(
        "the slope of GELU",
        [
            (
                r"\frac{d}{dx} \left(\frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt{2}}\right)\right)"
                r" = \frac{1}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt{2}}\right) + \frac{x}{2} \frac{d}{dx} \operatorname{erf}"
                r" \frac{x}{\sqrt{2}}",
                "the product rule",
            ),
            (
                r"= \frac{1}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt{2}}\right) + \frac{x}{\sqrt{2 \pi}} e^{-x^2/2}",
                "the slope of erf",
            ),
        ],
        states=(
            Derivative(half * x * (1 + erf(x / sqrt(2))), x),
            half * (1 + erf(x / sqrt(2))) + x / sqrt(2 * pi) * exp(-(x**2) / 2),
        ),
    )

entry = Entry(
    "gelu",
    "The Gaussian error linear unit",
    (gelu,),
    (slope,),
    sources=("D. Hendrycks, K. Gimpel, Gaussian error linear units, 2016",),
)

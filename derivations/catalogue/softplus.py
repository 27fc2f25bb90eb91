"""The softplus log(1 + eˣ): a smooth rectifier whose slope is the sigmoid."""

from __future__ import annotations

from sympy import Derivative, Symbol, exp, log

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

x = Symbol("x", real=True)

with unevaluated():
    softplus = Formula.of("f", (x,), log(1 + exp(x)))
    slope = chain(
        "the slope of the softplus is the sigmoid",
        [
            (r"\frac{d}{dx} \log(1 + e^x) = \frac{e^x}{1 + e^x}", "the chain rule"),
            (r"= \frac{1}{1 + e^{-x}}", "divided by $e^x$"),
        ],
        states=(Derivative(log(1 + exp(x)), x), 1 / (1 + exp(-x))),
    )

difference = chain(
    "the values at $x$ and $-x$ differ by $x$",
    [
        (r"\log(1 + e^x) - \log(1 + e^{-x}) = \log \frac{1 + e^x}{1 + e^{-x}}", "the logarithm of a quotient"),
        (r"= x", r"the quotient is $e^x$"),
    ],
)

entry = Entry(
    "softplus",
    "The softplus",
    (softplus,),
    (slope, difference),
    sources=("C. Dugas and others, Incorporating second-order functional knowledge for better option pricing, 2001",),
)

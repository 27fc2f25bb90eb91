"""The hyperbolic tangent as an activation: its slope, its range, and its kinship with the sigmoid."""

from __future__ import annotations

from sympy import Derivative, Symbol, exp

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import function, unevaluated

x = Symbol("x", real=True)
hyperbolic = function("tanh")

with unevaluated():
    tanh = Formula.of("f", (x,), (exp(x) - exp(-x)) / (exp(x) + exp(-x)))
    slope = chain(
        "the slope of the hyperbolic tangent",
        [
            (r"\frac{d}{dx} \tanh x = \frac{d}{dx} \frac{e^x - e^{-x}}{e^x + e^{-x}}", "the definition"),
            (r"= \frac{(e^x + e^{-x})^2 - (e^x - e^{-x})^2}{(e^x + e^{-x})^2}", "the quotient rule"),
            (r"= 1 - \left(\frac{e^x - e^{-x}}{e^x + e^{-x}}\right)^2", "divided term by term"),
            (r"= 1 - \tanh^2 x", "the definition"),
        ],
        states=(Derivative(hyperbolic(x), x), 1 - hyperbolic(x) ** 2),
        ledger=("S000-55", "S002-25"),
    )

shifted = chain(
    "the hyperbolic tangent is a stretched sigmoid",
    [
        (r"\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}", "the definition"),
        (r"= \frac{1 - e^{-2x}}{1 + e^{-2x}}", "divided by $e^x$"),
        (r"= 2 \operatorname{sigmoid}(2x) - 1", ""),
    ],
    ledger=("S000-54",),
)
bounds = chain("its values lie between -1 and 1", [(r"-1 < \tanh x", ""), ("< 1", "")])

entry = Entry("tanh", "The hyperbolic tangent", (tanh,), (slope, shifted, bounds))

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
        (r"= 2 \operatorname{sigmoid}(2x) - 1", "the numerator is $2 - (1 + e^{-2x})$"),
    ],
    ledger=("S000-54",),
)
bounds = chain(
    "its values lie between -1 and 1",
    [(r"-1 < \tanh x", "$e^x > 0$"), ("< 1", "$e^{-x} > 0$")],
    ledger=("S000-54",),
)
steepest = chain(
    "its slope is at most 1",
    [(r"1 - \tanh^2 x \le 1", "a square is not negative")],
    ledger=("S000-55",),
)

entry = Entry(
    "tanh",
    "The hyperbolic tangent",
    (tanh,),
    (slope, shifted, bounds, steepest),
    sources=("Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller, Efficient BackProp, 1998, section 4.4",),
)

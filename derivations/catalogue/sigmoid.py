"""The logistic sigmoid σ(x) = 1/(1 + e^{−x}) and its slope σ(1 − σ)."""

from __future__ import annotations

from sympy import Derivative, Symbol, exp

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

x = Symbol("x", real=True)

with unevaluated():
    sigmoid = Formula.of(r"\sigma", (x,), 1 / (1 + exp(-x)))
    slope = chain(
        "the slope of the sigmoid",
        [
            (r"\frac{d}{dx} \sigma(x) = \frac{d}{dx} \frac{1}{1 + e^{-x}}", "the definition"),
            (r"= \frac{e^{-x}}{(1 + e^{-x})^2}", "the quotient and chain rules"),
            (r"= \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}", "the square taken apart"),
            (r"= \frac{1}{1 + e^{-x}} \left(1 - \frac{1}{1 + e^{-x}}\right)", r"$e^{-x} = (1 + e^{-x}) - 1$"),
            (r"= \sigma(x) (1 - \sigma(x))", "the definition"),
        ],
        where=(sigmoid,),
        states=(Derivative(1 / (1 + exp(-x)), x), 1 / (1 + exp(-x)) * (1 - 1 / (1 + exp(-x)))),
        ledger=("S004-57", "S000-51", "S002-24"),
    )

symmetry = chain(
    "the sigmoid is symmetric about (0, 1/2)",
    [
        (r"\sigma(-x) = \frac{1}{1 + e^{x}}", "the definition"),
        (r"= \frac{e^{-x}}{1 + e^{-x}}", "multiplied by $e^{-x}$"),
        (r"= 1 - \sigma(x)", "the numerator is what 1 lacks"),
    ],
    where=(sigmoid,),
)
steepest = chain(
    "the slope is largest at 0, where it is 1/4",
    [(r"\frac{1}{4} - \sigma(x) (1 - \sigma(x)) = \left(\sigma(x) - \frac{1}{2}\right)^2", "the square completed"), (r"\ge 0", "a square")],
    where=(sigmoid,),
    ledger=("S000-51",),
)
weight = chain(
    "a weight sets the slope at the origin",
    [
        (r"\left. \frac{d}{dx} \sigma(w x) \right|_{x = 0} = w \sigma(0) (1 - \sigma(0))", "the chain rule"),
        (r"= \frac{w}{4}", r"$\sigma(0) = 1/2$"),
    ],
    where=(sigmoid,),
    ledger=("S004-21",),
)
bounds = chain(
    "the sigmoid lies between 0 and 1",
    [(r"0 < \sigma(x)", "both parts of the fraction are positive"), ("< 1", "its denominator exceeds 1")],
    where=(sigmoid,),
    ledger=("S000-50", "S002-28", "S004-19", "S004-20"),
)

entry = Entry(
    "sigmoid",
    "The logistic sigmoid",
    (sigmoid,),
    (slope, symmetry, steepest, weight, bounds),
    sources=("P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la population, 1845",),
)

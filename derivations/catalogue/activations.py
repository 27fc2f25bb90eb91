"""Activations beside the sigmoid, the hyperbolic tangent, the rectifier and the softplus, which have files of their own."""

from __future__ import annotations

from sympy import IndexedBase, Piecewise, Rational, Sum, Symbol, exp

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import from_sympy, unevaluated
from symbolic.terms import INTEGER, ONE, Sort, sym

x = Symbol("x", real=True)
i, k, K = (Symbol(s, integer=True) for s in "ikK")
z = IndexedBase("z")
SCORES = sym("z", Sort(shape=(sym("K", INTEGER), ONE)))

with unevaluated():
    identity = Formula.of("f", (x,), x)
    leaky_relu = Formula.of("f", (x,), Piecewise((x, x > 0), (Rational(1, 100) * x, True)))
    silu = Formula.of("f", (x,), x / (1 + exp(-x)))
    softmax = Formula("s", (SCORES,), from_sympy(exp(z[i]) / Sum(exp(z[k]), (k, 1, K)), (SCORES,)))

silu_slope = chain(
    "the slope of the sigmoid linear unit",
    [
        (
            r"\frac{d}{dx} \frac{x}{1 + e^{-x}} = \frac{1}{1 + e^{-x}} + \frac{x e^{-x}}{(1 + e^{-x})^2}",
            "the quotient rule",
        ),
        (r"= \sigma(x) + x \sigma(x) (1 - \sigma(x))", r"$e^{-x} = (1 + e^{-x}) - 1$"),
    ],
    where=(r"\sigma(x) := \frac{1}{1 + e^{-x}}",),
)

entry = Entry(
    "activations",
    "Further activations",
    (identity, leaky_relu, silu, softmax),
    (silu_slope,),
    sources=("S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units for neural network function approximation, 2018",),
)

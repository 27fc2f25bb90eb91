"""The rectifier max(0, x), which has no slope at 0, and its leaky variant."""

from __future__ import annotations

from sympy import Max, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

x = Symbol("x", real=True)

with unevaluated():
    relu = Formula.of("f", (x,), Max(0, x))

definition = chain(
    "the rectifier is the larger of 0 and $x$",
    [
        (r"\operatorname{ReLU}(x) = \max(0, x)", "the definition"),
        (r"= \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "both cases"),
        (r"= \frac{x + |x|}{2}", "the size of $x$ is $x$ or $-x$"),
    ],
    ledger=("S000-44", "S000-52", "S002-26", "S003-04"),
)
right = chain(
    "the slope is 1 to the right of 0",
    [(r"\frac{d}{dx} \max(0, x) = 1", "there the rectifier is $x$")],
    given=("x > 0",),
    ledger=("S000-53", "S003-05"),
)
left = chain(
    "the slope is 0 to the left of 0",
    [(r"\frac{d}{dx} \max(0, x) = 0", "there the rectifier is $0$")],
    given=("x < 0",),
    ledger=("S000-53", "S003-05"),
)
slope = chain(
    "the slope away from 0",
    [(r"\frac{d}{dx} \max(0, x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}", "both sides")],
    given=(r"x \ne 0",),
    ledger=("S000-53", "S002-26", "S003-05", "S003-81"),
)
leaky = chain(
    "the slope of the leaky rectifier away from 0",
    [
        (
            r"\frac{d}{dx} \begin{cases} x & x \ge 0 \\ 0.01 x & \text{otherwise} \end{cases} = \begin{cases} 1 & x > 0 \\ 0.01 &"
            r" \text{otherwise} \end{cases}",
            "each branch by itself",
        )
    ],
    given=(r"x \ne 0",),
    ledger=("S002-27",),
)

entry = Entry(
    "relu",
    "The rectifier",
    (relu,),
    (definition, right, left, slope, leaky),
    sources=(
        "V. Nair, G. E. Hinton, Rectified linear units improve restricted Boltzmann machines, 2010",
        "A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier nonlinearities improve neural network acoustic models, 2013",
    ),
    assumptions=("slopes are taken away from 0, where there is none",),
)

"""The rules of differentiation: constant, factor, sum, product, quotient, power and chain, for any smooth functions.

The functions f, g, h are arbitrary, infinitely often differentiable; the exponent n is any positive integer.
"""

from __future__ import annotations

from sympy import Derivative, Function, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.sympy_bridge import unevaluated

SMOOTH = (
    r"f : \mathbb{R} \to \mathbb{R}",
    r"f \in C^\infty",
    r"g : \mathbb{R} \to \mathbb{R}",
    r"g \in C^\infty",
    r"h : \mathbb{R} \to \mathbb{R}",
    r"h \in C^\infty",
)

x, c, n = Symbol("x", real=True), Symbol("c", real=True), Symbol("n", integer=True)
f, g = Function("f"), Function("g")

with unevaluated():
    constant = chain("a constant has slope 0", [(r"\frac{d}{dx} (0 \cdot x + c) = 0", "it does not change with $x$")], ledger=("S003-14",))
    factor = chain(
        "a constant factor moves out",
        [(r"\frac{d}{dx} \left(c f(x)\right) = c f'(x)", "the secants are $c$ times as steep")],
        given=SMOOTH,
        ledger=("S003-09", "S003-39"),
        states=(Derivative(c * f(x), x), c * Derivative(f(x), x)),
    )
    total = chain(
        "the slope of a sum is the sum of the slopes",
        [(r"\frac{d}{dx} \left(f(x) + g(x)\right) = f'(x) + g'(x)", "the rises of the secants add up")],
        given=SMOOTH,
        ledger=("S003-11", "S003-12"),
        states=(Derivative(f(x) + g(x), x), Derivative(f(x), x) + Derivative(g(x), x)),
    )
    product = chain(
        "the product rule",
        [(r"\frac{d}{dx} \left(f(x) g(x)\right) = f(x) g'(x) + f'(x) g(x)", "one factor at a time changes")],
        given=SMOOTH,
        ledger=("S003-10",),
        states=(Derivative(f(x) * g(x), x), f(x) * Derivative(g(x), x) + Derivative(f(x), x) * g(x)),
    )
    quotient = chain(
        "the quotient rule",
        [
            (r"\frac{d}{dx} \frac{f(x)}{g(x)} = f'(x) \frac{1}{g(x)} + f(x) \frac{-g'(x)}{g(x)^2}", "the product rule"),
            (r"= \frac{f'(x) g(x) - f(x) g'(x)}{g(x)^2}", "one denominator"),
        ],
        given=SMOOTH,
    )
    power = chain(
        "the power rule",
        [(r"\frac{d}{dx} x^n = n x^{n-1}", "each of $n$ factors by itself")],
        given=(r"n \in \mathbb{N}", r"n \ge 1"),
        ledger=("S003-13", "S003-40"),
        states=(Derivative(x**n, x), n * x ** (n - 1)),
    )
    links = chain(
        "the chain rule",
        [(r"\frac{d}{dx} f(g(x)) = f'(g(x)) g'(x)", "the outer slope at the inner value, times the inner slope")],
        given=SMOOTH,
        ledger=("S000-48", "S003-65"),
    )

longer = chain(
    "a chain of three links",
    [
        (r"\frac{d}{dx} f(g(h(x))) = f'(g(h(x))) \cdot \frac{d}{dx} g(h(x))", "the chain rule for the outer function"),
        (r"= f'(g(h(x))) \cdot g'(h(x)) \cdot h'(x)", "and for the inner one"),
    ],
    given=SMOOTH,
    ledger=("S002-50", "S003-75", "S003-76"),
)

other_variables = chain(
    "in several variables: what does not contain the variable is a constant, as a factor or as a summand",
    [
        (
            r"\frac{\partial}{\partial x} \left(f(y) g(x) + h(y)\right) = f(y) \frac{\partial}{\partial x} g(x)"
            r" + \frac{\partial}{\partial x} h(y)",
            "sums and factors",
        ),
        (r"= f(y) g'(x)", "a factor is kept, a summand vanishes"),
    ],
    given=SMOOTH,
    ledger=("S003-39", "S003-61", "S003-62"),
)

entry = Entry(
    "rules",
    "The rules of differentiation",
    (),
    (constant, factor, total, product, quotient, power, links, longer, other_variables),
    sources=("G. W. Leibniz, Nova methodus pro maximis et minimis, 1684", "M. Spivak, Calculus, 4th edition, 2008, chapter 10"),
    assumptions=("the functions are differentiable",),
)

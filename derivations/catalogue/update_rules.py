"""Update rules of descent: from parameters θ, a gradient g and a memory to the next parameters.

``gradient_descent`` has no memory, ``momentum`` a velocity, ``adam`` running means of g and of g².
"""

from __future__ import annotations

from sympy import Symbol, sqrt

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

theta, g, eta = (Symbol(s, real=True) for s in (r"\theta", "g", r"\eta"))
v, mu = Symbol("v", real=True), Symbol(r"\mu", real=True)
m, s = Symbol("m", real=True), Symbol("s", real=True)
beta, gamma = Symbol(r"\beta", real=True), Symbol(r"\gamma", real=True)
epsilon, t = Symbol(r"\epsilon", real=True), Symbol("t", real=True)

with unevaluated():
    descent = Formula.of(r"\theta", (theta, g, eta), theta - eta * g)
    velocity = Formula.of("v", (v, g, mu), mu * v + g)
    mean = Formula.of("m", (m, g, beta), beta * m + (1 - beta) * g)
    mean_square = Formula.of("s", (s, g, gamma), gamma * s + (1 - gamma) * g**2)
    scaled = Formula.of(
        r"\theta",
        (theta, m, s, eta, beta, gamma, epsilon, t),
        theta - (eta / (1 - beta**t)) * m / (sqrt(s / (1 - gamma**t)) + epsilon),
    )

unbiased = chain(
    "after one step the running mean, corrected, is the gradient",
    [(r"\frac{\beta \cdot 0 + (1 - \beta) g}{1 - \beta} = g", "the common factor cancels")],
    given=(r"\beta \in (0, 1)",),
)
first = chain(
    "the first step of Adam has the length of the learning rate, whatever the gradient",
    [(r"\frac{\eta g}{\sqrt{g^2}} = \eta", "the root of the square of a positive number")],
    given=("g > 0",),
)
inertia = chain(
    "under a constant gradient the velocity tends to g/(1 - μ)",
    [(r"\mu \frac{g}{1 - \mu} + g = \frac{g}{1 - \mu}", "one denominator")],
    given=(r"\mu \in (0, 1)",),
    ledger=(),
)

entry = Entry("update_rules", "Update rules of descent", (descent, velocity, mean, mean_square, scaled), (unbiased, first, inertia))

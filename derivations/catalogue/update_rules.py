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

STEPS = (r"t \in \mathbb{N}", r"g_i \in \mathbb{R}, i \in \{1, \dots, t + 1\}")

plain = chain(
    "without memory the parameters move against the gradient",
    [(r"\left(\theta - \eta g\right) - \theta = -\eta g", "the parameters cancel")],
    ledger=("S002-05", "S003-84", "S003-88", "S004-61"),
)
unrolled_velocity = chain(
    "the velocity is a sum of all gradients, the older the lighter: it takes the next one in",
    [
        (
            r"\mu \sum_{i=1}^{t} \mu^{t-i} g_i + g_{t+1} = \sum_{i=1}^{t} \mu^{t+1-i} g_i + g_{t+1}",
            "every gradient is one step older",
        ),
        (r"= \sum_{i=1}^{t+1} \mu^{t+1-i} g_i", "the new one has the weight 1"),
    ],
    given=(r"\mu \in (0, 1)", *STEPS),
    ledger=("S003-88",),
)
constant_velocity = chain(
    "under a constant gradient it is a geometric sum",
    [(r"\sum_{i=1}^{t} \mu^{t-i} g = \frac{1 - \mu^t}{1 - \mu} g", "the geometric sum")],
    given=(r"t \in \mathbb{N}", r"\mu \in (0, 1)"),
)
inertia = chain(
    "that tends to $g / (1 - \\mu)$: momentum lengthens the steps by that factor",
    [(r"\lim_{t \to \infty} \frac{1 - \mu^t}{1 - \mu} g = \frac{g}{1 - \mu}", r"$\mu^t$ vanishes")],
    given=(r"\mu \in (0, 1)",),
)
unrolled_mean = chain(
    "the running mean of Adam weighs all gradients, the older the lighter",
    [
        (
            r"\beta (1 - \beta) \sum_{i=1}^{t} \beta^{t-i} g_i + (1 - \beta) g_{t+1} = (1 - \beta) \sum_{i=1}^{t+1} \beta^{t+1-i} g_i",
            "every gradient is one step older, and the new one comes in",
        )
    ],
    given=(r"\beta \in (0, 1)", *STEPS),
    ledger=("S002-05",),
)
bias = chain(
    "its weights sum to $1 - \\beta^t$, which the correction divides by",
    [(r"(1 - \beta) \sum_{i=1}^{t} \beta^{t-i} g = (1 - \beta^t) g", "the geometric sum")],
    given=(r"t \in \mathbb{N}", r"\beta \in (0, 1)"),
    ledger=("S002-05",),
)
first = chain(
    "the first step of Adam has the length of the learning rate, whatever the gradient",
    [
        (
            r"\frac{\eta \frac{(1 - \beta) g}{1 - \beta}}{\sqrt{\frac{(1 - \gamma) g^2}{1 - \gamma}}} = \eta \frac{g}{\sqrt{g^2}}",
            "both corrections after one step",
        ),
        (r"= \eta \frac{g}{|g|}", "the root of a square"),
    ],
    given=(r"g \ne 0", r"\beta \in (0, 1)", r"\gamma \in (0, 1)"),
    ledger=("S002-05",),
)

entry = Entry(
    "update_rules",
    "Update rules of descent",
    (descent, velocity, mean, mean_square, scaled),
    (plain, unrolled_velocity, constant_velocity, inertia, unrolled_mean, bias, first),
    sources=(
        "B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964",
        "D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, 2015",
    ),
)

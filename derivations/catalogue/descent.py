"""Gradient descent, from Taylor's formula to the bound 0 < η < 2/Λ on the learning rate, for any number of parameters.

Λ bounds the second slope along the step.  A step −η g against the gradient g changes the height by −η |g|² + (η²/2) gᵀ H g with H the
Hessian somewhere between; with H at most Λ that is at most −η (1 − η Λ/2) |g|², and negative as long as η < 2/Λ.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

SMOOTH = (r"f : \mathbb{R} \to \mathbb{R}", r"f \in C^\infty")
VECTORS = (r"g \in \mathbb{R}^{n}", r"H \in \mathbb{R}^{n \times n}")

remainder = chain(
    r"Taylor's formula: what the tangent at $x + s$ misses of the value at $x + \delta$ changes with $s$ by the second slope",
    [
        (
            r"\frac{d}{ds} \left(f(x + s) + (\delta - s) f'(x + s)\right) = f'(x + s) - f'(x + s) + (\delta - s) f''(x + s)",
            "the product rule",
        ),
        (r"= (\delta - s) f''(x + s)", "the slopes cancel"),
    ],
    given=SMOOTH,
    ledger=("S000-31",),
)
weight = chain(
    "the weights of the second slopes sum to half the square of the step: a mean of them, at some ξ, takes their place",
    [(r"\int_0^{\delta} (\delta - s) \, ds = \frac{1}{2} \delta^2", "an antiderivative")],
    ledger=("S000-31",),
)
quadratic = chain(
    "Taylor's formula for a parabola, where the second slope is constant",
    [(r"f(x + \delta) = f(x) + f'(x) \delta + \frac{1}{2} f''(x) \delta^2", "multiplied out")],
    where=(r"f(x) := b x^2 + c x + p",),
    ledger=("S000-31",),
)
taylor = chain(
    "the change of height for a step against the slope, with the second slope at some ξ on the way",
    [
        (
            r"f(x) + f'(x) \cdot (-\eta f'(x)) + \frac{1}{2} f''(\xi) (-\eta f'(x))^2"
            r" = f(x) - \eta f'(x)^2 + \frac{\eta^2}{2} f''(\xi) f'(x)^2",
            "the step put into Taylor's formula",
        ),
    ],
    given=SMOOTH,
    ledger=("S000-32",),
)
taylor_vector = chain(
    "the same for a vector of parameters, with $H$ the Hessian somewhere between",
    [
        (
            r"g^\top (-\eta g) + \frac{1}{2} (-\eta g)^\top H (-\eta g) = -\eta g^\top g + \frac{\eta^2}{2} g^\top H g",
            "the step put into Taylor's formula",
        ),
    ],
    given=VECTORS,
    ledger=("S000-34",),
)
exact = chain(
    "for a quadratic form it is no approximation",
    [
        (
            r"\frac{1}{2} (w + d)^\top H (w + d) + b^\top (w + d)"
            r" = \frac{1}{2} w^\top H w + b^\top w + (H w + b)^\top d + \frac{1}{2} d^\top H d",
            "multiplied out; $H$ is symmetric",
        ),
    ],
    given=(r"H \in \mathbb{R}^{n \times n}", r"H = H^\top", r"w \in \mathbb{R}^{n}", r"d \in \mathbb{R}^{n}", r"b \in \mathbb{R}^{n}"),
    ledger=("S000-34",),
)
one_variable = chain(
    "a bound on the second slope bounds the change of height",
    [
        (
            r"c \le \Lambda \Rightarrow -\eta g^2 + \frac{\eta^2}{2} c g^2 \le -\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^2",
            "$c$ replaced by its bound",
        )
    ],
    ledger=("S000-33",),
)
short = chain(
    "which is negative for a rate between 0 and $2 / \\Lambda$",
    [(r"-\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^2 < 0", "all factors but the sign are positive")],
    given=(r"g \ne 0", r"\eta > 0", r"\Lambda > 0", r"\eta \Lambda < 2"),
    ledger=("S000-29", "S000-33"),
)
lemma = chain(
    r"the descent lemma: curvatures below $\Lambda$, $\Lambda I - M$ with $M$ positive definite, bound the change of height",
    [
        (
            r"-\eta g^\top g + \frac{\eta^2}{2} g^\top (\Lambda I - M) g"
            r" = -\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^\top g - \frac{\eta^2}{2} g^\top M g",
            "collected",
        ),
        (r"\le -\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^\top g", "$M$ is positive definite"),
    ],
    given=(r"g \in \mathbb{R}^{n}", r"\Lambda \in \mathbb{R}", r"M \in \mathbb{R}^{n \times n}", r"M \succ 0"),
    ledger=("S000-30",),
)
down = chain(
    "so that no step with a rate between 0 and $2 / \\Lambda$ goes up",
    [(r"-\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^\top g \le 0", "a sum of squares with a negative factor")],
    given=(r"g \in \mathbb{R}^{n}", r"\eta > 0", r"\Lambda > 0", r"\eta \Lambda < 2"),
    ledger=("S000-30", "S002-34", "S002-36", "S003-07"),
)
parabola = chain(
    "one step on a parabola multiplies the distance to the minimum by a constant",
    [
        (r"w - \eta f'(w) = w - \eta \lambda w", "the slope of the parabola"),
        (r"= (1 - \eta \lambda) w", "a common factor"),
    ],
    where=(r"f(w) := \frac{\lambda}{2} w^2",),
    ledger=("S002-49", "S004-43"),
)
rate = chain(
    "which makes it smaller exactly for rates below two over the curvature",
    [(r"|1 - \eta \lambda| < 1 \Leftrightarrow 0 < \eta \land \eta < \frac{2}{\lambda}", r"$-1 < 1 - \eta \lambda < 1$")],
    given=(r"\lambda > 0",),
    ledger=("S000-29", "S002-49"),
)
bowl_step = chain(
    "one step on the bowl, where the curvature is 2",
    [
        (r"(x - 2 \eta x)^2 + (y - 2 \eta y)^2 = (1 - 2 \eta)^2 (x^2 + y^2)", "a common factor of both coordinates"),
    ],
    ledger=("S000-35",),
)
along = chain(
    "along the gradient instead of against it, the height of a parabola grows",
    [(r"(x + \eta \cdot 2x)^2 = (1 + 2 \eta)^2 x^2", "a common factor"), (r"> x^2", "the factor exceeds 1")],
    given=(r"\eta > 0", r"x \ne 0"),
    ledger=("S002-38",),
)

entry = Entry(
    "descent",
    "Gradient descent",
    (),
    (
        remainder,
        weight,
        quadratic,
        taylor,
        taylor_vector,
        exact,
        one_variable,
        short,
        lemma,
        down,
        parabola,
        rate,
        bowl_step,
        along,
    ),
    sources=(
        "A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847",
        "Y. Nesterov, Introductory Lectures on Convex Optimization, 2004, section 1.2",
    ),
    assumptions=("the loss has continuous second slopes",),
)

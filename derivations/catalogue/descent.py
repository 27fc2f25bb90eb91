"""Gradient descent: one step on a parabola and on the bowl, and when it converges."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

parabola = chain(
    "one step on a parabola multiplies the distance to the minimum by a constant",
    [
        (r"w - \eta f'(w) = w - \eta \lambda w", "the slope of the parabola"),
        (r"= (1 - \eta \lambda) w", ""),
    ],
    where=(r"f(w) := \frac{\lambda}{2} w^2",),
    ledger=("S002-49",),
)
bowl_step = chain(
    "one step on the bowl",
    [
        (r"(x - 2 \eta x)^2 + (y - 2 \eta y)^2 = (1 - 2 \eta)^2 (x^2 + y^2)", "a common factor of both coordinates"),
    ],
    ledger=("S000-35",),
)
bound = chain(
    "a step that is short enough goes down",
    [
        (r"-\eta g^2 + \frac{\eta^2 \Lambda}{2} g^2 = -\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^2", "a common factor"),
        (r"< 0", r"$\eta \Lambda < 2$"),
    ],
    given=(r"g \ne 0", r"\eta > 0", r"\Lambda > 0", r"\eta \Lambda < 2"),
    ledger=("S000-33",),
)

taylor = chain(
    "the change of height along the gradient, with c the second slope somewhere between",
    [
        (r"g \cdot (-\eta g) + \frac{1}{2} c (-\eta g)^2 = -\eta g^2 + \frac{\eta^2}{2} c g^2", "the step put into Taylor's formula"),
    ],
    ledger=("S000-32",),
)
taylor_vector = chain(
    "the same for a vector of parameters, with H the Hessian somewhere between",
    [
        (
            r"g^\top (-\eta g) + \frac{1}{2} (-\eta g)^\top H (-\eta g) = -\eta g^\top g + \frac{\eta^2}{2} g^\top H g",
            "the step put into Taylor's formula",
        ),
    ],
    given=(r"g \in \mathbb{R}^{n}", r"H \in \mathbb{R}^{n \times n}"),
    ledger=("S000-34",),
)

remainder = chain(
    "Taylor's formula for a cubic, its remainder at a point a third of the way",
    [
        (
            r"f(x + \delta) = f(x) + f'(x) \delta + \frac{1}{2} (6 a \xi + 2 b) \delta^2",
            "the second slope $6 a \\xi + 2 b$ at $\\xi = x + \\delta / 3$",
        ),
    ],
    where=(r"f(x) := a x^3 + b x^2 + c x + p", r"\xi := x + \frac{\delta}{3}"),
    ledger=("S000-31",),
)
quadratic = chain(
    "Taylor's formula for a parabola, where the second slope is constant",
    [(r"f(x + \delta) = f(x) + f'(x) \delta + \frac{1}{2} f''(x) \delta^2", "multiplied out")],
    where=(r"f(x) := b x^2 + c x + p",),
    ledger=("S000-31",),
)
descent_lemma = chain(
    "a bound on the second slope bounds the change of height",
    [
        (
            r"c \le \Lambda \Rightarrow -\eta g^2 + \frac{\eta^2}{2} c g^2 \le -\eta \left(1 - \frac{\eta \Lambda}{2}\right) g^2",
            "$c$ replaced by its bound",
        )
    ],
    ledger=("S000-30",),
)

entry = Entry(
    "descent",
    "Gradient descent",
    (),
    (parabola, bowl_step, bound, taylor, taylor_vector, remainder, quadratic, descent_lemma),
)

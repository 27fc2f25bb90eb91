"""The bowl f(x, y) = x² + y²: gradient, Hessian, minimum.

The simplest function with one minimum, at the origin, where gradient descent shrinks both coordinates by the factor 1 − 2η.
"""

from __future__ import annotations

from sympy import Derivative, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import unevaluated

x, y = Symbol("x", real=True), Symbol("y", real=True)

with unevaluated():
    height = x**2 + y**2
    bowl = Formula.of("f", (x, y), height)
    by_x = chain(
        "the slope of the bowl by $x$",
        [
            (
                r"\frac{\partial f}{\partial x} = \frac{\partial}{\partial x} x^2 + \frac{\partial}{\partial x} y^2",
                "the derivative of a sum",
            ),
            (r"= 2x + 0", "the power rule; $y$ is constant"),
            (r"= 2x", "nothing is added"),
        ],
        where=("f(x, y) := x^2 + y^2",),
        states=(Derivative(height, x), 2 * x),
    )
    by_y = chain(
        "the slope of the bowl by $y$",
        [(r"\frac{\partial f}{\partial y} = 0 + 2y", "the power rule; $x$ is constant"), ("= 2y", "nothing is added")],
        where=("f(x, y) := x^2 + y^2",),
        states=(Derivative(height, y), 2 * y),
    )

curvature = chain(
    "the curvature of the bowl is 2 in both directions and does not mix them",
    [
        (
            r"\begin{pmatrix} \frac{\partial^2 f}{\partial x^2} & \frac{\partial^2 f}{\partial y \partial x} \\"
            r" \frac{\partial^2 f}{\partial x \partial y} & \frac{\partial^2 f}{\partial y^2} \end{pmatrix}"
            r" = \begin{pmatrix} 2 & 0 \\ 0 & 2 \end{pmatrix}",
            "the slopes $2x$ and $2y$ differentiated",
        ),
    ],
    where=("f(x, y) := x^2 + y^2",),
    ledger=("S000-25", "S001-09"),
)
gradient = chain(
    "the gradient of the bowl",
    [
        (r"\nabla f = \begin{pmatrix} 2x \\ 2y \end{pmatrix}", "both slopes"),
        (r"= 2 \begin{pmatrix} x \\ y \end{pmatrix}", "a common factor"),
    ],
    where=("f(x, y) := x^2 + y^2",),
    ledger=("S000-14", "S000-16", "S000-19", "S001-05", "S001-07"),
)
minimum = chain(
    "the bowl has its minimum at the origin",
    [(r"x^2 + y^2 \ge 0", "squares are not negative")],
    ledger=("S000-15", "S000-23", "S000-27", "S001-04", "S001-08", "S001-11"),
)

steepest = chain(
    "no direction is steeper than that of the gradient $(a, b)$: what a direction $(u, v)$ of length 1 loses is a square",
    [
        (r"(a^2 + b^2)(u^2 + v^2) - (a u + b v)^2 = (a v - b u)^2", "Lagrange's identity, multiplied out"),
        (r"\ge 0", "squares are not negative"),
    ],
    ledger=("S000-20",),
)
direction = chain(
    "the slope along a direction is the product of gradient and direction",
    [
        (r"\left. \frac{d}{ds} \left((x + s u)^2 + (y + s v)^2\right) \right|_{s = 0} = 2 x u + 2 y v", "the chain rule"),
    ],
    ledger=("S000-20",),
)

length = chain(
    "the gradient is twice as long as the way to the origin",
    [(r"\sqrt{(2x)^2 + (2y)^2} = 2 \sqrt{x^2 + y^2}", "the root of a common factor 4")],
    ledger=("S000-18", "S000-21"),
)

entry = Entry(
    "bowl",
    "The bowl $x^2 + y^2$",
    (bowl,),
    (by_x, by_y, gradient, curvature, minimum, steepest, direction, length),
    sources=("J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, 2006, chapter 2",),
)

"""Worked examples of the power, product and chain rules: polynomials of one, two and three variables."""

from __future__ import annotations

from sympy import Derivative, Integer, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.sympy_bridge import unevaluated

x, y, z = (Symbol(s, real=True) for s in "xyz")
FOUR = "f(x, y) := 3x^3 - y^2 + 5x + 2"
THREE = "f(x, y, z) := 3x^3 z - y^2 + 5z + 2yz"

with unevaluated():
    four = 3 * x**3 - y**2 + 5 * x + 2
    three = 3 * x**3 * z - y**2 + 5 * z + 2 * y * z
    cubic = chain(
        "a constant factor by the product rule",
        [(r"\frac{d}{dx} (3x^3) = 3 \cdot 3x^2 + 0 \cdot x^3", "the product rule; the slope of 3 is 0"), ("= 9x^2", "nothing is added")],
        states=(Derivative(3 * x**3, x), 9 * x**2),
        ledger=("S003-15", "S003-16", "S003-17", "S003-18", "S003-19"),
    )
    two_terms = chain(
        "a sum by one of its variables",
        [
            (
                r"\frac{\partial}{\partial x} (2x + 3y^2) = 2 \frac{\partial x}{\partial x} + 3 \frac{\partial}{\partial x} y^2",
                "sums and factors",
            ),
            (r"= 2 \cdot 1 + 3 \cdot 0", "$y$ is constant"),
            ("= 2", "nothing is added"),
        ],
        states=(Derivative(2 * x + 3 * y**2, x), Integer(2)),
        ledger=("S003-20", "S003-21", "S003-22", "S003-23", "S003-24", "S003-25"),
    )
    four_by_x = chain(
        "four terms by $x$",
        [
            (
                r"\frac{\partial f}{\partial x} = 3 \frac{\partial}{\partial x} x^3 - \frac{\partial}{\partial x} y^2"
                r" + 5 \frac{\partial x}{\partial x}"
                r" + \frac{\partial}{\partial x} 2",
                "sums and factors",
            ),
            (r"= 3 \cdot 3x^2 - 0 + 5 \cdot 1 + 0", "the power rule; $y$ and 2 are constant"),
            ("= 9x^2 + 5", "multiplied out"),
        ],
        where=(FOUR,),
        states=(Derivative(four, x), 9 * x**2 + 5),
        ledger=("S003-26", "S003-27", "S003-28", "S003-29", "S003-30", "S003-31"),
    )
    four_by_y = chain(
        "four terms by $y$",
        [
            (
                r"\frac{\partial f}{\partial y} = 3 \frac{\partial}{\partial y} x^3 - \frac{\partial}{\partial y} y^2"
                r" + 5 \frac{\partial x}{\partial y} + 0",
                "sums and factors",
            ),
            (r"= 0 - 2y + 0 + 0", "$x$ is constant"),
            ("= -2y", "nothing is added"),
        ],
        where=(FOUR,),
        states=(Derivative(four, y), -2 * y),
        ledger=("S003-32", "S003-33", "S003-34", "S003-35", "S003-36", "S003-37", "S003-38"),
    )
    three_by_x = chain(
        "three variables by $x$",
        [
            (r"\frac{\partial f}{\partial x} = 3z \frac{\partial}{\partial x} x^3", "$z$ is a constant factor, the rest constant"),
            (r"= 3z \cdot 3x^2", "the power rule"),
            ("= 9x^2 z", "multiplied out"),
        ],
        where=(THREE,),
        states=(Derivative(three, x), 9 * x**2 * z),
        ledger=("S003-63", "S003-64"),
    )
    power_of_square = chain(
        "a power of a square by the chain rule",
        [
            (r"\frac{d}{dx} \left(3 (2x^2)^5\right) = 3 \cdot 5 (2x^2)^4 \cdot \frac{d}{dx} (2x^2)", "the outer slope at the inner value"),
            (r"= 15 (2x^2)^4 \cdot 4x", "the inner slope"),
            (r"= 15 \cdot 2^4 x^8 \cdot 4x", "the exponent distributed"),
            ("= 960 x^9", "$15 \\cdot 16 \\cdot 4 = 960$"),
        ],
        states=(Derivative(3 * (2 * x**2) ** 5, x), 960 * x**9),
        ledger=("S003-66", "S003-67", "S003-68", "S003-69", "S003-70", "S003-71", "S003-72", "S003-73", "S003-74"),
    )

gradient = chain(
    "the gradient of three variables",
    [(r"\nabla f = \begin{pmatrix} 9x^2 z \\ -2y + 2z \\ 3x^3 + 5 + 2y \end{pmatrix}", "each slope with the other variables constant")],
    where=(THREE,),
    ledger=(
        "S003-49",
        "S003-50",
        "S003-51",
        "S003-52",
        "S003-53",
        "S003-54",
        "S003-55",
        "S003-56",
        "S003-57",
        "S003-58",
        "S003-59",
        "S003-60",
    ),
)
rectangle = chain(
    "the gradient of a product",
    [(r"\nabla u = \begin{pmatrix} y \\ x \end{pmatrix}", "the other factor is constant")],
    where=("u(x, y) := x y",),
    ledger=("S003-41", "S003-42", "S003-43", "S003-44", "S003-45", "S003-46", "S003-47", "S003-48"),
)

entry = Entry(
    "examples",
    "Worked examples of differentiation",
    (),
    (cubic, two_terms, four_by_x, four_by_y, three_by_x, gradient, rectangle, power_of_square),
    sources=("M. Spivak, Calculus, 4th edition, 2008, chapter 10",),
)

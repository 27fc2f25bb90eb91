"""The derivative as a limit, for polynomials and for the functions of this catalogue."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

SMOOTH = (r"f : \mathbb{R} \to \mathbb{R}", r"f \in C^\infty")

definition = chain(
    "the slope of any smooth function is the limit of the slopes of its secants",
    [(r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h} = f'(x)", "the definition of the derivative")],
    given=SMOOTH,
    ledger=("S002-37", "S003-08"),
)
central = chain(
    "from both sides the limit is the same",
    [(r"\lim_{h \to 0} \frac{f(x + h) - f(x - h)}{2h} = f'(x)", "half of two slopes")],
    given=SMOOTH,
)
square = chain(
    "the slope of the square as a limit",
    [
        (r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h} = \lim_{h \to 0} (2x + h)", "$h$ is never 0 under a limit"),
        (r"= 2x", "the limit of a polynomial is its value"),
        (r"= \frac{d}{dx} x^2", "the power rule"),
    ],
    ledger=("S003-77",),
)
partial = chain(
    "a partial derivative as a limit",
    [
        (r"\lim_{h \to 0} \frac{(x + h)^2 y - x^2 y}{h} = 2xy", "the other variable is a constant"),
        (r"= \frac{\partial}{\partial x} (x^2 y)", "the power rule"),
    ],
    ledger=("S003-77",),
)
slope_of_two_links = chain(
    "two quantities, one after the other",
    [(r"\frac{dz}{dx} = \frac{dz}{dy} \cdot \frac{dy}{dx}", "the chain rule in the notation of Leibniz")],
    ledger=("S000-48",),
)
many = chain(
    "a quantity that depends on the variable in many ways",
    [(r"\frac{\partial}{\partial x_i} \sum_{k=1}^{m} f(y_k) = \sum_{k=1}^{m} f'(y_k) A_{ki}", "the chain rule in every summand")],
    given=(
        r"A \in \mathbb{R}^{m \times n}",
        r"x \in \mathbb{R}^{n}",
        r"f : \mathbb{R} \to \mathbb{R}",
        r"f \in C^\infty",
        r"i \in \{1, \dots, n\}",
    ),
    where=(r"y_k := \sum_{j=1}^{n} A_{kj} x_j",),
    ledger=("S000-49",),
)

jacobian = chain(
    "in matrix form the slopes go back through the transpose of the Jacobian",
    [(r"\nabla_x \left(d^\top A x\right) = A^\top d", "a linear function of $x$")],
    given=(r"A \in \mathbb{R}^{m \times n}", r"x \in \mathbb{R}^{n}", r"d \in \mathbb{R}^{m}"),
    ledger=("S000-13", "S000-49"),
)

entry = Entry(
    "derivative",
    "The derivative",
    (),
    (definition, central, square, partial, slope_of_two_links, many, jacobian),
    sources=("M. Spivak, Calculus, 4th edition, 2008, chapter 9",),
)

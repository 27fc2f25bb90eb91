"""The derivative as a limit, for polynomials and for the functions of this catalogue."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

square = chain(
    "the slope of the square as a limit",
    [
        (r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h} = \lim_{h \to 0} (2x + h)", "$h$ is never 0 under a limit"),
        (r"= 2x", ""),
        (r"= \frac{d}{dx} x^2", "the power rule"),
    ],
    ledger=("S002-37", "S003-08"),
)
partial = chain(
    "a partial derivative as a limit",
    [
        (r"\lim_{h \to 0} \frac{(x + h)^2 y - x^2 y}{h} = 2xy", "the other variable is a constant"),
        (r"= \frac{\partial}{\partial x} (x^2 y)", ""),
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

entry = Entry("derivative", "The derivative", (), (square, partial, slope_of_two_links, many))

"""Exclusive or: no affine function has its values, two rectifiers do."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

affine = chain(
    "the diagonal sums of an affine function are equal, those of XOR are 0 and 2",
    [
        (r"(u + v + b) + b = (u + b) + (v + b)", "the values at (1,1) and (0,0), at (1,0) and (0,1)"),
    ],
    ledger=("S000-06", "S000-43", "S004-16"),
)
polynomial = chain(
    "XOR as a polynomial is a value 0 or 1 again",
    [
        (r"(x + y - 2xy)^2 - (x + y - 2xy) = (x^2 - x)(1 - 2y)^2 + (y^2 - y)", "multiplied out"),
    ],
    ledger=("S000-36",),
)
rectifiers = chain(
    "two rectifiers have the values of XOR",
    [
        (r"\max(0, 0) - 2 \max(0, 0 - 1) = 0", "at (0,0)"),
    ],
    ledger=("S000-46",),
)
at_one = chain("at (1,0) and at (0,1)", [(r"\max(0, 1) - 2 \max(0, 1 - 1) = 1", "")])
at_two = chain("at (1,1)", [(r"\max(0, 2) - 2 \max(0, 2 - 1) = 0", "")])
squares = chain(
    "the best affine approximation is 1/2 everywhere",
    [
        (
            r"b^2 + (u + b - 1)^2 + (v + b - 1)^2 + (u + v + b)^2 = 1 + 4 \left(b + \frac{u + v - 1}{2}\right)^2 + u^2 + v^2",
            "the squares completed: least at $u = v = 0$, $b = 1/2$",
        )
    ],
    ledger=("S000-38", "S000-40", "S000-41"),
)

entry = Entry("xor", "Exclusive or", (), (affine, polynomial, rectifiers, at_one, at_two, squares))

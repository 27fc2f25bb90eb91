"""Sets of possible signs, held as a bit mask of ``NEG | ZERO | POS``; ``ANY`` says nothing.

Guarantee: if the signs of the numbers lie in the masks given, that of the result lies in the mask returned.
"""

from __future__ import annotations

NEG, ZERO, POS = 1, 2, 4
NONNEG, NONPOS, NONZERO, ANY = POS | ZERO, NEG | ZERO, POS | NEG, 7
SETTLED = frozenset({0, NEG, ZERO, POS})


def flip(mask: int) -> int:
    """The mask of −x."""
    return (mask & ZERO) | (POS if mask & NEG else 0) | (NEG if mask & POS else 0)


def times(a: int, b: int) -> int:
    """The mask of x·y."""
    out = ZERO if (a | b) & ZERO else 0
    if (a & POS and b & POS) or (a & NEG and b & NEG):
        out |= POS
    if (a & POS and b & NEG) or (a & NEG and b & POS):
        out |= NEG
    return out


def plus(a: int, b: int) -> int:
    """The mask of x + y."""
    if a == ZERO or b == ZERO:
        return a | b if a == b else (b if a == ZERO else a)
    out = 0
    if (a | b) & POS:
        out |= POS
    if (a | b) & NEG:
        out |= NEG
    if (a & ZERO and b & ZERO) or (a & POS and b & NEG) or (a & NEG and b & POS):
        out |= ZERO
    return out


def raised(a: int, n: int) -> int:
    """The mask of xⁿ for n ≥ 1."""
    if n % 2 == 0:
        return (ZERO if a & ZERO else 0) | (POS if a & NONZERO else 0)
    return a

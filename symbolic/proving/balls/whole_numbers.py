"""The integer that a real ball encloses.

FLINT ends the whole process where an exact ball is too large to be written as an integer: no ball is asked for one before it is
known to be of moderate size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb

if TYPE_CHECKING:
    from flint import fmpz

LARGEST = arb(2) ** 10_000


def is_moderate(x: arb) -> bool:
    """Whether a ball lies so near to 0 that its ends can be written as fractions."""
    return bool(abs(x) < LARGEST)


def whole_number(x: arb) -> fmpz | None:
    """The one integer in a ball; None if it holds none or several, or they are too large."""
    return x.unique_fmpz() if is_moderate(x) else None

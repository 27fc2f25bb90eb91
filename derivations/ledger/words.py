"""The words of the ledger for what a formula of a source is worth."""

from __future__ import annotations

from collections.abc import Sequence

HOLDS, ASSUMING, WRONG = "holds", "holds under an assumption", "wrong as written"
ABUSE, RECONSTRUCTED, CHECKABLE = "notation abuse", "picture missing, reconstructed", "checkable behaviour"
UNKNOWN = "not recomputable"


def worst(words: Sequence[str | None]) -> str | None:
    """The word for several steps together; None if one of them has none."""
    if not words or None in words:
        return None
    return next((w for w in (WRONG, ASSUMING) if w in words), HOLDS)

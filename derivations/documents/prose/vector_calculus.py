r"""Words of vector calculus, *its Laplacian*, *the vector field*: after them ``\nabla^2`` is no Hessian."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derivations.documents.spelling import word_set

ALONE = word_set("laplacian laplacians laplace's laplace’s harmonic curl irrotational solenoidal")
FIELDS = word_set("vector scalar velocity electric magnetic gradient conservative")
OTHERS = word_set("graph matrix kernel approximation prior")
"""What else is called a Laplacian: of graphs and in statistics."""


def speaks_of_fields(words: Sequence[str]) -> bool:
    """Whether a sentence has words of vector calculus in it."""
    if not OTHERS.isdisjoint(words):
        return False
    pairs = set(pairwise(words))
    return not ALONE.isdisjoint(words) or ("vector", "calculus") in pairs or any(a in FIELDS and b in ("field", "fields") for a, b in pairs)

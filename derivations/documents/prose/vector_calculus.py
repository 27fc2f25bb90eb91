r"""Words of vector calculus, *its Laplacian*, *a vector field*, after which ``\nabla^2`` is no Hessian; and of Hessians."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derivations.documents.spelling import word_set

ALONE = word_set("laplacian laplacians curl irrotational solenoidal")
PAIRS = {("vector", "calculus"), ("is", "harmonic"), ("are", "harmonic"), ("harmonic", "function"), ("harmonic", "functions")} | {
    (name, noun) for name in ("laplace", "laplace's", "laplace’s") for noun in ("equation", "operator")} | {
    (kind, noun) for kind in ("vector", "velocity", "electric", "magnetic", "conservative") for noun in ("field", "fields")}
HESSIANS = word_set("hessian hessians newton newton's newton’s")
OTHERS = word_set("graph matrix approximation prior")
"""What else is called a Laplacian: of graphs and in statistics."""


def convention_of_nabla(words: Sequence[str]) -> str | None:
    r"""What a sentence says ``\nabla^2`` is: "Hessian", or "vector calculus"."""
    if not HESSIANS.isdisjoint(words):
        return "Hessian"
    if not OTHERS.isdisjoint(words) or (ALONE.isdisjoint(words) and PAIRS.isdisjoint(pairwise(words))):
        return None
    return "vector calculus"

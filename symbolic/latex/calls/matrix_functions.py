r"""Functions that have another meaning for square matrices than entry by entry: ``\exp(A)`` is Σ Aᵏ/k!, the others are asked about."""

from __future__ import annotations

from symbolic.latex.reader import Reader
from symbolic.sizes import same_size
from symbolic.terms import ONE, Term, call, exp

MATRIX_FUNCTIONS = frozenset({"exp", "log", "sin", "cos", "cosh", "sinh", "abs", "sign", "sqrt"})


def whole_matrix(r: Reader, argument: Term, what: str, first: int) -> None:
    """Functions that have another meaning for square matrices than entry by entry."""
    if _is_square(r, argument, first):
        raise r.error(f"{what} of a square matrix: entry by entry, or of the matrix?", first, "write it for the entries")


def exponential(r: Reader, argument: Term, what: str, first: int) -> Term:
    """``e^x``, entry by entry of a vector, the exponential of a square matrix where nothing in the row is done entry by entry."""
    if not _is_square(r, argument, first):
        r.shape_of(exp(argument), first)
        return exp(argument)
    if _is_by_entries(r):
        whole_matrix(r, argument, what, first)
    return call("expm", argument)


def _is_square(r: Reader, argument: Term, first: int) -> bool:
    shape = r.shape_of(argument, first)
    return bool(shape) and same_size(shape[0], shape[1]) and not same_size(shape[0], ONE)


BY_ENTRIES = frozenset({r"\odot", r"\circ", r"\oslash", "softmax"})


def _is_by_entries(r: Reader) -> bool:
    """Whether a row has products entry by entry, vectors of ones, or entries with two indices."""
    words = [t.arg.strip() if t.kind == "text" else t.text for t in r.tokens]
    entries = any(t.text == "_" and k + 3 < len(words) and words[k + 1] == "{" and words[k + 4] == "}" and r.tokens[k + 2].kind == "letter"
                  and r.tokens[k + 3].kind == "letter" for k, t in enumerate(r.tokens[:-4]))
    ones = any(a in (r"\mathbf", r"\mathbb", r"\boldsymbol") and "1" in words[k + 1 : k + 3] for k, a in enumerate(words))
    return entries or ones or not BY_ENTRIES.isdisjoint(words)

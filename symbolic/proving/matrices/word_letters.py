"""Letters and words of matrices, their order, and the sizes of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from symbolic.proving.forms.ring import Quotient
from symbolic.shapes import SCALAR, shape
from symbolic.sizes import Shape, same_shape, same_size, size_polynomial
from symbolic.terms import ONE, ZERO, Call, Term, mul


class NoWords(Exception):
    """The term has no form in words; the prover abstains."""


class Letter(NamedTuple):
    """One factor of a word; ``name`` identifies it up to transposition and inversion."""

    name: str
    inverted: bool
    transposed: bool
    rows: Term
    columns: Term


MATRIX_OPERATORS = frozenset({"matmul", "transpose", "inverse", "trace", "det", "hadamard", "kron", "norm", "norm1", "norm_inf", "inner",
                              "diag", "vec", "softmax", "identity", "ones", "zeros", "unit", "gradient", "hessian", "jacobian", "rank",
                              "expm"})
"""Operators whose arguments or values are arrays."""

Word = tuple[Letter, ...]
Words = dict[Word, Quotient]
Factor = tuple[Word, tuple[Term, Term]]
"""A word with its size, which an empty word does not show: a factor of ⊗, the argument of vec."""


def word_order(w: Word) -> tuple[int, tuple[tuple[str, bool, bool], ...]]:
    """Shorter words first, then by name."""
    return len(w), tuple(x[:3] for x in w)


@dataclass(frozen=True, slots=True)
class Rule:
    """The word ``lead`` may be replaced by the polynomial ``tail``, whose words are smaller."""

    lead: Word
    tail: tuple[tuple[Word, Quotient], ...]


def is_zero(t: Term) -> bool:
    return t is ZERO or (isinstance(t, Call) and t.op == "zeros")


def is_array(t: Term) -> bool:
    return not same_shape(shape(t), SCALAR)


def array_sizes(t: Term) -> tuple[Term, Term]:
    found: Shape = shape(t) or (ONE, ONE)
    return found[0], found[1]


def is_square(t: Term) -> bool:
    rows, columns = array_sizes(t)
    return same_size(rows, columns)


def square_letter(x: Letter) -> bool:
    return same_size(x.rows, x.columns)


def times_sizes(a: Term, b: Term) -> Term:
    """The product of two sizes."""
    return b if a is ONE else a if b is ONE else mul(a, b)


def size_key(sizes: tuple[Term, Term]) -> str:
    return str([sorted(map(str, size_polynomial(n).items())) for n in sizes])


def is_matrix_operator(t: Term) -> bool:
    return isinstance(t, Call) and t.op in MATRIX_OPERATORS

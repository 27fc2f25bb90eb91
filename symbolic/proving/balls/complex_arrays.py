"""Arrays of complex numbers in place of names, made of rational arrays.

Of an array of which nothing is declared the entries are any Gaussian integers; of one that is declared as Hermitian alone the real parts
are symmetric and the imaginary ones antisymmetric.  Arrays of which more is declared keep real entries.
"""

from __future__ import annotations

from flint import acb

from symbolic.proving.balls.arrays import Array
from symbolic.proving.balls.instances import Style, make_array
from symbolic.terms import Call, Sym, Term, call


def complex_array(s: Sym, facts: list[Term], m: int, n: int, variant: int, seed: str, turn: int) -> Array | None:
    """An array of numbers that are not real for ``s``, of which the facts speak; None if its entries stay real."""
    hermitian = bool(facts) and all(map(_says_hermitian, facts, [s] * len(facts)))
    if facts and not hermitian:
        return None
    real = make_array(m, n, variant, Style(symmetric=hermitian), seed, turn)
    imaginary = make_array(m, n, variant, Style(antisymmetric=hermitian), f"{seed} i", turn + 1)
    pairs = (zip(row, other, strict=True) for row, other in zip(real, imaginary, strict=True))
    return tuple(tuple(acb(int(a.p), int(b.p)) for a, b in pair) for pair in pairs)


def _says_hermitian(fact: Term, s: Sym) -> bool:
    adjoint = call("transpose", call("conj", s))
    return isinstance(fact, Call) and fact.op == "eq" and set(fact.args) == {s, adjoint}

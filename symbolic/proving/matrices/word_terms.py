"""From polynomials in words back to terms, names of numbers written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.proving.matrices.word_letters import Letter, NoWords, Word, Words, word_order
from symbolic.terms import INTEGER, ZERO, Call, Sym, Term, add, call, free_symbols, mul, neg, substitute, transform

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def word_term(algebra: Algebra, w: Word, sizes: tuple[Term, Term] | None) -> Term:
    if not w:
        if sizes is None:
            raise NoWords("an identity of unknown size")
        return call("identity", sizes[0])
    factors = [_letter_term(algebra, x) for x in w]
    return factors[0] if len(factors) == 1 else call("matmul", *factors)


def _letter_term(algebra: Algebra, x: Letter) -> Term:
    t = algebra.bases[x.name]
    if x.inverted:
        t = t.args[0] if isinstance(t, Call) and t.op == "inverse" else call("inverse", t)
    return call("transpose", t) if x.transposed else t


def polynomial_term(algebra: Algebra, a: Words, sizes: tuple[Term, Term] | None) -> Term:
    """The polynomial as a term, names of numbers written out."""
    parts = []
    for w, c in sorted(a.items(), key=lambda item: word_order(item[0])):
        body = word_term(algebra, w, sizes)
        number = algebra.session.ring.as_number(c)
        parts.append(body if number == 1 else neg(body) if number == -1 else mul(written_out(algebra, algebra.term(c)), body))
    if not parts:
        return call("zeros", *sizes) if sizes else ZERO
    return add(*parts)


def written_out(algebra: Algebra, t: Term) -> Term:
    """Names of numbers replaced by what they stand for."""
    t = transform(t, lambda u: _sign(algebra, u))
    while any(s in algebra.meaning for s in free_symbols(t)):
        t = substitute(t, algebra.meaning)
    return transform(t, _norm)


def _sign(algebra: Algebra, t: Term) -> Term | None:
    """(−1)ᵏ is the determinant that k was named for."""
    match t:
        case Call("pow", (_, Sym() as k)) if k in algebra.meaning and k.sort == INTEGER:
            return algebra.meaning[k]
    return None


def _norm(t: Term) -> Term | None:
    """√(xᵀx) is ‖x‖."""
    match t:
        case Call("sqrt", (Call("matmul", (Call("transpose", (a,)), b)),)) if a is b:
            return call("norm", a)
    return None

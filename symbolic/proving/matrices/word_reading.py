"""From the term of an array to its polynomial in words.

Guarantee: wherever all inverses in the term exist and the declared facts hold, the term equals the polynomial; functions of
arrays without rules of their own are letters, the same for equal arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.functions import FUNCTIONS
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.matrices.word_exponentials import exponential_words
from symbolic.proving.matrices.word_inverses import inverse_words
from symbolic.proving.matrices.word_letters import NoWords, Word, Words, array_sizes, is_array, is_zero, times_sizes, word_order
from symbolic.proving.matrices.word_products import pair_word, stacked_word
from symbolic.proving.matrices.word_terms import word_term
from symbolic.shapes import shape
from symbolic.sizes import same_size, size_polynomial
from symbolic.terms import ONE, Call, Elem, Num, Sym, Term, call

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def array_words(algebra: Algebra, t: Term) -> Words:
    """The polynomial of an array term."""
    if not is_array(t):
        if is_zero(t):
            return {}
        raise NoWords("a number where an array is needed")
    match t:
        case Sym(name, _, uid):
            return {(algebra.letter(f"{name}#{uid}", t, t in algebra.symmetric),): algebra.one()}
        case Elem(base, indices):
            key = f"{base!r}[{[_scalar_key(algebra, i) for i in indices]}]"
            return {(algebra.letter(key, t, False),): algebra.one()}
        case Call(op, args):
            return _call(algebra, t, op, args)
    raise NoWords(f"no words for {type(t).__name__}")


def _scalar_key(algebra: Algebra, t: Term) -> str:
    return repr(algebra.session.quotient_term(algebra.session.nf(algebra.number(t))))


def _call(algebra: Algebra, t: Call, op: str, args: tuple[Term, ...]) -> Words:
    match op, args:
        case "add", _:
            return algebra.total(array_words(algebra, a) for a in args)
        case "neg", (a,):
            return algebra.minus({}, array_words(algebra, a))
        case "mul", _:
            return _scaled(algebra, args)
        case "div", (a, b):
            return algebra.scale(array_words(algebra, a), _inverse_number(algebra, b))
        case "matmul", _:
            return chain(algebra, args)
        case "pow", (a, Num(k)) if k.denominator == 1 and abs(k) <= 8:
            base = array_words(algebra, a) if k >= 0 else inverse_words(algebra, array_words(algebra, a), t)
            return _power(algebra, base, abs(int(k)))
        case "transpose", (a,):
            return algebra.adjoint(array_words(algebra, a))
        case "inverse", (a,):
            return inverse_words(algebra, array_words(algebra, a), a)
        case "identity", _:
            return {(): algebra.one()}
        case "zeros", _:
            return {}
        case "ones", _:
            return {_ones(algebra, args[0]) + algebra.transposed(_ones(algebra, args[1])): algebra.one()}
    return _opaque(algebra, t, op, args)


def _scaled(algebra: Algebra, args: tuple[Term, ...]) -> Words:
    ring = algebra.session.ring
    factor = algebra.one()
    body: Words | None = None
    for a in args:
        if is_array(a):
            body = array_words(algebra, a)
        else:
            factor = ring.mul(factor, algebra.quotient(a))
    if body is None:
        raise NoWords("a number where an array is needed")
    return algebra.scale(body, factor)


def _inverse_number(algebra: Algebra, b: Term) -> Quotient:
    return algebra.session.ring.div(algebra.one(), algebra.quotient(b))


def chain(algebra: Algebra, args: tuple[Term, ...]) -> Words:
    """The product; factors that are numbers without a shape are coefficients."""
    out: Words = {(): algebra.one()}
    for a in args:
        out = algebra.times(out, _factor(algebra, a)) if shape(a) else algebra.scale(out, algebra.quotient(a))
    return out


def _factor(algebra: Algebra, a: Term) -> Words:
    """A factor of a product, which may be 1×1."""
    if is_array(a):
        return array_words(algebra, a)
    match a:
        case Sym() | Elem():
            raise NoWords("an array of one entry")
    return {(): algebra.quotient(a)}


def _power(algebra: Algebra, base: Words, k: int) -> Words:
    out: Words = {(): algebra.one()}
    for _ in range(k):
        out = algebra.times(out, base)
    return out


def _ones(algebra: Algebra, size: Term) -> Word:
    """The vector of ones of this size; the empty word if the size is 1."""
    if same_size(size, ONE):
        return ()
    t = call("ones", size, ONE)
    return (algebra.letter(f"ones {sorted(map(str, size_polynomial(size).items()))}", t, False),)


def _opaque(algebra: Algebra, t: Call, op: str, args: tuple[Term, ...]) -> Words:
    """A function of arrays that is kept as a letter of its normalised arguments."""
    row = FUNCTIONS.get(op)
    algebra.opaque = algebra.opaque or op not in ("kron", "vec")
    if op == "expm":
        return exponential_words(algebra, array_words(algebra, args[0]), array_sizes(args[0]))
    if op == "kron":
        return _kron(algebra, args)
    if op == "vec":
        return algebra.total({stacked_word(algebra, w, array_sizes(args[0])): c} for w, c in array_words(algebra, args[0]).items())
    if op in ("hadamard", "diag"):
        return _multilinear(algebra, t, op, [array_words(algebra, a) for a in args])
    if op in ("softmax", "unit") or (row is not None and row.elementwise and len(args) == 1):
        arguments = [array_words(algebra, a) if is_array(a) else algebra.quotient(a) for a in args]
        if row is not None and row.elementwise and op != "softmax" and isinstance(arguments[0], dict):
            return _entrywise(algebra, t, op, arguments[0])
        keys = [algebra.key(a) if isinstance(a, dict) else repr(algebra.session.quotient_term(a)) for a in arguments]
        return {(algebra.letter(f"{op}({keys})", t, False),): algebra.one()}
    raise NoWords(f"no words for {op}")


def _kron(algebra: Algebra, args: tuple[Term, ...]) -> Words:
    """A ⊗ B ⊗ …, expanded over the words of the factors."""
    out, size = _factor_words(algebra, args[-1]), array_sizes(args[-1])
    for a in reversed(args[:-1]):
        here = array_sizes(a)
        out = algebra.total({pair_word(algebra, (v, here), (w, size)): algebra.session.ring.mul(c, d)}
                          for v, c in _factor_words(algebra, a).items() for w, d in out.items())
        size = (times_sizes(here[0], size[0]), times_sizes(here[1], size[1]))
    return out


def _factor_words(algebra: Algebra, a: Term) -> Words:
    if not is_array(a):
        raise NoWords("a Kronecker product with a number")
    return array_words(algebra, a)


def _entrywise(algebra: Algebra, t: Term, op: str, argument: Words) -> Words:
    """f(A), whose transpose is f(Aᵀ)."""
    plain, turned = algebra.key(argument), algebra.key(algebra.adjoint(argument))
    letter = algebra.letter(f"{op}({min(plain, turned)})", t if plain <= turned else call("transpose", t), plain == turned)
    return {(letter if plain <= turned else algebra.flipped(letter),): algebra.one()}


def _multilinear(algebra: Algebra, t: Term, op: str, arguments: list[Words]) -> Words:
    """Hadamard products and diagonals, expanded over the words of their arguments."""
    combinations: list[tuple[Quotient, tuple[Word, ...]]] = [(algebra.one(), ())]
    for a in arguments:
        combinations = [(algebra.session.ring.mul(c, d), (*ws, w)) for c, ws in combinations for w, d in a.items()]
    sizes = array_sizes(t)
    out: Words = {}
    for c, ws in combinations:
        out = algebra.plus(out, {_multilinear_word(algebra, op, ws, sizes): c})
    return out


def _multilinear_word(algebra: Algebra, op: str, ws: tuple[Word, ...], sizes: tuple[Term, Term]) -> Word:
    plain = tuple(sorted(ws, key=word_order))
    turned = tuple(sorted((algebra.transposed(w) for w in ws), key=word_order))
    is_vector = op == "diag" and not same_size(sizes[1], ONE)
    first = plain if op == "diag" else min(plain, turned, key=lambda v: [word_order(w) for w in v])
    wanted = sizes if first == plain else (sizes[1], sizes[0])
    inside = [word_term(algebra, w, wanted if op == "hadamard" else None) for w in first]
    t = call(op, *inside)
    name = f"{op}({[word_order(w) for w in first]}){wanted if op == 'hadamard' else ''}"
    letter = algebra.letter(name, t, is_vector or (op == "hadamard" and plain == turned))
    return (letter if first == plain else algebra.flipped(letter),)

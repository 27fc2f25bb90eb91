r"""Exponentials of polynomials in words, e^P = Σ Pᵏ/k!.

A letter e^P keeps its exponent P.  Rules: e^(c + P) = e^c e^P for a number c; e^P e^Q = e^(P + Q) where P Q = Q P; X e^Q = e^P X
where X Q = P X; e^(X P X⁻¹) = X e^P X⁻¹; (e^P)ᵀ = e^(Pᵀ); e^diag(v) = diag(e^v); where P² or P³ is a multiple of P or 0, the
series is a polynomial in P.

Guarantee: as for :mod:`symbolic.proving.matrices.words`; every exponential exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.proving.forms.rational_roots import rational_root
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.matrices.word_letters import Letter, NoWords, Word, Words, square_letter
from symbolic.proving.matrices.word_terms import polynomial_term, written_out
from symbolic.terms import ONE, Call, Term, add, call, div, exp, mul, neg, sub

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra

LAST_POWER = 4


def exponential_words(algebra: Algebra, p: Words, sizes: tuple[Term, Term]) -> Words:
    """e^p of a polynomial of square matrices of this size."""
    p = algebra.reduce(p)
    number = p.get(())
    if number is not None:
        rest = {w: c for w, c in p.items() if w}
        return algebra.scale(exponential_words(algebra, rest, sizes), algebra.session.nf(exp(algebra.term(number))))
    if not p:
        return {(): algebra.one()}
    around = _conjugated(algebra, p)
    if around is not None:
        (x, inner, y), unit = around, algebra.one()
        return algebra.times(algebra.times({(x,): unit}, exponential_words(algebra, inner, (x.columns, x.columns))), {(y,): unit})
    return _diagonal(algebra, p) or _finite(algebra, p) or {(_letter(algebra, p, sizes),): algebra.one()}


def exponent_of(algebra: Algebra, x: Letter) -> Words | None:
    """P of a letter e^P."""
    p = algebra.exponents.get(x.name)
    return None if p is None else algebra.adjoint(p) if x.transposed else p


def inverted_exponential(algebra: Algebra, x: Letter) -> Words:
    """(e^P)⁻¹ = e^(−P)."""
    return exponential_words(algebra, algebra.minus({}, exponent_of(algebra, x) or {}), (x.rows, x.columns))


def joined_exponentials(algebra: Algebra, x: Letter, y: Letter) -> tuple[Quotient, Word] | None:
    """e^P e^Q as one letter where P and Q commute."""
    p, q = exponent_of(algebra, x), exponent_of(algebra, y)
    if p is None or q is None or not _commute(algebra, p, q):
        return None
    out = exponential_words(algebra, algebra.plus(p, q), (x.rows, x.columns))
    if len(out) != 1:
        return None
    ((word, factor),) = out.items()
    return (factor, word) if len(word) <= 1 else None


def with_exponentials_first(algebra: Algebra, word: list[Letter]) -> list[Letter]:
    """The same product with its exponentials as far to the left as X e^Q = e^P X takes them."""
    out: list[Letter] = []
    for x in word:
        out.append(x)
        k = len(out) - 1
        while k and out[k].name in algebra.exponents and out[k - 1].name not in algebra.exponents:
            moved = _moved(algebra, out[k - 1], out[k])
            if moved is None:
                break
            out[k - 1], out[k] = moved, out[k - 1]
            k -= 1
    return out


def _moved(algebra: Algebra, x: Letter, y: Letter) -> Letter | None:
    """e^P with x y = e^P x, for y = e^Q."""
    q = exponent_of(algebra, y) or {}
    before = algebra.times({(x,): algebra.one()}, q)
    if square_letter(x) and not algebra.minus(before, algebra.times(q, {(x,): algebra.one()})):
        return y
    if not all(len(w) > 1 and w[-1] == x for w in before):
        return None
    out = exponential_words(algebra, {w[:-1]: c for w, c in before.items()}, (x.rows, x.rows))
    words = list(out.items())
    alone = len(words) == 1 and len(words[0][0]) == 1 and algebra.session.ring.as_number(words[0][1]) == 1
    return words[0][0][0] if alone and words[0][0][0].name in algebra.exponents else None


def _commute(algebra: Algebra, p: Words, q: Words) -> bool:
    return not algebra.minus(algebra.times(p, q), algebra.times(q, p))


def _letter(algebra: Algebra, p: Words, sizes: tuple[Term, Term]) -> Letter:
    turned = algebra.adjoint(p)
    plain_key, turned_key = algebra.key(p), algebra.key(turned)
    chosen = p if plain_key <= turned_key else turned
    name = f"expm({min(plain_key, turned_key)})"
    letter = algebra.letter(name, call("expm", polynomial_term(algebra, chosen, sizes)), plain_key == turned_key)
    algebra.exponents.setdefault(name, chosen)
    return letter if chosen is p else algebra.flipped(letter)


def _conjugated(algebra: Algebra, p: Words) -> tuple[Letter, Words, Letter] | None:
    """X, Q and X⁻¹ of P = X Q X⁻¹."""
    from symbolic.proving.matrices.word_products import joined

    ends = {(w[0], w[-1]) for w in p if len(w) > 2}
    if len(ends) != 1 or not all(len(w) > 2 for w in p):
        return None
    ((x, y),) = ends
    inverse = square_letter(x) and x.name not in algebra.exponents and joined(algebra, y, x) == (algebra.one(), ())
    return (x, {w[1:-1]: c for w, c in p.items()}, y) if inverse else None


def _diagonal(algebra: Algebra, p: Words) -> Words | None:
    """e^(Σ cₖ diag vₖ) = diag(e^(Σ cₖ vₖ))."""
    parts: list[Term] = []
    for w, c in p.items():
        base = algebra.bases.get(w[0].name) if len(w) == 1 and not w[0].inverted else None
        if not isinstance(base, Call) or base.op != "diag":
            return None
        parts.append(mul(written_out(algebra, algebra.term(c)), base.args[0]))
    return algebra.words(call("diag", call("exp", add(*parts) if len(parts) > 1 else parts[0])))


def _finite(algebra: Algebra, p: Words) -> Words | None:
    """The polynomial in P that the series is where Pᵏ = 0, P² = c P or P³ = c P."""
    ring = algebra.session.ring
    powers: list[Words] = [{(): algebra.one()}, p]
    out, factor = algebra.plus(*powers), algebra.one()
    try:
        for k in range(2, LAST_POWER + 1):
            higher = algebra.times(powers[-1], p)
            if not higher:
                return out
            ratio = _ratio(algebra, higher, p)
            if ratio is not None and k <= 3:
                return _closed(algebra, powers, k, algebra.term(ratio))
            powers.append(higher)
            factor = ring.div(factor, ring.number(k))
            out = algebra.plus(out, algebra.scale(higher, factor))
    except NoWords:
        return None
    return None


def _ratio(algebra: Algebra, a: Words, p: Words) -> Quotient | None:
    """c of a = c p."""
    place = next(iter(p))
    if place not in a:
        return None
    ratio = algebra.session.ring.div(a[place], p[place])
    return ratio if not algebra.minus(a, algebra.scale(p, ratio)) else None


def _closed(algebra: Algebra, powers: list[Words], k: int, ratio: Term) -> Words | None:
    """1 + (e^c − 1)/c P for P² = c P; 1 + sin θ/θ P + (1 − cos θ)/θ² P² for P³ = −θ² P, and with cosh and sinh for θ²."""
    nf = algebra.session.nf
    if k == 2:
        return algebra.plus(powers[0], algebra.scale(powers[1], nf(div(sub(exp(ratio), ONE), ratio))))
    for square, sine, cosine in ((neg(ratio), "sin", "cos"), (ratio, "sinh", "cosh")):
        root = rational_root(algebra.session, nf(square))
        if root is not None:
            first = div(call(sine, root), root)
            second = div(sub(ONE, call(cosine, root)) if sine == "sin" else sub(call(cosine, root), ONE), square)
            return algebra.plus(powers[0], algebra.plus(algebra.scale(powers[1], nf(first)), algebra.scale(powers[2], nf(second))))
    return None


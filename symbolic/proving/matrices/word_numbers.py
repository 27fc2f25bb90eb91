"""Numbers made of matrices as terms in names: traces up to rotation and transposition, uᵀ A v up to transposition.

Guarantee: wherever all inverses exist and the declared facts hold, a number equals the term in names.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symbolic.proving.forms.ring import Quotient
from symbolic.proving.matrices.word_determinants import determinant
from symbolic.proving.matrices.word_letters import (
    MATRIX_OPERATORS,
    NoWords,
    Word,
    Words,
    array_sizes,
    is_array,
    is_matrix_operator,
    word_order,
)
from symbolic.proving.matrices.word_reading import chain
from symbolic.proving.matrices.word_terms import word_term
from symbolic.sizes import same_size
from symbolic.terms import ONE, TWO, Bind, Call, Deriv, Elem, Num, Sym, Term, call, children, mul, num, power, rebuild, walk

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def named_number(algebra: Algebra, t: Term) -> Term:
    """A scalar term in which every number made of matrices is replaced by names."""
    match t:
        case Num() | Sym():
            if isinstance(t, Sym) and not t.sort.is_scalar and not t.sort.is_function:
                raise NoWords("an array of one entry")
            return t
        case Call("trace", (a,)):
            return algebra.term(trace_number(algebra, algebra.words(a) if is_array(a) else {(): algebra.quotient(a)}, array_sizes(a)[0]))
        case Call("det", (a,)):
            return determinant(algebra, algebra.words(a), array_sizes(a)[0]) if is_array(a) else named_number(algebra, a)
        case Call("norm", (a,)):
            return call("sqrt", _square_norm(algebra, a))
        case Call("pow", (Call("norm", (a,)), Num(k))) if k.denominator == 1 and k > 0 and k % 2 == 0:
            return power(_square_norm(algebra, a), num(k / 2))
        case Call("inner", (a, b)):
            return named_number(algebra, call("trace", call("matmul", call("transpose", a), b)) if is_array(a) else mul(a, b))
        case Call("matmul" | "transpose", _):
            return _one_by_one(algebra, t)
        case Call("mul" | "add" | "neg" | "div" | "pow", _):
            return rebuild(t, tuple(map(algebra.number, children(t))))
        case Elem(base, (i, *j)) if not isinstance(base, Sym):
            rows, columns = array_sizes(base)
            row = call("transpose", call("unit", i, rows))
            return _one_by_one(algebra, call("matmul", row, base, *(call("unit", k, columns) for k in j)))
        case Elem(base, indices):
            return Elem(base, tuple(map(algebra.number, indices)))
        case Bind():
            if any(is_matrix_operator(c) for c in walk(t)):
                raise NoWords("arrays under a binder")
            return t
        case Deriv():
            if any(is_matrix_operator(c) for c in walk(t)):
                raise NoWords("a derivative of arrays")
            return t
        case Call(op, _) if op in MATRIX_OPERATORS:
            raise NoWords(f"no words for {op}")
    return rebuild(t, tuple(map(algebra.number, children(t))))


def _square_norm(algebra: Algebra, a: Term) -> Term:
    if not is_array(a):
        return power(named_number(algebra, a), TWO)
    w = algebra.words(a)
    return algebra.term(trace_number(algebra, algebra.times(algebra.adjoint(w), w), array_sizes(a)[1]))


def _one_by_one(algebra: Algebra, t: Call) -> Term:
    if is_array(t):
        raise NoWords("an array where a number is needed")
    if t.op == "transpose":
        return named_number(algebra, t.args[0])
    return algebra.term(trace_number(algebra, chain(algebra, t.args), ONE))


def trace_number(algebra: Algebra, a: Words, size: Term) -> Quotient:
    """The trace of a polynomial of square matrices of this size."""
    ring = algebra.session.ring
    total = ring.number(0)
    for w, c in algebra.reduce(a).items():
        total = ring.add(total, ring.mul(c, _word_trace(algebra, w, size)))
    return total


def _word_trace(algebra: Algebra, w: Word, size: Term) -> Quotient:
    if not w:
        return algebra.session.nf(size)
    cut = next((k for k in range(len(w)) if same_size(w[k].rows, ONE)), None)
    if cut is not None:
        factor, word = algebra.tidy(w[cut:] + w[:cut])
        if word and same_size(word[0].rows, ONE) and not any(same_size(x.columns, ONE) for x in word[:-1]):
            return algebra.session.ring.mul(factor, form_number(algebra, word))
        return factor
    if len(w) == 1 and w[0].name in algebra.pairs:
        (a, m), (b, n) = algebra.pairs[w[0].name]
        if same_size(*m) and same_size(*n):
            return algebra.session.ring.mul(_word_trace(algebra, a, m[0]), _word_trace(algebra, b, n[0]))
    for k in range(len(w)):
        rotated = w[k:] + w[:k]
        factor, word = algebra.tidy(rotated)
        reduced = algebra.reduce({word: algebra.one()})
        if all(len(v) < len(w) for v in reduced):
            return algebra.session.ring.mul(factor, trace_number(algebra, reduced, w[k].rows))
    rest = _against_itself(algebra, w)
    if rest is not None:
        return trace_number(algebra, rest, size)
    turned = algebra.transposed(w)
    best = min((v[k:] + v[:k] for v in (w, turned) for k in range(len(w))), key=word_order)
    return _name(algebra, "trace", best, call("trace", word_term(algebra, best, None)))


def form_number(algebra: Algebra, w: Word) -> Quotient:
    """The number uᵀ A v, up to transposition."""
    reduced = algebra.reduce({w: algebra.one()}) if algebra.match(w) is not None else {w: algebra.one()}
    ring = algebra.session.ring
    total = ring.number(0)
    for v, c in reduced.items():
        value = algebra.one()
        if v:
            if any(same_size(x.columns, ONE) for x in v[:-1]):
                factor, v = algebra.tidy(v)
                value = ring.mul(factor, form_number(algebra, v)) if v else factor
            elif len(v) == 2 and v[0].name in algebra.stacks and v[1].name in algebra.stacks:
                (a, m), (b, _) = algebra.stacks[v[0].name], algebra.stacks[v[1].name]
                value = trace_number(algebra, {algebra.transposed(a) + b: algebra.one()}, m[1])
            elif _ones_word(v):
                value = algebra.session.nf(v[0].columns)
            elif (rest := _against_itself(algebra, v)) is not None:
                value = trace_number(algebra, rest, ONE)
            elif (entry := _entry(algebra, v)) is not None:
                value = algebra.session.nf(entry)
            else:
                best = min(v, algebra.transposed(v), key=word_order)
                algebra.forms[best] = None
                value = _name(algebra, "form", best, word_term(algebra, best, None))
        total = ring.add(total, ring.mul(c, value))
    return total


def _entry(algebra: Algebra, w: Word) -> Term | None:
    """The entry that eᵢᵀ A eⱼ or eᵢᵀ x is, and δᵢⱼ for eᵢᵀ eⱼ."""
    bases = [algebra.bases[x.name] for x in w]
    units = [t.args[0] if isinstance(t, Call) and t.op == "unit" else None for t in bases]
    match units, bases:
        case [i, None, j], [_, Sym() as a, _] if i is not None and j is not None and not w[1].inverted:
            return Elem(a, (j, i) if w[1].transposed else (i, j))
        case [i, j], _ if i is not None and j is not None:
            return call("delta", i, j)
        case ([i, None], [_, Sym() as a]) | ([None, i], [Sym() as a, _]) if i is not None:
            return Elem(a, (i,))
    return None


def _against_itself(algebra: Algebra, w: Word) -> Words | None:
    """If wᵀ reduces to c·w + rest with c ≠ 1 (a skew matrix), the trace of w is that of rest/(1 − c)."""
    ring = algebra.session.ring
    turned = algebra.reduce({algebra.transposed(w): algebra.one()}) if algebra.rules else {}
    c = ring.as_number(turned[w]) if w in turned else None
    if c is None or c == 1:
        return None
    return algebra.scale({v: d for v, d in turned.items() if v != w}, ring.number(Fraction(1) / (1 - c)))


def _name(algebra: Algebra, kind: str, w: Word, t: Term) -> Quotient:
    name = algebra.named(f"{kind} {word_order(w)}", t)
    algebra.words_of.setdefault(name, (kind, w))
    return algebra.session.nf(name)


def _ones_word(w: Word) -> bool:
    return len(w) == 2 and w[0].name == w[1].name and w[0].name.startswith("ones ")

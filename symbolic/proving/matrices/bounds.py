"""The order of numbers made of arrays: squares, inner products, and inequalities between quadratic forms.

uᵀMv for a positive (semi)definite M, and tr(UᵀMV), are inner products (those of 1 are the plain ones).  So (u ± v)ᵀM(u ± v) ≥ 0 for all
vectors u, v that can be cut out of the numbers at hand, |uᵀv| ≤ ‖u‖‖v‖, and determinants of definite matrices are positive.  An
inequality that is linear in inner products of vectors zᵢ holds if it holds with numbers sᵢsⱼ in place of zᵢᵀMzⱼ: in coordinates that
are orthonormal for M it is the sum of these scalar inequalities.

Guarantee: facts that are yielded hold wherever the declared facts hold and the inverses exist; so does an inequality that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, combinations_with_replacement

from symbolic.functions import ge, gt
from symbolic.proving.equality import Sides
from symbolic.proving.facts import has_complex
from symbolic.proving.forms import masks as sg
from symbolic.proving.matrices.word_determinants import letter_determinant
from symbolic.proving.matrices.word_letters import Letter, Word, Words, size_key
from symbolic.proving.matrices.words import Algebra
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.sizes import same_size
from symbolic.steps import Step
from symbolic.terms import ONE, REAL, TWO, ZERO, Sym, Term, call, free_symbols, fresh, mul, neg, power, sub, substitute, sym
from symbolic.verdicts import Conditional, Proved

Metric = Letter | None
"""The matrix M of an inner product; None for 1."""
MAX_VECTORS = 6


def positive_numbers(algebra: Algebra) -> Iterator[Term]:
    """Facts: uᵀMu, tr(UᵀMU) and tr(N UᵀMU) are not negative, positive for definite M and u ≠ 0 or U = 1; determinants of definite M are
    positive, those of UᵀMU not negative."""
    for name, (kind, w) in list(algebra.words_of.items()):
        middles = [(v, m) for v in _turns(kind, w) if (m := _middle(algebra, v)) is not None]
        if any(_is_strict(algebra, v, m) for v, m in middles):
            yield gt(name)
        elif middles or (kind == "trace" and any(_joins_definite(algebra, v) for v in _turns(kind, w))):
            yield ge(name)
    for name, w in list(algebra.products.items()):
        if _middle(algebra, w) is not None:
            yield ge(name)
    for letter, p in list(algebra.polynomials.items()):
        if _is_definite(algebra, p):
            yield gt(letter_determinant(algebra, Letter(letter, True, False, ONE, ONE)))
    for key, p in list(algebra.determinants.items()):
        if _is_definite(algebra, p):
            yield gt(algebra.numbers[f"det {key}"])


def _joins_definite(algebra: Algebra, w: Word) -> bool:
    """Whether w = N UᵀMU for semidefinite M and N: its trace is that of N^{1/2} UᵀMU N^{1/2}."""
    first = len(w) > 1 and algebra.bases[w[0].name] in algebra.semidefinite and not _holds_complex(algebra, w[:1])
    return first and bool(_middle(algebra, w[1:]))


def vanishing_numbers(algebra: Algebra) -> Iterator[Term]:
    """Facts: sums of numbers uᵀAv that are 0 by the declared relations, with a coefficient that may vanish as well."""
    for p in algebra.zeros:
        if p and all(w and same_size(w[0].rows, ONE) and same_size(w[-1].columns, ONE) for w in p):
            yield call("eq", algebra.session.quotient_term(algebra.trace(p, ONE)), ZERO)


def cauchy_schwarz(algebra: Algebra) -> Iterator[Term]:
    """Facts: |uᵀMv| ≤ √(uᵀMu) √(vᵀMv) and the same for traces, M semidefinite or 1, for the numbers at hand, squared and plain."""
    named = {(kind, v): name for name, (kind, w) in algebra.words_of.items() for v in _turns(kind, w) if not _holds_complex(algebra, w)}
    metrics = dict.fromkeys(x for _, w in named for x in w if algebra.bases[x.name] in algebra.definite)
    for name, (kind, w) in list(algebra.words_of.items()):
        for v in () if _holds_complex(algebra, w) else _turns(kind, w):
            for ends in _pairs(algebra, v, list(metrics)):
                if ends[0] != ends[1] and all((kind, (*algebra.transposed(z), *middle, *z)) in named for middle, z in ends):
                    a, b = (_product(algebra, middle[0] if middle else None, z, z) for middle, z in ends)
                    bound = mul(call("sqrt", a), call("sqrt", b))
                    yield from (ge(mul(a, b), power(name, TWO)), ge(bound, name), ge(bound, neg(name)))
        if kind == "trace" and not _holds_complex(algebra, w) and (kind, (*algebra.transposed(w), *w)) in named:  # 1 is the other matrix
            square, size = _product(algebra, None, w, w), w[0].rows
            bound = mul(call("sqrt", size), call("sqrt", square))
            yield from (ge(mul(size, square), power(name, TWO)), ge(bound, name), ge(bound, neg(name)))


End = tuple[Word, Word]
"""M, or nothing, and a vector u: the two parts of uᵀMu."""


def _pairs(algebra: Algebra, w: Word, metrics: list[Letter]) -> Iterator[tuple[End, End]]:
    """M, u and M, v with w = uᵀMv for a semidefinite M or 1; M, u and M⁻¹, v with w = uᵀv for a definite M."""
    for k in range(1, len(w)):
        u, v = algebra.transposed(w[:k]), w[k:]
        yield ((), u), ((), v)
        yield from ((((m,), u), ((_inverse_of(m),), v)) for m in metrics)
    for k in range(1, len(w) - 1):
        if algebra.bases[w[k].name] in algebra.semidefinite:
            yield ((w[k],), algebra.transposed(w[:k])), ((w[k],), w[k + 1 :])


def squares_of_sums(algebra: Algebra, claim: tuple[Term, Term]) -> Iterator[Term]:
    """Facts: (u ± v)ᵀM(u ± v) ≥ 0, as far as they speak of the numbers of the claim alone."""
    names = free_symbols(claim[0]) | free_symbols(claim[1])
    for metric, vectors in _vectors(algebra, names).items():
        for u, v in combinations(vectors[:MAX_VECTORS], 2):
            a, b, c = (_product(algebra, metric[0], *pair) for pair in ((u, u), (v, v), (u, v)))
            if free_symbols(a) | free_symbols(b) | free_symbols(c) <= names:
                both = call("add", a, b)
                yield from (ge(both, mul(TWO, c)), ge(both, neg(mul(TWO, c))))


def shown_by_coordinates(algebra: Algebra, sides: Sides, relation: str) -> bool:
    """Whether a weak inequality, linear in inner products, holds for numbers in place of vectors."""
    if relation not in ("le", "ge"):
        return False
    difference = sub(sides.left, sides.right)
    names = {s for s in free_symbols(difference) if s in algebra.words_of}
    metrics = dict.fromkeys(metric for metric, *_ in _vectors(algebra, frozenset(names)))
    if not names or not _is_linear(algebra, difference, names):
        return False
    facts = tuple(f for f in sides.facts if not any(s in algebra.meaning for s in free_symbols(f)))
    for metric in metrics:
        products = _coordinates(algebra, metric, names)
        if names <= products.keys():
            claim = Step(relation, substitute(difference, {**products}), ZERO, facts)
            if isinstance(prove_inequality(claim), Proved | Conditional):
                return True
    return False


def _is_linear(algebra: Algebra, difference: Term, names: set[Sym]) -> bool:
    """Whether every term of the difference holds one of the names, once."""
    session = algebra.session
    q, ring = session.nf(difference), session.ring
    if any(g.symbols & names and g.term not in names for g in ring.used(ring.lift(q.num))):
        return False
    if any(g.symbols & names for g in ring.used(ring.lift(q.den))):
        return False
    return all(sum(e for i, e in exponents if ring.generators[i].term in names) == 1 for _, exponents in ring.terms(ring.lift(q.num)))


def _coordinates(algebra: Algebra, metric: Metric, names: set[Sym]) -> dict[Sym, Term]:
    """Names of inner products with products of coordinates in their place; vectors are those whose squares are named."""
    vectors: dict[Word, Sym] = {}
    for name in sorted(names, key=lambda s: s.name):
        kind, w = algebra.words_of[name]
        for v in _turns(kind, w):
            half = _half(algebra, metric, v)
            if half is not None:
                vectors.setdefault(half, fresh(sym("s", REAL)))
                break
    out: dict[Sym, Term] = {}
    pairs = sorted(combinations_with_replacement(vectors, 2), key=lambda pair: pair[0] != pair[1])
    for u, v in pairs:
        if _fit(metric, u, v):
            inner = _product(algebra, metric, u, v)
            if isinstance(inner, Sym) and inner in names:
                out.setdefault(inner, mul(vectors[u], vectors[v]))
    return out


def _half(algebra: Algebra, metric: Metric, w: Word) -> Word | None:
    """z with w = zᵀMz; with M⁻¹ in the middle z = M⁻¹u."""
    middle = _middle(algebra, w)
    if middle is None or (middle and metric is None):
        return None
    tail = w[len(w) // 2 + len(middle) % 2 :] if middle else w[len(w) // 2 :]
    if metric is None:
        return tail
    if not middle or middle[0].name != metric.name:
        return None
    return tail if middle[0].inverted == metric.inverted else (_inverse_of(metric), *tail)


def _vectors(algebra: Algebra, names: frozenset[Sym]) -> dict[tuple[Metric, str, str], list[Word]]:
    """The vectors into which the named numbers can be cut, by the inner product and by their sizes."""
    out: dict[tuple[Metric, str, str], dict[Word, None]] = {}
    for name in sorted(names & algebra.words_of.keys(), key=lambda s: s.name):
        kind, w = algebra.words_of[name]
        for v in () if _holds_complex(algebra, w) else _turns(kind, w):
            for metric, z in _cuts(algebra, v):
                rows = z[0].rows
                out.setdefault((metric, size_key((rows, rows)), size_key((z[-1].columns, z[-1].columns))), {}).setdefault(z)
    return {key: sorted(vectors, key=len) for key, vectors in out.items()}


def _cuts(algebra: Algebra, w: Word) -> Iterator[tuple[Metric, Word]]:
    """u and v with w = uᵀv or uᵀMv, and M⁻¹u of uᵀM⁻¹v."""
    for k in range(1, len(w)):
        yield None, w[k:]
        yield None, algebra.transposed(w[:k])
    for k in range(1, len(w) - 1):
        if algebra.bases[w[k].name] in algebra.semidefinite:
            for z in (w[k + 1 :], algebra.transposed(w[:k])):
                yield w[k], z
                if algebra.bases[w[k].name] in algebra.definite:
                    other = _inverse_of(w[k])
                    yield other, (w[k], *z)


def _inverse_of(x: Letter) -> Letter:
    return Letter(x.name, not x.inverted, x.transposed, x.rows, x.columns)


def _fit(metric: Metric, u: Word, v: Word) -> bool:
    return size_key((u[0].rows, u[-1].columns)) == size_key((v[0].rows, v[-1].columns))


def _product(algebra: Algebra, metric: Metric, u: Word, v: Word) -> Term:
    """tr(uᵀMv) as a term in names."""
    one = algebra.one()
    left: Words = {algebra.transposed(u): one}
    middle: Words = {(metric,) if metric is not None else (): one}
    whole = algebra.times(algebra.times(left, middle), {v: one})
    return algebra.session.quotient_term(algebra.trace(whole, v[-1].columns))


def _turns(kind: str, w: Word) -> list[Word]:
    """The rotations of a word under a trace."""
    return [w[k:] + w[:k] for k in range(len(w))] if kind == "trace" else [w]


def _middle(algebra: Algebra, w: Word) -> Word | None:
    """M if w = uᵀMu of real arrays, with M empty, one semidefinite letter, or the inverse of a definite polynomial."""
    if _holds_complex(algebra, w):
        return None
    half = len(w) // 2
    if algebra.transposed(w[len(w) - half :]) != w[:half]:
        return None
    middle = w[half : len(w) - half]
    if not middle or algebra.bases[middle[0].name] in algebra.semidefinite:
        return middle
    inverted = algebra.polynomials.get(middle[0].name)
    return middle if inverted is not None and _is_definite(algebra, inverted) else None


def _holds_complex(algebra: Algebra, w: Iterable[Letter]) -> bool:
    """Whether a letter stands for an array that may not be real: uᵀu may be 0 or negative then."""
    return any(has_complex(algebra.bases[x.name]) for x in w)


def _is_strict(algebra: Algebra, w: Word, middle: Word) -> bool:
    """Whether uᵀMu is positive: M is definite and u ≠ 0 is declared, or u is the unit matrix."""
    tail = w[(len(w) + len(middle)) // 2 :]
    definite = all(algebra.bases[x.name] in algebra.definite for x in middle)
    return definite and (not tail or (len(tail) == 1 and algebra.bases[tail[0].name] in algebra.nonzero))


def _is_definite(algebra: Algebra, p: Words) -> bool:
    """A sum of c·uᵀMu, M semidefinite, with all c ≥ 0, one of them c > 0 with u = 1 and M definite or 1."""
    strict = False
    for w, c in p.items():
        mask = algebra.session.signs.quotient_sign(c)
        middle = _middle(algebra, w)
        if mask & sg.NEG or middle is None:
            return False
        alone = len(w) == len(middle) and all(algebra.bases[x.name] in algebra.definite for x in middle)
        strict = strict or (mask == sg.POS and alone)
    return strict

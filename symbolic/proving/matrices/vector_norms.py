"""Inequalities between norms: triangle inequalities, products, the norms of one vector against each other, inner products.

Every norm in the inequality becomes a number n ≥ 0; what is known of norms becomes facts about these numbers:
‖u + v‖ ≤ ‖u‖ + ‖v‖ in each of the norms, ‖UV‖ ≤ ‖U‖‖V‖ in the norm of Euclid and Frobenius, and of a vector with n entries
‖u‖_∞ ≤ ‖u‖ ≤ ‖u‖₁ ≤ √n‖u‖, ‖u‖ ≤ √n‖u‖_∞, ‖u‖₁ ≤ n‖u‖_∞, ‖u‖² ≤ ‖u‖₁‖u‖_∞, and |uᵀv| ≤ ‖u‖‖v‖, ‖u‖₁‖v‖_∞ (Hölder).

Guarantee: an inequality that is shown holds for all arrays of these sizes that are as declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from symbolic.functions import ge
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.word_letters import Words, word_order
from symbolic.proving.matrices.words import Algebra
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.shapes import ShapeError, is_matrix, is_vector, shape
from symbolic.sizes import same_size
from symbolic.steps import Step
from symbolic.terms import ONE, REAL, TWO, Bind, Call, Sym, Term, add, call, fresh, mul, neg, operators, power, sym, transform, walk
from symbolic.verdicts import Proved

KINDS = ("norm", "norm1", "norm_inf")
OF_VECTORS = frozenset({"norm1", "norm_inf"})
MAX_VECTORS = 6


@dataclass(slots=True)
class Normed:
    """An array up to sign and transposition, the number of its entries if it is a vector, and the names of its norms."""

    words: Words
    length: Term | None
    names: dict[str, Sym] = field(default_factory=dict)

    def named(self, kind: str) -> Sym:
        return self.names.setdefault(kind, fresh(sym("n", REAL)))


def shown_by_norms(algebra: Algebra, left: Term, right: Term, relation: str, declared: tuple[Term, ...] = ()) -> bool:
    """Whether the inequality follows from what the module's docstring says of norms, and from what is declared of them."""
    arrays: dict[str, Normed] = {}
    products: list[Term] = []
    several = any(isinstance(t, Call) and t.op in OF_VECTORS for side in (left, right) for t in walk(side))

    def known(a: Term) -> tuple[Term, Normed]:
        size, p = _scaled(algebra, algebra.words(a))
        sizes = shape(a)
        length = (sizes[0] if same_size(sizes[1], ONE) else sizes[1]) if is_vector(sizes) else None
        return size, arrays.setdefault(_norm_key(algebra, p), Normed(p, length))

    def named(t: Term) -> Term | None:
        match t:
            case Call("norm" | "norm1" | "norm_inf" as kind, (a,)) if is_matrix(a):
                size, normed = known(a)
                return mul(size, normed.named(kind))
            case Call("inner", (a, b)) | Call("matmul", (Call("transpose", (a,)), b)) if several and _are_columns(a, b):
                return _inner_product(known(a), known(b), products)
        return None

    left, right = transform(left, named), transform(right, named)
    told = [transform(d, named) for d in declared if not isinstance(d, Bind) and not operators(d).isdisjoint(KINDS)]
    count = sum(len(n.names) for n in arrays.values())
    if not 2 <= count <= 3 * MAX_VECTORS or len(arrays) > MAX_VECTORS or has_arrays(left) or has_arrays(right):
        return False
    facts = [*algebra.facts, *products, *(d for d in told if not has_arrays(d))]
    for normed in arrays.values() if several else ():
        facts += _of_one_vector(normed)
    for kind in KINDS:
        norms = [(n.words, n.names[kind]) for n in arrays.values() if kind in n.names]
        facts += [*(ge(n) for _, n in norms), *_norms_of_sums(algebra, norms)]
    facts += _norms_of_products(algebra, {key: (n.words, n.names["norm"]) for key, n in arrays.items() if "norm" in n.names})
    return isinstance(prove_inequality(Step(relation, left, right, tuple(facts))), Proved)


def _are_columns(a: Term, b: Term) -> bool:
    try:
        return all(is_matrix(t) and same_size(shape(t)[1], ONE) for t in (a, b))
    except ShapeError:
        return False


def _inner_product(a: tuple[Term, Normed], b: tuple[Term, Normed], facts: list[Term]) -> Sym:
    """A name for uᵀv, with the inequalities of Cauchy and Schwarz and of Hölder for it."""
    name = fresh(sym("s", REAL))
    for one, other in (("norm", "norm"), ("norm1", "norm_inf"), ("norm_inf", "norm1")):
        bound = mul(a[0], b[0], a[1].named(one), b[1].named(other))
        facts += [ge(bound, name), ge(bound, neg(name))]
    return name


def _of_one_vector(normed: Normed) -> Iterator[Term]:
    """What the norms of one vector are to each other."""
    if normed.length is None:
        return
    two, one, largest = map(normed.named, KINDS)
    root = call("sqrt", normed.length)
    yield from (ge(two, largest), ge(one, two), ge(one, largest), ge(mul(root, two), one), ge(mul(root, largest), two),
                ge(mul(normed.length, largest), one), ge(mul(one, largest), power(two, TWO)))


def _scaled(algebra: Algebra, p: Words) -> tuple[Term, Words]:
    """|c| and q with p = c·q, where q is a word or has a first coefficient of 1, if that is a number."""
    ring = algebra.session.ring
    if not p:
        return ONE, p
    c = p[min(p, key=word_order)]
    if len(p) > 1 and ring.as_number(c) is None:
        return ONE, p
    whole = {next(iter(p)): ring.number(1)} if len(p) == 1 else algebra.scale(p, ring.div(ring.number(1), c))
    return call("abs", algebra.session.quotient_term(c)), whole


def _norm_key(algebra: Algebra, p: Words) -> str:
    """One key for u, −u, uᵀ and −uᵀ, which have one norm."""
    turned = algebra.adjoint(p)
    return min(algebra.key(v) for w in (p, turned) for v in (w, algebra.minus({}, w)))


def _norms_of_sums(algebra: Algebra, norms: list[tuple[Words, Sym]]) -> Iterator[Term]:
    """‖u‖ ≤ ‖v₁‖ + … + ‖vₖ‖ for u = ± v₁ ± … ± vₖ."""
    for u, length in norms:
        others = [pair for pair in norms if pair[1] is not length]
        for count in (2, 3):
            for parts in combinations(others, count):
                if any(_is_sum(algebra, u, [v for v, _ in parts], signs) for signs in product((1, -1), repeat=count)):
                    yield ge(add(*(n for _, n in parts)), length)


def _norms_of_products(algebra: Algebra, norms: dict[str, tuple[Words, Sym]]) -> Iterator[Term]:
    """‖wv‖ ≤ ‖w‖‖v‖ for a word w with which all words of a polynomial begin, or end."""
    one = algebra.one()
    for p, length in list(norms.values()):
        for q in (p, algebra.adjoint(p)):
            for k in range(1, min(map(len, q), default=0)):
                (head, *others) = {w[:k] for w in q}
                size, rest = _scaled(algebra, {w[k:]: c for w, c in q.items()})
                found = [norms.get(_norm_key(algebra, v)) for v in ({head: one}, rest)]
                if not others and found[0] is not None and found[1] is not None:
                    yield ge(mul(size, found[0][1], found[1][1]), length)


def _is_sum(algebra: Algebra, p: Words, parts: list[Words], signs: tuple[int, ...]) -> bool:
    """Whether p is the sum of the parts with these signs."""
    for part, sign in zip(parts, signs, strict=True):
        p = algebra.minus(p, algebra.scale(part, algebra.session.ring.number(sign)))
    return not p

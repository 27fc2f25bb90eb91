"""Normal forms of sums over symbolic ranges.

A sum is taken apart by linearity; what remains under each Σ is a product of generators that depend on the index (its *kernel*).
Kernels are summed in closed form (:mod:`symbolic.proving.forms.closed_sums`), or the sum becomes a formal partial sum
(:mod:`symbolic.proving.forms.partial_sums`), its index moved so that equal sums look alike.

Guarantee: as for the normal form.  ``Σ_{lo}^{hi}`` is rewritten only when ``hi ≥ lo − 1`` is known, since a range of negative length
has the sum 0; else it stays a generator.
"""

from __future__ import annotations

from symbolic.proving.forms.closed_sums import binomial, contracted, declared, faulhaber_sum, geometric, partial_fractions
from symbolic.proving.forms.partial_sums import formal_sum, joined
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.forms.spans import Span, inside, over_range, place_of
from symbolic.proving.forms.tower import Exponents, Session, binder
from symbolic.terms import ONE, Bind, Elem, Sym, Term, bind, free_symbols, neg, substitute, walk


@binder("sum")
def normal_sum(s: Session, t: Bind) -> Quotient:
    """The normal form of a finite sum."""
    return over_range(s, t, range_sum, plain_sum)


MOST_MOVES = 8


def range_sum(span: Span, body: Quotient) -> Quotient:
    """Σ body, term by term."""
    ring = span.s.ring
    free, dependent = span.split_factors(body.den)
    if not dependent.is_constant():
        parts = partial_fractions(span, body.num, free, dependent)
        if parts is not None:
            total = ring.number(0)
            for part in parts:
                total = ring.add(total, _sum_over(span, part.num, *span.split_factors(part.den)))
            return total
        whole, rest = _divided(span, body.num, dependent)
        return ring.add(_sum_over(span, whole, free, ring.constant(1)), _sum_over(span, rest, free, dependent))
    return _sum_over(span, body.num, free, dependent)


def _divided(span: Span, numerator: Poly, dependent: Poly) -> tuple[Poly, Poly]:
    """Quotient and remainder: Σ (a + b·d)/d is Σ b + Σ a/d, for a denominator d with leading coefficient ±1."""
    ring = span.s.ring
    numerator, dependent = ring.lift(numerator), ring.lift(dependent)
    if abs(int(dependent.leading_coefficient())) != 1:
        return ring.constant(0), numerator
    whole, rest = divmod(numerator, dependent)
    return whole, rest


def _sum_over(span: Span, numerator: Poly, free: Poly, dependent: Poly) -> Quotient:
    ring = span.s.ring
    groups: dict[Exponents, Poly] = {}
    for c, exps in ring.terms(ring.lift(numerator)):
        inner = tuple((i, e) for i, e in exps if span.depends(i))
        outer = tuple((i, e) for i, e in exps if not span.depends(i))
        groups[inner] = groups.get(inner, ring.constant(0)) + ring.monomial(outer, c)
    total = ring.number(0)
    for inner, coefficient in groups.items():
        value = _kernel(span, inner, dependent)
        total = ring.add(total, ring.mul(ring.quotient(coefficient, free), value))
    return total


def _kernel(span: Span, inner: Exponents, dependent: Poly) -> Quotient:
    """Σ of one kernel: a monomial over a denominator, both depending on the index."""
    s, ring = span.s, span.s.ring
    if not inner and dependent.is_constant():
        return span.length if span.known else plain_sum(span, ONE)
    place = ring.by_key.get(("sym", span.var))
    alone = place is not None and all(i == place.index for i, _ in inner)
    if span.known and alone and dependent.is_constant():
        return faulhaber_sum(span, inner[0][1])
    single = contracted(span, inner, dependent) or declared(span, inner, dependent)
    if single is not None:
        return single
    if span.known:
        for rule in (geometric, binomial):
            closed = rule(span, inner, dependent)
            if closed is not None:
                return closed
    kernel = s.quotient_term(ring.quotient(ring.monomial(inner), dependent))
    whole = joined(span, inner, dependent)
    if whole is not None:
        return whole
    moved = _moved(span, kernel)
    if moved is not None:
        return moved
    turned = _turned(span, kernel)
    value = formal_sum(span, turned or kernel) if span.known else plain_sum(span, turned or kernel)
    return ring.neg(value) if turned is not None else value


def _turned(span: Span, kernel: Term) -> Term | None:
    """−kernel, if that is what leads with a positive coefficient: sign(m − x) for sign(x − m)."""
    placed = span.s.nf(substitute(kernel, {span.var: place_of(kernel)}))
    return neg(kernel) if not placed.num.is_zero() and span.s.ring.lift(placed.num).leading_coefficient() < 0 else None


def _moved(span: Span, kernel: Term) -> Quotient | None:
    """The sum with another index: c − i, or i − c, so that the first subscript that holds the index is the index."""
    s, ring = span.s, span.s.ring
    if span.moves == MOST_MOVES:
        return None  # each form of the kernel has its first subscript elsewhere
    found = _subscripts(span, kernel)
    place = ring.of(s.symbol(span.var))
    if found and found[0][1] < 0:
        turn = found[0][2]
        index, low, high = ring.sub(turn, place), ring.sub(turn, span.high), ring.sub(turn, span.low)
    else:
        shift = _shift(span, kernel, [offset for _, slope, offset in found if slope > 0])
        if ring.is_zero(shift):
            return None
        index, low, high = ring.sub(place, shift), ring.add(span.low, shift), ring.add(span.high, shift)
    kernel = substitute(kernel, {span.var: s.quotient_term(index)})
    return range_sum(Span(s, span.var, low, high, span.length, span.known, span.moves + 1), inside(s, span.var, low, high, kernel))


def plain_sum(span: Span, kernel: Term) -> Quotient:
    """The sum as a generator of its kernel and bounds."""
    place = place_of(kernel)
    moved = substitute(kernel, {span.var: place})
    s = span.s
    key = (s.ring.quotient_key(s.nf(moved)), place.uid, s.ring.quotient_key(span.low), s.ring.quotient_key(span.high))
    t = bind("sum", span.var, kernel, (s.quotient_term(span.low), s.quotient_term(span.high)))
    return s.opaque("range sum", key, t)


def _shift(span: Span, kernel: Term, offsets: list[Quotient]) -> Quotient:
    """c of a subscript i + c: the least if all are numbers, otherwise that of the first name."""
    ring = span.s.ring
    numbers = [n for n in map(ring.as_number, offsets) if n is not None]
    if len(numbers) < len(offsets):
        return offsets[0]
    return ring.number(min(numbers or _denominator_offsets(span, kernel), default=0))


def _subscripts(span: Span, kernel: Term) -> list[tuple[str, int, Quotient]]:
    """Subscripts i + c and c − i by the names that carry them: the name, the sign of i, and c."""
    ring, out = span.s.ring, []
    place = ring.of(span.s.symbol(span.var))
    entries = ((t.base.name, t.indices) for t in walk(kernel) if isinstance(t, Elem) and isinstance(t.base, Sym))
    for name, index in ((name, i) for name, indices in entries for i in indices if span.var in free_symbols(i)):
        q = span.s.nf(index)
        for slope, offset in ((1, ring.sub(q, place)), (-1, ring.add(q, place))):
            if offset.den.is_one() and span.var not in ring.symbols(offset.num):
                out.append((name, slope, offset))
    return sorted(out, key=lambda part: (part[0], -part[1]))


def _denominator_offsets(span: Span, kernel: Term) -> list[int]:
    """The whole parts of c/a for factors a·i + c of the kernel's denominator."""
    ring = span.s.ring
    factors = (span.linear(f) for f, _ in ring.lift(span.s.nf(kernel).den).factor()[1])
    return [c // a for a, c in filter(None, factors)]

"""Formal partial sums ``G(h) = Σ_{i ≤ h} kernel(i)``, and sums over several independent indices.

``Σ_{lo}^{hi} = G(hi) − G(lo−1)`` and ``G(h+1) = G(h) + kernel(h+1)``: terms split off, ranges join and telescoping sums close by
themselves.  Nested sums over independent ranges are joined into one sum over several indices, in canonical order.

Guarantee: as for the normal form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.closed_sums import declared
from symbolic.proving.forms.ring import Poly, Quotient, TooLarge
from symbolic.proving.forms.spans import MAX_SHIFT, PLACE, Span, inside, place_of
from symbolic.proving.forms.tower import Exponents, Refine, Session, binder
from symbolic.terms import Bind, Sym, Term, bind, free_symbols, fresh, mul, neg, num, open_binder, substitute


@dataclass(frozen=True, slots=True)
class PartialSum:
    """Payload of a generator Σ over one or several indices: its kernel, indices and upper bounds (from 1)."""

    kernel: Term
    indices: tuple[Sym, ...]
    lows: tuple[Term, ...]
    highs: tuple[Term, ...]


@binder("partial")
def normal_partial_sum(s: Session, t: Bind) -> Quotient:
    """The normal form of ``G(h)``, or of ``G(h) − G(origin)``."""
    var, kernel = open_binder(t)
    starts = [partial_sum(s, var, kernel, s.nf(origin)) for origin in t.bounds[1:]]  # first, so that G is made with its origin
    total = partial_sum(s, var, kernel, s.nf(t.bounds[0]))
    for start in starts:
        total = s.ring.sub(total, start)
    return total


def formal_sum(span: Span, kernel: Term) -> Quotient:
    """G(hi) − G(lo − 1) for the kernel."""
    ring = span.s.ring
    start = partial_sum(span.s, span.var, kernel, ring.sub(span.low, ring.number(1)))
    return ring.sub(partial_sum(span.s, span.var, kernel, span.high), start)


def partial_sum(s: Session, var: Sym, kernel: Term, h: Quotient) -> Quotient:
    """G(h), brought to G of h without its integer constant.  G is fixed by G(origin) = 0.

    The origin is the first numeral below a range of this kernel.  In terms G(h) is written with the internal
    binder ``partial``, whose only reading is this function, and with its origin: where a value is put in for a
    name, the kernel becomes another one, whose G may start elsewhere.
    """
    ring = s.ring
    shift = 0
    if h.den.is_one():
        shift = next((c for c, exps in ring.terms(h.num) if not exps), 0)
    base = ring.sub(h, ring.number(shift))
    place = place_of(kernel)
    key = (ring.quotient_key(s.nf(substitute(kernel, {var: place}))), place.uid)
    origin = s.units.get(("origin", repr(key)))
    if base.num.is_zero():
        if origin is None:
            origin = s.units.setdefault(("origin", repr(key)), shift)
            if any(made[:2] == ("partial sum", key) for made in ring.by_key):
                raise Refine
        total, start = ring.number(0), origin
    elif (known := ring.by_key.get(("partial sum", key, ring.quotient_key(base)))) is not None:
        total, start = ring.of(known), 0
    else:
        t = bind("partial", var, kernel, (s.quotient_term(base),) if origin is None else (s.quotient_term(base), num(origin)))
        facts: dict[str, object] = {}
        if origin is not None and (length := s.signs.quotient_sign(ring.sub(base, ring.number(origin)))) & sg.NEG == 0:
            facts = {"payload": PartialSum(kernel, (var,), (num(origin + 1),), (s.quotient_term(base),))}
            mask = s.signs.quotient_sign(inside(s, var, ring.number(origin + 1), base, kernel))
            facts |= {"nonneg": mask & sg.NEG == 0, "sign": 1 if mask == sg.POS and length == sg.POS else 0}
        total = s.opaque("partial sum", (key, ring.quotient_key(base)), t, **facts)
        start = 0
    if abs(shift - start) > MAX_SHIFT:
        raise TooLarge("a range is shifted too far")
    for c in range(min(start, shift) + 1, max(start, shift) + 1):
        value = s.nf(substitute(kernel, {var: s.quotient_term(ring.add(base, ring.number(c)))}))
        for f, _ in value.den.factor()[1]:
            if s.signs.sign(f) & sg.ZERO:
                s.loci.append(f)
        total = ring.add(total, value) if shift > start else ring.sub(total, value)
    return total


def joined(span: Span, inner: Exponents, dependent: Poly) -> Quotient | None:
    """Join this sum with sums under it, if their ranges do not depend on this index."""
    s, ring = span.s, span.s.ring
    nested: list[PartialSum] = []
    rest: list[tuple[int, int]] = []
    for i, e in inner:
        kind = ring.generators[i].kind
        found = ring.generators[i].payload
        if kind in ("partial sum", "joint sum") and isinstance(found, PartialSum):
            nested += [found] * e
        else:
            rest.append((i, e))
    if not nested or any(span.var in free_symbols(h) for n in nested for h in (*n.lows, *n.highs)):
        return None
    kernel = s.quotient_term(ring.quotient(ring.monomial(tuple(rest)), dependent))
    indices: list[Sym] = [span.var]
    lows, highs = [s.quotient_term(span.low)], [s.quotient_term(span.high)]
    for n in nested:
        renamed = {v: fresh(v) for v in n.indices}
        kernel = mul(kernel, substitute(n.kernel, dict(renamed)))
        indices += renamed.values()
        lows += n.lows
        highs += n.highs
    if len(indices) > 4:
        return None
    if s.totals and len(indices) == 2:
        exchanged = _exchanged(span, kernel, indices[1], s.nf(lows[1]), s.nf(highs[1]))
        if exchanged is not None:
            return exchanged
    return joint_sum(s, PartialSum(kernel, tuple(indices), tuple(lows), tuple(highs)))


def _exchanged(span: Span, kernel: Term, other: Sym, low: Quotient, high: Quotient) -> Quotient | None:
    """The sum over this index first, if its value is declared for every value of the other index."""
    s, ring = span.s, span.s.ring
    with s.scope():
        place = ring.of(s.symbol(other))
        s.signs.learn_quotient(ring.sub(place, low), sg.NONNEG)
        s.signs.learn_quotient(ring.sub(high, place), sg.NONNEG)
        q = s.nf(kernel)
        free, dependent = span.split_factors(q.den)
        parts = ring.terms(ring.lift(q.num))
        if len(parts) != 1 or not dependent.is_constant():
            return None
        (c, exponents), = parts
        value = declared(span, tuple((i, e) for i, e in exponents if span.depends(i)), dependent)
        if value is None:
            return None
        outer = ring.monomial(tuple((i, e) for i, e in exponents if not span.depends(i)), c)
        body = s.quotient_term(ring.mul(ring.quotient(outer, free), value))
    return s.nf(bind("sum", other, body, (s.quotient_term(low), s.quotient_term(high))))


def joint_sum(s: Session, joint: PartialSum) -> Quotient:
    """A sum over several independent indices, in canonical order of the indices; 0 if exchanging indices turns the kernel's sign."""
    ring = s.ring
    level = 1 + max((v.uid for v in free_symbols(joint.kernel) if v.name == PLACE), default=0)
    found: list[tuple[str, int, tuple[object, ...]]] = []
    for order in permutations(range(len(joint.indices))):
        places = {joint.indices[k]: Sym(PLACE, joint.indices[k].sort, level + position) for position, k in enumerate(order)}
        q = s.nf(substitute(joint.kernel, dict(places)))
        if ring.is_zero(q):
            return q
        sign = 1 if ring.lift(q.num).leading_coefficient() > 0 else -1
        bounds = tuple((ring.quotient_key(s.nf(joint.lows[k])), ring.quotient_key(s.nf(joint.highs[k]))) for k in order)
        key: tuple[object, ...] = (ring.quotient_key(q if sign > 0 else ring.neg(q)), bounds, level)
        found.append((repr(key), sign, key))
    text, sign, key = min(found, key=lambda part: part[0])
    if any(other == text and turned != sign for other, turned, _ in found):
        return ring.number(0)
    kernel = joint.kernel if sign > 0 else neg(joint.kernel)
    t = kernel
    for v, lo, hi in zip(joint.indices, joint.lows, joint.highs, strict=True):
        t = bind("sum", v, t, (lo, hi))
    total = s.opaque("joint sum", key, t, payload=replace(joint, kernel=kernel))
    return total if sign > 0 else ring.neg(total)

"""Normal forms of sums and products over symbolic ranges.

A sum is taken apart by linearity; what remains under each Σ is a product of generators that depend on the
index (its *kernel*).  Kernels are summed, in this order:

* Kronecker's δ is contracted, when the other index is known to lie in the range;
* a polynomial in the index by Faulhaber's formula; a polynomial times a geometric term by its closed form,
  when the ratio is known not to be 1; simple linear denominators by partial fractions;
* otherwise the sum becomes a formal partial sum ``G(h) = Σ_{i ≤ h} kernel(i)``, so that
  ``Σ_{lo}^{hi} = G(hi) − G(lo−1)`` and ``G(h+1) = G(h) + kernel(h+1)``: terms split off, ranges join and
  telescoping sums close by themselves.

Nested sums over independent ranges are joined into one sum over several indices, which are put in canonical
order.  Guarantee: as for the normal form.  ``Σ_{lo}^{hi}`` is rewritten only when ``hi ≥ lo − 1`` is known,
since a range of negative length has the sum 0; else it stays a generator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

from symbolic.proving.forms import signs as sg
from symbolic.proving.forms.declared_sums import declared_value
from symbolic.proving.forms.power_sums import faulhaber, geometric_antidifference, stirling
from symbolic.proving.forms.powers import exponential, integer_power
from symbolic.proving.forms.ring import Generator, Poly, Quotient, TooLarge
from symbolic.proving.forms.tower import Exponents, Refine, Session, binder
from symbolic.terms import (
    INTEGER,
    ONE,
    Bind,
    Elem,
    Sym,
    Term,
    add,
    bind,
    call,
    free_symbols,
    fresh,
    mul,
    neg,
    num,
    open_binder,
    substitute,
    walk,
)

PLACE = "□"
FACTORIALS = (("call", "factorial"), ("call", "binomial"))
MAX_SHIFT = 40
MAX_MOMENT = 8


@binder("sum", "prod", "partial")
def normal_binder(s: Session, t: Bind) -> Quotient:
    """The normal form of a finite sum or product."""
    if t.op == "partial":
        var, kernel = open_binder(t)
        total = partial_sum(s, var, kernel, s.nf(t.bounds[0]))
        for origin in t.bounds[1:]:
            total = s.ring.sub(total, partial_sum(s, var, kernel, s.nf(origin)))
        return total
    lo, hi = t.bounds
    low, high = s.nf(lo), s.nf(hi)
    var = fresh(t.var)
    body_term = substitute(t.body, {t.var: var})
    length = s.ring.add(s.ring.sub(high, low), s.ring.number(1))
    count = s.ring.as_number(length)
    if count is not None and count.denominator == 1:
        return _expanded(s, t.op, var, body_term, low, int(count))
    body = _inside(s, var, low, high, body_term)
    known = s.signs.quotient_sign(length) & sg.NEG == 0
    span = Span(s, var, low, high, length, known)
    if _may_divide_by_zero(s, var, length, body):
        kernel = s.quotient_term(body)
        return span.plain(kernel) if t.op == "sum" else span.plain_product(kernel)
    return span.sum(body) if t.op == "sum" else span.product(body)


def _may_divide_by_zero(s: Session, var: Sym, length: Quotient, body: Quotient) -> bool:
    """Whether what could be taken out of a sum that may be empty may be 0 there: Σ_{k=1}^{n} 1/n is no n · (1/n) for n = 0."""
    if s.signs.quotient_sign(length) & ~sg.POS == 0 or body.den.is_constant():
        return False
    factors = (f for f, _ in s.ring.lift(body.den).factor()[1])
    return any(var not in s.ring.symbols(f) and s.signs.sign(f) & sg.ZERO for f in factors)


def _expanded(s: Session, op: str, var: Sym, body: Term, low: Quotient, count: int) -> Quotient:
    """A range of known length, written out."""
    if count > 200:
        raise TooLarge("a range is too long to write out")
    total = s.ring.number(0 if op == "sum" else 1)
    for k in range(count):
        value = s.nf(substitute(body, {var: s.quotient_term(s.ring.add(low, s.ring.number(k)))}))
        total = s.ring.add(total, value) if op == "sum" else s.ring.mul(total, value)
    return total


def _inside(s: Session, var: Sym, low: Quotient, high: Quotient, body: Term) -> Quotient:
    """The body's normal form, with the facts lo ≤ i ≤ hi; facts and memo are restored afterwards."""
    with s.scope():
        i = s.ring.of(s.symbol(var))
        s.signs.learn_quotient(s.ring.sub(i, low), sg.NONNEG)
        s.signs.learn_quotient(s.ring.sub(high, i), sg.NONNEG)
        return s.nf(body)


@dataclass(frozen=True, slots=True)
class PartialSum:
    """Payload of a generator Σ over one or several indices: its kernel, indices and upper bounds (from 1)."""

    kernel: Term
    indices: tuple[Sym, ...]
    lows: tuple[Term, ...]
    highs: tuple[Term, ...]


@dataclass(slots=True)
class Span:
    """The range of one sum, and the rules that sum over it."""

    s: Session
    var: Sym
    low: Quotient
    high: Quotient
    length: Quotient
    known: bool

    # --- sums

    def sum(self, body: Quotient) -> Quotient:
        """Σ body, term by term."""
        ring = self.s.ring
        free, dependent = self._split_factors(body.den)
        if not dependent.is_constant():
            parts = self._partial_fractions(body.num, free, dependent)
            if parts is not None:
                total = ring.number(0)
                for part in parts:
                    total = ring.add(total, self._sum_over(part.num, *self._split_factors(part.den)))
                return total
            whole, rest = self._divided(body.num, dependent)
            return ring.add(self._sum_over(whole, free, ring.constant(1)), self._sum_over(rest, free, dependent))
        return self._sum_over(body.num, free, dependent)

    def _divided(self, numerator: Poly, dependent: Poly) -> tuple[Poly, Poly]:
        """Quotient and remainder: Σ (a + b·d)/d is Σ b + Σ a/d, for a denominator d with leading coefficient ±1."""
        ring = self.s.ring
        numerator, dependent = ring.lift(numerator), ring.lift(dependent)
        if abs(int(dependent.leading_coefficient())) != 1:
            return ring.constant(0), numerator
        whole, rest = divmod(numerator, dependent)
        return whole, rest

    def _sum_over(self, numerator: Poly, free: Poly, dependent: Poly) -> Quotient:
        ring = self.s.ring
        groups: dict[Exponents, Poly] = {}
        for c, exps in ring.terms(ring.lift(numerator)):
            inner = tuple((i, e) for i, e in exps if self._depends(i))
            outer = tuple((i, e) for i, e in exps if not self._depends(i))
            groups[inner] = groups.get(inner, ring.constant(0)) + ring.monomial(outer, c)
        total = ring.number(0)
        for inner, coefficient in groups.items():
            value = self._kernel(inner, dependent)
            total = ring.add(total, ring.mul(ring.quotient(coefficient, free), value))
        return total

    def _depends(self, index: int) -> bool:
        return self.var in self.s.ring.generators[index].symbols

    def _split_factors(self, p: Poly) -> tuple[Poly, Poly]:
        """p = free · dependent, by factors."""
        ring = self.s.ring
        p = ring.lift(p)
        if p.is_constant():
            return p, ring.constant(1)
        content, factors = p.factor()
        free, dependent = ring.constant(int(content)), ring.constant(1)
        for f, e in factors:
            if self.var in ring.symbols(f):
                dependent *= f ** int(e)
            else:
                free *= f ** int(e)
        return free, dependent

    def _kernel(self, inner: Exponents, dependent: Poly) -> Quotient:
        """Σ of one kernel: a monomial over a denominator, both depending on the index."""
        s, ring = self.s, self.s.ring
        if not inner and dependent.is_constant():
            return self.length if self.known else self.plain(ONE)
        place = ring.by_key.get(("sym", self.var))
        alone = place is not None and all(i == place.index for i, _ in inner)
        if self.known and alone and dependent.is_constant():
            return self._faulhaber(inner[0][1])
        contracted = self._contract(inner, dependent) or self._declared(inner, dependent)
        if contracted is not None:
            return contracted
        if self.known:
            for rule in (self._geometric, self._binomial):
                closed = rule(inner, dependent)
                if closed is not None:
                    return closed
        kernel = s.quotient_term(ring.quotient(ring.monomial(inner), dependent))
        joined = self._joined(inner, dependent)
        if joined is not None:
            return joined
        moved = self._moved(kernel)
        if moved is not None:
            return moved
        turned = self._turned(kernel)
        value = self._formal(turned or kernel) if self.known else self.plain(turned or kernel)
        return ring.neg(value) if turned is not None else value

    def _turned(self, kernel: Term) -> Term | None:
        """−kernel, if that is what leads with a positive coefficient: sign(m − x) for sign(x − m)."""
        placed = self.s.nf(substitute(kernel, {self.var: _place(kernel)}))
        return neg(kernel) if not placed.num.is_zero() and self.s.ring.lift(placed.num).leading_coefficient() < 0 else None

    def _moved(self, kernel: Term) -> Quotient | None:
        """The sum with another index: c − i, or i − c, so that the first subscript that holds the index is the index."""
        s, ring = self.s, self.s.ring
        found = self._subscripts(kernel)
        place = ring.of(s.symbol(self.var))
        if found and found[0][1] < 0:
            turn = found[0][2]
            index, low, high = ring.sub(turn, place), ring.sub(turn, self.high), ring.sub(turn, self.low)
        else:
            shift = self._shift(kernel, [offset for _, slope, offset in found if slope > 0])
            if ring.is_zero(shift):
                return None
            index, low, high = ring.sub(place, shift), ring.add(self.low, shift), ring.add(self.high, shift)
        kernel = substitute(kernel, {self.var: s.quotient_term(index)})
        return Span(s, self.var, low, high, self.length, self.known).sum(_inside(s, self.var, low, high, kernel))

    def _declared(self, inner: Exponents, dependent: Poly) -> Quotient | None:
        """The sum of one member of a family, if its value is declared."""
        if not self.s.totals or len(inner) != 1 or inner[0][1] != 1 or not dependent.is_constant():
            return None
        value = declared_value(self.s, self.var, self.s.ring.generators[inner[0][0]].term, self.low, self.high)
        return None if value is None else self.s.ring.div(value, self.s.ring.quotient(dependent, self.s.ring.constant(1)))

    def plain(self, kernel: Term) -> Quotient:
        """The sum as a generator of its kernel and bounds."""
        place = _place(kernel)
        moved = substitute(kernel, {self.var: place})
        s = self.s
        key = (s.ring.quotient_key(s.nf(moved)), place.uid, s.ring.quotient_key(self.low), s.ring.quotient_key(self.high))
        t = bind("sum", self.var, kernel, (s.quotient_term(self.low), s.quotient_term(self.high)))
        return s.opaque("range sum", key, t)

    def _faulhaber(self, degree: int) -> Quotient:
        """Σ_{lo}^{hi} i^degree = S(hi) − S(lo−1)."""
        if degree > 30:
            raise TooLarge("a power sum has too high a degree")
        ring = self.s.ring
        coefficients = faulhaber(degree)

        def at(q: Quotient) -> Quotient:
            total = ring.number(0)
            for c in reversed(coefficients):
                total = ring.add(ring.mul(total, q), ring.number(c))
            return total

        return ring.sub(at(self.high), at(ring.sub(self.low, ring.number(1))))

    def _contract(self, inner: Exponents, dependent: Poly) -> Quotient | None:
        """Σ_i δ(i,k)·g(i) = g(k) when lo ≤ k ≤ hi is known, 0 when k is known to lie outside."""
        s, ring = self.s, self.s.ring
        for index, _ in inner:
            g = ring.generators[index]
            if g.kind != "delta":
                continue
            solved = self._solve(g)
            if solved is None:
                continue
            rest = tuple((i, e) for i, e in inner if i != index)
            above, below = ring.sub(solved, self.low), ring.sub(self.high, solved)
            masks = [s.signs.quotient_sign(q) for q in (above, below)]
            if any(m == sg.NEG for m in masks):
                return ring.number(0)
            if all(m & sg.NEG == 0 for m in masks):
                value = s.quotient_term(ring.quotient(ring.monomial(rest), dependent))
                return s.nf(substitute(value, {self.var: s.quotient_term(solved)}))
        return None

    def _solve(self, g: Generator) -> Quotient | None:
        """The value of the index at which δ is 1, if the index occurs linearly with coefficient ±1."""
        ring = self.s.ring
        a, b = g.payload
        difference = ring.sub(a, b)
        place = ring.by_key[("sym", self.var)]
        if not difference.den.is_one():
            return None
        slope = ring.constant(0)
        rest = ring.constant(0)
        for c, exps in ring.terms(difference.num):
            if any(i == place.index for i, _ in exps):
                if exps != ((place.index, 1),):
                    return None
                slope += c
            elif any(self._depends(i) for i, _ in exps):
                return None
            else:
                rest += ring.monomial(exps, c)
        if slope == 1:
            return Quotient(-rest, ring.constant(1))
        if slope == -1:
            return Quotient(rest, ring.constant(1))
        return None

    def _geometric(self, inner: Exponents, dependent: Poly) -> Quotient | None:
        """Σ iᵈ·ρ^i-like kernels whose ratio of consecutive terms, without iᵈ, is known and not 1."""
        s, ring = self.s, self.s.ring
        place = ring.by_key.get(("sym", self.var))
        degree = sum(e for i, e in inner if place is not None and i == place.index)
        rest = tuple((i, e) for i, e in inner if place is None or i != place.index)
        used = [ring.generators[i] for i, _ in rest] + ring.used(dependent)
        if not used or len(dependent) > 1 or any(g.kind not in ("power", "exp", "sign power") for g in used):
            return None
        term = s.quotient_term(ring.quotient(ring.monomial(rest), dependent))
        i_term: Term = self.var
        successor = s.nf(substitute(term, {self.var: _plus(i_term, 1)}))
        ratio = ring.div(successor, s.nf(term))
        if self.var in ring.symbols(ratio.num) | ring.symbols(ratio.den):
            return None
        gap = ring.sub(ratio, ring.number(1))
        if gap.num.is_zero() or s.signs.quotient_sign(gap) & sg.ZERO or degree > 8:
            return None
        # antidifference: iᵈ ρ^i with coefficients c solving c(i+1)·ρ − c(i) = iᵈ
        coefficients = geometric_antidifference(s, degree, ratio)

        def at(q: Quotient) -> Quotient:
            total = ring.number(0)
            for c in reversed(coefficients):
                total = ring.add(ring.mul(total, q), c)
            return ring.mul(total, s.nf(substitute(term, {self.var: s.quotient_term(q)})))

        return ring.sub(at(ring.add(self.high, ring.number(1))), at(self.low))

    def _binomial(self, inner: Exponents, dependent: Poly) -> Quotient | None:
        """Σ_{k=0}^{n} kᵈ·T(k) for T(k+1)/T(k) = ρ·(n−k)/(k+1), that is T(k) = T(0)·C(n,k)·ρᵏ.

        It is Σ_j S(d,j)·n(n−1)…(n−j+1)·ρʲ·T(0)·(1+ρ)ⁿ⁻ʲ with Stirling's numbers of the second kind.
        """
        s, ring = self.s, self.s.ring
        used = [ring.generators[i] for i, _ in inner] + ring.used(dependent)
        if ring.as_number(self.low) != 0 or not any(g.key[:2] in FACTORIALS for g in used):
            return None
        index = ring.by_key.get(("sym", self.var))
        degree = sum(e for i, e in inner if index is not None and i == index.index)
        if degree > MAX_MOMENT:
            return None
        inner = tuple((i, e) for i, e in inner if index is None or i != index.index)
        term = s.quotient_term(ring.quotient(ring.monomial(inner), dependent))
        place = ring.of(s.symbol(self.var))
        outside, s.loci = s.loci, []
        with s.scope():
            s.signs.learn_quotient(place, sg.NONNEG)
            s.signs.learn_quotient(ring.sub(ring.sub(self.high, ring.number(1)), place), sg.NONNEG)
            ratio = ring.div(s.nf(substitute(term, {self.var: add(self.var, ONE)})), s.nf(term))
            s.loci = outside + [p for p in s.loci if s.signs.sign(p) & sg.ZERO]
        steps = ring.div(ring.sub(self.high, place), ring.add(place, ring.number(1)))
        rho = ring.div(ratio, steps)
        if rho.num.is_zero() or self.var in ring.symbols(rho.num) | ring.symbols(rho.den):
            return None
        s.loci += [f for q in (rho.num, rho.den) for f, _ in ring.lift(q).factor()[1] if s.signs.sign(f) & sg.ZERO]
        first = s.nf(substitute(term, {self.var: num(0)}))
        whole = ring.add(ring.number(1), rho)
        if degree == 0:
            return ring.mul(first, integer_power(s, whole, self.high))
        if whole.num.is_zero():
            return None
        s.loci += [f for f, _ in ring.lift(whole.num).factor()[1] if s.signs.sign(f) & sg.ZERO]
        return ring.mul(ring.mul(first, self._moment(degree, ring.div(rho, whole))), integer_power(s, whole, self.high))

    def _moment(self, degree: int, share: Quotient) -> Quotient:
        """Σ_j S(d,j)·n(n−1)…(n−j+1)·shareʲ for the upper bound n."""
        ring = self.s.ring
        total, falling = ring.number(0), ring.number(1)
        for j in range(degree + 1):
            total = ring.add(total, ring.mul(ring.number(stirling(degree, j)), ring.mul(falling, ring.power(share, j))))
            falling = ring.mul(falling, ring.sub(self.high, ring.number(j)))
        return total

    def _partial_fractions(self, numerator: Poly, free: Poly, dependent: Poly) -> list[Quotient] | None:
        """Simple linear factors aᵢ·k + bᵢ of the denominator, with rational aᵢ, bᵢ; None if of another form."""
        ring = self.s.ring
        place = ring.by_key.get(("sym", self.var))
        if place is None:
            return None
        factors = [(f, int(e)) for f, e in ring.lift(dependent).factor()[1]]
        if any(e > 1 or f.total_degree() != 1 or ring.used(f) != [place] for f, e in factors) or len(factors) < 2:
            return None
        if ring.lift(numerator).degrees()[place.index] >= len(factors):
            return None
        out = []
        for f, _ in factors:
            linear = {e: c for c, e in ring.terms(f)}
            slope, root = linear[((place.index, 1),)], Fraction(-linear.get((), 0), linear[((place.index, 1),)])
            others = ring.constant(1)
            for g, _ in factors:
                if g != f:
                    others *= g
            top, bottom = (self._at(p, place, root) for p in (ring.lift(numerator), others))
            value = ring.div(ring.div(top, bottom), ring.quotient(free, ring.constant(1)))
            out.append(ring.mul(value, ring.quotient(ring.constant(slope), ring.constant(slope) * f)))
        return out

    def _at(self, p: Poly, place: Generator, value: Fraction) -> Quotient:
        ring = self.s.ring
        total = ring.number(0)
        for c, exps in ring.terms(p):
            scale = Fraction(c)
            for i, e in exps:
                if i == place.index:
                    scale *= value**e
            rest = tuple((i, e) for i, e in exps if i != place.index)
            total = ring.add(total, ring.mul(ring.number(scale), Quotient(ring.monomial(rest), ring.constant(1))))
        return total

    # --- formal partial sums

    def _formal(self, kernel: Term) -> Quotient:
        """G(hi) − G(lo − 1) for the kernel."""
        ring = self.s.ring
        start = partial_sum(self.s, self.var, kernel, ring.sub(self.low, ring.number(1)))
        return ring.sub(partial_sum(self.s, self.var, kernel, self.high), start)

    def _shift(self, kernel: Term, offsets: list[Quotient]) -> Quotient:
        """c of a subscript i + c: the least if all are numbers, otherwise that of the first name."""
        ring = self.s.ring
        numbers = [n for n in map(ring.as_number, offsets) if n is not None]
        if len(numbers) < len(offsets):
            return offsets[0]
        return ring.number(min(numbers or self._denominator_offsets(kernel), default=0))

    def _subscripts(self, kernel: Term) -> list[tuple[str, int, Quotient]]:
        """Subscripts i + c and c − i by the names that carry them: the name, the sign of i, and c."""
        ring, out = self.s.ring, []
        place = ring.of(self.s.symbol(self.var))
        for t in walk(kernel):
            if isinstance(t, Elem) and isinstance(t.base, Sym):
                for index in t.indices:
                    if self.var in free_symbols(index):
                        q = self.s.nf(index)
                        for slope, offset in ((1, ring.sub(q, place)), (-1, ring.add(q, place))):
                            if offset.den.is_one() and self.var not in ring.symbols(offset.num):
                                out.append((t.base.name, slope, offset))
        return sorted(out, key=lambda part: (part[0], -part[1]))

    def _denominator_offsets(self, kernel: Term) -> list[int]:
        """The whole parts of c/a for factors a·i + c of the kernel's denominator."""
        ring = self.s.ring
        factors = (self._linear(f) for f, _ in ring.lift(self.s.nf(kernel).den).factor()[1])
        return [c // a for a, c in filter(None, factors)]

    def _linear(self, p: Poly) -> tuple[int, int] | None:
        """(a, c) of a polynomial a·i + c in the index with integer coefficients."""
        ring = self.s.ring
        place = ring.by_key.get(("sym", self.var))
        if place is None or p.total_degree() != 1 or ring.used(p) != [place]:
            return None
        parts = {e: int(c) for c, e in ring.terms(p)}
        return parts[((place.index, 1),)], parts.get((), 0)

    # --- sums over several indices

    def _joined(self, inner: Exponents, dependent: Poly) -> Quotient | None:
        """Join this sum with sums under it, if their ranges do not depend on this index."""
        s, ring = self.s, self.s.ring
        nested: list[PartialSum] = []
        rest: list[tuple[int, int]] = []
        for i, e in inner:
            kind = ring.generators[i].kind
            found = ring.generators[i].payload
            if kind in ("partial sum", "joint sum") and isinstance(found, PartialSum):
                nested += [found] * e
            else:
                rest.append((i, e))
        if not nested or any(self.var in free_symbols(h) for n in nested for h in (*n.lows, *n.highs)):
            return None
        kernel = s.quotient_term(ring.quotient(ring.monomial(tuple(rest)), dependent))
        indices: list[Sym] = [self.var]
        lows, highs = [s.quotient_term(self.low)], [s.quotient_term(self.high)]
        for n in nested:
            renamed = {v: fresh(v) for v in n.indices}
            kernel = mul(kernel, substitute(n.kernel, dict(renamed)))
            indices += renamed.values()
            lows += n.lows
            highs += n.highs
        if len(indices) > 4:
            return None
        if s.totals and len(indices) == 2:
            exchanged = self._exchanged(kernel, indices[1], s.nf(lows[1]), s.nf(highs[1]))
            if exchanged is not None:
                return exchanged
        return joint_sum(s, PartialSum(kernel, tuple(indices), tuple(lows), tuple(highs)))

    def _exchanged(self, kernel: Term, other: Sym, low: Quotient, high: Quotient) -> Quotient | None:
        """The sum over this index first, if its value is declared for every value of the other index."""
        s, ring = self.s, self.s.ring
        with s.scope():
            place = ring.of(s.symbol(other))
            s.signs.learn_quotient(ring.sub(place, low), sg.NONNEG)
            s.signs.learn_quotient(ring.sub(high, place), sg.NONNEG)
            q = s.nf(kernel)
            free, dependent = self._split_factors(q.den)
            parts = ring.terms(ring.lift(q.num))
            if len(parts) != 1 or not dependent.is_constant():
                return None
            (c, exponents), = parts
            value = self._declared(tuple((i, e) for i, e in exponents if self._depends(i)), dependent)
            if value is None:
                return None
            outer = ring.monomial(tuple((i, e) for i, e in exponents if not self._depends(i)), c)
            body = s.quotient_term(ring.mul(ring.quotient(outer, free), value))
        return s.nf(bind("sum", other, body, (s.quotient_term(low), s.quotient_term(high))))

    # --- products

    def product(self, body: Quotient) -> Quotient:
        """Π body, factor by factor."""
        s, ring = self.s, self.s.ring
        if not self.known:
            return self.plain_product(s.quotient_term(body))
        total = ring.number(1)
        for poly, sign in ((body.num, 1), (body.den, -1)):
            if poly.is_zero():
                return self.plain_product(s.quotient_term(body))
            content, factors = ring.lift(poly).factor()
            if int(content) != 1:
                base = ring.number(Fraction(int(content)) if sign > 0 else 1 / Fraction(int(content)))
                total = ring.mul(total, integer_power(s, base, self.length))
            for p, e in factors:
                total = ring.mul(total, ring.power(self._factor_product(p), sign * int(e)))
        return total

    def _factor_product(self, p: Poly) -> Quotient:
        s, ring = self.s, self.s.ring
        if self.var not in ring.symbols(p):
            return integer_power(s, Quotient(p, ring.constant(1)), self.length)
        used = ring.used(p)
        if len(used) == 1 and p == ring.poly(used[0]):
            g = used[0]
            if g.kind == "exp":
                return exponential(s, self.sum(ring.mul(ring.number(Fraction(1, g.payload[1])), g.payload[0])))
        linear, start = self._linear(p), ring.as_number(self.low)
        if linear is not None and linear[0] == 1 and start is not None and start + linear[1] >= 1:
            top = s.nf(_factorial(s.quotient_term(ring.add(self.high, ring.number(linear[1])))))
            return ring.div(top, s.nf(_factorial(num(start + linear[1] - 1))))
        return self.plain_product(s.poly_term(p))

    def plain_product(self, kernel: Term) -> Quotient:
        """Π as a generator; constants in the upper bound split off: Π^{n+1} = Πⁿ · kernel(n+1)."""
        s, ring = self.s, self.s.ring
        shift = next((c for c, e in ring.terms(self.high.num) if not e), 0) if self.high.den.is_one() else 0
        if 0 < shift <= MAX_SHIFT and self.known:
            base = ring.sub(self.high, ring.number(shift))
            length = ring.add(ring.sub(base, self.low), ring.number(1))
            if s.signs.quotient_sign(length) & sg.NEG == 0:
                total = Span(s, self.var, self.low, base, length, True).plain_product(kernel)
                for c in range(1, shift + 1):
                    at = s.quotient_term(ring.add(base, ring.number(c)))
                    total = ring.mul(total, s.nf(substitute(kernel, {self.var: at})))
                return total
        place = _place(kernel)
        moved = ring.quotient_key(s.nf(substitute(kernel, {self.var: place})))
        key = (moved, place.uid, ring.quotient_key(self.low), ring.quotient_key(self.high))
        t = bind("prod", self.var, kernel, (s.quotient_term(self.low), s.quotient_term(self.high)))
        positive = s.signs.quotient_sign(s.nf(kernel)) == sg.POS
        return s.opaque("product", key, t, sign=1 if positive else 0,
                         payload=RangeProduct(self.var, kernel, s.quotient_term(self.low), s.quotient_term(self.high), positive))


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
    place = _place(kernel)
    key = (ring.quotient_key(s.nf(substitute(kernel, {var: place}))), place.uid)
    origin = s.units.get(("origin", repr(key)))
    if base.num.is_zero():
        if origin is None:
            origin = s.units.setdefault(("origin", repr(key)), shift)
            if any(known[:2] == ("partial sum", key) for known in ring.by_key):
                raise Refine
        total, start = ring.number(0), origin
    else:
        t = bind("partial", var, kernel, (s.quotient_term(base),) if origin is None else (s.quotient_term(base), num(origin)))
        facts: dict[str, object] = {}
        if origin is not None and (length := s.signs.quotient_sign(ring.sub(base, ring.number(origin)))) & sg.NEG == 0:
            facts = {"payload": PartialSum(kernel, (var,), (num(origin + 1),), (s.quotient_term(base),))}
            mask = s.signs.quotient_sign(_inside(s, var, ring.number(origin + 1), base, kernel))
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


@dataclass(frozen=True, slots=True)
class RangeProduct:
    """Payload of a product generator; its logarithm is the sum of logarithms."""

    var: Sym
    kernel: Term
    low: Term
    high: Term
    positive: bool

    def logarithm(self, s: Session) -> Quotient:
        inside = self.kernel if self.positive else call("abs", self.kernel)
        return s.nf(bind("sum", self.var, call("log", inside), (self.low, self.high)))


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


def _place(kernel: Term) -> Sym:
    level = 1 + max((v.uid for v in free_symbols(kernel) if v.name == PLACE), default=0)
    return Sym(PLACE, INTEGER, level)


def _plus(t: Term, c: int) -> Term:
    return add(t, num(c))


def _factorial(t: Term) -> Term:
    return call("factorial", t)

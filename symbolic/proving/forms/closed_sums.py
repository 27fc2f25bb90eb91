"""Sums over a symbolic range in closed form, kernel by kernel.

* Kronecker's δ is contracted, when the other index is known to lie in the range; a declared total of a family is put in;
* a polynomial in the index by Faulhaber's formula; a polynomial times a geometric term by its closed form, when the ratio is known
  not to be 1; moments of binomial terms; simple linear denominators by partial fractions.

Guarantee: as for the normal form.
"""

from __future__ import annotations

from fractions import Fraction

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.declared_sums import declared_value
from symbolic.proving.forms.power_sums import faulhaber, geometric_antidifference, stirling
from symbolic.proving.forms.powers import integer_power
from symbolic.proving.forms.ring import Generator, Poly, Quotient, TooLarge
from symbolic.proving.forms.spans import Span
from symbolic.proving.forms.tower import Exponents, Session
from symbolic.terms import ONE, Term, add, num, substitute

FACTORIALS = (("call", "factorial"), ("call", "binomial"))
MAX_MOMENT = 8


def faulhaber_sum(span: Span, degree: int) -> Quotient:
    """Σ_{lo}^{hi} i^degree = S(hi) − S(lo−1)."""
    if degree > 30:
        raise TooLarge("a power sum has too high a degree")
    ring = span.s.ring
    coefficients = faulhaber(degree)

    def at(q: Quotient) -> Quotient:
        total = ring.number(0)
        for c in reversed(coefficients):
            total = ring.add(ring.mul(total, q), ring.number(c))
        return total

    return ring.sub(at(span.high), at(ring.sub(span.low, ring.number(1))))


def contracted(span: Span, inner: Exponents, dependent: Poly) -> Quotient | None:
    """Σ_i δ(i,k)·g(i) = g(k) when lo ≤ k ≤ hi is known, 0 when k is known to lie outside."""
    s, ring = span.s, span.s.ring
    for index, _ in inner:
        g = ring.generators[index]
        if g.kind != "delta":
            continue
        solved = _solved(span, g)
        if solved is None:
            continue
        rest = tuple((i, e) for i, e in inner if i != index)
        above, below = ring.sub(solved, span.low), ring.sub(span.high, solved)
        masks = [s.signs.quotient_sign(q, sg.NONNEG) for q in (above, below)]
        if any(m == sg.NEG for m in masks):
            return ring.number(0)
        if all(m & sg.NEG == 0 for m in masks):
            value = s.quotient_term(ring.quotient(ring.monomial(rest), dependent))
            return s.nf(substitute(value, {span.var: s.quotient_term(solved)}))
    return None


def _solved(span: Span, g: Generator) -> Quotient | None:
    """The value of the index at which δ is 1, if the index occurs linearly with coefficient ±1."""
    ring = span.s.ring
    a, b = g.payload
    difference = ring.sub(a, b)
    place = ring.by_key[("sym", span.var)]
    if not difference.den.is_one():
        return None
    slope = ring.constant(0)
    rest = ring.constant(0)
    for c, exps in ring.terms(difference.num):
        if any(i == place.index for i, _ in exps):
            if exps != ((place.index, 1),):
                return None
            slope += c
        elif any(span.depends(i) for i, _ in exps):
            return None
        else:
            rest += ring.monomial(exps, c)
    if slope == 1:
        return Quotient(-rest, ring.constant(1))
    if slope == -1:
        return Quotient(rest, ring.constant(1))
    return None


def declared(span: Span, inner: Exponents, dependent: Poly) -> Quotient | None:
    """The sum of one member of a family, if its value is declared."""
    if not span.s.totals or len(inner) != 1 or inner[0][1] != 1 or not dependent.is_constant():
        return None
    value = declared_value(span.s, span.var, span.s.ring.generators[inner[0][0]].term, span.low, span.high)
    return None if value is None else span.s.ring.div(value, span.s.ring.quotient(dependent, span.s.ring.constant(1)))


def geometric(span: Span, inner: Exponents, dependent: Poly) -> Quotient | None:
    """Σ iᵈ·ρ^i-like kernels whose ratio of consecutive terms, without iᵈ, is known and not 1."""
    s, ring = span.s, span.s.ring
    place = ring.by_key.get(("sym", span.var))
    degree = sum(e for i, e in inner if place is not None and i == place.index)
    rest = tuple((i, e) for i, e in inner if place is None or i != place.index)
    used = [ring.generators[i] for i, _ in rest] + ring.used(dependent)
    if not used or len(dependent) > 1 or any(g.kind not in ("power", "exp", "sign power") for g in used):
        return None
    term = s.quotient_term(ring.quotient(ring.monomial(rest), dependent))
    i_term: Term = span.var
    successor = s.nf(substitute(term, {span.var: add(i_term, ONE)}))
    ratio = ring.div(successor, s.nf(term))
    if span.var in ring.symbols(ratio.num) | ring.symbols(ratio.den):
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
        return ring.mul(total, s.nf(substitute(term, {span.var: s.quotient_term(q)})))

    return ring.sub(at(ring.add(span.high, ring.number(1))), at(span.low))


def binomial(span: Span, inner: Exponents, dependent: Poly) -> Quotient | None:
    """Σ_{k=0}^{n} kᵈ·T(k) for T(k+1)/T(k) = ρ·(n−k)/(k+1), that is T(k) = T(0)·C(n,k)·ρᵏ, but for up to three members at either end.

    It is Σ_j S(d,j)·n(n−1)…(n−j+1)·ρʲ·T(0)·(1+ρ)ⁿ⁻ʲ with Stirling's numbers of the second kind.
    """
    s, ring = span.s, span.s.ring
    used = [ring.generators[i] for i, _ in inner] + ring.used(dependent)
    low = ring.as_number(span.low)
    if low not in (0, 1, 2, 3) or not any(g.key[:2] in FACTORIALS for g in used):
        return None
    index = ring.by_key.get(("sym", span.var))
    degree = sum(e for i, e in inner if index is not None and i == index.index)
    if degree > MAX_MOMENT:
        return None
    inner = tuple((i, e) for i, e in inner if index is None or i != index.index)
    term = s.quotient_term(ring.quotient(ring.monomial(inner), dependent))
    place = ring.of(s.symbol(span.var))
    outside, s.loci = s.loci, []
    with s.scope():
        s.signs.learn_quotient(place, sg.NONNEG)
        s.signs.learn_quotient(ring.sub(ring.sub(span.high, ring.number(1)), place), sg.NONNEG)
        ratio = ring.div(s.nf(substitute(term, {span.var: add(span.var, ONE)})), s.nf(term))
        s.loci = outside + [p for p in s.loci if s.signs.sign(p) & sg.ZERO]
    for gap in range(4):
        size = ring.add(span.high, ring.number(gap))
        rho = ring.div(ratio, ring.div(ring.sub(size, place), ring.add(place, ring.number(1))))
        if not rho.num.is_zero() and span.var not in ring.symbols(rho.num) | ring.symbols(rho.den):
            break
    else:
        return None
    s.loci += [f for q in (rho.num, rho.den) for f, _ in ring.lift(q).factor()[1] if s.signs.sign(f) & sg.ZERO]
    try:
        members = [s.nf(substitute(term, {span.var: num(k)})) for k in range(max(1, int(low)))]
        beyond = [ring.add(span.high, ring.number(j + 1)) for j in range(gap)]
        last = [s.nf(substitute(term, {span.var: s.quotient_term(q)})) for q in beyond]
    except ZeroDivisionError:
        return None
    whole = ring.add(ring.number(1), rho)
    if degree == 0:
        total = ring.mul(members[0], integer_power(s, whole, size))
    else:
        if whole.num.is_zero():
            return None
        s.loci += [f for f, _ in ring.lift(whole.num).factor()[1] if s.signs.sign(f) & sg.ZERO]
        total = ring.mul(ring.mul(members[0], _moment(s, size, degree, ring.div(rho, whole))), integer_power(s, whole, size))
    for k in range(int(low)):
        total = ring.sub(total, ring.mul(ring.number(k**degree), members[k]))
    for q, member in zip(beyond, last, strict=True):
        total = ring.sub(total, ring.mul(ring.power(q, degree), member))
    return total


def _moment(s: Session, size: Quotient, degree: int, share: Quotient) -> Quotient:
    """Σ_j S(d,j)·n(n−1)…(n−j+1)·shareʲ for n = size."""
    ring = s.ring
    total, falling = ring.number(0), ring.number(1)
    for j in range(degree + 1):
        total = ring.add(total, ring.mul(ring.number(stirling(degree, j)), ring.mul(falling, ring.power(share, j))))
        falling = ring.mul(falling, ring.sub(size, ring.number(j)))
    return total


def partial_fractions(span: Span, numerator: Poly, free: Poly, dependent: Poly) -> list[Quotient] | None:
    """Simple linear factors aᵢ·k + bᵢ of the denominator, with rational aᵢ, bᵢ; None if of another form."""
    ring = span.s.ring
    place = ring.by_key.get(("sym", span.var))
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
        top, bottom = (_at(span, p, place, root) for p in (ring.lift(numerator), others))
        value = ring.div(ring.div(top, bottom), ring.quotient(free, ring.constant(1)))
        out.append(ring.mul(value, ring.quotient(ring.constant(slope), ring.constant(slope) * f)))
    return out


def _at(span: Span, p: Poly, place: Generator, value: Fraction) -> Quotient:
    ring = span.s.ring
    total = ring.number(0)
    for c, exps in ring.terms(p):
        scale = Fraction(c)
        for i, e in exps:
            if i == place.index:
                scale *= value**e
        rest = tuple((i, e) for i, e in exps if i != place.index)
        total = ring.add(total, ring.mul(ring.number(scale), Quotient(ring.monomial(rest), ring.constant(1))))
    return total

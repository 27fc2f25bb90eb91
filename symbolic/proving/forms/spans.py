"""Ranges of sums and products: opened, written out where their length is known, and what depends on their index.

Guarantee: as for the normal form.  Under a range the facts lo ≤ i ≤ hi hold; they and what was found by them are forgotten outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.paired_sums import paired
from symbolic.proving.forms.ring import Poly, Quotient, TooLarge
from symbolic.proving.forms.tower import Session
from symbolic.terms import INTEGER, Bind, Sym, Term, free_symbols, fresh, operators, substitute

PLACE = "□"
MAX_SHIFT = 40
MAX_WRITTEN = 200


@dataclass(slots=True)
class Span:
    """The range of one sum or product, and what depends on its index; ``moves``: how often it was moved from where it stands."""

    s: Session
    var: Sym
    low: Quotient
    high: Quotient
    length: Quotient
    known: bool
    moves: int = 0

    def depends(self, index: int) -> bool:
        """Whether the generator with this number depends on the index of the range."""
        return self.var in self.s.ring.generators[index].symbols

    def split_factors(self, p: Poly) -> tuple[Poly, Poly]:
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

    def linear(self, p: Poly) -> tuple[int, int] | None:
        """(a, c) of a polynomial a·i + c in the index with integer coefficients."""
        ring = self.s.ring
        place = ring.by_key.get(("sym", self.var))
        if place is None or p.total_degree() != 1 or ring.used(p) != [place]:
            return None
        parts = {e: int(c) for c, e in ring.terms(p)}
        return parts[((place.index, 1),)], parts.get((), 0)


def over_range(s: Session, t: Bind, closed: Callable[[Span, Quotient], Quotient], plain: Callable[[Span, Term], Quotient]) -> Quotient:
    """A sum or product over a range: written out, by the rules of ``closed``, or the generator that ``plain`` makes of its body."""
    lo, hi = t.bounds
    low, high = s.nf(lo), s.nf(hi)
    var = fresh(t.var)
    body_term = substitute(t.body, {t.var: var})
    length = s.ring.add(s.ring.sub(high, low), s.ring.number(1))
    count = s.ring.as_number(length)
    if count is not None and count.denominator == 1:
        return _expanded(s, t.op, var, body_term, low, int(count))
    body = inside(s, var, low, high, body_term)
    known = s.signs.quotient_sign(length, sg.NONNEG) & sg.NEG == 0
    span = Span(s, var, low, high, length, known)
    return plain(span, s.quotient_term(body)) if _may_divide_by_zero(s, var, length, body) else closed(span, body)


def _may_divide_by_zero(s: Session, var: Sym, length: Quotient, body: Quotient) -> bool:
    """Whether what could be taken out of a sum that may be empty may be 0 there: Σ_{k=1}^{n} 1/n is no n · (1/n) for n = 0."""
    if body.den.is_constant() or s.signs.quotient_sign(length) & ~sg.POS == 0:
        return False
    factors = (f for f, _ in s.ring.lift(body.den).factor()[1])
    return any(var not in s.ring.symbols(f) and s.signs.sign(f) & sg.ZERO for f in factors)


def _expanded(s: Session, op: str, var: Sym, body: Term, low: Quotient, count: int) -> Quotient:
    """A range of known length, written out."""
    if count > MAX_WRITTEN:
        raise TooLarge("a range is too long to write out")
    total = s.ring.number(0 if op == "sum" else 1)
    for k in range(count):
        value = s.nf(substitute(body, {var: s.quotient_term(s.ring.add(low, s.ring.number(k)))}))
        total = s.ring.add(total, value) if op == "sum" else s.ring.mul(total, value)
    return total


def inside(s: Session, var: Sym, low: Quotient, high: Quotient, body: Term) -> Quotient:
    """The body's normal form, with the facts lo ≤ i ≤ hi; facts and memo are restored afterwards."""
    with s.scope():
        _range_facts(s, var, low, high)
        return s.nf(body)


def _range_facts(s: Session, var: Sym, low: Quotient, high: Quotient) -> None:
    i = s.ring.of(s.symbol(var))
    s.signs.learn_quotient(s.ring.sub(i, low), sg.NONNEG)
    s.signs.learn_quotient(s.ring.sub(high, i), sg.NONNEG)


def equal_members(s: Session, one: Term, other: Term) -> bool:
    """Whether two sums over the same range, which may have factors before them, have equal members wherever these are defined.

    Sums within are left to the normal form, which changes their order.
    """
    pair = paired(one, other)
    if pair is None or "sum" in operators(pair.left) | operators(pair.right):
        return False
    low, high = map(s.nf, pair.bounds)
    with s.scope():
        _range_facts(s, pair.index, low, high)
        return s.equal(pair.left, pair.right)


def place_of(kernel: Term) -> Sym:
    """The name that stands for the index in the key of a sum: one level above the places in its kernel."""
    level = 1 + max((v.uid for v in free_symbols(kernel) if v.name == PLACE), default=0)
    return Sym(PLACE, INTEGER, level)

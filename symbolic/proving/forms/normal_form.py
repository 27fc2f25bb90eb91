"""The normal form: scalar terms as fractions over a tower of generators.

``exp`` becomes a lattice of exponentials (``exp(a+b) = exp(a)·exp(b)``), ``log`` a sum over the factors of
its argument, roots and absolute values powers of ``|p|^(1/d)`` for irreducible p, sines and cosines of a sum
are expanded, sums over symbolic ranges become formal partial sums (:mod:`symbolic.proving.forms.sums`), every
other function is expanded by its row in the table or kept as a generator of its normalised arguments.

Guarantee: the value of ``Session.nf(t)`` is the value of t at every point where t is defined, all facts given
to the session hold, the denominators occurring are non-zero, and no polynomial in ``Session.loci`` vanishes.
Two terms whose difference normalises to zero are therefore equal there.  A non-zero difference proves nothing.
"""

from __future__ import annotations

from symbolic.proving.forms import circular, combinatorics, inverse_angles, partial_sums, power_rules, range_products, sums
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.forms.tower import Session, Unsupported, rule, with_units
from symbolic.terms import PI, Term, call

__all__ = ["Session", "Unsupported", "with_units"]

FAMILIES = (power_rules, circular, inverse_angles, combinatorics, sums, partial_sums, range_products)
"""Modules whose rules make up the normal form; importing them enters the rules in the table."""

# --- arithmetic -----------------------------------------------------------------------------------


@rule("add")
def _add(s: Session, args: tuple[Term, ...]) -> Quotient:
    total = s.nf(args[0])
    for a in args[1:]:
        total = s.ring.add(total, s.nf(a))
    return total


@rule("mul", "hadamard", "matmul")
def _mul(s: Session, args: tuple[Term, ...]) -> Quotient:
    total = s.nf(args[0])
    for a in args[1:]:
        total = s.ring.mul(total, s.nf(a))
    return total


@rule("neg")
def _neg(s: Session, args: tuple[Term, ...]) -> Quotient:
    return s.ring.neg(s.nf(args[0]))


@rule("div")
def _div(s: Session, args: tuple[Term, ...]) -> Quotient:
    return s.ring.div(s.nf(args[0]), s.nf(args[1]))


@rule("pi")
def _pi(s: Session, args: tuple[Term, ...]) -> Quotient:
    return s.ring.of(s.ring.generator("pi", (), PI, frozenset(), sign=1))


@rule("infinity")
def _infinity(s: Session, args: tuple[Term, ...]) -> Quotient:
    raise Unsupported("infinity is not a number")


@rule("imaginary")
def _imaginary(s: Session, args: tuple[Term, ...]) -> Quotient:
    g = s.ring.generator("imaginary", (), call("imaginary"), frozenset())
    if g.relation is None:
        s.ring.relate(g, 2, s.ring.constant(-1))
    return s.ring.of(g)

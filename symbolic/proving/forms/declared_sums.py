"""Sums that are declared for every member of a family: ``Σ_k r_{nk} = 1 for all n``.

Guarantee: the value of ``Σ_{k=lo}^{hi} r_{nk}`` is given where n is known to lie in the declared range and lo, hi are the declared
bounds; n may be any term, bound or free.
"""

from __future__ import annotations

from dataclasses import dataclass

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.forms.tower import Session
from symbolic.terms import Elem, Sym, Term, free_symbols, substitute

Ranges = tuple[tuple[Sym, tuple[Term, ...]], ...]


@dataclass(frozen=True, slots=True)
class DeclaredSum:
    """``Σ_{var} member = value`` for all values of the names in ``ranges``."""

    var: Sym
    member: Elem
    bounds: tuple[Term, ...]
    value: Term
    ranges: Ranges


def declared_value(s: Session, var: Sym, member: Term, low: Quotient, high: Quotient) -> Quotient | None:
    """The value of ``Σ_{var=low}^{high} member`` if it is declared."""
    for total in s.totals:
        names = _names(total, var, member)
        if names is not None and _applies(s, total, names, low, high):
            return s.nf(substitute(total.value, names))
    return None


def _names(total: DeclaredSum, var: Sym, member: Term) -> dict[Sym, Term] | None:
    """What stands in the member for the names of the declaration."""
    if not isinstance(member, Elem) or member.base is not total.member.base or len(member.indices) != len(total.member.indices):
        return None
    free = {x for x, _ in total.ranges}
    names: dict[Sym, Term] = {}
    for declared, found in zip(total.member.indices, member.indices, strict=True):
        if declared is total.var:
            if found is not var:
                return None
        elif isinstance(declared, Sym) and declared in free and declared not in names and var not in free_symbols(found):
            names[declared] = found
        else:
            return None
    return names if names.keys() == free else None


def _applies(s: Session, total: DeclaredSum, names: dict[Sym, Term], low: Quotient, high: Quotient) -> bool:
    ring = s.ring
    declared = [s.nf(substitute(b, names)) for b in total.bounds]
    if len(declared) != 2 or not all(ring.is_zero(ring.sub(a, b)) for a, b in zip(declared, (low, high), strict=True)):
        return False
    for x, bounds in total.ranges:
        if len(bounds) == 2:
            place = s.nf(names[x])
            gaps = ring.sub(place, s.nf(substitute(bounds[0], names))), ring.sub(s.nf(substitute(bounds[1], names)), place)
            if any(s.signs.quotient_sign(q) & sg.NEG for q in gaps):
                return False
    return True

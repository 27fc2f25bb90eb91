"""Signs by Farkas: a polynomial as a non-negative combination of facts and of monomials of known sign.

Guarantee: as for :mod:`symbolic.proving.forms.signs`; the combination is found by an exact simplex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbolic.proving.balls.whole_numbers import whole_number
from symbolic.proving.forms.linear import feasible
from symbolic.proving.forms.masks import ANY, NEG, NONNEG, NONPOS, POS, ZERO
from symbolic.proving.forms.ranges import enclosed, value_range
from symbolic.proving.forms.ring import Exponents, Generator, Poly

if TYPE_CHECKING:
    from symbolic.proving.forms.signs import Signs

Column = dict[Exponents, int]
MOST_FACTS, MOST_TERMS = 24, 12


def by_combination(signs: Signs, p: Poly) -> int:
    """The sign of p = c + Σ λᵢ qᵢ + Σ μₖ mₖ or of −p, with facts qᵢ, monomials mₖ of known sign, and λ, μ ≥ 0."""
    if signs.linear is None:
        signs.linear = _short(signs, _linear_facts(signs))
    facts = [*signs.linear, *_short(signs, _range_facts(signs, p))]
    if len(facts) > MOST_FACTS or len(p) > MOST_FACTS:
        return ANY
    target = {e: c for c, e in signs.ring.terms(p)}
    turns = [turn for turn in ((1, POS, NONNEG), (-1, NEG, NONPOS)) if _within_reach(signs, target, turn[0], facts)]
    if not turns:
        return ANY
    columns = _columns(signs, target, facts)
    mask = ANY
    for turn, strict, weak in turns:
        value = _combined({e: turn * c for e, c in target.items()}, columns)
        if value is not None:
            mask &= strict if value else weak
    return mask


def _short(signs: Signs, facts: list[tuple[Poly, bool]]) -> list[tuple[Column, bool]]:
    return [({e: c for c, e in signs.ring.terms(q)}, strict) for q, strict in facts if len(q) <= MOST_TERMS]


def _within_reach(signs: Signs, target: Column, turn: int, facts: list[tuple[Column, bool]]) -> bool:
    """Whether every monomial of the target, or of its negative, stands with its sign in a fact, or has that sign itself."""
    for e, c in target.items():
        if not any(column.get(e, 0) * c * turn > 0 for column, _ in facts):
            mask = signs.monomial(e) if e else POS
            if mask not in ((POS, NONNEG) if c * turn > 0 else (NEG, NONPOS)):
                return False
    return True


def _combined(target: Column, columns: list[tuple[Column, bool]]) -> bool | None:
    """True if the target, a non-negative combination of the columns, is positive; False if only ≥ 0; None if it is no such combination."""
    shifts = [strict or () in rest for column, strict in columns if (rest := _beyond(target, column)) is not None]
    if any(shifts):
        return True
    columns = _usable(target, columns)
    if not columns:
        return None
    monomials = {e for column, _ in columns for e in column} | set(target)
    rows = sorted(monomials)
    matrix = [[column.get(e, 0) for column, _ in columns] for e in rows]
    gains = [int(strict) for _, strict in columns]
    return feasible(matrix, [target.get(e, 0) for e in rows], gains)


def _usable(target: Column, columns: list[tuple[Column, bool]]) -> list[tuple[Column, bool]]:
    """The columns without those that add to a monomial what nothing takes away again and the target does not have."""
    while True:
        raised, lowered = set[Exponents](), set[Exponents]()
        for column, _ in columns:
            for e, c in column.items():
                (raised if c > 0 else lowered).add(e)
        needed = [(raised if c > 0 else lowered, e) for e, c in target.items() if c]
        if any(e not in present for present, e in needed):
            return []
        idle = {e for e in raised ^ lowered if not target.get(e)}
        if not idle:
            return columns
        columns = [(column, strict) for column, strict in columns if idle.isdisjoint(column)]


def _beyond(target: Column, column: Column) -> Column | None:
    """What the target has beyond one column, if that is a number ≥ 0."""
    if any(target.get(e, 0) != c for e, c in column.items() if e) or any(e and e not in column for e in target):
        return None
    number = target.get((), 0) - column.get((), 0)
    return None if number < 0 else {(): number} if number else {}


def _columns(signs: Signs, target: Column, facts: list[tuple[Column, bool]]) -> list[tuple[Column, bool]]:
    """What may be combined: the facts, and the monomials of known sign that occur in them or in the target."""
    columns = list(facts)
    for e in {e for column, _ in columns for e in column} | set(target):
        sign = signs.monomial(e) if e else POS
        if sign in (POS, NONNEG):
            columns.append(({e: 1}, sign == POS))
        elif sign in (NEG, NONPOS):
            columns.append(({e: -1}, sign == NEG))
    return columns


def _linear_facts(signs: Signs) -> list[tuple[Poly, bool]]:
    """Facts as ``(q, strict)`` with q ≥ 0, or q > 0 if strict."""
    out = []
    for q, mask in signs.facts.values():
        q = signs.ring.lift(q)
        if mask & ANY in (POS, NONNEG, ZERO):
            out.append((q, mask == POS))
        if mask in (NEG, NONPOS, ZERO):
            out.append((-q, mask == NEG))
    return out


def _range_facts(signs: Signs, p: Poly) -> list[tuple[Poly, bool]]:
    """Ranges of the sines, cosines and other bounded functions in ``p``, and of the constants in it and in the facts."""
    out = []
    known: dict[int, Generator] = {}
    if any(not g.symbols for g in signs.ring.generators):
        polys = p, *(signs.ring.lift(q) for q, _ in signs.facts.values())
        known = {g.index: g for q in polys for g in signs.ring.used(q) if not g.symbols}
    for g in known.values():
        value = enclosed(g.term)
        low, high = (None, None) if value is None else (whole_number(value.lower().floor()), whole_number(value.upper().ceil()))
        if low is not None and high is not None:
            out += [(signs.ring.poly(g) - int(low), False), (int(high) - signs.ring.poly(g), False)]
    for g in signs.ring.used(p):
        low, high, strict = value_range(g)
        if low:
            out.append((signs.ring.poly(g) - int(low), strict))
        if high:
            out.append((int(high) - signs.ring.poly(g), strict))
        if g.kind == "exp":
            out += _exponential_range(signs, g)
    return out


def _exponential_range(signs: Signs, g: Generator) -> list[tuple[Poly, bool]]:
    """exp(q) against 1 from the sign of q."""
    mask = signs.quotient_sign(g.payload[0])
    above = signs.ring.poly(g) - 1
    if mask & NEG == 0:
        return [(above, mask == POS)]
    return [(-above, mask == NEG)] if mask & POS == 0 else []

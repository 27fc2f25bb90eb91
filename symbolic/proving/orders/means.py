"""Signs by the inequality of the means: p = Σ λₖ (Σⱼ wₖⱼ mⱼ ± mₖ) + Σ μⱼ mⱼ with λ, μ ≥ 0, found by an exact linear programme.

Here the mⱼ are monomials of p that are known not to be negative, and mₖ = Π mⱼ^wₖⱼ for weights wₖⱼ > 0 that add up to 1, so that
|mₖ| ≤ Σⱼ wₖⱼ mⱼ: 2(a³ + b³) ≥ 2(a²b + ab²) and a²b + b²c + c²a ≥ 3abc for a, b, c > 0.  Generators that are a root's radicand are
powers of the root.

Source: Iliman and de Wolff, Amoebas, nonnegative polynomials and sums of squares supported on circuits (2016).
Guarantee: the sign of the fraction lies in the mask returned, at every point where all facts of the session hold.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.linear import feasible
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.orders.squares import Exponents, radicands_as_powers

MOST_TERMS = 24
MOST_OUTER = 10
MOST_MEMBERS = 4
MOST_COLUMNS = 300

Column = dict[Exponents, Fraction]


def sign_by_means(s: Session, q: Quotient) -> int:
    """The mask of the fraction's sign; ANY if nothing is found."""
    p = s.ring.lift(q.num)
    below = s.signs.sign(q.den) if 3 <= len(p) <= MOST_TERMS else sg.ANY
    plain = radicands_as_powers(s, p) if below in (sg.POS, sg.NEG) else None
    if plain is None or any(g.complex for g in s.ring.used(plain)):
        return sg.ANY
    for direction, sign in ((plain, sg.NONNEG), (-plain, sg.NONPOS)):
        found = _decomposed(s, direction)
        if found is not None:
            mask = sign & ~sg.ZERO if found else sign
            return mask if below == sg.POS else sg.flip(mask)
    return sg.ANY


def _decomposed(s: Session, p: Poly) -> bool | None:
    """True if p > 0 is found, False if p ≥ 0, None if no decomposition is found."""
    target = {e: Fraction(c) for c, e in s.ring.terms(p)}
    signs = {e: s.signs.sign(s.ring.monomial(e)) if e else sg.POS for e in target}
    outer = [e for e, c in target.items() if c > 0 and signs[e] in (sg.POS, sg.NONNEG)]
    inner = [e for e in target if e not in outer]
    if not inner or not 2 <= len(outer) <= MOST_OUTER:
        return None
    columns: list[tuple[Column, bool]] = [({e: Fraction(1)}, signs[e] == sg.POS) for e in outer]
    for middle in inner:
        sign = Fraction(-1 if target[middle] < 0 else 1)
        columns += [({**mean, middle: sign}, False) for mean in _means(middle, outer)]
    if len(columns) > MOST_COLUMNS:
        return None
    rows = sorted(target)
    matrix = [[column.get(e, Fraction(0)) for column, _ in columns] for e in rows]
    return feasible(matrix, [target[e] for e in rows], [Fraction(int(strict)) for _, strict in columns])


def _means(middle: Exponents, outer: list[Exponents]) -> list[Column]:
    """The weighted means of a few of the outer monomials whose geometric mean is the middle one."""
    found: list[Column] = []
    for size in range(2, MOST_MEMBERS + 1):
        for few in combinations(outer, size):
            weights = _weights(middle, few)
            if weights is not None:
                found.append(dict(zip(few, weights, strict=True)))
    return found


def _weights(middle: Exponents, few: tuple[Exponents, ...]) -> list[Fraction] | None:
    """The positive weights w with Σ wⱼ αⱼ = β and Σ wⱼ = 1, if they are unique."""
    places = sorted({i for e in (middle, *few) for i, _ in e})
    points, goal = [dict(e) for e in few], dict(middle)
    rows = [[*(Fraction(p.get(i, 0)) for p in points), Fraction(goal.get(i, 0))] for i in places]
    rows.append([Fraction(1)] * (len(few) + 1))
    for column in range(len(few)):
        pivot = next((r for r in range(column, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [v / lead for v in rows[column]]
        for r, row in enumerate(rows):
            if r != column and row[column]:
                rows[r] = [v - row[column] * u for v, u in zip(row, rows[column], strict=True)]
    weights = [rows[r][-1] for r in range(len(few))]
    consistent = all(not row[-1] for row in rows[len(few) :])
    return weights if consistent and all(w > 0 for w in weights) else None

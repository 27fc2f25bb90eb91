"""Signs by sums of squares: p = Σ λₖ (mᵢ ± mⱼ)² + Σ μₖ mₖ with λ, μ ≥ 0, found by an exact linear programme.

The m are monomials, and the single monomials on the right are those that are known not to be negative.  Generators
that are a root's radicand are replaced by powers of the root (a = (√a)²), so that AM–GM is a square.  Multiples of sin² u + cos² u − 1 = 0
are added: a² + b² ≥ (a sin u + b cos u)².

Source: the diagonally dominant sums of squares of Ahmadi and Majumdar (2019).
Guarantee: the sign of the fraction lies in the mask returned, at every point where all facts of the session hold.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.linear import feasible
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Poly, Quotient

Exponents = tuple[tuple[int, int], ...]
MAX_TERMS = 40
MAX_HALVES = 24


def sign_by_squares(s: Session, q: Quotient) -> int:
    """The mask of the fraction's sign; ANY if nothing is found."""
    below = s.signs.sign(q.den)
    if below not in (sg.POS, sg.NEG):
        return sg.ANY
    p = s.ring.lift(q.num)
    p = radicands_as_powers(s, p)
    if p is None or len(p) > MAX_TERMS:
        return sg.ANY
    mask = sg.ANY
    for direction, sign in ((p, sg.NONNEG), (-p, sg.NONPOS)):
        found = _decompose(s, direction)
        if found is not None:
            mask &= sign & ~sg.ZERO if found else sign
    return mask if below == sg.POS else sg.flip(mask)


def radicands_as_powers(s: Session, p: Poly) -> Poly | None:
    """``p`` with every generator that stands alone under a root replaced by the power of that root."""
    ring = s.ring
    if p.total_degree() > 12:
        return None
    replaced: dict[int, tuple[int, int]] = {}
    for g in ring.used(p):
        if g.kind == "root" and g.relation is not None:
            degree, value = g.relation
            inside = ring.used(value)
            if len(inside) == 1 and ring.lift(value) == ring.poly(inside[0]):
                replaced[inside[0].index] = (g.index, degree)
    if not replaced:
        return p
    total = ring.constant(0)
    for c, exps in ring.terms(p):
        counts: dict[int, int] = {}
        for i, e in exps:
            j, d = replaced.get(i, (i, 1))
            counts[j] = counts.get(j, 0) + d * e
        total += ring.monomial(tuple(sorted(counts.items())), c)
    return total


def _decompose(s: Session, p: Poly) -> bool | None:
    """True if p > 0 is found, False if p ≥ 0, None if no decomposition is found."""
    target = {e: Fraction(c) for c, e in s.ring.terms(p)}
    unit = _on_the_circle(s, p, target)
    halves = _half_monomials({**target, **{m: Fraction(1) for column in unit for m in column}})
    columns: list[tuple[dict[Exponents, Fraction], bool]] = [(column, False) for column in unit]
    for m in {*target, *(_times(h, h) for h in halves)}:
        sign = s.signs.sign(s.ring.monomial(m)) if m else sg.POS
        if sign in (sg.POS, sg.NONNEG):
            columns.append(({m: Fraction(1)}, sign == sg.POS))
    for a, b in combinations(halves, 2):
        cross = _times(a, b)
        if cross in target or len(halves) <= 8:
            squares = ((_times(a, a), Fraction(1)), (_times(b, b), Fraction(1)))
            columns += [({**_summed(squares), cross: Fraction(2 * sign)}, False) for sign in (1, -1)]
    rows = sorted({e for column, _ in columns for e in column} | set(target))
    if len(columns) > 400 or len(rows) > 120:
        return None
    matrix = [[column.get(e, Fraction(0)) for column, _ in columns] for e in rows]
    return feasible(matrix, [target.get(e, Fraction(0)) for e in rows], [Fraction(int(strict)) for _, strict in columns])


def _on_the_circle(s: Session, p: Poly, target: dict[Exponents, Fraction]) -> list[dict[Exponents, Fraction]]:
    """m − m cos² u − m sin² u = 0 and its negative, for the m cos² u of which there is a term."""
    out = []
    for g in s.ring.used(p):
        if g.kind == "sin" and g.relation is not None:
            (cosine,) = (h.index for h in s.ring.used(s.ring.lift(g.relation[1])))
            for m in target:
                powers = dict(m)
                if powers.get(cosine, 0) >= 2:
                    powers[cosine] -= 2
                    rest = tuple(sorted((i, e) for i, e in powers.items() if e))
                    circle = {rest: 1, m: -1, _times(rest, ((g.index, 2),)): -1}
                    out += [{e: Fraction(sign * c) for e, c in circle.items()} for sign in (1, -1)]
    return out


def _summed(parts: tuple[tuple[Exponents, Fraction], ...]) -> dict[Exponents, Fraction]:
    out: dict[Exponents, Fraction] = {}
    for e, c in parts:
        out[e] = out.get(e, Fraction(0)) + c
    return out


def _half_monomials(target: dict[Exponents, Fraction]) -> list[Exponents]:
    """Monomials whose square occurs, and the halves of even products."""
    halves = [tuple((i, e // 2) for i, e in m) for m in target if all(e % 2 == 0 for _, e in m)]
    return sorted(set(halves))[:MAX_HALVES]


def _times(a: Exponents, b: Exponents) -> Exponents:
    counts = dict(a)
    for i, e in b:
        counts[i] = counts.get(i, 0) + e
    return tuple(sorted(counts.items()))

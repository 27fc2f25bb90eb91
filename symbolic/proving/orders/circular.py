"""Signs of trigonometric polynomials in one angle, and the angles at which they vanish.

With s = 2t/(1+t²), c = (1−t²)/(1+t²) a polynomial in sin u, cos u becomes P(t)/(1+t²)ᵈ for every angle but u = π (mod 2π), so that
its sign is that of the polynomial P; at u = π it is read off.

Guarantee: :func:`sign_by_half_angle` returns True only if the sign of the term lies in the mask for all angles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from flint import fmpz_poly

from symbolic.functions import TRIGONOMETRIC
from symbolic.proving.facts import under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Poly
from symbolic.terms import PI, Call, Sym, Term, free_symbols, mul, num, walk

MAX_DEGREE = 24
ANGLES = tuple(Fraction(k, 12) for k in (0, 6, 12, 18, 3, 4, 2, 8, 9, 10, -6, -3, -4, -2, -12, 24))
"""Multiples of π at which sines and cosines have simple values, the simplest first."""
SIMPLEST = 6


def circular_points(names: tuple[Sym, ...], statement: Term) -> Iterator[Mapping[Sym, Term]]:
    """One or two names of a trigonometric statement at simple multiples of π."""
    if not all(x.sort.field == "real" for x in names) or not any(isinstance(t, Call) and t.op in TRIGONOMETRIC for t in walk(statement)):
        return
    if len(names) in (1, 2):
        angles = ANGLES if len(names) == 1 else ANGLES[:SIMPLEST]
        yield from ({x: mul(num(a), PI) for x, a in zip(names, chosen, strict=True)} for chosen in product(angles, repeat=len(names)))


def sign_by_half_angle(t: Term, wanted: int, facts: tuple[Term, ...]) -> bool:
    """Whether the sign of a trigonometric polynomial in one angle with rational coefficients lies in ``wanted`` everywhere."""
    if not any(isinstance(node, Call) and node.op in ("sin", "cos") for node in walk(t)) or len(free_symbols(t)) != 1:
        return False

    def run(s: Session) -> bool:
        q = s.nf(t)
        if s.loci or s.signs.contradictory or not q.den.is_constant():
            return False
        found = by_half_angle(s, s.ring.lift(q.num))
        if found is None:
            return False
        at_pi, p = found
        low = sg.POS if s.signs.sign(q.den) == sg.POS else sg.NEG
        here = sg.POS if at_pi > 0 else sg.NEG if at_pi < 0 else sg.ZERO
        return sg.times(low, here) & ~wanted == 0 and sg.times(low, _sign_of_polynomial(p)) & ~wanted == 0

    return under(facts, run, False)


def by_half_angle(s: Session, p: Poly) -> tuple[int, Any] | None:
    """The value at u = π, and (1+t²)ᵈ·p(u) as a polynomial in t = tan(u/2)."""
    used = s.ring.used(p)
    if not used or any(g.kind not in ("sin", "cos") for g in used) or len({g.term.args for g in used if isinstance(g.term, Call)}) != 1:
        return None
    kinds = {g.index: g.kind for g in used}
    degree = int(p.total_degree())
    if degree > MAX_DEGREE:
        return None
    sine, cosine, one = fmpz_poly([0, 2]), fmpz_poly([1, 0, -1]), fmpz_poly([1, 0, 1])
    total, at_pi = fmpz_poly([]), 0
    for c, exps in s.ring.terms(p):
        part, size, value = fmpz_poly([int(c)]), 0, int(c)
        for i, e in exps:
            part *= (sine if kinds[i] == "sin" else cosine) ** e
            value *= 0 if kinds[i] == "sin" else (-1) ** e
            size += e
        total += part * one ** (degree - size)
        at_pi += value
    return at_pi, total


def _sign_of_polynomial(p: Any) -> int:
    """A mask of the signs of an integer polynomial on the real line."""
    if p.degree() < 0:
        return sg.ZERO
    content, factors = p.factor()
    mask = sg.POS if int(content) > 0 else sg.NEG
    for f, e in factors:
        real = any(r.imag == 0 for r, _ in f.complex_roots()) if f.degree() > 0 else False
        if not real:
            factor = sg.POS if int(f[f.degree()]) > 0 else sg.NEG
            mask = sg.times(mask, sg.raised(factor, int(e)))
        else:
            mask = sg.times(mask, sg.NONNEG if int(e) % 2 == 0 else sg.ANY)
    return mask

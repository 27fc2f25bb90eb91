"""Statements in one real name: decided completely by a sign chart.

If all atoms are comparisons of polynomials in one quantity u (the name itself, or eˣ), their truth changes only at the
real roots of those polynomials.  The roots are isolated exactly (FLINT); between two neighbours one rational point
decides, and at a root an exact zero test (divisibility by its minimal polynomial) and balls decide.

Guarantee: :func:`chart` lists a point of every cell of the line, so that a statement true at all of them is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq, fmpz_poly

from symbolic.proving.balls.boxes import exact
from symbolic.proving.facts import MASKS, attempt
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.orders.truth import Conjunction
from symbolic.terms import Call, Sym, Term, add, call, div, exp, free_symbols, log, neg, num, sub

MAX_DEGREE = 24
BITS = 256


class Unsettled(Exception):
    """The balls are not small enough to tell a sign."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rational point, or a root of an irreducible integer polynomial enclosed by a ball."""

    value: Fraction | None
    minimal: Any = None
    ball: Any = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The cells of the line of u, and the truth of every atom at a place."""

    name: Sym
    places: tuple[Place, ...]
    polynomials: dict[Term, Any]
    exponential: bool

    def holds(self, atom: Term, place: Place) -> bool:
        assert isinstance(atom, Call)
        return bool(MASKS[atom.op] & _sign(self.polynomials[atom], place))

    def value(self, place: Place) -> Term | None:
        """The value of the name at the place; None if it has no short exact form."""
        u = _term(place)
        return log(u) if u is not None and self.exponential else u


def chart(atoms: Conjunction) -> Chart | None:
    """The sign chart of the atoms; None if they are not polynomial in one quantity."""
    names = frozenset[Sym]().union(*map(free_symbols, atoms)) if atoms else frozenset[Sym]()
    if len(names) != 1 or not all(isinstance(a, Call) and a.op in MASKS for a in atoms):
        return None
    (name,) = names
    if not name.sort.is_scalar or name.sort.field != "real":
        return None

    def run(session: Session) -> tuple[dict[Term, Any], bool] | None:
        return _polynomials(session, name, atoms)

    found = attempt(run, None)
    if found is None:
        return None
    polynomials, exponential = found
    places = _places(list(polynomials.values()), Fraction(0) if exponential else None)
    return None if places is None else Chart(name, places, polynomials, exponential)


def _polynomials(session: Session, name: Sym, atoms: Conjunction) -> tuple[dict[Term, Any], bool] | None:
    """For each atom a polynomial with the sign of its difference."""
    quotients: dict[Term, Any] = {}
    for a in atoms:
        assert isinstance(a, Call)
        q = session.nf(sub(*a.args))
        quotients[a] = session.ring.lift(q.num) * session.ring.lift(q.den)
    if session.loci:
        return None
    used = {g.index: g for p in quotients.values() for g in session.ring.used(session.ring.lift(p))}
    if len(used) > 1:
        return None
    for g in used.values():
        if g.term is not name and g.term is not exp(name):
            return None
    out: dict[Term, Any] = {}
    for a, p in quotients.items():
        p = session.ring.lift(p)
        degree = max((int(d) for d in p.degrees()), default=0)
        if degree > MAX_DEGREE:
            return None
        coefficients = [0] * (degree + 1)
        for c, exps in session.ring.terms(p):
            coefficients[exps[0][1] if exps else 0] = c
        out[a] = fmpz_poly(coefficients)
    return out, any(g.term is not name for g in used.values())


def _places(polynomials: list[Any], low: Fraction | None) -> tuple[Place, ...] | None:
    """All real roots above ``low``, and a rational point between neighbours and beyond the ends."""
    factors = {str(f): f for p in polynomials if p.degree() > 0 for f, _ in p.factor()[1]}
    roots: list[tuple[Any, Any]] = []
    with ctx.workprec(BITS):
        for f in factors.values():
            for r, _ in f.complex_roots():
                if r.imag == 0 and (low is None or r.real > exact(low)):
                    roots.append((r.real, f))
    roots.sort(key=lambda pair: float(pair[0].mid()))
    edges = [_rational(r.mid().fmpq()) for r, _ in roots]
    start = low if low is not None else (edges[0] - 2 if edges else Fraction(-1))
    out = [Place(_simplest(start, edges[0] if edges else start + 2))]
    for i, (r, f) in enumerate(roots):
        out.append(Place(Fraction(-int(f[0]), int(f[1]))) if f.degree() == 1 else Place(None, f, r))
        out.append(Place(_simplest(edges[i], edges[i + 1] if i + 1 < len(edges) else edges[i] + 4)))
    return tuple(out) if _in_order(out, roots) else None


def _in_order(places: list[Place], roots: list[tuple[Any, Any]]) -> bool:
    """Whether the points are shown to lie strictly between the roots."""
    points = [exact(p.value) for p in places[::2] if p.value is not None]
    return all(points[i] < r and r < points[i + 1] for i, (r, _) in enumerate(roots))


def _rational(q: Any) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """A number with a small denominator well inside (low, high)."""
    width = high - low
    denominator = 1
    while True:
        candidate = Fraction(round((low + width / 2) * denominator), denominator)
        if low + width / 4 < candidate < high - width / 4:
            return candidate
        denominator *= 2


def _sign(p: Any, place: Place) -> int:
    if place.value is not None:
        value = p(fmpq(place.value.numerator, place.value.denominator))
        return sg.POS if value > 0 else sg.NEG if value < 0 else sg.ZERO
    if p.degree() < 0 or p.gcd(place.minimal).degree() > 0:
        return sg.ZERO
    with ctx.workprec(BITS):
        ball = _evaluate(p, place)
    if not (ball > 0 or ball < 0):
        raise Unsettled
    return sg.POS if ball > 0 else sg.NEG


def _evaluate(p: Any, place: Place) -> Any:
    total = arb(0)
    for k in range(p.degree(), -1, -1):
        total = total * place.ball + int(p[k])
    return total


def _term(place: Place) -> Term | None:
    """The place as a term: a rational number, or a root of a quadratic polynomial."""
    if place.value is not None:
        return num(place.value) if place.value >= 0 else neg(num(-place.value))
    f = place.minimal
    if f.degree() != 2:
        return None
    a, b, c = (int(f[k]) for k in (2, 1, 0))
    root: Term = call("sqrt", num(b * b - 4 * a * c))
    signed = root if place.ball > arb(fmpq(-b, 2 * a)) else neg(root)
    if b == 0 and a == 1 and (b * b - 4 * a * c) % 4 == 0:
        inner: Term = call("sqrt", num(-c))
        return inner if signed is root else neg(inner)
    return div(add(num(-b), signed), num(2 * a))

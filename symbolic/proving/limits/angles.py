"""Signs of cosines and sines on an interval between two of their zeros, and the angle itself as the variable.

Guarantee: every fact returned holds at all points strictly between the bounds; a change of variable keeps the integral
where the facts hold.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from symbolic.functions import KINKED, gt, lt
from symbolic.proving.balls.constants import enclosure
from symbolic.proving.facts import GIVE_UP, assume, attempt
from symbolic.proving.forms import masks
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Facts
from symbolic.terms import PI, Call, Sym, Term, add, call, div, free_symbols, mul, num, sub, substitute, transform, walk

CIRCULAR = {"cos": "cos", "tan": "cos", "sec": "cos", "sin": "sin", "cot": "sin", "csc": "sin"}
MARGIN = Fraction(1, 10**9)


def with_angle(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> tuple[Term, Term, Term] | None:
    """The integrand and the bounds in the angle u = a·var, a > 0, of which a tested sine or cosine is taken: ``|sin(2πt/T)|`` up to T.

    None where no such quantity is tested, or where a is a number that needs no change.
    """
    tested = [t for t in walk(body) if isinstance(t, Call) and t.op in KINKED and var in free_symbols(t)]
    angle = next((t.args[0] for k in tested for t in walk(k) if isinstance(t, Call) and t.op in CIRCULAR and var in free_symbols(t)), None)
    if angle is None or any(var in free_symbols(f) for f in facts):
        return None

    def run(s: Session) -> tuple[Term, Term, Term] | None:
        assume(s, facts)
        rate = s.nf(div(angle, var))
        a = s.quotient_term(rate)
        if s.ring.as_number(rate) is not None or var in free_symbols(a) or s.signs.quotient_sign(rate) != masks.POS:
            return None
        start, end = (s.quotient_term(s.nf(mul(a, bound))) for bound in (lo, hi))
        inner = transform(substitute(body, {var: div(var, a)}), lambda t: in_lowest_terms(s, t))
        return div(inner, a), start, end

    def in_lowest_terms(s: Session, t: Term) -> Term | None:
        return call(t.op, s.quotient_term(s.nf(t.args[0]))) if isinstance(t, Call) and t.op in CIRCULAR and var in free_symbols(t) else None

    return attempt(run, None)


def circular_signs(body: Term, var: Sym, lo: Term, hi: Term) -> tuple[Term, ...]:
    """Signs of the cosines and sines in ``body`` of multiples of ``var`` for lo < var < hi, numeric bounds."""
    nodes = [t for t in walk(body) if isinstance(t, Call) and t.op in CIRCULAR and var in free_symbols(t)]
    if not nodes or any(free_symbols(b) for b in (lo, hi)):
        return ()
    wanted = dict.fromkeys(call(CIRCULAR[t.op], *t.args) for t in nodes)
    return tuple(fact for t in wanted if (fact := _sign(t, var, lo, hi)) is not None)


def _sign(t: Call, var: Sym, lo: Term, hi: Term) -> Term | None:
    scale = _multiple(t.args[0], var)
    if not scale:
        return None
    half = Fraction(1, 2) if t.op == "cos" else Fraction(0)
    low, high = (_place(b, scale, half) for b in (lo, hi))
    if low is None or high is None:
        return None
    low, high = min(low, high), max(low, high)
    if floor(low) + 1 < ceil(high):
        return None
    middle = enclosure(substitute(t, {var: div(add(lo, hi), num(2))}))
    if middle is None or not (middle > 0 or middle < 0):
        return None
    return gt(t) if middle > 0 else lt(t)


def holds_at(sign: Term, var: Sym, place: Term) -> bool:
    """Whether ``t > 0`` or ``t < 0`` is seen to hold at a number."""
    match sign:
        case Call("gt" | "lt" as op, (t, _)):
            value = enclosure(substitute(t, {var: place}))
            return value is not None and bool(value > 0 if op == "gt" else value < 0)
    return False


def _multiple(angle: Term, var: Sym) -> Fraction | None:
    """c with angle = c·var."""

    def run(s: Session) -> Fraction | None:
        return s.ring.as_number(s.nf(div(angle, var)))

    return attempt(run, None)


def _place(bound: Term, scale: Fraction, half: Fraction) -> Fraction | None:
    """The number of the zero at which the bound lies, exact if it is one, else some value strictly between two zeros."""
    ball = enclosure(sub(div(mul(num(scale), bound), PI), num(half)))
    if ball is None:
        return None
    near = round(float(ball.mid()))
    if ball > near + MARGIN.numerator / MARGIN.denominator or ball < near - MARGIN.numerator / MARGIN.denominator:
        return Fraction(float(ball.mid()))

    def run(s: Session) -> bool:
        return s.equal(mul(num(scale), bound), mul(num(half + near), PI))

    try:
        return Fraction(near) if with_units(run) else None
    except GIVE_UP:
        return None

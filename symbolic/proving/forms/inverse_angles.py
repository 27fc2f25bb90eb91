"""Normal forms of arcsine and arctangent: undone where the angle lies in the principal range, reciprocals.

``asin(sin a) = a`` for −π/2 ≤ a ≤ π/2, ``asin(cos a) = π/2 − a`` for 0 ≤ a ≤ π, ``atan(tan a) = a`` for
−π/2 < a < π/2, and ``atan q = ±π/2 − atan(1/q)`` for q of known sign.  Each is used only where the facts of the
session show its condition.
"""

from __future__ import annotations

from fractions import Fraction

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.forms.tower import Session, rule
from symbolic.terms import PI, Call, Term, call, div, mul, num


@rule("asin")
def _asin(s: Session, args: tuple[Term, ...]) -> Quotient:
    match args[0]:
        case Call("sin", (a,)) if _within(s, a, Fraction(-1, 2), Fraction(1, 2), strict=False):
            return s.nf(a)
        case Call("cos", (a,)) if _within(s, a, Fraction(0), Fraction(1), strict=False):
            return s.ring.sub(_turns(s, Fraction(1, 2)), s.nf(a))
    q = s.nf(args[0])
    return _exact(s, q, ARCSINES) or s.function("asin", [q], call("asin", *args))


@rule("atan")
def _atan(s: Session, args: tuple[Term, ...]) -> Quotient:
    match args[0]:
        case Call("tan", (a,)) if _within(s, a, Fraction(-1, 2), Fraction(1, 2), strict=True):
            return s.nf(a)
    ring = s.ring
    q = s.nf(args[0])
    exact = _exact(s, q, ARCTANGENTS)
    if exact is not None:
        return exact
    sign = s.signs.quotient_sign(q)
    if sign in (sg.POS, sg.NEG) and _heavier(s, q):
        inverse = s.function("atan", [ring.inverse(q)], call("atan", div(num(1), args[0])))
        return ring.sub(_turns(s, Fraction(1 if sign == sg.POS else -1, 2)), inverse)
    return s.function("atan", [q], call("atan", *args))


def _exact(s: Session, q: Quotient, table: tuple[tuple[str, int, Fraction], ...]) -> Quotient | None:
    """The angle of ±(rational · √integer), if it stands in the table."""
    if q.num.is_zero() or s.ring.symbols(q.num) or s.ring.symbols(q.den):
        return None
    square = s.ring.as_number(s.ring.mul(q, q))
    for factor, radicand, turns in table:
        if square == Fraction(factor) ** 2 * radicand:
            value = s.nf(mul(num(factor), call("sqrt", num(radicand))))
            return _turns(s, turns if s.ring.is_zero(s.ring.sub(q, value)) else -turns)
    return None


ARCSINES = (("1/2", 1, Fraction(1, 6)), ("1/2", 2, Fraction(1, 4)), ("1/2", 3, Fraction(1, 3)), ("1", 1, Fraction(1, 2)))
ARCTANGENTS = (("1/3", 3, Fraction(1, 6)), ("1", 1, Fraction(1, 4)), ("1", 3, Fraction(1, 3)))
"""(factor, radicand, multiple of π) for the arguments ``factor·√radicand`` with a simple angle."""


def _heavier(s: Session, q: Quotient) -> bool:
    """One of q and 1/q, and always the same one."""
    top, bottom = (s.ring.lift(p) for p in (q.num, q.den))
    measure = [(int(p.total_degree()), len(p), s.ring.key(p if p.leading_coefficient() > 0 else -p)) for p in (top, bottom)]
    return bool(measure[0] < measure[1])


def _turns(s: Session, multiple: Fraction) -> Quotient:
    return s.ring.mul(s.ring.number(multiple), s.nf(PI))


def _within(s: Session, a: Term, low: Fraction, high: Fraction, *, strict: bool) -> bool:
    """Whether ``low·π ≤ a ≤ high·π`` is known."""
    angle = s.nf(a)
    above = s.signs.quotient_sign(s.ring.sub(angle, _turns(s, low)))
    below = s.signs.quotient_sign(s.ring.sub(_turns(s, high), angle))
    allowed = sg.POS if strict else sg.NONNEG
    return (above | below) & ~allowed == 0

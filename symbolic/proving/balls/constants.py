"""Signs of real constants by ball arithmetic.

Guarantee: the sign of the constant is in the mask returned.
"""

from __future__ import annotations

from typing import Any

from symbolic.functions import FUNCTIONS
from symbolic.proving.forms import masks as sg
from symbolic.terms import Call, Num, Term

Ball = Any  # flint.arb; the package ships no types


def enclosure(t: Term, bits: int = 128) -> Ball | None:
    """A ball around the value of a term without names; None if the value may not exist."""
    from flint import arb, ctx

    before = ctx.prec
    ctx.prec = bits
    try:
        ball = _ball(t, arb)
        return ball if ball is not None and ball.is_finite() else None
    finally:
        ctx.prec = before


def _ball(t: Term, arb: Any) -> Ball | None:
    match t:
        case Num(value):
            return arb(value.numerator) / value.denominator
        case Call("pi", ()):
            return arb.pi()
        case Call(op, args):
            parts = [_ball(a, arb) for a in args]
            if any(p is None for p in parts):
                return None
            return _operator(op, parts, arb)
    return None


def _operator(op: str, parts: list[Ball], arb: Any) -> Ball | None:
    match op:
        case "add":
            return sum(parts, arb(0))
        case "mul":
            total = arb(1)
            for p in parts:
                total = total * p
            return total
        case "pow":
            return parts[0] ** parts[1]
        case "euler_gamma":
            return arb.const_euler()
    row = FUNCTIONS.get(op)
    return row.ball(*parts) if row is not None and row.ball is not None and row.elementwise else None


def sign_of_constant(t: Term) -> int:
    """A sign mask of a term without names."""
    for bits in (64, 256, 1024):
        ball = enclosure(t, bits)
        if ball is None:
            return sg.ANY
        if ball > 0:
            return sg.POS
        if ball < 0:
            return sg.NEG
    return sg.ANY

"""|z| < r in short form, for a positive number r: |x| < 1 for |−x²| < 1, x > 0 for |1/e^x| < 1.

Guarantee: the condition returned holds where |z| < r does, and where it holds and z is defined, |z| < r.
"""

from __future__ import annotations

from fractions import Fraction

from symbolic.terms import ONE, ZERO, Call, Num, Term, call, num


def smaller(z: Term, r: Fraction = Fraction(1)) -> Term:
    """A condition for |z| < r."""
    match z:
        case Call("neg", (a,)) | Call("abs", (a,)):
            return smaller(a, r)
        case Call("pow", (a, Num(k))) if r == 1 and k > 0 and k.denominator == 1:
            return smaller(a)
        case Call("exp", (a,)) if r == 1:
            return _negative(a)
        case Call("mul", (Num(c), *rest)) if c and rest:
            return smaller(rest[0] if len(rest) == 1 else call("mul", *rest), r / abs(c))
        case Call("div", (a, Num(c))) if c:
            return smaller(a, r * abs(c))
        case Call("div", (one, Call("exp", (a,)))) if one is ONE and r == 1:
            return call("gt", a, ZERO)
        case Call("div", (Num(c), a)) if c:
            return call("gt", _modulus(a), num(abs(c) / r))
    return call("lt", call("abs", z), num(r))


def _negative(a: Term) -> Term:
    match a:
        case Call("neg", (b,)):
            return call("gt", b, ZERO)
    return call("lt", a, ZERO)


def _modulus(a: Term) -> Term:
    return _modulus(a.args[0]) if isinstance(a, Call) and a.op in ("neg", "abs") else call("abs", a)

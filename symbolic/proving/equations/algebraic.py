"""Constant expressions: rigorous comparison, and the zero test for algebraic numbers.

An algebraic expression is built from rational numbers by + − × ÷, real roots, and sines and cosines at rational
multiples of π.  It is a quotient U/L of algebraic integers whose conjugates are bounded by u and l; if it is not
zero and its degree is at most D, then |U/L| ≥ 1/(u^(D−1) · l).  A ball inside that bound shows that it is zero.

Source: Burnikel, Funke, Mehlhorn, Schirra, Schmitt, A separation bound for real algebraic expressions (2009).
Guarantee: the two sides are constants, both defined, and the relation between their values is proved or refuted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm, log2, prod

from flint import fmpz

from symbolic.functions import COMPARISONS, FUNCTIONS, TRIGONOMETRIC
from symbolic.proving.balls.boxes import compare, enclose, exact, precision
from symbolic.proving.domains import constant
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Deriv, Num, Term, free_symbols, sub, walk
from symbolic.verdicts import Counterexample, Proved, Refuted

METHOD = "separation bound"
ENCLOSED = "ball arithmetic"
MAX_BITS = 40_000
START_BITS = 64


@dataclass(frozen=True, slots=True)
class Magnitude:
    """log₂ of bounds of all conjugates of numerator and denominator."""

    top: float
    bottom: float


def prove_constant(step: Step) -> Proved | Refuted | None:
    """Compare two constants; see the module's guarantee."""
    if step.relation not in COMPARISONS or free_symbols(step.left) or free_symbols(step.right):
        return None
    if any(isinstance(t, Bind | Deriv) for side in (step.left, step.right) for t in walk(side)):
        return None
    difference = sub(step.left, step.right)
    sign = constant_sign(difference)
    if sign is None:
        return None
    if compare(step.relation, exact(Fraction(sign))):
        return Proved(METHOD if sign == 0 else ENCLOSED)
    return Refuted("value", METHOD if sign == 0 else ENCLOSED, Counterexample((), *_shown(step.left, step.right)))


def _shown(left: Term, right: Term) -> tuple[str, str]:
    """Digits of both values, enough to tell them apart if they differ."""
    texts = ("", "")
    for bits in (64, 128, 256, 1024, MAX_BITS):
        with precision(bits):
            low, high = ("" if v is None else str(v.str(int(bits * 0.3), radius=False)) for v in (enclose(left, {}), enclose(right, {})))
            texts = low, high
        if texts[0] != texts[1]:
            break
    return texts


def constant_sign(t: Term) -> int | None:
    """The sign of a constant; None if it may be undefined or is not settled."""
    if not _defined(t):
        return None
    limit = _separation_bits(t)
    bits = START_BITS
    target = min(limit if limit is not None else 8 * START_BITS, MAX_BITS)
    while True:
        with precision(bits):
            value = enclose(t, {})
            if value is not None:
                if value > 0:
                    return 1
                if value < 0:
                    return -1
                if limit is not None and abs(value) < exact(Fraction(1, 2**limit)):
                    return 0
        if bits > 2 * target + 128:
            return None
        bits *= 2


def _defined(t: Term) -> bool:
    """Whether denominators are non-zero, radicands non-negative and every function's conditions hold."""
    for node in walk(t):
        match node:
            case Call("div", (_, b)):
                if constant_sign(b) in (0, None):
                    return False
            case Call("sqrt", (a,)):
                if constant_sign(a) not in (0, 1):
                    return False
            case Call("pow", (a, b)):
                if not _power_defined(a, b):
                    return False
            case Call("root", (a, Num(n))) if n.denominator == 1 and n >= 2:
                if n % 2 == 0 and constant_sign(a) not in (0, 1):
                    return False
            case Call("root", _):
                return False
            case Call(op, args):
                row = FUNCTIONS.get(op)
                if row is None or not row.elementwise:
                    return False
                if row.defined is not None and not all(_condition(c) for c in row.defined(*args)):
                    return False
            case Num():
                pass
            case _:
                return False
    return True


def _power_defined(base: Term, exponent: Term) -> bool:
    number = constant(exponent)
    if number is not None and number.denominator == 1 and number >= 0:
        return True
    sign = constant_sign(base)
    if number is not None and number.denominator == 1:
        return sign in (1, -1)
    return sign == 1


def _condition(c: Term) -> bool:
    match c:
        case Call(op, (a, b)):
            sign = constant_sign(sub(a, b))
            return sign is not None and compare(op, exact(Fraction(sign))) is True
    return False


# --- the bound -------------------------------------------------------------------------------------


class _NotAlgebraic(Exception):
    """Something in the expression is not known to be algebraic."""


def _separation_bits(t: Term) -> int | None:
    """b such that the value of ``t`` is zero or at least 2⁻ᵇ in size; None if ``t`` is not seen to be algebraic."""
    try:
        m = _magnitude(t)
    except _NotAlgebraic:
        return None
    degree = prod(_root_degree(n) for n in walk(t)) * _cyclotomic_degree(t)
    bits = (degree - 1) * max(m.top, 0.0) + max(m.bottom, 0.0)
    return int(bits * 1.000001) + 8 if bits < MAX_BITS else None


def _root_degree(t: Term) -> int:
    match t:
        case Call("sqrt", _):
            return 2
        case Call("root", (_, Num(n))):
            return int(n)
        case Call("pow", (_, b)):
            value = constant(b)
            return value.denominator if value is not None else 1
    return 1


def _cyclotomic_degree(t: Term) -> int:
    orders = [2 * turns.denominator for n in walk(t) if isinstance(n, Call) and n.op in TRIGONOMETRIC
              if (turns := multiple_of_pi(n.args[0])) is not None]
    return int(fmpz(lcm(4, *orders)).euler_phi()) if orders else 1


def _magnitude(t: Term) -> Magnitude:
    match t:
        case Num(value):
            return Magnitude(log2(max(abs(value.numerator), 1)), log2(value.denominator))
        case Call("neg", (a,)):
            return _magnitude(a)
        case Call("add", args):
            total = _magnitude(args[0])
            for a in args[1:]:
                m = _magnitude(a)
                total = Magnitude(max(total.top + m.bottom, m.top + total.bottom) + 1, total.bottom + m.bottom)
            return total
        case Call("mul", args):
            parts = [_magnitude(a) for a in args]
            return Magnitude(sum(p.top for p in parts), sum(p.bottom for p in parts))
        case Call("div", (a, b)):
            return _divided(_magnitude(a), _magnitude(b))
        case Call("sqrt", (a,)):
            return _rooted(_magnitude(a), 2)
        case Call("root", (a, Num(index))):
            return _rooted(_magnitude(a), int(index))
        case Call("pow", (a, b)) if (exponent := constant(b)) is not None:
            m = _rooted(_magnitude(a), exponent.denominator)
            n = abs(exponent.numerator)
            raised = Magnitude(n * m.top, n * m.bottom)
            return raised if exponent >= 0 else Magnitude(raised.bottom, raised.top)
        case Call("sin" | "cos", (a,)) if multiple_of_pi(a) is not None:
            return Magnitude(1.0, 1.0)
        case Call("tan" | "cot", (a,)) if multiple_of_pi(a) is not None:
            return _divided(Magnitude(1.0, 1.0), Magnitude(1.0, 1.0))
        case Call("sec" | "csc", (a,)) if multiple_of_pi(a) is not None:
            return Magnitude(1.0, 1.0)
    raise _NotAlgebraic


def _divided(a: Magnitude, b: Magnitude) -> Magnitude:
    return Magnitude(a.top + b.bottom, a.bottom + b.top)


def _rooted(m: Magnitude, k: int) -> Magnitude:
    if m.top >= m.bottom:
        return Magnitude((m.top + (k - 1) * m.bottom) / k, m.bottom)
    return Magnitude(m.top, ((k - 1) * m.top + m.bottom) / k)


def multiple_of_pi(t: Term) -> Fraction | None:
    """c if ``t`` is c·π by its form."""
    match t:
        case Num(value) if value == 0:
            return value
        case Call("pi", ()):
            return Fraction(1)
        case Call("neg", (a,)):
            inner = multiple_of_pi(a)
            return None if inner is None else -inner
        case Call("add", args):
            parts = [multiple_of_pi(a) for a in args]
            return None if any(p is None for p in parts) else sum((p for p in parts if p is not None), Fraction(0))
        case Call("div", (a, b)):
            top, bottom = multiple_of_pi(a), constant(b)
            return None if top is None or not bottom else top / bottom
        case Call("mul", args):
            numbers = [c for a in args if (c := constant(a)) is not None]
            others = [m for a in args if constant(a) is None and (m := multiple_of_pi(a)) is not None]
            if len(others) == 1 and len(numbers) + 1 == len(args):
                return others[0] * prod(numbers, start=Fraction(1))
    return None

"""Terms times a number or plus a term, written as an author would, and the words for it."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

from symbolic.terms import Call, Num, Term, add, call, mul, neg, num


def scaled(c: Fraction, t: Term) -> Term:
    """The product of a number and a term, the number joined with the one that stands there."""
    if c == 1:
        return t
    match t:
        case Num(value):
            return num(c * value) if c * value >= 0 else neg(num(-c * value))
        case Call("neg", (a,)):
            return scaled(-c, a) if c < 0 else neg(scaled(c, a))
        case Call("mul", (Num(value), *rest)):
            return scaled_product(c * value, tuple(rest))
        case Call("mul", (Call("mul" | "neg" | "div") as first, *rest)) if coefficient(first) != 1:
            return mul(scaled(c, first), *rest)
        case Call("div", (a, b)) if c.denominator == 1 and c != -1:
            return call("div", scaled(c, a), b)
    if c < 0:
        return neg(scaled(-c, t))
    return mul(num(c), *t.args) if isinstance(t, Call) and t.op == "mul" else mul(num(c), t)


def scaled_product(c: Fraction, rest: tuple[Term, ...]) -> Term:
    """The product of a number and factors."""
    if c < 0:
        return neg(scaled_product(-c, rest))
    return mul(*rest) if c == 1 else mul(num(c), *rest)


def coefficient(t: Term) -> Fraction:
    """The number in front of a term."""
    match t:
        case Num(value) if value:
            return value
        case Call("neg", (a,)):
            return -coefficient(a)
        case Call("mul", (first, *_)):
            return coefficient(first)
        case Call("div", (a, _)) if not isinstance(a, Num):
            return coefficient(a)
    return Fraction(1)


def text(c: Fraction) -> str:
    """A number as it is written, with a minus sign."""
    return str(c).replace("-", "−")


def factor_words(c: Fraction, t: Term) -> str:
    """What is said of a factor that is missing or too many."""
    if c == -1:
        return "the sign is wrong"
    old = coefficient(t)
    said = "" if old == 1 else f": the coefficient is {text(old * c)}, not {text(old)}"
    if c.denominator == 1 or old in (1, -1):
        return f"a factor {text(c)} is missing{said}"
    if c.numerator == 1:
        return f"a factor {text(1 / c)} too many{said}"
    return said[2:] or f"a factor {text(c)} is missing"


def summands(t: Term) -> tuple[Term, ...]:
    """The terms of a sum, nested sums included."""
    if isinstance(t, Call) and t.op == "add":
        return tuple(chain.from_iterable(map(summands, t.args)))
    return (t,)


def plus(t: Term, more: Term) -> Term:
    """The sum with one more term."""
    parts = summands(t)
    match more:
        case Num(value) if value < 0:
            more = neg(num(-value))
    return add(*parts, more)

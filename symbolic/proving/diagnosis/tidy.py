"""A computed term as an author would write it: numbers folded, signs in front, √ and powers as such.

Guarantee: none about domains (``x/x`` becomes 1); elsewhere the value stays.  What is shown of a tidied term was proved of it.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import prod

from symbolic.functions import ge
from symbolic.proving.diagnosis.scaling import coefficient, scaled_product, summands
from symbolic.proving.facts import all_follow
from symbolic.terms import ONE, ZERO, Call, Num, Term, add, call, children, div, mul, neg, num, power, transform

HALF = Fraction(1, 2)


def tidied(t: Term, facts: tuple[Term, ...]) -> Term:
    """The term with the rules below applied from its leaves upwards."""

    def rule(node: Term) -> Term | None:
        match node:
            case Call("add", args):
                return _sum(args)
            case Call("mul", args):
                return _product(args)
            case Call("transpose", (Call("identity") as a,)):
                return a
            case Call("trace", (Call("identity", (size,)),)):
                return size
            case Call("matmul", args) if all(isinstance(a, Call) and a.op == "identity" for a in args):
                return args[0]
            case Call("matmul", args) if any(isinstance(a, Call) and a.op in ("mul", "neg") for a in args):
                return _matrix_product(args)
            case Call("neg", (a,)):
                return _product((num(-1), a))
            case Call("div", (a, b)):
                return _quotient(a, b)
            case Call("pow", (a, Num(n))):
                return a if n == 1 else call("sqrt", a) if n == HALF else None
            case Call("abs", (a,)) if all_follow(facts, (ge(a),)):
                return a
            case Call("exp", (Call("mul", (a, Call("log", (b,)))) | Call("mul", (Call("log", (b,)), a)),)):
                return power(b, a)
            case Call("exp", (Call("log", (a,)),)):
                return a
        return None

    return transform(t, rule)


def shorter(t: Term, facts: tuple[Term, ...]) -> Term:
    """The tidied term unless it is longer than the term as it stands; a minus sign before a difference turns it round."""
    best = min(tidied(t, facts), t, key=size)
    inner = best.args[0] if isinstance(best, Call) and best.op == "neg" else None
    return (_turned(inner) if inner is not None else None) or best


def _turned(t: Term) -> Term | None:
    """−t by a difference in t, or one of its factors, turned round; None if there is none."""
    match t:
        case Call("add", (p, Call("neg", (q,)))):
            return add(q, neg(p))
        case Call("mul" | "matmul" | "hadamard" as op, args):
            for k, a in enumerate(args):
                if (turned := _turned(a)) is not None:
                    return call(op, *args[:k], turned, *args[k + 1 :])
        case Call("div", (a, b)) if (turned := _turned(a)) is not None:
            return div(turned, b)
    return None


def size(t: Term) -> int:
    """How many nodes are written."""
    return 1 + sum(map(size, children(t)))


def positive_first(t: Term) -> Term:
    """The term with every sum begun by something that has no minus sign, where there is such a thing."""

    def rule(node: Term) -> Term | None:
        if not (isinstance(node, Call) and node.op == "add"):
            return None
        first = next((k for k, p in enumerate(node.args) if not _is_negative(p)), 0)
        return add(node.args[first], *node.args[:first], *node.args[first + 1 :])

    return transform(t, rule)


def _sum(args: tuple[Term, ...]) -> Term:
    """A sum without inner sums and noughts; like terms and numbers stand in one, where the first of them stands."""
    amounts: dict[Term, Fraction] = {}
    for p in (p for a in args for p in summands(a)):
        number = _number(p)
        kind = ONE if number is not None else _without_number(p)
        amounts[kind] = amounts.get(kind, Fraction(0)) + (coefficient(p) if number is None else number)
    rest = [_product((num(c), kind)) for kind, c in amounts.items() if c]
    return add(*rest) if len(rest) > 1 else rest[0] if rest else ZERO


def _is_negative(t: Term) -> bool:
    return isinstance(t, Call) and t.op == "neg"


def _product(args: tuple[Term, ...]) -> Term:
    """A product without inner products and ones, its number in front; a fraction among the factors takes the others up."""
    parts = [p for a in args for p in _factors(a)]
    if len(parts) > 1 and any(isinstance(p, Call) and p.op == "div" for p in parts):
        tops = tuple(p.args[0] if isinstance(p, Call) and p.op == "div" else p for p in parts)
        bottoms = tuple(p.args[1] for p in parts if isinstance(p, Call) and p.op == "div")
        return _quotient(_product(tops), _product(bottoms))
    number = prod((v for p in parts if (v := _number(p)) is not None), start=Fraction(1))
    rest = tuple(p for p in parts if _number(p) is None)
    if not number:
        return ZERO
    if number.denominator != 1 and rest:
        return _quotient(_product((num(number.numerator), *rest)), num(number.denominator))
    if not rest:
        return num(number) if number > 0 else neg(num(-number))
    counts = Counter(rest)
    rest = tuple(p if n == 1 else power(p, num(n)) for p, n in counts.items())
    whole = rest[0] if len(rest) == 1 else mul(*rest)
    return whole if number == 1 else _negative(whole) if number == -1 else scaled_product(number, rest)


def _matrix_product(args: tuple[Term, ...]) -> Term:
    """A product of arrays with the numbers that stand in its factors in front."""
    number = prod(map(coefficient, args), start=Fraction(1))
    factors = (_product((num(1 / coefficient(a)), a)) if coefficient(a) != 1 else a for a in args)
    return _product((num(number), call("matmul", *factors))) if number != 1 else call("matmul", *args)


def _negative(t: Term) -> Term:
    """−t; of a fraction over a difference the fraction over the difference turned round."""
    match t:
        case Call("div", (a, Call("add", (p, Call("neg", (q,)))))):
            return div(a, add(q, neg(p)))
    return neg(t)


def _factors(t: Term) -> tuple[Term, ...]:
    match t:
        case Call("mul", args):
            return tuple(f for a in args for f in _factors(a))
        case Call("neg", (a,)):
            return (num(-1), *_factors(a))
    return (t,)


def _quotient(a: Term, b: Term) -> Term:
    """A fraction with its sign in front; of two square roots the root of the fraction."""
    match a, b:
        case _, Num(value) if value == 0:
            return div(a, b)
        case _, _ if a is b:
            return ONE
        case _, Num(value) if value == 1:
            return a
        case Num(value), _ if value == 0:
            return ZERO
        case Call("neg", (top,)), _:
            return _negative(_quotient(top, b))
        case Call("div", (top, bottom)), _:
            return _quotient(top, _product((bottom, b)))
        case Num(p), Num(q):
            return num(p / q) if p * q >= 0 else neg(num(-p / q))
        case Call("sqrt", (p,)), Call("sqrt", (q,)):
            return call("sqrt", _quotient(p, q))
        case Call("mul", (Num(c), Call("sqrt", (p,)))), Call("sqrt", (Num(q),)) if (c * c / q).denominator == 1:
            return call("sqrt", _product((num(c * c / q), p)))
    number = coefficient(a) / coefficient(b)
    if number == coefficient(a):
        return div(a, b)
    top = _product((num(abs(number.numerator)), _without_number(a)))
    bottom = _product((num(number.denominator), _without_number(b)))
    whole = top if bottom is ONE else div(top, bottom)
    return whole if number > 0 else _negative(whole)


def _without_number(t: Term) -> Term:
    if isinstance(t, Num):
        return ONE
    c = coefficient(t)
    return t if c == 1 else _product((num(1 / c), t))


def _number(t: Term) -> Fraction | None:
    match t:
        case Num(value):
            return value
        case Call("neg", (Num(value),)):
            return -value
    return None

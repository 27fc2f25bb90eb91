"""Terms that take whole values at whole numbers: polynomials with rational coefficients such as n (n + 1) / 2; 2ᵏ for k ≥ 0."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod

from symbolic.terms import INTEGER, ONE, Call, Num, Sym, Term, call, free_symbols, mul

MOST_RESIDUES = 400


@lru_cache(maxsize=1024)
def is_whole_valued(t: Term) -> bool:
    """Whether a polynomial with rational coefficients takes whole values at whole numbers, such as n (n + 1) / 2.

    With whole coefficients over a denominator d it does so if it does at all residues modulo d.
    """
    names = sorted(free_symbols(t), key=repr)
    d = _denominator(t)
    if d is None or not names or d ** len(names) > MOST_RESIDUES or not all(s.sort == INTEGER for s in names):
        return False
    points = product(range(d), repeat=len(names))
    return all(_whole_value(t, dict(zip(names, map(Fraction, point), strict=True))).denominator == 1 for point in points)


def whole_where(t: Term) -> tuple[Term, ...] | None:
    """Whole numbers of which none may be negative for the term to be whole: k of 3 · 2ᵏ + 1; None for terms of another form."""
    match t:
        case Num(value):
            return () if value.denominator == 1 else None
        case Sym(_, sort):
            return () if sort == INTEGER else None
        case Call("add" | "mul" | "neg", args):
            parts = [whole_where(a) for a in args]
            return None if None in parts else tuple(dict.fromkeys(k for p in parts for k in p or ()))
        case Call("pow", (Num(base), k)) if base.denominator == 1 and base >= 2 and (inner := whole_where(k)) is not None:
            return (*inner, k)
        case Call("exp", (Call("mul", args),)):
            bases = [a.args[0] for a in args if isinstance(a, Call) and a.op == "log"]
            k = _product_of([a for a in args if not (isinstance(a, Call) and a.op == "log")])
            return whole_where(call("pow", bases[0], k)) if len(bases) == 1 else None
    return None


def _product_of(factors: list[Term]) -> Term:
    return mul(*factors) if len(factors) > 1 else factors[0] if factors else ONE


def _denominator(t: Term) -> int | None:
    """A whole number times which the term is a polynomial with whole coefficients; None if the term is no polynomial."""
    match t:
        case Num(value):
            return int(value.denominator)
        case Sym():
            return 1
        case Call("div", (a, Num(value))) if value.denominator == 1 and value != 0:
            inner = _denominator(a)
            return None if inner is None else inner * abs(int(value))
        case Call("add" | "mul" | "neg", args):
            parts = [_denominator(a) for a in args]
            return None if None in parts else prod(p for p in parts if p is not None)
        case Call("pow", (a, Num(k))) if k.denominator == 1 and 0 <= k <= 4:
            inner = _denominator(a)
            return None if inner is None else inner ** int(k)
    return None


def _whole_value(t: Term, point: dict[Sym, Fraction]) -> Fraction:
    """The value of a polynomial at a point."""
    match t:
        case Num(value):
            return value
        case Sym():
            return point[t]
        case Call(op, args):
            values = [_whole_value(a, point) for a in args]
            match op:
                case "add":
                    return sum(values, Fraction(0))
                case "mul":
                    return prod(values, start=Fraction(1))
                case "neg":
                    return -values[0]
                case "div":
                    return values[0] / values[1]
                case "pow":
                    return values[0] ** int(values[1])
    raise TypeError(f"{t!r} is no polynomial")

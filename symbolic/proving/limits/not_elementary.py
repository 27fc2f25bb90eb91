"""Integrands whose antiderivatives are known not to be elementary (Liouville): e^{ax}/xⁿ, sin(ax)/xⁿ, sin(x²), log(1 + e^x).

They are common, and a search for an antiderivative finds out late that there is none.

Guarantee: none is needed; an integral that is not searched for is not evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symbolic.proving.domains import constant
from symbolic.terms import ZERO, Call, Num, Sym, Term, free_symbols

WAVES = frozenset({"sin", "cos", "sinh", "cosh"})


def is_not_elementary(f: Term, x: Sym) -> bool:
    """Whether the integrand is one of these forms, up to a constant factor and a polynomial."""
    parts = [part for part in _summands(f) if _degree(part, x) is None]
    return len(parts) == 1 and _is_known(dict(_factors(parts[0], x, 1)), x)


def _is_known(factors: dict[Term, Fraction | int], x: Sym) -> bool:
    match sorted(factors.items(), key=lambda item: item[1]):
        case [(base, below), (Call(op, (angle,)), 1)] if op in WAVES or op == "exp":
            return below.denominator == 1 and below < 0 and _degree(base, x) == 1 == _degree(angle, x)
        case [(Call(op, (angle,)), 1)] if op in WAVES:
            return _degree(angle, x) == 2
        case [(Call("softplus", (a,)), 1)]:
            return _degree(a, x) == 1
        case [(Call("log", (Call("add", (a, b)),)), 1)]:
            return any(_degree(one, x) == 0 and one is not ZERO and _is_exponential(other, x) for one, other in ((a, b), (b, a)))
    return False


def _is_exponential(t: Term, x: Sym) -> bool:
    return isinstance(t, Call) and t.op == "exp" and _degree(t.args[0], x) == 1


def _summands(t: Term) -> Iterator[Term]:
    match t:
        case Call("add", args):
            for a in args:
                yield from _summands(a)
        case Call("neg", (a,)):
            yield from _summands(a)
        case _:
            yield t


def _factors(t: Term, x: Sym, power: Fraction | int) -> Iterator[tuple[Term, Fraction | int]]:
    """The factors that depend on x, with their exponents."""
    match t:
        case _ if x not in free_symbols(t):
            return
        case Call("mul", args):
            for a in args:
                yield from _factors(a, x, power)
        case Call("neg", (a,)):
            yield from _factors(a, x, power)
        case Call("div", (a, b)):
            yield from _factors(a, x, power)
            yield from _factors(b, x, -power)
        case Call("pow", (a, b)) if (exponent := constant(b)) is not None:
            yield from _factors(a, x, power * exponent)
        case _:
            yield t, power


def _degree(t: Term, x: Sym) -> int | None:
    """The degree of a polynomial in x, as it is written; None for what is none."""
    if x not in free_symbols(t):
        return 0
    match t:
        case Sym():
            return 1
        case Call("neg", (a,)):
            return _degree(a, x)
        case Call("div", (a, b)) if x not in free_symbols(b):
            return _degree(a, x)
        case Call("pow", (a, Num(n))) if n.denominator == 1 and n > 0:
            inner = _degree(a, x)
            return None if inner is None else int(n) * inner
        case Call("add" | "mul" as op, args):
            degrees = [d for a in args if (d := _degree(a, x)) is not None]
            return None if len(degrees) < len(args) else max(degrees) if op == "add" else sum(degrees)
    return None

"""Limits put together from those of the parts, for functions that grow too slowly for an expansion: log log x, √(log x).

Guarantee: as for :mod:`symbolic.proving.limits.limits`, if the limits of the parts that are asked for are right.
The limits of functions at ±∞ are those of their rows.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.functions import DOWN, UP, row_of
from symbolic.proving.limits.answers import Answer, Finite, Infinite
from symbolic.terms import ZERO, Call, Num, Sym, Term, add, free_symbols, mul, neg, walk

RISES, FALLS = Infinite(1), Infinite(-1)
SLOW = frozenset({"log", "sqrt", "pow"})


def grows_slowly(body: Term, var: Sym) -> bool:
    """Whether a logarithm or a power of a logarithm is in it."""
    outer = (t.args[0] for t in walk(body) if isinstance(t, Call) and t.op in SLOW)
    return any(isinstance(u, Call) and u.op == "log" and var in free_symbols(u) for arg in outer for u in walk(arg))


def composed(body: Term, limit_of: Callable[[Term], Answer | None]) -> Answer | None:
    """The limit of a term from those of its parts; None where they do not settle it."""
    match body:
        case Call("pow", (u, Num(p))):
            return _power(limit_of(u), p > 0)
        case Call("neg", (u,)):
            return _turned(limit_of(u))
        case Call("add", args):
            return _sum([limit_of(a) for a in args])
        case Call("mul", args):
            found = [limit_of(a) for a in args]
            values = [a.value for a in found if isinstance(a, Finite) and not a.conditions]
            return Finite(mul(*values)) if len(values) == len(found) else None
        case Call("div", (a, b)):
            match limit_of(a), limit_of(b):
                case Finite(_, ()), Infinite():
                    return Finite(ZERO)
        case Call(_, (u,)) if (row := row_of(body)) is not None and row.ends != (None, None):
            inner = limit_of(u)
            return _end(row.ends[inner.sign > 0]) if isinstance(inner, Infinite) else None
    return None


def _end(limit: Term | None) -> Answer | None:
    return None if limit is None else RISES if limit is UP else FALLS if limit is DOWN else Finite(limit)


def _power(inner: Answer | None, positive: bool) -> Answer | None:
    """uᵖ for u → +∞."""
    if inner != RISES:
        return None
    return RISES if positive else Finite(ZERO)


def _turned(inner: Answer | None) -> Answer | None:
    match inner:
        case Infinite(sign):
            return Infinite(-sign)
        case Finite(value, ()):
            return Finite(neg(value))
    return None


def _sum(found: list[Answer | None]) -> Answer | None:
    """Numbers add up; infinite ones of one sign prevail."""
    signs = {a.sign for a in found if isinstance(a, Infinite)}
    values = [a.value for a in found if isinstance(a, Finite) and not a.conditions]
    if len(values) + sum(isinstance(a, Infinite) for a in found) < len(found) or len(signs) > 1:
        return None
    return Infinite(signs.pop()) if signs else Finite(add(*values))

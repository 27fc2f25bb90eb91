"""Antiderivatives that are read off: sums of constants times xⁿ, and eᵘ, sin u, cos u, sinh u, cosh u of linear u, and log x.

Guarantee: none; what is proposed is differentiated before it is used.  Where this finds one, no candidates have to be tried.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.proving.calculus import NoRule, differentiate
from symbolic.terms import ONE, Call, Num, Sym, Term, add, call, div, free_symbols, mul, neg, num, power, sub

BY_SLOPE: dict[str, Callable[[Term], Term]] = {
    "exp": lambda u: call("exp", u),
    "sin": lambda u: neg(call("cos", u)),
    "cos": lambda u: call("sin", u),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
}
"""The antiderivatives in u."""


def elementary(f: Term, x: Sym) -> Term | None:
    """A term F with F′ = f, read off the form of f; None if it has another form."""
    if x not in free_symbols(f):
        return x if f is ONE else mul(f, x)
    match f:
        case Sym():
            return div(power(x, num(2)), num(2))
        case Call("add", args):
            parts = [elementary(a, x) for a in args]
            return None if None in parts else add(*(p for p in parts if p is not None))
        case Call("neg", (a,)):
            inner = elementary(a, x)
            return None if inner is None else neg(inner)
        case Call("mul", args):
            fixed = [a for a in args if x not in free_symbols(a)]
            moving = [a for a in args if x in free_symbols(a)]
            inner = elementary(moving[0], x) if len(moving) == 1 else None
            return None if inner is None else mul(*fixed, inner)
        case Call("div", (a, b)) if x not in free_symbols(b):
            inner = elementary(a, x)
            return None if inner is None else div(inner, b)
        case Call("pow", (base, Num(n))) if base is x and n > 0:
            return div(power(x, num(n + 1)), num(n + 1))
        case Call("log", (a,)) if a is x:
            return sub(mul(x, f), x)
        case Call(op, (u,)) if op in BY_SLOPE:
            return _by_slope(op, u, x)
    return None


def _by_slope(op: str, u: Term, x: Sym) -> Term | None:
    """g(u)/u′ for a linear u."""
    if not _is_linear(u, x):
        return None
    try:
        slope = differentiate(u, x)
    except NoRule:
        return None
    whole = BY_SLOPE[op](u)
    return whole if slope is ONE else div(whole, slope)


def _is_linear(u: Term, x: Sym) -> bool:
    """Whether a term is linear in x by its form."""
    match u:
        case Sym():
            return True
        case Call("add" | "neg", args):
            return all(x not in free_symbols(a) or _is_linear(a, x) for a in args)
        case Call("mul", args):
            moving = [a for a in args if x in free_symbols(a)]
            return len(moving) == 1 and _is_linear(moving[0], x)
        case Call("div", (a, b)):
            return x not in free_symbols(b) and _is_linear(a, x)
    return False

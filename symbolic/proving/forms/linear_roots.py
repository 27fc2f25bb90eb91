"""Zeros of terms that are linear in a name."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.proving.calculus import NoRule, resolve
from symbolic.terms import ZERO, Bind, Call, Sym, Term, deriv, div, free_symbols, neg, substitute, walk


def is_linear(t: Term, x: Sym) -> bool:
    """Whether the slope of a term in x is free of x, and not 0."""
    try:
        slope = resolve(deriv(t, x))
    except NoRule:
        return False
    return x not in free_symbols(slope) and slope is not ZERO


def linear_root(x: Sym, t: Term) -> Iterator[Term]:
    """−b/a for the term ax + b."""
    if is_linear(t, x):
        yield div(neg(substitute(t, {x: ZERO})), resolve(deriv(t, x)))


def linear_divisors(body: Term, x: Sym) -> Iterator[Term]:
    """What a term divides by that is linear in x."""
    for t in walk(body):
        if isinstance(t, Call) and t.op == "div" and x in free_symbols(t.args[1]) and not any(isinstance(u, Bind) for u in walk(t.args[1])):
            for base in _bases(t.args[1]):
                if x in free_symbols(base) and is_linear(base, x):
                    yield base


def _bases(t: Term) -> Iterator[Term]:
    """The factors of a product of powers."""
    match t:
        case Call("mul", factors):
            for f in factors:
                yield from _bases(f)
        case Call("pow", (base, _)):
            yield from _bases(base)
        case _:
            yield t

"""Zeros of terms that are linear in a name."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.forms.normal_form import Session, Unsupported, with_units
from symbolic.proving.forms.ring import TooLarge
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
                if x in free_symbols(base):
                    yield from (f for f in ((base,) if is_linear(base, x) else _factors(base)) if x in free_symbols(f) and is_linear(f, x))


def _factors(t: Term) -> list[Term]:
    """1 − x and 1 + x of 1 − x²."""

    def run(s: Session) -> list[Term]:
        return [s.poly_term(f) for f, _ in s.ring.factors(s.ring.lift(s.nf(t).num))[1]]

    try:
        return with_units(run)
    except (Unsupported, TooLarge):
        return []


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

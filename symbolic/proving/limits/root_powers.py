"""Limits of a product with a power of a logarithm whose exponent is a parameter: ``(log t)^a / t^b`` is ``(log t / t^{b/a})^a``.

Guarantee: as for :mod:`symbolic.proving.limits.limits`, if the limits that are asked for are right, and the limit of a power of the
rest is found only where the rest is positive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symbolic.proving.forms import masks as sg
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite, sign_of_difference
from symbolic.terms import ONE, ZERO, Call, Num, Sym, Term, div, free_symbols, mul, neg, operators, power


def by_root(term: Term, t: Sym, facts: Facts, limit_of: Callable[[Term], Answer | None]) -> Answer | None:
    """The limit of ``u^p · r`` as that of ``(u · r^{1/p})^p``, for an infinite u and an exponent p of known sign."""
    factors = list(_factors(term, False))
    for place, (factor, below) in enumerate(factors):
        match factor:
            case Call("pow", (u, p)) if not isinstance(p, Num) and t not in free_symbols(p) and "log" in operators(u):
                exponent = neg(p) if below else p
            case _:
                continue
        sign = sign_of_difference(exponent, ZERO, facts)
        if sign not in (sg.POS, sg.NEG) or limit_of(u) != Infinite(1):
            continue
        others = [f for k, f in enumerate(factors) if k != place]
        rest = div(mul(ONE, *(f for f, under in others if not under)), mul(ONE, *(f for f, under in others if under)))
        return _raised(limit_of(mul(u, power(rest, div(ONE, exponent)))), sign == sg.POS)
    return None


def _factors(t: Term, below: bool) -> Iterator[tuple[Term, bool]]:
    """The factors of a term, each with whether it divides."""
    match t:
        case Call("mul", args):
            for a in args:
                yield from _factors(a, below)
        case Call("div", (a, b)):
            yield from _factors(a, below)
            yield from _factors(b, not below)
        case _:
            yield t, below


def _raised(inner: Answer | None, positive: bool) -> Answer | None:
    """The limit of a power of what is positive and tends to 0 or ∞."""
    match inner:
        case Infinite(1):
            return inner if positive else Finite(ZERO)
        case Finite(value, ()) if value is ZERO:
            return Finite(ZERO) if positive else Infinite(1)
    return None

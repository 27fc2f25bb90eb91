"""``|f(x) − f(y)| ≤ L·|x − y|`` by the mean value theorem: |f′| ≤ L everywhere.

Guarantee: :func:`is_lipschitz` returns True only if f is shown to be differentiable on the whole real line with −L ≤ f′ ≤ L; the facts
about x and y are not used, so that the segment between them needs none.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, differentiability
from symbolic.proving.facts import entails, under
from symbolic.proving.forms import masks as sg
from symbolic.terms import ONE, Call, Sym, Term, add, free_symbols, fresh, mul, sub, substitute

Show = Callable[[Term, int, tuple[Term, ...]], bool]


def is_lipschitz(difference: Term, bound: Term, wanted: int, facts: tuple[Term, ...], show: Show) -> bool:
    """Whether |difference| ≤ bound for a difference f(x) − f(y) and a bound L·|x − y|."""
    match difference:
        case Call("add", (f, Call("neg", (g,)))):
            pass
        case _:
            return False
    found = _distance(bound)
    if found is None or wanted != sg.NONNEG:
        return False
    rate, x, y = found
    if y in free_symbols(f) or x in free_symbols(rate) | free_symbols(g) or substitute(f, {x: y}) is not g:
        return False
    c = fresh(x)
    moved = substitute(f, {x: c})
    known = tuple(d for d in facts if not free_symbols(d) & {x, y})
    try:
        slope = differentiate(moved, c)
    except NoRule:
        return False
    return _smooth(moved, c, known) and show(sub(rate, slope), sg.NONNEG, known) and show(add(rate, slope), sg.NONNEG, known)


def _distance(bound: Term) -> tuple[Term, Sym, Sym] | None:
    """(L, x, y) of L·|x − y|."""
    match bound:
        case Call("abs", (Call("add", (Sym() as x, Call("neg", (Sym() as y,)))),)) if x.sort.is_scalar and x is not y:
            return ONE, x, y
        case Call("mul", args):
            inner = _distance(args[-1])
            return None if inner is None else (mul(*args[:-1], inner[0]), inner[1], inner[2])
    return None


def _smooth(f: Term, c: Sym, facts: tuple[Term, ...]) -> bool:
    return under(facts, lambda s: all(entails(s, condition) is True for condition in differentiability(f, c, Insight())), False)

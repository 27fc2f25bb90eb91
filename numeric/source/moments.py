"""Variances and covariances from deviations, in place of a difference of moments that loses its digits.

``(Σ x_i y_i)/m − x̄ ȳ = (Σ (x_i − x̄)(y_i − ȳ))/m`` and ``Σ x_i y_i − m x̄ ȳ = Σ (x_i − x̄)(y_i − ȳ)`` for sums of m terms.
"""

from __future__ import annotations

from symbolic.terms import ONE, TWO, Bind, Call, Num, Sym, Term, bind, div, mul, open_binder, power, sub, substitute


def of_moments(first: Term, second: Term) -> Term | None:
    """first − second as a sum of products of deviations, if that is what it is."""
    mean, total = _mean(first), first if isinstance(first, Bind) and first.op == "sum" else None
    if mean is not None:
        means = _means(second)
        return None if means is None else _deviations(mean, *means, over=mean.bounds[1])
    if total is not None:
        rest = _without(second, total.bounds[-1])
        means = None if rest is None else _means(rest)
        return None if means is None else _deviations(total, *means, over=None)
    return None


def _mean(t: Term) -> Bind | None:
    """The sum of (Σ_{i=1}^m …)/m."""
    match t:
        case Call("div", (Bind("sum", _, _, (low, high)) as total, m)) if low is ONE and high == m:
            return total
        case Call("mul", (Call("div", (one, m)), Bind("sum", _, _, (low, high)) as total)) if one is ONE and low is ONE and high == m:
            return total
    return None


def _means(t: Term) -> tuple[Term, Term] | None:
    """Two means whose product a term is."""
    match t:
        case Call("pow", (a, Num(p))) if p == 2 and _mean(a) is not None:
            return a, a
        case Call("mul", (a, b)) if _mean(a) is not None and _mean(b) is not None:
            return a, b
    return None


def _without(t: Term, m: Term) -> Term | None:
    """x̄ ȳ of m x̄ ȳ, or of (Σ x_i)(Σ y_i)/m."""
    match t:
        case Call("mul", (a, b)) if a == m:
            return b
        case Call("mul", (a, b, c)) if a == m:
            return mul(b, c)
        case Call("div", (Call("pow", (Bind("sum") as total, Num(p))), b)) if p == 2 and b == m:
            return power(div(total, m), TWO)
        case Call("div", (Call("mul", (Bind("sum") as a, Bind("sum") as b)), c)) if c == m:
            return mul(div(a, m), div(b, m))
    return None


def _deviations(total: Bind, a: Term, b: Term, over: Term | None) -> Term | None:
    var, body = open_binder(total)
    x, y = (_member(mean, var, total.bounds) for mean in (a, b))
    if x is None or y is None or body not in ((power(x, TWO),) if x == y else (mul(x, y), mul(y, x))):
        return None
    product = power(sub(x, a), TWO) if x == y else mul(sub(x, a), sub(y, b))
    found = bind("sum", var, product, total.bounds)
    return found if over is None else div(found, over)


def _member(mean: Term, var: Sym, bounds: tuple[Term, ...]) -> Term | None:
    """x_i of a mean over the same range, with the index of another sum."""
    total = _mean(mean)
    if total is None or total.bounds != bounds:
        return None
    own, body = open_binder(total)
    return substitute(body, {own: var})

"""The series of a matrix exponential, Σ Aᵏ/k! over k ≥ 0, as the exponential.

Guarantee: the term denotes the same.
"""

from __future__ import annotations

from symbolic.occurrences import is_infinite
from symbolic.shapes import is_matrix
from symbolic.terms import ONE, ZERO, Bind, Call, Term, call, free_symbols, mul, open_binder, operators, transform


def summed_series(t: Term) -> Term:
    """The term with e^A for Σ Aᵏ/k!."""
    return transform(t, _exponential) if "sum" in operators(t) else t


def _exponential(t: Term) -> Term | None:
    if not isinstance(t, Bind) or t.op != "sum" or t.bounds[0] is not ZERO or not is_infinite(t.bounds[1]) or not is_matrix(t.body):
        return None
    k, body = open_binder(t)
    above, below = _factors(body)
    if below != [call("factorial", k)]:
        return None
    bases, rest = [], list[Term]()
    for f in above:
        match f:
            case Call("pow", (base, exponent)) if exponent is k and k not in free_symbols(base):
                bases.append(base)
            case _ if k not in free_symbols(f):
                rest.append(f)
            case _:
                return None
    if [is_matrix(b) for b in bases].count(True) != 1 or any(map(is_matrix, rest)):
        return None
    total = call("expm", mul(*sorted(bases, key=is_matrix)) if len(bases) > 1 else bases[0])
    return mul(*rest, total) if rest else total


def _factors(t: Term) -> tuple[list[Term], list[Term]]:
    """The factors above and below the line."""
    match t:
        case Call("mul" | "matmul", args):
            parts = [_factors(a) for a in args]
            return [f for p in parts for f in p[0]], [f for p in parts for f in p[1]]
        case Call("div", (a, b)):
            (above, below), (under, over) = _factors(a), _factors(b)
            return above + over, below + under
        case _ if t is ONE:
            return [], []
    return [t], []

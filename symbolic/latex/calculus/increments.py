"""Differentials as they are read: ``d(T)`` is the derivative ``∂/∂t T(X + t dX)`` at t = 0."""

from __future__ import annotations

from symbolic.terms import ONE, ZERO, Bind, Call, Deriv, Sym, Term, free_symbols, transform


def undifferentiated(term: Term) -> Term | None:
    """The T of a differential; None for anything else."""
    match term:
        case Bind("at", t, Deriv(body, variable, order), (value,)) if variable is t and order is ONE and value is ZERO:
            inside = transform(body, lambda part: _moved(part, t))
            return inside if inside is not body and t not in free_symbols(inside) else None
    return None


def _moved(term: Term, t: Sym) -> Term | None:
    """X of X + t dX."""
    match term:
        case Call("add", (x, Call("mul", (factor, Sym(name))))) if factor is t and isinstance(x, Sym) and name == f"d{x.name}":
            return x
    return None

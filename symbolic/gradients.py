"""``∇f(x)`` and ``∇²f(x)`` of a function of which no formula is known, at one place of its domain."""

from __future__ import annotations

from dataclasses import dataclass

from symbolic.terms import ONE, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, bind, call, free_symbols, sym


@dataclass(frozen=True, slots=True)
class Slope:
    """The gradient of a function of one array at a place, or its Hessian."""

    function: Sym
    place: Term
    hessian: bool


def slope_at(t: Term) -> Slope | None:
    """``∇f(x)``, or ``∇f(u)`` at u = x + y; None for other terms."""
    match t:
        case Deriv(Apply(Sym() as f, (Sym() as place,), (0,)), var, order) if place is var and order is ONE and is_of_array(f):
            return Slope(f, place, False)
        case Call("hessian", (Apply(Sym() as f, (Sym() as place,), (0,)), var)) if place is var and is_of_array(f):
            return Slope(f, place, True)
        case Bind("at", var, body, (place,)):
            inner = slope_at(body)
            if inner is not None and inner.place is var and var not in free_symbols(place):
                return Slope(inner.function, place, inner.hessian)
    return None


def is_of_array(f: Sym) -> bool:
    """Whether a function gives a number for one array as a whole; one of numbers acts entry by entry."""
    domain = f.sort.domain or ()
    return len(domain) == 1 and bool(domain[0].shape) and not f.sort.shape


def slope_term(slope: Slope) -> Term:
    """The gradient, or the Hessian, as a term."""
    place, (sort,) = slope.place, slope.function.sort.domain or ()
    var = place if isinstance(place, Sym) else sym("u_{0}", sort)
    value = Apply(slope.function, (var,), (0,))
    inner = call("hessian", value, var) if slope.hessian else Deriv(value, var, ONE)
    return inner if var is place else bind("at", var, inner, (place,))


def is_place(t: Term) -> bool:
    """Whether an argument is a place in the domain, ``x + t (y - x)``, and no formula in parameters such as ``W x + b``."""
    match t:
        case Call("add" | "neg" | "mul" | "div" | "pow", args):
            return all(map(is_place, args))
    return isinstance(t, Elem | Num | Sym)

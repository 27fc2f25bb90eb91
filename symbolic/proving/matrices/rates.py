"""Derivatives of arrays, and of numbers made of arrays, by a number: ``(A + cB)⁻¹`` by c, at any size.

``rate(T, c)`` is ∂T/∂c in the shape of T, by the rules of the differential: ``(XY)' = X'Y + XY'``,
``(X⁻¹)' = −X⁻¹X'X⁻¹``, ``(det X)' = det X tr(X⁻¹X')``, ``(e^X)' = X'e^X`` where X' commutes with X.

Guarantee: where the term is differentiable and every condition put into ``assumed`` holds, the result has the value of
the derivative.  What has no rule raises :class:`NoRule`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from symbolic.functions import FUNCTIONS, ne
from symbolic.gradients import Slope, is_of_array, slope_at, slope_term
from symbolic.products import product
from symbolic.proving.calculus import NoRule, total
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.matrices.word_letters import NoWords
from symbolic.shapes import ShapeError, is_matrix
from symbolic.terms import ONE, TWO, ZERO, Apply, Call, Num, Sym, Term, call, div, exp, free_symbols, mul, neg, num, power, sub

LINEAR = frozenset({"neg", "transpose", "trace", "diag", "vec"})
BILINEAR = frozenset({"matmul", "hadamard", "kron", "inner"})


def rate(t: Term, c: Sym, assumed: list[Term]) -> Term:
    """∂t/∂c; zero, of whatever shape, is the number 0."""
    if c not in free_symbols(t):
        return ZERO
    if t is c:
        return ONE
    of = partial(rate, c=c, assumed=assumed)
    known = slope_at(t)
    if known is not None and not known.hessian:
        return product(slope_term(replace(known, hessian=True)), of(known.place))
    match t:
        case Apply(Sym() as f, (place,), (0,)) if is_of_array(f):
            return call("matmul", call("transpose", slope_term(Slope(f, place, False))), of(place))
        case Call("add", args):
            return total([of(a) for a in args])
        case Call(op, (a,)) if op in LINEAR:
            return call(op, of(a))
        case Call("mul", args):
            return total([product(*args[:k], d, *args[k + 1 :]) for k, a in enumerate(args) if (d := of(a)) is not ZERO])
        case Call(op, args) if op in BILINEAR:
            return total([call(op, *args[:k], d, *args[k + 1 :]) for k, a in enumerate(args) if (d := of(a)) is not ZERO])
        case Call("div", (a, b)):
            above, below = of(a), of(b)
            return total([p for p, d in ((div(above, b), above), (neg(product(div(below, power(b, TWO)), a)), below)) if d is not ZERO])
        case Call("inverse", (a,)):
            return neg(call("matmul", t, of(a), t))
        case Call("expm", (a,)):
            slope = of(a)
            if not _commute(a, slope):
                assumed.append(call("eq", call("matmul", slope, a), call("matmul", a, slope)))
            return call("matmul", slope, t)
        case Call("det", (Call("expm", (a,)),)):
            return of(exp(call("trace", a)))
        case Call("det", (a,)):
            assumed.append(ne(t))
            return mul(t, call("trace", call("matmul", call("inverse", a), of(a))))
        case Call("pow", (Call("norm", (a,)), Num(k))) if k == 2 and is_matrix(a):
            return mul(TWO, call("inner", a, of(a)))
        case Call("pow", (base, exponent)):
            return _power_rate(base, exponent, c, assumed)
        case Call(op, args):
            return _function_rate(op, args, c, assumed)
        case Apply(function, args, orders) if not function.sort.shape and not any(map(is_matrix, args)):
            slopes = [Apply(function, args, (*orders[:k], orders[k] + 1, *orders[k + 1 :])) for k in range(len(args))]
            return total([mul(s, d) for a, s in zip(args, slopes, strict=True) if (d := of(a)) is not ZERO])
    raise NoRule(f"no matrix rule to differentiate {type(t).__name__} by a number")


def _commute(a: Term, b: Term) -> bool:
    """Whether two matrices commute whatever their names stand for."""
    from symbolic.proving.matrices.words import Algebra

    def run(session: Session) -> bool:
        algebra = Algebra(session)
        p, q = algebra.words(a), algebra.words(b)
        return not algebra.minus(algebra.times(p, q), algebra.times(q, p))

    try:
        return with_units(run)
    except (NoWords, ShapeError, *GIVE_UP):
        return False


def _power_rate(base: Term, exponent: Term, c: Sym, assumed: list[Term]) -> Term:
    """A whole power of a matrix as a product; a fixed power of a number by its own rule."""
    if c in free_symbols(exponent):
        raise NoRule("an exponent depends on the variable")
    if is_matrix(base):
        if isinstance(exponent, Num) and exponent.value.denominator == 1 and 1 <= exponent.value <= 8:
            return rate(call("matmul", *[base] * int(exponent.value)), c, assumed)
        raise NoRule("a power of a matrix with such an exponent")
    lowered = num(exponent.value - 1) if isinstance(exponent, Num) else sub(exponent, ONE)
    return mul(exponent, power(base, lowered) if lowered is not ONE else base, rate(base, c, assumed))


def _function_rate(op: str, args: tuple[Term, ...], c: Sym, assumed: list[Term]) -> Term:
    """A function of the table at numbers, or at one array entry by entry."""
    row = FUNCTIONS.get(op)
    if row is None or not row.elementwise or len(row.derivative) != len(args) or (len(args) > 1 and any(map(is_matrix, args))):
        raise NoRule(f"no matrix rule to differentiate {op} by a number")
    parts = [(rule(*args), rate(a, c, assumed)) for a, rule in zip(args, row.derivative, strict=True)]
    return total([call("hadamard", slope, d) if is_matrix(d) else mul(slope, d) for slope, d in parts if d is not ZERO])

"""Forms that neither overflow nor cancel, in place of those that formulas are written in.

Every rewriting is an identity of real functions wherever the written form is defined:

- quotients by sums of exponentials (``exponentials``) become values of σ or exponentials below 1;
- ``log(1 + e^x)``, ``log σ(x)``, ``log(e^x + e^y)``, ``log Σ w_i e^{z_i}``, ``log cosh x``, ``log sinh x`` take no exponential of a large
  number, and ``log(1 − e^x)``, ``log tanh x`` are right near 0 and far from it; a product of many factors has its logarithms summed;
- differences (``cancelling``) and moments (``moments``) keep the digits that a subtraction would lose;
- the hyperbolic functions and their inverses are known in their exponentials and logarithms, and a length needs no squares.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from numeric.source.cancelling import HALF, difference, double, half, negated, of_exponentials, root_and, successor, summands
from numeric.source.exponentials import is_total, log_total, one_plus, quotient
from numeric.source.moments import of_moments
from symbolic.terms import (
    ONE,
    PI,
    TWO,
    ZERO,
    Bind,
    Call,
    Num,
    Term,
    add,
    bind,
    call,
    div,
    exp,
    log,
    mul,
    neg,
    open_binder,
    power,
    sub,
    transform,
)


def stable(term: Term) -> Term:
    """The term with every pattern of the table below replaced, innermost first, until none is left at a node; then lengths."""

    def rule(t: Term) -> Term | None:
        changed: Term | None = None
        current = t
        for _ in range(4):
            after = next((r for r in (pattern(current) for pattern in _PATTERNS) if r is not None), None)
            if after is None:
                break
            changed = current = after
        return changed

    return transform(transform(term, rule), _length)


def of_exponential(term: Term) -> Term | None:
    """log e^u = u and log(e^u/Σ …) = u − log Σ …: before derivatives are taken, so that no slope of the quotient overflows."""
    match term:
        case Call("log", (Call("exp", (u,)),)):
            return u
        case Call("log", (Call("div", (Call("exp", (u,)), Bind("sum") as total)),)):
            return sub(u, log(total))
    return None


# --- parts of a term ----------------------------------------------------------------------------------


def _opposite(u: Term, v: Term) -> bool:
    return negated(u) == v or u == negated(v)


def _less_one(t: Term) -> Term | None:
    """x of ``x − 1``."""
    match t:
        case Call("add", (a, Call("neg", (b,)))) | Call("add", (Call("neg", (b,)), a)) if b is ONE:
            return a
    return None


def _one_less(t: Term) -> Term | None:
    """x of ``1 − x``."""
    match t:
        case Call("add", (a, Call("neg", (b,)))) | Call("add", (Call("neg", (b,)), a)) if a is ONE:
            return b
    return None


# --- patterns -----------------------------------------------------------------------------------------


def _logarithm(t: Term) -> Term | None:
    """Logarithms of what overflows, vanishes or is near 1."""
    match t:
        case Call("log", (Call("exp", (u,)),)):
            return u
        case Call("log", (Call("sigmoid", (u,)),)):
            return neg(call("softplus", negated(u)))
        case Call("log", (Call("cosh", (u,)),)):
            return call("logcosh", u)
        case Call("log", (Call("sech", (u,)),)):
            return neg(call("logcosh", u))
        case Call("log", (Call("tanh", (u,)),)):
            return call("cases", call("gt", u, HALF), neg(mul(TWO, call("atanh", exp(neg(double(u)))))), t)
        case Call("log", (Call("sinh", (u,)),)):
            return call("cases", call("gt", u, ONE), sub(add(u, call("log1p", neg(exp(neg(double(u)))))), log(TWO)), t)
        case Call("log", (Call("expm1", (u,)),)):
            return call("cases", call("gt", u, ONE), add(u, call("log1p", neg(exp(negated(u))))), t)
        case Call("log", (Call("neg", (Call("expm1", (u,)),)),)):
            return _log_rest(u)
        case Call("log", (Call("cases", (Call("gt", (u, v)), *_)) as gap,)) if gap == of_exponentials(u, v):
            return add(u, _log_rest(sub(v, u)))
        case Call("log", (Bind("prod", _, _, bounds) as product,)):
            var, body = open_binder(product)
            if _has_log(body):
                return bind("sum", var, _stable_log(body), bounds)
            size = bind("sum", var, log(call("abs", body)), bounds)  # likelihoods are below the least number
            return add(size, log(bind("prod", var, call("sign", body), bounds)))
        case Call("log", (argument,)):
            return log_total(argument) or _log_of_product(argument) or _log_near_one(argument)
    return None


def _log_rest(u: Term) -> Term:
    """log(1 − e^u) for u < 0: near 0 and far from it by different forms (Mächler 2012)."""
    near = log(neg(call("expm1", u)))
    return call("cases", call("gt", u, neg(log(TWO))), near, call("log1p", neg(exp(u))))


def _log_of_product(t: Term) -> Term | None:
    """The logarithm of a product or quotient with a positive factor whose logarithm is known."""
    match t:
        case Call("pow", (Call("sech" | "cosh" | "sigmoid" | "exp") as base, Num() as p)):
            return mul(p, _stable_log(base))
        case Call("mul", factors):
            for k, factor in enumerate(factors):
                if _has_log(factor):
                    rest = (*factors[:k], *factors[k + 1 :])
                    return add(log(mul(*rest) if len(rest) > 1 else rest[0]), _stable_log(factor))
        case Call("div", (above, below)) if _has_log(above):
            return sub(_stable_log(above), log(below))
        case Call("div", (above, below)) if _has_log(below) and above is not ONE:
            return sub(log(above), _stable_log(below))
    return None


def _has_log(t: Term) -> bool:
    """Whether a term is positive, and its logarithm known without it."""
    return (isinstance(t, Call) and t.op in ("sigmoid", "exp")) or is_total(t)


def _stable_log(t: Term) -> Term:
    found = _logarithm(log(t))
    return log(t) if found is None else found


def _log_near_one(argument: Term) -> Term | None:
    match one_plus(argument):
        case Call("exp", (u,)):
            return call("softplus", u)
        case None:
            return None
        case x:
            return call("log1p", x)


def _difference(t: Term) -> Term | None:
    """Two summands that may nearly cancel, among at most four."""
    if not isinstance(t, Call) or t.op != "add" or len(t.args) > 4:
        return None
    for i, a in enumerate(t.args):
        for j in range(i + 1, len(t.args)):
            found = _pair(a, t.args[j])
            if found is not None:
                rest = (*t.args[:i], found, *t.args[i + 1 : j], *t.args[j + 1 :])
                return add(*rest) if len(rest) > 1 else found
    return None


def _pair(a: Term, b: Term) -> Term | None:
    match a, b:
        case Call("neg"), Call("neg"):
            return None
        case _, Call("neg", (v,)):
            return difference(a, v) or of_moments(a, v)
        case Call("neg", (v,)), _:
            return difference(b, v) or of_moments(b, v)
        case _ if a is ONE or b is ONE:
            return successor(b if a is ONE else a)
        case _, Call("sqrt", (w,)):
            return root_and(a, b, w)
        case Call("sqrt", (w,)), _:
            return root_and(b, a, w)
        case Call("cosh", (u,)), Call("sinh", (v,)) if u == v:
            return exp(u)
        case Call("sinh", (u,)), Call("cosh", (v,)) if u == v:
            return exp(u)
        case Call("div", (u, Num() as p)), Call("div", (v, Num() as q)) if p == q and (u is ONE or v is ONE):
            found = successor(v if u is ONE else u)
            return None if found is None else _cancelled(div(found, p)) or div(found, p)
        case Call("div", (u, Num(p))), Num(q) if p * q == 1:
            found = successor(u)
            return None if found is None else _cancelled(div(found, Num(p))) or div(found, Num(p))
    return None


def _cancelled(t: Term) -> Term | None:
    """2x/2 = x."""
    match t:
        case Call("div", (Call("mul", (Num(p), *rest)), Num(q))) if p == q and rest:
            return mul(*rest) if len(rest) > 1 else rest[0]
    return None


def _hyperbolic(t: Term) -> Term | None:
    """e^u ± e^{−u}, and the quotients of such sums."""
    match t:
        case Call("add", (Call("exp", (u,)), Call("exp", (v,)))) if _opposite(u, v):
            return mul(TWO, call("cosh", u))
        case Call("add", (Call("exp", (u,)), Call("neg", (Call("exp", (v,)),)))) if _opposite(u, v):
            return mul(TWO, call("sinh", u))
        case Call("div", (Call("mul", (Num(p), Call("sinh", (u,)))), Call("mul", (Num(q), Call("cosh", (v,)))))) if p == q and u == v:
            return call("tanh", u)
        case Call("div", (Call("mul", (Num(p), Call("cosh", (u,)))), Call("mul", (Num(q), Call("sinh", (v,)))))) if p == q and u == v:
            return div(ONE, call("tanh", u))
        case Call("div", (Call("sinh", (u,)), Call("cosh", (v,)))) if u == v:
            return call("tanh", u)
        case Call("div", (Call("expm1", (u,)), below)) if one_plus(below) == exp(u):
            return call("tanh", half(u))
        case Call("div", (Call("neg", (Call("expm1", (u,)),)), below)) if one_plus(below) == exp(u):
            return call("tanh", negated(half(u)))
    return None


def _inverse_hyperbolic(t: Term) -> Term | None:
    """log((1 + u)/(1 − u)) = 2 artanh u, log(u + √(u² ± 1)) = arsinh u, arcosh u, and arccos(1 − u) = 2 arcsin √(u/2)."""
    match t:
        case Call("log", (Call("div", (above, below)),)):
            first = one_plus(above)
            if first is not None and _one_less(below) == first:
                return mul(TWO, call("atanh", first))
            return _logit(above, t) if _one_less(below) == above else None
        case Call("logit", (u,)):
            return _logit(u, t)
        case Call("log", (Call("cases", (Call("lt", (_, zero)), _, Call("add", (a, b)))),)) if zero is ZERO:
            for u, root in ((a, b), (b, a)):
                if isinstance(root, Call) and root.op == "sqrt" and one_plus(root.args[0]) == power(u, TWO):
                    return call("asinh", u)
                if isinstance(root, Call) and root.op == "sqrt" and _less_one(root.args[0]) == power(u, TWO):
                    return call("acosh", u)
        case Call("acos" | "asin" as op, (argument,)) if (rest := _one_less(argument)) is not None:
            angle = mul(TWO, call("asin", call("sqrt", half(rest))))
            return call("cases", call("lt", rest, HALF), angle if op == "acos" else sub(half(PI), angle), t)
    return None


def _logit(u: Term, written: Term) -> Term:
    """log(u/(1 − u)) = 2 artanh(2u − 1) near 1/2, where it is small."""
    middle = sub(mul(TWO, u), ONE)
    return call("cases", call("lt", call("abs", middle), HALF), mul(TWO, call("atanh", middle)), written)


def _length(t: Term) -> Term | None:
    """√(x² + y²) without the squares, which may leave the range of numbers, and √(1 − u²) by its factors."""
    match t:
        case Call("sqrt", (inside,)) if isinstance(square := _one_less(inside), Call) and _side(square) is not None:
            return call("sqrt", mul(sub(ONE, square.args[0]), add(ONE, square.args[0])))
        case Call("sqrt", (Call("add") as total,)):
            sides = [_side(s) for s in summands(total)]
            if all(s is not None for s in sides):
                return reduce(lambda total, s: call("hypot", total, s), [s for s in sides if s is not None])
    return None


def _side(t: Term) -> Term | None:
    match t:
        case Call("pow", (x, Num(p))) if p == 2:
            return x
        case Num() if t is ONE:
            return ONE
    return None


def _root(t: Term) -> Term | None:
    """Cube roots, and powers of what is near 1."""
    match t:
        case Call("pow", (base, exponent)) if (rest := one_plus(base)) is not None and not _is_small(exponent):
            return call("cases", call("lt", call("abs", rest), HALF), exp(mul(exponent, call("log1p", rest))), t)
        case Call("root", (u, Num(value))) if value == 3:
            return call("cbrt", u)
    return None


def _is_small(exponent: Term) -> bool:
    return isinstance(exponent, Num) and abs(exponent.value) <= 8


_PATTERNS: tuple[Callable[[Term], Term | None], ...] = (
    quotient, _hyperbolic, _inverse_hyperbolic, _logarithm, _difference, _cancelled, _root)


def log_cosh(u: Term) -> Term:
    """log cosh u = |u| + log(1 + e^{−2|u|}) − log 2, for what has no form of its own for it."""
    size = call("abs", u)
    return sub(add(size, call("log1p", exp(neg(mul(TWO, size))))), log(TWO))

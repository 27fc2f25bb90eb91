"""Forms that neither overflow nor cancel, in place of those that formulas are written in.

Every rewriting is an identity of real functions wherever the written form is defined:

- ``1/(1 + e^{-x})``, ``1 − σ(x)``, ``e^x/(e^x + e^y)`` become values of σ, ``e^{z_i}/Σ e^{z_j}`` an exponential below 1;
- ``log(1 + e^x)``, ``log σ(x)``, ``log(e^x + e^y)``, ``log Σ e^{z_i}``, ``log cosh x`` take no exponential of a large number;
- ``log(1 + x)``, ``e^x − 1``, ``1 − cos x``, ``cosh x − 1``, ``√(1 + x) − 1``, ``1 ± erf x`` keep their digits, which a difference
  would lose;
- the hyperbolic functions and their inverses are known in their exponentials and logarithms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from symbolic.terms import (
    ONE,
    TWO,
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
    """The term with every pattern of the table below replaced, innermost first, until none is left at a node."""

    def rule(t: Term) -> Term | None:
        changed: Term | None = None
        current = t
        for _ in range(4):
            after = next((r for r in (pattern(current) for pattern in _PATTERNS) if r is not None), None)
            if after is None:
                break
            changed = current = after
        return changed

    return transform(term, rule)


# --- parts of a term ----------------------------------------------------------------------------------


def _negated(t: Term) -> Term:
    return t.args[0] if isinstance(t, Call) and t.op == "neg" else neg(t)


def _opposite(u: Term, v: Term) -> bool:
    return _negated(u) == v or u == _negated(v)


def _one_plus(t: Term) -> Term | None:
    """x of ``1 + x`` or ``x + 1``."""
    match t:
        case Call("add", (a, b)) if a is ONE or b is ONE:
            return b if a is ONE else a
    return None


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


def _exponents(t: Term) -> tuple[Term, ...] | None:
    """The exponents of a sum of two or more exponentials; 2 cosh u is one too."""
    match t:
        case Call("mul", (Num(value), Call("cosh", (u,)))) if value == 2:
            return u, _negated(u)
        case Call("add", args) if all(isinstance(a, Call) and a.op == "exp" for a in args):
            return tuple(a.args[0] for a in args if isinstance(a, Call))
    return None


def _half(t: Term) -> Term:
    match t:
        case Call("mul", (Num(value), *rest)) if value == 2:
            return mul(*rest)
        case Call("neg", (a,)):
            return neg(_half(a))
    return div(t, TWO)


# --- patterns -----------------------------------------------------------------------------------------


def _sigmoid(t: Term) -> Term | None:
    """1/(1 + e^u) = σ(−u), e^u/(1 + e^u) = σ(u), e^u/(e^u + e^v) = σ(u − v), 1 − σ(u) = σ(−u)."""
    match t:
        case Call("div", (top, below)):
            match _one_plus(below):
                case Call("exp", (u,)) if top is ONE:
                    return call("sigmoid", _negated(u))
                case Call("exp", (u,)) as e if top is e:
                    return call("sigmoid", u)
    match _one_less(t):
        case Call("sigmoid", (u,)):
            return call("sigmoid", _negated(u))
    return None


def _share(t: Term) -> Term | None:
    """e^u / Σ e^{z_j} = e^{u − log Σ e^{z_j}}; of two, a value of σ."""
    match t:
        case Call("div", (Call("exp", (u,)), Bind("sum", _, Call("exp", _), _) as total)):
            return exp(sub(u, _log_sum_exp(total)))
        case Call("div", (Call("exp", (u,)), below)):
            exponents = _exponents(below)
            if exponents is not None and u in exponents:
                if len(exponents) == 2:
                    return call("sigmoid", sub(u, exponents[1] if exponents[0] == u else exponents[0]))
                return exp(sub(u, _log_add_exp(exponents)))
    return None


def _logarithm(t: Term) -> Term | None:
    match t:
        case Call("log", (Call("exp", (u,)),)):
            return u
        case Call("log", (Call("sigmoid", (u,)),)):
            return neg(call("softplus", _negated(u)))
        case Call("log", (Call("cosh", (u,)),)):
            return call("logcosh", u)
        case Call("log", (Bind("sum", _, Call("exp", _), _) as total,)):
            return _log_sum_exp(total)
        case Call("log", (argument,)):
            exponents = _exponents(argument)
            if exponents is not None:
                return _log_add_exp(exponents)
            match _one_plus(argument):
                case Call("exp", (u,)):
                    return call("softplus", u)
                case None:
                    return None
                case x:
                    return call("log1p", x)
    return None


def _log_add_exp(exponents: Sequence[Term]) -> Term:
    return reduce(lambda total, u: call("logaddexp", total, u), exponents)


def _log_sum_exp(total: Bind) -> Term:
    var, body = open_binder(total)
    assert isinstance(body, Call)
    return bind("logsumexp", var, body.args[0], total.bounds)


def _difference(t: Term) -> Term | None:
    """Differences that are small beside their parts."""
    match _less_one(t):
        case Call("exp", (u,)):
            return call("expm1", u)
        case Call("cosh", (u,)):
            return mul(TWO, power(call("sinh", _half(u)), TWO))
        case Call("sqrt", (inside,)) as root if (rest := _one_plus(inside)) is not None:
            return div(rest, add(root, ONE))
    match _one_less(t):
        case Call("exp", (u,)):
            return neg(call("expm1", u))
        case Call("cos", (u,)):
            return mul(TWO, power(call("sin", _half(u)), TWO))
        case Call("erf", (u,)):
            return call("erfc", u)
        case Call("pow", (Call("tanh", (u,)), Num(value))) if value == 2:
            return power(call("sech", u), TWO)
        case Call("sqrt", (inside,)) as root if (rest := _one_less(inside)) is not None:
            return div(rest, add(ONE, root))
    match _one_plus(t):
        case Call("erf", (u,)):
            return call("erfc", _negated(u))
    return None


def _hyperbolic(t: Term) -> Term | None:
    """e^u ± e^{−u}, and the quotients of such sums."""
    match t:
        case Call("add", (Call("exp", (u,)), Call("exp", (v,)))) if _opposite(u, v):
            return mul(TWO, call("cosh", u))
        case Call("add", (Call("exp", (u,)), Call("neg", (Call("exp", (v,)),)))) if _opposite(u, v):
            return mul(TWO, call("sinh", u))
        case Call("div", (Call("mul", (Num(p), Call("sinh" | "cosh" as op, (u,)))), Num(q))) if p == q == 2:
            return call(op, u)
        case Call("div", (Call("mul", (Num(p), Call("sinh", (u,)))), Call("mul", (Num(q), Call("cosh", (v,)))))) if p == q and u == v:
            return call("tanh", u)
        case Call("div", (Call("mul", (Num(p), Call("cosh", (u,)))), Call("mul", (Num(q), Call("sinh", (v,)))))) if p == q and u == v:
            return div(ONE, call("tanh", u))
        case Call("div", (Call("sinh", (u,)), Call("cosh", (v,)))) if u == v:
            return call("tanh", u)
        case Call("div", (Call("expm1", (u,)), below)) if _one_plus(below) == exp(u):
            return call("tanh", _half(u))
        case Call("div", (Call("neg", (Call("expm1", (u,)),)), below)) if _one_plus(below) == exp(u):
            return call("tanh", _negated(_half(u)))
    return None


def _inverse_hyperbolic(t: Term) -> Term | None:
    """log((1 + u)/(1 − u)) = 2 artanh u and log(u + √(u² + 1)) = arsinh u."""
    match t:
        case Call("log", (Call("div", (above, below)),)):
            part = _one_plus(above)
            return mul(TWO, call("atanh", part)) if part is not None and _one_less(below) == part else None
        case Call("log", (Call("add", (a, b)),)):
            for u, root in ((a, b), (b, a)):
                if isinstance(root, Call) and root.op == "sqrt" and _one_plus(root.args[0]) == power(u, TWO):
                    return call("asinh", u)
    return None


def _root(t: Term) -> Term | None:
    match t:
        case Call("root", (u, Num(value))) if value == 3:
            return call("cbrt", u)
    return None


_PATTERNS: tuple[Callable[[Term], Term | None], ...] = (
    _sigmoid, _hyperbolic, _inverse_hyperbolic, _share, _logarithm, _difference, _root)


def log_cosh(u: Term) -> Term:
    """log cosh u = |u| + log(1 + e^{−2|u|}) − log 2, for what has no form of its own for it."""
    size = call("abs", u)
    return sub(add(size, call("log1p", exp(neg(mul(TWO, size))))), log(TWO))

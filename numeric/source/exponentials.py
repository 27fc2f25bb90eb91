"""Sums of exponentials, and what is divided by them, without an exponential of a large number.

- ``e^u/(1 + e^u)``, ``e^u/(e^u + e^v)`` become values of σ, ``e^{z_i}/Σ e^{z_j} = e^{z_i − t}/Σ e^{z_j − t}`` with the largest exponent t;
- ``e^u/(e^u − 1) = 1/(1 − e^{−u})``;
- with weights, ``Σ w_i e^{u_i} = e^t Σ w_i e^{u_i − t}``, in logarithms and quotients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from numeric.source.cancelling import negated
from symbolic.terms import MINUS_ONE, ONE, Bind, Call, Num, Sym, Term, add, bind, call, div, exp, free_symbols, log, mul, open_binder, sub


def one_plus(t: Term) -> Term | None:
    """x of ``1 + x`` or ``x + 1``."""
    match t:
        case Call("add", (a, b)) if a is ONE or b is ONE:
            return b if a is ONE else a
    return None


def exponents(t: Term) -> tuple[Term, ...] | None:
    """The exponents of a sum of two or more exponentials, groups of them included; 2 cosh u is one too."""
    match t:
        case Call("mul", (Num(value), Call("cosh", (u,)))) if value == 2:
            return u, negated(u)
        case Call("add", args):
            parts = [(a.args[0],) if isinstance(a, Call) and a.op == "exp" else exponents(a) for a in args]
            if all(p is not None for p in parts):
                return tuple(u for p in parts if p is not None for u in p)
    return None


def is_total(t: Term) -> bool:
    """Whether a term is a sum of exponentials, with bounds or written out."""
    return is_sum(t) or exponents(t) is not None


def is_sum(t: Term) -> bool:
    """Whether a term is Σ e^{z_j}, and not yet with the largest z taken away."""
    if not isinstance(t, Bind) or t.op != "sum":
        return False
    _, body = open_binder(t)
    return isinstance(body, Call) and body.op == "exp" and not _is_low(body.args[0])


def _is_low(exponent: Term) -> bool:
    match exponent:
        case Call("add", (*_, Call("neg", (Bind("largest"),)))):
            return True
    return False


def log_total(t: Term) -> Term | None:
    """The logarithm of a sum of exponentials, with bounds or written out, with weights or without."""
    if is_sum(t):
        assert isinstance(t, Bind)
        var, body = open_binder(t)
        assert isinstance(body, Call)
        return bind("logsumexp", var, body.args[0], t.bounds)
    if (found := exponents(t)) is not None:
        return log_add_exp(found)
    weighted = _weighted(t)
    return None if weighted is None else add(weighted.largest, log(weighted.lowered))


def log_add_exp(found: Sequence[Term]) -> Term:
    return reduce(lambda total, u: call("logaddexp", total, u), found)


def quotient(t: Term) -> Term | None:
    """Quotients by sums of exponentials: of each factor above, and by each factor of a square below; products with σ and reciprocals."""
    match t:
        case Call("div", (Call("mul", factors), below)):
            return _of_factors(factors, below)
        case Call("mul", factors):
            return _of_product(factors)
        case Call("div", (Call("exp") as above, Call("pow", (below, Num(p))))) if p == 2:
            part, rest = share(above, below), share(ONE, below)
            return mul(part, rest) if part is not None and rest is not None else None
        case Call("div", (above, below)):
            return share(above, below)
    return None


def _of_factors(factors: tuple[Term, ...], below: Term) -> Term | None:
    for k, factor in enumerate(factors):
        if isinstance(factor, Call) and factor.op == "exp":
            part = share(factor, below)
            if part is not None:
                return mul(*factors[:k], part, *factors[k + 1 :])
            weighted = _weighted(below)
            if weighted is not None:
                lowered = exp(sub(factor.args[0], weighted.largest))
                return div(mul(*factors[:k], lowered, *factors[k + 1 :]), weighted.lowered)
    return None


def _of_product(factors: tuple[Term, ...]) -> Term | None:
    """e^u σ(−u) = σ(u), and e^u times a reciprocal."""
    for k, e in enumerate(factors):
        if not (isinstance(e, Call) and e.op == "exp"):
            continue
        for j, other in enumerate(factors):
            part: Term | None = None
            match other:
                case Call("sigmoid", (v,)) if negated(v) == e.args[0] or v == negated(e.args[0]):
                    part = call("sigmoid", e.args[0])
                case Call("pow", (Call("sigmoid", (v,)) as low, Num(p))) if p == 2 and (negated(v) == e.args[0] or v == negated(e.args[0])):
                    part = mul(call("sigmoid", e.args[0]), low)
                case Call("div", (above, below)) if (found := share(e, below)) is not None:
                    part = found if above is ONE else mul(above, found)
            if part is not None:
                rest = tuple(f for i, f in enumerate(factors) if i not in (j, k))
                return mul(part, *rest) if rest else part
    return None


def share(above: Term, below: Term) -> Term | None:
    """1/(1 + e^u) = σ(−u), e^u/(e^u + e^v) = σ(u − v), e^u/(e^u − 1) = 1/(1 − e^{−u}), e^u/Σ e^{z_j} = e^{u − t}/Σ e^{z_j − t}."""
    match above, below:
        case Call("exp", (u,)), Bind() if is_sum(below):
            return _over(exp, u, below)
        case Call("exp", (u,)), Call("expm1", (v,)) if u == v:
            return div(MINUS_ONE, call("expm1", negated(u)))
        case Call("exp", (u,)), Call("neg", (Call("expm1", (v,)),)) if u == v:
            return div(ONE, call("expm1", negated(u)))
        case Bind("sum"), Bind("sum") if is_sum(below):
            return _average(above, below)
        case Call("exp", (u,)), Bind("sum") if (weighted := _weighted(below)) is not None:
            return div(exp(sub(u, weighted.largest)), weighted.lowered)
    match one_plus(below):
        case Call("exp", (v,)) as e if above is ONE or above is e:
            return call("sigmoid", v if above is e else negated(v))
    found = exponents(below)
    match above:
        case Call("exp", (u,)) if found is not None and u in found:
            if len(found) == 2:
                return call("sigmoid", sub(u, found[1] if found[0] == u else found[0]))
            return exp(sub(u, log_add_exp(found)))
    return None


def _average(above: Bind, below: Bind) -> Term | None:
    """Σ w_i e^{u_i} / Σ e^{z_j} with the largest z taken from both."""
    weighted = _weighted(above)
    if weighted is None:
        return None

    def numerator(u: Term) -> Term:
        return bind("sum", weighted.var, mul(*weighted.weights, exp(u)), above.bounds)

    return _over(numerator, weighted.exponent, below)


def _over(numerator: Callable[[Term], Term], u: Term, below: Bind) -> Term:
    """A numerator of an exponent over Σ e^{z_j}, the largest z taken from all exponents."""
    var, body = open_binder(below)
    assert isinstance(body, Call)
    exponent = body.args[0]
    largest = bind("largest", var, exponent, below.bounds)
    return div(numerator(sub(u, largest)), bind("sum", var, exp(sub(exponent, largest)), below.bounds))


@dataclass(frozen=True, slots=True)
class _Weighted:
    """Σ w e^u: its variable, weights, exponent and bounds."""

    var: Sym
    weights: tuple[Term, ...]
    exponent: Term
    bounds: tuple[Term, ...]

    @property
    def largest(self) -> Term:
        return bind("largest", self.var, self.exponent, self.bounds)

    @property
    def lowered(self) -> Term:
        """Σ w e^{u − t}."""
        return bind("sum", self.var, mul(*self.weights, exp(sub(self.exponent, self.largest))), self.bounds)


def _weighted(t: Term) -> _Weighted | None:
    """A sum over products with one exponential that varies."""
    if not isinstance(t, Bind) or t.op != "sum":
        return None
    var, body = open_binder(t)
    if not isinstance(body, Call) or body.op != "mul":
        return None
    found = [k for k, f in enumerate(body.args) if isinstance(f, Call) and f.op == "exp" and var in free_symbols(f)]
    if len(found) != 1:
        return None
    k = found[0]
    power = body.args[k]
    assert isinstance(power, Call)
    if _is_low(power.args[0]):
        return None
    return _Weighted(var, (*body.args[:k], *body.args[k + 1 :]), power.args[0], t.bounds)

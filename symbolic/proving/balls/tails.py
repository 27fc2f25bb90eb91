"""Improper integrals: a bounded interval by quadrature, and a rigorous bound on each tail.

For x ≥ B ≥ 1 an integrand is bounded by C·xᵏ·e^(−cx), rule by rule: constants, x, sums, products, powers, reciprocals of polynomials by
their leading term, bounded functions, and e^g for a polynomial g of degree 1 or 2 that goes to −∞.  The tail is then at most
C·Γ(k+1, cB)/c^(k+1), or C·B^(k+1)/(−k−1) if c = 0 and k ≤ −2.  A tail towards −∞ is mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, fmpq

from symbolic.functions import row_of
from symbolic.proving.balls import arrays, functions, jets
from symbolic.proving.balls.compiling import compiled
from symbolic.proving.balls.integrals import integral
from symbolic.proving.balls.jets import ZERO, Scalar, Unknown
from symbolic.proving.balls.limits import Approach, Infinite, polynomial
from symbolic.proving.balls.values import Code, Env, Value, within
from symbolic.terms import Bind, Call, Num, Sym, Term, free_symbols, neg, substitute

STARTS = (16, 64, 512)


@dataclass(frozen=True, slots=True)
class Growth:
    """|f(x)| ≤ factor · x^power · e^(−rate·x) for x ≥ B."""

    factor: Scalar
    power: int
    rate: Scalar


def improper(term: Bind, layout: str) -> Code:
    """Code for an integral with an infinite bound."""
    lo, hi = term.bounds
    var, body = term.var, term.body
    mirrored = substitute(body, {var: neg(var)})
    inside, reflected = compiled(body, layout), compiled(mirrored, layout)

    def run(env: Env) -> Value:
        if jets.STATE.analytic is not None or any(isinstance(v, jets.Jet) for v in env.values()):
            raise Unknown("an improper integral under a derivative or an integral")
        if _is_infinite(lo, -1) and _is_infinite(hi, 1):
            return _ray(body, inside, var, ZERO, env, layout) + _ray(mirrored, reflected, var, ZERO, env, layout)
        if _is_infinite(hi, 1):
            return _ray(body, inside, var, arrays.scalar(compiled(lo, layout)(env)), env, layout)
        if _is_infinite(lo, -1):
            return _ray(mirrored, reflected, var, -arrays.scalar(compiled(hi, layout)(env)), env, layout)
        raise Unknown("an integral from ∞")

    return run


def _is_infinite(t: Term, sign: int) -> bool:
    match t:
        case Call("infinity", ()):
            return sign > 0
        case Call("neg", (Call("infinity", ()),)):
            return sign < 0
    return False


def _ray(body: Term, code: Code, var: Sym, start: Scalar, env: Env, layout: str) -> Scalar:
    """The integral from ``start`` to ∞."""
    best: tuple[Scalar, int] | None = None
    for begin in STARTS:
        if not start < begin:
            continue
        way = Approach(var, Infinite(1), 0, env, layout)
        try:
            tail = _tail(_growth(body, begin, way), begin)
        except Unknown:
            continue
        if best is None or tail < best[0]:
            best = tail, begin
        if tail < arb(2) ** -40:
            break
    if best is None:
        raise Unknown("no bound on the tail")
    tail, begin = best
    middle = integral(lambda x: within(env, var, x, code), start, fmpq(begin))
    return middle + arb(0, arb(tail).upper())


def _tail(g: Growth, begin: int) -> Scalar:
    b = arb(begin)
    if jets.sign(g.rate) > 0:
        c = arb(g.rate)
        if g.power < 0:
            return g.factor * b**g.power * (-c * b).exp() / c
        return g.factor * (c * b).gamma_upper(arb(g.power + 1)) / c ** (g.power + 1)
    if g.power <= -2:
        return g.factor * b ** (g.power + 1) / (-g.power - 1)
    raise Unknown("a tail that is not seen to be integrable")


def _growth(t: Term, begin: int, way: Approach) -> Growth:
    if way.var not in free_symbols(t):
        return Growth(jets.absolute(arrays.scalar(compiled(t, way.layout)(way.env))), 0, ZERO)
    match t:
        case Sym():
            return Growth(fmpq(1), 1, ZERO)
        case Call("neg" | "abs", (a,)):
            return _growth(a, begin, way)
        case Call("add", args):
            parts = [_growth(a, begin, way) for a in args]
            rate = parts[0].rate
            for p in parts[1:]:
                rate = functions.minimum(rate, p.rate)
            return Growth(arrays.total(p.factor for p in parts), max(p.power for p in parts), rate)
        case Call("mul", args):
            return _times([_growth(a, begin, way) for a in args])
        case Call("div", (a, b)):
            return _times([_growth(a, begin, way), _reciprocal(b, begin, way)])
        case Call("pow", (a, Num(n))) if n.denominator == 1 and 0 < n <= 20:
            return _times([_growth(a, begin, way)] * int(n))
        case Call("pow", (a, Num(n))) if n.denominator == 1 and -20 <= n < 0:
            return _times([_reciprocal(a, begin, way)] * int(-n))
        case Call("exp", (a,)):
            return _exponential(polynomial(a, way), begin)
        case Call(_, (_,)) if (row := row_of(t)) is not None and row.lower is not None and row.upper is not None:
            bound = max(abs(row.lower), abs(row.upper))
            return Growth(fmpq(bound.numerator, bound.denominator), 0, ZERO)
    raise Unknown("a tail of another kind")


def _times(parts: list[Growth]) -> Growth:
    out = Growth(fmpq(1), 0, ZERO)
    for p in parts:
        out = Growth(out.factor * p.factor, out.power + p.power, out.rate + p.rate)
    return out


def _reciprocal(t: Term, begin: int, way: Approach) -> Growth:
    """1/|p(x)| ≤ x^(−n) / (|aₙ| − Σ |aᵢ| B^(i−n))."""
    p = polynomial(t, way)
    if p is None:
        match t:
            case Call("exp", (a,)):
                return _growth(Call("exp", (neg(a),)), begin, way)
            case Call("mul", args):
                return _times([_reciprocal(a, begin, way) for a in args])
            case Call("pow", (a, Num(n))) if n.denominator == 1 and 0 < n <= 20:
                return _times([_reciprocal(a, begin, way)] * int(n))
        raise Unknown("a tail of another kind")
    degree = len(p) - 1
    lower = jets.absolute(p[degree]) - arrays.total(jets.absolute(p[i]) * fmpq(begin) ** (i - degree) for i in range(degree))
    if not jets.sign(lower) > 0:
        raise Unknown("a denominator that may vanish")
    return Growth(1 / lower, -degree, ZERO)


def _exponential(g: list[Scalar] | None, begin: int) -> Growth:
    """e^(γ + βx + αx²) ≤ e^γ · e^((β + αB)x) for x ≥ B and α ≤ 0."""
    if g is None or len(g) > 3:
        raise Unknown("a tail of another kind")
    gamma, beta, alpha = (*g, ZERO, ZERO)[:3]
    if jets.sign(alpha) > 0:
        raise Unknown("a tail that grows")
    return Growth(functions.SCALAR_FUNCTIONS["exp"](gamma), 0, -(beta + alpha * begin))

"""Inequalities of convex functions and of weighted means: F(Σ wᵢ xᵢ) ≤ Σ wᵢ F(xᵢ), Π Tᵢ^wᵢ ≤ Σ wᵢ Tᵢ for weights wᵢ ≥ 0 with Σ wᵢ = 1.

The weights are t and 1 − t with a declared 0 ≤ t ≤ 1, or the numbers of a declared equation Σ wᵢ = 1.  Of the side with the mean, a term
whose summands are multiples of the weights, F is what is left when the mean is a variable u; it is convex by the rules for sums,
multiples, maxima, moduli and exponentials, or by its second derivative.

Guarantee: ``Proved`` means that both sides are defined and the relation holds at every allowed value.  Jensen's inequality is used for F
that is shown convex (or concave) on the region of all u that meet the bounds shared by the xᵢ, which is an interval; the other side
is shown equal to Σ wᵢ F(xᵢ) by the prover of equations.  Anything not shown is left undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from operator import ge, gt, le, lt

from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    ZERO,
    Call,
    Deriv,
    Num,
    Sym,
    Term,
    add,
    call,
    div,
    free_symbols,
    fresh,
    log,
    mul,
    neg,
    operators,
    sub,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Proved

Weights = tuple[Term, ...]
Holds = Callable[[Step], bool]
HOLD = {"gt": gt, "ge": ge, "lt": lt, "le": le}
MOST_WEIGHTS = 3
CONVEX, CONCAVE = 1, 2
BROKEN = frozenset({"sign", "floor", "ceil", "heaviside", "cases", "indicator", "delta"})


def prove_convexity(step: Step, prove: Callable[[Step], object]) -> Proved | None:
    """Decide an inequality of Jensen's kind; see the module's guarantee."""
    if step.relation not in ("le", "ge") or not all(s.sort.is_scalar for s in free_symbols(step.left) | free_symbols(step.right)):
        return None

    def holds(claim: Step) -> bool:
        return isinstance(prove(claim), Proved)

    small, large = (step.right, step.left) if step.relation == "ge" else (step.left, step.right)
    for weights in _weights(step, holds):
        if _by_means(step, small, large, weights, holds):
            return Proved(by="weighted means")
        for side, other, wanted in ((small, large, CONVEX), (large, small, CONCAVE)):
            if _by_jensen(step, side, other, weights, wanted, holds):
                return Proved(by="convexity")
    return None


# --- weights and means -----------------------------------------------------------------------------


def _weights(step: Step, holds: Holds) -> Iterator[Weights]:
    """Weights that are declared to be ≥ 0 and to add up to 1."""
    orders = [d for d in step.declarations if isinstance(d, Call) and d.op in HOLD]
    below = {d.args[0] for d in orders if d.op in ("lt", "le") and d.args[1] is ONE}
    below |= {d.args[1] for d in orders if d.op in ("gt", "ge") and d.args[0] is ONE}
    for t in sorted((s for s in below if isinstance(s, Sym)), key=lambda s: s.name):
        if _is_known(step, t, holds):
            yield t, sub(ONE, t)
    for d in step.declarations:
        match d:
            case Call("eq", (Call("add", terms), total)) if total is ONE and 2 <= len(terms) <= MOST_WEIGHTS:
                if all(_is_known(step, w, holds) for w in terms):
                    yield terms


def _is_known(step: Step, weight: Term, holds: Holds) -> bool:
    return holds(replace(step, relation="ge", left=weight, right=ZERO))


def _parts(term: Term, weights: Weights) -> tuple[Term, ...] | None:
    """The Tᵢ of Σ wᵢ Tᵢ, the summands in any order."""
    if not isinstance(term, Call) or term.op != "add" or len(term.args) != len(weights):
        return None
    for order in permutations(term.args):
        parts = [_without(a, w) for a, w in zip(order, weights, strict=True)]
        if None not in parts:
            return tuple(p for p in parts if p is not None)
    return None


def _without(term: Term, weight: Term) -> Term | None:
    """T of w T, w a factor or 1/d and d the denominator."""
    if term is weight:
        return ONE
    match term, weight:
        case Call("div", (over, under)), Call("div", (one, d)) if one is ONE and under is d:
            return over
        case Call("mul", args), _ if weight in args:
            place = args.index(weight)
            rest = (*args[:place], *args[place + 1 :])
            return rest[0] if len(rest) == 1 else mul(*rest)
        case Call("div", (over, under)), _:
            inner = _without(over, weight)
            return div(inner, under) if inner is not None else None
        case Call("neg", (inner_term,)), _:
            inner = _without(inner_term, weight)
            return neg(inner) if inner is not None else None
    return None


# --- the two inequalities --------------------------------------------------------------------------


def _by_means(step: Step, small: Term, large: Term, weights: Weights, holds: Holds) -> bool:
    """small ≤ Σ wᵢ Tᵢ from log(small) = Σ wᵢ log Tᵢ, where every logarithm is defined."""
    parts = _parts(large, weights)
    if parts is None:
        return False
    total = add(*(mul(w, log(p)) for w, p in zip(weights, parts, strict=True)))
    return holds(replace(step, relation="eq", left=log(small), right=total))


def _by_jensen(step: Step, side: Term, other: Term, weights: Weights, wanted: int, holds: Holds) -> bool:
    for mean in dict.fromkeys(t for t in walk(side) if isinstance(t, Call) and t.op == "add"):
        points = _parts(mean, weights)
        if points is None:
            continue
        u = fresh(sym("u", REAL))
        function = _with_variable(side, mean, u)
        varied = set().union(*map(free_symbols, (*weights, *points)))
        if varied & free_symbols(function):
            continue
        values = (substitute(function, {u: p}) for p in points)
        average = add(*(mul(w, v) for w, v in zip(weights, values, strict=True)))
        region = tuple(_shared(step, points, u))
        if holds(replace(step, relation="eq", left=other, right=average)) and _curvature(replace(step, declarations=(
                *step.declarations, *region)), function, u, holds) & wanted:
            return True
    return False


def _with_variable(side: Term, mean: Term, u: Sym) -> Term:
    return transform(side, lambda t: u if t is mean else t)


def _shared(step: Step, points: tuple[Term, ...], u: Sym) -> Iterator[Term]:
    """The bounds that are declared of every point, or hold of it as a number."""
    known = [(d.op, d.args[0], d.args[1]) for d in step.declarations if isinstance(d, Call) and d.op in HOLD]
    for op, a, b in dict.fromkeys(known):
        met = [isinstance(p, Num) and isinstance(b, Num) and HOLD[op](p.value, b.value) for p in points]
        if a in points and all(held or (op, p, b) in known for p, held in zip(points, met, strict=True)):
            yield call(op, u, b)


def _curvature(step: Step, t: Term, u: Sym, holds: Holds) -> int:
    """Whether a formula is convex and whether it is concave in u, where the declarations hold."""
    if t is u or u not in free_symbols(t):
        return CONVEX | CONCAVE
    match t:
        case Call("neg", (a,)):
            return _turned(_curvature(step, a, u, holds))
        case Call("add", args):
            found = CONVEX | CONCAVE
            for a in args:
                found &= _curvature(step, a, u, holds)
            if found:
                return found
        case Call("max" | "min" as op, args):
            every = CONVEX if op == "max" else CONCAVE
            return every if all(_curvature(step, a, u, holds) & every for a in args) else 0
        case Call("abs", (a,)):
            return CONVEX if _curvature(step, a, u, holds) == CONVEX | CONCAVE else 0
    if BROKEN & operators(t) or {"abs", "max", "min"} & operators(t):
        return 0
    return _by_second_derivative(step, t, u, holds)


def _by_second_derivative(step: Step, t: Term, u: Sym, holds: Holds) -> int:
    """F″ ≥ 0 at all inner points of an interval on which F is defined, and so continuous."""
    inner = tuple(_strict(d) if u in free_symbols(d) else d for d in step.declarations)
    if inner != step.declarations and not holds(replace(step, relation="eq", left=t, right=t)):
        return 0
    second = Deriv(t, u, TWO)
    for relation, curve in (("ge", CONVEX), ("le", CONCAVE)):
        if holds(replace(step, declarations=inner, relation=relation, left=second, right=ZERO)):
            return curve
    return 0


def _strict(d: Term) -> Term:
    match d:
        case Call("ge" | "le" as op, (a, b)):
            return call("gt" if op == "ge" else "lt", a, b)
    return d


def _turned(curvature: int) -> int:
    return (CONVEX if curvature & CONCAVE else 0) | (CONCAVE if curvature & CONVEX else 0)

"""Inequalities between expectations, by inequalities between the random variables.

- Monotonicity: E[U] ≤ E[V] wherever U ≤ V, and E[U] = E[V] wherever U = V, for all values that the random variables can have.  Sides
  that are linear in expectations are compared under one expectation: constants go inside, and Var(U) becomes (U − m)² with the mean m
  as a number, of which nothing is known but that means are linear.
- Jensen: φ(E[U]) ≤ E[V] for a convex φ with φ(U) ≤ V.  φ is convex on an interval if φ″ ≥ 0 inside it, and φ is made of functions that
  are continuous where they are defined.
- Cauchy and Schwarz: E[U]² ≤ E[V] E[W] wherever U² ≤ V W, V ≥ 0 and W ≥ 0.

Guarantee: ``Proved`` holds for all random variables with the declared properties for which the expectations that occur exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.distributions import LAWS
from symbolic.functions import ORDERS, ge, gt, smooth_in
from symbolic.proving.domains import strict
from symbolic.proving.probability.chances import OPERATORS, Chances
from symbolic.proving.probability.products import Expansion, product_of
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    ZERO,
    Call,
    Num,
    Sym,
    Term,
    add,
    call,
    children,
    deriv,
    free_symbols,
    fresh,
    mul,
    neg,
    operators,
    power,
    rebuild,
    replaced,
    sub,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Proved, Verdict

SAME = "equality under the expectation"
NOTE = "for random variables whose expectations exist"
ROOTS = frozenset({"pow", "sqrt"})
"""Operators that are continuous, and have two derivatives, inside their domains, if not at the edge."""

Holds = Callable[[str, Term, Term, tuple[Term, ...]], bool]


def prove_bound(step: Step, chances: Chances, prove: Callable[[Step], Verdict]) -> Proved | None:
    """An inequality that holds under the expectation, by convexity, or by the inequality of Cauchy and Schwarz."""
    if step.relation not in ("le", "ge", "eq"):
        return None
    step = with_moments(step, chances)
    low, high = (step.left, step.right) if step.relation != "ge" else (step.right, step.left)

    def holds(relation: str, left: Term, right: Term, facts: tuple[Term, ...] = ()) -> bool:
        return isinstance(prove(replace(step, relation=relation, left=left, right=right,
                                        declarations=(*step.declarations, *chances.support(), *facts))), Proved)

    if step.relation == "eq":
        inside = Inside(chances)
        left, right = inside.taken(low), inside.taken(high)
        return Proved(SAME, (NOTE,)) if left is not None and right is not None and holds("eq", left, right) else None
    methods = [next((method for method, rule in RULES if rule(a, b, Inside(chances), holds)), None) for a, b in _pieces(low, high)]
    found = [m for m in methods if m is not None]
    return Proved(found[0], (NOTE,)) if len(found) == len(methods) else None


def with_moments(step: Step, chances: Chances) -> Step:
    """The step with E[X] and Var(X) for the names that are declared to be these, and for σ² if it is."""
    moments: dict[Term, Term] = {}
    for d in chances.given:
        match d:
            case Call("eq", (Call(op) as moment, value)) | Call("eq", (value, Call(op) as moment)):
                if op in OPERATORS and _names(value, moment):
                    moments.setdefault(value, moment)
    return replace(step, left=transform(step.left, moments.get), right=transform(step.right, moments.get)) if moments else step


def _names(value: Term, moment: Term) -> bool:
    """Whether a value is a name of a number, or its square, that does not occur in the moment."""
    match value:
        case Sym() | Call("pow", (Sym(), Num())) if not any(s.sort.shape for s in free_symbols(value)):
            return free_symbols(value).isdisjoint(free_symbols(moment))
    return False


def _pieces(low: Term, high: Term) -> list[tuple[Term, Term]]:
    """max(a, b) ≤ c where a ≤ c and b ≤ c, and c ≤ min(a, b) where c ≤ a and c ≤ b."""
    match low, high:
        case Call("max", args), _:
            return [piece for a in args for piece in _pieces(a, high)]
        case _, Call("min", args):
            return [piece for b in args for piece in _pieces(low, b)]
    return [(low, high)]


def _monotone(low: Term, high: Term, inside: Inside, holds: Holds) -> bool:
    left, right = inside.taken(low), inside.taken(high)
    return left is not None and right is not None and holds("le", left, right, ())


# --- convexity ------------------------------------------------------------------------------------


def _jensen(low: Term, high: Term, inside: Inside, holds: Holds) -> bool:
    """φ(E[U]) ≤ E[V] for convex φ, E[V] ≤ φ(E[U]) for concave φ."""
    return any(_curved(side, other, inside, holds, convex) for side, other, convex in ((low, high, True), (high, low, False)))


def _curved(side: Term, other: Term, inside: Inside, holds: Holds, convex: bool) -> bool:
    variables = {t for t in walk(side) if isinstance(t, Call) and t.op in OPERATORS}
    image = inside.taken(other)
    if len(variables) != 1 or image is None or inside.chances.varies(side):
        return False
    (mean,) = variables
    if mean.op != "expectation" or not operators(mean.args[0]).isdisjoint(OPERATORS):
        return False
    inner = mean.args[0]
    x = fresh(sym("x", REAL))
    phi = replaced(side, mean, x)
    under = substitute(phi, {x: inner})
    between = ("le", under, image) if convex else ("le", image, under)
    return holds(*between, ()) and _is_convex(phi if convex else neg(phi), x, inner, inside, holds)


def _is_convex(phi: Term, x: Sym, inner: Term, inside: Inside, holds: Holds) -> bool:
    """On the interval in which the random variable is declared to lie."""
    if smooth_in(operators(phi) - ROOTS):
        if isinstance(inner, Sym):
            domain = tuple(strict(substitute(f, {inner: x})) for f in inside.intervals(inner))
        else:
            domain = (gt(x),) if holds("ge", inner, ZERO, ()) else ()
        return holds("ge", deriv(phi, x, TWO), ZERO, domain)
    y, t = fresh(sym("y", REAL)), fresh(sym("t", REAL))
    chord = add(mul(t, phi), mul(sub(ONE, t), substitute(phi, {x: y})))
    return holds("le", substitute(phi, {x: add(mul(t, x), mul(sub(ONE, t), y))}), chord, (ge(t), call("le", t, ONE)))


# --- products -------------------------------------------------------------------------------------


def _schwarz(low: Term, high: Term, inside: Inside, holds: Holds) -> bool:
    squared = _squared(low, high)
    if squared is None:
        return False
    parts = [inside.taken(t) for t in squared]
    if any(p is None for p in parts):
        return False
    u, v, w = (p for p in parts if p is not None)
    return holds("le", power(u, TWO), mul(v, w), ()) and holds("ge", v, ZERO, ()) and holds("ge", w, ZERO, ())


def _squared(low: Term, high: Term) -> tuple[Term, Term, Term] | None:
    """a, b and c of a² ≤ b c, 1 ≤ b c, |a| ≤ √(b c) and |a| ≤ √b √c."""
    match low, high:
        case Call("pow", (a, two)), Call("mul", (b, c)) if two is TWO:
            return a.args[0] if isinstance(a, Call) and a.op == "abs" else a, b, c
        case Num(value), Call("mul", (b, c)) if value == 1:
            return low, b, c
        case Call("abs", (a,)), Call("sqrt", (Call("mul", (b, c)),)):
            return a, b, c
        case Call("abs", (a,)), Call("mul", (Call("sqrt", (b,)), Call("sqrt", (c,)))):
            return a, b, c
        case a, Call("sqrt", (Call("mul", (b, c)),)):
            return a, b, c
        case a, Call("mul", (Call("sqrt", (b,)), Call("sqrt", (c,)))):
            return a, b, c
    return None


RULES: tuple[tuple[str, Callable[[Term, Term, Inside, Holds], bool]], ...] = (
    ("monotonicity of expectation", _monotone), ("Jensen's inequality", _jensen), ("inequality of Cauchy and Schwarz", _schwarz),
)


class Inside:
    """What stands under the expectation, if a term is linear in expectations."""

    __slots__ = ("chances", "means")

    def __init__(self, chances: Chances) -> None:
        self.chances = chances
        self.means: dict[Term, Sym] = {}

    def taken(self, t: Term) -> Term | None:
        """U with E[U] = t."""
        if operators(t).isdisjoint(OPERATORS):
            return None if self.chances.varies(t) else t
        match t:
            case Call("expectation", (u,)):
                return self._inner(u)
            case Call("variance", (u,)):
                inner = self._inner(u)
                return None if inner is None else power(sub(inner, self._mean(u)), TWO)
            case Call("covariance", (u, v)):
                first, second = self._inner(u), self._inner(v)
                return None if first is None or second is None else mul(sub(first, self._mean(u)), sub(second, self._mean(v)))
            case Call("probability", (event,)):
                inner = self._inner(event)
                return None if inner is None else call("indicator", inner)
            case Call("add" | "neg", args):
                parts = [self.taken(a) for a in args]
                return rebuild(t, tuple(p for p in parts if p is not None)) if all(p is not None for p in parts) else None
            case Call("mul", args):
                return self._one_factor(t, args)
            case Call("div", (a, b)) if operators(b).isdisjoint(OPERATORS) and not self.chances.varies(b):
                inner = self.taken(a)
                return None if inner is None else call("div", inner, b)
        return None

    def _one_factor(self, t: Term, args: tuple[Term, ...]) -> Term | None:
        parts = [a if operators(a).isdisjoint(OPERATORS) and not self.chances.varies(a) else self.taken(a) for a in args]
        if sum(not operators(a).isdisjoint(OPERATORS) for a in args) > 1 or any(p is None for p in parts):
            return None
        return rebuild(t, tuple(p for p in parts if p is not None))

    def _inner(self, u: Term) -> Term | None:
        """The random variable with the means inside it as numbers."""
        if operators(u).isdisjoint(OPERATORS):
            return u
        match u:
            case Call("expectation", (v,)):
                return self._mean(v)
            case Call(op, _) if op in OPERATORS:
                return None
        parts = [self._inner(c) for c in children(u)]
        return rebuild(u, tuple(p for p in parts if p is not None)) if all(p is not None for p in parts) else None

    def _mean(self, u: Term) -> Term:
        """The mean of u as a number; that of a sum from those of its terms."""
        parts = Expansion(self.chances, lambda t: t).parts(u)
        if any(p.binders or operators(p.coefficient) & OPERATORS for p in parts):
            return self._named(u)
        return add(*(mul(p.coefficient, self._named(product_of(p.atoms))) if p.atoms else p.coefficient for p in parts))

    def _named(self, u: Term) -> Sym:
        return self.means.setdefault(u, fresh(sym("m", REAL)))

    def intervals(self, x: Sym) -> tuple[Term, ...]:
        """The declared bounds of a random variable by numbers."""
        law = self.chances.laws.get(x)
        facts = (*self.chances.plain, *(LAWS[law.op].support(x, law.args) if law is not None else ()))
        return tuple(f for f in facts if isinstance(f, Call) and f.op in ORDERS and len(f.args) == 2 and x in f.args
                     and not any(self.chances.varies(a) for a in f.args if a is not x))

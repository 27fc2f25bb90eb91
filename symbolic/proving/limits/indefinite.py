"""Equations with indefinite integrals: ``∫ f dx = F + C``.

Guarantee: both sides denote families of functions that differ by constants; ``Proved`` means that both sides are
differentiable in the variable of integration at the same points and have the same derivative there, so that on every
interval they are the same family.  ``Refuted`` means that the derivatives were shown to differ at a point where both
sides are continuously differentiable.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import JUMPS, ne
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, agree, missing_conditions
from symbolic.steps import Step
from symbolic.terms import (
    INFINITY,
    REAL,
    Bind,
    Call,
    Sym,
    Term,
    add,
    children,
    deriv,
    free_symbols,
    fresh,
    mul,
    neg,
    rebuild,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved, Refuted

METHOD = "derivatives of both sides"
LINE = (neg(INFINITY), INFINITY)


def indefinite(t: Term) -> bool:
    """Whether the outermost node is an indefinite integral."""
    return isinstance(t, Bind) and t.op == "integral" and not t.bounds


def over_all_numbers(step: Step) -> Step | None:
    r"""``∫ p(x) dx = 1`` with the integral over all real numbers, to be asked about: an antiderivative would depend on x.

    None if the other side speaks of x, or holds such an integral as well.
    """
    found = [[t for t in walk(side) if isinstance(t, Bind) and indefinite(t)] for side in (step.left, step.right)]
    if step.relation != "eq" or bool(found[0]) == bool(found[1]):
        return None
    integrals, other = (found[0], step.right) if found[0] else (found[1], step.left)
    letters = {t.var.name for t in integrals}
    if letters & {s.name for s in free_symbols(other)} or not all(t.var in free_symbols(t.body) for t in integrals):
        return None

    def bounded(t: Term) -> Term | None:
        return Bind("integral", t.var, t.body, LINE) if isinstance(t, Bind) and indefinite(t) else None

    return replace(step, left=transform(step.left, bounded), right=transform(step.right, bounded))


def prove_indefinite(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide an equation of antiderivatives by their derivatives."""
    names = {t.var.name: t.var.sort for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and indefinite(t)}
    if len(names) != 1:
        return None
    ((name, sort),) = names.items()
    x = Sym(name, sort, 0)
    try:
        left, right = (_slope(side, x) for side in (step.left, step.right))
    except NoRule:
        return None
    domains = tuple(dict.fromkeys(left[1])), tuple(dict.fromkeys(right[1]))
    if not agree(Sides(left[0], right[0], *domains, step.declarations)):
        return _differ(replace(step, left=left[0], right=right[0], declarations=(*step.declarations, *domains[0], *domains[1])))
    missing = missing_conditions(step.declarations, *domains)
    return Conditional("definedness", missing, METHOD, minimal=False) if missing else Proved(METHOD)


def _differ(slopes: Step) -> Refuted | None:
    """The sides are false if their derivatives differ at a point, unless a jump is what makes them differ there."""
    from symbolic.proving.balls.refuter import refute

    jumps = [t for side in (slopes.left, slopes.right) for t in walk(side) if isinstance(t, Call) and t.op in JUMPS]
    if any(t.op not in ("sign", "heaviside") for t in jumps):
        return None
    off_jumps = tuple(ne(t.args[0]) for t in jumps)
    found = refute(replace(slopes, declarations=(*slopes.declarations, *off_jumps)))
    if found is None or found.kind != "value":
        return None
    return Refuted("value", METHOD, found.counterexample, reason="the derivatives of the two sides differ")


def _slope(side: Term, x: Sym) -> tuple[Term, tuple[Term, ...]]:
    """The derivative of a side and the conditions for it; an integral's derivative is its integrand."""
    integrands: dict[Sym, Term] = {}

    def marked(t: Term) -> Term:
        if isinstance(t, Bind) and indefinite(t):
            name = fresh(sym("F", REAL))
            integrands[name] = substitute(t.body, {t.var: x})
            return name
        parts = children(t)
        return rebuild(t, tuple(map(marked, parts))) if parts else t

    plain = marked(side)
    factors = {name: differentiate(plain, name) for name in integrands}
    if any(set(integrands) & free_symbols(c) or any(isinstance(t, Bind) for t in walk(f)) for f, c in
           zip(integrands.values(), factors.values(), strict=True)):
        raise NoRule("an indefinite integral that does not stand alone")
    slope = add(differentiate(plain, x), *(mul(factors[name], f) for name, f in integrands.items()))
    if set(integrands) & free_symbols(slope):
        raise NoRule("a slope that depends on the constant of integration")
    conditions = [c for c in definedness(deriv(plain, x)) if not set(integrands) & free_symbols(c)]
    return slope, (*conditions, *(c for f in integrands.values() for c in definedness(f)))

"""Expectations under a declared law: by its moments, its finitely many values, its generating function, or its density.

Guarantee: the term equals the expectation, for all parameters that the declarations allow, if the expectation exists.
"""

from __future__ import annotations

from symbolic.distributions import LAWS, Law
from symbolic.proving.domains import is_integer
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.steps import Step
from symbolic.terms import INFINITY, INTEGER, ONE, REAL, ZERO, Call, Term, add, bind, fresh, mul, neg, replaced, substitute, sym, walk
from symbolic.verdicts import Proved

Terms = tuple[Term, ...]


def by_law(atoms: Terms, variable: Term, declared: Call, facts: Terms) -> Term | None:
    """E of a product of functions of one random variable with a declared law; None if its row does not tell."""
    law, parameters = LAWS[declared.op], declared.args
    if all(a is variable for a in atoms):
        return law.moment(len(atoms), parameters) if law.moment is not None else None
    if law.values is not None:
        return add(*(mul(weight, *(replaced(a, variable, value) for a in atoms)) for value, weight in law.values(parameters)))
    rates = [_rate(a, variable) for a in atoms]
    if law.generating is not None and all(c is not None for c in rates):
        return law.generating(add(*(c for c in rates if c is not None)), parameters)
    return _integrated(atoms, variable, law, parameters, facts)


def _rate(atom: Term, variable: Term) -> Term | None:
    """c of exp(c X)."""
    match atom:
        case Call("exp", (Call("mul", factors),)) if factors.count(variable) == 1:
            rest = tuple(f for f in factors if f is not variable)
            whole = mul(*rest) if rest else ONE
            return whole if not _holds(whole, variable) else None
        case Call("exp", (a,)) if a is variable:
            return ONE
    return None


def _holds(t: Term, part: Term) -> bool:
    return any(s is part for s in walk(t))


def _integrated(atoms: Terms, variable: Term, law: Law, parameters: Terms, facts: Terms) -> Term | None:
    """∫ of the product with the density, or a sum over the values; an event narrows the range, if its bound lies in it."""
    if law.density is None or law.ends is None:
        return None
    lo, hi = law.ends(parameters)
    x = fresh(sym("x", INTEGER if law.discrete else REAL))
    events = [a.args[0] for a in atoms if isinstance(a, Call) and a.op == "indicator"]
    factors = [replaced(a, variable, x) for a in atoms if not (isinstance(a, Call) and a.op == "indicator")]
    if len(events) > 1 or any(_holds(f, variable) for f in factors):
        return None
    whole = mul(*factors, law.density(x, parameters))
    match events:
        case [Call("eq", (v, value))] if v is variable and not _holds(value, variable):
            if not law.discrete:
                return ZERO
            counted = is_integer(value) and _between(lo, value, hi, facts)
            return substitute(whole, {x: value}) if counted else None
        case [Call("lt", (v, bound))] if v is variable and not _holds(bound, variable):
            if law.discrete or not _between(lo, bound, hi, facts):
                return None
            hi = bound
        case [_]:
            return None
    return bind("sum" if law.discrete else "integral", x, whole, (lo, hi))


def _between(lo: Term, value: Term, hi: Term, facts: Terms) -> bool:
    """Whether a value is known to lie in a range."""
    tests = [Step("ge", value, lo, facts)] if lo is not neg(INFINITY) else []
    tests += [Step("le", value, hi, facts)] if hi is not INFINITY else []
    return all(isinstance(prove_inequality(test), Proved) for test in tests)

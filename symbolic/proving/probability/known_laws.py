"""Expectations under a declared law: by its moments, its finitely many values, its generating function, or its density.

Guarantee: the term equals the expectation, for all parameters that the declarations allow, if the expectation exists.
"""

from __future__ import annotations

from functools import reduce

from symbolic.distributions import LAWS, Law
from symbolic.proving.calculus import differentiate
from symbolic.proving.domains import is_integer
from symbolic.proving.facts import assume, attempt
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.steps import Step
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    REAL,
    ZERO,
    Call,
    Sym,
    Term,
    add,
    bind,
    call,
    div,
    free_symbols,
    fresh,
    mul,
    neg,
    replaced,
    sub,
    substitute,
    sym,
    walk,
)
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
    """∫ of the product with the density, or a sum over the values; events ``X < b`` and ``X > b`` narrow the range of a density."""
    if law.density is None or law.ends is None:
        return None
    lo, hi = law.ends(parameters)
    x = fresh(sym("x", INTEGER if law.discrete else REAL))
    events = [a.args[0] for a in atoms if isinstance(a, Call) and a.op == "indicator"]
    factors = [replaced(a, variable, x) for a in atoms if not (isinstance(a, Call) and a.op == "indicator")]
    if any(_holds(f, variable) for f in factors):
        return None
    whole = mul(*factors, law.density(x, parameters))
    compared = [c for e in events if (c := _compared(e, variable, facts)) is not None]
    if len(compared) < len(events):
        return None
    values = [b for op, b in compared if op == "eq"]
    if values and not law.discrete:
        return ZERO
    if law.discrete:
        return _counted(whole, x, (lo, hi), compared, facts)
    above, below = ([b for op, b in compared if op == wanted] for wanted in ("gt", "lt"))
    if above:
        lo = _within(lo, neg(reduce(lambda a, b: _smaller(a, b, facts), map(neg, above))), hi, facts)
    if below:
        hi = _within(lo, reduce(lambda a, b: _smaller(a, b, facts), below), hi, facts)
    return bind("integral", x, whole, (lo, hi))


def _counted(whole: Term, x: Sym, ends: tuple[Term, Term], compared: list[tuple[str, Term]], facts: Terms) -> Term | None:
    """The sum of the probabilities of whole values, all of them, one, or those below a bound within the range."""
    lo, hi = ends
    match compared:
        case []:
            return bind("sum", x, whole, (lo, hi))
        case [("eq", value)]:
            return substitute(whole, {x: value}) if is_integer(value) and _between(lo, value, hi, facts) else None
        case [("lt", bound)] if is_integer(bound):
            last = sub(bound, ONE)
            return bind("sum", x, whole, (lo, last)) if _between(lo, last, hi, facts) else None
    return None


def _compared(event: Term, variable: Term, facts: Terms) -> tuple[str, Term] | None:
    """``X < b``, ``X > b`` or ``X = b`` that a comparison linear in X comes to."""
    if not isinstance(event, Call) or event.op not in ("lt", "eq"):
        return None
    if event.args[0] is variable and not _holds(event.args[1], variable):
        return event.op, event.args[1]
    v = fresh(sym("v", REAL))
    difference = replaced(sub(*event.args), variable, v)

    def run(s: Session) -> tuple[str, Term] | None:
        assume(s, facts)
        slope, rest = s.quotient_term(s.nf(differentiate(difference, v))), substitute(difference, {v: ZERO})
        sign = s.signs.quotient_sign(s.nf(slope))
        if v in free_symbols(slope) or _holds(slope, variable) or sign not in (sg.POS, sg.NEG):
            return None
        op = event.op if event.op == "eq" or sign == sg.POS else "gt"
        return op, s.quotient_term(s.nf(neg(div(rest, slope))))

    return attempt(run, None) if not _holds(difference, variable) else None


def _smaller(a: Term, b: Term, facts: Terms) -> Term:
    """The smaller of two numbers, the one or the other where that is known."""
    return a if _at_most(a, b, facts) else b if _at_most(b, a, facts) else call("min", a, b)


def _within(lo: Term, value: Term, hi: Term, facts: Terms) -> Term:
    """A number, or the end of a range beyond which it lies."""
    if hi is not INFINITY:
        value = _smaller(value, hi, facts)
    return value if lo is neg(INFINITY) or _at_most(lo, value, facts) else lo if _at_most(value, lo, facts) else call("max", lo, value)


def _at_most(a: Term, b: Term, facts: Terms) -> bool:
    return isinstance(prove_inequality(Step("le", a, b, facts)), Proved)


def _between(lo: Term, value: Term, hi: Term, facts: Terms) -> bool:
    """Whether a value is known to lie in a range."""
    return (lo is neg(INFINITY) or _at_most(lo, value, facts)) and (hi is INFINITY or _at_most(value, hi, facts))

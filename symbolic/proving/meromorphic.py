"""Equations that no condition on signs can save, and limits that are the same from both sides.

Sides made of real names and numbers by + − · /, integer powers, exp, sin, cos and quotients of these are holomorphic on ℂⁿ without
the zeros of their denominators, which leave it connected (by induction over the subterms).  If both sides agree on a non-empty open
set of ℝⁿ, they agree on an open set of ℂⁿ, hence wherever both are defined (identity theorem).

Guarantee: where :func:`agrees_everywhere_or_nowhere` holds and the sides differ at one allowed point at which both are defined, they
do not agree on any part of the allowed points that inequalities between continuous functions cut out, none of them at its edge.
A term for which :func:`is_meromorphic` holds is a meromorphic function of its variable on the whole plane, unless it is defined nowhere:
where it has a finite limit from one side on the real line, it has the same limit from the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symbolic.steps import Step
from symbolic.terms import REAL, Call, Num, Sym, Term, free_symbols, operators, walk

SINGLE_VALUED = frozenset({"add", "mul", "neg", "div", "pow", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh",
                           "sigmoid", "pi", "Deriv"})
ENTIRE = frozenset({"exp", "sin", "cos", "sinh", "cosh"})
QUOTIENTS_OF_ENTIRE = frozenset({"tan", "cot", "sec", "csc", "tanh", "sigmoid"})
OPEN, CLOSED = frozenset({"gt", "lt", "ne"}), frozenset({"ge", "le"})


def agrees_everywhere_or_nowhere(step: Step) -> bool:
    """Whether the sides of an equation, if they differ at a point, differ on a dense part of every open set of allowed points."""
    if step.relation != "eq" or step.definitions:
        return False
    return all(map(_single_valued, (step.left, step.right))) and _thick(step.declarations)


def _single_valued(side: Term) -> bool:
    if not operators(side) <= SINGLE_VALUED or any(name.sort != REAL for name in free_symbols(side)):
        return False
    return all(_integer_power(t) for t in walk(side) if isinstance(t, Call) and t.op == "pow")


def _integer_power(t: Call) -> bool:
    """An integer power, or a power of a positive number."""
    base, exponent = t.args
    return (isinstance(exponent, Num) and exponent.value.denominator == 1) or (isinstance(base, Num) and base.value > 0)


def _thick(declarations: Iterable[Term]) -> bool:
    """Whether every allowed point is a limit of inner ones: open conditions, and at most one half-line for each name."""
    ends: Counter[Term] = Counter()
    for d in declarations:
        match d:
            case Call(op, args) if op in OPEN and all(operators(a) <= SINGLE_VALUED for a in args):
                continue
            case Call(op, (Sym() as name, Num())) | Call(op, (Num(), Sym() as name)) if op in CLOSED:
                ends[name] += 1
            case _:
                return False
    return all(n == 1 for n in ends.values())


def is_meromorphic(t: Term, var: Sym) -> bool:
    """Whether a term is made of entire functions of the variable by + − · / and integer powers."""
    if var not in free_symbols(t):
        return True
    match t:
        case Sym():
            return var.sort == REAL
        case Call("add" | "mul" | "neg" | "div", args):
            return all(is_meromorphic(a, var) for a in args)
        case Call("pow", (base, Num(exponent))):
            return exponent.denominator == 1 and is_meromorphic(base, var)
        case Call(op, (a,)) if op in QUOTIENTS_OF_ENTIRE:
            return _is_entire(a, var)
    return _is_entire(t, var)


def _is_entire(t: Term, var: Sym) -> bool:
    if var not in free_symbols(t):
        return True
    match t:
        case Sym():
            return var.sort == REAL
        case Call("div", (a, b)):
            return _is_entire(a, var) and var not in free_symbols(b)
        case Call("pow", (base, Num(exponent))):
            return exponent.denominator == 1 and exponent >= 0 and _is_entire(base, var)
        case Call("pow", (base, exponent)):
            return var not in free_symbols(base) and _is_entire(exponent, var)
        case Call(op, args) if op in ENTIRE or op in ("add", "mul", "neg"):
            return all(_is_entire(a, var) for a in args)
    return False

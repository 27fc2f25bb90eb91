"""Derivatives of a symbolic order: ``dⁿf/dxⁿ = R(n)`` by induction on n, and powers of x by falling factorials.

If D^{n₀} f = R(n₀) and D R(n) = R(n+1) for every n ≥ n₀ on an open set, where R(n) is differentiable, then Dⁿf = R(n) there.
f must not depend on n; ``Dⁿ xᵖ = p!/(p−n)!·x^{p−n}`` for integers p ≥ n ≥ 0 (0 for 0 ≤ p < n) needs no induction.

Guarantee: as for :mod:`symbolic.proving.equality`.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import KINKED, ge, lt
from symbolic.proving.calculus import NoRule, differentiate, resolve
from symbolic.proving.domains import Insight, definedness, differentiability, is_integer
from symbolic.proving.equality import Sides, agree, compare_domains
from symbolic.proving.facts import all_follow, attempt
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.summation.induction import free_of_ties, inherited, least_value
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
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
    mul,
    num,
    power,
    sub,
    substitute,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "induction on the order of a derivative"


def prove_higher_derivative(step: Step) -> Proved | Conditional | None:
    """Decide an equation with a derivative of symbolic order."""
    if step.relation != "eq" or not any(map(_symbolic, (*walk(step.left), *walk(step.right)))):
        return None
    carried = replace(step, left=_carried(step.left, step), right=_carried(step.right, step))
    left = carried.left, definedness(step.left)
    right = carried.right, definedness(step.right)
    if not any(map(_symbolic, (*walk(carried.left), *walk(carried.right)))):
        s = Sides(resolve(carried.left), resolve(carried.right), left[1], right[1], step.declarations)
        return compare_domains(s, METHOD) if agree(s) else None
    for (derivative, domain), (claimed, other) in ((left, right), (right, left)):
        if isinstance(derivative, Deriv) and isinstance(derivative.var, Sym) and not any(map(_symbolic, walk(claimed))):
            s = Sides(derivative, claimed, domain, other, step.declarations)
            if _by_induction(s, derivative, derivative.var):
                return compare_domains(s, METHOD)
    return None


def _symbolic(t: Term) -> bool:
    """A derivative by a scalar of an order that is no numeral."""
    return isinstance(t, Deriv) and not isinstance(t.order, Num) and isinstance(t.var, Sym) and t.var.sort.is_scalar


# --- powers ----------------------------------------------------------------------------------------


def _carried(t: Term, step: Step) -> Term:
    """The term with the derivatives of powers of the variable carried out."""

    def carried(node: Term) -> Term | None:
        if not isinstance(node, Deriv) or not _symbolic(node) or not isinstance(node.var, Sym):
            return None
        parts = node.body.args if isinstance(node.body, Call) and node.body.op == "mul" else (node.body,)
        moving = [p for p in parts if node.var in free_symbols(p)]
        still = [p for p in parts if node.var not in free_symbols(p)]
        found = _falling(moving[0], node.var, node.order, step.declarations) if len(moving) == 1 else None
        return None if found is None else mul(*still, found)

    return transform(t, carried)


def _falling(t: Term, x: Sym, n: Term, facts: tuple[Term, ...]) -> Term | None:
    p = t.args[1] if isinstance(t, Call) and t.op == "pow" and t.args[0] is x else ONE if t is x else None
    if p is None or x in free_symbols(p) or not is_integer(p) or not is_integer(n) or not all_follow(facts, (ge(n), ge(p))):
        return None
    if all_follow(facts, (lt(p, n),)):
        return ZERO
    if not all_follow(facts, (ge(p, n),)):
        return None
    return mul(div(call("factorial", p), call("factorial", sub(p, n))), power(x, sub(p, n)))


# --- induction -------------------------------------------------------------------------------------


def _by_induction(s: Sides, derivative: Deriv, x: Sym) -> bool:
    """The base and the step; see the module's docstring."""
    f, order = derivative.body, derivative.order
    names = [n for n in free_symbols(order) if n.sort.is_scalar and n.sort.field == "integer"]
    if len(names) != 1 or free_symbols(order) != {names[0]} or not _smooth(f, x) or not all(_open(c, x) for c in s.facts):
        return False
    (n,) = names
    start = least_value(s, n)
    if start is None or n in free_symbols(f) or not free_of_ties(s, n) or not inherited(s, n):
        return False
    at_start = _number(substitute(order, {n: num(start)}))
    gain = _number(sub(substitute(order, {n: add(n, ONE)}), order))
    if at_start is None or at_start < 0 or gain is None or gain < 1:
        return False
    after = substitute(s.right, {n: add(n, ONE)})
    facts = (*s.facts, *(substitute(c, {n: add(n, ONE)}) for c in s.right_domain))
    try:
        base, risen = f, s.right
        for _ in range(at_start):
            base = differentiate(base, x)
        for _ in range(gain):
            if not all_follow(facts, differentiability(risen, x, Insight())):
                return False
            risen = differentiate(risen, x)
    except NoRule:
        return False
    first = {n: num(start)}
    here = Sides(base, substitute(s.right, first), s.left_domain, tuple(substitute(c, first) for c in s.right_domain),
                 tuple(substitute(c, first) for c in s.declarations))
    return agree(here) and agree(Sides(risen, after, (), (), facts))


def _smooth(f: Term, x: Sym) -> bool:
    """Whether f has derivatives of every order wherever it has one."""

    def kinked(t: Term) -> bool:
        match t:
            case Call("pow", (base, exponent)):
                return x in free_symbols(base) and not is_integer(exponent)
            case Call(op, _):
                return op in KINKED
        return isinstance(t, Deriv)

    return not any(map(kinked, walk(f)))


def _open(condition: Term, x: Sym) -> bool:
    """Whether the condition holds on an open set of values of x."""
    match condition:
        case Call("and" | "or", args):
            return all(_open(a, x) for a in args)
        case Call("gt" | "lt" | "ne", _):
            return True
    return x not in free_symbols(condition)


def _number(t: Term) -> int | None:
    """A natural number as an int."""

    def run(s: Session) -> int | None:
        value = s.ring.as_number(s.nf(t))
        return int(value) if value is not None and value.denominator == 1 else None

    return attempt(run, None)

"""Derivatives of symbolic order of a product, by Leibniz' rule: ``Dⁿ(f g) = Σ_{k=0}^{n} C(n, k) Dᵏf Dⁿ⁻ᵏg``.

Where a factor is a numeral power xʲ, j ≤ n, the sum ends at k = j.  Derivatives of functions of which nothing is known become members of a
sequence, one for each function, that the orders number: what holds for all sequences holds for them.

Guarantee: as for :mod:`symbolic.proving.equality`, for functions with derivatives of all orders; the order of a derivative is an
integer, and its domain says that it is not negative.
"""

from __future__ import annotations

from symbolic.functions import ge
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import definedness, is_integer
from symbolic.proving.equality import Sides, agree, compare_domains
from symbolic.proving.facts import all_follow
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ZERO,
    Apply,
    Call,
    Deriv,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    add,
    bind,
    call,
    deriv,
    elem,
    free_symbols,
    fresh,
    mul,
    num,
    operators,
    sub,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "Leibniz' rule"
MOST_POWER = 4


def prove_product_rule(step: Step) -> Proved | Conditional | None:
    """Decide an equation with a derivative of symbolic order of a product that holds functions of its variable."""
    if not {"Deriv", "Apply"} <= operators(step.left) | operators(step.right):
        return None
    orders = [t.order for side in (step.left, step.right) for t in walk(side) if isinstance(t, Deriv)]
    if step.relation != "eq" or all(isinstance(n, Num) for n in orders):
        return None
    calls = [t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Apply)]
    places = {t.args for t in calls} | {(t.var,) for side in (step.left, step.right) for t in walk(side) if isinstance(t, Deriv)}
    if not calls or len(places) != 1 or not all(isinstance(x, Sym) for place in places for x in place):
        return None
    domains = definedness(step.left), definedness(step.right)
    facts = (*step.declarations, *domains[0], *domains[1])
    sequences = {f: fresh(sym(f.name, Sort(index=(None,)))) for f in dict.fromkeys(t.function for t in calls)}
    try:
        left, right = (_numbered(_expanded(side, facts), sequences) for side in (step.left, step.right))
    except NoRule:
        return None
    if any(isinstance(t, Deriv | Apply) for side in (left, right) for t in walk(side)):
        return None
    s = Sides(left, right, *domains, step.declarations)
    return compare_domains(s, METHOD) if agree(s) else None


def _expanded(t: Term, facts: tuple[Term, ...]) -> Term:
    """The term with Leibniz' rule applied to its derivatives of products."""

    def expanded(node: Term) -> Term | None:
        match node:
            case Deriv(Call("mul", args), Sym() as x, order) if not isinstance(order, Num):
                still = [a for a in args if x not in free_symbols(a)]
                moving = [a for a in args if x in free_symbols(a)]
                if len(moving) == 1:
                    return mul(*still, deriv(moving[0], x, order))
                if len(moving) == 2:
                    first, second = sorted(moving, key=lambda a: _power(a, x) is None)
                    return mul(*still, _of_two(first, second, x, order, facts))
        return None

    return transform(t, expanded)


def _of_two(f: Term, g: Term, x: Sym, n: Term, facts: tuple[Term, ...]) -> Term:
    """Dⁿ(f g)."""
    j = _power(f, x)
    if j is None:
        k = fresh(sym("k", INTEGER))
        return bind("sum", k, mul(call("binomial", n, k), deriv(f, x, k), deriv(g, x, sub(n, k))), (ZERO, n))
    if not all_follow(facts, (ge(n, num(j)),)):
        raise NoRule("the order may be less than the power")
    parts: list[Term] = []
    for i in map(num, range(j + 1)):
        parts.append(mul(call("binomial", n, i), f, deriv(g, x, sub(n, i))))
        f = differentiate(f, x)
    return add(*parts)


def _power(t: Term, x: Sym) -> int | None:
    """j of xʲ."""
    match t:
        case Call("pow", (base, Num(j))) if base is x and j.denominator == 1 and 1 <= j <= MOST_POWER:
            return int(j)
    return 1 if t is x else None


def _numbered(t: Term, sequences: dict[Sym, Sym]) -> Term:
    """The term with derivatives of functions as members of their sequences."""

    def numbered(node: Term) -> Term | None:
        match node:
            case Apply(f, _, (count,)):
                return elem(sequences[f], num(count))
            case Deriv(Elem(base, (count,)), _, order) if base in sequences.values() and is_integer(order):
                return elem(base, order if count is ZERO else add(order, count))
        return None

    return transform(t, numbered)

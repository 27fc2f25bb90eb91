"""Inequalities between numbers made of arrays, by their entries: ``xᵀ(diag p − ppᵀ)x ≥ 0`` as one between sums.

Guarantee: that of :func:`symbolic.proving.orders.inequalities.prove_inequality`, of the sums over the entries, at every size; conditions
for being defined are those of the step as written.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod

from symbolic.functions import ORDERS
from symbolic.proving.domains import definedness
from symbolic.proving.matrices.index_form import IndexForm
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.index_steps import index_facts
from symbolic.proving.matrices.index_terms import NoIndexForm, size_facts
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.shapes import ShapeError, check_shapes
from symbolic.steps import Step
from symbolic.terms import (
    MINUS_ONE,
    ONE,
    ZERO,
    Bind,
    Call,
    Sym,
    Term,
    add,
    bind,
    children,
    free_symbols,
    mul,
    open_binder,
    operators,
    rebuild,
    sub,
    substitute,
)
from symbolic.verdicts import Proved

METHOD = "sums over entries"


def prove_order_by_entries(step: Step) -> Proved | None:
    """Prove an inequality between numbers that are defined everywhere."""
    if step.relation not in ORDERS or not (has_arrays(step.left) or has_arrays(step.right)):
        return None
    if definedness(step.left) or definedness(step.right):
        return None
    try:
        conventions = check_shapes(step.relation, step.left, step.right, step.conventions)
        form = IndexForm(conventions)
        if form.is_array(step.left) or form.is_array(step.right):
            return None
        facts = (*size_facts(step), *index_facts(form, step.declarations))
        difference = _contracted(sub(form.scalar(step.left), form.scalar(step.right)), {})
    except (NoIndexForm, ShapeError, RecursionError):
        return None
    answer = prove_inequality(replace(step, left=difference, right=ZERO, declarations=facts, definitions=(), conventions=conventions))
    return Proved(METHOD) if isinstance(answer, Proved) else None


Ranges = dict[Term, tuple[Term, ...]]
MOST_TERMS = 16


def _contracted(t: Term, ranges: Ranges) -> Term:
    """The term with Σ_l δ_{kl} f(l) = f(k) carried out for a k that runs over the same range, and Σ_l c f(l) as c Σ_l f(l)."""
    if isinstance(t, Bind) and t.op == "sum":
        var, body = open_binder(t)
        inner = _contracted(body, {**ranges, var: t.bounds})
        terms = _products(inner) if operators(inner) & {"delta", "sum"} else [_factors(inner)]
        return add(*(_summed(var, factors, t.bounds, ranges) for factors in terms))
    parts = children(t)
    return rebuild(t, tuple(_contracted(c, ranges) for c in parts)) if parts and not isinstance(t, Bind) else t


def _summed(var: Sym, factors: list[Term], bounds: tuple[Term, ...], ranges: Ranges) -> Term:
    for place, f in enumerate(factors):
        match f:
            case Call("delta", (a, b)) if var in (a, b) and ranges.get(other := b if a is var else a) == bounds:
                rest = factors[:place] + factors[place + 1 :]
                return substitute(mul(*rest) if rest else ONE, {var: other})
    outer = [f for f in factors if var not in free_symbols(f)]
    inner = [f for f in factors if var in free_symbols(f)]
    return mul(*outer, bind("sum", var, mul(*inner) if inner else ONE, bounds))


def _products(t: Term) -> list[list[Term]]:
    """The term as a sum of products, or as one product if there would be too many."""
    match t:
        case Call("add", args):
            return [p for a in args for p in _products(a)]
        case Call("neg", (a,)):
            return [[MINUS_ONE, *p] for p in _products(a)]
        case Call("mul", args):
            lists = [_products(a) for a in args]
            if prod(map(len, lists)) > MOST_TERMS:
                return [_factors(t)]
            return [[f for p in chosen for f in p] for chosen in product(*lists)]
    return [[t]]


def _factors(t: Term) -> list[Term]:
    match t:
        case Call("mul", args):
            return [f for a in args for f in _factors(a)]
    return [t]

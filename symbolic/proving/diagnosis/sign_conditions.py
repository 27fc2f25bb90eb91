"""Conditions that may save a step: signs of names, of products of two, of what the step tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from symbolic.functions import ge, gt, le, lt, ne
from symbolic.proving.conditions import shortest
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.diagnosis.tested import EVALUATED, derived, moduli, quantities, real_name, sensitive_names
from symbolic.proving.domains import definedness, strict
from symbolic.proving.equations.cases import branch, expand, solved_for_name, tested
from symbolic.steps import Step
from symbolic.terms import (
    ZERO,
    Bind,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    bind,
    call,
    free_symbols,
    fresh,
    mul,
    open_binder,
    operators,
    sub,
    substitute,
    walk,
)

SIGNS = (ne, ge, le, gt, lt)
TOTALS = frozenset({"sum", "prod"})


def _signs(quantities: Iterable[Term]) -> Iterator[Conditions]:
    listed = list(dict.fromkeys(quantities))
    for sign in SIGNS:
        for q in listed:
            yield (sign(q),)


def one_name(step: Step) -> Iterator[Conditions]:
    """Signs of one name."""
    names = sensitive_names(step)
    if len(names) <= 5:
        yield from _signs(names)


def two_names(step: Step) -> Iterator[Conditions]:
    """Signs of a product of two names."""
    names = sensitive_names(step)
    if 2 <= len(names) <= 4:
        yield from _signs(mul(a, b) for a, b in combinations(names, 2))


def ordered_names(step: Step) -> Iterator[Conditions]:
    """The order of two names on which a limit or a largest value may depend: a ≥ b of lim (aⁿ + bⁿ)^(1/n) = a."""
    names = sensitive_names(step)
    if 2 <= len(names) <= 3 and not EVALUATED.isdisjoint(operators(step.left) | operators(step.right)):
        yield from _signs(sub(a, b) for a, b in combinations(names, 2))


def all_of_one_sign(step: Step) -> Iterator[Conditions]:
    """Three names, all of which are not negative, or all not positive."""
    names = sensitive_names(step)
    if len(names) == 3:
        yield (call("or", *(call("and", *map(sign, names)) for sign in (ge, le))),)


def tested_quantities(step: Step) -> Iterator[Conditions]:
    """Signs of a quantity that the step tests."""
    yield from _signs(q for q in quantities(step)[:6] if not isinstance(q, Sym))


def every_member(step: Step) -> Iterator[Conditions]:
    """One sign of what is tested in every member of a sum or product: x_i ≥ 0 for all i of Σ |x_i| = Σ x_i.

    A sign that leaves nothing of the member saves what is claimed of 0 alone: x_i ≤ 0 leaves 0 of Σ max(x_i, 0).  One of the index alone
    would say how many members there are.
    """
    if TOTALS.isdisjoint(operators(step.left) | operators(step.right)):
        return
    for t in dict.fromkeys(t for side in derived(step) for t in walk(side) if isinstance(t, Bind) and t.op in TOTALS):
        if len(t.bounds) == 2:
            index, body = open_binder(t)
            counted = {index, *(x for b in t.bounds for x in free_symbols(b))}
            for q in dict.fromkeys(q for q in tested(expand(body)) if index in free_symbols(q) <= free_symbols(t) | {index}
                                   and free_symbols(q) - counted):
                yield from ((bind("forall", index, sign(q), t.bounds),) for sign in (ge, le, gt, lt)
                            if ZERO in (step.left, step.right) or branch(expand(body), (strict(sign(q)),)) is not ZERO)


def two_in_every_member(step: Step) -> Iterator[Conditions]:
    """One sign of a product of two entries that members of sums over a range test: x_i y_i ≥ 0 of Σ |x_i + y_i| = Σ |x_i| + Σ |y_i|."""
    if TOTALS.isdisjoint(operators(step.left) | operators(step.right)):
        return
    indices: dict[tuple[Term, ...], Sym] = {}
    found: dict[tuple[Term, ...], dict[Term, None]] = {}
    for t in dict.fromkeys(t for side in derived(step) for t in walk(side)):
        if isinstance(t, Bind) and t.op in TOTALS and len(t.bounds) == 2:
            index = indices.setdefault(t.bounds, fresh(t.var))
            body = substitute(t.body, {t.var: index})
            roots = (q for u in walk(body) if isinstance(u, Call) and u.op == "sqrt" for q in moduli(u))
            found.setdefault(t.bounds, {}).update(dict.fromkeys((*tested(expand(body)), *roots)))
    for bounds, index in indices.items():
        entries = [q for q in found[bounds] if isinstance(q, Elem) and index in free_symbols(q)][:3]
        for a, b in combinations(entries, 2):
            yield from ((bind("forall", index, sign(mul(a, b)), bounds),) for sign in (ge, le))


def two_quantities(step: Step) -> Iterator[Conditions]:
    """Two tested quantities of the same sign, or of opposite ones."""
    pairs = combinations(quantities(step)[:4], 2)
    yield from _signs(mul(a, b) for a, b in pairs if not (isinstance(a, Sym) and isinstance(b, Sym)))


def both_signs(step: Step) -> Iterator[Conditions]:
    """Two tested quantities, each with a sign of its own."""
    for a, b in combinations(quantities(step)[:3], 2):
        for one, other in product((ge, le), repeat=2):
            yield one(a), other(b)


def names_of_one_sign(step: Step) -> Iterator[Conditions]:
    """Two names, both not negative, for an inequality."""
    names = [x for x in sensitive_names(step)[:3] if step.relation != "eq"]
    yield from ((ge(a), ge(b)) for a, b in combinations(names, 2))


def as_large_as_zero(step: Step) -> Iterator[Conditions]:
    """A side is not negative, since the other is a root or a modulus: x ≥ 0 of √(x²) = x."""
    for one, other in ((step.left, step.right), (step.right, step.left)):
        if isinstance(one, Call) and one.op in ("sqrt", "abs", "norm", "relu") and step.relation == "eq":
            yield shortest((*step.declarations, *definedness(other)), (ge(_without_number(other)),))


def _without_number(t: Term) -> Term:
    """A product without its positive numbers."""
    match t:
        case Call("mul", (Num(value) | Call("sqrt", (Num(value),)), *rest)) if value > 0:
            return mul(*rest) if len(rest) > 1 else rest[0]
    return t


def places(step: Step) -> list[Term]:
    """Equations of names and linear quantities that the step tests, and of a side with 0: where its cases may meet."""
    found = [x for q in quantities(step) for x in (*(t for t in walk(q) if real_name(t)), q)] + [step.left, step.right]
    solved = ((q, ZERO) if isinstance(q, Sym) else solved_for_name(q) for q in dict.fromkeys(found))
    return [call("eq", *pair) for pair in dict.fromkeys(solved) if pair is not None]

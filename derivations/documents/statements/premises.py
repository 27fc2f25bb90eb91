"""Which relations that a section sets up say something of the names of a step.

A point at which one of them fails makes the step not false: see :mod:`derivations.documents.judging`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from derivations.documents.equations.forms import is_square
from derivations.documents.equations.open_names import bare_name, names_outside_indices
from derivations.documents.items import Premise
from symbolic.steps import Step
from symbolic.terms import TWO, ZERO, Bind, Call, Elem, Sym, Term, call, free_symbols, substitute

MOST_PREMISES = 6


def premises_among(premises: Sequence[Premise], step: Step) -> tuple[Premise, ...]:
    """The last few premises about names of a step, its definitions and declarations, of the types that they have there."""
    symbols = free_symbols(step.left) | free_symbols(step.right)
    sorts = {s.name: s for s in symbols}
    spoken_of = names_outside_indices(step.left) | names_outside_indices(step.right)
    spoken_of |= frozenset[str]().union(*(names_outside_indices(d.value) - {p.name for p in d.params} for d in step.definitions),
                                        *map(names_outside_indices, step.declarations))
    about: list[Premise] = []
    while True:  # r = √(x² + y²) speaks of y too
        names = spoken_of.union(*(names_outside_indices(p.fact) for p in about))
        others = [q for p in premises if (q := _of_others(p, names)) is not None]
        more = [p for p in others if not names.isdisjoint(names_outside_indices(p.fact)) and not _is_declared(p.fact, step)
                and all(sorts.get(s.name, s) is s for s in free_symbols(p.fact)) and not _says_nothing_of(p.fact, names)]
        if len(more) <= len(about):
            break
        about = more
    return tuple({p.fact: p for p in about}.values())[-MOST_PREMISES:]


def _is_declared(fact: Term, step: Step) -> bool:
    """Whether a step knows a fact already, by itself or of every member of a family."""
    every = [d for d in step.declarations if isinstance(d, Bind) and d.op == "forall"]
    return fact in step.declarations or any(substitute(d.body, {d.var: s}) is fact for d in every for s in free_symbols(fact))


def _of_others(premise: Premise, names: Collection[str]) -> Premise | None:
    """``s^2 = a`` says of a no more than that it is not negative, where there is no s."""
    match premise.fact:
        case Call("eq", (Call("pow", (Sym(root), exponent)), value)) if exponent is TWO and root not in names \
                and root not in names_outside_indices(value):
            return None if is_square(value) else replace(premise, fact=call("ge", value, ZERO))
    return premise


def _says_nothing_of(fact: Term, names: Collection[str]) -> bool:
    """Whether an equation gives a name that is not among ``names`` its value: ``x = a y + b`` restricts no a, y and b."""
    match fact:
        case Call("eq", (left, right)):
            return any(name is not None and name not in names and name not in names_outside_indices(other)
                       for name, other in ((bare_name(left), right), (bare_name(right), left))) \
                or any(_may_be_anything(side, names_outside_indices(other) | set(names)) for side, other in ((left, right), (right, left)))
    return False


def _may_be_anything(side: Term, names: Collection[str]) -> bool:
    """``u_{n+1}/u_n`` of a u that is not among ``names``: a quotient of members of a sequence of which nothing else is said."""
    match side:
        case Call("div", (Elem(Sym(one), _) as top, Elem(Sym(other), _) as bottom)):
            return one == other and one not in names and top is not bottom
    return False

"""Steps in which a name stands for one thing: the numbers of definitions, and names that are two kinds of things."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from symbolic.steps import Step
from symbolic.terms import REAL, Elem, Sym, Term, free_symbols, substitute, walk


def with_one_type(step: Step) -> Step:
    """The step with a number that nothing declares taken for the number of that name in the definitions, of whatever field."""
    known = frozenset[Sym]().union(*(free_symbols(d.value) - frozenset(d.params) for d in step.definitions))
    typed = {s.name: s for s in known if s.sort.is_scalar and s.sort != REAL}
    plain = {s for term in (step.left, step.right, *step.declarations) for s in free_symbols(term) if s.sort == REAL and s.name in typed}
    values: dict[Sym, Term] = {s: typed[s.name] for s in plain}
    if not values:
        return step
    declarations = tuple(substitute(d, values) for d in step.declarations)
    return replace(step, left=substitute(step.left, values), right=substitute(step.right, values), declarations=declarations)


def clashing_name(step: Step) -> str | None:
    """A name that stands for different kinds of things in one step: ``x`` a number on one side, ``x_i`` a family on the other."""
    kinds: dict[tuple[str, bool], set[tuple[object, object]]] = {}
    found_in = [free_symbols(term) for term in (step.left, step.right, *step.declarations)]
    found_in += [(free_symbols(d.value) - frozenset(d.params)) | {d.symbol} for d in step.definitions]
    for symbols in found_in:
        for s in symbols:
            kinds.setdefault((s.name, s.sort.is_function), set()).add((s.sort.shape, s.sort.index))
    clash = next((name for (name, is_function), found in kinds.items() if len(found) > 1 and not is_function), None)
    return clash or _member_and_name(step, {name for name, is_function in kinds if not is_function})


def _member_and_name(step: Step, names: Collection[str]) -> str | None:
    """``k_p``, a name of its own in a step and a member of the family k in the formula of a name."""
    terms = (step.left, step.right, *step.declarations, *(d.value for d in step.definitions))
    members = {(t.base.name, i.name) for side in terms for t in walk(side) if isinstance(t, Elem) and isinstance(t.base, Sym)
               for i in t.indices if isinstance(i, Sym)}
    return next((base for base, index in sorted(members) if f"{base}_{{{index}}}" in names), None)

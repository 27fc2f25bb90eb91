"""Equations between arrays by their entries: the scalar provers decide the index form.

Guarantee: ``Proved`` means that the equation of the entries (i, j) is proved, with equal domains, for all i and j in
range at every size; ``Conditional(definedness)`` that it holds wherever both sides are defined, under the listed
conditions.  Matrices of numeric size, determinants and inverses of small ones included, are compared entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.proving.matrices.index_steps import to_index_steps
from symbolic.steps import Step
from symbolic.terms import Call, Sym, Term, bind, free_symbols, walk
from symbolic.verdicts import Conditional, Proved, Refuted

METHOD = "index form"
Verdict = Proved | Conditional | Refuted | None


def prove_by_entries(step: Step) -> Proved | Conditional | None:
    """Prove an equation between arrays, or with arrays in it, by its entries; see the module's guarantee."""
    from symbolic.proving.equality import prove_equal
    from symbolic.proving.equations.cases import prove_by_cases

    return by_entries(step, lambda s: prove_equal(s) or prove_by_cases(s))


def by_entries(step: Step, prove: Callable[[Step], Verdict]) -> Proved | Conditional | None:
    """The joint verdict on the entries, each decided by ``prove``."""
    steps = to_index_steps(step)
    if not steps:
        return None
    conditions: dict[Term, None] = {}
    for entry in steps:
        answer = prove(entry)
        match answer:
            case Proved():
                continue
            case Conditional("definedness", found):
                conditions.update((_for_all_indices(step, entry, c), None) for c in found)
            case _:
                return None
    if not conditions:
        return Proved(METHOD)
    if any(isinstance(t, Sym) and t.uid and t in free_symbols(c) for c in conditions for t in walk(c)):
        return None  # stated in the parts of a symmetric matrix, which nobody wrote
    return Conditional("definedness", tuple(conditions), METHOD)


def _for_all_indices(step: Step, entry: Step, condition: Term) -> Term:
    """The condition for every value of the free indices that the index form brought in."""
    written = free_symbols(step.left) | free_symbols(step.right)
    bounds = {d.args[0]: d.args[1] for d in entry.declarations if isinstance(d, Call) and d.op == "le"}
    lows = {d.args[0]: d.args[1] for d in entry.declarations if isinstance(d, Call) and d.op == "ge"}
    for index in sorted(free_symbols(condition) - written, key=lambda s: s.name):
        if index in bounds and index in lows:
            condition = bind("forall", index, condition, (lows[index], bounds[index]))
    return condition

"""Largest and smallest values over a finite range of an index: ``max_i x_i ≥ x_j``, ``Σ x_i ≤ n max_i x_i``.

A largest value is attained: it is the value x_m at an index m of the range, and x_j ≤ x_m for every j of the range.  These facts are put
in for the indices at hand (those of the other extreme values, and free indices known to lie in the range), and for the members of sums
over the same range, of which Σ p_i x_i ≤ Σ p_i x_m and f(x_m) ≤ Σ f(x_i) are shown member by member.

Guarantee: what is proved holds wherever both sides are defined, that is where no range is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symbolic.functions import ge, le
from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import Sides, agree, compare_domains, missing_conditions, sides
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.steps import Step
from symbolic.terms import ZERO, Bind, Elem, Sym, Term, bind, free_symbols, fresh, open_binder, operators, substitute, transform, walk
from symbolic.verdicts import Conditional, Proved

METHOD = "attained extreme values"
LARGEST = frozenset({"maximum", "supremum"})
SMALLEST = frozenset({"minimum", "infimum"})
RELATIONS = frozenset({"eq", "le", "lt", "ge", "gt"})
MAX_EXTREMES = 4


@dataclass(frozen=True, slots=True)
class Extreme:
    """An extreme value of ``body`` over the range of ``var``, attained at ``place``."""

    term: Bind
    var: Sym
    body: Term
    place: Sym

    @property
    def value(self) -> Term:
        return self.at(self.place)

    def at(self, index: Term) -> Term:
        return substitute(self.body, {self.var: index})

    def beside(self, other: Term) -> Term:
        """The fact that another value of the body is no further out."""
        return le(other, self.value) if self.term.op in LARGEST else ge(other, self.value)


def prove_extremes(step: Step) -> Proved | Conditional | None:
    """Prove a relation with extreme values over ranges of indices; see the module's guarantee."""
    if (LARGEST | SMALLEST).isdisjoint(operators(step.left) | operators(step.right)):
        return None
    terms = dict.fromkeys(t for side in (step.left, step.right) for t in walk(side) if _is_extreme(t))
    if step.relation not in RELATIONS or not 0 < len(terms) <= MAX_EXTREMES:
        return None
    try:
        s = sides(step)
        extremes = [_attained(t) for t in terms]
        values: dict[Term, Term] = {e.term: e.value for e in extremes}
        left, right = (transform(side, lambda t: values.get(t)) for side in (s.left, s.right))
        shown = step.relation == "eq" and agree(replace(s, left=left, right=right))
        if not shown:
            facts = (*s.facts, *(f for e in extremes for f in _facts(e, extremes, s)))
            relations = ("le", "ge") if step.relation == "eq" else (step.relation,)
            shown = all(isinstance(prove_inequality(Step(r, left, right, facts)), Proved) for r in relations)
    except (NoRule, *GIVE_UP):
        return None
    return compare_domains(s, METHOD) if shown else None


def _is_extreme(t: Term) -> bool:
    """Whether the term is an extreme value over a finite range of an index, and no name in it is bound further out."""
    if not isinstance(t, Bind) or t.op not in LARGEST | SMALLEST or len(t.bounds) != 2 or t.var.sort.field != "integer":
        return False
    return not any(x.uid for x in free_symbols(t)) and not any(isinstance(b, Bind) for b in walk(t.body))


def _attained(t: Term) -> Extreme:
    assert isinstance(t, Bind)
    var, body = open_binder(t)
    return Extreme(t, var, body, fresh(var))


def _facts(e: Extreme, extremes: list[Extreme], s: Sides) -> Iterator[Term]:
    lo, hi = e.term.bounds
    yield from (ge(e.place, lo), le(e.place, hi))
    for index in _indices(e, extremes, s):
        yield e.beside(e.at(index))
    for t in dict.fromkeys(t for side in (s.left, s.right) for t in walk(side)):
        if isinstance(t, Bind) and t.op == "sum" and t.bounds == e.term.bounds and not any(x.uid for x in free_symbols(t)):
            yield from _of_members(e, t, s)


def _indices(e: Extreme, extremes: list[Extreme], s: Sides) -> Iterator[Term]:
    """Indices that lie in the range of an extreme value: its ends, for it is not empty, and those of others."""
    lo, hi = e.term.bounds
    yield from (lo, hi)
    yield from (other.place for other in extremes if other is not e and other.term.bounds == e.term.bounds)
    subscripts = {i for side in (s.left, s.right) for t in walk(side) if isinstance(t, Elem) for i in t.indices}
    for i in sorted((i for i in subscripts if not any(x.uid for x in free_symbols(i))), key=repr):
        if not missing_conditions(s.declarations, (ge(i, lo), le(i, hi)), ()):
            yield i


def _of_members(e: Extreme, total: Bind, s: Sides) -> Iterator[Term]:
    """Bounds of a sum over the same range, from bounds of its members."""
    index, kernel = open_binder(total)
    lo, hi = total.bounds
    known = (*s.facts, ge(e.place, lo), le(e.place, hi), ge(index, lo), le(index, hi), e.beside(e.at(index)))
    own = e.at(index)
    moved = transform(kernel, lambda t: e.value if t is own else None)
    if moved is not kernel:
        for relation in ("le", "ge"):
            if isinstance(prove_inequality(Step(relation, kernel, moved, known)), Proved):
                bound = bind("sum", index, moved, total.bounds)
                yield le(total, bound) if relation == "le" else ge(total, bound)
                break
    if isinstance(prove_inequality(Step("ge", kernel, ZERO, known)), Proved):
        yield ge(total, substitute(kernel, {index: e.place}))

"""Sums and products whose members are given by cases of the index: ``Σ_{j=1}^{n} |k − j| = Σ_{j<k} (k − j) + Σ_{j>k} (j − k)``.

A range lo ≤ j ≤ hi is split where a quantity that a member tests (the argument of |·|, sign or δ, the difference of what max or min
compares, a comparison of cases) vanishes, at j = c: into lo ≤ j < c, j = c and c < j ≤ hi.

Guarantee: as for the provers of :mod:`symbolic.proving.equality`; a range is split only if lo ≤ c ≤ hi is shown for an integer c that
is free of the index, at every value of the outer indices.  Products are cut where others begin or end as well.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import KINKED, ge, gt, le, lt
from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import is_integer
from symbolic.proving.equality import Sides, agree, compare_domains, sides
from symbolic.proving.equations.cases import branch, expand, tested
from symbolic.proving.equations.contraction import contracted
from symbolic.proving.facts import all_follow, attempt
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.matrices.index_steps import numbers_by_entries
from symbolic.proving.matrices.index_terms import NoIndexForm
from symbolic.proving.summation.cut_products import cut_products, with_names
from symbolic.steps import Step
from symbolic.terms import ONE, Bind, Sym, Term, add, bind, children, free_symbols, mul, open_binder, operators, rebuild, sub, substitute
from symbolic.verdicts import Conditional, Proved

METHOD = "ranges split by cases"
MOST_SPLITS = 8

Facts = tuple[Term, ...]


def prove_split_ranges(step: Step) -> Proved | Conditional | None:
    """Decide an equation with sums or products whose members are given by cases; see the module's guarantee."""
    seen = operators(step.left) | operators(step.right)
    if step.relation != "eq" or seen.isdisjoint({"sum", "prod"}) or ("prod" not in seen and not _by_cases(seen)):
        return None
    try:
        s = sides(numbers_by_entries(step))
    except (NoRule, NoIndexForm):
        return None
    splitting = Splitting()
    left, right = (splitting.visit(expand(contracted(side, s.declarations)), s.facts) for side in (s.left, s.right))
    if splitting.count > MOST_SPLITS:
        return None
    left, right = cut_products((left, right), s.facts)
    divided = replace(s, left=left, right=right)
    if divided == s:
        return None
    return compare_domains(divided, METHOD) if agree(divided) or _agree_by_name(divided) else None


def _by_cases(seen: frozenset[str]) -> bool:
    """Whether there is a function among the operators that has its values by cases."""
    return "delta" in seen or not seen.isdisjoint(KINKED)


def _agree_by_name(s: Sides) -> bool:
    """Whether the sides agree whatever the values of the products in them."""
    if "prod" not in operators(s.left) | operators(s.right):
        return False
    left, right, positive = with_names((s.left, s.right), s.facts)
    return agree(replace(s, left=left, right=right, declarations=(*s.declarations, *positive)))


class Splitting:
    """Splits the ranges in a term; ``count`` says how many were split."""

    def __init__(self) -> None:
        self.count = 0

    def visit(self, t: Term, facts: Facts) -> Term:
        """The term with its ranges split wherever the facts, and those of the outer indices, show how."""
        if not _by_cases(operators(t)) or self.count > MOST_SPLITS:
            return t
        match t:
            case Bind("sum" | "prod" as op, _, _, (lo, hi)):
                index, body = open_binder(t)
                lo, hi = self.visit(lo, facts), self.visit(hi, facts)
                body = self.visit(body, (*facts, ge(index, lo), le(index, hi)))
                return self._split(op, index, body, (lo, hi), facts)
            case Bind():
                return t
        parts = children(t)
        return rebuild(t, tuple(self.visit(c, facts) for c in parts))

    def _split(self, op: str, index: Sym, body: Term, bounds: tuple[Term, Term], facts: Facts) -> Term:
        """A sum or product over a range, in parts by the first test of its members that splits it."""
        lo, hi = bounds
        for test in dict.fromkeys(tested(body)):
            place = _zero(test, index)
            if place is None:
                continue
            inside = *facts, ge(index, lo), le(index, hi)
            if all_follow(facts, (ge(place, lo), le(place, hi))):
                self.count += 1
                below = self._part(op, index, body, (lo, sub(place, ONE)), (*facts, ge(place, lo)), lt(index, place))
                above = self._part(op, index, body, (add(place, ONE), hi), (*facts, le(place, hi)), gt(index, place))
                at = branch(substitute(body, {index: place}), (), facts)
                return add(below, at, above) if op == "sum" else mul(below, at, above)
            for side in (lt(index, place), gt(index, place)):
                if all_follow(inside, (side,)):
                    self.count += 1
                    return self._part(op, index, body, bounds, facts, side)
        return bind(op, index, body, bounds)

    def _part(self, op: str, index: Sym, body: Term, bounds: tuple[Term, Term], facts: Facts, side: Term) -> Term:
        """One part of a range, its members as they are on that side of the split."""
        if self.count > MOST_SPLITS:
            return bind(op, index, body, bounds)
        chosen = branch(body, (side,), (*facts, ge(index, bounds[0]), le(index, bounds[1])))
        if chosen is body:
            return bind(op, index, body, bounds)
        return self._split(op, index, chosen, bounds, facts)


def _zero(test: Term, index: Sym) -> Term | None:
    """Where a linear quantity with slope ±1 in the index vanishes, if that is an integer free of the index."""
    if index not in free_symbols(test):
        return None

    def run(s: Session) -> Term | None:
        slope = s.ring.as_number(s.nf(sub(substitute(test, {index: add(index, ONE)}), test)))
        if slope not in (1, -1):
            return None
        q = s.nf(sub(index, test)) if slope == 1 else s.nf(add(index, test))
        return None if index in s.ring.symbols(q.num) | s.ring.symbols(q.den) else s.quotient_term(q)

    place = attempt(run, None)
    return place if place is not None and is_integer(place) else None

"""Softmax, and ``e^{zᵢ}/Σⱼ e^{zⱼ}``, as shares: of p only pᵢ > 0 and Σ pᵢ = 1 is used.

Guarantee: what is proved of all families of positive numbers with the sum 1 holds of these; they are replaced only where their exponents
are defined and the range is not empty.  Nothing else is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from symbolic.functions import BY_VARIABLES, INEQUALITIES, ge, gt, le
from symbolic.proving.equality import domain_conditions
from symbolic.proving.facts import is_entailed
from symbolic.shapes import ShapeError, shape
from symbolic.sizes import same_size
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    Bind,
    Call,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    bind,
    call,
    children,
    elem,
    free_symbols,
    operators,
    rebuild,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import Conditional, Proved, Refuted

Prove = Callable[[Step], Proved | Conditional | Refuted | None]


def prove_with_shares(step: Step, prove: Prove) -> Proved | None:
    """Prove an inequality of softmax as one of shares."""
    inside = operators(step.left) | operators(step.right)
    if step.relation not in INEQUALITIES or inside.isdisjoint({"softmax", "exp"}) \
            or not inside.isdisjoint(BY_VARIABLES | {"Deriv", "integral"}):
        return None
    shares = Shares(step)
    moved = replace(step, left=shares.named(step.left), right=shares.named(step.right))
    if not shares.names:
        return None
    answer = prove(replace(moved, declarations=(*step.declarations, *shares.facts())))
    return replace(answer, by=f"shares of 1, {answer.by}") if isinstance(answer, Proved) else None


@dataclass(slots=True)
class Shares:
    """The families of shares in a step, by what they are made of."""

    step: Step
    names: dict[tuple[Term, Term, Term], Sym] = field(default_factory=dict)
    letter: Sym = field(default_factory=lambda: sym(r"\iota", INTEGER))

    def named(self, t: Term) -> Term:
        """The term with a name in the place of every softmax."""
        match t:
            case Call("softmax", (z,)):
                return self._vector(z) or t
            case Call("div", (part, Bind("sum", _, Call("exp", _), (lo, hi)) as total)):
                place = next(_places(part, total), None)
                family = self._family(substitute(total.body, {total.var: self.letter}), lo, hi) if place is not None else None
                if family is not None and place is not None:
                    return elem(family, place)
        parts = children(t)
        return rebuild(t, tuple(map(self.named, parts))) if parts else t

    def _vector(self, z: Term) -> Sym | None:
        try:
            rows, columns = shape(z, self.step.conventions)
        except (ShapeError, ValueError):
            return None
        if not same_size(columns, ONE) or not self._is_plain(z):
            return None
        return self.names.setdefault((z, ONE, rows), sym(rf"p_{{({len(self.names)})}}", Sort(shape=(rows, ONE))))

    def _family(self, body: Term, lo: Term, hi: Term) -> Sym | None:
        inside = (ge(self.letter, lo), le(self.letter, hi))
        if any(s.uid for s in free_symbols(body)) or not self._is_plain(body, inside) or not self._is_full(lo, hi):
            return None
        return self.names.setdefault((body, lo, hi), sym(rf"p_{{({len(self.names)})}}", Sort(index=((lo, hi),))))

    def _is_plain(self, t: Term, facts: tuple[Term, ...] = ()) -> bool:
        """Whether a term has a value wherever the declarations hold."""
        return not domain_conditions(Step("eq", t, t, (*self.step.declarations, *facts), (), self.step.conventions))

    def _is_full(self, lo: Term, hi: Term) -> bool:
        return is_entailed(self.step.declarations, ge(hi, lo))

    def facts(self) -> Iterator[Term]:
        i = sym("i", INTEGER)
        for (_, lo, hi), name in self.names.items():
            yield bind("forall", i, gt(elem(name, i)), (lo, hi))
            yield call("eq", bind("sum", i, elem(name, i), (lo, hi)), ONE)


def _places(part: Term, total: Bind) -> Iterator[Term]:
    """The index at which the member of a sum is the given one."""
    for t in dict.fromkeys(i for e in walk(part) if isinstance(e, Elem) for i in e.indices):
        if isinstance(t, (Sym, Num)) and substitute(total.body, {total.var: t}) is part:
            yield t

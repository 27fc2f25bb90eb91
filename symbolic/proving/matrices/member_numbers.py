"""Inequalities of sums whose members hold numbers made of vectors: ``Σ p_i (1 − p_i) (vᵀx_i)² ≥ 0``, with a family y_i for vᵀx_i.

Guarantee: what is proved of all families in place of these numbers, those of lengths and of xᵀx being no less than 0, holds of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from symbolic.functions import INEQUALITIES, ge
from symbolic.proving.facts import may_be_complex
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.shapes import ShapeError, is_scalar
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    REAL,
    Bind,
    Call,
    Sort,
    Sym,
    Term,
    bind,
    children,
    elem,
    free_symbols,
    fresh,
    open_binder,
    operators,
    rebuild,
    substitute,
    sym,
)
from symbolic.verdicts import Conditional, Proved, Refuted

NUMBERS = frozenset({"matmul", "inner", "norm"})
Answer = Proved | Conditional | Refuted | None


def prove_with_named_members(step: Step, prove: Callable[[Step], Answer]) -> Proved | None:
    """Prove an inequality of sums with families in place of the numbers that are made of arrays."""
    seen = operators(step.left) | operators(step.right)
    if step.relation not in INEQUALITIES or "sum" not in seen or seen.isdisjoint(NUMBERS):
        return None
    if any(map(may_be_complex, (step.left, step.right))):
        return None
    named = _Named()
    try:
        left, right = named.term(step.left, ()), named.term(step.right, ())
    except ShapeError:
        return None
    if has_arrays(left) or has_arrays(right):
        return None
    told = tuple(d for d in step.declarations if not has_arrays(d))
    answer = prove(replace(step, left=left, right=right, declarations=(*told, *named.facts)))
    return answer if isinstance(answer, Proved) else None


@dataclass(slots=True)
class _Named:
    """Families by the number that they stand for, written with places for its indices."""

    families: dict[Term, Sym] = field(default_factory=dict)
    facts: list[Term] = field(default_factory=list)
    places: list[Sym] = field(default_factory=list)

    def term(self, t: Term, bound: Sequence[Sym]) -> Term:
        """The term with families for numbers made of arrays, within binders of some variables."""
        if not has_arrays(t):
            return t
        if isinstance(t, Bind):
            var, body = open_binder(t)
            return bind(t.op, var, self.term(body, (*bound, var)), (self.term(b, bound) for b in t.bounds))
        if isinstance(t, Call) and t.op in NUMBERS and is_scalar(t):
            return self._name(t, [var for var in bound if var in free_symbols(t)])
        return rebuild(t, tuple(self.term(c, bound) for c in children(t)))

    def _name(self, t: Call, indices: Sequence[Sym]) -> Term:
        while len(self.places) < len(indices):
            self.places.append(fresh(sym("i", INTEGER)))
        places = self.places[: len(indices)]
        key = substitute(t, dict(zip(indices, places, strict=True)))
        if key not in self.families:
            self.families[key] = fresh(sym("y", Sort(REAL.field, (), (None,) * len(indices))))
            if _is_no_less_than_zero(t):
                fact: Term = ge(self._member(key, places))
                for place in places:
                    fact = bind("forall", place, fact)
                self.facts.append(fact)
        return self._member(key, indices)

    def _member(self, key: Term, indices: Sequence[Sym]) -> Term:
        name = self.families[key]
        return elem(name, *indices) if indices else name


def _is_no_less_than_zero(t: Call) -> bool:
    match t:
        case Call("norm"):
            return True
        case Call("inner", (a, b)) | Call("matmul", (Call("transpose", (a,)), b)):
            return a == b
    return False

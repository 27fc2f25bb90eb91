"""Numbers made of arrays inside of integrals, sums and limits, ``∫₀¹ t‖x‖² dt`` and ``lim (‖x + ty‖² − ‖x‖²)/t``, as names of their own.

Where the body is polynomial in arrays it is expanded first, so that ``‖x + ty‖² = xᵀx + 2t xᵀy + t² yᵀy`` depends on t through numbers
alone.

Guarantee: the named step has the values of the step as written for every choice of the arrays, and what is proved of all numbers
in place of the names, those that are squares being no less than 0, holds of these.  Inverses and determinants, which need not exist or may
hide the variable, are left to others.  A step is refuted at a length that a column of which nothing is known may have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.functions import BY_VARIABLES, LIMITS, ge
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.matrices.bounds import positive_numbers, squares_of_sums
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.index_terms import size_facts
from symbolic.proving.matrices.word_facts import learn
from symbolic.proving.matrices.word_letters import NoWords
from symbolic.proving.matrices.word_terms import written_out
from symbolic.proving.matrices.words import Algebra
from symbolic.shapes import SCALAR, ShapeError, shape
from symbolic.sizes import same_shape
from symbolic.steps import Step
from symbolic.terms import Apply, Bind, Call, Deriv, Sym, Term, bind, children, free_symbols, open_binder, operators, rebuild
from symbolic.verdicts import Conditional, Proved, Refuted

BINDERS = LIMITS | {"integral", "sum"}
RELATIONS = frozenset({"eq", "le", "lt", "ge", "gt"})
LEFT_TO_OTHERS = BY_VARIABLES | {"inverse", "det", "rank", "Deriv", "Elem"}
Answer = Proved | Conditional | Refuted | None


def prove_with_named_numbers(step: Step, prove: Callable[[Step], Answer], refute: Callable[[Step], Refuted | None]) -> Answer:
    """Prove a relation of numbers with names in place of those that are made of arrays, or refute it if ‖x‖ of one x is all of them."""
    seen = operators(step.left) | operators(step.right)
    if step.relation not in RELATIONS or seen.isdisjoint(BINDERS) or not seen.isdisjoint(LEFT_TO_OTHERS):
        return None
    if not (has_arrays(step.left) or has_arrays(step.right)):
        return None

    def named(session: Session) -> tuple[Algebra, Step]:
        algebra = Algebra(session)
        learn(algebra, (*size_facts(step), *step.declarations))
        left, right = _numbers(algebra, step.left), _numbers(algebra, step.right)
        facts = (*(d for d in step.declarations if not has_arrays(d)), *algebra.facts, *positive_numbers(algebra),
                 *squares_of_sums(algebra, (left, right)))
        return algebra, replace(step, left=left, right=right, declarations=tuple(dict.fromkeys(facts)))

    try:
        if not all(same_shape(shape(side, step.conventions), SCALAR) for side in (step.left, step.right)):
            return None
        algebra, held = with_units(named)
    except (NoWords, ShapeError, RecursionError, *GIVE_UP):
        return None
    answer = prove(held)
    match answer:
        case Proved():
            return answer
        case Conditional("definedness", conditions):
            return replace(answer, conditions=tuple(written_out(algebra, c) for c in conditions), witness=None, minimal=False)
    return _refuted_by_length(step, held, algebra, lambda named: answer if isinstance(answer, Refuted) else refute(named))


def _refuted_by_length(step: Step, held: Step, algebra: Algebra, refute: Callable[[Step], Refuted | None]) -> Refuted | None:
    """At a number ≥ 0 in place of xᵀx, of a column x of which nothing else is known."""
    names = (free_symbols(held.left) | free_symbols(held.right)) - free_symbols(step.left) - free_symbols(step.right)
    match [(name, algebra.meaning.get(name)) for name in names]:
        case [(name, Call("matmul", (Call("transpose", (Sym() as x,)), y)))] if x is y:
            if has_arrays(held.left) or has_arrays(held.right) or any(x in free_symbols(d) for d in step.declarations):
                return None
        case _:
            return None
    found = refute(replace(held, declarations=(*held.declarations, ge(name))))
    if found is None or found.kind != "value" or found.counterexample is None:
        return None
    at = tuple(replace(a, name=rf"\|{x.name}\|^2") if a.name == name.name else a for a in found.counterexample.at)
    return replace(found, counterexample=replace(found.counterexample, at=at))


def _numbers(algebra: Algebra, t: Term) -> Term:
    """The term with names in place of numbers made of arrays; arrays under a binder are expanded first."""
    if not has_arrays(t):
        return t
    match t:
        case Bind(op, _, _, bounds):
            var, body = open_binder(t)
            inside = _numbers(algebra, body)
            if any(var in free_symbols(meaning) for meaning in algebra.meaning.values()):
                raise NoWords("a number made of arrays depends on the variable of a binder")
            return bind(op, var, inside, tuple(_numbers(algebra, b) for b in bounds))
        case Apply() | Deriv():
            raise NoWords("an unknown function of arrays")
    if operators(t).isdisjoint(BINDERS):
        return algebra.number(t)
    return rebuild(t, tuple(_numbers(algebra, c) for c in children(t)))

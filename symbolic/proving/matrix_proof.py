"""The prover of equations between arrays of any size, and between numbers made of them.

Guarantee: ``Proved`` means that at every size and every allowed value both sides are defined together and equal;
``Conditional(definedness)`` that they are equal wherever both are defined, the conditions being those of one side
that do not follow from the other's; ``Conditional(hypothesis)`` that the equation holds in one layout of derivatives,
which was not declared and stands in the notes.  Otherwise the prover abstains (None).

Three methods: words (:mod:`symbolic.proving.matrix_words`), which know inverses and determinants; the index form
(:mod:`symbolic.proving.matrix_entries`), which knows functions applied entry by entry; blocks
(:mod:`symbolic.proving.matrix_blocks`), which the other two decide.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import definedness, is_integer
from symbolic.proving.equality import Sides, agree, compare_domains, missing_conditions
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.index_form import has_arrays, size_facts
from symbolic.proving.matrix_blocks import collapse, prove_by_blocks
from symbolic.proving.matrix_calculus import ArrayCalculus
from symbolic.proving.matrix_entries import prove_by_entries
from symbolic.proving.matrix_words import Algebra, NoWords, is_zero
from symbolic.proving.normal_form import Session, with_units
from symbolic.shapes import DENOMINATOR, NUMERATOR, SCALAR, ShapeError, is_matrix, same_shape, shape
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Deriv, Num, Term, call, mul, transform, walk
from symbolic.verdicts import Conditional, Proved

METHOD = "matrix words"
Answer = Proved | Conditional | None


def prove_matrix(step: Step) -> Answer:
    """Prove an equation with arrays in it; see the module's guarantee."""
    if step.relation != "eq" or not (has_arrays(step.left) or has_arrays(step.right)):
        return None
    step = replace(step, left=plain_powers(step.left), right=plain_powers(step.right))
    if step.conventions & {NUMERATOR, DENOMINATOR}:
        return _prove(step)
    return _in_layouts(step)


def _in_layouts(step: Step) -> Answer:
    """With no declared layout: vectors by vectors are tried in both, numbers by arrays in the shape of the array first."""
    answer = _prove(step)
    if _has_jacobian(step.left) or _has_jacobian(step.right):
        other = _prove(replace(step, conventions=step.conventions | {DENOMINATOR}))
        if answer is not None and other is not None:
            return max(answer, other, key=lambda a: isinstance(a, Conditional))
        if answer is not None or other is not None:
            return _on_layout(NUMERATOR if answer is not None else DENOMINATOR, answer or other)
    if answer is None and not _fits(step):
        return _on_layout(NUMERATOR, _prove(replace(step, conventions=step.conventions | {NUMERATOR})))
    return answer


def _on_layout(layout: str, answer: Answer) -> Answer:
    if answer is None:
        return None
    conditions = answer.conditions if isinstance(answer, Conditional) else ()
    return Conditional("hypothesis", conditions, answer.by, notes=(*answer.notes, f"convention: {layout}"))


def _has_jacobian(side: Term) -> bool:
    """Whether a vector is differentiated by a vector."""
    try:
        return any(isinstance(t, Deriv) and is_matrix(t.var) and is_matrix(t.body) for t in walk(side))
    except ShapeError:
        return False


def _fits(step: Step) -> bool:
    """Whether both sides have one shape in the layout of the step."""
    try:
        left, right = shape(step.left, step.conventions), shape(step.right, step.conventions)
    except ShapeError:
        return False
    return same_shape(left, right) or is_zero(step.left) or is_zero(step.right)


def _prove(step: Step) -> Answer:
    if not _fits(step):
        return None
    return prove_by_words(step) or prove_by_entries(step) or _by_blocks(step)


def _by_blocks(step: Step) -> Answer:
    """The blocks decide the equation, the step as written its domains."""
    if not prove_by_blocks(step, lambda part: prove_by_words(part) or prove_by_entries(part)):
        return None

    def run(session: Session) -> Answer:
        algebra = Algebra(session)
        algebra.learn((*size_facts(step), *step.declarations))
        return _domains_compared(algebra, _sides(algebra, step, ZERO, ZERO))

    return with_units(run)


def plain_powers(term: Term) -> Term:
    """Powers of matrices by whole numbers as products and inverses."""

    def rule(t: Term) -> Term | None:
        match t:
            case Call("pow", (base, exponent)):
                k = _whole(exponent)
                if k is None or abs(k) > 8 or not _is_matrix(base):
                    return None
                if k == 0:
                    return call("identity", shape(base)[0])
                positive = call("matmul", *[base] * abs(k)) if abs(k) > 1 else base
                return positive if k > 0 else call("inverse", positive)
        return None

    return transform(term, rule)


def _whole(t: Term) -> int | None:
    match t:
        case Num(value) if value.denominator == 1:
            return int(value)
        case Call("neg", (Num() as inner,)):
            k = _whole(inner)
            return None if k is None else -k
    return None


def _is_matrix(t: Term) -> bool:
    try:
        return not same_shape(shape(t), SCALAR)
    except ShapeError:
        return False


# --- by words -------------------------------------------------------------------------------------


def prove_by_words(step: Step) -> Answer:
    """Prove an equation by non-commutative normal forms; the layout is settled."""
    calculus = ArrayCalculus(step.conventions)
    try:
        resolved = replace(step, left=calculus.resolve(step.left), right=calculus.resolve(step.right))
        return with_units(lambda session: _by_words(session, step, resolved, tuple(calculus.assumed)))
    except (NoRule, NoWords, ShapeError, RecursionError, *GIVE_UP):
        return None


def _by_words(session: Session, step: Step, resolved: Step, assumed: tuple[Term, ...]) -> Answer:
    algebra = Algebra(session)
    algebra.learn((*size_facts(step), *step.declarations))
    for side in _domains(algebra, step):
        assume(session, side)
    if session.signs.contradictory:
        return None
    for attempt in ("rules as given", "rules completed"):
        if attempt == "rules completed":
            if not algebra.rules:
                return None
            algebra.complete()
        answer = _compare(algebra, step, resolved, assumed)
        if answer is not None:
            return answer
    return None


def _compare(algebra: Algebra, step: Step, resolved: Step, assumed: tuple[Term, ...]) -> Answer:
    """The verdict with the rules found so far."""
    if is_matrix(resolved.left) or is_matrix(resolved.right):
        difference = algebra.minus(algebra.words(resolved.left), algebra.words(resolved.right))
        if algebra.reduce(difference):
            return None
        sides = _sides(algebra, step, ZERO, ZERO)
    else:
        sides = _sides(algebra, step, algebra.number(resolved.left), algebra.number(resolved.right))
    if not agree(sides):
        return None
    if missing_conditions(sides.facts, tuple(_condition(algebra, c) for c in assumed), ()):
        return None
    return _domains_compared(algebra, sides)


def _domains_compared(algebra: Algebra, sides: Sides) -> Answer:
    """The verdict on equal sides, its conditions written out; None if existence is open."""
    answer = compare_domains(sides, METHOD)
    if isinstance(answer, Conditional):
        return replace(answer, conditions=tuple(map(algebra.written, answer.conditions)))
    return answer


def _sides(algebra: Algebra, step: Step, left: Term, right: Term) -> Sides:
    """The equation between names of numbers, with the domains of both sides as written."""
    left_domain, right_domain = _domains(algebra, step)
    return Sides(left, right, left_domain, right_domain, (*algebra.facts, *algebra.definite_determinants()))


def _domains(algebra: Algebra, step: Step) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The conditions under which each side is defined, in names of numbers."""
    left, right = (tuple(_condition(algebra, c) for c in definedness(side)) for side in (step.left, step.right))
    return left, right


def _condition(algebra: Algebra, condition: Term) -> Term:
    """A condition in names of numbers, or as it stands if it has no such form."""
    try:
        condition = collapse(condition)
        match condition:
            case Call("ne", (Call("det", _) as a, Num(zero))) if zero == 0:
                return call("ne", _without_powers(algebra.number(a)), ZERO)
            case Call("ne", (Call("mul", _) as a, Num(zero))) if zero == 0:
                return call("ne", _without_powers(algebra.number(a)), ZERO)
        return algebra.number(condition)
    except (NoWords, ShapeError, *GIVE_UP):
        return condition


def _without_powers(t: Term) -> Term:
    """A product that vanishes exactly where ``t`` does: a power by a size, which is positive, is its base."""
    match t:
        case Call("mul", args):
            return mul(*map(_without_powers, args))
        case Call("pow", (base, exponent)) if not isinstance(exponent, Num) and is_integer(exponent):
            return _without_powers(base)
    return t

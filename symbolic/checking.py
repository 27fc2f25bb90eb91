"""``check(step)``: the verdict on one step.

The step is made ready (definitions unfolded, shown to have an admissible point), put to an ordered table of
provers, and every positive answer is screened by ball arithmetic, an independent layer.  What no prover settles
goes to the refuter, its first points already before the provers that cost more than they; what it refutes is
tried again under each hypothesis of a closed list, and repaired.

A disagreement between the layers is ``Undecided(kind="conflict")``: an alarm, never settled by picking one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from symbolic.functions import CONNECTIVES, LIMITS, ORDERS
from symbolic.latex.build import unsettled
from symbolic.latex.plain import to_text
from symbolic.occurrences import is_infinite, size
from symbolic.provers import DIRECT, PROVERS, prove, prove_by_conjugates
from symbolic.proving.balls.refuter import admissible_point, holds_beyond, refute, screen
from symbolic.proving.balls.unlike_points import has_poles_in_common
from symbolic.proving.contradictions import contradiction
from symbolic.proving.derivatives.leibniz import Dependence, read_dependence
from symbolic.proving.derivatives.opaque_functions import prove_with_opaque_functions
from symbolic.proving.derivatives.smoothness import as_smooth_as_declared, integrates_slope_of_jump
from symbolic.proving.derivatives.tied import tie_in
from symbolic.proving.diagnosis.gamma_arguments import for_positive_arguments
from symbolic.proving.domains import definedness
from symbolic.proving.equations.declared import satisfiable
from symbolic.proving.equations.plain_equality import bound_below
from symbolic.proving.facts import MEASURES, measures_complex, name_first, orders_complex
from symbolic.proving.limits.indefinite import over_all_numbers
from symbolic.proving.limits.landau import is_asymptotic, judge_asymptotic
from symbolic.proving.matrices.word_facts import with_squares_of_nonzero
from symbolic.proving.orders.exceeded import refute_extreme
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.optima import EXTREMES, where_attained, where_unique, with_optima
from symbolic.proving.orders.statements import refute_on_chart
from symbolic.proving.probability.chances import OF_CHANCE, speaks_of_chance
from symbolic.proving.probability.judging import is_about_chance, judge_chance
from symbolic.proving.probability.parameters import with_parameters, without_idle_bars
from symbolic.proving.unfolding import CannotUnfold, folded, unfold_step
from symbolic.screening import screened
from symbolic.steps import Step
from symbolic.terms import Call, Sym, Term, call, free_symbols, operators
from symbolic.vector_operators import without_vector_operators
from symbolic.verdicts import Conditional, Proved, Refuted, Repair, Undecided, Unreadable, Verdict

FIRST_POINTS = 6
OVER_THE_LINE = r"it holds where the integral runs over all real numbers: write the bounds, \int_{-\infty}^{\infty}"
NO_BOUNDS = "the integral has no bounds, and the other side does not depend on its variable: write the bounds"
COMPLEX_LENGTHS = "norms and inner products of complex vectors are not judged: write sums over moduli |z_i|² or conjugates"
LARGE = 50
JUDGED_APART = OF_CHANCE | EXTREMES | ORDERS | MEASURES
"""Operators of which none stands in most equations."""
DEAR = LIMITS | {"integral", "infinity"}


def check(claim: Any, declarations: Iterable[Any] = ()) -> Verdict:
    r"""The verdict on ``left relation right`` for all values that the declarations allow.

    claim:         a Step, LaTeX text with one relation (``r"\sqrt{x^2} = x"``), or a SymPy relation.
    declarations:  further ones: LaTeX text (``"x > 0"``), SymPy relations or boolean terms; a text by itself is one of them.

    Text that cannot be read is an ``Unreadable`` verdict; what is no mathematics at all raises TypeError.
    """
    declarations = (declarations,) if isinstance(declarations, str) else declarations
    if isinstance(claim, Step) and not declarations:
        return for_positive_arguments(claim, _in_its_names(claim, _judged(claim)))
    from symbolic.latex.errors import ReadingError
    from symbolic.stating import may_set_up, stated

    try:
        step = stated(claim, declarations)
    except ReadingError as error:
        return Unreadable(error.message, (error.start, error.end), error.remedy)
    verdict = for_positive_arguments(step, _in_its_names(step, _judged(step)))
    if isinstance(verdict, Refuted) and may_set_up(step):
        return Undecided("it fails for some values of its names; declare them if it is claimed of all")
    return verdict


def _in_its_names(step: Step, verdict: Verdict) -> Verdict:
    """The verdict with its conditions in the names that the step has defined, as they are declared."""
    if not isinstance(verdict, Conditional) or not step.definitions:
        return verdict
    return replace(verdict, conditions=tuple(folded(c, step.definitions) for c in verdict.conditions))


def _judged(step: Step) -> Verdict:
    """The verdict on a step; where equations tie names to the variable of a derivative, false is what is false however it is read."""
    step = without_vector_operators(step)
    verdict = _as_written(step)
    if verdict.word == "refuted" and (untold := _of_untold_size(step)) is not None:
        return Undecided(f"nothing says how many entries {to_text(untold)} has; declare it with its size")
    if verdict.word not in ("refuted", "undecided") or verdict.kind == "conflict" or (tie := tie_in(step)) is None:
        return verdict
    along = _as_written(tie.step) if tie.step is not None else None
    holds = along is not None and along.word in ("proved", "conditional")
    if along is not None and verdict.word == "undecided" and (holds or along.word == "refuted"):
        return along
    if verdict.word == "undecided" or (along is not None and along.word == "refuted"):
        return verdict
    tied, variable = tie.name.name if tie.name is not None else "the other names", tie.variable.name
    if holds:
        equation = to_text(tie.equation)
        return Undecided(f"it holds if {tied} varies with {variable} along {equation}, not if it is held fixed; write it as a formula")
    return Undecided(f"{to_text(tie.equation)} ties {tied} to {variable}; write what varies with it as a formula in it")


def _of_untold_size(step: Step) -> Sym | None:
    """An array of the step of which not even a letter for its size is told."""
    arrays = (s for t in (step.left, step.right) for s in free_symbols(t) if s.sort.shape)
    return next((s for s in sorted(arrays, key=repr) if any(map(unsettled, s.sort.shape))), None)


def _as_written(step: Step) -> Verdict:
    if is_asymptotic(step):
        return _up_to_order(step)
    ready = made_ready(step)
    if isinstance(ready, str):
        return Undecided(ready)
    dependence, step = ready
    if (verdict := _judged_apart(step)) is not None:
        return verdict
    if "integral" in operators(step.left) | operators(step.right) and (whole := over_all_numbers(step)) is not None:
        return Undecided(OVER_THE_LINE if isinstance(_as_written(whole), Proved | Conditional) else NO_BOUNDS)
    if any(map(integrates_slope_of_jump, (step.left, step.right))):
        return Undecided("an integral over the slope of what jumps: 0, or the height of the jump, as distributions have it")
    if not bound_below(step.declarations) and admissible_point(step) is None and not satisfiable(step.declarations):
        return _without_points(step)
    at_points = not dependence.opaque and _has_cheap_values(step)
    numbers = not any(s.sort.shape for s in free_symbols(step.left) | free_symbols(step.right))
    plain_values = at_points and numbers and has_poles_in_common(step)
    seen = screen(step) if plain_values else None  # else layouts or domains may differ, which is no matter of values
    differ = seen is not None and seen.word == "contradicted"
    if (differ or (at_points and _is_large(step))) and (plain := refute(step, FIRST_POINTS)) is not None:
        return _explained(step, plain, dependence.step)
    answer = prove_with_opaque_functions(dependence.step) or prove(step, DIRECT)
    if answer is None and at_points and not differ and (plain := refute(step, FIRST_POINTS)) is not None:
        return _explained(step, plain, dependence.step)
    answer = answer or prove(step, PROVERS[len(DIRECT):])
    if isinstance(answer, Refuted) and dependence.opaque:
        answer = None
    if isinstance(answer, Refuted) and answer.kind == "value":
        return _explained(step, answer, dependence.step)
    if answer is not None:
        return as_smooth_as_declared(step, screened(step, without_what_holds(step, answer), seen))
    if dependence.opaque:
        return Undecided("not proved; what the names under a derivative depend on is not declared")
    refuted = refute(step) or refute_on_chart(step) or refute_extreme(step, check_plain)
    if refuted is None:
        return Undecided("no proof and no counterexample was found")
    return _explained(step, refuted, dependence.step)


def _judged_apart(step: Step) -> Verdict | None:
    """The verdict on a step with random variables or extreme values, or with numbers that have no order or length; None for all others."""
    inside = operators(step.left) | operators(step.right)
    if step.relation == "eq" and inside.isdisjoint(JUDGED_APART) and not any(map(speaks_of_chance, step.declarations)):
        return None
    if is_about_chance(step):
        return judge_chance(step, _judged, check_plain)
    evaluated = with_optima(step, check_plain)
    if evaluated is not None:
        return where_unique(step, _judged(evaluated))
    if (attained := where_attained(step, check_plain)) is not None:
        return _under_conditions(step, attained[0], _judged(attained[1]))
    whole = call(step.relation, step.left, step.right)
    if orders_complex(whole):
        return Undecided("complex numbers have no order: compare moduli, or real or imaginary parts")
    if measures_complex(whole):
        answer = prove_by_conjugates(step) or refute(step)  # no hypothesis is sought with the rules of real lengths
        return screened(step, answer) if answer is not None else Undecided(COMPLEX_LENGTHS)
    return None


def _under_conditions(step: Step, conditions: tuple[Term, ...], verdict: Verdict) -> Verdict | None:
    """The verdict on a step of which it is known what holds under further conditions."""
    if not isinstance(verdict, Proved | Conditional):
        return verdict if isinstance(verdict, Refuted) else None
    sided = all(any(c in definedness(side) for side in (step.left, step.right)) for c in conditions)
    found = (*conditions, *(verdict.conditions if isinstance(verdict, Conditional) else ()))
    return Conditional("definedness" if sided and verdict.kind != "hypothesis" else "hypothesis", tuple(dict.fromkeys(found)), verdict.by)


def without_what_holds(step: Step, answer: Proved | Conditional | Refuted) -> Proved | Conditional | Refuted:
    """The answer without conditions that follow from the declarations as inequalities do: ``p e^x + (1 - p) e^y ≠ 0`` for 0 < p < 1."""
    if not isinstance(answer, Conditional) or answer.kind != "definedness" or not step.declarations:
        return answer
    told = frozenset().union(*map(free_symbols, step.declarations))
    kept = tuple(c for c in answer.conditions if told.isdisjoint(free_symbols(c)) or not _holds(step, c))
    return answer if kept == answer.conditions else replace(answer, conditions=kept) if kept else Proved(answer.by, answer.notes)


def _holds(step: Step, condition: Term) -> bool:
    match condition:
        case Call("ne" | "gt" | "ge" as relation, (a, b)):
            return isinstance(prove_inequality(replace(step, relation=relation, left=a, right=b)), Proved)
    return False


def _has_cheap_values(step: Step) -> bool:
    """Whether the values of both sides at a point cost little beside what the provers do."""
    return step.relation not in CONNECTIVES and DEAR.isdisjoint(operators(step.left) | operators(step.right))


def _is_large(step: Step) -> bool:
    """Whether a derivative is claimed of a formula so large that its normal form costs more than its values."""
    if "Deriv" not in operators(step.left) and "Deriv" not in operators(step.right):
        return False
    return size(step.left, LARGE) + size(step.right, LARGE) > LARGE


def _without_points(step: Step) -> Unreadable | Undecided:
    """No point meets the declarations: they are shown to contradict each other, or none was found."""
    few = contradiction(step.declarations)
    if few is None:
        return Undecided("no admissible point found: the declarations may contradict each other")
    told = " and ".join(map(to_text, few))
    return Unreadable(f"the declarations contradict each other: {told}" if len(few) > 1 else f"what is declared never holds: {told}",
                      remedy="change or remove one of these declarations" if len(few) > 1 else "change or remove this declaration")


def _up_to_order(step: Step) -> Verdict:
    """An equation with O or o, which has no values that could be compared at points."""
    ready = made_ready(step)
    if isinstance(ready, str):
        return Undecided(ready)
    found = judge_asymptotic(ready[1])
    if found is None:
        return Undecided("the order could not be found, or the point to which the variable tends is not clear")
    return as_smooth_as_declared(ready[1], found)


def made_ready(step: Step) -> tuple[Dependence, Step] | str:
    """What names under derivatives depend on, and the step with its definitions unfolded; or why that cannot be done."""
    if any(map(_says_finite, step.declarations)):
        step = replace(step, declarations=tuple(d for d in step.declarations if not _says_finite(d)))
    dependence = read_dependence(step)
    if dependence.unknown is not None:
        return dependence.unknown
    try:
        if is_about_chance(dependence.step):
            return dependence, without_idle_bars(unfold_step(with_parameters(dependence.step)))
        step = unfold_step(dependence.step)
        if not step.declarations:
            return dependence, step
        return dependence, with_squares_of_nonzero(replace(step, declarations=tuple(map(name_first, step.declarations))))
    except CannotUnfold as error:
        return str(error)


def _says_finite(fact: Term) -> bool:
    """``Var(X) < ∞``: what has a value is finite."""
    return isinstance(fact, Call) and fact.op == "lt" and is_infinite(fact.args[1])


def _explained(step: Step, refuted: Refuted, written: Step) -> Verdict:
    """A refuted step: true under a hypothesis, or false with the repair, an edit of the step as written, if there is one."""
    from symbolic.proving.diagnosis.hypotheses import asks_too_much, saving_hypothesis
    from symbolic.proving.diagnosis.repair import find_repair

    saved = saving_hypothesis(step, _prove_with_optima)
    if saved is not None:
        conditions, by = saved
        beyond = holds_beyond(step, conditions) or asks_too_much(step, conditions)
        exact = EXTREMES.isdisjoint(operators(step.left) | operators(step.right)) and not beyond
        return as_smooth_as_declared(step, Conditional("hypothesis", conditions, by, witness=refuted.counterexample, minimal=exact))
    return replace(refuted, repair=find_repair(written, _check_written))


def _prove_with_optima(step: Step) -> Proved | Conditional | Refuted | None:
    """The first answer of the provers, with the values of extreme values put in."""
    return prove(with_optima(step, check_plain) or step)


def _check_written(step: Step) -> Verdict:
    """Proofs only, of a step that still has its definitions."""
    plain = unfold_step(step)
    answer = prove_with_opaque_functions(step)
    return screened(plain, answer) if answer is not None else check_plain(plain)


def left_value(step: Step) -> Repair | None:
    """What the derivative, limit, integral or sum on the left side is, if that is short and proved; the right side may be anything."""
    from symbolic.proving.diagnosis.carried_out import value_of

    return value_of(step, check_plain)


def check_plain(step: Step) -> Verdict:
    """Proofs only: no refutation, hypotheses or repairs."""
    answer = prove(step)
    return screened(step, answer) if answer is not None else Undecided("not proved")

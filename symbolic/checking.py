"""``check(step)``: the verdict on one step.

The step is made ready (definitions unfolded, shown to have an admissible point), put to an ordered table of
provers, and every positive answer is screened by ball arithmetic, an independent layer.  What no prover settles
goes to the refuter, its first points already before the provers that cost more than they; what it refutes is
tried again under each hypothesis of a closed list, and repaired.

A disagreement between the layers is ``Undecided(kind="conflict")``: an alarm, never settled by picking one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from symbolic.functions import CONNECTIVES, LIMITS, ORDERS
from symbolic.latex.plain import to_text
from symbolic.occurrences import size
from symbolic.proving.balls.refuter import Outcome, admissible_point, holds_beyond, refute, screen, witness_difference
from symbolic.proving.balls.unlike_points import has_poles_in_common
from symbolic.proving.contradictions import contradiction
from symbolic.proving.derivatives.higher_derivatives import prove_higher_derivative
from symbolic.proving.derivatives.leibniz import Dependence, read_dependence
from symbolic.proving.derivatives.opaque_functions import prove_with_opaque_functions
from symbolic.proving.derivatives.product_rule import prove_product_rule
from symbolic.proving.derivatives.smoothness import as_smooth_as_declared, integrates_slope_of_jump
from symbolic.proving.derivatives.tied import tie_in
from symbolic.proving.diagnosis.gamma_arguments import for_positive_arguments
from symbolic.proving.domains import constant, definedness, is_infinite
from symbolic.proving.equality import domain_conditions, prove_equal
from symbolic.proving.equations.algebraic import prove_constant
from symbolic.proving.equations.alternatives import prove_alternatives
from symbolic.proving.equations.arcs import prove_arcs
from symbolic.proving.equations.cases import prove_by_cases
from symbolic.proving.equations.complex_parts import prove_complex
from symbolic.proving.equations.declared import prove_by_declared_equations, refute_under_declared_equations, satisfiable
from symbolic.proving.equations.member_values import prove_by_member_values
from symbolic.proving.equations.plain_equality import bound_below
from symbolic.proving.equations.principal_values import prove_principal_value
from symbolic.proving.facts import IMAGINARY, MEASURES, has_complex, measures_complex, name_first, orders_complex
from symbolic.proving.limits.analysis import prove_analysis
from symbolic.proving.limits.indefinite import over_all_numbers
from symbolic.proving.limits.landau import is_asymptotic, judge_asymptotic
from symbolic.proving.matrices.gradient_names import prove_with_named_values
from symbolic.proving.matrices.index_order import prove_order_by_entries
from symbolic.proving.matrices.inverses_by_products import prove_inverse
from symbolic.proving.matrices.matrix_inductions import prove_matrix_powers
from symbolic.proving.matrices.matrix_limits import prove_with_limits_of_arrays
from symbolic.proving.matrices.matrix_proof import prove_matrix, prove_matrix_order, prove_matrix_statement
from symbolic.proving.matrices.number_names import prove_with_named_numbers
from symbolic.proving.matrices.word_facts import with_squares_of_nonzero
from symbolic.proving.orders.approximations import prove_approximation, prove_proportional
from symbolic.proving.orders.convexity import prove_convexity
from symbolic.proving.orders.exceeded import refute_extreme
from symbolic.proving.orders.extremes import prove_extremes
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.named_sums import prove_named_sums
from symbolic.proving.orders.optima import EXTREMES, where_attained, where_unique, with_optima
from symbolic.proving.orders.settled_tests import prove_settled_tests
from symbolic.proving.orders.statements import prove_on_chart, prove_statement, refute_on_chart
from symbolic.proving.orders.statements_by_cells import prove_by_cells
from symbolic.proving.orders.whole_numbers import prove_integer_parts
from symbolic.proving.probability.chances import OF_CHANCE, speaks_of_chance
from symbolic.proving.probability.judging import is_about_chance, judge_chance
from symbolic.proving.probability.parameters import with_parameters, without_idle_bars
from symbolic.proving.shares import prove_with_shares
from symbolic.proving.summation.binomials import prove_binomial
from symbolic.proving.summation.certificates import prove_by_certificate
from symbolic.proving.summation.convolutions import prove_by_convolution
from symbolic.proving.summation.equal_angles import prove_equal_angles
from symbolic.proving.summation.induction import prove_by_induction
from symbolic.proving.summation.split_ranges import prove_split_ranges
from symbolic.proving.unfolding import CannotUnfold, folded, unfold_step
from symbolic.steps import Step
from symbolic.terms import Call, Deriv, Num, Sym, Term, call, free_symbols, mul, num, operators, transform, walk
from symbolic.vector_operators import without_vector_operators
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted, Repair, Undecided, Unreadable, Verdict

Prover = Callable[[Step], Proved | Conditional | Refuted | None]

DIRECT: tuple[Prover, ...] = (prove_equal, prove_inverse, prove_matrix)
"""Tried before the first points of the refuter: they cost little and prove most of what is true."""


def _prove_by_parts(step: Step) -> Proved | Conditional | Refuted | None:
    """Complex numbers by their real and imaginary parts."""
    derived = any(isinstance(t, Deriv) for side in (step.left, step.right) for t in walk(side))
    return prove_complex(step, lambda real: prove(real, REAL_PROVERS) or (None if derived else refute(real)))


def _prove_by_shares(step: Step) -> Proved | None:
    """Inequalities of softmax by what is true of all shares."""
    return prove_with_shares(step, lambda shared: prove(shared, REAL_PROVERS))


def _prove_by_convexity(step: Step) -> Proved | None:
    """Inequalities of Jensen and of weighted means."""
    return prove_convexity(step, lambda part: prove(part, (prove_equal, prove_by_cases, prove_inequality)))


OF_VALUES: tuple[Prover, ...] = (prove_equal, prove_matrix, prove_matrix_order, prove_inequality, prove_by_declared_equations)


def _prove_by_values(step: Step) -> Proved | Conditional | None:
    """Algebra with the values and the gradients of unknown functions of arrays."""
    return prove_with_named_values(step, lambda named: prove(named, OF_VALUES))


def _prove_by_limits(step: Step) -> Proved | Conditional | Refuted | None:
    """Limits of arrays by their values."""
    return prove_with_limits_of_arrays(step, lambda valued: prove(valued, DIRECT) or refute(valued))


def _prove_by_numbers(step: Step) -> Proved | Conditional | Refuted | None:
    """Integrals, sums and limits of numbers made of arrays."""
    return prove_with_named_numbers(step, lambda named: prove(named, OF_NUMBERS), refute)


OF_NUMBERS: tuple[Prover, ...] = (prove_equal, prove_analysis, prove_by_induction, prove_inequality)
REAL_PROVERS: tuple[Prover, ...] = (
    *DIRECT, _prove_by_values, _prove_by_limits, _prove_by_numbers, _prove_by_shares, prove_matrix_order, prove_by_cases, prove_arcs,
    prove_binomial, prove_analysis, prove_equal_angles, prove_split_ranges, prove_by_induction, prove_by_certificate, prove_principal_value,
    prove_by_convolution, prove_higher_derivative, prove_product_rule, prove_constant, prove_extremes, prove_settled_tests,
    prove_inequality, _prove_by_convexity, prove_order_by_entries, prove_integer_parts, prove_on_chart, prove_matrix_powers,
    prove_matrix_statement, prove_alternatives, prove_statement, prove_by_cells, prove_named_sums, prove_by_member_values,
    prove_by_declared_equations,
    refute_under_declared_equations, prove_approximation, prove_proportional,
)
PROVERS: tuple[Prover, ...] = (*REAL_PROVERS, _prove_by_parts)
"""Tried in order; the first answer counts."""
FIRST_POINTS = 6
OVER_THE_LINE = r"it holds where the integral runs over all real numbers: write the bounds, \int_{-\infty}^{\infty}"
NO_BOUNDS = "the integral has no bounds, and the other side does not depend on its variable: write the bounds"
PRINCIPAL = r"it holds of principal roots, which are no real numbers: write \sqrt{-a} as i\sqrt{a}, with i declared as the imaginary unit"
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
        return Undecided(r"norms and inner products of complex vectors are not judged: write sums over moduli |z_i|² or conjugates")
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


def prove(step: Step, provers: tuple[Prover, ...] = PROVERS) -> Proved | Conditional | Refuted | None:
    """The first answer of the provers, not screened."""
    for prover in provers:
        answer = prover(step)
        if answer is not None:
            return answer
    return None


def screened(step: Step, answer: Proved | Conditional | Refuted, seen: Outcome | None = None) -> Verdict:
    """A positive answer after the independent screen; ``seen`` is what that has seen of the step without conditions."""
    if isinstance(answer, Refuted):
        beyond = answer.kind == "undefined" and ("imaginary unit i" in step.conventions or has_complex(call("eq", step.left, step.right)))
        if beyond:
            return Undecided(f"{answer.reason}; complex principal values are not judged")
        return Undecided(PRINCIPAL) if answer.kind == "undefined" and _holds_of_principal_roots(step) else answer
    conditions = answer.conditions if isinstance(answer, Conditional) else ()
    match answer:
        case Conditional("direction", (Call(relation, _),)):
            step, conditions = replace(step, relation=relation), ()
    step, conditions = _in_layout(step, conditions)
    outcome = seen if seen is not None and not conditions and not isinstance(answer, Conditional) else screen(step, conditions)
    if outcome.word == "contradicted":
        return Undecided(f"{answer.by} says {answer.word}, but at a point the sides differ", kind="conflict")
    if outcome.word == "one-sided" and (isinstance(answer, Proved) or answer.kind == "definedness"):
        return _narrowed(step, answer, outcome.counterexample)
    if outcome.word == "undefined" and isinstance(answer, Proved):
        conditions = domain_conditions(step)
    doubtful = outcome.word == "untested" and isinstance(answer, Conditional) and answer.kind == "definedness"
    if doubtful or outcome.word == "undefined":
        narrowed = replace(step, declarations=(*step.declarations, *conditions))
        if admissible_point(narrowed) is None:
            return Undecided("no point was found where both sides are defined")
    if isinstance(answer, Conditional) and answer.kind == "definedness":
        witness = answer.witness or witness_difference(step)
        return replace(answer, witness=witness, minimal=answer.minimal or (witness is not None and _excludes_one_point(step, conditions)))
    return answer


def _holds_of_principal_roots(step: Step) -> bool:
    """Whether the step holds with i√a for the roots of negative numbers, √(−a): √(−4) √(−9) = −6."""
    def rule(t: Term) -> Term | None:
        match t:
            case Call("sqrt", (a,)) if (value := constant(a)) is not None and value < 0:
                return mul(IMAGINARY, call("sqrt", num(-value)))
        return None

    sides = [transform(side, rule) for side in (step.left, step.right)]
    return sides != [step.left, step.right] and isinstance(prove(replace(step, left=sides[0], right=sides[1])), Proved)


def _excludes_one_point(step: Step, conditions: tuple[Term, ...]) -> bool:
    """Whether conditions leave out one value of the only free name, so that no weaker ones can do where it is one that fails."""
    match conditions:
        case (Call("ne", (Sym() as name, Num())),):
            return free_symbols(step.left) | free_symbols(step.right) == {name}
    return False


def _in_layout(step: Step, conditions: tuple[Term, ...]) -> tuple[Step, tuple[Term, ...]]:
    """The step in the layout of derivatives that a condition names, and the other conditions."""
    if not conditions:
        return step, conditions
    named = {c: c.args[0].name for c in conditions if isinstance(c, Call) and c.op == "convention" and isinstance(c.args[0], Sym)}
    if not named:
        return step, conditions
    return replace(step, conventions=step.conventions | {*named.values()}), tuple(c for c in conditions if c not in named)


def _narrowed(step: Step, answer: Proved | Conditional, witness: Counterexample | None) -> Verdict:
    """A positive answer although one side alone is defined at a point.

    The known conditions for a derivative are sufficient only: it may exist at a kink, and then the sides agree where those
    conditions hold.  So are those for ``a^y``, which has values at some a < 0 too where y takes a whole value.  Without either the
    conditions are exact, and the point is an alarm.
    """
    if "Deriv" in operators(step.left) | operators(step.right) or any(map(_has_open_power, (step.left, step.right))):
        conditions = domain_conditions(step)
        found = screen(step, conditions).word if conditions else ""
        met = found == "untested" and admissible_point(replace(step, declarations=(*step.declarations, *conditions))) is not None
        if found == "agrees" or met:
            return Conditional("definedness", conditions, answer.by, witness=witness, minimal=False)
        if found == "untested":
            return Undecided("no point was found where both sides are defined")
    return Undecided(f"{answer.by} says {answer.word}, but at a point only one side is defined", kind="conflict")


def _has_open_power(term: Term) -> bool:
    """Whether a power has an exponent that is no written number."""
    return any(isinstance(t, Call) and t.op == "pow" and bool(free_symbols(t.args[1])) for t in walk(term))


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

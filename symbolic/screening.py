"""The screen: a positive answer of a prover is held against values in ball arithmetic, an independent layer.

Guarantee: no answer passes of which a point is seen where the sides differ, or where one side alone has a value; what disagrees is
``Undecided(kind="conflict")``.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.provers import prove
from symbolic.proving.balls.refuter import Outcome, admissible_point, screen, witness_difference
from symbolic.proving.domains import constant
from symbolic.proving.equality import domain_conditions
from symbolic.proving.facts import IMAGINARY, has_complex
from symbolic.steps import Step
from symbolic.terms import Call, Num, Sym, Term, call, free_symbols, mul, num, operators, transform, walk
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted, Undecided, Verdict

PRINCIPAL = r"it holds of principal roots, which are no real numbers: write \sqrt{-a} as i\sqrt{a}, with i declared as the imaginary unit"


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

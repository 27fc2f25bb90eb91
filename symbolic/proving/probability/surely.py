"""Steps between conditional expectations, which are random numbers themselves: ``E[XY | Y] = Y E[X | Y]``.

Both sides are taken apart, with the conditional expectations that remain as names; what holds for all values of these names and of the
random numbers holds at every outcome.  A small space with an outcome of positive probability at which the step fails refutes it.

Guarantee: ``Proved`` and ``Conditional`` hold almost surely for all random variables with the declared properties for which the
expectations exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from symbolic.proving.probability.bounds import NOTE
from symbolic.proving.probability.chances import GIVEN, Chances
from symbolic.proving.probability.moment_facts import learn
from symbolic.proving.probability.moments import Moments
from symbolic.proving.probability.products import product_of
from symbolic.proving.probability.spaces import NoInstance, instances_at_outcomes, spaces
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Sym, Term, add, free_symbols, fresh, operators, sym, transform
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted, Undecided, Verdict

METHOD = "conditional expectations"
SPACES, POINTS = 40, 6


def holds_surely(step: Step, chances: Chances) -> bool:
    """Whether a side is a random number made of conditional expectations."""
    return any(GIVEN in operators(side) and chances.varies(side) for side in (step.left, step.right))


def judge_surely(step: Step, chances: Chances, prove: Callable[[Step], Verdict]) -> Verdict:
    """The verdict on a step that is to hold at almost every outcome."""
    moments = Moments(chances)
    learn(moments)
    names: dict[Term, Sym] = {}

    def named(t: Term) -> Term:
        parts = moments.parts(t)
        whole = add(*(p.summed(product_of(p.atoms)) for p in parts)) if parts else ZERO
        return transform(whole, lambda s: names.setdefault(s, fresh(sym("m"))) if isinstance(s, Call) and s.op == GIVEN else None)

    plain = replace(step, left=named(step.left), right=named(step.right), declarations=(*chances.plain, *moments.facts))
    verdict = prove(plain)
    refuted = _refuted(replace(step, declarations=chances.plain), chances)
    if isinstance(verdict, (Proved, Conditional)) and not (isinstance(verdict, Conditional) and _speaks_of(verdict, names)):
        if refuted is not None and isinstance(verdict, Proved):
            return Undecided(f"{METHOD} says {verdict.word}, but on a small space the sides differ", kind="conflict")
        return replace(verdict, by=METHOD, notes=(*verdict.notes, NOTE))
    return refuted or Undecided("no proof, and no counterexample among small spaces was found")


def _speaks_of(verdict: Conditional, names: dict[Term, Sym]) -> bool:
    return any(s in names.values() for c in verdict.conditions for s in free_symbols(c))


def _refuted(step: Step, chances: Chances) -> Refuted | None:
    from symbolic.proving.balls.refuter import refute

    if chances.normal:
        return None
    for small, shown in islice(_outcomes(step, chances), SPACES):
        found = refute(small, POINTS)
        if found is not None and found.counterexample is not None:
            point = found.counterexample
            return Refuted("value", "finite probability spaces", replace(point, at=(*shown.at, *point.at)))
    return None


def _outcomes(step: Step, chances: Chances) -> Iterator[tuple[Step, Counterexample]]:
    for space in spaces(chances, {}):
        try:
            for small, at in instances_at_outcomes(step, chances, space):
                yield small, Counterexample((*space.shown(), *at), "", "")
        except NoInstance:
            continue

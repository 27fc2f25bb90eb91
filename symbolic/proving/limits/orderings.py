"""Limits that depend on which of two numbers is larger: ``lim (aⁿ + bⁿ)^{1/n} = max(a, b)``.

The two numbers are the arguments of a largest or smallest value, or the two bases of powers or rates of exponentials that grow with the
variable of a limit.  The step is decided for a > b, for a < b and for a = b, where one name takes the value of the other.

Guarantee: ``Proved`` means that the step holds in all three cases; ``Refuted`` that it fails in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

from symbolic.functions import LIMITS, gt, lt
from symbolic.proving.facts import entails, under
from symbolic.steps import Step
from symbolic.terms import ONE, Bind, Call, Sym, Term, call, div, free_symbols, mul, open_binder, substitute, transform, walk
from symbolic.verdicts import Conditional, Proved, Refuted

Decide = Callable[[Step], Proved | Conditional | Refuted | None]


def by_order(step: Step, decide: Decide) -> Proved | Refuted | None:
    """Decide a step with a limit by the order of two numbers in it."""
    pair = next(_pairs(step), None)
    if pair is None:
        return None
    a, b = pair
    cases = [_ordered(step, fact, *order) for fact, order in ((gt(a, b), (a, b)), (lt(a, b), (b, a))) if _is_possible(step, fact)]
    strict = len(cases)
    name, value = (a, b) if isinstance(a, Sym) else (b, a)
    if not isinstance(name, Sym) or name in free_symbols(value):
        return None
    if _is_possible(step, call("eq", a, b)):
        same, either = {name: value}, _ordered(step, None, a, b)
        cases.append(replace(either, left=substitute(either.left, same), right=substitute(either.right, same),
                             declarations=tuple(substitute(d, same) for d in step.declarations)))
    answers: list[Proved] = []
    for place, case in enumerate(cases):
        answer = decide(case)
        if isinstance(answer, Refuted) and answer.kind == "value" and place < strict:
            return answer
        if not isinstance(answer, Proved):
            return None
        answers.append(answer)
    return answers[0] if answers else None


def _is_possible(step: Step, fact: Term) -> bool:
    """Whether the declarations are not seen to exclude an order."""

    return under(step.declarations, lambda session: entails(session, fact) is not False, True)


def _ordered(step: Step, fact: Term | None, larger: Term, smaller: Term) -> Step:
    """The step for numbers in this order."""
    values = {"max": larger, "min": smaller}

    def chosen(t: Term) -> Term | None:
        match t:
            case Call("max" | "min" as op, (a, b)) if {a, b} == {larger, smaller}:
                return values[op]
        return None

    left, right = transform(step.left, chosen), transform(step.right, chosen)
    return replace(step, left=left, right=right, declarations=(*step.declarations, *((fact,) if fact is not None else ())))


def _pairs(step: Step) -> Iterator[tuple[Term, Term]]:
    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Call("max" | "min", (a, b)) if not any(s.uid for s in free_symbols(a) | free_symbols(b)):
                    yield a, b
                case Bind(op) if op in LIMITS:
                    var, body = open_binder(t)
                    rates = [r for r in dict.fromkeys(_rates(body, var)) if free_symbols(r) and not any(s.uid for s in free_symbols(r))]
                    yield from combinations(rates, 2)


def _rates(body: Term, var: Sym) -> Iterator[Term]:
    """Bases of powers, and rates of exponentials, that grow with the variable."""
    for t in walk(body):
        match t:
            case Call("pow", (base, exponent)) if var in free_symbols(exponent) and var not in free_symbols(base):
                yield base
            case Call("exp", (Call("mul", args),)) if var in args:
                rest = [a for a in args if a is not var]
                yield mul(*rest) if rest else ONE
            case Call("exp", (Call("div", (a, b)),)) if a is var:
                yield div(ONE, b)

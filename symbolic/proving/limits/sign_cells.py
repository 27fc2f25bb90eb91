"""Limits and integrals whose value depends on a sign: ``lim log(1 + e^{kx})/k = max(x, 0)`` for k → ∞, ``∫₀^∞ sin(at)/t dt``.

The step is decided where each quantity that it tests (the arguments of max, sign, cases and |·|, and the bases of powers whose
exponent runs through the integers to ∞, in free names; else how far the ends of an integral lie from a pole) is negative, zero and
positive; together these cells cover every allowed value.

Guarantee: every cell that is not shown to be empty is proved, or a side is shown to be undefined in it; the condition is that the
values lie in none of those in which the other side may be defined.  ``Refuted("value")`` is what was refuted in one of the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from symbolic.occurrences import is_infinite
from symbolic.proving.conditions import shortest
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides
from symbolic.proving.equations.cases import cells, in_cell, tested
from symbolic.proving.facts import entails, negation, simplest, under
from symbolic.proving.forms.linear_roots import linear_divisors
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Term, call, free_symbols, open_binder, substitute, walk
from symbolic.verdicts import Conditional, Proved, Refuted

Answer = Proved | Conditional | Refuted | None
Decide = Callable[[Step], Answer]
MAX_TESTS = 2


def by_sign_cells(step: Step, decide: Decide) -> Proved | Conditional | Refuted | None:
    """Proved if the step is proved in every cell of the signs that it tests; outside the cells in which a side is undefined."""
    free = free_symbols(step.left) | free_symbols(step.right)
    found = dict.fromkeys(q for side in (step.left, step.right) for q in (*tested(side), *growing_bases(side)) if free_symbols(q))
    return _in_cells(step, [q for q in found if free_symbols(q) <= free], decide)


def by_poles(step: Step, decide: Decide) -> Proved | Conditional | Refuted | None:
    """The same by the signs of what tells on which side of a pole the ends of an integral lie."""
    free = free_symbols(step.left) | free_symbols(step.right)
    found = dict.fromkeys(q for side in (step.left, step.right) for q in from_poles(side))
    return _in_cells(step, [q for q in found if free_symbols(q) <= free], decide)


def _in_cells(step: Step, tests: list[Term], decide: Decide) -> Proved | Conditional | Refuted | None:
    if not tests or len(tests) > MAX_TESTS:
        return None
    whole = Sides(step.left, step.right, (), (), step.declarations)
    proved: Proved | None = None
    missing: list[Term] = []
    empty: list[Term] = []
    for cell in cells(whole, tests):
        inside = in_cell(whole, cell)
        outside = call("or", *map(negation, cell)) if len(cell) > 1 else negation(cell[0])
        answer = None if inside is None else decide(
            replace(step, left=inside.left, right=inside.right, declarations=inside.declarations))
        match answer:
            case Proved():
                proved = answer
            case None | Refuted("undefined") if inside is not None and _is_nowhere_defined(inside, decide):
                empty.append(outside)
            case None if inside is not None and any(_is_undefined(side, inside) for side in (inside.left, inside.right)):
                missing.append(outside)
            case Refuted("undefined"):
                missing.append(outside)
            case Refuted("value") if not any(isinstance(fact, Call) and fact.op == "eq" for fact in cell):
                return answer
            case _:
                return None
    if proved is None or not missing:
        return proved
    least, whole_of_it = (shortest(step.declarations, tuple(found)) for found in (missing, (*missing, *empty)))
    return Conditional("definedness", whole_of_it if len(whole_of_it) <= len(least) else least, proved.by)


def _is_nowhere_defined(s: Sides, decide: Decide) -> bool:
    """Whether both sides are shown to be undefined under the declarations."""

    def is_undefined(side: Term) -> bool:
        if _is_undefined(side, s):
            return True
        answer = decide(Step("eq", side, side, s.declarations))
        return isinstance(answer, Refuted) and answer.kind == "undefined"

    return is_undefined(s.left) and is_undefined(s.right)


def _is_undefined(side: Term, s: Sides) -> bool:
    """Whether a side is undefined by the form of its parts."""
    conditions = definedness(side)
    return under(s.declarations, lambda session: any(entails(session, c) is False for c in conditions), False)


def from_poles(side: Term) -> Iterator[Term]:
    """The values at the ends of an integral of divisors that are linear in its variable."""
    for t in walk(side):
        if not isinstance(t, Bind) or t.op != "integral" or len(t.bounds) != 2 or any(map(is_infinite, t.bounds)):
            continue
        x, body = open_binder(t)
        yield from (q for d in linear_divisors(body, x) for end in t.bounds if free_symbols(q := simplest(substitute(d, {x: end}), ())))


def growing_bases(side: Term) -> Iterator[Term]:
    """The bases of powers and roots under limits over the integers, where the variable stands in the exponent alone."""
    for t in walk(side):
        if not isinstance(t, Bind) or t.op != "limit" or t.var.sort.field != "integer":
            continue
        for node in walk(t.body):
            match node:
                case Call("pow" | "root", (base, degree)) if t.var in free_symbols(degree) and not any(s.uid for s in free_symbols(base)):
                    yield base

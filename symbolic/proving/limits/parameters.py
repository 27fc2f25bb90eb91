"""Conditions on a parameter under which a limit, integral or sum exists: ``∫₀^∞ e^{−ax} dx = 1/a`` needs a > 0.

A candidate ``a ≠ c``, ``a > c`` or ``a < c``, c a number, where a denominator of the step vanishes, or another exponent, is accepted if
the step is proved under it, and on the other side of c and at c either a side is shown to be undefined there (then the condition is
one of definedness), or the sides are shown to differ at some point (then it is a hypothesis, with that point).  So is ``|q| < 1`` of
the base of a power whose exponent runs through the integers to ∞, with ±1 and what lies beyond them.  A step that is proved at the bound
as well holds for ``a ≥ c`` or ``a ≤ c``.  One of definedness is not told if both sides are shown to be undefined where it fails.
A step that no bound saves is refuted by a point within a bound at which both its sides have values that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from symbolic.occurrences import is_infinite
from symbolic.proving.domains import definedness
from symbolic.proving.equations.cases import solved_for_name
from symbolic.proving.facts import GIVE_UP, entails, is_entailed, under
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.integrals import consistent
from symbolic.proving.limits.needs import is_needed
from symbolic.proving.limits.sign_cells import by_sign_cells, growing_bases
from symbolic.steps import Step
from symbolic.terms import MINUS_ONE, ONE, ZERO, Call, Num, Sym, Term, call, free_symbols, num, substitute, walk
from symbolic.verdicts import Assignment, Conditional, Counterexample, Proved, Refuted

Answer = Proved | Conditional | Refuted | None
Decide = Callable[[Step], Answer]
BOUNDS = (ZERO, ONE, MINUS_ONE)
MAX_NAMES = 3


def under_a_condition(step: Step, decide: Decide) -> Answer:
    """The step under a bound on one parameter, by the first candidate that is shown to be needed; refuted at a point within a bound."""
    false: list[Refuted] = []

    def noting(narrowed: Step) -> Answer:
        answer = decide(narrowed)
        if isinstance(answer, Refuted) and answer.counterexample is not None:
            false.append(answer)
        return answer

    found = _by_bounds(step, noting)
    names = {s.name for side in (step.left, step.right) for s in free_symbols(side)}
    return found or next((r for r in false if r.counterexample and names <= {a.name for a in r.counterexample.at}), None)


def _by_bounds(step: Step, decide: Decide) -> Proved | Conditional | None:
    for name, bound in _poles(step):
        found = _under(step, call("ne", name, bound), ((name, bound, None),), decide)
        if found is not None:
            return found
    for name, bound, op in _candidates(step):
        found = _under(step, call(op, name, bound), ((name, bound, "lt" if op == "gt" else "gt"),), decide)
        if found is not None:
            return found
    for base in _ratios(step):
        beyond = (base, ONE, "gt"), (base, MINUS_ONE, "lt")
        found = _under(step, call("lt", call("abs", base), ONE), beyond, lambda s: decide(s) or by_sign_cells(s, decide))
        if found is not None:
            return found
    return None


def _under(step: Step, condition: Term, beyond: tuple[tuple[Sym, Term, str | None], ...], decide: Decide) -> Proved | Conditional | None:
    """The step under a condition, if it is needed: at each bound and, if it is an order, beyond it."""
    inner = (call("lt", MINUS_ONE, beyond[0][0]), call("lt", beyond[0][0], ONE)) if len(beyond) > 1 else (condition,)
    narrowed = replace(step, declarations=(*step.declarations, *inner))
    if not consistent(narrowed.declarations):
        return None
    answer = decide(narrowed)
    if isinstance(answer, Refuted) or answer is None:
        return None
    kind: Literal["definedness", "hypothesis"] = "definedness"
    witness: Counterexample | None = None
    for name, bound, opposite in beyond:
        outside = _outside(step, name, bound, opposite, decide)
        if outside is None or (outside.holds_at_bound and len(beyond) > 1):
            return None
        if outside.holds_at_bound and opposite is not None:
            condition = call("le" if opposite == "gt" else "ge", name, bound)
        if outside.kind == "hypothesis":
            kind, witness = "hypothesis", witness or outside.witness
    if is_entailed(step.declarations, condition) or (kind == "definedness" and is_needed(step, condition)):
        return answer
    extra = answer.conditions if isinstance(answer, Conditional) else ()
    return Conditional(kind, (condition, *extra), answer.by, witness=witness)


def _ratios(step: Step) -> list[Sym]:
    """Names that are the base of a power that grows with the variable of a limit over the integers."""
    found = dict.fromkeys(base for side in (step.left, step.right) for base in growing_bases(side))
    return [base for base in found if isinstance(base, Sym) and base.sort.is_scalar and base.sort.field == "real"][:MAX_NAMES]


def _candidates(step: Step) -> Iterator[tuple[Sym, Term, str]]:
    names = sorted({s for side in (step.left, step.right) for s in free_symbols(side)}, key=lambda s: s.name)
    names = [s for s in names if s.sort.is_scalar and s.sort.field == "real"]
    if len(names) > MAX_NAMES:
        return
    yield from ((name, bound, op) for bound in BOUNDS for name in names for op in ("gt", "lt"))
    for name, bound in _poles(step):
        if free_symbols(bound):
            yield from ((name, bound, op) for op in ("gt", "lt"))
    yield from ((a, b, op) for a, b in combinations(_growing(step, names), 2) for op in ("gt", "lt"))


def _growing(step: Step, names: list[Sym]) -> list[Sym]:
    """Names in exponents."""
    exponents = [t.args[-1] for side in (step.left, step.right) for t in walk(side) if isinstance(t, Call) and t.op in ("exp", "pow")]
    return [s for s in names if any(s in free_symbols(e) for e in exponents)]


def _poles(step: Step) -> list[tuple[Sym, Term]]:
    """Where factors of the denominators vanish, solved for a name."""
    divisors = [t.args[1] for side in (step.left, step.right) for t in walk(side) if isinstance(t, Call) and t.op == "div"]
    free = free_symbols(step.left) | free_symbols(step.right)

    def run(s: Session) -> list[Term]:
        return [s.poly_term(f) for d in divisors for f, _ in s.ring.lift(s.nf(d).num).factor()[1]]

    try:
        factors = dict.fromkeys(f for f in with_units(run) if free_symbols(f) <= free)
    except GIVE_UP:
        return []
    solved = (solved_for_name(f) for f in factors)
    return [(name, value) for name, value in (pair for pair in solved if pair is not None) if name.sort.field == "real"][:MAX_NAMES]


@dataclass(frozen=True, slots=True)
class Outside:
    """What a step is where a condition fails: undefined, or false at the witness; at the bound itself it may hold."""

    kind: Literal["definedness", "hypothesis"]
    witness: Counterexample | None
    holds_at_bound: bool


def _outside(step: Step, name: Sym, bound: Term, opposite: str | None, decide: Decide) -> Outside | None:
    """What happens at the bound and beyond it; None if that is not known for all of it."""
    put = {name: bound}
    at = Step(step.relation, substitute(step.left, put), substitute(step.right, put), tuple(substitute(d, put) for d in step.declarations))
    beyond = [] if opposite is None else [replace(step, declarations=(*step.declarations, call(opposite, name, bound)))]
    kind: Literal["definedness", "hypothesis"] = "definedness"
    witness: Counterexample | None = None
    holds_at_bound = False
    divergence = is_infinite(step.left) or is_infinite(step.right)
    for cell in (at, *beyond):
        if not consistent(cell.declarations) or (not divergence and _undefined(cell)):
            continue
        answer = decide(cell) or _undefined_for_each_sign(cell, name, decide)
        if isinstance(answer, Proved) and cell is at and beyond:
            holds_at_bound = True
            continue
        if not isinstance(answer, Refuted):
            return None
        if answer.kind == "value" and answer.counterexample is not None:
            found = answer.counterexample
            kind = "hypothesis"
            place = bound if cell is at else _beyond(step, name, bound, opposite)
            named = any(a.name == name.name for a in found.at)
            if not named and place is not None:
                found = replace(found, at=(Assignment(name.name, place), *found.at))
            witness = witness or (found if named or place is not None else None)
    return Outside(kind, witness, holds_at_bound)


def _undefined_for_each_sign(cell: Step, known: Sym, decide: Decide) -> Refuted | None:
    """A cell in which a side is undefined whether another name is negative, 0 or positive: ∫₀^∞ e^{−ax} cos(bx) dx for a < 0."""
    names = sorted((free_symbols(cell.left) | free_symbols(cell.right)) - {known}, key=lambda s: s.name)
    for name in (s for s in names[:MAX_NAMES] if s.sort.is_scalar and s.sort.field == "real"):
        at = replace(cell, left=substitute(cell.left, {name: ZERO}), right=substitute(cell.right, {name: ZERO}),
                     declarations=tuple(substitute(d, {name: ZERO}) for d in cell.declarations))
        signed = (replace(cell, declarations=(*cell.declarations, call(op, name, ZERO))) for op in ("lt", "gt"))
        found: Refuted | None = None
        for part in (at, *signed):
            if not consistent(part.declarations) or _undefined(part):
                continue
            answer = decide(part)
            if not isinstance(answer, Refuted) or answer.kind != "undefined":
                break
            found = answer
        else:
            return found
    return None


def _beyond(step: Step, name: Sym, bound: Term, opposite: str | None) -> Term | None:
    """A value of the name beyond the bound that the declarations allow."""
    if not isinstance(bound, Num):
        return None
    value = num(bound.value + (1 if opposite == "gt" else -1))
    return value if consistent(tuple(substitute(d, {name: value}) for d in step.declarations)) else None


def _undefined(step: Step) -> bool:
    """Whether a side is undefined by the form of its parts."""

    def run(s: Session) -> bool:
        return any(entails(s, c) is False for side in (step.left, step.right) for c in definedness(side))

    return under(step.declarations, run, False)

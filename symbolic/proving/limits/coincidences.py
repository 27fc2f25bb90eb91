"""Two parameters that may be equal: ``∫ sin(mt) sin(nt) dt`` has one antiderivative for m ≠ n and another for m = n.

The step is decided with n = m put in, and with m ≠ n declared; both together cover every allowed value.  If it is proved in
both cells, it is proved; if for m ≠ n alone and shown false at some m = n, then m ≠ n is its hypothesis, with the point.
So is a step with one parameter that may be 0, as a in ``a ∫₀¹ e^{ax} dx = e^a − 1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

from symbolic.proving.limits.integrals import consistent
from symbolic.steps import Step
from symbolic.terms import ZERO, Bind, Call, Sym, Term, call, free_symbols, substitute, walk
from symbolic.verdicts import Assignment, Conditional, Counterexample, Proved, Refuted

Answer = Proved | Conditional | Refuted | None
Decide = Callable[[Step], Answer]
CIRCULAR = frozenset({"sin", "cos"})
SCALED = CIRCULAR | {"exp", "sinh", "cosh"}
MAX_NAMES = 3


def by_coincidence(step: Step, decide: Decide) -> Answer:
    """The verdict from the cells m = n and m ≠ n of two frequencies."""
    for m, n in _pairs(step):
        equal, apart = _put(step, {n: m}), replace(step, declarations=(*step.declarations, call("ne", m, n)))
        if not consistent(equal.declarations) or not consistent(apart.declarations):
            continue
        beyond = decide(apart)
        there = None if beyond is None else decide(equal)
        match beyond, there:
            case Proved(), Proved():
                return beyond
            case Proved(by), Refuted("value", _, found) if found is not None:
                return Conditional("hypothesis", (call("ne", m, n),), by, witness=_at_both(found, m, n))
            case Refuted("value") as false, Proved() | Refuted("value"):
                return false
    return None


def by_zero(step: Step, decide: Decide) -> Proved | None:
    """Proved if the step is proved where a factor of the variable of an integral is 0, and where it is not."""
    calls = [u for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op == "integral"
             for u in walk(t.body) if isinstance(u, Call) and u.op in SCALED and t.var in free_symbols(u)]
    names = {s for u in calls for s in free_symbols(u) if not s.uid and s.sort.is_scalar and s.sort.field == "real"}
    for name in sorted(names, key=lambda s: s.name)[:MAX_NAMES]:
        at, apart = _put(step, {name: ZERO}), replace(step, declarations=(*step.declarations, call("ne", name, ZERO)))
        if consistent(at.declarations) and consistent(apart.declarations) and isinstance(answer := decide(apart), Proved):
            return answer if isinstance(decide(at), Proved) else None
    return None


def _pairs(step: Step) -> Iterator[tuple[Sym, Sym]]:
    """Pairs of names that occur in the arguments of circular functions, or in denominators, under an integral."""
    names: set[Sym] = set()
    for t in (t for side in (step.left, step.right) for t in walk(side)):
        if isinstance(t, Bind) and t.op == "integral" and t.bounds:
            calls = [u for u in walk(t.body) if isinstance(u, Call) and t.var in free_symbols(u)]
            places = [u for u in calls if u.op in CIRCULAR] + [u.args[1] for u in calls if u.op == "div"]
            names |= {s for u in places for s in free_symbols(u) & free_symbols(t)}
    scalars = sorted((s for s in names if s.sort.is_scalar and s.sort.field in ("real", "integer")), key=lambda s: s.name)
    if len(scalars) <= MAX_NAMES:
        yield from ((m, n) for m, n in combinations(scalars, 2) if m.sort == n.sort)


def _put(step: Step, put: dict[Sym, Term]) -> Step:
    return replace(step, left=substitute(step.left, put), right=substitute(step.right, put),
                   declarations=tuple(substitute(d, put) for d in step.declarations))


def _at_both(found: Counterexample, m: Sym, n: Sym) -> Counterexample:
    """The point with the value of n, which is that of m."""
    value = next((a.value for a in found.at if a.name == m.name), None)
    return found if value is None else replace(found, at=(*found.at, Assignment(n.name, value)))

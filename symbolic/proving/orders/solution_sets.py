"""Where an inequality in one real name holds, as intervals: ``x ≤ 0 or x ≥ 1`` of ``x² ≥ x``.

Guarantee: wherever the declarations hold, the conditions hold exactly where both sides are defined and the relation holds, as the sign
chart (:mod:`symbolic.proving.orders.univariate`) tells.
"""

from __future__ import annotations

from itertools import pairwise

from symbolic.functions import ORDERS, ge, gt, le, lt
from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import sides
from symbolic.proving.equations.cases import expand
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.orders.plain_statements import plain_statement
from symbolic.proving.orders.truth import Conjunction, NotAStatement, alternatives
from symbolic.proving.orders.univariate import Chart, Place, Unsettled, chart
from symbolic.steps import Step
from symbolic.terms import Term, call, free_symbols

MOST_INTERVALS = 3
Ends = tuple[int, int]


def solution_set(step: Step) -> tuple[Term, ...] | None:
    """The conditions, all of them; None if there is no chart, if they are always or never met, or at single points alone."""
    if step.relation not in ORDERS or len(free_symbols(step.left) | free_symbols(step.right)) != 1:
        return None
    try:
        s = sides(step)
        claim = plain_statement(call(step.relation, expand(s.left), expand(s.right)))
        wanted = alternatives(call("and", claim, *s.left_domain, *s.right_domain))
        given = alternatives(call("and", call("true"), *s.declarations))
        line = chart(tuple(dict.fromkeys(a for c in (*wanted, *given) for a in c)))
        if line is None:
            return None
        runs = _runs([_holds(line, wanted, p) if _holds(line, given, p) else None for p in line.places])
        if not 0 < len(runs) <= MOST_INTERVALS or all(map(_is_a_root, runs)):
            return None
        apart = _all_but_points(line, runs)
        if apart:
            return apart
        found = [_at_root(line, run) if _is_a_root(run) else _interval(line, run) for run in runs]
    except (NoRule, NotAStatement, Unsettled, *GIVE_UP):
        return None
    parts = [f for f in found if f]
    if len(parts) < len(found):
        return None
    return parts[0] if len(parts) == 1 else (call("or", *(call("and", *p) if len(p) > 1 else p[0] for p in parts)),)


def _holds(line: Chart, statement: list[Conjunction], place: Place) -> bool:
    return any(all(line.holds(a, place) for a in atoms) for atoms in statement)


def _runs(truth: list[bool | None]) -> list[Ends]:
    """First and last places of the runs in which nothing is false and something is true, without those at their ends that do not count."""
    runs: list[Ends] = []
    start = 0
    for i, value in enumerate((*truth, False)):
        if value is False:
            inside = [k for k in range(start, i) if truth[k]]
            if inside:
                runs.append((0 if start == 0 else inside[0], len(truth) - 1 if i == len(truth) else inside[-1]))
            start = i + 1
    return runs


def _all_but_points(line: Chart, runs: list[Ends]) -> tuple[Term, ...]:
    """``x ≠ 0`` for x < 0 or x > 0."""
    if runs[0][0] > 0 or runs[-1][1] < len(line.places) - 1 or any(j % 2 or j + 2 != i for (_, j), (i, _) in pairwise(runs)):
        return ()
    values = [line.value(line.places[j + 1]) for _, j in runs[:-1]]
    return tuple(call("ne", line.name, v) for v in values if v is not None) if all(values) else ()


def _is_a_root(run: Ends) -> bool:
    return run[0] == run[1] and run[0] % 2 == 1


def _at_root(line: Chart, run: Ends) -> tuple[Term, ...] | None:
    """A run that is a single root."""
    value = line.value(line.places[run[0]])
    return None if value is None else (call("eq", line.name, value),)


def _interval(line: Chart, run: Ends) -> tuple[Term, ...] | None:
    """A run as bounds on the name; roots have odd numbers.  None if it has none, or one without a short exact form."""
    first, last = run
    ends = [line.value(line.places[k]) for k in (first - 1 + first % 2, last + 1 - last % 2) if 0 < k < len(line.places)]
    if not ends or any(e is None for e in ends):
        return None
    bounds = [e for e in ends if e is not None]
    low = () if first == 0 else (ge(line.name, bounds[0]) if first % 2 else gt(line.name, bounds[0]),)
    high = () if last == len(line.places) - 1 else (le(line.name, bounds[-1]) if last % 2 else lt(line.name, bounds[-1]),)
    return (*low, *high)

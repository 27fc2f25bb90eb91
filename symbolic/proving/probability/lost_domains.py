"""Domains of expectations that are known: what is 0 for every value of a term has the domain of the term all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.functions import ORDERS
from symbolic.proving.domains import definedness, is_integer
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, Call, Term, div
from symbolic.verdicts import Conditional, Proved, Verdict


def with_lost_domain(step: Step, plain: Step, verdict: Proved | Conditional,
                     prove: Callable[[Step], Verdict]) -> Proved | Conditional | None:
    """The verdict, if a side keeps its domain without expectations; E[A⁻¹ x] is defined where A is invertible, though it be 0."""
    before, after = ([set(definedness(t)) for t in (of.left, of.right)] for of in (step, plain))
    lost = (before[0] - after[0]) ^ (before[1] - after[1])
    conditions: dict[Term, None] = {}
    for c in sorted(lost - (after[0] & after[1]), key=repr):
        match c:
            case Call("ne", (t, end)) if end is ZERO:
                match prove(replace(plain, left=div(t, t), right=ONE)):
                    case Conditional("definedness", found):
                        conditions |= dict.fromkeys(found)
                    case Proved():
                        continue
                    case _:
                        return None
            case Call(op, ends) if op not in ORDERS or not all(map(is_integer, ends)):
                return None
            case _:  # ranges of indices
                continue
    if not conditions:
        return verdict
    if isinstance(verdict, Conditional) and verdict.kind != "definedness":
        return None
    known = verdict.conditions if isinstance(verdict, Conditional) else ()
    return Conditional("definedness", tuple(dict.fromkeys((*known, *conditions))), verdict.by, notes=verdict.notes)

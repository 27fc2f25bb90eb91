"""Claims of extreme values that a value of the function exceeds, ``min_x (eˣ + x) = 1``, or that none attains, ``min_x eˣ = −1``.

If min f = c then f(x) ≥ c at every x, and there is equality at one of them; if argmin f = p then f(x) ≥ f(p).

Guarantee: at the point shown, which satisfies all declarations and lies in the range, the function is less than the claim says that it is
anywhere (greater, for a largest value); or it is greater (less) than the claimed value at every allowed point.  The claim is false.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import ge, le
from symbolic.proving.balls.refuter import refute
from symbolic.proving.facts import MIRRORED
from symbolic.proving.orders.optima import EXTREMES, PLACES, VALUES, Prove
from symbolic.steps import Step
from symbolic.terms import REAL, UNDEFINED, Bind, Call, Term, free_symbols, open_binder, operators, substitute
from symbolic.verdicts import Proved, Refuted

METHOD = "bounds of all values"
STRICT = {"ge": "gt", "le": "lt"}
BOUNDS = {1: ("eq", "ge", "gt"), -1: ("eq", "le", "lt")}
RELATIONS = frozenset({*MIRRORED, "eq"})


def refute_extreme(step: Step, prove: Prove) -> Refuted | None:
    """Refute what is claimed of an extreme value over a real variable, or of its place: a value exceeds it, or none attains it."""
    if EXTREMES.isdisjoint(operators(step.left) | operators(step.right)) or step.relation not in RELATIONS:
        return None
    turned = MIRRORED.get(step.relation, step.relation)
    for side, other, relation in ((step.left, step.right, step.relation), (step.right, step.left, turned)):
        if isinstance(side, Bind) and side.op in EXTREMES and side.var.sort == REAL and EXTREMES.isdisjoint(operators(other)):
            return _exceeded(side, relation, other, step, prove)
    return None


def _exceeded(extreme: Bind, relation: str, claimed: Term, step: Step, prove: Prove) -> Refuted | None:
    var, body = open_binder(extreme)
    sign = VALUES.get(extreme.op) or PLACES[extreme.op]
    facts: tuple[Term, ...] = (ge(var, extreme.bounds[0]), le(var, extreme.bounds[1])) if extreme.bounds else ()
    match body:
        case Call("cases", (Call() as test, value, other)) if other is UNDEFINED:
            facts, body = (*facts, test), value
    if relation not in BOUNDS[sign] or any(x.uid and x is not var for x in free_symbols(body)):
        return None
    least = substitute(body, {var: claimed}) if extreme.op in PLACES else claimed
    compared = replace(step, relation="ge" if sign > 0 else "le", left=body, right=least, declarations=(*step.declarations, *facts))
    found = refute(compared)
    if found is not None:
        return replace(found, reason=f"at this point the function has a {'smaller' if sign > 0 else 'larger'} value than is claimed")
    if extreme.op not in ("minimum", "maximum") or relation != "eq":
        return None
    if not isinstance(prove(replace(compared, relation=STRICT[compared.relation])), Proved):
        return None
    return Refuted("value", METHOD, reason=f"every value of the function is {'greater' if sign > 0 else 'less'} than is claimed")

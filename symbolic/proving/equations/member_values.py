"""Sums whose members hold numbers that take two or three values each: labels in {0, 1} under a logarithm, signs in an exponent.

Guarantee: two sums over one range are proved equal only if their members are shown to be equal, and defined, at every index for every
value that is declared of such a number; products of arrays stand for any number there.
"""

from __future__ import annotations

from symbolic.proving.equality import sides
from symbolic.proving.equations.declared import prove_by_declared_equations
from symbolic.proving.facts import one_of_values
from symbolic.proving.forms.paired_sums import paired
from symbolic.shapes import is_scalar
from symbolic.steps import Step
from symbolic.terms import REAL, Bind, Call, Elem, Term, free_symbols, substitute, sym, transform, walk
from symbolic.verdicts import Proved

METHOD = "values of the members"
MOST_VALUES = 3


def prove_by_member_values(step: Step) -> Proved | None:
    """Prove two sums equal, member by member and value by value; see the module's guarantee."""
    choices = [d for d in step.declarations if isinstance(d, Bind) and d.op == "forall" and _is_choice(d.body)]
    if step.relation != "eq" or not choices:
        return None
    s = sides(step)
    pair = paired(s.left, s.right)
    if pair is None or any(isinstance(t, Bind) for side in (pair.left, pair.right) for t in walk(side)):
        return None  # a product of arrays inside may change with the inner index
    if any(x.sort.field == "complex" for side in (pair.left, pair.right) for x in free_symbols(side)):
        return None
    chosen = [substitute(d.body, {d.var: pair.index}) for d in choices if d.bounds in ((), pair.bounds)]
    members = dict.fromkeys(found[0] for found in map(one_of_values, chosen) if found is not None)
    names: dict[Term, Term] = {member: sym(f"value {place}", REAL) for place, member in enumerate(members)}
    one, other, *told = (_numbers(t, names) for t in (pair.left, pair.right, *chosen, *pair.inside))
    member = Step("eq", one, other, (*(d for d in step.declarations if d not in choices), *told))
    return Proved(METHOD) if prove_by_declared_equations(member) is not None else None


def _is_choice(fact: Term) -> bool:
    """``y_i = 0 or y_i = 1``: whether one and the same member is said to be one of a few numbers."""
    match one_of_values(fact):
        case (Elem(), values):
            return len(values) <= MOST_VALUES
    return False


def _numbers(t: Term, names: dict[Term, Term]) -> Term:
    """A term with names for its members, and for products of arrays that are numbers."""

    def rule(node: Term) -> Term | None:
        if node in names:
            return names[node]
        if (isinstance(node, Elem) or (isinstance(node, Call) and node.op == "matmul")) and is_scalar(node):
            return names.setdefault(node, sym(f"value {len(names)}", REAL))
        return None

    return transform(t, rule)

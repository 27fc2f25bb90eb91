"""Sums whose members hold numbers that take two or three values each: labels in {0, 1} under a logarithm, signs in an exponent.

Guarantee: two sums over one range are proved equal only if their members are shown to be equal, and defined, at every index for every
value that is declared of such a number; products of arrays stand for any number there.
"""

from __future__ import annotations

from symbolic.proving.equality import sides
from symbolic.proving.equations.cases import as_one_sum
from symbolic.proving.equations.declared import prove_by_declared_equations
from symbolic.shapes import is_scalar
from symbolic.steps import Step
from symbolic.terms import REAL, Bind, Call, Elem, Term, call, free_symbols, open_binder, substitute, sym, transform, walk
from symbolic.verdicts import Proved

METHOD = "values of the members"


def prove_by_member_values(step: Step) -> Proved | None:
    """Prove two sums equal, member by member and value by value; see the module's guarantee."""
    choices = [d for d in step.declarations if isinstance(d, Bind) and d.op == "forall" and _is_choice(d.body)]
    if step.relation != "eq" or not choices:
        return None
    s = sides(step)
    left, right = as_one_sum(s.left), as_one_sum(s.right)
    if left is None or right is None or left.bounds != right.bounds or left.var.sort != right.var.sort:
        return None
    index, body = open_binder(left)
    if any(isinstance(t, Bind) for side in (body, right.body) for t in walk(side)):
        return None  # a product of arrays inside may change with the inner index
    if any(x.sort.field == "complex" for side in (body, right.body) for x in free_symbols(side)):
        return None
    chosen = [substitute(d.body, {d.var: index}) for d in choices if d.bounds in ((), left.bounds)]
    names: dict[Term, Term] = {}
    for fact in chosen:
        assert isinstance(fact, Call) and isinstance(fact.args[0], Call)
        names[fact.args[0].args[0]] = sym(f"value {len(names)}", REAL)
    inside = (call("ge", index, left.bounds[0]), call("le", index, left.bounds[1]))
    one, other, *told = (_numbers(t, names) for t in (body, substitute(right.body, {right.var: index}), *chosen, *inside))
    member = Step("eq", one, other, (*(d for d in step.declarations if d not in choices), *told))
    return Proved(METHOD) if prove_by_declared_equations(member) is not None else None


def _is_choice(fact: Term) -> bool:
    """``y_i = 0 or y_i = 1``: whether one and the same member is said to be one of a few numbers."""
    match fact:
        case Call("or", parts) if all(isinstance(p, Call) and p.op == "eq" and isinstance(p.args[0], Elem) for p in parts):
            return len({p.args[0] for p in parts if isinstance(p, Call)}) == 1 and len(parts) <= 3
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

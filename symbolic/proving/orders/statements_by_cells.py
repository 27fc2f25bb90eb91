"""Statements in several real names by the signs of what they test: |x + y| = |x| + |y| ⇔ x y ≥ 0.

The names that stand in products and the arguments of |·|, max and the like are positive, 0 or negative; wherever the facts leave such a
choice of signs open, both sides of the statement have to be settled by it.

Guarantee: ``Proved`` means that both sides are defined at every allowed value, and that the statement holds there.
"""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.functions import ORDERS
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides
from symbolic.proving.equations.cases import MAX_CELLS, branch, cells, expand, tested
from symbolic.proving.facts import entails, under
from symbolic.steps import Step
from symbolic.terms import REAL, Call, Sym, Term, free_symbols, walk
from symbolic.verdicts import Proved

METHOD = "signs of what is tested"
MOST_TESTS = 5
CLAIMS = frozenset({"iff", "implies", "impliedby"})
KNOWN = ORDERS | {"eq", "ne"}


def prove_by_cells(step: Step) -> Proved | None:
    """Prove an implication or equivalence, sign by sign."""
    if step.relation not in CLAIMS or any(s.sort != REAL for s in free_symbols(step.left) | free_symbols(step.right)):
        return None
    left, right = expand(step.left), expand(step.right)
    atoms = [*_atoms(left), *_atoms(right)]
    tests = list(dict.fromkeys((*tested(left), *tested(right))))
    if not tests or any(definedness(side) for atom in atoms for side in atom.args):
        return None
    tests = list(dict.fromkeys((*(x for atom in atoms for x in _factors(atom)), *tests)))
    if len(tests) > MOST_TESTS:
        return None
    s = Sides(left, right, (), (), step.declarations)
    for count, cell in enumerate(cells(s, tests)):
        facts = tuple(branch(d, cell) for d in step.declarations) + cell
        truth = [_truth(branch(side, cell), facts) for side in (left, right)]
        premise, conclusion = truth if step.relation != "impliedby" else truth[::-1]
        holds = premise is False or conclusion is True
        if count >= MAX_CELLS or not holds or (step.relation == "iff" and (None in truth or premise is not conclusion)):
            return None
    return Proved(METHOD)


def _atoms(statement: Term) -> Iterator[Call]:
    """The comparisons in a statement."""
    match statement:
        case Call("and" | "or" | "not", args):
            for a in args:
                yield from _atoms(a)
        case Call(op) if op in KNOWN:
            yield statement


def _factors(atom: Call) -> Iterator[Term]:
    """The names in the products of a comparison."""
    for side in atom.args:
        for t in walk(side):
            match t:
                case Call("mul", args):
                    yield from (a for a in args if isinstance(a, Sym))


def _truth(statement: Term, facts: tuple[Term, ...]) -> bool | None:
    """The truth of a statement wherever the facts hold, if they settle it."""
    return under(facts, lambda session: None if session.signs.contradictory else entails(session, statement), None)

r"""For which indices a family is told: ``\\lambda_i = 0`` for ``i = 2, \\dots, n`` says nothing of ``\\lambda_1``.

Guarantee: a step that needs a member for which no formula is told, or in a sum one of which this is not known, is not judged by the
formula of the others.  A free index is taken for one of those that are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbolic.latex.plain import name_text, to_text
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.steps import Step
from symbolic.terms import INFINITY, Bind, Call, Definition, Elem, Num, Sym, Term, call, children, free_symbols, substitute
from symbolic.verdicts import Proved

TURNED = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt"}
UNTOLD = "N_{"
"""How the end of a sum without bounds is called."""


def within_told(definition: Definition, facts: Sequence[Term]) -> Definition:
    """A definition of a family with what is known of its indices where it stands."""
    if not definition.indexed:
        return definition
    told = tuple(f for f in facts if any(_bound_of(f, p) is not None for p in definition.params))
    return replace(definition, within=told)


def beyond_told(step: Step) -> str | None:
    """Why a step is not judged: a family stands in it with an index for which its formula is not told."""
    for d in step.definitions:
        terms = (step.left, step.right, *(other.value for other in step.definitions if other is not d)) if d.within else ()
        if any(_is_outside(d, member, bounds, step.declarations) for t in terms for member, bounds in _members(t, d.symbol, {})):
            said = " and ".join(f"{to_text(b.args[0])} {'≥' if b.op == 'ge' else '≤'} {to_text(b.args[1])}"
                                if isinstance(b, Call) and b.op in ("ge", "le") else to_text(b) for b in d.within)
            return f"line {d.line} says what {name_text(d.symbol.name)} is for {said} alone" if d.line else f"it is told for {said} alone"
    return None


def _bound_of(fact: Term, index: Sym) -> tuple[str, Term] | None:
    """The relation of an index to the end of a range, and this end."""
    match fact:
        case Call(op, (a, b)) if op in TURNED:
            if a is index and index not in free_symbols(b):
                return op, b
            if b is index and index not in free_symbols(a):
                return TURNED[op], a
    return None


Bounds = dict[Sym, tuple[Term, Term]]


def _members(term: Term, family: Sym, bounds: Bounds) -> Iterator[tuple[Elem, Bounds]]:
    """The members of a family in a term, with the bounds of the sums around each."""
    if isinstance(term, Elem) and term.base is family:
        yield term, bounds
    if isinstance(term, Bind) and term.op in ("sum", "prod") and len(term.bounds) == 2 and isinstance(term.var, Sym):
        for end in term.bounds:
            yield from _members(end, family, bounds)
        yield from _members(term.body, family, {**bounds, term.var: (term.bounds[0], term.bounds[1])})
        return
    for part in children(term):
        yield from _members(part, family, bounds)


def _is_outside(d: Definition, member: Elem, bounds: Bounds, facts: Sequence[Term]) -> bool:
    for param, index in zip(d.params, member.indices, strict=False):
        running = [s for s in free_symbols(index) if s in bounds]
        ends = [index]
        for s in running:
            ends = [substitute(e, {s: end}) for e in ends for end in bounds[s]]
        if not running and not isinstance(index, Num):
            continue
        around = tuple(call(op, s, end) for s, pair in bounds.items() for op, end in zip(("ge", "le"), pair, strict=True))
        for fact in d.within:
            bound = _bound_of(fact, param)
            if bound is not None and any(_leaves(e, *bound, (*facts, *around), bool(running)) for e in ends):
                return True
    return False


def _leaves(index: Term, relation: str, end: Term, facts: Sequence[Term], running: bool) -> bool:
    """Whether an index is not known to keep to a bound; a numbered one, of which that is false."""
    if any(s.name.startswith(UNTOLD) for s in free_symbols(index)) or (not running and not isinstance(end, Num)):
        return False
    if index is INFINITY:
        return relation in ("le", "lt")
    return not isinstance(prove_inequality(Step(relation, index, end, tuple(facts))), Proved)

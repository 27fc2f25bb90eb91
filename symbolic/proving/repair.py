"""Repairs: a small edit of the right side that makes a refuted step provable.

First the normal forms are compared: if left/right is one factor, or left − right one term, that is what is missing.
Then single edits of the right side are tried: the sign of a summand, an exponent by one, a factor left out, two
indices exchanged, a transpose.  Guarantee: the step with the repaired side is proved; nothing is suggested otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, islice

from symbolic.proving.calculus import NoRule
from symbolic.proving.equality import sides
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.normal_form import Session, with_units
from symbolic.proving.ring import Quotient
from symbolic.steps import Step
from symbolic.terms import (
    MINUS_ONE,
    ONE,
    Bind,
    Call,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    call,
    children,
    div,
    free_symbols,
    mul,
    neg,
    num,
    power,
    rebuild,
    substitute,
    transform,
)
from symbolic.verdicts import Conditional, Proved, Repair, Verdict

Edit = tuple[str, Term]
MAX_EDITS = 48
MAX_LENGTH = 60
"""A missing factor or term longer than this in text is no small edit."""


def find_repair(step: Step, prove: Callable[[Step], Verdict]) -> Repair | None:
    """The first edit of the right side with which ``prove`` proves the step."""
    if step.relation != "eq":
        return None
    seen = {step.right}
    for words, right in islice(edits(step), MAX_EDITS):
        if right in seen:
            continue
        seen.add(right)
        answer = prove(replace(step, right=right))
        if isinstance(answer, Proved) or (isinstance(answer, Conditional) and answer.kind == "definedness"):
            return Repair(words, right)
    return None


def edits(step: Step) -> Iterator[Edit]:
    """Candidate repairs in words, likeliest first."""
    yield from _compared(step)
    yield from _rewritten(step.right)


# --- from the normal forms ------------------------------------------------------------------------


def _compared(step: Step) -> list[Edit]:
    """What the quotient and the difference of the normal forms say is missing."""
    try:
        s = sides(step)
    except NoRule:
        return []

    def run(session: Session) -> list[Edit]:
        assume(session, s.facts)
        ring = session.ring
        left, right = session.nf(s.left), session.nf(s.right)
        found: list[Edit] = []
        if not left.num.is_zero() and not right.num.is_zero():
            found += _factor(session, ring.div(left, right), step.right)
        found += _summand(session, ring.sub(left, right), step.right)
        return found

    try:
        return with_units(run)
    except GIVE_UP:
        return []


def _factor(session: Session, ratio: Quotient, right: Term) -> list[Edit]:
    value = session.ring.as_number(ratio)
    if value is not None:
        if value == -1:
            return [("the sign is wrong", neg(right))]
        if value < 0:
            return [(f"a factor {_text(num(value))} is missing", mul(num(value), right))]
        if value < 1 and value.numerator == 1:
            return [(f"a factor {value.denominator} is too many", div(right, num(value.denominator)))]
        return [(f"a factor {_text(num(value))} is missing", mul(num(value), right))]
    if len(ratio.num) == 1 and len(ratio.den) == 1 and (ratio.num.is_constant() or ratio.den.is_constant()):
        factor = session.quotient_term(ratio)
        inverse = session.quotient_term(session.ring.inverse(ratio))
        if ratio.num.is_constant() and len(_text(inverse)) <= MAX_LENGTH:
            return [(f"the factor {_text(inverse)} is too many", div(right, inverse))]
        if len(_text(factor)) <= MAX_LENGTH:
            return [(f"the factor {_text(factor)} is missing", mul(factor, right))]
    return []


def _summand(session: Session, difference: Quotient, right: Term) -> list[Edit]:
    if len(difference.num) != 1 or len(difference.den) != 1:
        return []
    term = session.quotient_term(difference)
    if difference.num.leading_coefficient() < 0:
        negated = session.quotient_term(session.ring.neg(difference))
        words = f"the term {_text(negated)} is too many"
        changed = add(right, neg(negated))
    else:
        words, changed = f"the term {_text(term)} is missing", add(right, term)
    return [(words, changed)] if len(_text(term)) <= MAX_LENGTH else []


def _text(t: Term) -> str:
    return str(t)


# --- single edits ---------------------------------------------------------------------------------


def _rewritten(right: Term) -> Iterator[Edit]:
    """The right side with one node replaced, from the outside in."""
    queue: list[tuple[Term, Callable[[Term], Term]]] = [(right, lambda t: t)]
    yield from _indices(right)
    while queue:
        node, put = queue.pop(0)
        for words, new in _node_edits(node):
            yield words, put(new)
        if isinstance(node, Bind):
            continue
        parts = children(node)
        for place, part in enumerate(parts):
            queue.append((part, _inside(node, parts, place, put)))


def _inside(node: Term, parts: tuple[Term, ...], place: int, put: Callable[[Term], Term]) -> Callable[[Term], Term]:
    """Put a new child at ``place`` of ``node``, and the result where ``node`` stood."""
    return lambda t: put(rebuild(node, (*parts[:place], t, *parts[place + 1 :])))


def _node_edits(node: Term) -> Iterator[Edit]:
    match node:
        case Call("add", args):
            for i, a in enumerate(args):
                flipped = a.args[0] if isinstance(a, Call) and a.op == "neg" else neg(a)
                yield f"the sign of {_text(a)} is wrong", add(*args[:i], flipped, *args[i + 1 :])
            if len(args) > 1:
                for i, a in enumerate(args):
                    yield f"the term {_text(a)} is too many", add(*args[:i], *args[i + 1 :])
        case Call("pow", (base, exponent)):
            for step, words in ((ONE, "one more"), (MINUS_ONE, "one less")):
                raised = num(exponent.value + step.value) if isinstance(exponent, Num) else add(exponent, step)
                yield f"the exponent of {_text(base)} should be {words}", power(base, raised)
        case Call("mul" | "matmul" as op, args) if len(args) > 1:
            for i, a in enumerate(args):
                rest = (*args[:i], *args[i + 1 :])
                yield f"the factor {_text(a)} is too many", rest[0] if len(rest) == 1 else Call(op, rest)
            if op == "matmul":
                for i in range(len(args) - 1):
                    swapped = (*args[:i], args[i + 1], args[i], *args[i + 2 :])
                    yield f"{_text(args[i])} and {_text(args[i + 1])} are in the wrong order", Call(op, swapped)
        case Call("div", (a, b)):
            yield "numerator and denominator are exchanged", div(b, a)
        case Call("sin" | "cos" as op, args):
            other = "cos" if op == "sin" else "sin"
            yield f"{op} should be {other}", Call(other, args)
        case Call("transpose", (a,)):
            yield f"the transpose of {_text(a)} is too many", a
        case Sym(_, sort, _) if len(sort.shape) == 2:
            yield f"{_text(node)} should be transposed", call("transpose", node)


def _indices(right: Term) -> Iterator[Edit]:
    """Two free index names exchanged in one entry, or everywhere."""
    names = sorted((s for s in free_symbols(right) if s.sort.field == "integer" and s.sort.is_scalar), key=lambda s: s.name)
    entries = list(dict.fromkeys(t for t in _open_nodes(right) if isinstance(t, Elem)))
    for i, j in combinations(names, 2):
        swap = {i: j, j: i}
        for e in entries:
            if {i, j} & set(free_symbols(e)):
                swapped = Elem(e.base, tuple(substitute(k, dict(swap)) for k in e.indices))
                yield f"{_text(e)} should be {_text(swapped)}", _with(right, e, swapped)
    for e in entries:
        if len(e.indices) == 2:
            turned = Elem(e.base, (e.indices[1], e.indices[0]))
            yield f"{_text(e)} should be {_text(turned)}", _with(right, e, turned)


def _with(t: Term, old: Term, new: Term) -> Term:
    return transform(t, lambda node: new if node is old else None)


def _open_nodes(t: Term) -> Iterator[Term]:
    if isinstance(t, Bind | Matrix):
        return
    yield t
    for c in children(t):
        yield from _open_nodes(c)

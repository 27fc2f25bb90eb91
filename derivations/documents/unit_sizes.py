"""A step about arrays of open sizes as a step about numbers: its case with every size 1, where a matrix is its only entry.

What is false of numbers is then false of the arrays, for each of their sizes may be 1.  Nothing is said of steps that hold sizes which
may not be 1, or operators that have no such reading.
"""

from __future__ import annotations

from dataclasses import replace

from derivations.documents.functions.sequences import put_in
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, Call, Deriv, Elem, Sym, Term, call, children, free_symbols, rebuild, substitute

KEPT = frozenset({"add", "neg", "mul", "div", "pow", "sqrt", "and", "or", "not", "implies", "eq", "ne", "lt", "le", "gt", "ge"})
SAME = frozenset({"transpose", "trace", "det", "diag"})
PRODUCTS = frozenset({"matmul", "hadamard", "dot", "inner"})
ONES = frozenset({"identity", "ones"})


class _NoReading(Exception):
    """A term that has no reading at size one."""


def at_size_one(step: Step) -> Step | None:
    """The step with arrays of size one as numbers; None if it has no arrays, or none can be of that size."""
    terms = [put_in(t, step.definitions) for t in (step.left, step.right, *step.declarations)]
    arrays = {s for t in terms for s in free_symbols(t) if s.sort.shape}
    sizes = {side for s in arrays for side in s.sort.shape if side is not ONE}
    if not arrays or not all(isinstance(side, Sym) for side in sizes):
        return None
    values: dict[Sym, Term] = {side: ONE for side in sizes if isinstance(side, Sym)}
    try:
        read = [_number(substitute(t, values)) for t in terms]
    except _NoReading:
        return None
    facts = tuple(dict.fromkeys(f for f in read[2:] if free_symbols(f)))
    return replace(step, left=read[0], right=read[1], declarations=facts, definitions=())


def _number(t: Term) -> Term:
    match t:
        case Sym(name, sort, uid) if sort.shape:
            if sort.index or sort.field != "real":
                raise _NoReading
            return Sym(name, replace(sort, shape=()), uid)
        case Elem() if any(s.sort.shape for s in free_symbols(t)):
            raise _NoReading
        case Deriv() if any(s.sort.shape for s in free_symbols(t)):
            raise _NoReading
        case Call(op, arguments) if any(s.sort.shape for s in free_symbols(t)) or op in ONES or op in ("zeros", "zero"):
            return _read(op, arguments)
    return rebuild(t, tuple(map(_number, children(t))))


def _read(op: str, arguments: tuple[Term, ...]) -> Term:
    if op in ONES:
        return ONE
    if op in ("zeros", "zero"):
        return ZERO
    parts = tuple(map(_number, arguments))
    if op in KEPT:
        return call(op, *parts)
    if op in SAME:
        return parts[0]
    if op in PRODUCTS:
        return call("mul", *parts)
    if op == "inverse":
        return call("div", ONE, parts[0])
    raise _NoReading

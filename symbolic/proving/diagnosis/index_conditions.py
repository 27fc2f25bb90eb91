"""Conditions that may save a step: the order of two indices, the range of one, the order of the bounds of a sum."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from symbolic.functions import ge, gt, le, lt, ne
from symbolic.proving.diagnosis import Conditions
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, TWO, ZERO, Bind, Call, Elem, Sym, Term, add, free_symbols, num, operators, sub, walk

COUNTING = frozenset({"Elem", "delta", "sum", "prod", "integral"})
"""What has subscripts or a range."""


def indices(step: Step) -> Iterator[Conditions]:
    """Order of two indices; an index, or a bound of a sum, that starts at 0, 1 or 2, a bound at 3 too; the order of the bounds of a sum;
    a whole number beside an integral, which counts what is integrated and is not 0."""
    if COUNTING.isdisjoint(operators(step.left) | operators(step.right)):
        return
    used = {s for side in (step.left, step.right) for t in walk(side) for s in _subscripts(t)}
    names = sorted((s for s in used if isinstance(s, Sym) and s.uid == 0 and s.sort == INTEGER), key=repr)[:3]
    yield from _picked(step)
    for sign in (ne, le, ge, lt, gt):
        for a, b in combinations(names, 2):
            yield (sign(a, b),)
    ends = {s for bounds in _ranges(step) for end in bounds for s in free_symbols(end) if s.sort == INTEGER and s not in used}
    for low in (ZERO, ONE, TWO):
        for a in (*names, *sorted(ends, key=repr)[:2]):
            yield (ge(a, low),)
    if any(isinstance(t, Bind) and t.op == "integral" for side in (step.left, step.right) for t in walk(side)):
        free = (free_symbols(step.left) | free_symbols(step.right)) - ends - used
        counts = sorted((s for s in free if s.sort == INTEGER and s.uid == 0), key=repr)[:2]
        yield from ((bound(a, low),) for bound, low in ((ne, ZERO), (ge, ONE)) for a in counts)
    yield from ((ge(a, num(3)),) for a in sorted(ends, key=repr)[:2])
    far = any(_is_two_ahead(t) for side in (step.left, step.right) for t in walk(side))
    for start, high in _ranges(step):
        if all(any(s.sort == INTEGER for s in free_symbols(end)) for end in (start, high)):
            yield (ge(high, start.args[0]) if isinstance(start, Call) and start.args[1:] == (ONE,) and start.op == "add"
                   else ge(add(high, ONE), start),)
            yield (ge(high, start),)
        for first, last in product((start, add(start, ONE), *(add(start, TWO) for _ in range(far))), (high, sub(high, ONE))):
            for a in names:
                if a not in free_symbols(start) | free_symbols(high):
                    yield ge(a, first), le(a, last)


def _picked(step: Step) -> Iterator[Conditions]:
    """The member that a sum over δ picks lies in its range: 1 ≤ k + 1 ≤ n of Σᵢ xᵢ δ_{i,k+1} = x_{k+1}."""
    for total in dict.fromkeys(t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op == "sum"):
        free = free_symbols(total)
        deltas = (t.args for t in walk(total.body) if isinstance(t, Call) and t.op == "delta")
        for a, b in (pair for d in deltas for pair in (d, d[::-1])):
            match a:
                case Call("add", parts) if total.var in parts:
                    picked: Term = sub(b, add(*(p for p in parts if p is not total.var), ZERO))
                case _:
                    picked = b if a is total.var else ZERO
            if isinstance(picked, Call) and free_symbols(picked) <= free:
                yield ge(picked, total.bounds[0]), le(picked, total.bounds[1])


def _is_two_ahead(t: Term) -> bool:
    """x_{i+2}, x_{i−2}."""
    return isinstance(t, Elem) and any(isinstance(i, Call) and i.op == "add" and any(u is TWO for u in walk(i)) for i in t.indices)


def _ranges(step: Step) -> list[tuple[Term, Term]]:
    """Ranges of the sums in the step."""
    found = [t.bounds for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op in ("sum", "prod")]
    free = free_symbols(step.left) | free_symbols(step.right)
    return [(b[0], b[1]) for b in dict.fromkeys(found) if len(b) == 2 and free_symbols(b[0]) | free_symbols(b[1]) <= free][:3]


def _subscripts(t: Term) -> frozenset[Sym]:
    match t:
        case Elem(_, indices):
            return frozenset[Sym]().union(*map(free_symbols, indices))
        case Call("delta", args):
            return frozenset[Sym]().union(*map(free_symbols, args))
    return frozenset()

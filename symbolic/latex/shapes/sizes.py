r"""How small a name used as a size may be.

A size is at least 1 where nothing else is said.  What compares it with a smaller number says otherwise: under ``n \ge 0``,
and in ``n = 0 \implies \sum_{k=1}^{n} a_k = 0``, the sum may be empty, and n = 0 is a value at which a claim has to hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from symbolic.terms import Call, Num, Sym, Term, call, num, walk

MIRRORED = {"eq": "eq", "ge": "le", "gt": "lt", "le": "ge", "lt": "gt"}


def size_facts(size: Sym, said: Iterable[Term]) -> tuple[Term, ...]:
    """``n ≥ 1``, or n from the smallest number with which what is said compares it; nothing where it may be any smaller number."""
    least = 1
    for relation, bound in _comparisons(size, said):
        match relation:
            case "eq" | "ge":
                least = min(least, ceil(bound))
            case "gt":
                least = min(least, floor(bound) + 1)
            case _ if bound < (1 if relation == "le" else 2):
                return ()
    return (call("ge", size, num(least)),)


def _comparisons(size: Sym, said: Iterable[Term]) -> Iterable[tuple[str, Fraction]]:
    for t in (part for term in said for part in walk(term)):
        match t:
            case Call(op, (left, right)) if op in MIRRORED:
                number, other = _number(right), _number(left)
                if left is size and number is not None:
                    yield op, number
                elif right is size and other is not None:
                    yield MIRRORED[op], other


def _number(term: Term) -> Fraction | None:
    match term:
        case Num(value):
            return value
        case Call("neg", (Num(value),)):
            return -value
    return None

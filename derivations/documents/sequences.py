r"""Sequences: what carries one on (``x_{n+1} = x_n - \\eta x_n``), and closed forms that follow from it (``x_n = (1 - \\eta)^n x_0``).

A closed form F of a sequence that starts at s holds for every index from s on exactly if F(s) is the first member and F(n + 1)
is what the rule makes of F(n).  Both are checked at once, as the two entries of an equation of columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symbolic.terms import ONE, Call, Elem, Matrix, Num, Sym, Term, call, free_symbols, num, sub, substitute, transform, walk


@dataclass(frozen=True, slots=True)
class Rule:
    """How a sequence goes on: ``place`` is its next member, such as ``x_{n+1}``."""

    base: Sym
    place: Elem


def recursion_of(left: Term, right: Term) -> Rule | None:
    """The sequence that a relation carries on: ``x_{n+1}`` by ``x_n``, ``x_t`` by ``x_{t-1}``; None if it does not."""
    match left:
        case Elem(Sym() as family, (index,)):
            others = {t.indices[0] for t in walk(right) if isinstance(t, Elem) and t.base is family and len(t.indices) == 1}
            letters = free_symbols(index)
            shifted = bool(others) and index not in others and all(free_symbols(o) == letters for o in others)
            if shifted and len(letters) == 1 and any(isinstance(t, Call) for t in (index, *others)):
                return Rule(family, left)
    return None


def carries_on_columns(left: Term, right: Term) -> bool:
    r"""Whether columns say how sequences go on: members of ``x_{t+1}`` on the left, of ``x_t`` on the right."""
    if not isinstance(left, Matrix):
        return False
    before, after = ({(t.base, t.indices) for t in walk(side) if isinstance(t, Elem)} for side in (right, left))
    moved = {base for base, _ in after} & {base for base, _ in before}
    return bool(moved) and not after & before and any(isinstance(i, Call) for base, indices in after | before for i in indices)


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """The two equations, as columns, and the range of the index."""

    left: Term
    right: Term
    facts: tuple[Term, ...]


def closed_form(place: Elem, following: Term, first: Mapping[Sym, tuple[int, Term]], left: Term, right: Term) -> ClosedForm | None:
    """What has to be shown of ``x_n = F(n)`` under the rule ``place = following``; None if it is no such claim.

    first: the index and the value of the first member, where they are given.
    """
    match left, place:
        case Elem(Sym() as family, (Sym() as index,)), Elem(base, (after,)) if base is family:
            members = {t for t in walk(right) if isinstance(t, Elem) and t.base is family}
            start, value = first.get(family, (None, None))
            for m in members:
                start, value = (int(m.indices[0].value), m) if isinstance(m.indices[0], Num) else (None, None)
            if start is None or value is None or len(members) > 1:
                return None
        case _:
            return None
    (letter,) = free_symbols(after)
    if letter is not index and letter in free_symbols(right):
        return None
    shift = 0 if after is letter else 1
    here = letter if shift else sub(letter, ONE)

    def form(n: Term) -> Term:
        return substitute(right, {index: n})

    def member(t: Term) -> Term | None:
        match t:
            case Elem(b, (i,)) if b is family and not isinstance(i, Num):
                return form(i)
        return None

    carried = transform(following, member)
    if any(isinstance(t, Elem) and t.base is family and t is not value for t in walk(carried)):
        return None
    columns = Matrix(((form(num(start)),), (form(after),))), Matrix(((value,), (carried,)))
    return ClosedForm(*columns, (call("ge", here, num(start)),))

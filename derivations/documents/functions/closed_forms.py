r"""Closed forms of sequences that go on by a rule: ``x_n = (1 - \\eta)^n x_0`` follows from ``x_{n+1} = x_n - \\eta x_n``.

A closed form F of a sequence that starts at s holds for every index from s on exactly if F(s) is the first member and F(n + 1)
is what the rule makes of F(n).  Both are checked at once, as the two entries of an equation of columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symbolic.terms import ONE, Elem, Matrix, Num, Sym, Term, call, free_symbols, num, sub, substitute, transform, walk


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

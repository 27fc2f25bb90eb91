"""What is known as if another value of a name were meant: its second one, or the one that it had before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from derivations.documents.scopes.earlier import Earlier, as_before
from derivations.documents.scopes.rivals import OfRule, OfSquare, Rival, with_second_value
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.statements.blocks import Member
from symbolic.latex.scope import Scope
from symbolic.terms import free_symbols


@contextmanager
def as_if(scopes: Scopes, other: Rival | OfSquare | OfRule | Earlier) -> Iterator[Scope]:
    """The scope with the other value, which ends with the block."""
    saved, said = scopes.current, scopes.carried.remember()
    match other:
        case Rival():
            scopes.current = with_second_value(saved, other)
        case Earlier():
            scopes.current = as_before(saved, other)
        case OfSquare(square, value):
            scopes.carried.set_square(square, value)
        case OfRule(member, value, line):
            scopes.carried.set_up(member, value, line)
    yield scopes.current
    scopes.current = saved
    scopes.carried.recall(said)


DIFFERENTIAL = re.compile(r"(?<![A-Za-z\\])(?:d|\\mathrm\s*(?:\{d\}|d))\s*(?P<name>\\?[A-Za-z]+)")


def of_either(rivals: Iterable[Rival | OfSquare | OfRule], *sides: Member) -> str | None:
    r"""Why ``du = \\cos x \\, dx`` of a u with two formulas may be the differential of the other one than that which was put in."""
    told = {match["name"] for _, side in sides for match in DIFFERENTIAL.finditer(side.latex)}
    told -= {s.name for term, _ in sides for s in free_symbols(term)}
    return next((r.why for r in rivals if isinstance(r, Rival) and r.first.symbol.name in told), None)

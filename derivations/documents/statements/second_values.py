"""What is known as if another value of a name were meant: its second one, or the one that it had before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from derivations.documents.scopes.earlier import Earlier, as_before
from derivations.documents.scopes.rivals import OfRule, OfSquare, Rival, with_second_value
from derivations.documents.scopes.scopes import Scopes
from symbolic.latex.scope import Scope


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

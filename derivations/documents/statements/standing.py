"""A relation where it stands, and what it does there."""

from __future__ import annotations

from dataclasses import dataclass

from derivations.documents.equations.definitions import Head, occurs
from derivations.documents.equations.stated import Restriction
from derivations.documents.statements.blocks import Block, Member
from symbolic import verdicts
from symbolic.terms import Term, free_symbols


@dataclass(frozen=True, slots=True)
class Standing:
    """What a relation does where it stands, and by which rule.

    settled:    the verdict of a definition or of an equation that is set up; None for a claim.
    otherwise:  what a claim is, if it is not proved, in place of false.
    """

    rule: str
    settled: verdicts.Verdict | None = None
    otherwise: Restriction | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An equation of a name that says nothing of the name's value: other rules know what it does."""


@dataclass(frozen=True, slots=True)
class Here:
    """A relation where it stands: ``first`` in its chain, which begins with ``opening``; ``head`` is what it may define, with ``value``."""

    relation: str
    left: Member
    right: Member
    first: bool
    opening: Term
    unclear: frozenset[str]
    block: Block
    place: tuple[int, int]
    head: Head | None
    value: Member
    words: str
    defining: str

    @property
    def open_head(self) -> Head | None:
        """The head whose value is a formula of other names."""
        head, value = self.head, self.value[0]
        return head if head is not None and free_symbols(value) and not occurs(head.symbol.name, value) else None

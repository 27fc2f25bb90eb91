"""One formula being read: its members, the end of the chain that it may continue, and what the words around it say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derivations.documents.equations.records import NOTHING, Words
from derivations.documents.instructions import Expectation, Order
from derivations.documents.items import Side
from derivations.documents.model import Math, Text
from derivations.documents.prose.clauses import Role
from symbolic.latex.scope import Scope
from symbolic.terms import Term

Member = tuple[Term, Side]


@dataclass(frozen=True, slots=True)
class End:
    """The last member of a chain, which the next row may continue, with the numbers of the chain and of its last step."""

    term: Term
    side: Side
    chain: int
    step: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What the comments since the last formula say about the next one."""

    claim: bool = False
    suppose: bool = False
    skip: bool = False
    expect: Expectation | None = None


OF_A_PLACE = "it may say where the rest of its sentence holds; for a claim put it in a display, or <!-- claim --> before it"
"""*At the solution, $X^\\top X w = X^\\top y$, so …*: why an equation in running text is not called false."""


@dataclass(frozen=True, slots=True)
class Block:
    """One formula being read: its words, its role, and the orders on its rows, by line.

    cue: the word that governs it; constrained: this row or one above it says "subject to"; reason: it is the reason of something;
    words: what those before it say of how it comes about; goes_on: the row has more than one relation, or the next continues it;
    subjects: the names of what is said to satisfy it; place: it says where something is taken, *at x = 0*;
    two_valued: one of two signs is meant;
    renewing: words before it bring in another function of the same name, *now take f(x) = x^3*;
    equation: it is called so, *the wage equation w(a) = …*;
    another_model: words bring it in beside other models of the same names, *for a quadratic y = …*;
    asserted: *hence*, *clearly* stand right before it;
    replacing: words announce that it takes the place of the formula before, *if instead we use L = …*;
    identity: words say that it holds for all values, *completing the square*; checking: that it is checked;
    only_if: it stands after *if and only if*; to_solve: after *the steady state solves*;
    unsure: words deny it, tell a part of it or leave it open.
    """

    math: Math
    role: Role
    assumed: bool
    modelling: bool
    concluding: bool
    mentioned: bool
    presented: bool
    setting: bool
    local: bool
    marks: Marks
    orders: dict[int, Order]
    references: tuple[str, ...]
    number: int
    doubt: str | None = None
    cue: str | None = None
    constrained: bool = False
    reason: bool = False
    words: Words = NOTHING
    goes_on: bool = False
    subjects: frozenset[str] = frozenset()
    place: bool = False
    two_valued: bool = False
    renewing: bool = False
    equation: bool = False
    another_model: bool = False
    replacing: bool = False
    asserted: bool = False
    identity: bool = False
    checking: bool = False
    only_if: bool = False
    to_solve: bool = False
    unsure: bool = False


FENCE = re.compile(r"\\(?:left|[bB]igg?l?|mathopen)\s*(?:\.\s*)?$")


def written_sides(text: Text, member: Text | None, scope: Scope) -> tuple[Side | None, Side]:
    """What stands before and after the one equals sign of a row that cannot be read; the member at fault where there are more, or all."""
    from symbolic.latex.errors import ReadingError
    from symbolic.latex.statements import relation_offsets

    try:
        places = relation_offsets(text.source, scope)
    except ReadingError:
        places = ()
    if len(places) != 1 or text.source[slice(*places[0])] != "=":
        whole = member or text
        return None, side_of(whole, 0, len(whole.source))
    ((start, end),) = places
    return side_of(text, 0, start) if text.source[:start].strip(" &\n\t") else None, side_of(text, end, len(text.source))


def side_of(text: Text, start: int, end: int) -> Side:
    """A range of a text as a side, without the white space around it; the ``\\left`` before its first bracket belongs to it."""
    fence = FENCE.search(text.source, 0, start)
    start = fence.start() if fence else start
    inner = text.source[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    return Side(text.written(start, end), text.at(start), text.at(end))

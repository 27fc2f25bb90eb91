"""Second values: a text gives a name another formula and goes on, and nothing says which of the two is meant below.

Guarantee: where the second formula is shown to be another one, no step below in the section rests on the first alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derivations.documents.functions.sequences import put_in
from symbolic.latex.names.open_names import open_names
from symbolic.latex.scope import Scope
from symbolic.terms import Definition, Elem, Term, free_symbols


@dataclass(frozen=True, slots=True)
class Rival:
    """The second formula of a name, which stands at a place (chain and step), and why the first may not be meant.

    place: None of a formula that is supposed, which need not be shown to be another one.
    """

    first: Definition
    second: Definition
    place: tuple[int, int] | None
    why: str


@dataclass(frozen=True, slots=True)
class OfSquare:
    """A second value of the square of a letter, ``s^2 = …``, which stands at a place, and why the first may not be meant."""

    square: Term
    value: Term
    place: tuple[int, int]
    why: str


@dataclass(frozen=True, slots=True)
class OfRule:
    """A second rule by which a sequence goes on, ``x_{n+1} = …`` in a line, which stands at a place, and why the first may not be meant."""

    member: Elem
    value: Term
    line: int
    place: tuple[int, int]
    why: str


def is_other_formula(first: Definition, second: Definition, known: Iterable[Definition]) -> bool:
    """Whether a formula may take the place of another: it is no value for some of its letters, and is not made of the name itself.

    ``E = 18`` after ``E = m c^2``, and ``f(x) = e^{-x^2/2}`` after ``f(x) = e^{-x^2/(2 s^2)}``, may be special cases.
    """
    others = tuple(d for d in known if d.symbol is not first.symbol)
    letters, before = (free_symbols(put_in(d.value, others)) for d in (second, first))
    names, earlier = ({s.name for s in found} for found in (letters, before))
    of_itself = first.symbol.name in names
    return not of_itself and not names < earlier and not open_names(second.symbol, second.value)


def with_second_value(scope: Scope, rival: Rival) -> Scope:
    """What is known if the second formula is meant, where the first is in force."""
    first = rival.first
    kept = tuple(rival.second if (d.symbol.name, d.line) == (first.symbol.name, first.line) else d for d in scope.definitions)
    return replace(scope, definitions=kept)

"""Words that make letters functions of a variable that is not written: "differentiable functions $u$ and $v$ of $t$", "$x$ depends on $t$".

Such a letter is not a number: in a relation it stands for its value at the variable, whatever that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derivations.documents.model import Math
from derivations.documents.prose.names import names_in
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

QUALIFYING = word_set("""a an the two three some any given differentiable smooth twice continuously infinitely often real real-valued
    scalar unknown and both""")
COPULAS = word_set("be is are being denote")
FUNCTIONS = frozenset({"function", "functions"})
ENDS = word_set(". , ; : ) and then with so where but")
LETTER = re.compile(r"\s*(\\?[A-Za-z]+)\s*")


@dataclass(frozen=True, slots=True)
class Varying:
    """A letter that is a function of ``variable``."""

    name: str
    variable: str


def letters_that_vary(
    tokens: Sequence[str], groups: Sequence[tuple[int, int]], maths: Sequence[Math]
) -> tuple[tuple[Varying, ...], set[int]]:
    """What a sentence calls functions of a letter, and the places of the tokens that say it."""
    found: list[Varying] = []
    used: set[int] = set()
    for first, last in groups:
        place = _place_of_variable(tokens, first, last)
        number = number_of(tokens[place]) if place is not None and place < len(tokens) else None
        if place is None or number is None or not (place + 1 == len(tokens) or tokens[place + 1] in ENDS):
            continue
        variable = LETTER.fullmatch(maths[number].text.source)
        sources = [maths[n].text.source for n in map(number_of, tokens[first:last]) if n is not None]
        names = [name for source in sources for name in names_in(source)]
        if variable is None or r"\in" in "".join(sources) or not all(LETTER.fullmatch(name) for name in names) or variable[1] in names:
            continue
        while first and tokens[first - 1] in QUALIFYING | FUNCTIONS:
            first -= 1
        found += [Varying(name, variable[1]) for name in names]
        used |= set(range(first, place + 1))
    return tuple(found), used


def _place_of_variable(tokens: Sequence[str], first: int, last: int) -> int | None:
    """Where the variable stands: ``⟦u⟧ are functions of ⟦t⟧``, ``functions ⟦u⟧ of ⟦t⟧``, ``⟦u⟧ depends on ⟦t⟧``."""
    rest = list(tokens[last : last + 2])
    if rest in (["depends", "on"], ["depend", "on"]):
        return last + 2
    if rest[:1] == ["of"] and first and tokens[first - 1] in FUNCTIONS:
        return last + 1
    place = last + 1
    while place < len(tokens) and tokens[place] in QUALIFYING:
        place += 1
    if rest and rest[0] in COPULAS and tokens[place : place + 1] and tokens[place] in FUNCTIONS and tokens[place + 1 : place + 2] == ["of"]:
        return place + 2
    return None

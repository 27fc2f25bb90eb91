"""Values of a function that are told before its formula: ``The solution of $x' = a x$ with $x(0) = x_0$ is $x(t) = …$``.

Once the function has its formula, what was told of it is a claim, and casts doubt on nothing if it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from derivations.documents.functions.arguments import letter_of, mark_of
from derivations.documents.prose.names import NAME
from derivations.documents.statements.blocks import Member
from symbolic.terms import Apply, Deriv, Sym, Term, free_symbols, walk

VALUE_TOLD = re.compile(rf"\s*(?P<name>{NAME.pattern})'*\s*\(\s*[\d.]+\s*\)\s*=[^=]*")


@dataclass(frozen=True, slots=True)
class Told:
    """A relation that tells something of the function ``name``, with its chain and step."""

    name: str
    place: tuple[int, int]
    relation: str
    left: Member
    right: Member


def tells_of(left: Term, right: Term) -> str | None:
    """The function of which an equation tells a value at a number or how it changes: ``x(0) = x_0``, ``R C dV/dt + V = V_0``."""
    match left:
        case Apply(function, args, _) if not any(map(free_symbols, args)) and function not in free_symbols(right):
            letter = letter_of(function)
            return (mark_of(letter) or (letter, 0))[0]
    return next((t.body.name for side in (left, right) for t in walk(side) if isinstance(t, Deriv) and isinstance(t.body, Sym)), None)

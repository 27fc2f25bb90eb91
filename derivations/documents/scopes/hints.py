"""Where a step has from what it uses: lines that define its names, here, in sections before, or in sections that have ended."""

from __future__ import annotations

import re

from derivations.documents.scopes.scopes import Scopes
from symbolic.latex.plain import name_text
from symbolic.steps import Step
from symbolic.terms import REAL, free_symbols

MOST_HINTS = 3
SPELLED = re.compile(r"\\?[A-Za-z]+")


def hints_for(step: Step, scopes: Scopes) -> tuple[str, ...]:
    """Where the definitions in use were made, and definitions that would have been of use but ended with their section."""
    before = scopes.inherited.taken
    used = [f"line {d.line}{', in a section before,' if before.get(d.symbol.name) == d.line else ''} defines {name_text(d.symbol.name)}"
            for d in step.definitions if d.line]
    symbols = free_symbols(step.left) | free_symbols(step.right)
    names = {s.name for s in symbols}
    lost = list(scopes.ended.said_of(names - {d.symbol.name for d in step.definitions}))
    taken = scopes.taken.said_of({s.name for s in symbols if s.sort != REAL or s.name.startswith(r"\bar")})
    going = [f"line {line} says how {name_text(name)} goes on" for name, line in scopes.carried.lines() if name in names]
    return tuple((taken + lost + going + used)[:MOST_HINTS])


def hints_for_row(latex: str, scopes: Scopes) -> tuple[str, ...]:
    """The same of the names in a row that is not read, as far as nothing else is known of them."""
    spelled = set(SPELLED.findall(latex))
    unknown = {name for name in spelled if not scopes.is_declared(name) and scopes.definition(name) is None}
    inherited = scopes.inherited.taken.items()
    before = [f"line {line}, in a section before, defines {name_text(name)}" for name, line in inherited if name in spelled]
    return (*scopes.ended.said_of(unknown), *before)[:MOST_HINTS]

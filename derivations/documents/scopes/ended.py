"""Definitions that ended with their sections: what is said of them, and what a step would be under them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from symbolic.latex.plain import name_text
from symbolic.steps import Step
from symbolic.terms import REAL, Call, Definition, Sym, free_symbols


class Names(Protocol):
    """What is known of names by now."""

    def definition(self, name: str) -> Definition | None: ...

    def is_declared(self, name: str) -> bool: ...


class Ended:
    """The lines and the formulas of definitions whose sections have ended, by name."""

    def __init__(self, section: Names) -> None:
        self._section = section
        self.lines: dict[str, int] = {}
        self.definitions: dict[str, Definition] = {}

    def said_of(self, names: Collection[str]) -> tuple[str, ...]:
        """What was said of names in sections that have ended."""
        return tuple(f"{name_text(name)} was defined in line {line}, in a section that has ended" for name, line in self.lines.items()
                     if name in names)

    def under(self, step: Step, anew: Collection[str]) -> tuple[Step, Definition] | None:
        """The step with the definitions that ended with their sections for names of which nothing else is known by now."""
        kept = {d.symbol.name for d in step.definitions} | set(anew)
        arguments = frozenset[Sym]().union(*(d.params for d in step.definitions)) & free_symbols(step.left) & free_symbols(step.right)
        kept |= {s.name for s in arguments}  # ``r(z) + r(-z) = z`` of an r that has a formula here: any z
        found: dict[str, Definition] = {}
        waiting = [*free_symbols(step.left), *free_symbols(step.right), *(s for d in step.definitions for s in free_symbols(d.value))]
        while waiting:
            s = waiting.pop()
            d = self.definitions.get(s.name)
            if d is not None and d.symbol is s and s.name not in found and s.name not in kept and self._section.definition(s.name) is None:
                found[s.name] = d
                waiting += [t for t in free_symbols(d.value) if t not in d.params]
        names = {s.name for side in (step.left, step.right) for s in free_symbols(side)}
        if not found or all(self._takes_every_value(d, names) for d in found.values()):
            return None
        return replace(step, definitions=(*reversed(found.values()), *step.definitions)), next(iter(found.values()))

    def _takes_every_value(self, definition: Definition, names: Collection[str]) -> bool:
        """``z = h λ`` of letters of which nothing is known here: what is false of any z is false of such a one."""
        value, inside = definition.value, free_symbols(definition.value)
        factors = value.args if isinstance(value, Call) and value.op == "mul" else ()
        free = {s for s in inside if s.sort == REAL and s.name not in names and not self._section.is_declared(s.name)}
        return not definition.params and inside == free and len(free) > 1 and free == set(factors) and len(factors) == len(free)

"""Definitions that ended with their sections: what is said of them, and what a step would be under them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from derivations.documents.prose.names import key_of
from symbolic.latex.plain import name_text
from symbolic.steps import Step
from symbolic.terms import ONE, REAL, Apply, Call, Definition, Deriv, Elem, Sym, Term, free_symbols, substitute, walk


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
        self._facts: dict[str, tuple[Term, ...]] = {}
        self._arrays: dict[str, tuple[Sym, tuple[Term, ...]]] = {}

    def forget_arrays(self, mentioned: Collection[str]) -> None:
        """A section that ends may have said something else of the arrays that its text mentions: *with soft targets y*."""
        self._arrays = {name: told for name, told in self._arrays.items() if name not in mentioned}

    def end_arrays(self, arrays: Collection[Sym], facts: Collection[Term]) -> None:
        """The arrays of which a section that ends said more than their types: labels, weights."""
        for s in arrays:
            said = tuple(f for f in facts if s in free_symbols(f) and all(t is s or t.sort.field == "integer" for t in free_symbols(f)))
            if said:
                self._arrays[s.name] = s, said

    def end(self, lost: Collection[Definition], facts: Collection[Term]) -> None:
        """The definitions that end with a section, and what the section knew."""
        for d in lost:
            name = d.symbol.name
            self.definitions.pop(name, None)
            self.definitions[name], self._facts[name] = d, tuple(facts)
            if d.line:
                self.lines[name] = d.line

    def said_of(self, names: Collection[str]) -> tuple[str, ...]:
        """What was said of names in sections that have ended."""
        return tuple(f"{name_text(name)} was defined in line {line}, in a section that has ended" for name, line in self.lines.items()
                     if name in names)

    def differentiated(self, *sides: Term, anew: Collection[str]) -> frozenset[str]:
        """The names of which sections before said what they are, and of what they are made, if one of them is differentiated: those of
        ``c = f c_0 + i g`` in ``∂c/∂f``.

        Nobody differentiates a letter of which nothing is known.
        """
        known = {name for name, d in self.definitions.items() if name not in anew and self._section.definition(name) is None}
        bodies = {t.body for side in sides for t in walk(side) if isinstance(t, Deriv) and isinstance(t.body, Sym)}
        here = any((d := self._section.definition(s.name)) is not None and d.symbol is s for s in bodies)
        if not here and not any(s.name in known and self.definitions[s.name].symbol is s for s in bodies):
            return frozenset()
        reached, waiting = set(known), [s for name in known for s in free_symbols(self.definitions[name].value)]
        while waiting:  # ``p = σ(s)`` of an ``s = w x + b`` that is still in force
            s = waiting.pop()
            if s.name not in reached:
                reached.add(s.name)
                still = self._section.definition(s.name)
                if still is not None and still.symbol is s:
                    waiting += free_symbols(still.value) - frozenset(still.params)
        return frozenset(reached) - set(anew)

    def is_closed(self, step: Step, under: Step) -> bool:
        """Whether a step that differentiates what sections before defined has no name that is open with their definitions."""
        told = frozenset[Sym]().union(*(free_symbols(d.value) | {d.symbol, *d.params} for d in under.definitions))
        members = (t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Elem))
        ranged = {f.args[0] for f in under.declarations if isinstance(f, Call) and f.op in ("le", "lt")}
        counting = {s for t in members for i in t.indices for s in free_symbols(i)} & ranged
        names = {s for s in free_symbols(step.left) | free_symbols(step.right) if s not in counting or s.sort.field != "integer"}
        return names <= told and bool(self.differentiated(step.left, anew={d.symbol.name for d in step.definitions}))

    def under(self, step: Step, anew: Collection[str]) -> tuple[Step, str, int | None] | None:
        """The step with the definitions that ended with their sections for names of which nothing else is known by now,
        one of these names and its line.

        What these are made of comes along: definitions that are still in force, and what was known of their letters.
        """
        kept = {d.symbol.name for d in step.definitions} | set(anew)
        arguments = frozenset[Sym]().union(*(d.params for d in step.definitions)) & free_symbols(step.left) & free_symbols(step.right)
        kept |= {s.name for s in arguments}  # ``r(z) + r(-z) = z`` of an r that has a formula here: any z
        found: dict[str, Definition] = {}
        still: dict[str, Definition] = {}
        again: dict[Sym, Term] = {}
        waiting = [*free_symbols(step.left), *free_symbols(step.right), *(s for d in step.definitions for s in free_symbols(d.value))]
        while waiting:
            s = waiting.pop()
            d = self.definitions.get(s.name)
            if d is not None and s.name not in kept and self._section.definition(s.name) is None and self._is_again(s, d.symbol):
                if d.symbol is not s:
                    again[s] = d.symbol
                if s.name not in found:
                    found[s.name] = d
                    waiting += [t for t in free_symbols(d.value) if t not in d.params]
            elif found and s.name not in still and (known := self._section.definition(s.name)) is not None and known.symbol is s:
                still[s.name] = known
                waiting += [t for t in free_symbols(known.value) if t not in known.params]
        names = {s.name for side in (step.left, step.right) for s in free_symbols(side)}
        if any(key_of(s.name) in anew or s.name in anew for d in found.values() for s in free_symbols(d.value) - frozenset(d.params)):
            return None  # "here m is the mean" of the m of another formula
        letters = frozenset[Sym]().union(*(free_symbols(d.value) - frozenset(d.params) for d in found.values()))
        here = frozenset[Sym]().union(free_symbols(step.left), free_symbols(step.right), *(free_symbols(d.value) for d in step.definitions))
        arrays = [self._arrays[s.name] for s in here if s.name in self._arrays and s.name not in kept and s.name not in found
                  and self._section.definition(s.name) is None and not self._section.is_declared(s.name)
                  and self._is_again(s, self._arrays[s.name][0])]
        if not arrays and all(self._takes_every_value(d, names) for d in found.values()):
            return None
        reached = sorted((d for d in still.values() if d not in step.definitions), key=lambda d: (d.line or 0, d.symbol.name))
        ended = [d for name, d in self.definitions.items() if name in found]
        typed = {s.name: s for s in (*letters, *(array for array, _ in arrays)) if not s.uid}
        again |= {s: t for s in here if (t := typed.get(s.name)) is not None and t is not s and s.name not in kept and self._is_again(s, t)}
        if again:
            step = replace(step, left=substitute(step.left, again), right=substitute(step.right, again),
                           definitions=tuple(replace(d, value=substitute(d.value, again)) for d in step.definitions),
                           declarations=tuple(substitute(f, again) for f in step.declarations))
        facts = [fact for name in found for fact in self._facts[name] if free_symbols(fact) <= letters]
        facts += [fact for _, said in arrays for fact in said]
        name, line = (ended[-1].symbol.name, ended[-1].line) if ended else (arrays[-1][0].name, None)
        return replace(step, definitions=_parts_first((*reached, *ended, *step.definitions)),
                       declarations=tuple(dict.fromkeys((*step.declarations, *facts)))), name, line

    def _is_again(self, s: Sym, before: Sym) -> bool:
        r"""Whether a symbol is one of a section before, or a letter of which nothing is said here: y after *a label $y \in \{0, 1\}$*."""
        if s is before:
            return True
        if s.uid or before.uid or s.sort.is_function or before.sort.is_function or self._section.is_declared(s.name):
            return False
        families = len(s.sort.index) == 1 and not s.sort.shape and s.sort.field == "real"
        column = len(before.sort.shape) == 2 and before.sort.shape[1] is ONE and not before.sort.index
        member = len(before.sort.index) == 1 and not before.sort.shape
        return (s.sort == REAL and before.sort.is_scalar) or (families and (column or member))

    def held_constant(self, step: Step) -> str | None:
        """Why a step is not called false that differentiates by a letter what a section before made of that letter: nobody means it to
        be a constant."""
        values = {d.symbol: d.value for d in step.definitions if not d.params}
        for t in (t for side in (step.left, step.right, *values.values()) for t in walk(side) if isinstance(t, Deriv)):
            by, waiting, reached = {s.name for s in free_symbols(t.var)}, [*free_symbols(t.body)], set[Sym]()
            while waiting:
                s = waiting.pop()
                before = self.definitions.get(s.name) if self._section.definition(s.name) is None and s.name not in by else None
                if before is not None and by & {x.name for x in free_symbols(before.value)}:
                    return f"{name_text(s.name)} was defined in line {before.line}, in a section that has ended; define it here again"
                reached.add(s)
                waiting += [x for x in free_symbols(values[s]) if x not in reached] if s in values else []
        return None

    def of_another_type(self, step: Step, anew: Collection[str]) -> str | None:
        """Why a step is not called false that takes a function of numbers which a section before defined for arrays, or the other way."""
        for t in (t for side in (step.left, step.right, *(d.value for d in step.definitions)) for t in walk(side)):
            match t:
                case Apply(Sym(name) as function, _, _) if name in self.definitions and self.definitions[name].symbol is not function \
                        and name not in anew and self._section.definition(name) is None:
                    line = self.lines.get(name)
                    return f"{name_text(name)} was defined in line {line}, for arguments of another type; define it here again"
        return None

    def _takes_every_value(self, definition: Definition, names: Collection[str]) -> bool:
        """``z = h λ`` of letters of which nothing is known here: what is false of any z is false of such a one."""
        value, inside = definition.value, free_symbols(definition.value)
        factors = value.args if isinstance(value, Call) and value.op == "mul" else ()
        free = {s for s in inside if s.sort == REAL and s.name not in names and not self._section.is_declared(s.name)}
        return not definition.params and inside == free and len(free) > 1 and free == set(factors) and len(factors) == len(free)


def _parts_first(definitions: Collection[Definition]) -> tuple[Definition, ...]:
    """Definitions in their order, but each after those that its value is made of."""
    ordered: list[Definition] = []
    waiting = list(definitions)
    while waiting:
        own = {d.symbol for d in waiting}
        ready = next((d for d in waiting if not (free_symbols(d.value) - frozenset(d.params) - {d.symbol}) & own), waiting[0])
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)

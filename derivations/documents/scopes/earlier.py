"""Formulas that names had before: after *let f(x) = x² … let f(x) = x³* a text may go back to the first of its functions.

Guarantee: a step below other words than those that give a name its formula is called false only if it is false by every formula that
its section and the exercises in it gave its names so far, and, of a function that a section takes from those before it, by every one
that these gave it.  What it needs of facts that sections before told of its names is said as its condition.  Where it rests on what
was found of one of these formulas (``a_n = 0`` of the coefficients of f), and its name has another one since, it is not called false.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from derivations.documents.prose.tokens import number_of
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.latex.symbols import names_of
from symbolic.terms import INTEGER, Definition, Sym, Term, free_symbols

MOST = 8
"""How many changes of formulas are gone back."""
FEWEST_WORDS = 3
"""Fewer words do not go back to anything: *then*, *and again*."""
GOING_BACK = frozenset({"for", "under", "with"})
"""Words within a sentence that may go back, as a new sentence may."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The formulas that names had before one of them was given another one, or ``facts`` that a section before told of names."""

    definitions: tuple[Definition, ...]
    why: str
    facts: tuple[Term, ...] = ()


class Given:
    """The formulas that names were given, in order, for each open section."""

    def __init__(self) -> None:
        self._levels: list[list[Definition]] = [[]]
        self._all: list[Definition] = []
        self._set_up: list[list[Definition]] = [[]]
        self._latest: dict[str, int] = {}
        self._told = 0

    def begin_section(self) -> None:
        self._levels.append(list(self._levels[-1]))
        self._set_up.append(list(self._set_up[-1]))

    def end_section(self, item: bool) -> None:
        """item: what is said in an item of a list, or in an exercise, may be spoken of below it."""
        ended, set_up = self._levels.pop(), self._set_up.pop()
        if item:
            self._levels[-1], self._set_up[-1] = ended, set_up

    def begin_sentence(self, words: Iterable[str]) -> None:
        self._told += sum(word.isalpha() for word in words) >= FEWEST_WORDS

    def begin_clause(self, before: Sequence[str]) -> None:
        """The words before a formula, those after the formula before it may go back: *for the sigmoid we have*."""
        start = next((k + 1 for k in range(len(before) - 1, -1, -1) if number_of(before[k]) is not None), 0)
        if start and not GOING_BACK.isdisjoint(before[start:]):
            self.begin_sentence(before[start:])

    def take(self, definition: Definition) -> None:
        self._levels[-1].append(definition)
        self._all.append(definition)
        self._latest[definition.symbol.name] = self._told

    def set_up(self, formula: Definition) -> None:
        """A formula that is set up of a name, and not kept: *let f(x) = x on (0, 1)*."""
        self._set_up[-1].append(formula)

    def go_on_with(self, names: Collection[str]) -> None:
        """A section begins with names that have their formulas from sections before."""
        self._levels[-1] += [d for d in self._all if d.symbol.name in names and d not in self._levels[-1]]

    def is_left(self, name: str) -> bool:
        """Whether a sentence came after the one that gave a name its formula."""
        return self._latest.get(name, -1) < self._told

    def before(self, definitions: Collection[Definition]) -> Iterator[Earlier]:
        """What a step with some definitions had in their place before each of the last changes."""
        now = {d.symbol.name: d for d in definitions if self._latest.get(d.symbol.name, -1) < self._told}
        said = [d for d in self._levels[-1] if d.symbol.name in now]
        found: list[tuple[Definition, ...]] = []
        for place in range(len(said) - 1, 0, -1):
            state = {d.symbol.name: d for d in said[:place]}
            others = tuple(d for name, d in state.items() if is_other(now[name], d))
            if others and others not in found and len(found) < MOST:
                found.append(others)
                last = others[-1]
                yield Earlier(others, f"it holds for the {name_text(last.symbol.name)} of line {last.line}; say here which one is meant")


    def outdated(self, definitions: Collection[Definition]) -> str | None:
        """Why a step with some definitions may speak of something new: one of them was told between two formulas of another name."""
        told = [*self._levels[-1], *self._set_up[-1]]
        for d in (d for d in definitions if d in self._levels[-1]):
            others = [x for x in told if x.symbol is not d.symbol and x.symbol not in free_symbols(d.value)]
            others = [x for x in others if d.symbol not in free_symbols(x.value)]  # L = (y - t)^2 with y = w x: of that nothing was found
            changed = next((x for x in others for y in others if (x.line or 0) > (d.line or 0) >= (y.line or 0) and is_other(x, y)), None)
            if changed is not None:
                return f"{name_text(d.symbol.name)} was found in line {d.line}, before {name_text(changed.symbol.name)} got another " \
                       f"formula in line {changed.line}"
        return None


def is_other(now: Definition, before: Definition) -> bool:
    """Whether a name had another formula before, of as many arguments."""
    return before.symbol is now.symbol and len(before.params) == len(now.params) and before.line != now.line \
        and (before.params, before.value) != (now.params, now.value)


def as_before(scope: Scope, earlier: Earlier) -> Scope:
    """What is known, with the formulas that names had before, or with what was told of them."""
    old = {d.symbol.name: d for d in earlier.definitions}
    return replace(scope, definitions=tuple(old.get(d.symbol.name, d) for d in scope.definitions)).with_facts(*earlier.facts)


def facts_told(scopes: Iterable[Scope], known: Collection[Term], about: Collection[Sym]) -> Iterator[Earlier]:
    """What each of the scopes tells of some names alone beyond what is known."""
    for scope in scopes:
        new = ((f, {s for s in names_of(f) if s.sort != INTEGER}) for f in scope.facts if f not in known)
        facts = tuple(fact for fact, said in new if said and said <= set(about))
        if facts:
            yield Earlier((), "it holds by what only a section before declares", facts)

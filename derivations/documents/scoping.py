"""What is known of each name at each place of a document.

A section sees what the sections around it know, and forgets its own when it ends; a sentence forgets its clauses.
Definitions keep the line that makes them.  A step takes along only what concerns its names: the definitions that it
reaches, and the facts that share a name with it, directly or through other facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from symbolic.latex.scope import Scope

from derivations.documents.formulas import Unread, macros_in, read_let
from derivations.documents.model import Document, Heading, Text
from derivations.documents.prose import formulas, read_sentence
from derivations.documents.sentences import Sentence
from symbolic.steps import Step
from symbolic.terms import Definition, Sym, Term, free_symbols

MOST_HINTS = 3


def blocked_names(elements: Iterable[Heading | Sentence], flat: bool) -> list[dict[str, str]]:
    """For each section in order, the names that its sentences join to a word that is not understood, with the reason."""
    blocked: list[dict[str, str]] = [{}]
    for element in elements:
        if isinstance(element, Heading):
            if not flat:
                blocked.append({})
            continue
        maths = formulas(element)
        for joined in read_sentence(element).joined:
            line = maths[joined.formula].text.place.line
            reason = f"line {line} speaks of {joined.name} with the word ‘{joined.word}’, which is not understood"
            blocked[-1].setdefault(joined.name, reason)
    return blocked


class Scopes:
    """The scopes of the open sections, outermost first, and the scope of the sentence being read."""

    def __init__(self) -> None:
        self._frames: list[tuple[int, Scope]] = [(0, Scope())]
        self._blocked: Sequence[dict[str, str]] = ()
        self._section = 0
        self._gone: dict[str, int] = {}
        self.current = self._frames[-1][1]

    # --- sections and sentences ---------------------------------------------------------------

    def begin_document(self, document: Document, blocked: Sequence[dict[str, str]]) -> None:
        self._blocked, self._section = blocked, 0
        scope = self._frames[-1][1]
        for macro in document.macros:
            scope = macros_in(macro, scope) or scope
        self._keep(self._with_blocked(scope))

    def end_document(self) -> None:
        """Of a preamble: what it said stays."""
        self._frames = [(0, self._frames[-1][1])]

    def enter(self, level: int) -> None:
        """A heading: sections of its level and below end."""
        while self._frames[-1][0] >= level:
            _, ended = self._frames.pop()
            outer = self._frames[-1][1]
            kept = {d.symbol.name for d in outer.definitions}
            self._gone |= {d.symbol.name: d.line for d in ended.definitions if d.line and d.symbol.name not in kept}
        self._section += 1
        self._frames.append((level, self._frames[-1][1]))
        self._keep(self._with_blocked(self._frames[-1][1]))

    def end_sentence(self) -> None:
        self.current = self._frames[-1][1]

    def _with_blocked(self, scope: Scope) -> Scope:
        names = self._blocked[self._section] if self._section < len(self._blocked) else {}
        for name, reason in names.items():
            scope = scope.block(name, reason)
        return scope

    def _keep(self, scope: Scope) -> None:
        self._frames[-1] = (self._frames[-1][0], scope)
        self.current = scope

    # --- saying something ---------------------------------------------------------------------

    def let(self, text: Text) -> Unread | None:
        """An instruction ``let``: lasting declarations; what could not be read is returned."""
        return self._declare(text, text.source, True)

    def declare(self, text: Text, lasting: bool) -> bool:
        """Declarations in a formula of prose; False if it is none."""
        return self._declare(text, text.source, lasting) is None

    def declare_words(self, latex: str, text: Text, lasting: bool) -> None:
        """Declarations that words make; a name whose declaration fails is blocked."""
        self._declare(text, latex, lasting)

    def _declare(self, text: Text, latex: str, lasting: bool) -> Unread | None:
        outcome = read_let(latex, self.current, text.place.line)
        if isinstance(outcome, Unread):
            return outcome
        if lasting:
            kept = read_let(latex, self._frames[-1][1], text.place.line)
            if not isinstance(kept, Unread):
                self._frames[-1] = (self._frames[-1][0], kept)
        self.current = outcome
        return None

    def convention(self, name: str) -> None:
        self._both(lambda scope: scope.convention(name))

    def define(self, definition: Definition) -> None:
        self._both(lambda scope: scope.define(definition))

    def forget(self, name: str) -> None:
        self._both(lambda scope: scope.undefine(name))

    def take_macros(self, latex: str) -> bool:
        """Keep the macros that a formula defines; True if it holds nothing else."""
        scope = macros_in(latex, self.current)
        if scope is None:
            return False
        self._both(lambda s: macros_in(latex, s) or s)
        return not re.sub(r"\\(?:re|provide)?newcommand.*|\\g?def.*|\\DeclareMathOperator.*", "", latex).strip()

    def _both(self, change: object) -> None:
        assert callable(change)
        self._frames[-1] = (self._frames[-1][0], change(self._frames[-1][1]))
        self.current = change(self.current)

    # --- asking -------------------------------------------------------------------------------

    def definition(self, name: str) -> Definition | None:
        return next((d for d in reversed(self.current.definitions) if d.symbol.name == name), None)

    def defined_names(self) -> Collection[str]:
        return {d.symbol.name for d in self.current.definitions}

    def is_declared(self, name: str) -> bool:
        return name in self.current.sorts

    def hints(self, step: Step) -> tuple[str, ...]:
        """Where the definitions in use were made, and definitions that would have been of use but ended with their section."""
        used = [f"line {d.line} defines {d.symbol.name}" for d in step.definitions if d.line]
        names = {s.name for s in free_symbols(step.left) | free_symbols(step.right)}
        defined = {d.symbol.name for d in step.definitions}
        lost = [f"{name} was defined in line {line}, in a section that has ended" for name, line in self._gone.items()
                if name in names - defined]
        return tuple((lost + used)[:MOST_HINTS])


# --- steps ------------------------------------------------------------------------------------


def step_under(scope: Scope, relation: str, left: Term, right: Term, facts: Iterable[Term]) -> Step:
    """A step with the definitions and facts of a scope that concern it, and further facts of its own."""
    definitions = _reached(scope.definitions, names_of(left) | names_of(right))
    names = names_of(left) | names_of(right) | {n for d in definitions for n in names_of(d.value) | {d.symbol.name}}
    known = dict.fromkeys((*scope.facts, *facts))
    chosen: dict[Term, None] = {}
    while True:
        new = [fact for fact in known if fact not in chosen and names_of(fact) & names]
        if not new:
            break
        chosen |= dict.fromkeys(new)
        names |= {n for fact in new for n in names_of(fact)}
    return Step(relation, left, right, tuple(f for f in known if f in chosen), definitions, frozenset(scope.conventions))


def _reached(definitions: Sequence[Definition], names: set[str]) -> tuple[Definition, ...]:
    """The definitions whose names occur, or occur in one that does, in the order in which they were made."""
    latest = {d.symbol.name: d for d in definitions}
    reached: set[str] = set()
    frontier = names & latest.keys()
    while frontier:
        reached |= frontier
        frontier = {n for name in frontier for n in names_of(latest[name].value)} & latest.keys() - reached
    return tuple(d for d in definitions if d.symbol.name in reached and latest[d.symbol.name] is d)


def names_of(term: Term) -> set[str]:
    """The names in a term, those of the sizes in the types of its names included."""
    names: set[str] = set()
    pending = list(free_symbols(term))
    while pending:
        symbol = pending.pop()
        if symbol.name in names:
            continue
        names.add(symbol.name)
        pending += [s for size in _sizes(symbol) for s in free_symbols(size)]
    return names


def _sizes(symbol: Sym) -> list[Term]:
    ranges = [bound for pair in symbol.sort.index if pair is not None for bound in pair]
    return [*symbol.sort.shape, *ranges]

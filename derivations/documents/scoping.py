"""What is known of each name at each place of a document.

A section sees what the sections around it know, and forgets its own when it ends; a sentence forgets its clauses.
Definitions keep the line that makes them.  A step takes along only what concerns its names: the definitions that it
reaches, and the facts that share a name with it, directly or through other facts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from derivations.documents.formulas import Unread, macros_in, read_let
from derivations.documents.model import Document, Heading, Text
from derivations.documents.prose import formulas, names_in, read_sentence
from derivations.documents.sentences import Sentence
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.latex.scoping import names_of
from symbolic.steps import Step
from symbolic.terms import Definition, Sym, Term, free_symbols

MOST_HINTS = 3


@dataclass(slots=True)
class Section:
    """What the first walk finds in a section: blocked names with the reason, and the formulas that use names, not just mention them."""

    blocked: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)


def survey_sections(elements: Iterable[Heading | Sentence], flat: bool) -> list[Section]:
    """The sections in order; of a flat document there is one."""
    sections = [Section()]
    for element in elements:
        if isinstance(element, Heading):
            if not flat:
                sections.append(Section())
            continue
        maths = formulas(element)
        sections[-1].sources += [m.text.source for m in maths if m.problem is None and not names_in(m.text.source)]
        for joined in read_sentence(element).joined:
            line = maths[joined.formula].text.place.line
            reason = f"line {line} speaks of {joined.name} with the word ‘{joined.word}’, which is not understood"
            sections[-1].blocked.setdefault(joined.name, reason)
    return sections


class Scopes:
    """The scopes of the open sections, outermost first, and the scope of the sentence being read."""

    def __init__(self) -> None:
        self._frames: list[tuple[int, Scope]] = [(0, Scope())]
        self._sections: Sequence[Section] = ()
        self._section = 0
        self._gone: dict[str, int] = {}
        self.current = self._frames[-1][1]

    # --- sections and sentences ---------------------------------------------------------------

    def begin_document(self, document: Document, sections: Sequence[Section]) -> None:
        self._sections, self._section = sections, 0
        for macro in document.macros:
            self._both(lambda scope, macro=macro: macros_in(macro, scope) or scope)  # type: ignore[misc]  # mypy cannot type the default
        self._open(0)

    def end_document(self) -> None:
        """Of a preamble: what it said stays."""
        self._frames = [(0, self._frames[-1][1])]

    def enter(self, level: int) -> None:
        """A heading: sections of its level and below end."""
        while self._frames[-1][0] >= level:
            _, ended = self._frames.pop()
            kept = self._frames[-1][1].defined
            self._gone |= {d.symbol.name: d.line for d in ended.definitions if d.line and d.symbol.name not in kept}
        self._section += 1
        self._frames.append((level, self._frames[-1][1]))
        self._open(level)

    def _open(self, level: int) -> None:
        """The scope of a section as it begins."""
        section, scope = self._sections[self._section], self._frames[-1][1]
        for name, reason in section.blocked.items():
            if scope.symbol(name) is None:
                scope = scope.block(name, reason)
        self._frames[-1] = (level, scope.surveyed(*section.sources))
        self.current = self._frames[-1][1]

    def end_sentence(self) -> None:
        self.current = self._frames[-1][1]

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
        self._both(lambda scope: scope.with_convention(name))

    def define(self, definition: Definition) -> None:
        self._both(lambda scope: scope.define(definition))

    def forget(self, name: str) -> None:
        self._both(lambda scope: scope.forget(name))

    def take_macros(self, latex: str) -> None:
        """Keep the macros that a formula defines."""
        if macros_in(latex, self.current) is not None:
            self._both(lambda scope: macros_in(latex, scope) or scope)

    def _both(self, change: Callable[[Scope], Scope]) -> None:
        self._frames[-1] = (self._frames[-1][0], change(self._frames[-1][1]))
        self.current = change(self.current)

    # --- asking -------------------------------------------------------------------------------

    def definition(self, name: str) -> Definition | None:
        return self.current.definition(name)

    def defined_names(self) -> Collection[str]:
        return self.current.defined

    def declared_names(self) -> Collection[str]:
        return self.current.names.keys()

    def is_declared(self, name: str) -> bool:
        return self.current.symbol(name) is not None

    def hints(self, step: Step) -> tuple[str, ...]:
        """Where the definitions in use were made, and definitions that would have been of use but ended with their section."""
        used = [f"line {d.line} defines {name_text(d.symbol.name)}" for d in step.definitions if d.line]
        names = {s.name for s in free_symbols(step.left) | free_symbols(step.right)}
        defined = {d.symbol.name for d in step.definitions}
        lost = [f"{name_text(name)} was defined in line {line}, in a section that has ended" for name, line in self._gone.items()
                if name in names - defined]
        return tuple((lost + used)[:MOST_HINTS])


# --- steps ------------------------------------------------------------------------------------


def step_under(scope: Scope, relation: str, left: Term, right: Term, facts: Iterable[Term]) -> Step:
    """A step with the definitions and facts of a scope that concern it, and further facts of its own."""
    scope = scope.with_facts(*facts)
    definitions = _reached(scope.definitions, names_of(left) | names_of(right))
    values = [part for d in definitions for part in (d.symbol, d.value)]
    return Step(relation, left, right, scope.relevant_facts(left, right, *values), definitions, scope.conventions)


def _reached(definitions: Sequence[Definition], names: frozenset[Sym]) -> tuple[Definition, ...]:
    """The definitions whose names occur, or occur in one that does, in the order in which they were made."""
    reached: set[Definition] = set()
    while True:
        new = [d for d in definitions if d.symbol in names and d not in reached]
        if not new:
            return tuple(d for d in definitions if d in reached)
        reached |= set(new)
        names |= frozenset[Sym]().union(*(names_of(d.value) for d in new))

"""What is known of each name at a place of a document, as far as it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from derivations.documents.formulas import Unread, read_let
from derivations.documents.functions.sequences import put_in
from derivations.documents.model import Text
from derivations.documents.prose.names import key_of
from derivations.documents.scopes.domains import is_bound
from derivations.documents.scopes.earlier import Earlier, facts_told
from derivations.documents.scopes.ended import Ended
from derivations.documents.scopes.inheritance import Inheritance
from derivations.documents.scopes.survey import Section
from derivations.documents.type_inference.inferred import Taken
from symbolic.latex.errors import ReadingError
from symbolic.latex.scope import Scope
from symbolic.steps import Step
from symbolic.terms import Definition, Sym, Term, free_symbols


@dataclass(slots=True)
class Frame:
    """An open section: what it knows of its names, the letters that vary with another, and values that are supposed."""

    level: int
    scope: Scope
    varying: dict[str, str] = field(default_factory=dict)
    supposed: dict[str, Definition] = field(default_factory=dict)

    def inside(self, level: int) -> Frame:
        """A section in this one as it begins."""
        return Frame(level, self.scope, dict(self.varying))


class Knowledge:
    """The scopes of the open sections, outermost first, and the scope of the sentence being read.

    ended, inherited: what sections that have ended said, and what goes on into later ones; ``taken``: types that only formulas tell.
    """

    _frames: list[Frame]
    _sections: Sequence[Section]
    _section: int
    current: Scope
    ended: Ended
    inherited: Inheritance
    taken: Taken

    @property
    def _frame(self) -> Frame:
        return self._frames[-1]

    def told_before(self, names: frozenset[Sym]) -> Iterator[Earlier]:
        """What each section before told of names, as far as this one does not give them a type of its own, and no longer holds."""
        about = {s for s in names if key_of(s.name) not in self._sections[self._section].typed}
        return facts_told((*(frame.scope for frame in self._frames), *self.inherited.ended), frozenset(self.current.facts), about)

    def passing_facts(self) -> tuple[Term, ...]:
        """What this sentence says of the values of its names for itself alone."""
        lasting = self._frame.scope.facts
        return tuple(f for f in self.current.facts if f not in lasting and is_bound(f))

    def facts_in(self, text: Text) -> tuple[Term, ...]:
        """What a formula would say if it were assumed here."""
        outcome = read_let(text.source, self.current, text.place.line, True)
        return () if isinstance(outcome, Unread) else tuple(f for f in outcome.facts if f not in self.current.facts)

    def lasting_facts(self) -> frozenset[Term]:
        """What is known to the end of the section."""
        return frozenset(self._frame.scope.facts)

    @property
    def sources(self) -> Sequence[str]:
        """The formulas of the section that use names."""
        return self._sections[self._section].sources

    def unfolded(self, term: Term) -> Term:
        """A term with the definitions in force put in."""
        return put_in(term, self.current.definitions)

    @property
    def varying(self) -> Mapping[str, str]:
        return self._frame.varying

    def written_out(self, latex: str) -> str:
        """A formula with the macros in force put in; as it is if it cannot be cut into tokens."""
        from symbolic.latex.names.usage import spelled
        from symbolic.latex.source.macros import tokens_of

        try:
            return spelled(tokens_of(latex, self.current.macros)) if self.current.macros else latex
        except ReadingError:
            return latex

    def definition(self, name: str) -> Definition | None:
        return self.current.definition(name)

    def function_of(self, letter: str) -> Definition | None:
        """The formula of a function, also where its letter stands for a number too."""
        return self.definition(letter) or self.definition(rf"{letter}(\cdot)")

    def defined_names(self) -> Collection[str]:
        return self.current.defined

    def declared_names(self) -> Collection[str]:
        return self.current.names.keys() - self.taken.untold

    def is_function(self, name: str) -> bool:
        symbol = self.current.symbol(name)
        return symbol is not None and symbol.sort.is_function

    def is_declared(self, name: str) -> bool:
        return self.current.symbol(name) is not None

    def is_described(self, name: str) -> bool:
        """Whether words, here or in a section before, say what a name is that is not understood."""
        return any(key_of(name) in section.described for section in self._sections[: self._section + 1])

    def is_from_outside(self, name: str, typed: bool = False) -> bool:
        """Whether a section around this one gave a name its value, or its type."""
        outer = self._frames[-2].scope if len(self._frames) > 1 else self._frames[0].scope.forget(name)
        same_type = outer.names.get(name) == self.current.names.get(name)
        return same_type if typed else outer.definition(name) is self.definition(name) is not None

    @property
    def _spoken_of(self) -> Collection[str]:
        """The names that this section begins anew or speaks of for itself."""
        section = self._sections[self._section]
        return section.typed | section.respoken

    def under_ended(self, step: Step) -> tuple[Step, str, int | None] | None:
        """The step with the definitions that ended with their sections for names of which nothing else is known by now."""
        return self.ended.under(step, self._spoken_of)

    def of_another_type(self, step: Step) -> str | None:
        """Why a step is not called false whose functions or letters mean something else than where they were defined."""
        return self.ended.of_another_type(step, self._spoken_of) or self.ended.held_constant(step)

    def differentiated(self, left: Term) -> Collection[str]:
        """The names that sections before defined, if one of them is differentiated here."""
        return self.ended.differentiated(left, anew=self._spoken_of)

    def goes_on_with(self, fact: Term) -> bool:
        """Whether the names of a fact that a section before said in passing are begun anew by nothing in this one."""
        names = {s.name for s in free_symbols(fact) if s.sort.field != "integer" or not s.sort.is_scalar}
        return bool(names) and names.isdisjoint(self._sections[self._section].typed)

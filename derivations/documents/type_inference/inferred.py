"""What names are taken for that nothing declares, because a row can be read in no other way; every step with one says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Protocol

from derivations.documents.formulas import Unread, read_let
from derivations.documents.model import Text
from derivations.documents.type_inference.shapes import RUNNING, described, made_whole, stands_bare
from symbolic.latex.plain import name_text, to_text
from symbolic.latex.scope import Scope
from symbolic.latex.shapes.sizes import size_facts
from symbolic.latex.symbols import sizes_of
from symbolic.terms import INTEGER, Call, Sort, Sym, Term, free_symbols, sym


class Doubts(Protocol):
    """The reasons to doubt names."""

    @property
    def sizes_told(self) -> str: ...

    def name(self, name: str, reason: str) -> None: ...


class Section(Protocol):
    """What a name that is taken for something is kept in: the scope of the sentence, and that of its section."""

    current: Scope

    def declare_latex(self, latex: str, text: Text, lasting: bool) -> bool: ...

    def change(self, change: Callable[[Scope], Scope]) -> None: ...

    @property
    def doubts(self) -> Doubts: ...


class Taken:
    """The names of a document that were taken for something.

    here:   those of which it holds in this sentence alone.
    starred: those with a star, which may be anything of their type.
    untold: arrays of which not even the size is told, so that an equation may be one for them.
    members: those of which only members were met, ``x_k``.
    """

    def __init__(self, section: Section) -> None:
        self._section = section
        self._said: dict[str, str] = {}
        self.here: set[str] = set()
        self.starred: set[str] = set()
        self.untold: set[str] = set()
        self.members: set[str] = set()

    def said_of(self, names: Collection[str]) -> list[str]:
        """What is said of names in the report."""
        return [self._said[name] for name in sorted(set(names) & self._said.keys())]

    def is_taken(self, name: str) -> bool:
        """Whether the shapes of a formula alone say what a name is."""
        return self._said.get(name, "").startswith("nothing says")

    def type_of(self, name: str, latex: str, text: Text, lasting: bool, untold: bool) -> None:
        """A type that a row forces, to the end of the section or of the sentence."""
        if untold:
            self.untold.add(name)
            if self._section.doubts.sizes_told:
                self._section.doubts.name(name, self._section.doubts.sizes_told)
        if lasting:
            self._section.declare_latex(latex, text, True)
        else:
            outcome = read_let(latex, self._section.current, text.place.line)
            self._section.current = self._section.current if isinstance(outcome, Unread) else outcome
            self.here.add(name)
        names = self._section.current.names
        known = names.get(name) or names.get(latex.partition(r"\in")[0].strip())
        if known is not None and known.shape:
            if known.index:
                self.members.add(name)
            self._said[name] = f"nothing says what {name_text(name)} is; in line {text.place.line} only {described(known)} fits"

    def without_index(self, latex: str) -> None:
        """Names of which only members were met have no type yet where they stand alone: ``f(x + t d)`` after ``x_k``."""
        for name in self.members & self._section.current.names.keys():
            alone = stands_bare(name, latex) and not re.search(RUNNING.format(re.escape(name)), latex)
            if alone and self._section.current.names[name].index:
                self._section.current = self._section.current.forget(name)

    def iterates(self, name: str, text: Text) -> None:
        """A declared vector with an index is a vector of the same length, in this sentence."""
        scope = self._section.current
        sort = replace(scope.names[name], index=(None,))
        self._section.current = scope.declare(name, sort)
        self._said[name] = f"{name_text(name)} is a vector; in line {text.place.line} only vectors fit for its members too, not its entries"

    def twin(self, name: str, sort: Sort, text: Text) -> None:
        """A letter with a star is of the type of the same letter without, to the end of the section."""
        self._section.change(lambda scope: scope if scope.symbol(name) is not None else scope.declare(name, sort))
        self.starred.add(name)
        self._said[name] = f"nothing says what {name_text(name)} is; in line {text.place.line} it is taken for a name of its own"

    def without_values(self, names: Collection[str]) -> None:
        """Letters with a star of which nothing is known have no type where they are given values."""
        for name in [*filter(self.may_be_special, names)]:
            self._forget(name)
            self.starred.discard(name)

    def _forget(self, name: str) -> None:
        self._section.change(lambda scope: scope.forget(name))

    def may_be_special(self, name: str) -> bool:
        """Whether a letter with a star may be an optimum: no equation is known of it."""
        if name not in self.starred:
            return False
        scope = self._section.current
        return scope.definition(name) is None and not any(s.name == name for f in scope.facts for s in free_symbols(f))

    def inherit(self, names: Collection[str]) -> None:
        """Names with the types that they had in a section before."""
        self._said |= {name: f"{name_text(name)} is taken for what it was in a section before" for name in names}

    def drop(self, names: Collection[str]) -> None:
        """Names that are taken for nothing any more."""
        self._said = {name: said for name, said in self._said.items() if name not in names}

    def settle(self, name: str) -> None:
        """A name that gets a formula is taken for nothing any more."""
        self.drop([name])
        self.untold.discard(name)
        self.here.discard(name)

    def loosened(self) -> Scope:
        """The scope in which arrays of untold size have no type, but those that definitions speak of."""
        scope = self._section.current
        held = {s.name for d in scope.definitions for s in free_symbols(d.value) | {d.symbol}}
        for name in self.untold & scope.names.keys() - held:
            scope = scope.forget(name)
        return scope

    def entries(self, name: str, text: Text) -> None:
        """A small letter with two indices stands for the entries of the matrix of the same name, to the end of the section."""
        self.entries_of(name, name.upper(), rf"{name}_{{ij}} := {name.upper()}_{{ij}}", text)

    def entries_of(self, name: str, array: str, latex: str, text: Text) -> None:
        """A letter with an index stands for the entries of an array, to the end of the section."""
        self._section.declare_latex(latex, text, True)
        self._said[name] = f"nothing says what {name} is; it is taken for the entries of {array}"

    def whole(self, family: Sym, size: Term) -> Sym:
        """A family of numbers is a vector of this length from here on, to the end of the section."""
        self._section.change(lambda scope: made_whole(scope, family, size))
        self._said[family.name] = f"{name_text(family.name)} without an index is taken for the vector of its {to_text(size)} entries"
        vector = self._section.current.symbol(family.name)
        assert vector is not None
        return vector

    def mean(self, name: str, latex: str | None, text: Text) -> None:
        """A barred letter of which nothing is said is the mean of the letters beside it, to the end of the section."""
        if latex is None:
            self._section.doubts.name(name, f"nothing says what {name_text(name)} is; it may be a mean, of so many that no sum says it")
            return
        self._section.declare_latex(latex, text, True)
        self._said[name] = f"nothing says what {name_text(name)} is; it is taken for the mean"


def is_of_range(fact: Term, name: str) -> bool:
    """``k ≤ n``: whether a fact says of an index where it ends, or of a size that it is that end."""
    match fact:
        case Call("le" | "lt", (Sym(bounded), end)):
            return bounded == name or any(s.name == name for s in free_symbols(end))
    return False


def with_types_of(section: Scope, sentence: Scope) -> Scope:
    """The scope of a section with the types that a clause gives to names without one.

    What ``for x ∈ ℝⁿ`` says of x holds for its sentence; but afterwards an x without a type of its own is no real number.
    """
    for name, sort in sentence.names.items():
        whole = sort == INTEGER and not any(is_of_range(f, name) for f in sentence.facts)
        is_type = bool(sort.shape) or sort.is_function or sort.field == "complex" or whole
        if is_type and section.symbol(name) is None and name not in section.blocked and name not in sentence.defined:
            sizes = frozenset[Sym]().union(*map(free_symbols, sizes_of(sort)))
            for size in sorted(sizes, key=repr):
                section = section if section.symbol(size.name) is not None else section.declare(size.name, size.sort)
            section = section.declare(name, sort).with_facts(*(f for f in sentence.facts if free_symbols(f) and free_symbols(f) <= sizes))
            if whole and name in section.usage.sizes:  # "for $n = 2$": afterwards it is any size
                section = section.with_facts(*size_facts(sym(name, sort), sentence.facts))
    return section

"""Why a step must not be called false: what prose says of one of its names is not understood, or not kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from derivations.documents.functions.sequences import put_in
from derivations.documents.model import Text
from derivations.documents.prose.names import key_of, may_be_members, names_told
from derivations.documents.scopes.survey import Section
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.steps import Step
from symbolic.terms import Bind, Definition, Sym, Term, free_symbols, walk

MARKED = re.compile(r"_\{(?:\d+|\w)\}$")  # what is said of x_0, or of a σ_n that is a name of its own, is not said of x and σ
NOT_UNDERSTOOD = "which is not understood"


class Special(Protocol):
    """The names that were taken for something."""

    def may_be_special(self, name: str) -> bool: ...


class Names(Protocol):
    """What is known of names in the sentence that is read."""

    current: Scope

    @property
    def taken(self) -> Special: ...

    def definition(self, name: str) -> Definition | None: ...


@dataclass(frozen=True, slots=True)
class _Open:
    """An open section: what the first walk found in it, and the reasons to doubt its names."""

    section: Section
    reasons: dict[str, str]
    of_chance: dict[str, int] = field(default_factory=dict)


class ReasonsToDoubt:
    """The reasons to doubt names, by section and for the sentence that is read; an inner section doubts what the outer ones doubt."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._open: list[_Open] = []
        self._here: dict[str, str] = {}

    def begin_document(self, section: Section) -> None:
        """The part before the first heading; what a preamble left in doubt stays so."""
        self._open = [_Open(section, {**self._lasting, **section.doubted})]

    def begin_section(self, section: Section, ended: Mapping[str, str]) -> None:
        """A section inside the open ones; ``ended``: the reasons that the end of the one before it leaves."""
        self._open.append(_Open(section, {**self._lasting, **ended, **section.doubted}))

    def end_section(self) -> None:
        self._open.pop()

    def end_sentence(self) -> None:
        self._here = {}

    # --- saying something ---------------------------------------------------------------------

    def name(self, name: str, reason: str) -> None:
        """Something is said of a name that is not kept: what is true under it must not be called false in this section."""
        decorated = ("^" in name and "_" not in name) or MARKED.search(name) is not None
        self._lasting.setdefault(name if decorated else key_of(name), reason)

    def here(self, name: str, reason: str) -> None:
        """Something is said of a name for this sentence that is not understood."""
        self._here.setdefault(key_of(name), reason)

    def formula(self, text: Text, lasting: bool, only: Collection[str] | None = None) -> None:
        """The names of a formula that says something of them which cannot be used; ``only``: of these alone."""
        doubts = {key_of(name): unusable(text) for name in names_told(text.source) if only is None or name in only}
        self._here |= doubts
        if lasting:
            self._lasting.update(doubts)

    def may_be_random(self, name: str, line: int) -> None:
        """The section speaks of a name with words of chance."""
        self._open[-1].of_chance.setdefault(name, line)

    @property
    def of_chance(self) -> Mapping[str, int]:
        """The names that may be random, and where it is said."""
        return {name: line for o in self._open for name, line in o.of_chance.items()}

    def settle(self, names: Collection[str]) -> None:
        """A declaration says what these names are."""
        for name in names:
            self._lasting.pop(key_of(name), None)

    # --- asking -------------------------------------------------------------------------------

    def is_unread(self, name: str) -> bool:
        """Whether a name has a formula in this section that is not read."""
        return self._lasting.get(key_of(name), "").endswith("and is not read")

    @property
    def _lasting(self) -> dict[str, str]:
        return self._open[-1].reasons if self._open else {}

    @property
    def sizes_told(self) -> str:
        """Why an array of which nothing tells the size may have a certain one; nothing if no words here speak of sizes."""
        return next((o.section.sizes for o in self._open if o.section.sizes), "")

    def about(self, step: Step) -> dict[str, str]:
        """Why a step cannot be called false, by name."""
        symbols = free_symbols(step.left) | free_symbols(step.right)
        starred = {s.name: f"nothing says what {name_text(s.name)} is" for s in symbols if self._names.taken.may_be_special(s.name)}
        doubts = {**self._weak(), **self._lasting, **self._here, **may_be_members(symbols), **starred}
        if not doubts:
            return {}
        symbols |= {s for d in step.definitions for s in (free_symbols(d.value) - {*d.params}) | {d.symbol}}
        symbols |= {s for fact in step.declarations for s in free_symbols(fact)}
        names = {key_of(s.name) for s in symbols} | {s.name for s in symbols}
        free = {name for s in symbols if not self._is_given(s) for name in (key_of(s.name), s.name)}
        return {name: doubts[name] for name in sorted(names & doubts.keys()) if name in free or not doubts[name].endswith(NOT_UNDERSTOOD)}

    def _unfolded(self, definition: Definition) -> Term:
        return put_in(definition.value, self._names.current.definitions)

    def _is_given(self, s: Sym) -> bool:
        """Whether a name has a formula without other open names: what words say of it is a claim."""
        d = self._names.definition(s.name)
        return d is not None and free_symbols(self._unfolded(d)) <= {d.symbol, *d.params}

    def _weak(self) -> dict[str, str]:
        """The doubts that a declaration or a definition of the name settles."""
        scope = self._names.current
        powers = {name: why for o in self._open for name, why in o.section.powers.items() if scope.symbol(name) is None}
        defined = {key_of(d.symbol.name) for d in scope.definitions
                   if any(isinstance(t, Bind) and t.op == "sum" for t in walk(self._unfolded(d)))}
        return powers | {name: why for o in self._open for name, why in o.section.claimed.items() if name not in defined}


def unusable(text: Text) -> str:
    """The reason to doubt the names of a formula that cannot be used."""
    return f"line {text.place.line} says something of its names that cannot be used: {' '.join(text.source.split())}"

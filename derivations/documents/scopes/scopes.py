"""What is known of each name at each place of a document.

A section sees what the sections around it know, and forgets its own when it ends; a sentence forgets its clauses.
Definitions keep the line that makes them.  A step takes along only what concerns its names: the definitions that it
reaches, and the facts that share a name with it, directly or through other facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TypeVar

from derivations.documents.formulas import Unread, macros_in, read_let
from derivations.documents.functions.sequences import Carried
from derivations.documents.functions.subterms import with_parts_named
from derivations.documents.functions.told_ranges import within_told
from derivations.documents.model import Document, Text
from derivations.documents.prose.names import key_of, names_in, names_mentioned, with_braces
from derivations.documents.prose.reading import Lines
from derivations.documents.prose.sentences import ITEM
from derivations.documents.scopes.cues import OF_ARRAYS
from derivations.documents.scopes.domains import Domains, is_bound, with_families
from derivations.documents.scopes.earlier import Given
from derivations.documents.scopes.ended import Ended
from derivations.documents.scopes.inheritance import Inheritance, factors_in, says_of
from derivations.documents.scopes.knowledge import Frame, Knowledge
from derivations.documents.scopes.reasons_to_doubt import ReasonsToDoubt, unusable
from derivations.documents.scopes.reservations import Reservations
from derivations.documents.scopes.survey import Section
from derivations.documents.type_inference.inferred import Taken, with_types_of
from symbolic.latex.names.usage import Usage, transposing_primes
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.latex.symbols import sizes_of
from symbolic.proving.contradictions import contradiction
from symbolic.terms import INTEGER, ONE, Definition, Sort, Sym, Term, call, free_symbols, sym

MEMBER = re.compile(r"_\{?[a-z]\}?$")
NUMBER_GIVEN = re.compile(r"\s*(\\?[A-Za-z]+)\s*=\s*-?[\d.]+\s*")
T = TypeVar("T")


class Scopes(Knowledge):
    """What is known, and how it changes as sections, sentences and clauses begin and end, and say something.

    What is known of one kind has a class of its own: ``doubts``, sequences that are ``carried`` on, ``domains`` of functions, ``reserved``
    values, values that are ``given``.
    """

    def __init__(self) -> None:
        self._frames = [Frame(0, Scope(alone=False))]
        self._sections: Sequence[Section] = ()
        self._primes = Usage()
        self._section = 0
        self.ended = Ended(self)
        self.current = self._frame.scope
        self.taken = Taken(self)
        self.doubts = ReasonsToDoubt(self)
        self.carried = Carried(lambda: self.current.definitions)
        self._clauses: list[Term] = []
        self._made: list[Definition] = []
        self._case: Scope | None = None
        self.inherited = Inheritance()
        self.domains = Domains(self.definition)
        self.reserved = Reservations(lambda: self.current)
        self.given = Given()
        self._earlier: tuple[Term, ...] = ()
        self._supposed: tuple[Term, ...] = ()  # what the sentence before supposes for this one
        self.before: frozenset[str] = frozenset()  # the names with a type before the sentence that is read

    def begin_document(self, document: Document, sections: Sequence[Section]) -> None:
        self._sections, self._section = sections, 0
        self._primes = transposing_primes(source for section in sections for source in section.sources)
        for macro in document.macros:
            self.take_macros(macro)
        self.doubts.begin_document(sections[0])
        self._open()

    def end_document(self) -> None:
        """Of a preamble: what it said stays."""
        self._frames = [replace(self._frame, level=0)]
        self.carried.end_document()
        self.domains.end_document()

    def enter(self, level: int) -> None:
        """A heading: sections of its level and below end.  What one exercise defined, the next must not be called false for lack of."""
        doubts: dict[str, str] = {}
        self.ended.forget_arrays(self._sections[self._section].mentioned)
        while self._frame.level >= level:
            frame = self._frames.pop()
            ended = frame.scope
            self.carried.end_section()
            self.doubts.end_section()
            self.domains.end_section()
            self.reserved.end_section()
            self.given.end_section(frame.level == ITEM)
            lost = {d.symbol.name: d for d in ended.definitions if d.line and d.symbol.name not in self._frame.scope.defined}
            gone = {name: d.line for name, d in lost.items() if d.line}
            self.ended.end({**frame.supposed, **lost}.values(), ended.facts)
            self.ended.end_arrays([sym(name, sort) for name, sort in ended.names.items() if (sort.shape or sort.index)
                                   and not sort.is_function and self._frame.scope.names.get(name) != sort], ended.facts)
            self.inherited.end(ended)
            if level == ITEM:
                doubts |= {key_of(name): f"line {line} said what {name_text(name)} is, for another exercise" for name, line in gone.items()}
        if level == ITEM:
            self.inherited.clear()
        self._section += 1
        self._frames.append(self._frame.inside(level))
        self.carried.begin_section()
        self.domains.begin_section()
        self.reserved.begin_section()
        self.given.begin_section()
        self.doubts.begin_section(self._sections[self._section], doubts)
        self._open()
        self.reserved.begin_anew(self._sections[self._section].sets)

    def _open(self) -> None:
        """The scope of a section as it begins."""
        section, scope = self._sections[self._section], self._frame.scope
        for name, reason in section.blocked.items():
            if scope.symbol(name) is None:
                scope = scope.block(name, reason)
        for name in {found[1] for source in section.sources if (found := NUMBER_GIVEN.fullmatch(source)) is not None}:
            known = scope.definition(name)
            if known is not None and not known.params and free_symbols(known.value):
                scope = scope.forget(name)  # "a car moves with $a = 3$" after another a
        scope = self._without_begun_anew(scope, section) if section.shares else scope
        scope = self.inherited.functions(scope, section.used, section.anew, section.given, factors_in(section.sources))
        self.given.go_on_with(self.inherited.taken)
        scope = scope.surveyed(*section.sources).used_as(self._primes if self._primes.transposing else Usage())
        arrays = any(sort.shape for sort in scope.names.values())
        self._frame.scope = scope.used_as(Usage(quantities=section.error | (section.quantities if not arrays else frozenset())))
        self.current = self._frame.scope
        self.reserved.give_second_values(self.inherited.other_formulas(self.current))

    def _without_begun_anew(self, scope: Scope, section: Section) -> Scope:
        """What a section of notation says, without what is said of names of which this section speaks for itself."""
        anew = set(section.respoken)
        made_of = {d.symbol.name: {key_of(s.name) for s in free_symbols(d.value)} for d in scope.definitions}
        while more := {name for name, letters in made_of.items() if letters & anew} - anew:
            anew |= more
        self.ended.end([d for d in scope.definitions if d.symbol.name in anew], scope.facts)
        numbers = {d.symbol.name for d in scope.definitions if not d.params and not free_symbols(d.value)}
        for name in (anew | (numbers & section.mentioned)) & scope.names.keys():
            scope = scope.forget(name)
        return replace(scope, facts=tuple(f for f in scope.facts if not says_of(f, section.mentioned)))

    def with_inherited_types(self, latex: str, attempt: Callable[[], T | None]) -> T | None:
        """What an attempt to read a formula makes of it with the types that its names had in sections before; they stay if it succeeds."""
        names, section = names_mentioned(with_braces(latex)), self._sections[self._section]
        saved = (self._frame.scope, self.current)
        self.change(lambda scope: self.inherited.types(scope, names, section.typed, section.mentioned))
        if self.current is saved[1]:
            return None
        found = attempt()
        if found is None:
            self._frame.scope, self.current = saved
            return None
        new = self.current.names.keys() - saved[1].names.keys()
        self.taken.inherit(new.intersection(names))
        return found

    def without_taken_types(self, latex: str, attempt: Callable[[], T | None]) -> T | None:
        """What an attempt makes of a formula without the types that its names were taken to have in a section around this one."""
        outer, saved = self._frames[-2].scope if len(self._frames) > 1 else None, (self._frame.scope, self.current)
        names = [n for n in names_mentioned(latex) if outer is not None and self.taken.said_of([n]) and outer.names.get(n) is not None
                 and outer.names[n] == self.current.names.get(n) and self.definition(n) is None]
        for name in names:
            self.forget(name)
        found = attempt() if names else None
        if found is None:
            self._frame.scope, self.current = saved
            return None
        self.taken.drop(names)
        return found

    def end_sentence(self, onward: bool = False, going_on: bool = False) -> None:
        """``onward``: what is supposed holds in the next sentence as well, unless it contradicts what is known; ``going_on``: so does
        all that is known here, in a display right after one."""
        lasting, here = self._frame.scope.facts, self.current
        supposed = tuple(f for f in self.current.facts if f not in lasting) if onward else ()
        names = frozenset[Sym]().union(*map(free_symbols, supposed))
        if supposed and contradiction((*supposed, *(f for f in lasting if names & free_symbols(f)))) is not None:
            supposed = ()
        self.leave_clauses()
        self.carried.end_sentence()
        if going_on:
            self.current = replace(here, facts=tuple(f for f in here.facts if f not in self._supposed))
        else:
            self.doubts.end_sentence()
        self.taken.here.clear()
        self._earlier, self.before = self.current.facts, frozenset(self.current.names)
        self.current, self._supposed = self.current.with_facts(*supposed), supposed

    def leave_clauses(self) -> None:
        """The clauses of this sentence hold no further: *for $x = y$ we get …, but in general …*.

        ``s = 1/(v + c)``, where ``c > 0``: what is said so of a definition and its letters holds as long as the definition.
        What is said of the arguments of a function is the domain of the function.
        """
        letters = frozenset[Sym]().union(*(free_symbols(d.value) - frozenset(d.params) for d in self._made))
        letters |= {d.symbol for d in self._made if not d.params}
        letters |= frozenset[Sym]().union(*(free_symbols(size) for letter in letters for size in sizes_of(letter.sort)))
        kept = (f for f in self._clauses if free_symbols(f) and free_symbols(f) <= letters)
        self._frame.scope = with_families(self._frame.scope, letters, self.current).with_facts(*kept)
        self.domains.keep(self._made, (*self.passing_facts(), *filter(is_bound, self._clauses)))
        self._clauses, self._made, self._case = [], [], None
        self.current = self._frame.scope

    def take_case(self, text: Text) -> None:
        """One of several cases that a sentence tells apart: what it says takes the place of what the case before it said."""
        if self._case is None:
            self._case = self.current
        outcome = read_let(text.source, self._case, text.place.line, True)
        if isinstance(outcome, Unread):
            self.current = self._case
            self.doubts.formula(text, False)
            return
        indices = {n for n, sort in outcome.names.items() if n not in self._case.names and sort.is_scalar}
        names = {n: sort for n, sort in outcome.names.items() if n not in indices}
        self.current = replace(outcome, names=names)  # an index keeps the range that it has where it stands

    def begin_anew(self, name: str, lasting: bool, arrays: bool = False) -> None:
        """Forget what earlier sentences said of the values of a name that gets a type again; for a sentence, of a number alone.

        arrays: of an array too, for a sentence.
        """
        family = self.current.symbol(key_of(name)) if MEMBER.search(name) is not None else None
        symbol = self.current.symbol(name) or (family if family is not None and (family.sort.index or family.sort.shape) else None)
        if symbol is None or (symbol.sort.shape and not lasting and not arrays):
            return

        def forgetting(scope: Scope) -> Scope:
            return replace(scope, facts=tuple(f for f in scope.facts if f not in self._earlier or symbol not in free_symbols(f)))

        if lasting:
            self.change(forgetting)
        else:
            self.current = forgetting(self.current)

    def drop_facts(self, names: Collection[str]) -> None:
        """Forget what was assumed of some names, or of all if none are named; sizes and ranges of indices stay."""
        def is_dropped(fact: Term) -> bool:
            about = {s.name for s in free_symbols(fact) if s.sort.field != "integer"}
            return bool(about & set(names) if names else about)

        self.change(lambda scope: replace(scope, facts=tuple(f for f in scope.facts if not is_dropped(f))))

    def drop(self, facts: Collection[Term]) -> None:
        """Forget some facts."""
        if facts:
            self.change(lambda scope: replace(scope, facts=tuple(f for f in scope.facts if f not in facts)))

    def take_conditions(self, scope: Scope) -> None:
        """What the rows of a display say of their names holds there, and the types longer, as those of other clauses."""
        new = {name: sort for name, sort in scope.names.items() if name not in self.current.names}
        self._frame.scope = with_types_of(self._frame.scope, replace(scope, names=new))
        self.current = scope

    def end_conditions(self, facts: Collection[Term], defining: bool) -> None:
        """What the rows of a display said of their names holds for no other display of the sentence; of a definition, ``s = 1/(v + c),
        \\quad c > 0``, it is said as by a clause with *where*."""
        self._clauses += facts if defining else ()
        self.current = replace(self.current, facts=tuple(f for f in self.current.facts if f not in facts))

    # --- saying something ---------------------------------------------------------------------

    def let(self, text: Text) -> Unread | None:
        """An instruction ``let``: lasting declarations, which settle doubts; what could not be read is returned."""
        self._earlier = self.current.facts
        for name in names_in(text.source) if r"\in" in text.source else ():
            self.begin_anew(name, True)
        problem = self._declare(text, text.source, True)
        if problem is None:
            self.doubts.settle(names_mentioned(text.source))
        else:
            for name in (name for part in text.source.split(",") for name in names_mentioned(part)):
                self.doubts.name(name, unusable(text))
        return problem

    def declare(self, text: Text, lasting: bool, claims: bool = False, clause: bool = False) -> bool:
        """Declarations in a formula of prose; False if it is none.

        claims: an equation is a fact, never a definition; clause: it stands after *where* or *with*.
        """
        before = self.current.facts
        understood = self._declare(text, text.source, lasting, claims) is None
        if clause:
            self._clauses += [f for f in self.current.facts if f not in before]
        return understood

    def declare_latex(self, latex: str, text: Text, lasting: bool) -> bool:
        """Declarations that a formula makes together with others of its sentence; False if they cannot be read."""
        return self._declare(text, latex, lasting) is None

    def declare_clause(self, latex: str, text: Text, lasting: bool) -> bool:
        """A declaration that words make in a clause: what it says of a definition of the sentence holds as long as that."""
        before = self.current.facts
        understood = self._declare(text, latex, lasting) is None
        if not lasting:
            self._clauses += [f for f in self.current.facts if f not in before]
        return understood

    def suppose_value(self, definition: Definition) -> None:
        """What a letter is set to: where its section has ended, nothing is called false for lack of it."""
        if not self.is_declared(definition.symbol.name):
            self._frame.supposed.setdefault(definition.symbol.name, definition)

    def without_value(self, name: str, reason: str, value: str) -> None:
        """A name is given a value that is not kept: it is in doubt, and has no type if the value may be an array."""
        known = map(self.current.symbol, names_mentioned(value))
        if OF_ARRAYS.search(value) or any(s is not None and s.sort.shape for s in known):
            self.block(name, reason)
        self.doubts.name(name, reason)

    def doubt_matrix_of(self, entries: str, line: int) -> None:
        """The entries ``a_{ij}`` get a formula beside a declared A, which may be the matrix of them."""
        name = entries.upper()
        sort = self.current.names.get(name) if name != entries and self.is_declared(name) else None
        if sort is not None and len(sort.shape) == 2 and not sort.index and self.definition(name) is None:
            self.doubts.name(name, f"line {line} gives {entries}_{{ij}} a formula, which may be the entries of {name}; write {name}_{{ij}}")

    def _declare(self, text: Text, latex: str, lasting: bool, claims: bool = False) -> Unread | None:
        outcome = read_let(latex, self.current, text.place.line, claims)
        if isinstance(outcome, Unread):
            return outcome
        if lasting:
            kept = read_let(latex, self._frame.scope, text.place.line, claims)
            if not isinstance(kept, Unread):
                self._frame.scope = kept
        else:
            self._frame.scope = with_types_of(self._frame.scope, outcome)
        self.current = outcome
        return None

    def declare_lines(self, line: Lines, text: Text) -> None:
        """The rows or columns of a matrix get their name: ``x_i`` is the i-th row of X, as a column."""
        matrix = self.current.symbol(line.matrix)
        if matrix is None or len(matrix.sort.shape) != 2 or matrix.sort.index:
            self.doubts.formula(text, True)
            return
        rows, columns = matrix.sort.shape
        count, length = (rows, columns) if line.rows else (columns, rows)
        index = sym("i", INTEGER)
        family = sym(line.name, Sort(matrix.sort.field, shape=(length, ONE), index=((ONE, count),)))
        value = call("matmul", call("transpose", matrix) if line.rows else matrix, call("unit", index, count))
        self.define(Definition(family, (index,), value, True, text.place.line))

    def vary(self, name: str, variable: str) -> None:
        """A letter that is a function of a variable, to the end of the section."""
        self._frame.varying[name] = variable

    def convention(self, name: str) -> None:
        self.change(lambda scope: scope.with_convention(name))

    def define(self, definition: Definition, lasting: bool = True) -> None:
        """Keep a definition, to the end of the section or of the sentence, beside what this sentence says of the name."""
        definition = within_told(definition, self.current.facts)
        name = definition.symbol.name
        said = [f for f in self.current.facts if f not in self._earlier and any(s.name == name for s in free_symbols(f))]
        if lasting:
            kept = frozenset(self._frame.scope.facts).intersection(said)
            self.change(lambda scope: with_parts_named(scope, definition))
            self._frame.scope = self._frame.scope.with_facts(*(f for f in said if f in kept))
            self._made.append(definition)
        else:
            self.current = with_parts_named(self.current, definition)
        self.current = self.current.with_facts(*said)
        self.given.take(definition)

    def forget(self, name: str, lasting: bool = True) -> None:
        """Forget a name with its value, for good or for a sentence."""
        if lasting:
            self.change(lambda scope: scope.forget(name))
        else:
            self.current = self.current.forget(name)

    def block(self, name: str, reason: str) -> None:
        """A name that must not be taken for what it is not."""
        self.change(lambda scope: scope.block(name, reason))

    def take_macros(self, latex: str) -> None:
        """Keep the macros that a formula defines."""
        if macros_in(latex, self.current) is not None:
            self.change(lambda scope: macros_in(latex, scope) or scope)

    def change(self, change: Callable[[Scope], Scope]) -> None:
        """What happens to the scope of the section and of the sentence."""
        self._frame.scope = change(self._frame.scope)
        self.current = change(self.current)

    def settle_size(self, size: Sym, value: Term) -> None:
        """A size that only words brought in is this one."""
        self._clauses = list(replace(self.current, facts=tuple(self._clauses)).with_size(size, value).facts)
        self.change(lambda scope: scope.with_size(size, value))

r"""A row as it is read where it stands: with the only types under which it fits, for names that nothing declares.

Where a row cannot be judged so, the types that its names had in sections before are tried, and then none for those that only rows above
gave theirs: a row is read about names without a type sooner than it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from derivations.documents.equations.definitions import Head, head_of
from derivations.documents.formulas import WHERE, Reading, Row, Unread, read_row
from derivations.documents.functions.arguments import letter_of
from derivations.documents.prose.names import names_mentioned
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.statements.memory import Naming
from derivations.documents.type_inference.bold_entries import entries_of_bold
from derivations.documents.type_inference.shapes import entries_of_matrices, fits, fitted, iterates, key, means, stands_bare, whole_vector
from derivations.documents.type_inference.starred import given_values, twins
from derivations.documents.type_inference.transposes import new_arrays
from symbolic.latex.names.open_names import open_names
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.terms import INTEGER, ONE, Call, Definition, Sort, Sym, Term, free_symbols, sym

OF_KIND = re.compile(r"line \d+ speaks of .+ as a (matrix|vector), and nothing says more of it")
WRITTEN_OUT = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s*(?:&\s*)?:?=\s*(?:&\s*)?\\begin\{[pbB]?(?:small)?matrix\}")
"""A letter whose matrix is written out."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows under the scopes of a document.

    become_whole: called with a family of numbers that a row shows to be a vector, and its length.
    """

    naming: Naming
    become_whole: Callable[[Sym, Term], None]

    @property
    def scopes(self) -> Scopes:
        return self.naming.scopes

    def _judged(self, row: Row) -> list[Reading] | None:
        """The readings of a row all of which can be judged."""
        return self._judged_in(row, self.scopes.current)

    @staticmethod
    def _judged_in(row: Row, scope: Scope) -> list[Reading] | None:
        found = read_row(row, scope)
        return None if isinstance(found, Unread) or any(r.problem is not None for r in found) else found

    def fit(self, row: Row) -> None:
        """Give the names of a row the only types under which it fits.

        An argument of a function, and the members of a sequence, have their type in this sentence alone.
        """
        scopes, taken = self.scopes, self.scopes.taken
        self._fit_kind(row)
        for name in map(key, WRITTEN_OUT.findall(row.text.source)):
            known = scopes.current.names.get(name)
            other = known is not None and bool(known.shape) and scopes.is_from_outside(name, typed=True)
            if (name in taken.untold or other) and scopes.definition(name) is None:
                scopes.forget(name)  # its formula tells the size that rows above did not, or an example has one of its own
                taken.settle(name)
        for entries in entries_of_matrices(row, scopes.current, self.naming.numbers):
            taken.entries(entries, row.text)
        for letter, bold, latex in tuple(entries_of_bold(row, scopes.current, self.naming.numbers, scopes.sources)):
            taken.entries_of(letter, bold, latex, row.text)
        for name, mean in means(row, scopes.current, scopes.sources):
            if scopes.is_described(name):
                scopes.doubts.name(name, f"words say what {name_text(name)} is, which is not kept; write {name} := … for its formula")
            else:
                taken.mean(name, mean, row.text)
        taken.without_values(given_values(row.text.source))
        for name, sort in twins(row.text.source, scopes.current):
            taken.twin(name, sort, row.text)
        whole = whole_vector(row, scopes.current)
        if whole is not None:
            self.become_whole(*whole)
        taken.without_index(row.text.source)
        for name in iterates(row, scopes.current):
            taken.iterates(name, row.text)
        told = fitted(row, scopes.current, self.naming.numbers, taken.here)
        found = told or self._of_any_length(row)
        if any(is_barred_complex(name, scopes.current) for name, _ in found):
            return  # the conjugate or a mean, and no array of its own
        for name, latex in found if not found or not self._goes_on(row) else ():
            passing = re.search(r"[(,]\s*" + re.escape(name) + r"\s*[,)]", row.text.source) or key(latex.split()[0]) != name
            taken.type_of(name, latex, row.text, not passing, untold=not told)

    def _fit_kind(self, row: Row) -> None:
        """A name that words call a matrix or a vector has the type of the formula that a row gives it, if that is one."""
        name = next((n for n in names_mentioned(row.text.source) if n in self.scopes.current.blocked), None)
        kind = OF_KIND.fullmatch(self.scopes.current.blocked[name]) if name is not None else None
        found = self._judged_in(row, self.scopes.current.unblock(name)) if name is not None and kind is not None else None
        if name is None or kind is None or found is None or found[0].relations not in (("eq",), ("define",)):
            return
        if len(found[0].members) < 2:
            return  # the row goes on with ``= …``: what stands to its left is in the row before
        head, value = head_of(found[0].members[0]), found[0].members[1]
        if head is not None and head == Head(sym(name, head.symbol.sort)) and head.symbol not in free_symbols(value):
            sizes = [n for n in head.symbol.sort.shape if n is not ONE]
            if len(sizes) == {"matrix": 2, "vector": 1}[kind[1]]:
                self.scopes.change(lambda scope: scope.unblock(name))

    def _goes_on(self, row: Row) -> bool:
        """Whether a row is read with the types that its names had in sections before."""
        return self.scopes.with_inherited_types(row.text.source, lambda: self._judged(row)) is not None

    def _of_any_length(self, row: Row) -> tuple[tuple[str, str], ...]:
        """Arrays that transposes show; where those of rows above do not fit, and nothing rests on them, they are others."""
        scopes, known = self.scopes, (self.naming.numbers, self.scopes.taken.here, self.scopes.sources)
        found = new_arrays(row, scopes.current, *known)
        if found or not scopes.taken.untold or fits(row, scopes.current):
            return found
        again = new_arrays(row, scopes.taken.loosened(), *known)
        for name, _ in again:
            scopes.forget(name)
        return again

    def read(self, row: Row) -> list[Reading] | Unread:
        """The readings of a row; one that cannot be judged as it is may go on with arrays of sections before."""
        read = read_row(row, self.scopes.current)
        if not isinstance(read, Unread) and all(r.problem is None for r in read):
            return read

        def again() -> list[Reading] | None:
            self.fit(row)
            return self._judged(row)

        source = row.text.source
        found = self.scopes.with_inherited_types(source, again) or self.scopes.without_taken_types(source, again)
        found = found or self._of_sizes_here(row) or self._beside_families(row)
        return found or (self._without_untold(row, read) if isinstance(read, Unread) else None) or read

    def _of_sizes_here(self, row: Row) -> list[Reading] | None:
        """A row with a square matrix of which words told no size, if it fits with one size of its other arrays: that is its size."""
        scope = self.scopes.current
        sorts = {name: sort for name in map(key, names_mentioned(row.text.source)) if (sort := scope.names.get(name)) is not None}
        sizes = {n for sort in sorts.values() for n in sort.shape if n is not ONE}
        for own in [n for name, sort in sorts.items() if sort.shape == ((n := sym(f"n_{{{name}}}", INTEGER)),) * 2
                    and name not in self.scopes.taken.untold]:
            fitting = [(size, found) for size in sizes - {own}
                       if free_symbols(size) and (found := self._judged_in(row, scope.with_size(own, size))) is not None]
            if len(fitting) == 1:
                self.scopes.settle_size(own, fitting[0][0])
                return fitting[0][1]
        return None

    def _beside_families(self, row: Row) -> list[Reading] | None:
        """A row in which the letter of data ``x_1, …, x_n`` stands without an index, and nowhere with one.

        Beside numbers it is a number of that name; of vectors it is any one of them, which may not be what is meant.
        """
        scope, source = self.scopes.current, row.text.source
        families = [name for name, sort in scope.names.items() if sort.index and not sort.is_function
                    and scope.definition(name) is None and stands_bare(name, source)
                    and not re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\s*[_^]\s*\{{?\(?[a-z]", source)]
        if not families:
            return None
        for name in families:
            sort = scope.names[name]
            scope = scope.declare(name, replace(sort, index=())) if sort.shape else scope.forget(name)
        found = read_row(row, scope)
        if isinstance(found, Unread) or any(r.problem is not None for r in found):
            return None
        for name in families:
            if scope.names.get(name) is not None:
                self.scopes.doubts.here(name, f"{name_text(name)} without an index is taken for any one of the {name_text(name)}_i")
        return found

    def _without_untold(self, row: Row, problem: Unread) -> list[Reading] | None:
        """A row beside which the arrays of rows above do not fit, read about names without a type: never judged, but not lost."""
        untold = self.scopes.taken.untold.intersection(key(name) for name in names_mentioned(row.text.source))
        if not untold:
            return None
        scope = self.scopes.current
        for name in untold:
            scope = scope.forget(name)
        found = read_row(row, scope)
        if isinstance(found, Unread) or any(r.problem is None for r in found):
            return None
        return [replace(reading, problem=problem) for reading in found]


def take_functions_beside(row: Row, read: Sequence[Reading], naming: Naming) -> bool:
    """Keep the formulas that a row gives functions of which nothing is known: ``…, \\text{where } \\sigma(t) = …``; whether any is."""
    told = False
    facts = (f for reading in read for f in reading.facts if isinstance(f, Call) and f.op == "eq") if WHERE.search(row.text.source) else ()
    for fact in facts:
        head, value = head_of(fact.args[0]), fact.args[1]
        if head is None or not head.params or head.indexed or head.symbol in free_symbols(value) or open_names(value):
            continue
        name = letter_of(head.symbol)
        if naming.scopes.function_of(name) is None and not naming.scopes.is_declared(name) and name not in naming.seen:
            sort = Sort(domain=tuple(p.sort for p in head.params))
            naming.scopes.define(Definition(sym(name, sort), head.params, value, False, row.text.place.line))
            told = True
    return told


def gives_value(reading: Reading, before: Sequence[Reading], naming: Naming) -> bool:
    """Whether a statement gives a new letter or function, which the statements before it in the row use, its value."""
    head = head_of(reading.members[0]) if reading.relations in (("eq",), ("define",)) and not reading.continues else None
    if head is None or head.indexed or reading.problem is not None or head.symbol in free_symbols(reading.members[1]):
        return False
    name = head.symbol.name
    known = name in naming.seen or naming.scopes.definition(name) is not None or naming.scopes.is_declared(name)
    used = any(s.name == name for r in before for t in r.members for s in free_symbols(t))
    return used and not known and not any(head_of(r.members[0]) == head for r in before)


def abbreviates(definition: Reading, statement: Reading) -> bool:
    """Whether a statement is a rule in which a letter stands for its value: ``f(a, b) = w a + (1 - w) b, w = a/(a + b)``.

    Every other name stands on both sides of it, and the letter on the right side alone, so that it is no equation for one of them.
    """
    letter = {s.name for s in free_symbols(definition.members[0])}
    left, *others = ({s.name for s in free_symbols(t)} for t in statement.members)
    if not letter & set[str]().union(*others, left):
        return True
    value = {s.name for s in free_symbols(definition.members[1])}
    return len(left) > 1 and not letter & left and value <= left and all(names - letter == left for names in others)


BAR = re.compile(r"\\(?:bar|overline)\s*\{?\s*(\\[A-Za-z]+|[A-Za-z])\s*\}?")


def is_barred_complex(name: str, scope: Scope) -> bool:
    """Whether a name is a complex array with a bar: its conjugate."""
    bar = BAR.match(name)
    known = scope.symbol(bar[1]) if bar is not None else None
    return known is not None and known.sort.field == "complex"

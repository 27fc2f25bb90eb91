"""What sentences let be so with words that may leave less of it, or that a later sentence may take back.

Guarantee: a step rests on none of this unseen; :meth:`Reservations.weaker` gives it without what is reserved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from derivations.documents.formulas import Unread, read_let
from derivations.documents.prose.names import key_of, names_mentioned
from derivations.documents.scopes.rivals import OfRule, OfSquare, Rival, is_other_formula
from symbolic.latex.plain import name_text, to_text
from symbolic.latex.scope import Scope
from symbolic.latex.symbols import sizes_of
from symbolic.steps import Step
from symbolic.terms import INTEGER, REAL, Bind, Call, Definition, Elem, Sym, Term, free_symbols, substitute, sym, walk

TYPES = frozenset({"random", "event"})
Thing = Term | str
"""A fact, or a name: that it is whole, or that it has a value."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a place: facts, names of whole numbers, and names with a value that is no function of others."""

    facts: frozenset[Term]
    whole: frozenset[str]
    values: frozenset[Definition]

    @classmethod
    def of(cls, scope: Scope) -> Known:
        whole = frozenset(name for name, sort in scope.names.items() if sort == INTEGER)
        return cls(frozenset(scope.facts), whole, frozenset(d for d in scope.definitions if not d.params))

    def since(self, earlier: Known) -> set[Thing]:
        """What was not known earlier."""
        values = {d.symbol.name for d in self.values - earlier.values if _is_plain(d.value)}
        return {*(self.facts - earlier.facts), *values, *(self.whole - earlier.whole)}


def _is_plain(value: Term) -> bool:
    """Whether a value is a number or another name."""
    return isinstance(value, Sym) or not free_symbols(value)


class Reservations:
    """Why what is known may not hold, for each open section."""

    def __init__(self, scope: Callable[[], Scope]) -> None:
        self._scope = scope
        self._levels: list[dict[Thing, str]] = [{}]
        self._firm: list[set[Thing]] = [set()]
        self._rivals: list[tuple[Rival | OfSquare | OfRule, ...]] = [()]
        self._before: dict[str, tuple[Term, ...]] = {}

    def begin_section(self) -> None:
        self._levels.append(dict(self._levels[-1]))
        self._firm.append(set(self._firm[-1]))
        self._rivals.append(self._rivals[-1])

    def end_section(self) -> None:
        self._levels.pop()
        self._firm.pop()
        self._rivals.pop()

    def known(self) -> Known:
        return Known.of(self._scope())

    def reserve(self, things: Collection[Thing], why: str) -> None:
        for thing in things:
            if thing not in self._firm[-1]:
                self._levels[-1].setdefault(thing, why)

    def remember_facts(self, name: str, facts: Iterable[Term]) -> None:
        """What was known of a name before it had a value, which holds again without that."""
        self._before[name] = tuple(facts)

    def give_second_value(self, rival: Rival | OfSquare | OfRule) -> None:
        """A name with a formula gets another one: steps below hold for both of them, or are left open."""
        if not isinstance(rival, Rival) or is_other_formula(rival.first, rival.second, self._scope().definitions):
            self._rivals[-1] = (*self._rivals[-1], rival)

    def give_second_values(self, rivals: Iterable[Rival]) -> None:
        for rival in rivals:
            self.give_second_value(rival)

    @property
    def rivals(self) -> tuple[Rival | OfSquare | OfRule, ...]:
        """The second formulas of names, in this section and those around it."""
        return self._rivals[-1]

    def make_firm(self, before: Known, latex: str) -> None:
        """What an instruction says holds, whatever the words around it are."""
        self.said_again((latex,))
        self._firm[-1] |= self.known().since(before)

    def reserve_said(self, known: Known, names: Collection[str], why: str) -> None:
        """What is known of the values of some names, or of all if none are named; sizes, ranges of indices and what is random stay."""
        def is_about(fact: Term) -> bool:
            if isinstance(fact, Call) and fact.op in TYPES:
                return False
            about = {s.name for s in free_symbols(fact) if s.sort.field != "integer"}
            return bool(about & set(names) if names else about)

        values = {d.symbol.name for d in known.values if _is_plain(d.value)}
        self.reserve([f for f in known.facts if is_about(f)], why)
        self.reserve([name for name in values | known.whole if not names or name in names], why)

    def begin_anew(self, sets: Sequence[tuple[str, str]]) -> None:
        """What sections around say of names of which this one says itself what they are, by a formula each, but for what that says."""
        names = {name for name, _ in sets}
        facts = [f for f in self._scope().facts if not (isinstance(f, Call) and f.op in TYPES)
                 and not names.isdisjoint(key_of(s.name) for s in free_symbols(f))]
        self.reserve(facts, "this section says anew what that name is")
        self.said_again(source for _, source in sets)

    def remember(self) -> dict[Thing, str]:
        """What is reserved by now, to go back to."""
        return dict(self._levels[-1])

    def recall(self, reserved: dict[Thing, str]) -> None:
        self._levels[-1] = reserved

    def said_again(self, formulas: Iterable[str]) -> None:
        """What is let be so again holds."""
        reserved, scope = self._levels[-1], self._scope()
        types = replace(scope, facts=tuple(f for f in scope.facts if isinstance(f, Call) and f.op in TYPES))
        for latex in formulas if reserved else ():
            for name in names_mentioned(latex):
                reserved.pop(name, None)
            outcome = read_let(latex, types, 0, True)
            for fact in () if isinstance(outcome, Unread) else outcome.facts:
                reserved.pop(fact, None)

    def weaker(self, step: Step) -> tuple[Step, str] | None:
        """The step without what is reserved, and why; None if it has nothing of it."""
        reserved = self._levels[-1]
        if not reserved:
            return None
        facts = [f for f in step.declarations if f in reserved]
        values = [d for d in step.definitions if d.symbol.name in reserved and not d.params and _is_plain(d.value)]
        inside = frozenset[Sym]().union(*map(free_symbols, (step.left, step.right)), *(free_symbols(d.value) for d in step.definitions))
        whole = [s for s in inside if s.sort == INTEGER and s.name in reserved and not _counts(step, s)]
        if not (facts or values or whole):
            return None
        again = (f for d in values for f in self._before.get(d.symbol.name, ()) if free_symbols(f) <= inside | {d.symbol})
        left = replace(step, declarations=tuple(dict.fromkeys((*(f for f in step.declarations if f not in facts), *again))),
                       definitions=tuple(d for d in step.definitions if d not in values))
        real: dict[Sym, Term] = {s: sym(s.name, REAL) for s in whole}
        if real:
            left = replace(left, left=substitute(left.left, real), right=substitute(left.right, real),
                           declarations=tuple(substitute(f, real) for f in left.declarations),
                           definitions=tuple(replace(d, value=substitute(d.value, real)) for d in left.definitions))
        first: Thing = facts[0] if facts else values[0].symbol.name if values else whole[0].name
        said = to_text(first) if not isinstance(first, str) else f"what is said of {name_text(first)}"
        return left, f"it rests on {said}; {reserved[first]}; say it here with ‘let’ if it holds"


def _counts(step: Step, s: Sym) -> bool:
    """Whether a whole number is an index, a bound of a range, or a size."""
    for side in (step.left, step.right, *step.declarations, *(d.value for d in step.definitions)):
        for t in walk(side):
            if isinstance(t, Elem) and any(s in free_symbols(i) for i in t.indices):
                return True
            if isinstance(t, Bind) and any(s in free_symbols(b) for b in t.bounds):
                return True
            if isinstance(t, Sym) and any(s in free_symbols(size) for size in sizes_of(t.sort)):
                return True
    return False

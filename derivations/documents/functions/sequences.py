"""What a document has said of how its sequences go on, section by section: their rules, their first members, squares of letters.

A step may use these: the latest members of its sequences stand for what the rules make of the members before them, and a closed form
is what has to be shown by induction.  A section sees what the sections around it said, and forgets its own when it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from derivations.documents.functions.closed_forms import Beginning, ClosedForm, by_induction, closed_form
from derivations.documents.functions.recurrences import Rule, Taken, by_one_another, take_step
from derivations.documents.prose.names import key_of
from symbolic.proving.unfolding import CannotUnfold, unfold
from symbolic.terms import Definition, Elem, Num, Sym, Term, call, free_symbols, transform, walk

Definitions = tuple[Definition, ...]


@dataclass(slots=True)
class _Said:
    """What is said of sequences in a section and in those around it."""

    rules: dict[Sym, Rule] = field(default_factory=dict)
    first: dict[Sym, dict[int, Term]] = field(default_factory=dict)
    squares: dict[Term, Term] = field(default_factory=dict)
    functions: dict[Sym, int] = field(default_factory=dict)
    unkept: dict[str, int] = field(default_factory=dict)

    def copy(self) -> _Said:
        first = {family: dict(members) for family, members in self.first.items()}
        return _Said(dict(self.rules), first, dict(self.squares), dict(self.functions), dict(self.unkept))


class Carried:
    """The sequences of the open sections, outermost first; ``definitions`` tells those in force."""

    def __init__(self, definitions: Callable[[], Definitions]) -> None:
        self._definitions = definitions
        self._sections = [_Said()]
        self._rules_before: dict[Sym, Rule] | None = None

    @property
    def _here(self) -> _Said:
        return self._sections[-1]

    def begin_section(self) -> None:
        self._sections.append(self._here.copy())

    def end_section(self) -> None:
        self._sections.pop()

    def end_document(self) -> None:
        """Of a preamble: what it said stays."""
        self._sections = self._sections[-1:]

    def end_sentence(self) -> None:
        if self._rules_before is not None:
            self._here.rules, self._rules_before = self._rules_before, None

    def set_up(self, place: Elem, value: Term, line: int, lasting: bool = True) -> None:
        """The rule by which a sequence goes on holds to the end of the section, or of the sentence."""
        rule = Rule(place, value, line)
        if not lasting and self._rules_before is None:
            self._rules_before = dict(self._here.rules)
        self._here.rules[rule.base] = rule

    def is_rule(self, place: Elem, value: Term) -> bool:
        """Whether it was said just so how a sequence goes on."""
        rule = self._here.rules.get(place.base) if isinstance(place.base, Sym) else None
        return rule is not None and rule.place is place and rule.value is value

    def set_square(self, square: Term, value: Term) -> None:
        """What the square of a letter is, to the end of the section: ``\\sigma^2 = …``."""
        self._here.squares[square] = self._unfolded(value)

    def remember(self) -> _Said:
        """What was said so far in this section and those around it."""
        return self._here.copy()

    def recall(self, said: _Said) -> None:
        """Only that was said."""
        self._sections[-1] = said

    def square(self, square: Term) -> Term | None:
        """What it was said that the square of a letter is."""
        return self._here.squares.get(square)

    def give_by_itself(self, function: Sym, line: int) -> None:
        """``T(n) = 2 T(n/2) + n``: an equation that a function has to satisfy, to the end of the section."""
        self._here.functions[function] = line

    @property
    def unkept(self) -> dict[str, int]:
        """The lines that give names a value about names without a type, which is not kept."""
        return self._here.unkept

    def recursion(self, name: Sym) -> int | None:
        """The line that says how a sequence goes on, or that gives a function by itself."""
        found = self._here.rules.get(name)
        return found.line if found is not None else self._here.functions.get(name)

    def lines(self) -> list[tuple[str, int]]:
        """The sequences that have a rule, and the lines that say them."""
        return [(family.name, rule.line) for family, rule in self._here.rules.items()]

    def has_first(self, name: Sym) -> bool:
        """Whether a member is given with which a sequence begins."""
        return name in self._here.first

    def leave_beginning(self, member: Term, value: Term) -> None:
        """A first member that is given gets another value, *starting from $x_0 = 3$*: which of the two is meant is open."""
        match member:
            case Elem(Sym() as family, (Num(k),)) if k in (first := self._here.first.get(family, {})) and first[int(k)] is not value:
                del self._here.first[family]

    def set_first(self, member: Term, value: Term) -> None:
        """The first member of a sequence, where it is given: ``m_0 = 0``."""
        match member:
            case Elem(Sym() as family, (Num(k),)) if k.denominator == 1:
                before = self._here.first.get(family, {})
                self._here.first[family] = {int(k): value} if int(k) in before else {**before, int(k): value}

    def closed_form(self, left: Term, right: Term) -> ClosedForm | None:
        """What has to be shown of a closed form of a sequence that has a rule; None if it is none."""
        rule = self._here.rules.get(left.base) if isinstance(left, Elem) and isinstance(left.base, Sym) else None
        if rule is None:
            return None
        rule, value = self._whole(rule), self._unfolded(right)
        made_of = (rule.place, rule.value, left, *self._here.first.get(rule.base, {}).values())
        known = {key_of(s.name) for t in made_of for s in free_symbols(t)}
        if not known.issuperset(key_of(s.name) for s in free_symbols(value)):
            return None  # "the hidden state is h_t = o_t tanh(c_t)": of other letters it is another formula
        return closed_form(rule, self._here.first, left, value)

    def by_induction(self, left: Term, right: Term, facts: tuple[Term, ...]) -> ClosedForm | None:
        """What shows an equation between the members of one sequence of which rule and beginning are given; None if it is none."""
        whole = self._unfolded(left), self._unfolded(right)
        named = [self._here.rules[s] for s in free_symbols(whole[0]) | free_symbols(whole[1]) if s in self._here.rules]
        if len(named) != 1 or (first := self._here.first.get(named[0].base)) is None:
            return None
        return by_induction(self._whole(named[0]), first, *whole, facts)

    def _whole(self, rule: Rule) -> Rule:
        return replace(rule, value=self._unfolded(rule.value))

    def _computed(self, t: Term) -> Term | None:
        """The value of a member with a number as its index, from the first members."""
        match t:
            case Elem(Sym() as base, (Num(k),)) if k.denominator == 1 and base in self._here.rules and base in self._here.first:
                return Beginning(self._whole(self._here.rules[base]), self._here.first[base]).member(int(k))
        return None

    def carried_on(self, left: Term, right: Term) -> Taken:
        """Two sides with the latest members of their sequences, if they occur, replaced by what the rules say they are."""
        rules = by_one_another(self._definitions(), self._here.rules.values())
        left, right = (transform(side, self._computed) for side in (left, right))
        taken = take_step(left, right, rules, self._definitions()) if rules else None
        if taken is None:
            kept = (t for side in (left, right) for t in walk(side) if isinstance(t, Elem) and t.base in self._here.rules)
            taken = Taken(left, right, frozenset(t for t in kept if t.base in self._here.first))
        squares = self._here.squares
        if squares and taken.unknown is None:
            whole = [self._unfolded(side) for side in (taken.left, taken.right)]
            after = [transform(side, squares.get) for side in whole]
            if after[0] is not whole[0] or after[1] is not whole[1]:
                taken = replace(taken, left=after[0], right=after[1])
        return taken

    def about_roots(self, taken: Taken) -> tuple[Term, ...]:
        """What is known of letters whose squares are given, as far as they are left in a step."""
        left = frozenset[Sym]().union(*map(free_symbols, (self._unfolded(taken.left), self._unfolded(taken.right))))
        return tuple(call("eq", square, value) for square, value in self._here.squares.items() if free_symbols(square) <= left)

    def beginning(self, taken: Taken) -> tuple[Term, Term] | None:
        """The sides at the first time, where a step that uses how its sequences go on must be false too to be called false."""
        return taken.beginning(self._here.first)

    def why_not_false(self, taken: Taken) -> str | None:
        """Why a step in which members of sequences are left cannot be called false."""
        if not taken.behind or taken.free(self._here.first):
            return None
        lines = [rule.line for base, rule in self._here.rules.items() if any(m.base is base for m in taken.behind)]
        said = f"line {lines[0]} says" if lines else "the rules say"
        return f"{said} how the sequence goes on; that this follows from it and from how it begins is not shown"

    def _unfolded(self, term: Term) -> Term:
        return put_in(term, self._definitions())


def put_in(term: Term, definitions: Definitions) -> Term:
    """A term with the definitions put in; as it is if one of them refers to itself."""
    try:
        return unfold(term, definitions)
    except CannotUnfold:
        return term

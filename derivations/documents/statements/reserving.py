"""What the words of each sentence leave for a part alone, or take back, is reserved while a document is walked.

What is said amid claims about a name, *now let n = 2*, *suppose A is symmetric*, is meant of the passage that it begins: of its paragraph
and those that go on with it, however the text returns to the general case.

Guarantee: every step goes along with itself without what was reserved before its sentence ended, if it has anything of that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.equations.records import Equation
from derivations.documents.items import Item
from derivations.documents.model import Instruction, Text
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of, names_mentioned
from derivations.documents.prose.reading import Told
from derivations.documents.prose.reserved import (
    BOUNDING,
    is_in_part,
    leaves_type_open,
    may_take_back,
    part_begun,
    relaxed_in,
    speaks_in_general,
    turned_to,
)
from derivations.documents.prose.tokens import number_of
from derivations.documents.scopes.reservations import TYPES, Known, Thing
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import word_set
from derivations.documents.statements.memory import Naming
from symbolic.latex.symbols import names_of
from symbolic.proving.contradictions import contradiction
from symbolic.steps import Step
from symbolic.terms import ONE, Call, Sym, Term, free_symbols

STATED = frozenset({"theorem", "lemma", "proposition", "corollary", "claim", "example", "exercise"})
"""Parts of a section whose assumptions hold in the proof after them."""
EXAMPLES = frozenset({"example", "exercise", "illustration", "case"})
CONDITIONS = frozenset({"if", "when", "whenever"})
GOING_ON = word_set("then thus hence so therefore here now and but it this")
"""First words of sentences that go on with what the one before them supposes."""
CONTINUING = word_set("then thus hence therefore and also moreover furthermore consequently")
"""First words of paragraphs that go on with the passage before them."""
TYPES_OF_CHANCE = TYPES | {"distributed"}
NOTHING = Known(frozenset(), frozenset(), frozenset())


def is_property(fact: Term) -> bool:
    """Whether a fact is about values, and does not say what kind of name it is about."""
    return not (isinstance(fact, Call) and fact.op in TYPES_OF_CHANCE)


def without_itself(step: Step, claimed: Collection[Term]) -> Step:
    """A step without those of the claimed facts that say the same."""
    sides = {step.left, step.right}
    same = [f for f in step.declarations if f in claimed and isinstance(f, Call) and set(f.args) == sides]
    return replace(step, declarations=tuple(f for f in step.declarations if f not in same)) if same else step


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section that begins with a label in a line, and what was known before it."""

    name: str
    line: int
    before: Known


@dataclass(slots=True)
class Reserving:
    """The state between the beginning and the end of a sentence, and the part of the section that is open.

    written, claimed: the names in formulas of the section, and in its claims.
    narrowed: what was said of such names since, a value or a fact, to the end of its passage; ``shown``: a claim was made since.
    said_of_formulas: facts that words claim of names which have a formula.
    """

    scopes: Scopes
    naming: Naming
    part: Part | None = None
    before: Known = NOTHING
    turned: Collection[str] | None = None
    relaxed: tuple[Collection[str], str] | None = None
    general: bool = False
    equations: Sequence[Equation] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    narrowed: dict[Thing, str] = field(default_factory=dict)
    shown: bool = False
    said_of_formulas: set[Term] = field(default_factory=set)

    @property
    def in_example(self) -> bool:
        """Whether a part of the section is open that is about some values."""
        return self.part is not None and self.part.name in EXAMPLES

    def _take_claimed(self, told: Told, known: Known, line: int) -> None:
        """*The matrix ⟦H⟧ is symmetric* of an H with a formula: a claim, on which nothing rests unseen."""
        spoken = (s.latex for s in told.said.spoken if told.said.roles[s.formula] is Role.CLAIM)
        valued = {name for latex in spoken for name in map(key_of, names_mentioned(latex)) if self.scopes.definition(name) is not None}
        new = known.facts - self.before.facts
        facts = [f for f in new if is_property(f) and not valued.isdisjoint(key_of(s.name) for s in free_symbols(f))] if valued else []
        self.scopes.reserved.reserve(facts, f"line {line} claims it of a name that has a formula")
        self.said_of_formulas.update(facts)

    def begin_section(self) -> None:
        self._end_passage()
        self.part, self.relaxed, self.general = None, None, False
        self.claimed.clear()
        self.written.clear()

    def begin_sentence(self, told: Told) -> None:
        """Nothing follows from equations that the sentence may take back."""
        if self.shown and told.sentence.first and told.words and told.words[0] not in CONTINUING:
            self._end_passage()
        self.before = self.scopes.reserved.known()
        names = {name for math in told.maths for name in names_mentioned(math.text.source)}
        self.turned = names if may_take_back(told.sentence, told.words) else None
        equations = self.naming.equations
        if self.turned is not None:
            equations.found = [e for e in equations.found if names and not names & e.names]
        self.equations = list(equations.found)

    def end_sentence(self, told: Told, items: list[Item], made: int) -> None:
        """Reserve what the words touch, and give the items from a number on their steps without it."""
        reserved, equations, before = self.scopes.reserved, self.naming.equations, self.before
        line = next((p.text.place.line for p in told.sentence.parts if not isinstance(p, Instruction)), 0)
        in_part = is_in_part(told.sentence, told.words, {spoken.formula for spoken in told.said.spoken})
        if "let" in told.words and not in_part:
            reserved.said_again([*(math.text.source for math in told.maths), *(spoken.latex for spoken in told.said.spoken)])
        self._begin_part(part_begun(told.sentence), line)
        if self.turned is not None:
            reserved.reserve_said(before, self.turned, f"the words of line {line} may take that back")
        other = turned_to(told.words)
        if other is not None and not BOUNDING.search(told.maths[other].text.source):
            reserved.reserve_said(before, set(names_mentioned(told.maths[other].text.source)), f"line {line} turns to something else")
        for number, math in enumerate(told.maths):
            spoken = told.said.roles[number] is not Role.SECTION and not math.display and math.problem is None
            if spoken and BOUNDING.search(math.text.source):
                facts, contrary = self._contradicted(math.text)
                reserved.reserve(contrary, f"line {line} speaks of {' '.join(math.text.source.split())}")
                equations.found = [e for e in equations.found if contradiction((*facts, e.fact)) is None]
        known = reserved.known()
        if in_part:
            reserved.reserve(known.since(before), f"by the words of line {line} it may be so for a while or for some alone")
            equations.found = [e for e in equations.found if e in self.equations]
        elif leaves_type_open(told.sentence, told.words, told.said.roles):
            reserved.reserve(known.whole - before.whole, f"line {line} may only speak of it")
        self._take_claimed(told, known, line)
        self._take_narrowed(known, line)
        saved = self._without_relaxed(told, line)
        for number, item in enumerate(items[made:], made):
            self.written |= {key_of(n) for side in (item.left, item.right) if side is not None for n in names_mentioned(side.latex)}
            if item.checked is not None and item.settled is None:
                step = without_itself(item.checked, self.said_of_formulas)
                items[number] = replace(item, checked=step, weaker=reserved.weaker(step))
                told_of = (step.left, step.right, *(d.value for d in step.definitions))
                self.claimed |= {key_of(s.name) for side in told_of for s in names_of(side)}
                self.shown = bool(self.narrowed)
        reserved.recall(saved)
        if any(cue in CONDITIONS for cue in told.said.cues):
            reserved.reserve(known.whole - before.whole, f"line {line} says it as a condition")

    def _take_narrowed(self, known: Known, line: int) -> None:
        """What the sentence says of names of which the section has claimed something already: *now let n = 2*, *suppose x > 0*."""
        for thing in known.since(self.before):
            used = self.written if isinstance(thing, str) else self.claimed
            if not any(key_of(name) in used for name in _names_narrowed(thing)):
                continue
            self.narrowed[thing] = f"line {line} says that amid claims about it, for a passage that may have ended"
            if isinstance(thing, str):
                lost = (f for f in self.before.facts - known.facts if {s.name for s in free_symbols(f)} == {thing})
                self.scopes.reserved.remember_facts(thing, lost)

    def _end_passage(self) -> None:
        """Nothing below rests unseen on what was said for a passage."""
        for thing, why in self.narrowed.items():
            self.scopes.reserved.reserve((thing,), why)
        self.narrowed.clear()
        self.shown = False

    def _without_relaxed(self, told: Told, line: int) -> dict[Thing, str]:
        """Reserve what was said of the names of which a sentence, or the one that it goes on from, thinks without it; what was before."""
        saved, relaxed = self.scopes.reserved.remember(), relaxed_in(told.words)
        if relaxed is not None:
            names = {name for n in relaxed for name in names_mentioned(told.maths[n].text.source)}
            self.relaxed = names, f"line {line} may speak of others"
        elif told.words and number_of(told.words[0]) is None and told.words[0] not in GOING_ON:
            self.relaxed, self.general = None, False
        self.general = self.general or speaks_in_general(told.words)
        if self.relaxed is not None:
            self.scopes.reserved.reserve_said(self.before, *self.relaxed)
        if self.general:
            numbers = [d.symbol.name for d in self.before.values if not free_symbols(d.value)]
            self.scopes.reserved.reserve(numbers, f"line {line} speaks in general")
        return saved

    def _contradicted(self, text: Text) -> tuple[tuple[Term, ...], frozenset[Term]]:
        """What a formula says that a sentence speaks of, and what is known and cannot hold with it: ``we turn to $x \\le 0$``."""
        facts, known = self.scopes.facts_in(text), self.before.facts
        names = frozenset[Sym]().union(*map(free_symbols, facts))
        near = [f for f in known if names & free_symbols(f)]
        contrary = contradiction((*facts, *near)) if facts and near else None
        return facts, known.intersection(contrary or ())

    def _begin_part(self, begun: str | None, line: int) -> None:
        """``**Remark.**`` ends what was said since ``**Example.**``; a proof goes on from what its theorem says."""
        if begun is None:
            return
        if self.part is not None and not (begun == "proof" and self.part.name in STATED):
            why = f"the part of line {self.part.line} in which that is said has ended"
            self.scopes.reserved.reserve(self.before.since(self.part.before), why)
        self.part = Part(begun, line, self.before)


def _names_narrowed(thing: Thing) -> set[str]:
    """The names that a fact or a value narrows; that a size is no less than 1, or that a name is random, narrows none."""
    match thing:
        case str():
            return {thing}
        case Call("ge", (Sym(), bound)) if bound is ONE:
            return set()
        case Call(op, _) if op in TYPES:
            return set()
    return {s.name for s in free_symbols(thing)}

"""What the words of each sentence leave for a part alone, or take back, is reserved while a document is walked.

Guarantee: every step goes along with itself without what was reserved before its sentence ended, if it has anything of that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.equations.records import Equation
from derivations.documents.items import Item
from derivations.documents.model import Instruction, Text
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import names_mentioned
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
from derivations.documents.scopes.reservations import Known, Thing
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import word_set
from derivations.documents.statements.memory import Naming
from symbolic.proving.contradictions import contradiction
from symbolic.terms import Sym, Term, free_symbols

STATED = frozenset({"theorem", "lemma", "proposition", "corollary", "claim", "example", "exercise"})
"""Parts of a section whose assumptions hold in the proof after them."""
EXAMPLES = frozenset({"example", "exercise", "illustration", "case"})
CONDITIONS = frozenset({"if", "when", "whenever"})
GOING_ON = word_set("then thus hence so therefore here now and but it this")
"""First words of sentences that go on with what the one before them supposes."""
NOTHING = Known(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section that begins with a label in a line, and what was known before it."""

    name: str
    line: int
    before: Known


@dataclass(slots=True)
class Reserving:
    """The state between the beginning and the end of a sentence, and the part of the section that is open."""

    scopes: Scopes
    naming: Naming
    part: Part | None = None
    before: Known = NOTHING
    turned: Collection[str] | None = None
    relaxed: tuple[Collection[str], str] | None = None
    general: bool = False
    equations: Sequence[Equation] = field(default_factory=list)

    @property
    def in_example(self) -> bool:
        """Whether a part of the section is open that is about some values."""
        return self.part is not None and self.part.name in EXAMPLES

    def begin_section(self) -> None:
        self.part, self.relaxed, self.general = None, None, False

    def begin_sentence(self, told: Told) -> None:
        """Nothing follows from equations that the sentence may take back."""
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
            reserved.said_again([math.text.source for math in told.maths])
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
        saved = self._without_relaxed(told, line)
        for number, item in enumerate(items[made:], made):
            if item.checked is not None and item.settled is None:
                items[number] = replace(item, weaker=reserved.weaker(item.checked))
        reserved.recall(saved)
        if any(cue in CONDITIONS for cue in told.said.cues):
            reserved.reserve(known.whole - before.whole, f"line {line} says it as a condition")

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

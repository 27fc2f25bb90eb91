"""From a document to its items: which relations it states, and what is known where each of them stands.

A document is walked twice.  The first walk finds, for every section, the names that prose joins to a word that is not
understood: they are blocked there and in the sections inside.  The second reads the formulas in order under the scope
that holds at each place:

- instructions, and sentences with let, denote or define, hold to the end of their section; a clause with for, if,
  where, … holds in its sentence;
- a row that starts with a relation continues the chain above it, also across blocks; a row that cannot be read is an
  item of its own, and the rows after it are judged on their own;
- each relation of a chain is a definition, a posed equation, or a step to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.equations.records import WORKED, words_of
from derivations.documents.formulas import STARTS_WITH_RELATION, Row, Unread, read_row, rows_of, without_macros
from derivations.documents.instructions import PREFIX, Convention, Expectation, Let, Mark, Misunderstood, Order, read_order
from derivations.documents.items import Item, Premise
from derivations.documents.model import Document, Heading, Instruction, Math, Text
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.denials import (
    CONTRADICTING,
    GENERAL,
    HYPOTHETICAL,
    SPECIALISING,
    drops_what_was_assumed,
    named_anew,
    said_of_any,
    supposes_for_next,
    turns_general,
    turns_round,
)
from derivations.documents.prose.denials import PASSING as FOR_A_WHILE
from derivations.documents.prose.imaginary_unit import imaginary_unit
from derivations.documents.prose.names import key_of, names_in, names_mentioned
from derivations.documents.prose.notation import defined_otherwise, given_otherwise
from derivations.documents.prose.parting import parted
from derivations.documents.prose.ranges import listed_entries
from derivations.documents.prose.reading import Told, told_by
from derivations.documents.prose.reserved import speaks_of_place
from derivations.documents.prose.sentences import Sentence, fragments_of, goes_on_in_display, sentences
from derivations.documents.prose.shared_notation import nested
from derivations.documents.prose.tokens import number_of, tokens_of
from derivations.documents.prose.vector_calculus import convention_of_nabla
from derivations.documents.scopes.announced import goes_back
from derivations.documents.scopes.cues import (
    CALL_HEAD,
    DEFINES,
    FORMULA,
    NAME_HEAD,
    RELATION,
    SUBJECT,
    callees_first,
    is_quoted_as_wrong,
    unwrapped,
    without_objective,
)
from derivations.documents.scopes.declarations import cases_of, is_decidable, take_declarations
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.scopes.survey import LISTED, survey_sections, why_doubted
from derivations.documents.statements.blocks import Block, Marks
from derivations.documents.statements.expectations import with_expectations
from derivations.documents.statements.initial_values import VALUE_TOLD
from derivations.documents.statements.memory import names_of_several
from derivations.documents.statements.numbering import NOWHERE, in_order
from derivations.documents.statements.presenting import leaves_open, presented
from derivations.documents.statements.reasons import reasons_among, with_reasons
from derivations.documents.statements.reserving import Reserving
from derivations.documents.statements.rows import Linking
from derivations.documents.statements.set_up import is_worked_out
from symbolic import verdicts
from symbolic.latex.plain import name_text
from symbolic.proving.contradictions import contradiction
from symbolic.terms import REAL, Sym, Term, free_symbols

ROW_COMMENT = re.compile(r"(?<!\\)%([^\n]*)")


def items_of(document: Document, preamble: Sequence[Document] = ()) -> list[Item]:
    """Every relation of a document in order; the preamble documents are read first, for what they declare and define."""
    scopes = Scopes()
    for shared in preamble:
        walk = _Walk(shared, scopes, flat=True)
        walk.run()
        scopes.end_document()
    walk = _Walk(document, scopes)
    walk.run()
    return in_order(walk.items, walk.places)


def _moves(fact: Term) -> bool:
    r"""Whether a fact is a law of motion, ``m \\ddot x + k x = 0``."""
    return any(s.name.startswith((r"\dot{", r"\ddot{", r"\dddot{")) for s in free_symbols(fact))


TELLING_APART = re.compile(r"\\\\|\\(?:text\w*|mbox|mathrm|forall|begin)(?![A-Za-z])")
"""What a display has that may tell cases apart: more rows than one, words."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The names that the last sentence gave a value, and the facts that it brought in, to the end of the section."""

    names: set[str]
    facts: frozenset[Term]


@dataclass(slots=True)
class _Walk(Linking):
    """The second walk: the state between sentences."""

    flat: bool = False
    marks: Marks = field(default_factory=Marks)
    blocks: int = 0
    skipped: int | None = None
    fragments: frozenset[int] = frozenset()
    examples: set[str] = field(default_factory=set)
    latest: Latest = field(default_factory=lambda: Latest(set(), frozenset()))
    passing: frozenset[Term] = frozenset()
    reserving: Reserving = field(init=False)

    def __post_init__(self) -> None:
        Linking.__post_init__(self)
        self.reserving = Reserving(self.scopes, self.naming)

    def run(self) -> None:
        whole = sentences(self.document.pieces)
        elements = list(nested(part for e in whole for part in ((e,) if isinstance(e, Heading) else parted(e))))
        self.scopes.begin_document(self.document, survey_sections(elements, self.flat))
        self.naming.shared = names_of_several(elements)
        for number, element in enumerate(elements):
            self.place = (number, 0)
            if isinstance(element, Heading):
                self._skip_section(element)
                if not self.flat:
                    self.scopes.enter(element.level)
                    self.naming.rates.enter(element.level)
                self.last, self.broken = [], False
                self.reserving.begin_section()
                self.naming.numbers.clear()
                self.naming.seen_here.clear()
                self.naming.replaced.clear()
                kept = [p for p in self.naming.premises if p.passing or _moves(p.fact)]
                self.naming.premises = [p for p in kept if self.scopes.goes_on_with(p.fact)]
                self.told.clear()
                self.naming.equations.clear()
            else:
                following = elements[number + 1] if number + 1 < len(elements) else None
                supposed = isinstance(following, Sentence) and supposes_for_next(tokens_of(element), tokens_of(following))
                self._sentence(element, supposed, isinstance(following, Sentence) and goes_on_in_display(element, following))

    def _skip_section(self, heading: Heading) -> None:
        """``skip`` before a heading leaves its whole section alone, the sections inside included."""
        if self.skipped is not None and heading.level <= self.skipped:
            self.skipped = None
        if self.marks.skip:
            self.skipped, self.marks = self.skipped or heading.level, Marks()

    # --- sentences ----------------------------------------------------------------------------

    def _sentence(self, sentence: Sentence, onward: bool, going_on: bool) -> None:
        """Take a sentence; ``onward``: what it supposes holds in the next one too, ``going_on``: all that it says does."""
        told = told_by(sentence)
        maths, words = told.maths, told.words
        start = len(self.items)
        there, self.placed = (self.placed if speaks_of_place(words) else []), []
        self.naming.premises += there
        if goes_back(words):
            self.naming.go_back(told.line)
        self.reserving.begin_sentence(told)
        self.scopes.given.begin_sentence(words)
        self.naming.notation += given_otherwise(words, maths, sentence.parts[0].text.place.line)
        unit = imaginary_unit(words, maths)
        if unit is not None and not self.scopes.is_declared(unit):
            self.scopes.convention(f"imaginary unit {unit}")
        if (convention := convention_of_nabla(words)) is not None:
            self.scopes.convention(convention)
        self._forget_values(maths, words)
        defined, seen = set(self.scopes.defined_names()), set(self.naming.seen)
        self._end_what_was_said(told)
        lasting = self.scopes.lasting_facts()
        cases = cases_of(self.scopes, told)
        after = any(number_of(words[k - 2]) is not None for n in cases if (k := words.index(f"⟦{n}⟧")) > 1)  # "0 for z < 0 and 1 for z > 0"
        fresh = frozenset(d.name for d in told.said.doubts if d.is_case and self._is_new(key_of(d.name)))
        declared = take_declarations(self.scopes, told, cases, self._is_new_here)
        self._take_doubts(told, fresh)
        self.fragments = fragments_of(sentence)
        early = self._early(told)
        standing = self.last, self.broken, self.opening, self.unclear
        for number in early:
            if number not in declared:
                self.place = (self.place[0], number)
                self._formula(told, number)
        if early and any(STARTS_WITH_RELATION.match(math.text.source) for math in maths[: min(early)]):
            self.last, self.broken, self.opening, self.unclear = standing  # "= 2 k, where k = …" goes on with what stood before it
        for number in cases if after else ():
            self.scopes.doubts.formula(maths[number].text, False)
        self._parts(told, declared | set(early), frozenset() if after else cases)
        self.latest = Latest(set(self.scopes.defined_names()) - defined, self.scopes.lasting_facts() - lasting)
        if not FOR_A_WHILE.isdisjoint(words) or self.reserving.in_example:
            self.examples |= self.latest.names
            self.passing |= self.latest.facts
        elif not SPECIALISING.isdisjoint(words[:1]):
            self.examples |= self.latest.names & seen
        passing = self.scopes.passing_facts()
        if passing:  # ``Now assume $x < 0$`` takes the place of ``Assume $x > 0$``
            self.naming.premises = [p for p in self.naming.premises if not p.passing or contradiction((p.fact, *passing)) is None]
        self.naming.premises = [p for p in self.naming.premises if p not in there]
        self.naming.premises += [Premise(fact, told.line, NOWHERE, passing=True) for fact in passing]
        self.reserving.end_sentence(told, self.items, start)
        self._take_notation(told, start)
        self.scopes.end_sentence(onward and not any(math.display for math in maths), going_on)
        self.naming.seen_here |= {key_of(name) for math in maths for name in names_mentioned(math.text.source)}

    def _take_notation(self, told: Told, start: int) -> None:
        """What the sentence defines itself of notation that the conventions know: it is set up, and not claimed."""
        let = [math.text.source for n, math in enumerate(told.maths) if told.said.roles[n] is Role.SECTION and not math.display]
        for number, item in enumerate(self.items[start:], start):
            if item.relation != "=" or item.left is None or not any(item.left.latex in source for source in let):
                continue
            found = list(defined_otherwise(item.left.latex, item.right.latex, item.right.start.line))
            if found and item.settled is None:
                self.items[number] = replace(item, settled=verdicts.Posed(f"{item.left.latex} = {item.right.latex}"))
            self.naming.notation += found

    def _end_what_was_said(self, told: Told) -> None:
        """A sentence may drop what was assumed, turn round what the last one said, or end examples."""
        if drops_what_was_assumed(told.words):
            self.scopes.drop_facts({name for math in told.maths for name in names_mentioned(math.text.source)})
            self._take_back(self.latest)
        elif turns_round(told.words):
            self._take_back(self.latest)
        if not GENERAL.isdisjoint(told.words):
            self.scopes.drop(self.passing)

    def _take_doubts(self, told: Told, fresh: Collection[str]) -> None:
        """Names that words narrow in a case, or in passing, are in doubt; not so one that begins with the case."""
        for doubt in told.said.doubts:
            why = why_doubted(doubt, told.maths)
            if doubt.is_case and not (doubt.name in fresh and (
                    "dimension" not in doubt.words or DEFINES.match(told.maths[doubt.formula].text.source))):
                self.scopes.doubts.name(doubt.name, why)
            elif not doubt.is_case and doubt.passing:
                self.scopes.doubts.here(doubt.name, why)

    def _early(self, told: Told) -> list[int]:
        """The formulas that are taken before the others: lists of entries, and what clauses say, each function before its callers."""
        maths = told.maths
        listing = [n for n, math in enumerate(maths) if not math.display and listed_entries(math.text.source) is not None]
        early = [n for n, role in enumerate(told.said.roles) if role in (Role.SENTENCE, Role.SECTION)
                 and (not maths[n].display or self._explains(told, n)) and n not in listing and not is_decidable(self.scopes, told, n)
                 and not words_of(told.before(n), maths).zeroing]  # "which is zero for $w = v$"
        early.sort(key=lambda n: CALL_HEAD.match(maths[n].text.source) is None)
        heads = [None if (head := CALL_HEAD.match(maths[n].text.source)) is None else head[1] for n in early]
        first = [n for k, n in enumerate(early) if heads[k] is None or heads[k] not in heads[:k]]  # "for f(x) = x^2 …, for f(x) = x^3 …"
        return listing + callees_first(first, maths)

    def _explains(self, told: Told, number: int) -> bool:
        """*… = 1/h, where ⟦h = …⟧*: whether a display says what a new letter of the formulas before it is."""
        maths, head = told.maths, NAME_HEAD.match(unwrapped(told.maths[number].text.source))
        if number == 0 or told.before(number)[-1:] not in (["where"], ["with"]) or head is None or not self._is_new(key_of(head[1])):
            return False
        return any(head[1] in names_mentioned(math.text.source) for math in maths[:number])

    def _parts(self, told: Told, done: Collection[int], cases: Collection[int]) -> None:
        """The instructions and the other formulas of a sentence in order, with the reasons that its words give."""
        first, number, known = len(self.items), 0, set(self.scopes.defined_names())
        for part in told.sentence.parts:
            if isinstance(part, Instruction):
                self._instruction(part)
            elif isinstance(part, Math):
                self.place = (self.place[0], number)
                if turns_general(told.before(number)):
                    self.scopes.leave_clauses()
                elif number in cases:
                    self.scopes.take_case(part.text)
                if number not in done:
                    self._formula(told, number)
                number += 1
        reasons = reasons_among(told.maths, told.words)
        if reasons:
            made = [n for n, place in enumerate(self.places[first:]) if place[0] == self.place[0] and place[1] in reasons]
            self.items[first:] = with_reasons(self.items[first:], made, self.naming.premises)
        if told.words[:3] in (["for", "the", "case"], ["in", "the", "case"]):
            for name in sorted({d.symbol.name for d in self.scopes.current.definitions} - known):
                self.scopes.doubts.name(name, f"line {told.line} says what {name_text(name)} is, in a case")

    def _take_back(self, said: Latest) -> None:
        self.scopes.drop(said.facts)
        for name in said.names:
            self.scopes.forget(name)

    def _is_new(self, name: str) -> bool:
        """Whether nothing was said of a letter before."""
        return name not in map(key_of, {*self.naming.seen, *self.scopes.defined_names(), *self.scopes.declared_names()})

    def _is_new_here(self, name: str) -> bool:
        """Whether no formula of the section above has a letter."""
        return name not in self.naming.seen_here

    def _forget_values(self, maths: Sequence[Math], words: Sequence[str]) -> None:
        """*In general* ends the values of examples; *let n be arbitrary*, *for every real x* what was said of the name."""
        heads = (NAME_HEAD.match(maths[n].text.source) for n in said_of_any(words))
        anew = {head[1] for head in heads if head is not None}
        numbers = {d.symbol.name for d in self.scopes.current.definitions if not d.params and not free_symbols(d.value)}
        gone = {name for name in self.examples if not GENERAL.isdisjoint(words)} | (anew & (self.examples | numbers))
        for number, lasting in named_anew(words):
            for name in names_in(maths[number].text.source):
                self.scopes.begin_anew(name, lasting, arrays=True)
                if self.scopes.definition(name) is not None:
                    self.scopes.forget(name, lasting)
                    self.examples -= {name}
        self._take_back(Latest(gone, frozenset()))
        self.examples -= gone

    def _instruction(self, instruction: Instruction) -> None:
        order = read_order(instruction.text)
        match order:
            case Let(text):
                before = self.scopes.reserved.known()
                problem = self.scopes.let(text)
                self.scopes.reserved.make_firm(before, text.source)
                if problem is not None and instruction.explicit:
                    self._report(text, problem, instruction=True)
            case Convention(name):
                self.scopes.convention(name)
            case Expectation():
                self.marks = replace(self.marks, expect=order)
            case Mark(word):
                self.marks = replace(self.marks, claim=self.marks.claim or word == "claim", skip=self.marks.skip or word == "skip",
                                     suppose=self.marks.suppose or word == "suppose")
            case Misunderstood(reason, remedy) if instruction.explicit:
                self._report(instruction.text, Unread(0, len(instruction.text.source), reason, remedy), instruction=True)
            case _:
                pass

    # --- formulas -----------------------------------------------------------------------------

    def _formula(self, told: Told, number: int) -> None:
        """The relations of a formula, row by row."""
        math, source = told.maths[number], told.maths[number].text.source
        if math.problem is not None:
            self._report(math.text, Unread(0, len(source), math.problem, "close it, or remove it"))
            return
        self.scopes.given.begin_clause(told.before(number))
        self.scopes.take_macros(source)
        if not RELATION.search(without_macros(source)) or RELATION.fullmatch(source.strip()):
            self.naming.spoken_of |= set(names_mentioned(source))
            if (listed := LISTED.fullmatch(source)) is not None and (
                    (symbol := self.scopes.current.symbol(listed[1])) is not None and symbol.sort == REAL):
                self.scopes.forget(listed[1])  # ``labels $y_1, \dots, y_K$`` after a number y
            return
        self._new_function(math)
        marks, self.marks = self.marks, Marks()
        if marks.skip or self.skipped is not None:
            self.last = []
            return
        before = told.before(number)
        self.blocks += 1
        left_open = leaves_open(self.scopes, told, number)
        block = presented(self.naming, told, number, marks, self._orders(math.text), self.blocks, number in self.fragments)
        if block.place and (VALUE_TOLD.fullmatch(source) is None or block.role is not Role.CLAIM):
            self.scopes.doubts.formula(math.text, False)  # "at x = 0" says where the rest of the sentence holds
        self.naming.seen_before = set(self.naming.seen)
        first = len(self.items)
        rows = rows_of(math.text)
        beside = number_of(before[-1]) if before else None
        if not math.display and (beside is None or not RELATION.search(told.maths[beside].text.source)):
            self.last, self.broken = [], False  # it goes on from the formula before it alone
        said_before, set_up = frozenset(self.scopes.current.facts), (list(self.naming.premises), list(self.naming.equations.found))
        self._conditions(rows)
        conditions = frozenset(self.scopes.current.facts) - said_before
        if math.display and is_worked_out(rows, self.scopes.current):
            block = replace(block, mentioned=True, role=Role.CLAIM, words=WORKED)
        for k, row in enumerate(rows):
            following = rows[k + 1 : k + 2]
            block = replace(block, goes_on=len(RELATION.findall(row.text.source)) > 1 or any(r.continues for r in following))
            if SUBJECT.search(row.text.source):
                row, block = without_objective(row), replace(block, constrained=True)
            if isinstance(block.orders.get(row.end_line), Mark):
                self.last = []
            else:
                self._row(row, block)
        if math.display and conditions:
            made = [item for item in self.items[first:] if isinstance(item.settled, verdicts.Definition)]
            self.scopes.end_conditions(conditions, bool(made) and not TELLING_APART.search(source))
        denied = number in told.said.denied
        if is_quoted_as_wrong(before) or denied:  # nothing rests on it
            self.naming.premises, self.naming.equations.found = set_up
        elif left_open or not (CONTRADICTING | HYPOTHETICAL).isdisjoint(before):
            self.naming.equations.found = set_up[1]
        self.items[first:], unmet = with_expectations(block, self.items[first:])
        for line, order in unmet.items():
            self._belongs_to_no_step(block, line, order)

    def _new_function(self, math: Math) -> None:
        """``k(T) = A e^{-E/T}`` after a number k: the formula of a function, which forgets the number."""
        found = FORMULA.fullmatch(math.text.source)
        if found is None or found["letter"] not in names_mentioned(found["value"]) or "=" in found["value"]:
            return
        symbol, definition = self.scopes.current.symbol(found["name"]), self.scopes.definition(found["name"])
        number = definition is None or not definition.params
        if symbol is not None and symbol.sort == REAL and number and found["name"] not in names_mentioned(found["value"]):
            self.scopes.forget(found["name"])

    def _orders(self, text: Text) -> dict[int, Order]:
        """The instructions at the ends of rows, by line; declarations and conventions take effect at once."""
        orders: dict[int, Order] = {}
        for comment in ROW_COMMENT.finditer(text.source):
            prefix = PREFIX.match(comment.group(1))
            if prefix is None:
                continue
            body = text.cut(comment.start(1) + prefix.end(), comment.end())
            order = read_order(body)
            if isinstance(order, Expectation | Mark):
                orders[body.place.line] = order
            else:
                self._instruction(Instruction(body, True))
        return orders

    def _belongs_to_no_step(self, block: Block, line: int, order: Expectation) -> None:
        """An expectation that speaks of no step is an expectation that is not met."""
        start = next(s for s in block.math.text.starts if s.line == line)
        text = Text(self.document.line_at(start)[start.column - 1 :], (start,))
        reason = "this expectation belongs to no step: none ends in this line"
        self._report(text, Unread(0, len(text.source), reason, "move it to the end of a row"))
        self.items[-1] = replace(self.items[-1], expect=order)

    def _conditions(self, rows: Sequence[Row]) -> None:
        """What a row says of its names (``\\text{for } x > 0``) holds for the whole display, unless another row says something else."""
        scope = self.scopes.current
        said: list[frozenset[Term]] = []
        for row in rows:
            read, known = read_row(row, scope), set(scope.facts)
            for reading in read if isinstance(read, list) else ():
                scope = reading.scope
            own = frozenset(scope.facts) - known
            names = frozenset[Sym]().union(*map(free_symbols, own))
            if any(names & frozenset[Sym]().union(*map(free_symbols, other)) for other in said):
                return
            said.append(own)
        self.scopes.take_conditions(scope)

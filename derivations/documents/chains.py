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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.arguments import with_arguments, with_marked_letters
from derivations.documents.blocks import Block, End, Marks, Member, side_of
from derivations.documents.conclusions import WORKED, Drawn, words_of
from derivations.documents.cues import (
    CALL_HEAD,
    CONCLUDING,
    DEFINES,
    GIVING_REASONS,
    MENTIONED,
    MODELLING,
    NAME_HEAD,
    PASSING,
    PLACES,
    PRESENTING,
    RELATION,
    SETTING,
    SUBJECT,
    callees_first,
    is_constraint,
    is_mentioned,
    is_named,
    labels_in,
    references_of,
    subjects_of,
)
from derivations.documents.deciding import Naming, goes_on_defining, names_of_several, role_of
from derivations.documents.declaring import cases_of, is_assumed, is_decidable, is_local, take_declarations
from derivations.documents.denials import GENERAL, drops_what_was_assumed
from derivations.documents.denials import PASSING as FOR_A_WHILE
from derivations.documents.doubts import names_mentioned
from derivations.documents.fitting import entries_of_matrices, fitted, key, means, whole_vector
from derivations.documents.formulas import Gap, Reading, Row, Unread, gap_in, read_row, rows_of, statement_term, without_macros
from derivations.documents.governing import Role
from derivations.documents.instructions import PREFIX, Convention, Expectation, Let, Mark, Misunderstood, Order, read_order
from derivations.documents.items import SYMBOLS, Item, Premise
from derivations.documents.model import Document, Heading, Instruction, Math, Text
from derivations.documents.partial import HEAD
from derivations.documents.prose import Said, read_sentence
from derivations.documents.ranges import listed_entries
from derivations.documents.reasons import reasons_among, with_reasons
from derivations.documents.roles import head_of
from derivations.documents.scoping import Scopes
from derivations.documents.sentences import Sentence, sentences
from derivations.documents.setting_up import SetUp, is_worked_out, keep_equation, renumbered, with_conclusion
from derivations.documents.solutions import solved
from derivations.documents.stepping import Claim, to_be_checked, without_type
from derivations.documents.surveying import survey_sections, why_doubted
from derivations.documents.tokens import formulas, names_in, number_of, tokens_of
from symbolic import verdicts
from symbolic.latex.opennames import open_names
from symbolic.latex.plain import name_text
from symbolic.terms import INTEGER, REAL, ZERO, Sym, Term, free_symbols, num, substitute, sym

COMMAND = re.compile(r"\\[A-Za-z]+")
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
    return _in_order(walk.items, walk.places)


def _in_order(made: Sequence[Item], places: Sequence[tuple[int, int]]) -> list[Item]:
    """Items in the order of the document, chains and the steps of each numbered by it."""
    items = [item for _, item in sorted(zip(places, made, strict=True), key=lambda pair: pair[0])]
    chains: dict[int, int] = {}
    counts: dict[int, int] = {}
    numbers: dict[tuple[int, int], tuple[int, int]] = {}
    for item in items:
        chain = chains.setdefault(item.derivation, len(chains) + 1)
        counts[chain] = counts.get(chain, 0) + 1
        numbers[(item.derivation, item.step)] = (chain, counts[chain])
    return [replace(item, derivation=numbers[(item.derivation, item.step)][0], step=numbers[(item.derivation, item.step)][1],
                    rests_on=tuple(numbers[key] for key in item.rests_on if key in numbers),
                    premises=tuple(replace(p, place=numbers.get(p.place, NOWHERE)) for p in item.premises),
                    conclusion=renumbered(item.conclusion, numbers)) for item in items]


def _claimed(item: Item, order: Expectation) -> Item:
    """A step that is expected to be false is a claim, whatever else it may look like."""
    return replace(item, expect=order, instead=None, premises=())


def _doubt_about(reading: Reading, block: Block) -> str | None:
    """Why the words around a row may say when it holds."""
    if reading.comment and RELATION.search(reading.comment):
        return "the reason beside it may say when it holds, which is not kept"
    if reading.problem is not None:
        return "a part of this row could not be read, which may say when it holds"
    return block.doubt


NOWHERE = (0, 0)
"""The place of what was no relation of its own."""
IN_A_LIST = "after a clause this may be one more condition; for a claim put it in a display, or <!-- claim --> before it"


@dataclass(slots=True)
class _Walk:
    """The second walk: the state between formulas."""

    document: Document
    scopes: Scopes
    flat: bool = False
    items: list[Item] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    place: tuple[int, int] = (0, 0)
    marks: Marks = field(default_factory=Marks)
    chain: int = 0
    step: int = 0
    blocks: int = 0
    last: list[End] = field(default_factory=list)
    broken: bool = False
    skipped: int | None = None
    opening: Term = ZERO
    unclear: frozenset[str] = frozenset()
    labels: dict[str, tuple[Term, tuple[int, int] | None]] = field(default_factory=dict)
    examples: set[str] = field(default_factory=set)
    naming: Naming = field(init=False)

    def __post_init__(self) -> None:
        self.naming = Naming(self.scopes)

    def _add(self, item: Item) -> None:
        self.items.append(item)
        self.places.append(self.place)

    def run(self) -> None:
        elements = list(sentences(self.document.pieces))
        self.scopes.begin_document(self.document, survey_sections(elements, self.flat))
        self.naming.shared = names_of_several(elements)
        for number, element in enumerate(elements):
            self.place = (number, 0)
            if isinstance(element, Heading):
                self._skip_section(element)
                if not self.flat:
                    self.scopes.enter(element.level)
                self.last, self.broken = [], False
                self.naming.numbers.clear()
                self.naming.premises.clear()
                self.naming.equations.clear()
            else:
                self._sentence(element)

    def _skip_section(self, heading: Heading) -> None:
        """``skip`` before a heading leaves its whole section alone, the sections inside included."""
        if self.skipped is not None and heading.level <= self.skipped:
            self.skipped = None
        if self.marks.skip:
            self.skipped, self.marks = self.skipped or heading.level, Marks()

    # --- sentences ----------------------------------------------------------------------------

    def _sentence(self, sentence: Sentence) -> None:
        said = read_sentence(sentence)
        maths = formulas(sentence)
        words = tokens_of(sentence)
        if not GENERAL.isdisjoint(words):
            self._end_examples(maths, words)
        defined = set(self.scopes.defined_names())
        if drops_what_was_assumed(words):
            self.scopes.drop_facts({name for math in maths for name in names_mentioned(math.text.source)})
        cases = cases_of(self.scopes, maths, said, words)
        after = any(number_of(words[k - 2]) is not None for n in cases if (k := words.index(f"⟦{n}⟧")) > 1)  # "0 for z < 0 and 1 for z > 0"
        declared = take_declarations(self.scopes, maths, said, words, cases)
        for doubt in said.doubts:
            if doubt.is_case:
                self.scopes.doubt_name(doubt.name, why_doubted(doubt, maths))
            elif doubt.passing:
                self.scopes.doubt_here(doubt.name, why_doubted(doubt, maths))
        references = references_of(sentence)
        listing = [n for n, math in enumerate(maths) if not math.display and listed_entries(math.text.source) is not None]
        early = [n for n, role in enumerate(said.roles) if role in (Role.SENTENCE, Role.SECTION) and not maths[n].display
                 and n not in listing and not is_decidable(self.scopes, maths, n, said)]
        early.sort(key=lambda n: CALL_HEAD.match(maths[n].text.source) is None)
        early = callees_first(early, maths)
        early = listing + early
        for number in early:
            if number not in declared:
                self.place = (self.place[0], number)
                self._formula(maths, said, words, number, references)
        reasons = reasons_among(maths, words)
        for number in cases if after else ():
            self.scopes.doubt(maths[number].text, False)
        first, number, known = len(self.items), 0, set(self.scopes.defined_names())
        for part in sentence.parts:
            if isinstance(part, Instruction):
                self._instruction(part)
            elif isinstance(part, Math):
                self.place = (self.place[0], number)
                if number in cases and not after:
                    self.scopes.take_case(part.text)
                if number not in declared and number not in early:
                    self._formula(maths, said, words, number, references)
                number += 1
        if reasons:
            made = [n for n, place in enumerate(self.places[first:]) if place[0] == self.place[0] and place[1] in reasons]
            self.items[first:] = with_reasons(self.items[first:], made, self.naming.premises)
        line = maths[0].text.place.line if maths else 0
        if words[:3] in (["for", "the", "case"], ["in", "the", "case"]):
            for name in sorted({d.symbol.name for d in self.scopes.current.definitions} - known):
                self.scopes.doubt_name(name, f"line {line} says what {name_text(name)} is, in a case")
        if not FOR_A_WHILE.isdisjoint(words):
            self.examples |= set(self.scopes.defined_names()) - defined
        self.naming.premises += [Premise(fact, line, NOWHERE, passing=True) for fact in self.scopes.passing_facts()]
        self.scopes.end_sentence()

    def _end_examples(self, maths: Sequence[Math], words: Sequence[str]) -> None:
        """*In general*, *let n be arbitrary*: values that were given for an example, and to the names that are arbitrary now, are gone."""
        anew = {name for math in maths for name in names_in(math.text.source)} if "arbitrary" in words and "let" in words else set()
        for name in self.examples | (anew & set(self.scopes.defined_names())):
            self.scopes.forget(name)
        self.examples = set()

    def _instruction(self, instruction: Instruction) -> None:
        order = read_order(instruction.text)
        match order:
            case Let(text):
                problem = self.scopes.let(text)
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

    def _report(self, text: Text, problem: Unread, instruction: bool = False) -> None:
        """Something that is no relation and cannot be read; an instruction of that kind is an error of the document."""
        self.chain += 1
        verdict = verdicts.Unreadable(problem.message, (problem.start, problem.end), problem.remedy)
        self._add(Item(self.document.path, self.chain, 1, None, None, side_of(text, problem.start, problem.end), settled=verdict,
                       instruction=instruction))
        self.last = []

    # --- formulas -----------------------------------------------------------------------------

    def _formula(self, maths: Sequence[Math], said: Said, words: Sequence[str], number: int, references: tuple[str, ...]) -> None:
        math = maths[number]
        if math.problem is not None:
            self._report(math.text, Unread(0, len(math.text.source), math.problem, "close it, or remove it"))
            return
        source = math.text.source
        self.scopes.take_macros(source)
        if not RELATION.search(without_macros(source)) or RELATION.fullmatch(source.strip()):
            self.naming.spoken_of |= set(names_mentioned(source))
            return
        marks, self.marks = self.marks, Marks()
        if marks.skip or self.skipped is not None:
            self.last = []
            return
        before = words[: words.index(f"⟦{number}⟧")]
        self.blocks += 1
        modelling = any(w in MODELLING for w in before[-6:])
        last = before[-1] if before else None
        stated = last == ":" and said.roles[number] is Role.CLAIM and MENTIONED.isdisjoint(before[-4:])
        concluding = stated or any(w in CONCLUDING for w in before)
        presented = last in PRESENTING or is_named(before)
        partial = number in said.partial and (said.roles[number] is not Role.CLAIM or HEAD.match(source) is not None)
        mentioned = is_mentioned(before) or number in said.denied or partial
        assumed, local = is_assumed(self.scopes, maths, number, said), is_local(self.scopes, math, number, said)
        setting = said.cues[number] in SETTING
        after_clause = number and tuple(before[-2:]) == (f"⟦{number - 1}⟧", ",") and said.cues[number - 1] == "with"
        listed = IN_A_LIST if after_clause and not math.display else None
        if last in PLACES and not math.display:
            self.scopes.doubt(math.text, False)  # "at x = 0" says where the rest of the sentence holds
        block = Block(math, said.roles[number], assumed, modelling, concluding, mentioned, presented, setting, local, marks,
                      self._orders(math.text), references, self.blocks, listed, cue=said.cues[number],
                      constrained=is_constraint(before), reason=last in GIVING_REASONS, words=words_of(before, maths),
                      subjects=subjects_of(before, maths), place=last in PLACES and not math.display)
        self.naming.seen_before = set(self.naming.seen)
        first = len(self.items)
        rows = rows_of(math.text)
        if before and not math.display and not before[-1].startswith("⟦"):
            self.last, self.broken = [], False
        self._conditions(rows)
        if math.display and is_worked_out(rows, self.scopes.current):
            block = replace(block, mentioned=True, role=Role.CLAIM, words=WORKED)
        for k, row in enumerate(rows):
            following = rows[k + 1 : k + 2]
            block = replace(block, goes_on=len(RELATION.findall(row.text.source)) > 1 or any(r.continues for r in following))
            if SUBJECT.search(row.text.source):
                block = replace(block, constrained=True)
            if isinstance(block.orders.get(row.end_line), Mark):
                self.last = []
            else:
                self._row(row, block)
        self._expectations(block, first)

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

    def _expectations(self, block: Block, first: int) -> None:
        """Give the items of a block the expectations on its rows and before it; what is expected to be false is a claim."""
        made = self.items[first:]
        for line, order in block.orders.items():
            if not isinstance(order, Expectation):
                continue
            ending = [k for k, item in enumerate(made) if item.right.end.line == line]
            if ending:
                claimed = order.verdict in ("refuted", "conditional")
                made[ending[-1]] = _claimed(made[ending[-1]], order) if claimed else replace(made[ending[-1]], expect=order)
            else:
                self._nothing_ends(block, line, order)
        if block.marks.expect is not None:
            made = [replace(item, block=block.number, block_expect=block.marks.expect) for item in made]
        self.items[first : first + len(made)] = made

    def _nothing_ends(self, block: Block, line: int, order: Expectation) -> None:
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
        self.scopes.current = scope

    def _fit(self, row: Row) -> None:
        """Give the names of a row the only types under which it fits.

        An argument of a function, and the members of a sequence, have their type in this sentence alone.
        """
        for entries in entries_of_matrices(row, self.scopes.current, self.naming.numbers):
            self.scopes.take_entries(entries, row.text)
        for name, mean in means(row, self.scopes.current, self.scopes.sources):
            if not self.scopes.is_described(name):
                self.scopes.take_mean(name, mean, row.text)
        whole = whole_vector(row, self.scopes.current)
        if whole is not None:
            self._make_whole(*whole)
        for name, latex in fitted(row, self.scopes.current, self.naming.numbers, self.scopes.taken_here):
            passing = re.search(r"[(,]\s*" + re.escape(name) + r"\s*[,)]", row.text.source) or key(latex.split()[0]) != name
            self.scopes.take_to_be(name, latex, row.text, lasting=not passing)

    def _make_whole(self, family: Sym, size: Term) -> None:
        """A family that stands without its index is a vector from here on, in the chain as well."""
        vector = self.scopes.make_whole(family, size)
        self.last = [replace(end, term=substitute(end.term, {family: vector})) for end in self.last]

    def _lists_entries(self, row: Row) -> bool:
        r"""``z = (z_1, \dots, z_K)`` says that z is the vector of these numbers, if nothing says that they are something else."""
        listed = listed_entries(row.text.source)
        if listed is None or row.continues:
            return False
        name, length = listed
        symbol = self.scopes.current.symbol(name)
        if symbol is None and name not in self.scopes.current.blocked and name not in self.naming.numbers:
            if not self.scopes.declare_latex(rf"{name} \in \mathbb{{R}}^{{{length}}}", row.text, True):
                return False
        elif symbol is not None and not symbol.sort.shape and len(symbol.sort.index) == 1 and re.fullmatch(r"\w+", length):
            run = symbol.sort.index[0]
            self._make_whole(symbol, run[1] if run is not None else num(int(length)) if length.isdigit() else sym(length, INTEGER))
        else:
            return False
        self.chain, self.step, self.last = self.chain + 1, 1, []
        left = row.text.source.partition("=")[0]
        sides = side_of(row.text, 0, len(left.rstrip().rstrip(":"))), side_of(row.text, len(left) + 1, len(row.text.source))
        settled = verdicts.Definition(f"{name_text(name)} is the vector of its {length} entries")
        self._add(Item(self.document.path, self.chain, 1, "=", *sides, settled=settled, rule="it lists the entries of a vector"))
        self.naming.seen.add(name)
        return True

    def _row(self, row: Row, block: Block) -> None:
        if self._lists_entries(row):
            return
        self._fit(row)
        read = read_row(row, self.scopes.current)
        if isinstance(read, Unread):
            gap = gap_in(row, read, self.scopes.current)
            if gap is None:
                self._unread(row, read)
            else:
                self._around(row, read, gap, block)
            return
        ends: list[End] = []
        for number, reading in enumerate(read):
            if not reading.continues:
                self.chain, self.step = self.chain + 1, 0
                ends.append(self._reading(reading, row, block, None))
            elif not self.last:
                ends.append(self._nothing_left(reading, row, block))
            else:
                paired = row.both_signs and len(self.last) == len(read)
                ends += [self._reading(reading, row, block, end) for end in (self.last[number : number + 1] if paired else self.last)]
        self.last = ends if row.both_signs or len(self.last) > 1 else ends[-1:]
        self.broken = False

    def _around(self, row: Row, problem: Unread, gap: Gap, block: Block) -> None:
        """One member of a chain cannot be read: the steps before it and after it are judged all the same."""
        if not row.continues:
            self._undefined(row.text)
        if COMMAND.search(gap.member.source) and not COMMAND.fullmatch(gap.member.source.strip()):
            block = replace(block, doubt="a part of this row could not be read, which may say when it holds")
        if gap.before is not None:
            self._row(gap.before, block)
        elif not row.continues or self.chain == 0:
            self.chain, self.step = self.chain + 1, 0
        opens = self.step == 0
        self._add_unread(row, problem)
        self.last, self.broken = [], True
        if gap.after is None:
            return
        read = read_row(gap.after, self.scopes.current)
        if isinstance(read, list) and len(read) == 1:
            if not opens:
                self._unheard(read[0], gap.after, "=")
            self.last, self.broken = [self._reading(read[0], gap.after, block, None)], False
        elif isinstance(read, Unread) and (again := gap_in(gap.after, read, self.scopes.current)) is not None:
            self._around(gap.after, read, again, block)

    def _add_unread(self, row: Row, problem: Unread) -> None:
        self.step += 1
        relation = "=" if RELATION.search(row.text.source) else None
        verdict = verdicts.Unreadable(problem.message, (problem.start, problem.end), problem.remedy)
        side = side_of(row.text, problem.start, problem.end)
        hints = self.scopes.ended_in(row.text.source)
        self._add(Item(self.document.path, self.chain, self.step, relation, None, side, settled=verdict, hints=hints))

    def _unread(self, row: Row, problem: Unread) -> None:
        if not row.continues or self.chain == 0:
            self.chain, self.step = self.chain + 1, 0
            self._lost(row.text)
            self._undefined(row.text)
        self._add_unread(row, problem)
        self.last, self.broken = [], True

    def _undefined(self, text: Text) -> None:
        """A name whose formula is not read: no step with it is called false, and none is read if it may be an array."""
        head = DEFINES.match(text.source)
        name = NAME_HEAD.match(text.source)
        if head is None or name is None or self.scopes.is_declared(name[1]):
            return
        reason = f"line {text.place.line} says what {name_text(name[1])} is, and is not read"
        self.scopes.without_value(name[1], reason, text.source[head.end():])

    def _lost(self, text: Text) -> None:
        """A function whose formula is not read: its uses say so, and are not taken for products."""
        head = CALL_HEAD.match(text.source)
        if head is not None and not self.scopes.is_declared(head.group(1)):
            self.scopes.block(head.group(1), f"its formula in line {text.place.line} is not read")

    # --- relations ----------------------------------------------------------------------------

    def _reading(self, reading: Reading, row: Row, block: Block, end: End | None) -> End:
        """The steps of a statement, the first of them from ``end`` if it continues a chain; returns the new end."""
        members = [(term, side_of(row.text, *span)) for term, span in zip(reading.members, reading.spans, strict=True)]
        relations = reading.relations
        if end is not None:
            members.insert(0, (end.term, end.side))
            self.chain, self.step = end.chain, end.step
        elif reading.continues:
            relations = relations[1:]
        for relation, left, right in zip(relations, members, members[1:], strict=False):
            self.step += 1
            self._relation(relation, left, right, reading, block)
        if relations:
            self._label((*reading.labels, *filter(None, (block.math.label,))), relations[-1], members)
        return End(*members[-1], self.chain, self.step)

    def _nothing_left(self, reading: Reading, row: Row, block: Block) -> End:
        """A row whose first relation has no left side; what follows in the row is judged."""
        if self.chain == 0 or not self.broken:
            self.chain, self.step = self.chain + 1, 0
        self._unheard(reading, row, SYMBOLS.get(reading.relations[0], "="))
        return self._reading(reading, row, block, None)

    def _unheard(self, reading: Reading, row: Row, symbol: str) -> None:
        """The relation before the first member of a reading, whose left side is missing or was not read."""
        self.step += 1
        if self.broken:
            reason, remedy = "what stands to the left could not be read, so there is nothing to compare this with", None
        else:
            reason, remedy = "nothing stands to the left of this", "write the left side, or put the row under the one that it continues"
        side = side_of(row.text, *reading.spans[0])
        self._add(Item(self.document.path, self.chain, self.step, symbol, None, side, settled=verdicts.Unreadable(reason, None, remedy)))

    def _relation(self, relation: str, left: Member, right: Member, reading: Reading, block: Block) -> None:
        left, right, held = self._with_arguments(left, right)
        opens = self.step == 1 or goes_on_defining(self.naming, self.items[-1], self.chain, left)
        if self.step == 1:
            self.opening, self.unclear = left[0], frozenset()
        opening = head_of(left[0]) if opens else None
        known = self.naming.seen_before | set(self.scopes.defined_names()) | set(self.scopes.declared_names())
        found = solved(relation, left[0], right[0], known)
        right = (found.statement, right[1]) if found is not None else right
        scope = self.scopes.current
        standing = role_of(self.naming, relation, left, right, opens, self.opening, self.unclear, block, (self.chain, self.step))
        settled, instead = standing.settled, standing.otherwise.reason if standing.otherwise is not None else None
        self.unclear |= standing.otherwise.unclear if standing.otherwise is not None else frozenset()
        if found is not None:
            instead = instead or ("it holds at the solution, if at all" if found.wider else None)
            for definition in found.values:
                self.scopes.define(replace(definition, line=right[1].start.line))
        if settled is None and open_names(left[0], right[0]):
            settled = without_type(self.scopes, reading.problem, left[0], right[0])
        item = Item(self.document.path, self.chain, self.step, SYMBOLS.get(relation, relation), left[1], right[1], settled=settled,
                    comment=reading.comment, rule=standing.rule)
        if settled is None:
            cited = (*block.references, *reading.references, *labels_in(reading.comment))
            hypotheses, rests_on = self._hypotheses(cited)
            posed = standing.otherwise is not None and standing.otherwise.word == "posed"
            domain = self.scopes.domains.facts(self.opening, left[0], right[0])
            facts = (*reading.facts, *domain, *hypotheses)
            claim = Claim(relation, left[0], right[0], opens, facts, instead or _doubt_about(reading, block), posed, held)
            item = replace(to_be_checked(item, claim, self.scopes, self.naming), rests_on=rests_on)
            outside = self.scopes.domains.outside(left[0], right[0])
            if outside is not None:
                item = replace(item, settled=verdicts.Undecided(outside))
            if domain:
                item = replace(item, hints=(*self.scopes.domains.hints(self.opening, left[0], right[0]), *item.hints))
        if opens and not block.marks.claim and block.role is Role.CLAIM:
            premises = self._hypotheses((*block.references, *reading.references, *labels_in(reading.comment)))[0]
            row = Drawn(relation, left[0], right[0], block.words, block.number, right[1].start.line, self.place[0], premises,
                        reading.facts, scope)
            item = with_conclusion(self.naming, item, row, self.items)
        self._add(item)
        set_up = standing.otherwise is not None or isinstance(settled, verdicts.Posed)
        if set_up and block.cue not in PASSING and not block.place and not open_names(left[0], right[0]):
            self.naming.keep_premise(relation, left, right, (self.chain, self.step), block.constrained)
        if relation == "eq" and not open_names(left[0], right[0]):
            stands = SetUp(standing, reading.facts, block.number, self.place[0] if block.cue in PASSING else None, self.opening)
            keep_equation(self.naming, item, (left[0], right[0]), stands)
        symbols = free_symbols(left[0]) | free_symbols(right[0])
        self.naming.seen |= {s.name for s in symbols}
        self.naming.numbers |= {s.name for s in symbols - set(opening.params if opening is not None else ()) if s.sort == REAL}

    def _with_arguments(self, left: Member, right: Member) -> tuple[Member, Member, tuple[Term, ...]]:
        """The sides with the arguments of functions that stand without them, and the conditions for this."""
        known = {d.symbol.name for d in self.scopes.current.definitions if not d.symbol.sort.is_function}
        known |= {name for name in self.scopes.declared_names() if not self.scopes.is_function(name)}
        ends = with_arguments((left[0], right[0]), self.scopes.current.definitions, known, self.scopes.varying)
        ends, held = with_marked_letters((ends[0], ends[1]), self.scopes.current.definitions, {*known, *self.scopes.defined_names()})
        return (ends[0], left[1]), (ends[1], right[1]), held

    # --- references ---------------------------------------------------------------------------

    def _label(self, names: Sequence[str], relation: str, members: Sequence[Member]) -> None:
        last = self.items[-1]
        fact = statement_term(relation, members[-2][0], members[-1][0])
        for name in names if not open_names(fact) else ():
            self.labels[name] = (fact, None if last.settled is not None else (last.derivation, last.step))

    def _hypotheses(self, references: Iterable[str]) -> tuple[tuple[Term, ...], tuple[tuple[int, int], ...]]:
        found = [self.labels[name] for name in dict.fromkeys(references) if name in self.labels]
        return tuple(fact for fact, _ in found), tuple(place for _, place in found if place is not None)



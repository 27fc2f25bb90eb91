"""Rows of a block linked to the chains that they continue: every relation becomes an item.

A row that starts with a relation continues the chain above it, also across blocks; of a row with ± or of a system every line goes on by
itself.  A row that cannot be read is an item of its own, and what stands before and after the part that is not read is judged all the
same.  Each relation of a chain is a definition, a posed equation, or a step to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.equations.definitions import head_of
from derivations.documents.formulas import Gap, Reading, Row, Unread, gap_in, read_row, statements_in
from derivations.documents.functions.rates import DOTTED
from derivations.documents.items import SYMBOLS, Item, Side
from derivations.documents.model import Text
from derivations.documents.prose.names import names_mentioned, with_braces
from derivations.documents.prose.ranges import listed_entries
from derivations.documents.scopes.cues import CALL_HEAD, DEFINES, NAME_HEAD, RELATION
from derivations.documents.scopes.hints import hints_for_row
from derivations.documents.spelling import STAR
from derivations.documents.statements.blocks import Block, End, side_of, written_sides
from derivations.documents.statements.relations import Relations
from derivations.documents.statements.row_reading import RowReader, abbreviates, gives_value, take_functions_beside
from derivations.documents.type_inference.identities import with_identities
from derivations.documents.type_inference.square import equal_sizes
from symbolic import verdicts
from symbolic.latex.plain import name_text
from symbolic.latex.source.spelling import starred
from symbolic.stating import step_under
from symbolic.steps import Step
from symbolic.terms import INTEGER, Sym, Term, num, substitute, sym

NAME = re.compile(r"\\[A-Za-z]+")
SAYING = re.compile(
    r"\\(?:text\w*|mbox|forall|exists|q?quad|in|mid|colon|mathrm|operatorname|land|lor|[Rr]ightarrow|i[fm]\w+)(?![A-Za-z])|[,;:|]")
"""What a formula has that may say when something else holds: words, separators, sets."""

WORD_HEAD = re.compile(r"\s*&?\s*([A-Z]{2,4})\s*&?\s*(?::?=|\\coloneqq)")
"""A word of capitals, or their product, that gets a value."""
MATRICES = frozenset("ABCDMPQUVWXYZ")
"""Capitals of matrices and points: ``AB = C``."""


@dataclass(slots=True)
class Linking(Relations):
    """The ends of the chain that the next row may continue.

    last:   the ends; several after a row with ± or a system.
    broken: the row before could not be read.
    """

    last: list[End] = field(default_factory=list)
    broken: bool = False
    reader: RowReader = field(init=False)

    def __post_init__(self) -> None:
        Relations.__post_init__(self)
        self.reader = RowReader(self.naming, self._make_whole)

    def _report(self, text: Text, problem: Unread, instruction: bool = False) -> None:
        """Something that is no relation and cannot be read; an instruction of that kind is an error of the document."""
        self.chain += 1
        verdict = verdicts.Unreadable(problem.message, (problem.start, problem.end), problem.remedy)
        self._add(Item(self.document.path, self.chain, 1, None, None, side_of(text, problem.start, problem.end), settled=verdict,
                       instruction=instruction, written=(None, side_of(text, 0, len(text.source)))))
        self.last = []

    # --- rows ----------------------------------------------------------------------------------------

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

    def _make_whole(self, family: Sym, size: Term) -> None:
        """A family that stands without its index is a vector from here on, in the chain as well."""
        vector = self.scopes.taken.whole(family, size)
        self.last = [replace(end, term=substitute(end.term, {family: vector})) for end in self.last]

    def _row(self, row: Row, block: Block) -> None:
        if self._lists_entries(row):
            return
        self.reader.fit(row)
        read = self.reader.read(row)
        if not isinstance(read, Unread) and take_functions_beside(row, read, self.naming):
            read = self.reader.read(row)
        if isinstance(read, Unread):
            if block.constrained:
                self.scopes.doubts.formula(row.text, True)
            gap, parts = gap_in(row, read, self.scopes.current), statements_in(row, self.scopes.current)
            if parts:
                self._each(parts, block)
            elif gap is None:
                self._unread(row, read)
            else:
                self._around(row, read, gap, block)
            return
        ends: list[End] = []
        later = [k for k, reading in enumerate(read) if k and gives_value(reading, read[:k], self.naming)]
        first = len(self.items)
        for number in later:  # ``u = a w, \\quad w = x^2`` gives w its value for the whole row
            self.chain, self.step = self.chain + 1, 0
            made = self._reading(read[number], row, block, None)
            ends += [made] if number == len(read) - 1 else []
        if row.one_of_two_values and not (row.continues and len(self.last) > 1):
            block = replace(block, doubt="it has one of two values, and nothing here says which", two_valued=True)
        for number, reading in enumerate(read):
            if number in later:
                continue
            if any(not abbreviates(read[k], reading) for k in later):
                block = replace(block, doubt="a letter of it has its value from the statement beside it, which may be one more equation")
            if not reading.continues:
                self.chain, self.step = self.chain + 1, 0
                found = [self._reading(reading, row, block, None)]
            elif not self.last:
                found = [self._nothing_left(reading, row, block)]
            else:
                paired = row.both_signs and len(self.last) == len(read)
                found = [self._reading(reading, row, block, end) for end in (self.last[number : number + 1] if paired else self.last)]
            ends = [*found, *ends] if len(read) - 1 in later else [*ends, *found]
        if later:
            self.items[first:] = sorted(self.items[first:], key=lambda item: (item.right.start.line, item.right.start.column))
        self.last = ends if row.both_signs or len(self.last) > 1 else ends[-1:]
        self.broken = False

    def _each(self, rows: Sequence[Row], block: Block) -> None:
        """The statements of a row that is not read as a whole; what an unread one may define is in doubt in the others too."""
        for row in rows:
            if isinstance(read_row(row, self.scopes.current), Unread):
                self._undefined(row.text)
        for row in rows:
            self._row(row, block)

    def _around(self, row: Row, problem: Unread, gap: Gap, block: Block) -> None:
        """One member of a chain cannot be read: the steps before it and after it are judged all the same."""
        if not row.continues:
            self._undefined(row.text)
        unknown = r"\newcommand" in (problem.remedy or "")
        if (unknown or SAYING.search(gap.member.source)) and not NAME.fullmatch(gap.member.source.strip()):
            block = replace(block, doubt="a part of this row could not be read, which may say when it holds")
        if gap.before is not None:
            self._row(gap.before, block)
        elif not row.continues or self.chain == 0:
            self.chain, self.step = self.chain + 1, 0
        opens = self.step == 0
        self._add_unread(row, problem, gap.member)
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

    def _add_unread(self, row: Row, problem: Unread, member: Text | None = None) -> None:
        """A row, or one member of it, that cannot be read."""
        self.step += 1
        relation = "=" if RELATION.search(row.text.source) else None
        verdict = verdicts.Unreadable(problem.message, (problem.start, problem.end), problem.remedy)
        side = side_of(row.text, problem.start, problem.end)
        hints = hints_for_row(row.text.source, self.scopes)
        square = self._with_equal_sizes(row, member) if problem.misfit else None
        if square is not None:
            step, before, after = square
            self._add(Item(self.document.path, self.chain, self.step, "=", before, after, checked=step, misfit=verdict, hints=hints))
            return
        self._add(Item(self.document.path, self.chain, self.step, relation, None, side, settled=verdict, hints=hints,
                       written=written_sides(row.text, member, self.scopes.current)))

    def _with_equal_sizes(self, row: Row, member: Text | None) -> tuple[Step, Side, Side] | None:
        """An equation whose shapes do not fit as a step that has all sizes equal, with its sides; None if it may be something else."""
        names = names_mentioned(row.text.source)
        equal = equal_sizes(self.scopes.current)
        if equal is None or self.scopes.taken.said_of(names) or set(RELATION.findall(row.text.source)) != {"="}:
            return None
        text = row.text if member is None or len(RELATION.findall(row.text.source)) == 1 else member
        read = read_row(replace(row, text=text), equal.scope, openly=False)
        if isinstance(read, Unread) or len(read) != 1 or read[0].problem is not None or len(read[0].relations) > 1:
            return None
        members = [(term, side_of(text, *span)) for term, span in zip(read[0].members, read[0].spans, strict=True)]
        if len(members) == 1 and len(self.last) == 1:
            members.insert(0, (equal.of(self.last[0].term), self.last[0].side))
        if len(members) != 2 or (self.step == 1 and head_of(members[0][0]) is not None):
            return None
        step = step_under(equal.scope, "eq", members[0][0], members[1][0], read[0].facts)
        doubtful = self.scopes.doubts.about(step) or self.naming.premises_for(step)
        return None if doubtful else (step, members[0][1], members[1][1])

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
        word = WORD_HEAD.match(text.source)
        if word is not None and not MATRICES.issuperset(word[1]):
            self.scopes.block(word[1], f"line {text.place.line} says what {word[1]} is, and is not read")
        if head is None or name is None:
            return
        dotted = with_braces(name[1])
        if DOTTED.fullmatch(dotted) and self.scopes.definition(dotted) is not None:
            self._forget_laws()
        reason = f"line {text.place.line} says what {name_text(name[1])} is, and is not read"
        known = starred(name[1]) if re.search(STAR, head[0]) else name[1]
        if self.scopes.is_declared(known):
            self.naming.doubt(known, reason, text.place.line)
            return
        self.scopes.without_value(name[1], reason, text.source[head.end():])

    def _forget_laws(self) -> None:
        """Another law, which is not read, takes the place of one: no derivative by the time is known by it."""
        for name in [d.symbol.name for d in self.scopes.current.definitions if DOTTED.fullmatch(d.symbol.name)]:
            self.scopes.forget(name)

    def _lost(self, text: Text) -> None:
        """A function whose formula is not read: its uses say so, and are not taken for products."""
        head = CALL_HEAD.match(text.source)
        if head is not None and not self.scopes.is_declared(head.group(1)):
            self.scopes.block(head.group(1), f"its formula in line {text.place.line} is not read")

    # --- statements ----------------------------------------------------------------------------------

    def _reading(self, reading: Reading, row: Row, block: Block, end: End | None) -> End:
        """The steps of a statement, the first of them from ``end`` if it continues a chain; returns the new end."""
        members = [(term, side_of(row.text, *span)) for term, span in zip(reading.members, reading.spans, strict=True)]
        relations = reading.relations
        if end is not None:
            members.insert(0, (end.term, end.side))
            terms = with_identities([term for term, _ in members]) if reading.problem is not None else None
            if terms is not None:
                members = [(term, side) for term, (_, side) in zip(terms, members, strict=True)]
                reading = replace(reading, problem=None)
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

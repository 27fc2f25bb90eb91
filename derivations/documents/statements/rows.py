"""Rows of a block linked to the chains that they continue: every relation becomes an item.

A row that starts with a relation continues the chain above it, also across blocks; of a row with ± or of a system every line goes on by
itself.  A row that cannot be read is an item of its own, and what stands before and after the part that is not read is judged all the
same.  Each relation of a chain is a definition, a posed equation, or a step to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.equations.definitions import are_letters, head_of
from derivations.documents.equations.records import Drawn
from derivations.documents.equations.solution_names import solved
from derivations.documents.formulas import Gap, Reading, Row, Unread, describe, gap_in, read_row, statement_term, statements_in
from derivations.documents.functions.arguments import with_arguments, with_marked_letters
from derivations.documents.functions.constants import known_up_to_constant, said_elsewhere
from derivations.documents.functions.rates import DOTTED, taken_for_constant, with_velocity
from derivations.documents.items import SYMBOLS, Item, Other, Premise, Side
from derivations.documents.model import Document, Text, Words
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.language import is_foreign
from derivations.documents.prose.names import names_mentioned, with_braces
from derivations.documents.prose.notation import doubtful
from derivations.documents.prose.ranges import listed_entries
from derivations.documents.scopes.cues import CALL_HEAD, DEFINES, NAME_HEAD, PASSING, RELATION, SUPPOSING, labels_in
from derivations.documents.scopes.earlier import Earlier
from derivations.documents.scopes.hints import hints_for_row
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import STAR
from derivations.documents.statements.blocks import Block, End, Member, side_of, written_sides
from derivations.documents.statements.initial_values import Told, tells_of
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.numbering import NOWHERE
from derivations.documents.statements.roles import goes_on_defining, role_of
from derivations.documents.statements.row_reading import RowReader, abbreviates, gives_value, take_functions_beside
from derivations.documents.statements.second_values import as_if, of_either
from derivations.documents.statements.set_up import SetUp, concluded_value, keep_equation, with_conclusion
from derivations.documents.statements.standing import Standing
from derivations.documents.statements.steps import Claim, to_be_checked, without_type
from derivations.documents.type_inference.identities import with_identities
from derivations.documents.type_inference.square import equal_sizes
from symbolic import verdicts
from symbolic.latex.names.open_names import open_names
from symbolic.latex.names.spelling import starred
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.latex.symbols import names_of
from symbolic.stating import step_under
from symbolic.steps import Step
from symbolic.terms import INTEGER, REAL, ZERO, Apply, Definition, Sym, Term, free_symbols, num, substitute, sym

NAME = re.compile(r"\\[A-Za-z]+")
SAYING = re.compile(
    r"\\(?:text\w*|mbox|forall|exists|q?quad|in|mid|colon|mathrm|operatorname|land|lor|[Rr]ightarrow|i[fm]\w+)(?![A-Za-z])|[,;:|]")
"""What a formula has that may say when something else holds: words, separators, sets."""

SYSTEM = re.compile(r"\s*(?:\\begin\{(?:equation|align|gather)\*?\}\s*)?(?:\\begin\{cases\}|\\left\s*\\\{\s*\\begin)")
SCALE = re.compile(r"[kKMGTP]i?[Bb](?:ytes?|its?|ps)?|[kcmnμ](?:m|g|s|l|L|Hz|W|J|V|Pa)|[MG]Hz|min(?:utes?)?|hours?|days?|weeks?|years?"
                   r"|thousands?|millions?|billions?|trillions?|percent|per cent|FLOPs?|[MGTP]FLOPs?")
"""Units that are made of others, and words for numbers."""


def _doubt_about(reading: Reading, block: Block, *sides: Term) -> str | None:
    """Why the words around a row may say when it holds."""
    if reading.comment and RELATION.search(reading.comment):
        return "the reason beside it may say when it holds, which is not kept"
    if SCALE.fullmatch(reading.comment) and not free_symbols(sides[1]):
        return f"it is a number of {reading.comment}, and the left side may be one of another unit"
    if reading.may_depend(*sides):
        return "a part of this row could not be read, which may say when it holds"
    return block.doubt


@dataclass(slots=True)
class Linking:
    """The items made so far, and the ends of the chain that the next row may continue."""

    document: Document
    scopes: Scopes
    items: list[Item] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    place: tuple[int, int] = (0, 0)
    chain: int = 0
    step: int = 0
    last: list[End] = field(default_factory=list)
    broken: bool = False
    opening: Term = ZERO
    unclear: frozenset[str] = frozenset()
    labels: dict[str, tuple[Term, tuple[int, int] | None]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    placed: list[Premise] = field(default_factory=list)
    naming: Naming = field(init=False)
    reader: RowReader = field(init=False)

    def __post_init__(self) -> None:
        words = (p.text.source for p in self.document.pieces if isinstance(p, Words))
        self.naming = Naming(self.scopes, foreign=is_foreign(words))
        self.reader = RowReader(self.naming, self._make_whole)

    # --- items ---------------------------------------------------------------------------------------

    def _add(self, item: Item) -> None:
        self.items.append(item)
        self.places.append(self.place)

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

    # --- relations -----------------------------------------------------------------------------------

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

    def _relation(self, relation: str, left: Member, right: Member, reading: Reading, block: Block) -> None:
        says = self.step == 1 and relation == "eq" and (right[0] is not ZERO or block.math.display)  # "in the steady state \\dot k = 0"
        velocity, moved = with_velocity((left[0], right[0]), self.scopes.current.definitions) if says else None, (left, right)
        if velocity is not None and isinstance(left[0], Sym):
            if self.scopes.definition(left[0].name) is None:
                self.scopes.define(Definition(left[0], (), right[0], line=right[1].start.line))
            left = (velocity[0], left[1])
        concluded = concluded_value(self.naming, left[0]) if self.step == 1 and relation == "eq" else None
        left = (concluded, left[1]) if concluded is not None else left
        written = (left, right)
        left, right, held = self._with_arguments(left, right)
        opens = self.step == 1 or goes_on_defining(self.naming, self.items[-1], self.chain, left)
        if self.step == 1:
            self.opening, self.unclear = left[0], frozenset()
        opening = head_of(left[0]) if opens else None
        known = self.naming.seen_before | set(self.scopes.defined_names()) | set(self.scopes.declared_names())
        found = solved(relation, left[0], right[0], known)
        right = (found.statement, right[1]) if found is not None else right
        scope = self.scopes.current
        standing = role_of(self.naming, relation, left, right, opens, self.opening, self.unclear, block, (self.chain, self.step)) \
            if velocity is None else Standing("it differentiates a formula by the time")
        settled, instead = standing.settled, standing.otherwise.reason if standing.otherwise is not None else None
        self.unclear |= standing.otherwise.unclear if standing.otherwise is not None else frozenset()
        if found is not None:
            instead = instead or ("it holds at the solution, if at all" if found.wider else None)
            for definition in found.values:
                self.scopes.define(replace(definition, line=right[1].start.line))
        if velocity is not None and (still := taken_for_constant(velocity[0], self.scopes.sources)) is not None:
            settled = verdicts.Undecided(still)
        if settled is None and open_names(left[0], right[0]):
            settled = without_type(self.scopes, reading.problem, left[0], right[0])
        item = Item(self.document.path, self.chain, self.step, SYMBOLS.get(relation, relation), left[1], right[1], settled=settled,
                    comment=reading.comment, rule=standing.rule)
        hypotheses, rests_on = self._hypotheses((*block.references, *reading.references, *labels_in(reading.comment)))
        if settled is None:
            posed = standing.otherwise is not None and standing.otherwise.word == "posed"
            instead = instead or _doubt_about(reading, block, left[0], right[0]) or self._zero_of_unread(right[0]) \
                or of_either(self.scopes.reserved.rivals, left, right)
            claim = Claim(relation, left[0], right[0], opens, (*reading.facts, *hypotheses), instead, posed, held)
            checked = self._to_be_checked(item, claim, scope)
            others = tuple(self._with_second_values(item, claim, checked, written if velocity is None else moved)) if found is None else ()
            item = replace(checked, rests_on=rests_on, others=others, premises=() if block.identity else checked.premises)
        zero_for = block.words.zeroing and block.cue in PASSING  # "which is zero for $w = v$"
        if opens and not block.marks.claim and (block.role is Role.CLAIM or zero_for) and not self._in_system(block):
            row = Drawn(relation, left[0], right[0], block.words, block.number, right[1].start.line, self.place[0], hypotheses,
                        reading.facts, scope, block.math.display)
            item = with_conclusion(self.naming, item, row, self.items)
        self._add(item)
        self._values_told(relation, left, right, block)
        told = block.role in (Role.CLAIM, Role.SECTION) and not (block.assumed or block.unsure)
        lasting = block.math.display and not block.marks.claim and (told or block.cue in SUPPOSING)
        self.naming.rates.keep(relation, left[0], right[0], r"\partial" in left[1].latex + right[1].latex, lasting)
        self._keep(relation, left, right, item, standing, settled, reading, block)
        symbols = free_symbols(left[0]) | free_symbols(right[0])
        self.naming.seen |= {s.name for s in symbols}
        self.naming.numbers |= {s.name for s in symbols - set(opening.params if opening is not None else ()) if s.sort == REAL}

    def _to_be_checked(self, item: Item, claim: Claim, scope: Scope) -> Item:
        """The item of a claim, with what is said of the values for which its functions are defined."""
        domains, sides = self.scopes.domains, (claim.left, claim.right)
        domain = domains.facts(self.opening, *sides)
        item = to_be_checked(item, replace(claim, facts=(*claim.facts, *domain)), self.scopes, self.naming)
        outside = domains.outside(*sides) or said_elsewhere(scope.definitions, self.naming.equated, *sides) \
            or known_up_to_constant(scope.definitions, *sides) \
            or doubtful(self.naming.notation, item.checked, [side.latex for side in (item.left, item.right) if side is not None])
        if outside is not None:
            item = replace(item, settled=verdicts.Undecided(outside))
        return replace(item, hints=(*domains.hints(self.opening, *sides), *item.hints)) if domain else item

    def _with_second_values(self, item: Item, claim: Claim, checked: Item, written: tuple[Member, Member]) -> Iterator[Other]:
        """The step, if it is another one, with the second value of each name that has two, and with the values of names before."""
        if checked.checked is None:
            return
        names = names_of(checked.checked.left) | names_of(checked.checked.right)
        replaced = (Earlier((d,), f"it holds for the {name_text(name)} of line {d.line}; say here which one is meant")
                    for name, d in self.naming.replaced.items() if self.scopes.given.is_left(name))
        before = (*self.scopes.given.before(checked.checked.definitions), *self.scopes.told_before(names), *replaced)
        for rival in (*self.scopes.reserved.rivals, *before):
            with as_if(self.scopes, rival) as scope:
                velocity = with_velocity((written[0][0], written[1][0]), scope.definitions)
                ends = written if velocity is None else ((velocity[0], written[0][1]), written[1])
                left, right, held = self._with_arguments(*ends)
                other = self._to_be_checked(item, replace(claim, left=left[0], right=right[0], provided=held), scope)
            if other.checked != checked.checked:
                yield Other(other.checked, None if isinstance(rival, Earlier) else rival.place, rival.why, isinstance(rival, Earlier))
        if (outdated := self.scopes.given.outdated(checked.checked.definitions)) is not None:
            yield Other(None, None, outdated, before=True)

    def _keep(self, relation: str, left: Member, right: Member, item: Item, standing: Standing, settled: verdicts.Verdict | None,
              reading: Reading, block: Block) -> None:
        """Keep a relation that is set up, and every equation, for the rows that may follow from them."""
        set_up = standing.otherwise is not None or isinstance(settled, verdicts.Posed)
        if set_up and block.cue not in PASSING and not block.place and not open_names(left[0], right[0]):
            self.naming.keep_premise(relation, left, right, (self.chain, self.step), block.constrained)
        if block.place and relation == "eq" and not open_names(left[0], right[0]):
            self.placed.append(Premise(statement_term(relation, left[0], right[0]), right[1].start.line, NOWHERE, passing=True))
        posed = head_of(left[0]) if isinstance(settled, verdicts.Posed) and relation == "eq" else None
        if posed is not None:
            self.scopes.given.set_up(Definition(posed.symbol, posed.params, right[0], posed.indexed, right[1].start.line))
        in_passing = isinstance(settled, verdicts.Posed) and not block.math.display and block.role is Role.CLAIM
        spoken_of = in_passing and isinstance(left[0], Sym) and isinstance(right[0], Sym)  # "the case $a = b$ is excluded"
        if relation == "eq" and not spoken_of and not open_names(left[0], right[0]):
            sentence = self.place[0] if block.cue in PASSING or block.place else None
            stands = SetUp(standing, reading.facts, block.number, sentence, self.opening)
            keep_equation(self.naming, item, (left[0], right[0]), stands)

    def _zero_of_unread(self, right: Term) -> str | None:
        """``\\frac{df}{dx} = … = 0`` of which the first member is not read: it may be set to zero."""
        unread = any(i.derivation == self.chain and isinstance(i.settled, verdicts.Unreadable) for i in self.items[-self.step :])
        return "a part of this chain is not read, which may be set to zero" if right is ZERO and self.step > 1 and unread else None

    def _in_system(self, block: Block) -> bool:
        """Whether the row above is another equation of the system in braces that this row is part of: neither follows from the other."""
        found = self.naming.equations.found
        return bool(found) and found[-1].formula == block.number and SYSTEM.match(block.math.text.source) is not None

    def _values_told(self, relation: str, left: Member, right: Member, block: Block) -> None:
        """Keep what a relation tells of a function without a formula; once there is one, it is a claim."""
        name = tells_of(left[0], right[0]) if relation == "eq" else None
        if name is not None and self.scopes.function_of(name) is None:
            self.told.append(Told(name, (self.chain, self.step), relation, left, right))
            if block.place:
                reason = f"line {right[1].start.line} says {describe(relation, left[0], right[0])}, which is not kept"
                self.naming.rivals.setdefault(reason, []).append((self.chain, self.step))
                self.scopes.doubts.name(name, reason)
        for told in [t for t in self.told if self.scopes.function_of(t.name) is not None]:
            self.told.remove(told)
            number = next(k for k, item in enumerate(self.items) if (item.derivation, item.step) == told.place)
            item = self.items[number]
            instead = item.instead or f"it is told before {name_text(told.name)} has its formula"
            left, right, held = self._with_arguments(told.left, told.right)
            claim = Claim(told.relation, left[0], right[0], True, (), instead, item.settled is not None, held)
            self.items[number] = to_be_checked(replace(item, settled=None), claim, self.scopes, self.naming)

    def _with_arguments(self, left: Member, right: Member) -> tuple[Member, Member, tuple[Term, ...]]:
        """The sides with the arguments of functions that stand without them, and the conditions for this."""
        known = {d.symbol.name for d in self.scopes.current.definitions if not d.symbol.sort.is_function}
        known |= {name for name in self.scopes.declared_names() if not self.scopes.is_function(name)}
        known |= self._arguments_of_new(left[0], right[0])
        told = (*self.scopes.current.facts, *(premise.fact for premise in self.naming.premises))
        known |= {x.name for fact in told for x in free_symbols(fact) if x.name in self.scopes.varying}  # as in the fact
        ends = with_arguments((left[0], right[0]), self.scopes.current.definitions, known, self.scopes.varying)
        ends, held = with_marked_letters((ends[0], ends[1]), self.scopes.current.definitions, {*known, *self.scopes.defined_names()})
        return (ends[0], left[1]), (ends[1], right[1]), held

    def _arguments_of_new(self, left: Term, right: Term) -> set[str]:
        """``g(N) = r N (1 - N/K)`` of a new g beside a function N(t), and ``g'(N) = …``: the N of its formula is any number."""
        match left:
            case Apply(Sym(name), arguments, _) if are_letters(arguments):
                known = self.scopes.definition(name)
                own = known is None or [p.name for p in known.params] == [a.name for a in arguments if isinstance(a, Sym)]
                return {a.name for a in arguments if isinstance(a, Sym) and a in free_symbols(right)} if own else set()
        return set()

    # --- references ----------------------------------------------------------------------------------

    def _label(self, names: Sequence[str], relation: str, members: Sequence[Member]) -> None:
        last = self.items[-1]
        fact = statement_term(relation, members[-2][0], members[-1][0])
        for name in names if not open_names(fact) else ():
            self.labels[name] = (fact, None if last.settled is not None else (last.derivation, last.step))

    def _hypotheses(self, references: Iterable[str]) -> tuple[tuple[Term, ...], tuple[tuple[int, int], ...]]:
        found = [self.labels[name] for name in dict.fromkeys(references) if name in self.labels]
        return tuple(fact for fact, _ in found), tuple(place for _, place in found if place is not None)

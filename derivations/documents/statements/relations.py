"""Each relation of a chain becomes an item: a definition, a posed equation, or a step to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.equations.definitions import are_letters, head_of
from derivations.documents.equations.records import Drawn
from derivations.documents.equations.solution_names import Solved, solved
from derivations.documents.formulas import Reading, describe, statement_term
from derivations.documents.functions.arguments import with_arguments, with_marked_letters
from derivations.documents.functions.constants import known_up_to_constant, said_elsewhere
from derivations.documents.functions.rates import taken_for_constant, with_velocity
from derivations.documents.items import SYMBOLS, Item, Other, Premise
from derivations.documents.model import Document, Words
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.language import is_foreign
from derivations.documents.prose.notation import doubtful
from derivations.documents.scopes.cues import PASSING, RELATION, SUPPOSING, labels_in
from derivations.documents.scopes.earlier import Earlier
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.statements.blocks import Block, Member
from derivations.documents.statements.initial_values import Told, tells_of
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.numbering import NOWHERE
from derivations.documents.statements.roles import goes_on_defining, role_of
from derivations.documents.statements.second_values import as_if, of_either
from derivations.documents.statements.set_up import SetUp, concluded_value, keep_equation, with_conclusion
from derivations.documents.statements.standing import Standing
from derivations.documents.statements.steps import Claim, to_be_checked, without_type
from symbolic import verdicts
from symbolic.latex.names.open_names import open_names
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.latex.symbols import names_of
from symbolic.terms import REAL, ZERO, Apply, Definition, Sym, Term, free_symbols

SYSTEM = re.compile(r"\s*(?:\\begin\{(?:equation|align|gather)\*?\}\s*)?(?:\\begin\{cases\}|\\left\s*\\\{\s*\\begin)")
SCALE = re.compile(r"[kKMGTP]i?[Bb](?:ytes?|its?|ps)?|[kcmnμ](?:m|g|s|l|L|Hz|W|J|V|Pa)|[MG]Hz|min(?:utes?)?|hours?|days?|weeks?|years?"
                   r"|thousands?|millions?|billions?|trillions?|percent|per cent|FLOPs?|[MGTP]FLOPs?")
"""Units that are made of others, and words for numbers."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """The sides of a relation.

    held:     the conditions under which letters stand for functions with their arguments.
    before:   the sides without these arguments; ``velocity``: the derivative that stands for a letter on the left.
    """

    left: Member
    right: Member
    held: tuple[Term, ...]
    before: tuple[Member, Member]
    velocity: Term | None


@dataclass(slots=True)
class Relations:
    """The items made so far, each with its place in the document, and the chain that the next relation goes on with.

    opening, unclear: the first member of the chain, and the names that it brought in without a word.
    labels:           the relations that have labels, with their places where they are to be shown.
    told:             values of functions that have no formula yet; ``placed``: relations that say where something is taken.
    """

    document: Document
    scopes: Scopes
    items: list[Item] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    place: tuple[int, int] = (0, 0)
    chain: int = 0
    step: int = 0
    opening: Term = ZERO
    unclear: frozenset[str] = frozenset()
    labels: dict[str, tuple[Term, tuple[int, int] | None]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    placed: list[Premise] = field(default_factory=list)
    naming: Naming = field(init=False)

    def __post_init__(self) -> None:
        words = (p.text.source for p in self.document.pieces if isinstance(p, Words))
        self.naming = Naming(self.scopes, foreign=is_foreign(words))

    def _add(self, item: Item) -> None:
        self.items.append(item)
        self.places.append(self.place)

    def _relation(self, relation: str, left: Member, right: Member, reading: Reading, block: Block) -> None:
        """One relation of a chain becomes an item, and is kept for what comes after it."""
        ends = self._ends(relation, left, right, block)
        left, right = ends.left, ends.right
        opens = self.step == 1 or goes_on_defining(self.naming, self.items[-1], self.chain, left)
        if self.step == 1:
            self.opening, self.unclear = left[0], frozenset()
        opening = head_of(left[0]) if opens else None
        known = self.naming.seen_before | set(self.scopes.defined_names()) | set(self.scopes.declared_names())
        found = solved(relation, left[0], right[0], known)
        right = (found.statement, right[1]) if found is not None else right
        scope = self.scopes.current
        standing = Standing("it differentiates a formula by the time") if ends.velocity is not None else role_of(
            self.naming, relation, left, right, opens, self.opening, self.unclear, block, (self.chain, self.step))
        self.unclear |= standing.otherwise.unclear if standing.otherwise is not None else frozenset()
        for definition in found.values if found is not None else ():
            self.scopes.define(replace(definition, line=right[1].start.line))
        settled = self._settled(standing, ends, right, reading)
        item = Item(self.document.path, self.chain, self.step, SYMBOLS.get(relation, relation), left[1], right[1], settled=settled,
                    comment=reading.comment, rule=standing.rule)
        hypotheses, rests_on = self._hypotheses((*block.references, *reading.references, *labels_in(reading.comment)))
        if settled is None:
            facts = (*reading.facts, *hypotheses)
            claim = Claim(relation, left[0], right[0], opens, facts, self._why_not_false(standing, found, (left, right), reading, block),
                          standing.otherwise is not None and standing.otherwise.word == "posed", ends.held)
            checked = self._to_be_checked(item, claim, scope)
            others = tuple(self._with_second_values(item, claim, checked, ends.before)) if found is None else ()
            item = replace(checked, rests_on=rests_on, others=others, premises=() if block.identity else checked.premises)
        zero_for = block.words.zeroing and block.cue in PASSING  # "which is zero for $w = v$"
        if opens and not block.marks.claim and (block.role is Role.CLAIM or zero_for) and not self._in_system(block):
            row = Drawn(relation, left[0], right[0], block.words, block.number, right[1].start.line, self.place[0], hypotheses,
                        reading.facts, scope, block.math.display)
            item = with_conclusion(self.naming, item, row, self.items)
            if item.conclusion is not None and not item.premises:
                item = replace(item, premises=self.naming.premises_for(item.conclusion.alone))
        self._add(item)
        self._values_told(relation, left, right, block)
        self._keep_rates(relation, left, right, block)
        self._keep(relation, left, right, item, standing, settled, reading, block)
        symbols = free_symbols(left[0]) | free_symbols(right[0])
        self.naming.seen |= {s.name for s in symbols}
        self.naming.numbers |= {s.name for s in symbols - set(opening.params if opening is not None else ()) if s.sort == REAL}

    def _ends(self, relation: str, left: Member, right: Member, block: Block) -> _Ends:
        """The sides of a relation with the arguments of their functions, a letter for a speed as the derivative that it is."""
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
        return _Ends(left, right, held, written if velocity is None else moved, velocity[0] if velocity is not None else None)

    def _settled(self, standing: Standing, ends: _Ends, right: Member, reading: Reading) -> verdicts.Verdict | None:
        """What is known of a relation before it is judged."""
        settled = standing.settled
        if ends.velocity is not None and (still := taken_for_constant(ends.velocity, self.scopes.sources)) is not None:
            settled = verdicts.Undecided(still)
        if settled is None and open_names(ends.left[0], right[0]):
            settled = without_type(self.scopes, reading.problem, ends.left[0], right[0])
        return settled

    def _why_not_false(self, standing: Standing, found: Solved | None, sides: tuple[Member, Member], reading: Reading, block: Block,
                       ) -> str | None:
        """Why a relation may not be called false, as far as its place and the words around it tell."""
        left, right = sides
        instead = standing.otherwise.reason if standing.otherwise is not None else None
        if found is not None:
            instead = instead or ("it holds at the solution, if at all" if found.wider else None)
        return instead or _doubt_about(reading, block, left[0], right[0]) or self._zero_of_unread(right[0]) \
            or of_either(self.scopes.reserved.rivals, left, right)

    def _keep_rates(self, relation: str, left: Member, right: Member, block: Block) -> None:
        """Keep how letters vary by what is told of them."""
        told = block.role in (Role.CLAIM, Role.SECTION) and not (block.assumed or block.unsure)
        lasting = block.math.display and not block.marks.claim and (told or block.cue in SUPPOSING)
        self.naming.rates.keep(relation, left[0], right[0], r"\partial" in left[1].latex + right[1].latex, lasting)

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
        if relation == "eq" and settled is None:
            self.scopes.carried.leave_beginning(left[0], right[0])
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


def _doubt_about(reading: Reading, block: Block, *sides: Term) -> str | None:
    """Why the words around a row may say when it holds."""
    if reading.comment and RELATION.search(reading.comment):
        return "the reason beside it may say when it holds, which is not kept"
    if SCALE.fullmatch(reading.comment) and not free_symbols(sides[1]):
        return f"it is a number of {reading.comment}, and the left side may be one of another unit"
    if reading.may_depend(*sides):
        return "a part of this row could not be read, which may say when it holds"
    return block.doubt

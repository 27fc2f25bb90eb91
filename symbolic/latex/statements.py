r"""Statements: chains of relations between terms, and implications between such chains.

One display row may hold several statements (``f_x = 2x, \quad f_y = 2y``), conditions on its names (``\text{for } x > 0``,
``n \ge 1`` after the formula), comments and a label.  ``\pm`` makes two statements, the upper signs and the lower.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from symbolic.functions import CONNECTIVES
from symbolic.latex.errors import ReadingError, shapes_checked
from symbolic.latex.reader import Reader
from symbolic.latex.relations.gaps import refuse_gaps
from symbolic.latex.relations.in_sets import refuse_other_shape
from symbolic.latex.relations.marks import Marks, take_marks
from symbolic.latex.relations.members import Member, Relation, implied_facts, read_members
from symbolic.latex.relations.segments import CONDITION_WORDS, JOINING_WORDS, Segment, is_words, rival, segments_of
from symbolic.latex.relations.signs import CLOSING, OPENING, PUNCTUATION, RELATIONS, relation_places
from symbolic.latex.scope import Scope
from symbolic.latex.shapes.lone import read_alone
from symbolic.latex.source.spelling import GREEK, ORDERS
from symbolic.latex.source.tokens import Token
from symbolic.terms import Call, Sym, Term, call

STRANGERS = frozenset({r"\in", r"\sim", r"\succ", r"\succeq", r"\to", r"\mapsto", r"\notin", r"\subset"})
APART = frozenset({r"\quad", r"\qquad"})
SET_SIGNS = frozenset({r"\in", r"\subset", r"\subseteq"})
"""``x = y \\in S``: where nothing is judged, the set after the last member says no more than its type would."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A chain ``members[0] relations[0] members[1] …``.

    continues:   it starts with a relation: ``relations[0]`` stands before ``members[0]``.
    conditions:  facts that the statement's own words give (``\\text{for } x > 0``).
    facts:       what the reading took for granted: sizes are positive, a free index stays in its range.
    comment:     words beside the formula; ``label``, ``tag``: its names; ``references``: labels that it cites.
    """

    members: tuple[Member, ...]
    relations: tuple[Relation, ...]
    continues: bool
    start: int
    end: int
    conditions: tuple[Term, ...] = ()
    facts: tuple[Term, ...] = ()
    comment: str = ""
    label: str | None = None
    tag: str | None = None
    references: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope, compare=False)


def read_statement(source: str, scope: Scope, start: int = 0, end: int | None = None) -> Statement:
    """The one statement in ``source[start:end]``.  Raises :class:`ReadingError`, also if there are several."""
    found = read_statements(source, scope, start, end)
    if len(found) != 1:
        raise ReadingError(f"{len(found)} statements where one was expected", found[1].start, found[1].end,
                           "write them in rows of their own")
    return found[0]


def read_statements(source: str, scope: Scope, start: int = 0, end: int | None = None) -> tuple[Statement, ...]:
    """The statements in ``source[start:end]``, places as offsets into ``source``.  Raises :class:`ReadingError`."""
    return read_alone(lambda known: _statements(source, known, start, end), source, scope)


def _statements(source: str, scope: Scope, start: int, end: int | None) -> tuple[Statement, ...]:
    with shapes_checked(start, len(source) if end is None else end):
        upper, two = _read(Reader(source, scope, start, end), 1)
        if not two:
            return upper
        lower, _ = _read(Reader(source, scope, start, end), -1)
    return tuple(s for pair in zip(upper, lower, strict=True) for s in _both_signs(*pair))


def relation_offsets(source: str, scope: Scope) -> tuple[tuple[int, int], ...]:
    """Where the relations of a plain chain stand in ``source``; none if it is more than a chain of terms.  Raises :class:`ReadingError`."""
    r = Reader(source, scope)
    take_marks(r, Marks())
    segments = list(segments_of(r))
    if len(segments) != 1 or segments[0].condition:
        return ()
    a, b = segments[0].start, segments[0].end
    places = relation_places(r, a, b)
    if any(RELATIONS[text] in CONNECTIVES or RELATIONS[text] in ("and", "or") for _, _, text in places):
        return ()
    return tuple((r.tokens[s].start, r.tokens[e - 1].end) for s, e, _ in places)


def statement_offsets(source: str, scope: Scope) -> tuple[tuple[int, int], ...]:
    r"""Where the statements of a row stand that ``\\quad`` sets apart; none if it says more.  Raises :class:`ReadingError`."""
    r = Reader(source, scope)
    take_marks(r, Marks())
    segments = list(segments_of(r))
    if any(s.condition or not relation_places(r, s.start, s.end) for s in segments):
        return ()
    between = [r.tokens[one.end : other.start] for one, other in pairwise(segments)]
    if not all(APART.intersection(t.text for t in tokens) and {t.text for t in tokens} <= APART | PUNCTUATION for tokens in between):
        return ()
    return tuple((r.tokens[s.start].start, r.tokens[s.end - 1].end) for s in segments)


def _both_signs(upper: Statement, lower: Statement) -> tuple[Statement, ...]:
    """Two statements; in an implication the one that holds for either sign."""
    if upper == lower:
        return (upper,)
    if not any(rel.op in CONNECTIVES for rel in upper.relations):
        return upper, lower
    members = tuple(a if a.term is b.term else Member(call("or", a.term, b.term), a.start, a.end)
                    for a, b in zip(upper.members, lower.members, strict=True))
    return (replace(upper, members=members, facts=tuple(dict.fromkeys(upper.facts + lower.facts))),)


def _read(r: Reader, sign: int) -> tuple[tuple[Statement, ...], bool]:
    r.sign = sign
    marks = Marks()
    take_marks(r, marks)
    if not r.limit:
        raise r.unexpected("a formula was expected")
    segments = list(segments_of(r))
    conditions = [s for s in segments if s.condition]
    statements = [s for s in segments if not s.condition]
    if not statements:
        raise ReadingError("a condition without a statement", r.tokens[0].start, r.tokens[r.limit - 1].end,
                           "write let … in an instruction to declare")
    _no_list(r, statements, conditions)
    _no_rivals(r, segments)
    facts = _declare_conditions(r, conditions, any(_relates(r, s) for s in statements))
    out: list[Statement] = []
    for k, s in enumerate(statements):
        found = _statement(r, s.start, s.end, facts, marks, scope=r.scope)
        joiner = _or_between(r, statements[k - 1], s) if k else None
        if joiner is None or _both_values(out[-1], found):
            out.append(found)
        else:
            out[-1] = _either(out[-1], found, joiner)
    return tuple(out), r.plus_minus


def _or_between(r: Reader, one: Segment, other: Segment) -> Token | None:
    return next((t for t in r.tokens[one.end : other.start] if t.kind == "text" and t.arg.strip() == "or"), None)


def _both_values(one: Statement, other: Statement) -> bool:
    """``x = 1 or x = 2``: possible values, each of them."""
    return all(len(s.members) == 2 and s.relations[0].op == "eq" and isinstance(s.members[0].term, Sym) for s in (one, other))


def _either(one: Statement, other: Statement, joiner: Token) -> Statement:
    """A or B as ¬A ⇒ B."""
    if one.continues or other.continues or not (one.relations and other.relations):
        raise ReadingError("or joins two relations", joiner.start, joiner.end, "write the statements in rows of their own")
    first, second = (_boolean(list(s.members), list(s.relations)) for s in (one, other))
    members, relations = _disjunction(first, second, joiner.start, joiner.end)
    return replace(one, members=members, relations=relations, end=other.end, facts=tuple(dict.fromkeys(one.facts + other.facts)))


def _disjunction(one: Member, other: Member, start: int, end: int) -> tuple[tuple[Member, ...], tuple[Relation, ...]]:
    match one.term:
        case Call("implies", (earlier, last)):
            denied = call("and", earlier, call("not", last))
        case _:
            denied = call("not", one.term)
    return (Member(denied, one.start, one.end), other), (Relation("implies", start, end),)


def _relates(r: Reader, s: Segment) -> bool:
    return bool(relation_places(r, s.start, s.end)) or any(t.text in STRANGERS for t in r.tokens[s.start:s.end])


def _no_list(r: Reader, statements: list[Segment], conditions: list[Segment]) -> None:
    """``a, b > 0`` says that both are positive, ``a, b = 1, 2`` sets two names; neither is a formula a beside a relation of b."""
    for s in statements:
        name = r.name_at(s.start)
        listed = name is not None and name.end == s.end and r.tokens[s.end].text == ","
        if listed and any(c.start == s.end + 1 and _relates(r, c) for c in (*statements, *conditions)):
            raise ReadingError("names in a list before a relation", r.tokens[s.start].start, r.tokens[s.end].end,
                               "write the relation for each name, or declare them: let a, b > 0")
    for before, s in pairwise(statements):
        told = _relates(r, before) and not _relates(r, s) and s.start == before.end + 1
        if told and r.tokens[before.end].text == "," and r.tokens[s.start].text != "(" and (not r.scope.open or r.scope.alone):
            raise ReadingError("a list of values after a relation", r.tokens[before.start].start, r.tokens[s.end - 1].end,
                               r"write x = 1 \text{ or } x = 2, or a row for each")


def _plain_names(r: Reader, a: int, b: int) -> bool:
    """``x``, ``x, y``: names of which nothing is said."""
    name = r.name_at(a, b)
    if name is None or name.powers:
        return False
    return name.end == b or (r.tokens[name.end].text == "," and _plain_names(r, name.end + 1, b))


def _no_rivals(r: Reader, segments: list[Segment]) -> None:
    """``S = x - 1 for x > 1, S = 0 for x \\le 1``: what is said of a name for one statement does not hold for the other."""
    said: list[tuple[set[str], Segment]] = []
    for before, s in pairwise(segments):
        if not s.condition or before.condition or not relation_places(r, s.start, s.end):
            continue
        letters = {t.text for t in r.tokens[s.start : s.end] if t.kind == "letter" or t.text in GREEK}
        source = [t.text for t in r.tokens[s.start : s.end]]
        for others, other in said:
            if letters & others and source != [t.text for t in r.tokens[other.start : other.end]]:
                raise rival(r.tokens[s.start])
        said.append((letters, s))


def _declare_conditions(r: Reader, segments: list[Segment], related: bool) -> tuple[Term, ...]:
    """Read the conditions first: they may give types to the names of the statement.  An open reading goes without those that it
    cannot read, if the statements relate something."""
    from symbolic.latex.declarations import declare

    old, limits = r.scope.facts, list[Term]()
    for s in segments:
        a = s.start
        while r.tokens[a].text == r"\forall":
            a += 1
        if _plain_names(r, a, s.end):
            continue
        saved = r.scope
        if (tending := _tending(r, a, s.end)) is not None:
            limits.append(tending)
            continue
        try:
            with r.within(a, s.end):
                r.scope = declare(r, claims=True).scope
        except ReadingError:
            if not saved.open or not related:
                raise
            r.scope = saved
    return (*(f for f in r.scope.facts if f not in old), *limits)


def _tending(r: Reader, a: int, b: int) -> Term | None:
    r"""``x \to 0`` or ``(x \to 0)`` beside a formula with an O or an o: where its terms are compared."""
    if r.tokens[a].text == "(" and r.tokens[b - 1].text == ")":
        a, b = a + 1, b - 1
    name = r.name_at(a, b)
    compared = any(t.text in ORDERS and following.text in ("(", r"\left") for t, following in pairwise(r.tokens[: r.limit]))
    if name is None or name.end >= b or r.tokens[name.end].text != r"\to" or not compared:
        return None
    with r.within(a, name.end):
        variable = r.expression()
    with r.within(name.end + 1, b):
        return call("tends", variable, r.expression()) if isinstance(variable, Sym) else None


def _statement(r: Reader, a: int, b: int, conditions: tuple[Term, ...], marks: Marks, scope: Scope) -> Statement:
    while b > a and r.tokens[b - 1].text in PUNCTUATION and r.tokens[b - 1].kind != "text":
        b -= 1
    depth, related, whole = 0, False, b
    for place, token in enumerate(r.tokens[a:b], a):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        related = related or (depth == 0 and token.text == "=")
        ends = r.scope.open or (token.text == r"\in" and not _is_test(r, place, a, b))
        if depth == 0 and token.text in SET_SIGNS and token.kind == "command" and related and ends:
            b, whole = place, b
            break
        if depth == 0 and token.text in STRANGERS and token.kind == "command" and not _is_test(r, place, a, b):
            raise _declaration_error(r, token, a, b)
    places = relation_places(r, a, b)
    continues = bool(places) and places[0][0] == a
    bounds = [a] if not continues else []
    for start, end, _ in places:
        bounds += [start, end]
    if continues:
        bounds = bounds[1:]
    bounds.append(b)
    ranges = list(zip(bounds[::2], bounds[1::2], strict=True))
    relations = tuple(Relation(RELATIONS[text], r.tokens[s].start, r.tokens[e - 1].end) for s, e, text in places)
    for c, d in ranges:
        if c >= d:
            r.position = c
            raise r.unexpected("a formula was expected beside the relation")
    refuse_gaps(r, ranges, continues)
    members = read_members(r, ranges, relations, continues)
    if whole > b and not r.scope.open:
        refuse_other_shape(r, members[-1].term, b + 1, whole)
    members, relations = _joined(members, relations, continues)
    facts = implied_facts(r, [m.term for m in members])
    start, end = r.tokens[a].start, r.tokens[b - 1].end
    comment = " ".join(t.arg.strip() for k, t in enumerate(r.tokens[: r.limit]) if t.kind == "text" and (k < a or k >= b)
                       and is_words(r, k)
                       and t.arg.strip().lower() not in CONDITION_WORDS | JOINING_WORDS)
    return Statement(members, relations, continues, start, end, conditions, facts, (marks.comment + comment).strip(), marks.label,
                     marks.tag,
                     marks.references, scope)


def _is_test(r: Reader, place: int, a: int, b: int) -> bool:
    r"""``x \in [0, 1]`` and ``x \in \{1, 2\}`` on a side of ⇔, ⇒ or ⇐, where they state something of x."""
    connected = any(RELATIONS[text] in CONNECTIVES for _, _, text in relation_places(r, a, b))
    return connected and r.tokens[place].text == r"\in" and place + 1 < b and r.tokens[place + 1].text in (r"\{", "[", "(")


def _declaration_error(r: Reader, token: Token, a: int, b: int) -> ReadingError:
    shown = r.source[r.tokens[a].start : r.tokens[b - 1].end]
    if token.text == r"\sim":
        return ReadingError(r"a distribution: \sim is not a relation between formulas", token.start, token.end, "leave it in the text")
    if token.text == r"\mapsto":
        return ReadingError(r"\mapsto makes a function without a name", token.start, token.end, "write f(x) = … with a name for it")
    return ReadingError(f"{token.text} belongs to a declaration", token.start, token.end, f"declare it: <!-- derivations: let {shown} -->")


def _joined(members: tuple[Member, ...], relations: tuple[Relation, ...],
            continues: bool) -> tuple[tuple[Member, ...], tuple[Relation, ...]]:
    """Chains on both sides of ⇒, ⇐, ⇔ become boolean terms."""
    if not any(rel.op in CONNECTIVES for rel in relations):
        place = next((k for k, rel in enumerate(relations) if rel.op == "or"), None)
        if place is not None and not continues and all(rel.op != "and" for rel in relations):
            one = _boolean([*members[: place + 1]], [*relations[:place]])
            other = _boolean([*members[place + 1 :]], [*relations[place + 1 :]])
            return _disjunction(one, other, relations[place].start, relations[place].end)
        if any(rel.op in ("and", "or") for rel in relations):
            raise ReadingError("a formula joined by and or or", members[0].start, members[-1].end,
                               "write the statements in rows of their own")
        return members, relations
    inner = relations[1:] if continues else relations
    parts: list[list[Member]] = [[members[0]]]
    signs: list[list[Relation]] = [[]]
    outer: list[Relation] = []
    for relation, member in zip(inner, members[1:], strict=True):
        if relation.op in CONNECTIVES:
            outer.append(relation)
            parts.append([member])
            signs.append([])
        else:
            parts[-1].append(member)
            signs[-1].append(relation)
    made = tuple(_boolean(p, s) for p, s in zip(parts, signs, strict=True))
    return made, (*relations[: int(continues)], *outer)


def _boolean(part: list[Member], signs: list[Relation]) -> Member:
    for op in ("or", "and"):
        place = next((k for k, s in enumerate(signs) if s.op == op), None)
        if place is not None:
            left, right = _boolean(part[: place + 1], signs[:place]), _boolean(part[place + 1 :], signs[place + 1 :])
            return Member(call(op, left.term, right.term), left.start, right.end)
    tests = [call(s.op if s.op not in ("define", "assign") else "eq", a.term, b.term) for s, a,
             b in zip(signs, part, part[1:], strict=False)]
    if not tests:
        term = part[0].term
        if isinstance(term, Call) and term.op in ("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge"):
            return part[0]
        raise ReadingError("an implication of a formula that states nothing", part[0].start, part[0].end, "write an equation on both sides")
    return Member(tests[0] if len(tests) == 1 else call("and", *tests), part[0].start, part[-1].end)

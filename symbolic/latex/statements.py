r"""Statements: chains of relations between terms, and implications between such chains.

One display row may hold several statements (``f_x = 2x, \quad f_y = 2y``), conditions on its names (``\text{for } x > 0``,
``n \ge 1`` after the formula), comments and a label.  ``\pm`` makes two statements, the upper signs and the lower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from symbolic.functions import CONNECTIVES
from symbolic.latex.build import agree
from symbolic.latex.errors import ReadingError, shapes_checked
from symbolic.latex.groups import undeclared
from symbolic.latex.namereading import is_family
from symbolic.latex.names import ORDERS, PREFIX_WORDS
from symbolic.latex.reader import Reader
from symbolic.latex.scope import Scope
from symbolic.latex.scoping import sizes_of
from symbolic.latex.survey import flat_name, index_parts
from symbolic.latex.tokens import Token
from symbolic.shapes import ShapeError, check_shapes, shape
from symbolic.terms import INTEGER, ONE, REAL, Call, Elem, Sort, Sym, Term, call, free_symbols, walk

RELATIONS = {
    "=": "eq", r"\ne": "ne", "<": "lt", r"\le": "le", ">": "gt", r"\ge": "ge", r"\approx": "approx", r"\propto": "propto", r"\equiv": "eq",
    r"\coloneqq": "define", ":=": "define", r"\leftarrow": "assign", r"\Rightarrow": "implies", r"\Leftarrow": "impliedby",
    r"\Leftrightarrow": "iff", r"\land": "and", r"\lor": "or",
}  # fmt: skip
DECLARING = frozenset({r"\in", r"\succ", r"\succeq", r"\subset", r"\subseteq", r"\notin", r"\sim", ":", r"\to", r"\mapsto"})
SIGNS = frozenset({"+", "-", r"\pm", r"\mp", r"\cdot", r"\times", ":", r"\odot", r"\in", r"\to"})
STRANGERS = frozenset({r"\in", r"\sim", r"\succ", r"\succeq", r"\to", r"\mapsto", r"\notin", r"\subset"})
CONDITION_WORDS = frozenset({"if", "for", "for all", "for any", "for every", "for each", "when", "whenever", "where", "with", "provided",
                             "provided that",
                             "given", "given that", "such that", "s.t.", "assuming", "as long as", "subject to"})  # fmt: skip
JOINING_WORDS = frozenset({"and", "or", ",", "so", "then", "hence", "thus", "therefore", "also", "but", "so that", "i.e.", "i.e.,",
                           "that is", "and thus",
                           "and so", "and hence"})  # fmt: skip
PROSE = frozenset({"is", "are", "be", "has", "have", "we", "get", "of", "in", "by", "as", "to", "on", "at", "from", "since", "because",
                   "a", "an", "the",
                   "it", "this", "that", "yields", "gives", "means", "holds", "denotes", "otherwise", "while", "until", "only", "both",
                   "either",
                   "neither", "nor", "which", "whose", "per", "via", "using", "let", "suppose", "assume", "set", "define", "see",
                   "thus"})  # fmt: skip
CHANGING = re.compile(r"\b(?:mod|modulo|almost|unless|not|except|otherwise|approximately|probability|asymptotically|false|wrong)\b"
                      r"|\bw\.p\.")
"""Words after a formula that change what it says."""
SPACES = frozenset({r"\quad", r"\qquad"})
SEPARATORS = frozenset({",", ";", r"\quad", r"\qquad"})
PUNCTUATION = frozenset({",", ";", ".", r"\quad", r"\qquad", ":"})
OPENING, CLOSING = frozenset({"(", "[", "{", r"\{", r"\begin", r"\left.", r"\lvert", r"\lVert", r"\langle"}), \
    frozenset({")", "]", "}", r"\}", r"\end", r"\rvert", r"\rVert", r"\rangle"})


@dataclass(frozen=True, slots=True)
class Member:
    """One side of a relation: a term (a boolean one beside ⇒, ⇐, ⇔) and its place in the source."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """``eq ne lt le gt ge approx propto``, ``implies impliedby iff``, ``define`` (:=) or ``assign`` (←), and its place."""

    op: str
    start: int
    end: int


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
    with shapes_checked(start, len(source) if end is None else end):
        upper, two = _read(Reader(source, scope, start, end), 1)
        if not two:
            return upper
        lower, _ = _read(Reader(source, scope, start, end), -1)
    return tuple(s for pair in zip(upper, lower, strict=True) for s in _both_signs(*pair))


def relation_offsets(source: str, scope: Scope) -> tuple[tuple[int, int], ...]:
    """Where the relations of a plain chain stand in ``source``; none if it is more than a chain of terms.  Raises :class:`ReadingError`."""
    r = Reader(source, scope)
    _refresh(r, _Marks())
    segments = list(_segments(r))
    if len(segments) != 1 or segments[0].condition:
        return ()
    a, b = segments[0].start, segments[0].end
    places = _relation_places(r, a, b)
    if any(RELATIONS[text] in CONNECTIVES or RELATIONS[text] in ("and", "or") for _, _, text in places):
        return ()
    return tuple((r.tokens[s].start, r.tokens[e - 1].end) for s, e, _ in places)


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
    marks = _Marks()
    _refresh(r, marks)
    if not r.limit:
        raise r.unexpected("a formula was expected")
    segments = list(_segments(r))
    conditions = [s for s in segments if s.condition]
    statements = [s for s in segments if not s.condition]
    if not statements:
        raise ReadingError("a condition without a statement", r.tokens[0].start, r.tokens[r.limit - 1].end,
                           "write let … in an instruction to declare")
    _no_list(r, statements, conditions)
    facts = _declare_conditions(r, conditions)
    out = []
    for s in statements:
        out.append(_statement(r, s.start, s.end, facts, marks, scope=r.scope))
    return tuple(out), r.plus_minus


def _no_list(r: Reader, statements: list[_Segment], conditions: list[_Segment]) -> None:
    """``a, b > 0`` says that both are positive, ``a, b = 1, 2`` sets two names; neither is a formula a beside a relation of b."""
    for s in statements:
        name = r.name_at(s.start)
        listed = name is not None and name.end == s.end and r.tokens[s.end].text == ","
        if listed and any(c.start == s.end + 1 and _relation_places(r, c.start, c.end) for c in (*statements, *conditions)):
            raise ReadingError("names in a list before a relation", r.tokens[s.start].start, r.tokens[s.end].end,
                               "write the relation for each name, or declare them: let a, b > 0")


# --- marks, segments --------------------------------------------------------------------------


@dataclass(slots=True)
class _Marks:
    label: str | None = None
    tag: str | None = None
    comment: str = ""
    references: tuple[str, ...] = ()


def _take_mark(token: Token, marks: _Marks) -> bool:
    """Labels, tags, references and alignment are no part of the formula."""
    if token.kind == "text":
        match token.text:
            case r"\label":
                marks.label = token.arg.strip()
            case r"\tag" | r"\tag*":
                marks.tag = token.arg.strip()
            case r"\ref" | r"\eqref":
                marks.references += (token.arg.strip(),)
            case r"\intertext" | r"\shortintertext":
                marks.comment += token.arg
            case _:
                return False
        return True
    return False


def _refresh(r: Reader, marks: _Marks) -> None:
    """Labels and the like, and alignment marks outside environments, are taken out of the tokens."""
    depth, kept = 0, list[Token]()
    tokens = [t for t in r.tokens[: r.limit] if not _take_mark(t, marks)]
    for place, token in enumerate(tokens):
        depth += (token.text == r"\begin") - (token.text == r"\end")
        if depth == 0 and token.text == "&":
            if not _aligns(kept[-1] if kept else None, tokens[place + 1] if place + 1 < len(tokens) else None):
                kept.append(token._replace(kind="command", text=r"\quad"))
        elif depth or token.text != r"\\":
            kept.append(token)
    r.reset([t for place, t in enumerate(kept) if not (t.text in SPACES and _beside_relation(kept, place))])


def _beside_relation(tokens: list[Token], place: int) -> bool:
    """Whether a space stands between a formula and a relation, where it parts no statements."""
    before = next((t for t in reversed(tokens[:place]) if t.text not in SPACES), None)
    after = next((t for t in tokens[place + 1 :] if t.text not in SPACES), None)
    relates = [t is not None and t.kind != "text" and t.text in RELATIONS for t in (before, after)]
    return relates[0] or (relates[1] and before is not None and before.kind != "text" and before.text not in PUNCTUATION)


def _aligns(before: Token | None, after: Token | None) -> bool:
    """Whether ``&`` only aligns: beside a relation or a sign; otherwise it parts two columns."""
    if before is None or after is None or before.text == r"\quad":
        return True
    return any(t.kind != "text" and (t.text in RELATIONS or t.text in SIGNS) for t in (before, after))


@dataclass(slots=True)
class _Segment:
    start: int
    end: int
    condition: bool


def _segments(r: Reader) -> Iterator[_Segment]:
    """The tokens split at commas, spaces and words outside all brackets; words say what follows."""
    if any(t.kind == "command" and RELATIONS.get(t.text) in CONNECTIVES for t in r.tokens):
        r.tokens[:] = [_as_logic(t) for t in r.tokens]
    pieces = list(_pieces(r))
    governed, seen = False, False
    last_formula = max((k for k, (a, b) in enumerate(pieces) if not (b == a + 1 and _is_words(r, a))), default=-1)
    k = 0
    while k < len(pieces):
        a, b = pieces[k]
        token = r.tokens[a]
        if b == a + 1 and _is_words(r, a):
            word = token.arg.replace("$", "").strip().lower().rstrip(",:.")
            if word in CONDITION_WORDS:
                governed = True
            elif word in JOINING_WORDS or not word:
                governed = governed and word in ("and", ",", "")
            elif "$" in token.arg and word.split()[0] in CONDITION_WORDS:
                raise ReadingError(f"a formula inside words: {token.arg.strip()}", token.start, token.end,
                                   r"write \text{for } and then the formula")
            elif k < last_formula or CHANGING.search(word):
                raise ReadingError(f"words inside the formula: {token.arg.strip()}", token.start, token.end,
                                   "put them after the formula, or into the text")
            k += 1
            continue
        if governed and not seen and k and r.tokens[a - 1].text in (r"\quad", r"\qquad", ":"):
            governed = False
        if _comment_in_brackets(r, a, b):
            k += 1
            continue
        end = b
        while k + 2 < len(pieces) and pieces[k + 1][1] == pieces[k + 1][0] + 1 and r.tokens[pieces[k + 1][0]].text == r"\dots":
            end, k = pieces[k + 2][1], k + 2
        if seen and not governed and _in_brackets(r, a, end):
            a, end = a + 1, end - 1
            yield _Segment(a, end, True)
        else:
            yield _Segment(a, end, governed or (seen and _is_condition(r, a, end)) or _listed_condition(r, pieces, k, a, end))
        seen = seen or not governed
        k += 1


def _as_logic(token: Token) -> Token:
    """``\\text{or}`` in an implication joins equations."""
    word = token.arg.strip() if token.kind == "text" else ""
    return token._replace(kind="command", text={"and": r"\land", "or": r"\lor"}[word], arg="") if word in ("and", "or") else token


def _is_words(r: Reader, place: int) -> bool:
    token = r.tokens[place]
    if token.kind != "text" or token.text not in (r"\text", r"\textrm", r"\textnormal", r"\textit", r"\mbox", r"\hbox", r"\textup",
                                                  r"\mathrm"):
        return False
    alone = place == 0 or r.tokens[place - 1].text in PUNCTUATION or r.tokens[place - 1].kind == "text"
    word = token.arg.strip()
    if token.text == r"\mathrm":
        return word.lower() in CONDITION_WORDS | {"otherwise"} or word in ("and", "or")
    if not word.replace("_", "").replace("-",
                                         "").isalnum() or word.lower() in CONDITION_WORDS | JOINING_WORDS | PROSE or CHANGING.search(word):
        return True
    if word in PREFIX_WORDS:
        return False
    return token.arg[-1:].isspace() or token.arg[:1].isspace() or (alone and _spaced(r, place))


def _spaced(r: Reader, place: int) -> bool:
    """A word set off by a comma or a space on both sides is a comment; the same word in a formula is a name."""
    after = r.tokens[place + 1]
    return place > 0 and (after.kind in ("end", "text") or after.text in PUNCTUATION)


def _pieces(r: Reader) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    tokens = r.tokens
    for place, token in enumerate(tokens[: r.limit]):
        text = token.text
        if token.kind == "text" and text not in (r"\begin", r"\end"):
            if depth == 0 and _is_words(r, place):
                if place > start:
                    yield start, place
                yield place, place + 1
                start = place + 1
            continue
        depth += (text in OPENING) - (text in CLOSING)
        depth = max(depth, 0)
        last = place == r.limit - 1
        colon = text == ":" and tokens[place + 1].text in (r"\quad", r"\qquad")
        if depth == 0 and text == "," and _decimal_comma(r, place):
            raise r.error("a comma inside a number?", place, r"write 1{,}000, 1.5, or a space after the comma of a list")
        if depth == 0 and (text in SEPARATORS or colon or (text == "." and (last or tokens[place + 1].text in PUNCTUATION
                                                                            or tokens[place + 1].kind == "text"))):
            if place > start:
                yield start, place
            start = place + 1
    if start < r.limit:
        yield start, r.limit


def _decimal_comma(r: Reader, place: int) -> bool:
    before, comma, after = r.tokens[place - 1], r.tokens[place], r.tokens[place + 1]
    return place > 0 and before.kind == after.kind == "number" and comma.start == before.end and after.start == comma.end


def _relation_places(r: Reader, a: int, b: int) -> list[tuple[int, int, str]]:
    """The relations outside all brackets from ``a`` to ``b``: place, next place, relation."""
    out, depth, place = [], 0, a
    while place < b:
        token = r.tokens[place]
        text = token.text
        if token.kind != "text" or text in (r"\begin", r"\end"):
            depth = max(0, depth + (text in OPENING) - (text in CLOSING))
            if depth == 0:
                if text == ":" and place + 1 < b and r.tokens[place + 1].text == "=":
                    out.append((place, place + 2, ":="))
                    place += 2
                    continue
                if text in RELATIONS:
                    out.append((place, place + 1, text))
        place += 1
    return out


def _comment_in_brackets(r: Reader, a: int, b: int) -> bool:
    r"""``(\text{by symmetry})`` beside a formula."""
    return b - a == 3 and r.tokens[a].text in ("(", "[") and r.tokens[a + 1].kind == "text" and not _is_known_word(r, a + 1)


def _is_known_word(r: Reader, place: int) -> bool:
    return r.tokens[place].arg.strip().replace("_", "").isalnum() and r.tokens[place].text not in (r"\text", r"\textrm", r"\textit")


def _in_brackets(r: Reader, a: int, b: int) -> bool:
    """``(x > 0)`` after a formula."""
    if not (b - a > 3 and r.tokens[a].text in ("(", "[") and r.tokens[b - 1].text in (")", "]")):
        return False
    return bool(_relation_places(r, a + 1, b - 1)) or any(t.text in DECLARING for t in r.tokens[a:b])


def _is_condition(r: Reader, a: int, b: int) -> bool:
    """``x > 0``, ``n \\ge 1``, ``x \\in …``, ``i = 1, \\dots, n``, ``\\forall x`` after a statement."""
    if any(t.text in DECLARING or t.text == r"\forall" for t in r.tokens[a:b]) and not any(t.text == ":" and n.text == "=" for t,
                                                                                           n in _pairs(r, a, b)):
        return True
    if any(t.text == r"\dots" for t in r.tokens[a:b]):
        return any(t.text == "," for t in r.tokens[a:b])
    relations = _relation_places(r, a, b)
    if not relations or any(RELATIONS[text] not in ("lt", "le", "gt", "ge", "ne") for _, _, text in relations):
        return False
    ends = [a, *(place for pair in relations for place in pair[:2]), b]
    members = list(zip(ends[::2], ends[1::2], strict=True))
    return any(_is_name(r, c, d) for c, d in members)


def _pairs(r: Reader, a: int, b: int) -> Iterator[tuple[Token, Token]]:
    return zip(r.tokens[a:b], r.tokens[a + 1 : b], strict=False)


def _listed_condition(r: Reader, pieces: list[tuple[int, int]], k: int, a: int, b: int) -> bool:
    return r.tokens[a].text == r"\forall"


def _is_name(r: Reader, a: int, b: int) -> bool:
    name = r.name_at(a) if a < b else None
    return name is not None and name.end == b and not name.powers


def _declare_conditions(r: Reader, segments: list[_Segment]) -> tuple[Term, ...]:
    """Read the conditions first: they may give types to the names of the statement."""
    from symbolic.latex.declarations import declare

    old = r.scope.facts
    for s in segments:
        a = s.start
        while r.tokens[a].text == r"\forall":
            a += 1
        if _is_name(r, a, s.end):
            continue
        with r.within(a, s.end):
            r.scope = declare(r, claims=True).scope
    return tuple(f for f in r.scope.facts if f not in old)


# --- one statement ----------------------------------------------------------------------------


def _statement(r: Reader, a: int, b: int, conditions: tuple[Term, ...], marks: _Marks, scope: Scope) -> Statement:
    while b > a and r.tokens[b - 1].text in PUNCTUATION and r.tokens[b - 1].kind != "text":
        b -= 1
    depth = 0
    for token in r.tokens[a:b]:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0 and token.text in STRANGERS and token.kind == "command":
            raise _declaration_error(r, token, a, b)
    places = _relation_places(r, a, b)
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
    members = _members(r, ranges, relations, continues)
    facts = implied_facts(r, [m.term for m in members])
    members, relations = _joined(members, relations, continues)
    start, end = r.tokens[a].start, r.tokens[b - 1].end
    comment = " ".join(t.arg.strip() for k, t in enumerate(r.tokens[: r.limit]) if t.kind == "text" and (k < a or k >= b)
                       and _is_words(r, k)
                       and t.arg.strip().lower() not in CONDITION_WORDS | JOINING_WORDS)
    return Statement(members, relations, continues, start, end, conditions, facts, (marks.comment + comment).strip(), marks.label,
                     marks.tag,
                     marks.references, scope)


def _declaration_error(r: Reader, token: Token, a: int, b: int) -> ReadingError:
    shown = r.source[r.tokens[a].start : r.tokens[b - 1].end]
    if token.text == r"\sim":
        return ReadingError(r"a distribution: \sim is not a relation between formulas", token.start, token.end, "leave it in the text")
    return ReadingError(f"{token.text} belongs to a declaration", token.start, token.end, f"declare it: <!-- derivations: let {shown} -->")


def _members(r: Reader, ranges: list[tuple[int, int]], relations: tuple[Relation, ...], continues: bool) -> tuple[Member, ...]:
    terms: list[Term | None] = [None] * len(ranges)
    order = list(range(len(ranges)))
    head = None
    if not continues and len(ranges) > 1 and relations[0].op in ("eq", "define", "assign"):
        head = _head(r, *ranges[0])
        if head is not None:
            order = [*order[1:], 0]
    for k in order:
        if k == 0 and head is not None and terms[1] is not None:
            _shape_head(r, head, terms[1], ranges[0])
        with r.within(*ranges[k]):
            terms[k] = r.expression()
    _no_imaginary(r, [t for t in terms if t is not None], ranges)
    settled = _settled(r, [t for t in terms if t is not None], relations, ranges, continues)
    out = []
    for term, (a, b) in zip(settled, ranges, strict=True):
        out.append(Member(term, r.tokens[a].start, r.tokens[b - 1].end))
    return tuple(out)


def _no_imaginary(r: Reader, terms: list[Term], ranges: list[tuple[int, int]]) -> None:
    """An undeclared i (or j) that stands where the imaginary unit would is taken neither for it nor for a real number."""
    from symbolic.latex.imaginary import looks_imaginary

    for name in ("i", "j"):
        if r.symbol(name) is None and looks_imaginary(name, terms):
            r.position = ranges[-1][1]
            raise r.error(f"{name}: a real number, or the imaginary unit?", ranges[0][0],
                          "write <!-- convention: imaginary unit i -->, "
                          f"or declare it: <!-- derivations: let {name} \\in \\mathbb{{R}} -->")


def _head(r: Reader, a: int, b: int) -> str | None:
    """The name that the statement may define: ``z``, ``o_k`` or ``f(x, y)`` with letters that stand for themselves."""
    name = r.name_at(a)
    if name is None or name.powers or name.primes:
        return None
    flat = flat_name(r.tokens, name)
    if r.symbol(flat) is not None or r.symbol(index_parts(r.tokens, name)[0]) is not None:
        return None
    if name.end == b:
        base, items = index_parts(r.tokens, name)
        return base if items and is_family(r, base, items) else flat
    if r.tokens[name.end].text != "(" or r.tokens[b - 1].text != ")" or name.name in r.usage.bare or flat in r.usage.bare:
        return None
    if name.name in ORDERS:
        return None
    place = name.end + 1
    while place < b - 1:
        inner = r.name_at(place)
        if inner is None or inner.powers or r.tokens[inner.end].text not in (",", ";", ")"):
            return None
        place = inner.end + 1
    r.head = flat
    return flat


def _shape_head(r: Reader, head: str, value: Term, place: tuple[int, int]) -> None:
    """The name being defined has the shape of its value; a function has its arguments' sorts."""
    size = r.shape_of(value, place[0])
    name = r.name_at(place[0])
    assert name is not None
    occurs = any(s.name == head for s in free_symbols(value))
    if r.head == head:
        if occurs and size:
            return
        domain = tuple(_argument_sort(r, k) for k in _argument_places(r, name.end + 1, place[1] - 1))
        earlier = next((s.sort for s in free_symbols(value) if s.name == head), None)
        r.head_sort[head] = earlier or Sort(shape=size, domain=domain)
        return
    if not size or occurs:
        return
    _, items = index_parts(r.tokens, name)
    flat = flat_name(r.tokens, name)
    if head == flat:
        r.head_sort[flat] = Sort(shape=size)
    else:
        r.head_sort[head] = Sort(shape=size, index=tuple(r.slot_range((head, k)) for k in range(len(items))))


def _argument_places(r: Reader, a: int, b: int) -> Iterator[int]:
    place = a
    while place < b:
        inner = r.name_at(place)
        assert inner is not None
        yield place
        place = inner.end + 1


def _argument_sort(r: Reader, place: int) -> Sort:
    name = r.name_at(place)
    assert name is not None
    known = r.symbol(flat_name(r.tokens, name))
    return known.sort if known is not None else REAL


def _settled(r: Reader, terms: list[Term], relations: tuple[Relation, ...], ranges: list[tuple[int, int]], continues: bool) -> list[Term]:
    """Sizes that only the relation tells, and the shapes of the two sides compared."""
    from symbolic.latex.grammar import settled

    inner = relations[1:] if continues else relations
    if all(rel.op not in CONNECTIVES for rel in inner):
        terms = agree(terms)
    for term, (a, b) in zip(terms, ranges, strict=True):
        r.position = b
        settled(r, term, a)
    for k, relation in enumerate(inner):
        if relation.op in CONNECTIVES or relation.op in ("define", "assign", "and", "or"):
            continue
        try:
            check_shapes(relation.op, terms[k], terms[k + 1], r.scope.conventions)
        except ShapeError:
            from symbolic.shapes import shape_text

            r.position = ranges[k + 1][1]
            left, right = (shape_text(shape(t, r.scope.conventions)) for t in terms[k : k + 2])
            raise r.misfit(terms[k : k + 2], f"the left side is {left}, the right side {right}" if "scalar" in (left + right)
                           else f"the left side has shape {left}, the right side {right}", ranges[k][0],
                           "declare the names with the sizes that are meant, or transpose a factor") from None
    return terms


def _joined(members: tuple[Member, ...], relations: tuple[Relation, ...],
            continues: bool) -> tuple[tuple[Member, ...], tuple[Relation, ...]]:
    """Chains on both sides of ⇒, ⇐, ⇔ become boolean terms."""
    if not any(rel.op in CONNECTIVES for rel in relations):
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
        if isinstance(term, Call) and term.op in ("and", "or", "not"):
            return part[0]
        raise ReadingError("an implication of a formula that states nothing", part[0].start, part[0].end, "write an equation on both sides")
    return Member(tests[0] if len(tests) == 1 else call("and", *tests), part[0].start, part[-1].end)


def implied_facts(r: Reader, terms: list[Term]) -> tuple[Term, ...]:
    """Sizes are at least 1; an undeclared index that stands free is in the range of its slot."""
    out: dict[Term, None] = dict.fromkeys(r.assumed)
    symbols = {s for t in terms for s in free_symbols(t)}
    for s in list(symbols):
        symbols.update(x for size in sizes_of(s.sort) for x in free_symbols(size))
    for s in sorted(symbols, key=lambda x: x.name):
        if s.sort == INTEGER and s.name not in r.scope.names and (s.name in r.usage.sizes or s.name.startswith("N_{")):
            out[call("ge", s, ONE)] = None
    for t in (e for term in terms for e in walk(term) if isinstance(e, Elem)):
        for place, index in enumerate(t.indices):
            from symbolic.latex.reader import declared_range

            span = declared_range(t.base.sort if isinstance(t.base, Sym) else Sort(shape=shape(t.base, r.scope.conventions)), place)
            if span is None and isinstance(t.base, Sym) and isinstance(index, Sym) and undeclared(r, index):
                span = r.summed_range((t.base.name, place), index)
            if span is not None and isinstance(index, Sym) and undeclared(r, index) and index is not span[1]:
                out[call("ge", index, span[0])] = None
                out[call("le", index, span[1])] = None
    return tuple(out)


# --- conditions -------------------------------------------------------------------------------


def condition(r: Reader) -> Term:
    """A comparison, several joined by ``\\land`` or ``\\lor``, or a plain formula."""
    term = _comparison(r)
    while r.at(r"\land", r"\lor") or r.at_word("and", "or"):
        token = r.take()
        op = "or" if token.text == r"\lor" or token.arg.strip() == "or" else "and"
        term = call(op, term, _comparison(r))
    return term


def _comparison(r: Reader) -> Term:
    if r.skip(r"\neg"):
        return call("not", _comparison(r))
    members = [r.expression()]
    tests: list[Term] = []
    while r.peek().text in RELATIONS and RELATIONS[r.peek().text] in ("eq", "ne", "lt", "le", "gt", "ge"):
        op = RELATIONS[r.take().text]
        members.append(r.expression())
        tests.append(call(op, members[-2], members[-1]))
    if not tests:
        return members[0]
    return tests[0] if len(tests) == 1 else call("and", *tests)

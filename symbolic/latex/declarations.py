r"""Declarations: what authors write after *let*.

``x \in \mathbb{R}``, ``n \in \mathbb{N}``, ``x \in (0, 1)``, ``x > 0``, ``2 \le m \le 7``, ``x \in \mathbb{R}^n``,
``A \in \mathbb{R}^{m \times n}``, ``k \in \{1, \dots, n\}``, ``f : \mathbb{R} \to \mathbb{R}``, ``A = A^\top``, ``A \succ 0``,
``\det A \ne 0``, ``W^\top W = I``, ``p_i > 0`` (for every i), ``\sum_i p_i = 1``, ``y_i \in \{0, 1\}``,
``x_i \in \mathbb{R}^n, i \in \{1, \dots, m\}``, ``p : \{1, \dots, K\} \to \mathbb{R}``, ``f \in C^\infty``,
and definitions ``g(x) := x^2``; several separated by commas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symbolic.latex.build import is_array
from symbolic.latex.errors import ReadingError, shapes_checked
from symbolic.latex.namereading import size_of
from symbolic.latex.names import NameAt, name_at
from symbolic.latex.ranges import integer_set
from symbolic.latex.reader import Reader
from symbolic.latex.scope import Scope
from symbolic.latex.statements import CLOSING, OPENING, RELATIONS, _relation_places
from symbolic.latex.survey import flat_name, index_parts, is_index
from symbolic.shapes import ShapeError, check_shapes
from symbolic.terms import (
    COMPLEX,
    INFINITY,
    INTEGER,
    MINUS_ONE,
    ONE,
    REAL,
    ZERO,
    Apply,
    Call,
    Definition,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    bind,
    call,
    elem,
    free_symbols,
    neg,
    num,
    substitute,
    sym,
    walk,
)

FIELDS = {"R": REAL, "Z": INTEGER, "N": INTEGER, "C": COMPLEX, "Q": REAL}
COMPARING = frozenset({"<", ">", r"\le", r"\ge", r"\ne"})
SYMMETRIC = frozenset({"S"})
ORDERS = frozenset({"gt", "ge", "lt", "le", "ne"})
JOINING = frozenset({"and", "with", "for", "where", "for all", "for every", "for each", ", and"})


@dataclass(frozen=True, slots=True)
class Update:
    """The scope after the declarations, the names that they speak of, and the facts and definitions that are new."""

    scope: Scope
    names: tuple[str, ...]
    facts: tuple[Term, ...]
    definitions: tuple[Definition, ...] = ()


def read_declaration(source: str, scope: Scope, start: int = 0, end: int | None = None, claims: bool = False) -> Update:
    """The declarations in ``source[start:end]``; ``claims`` as for :func:`declare`.  Raises :class:`ReadingError`."""
    r = Reader(source, scope, start, end)
    while r.limit and r.tokens[r.limit - 1].text in (".", ",", ";"):
        r.limit -= 1
    if not r.limit:
        raise r.unexpected("a declaration was expected")
    with shapes_checked(start, len(source) if end is None else end):
        return declare(r, claims)


def declare(r: Reader, claims: bool = False) -> Update:
    """The declarations from the position to the limit.

    claims: conditions beside a formula, where ``z = …`` is an equation that is assumed and no definition.
    """
    before, defined = set(r.scope.facts), set(r.scope.definitions)
    names: list[str] = []
    pending: list[str] = []
    pieces = list(_pieces(r))
    for place, (a, b) in enumerate(pieces):
        listed = _declared_name(r, a, b)
        if listed and place + 1 < len(pieces):
            pending.append(listed)
            continue
        names += _piece(r, a, b, pending, claims)
        pending = []
    if pending:
        r.position = r.limit
        raise r.error("a name without a type", 0, rf"write {pending[0]} \in \mathbb{{R}}")
    r.position = r.limit
    facts = tuple(f for f in r.scope.facts if f not in before)
    return Update(r.scope, tuple(dict.fromkeys(names)), facts, tuple(d for d in r.scope.definitions if d not in defined))


def _pieces(r: Reader) -> Iterator[tuple[int, int]]:
    """Parts between commas and joining words outside all brackets; ``i = 1, \\dots, n`` stays together."""
    out: list[tuple[int, int]] = []
    depth, start = 0, r.position
    for place in range(r.position, r.limit + 1):
        token = r.tokens[place]
        text = token.text
        joins = token.kind == "text" and token.arg.strip().lower() in JOINING
        if token.kind != "text":
            depth = max(0, depth + (text in OPENING) - (text in CLOSING))
        if place == r.limit or (depth == 0 and (text in (",", ";", r"\quad", r"\qquad", r"\land") or joins)):
            if place > start:
                out.append((start, place))
            start = place + 1
    k = 0
    while k < len(out):
        a, b = out[k]
        while k + 2 < len(out) and out[k + 1][1] - out[k + 1][0] == 1 and r.tokens[out[k + 1][0]].text == r"\dots":
            b, k = out[k + 2][1], k + 2
        yield a, b
        k += 1


def _name(r: Reader, a: int, b: int) -> NameAt | None:
    """The name that fills the range; a run of letters is one name in a declaration."""
    name = r.name_at(a)
    if name is not None and name.end == b and not name.powers:
        return name
    return None


def _declared_name(r: Reader, a: int, b: int) -> str:
    """The canonical name that fills the range, empty if none does; a run of letters is one name (``input_1``)."""
    name = _name(r, a, b)
    if name is not None:
        return flat_name(r.tokens, name)
    end = a
    while end < b and r.tokens[end].kind == "letter":
        end += 1
    if end - a < 2:
        return ""
    last = name_at(r.tokens, end - 1, r.close, (), (), b)
    whole = last is not None and last.end == b and not last.powers
    return "".join(t.text for t in r.tokens[a : end - 1]) + flat_name(r.tokens, last) if last is not None and whole else ""


# --- one declaration --------------------------------------------------------------------------


def _piece(r: Reader, a: int, b: int, pending: list[str], claims: bool) -> list[str]:
    while a < b and r.tokens[a].text == r"\forall":
        a += 1
    membership = next((k for k in range(a, b) if r.tokens[k].text == r"\in"), None)
    if membership is not None:
        return _member(r, a, membership, b, pending)
    colon = next((k for k in range(a, b) if r.tokens[k].text == ":" and not (k + 1 < b and r.tokens[k + 1].text == "=")), None)
    if colon is not None and any(t.text == r"\to" for t in r.tokens[colon:b]):
        return _function(r, a, colon, b, pending)
    if any(t.text in (r"\succ", r"\succeq") for t in r.tokens[a:b]):
        return _definite(r, a, b)
    if any(t.text == r"\dots" for t in r.tokens[a:b]):
        return _listed_comparison(r, a, b, pending) if any(t.text in COMPARING for t in r.tokens[a:b]) else _range(r, a, b)
    if pending:
        return _shared_comparison(r, a, b, pending)
    return _property(r, a, b, claims)


def _forget_block(r: Reader, name: str) -> None:
    if name in r.scope.blocked:
        r.scope = replace(r.scope, blocked={k: v for k, v in r.scope.blocked.items() if k != name})


def _member(r: Reader, a: int, membership: int, b: int, pending: list[str]) -> list[str]:
    r"""``x \in S``, ``x, y \in S``."""
    if any(t.text == r"\dots" for t in r.tokens[a:membership]):
        return _listed_family(r, a, membership, b, pending)
    name = _name(r, a, membership)
    word = _declared_name(r, a, membership)
    if not word:
        r.position = membership
        raise r.error("the name that is declared cannot be read", a, r"write x \in \mathbb{R}")
    names: list[str] = []
    listed = [(p, _listed_name(r, p, a)) for p in pending]
    for target, spelled in [*listed, (word, name)]:
        if spelled is not None and _is_family(r, spelled, [n for _, n in (*listed, (word, name)) if n is not None]):
            names += _family(r, spelled, membership + 1, b)
            continue
        _forget_block(r, target)
        _set(r, target, membership + 1, b)
        names.append(target)
    return names


def _listed_name(r: Reader, word: str, limit: int) -> NameAt | None:
    """The name before the position that is spelled so."""
    found = (name for k in range(limit) if (name := r.name_at(k)) is not None and flat_name(r.tokens, name) == word)
    return next(found, None)


def _is_family(r: Reader, name: NameAt, listed: list[NameAt]) -> bool:
    """Whether the subscripts of a name are indices; in a list, ``x_a, x_b``, they tell names with one base apart."""
    if not _has_index_letters(r, name) or len({flat_name(r.tokens, n) for n in listed if n.name == name.name}) > 1:
        return False
    letters = [r.tokens[a].text for a, _ in index_parts(r.tokens, name)[1]]
    return len(listed) == 1 or all(is_index(x, r.scope, r.usage) or _letter_range(r, x) is not None for x in letters)


def _has_index_letters(r: Reader, name: NameAt) -> bool:
    _, items = index_parts(r.tokens, name)
    letters = [t for a, b in items for t in r.tokens[a:b]]
    return bool(letters) and all(t.kind == "letter" and (t.text.islower()) for t in letters)


def _set(r: Reader, target: str, a: int, b: int) -> None:
    """Give a name the type that the set expresses."""
    first = a
    token = r.tokens[a]
    if token.text == r"\mathbb":
        _number_set(r, target, a, b)
    elif token.text in ("(", "[", "]"):
        _interval(r, target, a, b)
    elif token.text == r"\{":
        _finite(r, target, a, b, first)
    elif token.text == "C" or (token.text == r"\mathcal" and "C" in [t.text for t in r.tokens[a : a + 3]]):
        symbol = r.scope.symbol(target) or sym(target, Sort(domain=(REAL,)))
        if not symbol.sort.is_function:
            raise r.error(f"{target} is no function", a, rf"declare {target} : \mathbb{{R}} \to \mathbb{{R}} first")
        r.scope = _with_smoothness(r.scope.declare(target, symbol.sort), symbol, _smoothness(r, a, b))
    else:
        r.position = b
        raise r.error("a set that is not known", a,
                      r"write \mathbb{R}, \mathbb{R}^{n}, \mathbb{R}^{m \times n}, an interval or \{1, \dots, n\}")


def _with_smoothness(scope: Scope, function: Sym, order: Term) -> Scope:
    """The scope in which a function has so many continuous derivatives; −1 says that nothing is known of them."""
    kept = tuple(f for f in scope.facts if not (isinstance(f, Call) and f.op == "smooth" and f.args[0] is function))
    return replace(scope, facts=(*kept, call("smooth", function, order)))


def _smoothness(r: Reader, a: int, b: int) -> Term:
    r"""The order in ``C^k``: a number or infinity."""
    power = next((k for k in range(a, b) if r.tokens[k].text == "^"), b)
    place = power + 2 if r.tokens[power + 1].text == "{" else power + 1
    token = r.tokens[place]
    if power < b and token.text == r"\infty":
        return INFINITY
    if power < b and token.kind == "number" and token.text.isdigit():
        return num(int(token.text))
    r.position = b
    raise r.error("the order of smoothness cannot be read", a, r"write f \in C^\infty or f \in C^2")


def _number_set(r: Reader, target: str, a: int, b: int) -> None:
    removed = next((k for k in range(a, b) if r.tokens[k].text == r"\setminus"), b)
    sort, facts, shape = _read_number_set(r, a, removed)
    if removed < b and not shape and r.tokens[removed + 1].text == r"\{":
        facts += [("ne", value) for value in _values(r, removed + 1, b)[0]]
    elif removed < b:
        r.position = b
        raise r.error("a set that is not known", a, r"write \mathbb{R} \setminus \{0\}")
    symbol_sort = replace(sort, shape=shape)
    symbol = sym(target, symbol_sort)
    r.scope = r.scope.declare(target, symbol_sort)
    for size in shape:
        _declare_sizes(r, size)
    r.scope = r.scope.with_facts(*(call(op, symbol, value) for op, value in facts))


def _read_number_set(r: Reader, a: int, b: int) -> tuple[Sort, list[tuple[str, Term]], tuple[Term, ...]]:
    r"""``\mathbb{R}^{m \times n}``, ``\mathbb{R}_{>0}``, ``\mathbb{N}``: field, facts, shape."""
    letter = r.tokens[a + 2].text if r.tokens[a + 1].text == "{" else r.tokens[a + 1].text
    field = FIELDS.get(letter)
    place = a + 4 if r.tokens[a + 1].text == "{" else a + 2
    if field is None or letter == "Q":
        r.position = b
        raise r.error(rf"the set \mathbb{{{letter}}} is not known", a, r"write \mathbb{R}, \mathbb{Z}, \mathbb{N} or \mathbb{C}")
    facts: list[tuple[str, Term]] = [("ge", ONE)] if letter == "N" else []
    shape: tuple[Term, ...] = ()
    while place < b:
        mark = r.tokens[place].text
        if mark not in ("^", "_"):
            r.position = b
            raise r.error("a type that cannot be read", a, r"write \mathbb{R}^{n} or \mathbb{R}^{m \times n}")
        low, high = (place + 2, r.close[place + 1]) if r.tokens[place + 1].text == "{" else (place + 1, place + 2)
        inner = [t.text for t in r.tokens[low:high]]
        if inner == ["*"]:
            facts.append(("ne", ZERO))
        elif inner in (["+"], [">", "0"], ["+", "+"], ["+", "*"]):
            facts = [("gt", ZERO)] if letter != "N" else facts
        elif inner in ([r"\ge", "0"], ["0", "+"], ["0"]):
            facts = [("ge", ZERO)]
        elif mark == "^":
            shape = _shape(r, low, high)
        else:
            r.position = b
            raise r.error("a type that cannot be read", a, r"write \mathbb{R}_{>0} or \mathbb{R}_{\ge 0}")
        place = r.close[place + 1] + 1 if r.tokens[place + 1].text == "{" else place + 2
    return field, facts, shape


def _shape(r: Reader, a: int, b: int) -> tuple[Term, ...]:
    times = [k for k in range(a, b) if r.tokens[k].text == r"\times"]
    if len(times) > 1:
        r.position = b
        raise r.error("an array with more than two indices", a, "declare a family of matrices")
    parts = [(a, times[0]), (times[0] + 1, b)] if times else [(a, b)]
    sizes = tuple(_size(r, c, d) for c, d in parts)
    return sizes if times else (*sizes, ONE)


def _size(r: Reader, a: int, b: int) -> Term:
    saved, r.in_index = r.in_index, True
    with r.within(a, b):
        size = r.expression()
    r.in_index = saved
    numbers = {s: sym(s.name, INTEGER) for s in free_symbols(size) if s.sort == REAL}
    for s in numbers:
        r.scope = _as_integer(r.scope, s)
    return substitute(size, dict(numbers))


def _as_integer(scope: Scope, symbol: Sym) -> Scope:
    """A name of which only comparisons were known and that is now used as a size: an integer with the same facts."""
    if symbol.name not in scope.names:
        return scope
    integer = sym(symbol.name, INTEGER)
    return replace(scope, names={**scope.names, symbol.name: INTEGER}, facts=tuple(substitute(f, {symbol: integer}) for f in scope.facts))


def _declare_sizes(r: Reader, size: Term) -> None:
    """The names in a size are positive integers, unless they are declared already."""
    for s in sorted(free_symbols(size), key=lambda t: t.name):
        if s.name not in r.scope.names and s.sort == INTEGER:
            r.scope = r.scope.declare(s.name, INTEGER, (call("ge", s, ONE),))
        elif isinstance(size, Sym):
            r.scope = r.scope.with_facts(call("ge", size, ONE))


def _interval(r: Reader, target: str, a: int, b: int) -> None:
    open_left, open_right = r.tokens[a].text in ("(", "]"), r.tokens[b - 1].text in (")", "[")
    power = next((k for k in range(a, b) if r.tokens[k].text in (")", "]", "[") and k + 1 < b and r.tokens[k + 1].text == "^"), None)
    shape: tuple[Term, ...] = ()
    end = b - 1
    if power is not None:
        low, high = (power + 3, r.close[power + 2]) if r.tokens[power + 2].text == "{" else (power + 2, power + 3)
        shape, end = _shape(r, low, high), power
        open_right = r.tokens[power].text in (")", "[")
    with r.within(a + 1, end):
        lo = _end(r)
        r.expect(",", "between the ends of the interval")
        hi = _end(r)
    sort = Sort(shape=shape)
    old = r.scope.names.get(target)
    if old is not None and not shape and old.field == "integer":
        sort = old
    symbol = sym(target, sort)
    if old != sort or r.scope.definition(target):
        r.scope = r.scope.declare(target, sort)
    for size in shape:
        _declare_sizes(r, size)
    facts = _bounds(symbol, lo, hi, open_left, open_right)
    r.scope = r.scope.with_facts(*(_for_all_entries(f, symbol) for f in facts))


def _end(r: Reader) -> Term:
    if r.at("-") and r.peek(1).text == r"\infty":
        r.take()
        r.take()
        return neg(INFINITY)
    return r.expression()


def _bounds(symbol: Term, lo: Term, hi: Term, open_left: bool, open_right: bool) -> list[Term]:
    out: list[Term] = []
    if lo is not neg(INFINITY):
        out.append(call("gt" if open_left else "ge", symbol, lo))
    if hi is not INFINITY:
        out.append(call("lt" if open_right else "le", symbol, hi))
    return out


def _for_all_entries(fact: Term, symbol: Sym) -> Term:
    """A bound on an array holds for every entry."""
    if not symbol.sort.shape:
        return fact
    assert isinstance(fact, Call)
    i, j = sym("i", INTEGER), sym("j", INTEGER)
    rows, columns = symbol.sort.shape
    if columns is ONE:
        return bind("forall", i, call(fact.op, elem(symbol, i), fact.args[1]), (ONE, rows))
    inner = bind("forall", j, call(fact.op, elem(symbol, i, j), fact.args[1]), (ONE, columns))
    return bind("forall", i, inner, (ONE, rows))


def _finite(r: Reader, target: str, a: int, b: int, first: int) -> None:
    symbol = sym(target, INTEGER)
    if any(t.text == r"\dots" for t in r.tokens[a:b]):
        with r.within(a, b):
            found = integer_set(r, first)
        assert found is not None
        lo, hi = size_of(found[0]), size_of(found[1])
        r.scope = r.scope.declare(target, INTEGER)
        _declare_sizes(r, hi)
        r.scope = r.scope.with_facts(call("ge", symbol, lo), call("le", symbol, hi))
        return
    values, shape = _values(r, a, b)
    sort = replace(INTEGER, shape=shape) if all(isinstance(v, Num) and v.value.denominator == 1
                                                for v in map(_unsigned, values)) else Sort(shape=shape)
    symbol = sym(target, sort)
    r.scope = r.scope.declare(target, sort)
    for size in shape:
        _declare_sizes(r, size)
    r.scope = r.scope.with_facts(_for_all_tests(_one_of(elem_or_self(symbol), values), symbol))


def elem_or_self(symbol: Sym) -> Term:
    i = sym("i", INTEGER)
    return elem(symbol, i) if symbol.sort.shape else symbol


def _for_all_tests(test: Term, symbol: Sym) -> Term:
    return bind("forall", sym("i", INTEGER), test, (ONE, symbol.sort.shape[0])) if symbol.sort.shape else test


def _unsigned(v: Term) -> Term:
    return v.args[0] if isinstance(v, Call) and v.op == "neg" else v


def _values(r: Reader, a: int, b: int) -> tuple[list[Term], tuple[Term, ...]]:
    close = next((k for k in range(a, b) if r.tokens[k].text == r"\}"), None)
    if close is None:
        r.position = b
        raise r.error(r"\{ is opened and never closed", a, r"add the missing \}")
    shape: tuple[Term, ...] = ()
    if close + 1 < b and r.tokens[close + 1].text == "^":
        low, high = (close + 3, r.close[close + 2]) if r.tokens[close + 2].text == "{" else (close + 2, close + 3)
        shape = _shape(r, low, high)
    with r.within(a + 1, close):
        values = [r.expression()]
        while r.skip(","):
            values.append(r.expression())
    return values, shape


def _one_of(term: Term, values: list[Term]) -> Term:
    tests = [call("eq", term, v) for v in values]
    return tests[0] if len(tests) == 1 else call("or", *tests)


# --- families ---------------------------------------------------------------------------------


def _family(r: Reader, name: NameAt, a: int, b: int) -> list[str]:
    r"""``x_i \in \mathbb{R}^n``, ``y_i \in \{0, 1\}``: an array that is declared gets a fact for every index, another becomes a family."""
    base, items = index_parts(r.tokens, name)
    letters = [r.tokens[c].text for c, _ in items]
    _forget_block(r, base)
    array = r.scope.symbol(base)
    ranges = tuple(_letter_range(r, x) for x in letters)
    if array is None or (not array.sort.index and not array.sort.shape):
        if r.tokens[a].text == r"\mathbb":
            field, facts, shape = _read_number_set(r, a, b)
            for size in shape:
                _declare_sizes(r, size)
        else:
            field, facts, shape = REAL, [], ()
        sort = replace(field, shape=shape, index=ranges)
        r.scope = r.scope.declare(base, sort)
        array = sym(base, sort)
        letters_facts = [(op, value) for op, value in facts]
        _family_facts(r, array, letters, letters_facts)
        if r.tokens[a].text == r"\mathbb":
            return [base]
    elif r.tokens[a].text == r"\mathbb":
        field, facts, shape = _read_number_set(r, a, b)
        for size in shape:
            _declare_sizes(r, size)
        sort = replace(field, shape=shape, index=ranges)
        r.scope = r.scope.declare(base, sort)
        _family_facts(r, sym(base, sort), letters, facts)
        return [base]
    entry = Elem(array, tuple(sym(x, INTEGER) for x in letters))
    if r.tokens[a].text == r"\{":
        values, _ = _values(r, a, b)
        test: Term = _one_of(entry, values)
        _for_every(r, array, letters, test)
    else:
        open_left, open_right = r.tokens[a].text in ("(", "]"), r.tokens[b - 1].text in (")", "[")
        with r.within(a + 1, b - 1):
            lo = _end(r)
            r.expect(",", "between the ends of the interval")
            hi = _end(r)
        for fact in _bounds(entry, lo, hi, open_left, open_right):
            _for_every(r, array, letters, fact)
    return [base]


def _listed_family(r: Reader, a: int, membership: int, b: int, pending: list[str]) -> list[str]:
    r"""``x_1, \dots, x_n \in \mathbb{R}``: a family with the index from the first to the last subscript."""
    name, lo, hi = _listed_names(r, a, membership, pending)
    if r.tokens[membership + 1].text != r"\mathbb":
        raise _bad_list(r, a, membership)
    field, facts, shape = _read_number_set(r, membership + 1, b)
    for size in shape:
        _declare_sizes(r, size)
    _forget_block(r, name)
    sort = replace(field, shape=shape, index=((lo, hi),))
    r.scope = r.scope.declare(name, sort)
    _family_facts(r, sym(name, sort), ["i"], facts)
    return [name]


def _listed_comparison(r: Reader, a: int, b: int, pending: list[str]) -> list[str]:
    r"""``p_1, \dots, p_n > 0``: every member of a family, of real numbers if it is not declared."""
    places = _relation_places(r, a, b)
    if len(places) != 1 or RELATIONS[places[0][2]] not in ("lt", "le", "gt", "ge", "ne"):
        raise _bad_list(r, a, b)
    start, end, sign = places[0]
    name, lo, hi = _listed_names(r, a, start, pending)
    with r.within(end, b):
        value = r.expression()
    symbol = r.scope.symbol(name)
    if symbol is None:
        _forget_block(r, name)
        symbol = sym(name, replace(REAL, index=((lo, hi),)))
        r.scope = r.scope.declare(name, symbol.sort)
    _family_facts(r, symbol, ["i"], [(RELATIONS[sign], value)])
    return [name]


def _listed_names(r: Reader, a: int, b: int, pending: list[str]) -> tuple[str, Term, Term]:
    r"""The family that ``x_1, \dots, x_n`` lists, after the members that are pending, and the range of its index."""
    first = r.name_at(a)
    start = max((k for k in range(a, b) if r.tokens[k].text == ","), default=a) + 1
    last = r.name_at(start)
    whole = first is not None and last is not None and last.end == b and r.tokens[first.end].text == ","
    if first is None or last is None or not whole or first.name != last.name or not first.subscripts or not last.subscripts:
        raise _bad_list(r, a, b)
    lo, hi = _size(r, *first.subscripts[0]), _size(r, *last.subscripts[0])
    before = [f"{first.name}_{{{lo.value - k}}}" for k in range(len(pending), 0, -1)] if isinstance(lo, Num) else []
    if pending != before:
        raise _bad_list(r, a, b)
    _declare_sizes(r, hi)
    return first.name, num(lo.value - len(pending)) if isinstance(lo, Num) else lo, hi


def _bad_list(r: Reader, a: int, b: int) -> ReadingError:
    r.position = b
    return r.error("a list with dots that cannot be read", a, r"write x_i \in \mathbb{R}, i \in \{1, \dots, n\}")


def _family_facts(r: Reader, array: Sym, letters: list[str], facts: list[tuple[str, Term]]) -> None:
    entry = Elem(array, tuple(sym(x, INTEGER) for x in letters))
    for op, value in facts:
        _for_every(r, array, letters, call(op, entry, value))


def _letter_range(r: Reader, letter: str) -> tuple[Term, Term] | None:
    """The declared range of an index letter, here or further on in the same declarations."""
    symbol = r.scope.symbol(letter)
    later = _range_ahead(r, letter)
    if later is not None:
        return later
    if symbol is None:
        return None
    lo = next((f.args[1] for f in r.scope.facts if isinstance(f, Call) and f.op == "ge" and f.args[0] is symbol), None)
    hi = next((f.args[1] for f in r.scope.facts if isinstance(f, Call) and f.op == "le" and f.args[0] is symbol), None)
    return (lo, hi) if lo is not None and hi is not None else None


def _range_ahead(r: Reader, letter: str) -> tuple[Term, Term] | None:
    for k in range(r.limit - 1):
        if r.tokens[k].text != letter or r.tokens[k + 1].text not in (r"\in", "="):
            continue
        saved = r.position, r.limit, r.scope
        try:
            r.position = k + 2
            found = integer_set(r, k) if r.tokens[k + 1].text == r"\in" else _listed_range(r, k + 2)
        except ReadingError:
            found = None
        r.position, r.limit, r.scope = saved
        if found is not None:
            lo, hi = size_of(found[0]), size_of(found[1])
            _declare_sizes(r, hi)
            return lo, hi
    return None


def _listed_range(r: Reader, place: int) -> tuple[Term, Term] | None:
    r.position = place
    lo = r.expression()
    if not r.skip(","):
        return None
    if not r.at(r"\dots"):
        r.expression()
        r.expect(",", "in a range")
    if not r.skip(r"\dots"):
        return None
    r.expect(",", "after the dots")
    return lo, r.expression()


def _for_every(r: Reader, array: Sym, letters: list[str], fact: Term) -> None:
    """The fact for every value of the letters in their ranges."""
    from symbolic.latex.reader import declared_range

    for place in reversed(range(len(letters))):
        letter = sym(letters[place], INTEGER)
        bounds = declared_range(array.sort, place)
        if letter in free_symbols(fact):
            fact = bind("forall", letter, fact, bounds or ())
    r.scope = r.scope.with_facts(fact)


# --- functions, ranges, definite matrices -----------------------------------------------------


def _function(r: Reader, a: int, colon: int, b: int, pending: list[str]) -> list[str]:
    r"""``f : \mathbb{R}^n \to \mathbb{R}``, ``p : \{1, \dots, K\} \to \mathbb{R}``."""
    word = _declared_name(r, a, colon)
    targets = [*pending, word]
    if not word:
        r.position = colon
        raise r.error("the name of the function cannot be read", a, r"write f : \mathbb{R} \to \mathbb{R}")
    arrow = next(k for k in range(colon, b) if r.tokens[k].text == r"\to")
    if r.tokens[colon + 1].text == r"\{":
        with r.within(colon + 1, arrow):
            found = integer_set(r, a)
        assert found is not None
        lo, hi = size_of(found[0]), size_of(found[1])
        _declare_sizes(r, hi)
        field, _, shape = _space(r, arrow + 1, b)
        sort = replace(field, shape=shape, index=((lo, hi),))
    else:
        places, start = [], colon + 1
        for k in range(colon + 1, arrow + 1):
            if k == arrow or (r.tokens[k].text == r"\times" and not _inside_braces(r, k)):
                places.append((start, k))
                start = k + 1
        domain = tuple(replace(f, shape=s) for f, _, s in (_space(r, c, d) for c, d in places))
        field, _, shape = _space(r, arrow + 1, b)
        sort = replace(field, shape=shape, domain=domain)
    for target in targets:
        _forget_block(r, target)
        r.scope = r.scope.declare(target, sort)
        if sort.is_function:
            r.scope = _with_smoothness(r.scope, sym(target, sort), MINUS_ONE)
    return targets


def _inside_braces(r: Reader, place: int) -> bool:
    return any(start < place < end for start, end in r.close.items())


def _space(r: Reader, a: int, b: int) -> tuple[Sort, list[tuple[str, Term]], tuple[Term, ...]]:
    if a < b and r.tokens[a].text == r"\mathbb":
        field, _, shape = _read_number_set(r, a, b)
        for size in shape:
            _declare_sizes(r, size)
        return field, [], shape
    if a < b and r.tokens[a].text in ("(", "[") and r.tokens[b - 1].text in (")", "]"):
        return REAL, [], ()
    r.position = b
    raise r.error("a space that is not known", a, r"write \mathbb{R}, \mathbb{R}^{n} or \mathbb{R}^{m \times n}")


def _range(r: Reader, a: int, b: int) -> list[str]:
    r"""``i = 1, \dots, n``."""
    name = r.name_at(a)
    if name is None or r.tokens[name.end].text != "=" or name.subscripts or name.powers:
        r.position = b
        raise r.error("a list with dots that cannot be read", a, r"write i \in \{1, \dots, n\}")
    with r.within(name.end + 1, b):
        found = _listed_range(r, name.end + 1)
    if found is None:
        r.position = b
        raise r.error("a list with dots that cannot be read", a, r"write i \in \{1, \dots, n\}")
    target, lo, hi = name.name, size_of(found[0]), size_of(found[1])
    _forget_block(r, target)
    r.scope = r.scope.declare(target, INTEGER)
    _declare_sizes(r, hi)
    symbol = sym(target, INTEGER)
    r.scope = r.scope.with_facts(call("ge", symbol, lo), call("le", symbol, hi))
    return [target]


def _definite(r: Reader, a: int, b: int) -> list[str]:
    r"""``A \succ 0``."""
    sign = next(k for k in range(a, b) if r.tokens[k].text in (r"\succ", r"\succeq"))
    with r.within(a, sign):
        left = r.expression()
    if [t.text for t in r.tokens[sign + 1 : b]] != ["0"] or not is_array(left):
        r.position = b
        raise r.error("definiteness of a declared square matrix", a, r"write A \in \mathbb{R}^{n \times n}, A \succ 0")
    op = "posdef" if r.tokens[sign].text == r"\succ" else "possemidef"
    fact = call(op, left, ZERO)
    r.shape_of(fact, a)
    r.scope = r.scope.with_facts(fact)
    return sorted(s.name for s in free_symbols(left))


# --- properties and definitions ---------------------------------------------------------------


def _shared_comparison(r: Reader, a: int, b: int, pending: list[str]) -> list[str]:
    """``x, y > 0``."""
    places = _relation_places(r, a, b)
    name = _declared_name(r, a, places[0][0]) if len(places) == 1 else ""
    if not name or RELATIONS[places[0][2]] not in ("lt", "le", "gt", "ge", "ne"):
        r.position = b
        raise r.error("a name without a type", a, rf"write {pending[0]} \in \mathbb{{R}}")
    with r.within(places[0][1], b):
        value = r.expression()
    targets = [*pending, name]
    for target in targets:
        _forget_block(r, target)
        spelled = _listed_name(r, target, places[0][0])
        if spelled is not None and _is_family(r, spelled, [n for t in targets if (n := _listed_name(r, t, places[0][0])) is not None]):
            with r.within(spelled.start, spelled.end):
                _add_fact(r, call(RELATIONS[places[0][2]], r.expression(), value))
            continue
        symbol = r.scope.symbol(target)
        if symbol is None:
            symbol = sym(target, INTEGER if target in r.usage.sizes | r.usage.indices else REAL)
            r.scope = r.scope.declare(target, symbol.sort)
        r.scope = r.scope.with_facts(_for_all_entries(call(RELATIONS[places[0][2]], symbol, value), symbol))
    return targets


def _property(r: Reader, a: int, b: int, claims: bool) -> list[str]:
    """A comparison that holds, or a definition ``name := …``."""
    places = _relation_places(r, a, b)
    if not places:
        r.position = b
        raise r.error("a declaration that cannot be read", a, r"write x \in \mathbb{R}, x > 0, A = A^\top or f : \mathbb{R} \to \mathbb{R}")
    if RELATIONS[places[0][2]] == "define" or (len(places) == 1 and RELATIONS[places[0][2]] == "eq" and not claims
                                               and _is_new(r, a, places[0][0])):
        return _define(r, a, places[0][0], places[0][1], b)
    bounds = [a, *(p for place in places for p in place[:2]), b]
    members = _compared(r, list(zip(bounds[::2], bounds[1::2], strict=True)))
    names: list[str] = []
    for (_, _, text), left, right in zip(places, members, members[1:], strict=False):
        op = RELATIONS[text]
        if op not in ("eq", "ne", "lt", "le", "gt", "ge"):
            r.position = b
            raise r.error(f"{text} in a declaration", a, "write =, <, >, \\le, \\ge or \\ne")
        try:
            check_shapes(op, left, right, r.scope.conventions)
        except ShapeError as problem:
            r.position = b
            raise r.shape_error(problem, a) from None
        fact = call(op, left, right)
        names += sorted(s.name for s in free_symbols(fact))
        _add_fact(r, fact)
    return names


def _compared(r: Reader, ranges: list[tuple[int, int]]) -> list[Term]:
    from symbolic.latex.build import agree

    members = []
    for c, d in ranges:
        name = _name(r, c, d)
        if name is not None:
            _forget_block(r, flat_name(r.tokens, name))
        with r.within(c, d):
            members.append(r.expression())
    return agree(members)


def _is_new(r: Reader, a: int, b: int) -> bool:
    name = r.name_at(a)
    if name is None or name.powers:
        return False
    new = r.scope.symbol(flat_name(r.tokens, name)) is None and r.scope.symbol(index_parts(r.tokens, name)[0]) is None
    return new and (name.end == b or (r.tokens[name.end].text == "(" and r.tokens[b - 1].text == ")"))


def _add_fact(r: Reader, fact: Term) -> None:
    """A fact about entries with a free index letter holds for every value of the letter; so does an inequality for a declared one."""
    free = free_symbols(fact)
    for s in sorted(free, key=lambda t: t.name):
        comparison = isinstance(fact, Call) and fact.op in ORDERS
        known = _letter_range(r, s.name) if comparison or s.name not in r.scope.names else None
        if s.sort.is_scalar and (s.name not in r.scope.names or known is not None) and s.sort == INTEGER:
            arrays = [t for t in walk(fact) if isinstance(t, Elem) and s in t.indices and isinstance(t.base, Sym)]
            if arrays:
                base = arrays[0].base
                assert isinstance(base, Sym)
                from symbolic.latex.reader import declared_range

                bounds = known or declared_range(base.sort, arrays[0].indices.index(s))
                fact = bind("forall", s, fact, bounds or ())
                if base.name not in r.scope.names:
                    r.scope = r.scope.declare(base.name, base.sort)
    for s in sorted(free_symbols(fact), key=lambda t: t.name):
        if s.name not in r.scope.names:
            positive = (call("ge", s, ONE),) if s.sort == INTEGER and (s.name in r.usage.sizes or s.name.startswith("N_{")) else ()
            r.scope = r.scope.declare(s.name, s.sort, positive)
    if isinstance(fact, Call) and fact.op in ("gt", "ge", "lt", "le") and isinstance(fact.args[0], Sym) and fact.args[0].sort.shape:
        fact = _for_all_entries(fact, fact.args[0])
    r.scope = r.scope.with_facts(fact)


def _define(r: Reader, a: int, c: int, d: int, b: int) -> list[str]:
    """``z := …``, ``f(x) := …``, ``o_k := …``."""
    from symbolic.latex.statements import Relation, _members

    saved = r.head, dict(r.head_sort)
    name = r.name_at(a)
    if name is not None:
        for spelled in (flat_name(r.tokens, name), index_parts(r.tokens, name)[0]):
            _forget_block(r, spelled)
            r.scope = r.scope.forget(spelled)
    members = _members(r, [(a, c), (d, b)], (Relation("define", 0, 0),), False)
    r.head, r.head_sort = saved
    definition = definition_of(members[0].term, members[1].term)
    if definition is None:
        r.position = c
        raise r.error("the left side of a definition is a name", a, "write name := …, f(x) := … or o_k := …")
    r.scope = r.scope.define(definition)
    return [definition.symbol.name]


def definition_of(left: Term, value: Term, line: int | None = None) -> Definition | None:
    """``left := value`` as a definition, if the left side is a name, a function of letters or a family."""
    match left:
        case Sym():
            return Definition(left, (), value, line=line)
        case Apply(function, args, orders) if not any(orders) and all(isinstance(x, Sym) for x in args) and len(set(args)) == len(args):
            return Definition(function, tuple(x for x in args if isinstance(x, Sym)), value, line=line)
        case Elem(Sym() as base, indices) if all(isinstance(x, Sym) for x in indices) and len(set(indices)) == len(indices):
            return Definition(base, tuple(x for x in indices if isinstance(x, Sym)), value, indexed=True, line=line)
    return None

r"""Families: ``x_i \in \mathbb{R}^n``, ``x_1, \dots, x_n \in \mathbb{R}``, ``p_1, \dots, p_n > 0``.

A fact holds for every index in its range.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import INEQUALITIES
from symbolic.latex.declaring.names import declare_sizes, forget_block, read_size
from symbolic.latex.declaring.ranges import letter_range
from symbolic.latex.declaring.sets import bounds, interval_end, listed_values, one_of, read_number_set
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.usage import index_parts
from symbolic.latex.reader import Reader, declared_range
from symbolic.latex.relations.signs import RELATIONS, relation_places
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import INTEGER, REAL, Elem, Num, Sym, Term, bind, call, free_symbols, num, sym


def declare_family(r: Reader, name: NameAt, a: int, b: int) -> list[str]:
    r"""``x_i \in \mathbb{R}^n``, ``y_i \in \{0, 1\}``: an array that is declared gets a fact for every index, another becomes a family."""
    base, items = index_parts(r.tokens, name)
    letters = [r.tokens[c].text for c, _ in items]
    forget_block(r, base)
    array = r.scope.symbol(base)
    ranges = tuple(letter_range(r, x) for x in letters)
    if array is None or (not array.sort.index and not array.sort.shape):
        if r.tokens[a].text == r"\mathbb":
            field, facts, shape = read_number_set(r, a, b)
            for size in shape:
                declare_sizes(r, size)
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
        field, facts, shape = read_number_set(r, a, b)
        for size in shape:
            declare_sizes(r, size)
        sort = replace(field, shape=shape, index=ranges)
        r.scope = r.scope.declare(base, sort)
        _family_facts(r, sym(base, sort), letters, facts)
        return [base]
    _narrow(r, array, letters, a, b)
    return [base]


def _narrow(r: Reader, array: Sym, letters: list[str], a: int, b: int) -> None:
    """Every member lies in a finite set, or in an interval."""
    entry = Elem(array, tuple(sym(x, INTEGER) for x in letters))
    if r.tokens[a].text == r"\{":
        values, _ = listed_values(r, a, b)
        test: Term = one_of(entry, values)
        _for_every(r, array, letters, test)
    else:
        open_left, open_right = r.tokens[a].text in ("(", "]"), r.tokens[b - 1].text in (")", "[")
        with r.within(a + 1, b - 1):
            lo = interval_end(r)
            r.expect(",", "between the ends of the interval")
            hi = interval_end(r)
        for fact in bounds(entry, lo, hi, open_left, open_right):
            _for_every(r, array, letters, fact)


def declare_listed_family(r: Reader, a: int, membership: int, b: int, pending: list[str]) -> list[str]:
    r"""``x_1, \dots, x_n \in \mathbb{R}``, ``\in \{0, 1\}``: a family with the index from the first to the last subscript."""
    name, lo, hi = listed_names(r, a, membership, pending)
    if r.tokens[membership + 1].text in (r"\{", "(", "[", "]"):
        forget_block(r, name)
        r.scope = r.scope.declare(name, replace(REAL, index=((lo, hi),)))
        _narrow(r, sym(name, replace(REAL, index=((lo, hi),))), ["i"], membership + 1, b)
        return [name]
    if r.tokens[membership + 1].text != r"\mathbb":
        raise _bad_list(r, a, membership)
    field, facts, shape = read_number_set(r, membership + 1, b)
    for size in shape:
        declare_sizes(r, size)
    forget_block(r, name)
    sort = replace(field, shape=shape, index=((lo, hi),))
    r.scope = r.scope.declare(name, sort)
    _family_facts(r, sym(name, sort), ["i"], facts)
    return [name]


def declare_listed_comparison(r: Reader, a: int, b: int, pending: list[str]) -> list[str]:
    r"""``p_1, \dots, p_n > 0``: every member of a family, of real numbers if it is not declared."""
    places = relation_places(r, a, b)
    if len(places) != 1 or RELATIONS[places[0][2]] not in INEQUALITIES:
        raise _bad_list(r, a, b)
    start, end, sign = places[0]
    name, lo, hi = listed_names(r, a, start, pending)
    with r.within(end, b):
        value = r.expression()
    symbol = r.scope.symbol(name)
    if symbol is None:
        forget_block(r, name)
        symbol = sym(name, replace(REAL, index=((lo, hi),)))
        r.scope = r.scope.declare(name, symbol.sort)
    _family_facts(r, symbol, ["i"], [(RELATIONS[sign], value)])
    return [name]


def listed_names(r: Reader, a: int, b: int, pending: list[str]) -> tuple[str, Term, Term]:
    r"""The family that ``x_1, \dots, x_n`` lists, after the members that are pending, and the range of its index."""
    first = r.name_at(a)
    start = max((k for k in range(a, b) if r.tokens[k].text == ","), default=a) + 1
    last = r.name_at(start)
    whole = first is not None and last is not None and last.end == b and r.tokens[first.end].text == ","
    if first is None or last is None or not whole or first.name != last.name or not first.subscripts or not last.subscripts:
        raise _bad_list(r, a, b)
    lo, hi = read_size(r, *first.subscripts[0]), read_size(r, *last.subscripts[0])
    before = [f"{first.name}_{{{lo.value - k}}}" for k in range(len(pending), 0, -1)] if isinstance(lo, Num) else []
    if pending != before:
        raise _bad_list(r, a, b)
    declare_sizes(r, hi)
    return first.name, num(lo.value - len(pending)) if isinstance(lo, Num) else lo, hi


def _bad_list(r: Reader, a: int, b: int) -> ReadingError:
    r.position = b
    return r.error("a list with dots that cannot be read", a, r"write x_i \in \mathbb{R}, i \in \{1, \dots, n\}")


def _family_facts(r: Reader, array: Sym, letters: list[str], facts: list[tuple[str, Term]]) -> None:
    entry = Elem(array, tuple(sym(x, INTEGER) for x in letters))
    for op, value in facts:
        _for_every(r, array, letters, call(op, entry, value))


def _for_every(r: Reader, array: Sym, letters: list[str], fact: Term) -> None:
    """The fact for every value of the letters in their ranges, those that are written first."""
    for place in reversed(range(len(letters))):
        letter = sym(letters[place], INTEGER)
        bounds = letter_range(r, letters[place]) or declared_range(array.sort, place)
        if letter in free_symbols(fact):
            fact = bind("forall", letter, fact, bounds or ())
    r.scope = r.scope.with_facts(fact)

r"""Sums and products over one index or several, with bounds, a set, conditions, or nothing under the sign."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

from symbolic.latex.errors import AmbiguityError, ReadingError
from symbolic.latex.names.open_names import open_operator, open_symbol
from symbolic.latex.names.usage import INDEX_LETTERS, flat_name, spelled
from symbolic.latex.ranges.integers import array_range, integer_set, range_of
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import BOLD, after_group, group_range
from symbolic.latex.source.tokens import Token
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    ZERO,
    Apply,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    free_symbols,
    neg,
    num,
    sym,
    walk,
)

BINDING = frozenset({r"\sum", r"\prod", r"\max", r"\min", r"\sup", r"\inf"})
PAIRING = frozenset({"<", r"\le"})
COMPARISONS = {"=": "eq", r"\ne": "ne", "<": "lt", r"\le": "le", ">": "gt", r"\ge": "ge"}


def big_operator(r: Reader) -> Term:
    r"""``\sum_{i=1}^n``, ``\sum_j``, ``\sum_{i,j}``, ``\sum_{i \ne j}``, ``\prod``."""
    first = r.position
    op = r.take().text[1:]
    lower: tuple[int, int] | None = None
    upper: Term | None = None
    while r.at("_", "^"):
        if r.take().text == "_":
            lower = group_range(r.tokens, r.position, r.close)
            r.position = after_group(r.tokens, r.position, r.close)
        else:
            upper = r.argument(r.expression)
    if lower is None and r.scope.alone and (summed := _over_one_letter(r, op)) is not None:
        return summed
    if lower is None and r.scope.open:
        return open_operator(rf"\{op}", r.product())
    if lower is None:
        raise r.error(f"a {'sum' if op == 'sum' else 'product'} without its index", first, rf"write \{op}_{{i=1}}^{{n}}")
    after = r.position
    if r.scope.open and upper is None and any(t.text == r"\dots" for t in r.tokens[slice(*lower)]):
        return open_operator(rf"\{op}_{{{spelled(r.tokens[slice(*lower)])}}}", r.product())
    if r.scope.open and r.scope.alone and upper is None and [t.text for t in r.tokens[lower[0] + 1 : lower[0] + 2]] == [r"\in"] \
            and r.tokens[lower[0]].text in INDEX_LETTERS:  # the numbers in a set, which are not 1, 2, …
        return open_operator(rf"\{op}_{{{spelled(r.tokens[slice(*lower)])}}}", r.product())
    if r.scope.open and any(_binds_others(r, c, d) for c, d in _parts(r, *lower)):
        return open_operator(rf"\{op}_{{{spelled(r.tokens[slice(*lower)])}}}", r.product())
    ranges, conditions = _lower(r, *lower, upper, op, first)
    r.position = after
    if r.scope.open and len(ranges) == 1 and upper is None and ranges[0][0].name.startswith(BOLD):
        return open_operator(rf"\{op}_{{{spelled(r.tokens[slice(*lower)])}}}", r.product())  # over all values of a vector
    if any(v.name.startswith(BOLD) for v, _, _ in ranges):
        raise r.error("the index of the sum is set in bold", first, "write the index as a letter")
    _not_its_own_bound(r, ranges, first)
    with r.binding(*(v for v, _, _ in ranges)):
        negative = r.skip("-") or (r.skip("+") and False)
        start = r.position
        body = r.product()
        if op == "prod":
            _product_ends(r, body, ranges[-1][0], start)
            if _divides(r, start):
                raise r.error("where does the product end?", start, "put its factors in brackets")
        if negative:
            body = neg(body)
        tests = [make() for make in conditions]
    _only_inside(r, ranges, first, after)
    if len(ranges) == len(tests) == 1 and ranges[0][1] is None:
        ranges, tests = _without_end(r, ranges[0][0], tests[0], body, first)
    for test in tests:
        body = call("cases", test, body, ZERO if op == "sum" else ONE)
    for variable, lo, hi in reversed(ranges):
        body = bind(op, variable, body, (lo, hi) if lo is not None and hi is not None else range_of(r, variable, body, first))
    return body


def refuse_shared(r: Reader, before: Term, term: Term, first: int) -> None:
    r"""``\sum y \log p + (1 - y) \log(1 - p)``: a sum without an index hardly ends before the plus sign."""
    summed = isinstance(before, Apply) and before.function.name == r.tokens[first].text == r"\sum"
    if summed and r.tokens[first + 1].text not in ("(", "[") and free_symbols(before) & free_symbols(term) - {open_symbol(r"\cdot")}:
        raise r.error("where does the sum end?", first, "put its terms in brackets, and write its index")


def _over_one_letter(r: Reader, op: str) -> Term | None:
    r"""``\sum (x_i - \bar{x})(y_i - \bar{y})`` alone: one letter stands as an index in it, and nowhere outside of such sums."""
    start, limit = r.position, r.limit
    r.limit = _next_sum(r)
    try:
        body = r.product()
    except ReadingError:
        r.position = start
        return None
    finally:
        r.limit = limit
    indices = {i for t in walk(body) if isinstance(t, Elem) for i in t.indices if isinstance(i, Sym) and not i.uid}
    inside = range(start, r.position)
    if len(indices) == 1 and all(k in inside or _in_sum_without_index(r, k) for k, t in enumerate(r.tokens)
                                 if t.text == next(iter(indices)).name):
        index = indices.pop()
        return bind(op, index, body, range_of(r, index, body, start))
    r.position = start
    return None


def _next_sum(r: Reader) -> int:
    r"""Where the next of ``\sum (x_i - \bar{x})^2 \sum (y_i - \bar{y})^2`` begins: these are factors."""
    depth = 0
    for place in range(r.position, r.limit):
        text = r.tokens[place].text
        depth += (text in ("(", "[", "{", r"\{")) - (text in (")", "]", "}", r"\}"))
        if depth == 0 and text == r"\sum" and r.tokens[place + 1].text not in ("_", "^"):
            return place
    return r.limit


def _in_sum_without_index(r: Reader, place: int) -> bool:
    """Whether a sum without an index stands before a place, and no sign between them ends it."""
    depth, ended = 0, False
    while place > 0:
        place -= 1
        text = r.tokens[place].text
        if text in (")", "]", "}", r"\}"):
            depth += 1
        elif text in ("(", "[", "{", r"\{"):
            depth, ended = max(depth - 1, 0), ended and depth > 0
        elif depth == 0 and text in SIGNS:
            ended = True
        elif depth == 0 and text in (r"\sum", r"\prod") and not ended and r.tokens[place + 1].text not in ("_", "^"):
            return True
    return False


SIGNS = frozenset({"+", "-", "=", "<", ">", r"\le", r"\ge", r"\approx"})
Range = tuple[Sym, Term | None, Term | None]


def _not_its_own_bound(r: Reader, ranges: list[Range], first: int) -> None:
    r"""``\sum_{i=1}^{i} i``: in the bounds i is another number than in the sum."""
    for variable, lo, hi in ranges:
        if any(s.name == variable.name for bound in (lo, hi) if bound is not None for s in free_symbols(bound)):
            raise r.error(f"{variable.name} runs up to itself", first, "give the index another name")


def _without_end(r: Reader, variable: Sym, test: Term, body: Term, first: int) -> tuple[list[Range], list[Term]]:
    r"""``\sum_{k \ge 0}`` has no end, unless k stands in an array that has one."""
    known = array_range(r, variable, body, first)
    match test:
        case Call("ge" | "gt" as sign, (left, lo)) if left is variable and known is None:
            return [(variable, lo if sign == "ge" else _next(lo), INFINITY)], []
    return [(variable, *(known or (None, None)))], [test]


def _next(lo: Term) -> Term:
    return num(lo.value + 1) if isinstance(lo, Num) else add(lo, ONE)


def _only_inside(r: Reader, ranges: list[Range], first: int, after: int) -> None:
    r"""``\sum_{i<j}`` sums over j as well if j stands nowhere else, and no line before it can have used it."""
    if len(ranges) != 2 or any(low is not None for _, low, _ in ranges):
        return
    name = ranges[1][0].name
    if not any(t.text in PAIRING for t in r.tokens[first:after]):
        return
    rest = r.tokens[r.position : r.limit]
    summed = next((k for k, t in enumerate(rest) if t.text == r"\sum"), len(rest))
    before = any(t.text == name for t in r.tokens[:first]) and name not in r.paired
    if before or any(t.text == name for t in rest[:summed]) or r.tokens[0].text in COMPARISONS:
        raise _other_open(r, ranges[0][0].name, name, first)
    r.paired.add(name)


def _lower(r: Reader, a: int, b: int, upper: Term | None, op: str, first: int) -> tuple[list[Range], list[Callable[[], Term]]]:
    """What stands under the sign: indices with bounds, and conditions to be read with the indices bound."""
    ranges: list[Range] = []
    conditions: list[Callable[[], Term]] = []
    if r.tokens[a].text == r"\substack" and after_group(r.tokens, a + 1, r.close) == b:
        a, b = group_range(r.tokens, a + 1, r.close)
    for c, d in _parts(r, a, b):
        if r.scope.open and (
            _is_strange(r, c, d) or (_is_open_pair(r, c, d, first) and all(v.name != r.tokens[c].text for v, _, _ in ranges))
        ):
            ranges.append(_open_range(r, c, d))
            continue
        relations = [k for k in range(c, d) if r.tokens[k].text in (*COMPARISONS, r"\in")]
        if len(relations) == 3 and all(r.tokens[k].text in (r"\le", "<") for k in relations):
            ranges += _ordered_pair(r, c, relations, d, first)
            continue
        name = _index_name(r, c, d, relations, first)
        if not relations:
            ranges.append((sym(name, INTEGER), None, None))
        elif r.tokens[relations[0]].text == "=" and len(relations) == 1:
            with r.within(relations[0] + 1, d):
                lo = r.expression()
            if upper is None and r.scope.open:
                upper = open_symbol(f"N_{{{name}}}")
            if upper is None:
                raise r.error(f"an upper bound for {name} was expected", first, rf"write \{op}_{{{name}=1}}^{{n}}")
            ranges = [(v, lo, upper) if low is None and high is None else (v, low, high) for v, low, high in ranges]
            ranges.append((sym(name, INTEGER), lo, upper))
        elif r.tokens[relations[0]].text == r"\in":
            ranges.append((sym(name, INTEGER), *_set_range(r, relations[0] + 1, d, first)))
        elif len(relations) == 2 and all(r.tokens[k].text in (r"\le", "<") for k in relations):
            ranges.append((sym(name, INTEGER), *_between(r, c, relations, d)))
        elif len(relations) == 1:
            if all(v.name != name for v, _, _ in ranges):
                ranges.append((sym(name, INTEGER), None, None))
            conditions.append(_condition(r, c, d))
            second = _pair(r, relations[0] + 1, d, [v.name for v, _, _ in ranges])
            if second is not None and (a, b) == (c, d) and r.tokens[relations[0]].text in PAIRING:
                ranges.append((sym(second, INTEGER), None, None))
                continue
            if all(low is None for v, low, _ in ranges if v.name == name):
                _other_known(r, name, relations[0] + 1, d, [v.name for v, _, _ in ranges], first)
        else:
            raise r.error("what stands under the sum cannot be read", first, r"write \sum_{i=1}^{n}")
    if upper is not None and r.scope.open:
        ranges = [(v, open_symbol(rf"\min {v.name}"), upper) if low is None else (v, low, high) for v, low, high in ranges]
    if upper is not None and any(low is None for _, low, _ in ranges):
        raise r.error("a sum with an upper bound and no lower one", first, rf"write \{op}_{{i=1}}^{{n}}")
    return ranges, conditions


def _parts(r: Reader, a: int, b: int) -> Iterable[tuple[int, int]]:
    depth, start = 0, a
    for k in range(a, b):
        text = r.tokens[k].text
        depth += (text in ("{", "(", r"\{")) - (text in ("}", ")", r"\}"))
        if text in (",", r"\\", r"\quad") and depth == 0:
            yield start, k
            start = k + 1
    yield start, b


def _index_name(r: Reader, c: int, d: int, relations: list[int], first: int) -> str:
    between = len(relations) == 2 and r.tokens[relations[0]].text in (r"\le", "<")
    place = relations[0] + 1 if between else c
    name = r.name_at(place, d) if place < d else None
    stop = relations[between] if relations else d
    if r.scope.open and name is not None and name.end == stop and not name.powers:
        return flat_name(r.tokens, name)
    if name is None or name.end != stop or name.subscripts or name.powers or name.primes or name.brackets:
        raise r.error("the index of the sum is a single letter", first, r"write \sum_{i=1}^{n}")
    return name.name


def _between(r: Reader, c: int, relations: list[int], d: int) -> tuple[Term, Term]:
    with r.within(c, relations[0]):
        lo = r.expression()
    with r.within(relations[1] + 1, d):
        hi = r.expression()
    lo = _next(lo) if r.tokens[relations[0]].text == "<" else lo
    return lo, (add(hi, neg(ONE)) if r.tokens[relations[1]].text == "<" else hi)


def _is_between(r: Reader, c: int, d: int) -> bool:
    """``0 \\le m < n``."""
    signs = [k for k in range(c, d) if r.tokens[k].text in (*COMPARISONS, r"\in")]
    name = r.name_at(signs[0] + 1, signs[1]) if len(signs) == 2 and all(r.tokens[k].text in PAIRING for k in signs) else None
    return name is not None and name.end == signs[1]


def _binds_others(r: Reader, c: int, d: int) -> bool:
    r"""``(x, y) \in D`` binds x and y; ``x_i \in S`` and ``x^{(i)} \in S`` bind i and all that has it as an index."""
    name = r.name_at(c, d)
    if name is None:
        return _is_strange(r, c, d)
    places = (t for a, b in (*name.subscripts, *name.brackets) for t in r.tokens[a:b])
    return name.end < d and r.tokens[name.end].text == r"\in" and any(t.kind == "letter" for t in places)


def _is_strange(r: Reader, c: int, d: int) -> bool:
    """Whether a part of a subscript is neither an index nor a relation of one: ``x_c \\backslash x``, ``i : y_i = c``, dots."""
    if _is_between(r, c, d):
        return False
    name = r.name_at(c, d)
    return name is None or bool(name.powers) or not (name.end == d or r.tokens[name.end].text in (*COMPARISONS, r"\in"))


def _is_open_pair(r: Reader, c: int, d: int, first: int) -> bool:
    r"""``i \ne j``, where nothing says whether j is summed over too."""
    return d == c + 3 and r.tokens[c + 1].text == r"\ne" and r.tokens[c + 2].text not in r.bound and not _stands_free(
        r, r.tokens[c + 2].text, first)


def _open_range(r: Reader, c: int, d: int) -> Range:
    """A range of which nothing is known, for the name that it starts with."""
    name = r.name_at(c, d)
    written = spelled(r.tokens[c:d])
    variable = sym(flat_name(r.tokens, name) if name is not None else written, INTEGER)
    return variable, open_symbol(rf"\min {written}"), open_symbol(rf"\max {written}")


def _set_range(r: Reader, a: int, d: int, first: int) -> tuple[Term, Term]:
    found = _listed(r.tokens[a:d])
    if found is not None:
        return found
    if r.scope.open and all(t.text != r"\dots" for t in r.tokens[a:d]):
        written = spelled(r.tokens[a:d])
        if r.scope.alone:
            return ONE, open_symbol(f"N_{{{written}}}")
        return open_symbol(rf"\min {written}"), open_symbol(rf"\max {written}")
    if r.tokens[a].text == r"\{":
        with r.within(a, d):
            found = integer_set(r, first, endless=True)
    if found is None:
        raise r.error("a sum over a set", first, r"write \sum_{i=1}^{n}, or i \in \{1, \dots, n\}")
    return found


def _listed(tokens: Sequence[Token]) -> tuple[Term, Term] | None:
    r"""The ends of ``\{0, 1\}``, ``\{1, 2, 3\}``: whole numbers one after the other."""
    texts = [t.text for t in tokens]
    inside = texts[1:-1]
    if [*texts[:1], *texts[-1:]] != [r"\{", r"\}"] or set(inside[1::2]) != {","} or not all(map(str.isdigit, inside[::2])):
        return None
    values = [int(text) for text in inside[::2]]
    return (num(values[0]), num(values[-1])) if len(values) > 1 and values == list(range(values[0], values[-1] + 1)) else None


def _pair(r: Reader, a: int, d: int, own: list[str]) -> str | None:
    """The letter that fills the range, if nothing is known of it."""
    token = r.tokens[a]
    known = token.text in own or token.text in r.bound or token.text in r.scope.names
    return token.text if d == a + 1 and token.kind == "letter" and not known else None


def _ordered_pair(r: Reader, c: int, relations: list[int], d: int, first: int) -> list[Range]:
    r"""``1 \le i < j \le n``: i over the whole range, and j from i on."""
    names = [_pair(r, relations[k] + 1, relations[k + 1], []) for k in (0, 1)]
    lo, hi = _between(r, c, [relations[0], relations[2]], d)
    if names[0] is None or names[1] is None or names[0] == names[1]:
        raise r.error("what stands under the sum cannot be read", first, r"write \sum_{i=1}^{n}")
    outer, inner = (sym(name, INTEGER) for name in names if name is not None)
    return [(outer, lo, hi), (inner, add(outer, ONE) if r.tokens[relations[1]].text == "<" else outer, hi)]


def _other_known(r: Reader, name: str, a: int, d: int, own: list[str], first: int) -> None:
    r"""``\sum_{i \ne j}``: is j summed over as well?"""
    for token in r.tokens[a:d]:
        known = token.text in own or token.text in r.bound or token.text in r.scope.names or _stands_free(r, token.text, first)
        if token.kind == "letter" and not known:
            raise _other_open(r, name, token.text, first)


def _stands_free(r: Reader, letter: str, first: int) -> bool:
    """Whether a letter stands as an index before the sum, and no sum, product or extremum of the row can bind it."""
    before = any(t.text == letter and r.tokens[k - 1].text in ("_", "{") for k, t in enumerate(r.tokens[:first]) if k)
    return before and not any(letter in bound for bound in _bound_letters(r))


def _bound_letters(r: Reader) -> Iterable[str]:
    """The first letters under the operators of the row."""
    for place, token in enumerate(r.tokens[: r.limit]):
        if token.text in BINDING and r.tokens[place + 1].text == "_":
            start, end = group_range(r.tokens, place + 2, r.close)
            stop = next((k for k in range(start, end) if r.tokens[k].text in COMPARISONS or r.tokens[k].text == r"\in"), end)
            yield from (t.text for t in r.tokens[start:stop] if t.kind == "letter")


def _other_open(r: Reader, name: str, other: str, first: int) -> ReadingError:
    return AmbiguityError(f"does the sum run over {other} as well?", *r.span(first),
                          rf"write \sum_{{{name}}} \sum_{{{other}}} with both ranges, or declare {other}")


def _condition(r: Reader, c: int, d: int) -> Callable[[], Term]:
    def read() -> Term:
        from symbolic.latex.relations.conditions import condition

        with r.within(c, d):
            return condition(r)

    return read


def _divides(r: Reader, start: int) -> bool:
    r"""``\prod_i x_i / n``: a division outside all brackets."""
    depth = 0
    for token in r.tokens[start : r.position]:
        depth += (token.text in ("(", "[", "{", r"\{")) - (token.text in (")", "]", "}", r"\}"))
        if depth == 0 and token.text == "/":
            return True
    return False


def _product_ends(r: Reader, body: Term, variable: Sym, start: int) -> None:
    r"""``\prod_i x_i y``: is y a factor of every term?"""
    if isinstance(body, Call) and body.op in ("mul", "matmul"):
        holds = [variable in free_symbols(a) for a in body.args]
        if any(h and not later for h, later in itertools.pairwise(holds)):
            raise r.error("where does the product end?", start, "put its factors in brackets")

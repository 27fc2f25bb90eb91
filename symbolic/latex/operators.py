r"""Sums, products of many factors, roots, matrices, cases, ellipses, and the table of commands.

A new command is one more row of :data:`COMMANDS`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from symbolic.latex.calculus import fraction, integral, limit, nabla, partial
from symbolic.latex.errors import ReadingError
from symbolic.latex.extrema import argmax, supremum
from symbolic.latex.groups import loose
from symbolic.latex.names import after_group, group_range
from symbolic.latex.opennames import open_symbol
from symbolic.latex.ranges import array_range, integer_set, range_of
from symbolic.latex.reader import Reader
from symbolic.latex.survey import flat_name, spelled
from symbolic.latex.tokens import Token
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    UNDEFINED,
    ZERO,
    Call,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    neg,
    num,
    sym,
)

MATRICES = frozenset({"pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix", "vmatrix", "array", "pmatrix*", "bmatrix*", "psmallmatrix",
                      "bsmallmatrix"})  # fmt: skip
PAIRING = frozenset({"<", r"\le"})
COMPARISONS = {"=": "eq", r"\ne": "ne", "<": "lt", r"\le": "le", ">": "gt", r"\ge": "ge"}


def root(r: Reader) -> Term:
    r.take()
    degree = None
    if r.at("["):
        r.take()
        degree = r.expression()
        r.expect("]", "after the degree of the root")
    inside = r.argument(r.expression)
    _entrywise(r, inside, "root")
    return call("sqrt", inside) if degree is None or degree is num(2) else call("root", inside, degree)


def _entrywise(r: Reader, argument: Term, what: str) -> None:
    from symbolic.latex.functions import whole_matrix

    whole_matrix(r, argument, what, max(r.position - 1, 0))


def binomial(r: Reader) -> Term:
    r.take()
    top = r.argument(r.expression)
    return call("binomial", top, r.argument(r.expression))


def infinity(r: Reader) -> Term:
    r.take()
    return INFINITY


def transparent(r: Reader) -> Term:
    r"""``\underbrace{x}_{…}``, ``\cancel{x}``, ``\boxed{x}``: their content."""
    r.take()
    if r.at("["):
        raise r.unexpected()
    first = r.position
    term = r.argument(r.expression)
    return loose(r, term, first)


def braced(r: Reader) -> Term:
    r.take()
    first = r.position
    term = r.argument(r.expression)
    last = r.position
    while r.at("_", "^"):
        r.take()
        r.position = after_group(r.tokens, r.position, r.close)
    if r.position > last and r.at("^"):
        raise r.unexpected()
    return loose(r, term, first)


def region(r: Reader) -> Term:
    r.take()
    raise r.error("an integral over a region or a curve", r.position - 1, r"write \int_a^b \int_c^d … \, dx \, dy with the bounds")


def arg(r: Reader) -> Term:
    first = r.position
    r.take()
    if not r.at(r"\max", r"\min"):
        raise r.error("the argument of a complex number is not read", first, r"write \arg\max_x or \arg\min_x")
    return argmax(r, "arg" + r.take().text[1:], first)


# --- sums -------------------------------------------------------------------------------------


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
    if lower is None:
        raise r.error(f"a {'sum' if op == 'sum' else 'product'} without its index", first, rf"write \{op}_{{i=1}}^{{n}}")
    after = r.position
    ranges, conditions = _lower(r, *lower, upper, op, first)
    r.position = after
    with r.binding(*(v for v, _, _ in ranges)):
        negative = r.skip("-") or (r.skip("+") and False)
        start = r.position
        body = r.product()
        if op == "prod":
            _product_ends(r, body, ranges[-1][0], start)
            if any(t.text == "/" for t in r.tokens[start : r.position]) and r.tokens[start].text != "(":
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


Range = tuple[Sym, Term | None, Term | None]


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
    for c, d in _parts(r, a, b):
        if r.scope.open and _is_strange(r, c, d):
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
            _other_known(r, name, relations[0] + 1, d, [v.name for v, _, _ in ranges], first)
        else:
            raise r.error("what stands under the sum cannot be read", first, r"write \sum_{i=1}^{n}")
    if upper is not None and not r.scope.open and any(low is None for _, low, _ in ranges):
        raise r.error("a sum with an upper bound and no lower one", first, rf"write \{op}_{{i=1}}^{{n}}")
    return ranges, conditions


def _parts(r: Reader, a: int, b: int) -> Iterable[tuple[int, int]]:
    depth, start = 0, a
    for k in range(a, b):
        text = r.tokens[k].text
        depth += (text in ("{", "(", r"\{")) - (text in ("}", ")", r"\}"))
        if text == "," and depth == 0:
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


def _is_strange(r: Reader, c: int, d: int) -> bool:
    """Whether a part of a subscript is neither an index nor a relation of one: ``x_c \\backslash x``, ``i : y_i = c``, dots."""
    name = r.name_at(c, d)
    return name is None or bool(name.powers) or not (name.end == d or r.tokens[name.end].text in (*COMPARISONS, r"\in"))


def _open_range(r: Reader, c: int, d: int) -> Range:
    """A range of which nothing is known, for the name that it starts with."""
    name = r.name_at(c, d)
    written = spelled(r.tokens[c:d])
    variable = sym(flat_name(r.tokens, name) if name is not None else written, INTEGER)
    return variable, open_symbol(rf"\min {written}"), open_symbol(rf"\max {written}")


def _set_range(r: Reader, a: int, d: int, first: int) -> tuple[Term, Term]:
    if r.scope.open and r.tokens[a].text != r"\{":
        written = spelled(r.tokens[a:d])
        return open_symbol(rf"\min {written}"), open_symbol(rf"\max {written}")
    found = None
    if r.tokens[a].text == r"\{":
        with r.within(a, d):
            found = integer_set(r, first)
    if found is None:
        raise r.error("a sum over a set", first, r"write \sum_{i=1}^{n}, or i \in \{1, \dots, n\}")
    return found


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
        if token.kind == "letter" and token.text not in own and token.text not in r.bound and token.text not in r.scope.names:
            raise _other_open(r, name, token.text, first)


def _other_open(r: Reader, name: str, other: str, first: int) -> ReadingError:
    return r.error(f"does the sum run over {other} as well?", first,
                   rf"write \sum_{{{name}}} \sum_{{{other}}} with both ranges, or declare {other}")


def _condition(r: Reader, c: int, d: int) -> Callable[[], Term]:
    def read() -> Term:
        from symbolic.latex.conditions import condition

        with r.within(c, d):
            return condition(r)

    return read


def _product_ends(r: Reader, body: Term, variable: Sym, start: int) -> None:
    r"""``\prod_i x_i y``: is y a factor of every term?"""
    from symbolic.terms import free_symbols

    if isinstance(body, Call) and body.op in ("mul", "matmul"):
        holds = [variable in free_symbols(a) for a in body.args]
        if any(h and not later for h, later in itertools.pairwise(holds)):
            raise r.error("where does the product end?", start, "put its factors in brackets")


# --- environments -----------------------------------------------------------------------------


def environment(r: Reader) -> Term:
    r"""``\begin{pmatrix} … \end{pmatrix}``, ``cases`` and their kin."""
    first = r.position
    name = r.take().arg.strip()
    if name == "array" and r.at("{"):
        r.position = after_group(r.tokens, r.position, r.close)
    end = environment_end(r, first)
    rows = cells(r, r.position, end)
    if name in ("cases", "dcases", "rcases"):
        term = cases_of(r, rows, first)
    elif name in MATRICES:
        term = _matrix(r, rows, first)
    elif name in ("aligned", "gathered", "split") and len(rows) == 1 and len(rows[0]) == 1:
        with r.within(*rows[0][0]):
            term = r.expression()
    else:
        raise r.error(f"the environment {name} inside a formula", first, "write it as a display of its own")
    r.position = end + 1
    return call("det", term) if name == "vmatrix" else term


def environment_end(r: Reader, first: int) -> int:
    depth = 0
    for place in range(first, r.limit):
        token = r.tokens[place]
        depth += (token.text == r"\begin") - (token.text == r"\end")
        if depth == 0:
            return place
    raise r.error("an environment is never closed", first, r"add the missing \end{…}")


def cells(r: Reader, start: int, end: int) -> list[list[tuple[int, int]]]:
    """The ranges of the cells of an environment, row by row; an empty last row is none."""
    rows: list[list[tuple[int, int]]] = [[]]
    depth, a = 0, start
    for place in range(start, end + 1):
        text = r.tokens[place].text if place < end else r"\\"
        depth += (text in (r"\begin", "{")) - (text in (r"\end", "}"))
        if depth == 0 and text in ("&", r"\\"):
            rows[-1].append((a, place))
            a = place + 1
            if text == r"\\" and place < end:
                rows.append([])
    return [row for row in rows if row != [(row[0][0], row[0][0])] or len(row) > 1]


def _matrix(r: Reader, rows: list[list[tuple[int, int]]], first: int) -> Term:
    out: list[tuple[Term, ...]] = []
    for row in rows:
        entries = []
        for a, b in row:
            if any(t.text == r"\dots" for t in r.tokens[a:b]):
                if r.scope.open:
                    return open_symbol(_written(r, first))
                r.position = b
                raise r.error("dots in a matrix", first, "write the matrix by a name and its entries, or with explicit sizes")
            with r.within(a, b):
                entries.append(r.expression())
        out.append(tuple(entries))
    if not out or len({len(row) for row in out}) > 1:
        raise r.error("the rows of the matrix have different lengths", first, "give every row the same number of entries")
    term = Matrix(tuple(out))
    r.shape_of(term, first)
    return term


def _written(r: Reader, first: int) -> str:
    """An environment as it is written."""
    return spelled(r.tokens[first : environment_end(r, first) + 1])


IF_WORDS = frozenset({"if", "for", "when", "where", "whenever", "if and only if"})
OTHERWISE = frozenset({"otherwise", "else", "if not", "elsewhere"})


def cases_of(r: Reader, rows: list[list[tuple[int, int]]], first: int) -> Term:
    """Values with their conditions; the last may be for all the rest.  Where no condition holds there is no value."""
    from symbolic.latex.conditions import condition

    parts: list[Term] = []
    tests: list[Term] = []
    default: Term | None = None
    for row in rows:
        (a, b), (c, d) = _value_and_test(r, row, first)
        while b > a and r.tokens[b - 1].text in (",", ";", ".", r"\quad", r"\qquad"):
            b -= 1
        with r.within(a, b):
            value = r.expression()
        while d > c and r.tokens[d - 1].text in (",", ";", "."):
            d -= 1
        while c < d and r.tokens[c].text in (",", ";", r"\quad", r"\qquad"):
            c += 1
        if default is not None:
            raise r.error("a case after the last", first, r"put \text{otherwise} last")
        if d == c + 1 and r.tokens[c].kind == "text" and _words(r.tokens[c]) in OTHERWISE:
            default = value
            continue
        while c < d and r.tokens[c].kind == "text" and _words(r.tokens[c]) in IF_WORDS:
            c += 1
        if r.scope.open and any(t.kind == "text" and " " in t.arg.strip() for t in r.tokens[c:d]):
            test: Term = open_symbol(spelled(r.tokens[c:d]))
        else:
            with r.within(c, d):
                test = condition(r)
        parts += [test, value]
        tests.append(test)
    if default is None:
        parts, default = (parts[:-2], parts[-1]) if _cover(tests) else (parts, UNDEFINED)
    return call("cases", *parts, default)


def _value_and_test(r: Reader, row: list[tuple[int, int]], first: int) -> tuple[tuple[int, int], tuple[int, int]]:
    if len(row) == 2:
        return row[0], row[1]
    if len(row) == 1:
        a, b = row[0]
        word = next((k for k in range(a, b) if _begins_test(r, k)), None)
        if word is not None:
            return (a, word), (word, b)
    raise r.error("a case without its condition", first, r"write value & \text{if } condition")


def _begins_test(r: Reader, place: int) -> bool:
    token = r.tokens[place]
    if token.kind != "text":
        return False
    return _words(token) in IF_WORDS | OTHERWISE or (r.scope.open and _words(token).startswith(("if ", "for ", "when ")))


def _words(token: Token) -> str:
    return token.arg.strip(" ,;.").lower()


COVERING = ({"lt", "ge"}, {"le", "gt"}, {"eq", "ne"}, {"lt", "eq", "gt"})


def _cover(tests: list[Term]) -> bool:
    """Whether comparisons of the same two terms leave out no value."""
    if not all(isinstance(t, Call) and len(t.args) == 2 for t in tests):
        return False
    pairs = {t.args for t in tests if isinstance(t, Call)}
    return len(pairs) == 1 and {t.op for t in tests if isinstance(t, Call)} in COVERING


COMMANDS: dict[str, Callable[[Reader], Term]] = {
    r"\frac": fraction, r"\sqrt": root, r"\binom": binomial, r"\infty": infinity, r"\sum": big_operator, r"\prod": big_operator,
    r"\int": integral, r"\lim": limit, r"\nabla": nabla, r"\partial": partial, r"\arg": arg, r"\begin": environment,
    r"\sup": supremum, r"\inf": supremum, r"\iint": region, r"\iiint": region, r"\oint": region,
    r"\underbrace": braced, r"\overbrace": braced, r"\cancel": transparent, r"\bcancel": transparent, r"\xcancel": transparent,
    r"\boxed": transparent, r"\fbox": transparent, r"\ensuremath": transparent, r"\mathop": transparent, r"\underbracket": braced,
    r"\overbracket": braced, r"\smash": transparent,
}  # fmt: skip

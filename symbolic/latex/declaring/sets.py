r"""Sets after ``\in``: number sets with a shape, intervals, finite sets, classes of smooth functions.

The name gets the type that the set has, and the facts that narrow it; a bound on an array holds for every entry.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.latex.declaring.names import declare_sizes, read_shape
from symbolic.latex.declaring.ranges import declare_within
from symbolic.latex.ranges.integers import integer_set
from symbolic.latex.reader import Reader
from symbolic.latex.scope import Scope
from symbolic.terms import COMPLEX, INFINITY, INTEGER, ONE, REAL, ZERO, Call, Num, Sort, Sym, Term, bind, call, elem, neg, num, sym

FIELDS = {"R": REAL, "Z": INTEGER, "N": INTEGER, "C": COMPLEX, "Q": REAL}


def declare_member(r: Reader, target: str, a: int, b: int) -> None:
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
        r.scope = with_smoothness(r.scope.declare(target, symbol.sort), symbol, _smoothness(r, a, b))
    else:
        r.position = b
        raise r.error("a set that is not known", a,
                      r"write \mathbb{R}, \mathbb{R}^{n}, \mathbb{R}^{m \times n}, an interval or \{1, \dots, n\}")


def with_smoothness(scope: Scope, function: Sym, order: Term) -> Scope:
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
    sort, facts, shape = read_number_set(r, a, removed)
    if removed < b and not shape and r.tokens[removed + 1].text == r"\{":
        facts += [("ne", value) for value in listed_values(r, removed + 1, b)[0]]
    elif removed < b:
        r.position = b
        raise r.error("a set that is not known", a, r"write \mathbb{R} \setminus \{0\}")
    symbol_sort = replace(sort, shape=shape)
    symbol = sym(target, symbol_sort)
    r.scope = r.scope.declare(target, symbol_sort)
    for size in shape:
        declare_sizes(r, size)
    r.scope = r.scope.with_facts(*(call(op, symbol, value) for op, value in facts))


def read_number_set(r: Reader, a: int, b: int) -> tuple[Sort, list[tuple[str, Term]], tuple[Term, ...]]:
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
        elif inner == ["+"] and mark == "_" and letter != "N":
            facts = [("ge", ZERO)]
        elif inner in (["+"], [">", "0"], ["+", "+"], ["+", "*"]):
            facts = [("gt", ZERO)] if letter != "N" else facts
        elif inner in ([r"\ge", "0"], ["0", "+"], ["0"]):
            facts = [("ge", ZERO)]
        elif mark == "^":
            shape = read_shape(r, low, high)
        else:
            r.position = b
            raise r.error("a type that cannot be read", a, r"write \mathbb{R}_{>0} or \mathbb{R}_{\ge 0}")
        place = r.close[place + 1] + 1 if r.tokens[place + 1].text == "{" else place + 2
    return field, facts, shape


def _interval(r: Reader, target: str, a: int, b: int) -> None:
    open_left, open_right = r.tokens[a].text in ("(", "]"), r.tokens[b - 1].text in (")", "[")
    power = next((k for k in range(a, b) if r.tokens[k].text in (")", "]", "[") and k + 1 < b and r.tokens[k + 1].text == "^"), None)
    shape: tuple[Term, ...] = ()
    end = b - 1
    if power is not None:
        low, high = (power + 3, r.close[power + 2]) if r.tokens[power + 2].text == "{" else (power + 2, power + 3)
        shape, end = read_shape(r, low, high), power
        open_right = r.tokens[power].text in (")", "[")
    with r.within(a + 1, end):
        lo = interval_end(r)
        r.expect(",", "between the ends of the interval")
        hi = interval_end(r)
    sort = Sort(shape=shape)
    old = r.scope.names.get(target)
    if old is not None and not shape and old.field == "integer":
        sort = old
    symbol = sym(target, sort)
    if old != sort or r.scope.definition(target):
        r.scope = r.scope.declare(target, sort)
    for size in shape:
        declare_sizes(r, size)
    facts = bounds(symbol, lo, hi, open_left, open_right)
    r.scope = r.scope.with_facts(*(for_all_entries(f, symbol) for f in facts))


def interval_end(r: Reader) -> Term:
    if r.at("-") and r.peek(1).text == r"\infty":
        r.take()
        r.take()
        return neg(INFINITY)
    return r.expression()


def bounds(symbol: Term, lo: Term, hi: Term, open_left: bool, open_right: bool) -> list[Term]:
    out: list[Term] = []
    if lo is not neg(INFINITY):
        out.append(call("gt" if open_left else "ge", symbol, lo))
    if hi is not INFINITY:
        out.append(call("lt" if open_right else "le", symbol, hi))
    return out


def for_all_entries(fact: Term, symbol: Sym) -> Term:
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
    if any(t.text == r"\dots" for t in r.tokens[a:b]):
        with r.within(a, b):
            found = integer_set(r, first, endless=True)
        assert found is not None
        declare_within(r, target, *found)
        return
    values, shape = listed_values(r, a, b)
    sort = replace(INTEGER, shape=shape) if all(isinstance(v, Num) and v.value.denominator == 1
                                                for v in map(_unsigned, values)) else Sort(shape=shape)
    symbol = sym(target, sort)
    r.scope = r.scope.declare(target, sort)
    for size in shape:
        declare_sizes(r, size)
    r.scope = r.scope.with_facts(_for_all_tests(one_of(_elem_or_self(symbol), values), symbol))


def _elem_or_self(symbol: Sym) -> Term:
    i = sym("i", INTEGER)
    return elem(symbol, i) if symbol.sort.shape else symbol


def _for_all_tests(test: Term, symbol: Sym) -> Term:
    return bind("forall", sym("i", INTEGER), test, (ONE, symbol.sort.shape[0])) if symbol.sort.shape else test


def _unsigned(v: Term) -> Term:
    return v.args[0] if isinstance(v, Call) and v.op == "neg" else v


def listed_values(r: Reader, a: int, b: int) -> tuple[list[Term], tuple[Term, ...]]:
    close = next((k for k in range(a, b) if r.tokens[k].text == r"\}"), None)
    if close is None:
        r.position = b
        raise r.error(r"\{ is opened and never closed", a, r"add the missing \}")
    shape: tuple[Term, ...] = ()
    if close + 1 < b and r.tokens[close + 1].text == "^":
        low, high = (close + 3, r.close[close + 2]) if r.tokens[close + 2].text == "{" else (close + 2, close + 3)
        shape = read_shape(r, low, high)
    with r.within(a + 1, close):
        values = [r.expression()]
        while r.skip(","):
            values.append(r.expression())
    return values, shape


def one_of(term: Term, values: list[Term]) -> Term:
    tests = [call("eq", term, v) for v in values]
    return tests[0] if len(tests) == 1 else call("or", *tests)

r"""Extreme values over a range: ``\max_i x_i``, ``\min_{x \in [0, 1]} f(x)``, ``\sup_x f(x)``, ``\operatorname{argmax}_x f(x)``.

They bind their variable and are not evaluated.  ``maximum`` and its kin have the bounds ``(lo, hi)`` of an index or of a
closed interval, or none: then the variable takes every value of its type; of ``\min_{x > 0} f(x)`` and ``\max_{\|x\| = 1} f(x)``
every value, the operand having none where the condition does not hold.  What stands after the sign is its operand as far as its
last factor depends on the variable; ``\max_i a_i b`` is written for ``(\max_i a_i) b`` as well, and not read.
"""

from __future__ import annotations

from symbolic.latex.names.open_names import inside_brackets, open_operator
from symbolic.latex.names.usage import is_index, spelled
from symbolic.latex.ranges.integers import array_range, integer_set, range_of
from symbolic.latex.reader import Reader
from symbolic.latex.relations.conditions import condition
from symbolic.latex.source.spelling import NameAt, after_group, group_range
from symbolic.terms import INTEGER, ONE, REAL, UNDEFINED, Call, Sym, Term, bind, call, free_symbols, neg, sym

NAMES = {"max": "maximum", "min": "minimum", "sup": "supremum", "inf": "infimum"}
REALS = ([r"\mathbb", "{", "R", "}"], [r"\mathbb", "R"])
NORMS = (r"\|", r"\lVert", r"\rVert", r"\Vert")
STRICT = (">", "<", r"\gt", r"\lt", r"\ge", r"\geq", r"\le", r"\leq", r"\geqslant", r"\leqslant")
BOUNDED = frozenset({"max", "min"})
RANGE = r"write \max_{i \in \{1, \dots, n\}}, \max_{x \in [a, b]} or \max_x"


def argmax(r: Reader, word: str, first: int) -> Term:
    r"""``\operatorname{argmax}_x f(x)``, ``\operatorname{argmax}_{\|x\| = 1} f(x)``."""
    if not r.skip("_"):
        raise r.error(f"{word} without its variable", first, rf"write \operatorname{{{word}}}_x")
    a, b = group_range(r.tokens, r.position, r.close)
    after = after_group(r.tokens, r.position, r.close)
    if r.scope.open:
        return open_extremum(r, word, a, b, after)
    conditioned = _conditioned(r, a, b)
    if conditioned is None:
        with r.within(a, b):
            variable = r.expression()
    else:
        variable = conditioned[0]
    if not isinstance(variable, Sym):
        raise r.error(f"the variable of {word} is a name", first, rf"write \operatorname{{{word}}}_x")
    _unrestricted(r, variable, word, first)
    r.position = after
    with r.binding(variable):
        start = r.position
        negative = r.skip("-")
        body = neg(r.product()) if negative else r.product()
        if r.at("+", "-") and _goes_on(r, word, a, b):
            r.position = start
            body = r.expression()
    return bind(word, variable, body if conditioned is None else call("cases", conditioned[1], body, UNDEFINED))


def _unrestricted(r: Reader, variable: Sym, word: str, first: int) -> None:
    """Refuse a real variable that is declared to have some values only: over which of them?"""
    if variable.sort == REAL and any(variable in free_symbols(fact) for fact in r.scope.facts):
        raise r.error(f"{word} over a name that does not take every value", first, RANGE)


def supremum(r: Reader) -> Term:
    r"""``\sup_x f(x)``, ``\inf_x f(x)``."""
    first = r.position
    word = r.take().text[1:]
    if r.scope.open and r.at(r"\{"):
        return open_operator(rf"\{word}", r.factor())
    if not r.at("_"):
        raise r.error(f"{word} of a set", first, rf"write \{word}_x f(x)")
    return extremum(r, word, first)


def extremum(r: Reader, word: str, first: int) -> Term:
    r"""``\max_i x_i`` from the subscript on."""
    r.take()
    a, b = group_range(r.tokens, r.position, r.close)
    after = after_group(r.tokens, r.position, r.close)
    if r.scope.open:
        return open_extremum(r, word, a, b, after)
    conditioned = _conditioned(r, a, b)
    variable, bounds = _variable(r, word, a, b, first) if conditioned is None else (conditioned[0], ())
    if not bounds:
        _unrestricted(r, variable, word, first)
    r.position = after
    if r.at("^"):
        raise r.error(f"{word} with an upper bound", first, RANGE)
    with r.binding(variable):
        body = _operand(r, word, variable, first)
    if conditioned is not None:
        return bind(NAMES[word], variable, call("cases", conditioned[1], body, UNDEFINED))
    if not bounds and variable.sort == INTEGER:
        known = variable.name in r.scope.names
        bounds = (array_range(r, variable, body, first) or ()) if known else range_of(r, variable, body, first)
    return bind(NAMES[word], variable, body, bounds)


def _conditioned(r: Reader, a: int, b: int) -> tuple[Sym, Term] | None:
    r"""A real number with a bound, or a vector with a length, and the condition on it: ``x > 0``, ``\|x\| = 1``, ``\|x\| \le r``."""
    bars = r.tokens[a].text in NORMS
    name = r.name_at(a + 1 if bars else a, b)
    if name is None or name.powers or name.subscripts or name.brackets or name.primes or name.end >= b:
        return None
    after = r.tokens[name.end].text
    if after not in (NORMS if bars else STRICT):
        return None
    known = r.symbol(name.name)
    variable = known if known is not None else sym(name.name, REAL)
    column = len(variable.sort.shape) == 2 and variable.sort.shape[1] is ONE and not variable.sort.index
    counts = name.name in r.usage.indices and is_index(name.name, r.scope, r.usage)
    if (bars and not column) or (not bars and (variable.sort != REAL or counts)):
        return None
    with r.within(a, b), r.binding(variable):
        found = condition(r)
    match found:
        case Call("gt" | "ge" | "lt" | "le", (x, c)) if x is variable and variable not in free_symbols(c):
            return variable, found
        case Call("eq" | "le", (Call("norm", (x,)), c)) if x is variable and variable not in free_symbols(c):
            return variable, found
    return None


def open_extremum(r: Reader, word: str, a: int, b: int, after: int) -> Term:
    """An extreme value over what stands in the subscript, of which nothing is known."""
    r.position = after
    start = r.position
    negative = r.skip("-")
    body = _in_braces(r) or r.product()
    if r.at("+", "-") and _goes_on(r, word, a, b):
        r.position = start
        return open_operator(rf"\{word}_{{{spelled(r.tokens[a:b])}}}", r.expression())
    return open_operator(rf"\{word}_{{{spelled(r.tokens[a:b])}}}", neg(body) if negative else body)


def _in_braces(r: Reader) -> Term | None:
    r"""``\min_x \{ f(x) + g(x) \}``: what stands in braces without a comma, a bar or a colon is a formula and no set."""
    inside = inside_brackets(r, r.position) if r.at(r"\{") else None
    if inside is None or any(t.text in (",", ":", "|", r"\mid", r"\in") for t in r.tokens[r.position : inside.close]):
        return None
    if r.tokens[inside.close + 1].text in ("^", "_"):
        return None
    r.take()
    with r.within(r.position, inside.close):
        body = r.expression()
    r.position = inside.close + 1
    return body


def _goes_on(r: Reader, word: str, a: int, b: int) -> bool:
    """Whether the addends that follow belong to the operand: a place is added to nothing, and the variable stands in them unbound."""
    if word.startswith("arg"):
        return True
    name = r.name_at(a, b)
    if name is None or any(t.text in (r"\max", r"\min", r"\sup", r"\inf", r"\sum") for t in r.tokens[r.position : r.limit]):
        return False
    return _occurs(r, name, r.position, r.limit) and not _occurs(r, name, 0, a)


def _occurs(r: Reader, name: NameAt, start: int, end: int) -> bool:
    """Whether a name stands, with its primes and without further scripts, between two places."""
    places = (k for k in range(start, end) if r.tokens[k].text == name.name)
    return any(found is not None and found.primes == name.primes and not found.subscripts for k in places if (found := r.name_at(k, end)))


def _variable(r: Reader, word: str, a: int, b: int, first: int) -> tuple[Sym, tuple[Term, ...]]:
    between = next((k for k in range(a, b) if r.tokens[k].text == r"\le"), None)
    name = r.name_at(a if between is None else between + 1, b)
    if name is None or name.powers or name.subscripts or name.brackets or name.primes:
        raise r.error(f"{word} over a condition", first, RANGE)
    if between is not None:
        if r.tokens[name.end].text != r"\le":
            raise r.error(f"{word} over a condition", first, RANGE)
        with r.within(a, between):
            lo = r.expression()
        with r.within(name.end + 1, b):
            return _between(r, name.name, first), (lo, r.expression())
    known = r.symbol(name.name)
    if name.end == b:
        counts = is_index(name.name, r.scope, r.usage) and name.name in r.usage.indices
        return known if known is not None else sym(name.name, INTEGER if counts else REAL), ()
    if r.tokens[name.end].text != r"\in":
        raise r.error(f"{word} over a condition", first, RANGE)
    with r.within(name.end + 1, b):
        if r.at("[") and word in BOUNDED:
            return sym(name.name, REAL), _interval(r)
        if known is None and [t.text for t in r.tokens[name.end + 1 : b]] in REALS:
            r.position = b
            return sym(name.name, REAL), ()
        found = integer_set(r, first)
        if found is None:
            raise r.error(f"{word} over a set", first, RANGE)
    return sym(name.name, INTEGER), found


CONTINUOUS = frozenset("xyztuvw") | {r"\theta", r"\phi"}
"""Letters that stand for real numbers where nothing else is said of them."""


def _between(r: Reader, name: str, first: int) -> Sym:
    """The variable of ``\\max_{1 \\le i \\le n}``: an index, or a real number, declared or by its letter."""
    known = r.symbol(name)
    if known is not None and known.sort == REAL:
        return known
    if known is None and name in CONTINUOUS:
        return sym(name, REAL)
    if not is_index(name, r.scope, r.usage):
        raise r.error(f"{name} between two bounds: a whole number, or a real one?", first, RANGE)
    return sym(name, INTEGER)


def _interval(r: Reader) -> tuple[Term, Term]:
    r.take()
    lo = r.expression()
    r.expect(",", "in an interval")
    hi = r.expression()
    r.expect("]", "after a closed interval")
    return lo, hi


def _operand(r: Reader, word: str, variable: Sym, first: int) -> Term:
    from symbolic.latex.grammar import starts_factor

    unclear = r.error(f"where does the operand of {word} end?", first, "put all of it in brackets")
    if r.at("(", "[", r"\{"):
        body = r.factor()
        if starts_factor(r) or r.at("/", r"\cdot", r"\times", r"\odot"):
            raise unclear
    else:
        negative = r.skip("-")
        body = r.product()
        if isinstance(body, Call) and body.op in ("mul", "matmul") and variable not in free_symbols(body.args[-1]):
            raise unclear
        body = neg(body) if negative else body
    if variable not in free_symbols(body):
        raise r.error(f"{variable.name} does not occur in the operand of {word}", first, "put all of it in brackets")
    return body

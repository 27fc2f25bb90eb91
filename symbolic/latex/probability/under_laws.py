r"""Means under the law that a subscript names: ``\mathbb{E}_{z \sim \mathcal{N}(\mu, \sigma^2)}[f(z)]``, ``\mathbb{E}_q[f(z)]``.

Under a law of the table, and under a q that is defined as the density of a normal law, ``q(z) = \mathcal{N}(z \mid \mu, \sigma^2)``, the
mean of f(z) is the integral or the sum of f(z) times the density; all other names that stand in f are held.  ``\mathrm{KL}(q \| p)``
is the mean of log q − log p under q, of laws with the same values.  What names any other law stays a function of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from symbolic.distributions import LAWS, Law
from symbolic.functions import gt
from symbolic.latex.build import is_array
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.open_names import inside_brackets
from symbolic.latex.names.usage import flat_name
from symbolic.latex.probability.chances import random_names, statistic_named
from symbolic.latex.reader import Reader
from symbolic.latex.source.separators import COMMAS, after_separator
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import (
    INTEGER,
    REAL,
    TWO,
    Apply,
    Call,
    Definition,
    Sym,
    Term,
    add,
    bind,
    call,
    free_symbols,
    mul,
    neg,
    power,
    sub,
    substitute,
    sym,
    walk,
)

DIVERGENCE = re.compile(r"(?:\\(?:mathrm|operatorname|text|mathbb|mathsf|mathit)\{KL\}|KL|D_\{(?:\\(?:mathrm|text)\{KL\}|KL)\})")
"""The names of the relative entropy of Kullback and Leibler."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A law with its parameters; the name that follows it, and whether this name is written where the law is."""

    law: Law
    parameters: tuple[Term, ...]
    variable: Sym
    told: bool


def mean_under_law(r: Reader, name: NameAt) -> Term | None:
    """``E_q[…]`` from its opening bracket; None, and nothing is taken, if the subscript names no law that is known."""
    op = statistic_named(name.name)
    if op not in ("expectation", "variance") or len(name.subscripts) != 1 or not _is_plain(r, name):
        return None
    return _or_nothing(r, lambda: _mean_from_here(r, op, _law_in(r, *name.subscripts[0])))


def relative_entropy(r: Reader, name: NameAt) -> Term | None:
    r"""``\mathrm{KL}(q \| p)`` of two known laws from its opening bracket, E_q[log q − log p]; None, and nothing is taken, of others."""
    if DIVERGENCE.fullmatch(flat_name(r.tokens, name)) is None or not _is_plain(r, name):
        return None
    return _or_nothing(r, lambda: _divergence_from_here(r))


def _is_plain(r: Reader, name: NameAt) -> bool:
    known = r.scope.symbol(name.name) is not None or r.scope.symbol(flat_name(r.tokens, name)) is not None
    return not (name.powers or name.primes or name.brackets or r.scope.open or known)


def _or_nothing(r: Reader, read: Callable[[], Term | None]) -> Term | None:
    """What is read; if that is nothing, the position is where it was."""
    saved = r.position, r.limit, r.bars, r.awaited
    try:
        term = read()
    except ReadingError:
        term = None
    if term is None:
        r.position, r.limit, r.bars, r.awaited = saved
    return term


# --- laws -----------------------------------------------------------------------------------------


def _law_in(r: Reader, a: int, b: int) -> _Named | None:
    r"""The law of ``z \sim \mathcal{N}(0, 1)``, ``z \sim q``, ``q`` or ``q(z \mid x)``."""
    place = next((k for k in range(a, b) if r.tokens[k].text == r"\sim"), None)
    if place is None:
        return _named_law(r, a, b, None)
    follower = r.name_at(a)
    if follower is None or follower.end != place or follower.powers or follower.primes:
        return None
    return _named_law(r, place + 1, b, flat_name(r.tokens, follower))


def _named_law(r: Reader, a: int, b: int, told: str | None) -> _Named | None:
    """The law that is written between two places, of a variable that is told there or not."""
    position, limit, bars, awaited = r.position, r.limit, r.bars, r.awaited
    try:
        return _law_of_table(r, a, b, told)
    except ReadingError:
        r.position, r.limit, r.bars, r.awaited = position, limit, bars, awaited
    return _defined_law(r, a, b, told)


def _law_of_table(r: Reader, a: int, b: int, told: str | None) -> _Named | None:
    from symbolic.latex.declaring.chances import read_law

    with r.within(a, b):
        law, parameters = read_law(r, a)
    return None if any(map(is_array, parameters)) else _Named(law, parameters, sym(told or "x", REAL), told is not None)


def _defined_law(r: Reader, a: int, b: int, told: str | None) -> _Named | None:
    r"""The law of which a function is defined to be the density: ``q``, or ``q(z \mid x)``, which tells the place and the parameters."""
    name = r.name_at(a)
    if name is not None and name.end == b and not name.powers and not name.primes:
        flat = flat_name(r.tokens, name)
        every = [d for d in r.scope.definitions if d.symbol.name.partition("(")[0] == flat and d.params]
        known = every[0] if len(every) == 1 else None  # "p(x) = …, p(y \\mid x) = …": p is the law of both
        given: tuple[Term, ...] = known.params if known is not None else ()
    else:
        with r.within(a, b):
            term = r.expression()
        if not isinstance(term, Apply) or any(term.orders):
            return None
        known, given = r.scope.definition(term.function.name), term.args
    density = _normal_with_density(known) if known is not None else None
    if known is None or density is None or not isinstance(given[0], Sym) or told not in (None, given[0].name, known.params[0].name):
        return None
    if given[0].name != known.params[0].name:
        return None  # "p(x) = …, p(y) = …": p of another letter may be another law
    put = dict(zip(known.params[1:], given[1:], strict=True))
    return _Named(LAWS["normal"], tuple(substitute(p, put) for p in density), sym(told or given[0].name, REAL),
                  bool(told) or given is not known.params)


def _normal_with_density(known: Definition) -> tuple[Term, Term] | None:
    """The mean and the variance of the normal law whose density in its first argument a definition is."""
    density = LAWS["normal"].density
    if not known.params or density is None or known.params[0].sort != REAL:
        return None
    match known.value:
        case Call("div", (_, Call("sqrt", (Call("mul", (_, _, variance)),)))):
            pass
        case _:
            return None
    x = known.params[0]
    for t in walk(known.value):
        match t:
            case Call("add", (first, Call("neg", (mean,)))) if first is x and density(x, (mean, variance)) is known.value:
                return (mean, variance) if x not in free_symbols(mean) | free_symbols(variance) else None
    return None


# --- what is made of them -------------------------------------------------------------------------


def _mean_from_here(r: Reader, op: str, under: _Named | None) -> Term | None:
    if under is None:
        return None
    closing = {"(": ")", "[": "]"}[r.take().text]
    known = r.scope.symbol(under.variable.name)
    another = known is not None and (known.sort != REAL or r.scope.definition(known.name) is not None)
    if another or under.variable.name in r.bound or any(under.variable in _reached(r, p) for p in under.parameters):
        return None
    with r.binding(under.variable):
        body = r.expression()
    inside = free_symbols(body)
    if not r.skip(closing) or is_array(body) or inside & random_names(r.scope) or not (under.told or under.variable in inside):
        return None
    mean = _mean(under, body)
    if op == "variance" and mean is not None:
        square = _mean(under, power(body, TWO))
        mean = add(square, neg(power(mean, TWO))) if square is not None else None
    return mean if mean is not None and _assumed(r, under) else None


def _reached(r: Reader, term: Term) -> set[Sym]:
    """The names in a term, and those in the formulas of these."""
    found, new = set[Sym](), set(free_symbols(term))
    while new:
        found |= new
        new = {s for t in new if (d := r.scope.definition(t.name)) is not None for s in free_symbols(d.value) - set(d.params)} - found
    return found


def _divergence_from_here(r: Reader) -> Term | None:
    opening, inside = r.position, inside_brackets(r, r.position)
    if inside is None or r.tokens[opening].text != "(":
        return None
    bar = next((k for k in range(opening + 1, inside.close) if r.tokens[k].text not in COMMAS and after_separator(r.tokens, k)), None)
    if bar is None:
        return None
    one, other = _named_law(r, opening + 1, bar, None), _named_law(r, after_separator(r.tokens, bar), inside.close, None)
    if one is None or other is None or one.law is not other.law or not _same_values(one, other) \
            or not (_assumed(r, one) and _assumed(r, other)):
        return None
    r.position = inside.close + 1
    if one.law.values is not None:
        pairs = zip(one.law.values(one.parameters), one.law.values(other.parameters), strict=True)
        return add(*(mul(p, sub(call("log", p), call("log", q))) for (_, p), (_, q) in pairs))
    if one.law.density is None:
        return None
    taken = {s.name for law in (one, other) for p in law.parameters for s in free_symbols(p)}
    under = replace(one, variable=next(s for s in (one.variable, *(sym(n, REAL) for n in "xyztuvw")) if s.name not in taken))
    p, q = (one.law.density(under.variable, law.parameters) for law in (one, other))
    return _mean(under, sub(call("log", p), call("log", q)))


def _same_values(one: _Named, other: _Named) -> bool:
    """Whether two laws of a kind have the same values; where q has others than p, the logarithm of p has no value there."""
    law = one.law
    if law.values is not None:
        return [v for v, _ in law.values(one.parameters)] == [v for v, _ in law.values(other.parameters)]
    return law.ends is None or law.ends(one.parameters) == law.ends(other.parameters)


def _assumed(r: Reader, under: _Named) -> bool:
    """Take down what the law requires of its parameters; False if they are random, so that the law is a conditional one."""
    if any(free_symbols(p) & random_names(r.scope) for p in under.parameters):
        return False
    bound = {*r.bound.values()}
    r.assumed += [_of_deviation(f) for f in under.law.parameters(*under.parameters) if not free_symbols(f) & bound]
    return True


def _of_deviation(fact: Term) -> Term:
    """A square as the variance is that of a positive standard deviation."""
    match fact:
        case Call("gt", (Call("pow", (Sym() as deviation, exponent)), _)) if exponent is TWO:
            return gt(deviation)
    return fact


def _mean(under: _Named, body: Term) -> Term | None:
    """E[body] for the variable of a law, from its values or its density."""
    law, variable = under.law, under.variable
    if law.values is not None:
        return add(*(mul(p, substitute(body, {variable: v})) for v, p in law.values(under.parameters)))
    if law.density is None or law.ends is None:
        return None
    counted = sym(variable.name, INTEGER) if law.discrete else variable
    term = mul(law.density(counted, under.parameters), substitute(body, {variable: counted}))
    return bind("sum" if law.discrete else "integral", counted, term, law.ends(under.parameters))

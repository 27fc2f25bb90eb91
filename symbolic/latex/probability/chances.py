r"""Expectations, variances, covariances and probabilities of declared random variables.

``\mathbb{E}[X^2]``, ``\operatorname{Var}(X)``, ``\operatorname{Cov}(X, Y)``, ``P(X \le a)``.  They are read so only where a name
inside is declared random, or is defined by one that is; elsewhere nothing is known of E[·], as :mod:`symbolic.latex.calls.brackets` says.
A capital letter inside that nothing declares may be a random variable too, and then nothing is known of it either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from symbolic.distributions import LAWS
from symbolic.functions import COMPARISONS
from symbolic.latex.build import is_array
from symbolic.latex.errors import ReadingError
from symbolic.latex.probability.event_printing import is_event
from symbolic.latex.probability.events import event, events_in
from symbolic.latex.source.separators import CLOSING, OPENING
from symbolic.terms import BOOLEAN, TWO, Call, Elem, Sym, Term, add, call, div, free_symbols, mul, neg, power

if TYPE_CHECKING:
    from symbolic.latex.reader import Reader
    from symbolic.latex.scope import Scope
    from symbolic.latex.source.spelling import NameAt

STATISTICS = {"E": "expectation", "V": "variance", "Var": "variance", "Cov": "covariance", "P": "probability", "Pr": "probability"}
STYLES = (r"\mathbb{", r"\mathrm{", r"\mathbf{", r"\text{", r"\operatorname{", r"\mathsf{")
TESTS = COMPARISONS | {"and", "or", "not", "true", "false"}


MOMENTS = frozenset(rf"{style}{{{word}}}" for style in (r"\mathrm", r"\text") for word in ("Var", "var", "Cov", "cov", "Corr", "corr"))


def is_moment(name: NameAt) -> bool:
    """Whether a word is that of a variance or a covariance, which is no number by itself."""
    return name.name in MOMENTS


def statistic_named(name: str) -> str | None:
    """The operator that a name stands for, whatever its style."""
    style = next((s for s in STYLES if name.startswith(s)), "")
    return STATISTICS.get(name[len(style) : len(name) - 1] if style else name)


def random_names(scope: Scope) -> frozenset[Sym]:
    """The names declared random, and those defined by them."""
    return _with_defined(scope, _declared_random)


def continuous_names(scope: Scope) -> frozenset[Sym]:
    """The names with a law that has a density, and those defined by them: no condition ``X = x`` on them has a probability."""
    return _with_defined(scope, _with_density)


def _with_defined(scope: Scope, told: Callable[[Term], Iterable[Sym]]) -> frozenset[Sym]:
    """The names of which the facts tell something, and those defined by them."""
    found = {t for fact in scope.facts for t in told(fact)}
    for d in scope.definitions:
        if free_symbols(d.value) & found:
            found.add(d.symbol)
    return frozenset(found)


def _with_density(fact: Term) -> tuple[Sym, ...]:
    match fact:
        case Call("distributed", (Sym() as name, Call(law))) if law in LAWS and not LAWS[law].discrete and LAWS[law].values is None:
            return (name,)
    return ()


def _declared_random(fact: Term) -> tuple[Sym, ...]:
    match fact:
        case Call("random", (Sym() as name,)):
            return (name,)
    return ()


def statistic(r: Reader, name: NameAt) -> Term | None:
    """``E[…]`` of declared random variables from its opening bracket; None, and nothing is taken, if it is none."""
    op = statistic_named(name.name)
    if op is None or name.subscripts or name.powers or name.primes or name.brackets or r.scope.symbol(name.name) is not None:
        return None
    known = random_names(r.scope)
    if not known:
        return None
    start, bars = r.position, r.bars
    try:
        term = _read(r, op)
    except ReadingError:
        term = None
    free = free_symbols(term) if term is not None else frozenset()
    about = bool(free & known) or (isinstance(term, Call) and bool(events_in(known)) and all(map(is_event, term.args)))
    if term is None or not about or any(_may_be_random(r, s) for s in free - known):
        r.position, r.bars = start, bars
        return None
    return term


def _read(r: Reader, op: str) -> Term | None:
    closing = {"(": ")", "[": "]"}[r.take().text]
    saved, r.bars = r.bars, _bars(r)
    events = events_in(random_names(r.scope))
    arguments = [_argument(r, events)]
    while r.skip(","):
        arguments.append(_argument(r, events))
    given = _given(r, events) if r.skip("|", r"\mid") else []
    r.bars = saved
    if not r.skip(closing):
        return None
    if any(isinstance(g, Call) and g.op == "eq" and free_symbols(g) & continuous_names(r.scope) for g in given):
        return None
    if given and not any(map(_is_test, given)):
        return _given_variables(op, arguments, given)
    if not all(map(_is_test, given)):
        return None
    return _statistic_of(op, arguments, given if len(given) < 2 else [call("and", *given)])


def _bars(r: Reader) -> int:
    """1 if one of the bars up to the closing bracket stands alone, so that it may be that of a condition."""
    depth, count = 0, 0
    for token in r.tokens[r.position : r.limit]:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth < 0:
            break
        count += depth == 0 and token.text == "|"
    return count % 2


def _given_variables(op: str, arguments: list[Term], given: list[Term]) -> Term | None:
    """E[X | Y], P(X ≤ a | Y), Var(X | Y) and Cov(X, Z | Y) of random numbers, by conditional expectations."""
    tests = [_is_test(a) for a in arguments]
    if not all(isinstance(g, (Sym, Elem)) for g in given) or any(map(is_array, (*given, *(a for a in arguments if not _is_test(a))))):
        return None

    def mean(a: Term) -> Term:
        return call("expectation_given", a, *given)

    match op, arguments:
        case "probability", _ if all(tests):
            return mean(call("indicator", arguments[0] if len(arguments) == 1 else call("and", *arguments)))
        case "expectation", [a] if not any(tests):
            return mean(a)
        case "variance", [a] if not any(tests):
            return add(mean(power(a, TWO)), neg(power(mean(a), TWO)))
        case "covariance", [a, b] if not any(tests):
            return add(mean(mul(a, b)), neg(mul(mean(a), mean(b))))
    return None


def _argument(r: Reader, events: frozenset[Sym]) -> Term:
    """An event made of declared events, or a condition or a formula."""
    from symbolic.latex.relations.conditions import condition

    start = r.position
    if events:
        try:
            return event(r, events)
        except ReadingError:
            r.position = start
    return condition(r)


def _given(r: Reader, events: frozenset[Sym]) -> list[Term]:
    given = [_argument(r, events)]
    while r.skip(","):
        given.append(_argument(r, events))
    return given


def _statistic_of(op: str, arguments: list[Term], given: list[Term]) -> Term | None:
    """The term; E[X | A] of an event A is E[X 1_A]/P(A), the covariance of one vector its variance."""
    if op == "probability":
        return call(op, arguments[0] if len(arguments) == 1 else call("and", *arguments), *given)
    if any(map(_is_test, arguments)):
        return None
    match op, arguments, given:
        case "expectation", [a], [event]:
            return div(call(op, mul(a, call("indicator", event))), call("probability", event))
        case ("expectation" | "variance"), [a], []:
            return call(op, a)
        case "covariance", [a], [] if is_array(a):
            return call("variance", a)
        case "covariance", [a, b], []:
            return call(op, a, b)
    return None


def _is_test(t: Term) -> bool:
    return (isinstance(t, Call) and t.op in TESTS) or (isinstance(t, Sym) and t.sort == BOOLEAN)


def _may_be_random(r: Reader, s: Sym) -> bool:
    return r.scope.symbol(s.name) is None and s.name not in r.bound and s.name[:1].isupper() and not s.sort.shape

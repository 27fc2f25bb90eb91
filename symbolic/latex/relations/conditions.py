r"""Conditions inside formulas: a comparison, several joined by ``\land`` or ``\lor``, or a plain formula."""

from __future__ import annotations

from symbolic.functions import COMPARISONS
from symbolic.latex.names.open_names import open_operator
from symbolic.latex.reader import Reader
from symbolic.latex.relations.signs import RELATIONS
from symbolic.occurrences import is_infinite
from symbolic.terms import Term, call

MEMBERSHIP = (r"\in", r"\notin", r"\subset", r"\subseteq", r"\sim", r"\to")
"""What an open reading takes for a test of which nothing is known."""


def condition(r: Reader) -> Term:
    """A comparison, several joined by ``\\land`` or ``\\lor``, or a plain formula; *and* binds more closely than *or*."""
    term = _conjunction(r)
    while r.at(r"\lor") or r.at_word("or"):
        r.take()
        term = call("or", term, _conjunction(r))
    return term


def _conjunction(r: Reader) -> Term:
    term = _comparison(r)
    while r.at(r"\land") or r.at_word("and"):
        r.take()
        term = call("and", term, _comparison(r))
    return term


def _comparison(r: Reader) -> Term:
    if r.skip(r"\neg"):
        return call("not", _comparison(r))
    members = [r.expression()]
    tests: list[Term] = []
    while r.peek().text in RELATIONS and RELATIONS[r.peek().text] in COMPARISONS:
        op = RELATIONS[r.take().text]
        members.append(r.expression())
        tests.append(call(op, members[-2], members[-1]))
    if not tests and r.at(r"\in") and not r.scope.open and (inside := _membership(r, members[0])) is not None:
        return inside
    if not tests:
        return open_operator(r.take().text, members[0], r.expression()) if r.scope.open and r.at(*MEMBERSHIP) else members[0]
    return tests[0] if len(tests) == 1 else call("and", *tests)


def _membership(r: Reader, x: Term) -> Term | None:
    r"""``x \in \{1, 2\}`` as x = 1 or x = 2, ``x \in [a, b)`` as a ≤ x and x < b; None before anything else."""
    mark = r.position
    r.take()
    if r.skip(r"\{"):
        tests = [call("eq", x, r.expression())]
        while r.skip(","):
            tests.append(call("eq", x, r.expression()))
        r.expect(r"\}", "after the members of a set")
        return call("or", *tests) if len(tests) > 1 else tests[0]
    opening = r.peek().text
    if opening not in ("[", "("):
        r.position = mark
        return None
    r.take()
    low = r.expression()
    r.expect(",", "between the ends of an interval")
    high = r.expression()
    closing = r.take().text
    if closing not in ("]", ")"):
        raise r.unexpected("the end of an interval was expected")
    ends = [call("ge" if opening == "[" else "gt", x, low)] if not is_infinite(low) else []
    ends += [call("le" if closing == "]" else "lt", x, high)] if not is_infinite(high) else []
    return call("and", *ends) if len(ends) > 1 else ends[0] if ends else call("true")

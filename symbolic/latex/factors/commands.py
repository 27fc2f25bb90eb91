r"""Roots, binomials, what is only marked, and the table of commands.

A new command is one more row of :data:`COMMANDS`.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.latex.calculus.derivatives import fraction
from symbolic.latex.calculus.gradients import nabla, partial
from symbolic.latex.calculus.integrals import integral, limit
from symbolic.latex.factors.braces import loose
from symbolic.latex.factors.environments import environment
from symbolic.latex.ranges.extrema import argmax, supremum
from symbolic.latex.ranges.sums import big_operator
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import after_group
from symbolic.terms import INFINITY, Term, call, num


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
    from symbolic.latex.calls.matrix_functions import whole_matrix

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


COMMANDS: dict[str, Callable[[Reader], Term]] = {
    r"\frac": fraction, r"\sqrt": root, r"\binom": binomial, r"\infty": infinity, r"\sum": big_operator, r"\prod": big_operator,
    r"\int": integral, r"\lim": limit, r"\nabla": nabla, r"\partial": partial, r"\arg": arg, r"\begin": environment,
    r"\sup": supremum, r"\inf": supremum, r"\iint": region, r"\iiint": region, r"\oint": region,
    r"\underbrace": braced, r"\overbrace": braced, r"\cancel": transparent, r"\bcancel": transparent, r"\xcancel": transparent,
    r"\boxed": transparent, r"\fbox": transparent, r"\ensuremath": transparent, r"\mathop": transparent, r"\underbracket": braced,
    r"\overbracket": braced, r"\smash": transparent,
}

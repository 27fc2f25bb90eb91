"""Where an integrand has a kink at a named number, ``|x − a|`` at a, and where an integer part jumps.

Guarantee: between two neighbouring places the tested quantities keep their signs and the integer parts their values.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from symbolic.functions import row_of
from symbolic.proving.domains import constant
from symbolic.proving.facts import attempt
from symbolic.proving.forms.normal_form import Session
from symbolic.terms import Call, Sym, Term, div, free_symbols, neg, num, sub, transform, walk

COMPARED = frozenset({"max", "min", "lt", "le", "gt", "ge"})
PARTS = {"floor": floor, "ceil": ceil}
MOST_JUMPS = 6


def named_kinks(body: Term, var: Sym) -> list[Term]:
    """The zeros of tested quantities c·x + d with a number c, where d holds names."""
    found: dict[Term, None] = {}
    for node in walk(body):
        if isinstance(node, Call) and var in free_symbols(node):
            for t in _tested(node):
                line = _line(t, var)
                if line is not None and free_symbols(line[1]):
                    root = div(neg(line[1]), num(line[0]))
                    found[_simplified(root) or root] = None
    return list(found)


def _simplified(t: Term) -> Term | None:
    return attempt(lambda s: s.quotient_term(s.nf(t)), None)


def _tested(node: Call) -> Iterator[Term]:
    if node.op in COMPARED:
        yield from (sub(a, b) for i, a in enumerate(node.args) for b in node.args[i + 1 :])
    elif (row := row_of(node)) is not None:
        yield from row.kinks(*node.args)


def jumps(body: Term, var: Sym, lo: Fraction, hi: Fraction) -> list[Fraction] | None:
    """Where integer parts of lines jump between two numbers; None if they are too many, or not of lines."""
    found: set[Fraction] = set()
    for node in walk(body):
        if isinstance(node, Call) and node.op in PARTS and var in free_symbols(node):
            line = _line(node.args[0], var)
            rest = None if line is None else constant(line[1])
            if line is None or rest is None:
                return None
            ends = sorted(line[0] * x + rest for x in (lo, hi))
            if ends[1] - ends[0] > MOST_JUMPS:
                return None
            found |= {(k - rest) / line[0] for k in range(ceil(ends[0]), floor(ends[1]) + 1)}
    return sorted(x for x in found if lo < x < hi)


def without_integer_parts(body: Term, var: Sym, at: Fraction) -> Term:
    """The integrand with its integer parts as the numbers that they are at a place."""

    def rule(t: Term) -> Term | None:
        match t:
            case Call(op, (a,)) if op in PARTS and var in free_symbols(a):
                line = _line(a, var)
                rest = None if line is None else constant(line[1])
                return None if line is None or rest is None else num(PARTS[op](line[0] * at + rest))
        return None

    return transform(body, rule)


def _line(t: Term, var: Sym) -> tuple[Fraction, Term] | None:
    """c and d of c·x + d with a number c ≠ 0."""

    def run(s: Session) -> tuple[Fraction, Term] | None:
        q, place = s.nf(t), s.symbol(var)
        scale = s.ring.as_number(s.ring.quotient(q.den, s.ring.constant(1)))
        if not scale or s.loci:
            return None
        slope, rest = Fraction(0), s.ring.constant(0)
        for c, exps in s.ring.terms(s.ring.lift(q.num)):
            if exps == ((place.index, 1),):
                slope = Fraction(int(c)) / scale
            elif any(var in s.ring.generators[i].symbols for i, _ in exps):
                return None
            else:
                rest += s.ring.monomial(exps, c)
        return (slope, s.quotient_term(s.ring.quotient(rest, q.den))) if slope else None

    return attempt(run, None)

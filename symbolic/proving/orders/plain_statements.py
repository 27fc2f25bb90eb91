"""Statements without |·|, max, min and roots: ``√p > q`` is ``p ≥ 0 and (q < 0 or p > q²)``, ``x |x| > 4`` goes by the sign of x.

Guarantee: at every value of the names the statement that is given back is true where the given one is; a relation with an undefined side
is false in both.
"""

from __future__ import annotations

from symbolic.functions import ge, le, lt
from symbolic.occurrences import symbols
from symbolic.proving.facts import MIRRORED
from symbolic.proving.orders.truth import short, truth_at
from symbolic.terms import TWO, ZERO, Bind, Call, Term, call, exp, free_symbols, neg, operators, power, replaced, walk

TURNED = {**MIRRORED, "eq": "eq", "ne": "ne"}
"""The relation read from right to left."""
TESTING = frozenset({"abs", "max", "min"})


def plain_statement(statement: Term) -> Term:
    """An equivalent statement without tests and roots, and without exp or log on both sides of a relation."""
    match statement:
        case Call("and" | "or" as op, args):
            return call(op, *map(plain_statement, args))
        case Call(op, (a, b)) if op in TURNED and is_real(statement):
            return _apart(op, a, b) or _by_tests(statement) or statement
    return statement


def is_real(t: Term) -> bool:
    """Whether no complex number occurs."""
    return "imaginary" not in operators(t) and not any(name.sort.field == "complex" for name in symbols(t))


def _apart(op: str, left: Term, right: Term) -> Term | None:
    """A relation whose side is |·|, exp, log or a root as one without it."""
    match left, right:
        case Call("abs", (p,)), c if op in ("le", "lt"):
            return plain_statement(call("and", call(op, neg(c), p), call(op, p, c)))
        case Call("abs", (p,)), c if op in ("ge", "gt"):
            return plain_statement(call("or", call(op, p, c), call(TURNED[op], p, neg(c))))
        case Call("exp", (a,)), Call("exp", (b,)):
            return plain_statement(call(op, a, b))
        case Call("log", (a,)), Call("log", (b,)):
            return plain_statement(call("and", call(op, a, b), call("gt", a, ZERO), call("gt", b, ZERO)))
        case Call("log", (a,)), c if not free_symbols(c) and free_symbols(a):
            return plain_statement(call("and", call(op, a, short(exp(c))), call("gt", a, ZERO)))
        case Call("sqrt", (a,)), c if free_symbols(a):
            return plain_statement(_squared(op, a, c))
    outer = isinstance(right, Call) and right.op in ("abs", "sqrt", "log")
    return _apart(TURNED[op], right, left) if outer and not (isinstance(left, Call) and left.op in ("abs", "sqrt", "log")) else None


def _squared(op: str, p: Term, q: Term) -> Term:
    """√p op q, squared: both sides are not negative, or q is negative."""
    known = truth_at(ge(q), {}) if not free_symbols(q) else None
    squares = call(op, p, short(power(q, TWO)) if known else power(q, TWO))
    if known:
        return call("and", squares, ge(p))
    if op in ("gt", "ge", "ne"):
        return call("and", ge(p), call("or", lt(q), squares))
    return call("and", ge(p), ge(q), squares)


def _by_tests(statement: Term) -> Term | None:
    """The statement in the two cases of the innermost |·|, max or min; None if there is none outside binders."""
    tests = (t for t in walk(statement) if isinstance(t, Call) and t.op in TESTING)
    found = [t for t in tests if all(TESTING.isdisjoint(operators(a)) for a in t.args)]
    if not found or any(isinstance(t, Bind) for t in walk(statement)):
        return None
    test = found[0]
    match test:
        case Call("abs", (p,)):
            cases = (ge(p), p), (lt(p), neg(p))
        case Call("max", (a, b)):
            cases = (ge(a, b), a), (lt(a, b), b)
        case Call("min", (a, b)):
            cases = (le(a, b), a), (call("gt", a, b), b)
        case _:
            return None
    return call("or", *(call("and", where, plain_statement(replaced(statement, test, value)))
                        for where, value in cases))

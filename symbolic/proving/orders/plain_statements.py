"""Statements without |·|, max, min, roots and increasing functions: ``√p > q`` is ``p ≥ 0 and (q < 0 or p > q²)``, ``x |x| > 4`` goes by
the sign of x, ``tanh p > 0`` by that of p.

Guarantee: at every value of the names the statement that is given back is true where the given one is; a relation with an undefined side
is false in both.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.functions import FUNCTIONS, ge, le, lt
from symbolic.occurrences import is_infinite, symbols
from symbolic.proving.facts import MIRRORED
from symbolic.proving.orders.truth import short, truth_at
from symbolic.terms import (
    ONE,
    TWO,
    ZERO,
    Bind,
    Call,
    Term,
    call,
    div,
    exp,
    free_symbols,
    log,
    mul,
    neg,
    operators,
    power,
    replaced,
    sub,
    walk,
)

TURNED = {**MIRRORED, "eq": "eq", "ne": "ne"}
"""The relation read from right to left."""
INVERSES: dict[str, Callable[[Term], Term]] = {
    "exp": log, "tanh": lambda c: call("atanh", c), "sigmoid": lambda c: log(div(c, sub(ONE, c))), "atan": lambda c: call("tan", c),
    "sinh": lambda c: call("asinh", c), "asinh": lambda c: call("sinh", c),
}
TAKEN_OFF = frozenset({"abs", "sqrt", "log", "pow", *INVERSES})
TESTING = frozenset({"abs", "max", "min"})


def plain_statement(statement: Term) -> Term:
    """An equivalent statement without tests and roots, and without an increasing function beside its like or a number."""
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
    """A relation whose side is |·|, a logarithm, a root or an increasing function as one without it."""
    match left, right:
        case Call("abs", (p,)), Call("abs", (q,)):
            return plain_statement(call(op, power(p, TWO), power(q, TWO)))
        case Call("abs", (p,)), c if op in ("le", "lt"):
            return plain_statement(call("and", call(op, neg(c), p), call(op, p, c)))
        case Call("abs", (p,)), c if op in ("ge", "gt"):
            return plain_statement(call("or", call(op, p, c), call(TURNED[op], p, neg(c))))
        case Call(f, (a,)), Call(g, (b,)) if f == g and f in FUNCTIONS and FUNCTIONS[f].increasing and FUNCTIONS[f].defined is None:
            return plain_statement(call(op, a, b))
        case Call(f, (a,)), c if f in INVERSES and free_symbols(a) and not free_symbols(c) and _is_value(f, c):
            return plain_statement(call(op, a, short(INVERSES[f](c))))
        case Call("pow", (base, a)), c if free_symbols(a) and not free_symbols(call(op, base, c)) and _is_value("exp", c):
            above = truth_at(call("gt", base, ONE), {})
            if above or truth_at(call("and", call("gt", base, ZERO), call("lt", base, ONE)), {}):
                return plain_statement(call(op if above else TURNED[op], a, short(div(log(c), log(base)))))
        case Call("log", (a,)), Call("log", (b,)):
            return plain_statement(call("and", call(op, a, b), call("gt", a, ZERO), call("gt", b, ZERO)))
        case Call("log", (a,)), c if not free_symbols(c) and free_symbols(a):
            return plain_statement(call("and", call(op, a, short(exp(c))), call("gt", a, ZERO)))
        case Call("sqrt", (a,)), c if free_symbols(a):
            return plain_statement(_squared(op, a, c))
    if (product := _of_logarithms(op, left, right)) is not None:
        return plain_statement(product)
    outer = isinstance(right, Call) and right.op in TAKEN_OFF
    return _apart(TURNED[op], right, left) if outer and not (isinstance(left, Call) and left.op in TAKEN_OFF) else None


def _of_logarithms(op: str, left: Term, right: Term) -> Term | None:
    """``log a + log b − log c = 0`` as ab = c, with a, b and c positive; None for other sums than of two and more logarithms."""
    above: list[Term] = []
    below: list[Term] = []
    for part, turned in (*((p, False) for p in _parts(left)), *((p, True) for p in _parts(right))):
        match part:
            case Call("log", (u,)):
                (below if turned else above).append(u)
            case Call("neg", (Call("log", (u,)),)):
                (above if turned else below).append(u)
            case _ if part is not ZERO:
                return None
    if len(above) + len(below) < 2:
        return None
    products = (mul(*us) if len(us) > 1 else us[0] if us else ONE for us in (above, below))
    return call("and", call(op, *products), *(call("gt", u, ZERO) for u in (*above, *below)))


def _parts(t: Term) -> tuple[Term, ...]:
    return t.args if isinstance(t, Call) and t.op == "add" else (t,)


def _is_value(f: str, c: Term) -> bool:
    """Whether a number lies between the ends of what a function takes."""
    low, high = FUNCTIONS[f].ends
    bounds = [call("gt", c, low)] if low is not None else []
    bounds += [call("lt", c, high)] if high is not None and not is_infinite(high) else []
    return all(truth_at(b, {}) is True for b in bounds)


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

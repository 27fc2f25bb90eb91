"""Boolean terms as tests at a point, which answer or raise.

Guarantee: an answer is certain.  A statement that one of its parts settles is settled, even where another part cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from symbolic.proving.balls.compiling import MOST_CODES, compiled, unknown
from symbolic.proving.balls.jets import ZERO, Undefined, Unknown
from symbolic.proving.balls.values import ATOMS, Code, Env, Test, Value, integer, spend, within
from symbolic.terms import Bind, Call, Sym, Term

TESTS: dict[tuple[Term, bool, str], Test] = {}


def condition(term: Term, lenient: bool, layout: str = "") -> Test:
    """A boolean term as a test that answers or raises.  ``lenient``: a relation with an undefined side is false."""
    key = (term, lenient, layout)
    test = TESTS.get(key)
    if test is None:
        test = _condition(term, lenient, layout)
        if len(TESTS) > MOST_CODES:
            TESTS.clear()
        TESTS[key] = test
    return test


def _condition(term: Term, lenient: bool, layout: str) -> Test:
    match term:
        case Call(op, (a, b)) if op in ATOMS:
            return _atom(ATOMS[op], compiled(a, layout), compiled(b, layout), lenient)
        case Call("invertible", (a,)):
            return _atom(ATOMS["invertible"], compiled(a, layout), lambda env: ZERO, lenient)
        case Call("true", ()):
            return lambda env: True
        case Call("false", ()):
            return lambda env: False
        case Call("not", (a,)):
            inner = condition(a, False, layout)
            return lambda env: not inner(env)
        case Call("and", args):
            return _any([condition(a, lenient, layout) for a in args], False)
        case Call("or", args):
            return _any([condition(a, lenient, layout) for a in args], True)
        case Call("implies", (a, b)) | Call("impliedby", (b, a)):
            return _implication(condition(a, lenient, layout), condition(b, lenient, layout))
        case Call("iff", (a, b)):
            first, second = condition(a, lenient, layout), condition(b, lenient, layout)
            return lambda env: first(env) == second(env)
        case Call("smooth"):
            return lambda env: True  # points give every function symbol an analytic function
        case Bind("forall", var, body, (lo, hi)):
            return _for_all(var, condition(body, lenient, layout), compiled(lo, layout), compiled(hi, layout))
        case Bind("forall", var, body, ()) if var.sort.field == "integer":
            return _for_all(var, condition(body, lenient, layout), lambda env: fmpq(-1), lambda env: fmpq(5), stop=Undefined)
    return unknown("no truth value")


def _atom(relation: Callable[[Value, Value], bool], f: Code, g: Code, lenient: bool) -> Test:
    if not lenient:
        return lambda env: relation(f(env), g(env))

    def run(env: Env) -> bool:
        try:
            return relation(f(env), g(env))
        except Undefined:
            return False

    return run


def _any(tests: list[Test], wanted: bool) -> Test:
    """``wanted`` if one of the tests gives it, even if others cannot tell."""

    def run(env: Env) -> bool:
        unknown: Unknown | None = None
        for t in tests:
            try:
                if t(env) is wanted:
                    return wanted
            except Unknown as error:
                unknown = error
        if unknown is not None:
            raise unknown
        return not wanted

    return run


def _implication(a: Test, b: Test) -> Test:
    def run(env: Env) -> bool:
        try:
            if b(env):
                return True
        except Unknown:
            if not a(env):
                return True
            raise
        return not a(env)

    return run


def _for_all(var: Sym, test: Test, lo: Code, hi: Code, stop: type[Exception] | None = None) -> Test:
    """All integers of a range; without bounds a sample of them, those outside of the arrays left out."""

    def run(env: Env) -> bool:
        for k in range(integer(lo(env)), integer(hi(env)) + 1):
            spend()
            try:
                if not within(env, var, fmpq(k), test):
                    return False
            except Undefined:
                if stop is None:
                    raise
        return True

    return run

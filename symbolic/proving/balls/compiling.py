"""Terms compiled once to closures over the values of their names.

Every kind of term has a compiler in one table, every operator and binder a builder in another; the modules of balls enter them
(:mod:`symbolic.proving.balls.balls` imports them all).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from symbolic.proving.balls import arrays
from symbolic.proving.balls.jets import Unknown
from symbolic.proving.balls.values import UNKNOWN, Code, Env, Missing, Value, integer, member
from symbolic.terms import Elem, Matrix, Num, Sym, Term

Builder = Callable[[tuple[Term, ...], str], Code]
KINDS: dict[type[Term], Callable[[Any, str], Code]] = {}
"""The compilers of calls, applications, binders and derivatives."""
BUILDERS: dict[str, Builder] = {}
"""The compilers of operators, from their arguments and the layout of derivatives."""
_CODE: dict[tuple[Term, str], Code] = {}
MOST_CODES = 4_000


def compiled(term: Term, layout: str = "") -> Code:
    """The term as a function of the values of its symbols."""
    key = (term, layout)
    code = _CODE.get(key)
    if code is None:
        code = _compile(term, layout)
        if len(_CODE) > MOST_CODES:
            _CODE.clear()
        _CODE[key] = code
    return code


def _compile(term: Term, layout: str) -> Code:
    match term:
        case Num(value):
            constant = fmpq(value.numerator, value.denominator)
            return lambda env: constant
        case Sym():
            return symbol(term)
        case Elem(base, indices):
            return _element(base, indices, layout)
        case Matrix(rows):
            cells = [[compiled(c, layout) for c in row] for row in rows]
            return lambda env: arrays.blocks([[c(env) for c in row] for row in cells])
    build = KINDS.get(type(term))
    return build(term, layout) if build is not None else unknown(f"no value for {type(term).__name__}")


def unknown(why: str) -> Code:
    """Code without a value."""
    def run(env: Env) -> Value:
        raise Unknown(why)

    return run


def symbol(s: Sym) -> Code:
    """The value of a name; Unknown where it has none."""
    def run(env: Env) -> Value:
        value = env.get(s, UNKNOWN)
        if type(value) is Missing:
            raise Unknown("a name without a value")
        return value

    return run


def _element(base: Term, indices: tuple[Term, ...], layout: str) -> Code:
    f, codes = compiled(base, layout), [compiled(i, layout) for i in indices]

    def run(env: Env) -> Value:
        return member(f(env), tuple([integer(c(env)) for c in codes]))

    return run

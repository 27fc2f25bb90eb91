r"""Functions without their argument: after ``x(t) := v t``, a bare ``x`` is ``x(t)``, and ``\\ddot x`` is ``x''(t)``.

Only for a function of one number that has a formula, and whose letter has no other meaning: it is declared as nothing else, and the
relation neither differentiates by it nor binds it.

Subscripts of a function of several numbers by the letters of its arguments are partial derivatives: ``f_x``, ``f_{xy}(1, 2)`` after
``f(x, y) := …``; there a bare ``f`` is ``f(x, y)``.

The same of letters that have no formula, in a relation that differentiates what they stand in by one variable: in
``\\frac{d}{dt} x^2 = 2 x \\dot x`` and ``\\frac{d}{dt} (u v) = u' v + u v'`` the marks say that the letters are functions of t.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from derivations.documents.functions.sequences import put_in
from symbolic.proving.derivatives.dotted_names import RUNNING
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    ZERO,
    Apply,
    Bind,
    Definition,
    Deriv,
    Sort,
    Sym,
    Term,
    bind,
    call,
    children,
    free_symbols,
    fresh,
    power,
    rebuild,
    substitute,
    sym,
    transform,
    walk,
)

SUBSCRIPTED = re.compile(r"(?P<base>[^_]+)_\{(?P<letters>[a-z]{1,3})\}(?:\(\\cdot(?:, \\cdot)*\))?")
CHANGING = frozenset("uvwxyzfh")
"""Letters that stand for functions as often as for numbers."""
BRACKETS = re.compile(r"\(\\cdot(?:, \\cdot)*\)$")
PRIMED = re.compile(r"(?P<base>[^']+)(?P<primes>'+)")
SQUARE = re.compile(r"\{([^{}]+)\}\^\{2\}")
"""The argument of ``\\ell(\\mu, \\sigma^2)`` that is a square: in a step it is the square of its letter."""
DOTTED = re.compile(r"\\(?P<dots>d{1,4}ot)\{(?P<base>[^{}]+)\}")


def with_arguments(
    sides: Iterable[Term], definitions: Iterable[Definition], known: Collection[str], varying: Mapping[str, str] | None = None
) -> tuple[Term, ...]:
    """The sides with the arguments put in.  ``known``: names that are something themselves; ``varying``: functions of a variable."""
    sides = tuple(sides)
    functions: dict[str, tuple[Sym, tuple[Sym, ...]]] = {}
    for name, variable in (varying or {}).items():
        functions[name] = sym(rf"{name}(\cdot)", Sort(domain=(REAL,))), (sym(variable),)
    latest = {letter_of(d.symbol): d for d in definitions if d.symbol.sort.is_function and all(p.sort == REAL for p in d.params)}
    functions |= {name: (d.symbol, d.params) for name, d in latest.items() if len(d.params) == 1}
    implied = _moving_in(latest.values()) if any(mark_of(s.name) for side in sides for s in free_symbols(side)) else {}
    functions = {**implied, **functions}
    several = {name: d for name, d in latest.items() if len(d.params) > 1}
    if not (functions or several):
        return sides
    parts = [t for side in sides for t in walk(side)]
    variables = {s.name for t in parts if isinstance(t, Deriv) for s in free_symbols(t.var)}
    variables |= {t.var.name for t in parts if isinstance(t, Bind)}
    if several:
        squares = {p: power(sym(m[1]), TWO) for d in several.values() for p in d.params if (m := SQUARE.fullmatch(p.name)) is not None}
        sides = tuple(substitute(_with_partials(side, several, variables.union(known)), squares) for side in sides)
    if not functions:
        return sides

    def function_of(s: Sym) -> tuple[Sym, tuple[Sym, ...], int] | None:
        name = letter_of(s)
        if name in known or name in variables or s.uid:
            return None
        base, order = mark_of(name) or (name, 0)
        return (*functions[base], order) if base in functions and base not in variables else None

    def put_in(t: Term) -> Term | None:
        match t:
            case Sym() if t.sort == REAL and (found := function_of(t)) is not None:
                function, params, order = found
                return Apply(function, params, (order,))
            case Apply(Sym() as name, (argument,), (0,)) if letter_of(name) != name.name or mark_of(name.name):
                found = function_of(name)
                return None if found is None else Apply(found[0], (argument,), (found[2],))
        return None

    return tuple(transform(side, put_in) for side in sides)


def _moving_in(definitions: Iterable[Definition]) -> dict[str, tuple[Sym, tuple[Sym, ...]]]:
    """The r and θ of ``x(t) := r(t) \\cos θ(t)``: functions without a formula, of the time that the formula of another is about."""
    found: dict[str, tuple[Sym, tuple[Sym, ...]]] = {}
    for d in definitions:
        for t in walk(d.value) if len(d.params) == 1 else ():
            match t:
                case Apply(Sym() as function, (argument,), _) if argument is d.params[0]:
                    found[letter_of(function)] = (function, d.params)
                case _:
                    pass
    return found


def _with_partials(side: Term, functions: Mapping[str, Definition], known: Collection[str]) -> Term:
    """``f_x`` and ``f_{xy}(1, 2)`` as partial derivatives of a function of x and y."""
    def put_in(t: Term) -> Term | None:
        bare = isinstance(t, Sym) and not t.uid and not t.sort.is_function and r"\cdot" not in t.name
        name = t.name if isinstance(t, Sym) and bare else t.function.name if isinstance(t, Apply) and not any(t.orders) else ""
        parts = SUBSCRIPTED.fullmatch(name)
        base, by = (parts["base"], parts["letters"]) if parts is not None else (name if bare else "", "")
        d = functions.get(base) if name not in known else None
        if d is None:
            return None
        letters = [p.name for p in d.params]
        arguments = t.args if isinstance(t, Apply) else d.params
        if not set(by) <= set(letters) or len(arguments) != len(letters):
            return None
        return Apply(d.symbol, arguments, tuple(map(by.count, letters)))

    return transform(side, put_in)


def with_marked_letters(
    sides: tuple[Term, Term], definitions: tuple[Definition, ...], known: Collection[str]
) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The sides with letters that are marked as derivatives beside a derivative by one variable as functions of it.

    Each such letter stands under the derivative, together with others or in what a name there stands for, where as a number it would
    be lost; a side that is a marked letter alone may be its definition.  A letter without a mark may be a function too, as the v of
    ``\\frac{d}{dt} (u v) = u' v``: it is a number on the condition that its derivative is 0, and these conditions come second.
    """
    if not any(isinstance(t, Deriv) for side in sides for t in walk(side)):
        return sides, ()
    motions = tuple(d for d in definitions if not d.params and any(mark_of(s.name) for s in free_symbols(d.value)))
    whole = tuple(put_in(side, motions) for side in sides)
    derivatives = [t for side in whole for t in walk(side) if isinstance(t, Deriv)]
    names = {s for side in whole for s in free_symbols(side) if s.sort == REAL and not s.uid and s.name not in known}
    marked = {s: mark for s in names if (mark := mark_of(s.name)) is not None and mark[0] not in known}
    letters = {base for base, _ in marked.values()}
    variables = {t.var for t in derivatives if t.var not in marked and not (isinstance(t.var, Sym) and t.var.name in letters)}
    inside = frozenset[Sym]().union(*(free_symbols(t.body) for t in derivatives if t.var in variables and not isinstance(t.body, Sym)))
    several = {base for base in letters if len({order for b, order in marked.values() if b == base}) > 1}
    moving = {base for s, (base, _) in marked.items() if s in inside and (DOTTED.fullmatch(s.name) or base in several)}
    varied = {s.name for s in inside} | moving
    told = {DOTTED.sub(r"\g<base>", name) for name in known if DOTTED.fullmatch(name)}  # by the chain rule, with what is told
    bases = letters & varied - told
    if len(variables) != 1 or not bases or sides[0] in marked:
        return sides, ()
    (variable,) = variables
    if not isinstance(variable, Sym) or variable.sort != REAL or variable.uid or variable.name in letters:
        return sides, ()
    if variable.name not in RUNNING:  # of points x and x' under a derivative by a parameter neither moves
        bases &= {base for s, (base, _) in marked.items() if DOTTED.fullmatch(s.name)}
    if not bases:
        return sides, ()
    orders = {s: mark for s, mark in marked.items() if mark[0] in bases} | {s: (s.name, 0) for s in names if s.name in bases}
    functions = {t.body for t in derivatives if t.var is variable}
    held = sorted((s for s in inside & names if s.name in CHANGING and s not in orders and s not in functions and s is not variable),
                  key=lambda s: s.name)
    return tuple(_moved(side, variable, orders) for side in whole), tuple(call("eq", Deriv(s, variable, ONE), ZERO) for s in held)


def _moved(t: Term, time: Sym, orders: Mapping[Sym, tuple[str, int]]) -> Term:
    """A term with letters as functions of the time; a derivative by such a letter is taken first, of the letter as a number."""
    def value(s: Sym) -> Term:
        base, order = orders[s]
        return Apply(sym(base, Sort(domain=(REAL,))), (time,), (order,))

    match t:
        case Sym() if t in orders:
            return value(t)
        case Deriv(body, Sym() as var, order) if var in orders:
            number = fresh(var)
            return bind("at", number, Deriv(_moved(substitute(body, {var: number}), time, orders), number, order), (value(var),))
    return rebuild(t, tuple(_moved(part, time, orders) for part in children(t)))


def mark_of(name: str) -> tuple[str, int] | None:
    """The letter and the order of the derivative that its dots or primes say."""
    dotted, primed = DOTTED.fullmatch(name), PRIMED.fullmatch(name)
    if dotted is not None:
        return dotted["base"], len(dotted["dots"]) - 2
    return (primed["base"], len(primed["primes"])) if primed is not None else None


def letter_of(s: Sym) -> str:
    """The letter of a function, which has a name of its own where the letter stands for a number or for another function too."""
    return BRACKETS.sub("", s.name).removesuffix("{}")

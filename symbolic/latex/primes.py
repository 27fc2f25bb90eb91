r"""Primes without an argument: ``(\sin x)'``, ``\tanh'(t)``, ``(fg)' = f'g + fg'``.

A prime after brackets differentiates by the one variable that the formula shows.  Where names are primed by themselves
(``f'``, ``u'``), they are functions of one variable that is not written; then every name under a primed bracket of that
formula has to be such a function, for nothing tells whether another one is constant.
"""

from __future__ import annotations

from symbolic.latex.names import NameAt
from symbolic.latex.reader import Reader
from symbolic.latex.survey import primed_alone
from symbolic.terms import REAL, Apply, Deriv, Sort, Sym, Term, bind, free_symbols, num, substitute, sym

USUAL = ("x", "t")
"""Variables that a prime means if they stand in the formula; else the only name in it."""
CHANGING = frozenset({"x", "t", "y", "z", "u", "v", "w", "f", "g", "h", "s", "r", r"\theta", r"\phi"})
CLOSING = frozenset({")", "]", r"\}"})
HIDDEN = ("x", "t", "s", r"\xi")


def count_primes(r: Reader) -> int:
    """Take the primes at the position."""
    count = 0
    while r.skip("'"):
        count += 1
    return count


def after_bracket(r: Reader, body: Term, first: int) -> Term:
    """``( … )'``: the derivative by the variable that is meant."""
    place = r.position
    if r.tokens[place - 1].text not in CLOSING:
        raise r.error("a prime after a formula without brackets", first, r"write \frac{d}{dx} with the variable")
    count = count_primes(r)
    hidden = hidden_variable(r)
    names = sorted((s for s in free_symbols(body) if not s.sort.is_function), key=lambda s: s.name)
    if hidden is not None:
        others = [s for s in names if s is not hidden]
        if hidden not in names or others:
            raise r.error("a prime by which variable?", first, r"write \frac{d}{dx} with the variable")
        return Deriv(body, hidden, num(count))
    usual = [s for s in names if s.name in USUAL]
    variables = usual if usual else names
    changing = [s for s in names if s.name in CHANGING]
    if len(variables) != 1 or len(changing) > 1 or variables[0].sort != REAL or variables[0].uid:
        r.position = place
        raise r.error("a prime by which variable?", first, r"write \frac{d}{dx} with the variable")
    return Deriv(body, variables[0], num(count))


def of_function(r: Reader, count: int, value: Term, argument: Sym, at: Term) -> Term:
    """``g'(a)`` for a function of the table: ``value`` is g of ``argument``."""
    if isinstance(at, Sym):
        return Deriv(substitute(value, {argument: at}), at, num(count))
    return bind("at", argument, Deriv(value, argument, num(count)), (at,))


def hidden_variable(r: Reader) -> Sym | None:
    """The variable that is not written, if names are primed by themselves beside a primed bracket."""
    if not hidden_functions(r):
        return None
    return next((sym(x, REAL) for x in HIDDEN if x not in r.local.bare and r.symbol(x) is None), None)


def hidden_functions(r: Reader) -> frozenset[str]:
    """The names that stand primed and without an argument in a formula with a primed bracket."""
    if r.hidden is None:
        r.hidden = _found_hidden(r)
    return r.hidden


def _found_hidden(r: Reader) -> frozenset[str]:
    found = (r.name_at(k, len(r.tokens)) for k, t in enumerate(r.tokens) if t.kind in ("letter", "command"))
    return primed_alone(r.tokens, [name for name in found if name is not None])


def hidden_application(r: Reader, name: NameAt) -> Term | None:
    """``f`` or ``f'`` as a function of the hidden variable; None if it is no such function."""
    if name.subscripts or name.brackets or name.name not in hidden_functions(r):
        return None
    variable = hidden_variable(r)
    known = r.symbol(name.name)
    if variable is None or (known is not None and (not known.sort.is_function or known.sort.domain != (REAL,))):
        return None
    function = known if known is not None else sym(name.name, Sort(domain=(REAL,)))
    return Apply(function, (variable,), (name.primes,))


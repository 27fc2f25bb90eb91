r"""Primes without an argument: ``(\sin x)'``, ``\tanh'(t)``, ``(fg)' = f'g + fg'``.

A prime after brackets differentiates by the one variable that the formula shows.  Where names are primed by themselves
(``f'``, ``u'``), they are functions of one variable that is not written; then every name under a primed bracket of that
formula has to be such a function, for nothing tells whether another one is constant.
"""

from __future__ import annotations

from symbolic.latex.names.primed import has_primed_bracket, primed_alone
from symbolic.latex.names.usage import composed_names, flat_name
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import REAL, Apply, Deriv, Sort, Sym, Term, bind, call, free_symbols, num, substitute, sym

USUAL = ("x", "t")
"""Variables that a prime means if they stand in the formula; else the only name in it."""
CHANGING = frozenset({"x", "t", "y", "z", "u", "v", "w", "f", "g", "h", "s", "r", r"\theta", r"\phi"})
CLOSING = frozenset({")", "]", r"\}"})
NO_VARIABLES = frozenset({"f", "g", "h", "F", "G", "H", "u", "v", "w", "y", "a", "b", "c", "k", "m", "n", r"\phi", r"\psi", r"\varphi"})
"""Names of functions and of constants: ``(e^f)'`` is no derivative by f."""
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
    if count == 1 and r.usage.transposing and (r.scope.open or r.shape_of(body, first)):
        return call("transpose", body)
    hidden = hidden_variable(r)
    names = sorted((s for s in free_symbols(body) if not s.sort.is_function), key=lambda s: s.name)
    if hidden is not None:
        others = [s for s in names if s is not hidden]
        if hidden not in names or others:
            raise r.error("a prime by which variable?", first, r"write \frac{d}{dx} with the variable")
        return Deriv(body, hidden, num(count))
    usual = [s for s in names if s.name in USUAL]
    variables = usual if usual else [s for s in names if s.name not in NO_VARIABLES]
    changing = [s for s in names if s.name in CHANGING]
    if len(variables) != 1 or len(changing) > 1 or (not usual and len(names) > 1) or variables[0].sort != REAL or variables[0].uid:
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
    if not has_primed_bracket(r.tokens):
        return frozenset()
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


# --- functions made of functions --------------------------------------------------------------

MADE_BY = frozenset({"+", "-", "/", r"\cdot", r"\circ"})


def at_functions(r: Reader) -> bool:
    r"""Whether ``(f + g)(x)``, ``(fg)'(x)``, ``(f \circ g)(x)`` begins here: functions alone in brackets, before an argument."""
    return r.at("(") and _functions_end(r) is not None


def _functions_end(r: Reader) -> int | None:
    """The place of the closing bracket."""
    place, names = r.position + 1, 0
    while place < r.limit and r.tokens[place].text != ")":
        token = r.tokens[place]
        if token.text in MADE_BY or token.kind == "number":
            place += 1
            continue
        name = r.name_at(place)
        known = _function_at(r, name) if name is not None else None
        if name is None or name.primes or known is None or known.sort.domain != (REAL,) or known.sort.shape:
            return None
        place, names = name.end, names + 1
    after = place + 1
    while r.tokens[after].text == "'":
        after += 1
    return place if names and r.tokens[place].text == ")" and r.tokens[after].text == "(" else None


def _function_at(r: Reader, name: NameAt) -> Sym | None:
    """What is known of a name, or the function of one number that it is by habit and by the brackets around it."""
    known = r.symbol(flat_name(r.tokens, name))
    habitual = known is None and name.end == name.head_end and name.start in composed_names(r.tokens)
    return sym(name.name, Sort(domain=(REAL,))) if habitual and name.name not in r.usage.bare else known


def of_functions(r: Reader) -> Term:
    """The value, or a derivative, of a function made of functions."""
    first, end = r.position, _functions_end(r)
    assert end is not None
    slot = sym("u")
    value = _composed(r, first + 1, end, slot) if any(t.text == r"\circ" for t in r.tokens[first:end]) else _combined(
        r, first + 1, end, slot)
    r.position = end + 1
    count = count_primes(r)
    r.take()
    at = r.expression()
    r.expect(")", "after the argument")
    if r.shape_of(at, first):
        raise r.error("functions of numbers at an array", first, "write it for the entries")
    return of_function(r, count, value, slot, at) if count else substitute(value, {slot: at})


def _combined(r: Reader, a: int, b: int, slot: Sym) -> Term:
    """Sums, products and quotients, pointwise: the names are read as numbers and then take the argument."""
    names = [n for n in (r.name_at(k) for k in range(a, b)) if n is not None]
    functions = {s.name: s for s in (_function_at(r, n) for n in names) if s is not None}
    values = {name: sym(name, REAL) for name in functions}
    with r.binding(*values.values()), r.within(a, b):
        term = r.expression()
    return substitute(term, {values[name]: Apply(f, (slot,), (0,)) for name, f in functions.items()})


def _composed(r: Reader, a: int, b: int, slot: Sym) -> Term:
    """The last function is applied first."""
    value: Term = slot
    names = []
    place = a
    while place < b:
        name = r.name_at(place)
        if name is None or (name.end < b and r.tokens[name.end].text != r"\circ"):
            raise r.error("a composition beside other operations", a - 1, "write f(g(x))")
        names.append(name)
        place = name.end + 1
    for name in reversed(names):
        function = _function_at(r, name)
        assert function is not None
        value = Apply(function, (value,), (0,))
    return value

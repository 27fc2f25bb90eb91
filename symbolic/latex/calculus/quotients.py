r"""Quotients that are derivatives, and what stands beside them: ``\frac{\partial f}{\partial x}(x, y)``; variations are not read."""

from __future__ import annotations

from symbolic.latex.errors import ReadingError
from symbolic.latex.names.spelling import GREEK, after_group, group_range
from symbolic.latex.names.usage import HABIT_LETTERS
from symbolic.latex.reader import Reader
from symbolic.latex.source.tokens import Token
from symbolic.terms import REAL, Apply, Deriv, Sort, Sym, Term, free_symbols, substitute, sym


def is_d(token: Token) -> bool:
    """The d of a differential."""
    return token.text in ("d", r"\partial") or (token.kind == "text" and token.arg.strip() == "d")


def is_derivative(tokens: list[Token], place: int, close: dict[int, int]) -> bool:
    r"""Whether the ``\frac`` at ``place`` has a d over and a d with a name under."""
    if place + 1 >= len(tokens) or tokens[place + 1].text != "{":
        return False
    end = close[place + 1]
    if end + 3 >= len(tokens) or tokens[end + 1].text != "{" or not is_d(tokens[place + 2]) or not is_d(tokens[end + 2]):
        return False
    under = tokens[end + 3]
    if _is_rate(tokens[place + 2 : end]) and _is_rate(tokens[end + 2 : close[end + 1]]):
        return False
    return under.kind in ("letter", "text") or under.text in GREEK or under.text.startswith("\\") or under.text in ("(", "{")


def _is_rate(tokens: list[Token]) -> bool:
    """``dy/dt`` over ``dx/dt`` is a quotient of two derivatives."""
    return any(t.text == "/" and is_d(tokens[k + 1]) for k, t in enumerate(tokens[:-1]))


def at_its_variables(r: Reader, term: Term, first: int) -> Term:
    r"""``\frac{\partial f}{\partial x}(x, y)``: the derivative of f(x, y), if f is a function and the list names its variables."""
    body = term
    while isinstance(body, Deriv):
        body = body.body
    called = isinstance(body, Sym) and (body.sort.is_function or (body.name in HABIT_LETTERS and r.symbol(body.name) is None))
    listed = _listed_names(r) if called and r.at("(") and r.tokens[r.position - 1].text == "}" else []
    names = [n.name for n in free_symbols(term) if n is not body]
    if not listed or not isinstance(body, Sym) or not set(names) <= set(listed):
        return term
    if body.sort.domain is not None and len(body.sort.domain) != len(listed):
        return term
    r.take()
    arguments = [r.expression()]
    while r.skip(","):
        arguments.append(r.expression())
    r.take()
    function = body if body.sort.is_function else sym(body.name, Sort(domain=(REAL,) * len(listed)))
    term = substitute(term, {body: Apply(function, tuple(arguments), (0,) * len(listed))})
    r.shape_of(term, first)
    return term


def _listed_names(r: Reader) -> list[str]:
    """The names in the list at the position, if each stands for itself and no two are one."""
    place, found = r.position + 1, list[str]()
    while True:
        name = r.name_at(place)
        if name is None or name.powers or name.primes or name.subscripts or name.brackets:
            return []
        found.append(name.name)
        if r.tokens[name.end].text == ")":
            return found if len(set(found)) == len(found) else []
        if r.tokens[name.end].text != ",":
            return []
        place = name.end + 1


def refuse_variation(r: Reader, first: int) -> None:
    r"""``\frac{\delta L}{\delta q}``, ``\frac{D u}{D t}``: derivatives of kinds that are not read, and no quotients of products."""
    a, b = group_range(r.tokens, first + 1, r.close)
    c, d = group_range(r.tokens, after_group(r.tokens, first + 1, r.close), r.close)
    sign = r.tokens[a].text if b > a else ""
    if sign not in (r"\delta", "D") or d - c < 2 or r.tokens[c].text != sign or r.symbol(sign) is not None:
        return
    if r.name_at(c + 1, d) is not None and (b == a + 1 or r.name_at(a + 1, b) is not None):
        raise ReadingError(f"{sign} above and below: a derivative, or a quotient?", r.tokens[first].start, r.tokens[d].end,
                           r"write \frac{d}{dx}, or cancel the factor")

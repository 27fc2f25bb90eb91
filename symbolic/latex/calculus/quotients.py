r"""Quotients that are derivatives, and what stands beside them: ``\frac{\partial f}{\partial x}(x, y)``; variations are not read."""

from __future__ import annotations

from symbolic.latex.names.open_names import open_operator
from symbolic.latex.names.usage import HABIT_LETTERS, spelled
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import GREEK, after_group, group_range
from symbolic.latex.source.tokens import Token
from symbolic.terms import REAL, Apply, Deriv, Sort, Sym, Term, div, free_symbols, substitute, sym


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


def variation(r: Reader, first: int) -> Term | None:
    r"""``\frac{\delta L}{\delta q}``, ``\frac{D u}{D t}``: derivatives of kinds that are not read, and no quotients of products.

    An open reading keeps δ of something by something as an operator on both, of which nothing is known.
    """
    a, b = group_range(r.tokens, first + 1, r.close)
    below = after_group(r.tokens, first + 1, r.close)
    c, d = group_range(r.tokens, below, r.close)
    sign = r.tokens[a].text if b > a else ""
    if sign not in (r"\delta", "D") or d == c or r.symbol(sign) is not None:
        return None
    start = after_group(r.tokens, a + 2, r.close) if a + 2 < b and r.tokens[a + 1].text == "^" else a + 1  # \delta^2 f
    name, varied = r.name_at(start, b) if b > start else None, r.tokens[c].text == sign
    by = r.name_at(c + varied, d)
    if by is None or (b > start and name is None):
        return None
    relative = sign == r"\delta" and name is not None and (name.end, by.end) == (b, d) and name.name == by.name
    if not varied and not relative:
        return None
    if r.scope.open and name is not None and by.end == d and not any(t.text == sign for t in r.tokens[start:b]):
        with r.within(start, b):
            above = r.expression()
        with r.within(c + varied, d):
            under = r.expression()
        r.position = after_group(r.tokens, below, r.close)
        change = open_operator(spelled(r.tokens[a:start]) + (sign if varied else ""), above, *([under] if varied else []))
        return change if varied else div(change, under)
    doubt = "above and below: a derivative, or a quotient?" if varied else "before a name: a small change, or a factor?"
    raise r.error(f"{sign} {doubt}", first, r"write \frac{d}{dx}, or cancel the factor")

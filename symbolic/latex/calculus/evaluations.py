r"""What is evaluated at a point: ``\left. F \right|_{x=a}``, ``F \Big|_{x=a}^{x=b}``, ``[F]_a^b``, ``\frac{df}{dx}\Big|_{x_0}``."""

from __future__ import annotations

from itertools import pairwise

from symbolic.latex.calculus.ends import difference
from symbolic.latex.names.open_names import open_operator
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import after_group, group_range
from symbolic.latex.symbols import undeclared
from symbolic.terms import INFINITY, REAL, Bind, Deriv, Elem, Sym, Term, bind, free_symbols, neg, walk


def barred(r: Reader, first: int) -> Term:
    r"""``\left. F \right|_{x=a}``, ``\left. \frac{d}{dx} \right|_{x=a} F``."""
    from symbolic.latex.calculus.derivatives import fraction, is_operator_with_bar

    if is_operator_with_bar(r):
        return fraction(r)
    saved, r.bars = r.bars, 0
    body = r.expression()
    r.bars = saved
    if not r.skip(r"\rvert"):
        raise r.unexpected(r"\right| was expected")
    return at_bar(r, body, first)


def at_bar(r: Reader, body: Term, first: int) -> Term:
    """What stands under and over an evaluation bar, applied to ``body``."""
    scripts: dict[str, tuple[int, int]] = {}
    while r.at("_", "^"):
        mark = r.take().text
        scripts[mark] = group_range(r.tokens, r.position, r.close)
        r.position = after_group(r.tokens, r.position, r.close)
    end = r.position
    if "_" not in scripts:
        raise r.error("an evaluation bar without a point", first, r"write \right|_{x=1}")
    a, b = scripts["_"]
    if any(t.text == "=" for t in r.tokens[a:b]):
        low = _points(r, body, a, b, first)
        if "^" not in scripts:
            r.position = end
            return low
        variable = _left_of_equals(r, a, b)
        high = _value_at(r, body, variable, scripts["^"], first)
        r.position = end
        return difference(high, low)
    alone = _point_of_derivative(r, body, a, b) if "^" not in scripts else None
    if alone is not None:
        value = _value_at(r, body, alone, (a, b), first)
        r.position = end
        return value
    if "^" not in scripts:
        if r.scope.open:
            return open_operator(rf"|_{{{spelled(r.tokens[a:b])}}}", body)
        raise r.error("an evaluation bar without a variable", first, r"write \right|_{x=1}")
    variable = _only_variable(r, body, first)
    low = _value_at(r, body, variable, (a, b), first)
    high = _value_at(r, body, variable, scripts["^"], first)
    r.position = end
    return difference(high, low)


def _point_of_derivative(r: Reader, body: Term, a: int, b: int) -> Sym | None:
    r"""The variable of ``\left.\frac{df}{dx}\right|_{x_0}``, ``|_{0}``: a numeral, or a point that is called after it."""
    if not isinstance(body, Deriv) or isinstance(body.body, Deriv) or not isinstance(body.var, Sym) or body.var.sort != REAL:
        return None
    name = r.name_at(a, b)
    called_after = name is not None and name.end == b and name.name == body.var.name and bool(name.subscripts)
    return body.var if called_after or (b == a + 1 and r.tokens[a].kind == "number") else None


def beside_bar(r: Reader, term: Term, first: int) -> None:
    r"""``\frac{d}{dx} x g(x)|_{x=1}``, ``x + x^2|_{x=1}``: the variable stands before what the bar follows."""
    names = {t.var.name for t in walk(term) if isinstance(t, Bind) and t.op == "at"}
    if any(t.text in names for t in r.tokens[r.sum_start : first]):
        raise r.error("what is evaluated at the bar?", r.sum_start, r"write \left. … \right|_{x=1} around it")


def _points(r: Reader, body: Term, a: int, b: int, first: int) -> Term:
    """``x=1, y=2``: one variable after the other."""
    start = a
    for place in range(a, b + 1):
        if place == b or r.tokens[place].text == ",":
            equals = next((k for k in range(start, place) if r.tokens[k].text == "="), None)
            if equals is None:
                raise r.error("a point without a variable", first, r"write \right|_{x=1, y=2}")
            variable = _variable(r, start, equals, first)
            body = _value_at(r, body, variable, (equals + 1, place), first)
            start = place + 1
    return body


def _left_of_equals(r: Reader, a: int, b: int) -> Term:
    equals = next(k for k in range(a, b) if r.tokens[k].text == "=")
    return _variable(r, a, equals, a)


def _variable(r: Reader, a: int, b: int, first: int) -> Term:
    with r.within(a, b):
        variable = r.expression()
    if not isinstance(variable, (Sym, Elem)):
        raise r.error("the variable of an evaluation bar is a name", first, r"write \right|_{x=1}")
    return variable


def _value_at(r: Reader, body: Term, variable: Term, place: tuple[int, int], first: int) -> Term:
    a, b = place
    if any(t.text == "=" for t in r.tokens[a:b]):
        if _left_of_equals(r, a, b) is not variable:
            raise r.error("two variables on one evaluation bar", first, r"write \right|_{x=0}^{x=1}")
        a = next(k for k in range(a, b) if r.tokens[k].text == "=") + 1
    with r.within(a, b):
        value = r.expression()
    if not isinstance(variable, Sym):
        raise r.error("an entry as the variable of an evaluation bar", first, "give the entry a name")
    hidden = any(isinstance(t, Deriv) and isinstance(t.body, Sym) and undeclared(r, t.body) for t in walk(body))
    if variable not in free_symbols(body) and not hidden:
        raise r.error(f"{variable.name} does not occur before the bar", first, "name the variable that is replaced")
    endless = value in (INFINITY, neg(INFINITY))
    return bind("limit" if endless else "at", variable, body, (value,))  # F at infinity is what F tends to


USUAL = frozenset({"x", "y", "z", "t", "u", "v", "s", "r", r"\theta", r"\phi", r"\tau"})


def _only_variable(r: Reader, body: Term, first: int) -> Sym:
    r"""The only number in what is evaluated, or of several the one that the row integrates by: ``[-t^s e^{-t}]_0^\infty + s \int … dt``.

    Else it is the only one that is not declared, if that alone is called as variables are: ``[-e^{-\lambda x}]_0^\infty``.
    """
    free = [s for s in free_symbols(body) if s.sort.is_scalar]
    by = {after.text for d, after in pairwise(r.tokens) if d.text == "d"}
    usual = [s for s in free if s.name in USUAL]
    for names in (free, [s for s in free if s.name in by], usual if all(undeclared(r, s) for s in usual) else []):
        if len(names) == 1:
            return names[0]
    raise r.error("which variable is replaced?", first, r"write \Big|_{x=0}^{x=1}")


def evaluation_follows(r: Reader) -> bool:
    after = after_group(r.tokens, r.position + 1, r.close)
    return after < r.limit and r.tokens[after].text == "_"

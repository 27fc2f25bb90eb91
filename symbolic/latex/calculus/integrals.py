r"""Integrals with their differentials, and limits.

The variable of an integral is the name after its own d; those of inner integrals come before it.
"""

from __future__ import annotations

from itertools import pairwise

from symbolic.latex.calculus.quotients import is_d, is_derivative
from symbolic.latex.names.open_names import inside_brackets, lone_argument, open_operator
from symbolic.latex.names.usage import SEQUENCE_LETTERS, flat_name, index_parts, spelled
from symbolic.latex.names.variables import is_bold, is_family
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt, after_group, group_range
from symbolic.terms import INFINITY, INTEGER, ONE, REAL, Sym, Term, bind, free_symbols, neg, sym


def integral(r: Reader) -> Term:
    r"""``\int_a^b f \, dx``."""
    first = r.position
    r.take()
    bounds: dict[str, Term] = {}
    domain = "" if _over_reals(r) else _open_domain(r)
    named: set[str] = set()
    if _over_reals(r):
        r.position = after_group(r.tokens, r.position + 1, r.close)
        bounds = {"_": neg(INFINITY), "^": INFINITY}
    while r.at("_", "^"):
        mark = r.take().text
        bounds[mark], variable_there = _bound(r)
        named |= {variable_there} - {""}
    if len(bounds) == 1:
        raise r.error("an integral with one bound", first, r"write both bounds; a region is not read")
    if _differential_in_braces(r):
        start, end = group_range(r.tokens, r.position, r.close)
        with r.within(start, end):
            variable, body = _integrand(r, first)
        r.position = end + 1
    else:
        variable, body = _integrand(r, first)
    if named and named != {variable.name}:
        raise r.error("a bound that names another variable than the differential", first, "write the bounds alone")
    domain = variable.name if domain in _differentials(r) else domain
    term: Term = bind("integral", variable, body, (bounds["_"], bounds["^"]) if bounds else ())
    term = term if r.differential else _further(r, term, first, bool(bounds))
    return open_operator(rf"\int_{{{domain}}}", term) if domain else term


def _further(r: Reader, term: Term, first: int, bounded: bool) -> Term:
    r"""``\int f \, dx \, dy``: one sign without bounds, and several differentials."""
    while _at_differential(r):
        name = r.name_at(r.position + 1)
        if bounded or name is None or name.powers:
            raise r.error("one integral sign with bounds, and several differentials", first, r"write one \int for every variable")
        _refuse_array(r, name, first)
        flat = flat_name(r.tokens, name)
        variable = next((s for s in free_symbols(term) if s.name == flat), sym(flat, REAL))
        r.position = name.end
        term = bind("integral", variable, term, ())
    return term


def _refuse_array(r: Reader, name: NameAt, first: int) -> None:
    """An integral over a vector is none over a number."""
    flat = flat_name(r.tokens, name)
    known = r.symbol(flat)
    members = known is not None and bool(known.sort.index) and not known.sort.shape  # the t of ``∫ f(t) dt`` beside data t_1, …, t_n
    if not r.scope.open and ((known is not None and not known.sort.is_scalar and not members) or (known is None and is_bold(name.name))):
        raise r.error(f"an integral over {flat}, which is no number", first, "write it as integrals over its entries")


def _differential_in_braces(r: Reader) -> bool:
    r"""``\int{f(x) dx}``: the braces hold all that is integrated, and the differential at their end."""
    if not r.at("{"):
        return False
    start, end = group_range(r.tokens, r.position, r.close)
    last = next((k for k in range(end - 1, start - 1, -1) if is_d(r.tokens[k])), None)
    name = r.name_at(last + 1, end) if last is not None else None
    return name is not None and name.end == end


def _integrand(r: Reader, first: int) -> tuple[Sym, Term]:
    """The variable, and what is integrated, up to the differential."""
    from symbolic.latex.grammar import starts_factor

    name = _integration_variable(r, first)
    _refuse_array(r, name, first)
    variable = sym(flat_name(r.tokens, name), REAL)
    r.differential += 1
    saved, r.integrated = r.integrated, False
    with r.binding(variable):
        empty = _at_differential(r)
        body = ONE if empty else r.expression()
    done, r.integrated = r.integrated, saved
    r.differential -= 1
    if not done:
        if not _at_differential(r):
            raise r.unexpected("the differential of the integral was expected")
        r.take()
        r.position = name_end(r)
        inside = inside_brackets(r, r.position) if r.at("(") and r.peek().glued else None
        if inside is not None and lone_argument(r, r.position + 1, inside.close):
            raise r.error("an integral against a measure", first, "write the density, and dx")
    if empty and starts_factor(r):
        after = _after_differential(r, variable)
        if after is None:
            raise r.error("the integrand after its differential: where does it end?", first, r"write \int f(x) \, dx")
        body = after
    if not r.differential and not r.scope.open and _at_differential(r):
        raise r.error("one integral with two differentials", r.position, r"write \iint f(x, y) \, dx \, dy")
    return variable, body


def _after_differential(r: Reader, variable: Sym) -> Term | None:
    r"""The integrand of ``\int dx \, f(x)``: a product; None if a sum goes on with the variable, or another differential follows."""
    start = r.position
    with r.binding(variable):
        body = r.product()
    again = any(is_d(t) and n.text == variable.name for t, n in pairwise(r.tokens[start : r.position]))
    rest = r.tokens[r.position + 1 : r.limit] if r.at("+", "-") else []
    return None if again or (rest[:1] and rest[0].text != r"\int" and any(t.text == variable.name for t in rest)) else body


def _over_reals(r: Reader) -> bool:
    r"""``\int_{\mathbb{R}} f(x) dx``: from −∞ to ∞."""
    if not r.at("_"):
        return False
    texts = [t.text for t in r.tokens[slice(*group_range(r.tokens, r.position + 1, r.close))]]
    after = r.tokens[after_group(r.tokens, r.position + 1, r.close)].text
    return texts in ([r"\mathbb", "{", "R", "}"], [r"\mathbb", "R"]) and after not in ("^", "_")


def _bound(r: Reader) -> tuple[Term, str]:
    """A bound, and the variable that it names: ``x=0`` below the sign, ``x=1`` above it."""
    a, b = group_range(r.tokens, r.position, r.close)
    name = r.name_at(a, b) if b > a + 2 else None
    if name is None or name.powers or r.tokens[name.end].text != "=":
        return r.argument(r.expression), ""
    after = after_group(r.tokens, r.position, r.close)
    with r.within(name.end + 1, b):
        value = r.expression()
    r.position = after
    return value, flat_name(r.tokens, name)


def _open_domain(r: Reader) -> str:
    """The set that an integral with one bound is over, where its formula is read openly; empty for an integral of another kind."""
    if not r.scope.open or not r.at("_"):
        return ""
    a, b = group_range(r.tokens, r.position + 1, r.close)
    after = after_group(r.tokens, r.position + 1, r.close)
    if r.tokens[after].text == "^":
        return ""
    r.position = after
    return spelled(r.tokens[a:b])


def name_end(r: Reader) -> int:
    name = r.name_at(r.position)
    return r.position + 1 if name is None else name.head_end if name.powers else name.end


def _differentials(r: Reader) -> set[str]:
    r"""The names after a d: ``\int_x \int_y p(x, y) \, dx \, dy`` is over all x and all y, in whatever order they are written."""
    found = (r.name_at(k + 1) for k in range(r.limit - 1) if is_d(r.tokens[k]))
    return {flat_name(r.tokens, name) for name in found if name is not None}


def _at_differential(r: Reader) -> bool:
    return is_d(r.peek()) and (r.peek(1).kind in ("letter", "command"))


def _integration_variable(r: Reader, first: int) -> NameAt:
    """The name after the d that belongs to this integral: those of inner integrals come before it."""
    inner, place = 0, r.position
    while place < r.limit:
        token = r.tokens[place]
        if token.text == r"\int":
            inner += 1
        elif token.text == r"\frac" and is_derivative(r.tokens, place, r.close):
            place = r.close[r.close[place + 1] + 1]
        elif is_d(token) and place + 1 < r.limit and r.tokens[place + 1].kind in ("letter", "command"):
            if inner == 0:
                name = r.name_at(place + 1)
                if name is not None and (r.scope.open or _is_one_name(r, name)):
                    return name
            inner -= 1
            if inner < 0:
                break
        place += 1
    raise r.error("an integral without its differential", first, r"write \int f(x) \, dx")


def _is_one_name(r: Reader, name: NameAt) -> bool:
    """``x_1``, ``x'``: a name of its own, and no entry of a family, whose other entries may be the same."""
    base, items = index_parts(r.tokens, name)
    return not items or (not name.brackets and r.symbol(base) is None and not is_family(r, base, items))


def limit(r: Reader) -> Term:
    r"""``\lim_{x \to a} f``, also from one side."""
    first = r.position
    r.take()
    if not r.skip("_"):
        raise r.error("a limit without its point", first, r"write \lim_{x \to a}")
    a, b = group_range(r.tokens, r.position, r.close)
    after = after_group(r.tokens, r.position, r.close)
    arrow = next((k for k in range(a, b) if r.tokens[k].text in (r"\to", r"\downarrow", r"\uparrow", r"\searrow", r"\nearrow")), None)
    name = r.name_at(a)
    if arrow is not None and (r.tokens[a].text == "(" or any(t.text == "," for t in r.tokens[a:arrow])):
        raise r.error("a limit in several names at once", first, r"write the one limit after the other, if that is meant")
    if arrow is None or name is None or name.end != arrow or name.powers:
        raise r.error("a limit without its point", first, r"write \lim_{x \to a}")
    side = {r"\downarrow": "+", r"\searrow": "+", r"\uparrow": "-", r"\nearrow": "-"}.get(r.tokens[arrow].text, "")
    end = b
    tail = [t.text for t in r.tokens[max(arrow + 1, b - 4) : b]]
    for mark in "+-":
        for ending in (["^", mark], ["^", "{", mark, "}"], [mark]):
            if tail[-len(ending) :] == ending and (b - len(ending) > arrow + 1) and not side:
                side, end = mark, b - len(ending)
    with r.within(arrow + 1, end):
        negative = r.skip("-") if r.peek(1).text == r"\infty" else r.skip("+") and False
        point = neg(INFINITY) if negative else r.expression()
        if negative:
            r.take()
    r.position = after
    variable = sym(flat_name(r.tokens, name), INTEGER if point is INFINITY and _counts(r, name.name) else REAL)
    with r.binding(variable):
        body = r.product()
    return bind("limit" + side, variable, body, (point,))


def _counts(r: Reader, name: str) -> bool:
    """Whether a name that tends to infinity runs through the integers: declared so, used as a size or index, or named as one."""
    sort = r.scope.names.get(name)
    if sort is not None:
        return sort.field == "integer"
    return not r.usage.is_continuous(name) and (name in SEQUENCE_LETTERS or name in r.usage.sizes | r.usage.indices)

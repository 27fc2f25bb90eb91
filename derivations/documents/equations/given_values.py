r"""Relations that hold for the values of a problem, not for all: ``\\mu = n p = 18``, ``x e^{2y} = \\int 6 e^{3y} dy + c``, ``|z| \\le 1``.

A formula of open names and a number, an estimate that is put in for another, the solution of a differential equation, the value of a
function at a place with its letter left in.

Guarantee: as in :mod:`derivations.documents.equations.restrictions`; what is found here is checked all the same, and not called false.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derivations.documents.equations.forms import has_operator, is_derivative, made_of, summands, varies
from derivations.documents.equations.open_names import bare_name, occurrences
from derivations.documents.equations.stated import (
    Restriction,
    Stated,
    condition_on,
    equation_for,
    has_defined,
    listed,
    rearranges_sums,
    without_constant,
)
from symbolic.functions import ORDERS
from symbolic.latex.plain import name_text
from symbolic.terms import INTEGER, ONE, ZERO, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, free_symbols, walk


def restriction_by_values(stated: Stated) -> Restriction | None:
    """Why a relation may hold for some values alone, by the first rule that knows."""
    if rearranges_sums(stated):
        return None
    told = without_constant(stated)
    return next(filter(None, (rule(told) for rule in RULES)), None)


def _values_put_in(s: Stated) -> Restriction | None:
    r"""``\\mu = n p = 18``, ``f'(x) = 0 = 4 x``: a formula of open names, and the number that it is for some of their values.

    A chain that begins with a formula of the same names, ``(x + 1)^2 = x^2 + 2 x + 1 = 3``, speaks of all of them."""
    if s.relation != "eq" or (s.first and has_defined(s)) or any(map(has_operator, s.sides)):
        return None
    for side, other in (s.whole, s.whole[::-1]):
        open_names = occurrences(side, s.known)
        about = not s.first and not _is_derivative_of_name(s.opening) and not free_symbols(side).isdisjoint(free_symbols(s.opening))
        if open_names and not about and not free_symbols(other) and _all_open(side, open_names) and varies(side):
            return equation_for(listed(open_names))
    return None


def _is_derivative_of_name(term: Term) -> bool:
    """``f'(x)``, ``dy/dx``: a chain that begins with it may go on with where it is zero; of a formula it speaks for all values."""
    return is_derivative(term) and not (isinstance(term, Deriv) and isinstance(term.body, Call))


PRODUCTS = frozenset({"mul", "neg"})


def _total_told(s: Stated) -> Restriction | None:
    r"""``\\sum_k c_k = 1``, ``\\sum_j a_{ij} = 0`` of a family without a formula: its members are to add up to a number; so are their
    products, ``\\sum_i x_i y_i = 0``."""
    match s.whole[0]:
        case Bind("sum", _, body, _) if s.relation == "eq" and all(t.sort == INTEGER for t in free_symbols(s.whole[1])):
            members = [t for t in walk(body) if isinstance(t, Elem)]
            names = {name for t in members if (name := bare_name(t)) is not None and name not in s.known.defined}
            told = s.right in (ZERO, ONE) or not (names <= {*s.known.declared} or free_symbols(s.right))
            products = s.right is ZERO and made_of(body, PRODUCTS)
            if members and len(names) == len({t.base for t in members}) and ((isinstance(body, Elem) and told) or products):
                return condition_on(members)
    return None


def _members_alike(s: Stated) -> Restriction | None:
    """``x_i = x_j``, ``a_{ij} = -a_{ji}``: two members of one family without a formula, of which nobody claims it whatever they are."""
    one, other = (_member_of(side) for side in s.whole)
    if s.relation == "eq" and one is not None and other is not None and one.base is other.base and one is not other \
            and bare_name(one) not in s.known.defined:
        return condition_on((one,))
    return None


def _member_of(term: Term) -> Elem | None:
    """The member of a family that a term is, but for a sign or a numeral."""
    match term:
        case Elem():
            return term
        case Call("neg", (inner,)) | Call("mul", (Num(), inner)):
            return _member_of(inner)
    return None


def _data_put_in(s: Stated) -> Restriction | None:
    r"""``\\frac{1}{N} \\sum_i x_i = \\frac{2 + 4 + 6}{3}``: numbers are added where the members of a family were, which has no formula."""
    if s.relation != "eq":
        return None
    for side, other in (s.whole, s.whole[::-1]):
        if not free_symbols(other) and any(map(_adds_numerals, walk(other))):
            sums = (t for t in walk(side) if isinstance(t, Bind) and t.op == "sum")
            families = [t for sum_ in sums for t in walk(sum_.body) if isinstance(t, Elem) and sum_.var in t.indices]
            members = [t for t in families if (name := bare_name(t)) is not None and name not in {*s.known.declared, *s.known.defined}]
            if members:
                return equation_for(listed(members[:1]))
    return None


def _sought_in_integral(s: Stated) -> Restriction | None:
    r"""``\\int_0^1 (x^2 - h) dx = 0``, ``\\int_0^1 x^2 dx = \\int_0^1 h dx``: an open name that makes an integral what it is."""
    for side, other in (s.whole, s.whole[::-1]):
        if s.relation == "eq" and isinstance(side, Bind) and side.op == "integral" and side.bounds and not free_symbols(other):
            names = occurrences(side, s.known)
            added = {t.args[0] if isinstance(t, Call) and t.op == "neg" else t for t in summands(side.body)}
            if len(names) == 1 and _all_open(side, names) and added & set(names) and (other is ZERO or side.body in names):
                return equation_for(listed(names))
    return None


def _adds_numerals(term: Term) -> bool:
    return isinstance(term, Call) and term.op == "add" and len(term.args) > 2 and all(isinstance(a, Num) for a in term.args)


def _all_open(side: Term, counts: dict[Term, int]) -> bool:
    known = {bare_name(t) for t in counts}
    return all(s.name in known for s in free_symbols(side))


BEGINNING = re.compile(r".+_\{?0\}?")
DECORATED = re.compile(r"\\(?:hat|bar|overline|tilde|widehat|widetilde)\{.*|.+_(?:\{.*\}|\w)")


def _substituted(s: Stated) -> Restriction | None:
    r"""``Y_1 X_2 = Y_1 Y_2``, ``\\hat{a} + b x = \\bar{y} - b \\bar{x} + b x``: an estimate, a value or an entry gives way to others.

    Also a beginning that gets lost: ``x_0 + d t = d t``."""
    if s.relation != "eq" or s.first or any(map(has_operator, s.sides)):
        return None
    own, counts = s.own, s.counts
    lost = [t for t in own[0] if counts[0][t] == 1 and (name := bare_name(t)) is not None and _is_decorated(t, name)]
    new = [t for t in own[1] if (name := bare_name(t)) is not None and _is_decorated(t, name)]
    several = [t for t in own[0] if (name := bare_name(t)) is not None and _is_decorated(t, name)] if len(new) > 1 else []
    lost = lost or several  # ``e^{2 w_1} + w_1 w_2^2 = e^{w_3} + w_1 w_4`` of a w_4 that stands for a part
    begins = next((t for t in lost if (ZERO in t.indices if isinstance(t, Elem) else BEGINNING.fullmatch(bare_name(t) or ""))), None)
    if begins is None and not (lost and new):
        return None
    return equation_for(listed((begins or lost[0],)))


def _is_decorated(term: Term, name: str) -> bool:
    return isinstance(term, Elem) or DECORATED.fullmatch(name) is not None


def _solution_with_integral(s: Stated) -> Restriction | None:
    r"""``x e^{2y} = \\int 6 e^{3y} dy + c``: an x that the integral does not hold, as in the solution of a differential equation."""
    for side, other, mine in ((s.left, s.right, s.own[0]), (s.right, s.left, s.own[1])):
        integral = any(isinstance(t, Bind) and t.op == "integral" and not t.bounds for t in walk(other))
        if s.relation == "eq" and integral and mine and not has_operator(side):
            return equation_for(listed(mine))
    return None


def _place_left_out(s: Stated) -> Restriction | None:
    """``φ'(0) = λ e^t``: the value of a function at a place, and its letter left in the formula."""
    for value, mine in ((s.written[0], s.own[1]), (s.written[1], s.own[0])):
        letters = [t for t in mine if isinstance(t, Sym)]
        if s.relation == "eq" and isinstance(value, Apply) and value.function.name in s.known.defined and letters \
                and not any(map(free_symbols, value.args)):
            name = letters[0].name
            reason = f"{name_text(name)} is left where a function is taken at a place; say where it is"
            return Restriction(reason, unclear=frozenset({name}))
    return None


def _other_coordinates(s: Stated) -> Restriction | None:
    """``f(y_1, y_2) = y_1 + y_2`` after ``f(x_1, x_2) = …`` and ``y = B x``: the same function in other coordinates."""
    value = s.written[0]
    if s.relation != "eq" or not s.first or not isinstance(value, Apply) or len(value.args) < 2:
        return None
    bases = {t.base for t in value.args if isinstance(t, Elem)}
    entries = all(isinstance(t, Elem) for t in value.args) and value.function.name in s.known.defined
    if len(bases) == 1 and entries and free_symbols(s.written[1]) == bases:
        return Restriction(f"it may be another formula of {listed([value])}, in other coordinates; write := to redefine it")
    return None


def _chain_of_members(s: Stated) -> Restriction | None:
    """``∂x_t/∂x_k = (∂x_t/∂x_m) (∂x_m/∂x_k)``: members that hang on one another, in a way that nothing says."""
    inner = [t for side in s.sides for t in walk(side) if isinstance(t, Deriv) and isinstance(t.body, Elem) and isinstance(t.var, Elem)]
    for first in inner:
        for then in inner:
            if first is not then and first.var is then.body and isinstance(first.var, Elem) and isinstance(first.body, Elem) \
                    and first.var.base is first.body.base:
                return Restriction(f"nothing here says how the members of {listed([first.var])} hang on one another")
    return None


def _other_variable(s: Stated) -> Restriction | None:
    """``t e^t + c = y e^y + c``: nothing in common but a constant that is added."""
    own = s.own
    if s.relation != "eq" or s.first or not all(own) or any(map(has_operator, s.sides)):
        return None
    shared = set(occurrences(s.left, s.known)) & set(occurrences(s.right, s.known))
    if shared and shared <= set(summands(s.left)) & set(summands(s.right)):
        return equation_for(listed((*own[0], *own[1])))
    return None


LENGTHS = frozenset({"abs", "norm"})


def _bound_on_declared_name(s: Stated) -> Restriction | None:
    """``|z| ≤ 1``, ``‖w‖ ‖x‖ ≤ 1``, ``a > 0``: a bound by a number on declared names alone, which nobody claims of all values."""
    for side, other in (s.whole, s.whole[::-1]):
        inner = side.args[0] if isinstance(side, Call) and side.op in LENGTHS else side
        factors = side.args if isinstance(side, Call) and side.op == "mul" else ()
        lengths = [t.args[0] for t in factors if isinstance(t, Call) and t.op in LENGTHS and isinstance(t.args[0], Sym)]
        if s.relation in ("lt", "le") and factors and len(lengths) == len(factors) and not free_symbols(other):
            return condition_on(lengths)
        if s.relation != "eq" and s.relation in ORDERS and isinstance(inner, Sym) and inner.name in s.known.declared \
                and not free_symbols(other):
            return condition_on((inner,))
    return None


RULES: tuple[Callable[[Stated], Restriction | None], ...] = (
    _values_put_in, _data_put_in, _sought_in_integral, _total_told, _members_alike, _substituted, _solution_with_integral, _place_left_out,
    _other_coordinates, _chain_of_members, _other_variable, _bound_on_declared_name,
)

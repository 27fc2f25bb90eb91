r"""What stands under a derivative: the variables with their orders, and whether these are as many as the order above.

``\partial \sigma^2`` under a first derivative is the variance, and no second order; a letter above a variable may be its index.
"""

from __future__ import annotations

from symbolic.latex.calculus.quotients import is_d
from symbolic.latex.factors.superscripts import is_layer
from symbolic.latex.names.open_names import open_symbol, starred
from symbolic.latex.names.reading import open_word, variable_term
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.terms import ONE, TWO, Elem, Num, Sym, Term, num

ORDER_LIMIT = 12


def variables_under(r: Reader, c: int, d: int, first: int) -> list[tuple[Term, Term]]:
    """The variables under a derivative with their orders."""
    out: list[tuple[Term, Term]] = []
    place = c
    while place < d:
        if not is_d(r.tokens[place]) or place + 1 >= d:
            r.position = d
            raise r.error("the variable of the derivative cannot be read", first, r"write \frac{d}{dx} with a single name as variable")
        variable, times, place = derivative_variable(r, place + 1, d, first)
        out.append((variable, times))
    return out


def superscripted(r: Reader, order: Term, variables: list[tuple[Term, Term]]) -> list[tuple[Term, Term]]:
    r"""``\frac{\partial^2 f}{\partial x^i \partial x^j}``: one variable for each order, with a letter above that is an index then."""
    if order is ONE and len(variables) == 1 and variables[0][1] is TWO and isinstance(variables[0][0], Sym):
        return [(open_symbol(f"{variables[0][0].name}^{{2}}"), ONE)]
    if order != num(len(variables)) or not any(isinstance(t, Sym) for _, t in variables):
        return variables
    return [(open_symbol(f"{v.name}^{{{t.name}}}"), ONE) if isinstance(v, Sym) and isinstance(t, Sym) else (v, t) for v, t in variables]


def derivative_variable(r: Reader, place: int, limit: int, first: int) -> tuple[Term, Term, int]:
    """A name with its order: the term, the order, the position after it."""
    saved = r.position
    name = r.name_at(place, limit)
    if name is None or name.end > limit or len(name.powers) > 1:
        r.position = limit
        raise r.error("the variable of the derivative cannot be read", first, r"write \frac{d}{dx} with a single name as variable")
    word = open_word(r, place) if r.scope.open else None
    if isinstance(word, Sym):
        end, r.position = r.position, saved
        return word, ONE, end
    r.position = name.end
    variable = variable_term(r, name, place)
    if not isinstance(variable, (Sym, Elem)):
        raise r.error("the variable of a derivative is a name", first, r"write \frac{d}{dx}")
    times: Term = ONE
    above = [t.text for a, b in name.powers for t in r.tokens[a:b]]
    if above and r.scope.open and name.subscripts and is_layer(r, above):
        variable = starred(variable, spelled(r.tokens[slice(*name.powers[0])]))
    elif name.powers:
        with r.within(*name.powers[0]):
            times = r.expression()
        if times is ONE and not r.scope.open:
            raise r.error("^1 is an index, or an order that says nothing", first, r"write the index as a subscript, or ^{(1)}")
        variable = starred(variable, "1") if times is ONE else variable
    r.position = saved
    return variable, times, name.end


def check_order(r: Reader, order: Term, variables: list[tuple[Term, Term]], first: int) -> None:
    if len(variables) == 1 and variables[0][1] is order:
        return
    numbers = [t.value for _, t in variables if isinstance(t, Num)]
    if isinstance(order, Num) and len(numbers) == len(variables) and sum(numbers) == order.value <= ORDER_LIMIT:
        return
    r.position = min(r.limit, r.position + 1)
    raise r.error("the orders over and under the derivative differ", first,
                  r"write \frac{\partial^2 f}{\partial x \partial y}; an index goes into a subscript or into brackets, b^{(l)}")


def by_variance(r: Reader, order: Term, variables: list[tuple[Term, Term]]) -> Sym | None:
    r"""The deviation of ``\frac{\partial f}{\partial \sigma^2}``: the derivative by its square is that by itself over 2σ."""
    match variables:
        case [(Sym(name, sort) as deviation, times)] if order is ONE and times is TWO and name.startswith((r"\sigma", r"\tau")):
            return deviation if sort.is_scalar and not sort.opaque else None
    return None

r"""Derivatives: quotients of differentials, partial derivatives with an index, gradients and Hessians.

A derivative operator takes the product that follows it.  A bracketed operand ends at its bracket; where what follows
depends on the variable as well, ``\frac{d}{dx}(x+1)(x-1)``, both readings are in use and none is chosen.  A form in a
vector, ``\frac{\partial}{\partial x}(x-b)^\top A(x-b)``, is one number, which nobody differentiates by its first factor.
"""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.build import is_array, multiply
from symbolic.latex.calculus.denominators import by_variance, check_order, superscripted, variables_under
from symbolic.latex.calculus.evaluations import at_bar
from symbolic.latex.calculus.quotients import at_its_variables, is_d, is_derivative, variation
from symbolic.latex.reader import Reader
from symbolic.latex.source.separators import of_other_arity
from symbolic.latex.source.spelling import after_group, group_range
from symbolic.shapes import ShapeError, shape
from symbolic.terms import ONE, REAL, TWO, Apply, Call, Deriv, Elem, Num, Sym, Term, bind, call, div, free_symbols, fresh, mul, sym


def _is_size(r: Reader, name: str) -> bool:
    """Whether a name is a whole number, such as a dimension: nobody divides by ``d x`` then."""
    symbol = r.scope.symbol(name)
    return symbol is not None and symbol.sort.field == "integer" and symbol.sort.is_scalar


def fraction(r: Reader) -> Term:
    r"""``\frac{a}{b}``, or a derivative in that form."""
    first = r.position
    if is_derivative(r.tokens, first, r.close):
        if r.tokens[first + 2].text == "d" and "d" in r.scope.names and not _is_size(r, "d"):
            raise r.error("d is a name here: a derivative or a fraction?", first, r"write \frac{\mathrm{d}}{\mathrm{d}x} if a derivative")
        term = at_its_variables(r, _derivative_fraction(r, first), first)
        if isinstance(term, Deriv) and isinstance(term.body, Sym | Apply) and r.at("["):
            raise r.error("a factor in square brackets, or what the derivative is taken of?", first,
                          r"write \cdot before the factor, or \frac{\partial}{\partial x} before the brackets")
        return term
    if (varied := variation(r, first)) is not None:
        return varied
    r.take()
    a, b = group_range(r.tokens, r.position, r.close)
    differential = _differential_above(r, a, b) if r.differential and not r.integrated else None
    if differential is not None:
        after = after_group(r.tokens, r.position, r.close)
        top: Term = ONE
        if differential > a:
            with r.within(a, differential):
                top = r.product()
                if r.position < r.limit:
                    raise r.unexpected()
        r.position = after
        r.integrated = True
    else:
        top = r.argument(r.expression)
    bottom = r.argument(r.expression)
    term = div(top, bottom)
    r.shape_of(term, first)
    return term


def _differential_above(r: Reader, a: int, b: int) -> int | None:
    r"""Where the differential begins that ends what stands above: ``\frac{dx}{x}``, ``\frac{x \, dx}{1 + x^2}``."""
    place = b - 2
    if place < a or not is_d(r.tokens[place]) or r.tokens[b - 1].kind not in ("letter", "command"):
        return None
    if place > a and (r.tokens[place - 1].text in ("/", "+", "-", "^", "_") or any(t.text == r"\int" for t in r.tokens[a:b])):
        return None
    return place


def _derivative_fraction(r: Reader, first: int) -> Term:
    r.take()
    a, b = group_range(r.tokens, r.position, r.close)
    c, d = group_range(r.tokens, after_group(r.tokens, r.position, r.close), r.close)
    end = d + 1
    start = a + 1
    order: Term = ONE
    if start < b and r.tokens[start].text == "^":
        r.position = start + 1
        after = after_group(r.tokens, r.position, r.close)
        low, high = group_range(r.tokens, r.position, r.close)
        with r.within(low, high):
            order = r.expression()
        start = after
    if r.tokens[c + 1].text == "(" and start < b and r.tokens[start].text == "(":
        return _jacobian(r, (start, b), (c + 1, d), end)
    variables = variables_under(r, c, d, first)
    variance = by_variance(r, order, variables)
    if variance is not None:
        variables = [(variance, ONE)]
    elif r.scope.open:
        variables = superscripted(r, order, variables)
    check_order(r, order, variables, first)
    if start < b:
        with r.within(start, b):
            body = r.product()
        r.position = end
        value = function_value(r, body, variables[0][0], first)
        body, held = _held(r, value, {v for v, _ in variables}) if r.tokens[a].text == r"\partial" and value is not body else (value, {})
        bar = None
    else:
        r.position = end
        bar = _bar_before_operand(r)
        body = operand(r, {v for v, _ in variables}, first)
        body, held = function_value(r, body, variables[0][0], first), {}
    for variable, times in reversed(variables):
        body = Deriv(body, variable, times)
    for letter, argument in held.items():
        body = bind("at", letter, body, (argument,))
    r.shape_of(body, first)
    if variance is not None:
        body = div(body, mul(TWO, variance))
    return body if bar is None else _evaluated(r, body, bar, first)


def is_operator_with_bar(r: Reader) -> bool:
    r"""``\frac{d}{dx} \right|_{x=a}``: a bar between the operator and its operand."""
    if not r.at(r"\frac") or not is_derivative(r.tokens, r.position, r.close):
        return False
    a, b = group_range(r.tokens, r.position + 1, r.close)
    _, end = group_range(r.tokens, b + 1, r.close)
    alone = a + 1 == b or (r.tokens[a + 1].text == "^" and after_group(r.tokens, a + 2, r.close) == b)
    return alone and r.tokens[end + 1].text == r"\rvert"


def _bar_before_operand(r: Reader) -> int | None:
    r"""``\frac{d}{dx} \Big|_{x=a} F``: the place after the bar, if there is one; what stands under it is passed over."""
    if not (r.at(r"\rvert") or (r.at("|") and not r.bars)) or r.peek(1).text != "_":
        return None
    bar = r.position + 1
    r.position = after_group(r.tokens, bar + 1, r.close)
    return bar


def _evaluated(r: Reader, term: Term, bar: int, first: int) -> Term:
    """The derivative at the point under a bar that stands before the operand."""
    end, r.position = r.position, bar
    if r.tokens[after_group(r.tokens, bar + 1, r.close)].text == "^":
        raise r.error("an evaluation between two points, before the operand", first, r"write \left. … \right|_{x=a}^{x=b} around it")
    term = at_bar(r, term, first)
    r.position = end
    return term


def _jacobian(r: Reader, top: tuple[int, int], bottom: tuple[int, int], end: int) -> Term:
    first = r.position

    def listed(place: tuple[int, int]) -> Term:
        a, b = place
        inner = (a + 1, b - 1) if r.tokens[a].text == "(" and r.tokens[b - 1].text == ")" else place
        with r.within(*inner):
            parts = [r.expression()]
            while r.skip(","):
                parts.append(r.expression())
        return parts[0] if len(parts) == 1 and is_array(parts[0]) else call("tuple", *parts)

    variables = listed(bottom)
    named = variables.args if isinstance(variables, Call) and variables.op == "tuple" else (variables,)
    if not all(isinstance(v, (Sym, Elem)) for v in named):
        r.position = end
        raise r.error("the variables of the derivative cannot be read", first, r"write \frac{\partial(u, v)}{\partial(x, y)}")
    term = call("jacobian", listed(top), variables)
    r.position = end
    r.shape_of(term, first)
    return term


def function_value(r: Reader, body: Term, variable: Term, first: int) -> Term:
    """A function named without arguments stands for its value at the arguments of its definition, or at the variable."""
    if not (isinstance(body, Sym) and body.sort.is_function):
        return body
    arity = len(body.sort.domain or ())
    own = [d for d in r.scope.definitions if d.symbol.name in (body.name, of_other_arity(body.name)) and d.params]
    meant = [d for d in own if variable in d.params] or own
    if meant:
        return Apply(meant[-1].symbol, meant[-1].params, (0,) * len(meant[-1].params))
    if arity == 1:
        return Apply(body, (variable,), (0,))
    raise r.error(f"{body.name} without its arguments", first, f"write {body.name}(…) with its {arity} arguments")


def _held(r: Reader, value: Term, variables: set[Term]) -> tuple[Term, dict[Sym, Term]]:
    """``∂f/∂x`` of f(x, y) with y := x²: the other arguments are held while x varies, and have their values afterwards."""
    if not isinstance(value, Apply) or not variables <= set(value.args):
        return value, {}
    made = [p for p in value.args if isinstance(p, Sym) and p not in variables and (d := r.scope.definition(p.name)) and not d.params]
    letters: dict[Term, Sym] = {p: fresh(p) for p in made}
    return Apply(value.function, tuple(letters.get(p, p) for p in value.args), value.orders), {q: p for p, q in letters.items()}


def derivative_of_differentials(r: Reader, top: Term, bottom: Term) -> Term | None:
    """``dy/dx`` in a line of text is the derivative that the fraction is; None for other quotients."""
    body, variable = (_under_d(r, t) for t in (top, bottom))
    if body is None or variable is None:
        return None
    return Deriv(function_value(r, body, variable, r.position - 1), variable, ONE)


def _under_d(r: Reader, t: Term) -> Sym | Elem | None:
    """y of dy, w_{ij} of dw_{ij}; None of what is no differential, or a name of its own."""
    base = t.base if isinstance(t, Elem) else t
    if not isinstance(base, Sym) or not base.name.startswith("d") or len(base.name) < 2 or r.symbol(base.name) is not None:
        return None
    known = r.symbol(base.name[1:])
    if isinstance(t, Elem):
        return Elem(known or sym(base.name[1:], base.sort), t.indices)
    return known or sym(base.name[1:], REAL)


def higher_derivative(r: Reader, factors: Sequence[Term], bottom: Term) -> Term | None:
    """``d^2y/dx^2`` in a line of text; None for other quotients."""
    match tuple(factors[-2:]), bottom:
        case (Call("pow", (Sym("d"), Num() as order)), Sym() as body), Call("pow", (Sym(name), Num() as times)):
            if order != times or len(name) < 2 or name[0] != "d" or r.symbol("d") is not None or r.symbol(name) is not None:
                return None
            variable = r.symbol(name[1:]) or sym(name[1:], REAL)
            return Deriv(function_value(r, body, variable, r.position - 1), variable, order)
    return None


def operand(r: Reader, variables: set[Term], first: int) -> Term:
    """What a derivative operator acts on."""
    from symbolic.latex.grammar import starts_factor

    if not starts_factor(r):
        raise r.unexpected("the operand of the derivative was expected")
    bracket = r.peek().text in ("(", "[", r"\{")
    start = r.position
    awaited, r.awaited = r.awaited, True
    factors = [r.factor()]
    r.awaited = awaited
    if transposed_value(r, factors[0], first) is not None:
        return factors[0]
    closed = bracket or r.peek(-1).text in (")", "]")
    form = _form(r, factors[0]) if closed and _is_row(factors[0]) and any(map(is_array, variables)) else None
    if form is not None:
        factors = form
    place = r.position
    while starts_factor(r):
        following = r.factor()
        if closed and _depends(following, variables):
            raise r.error("where does the operand of the derivative end?", start, "put all of it in brackets")
        if not closed:
            factors.append(following)
    if closed:
        r.position = place
    if r.at("+", "-") and not bracket and all(isinstance(f, Num) for f in factors):
        raise r.error("where does the operand of the derivative end?", start, "put all of it in brackets")
    _operator_after(r, variables, start)
    try:
        return multiply(factors)
    except ShapeError as problem:
        raise r.shape_error(problem, first) from None


def _is_row(factor: Term) -> bool:
    return isinstance(factor, Call) and factor.op == "transpose" and shape(factor)[:1] == (ONE,)


def _form(r: Reader, first: Term) -> list[Term] | None:
    """The factors from a row on until their product is a number; None, with nothing read, if it never is."""
    from symbolic.latex.grammar import starts_factor

    start, factors = r.position, [first]
    while starts_factor(r):
        factors.append(r.factor())
        try:
            if not is_array(multiply(factors)):
                return factors
        except ShapeError:
            break
    r.position = start
    return None


def _operator_after(r: Reader, variables: set[Term], start: int) -> None:
    """``d/dx x^2 · x`` and ``d/dx x^2 / x``."""
    if not r.at(r"\cdot", r"\times", "*", "/", r"\odot"):
        return
    place, sign = r.position, r.peek().text
    if r.peek(-1).text == ")" and sign != "/" and r.tokens[start].text == "(":
        return
    r.take()
    following = r.factor()
    clear = not _depends(following, variables) or (r.tokens[start].text == "(" and sign != "/")
    closed = r.tokens[place - 1].text in (")", "]")
    r.position = place
    if not clear and not (closed and sign != "/"):
        raise r.error("where does the operand of the derivative end?", start, "put all of it in brackets")


def _depends(term: Term, variables: set[Term]) -> bool:
    names = {s for v in variables for s in free_symbols(v)}
    return bool(free_symbols(term) & names)


def transposed_value(r: Reader, body: Term, first: int) -> Term | None:
    r"""The number ``f(x)`` of ``\nabla f(x)^\top``, where what is transposed is the gradient."""
    match body:
        case Call("transpose", (Apply() as value,)) if r.shape_of(value, first) in ((), (ONE, ONE)):
            return value
        case Call("log", (Call("transpose", (Apply() as value,)),)) if r.shape_of(value, first) in ((), (ONE, ONE)):
            return call("log", value)
    return None

r"""Gradients, Hessians and partial derivatives with an index: ``\nabla f``, ``\nabla_x f``, ``\nabla^2 f(x)``, ``\partial_x f``.

``\nabla f(x)`` is taken by all arguments of f, of which the index of ``f_i(x)`` is none.  A power behind the brackets may be that of
the value or of the gradient; only ``\nabla^2 f(x)^{-1}``, the step of Newton's method, is read, and openly.
"""

from __future__ import annotations

from symbolic.gradients import is_place
from symbolic.latex.build import is_array
from symbolic.latex.calculus.coordinates import (
    OR_LAPLACIAN,
    RADII,
    at_coordinates,
    coordinates,
    is_curvilinear,
    is_vector_calculus,
    shows_matrix,
)
from symbolic.latex.calculus.denominators import derivative_variable
from symbolic.latex.calculus.derivatives import function_value, operand, transposed_value
from symbolic.latex.calculus.fields import field_operator
from symbolic.latex.names.open_names import open_operator
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.latex.shapes.operands import array_wanted
from symbolic.latex.source.spelling import after_group, group_range
from symbolic.terms import ONE, Apply, Call, Deriv, Sym, Term, bind, call, neg, num, sym, walk


def partial(r: Reader) -> Term:
    r"""``\partial_x f``."""
    first = r.position
    r.take()
    if not r.skip("_"):
        if r.scope.open:
            return open_operator(r"\partial", r.factor())
        raise r.error(r"\partial without a variable", first, r"write \frac{\partial f}{\partial x}")
    a, b = group_range(r.tokens, r.position, r.close)
    after = after_group(r.tokens, r.position, r.close)
    variables: list[Term] = []
    place = a
    while place < b:
        variable, _, place = derivative_variable(r, place, b, first)
        variables.append(variable)
        place += place < b and r.tokens[place].text == ","
    r.position = after
    order: Term = ONE
    if r.skip("^"):
        order = r.argument(r.expression)
    start = r.position
    body = operand(r, set(variables), first)
    if isinstance(body, Call) and body.op in ("mul", "matmul") and r.tokens[start].text not in ("(", "[", "{", r"\{"):
        raise r.error("where does the operand of the derivative end?", first, "put all of it in brackets")
    body = function_value(r, body, variables[0], first)
    for variable in reversed(variables):
        body = Deriv(body, variable, order)
    r.shape_of(body, first)
    return body


def nabla(r: Reader) -> Term:
    r"""``\nabla f``, ``\nabla_x f``, ``\nabla^2 f``."""
    first = r.position
    r.take()
    op, place = "gradient", None
    while r.at("_", "^"):
        if r.take().text == "_":
            place = group_range(r.tokens, r.position, r.close)
            r.position = after_group(r.tokens, r.position, r.close)
        else:
            if r.argument(r.expression) is not num(2):
                raise r.error(r"a power of \nabla", first, r"write \nabla or \nabla^2")
            op = "hessian"
    if r.at(r"\cdot", r"\times"):
        if op == "hessian":
            raise r.error(r"a power of \nabla", first, r"write \nabla or \nabla^2")
        return field_operator(r, _variables_below(r, place) if place is not None else None, first)
    if place is None:
        return _plain_nabla(r, op, first)
    if r.scope.open:
        body = operand(r, set(_variables_below(r, place)), first)
        inner = transposed_value(r, body, first)
        term = open_operator(rf"{_sign_of(op)}_{{{spelled(r.tokens[place[0] : place[1]])}}}", body if inner is None else inner)
        return term if inner is None else call("transpose", term)
    variables = _variables_below(r, place)
    if len(variables) == 1:
        array_wanted(r, variables[0], "a gradient by the entries", first)
    body = operand(r, set(variables), first)
    inner = transposed_value(r, body, first)
    body = function_value(r, body if inner is None else inner, variables[0], first)
    if len(variables) == 1 and op == "gradient":
        term = Deriv(body, variables[0], ONE)
    else:
        term = call(op, body, variables[0] if len(variables) == 1 else call("tuple", *variables))
    term = term if inner is None else call("transpose", term)
    r.shape_of(term, first)
    return term


def _nabla_at(r: Reader, op: str, body: Apply, first: int) -> Term:
    """``\\nabla f(x_k)``, ``\\nabla f(1, 2)``: the gradient of f, taken at a point."""
    domain = body.function.sort.domain or ()
    variables = [sym(f"u_{{{k}}}", sort) for k, sort in enumerate(domain)]
    value = Apply(body.function, tuple(variables), body.orders)
    if len(variables) > 1:
        term: Term = call(op, value, call("tuple", *variables))
    else:
        array_wanted(r, variables[0], "a gradient by the entries", first)
        term = Deriv(value, variables[0], ONE) if op == "gradient" else call(op, value, variables[0])
    for variable, point in zip(variables, body.args, strict=True):
        term = bind("at", variable, term, (point,))
    r.shape_of(term, first)
    return term


def _variables_below(r: Reader, place: tuple[int, int]) -> list[Term]:
    after = r.position
    variables = _listed(r, *place)
    r.position = after
    return variables


def _listed(r: Reader, a: int, b: int) -> list[Term]:
    with r.within(a, b):
        bracketed = r.at("(") and r.tokens[b - 1].text == ")"
        if bracketed:
            r.take()
        out = [r.expression()]
        while r.skip(","):
            out.append(r.expression())
        if bracketed:
            r.take()
    return out


def _plain_nabla(r: Reader, op: str, first: int) -> Term:
    from symbolic.latex.grammar import starts_factor

    if not starts_factor(r):
        raise r.unexpected("the function was expected")
    body = r.factor()
    inner = transposed_value(r, body, first)
    if inner is not None:
        return call("transpose", _gradient_of(r, op, inner, first))
    match body:
        case Call("pow", (Apply() as value, exponent)) if r.peek(-1).text == "}" or r.tokens[r.position - 2].text == "^":
            if r.scope.open and op == "hessian" and exponent == neg(ONE):
                return call("pow", open_operator(_sign_of(op), value), exponent)  # the step of Newton's method
            raise r.error(
                r"is it the value, or what \nabla makes of it, that is raised to a power?", first, "put what is raised into brackets"
            )
    return _gradient_of(r, op, body, first)


def _sign_of(op: str) -> str:
    return r"\nabla" if op == "gradient" else r"\nabla^2"


def _arguments_of(body: Term) -> tuple[Term, ...]:
    """The arguments of a function that is applied; the index of ``f_i(x)``, which comes first, is none."""
    if not isinstance(body, Apply):
        return ()
    head = body.function.name.partition("(")[0] if body.function.sort.opaque else ""
    return body.args[head.count(r"\cdot") :]


def _of_space(r: Reader, op: str) -> str:
    r"""``\nabla^2`` is the Laplacian in vector calculus, else the Hessian; beside what shows a matrix it is asked about."""
    if op != "hessian" or not is_vector_calculus(r):
        return op
    if shows_matrix(r):
        raise r.error(r"\nabla^2: the Laplacian, or the Hessian?", r.position - 1, OR_LAPLACIAN)
    return "laplacian"


def _is_radial(r: Reader, variables: tuple[Term, ...]) -> bool:
    """Whether the one argument of a function is a radius, or a number with a formula of its own: ``f(r) = 1/r`` with ``r = |x|``."""
    alone = variables[0] if len(variables) == 1 else None
    return isinstance(alone, Sym) and not is_array(alone) and (alone.name in RADII or r.scope.definition(alone.name) is not None)


def _gradient_of(r: Reader, op: str, body: Term, first: int) -> Term:
    if any(isinstance(t, Apply) and t.function.sort.opaque and (r"\mid" in t.function.name or ";" in t.function.name) for t in walk(body)):
        if r.scope.open:
            return open_operator(_sign_of(op), body)
        raise r.error(r"\nabla without its variables, beside a condition", first, r"write \nabla_{\theta} …")
    if isinstance(body, Sym) and body.sort.is_function:
        definition = r.scope.definition(body.name)
        if definition is not None and definition.params:
            body = Apply(body, definition.params, (0,) * len(definition.params))
    body = at_coordinates(r, body)
    variables = _arguments_of(body)
    if variables and all(isinstance(a, Sym) for a in variables) and len(set(variables)) == len(variables):
        if is_curvilinear(variables) or _is_radial(r, variables):
            raise r.error(r"\nabla in other than Cartesian coordinates", first, "write it with partial derivatives")
        if len(variables) > 1 and any(s.name == "t" for s in variables if isinstance(s, Sym)):
            remedy = r"write the coordinates that are meant, \nabla_{x} …"
            raise r.error(r"\nabla of a function of t: by the coordinates alone, or by t too?", first, remedy)
        if len(variables) > 1:
            term: Term = call(_of_space(r, op), body, call("tuple", *variables))
        elif is_array(variables[0]):
            term = Deriv(body, variables[0], ONE) if op == "gradient" else call(op, body, variables[0])
        elif r.scope.open:
            return open_operator(_sign_of(op), body)
        else:
            array_wanted(r, variables[0], "a gradient by the entries", first)
            term = Deriv(body, variables[0], ONE if op == "gradient" else num(2))
        r.shape_of(term, first)
        return term
    spatial = coordinates(r, body) if not is_array(body) else None
    if spatial is not None and (op == "gradient" or is_vector_calculus(r)):
        term = call(_of_space(r, op), body, call("tuple", *spatial))
        r.shape_of(term, first)
        return term
    if r.scope.open:
        return open_operator(_sign_of(op), body)
    if isinstance(body, Apply) and not any(body.orders) and body.args and all(map(is_place, body.args)):
        return _nabla_at(r, op, body, first)
    raise r.error(
        r"\nabla without its variables", first, r"write \nabla_{x} …, or define the function with its arguments first: f(x, y) = …"
    )

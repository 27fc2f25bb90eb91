"""Rigorous values of terms at a point: exact rationals, balls, ``UNDEFINED`` or ``UNKNOWN``.

Arithmetic is exact as long as it is rational, so that boundaries are decided exactly; other values are Arb balls that hold the
exact value.  A term with an undefined part is undefined (``0·(1/0)`` too), except for the unselected branches of cases.
Conventions: 0⁰ = 1, empty sum 0, empty product 1, real powers need a base ≥ 0 unless the exponent is an exact integer, odd roots of
negative numbers are real, sign(0) = H(0) = 0.  Derivatives are taken by jets; no rule of differentiation is used.

This layer checks the provers and shares no mathematics with them.  Terms are compiled once to closures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from operator import add as plus
from typing import Any

from flint import acb, arb, ctx, fmpq

from symbolic.functions import FUNCTIONS
from symbolic.proving.balls import ball_arrays as arrays
from symbolic.proving.balls import jets
from symbolic.proving.balls.ball_derivatives import along, by_array, moved
from symbolic.proving.balls.ball_functions import SCALAR_FUNCTIONS, int_power, maximum, minimum, power
from symbolic.proving.balls.ball_integrals import integral
from symbolic.proving.balls.ball_values import (
    ATOMS,
    BUDGET,
    CONNECTIVES,
    MAX_TERMS,
    NUMERATOR,
    UNDEFINED,
    UNKNOWN,
    Code,
    Env,
    Missing,
    Test,
    Value,
    equal,
    integer,
    member,
    replaced,
    spend,
    within,
)
from symbolic.proving.balls.jets import ONE, ZERO, Jet, Scalar, Undefined, Unknown, real
from symbolic.proving.domains import constant, is_integer
from symbolic.terms import Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sym, Term, free_symbols, walk

# --- the public face ----------------------------------------------------------------------------------


def evaluate(term: Term, point: Mapping[Sym, Any], precision: int = 64, layout: str = "") -> Value:
    """The value of a term where symbols have the values of ``point``; booleans for relations and connectives."""
    return _guarded(compiled(term, layout), dict(point), precision)


def value_of(code: Code, env: Env, precision: int) -> Value:
    """Run compiled code; the value stays in internal form (``fmpq``, balls, tuples)."""
    return values_of((code,), env, precision)[0]


def values_of(codes: Iterable[Code], env: Env, precision: int) -> list[Value]:
    """Run several codes at one point."""
    before = ctx.prec
    ctx.prec = precision
    try:
        return [_run(code, env) for code in codes]
    finally:
        ctx.prec = before


def _run(code: Code, env: Env) -> Value:
    BUDGET[0] = MAX_TERMS
    try:
        return code(env)
    except Undefined:
        return UNDEFINED
    except (Unknown, ZeroDivisionError, OverflowError, RecursionError, TypeError, AttributeError):  # the last two: an array as a number
        return UNKNOWN
    finally:
        jets.STATE.analytic = None


def _guarded(code: Code, env: Env, precision: int) -> Value:
    return outside({s: inside(v) for s, v in env.items()}, code, precision)


def outside(env: Env, code: Code, precision: int) -> Value:
    return external(value_of(code, env, precision))


def inside(v: Value) -> Value:
    """Fractions and integers as ``fmpq``, in nested tuples too."""
    if isinstance(v, Fraction):
        return fmpq(v.numerator, v.denominator)
    if isinstance(v, int) and not isinstance(v, bool):
        return fmpq(v)
    return tuple(map(inside, v)) if isinstance(v, tuple) else v


def external(v: Value) -> Value:
    """``fmpq`` as Fractions, in nested tuples too."""
    if type(v) is fmpq:
        return Fraction(int(v.p), int(v.q))
    return tuple(map(external, v)) if isinstance(v, tuple) else v


_CODE: dict[tuple[Term, str], Code] = {}
MOST_CODES = 4_000


def compiled(term: Term, layout: str = "") -> Code:
    """The term as a function of the values of its symbols."""
    key = (term, layout)
    code = _CODE.get(key)
    if code is None:
        code = _compile(term, layout)
        if len(_CODE) > MOST_CODES:
            _CODE.clear()
        _CODE[key] = code
    return code


def _compile(term: Term, layout: str) -> Code:
    match term:
        case Num(value):
            constant = fmpq(value.numerator, value.denominator)
            return lambda env: constant
        case Sym():
            return _symbol(term)
        case Call(op, args):
            return _call(op, args, layout)
        case Elem(base, indices):
            return _element(base, indices, layout)
        case Apply(function, args, orders):
            return _application(function, args, orders, layout)
        case Bind():
            return _binder(term, layout)
        case Deriv(body, var, order):
            return _derivative(body, var, order, layout)
        case Matrix(rows):
            cells = [[compiled(c, layout) for c in row] for row in rows]
            return lambda env: arrays.blocks([[c(env) for c in row] for row in cells])
    return unknown(f"no value for {type(term).__name__}")


def _test(term: Term, layout: str) -> Test:
    from symbolic.proving.balls.ball_conditions import condition

    return condition(term, False, layout)


def unknown(why: str) -> Code:
    def run(env: Env) -> Value:
        raise Unknown(why)

    return run


def _symbol(s: Sym) -> Code:
    def run(env: Env) -> Value:
        value = env.get(s, UNKNOWN)
        if type(value) is Missing:
            raise Unknown("a name without a value")
        return value

    return run


# --- calls --------------------------------------------------------------------------------------------


def _call(op: str, args: tuple[Term, ...], layout: str) -> Code:
    build = _BUILDERS.get(op)
    if build is not None:
        return build(args, layout)
    if op == "sqrt" and (inner := _even_power(args[0])) is not None:
        return compiled(inner, layout)
    function = SCALAR_FUNCTIONS.get(op)
    if function is not None:
        return _elementwise(function, [compiled(a, layout) for a in args])
    whole = _ARRAY_FUNCTIONS.get(op)
    if whole is not None:
        return _strict(whole, [compiled(a, layout) for a in args])
    row = FUNCTIONS.get(op)
    if op in ATOMS or op in CONNECTIVES:
        return _test(Call(op, args), layout)
    if row is not None and row.expand is not None:
        return compiled(row.expand(*args), layout)
    return unknown(f"no value for {op}")


def _even_power(a: Term) -> Term | None:
    """√(u²ᵏ) = |u|ᵏ for real u."""
    match a:
        case Call("pow", (u, Num(n))) if n.denominator == 1 and n > 0 and n % 2 == 0:
            names = free_symbols(u)
            if not any(isinstance(t, Call) and t.op == "imaginary" for t in walk(u)) and not any(
                    s.sort.shape or s.sort.field == "complex" for s in names):
                return Call("pow", (Call("abs", (u,)), Num(n / 2)))
    return None


def _elementwise(function: Callable[..., Scalar], codes: list[Code]) -> Code:
    if len(codes) == 1:
        (f,) = codes

        def run(env: Env) -> Value:
            x = f(env)
            return arrays.entrywise(function, x) if type(x) is tuple else function(x)

        return run
    return lambda env: arrays.entrywise(function, *[f(env) for f in codes])


def _strict(function: Callable[..., Value], codes: list[Code]) -> Code:
    return lambda env: function(*[f(env) for f in codes])


def _add(args: tuple[Term, ...], layout: str) -> Code:
    if not args:
        return lambda env: ZERO
    first, *rest = [compiled(a, layout) for a in args]

    def run(env: Env) -> Value:
        total = first(env)
        for f in rest:
            v = f(env)
            total = arrays.add(total, v) if type(v) is tuple or type(total) is tuple else total + v
        return real(total) if type(total) is acb else total

    return run


def _mul(args: tuple[Term, ...], layout: str) -> Code:
    if not args:
        return lambda env: ONE
    first, *rest = [compiled(a, layout) for a in args]

    def run(env: Env) -> Value:
        total = first(env)
        for f in rest:
            v = f(env)
            total = arrays.times(total, v) if type(v) is tuple or type(total) is tuple else total * v
        return real(total) if type(total) is acb else total

    return run


def _neg(args: tuple[Term, ...], layout: str) -> Code:
    f = compiled(args[0], layout)

    def run(env: Env) -> Value:
        x = f(env)
        return arrays.entrywise(lambda e: -e, x) if type(x) is tuple else -x

    return run


def _div(args: tuple[Term, ...], layout: str) -> Code:
    f, g = compiled(args[0], layout), compiled(args[1], layout)

    def run(env: Env) -> Value:
        a, b = f(env), g(env)
        if type(a) is tuple or type(b) is tuple:
            divisor = arrays.scalar(b)
            return arrays.entrywise(lambda e: jets.divide(e, divisor), a)
        return real(jets.divide(a, b))

    return run


def _pow(args: tuple[Term, ...], layout: str) -> Code:
    f, g = compiled(args[0], layout), compiled(args[1], layout)
    match args[1]:
        case Num(exponent) if exponent.denominator == 1:
            return _int_power(f, int(exponent))
    positive_base = constant(args[1]) is None and not is_integer(args[1])

    def run(env: Env) -> Value:
        a, b = f(env), arrays.scalar(g(env))
        if positive_base and type(a) is fmpq and a <= 0:
            raise Undefined("a power with a real exponent of a number that is not positive")
        if type(a) is tuple:
            return arrays.matrix_power(a, integer(b)) if len(a) * len(a[0]) > 1 else power(a[0][0], b)
        return power(a, b)

    return run


def _int_power(f: Code, n: int) -> Code:
    def run(env: Env) -> Value:
        a = f(env)
        if type(a) is tuple:
            return arrays.matrix_power(a, n) if len(a) * len(a[0]) > 1 else int_power(a[0][0], n)
        return int_power(a, n)

    return run


def _matmul(args: tuple[Term, ...], layout: str) -> Code:
    codes = [compiled(a, layout) for a in args]

    def run(env: Env) -> Value:
        total = codes[0](env)
        for f in codes[1:]:
            total = arrays.matmul(total, f(env))
        return total

    return run


def _hadamard(args: tuple[Term, ...], layout: str) -> Code:
    """Factors like ``1 − A`` take the number for every entry."""
    codes = [_loose(a, layout) for a in args]

    def run(env: Env) -> Value:
        total = codes[0](env)
        for f in codes[1:]:
            total = arrays.hadamard(total, f(env))
        return total

    return run


def _loose(a: Term, layout: str) -> Code:
    if isinstance(a, Call) and a.op == "add":
        parts = [compiled(p, layout) for p in a.args]
        return lambda env: arrays.entrywise(lambda *e: arrays.total(e), *[p(env) for p in parts])
    return compiled(a, layout)


def _extremum(pick: Callable[[Scalar, Scalar], Scalar]) -> Callable[[tuple[Term, ...], str], Code]:
    def build(args: tuple[Term, ...], layout: str) -> Code:
        codes = [compiled(a, layout) for a in args]

        def run(env: Env) -> Value:
            total = codes[0](env)
            if len(codes) == 1:
                values = arrays.entries(total)
                total = values[0]
                for v in values[1:]:
                    total = pick(total, v)
            for f in codes[1:]:
                total = arrays.entrywise(pick, total, f(env))
            return total

        return run

    return build


def _cases(args: tuple[Term, ...], layout: str) -> Code:
    """The value of the first condition that holds; undefined if none does."""
    pairs = [(_test(c, layout), compiled(v, layout)) for c, v in zip(args[0:-1:2], args[1::2], strict=False)]
    otherwise = compiled(args[-1], layout) if len(args) % 2 else None

    def run(env: Env) -> Value:
        for test, value in pairs:
            if test(env):
                return value(env)
        if otherwise is None:
            raise Undefined("no case applies")
        return otherwise(env)

    return run


def _indicator(args: tuple[Term, ...], layout: str) -> Code:
    test = _test(args[0], layout)
    return lambda env: ONE if test(env) else ZERO


def _delta(a: Value, b: Value) -> Scalar:
    return ONE if equal(arrays.scalar(a), arrays.scalar(b)) else ZERO


def _real_part(x: Scalar) -> Scalar:
    return jets.exact(_complex(x).real) if type(x) is acb else x


def _imaginary_part(x: Scalar) -> Scalar:
    return jets.exact(_complex(x).imag) if type(x) is acb else ZERO


def _conjugate(x: Scalar) -> Scalar:
    return real(_complex(x).conjugate()) if type(x) is acb else x


def _complex(x: Scalar) -> Scalar:
    if jets.STATE.analytic is not None or type(x) is Jet:
        raise Unknown("the conjugate is not holomorphic")
    return x


def _scalar_entrywise(f: Callable[[Scalar], Scalar]) -> Callable[[tuple[Term, ...], str], Code]:
    return lambda args, layout: _elementwise(f, [compiled(a, layout) for a in args])


def _constant(make: Callable[[], Scalar]) -> Callable[[tuple[Term, ...], str], Code]:
    return lambda args, layout: lambda env: make()


def _tuple(args: tuple[Term, ...], layout: str) -> Code:
    codes = [compiled(a, layout) for a in args]
    return lambda env: tuple((x,) for f in codes for x in arrays.entries(f(env)))


_ARRAY_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "transpose": arrays.transpose, "inverse": arrays.inverse, "trace": arrays.trace, "det": arrays.det,
    "kron": lambda *a: _fold(arrays.kron, a),
    "norm": arrays.norm, "norm1": arrays.norm1, "norm_inf": arrays.norm_inf, "inner": arrays.inner, "diag": arrays.diag, "vec": arrays.vec,
    "softmax": arrays.softmax, "rank": arrays.rank, "delta": _delta,
    "identity": lambda n: arrays.identity(integer(n)), "ones": lambda m, n: arrays.constant(ONE, integer(m), integer(n)),
    "zeros": lambda m, n: arrays.constant(ZERO, integer(m), integer(n)), "unit": lambda i, n: arrays.unit(integer(i), integer(n)),
}


def _fold(f: Callable[[Value, Value], Value], values: Iterable[Value]) -> Value:
    total, *rest = values
    for v in rest:
        total = f(total, v)
    return total


# --- entries and function symbols ---------------------------------------------------------------------


def _element(base: Term, indices: tuple[Term, ...], layout: str) -> Code:
    f, codes = compiled(base, layout), [compiled(i, layout) for i in indices]

    def run(env: Env) -> Value:
        return member(f(env), tuple([integer(c(env)) for c in codes]))

    return run


def _application(function: Sym, args: tuple[Term, ...], orders: tuple[int, ...], layout: str) -> Code:
    f, codes = _symbol(function), [compiled(a, layout) for a in args]
    domain = function.sort.domain or ()
    plain = not any(d.shape for d in domain)

    def at(known: Callable[..., Value], values: tuple[Value, ...], k: int) -> Value:
        if k == len(values):
            return known(*values)
        if not orders[k]:
            return at(known, values, k + 1)
        if type(values[k]) is tuple:
            return by_array(lambda v: at(known, (*values[:k], v, *values[k + 1 :]), k + 1), values[k], orders[k], layout)
        return along(lambda x: at(known, (*values[:k], x, *values[k + 1 :]), k + 1), values[k], orders[k])

    def run(env: Env) -> Value:
        known = f(env)
        values = tuple([c(env) for c in codes])
        if not callable(known):
            raise Unknown("a number applied as a function")
        if plain and any(type(v) is tuple for v in values):
            return arrays.entrywise(lambda *e: at(known, e, 0), *values)
        return at(known, values, 0)

    return run


# --- derivatives --------------------------------------------------------------------------------------


def _derivative(body: Term, var: Term, order: Term, layout: str) -> Code:
    f, n = compiled(body, layout), compiled(order, layout)
    subscripts = [compiled(i, layout) for i in var.indices] if isinstance(var, Elem) else []
    root = var.base if isinstance(var, Elem) else var
    if not isinstance(root, Sym):
        return unknown("a derivative by something that is no variable")
    at = _symbol(root)

    def run(env: Env) -> Value:
        whole, times = at(env), integer(n(env))
        if times < 0:
            raise Undefined("a derivative of negative order")
        if subscripts:
            place = tuple([integer(c(env)) for c in subscripts])
            here = member(whole, place)
            return moved(lambda v: within(env, root, replaced(whole, place, v), f), here, times, layout)
        return moved(lambda v: within(env, root, v, f), whole, times, layout)

    return run


def _by_variables(combine: Callable[[Code, Term, list[Term], str], Code]) -> Callable[[tuple[Term, ...], str], Code]:
    def build(args: tuple[Term, ...], layout: str) -> Code:
        body, variables = args
        listed = list(variables.args) if isinstance(variables, Call) and variables.op == "tuple" else [variables]
        if isinstance(body, Sym) and body.sort.is_function:
            body = Apply(body, tuple(listed), (0,) * len(listed))
        return combine(compiled(body, layout), body, listed, layout)

    return build


def _gradient(f: Code, body: Term, variables: list[Term], layout: str) -> Code:
    if len(variables) == 1:
        derivative = compiled(Deriv(body, variables[0], Num(Fraction(1))), layout)
        if layout != NUMERATOR:
            return derivative
        return lambda env: arrays.transpose(arrays.rows_of(derivative(env))) if len(arrays.entries(f(env))) == 1 else derivative(env)
    parts = [compiled(Deriv(body, v, Num(Fraction(1))), layout) for v in variables]
    return lambda env: tuple((x,) for p in parts for x in arrays.entries(p(env)))


def _hessian(f: Code, body: Term, variables: list[Term], layout: str) -> Code:
    one = Num(Fraction(1))
    if len(variables) == 1 and isinstance(variables[0], Sym) and variables[0].sort.shape:
        return compiled(Deriv(body, variables[0], Num(Fraction(2))), layout)
    cells = [[compiled(Deriv(Deriv(body, w, one), v, one), "") for w in variables] for v in variables]
    return lambda env: tuple(tuple(arrays.scalar(c(env)) for c in row) for row in cells)


def _jacobian(f: Code, body: Term, variables: list[Term], layout: str) -> Code:
    parts = [compiled(Deriv(body, v, Num(Fraction(1))), NUMERATOR) for v in variables]

    def run(env: Env) -> Value:
        height = len(arrays.entries(f(env)))
        columns: list[list[Scalar]] = []
        for p in parts:
            v = arrays.rows_of(p(env))
            if len(v) != height:
                v = arrays.transpose(v)
            columns += [list(c) for c in zip(*v, strict=True)]
        return tuple(zip(*columns, strict=True))

    return run


# --- binders ------------------------------------------------------------------------------------------


def _binder(term: Bind, layout: str) -> Code:
    body, bounds, var = compiled(term.body, layout), [compiled(b, layout) for b in term.bounds], term.var
    match term.op, len(bounds):
        case ("sum", 2):
            return _series(var, body, bounds[0], bounds[1], arrays.add, plus, ZERO)
        case ("prod", 2):
            return _series(var, body, bounds[0], bounds[1], arrays.matmul, lambda a, b: a * b, ONE)
        case ("maximum" | "minimum" | "supremum" | "infimum", 2) if var.sort.field == "integer":
            return _extreme_member(var, body, bounds[0], bounds[1], maximum if term.op in ("maximum", "supremum") else minimum)
        case ("integral", 2) if any(isinstance(t, Call) and t.op == "infinity" for b in term.bounds for t in walk(b)):
            from symbolic.proving.balls.ball_tails import improper

            return improper(term, layout)
        case ("integral", 2):
            return _integral(var, body, bounds[0], bounds[1])
        case ("at", 1):
            return lambda env: within(env, var, bounds[0](env), body)
        case ("forall", _):
            return _test(term, layout)
        case ("limit" | "limit+" | "limit-", 1):
            from symbolic.proving.balls.ball_limits import limit

            return limit(term, layout)
    return unknown(f"no enclosure for {term.op}")


def _series(var: Sym, body: Code, lo: Code, hi: Code, of_arrays: Callable[[Value, Value], Value],
            of_numbers: Callable[[Scalar, Scalar], Scalar], empty: Scalar) -> Code:
    def run(env: Env) -> Value:
        total: Value = empty
        first, last = integer(lo(env)), integer(hi(env))
        if last - first > MAX_TERMS:
            raise Unknown("too many terms")
        for k in range(first, last + 1):
            spend()
            v = within(env, var, fmpq(k), body)
            combine = of_arrays if type(v) is tuple or type(total) is tuple else of_numbers
            total = v if k == first else combine(total, v)
        return real(total) if type(total) is acb else total

    return run


def _extreme_member(var: Sym, body: Code, lo: Code, hi: Code, pick: Callable[[Scalar, Scalar], Scalar]) -> Code:
    """The largest or smallest value over a range of indices; undefined where the range is empty."""
    found = _series(var, body, lo, hi, lambda a, b: arrays.entrywise(pick, a, b), pick, ZERO)

    def run(env: Env) -> Value:
        if integer(hi(env)) < integer(lo(env)):
            raise jets.Undefined("an extreme value over an empty range")
        return found(env)

    return run


def _integral(var: Sym, body: Code, lo: Code, hi: Code) -> Code:
    return lambda env: integral(lambda x: within(env, var, x, body), arrays.scalar(lo(env)), arrays.scalar(hi(env)))


_BUILDERS: dict[str, Callable[[tuple[Term, ...], str], Code]] = {
    "add": _add, "mul": _mul, "neg": _neg, "div": _div, "pow": _pow, "matmul": _matmul, "hadamard": _hadamard,
    "max": _extremum(maximum), "min": _extremum(minimum), "cases": _cases, "indicator": _indicator, "tuple": _tuple,
    "re": _scalar_entrywise(_real_part), "im": _scalar_entrywise(_imaginary_part), "conj": _scalar_entrywise(_conjugate),
    "pi": _constant(lambda: arb.pi()), "imaginary": _constant(lambda: acb(0, 1)), "euler_gamma": _constant(lambda: arb.const_euler()),
    "gradient": _by_variables(_gradient), "hessian": _by_variables(_hessian), "jacobian": _by_variables(_jacobian),
}

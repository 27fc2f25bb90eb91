"""Compilers of calls: arithmetic, extremes, cases, functions of numbers entry by entry, functions of arrays.

Guarantee: as for :mod:`symbolic.proving.balls.balls`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flint import acb, arb, fmpq

from symbolic.functions import FUNCTIONS, Function
from symbolic.proving.balls import arrays, jets
from symbolic.proving.balls.compiling import BUILDERS, KINDS, Builder, compiled, unknown
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.functions import SCALAR_FUNCTIONS, int_power, maximum, minimum, power
from symbolic.proving.balls.jets import ONE, ZERO, Jet, Scalar, Undefined, Unknown, real
from symbolic.proving.balls.values import ATOMS, CONNECTIVES, Code, Env, Value, equal, integer
from symbolic.proving.domains import constant, is_integer
from symbolic.proving.whole_values import whole_where
from symbolic.terms import Call, Num, Term, free_symbols, fresh, sym, walk


def _call(term: Call, layout: str) -> Code:
    op, args = term.op, term.args
    build = BUILDERS.get(op)
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
        return condition(term, False, layout)
    if row is not None and row.expand is not None:
        return compiled(row.expand(*args), layout)
    if row is not None and row.ball is not None and row.elementwise:
        return _elementwise(_by_row(row, len(args)), [compiled(a, layout) for a in args])
    return unknown(f"no value for {op}")


def _by_row(row: Function, arity: int) -> Callable[..., Scalar]:
    """A function of which the table gives no definition: the row's ball of real numbers where the row's conditions hold."""
    places = tuple(fresh(sym("x")) for _ in range(arity))
    tests = [condition(c, False, "") for c in (row.defined(*places) if row.defined is not None else ())]
    enclose = row.ball
    assert enclose is not None

    def run(*values: Scalar) -> Scalar:
        if any(type(v) is not fmpq and type(v) is not arb for v in values):
            raise Unknown("a function with values at real numbers alone")
        env: Env = dict(zip(places, values, strict=True))
        if not all(test(env) for test in tests):
            raise Undefined(f"{row.name} outside of its domain")
        return jets.exact(enclose(*map(arb, values)))

    return run


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
        ratio = jets.divide(a, b)
        return real(ratio) if type(ratio) is acb else ratio

    return run


def _pow(args: tuple[Term, ...], layout: str) -> Code:
    match args:
        case (Call("norm", (inside,)), Num(value)) if value == 2:
            of = compiled(inside, layout)
            return lambda env: arrays.squared_norm(of(env))
    f, g = compiled(args[0], layout), compiled(args[1], layout)
    match args[1]:
        case Num(exponent) if exponent.denominator == 1:
            return _int_power(f, int(exponent))
    positive_base = constant(args[1]) is None and not is_integer(args[1])
    may_be_whole = whole_where(args[1]) is not None

    def run(env: Env) -> Value:
        a, b = f(env), arrays.scalar(g(env))
        if positive_base and type(a) is fmpq and a <= 0 and not (may_be_whole and type(b) is fmpq and b.q == 1):
            raise Undefined("a power with a real exponent of a number that is not positive")
        if type(a) is tuple:
            return arrays.matrix_power(a, integer(b)) if len(a) * len(a[0]) > 1 else power(a[0][0], b)
        return power(a, b)

    return run


def _int_power(f: Code, n: int) -> Code:
    few = 1 < n < 100

    def run(env: Env) -> Value:
        a = f(env)
        if few and (type(a) is arb or type(a) is fmpq):
            return a**n
        if type(a) is tuple:
            return arrays.matrix_power(a, n) if len(a) * len(a[0]) > 1 else int_power(a[0][0], n)
        return int_power(a, n)

    return run


def _matmul(args: tuple[Term, ...], layout: str) -> Code:
    return _in_turn(arrays.matmul, [compiled(a, layout) for a in args])


def _hadamard(args: tuple[Term, ...], layout: str) -> Code:
    """Factors like ``1 − A`` take the number for every entry."""
    return _in_turn(arrays.hadamard, [_loose(a, layout) for a in args])


def _in_turn(times: Callable[[Value, Value], Value], codes: list[Code]) -> Code:
    """The product of all, from the left."""
    first, *others = codes

    def run(env: Env) -> Value:
        total = first(env)
        for f in others:
            total = times(total, f(env))
        return total

    return run


def _loose(a: Term, layout: str) -> Code:
    if isinstance(a, Call) and a.op == "add":
        parts = [compiled(p, layout) for p in a.args]
        return lambda env: arrays.entrywise(lambda *e: arrays.total(e), *[p(env) for p in parts])
    return compiled(a, layout)


def _extremum(pick: Callable[[Scalar, Scalar], Scalar]) -> Builder:
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
    pairs = [(condition(c, False, layout), compiled(v, layout)) for c, v in zip(args[0:-1:2], args[1::2], strict=False)]
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
    test = condition(args[0], False, layout)
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


def _scalar_entrywise(f: Callable[[Scalar], Scalar]) -> Builder:
    return lambda args, layout: _elementwise(f, [compiled(a, layout) for a in args])


def _constant(make: Callable[[], Scalar]) -> Builder:
    return lambda args, layout: lambda env: make()


def _tuple(args: tuple[Term, ...], layout: str) -> Code:
    codes = [compiled(a, layout) for a in args]
    return lambda env: tuple((x,) for f in codes for x in arrays.entries(f(env)))


def _fold(f: Callable[[Value, Value], Value], values: Iterable[Value]) -> Value:
    total, *rest = values
    for v in rest:
        total = f(total, v)
    return total


_ARRAY_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "transpose": arrays.transpose, "inverse": arrays.inverse, "trace": arrays.trace, "det": arrays.det,
    "kron": lambda *a: _fold(arrays.kron, a),
    "norm": arrays.norm, "norm1": arrays.norm1, "norm_inf": arrays.norm_inf, "inner": arrays.inner, "diag": arrays.diag, "vec": arrays.vec,
    "softmax": arrays.softmax, "rank": arrays.rank, "expm": arrays.exponential, "delta": _delta,
    "identity": lambda n: arrays.identity(integer(n)), "ones": lambda m, n: arrays.constant(ONE, integer(m), integer(n)),
    "zeros": lambda m, n: arrays.constant(ZERO, integer(m), integer(n)), "unit": lambda i, n: arrays.unit(integer(i), integer(n)),
}


BUILDERS |= {
    "add": _add, "mul": _mul, "neg": _neg, "div": _div, "pow": _pow, "matmul": _matmul, "hadamard": _hadamard,
    "max": _extremum(maximum), "min": _extremum(minimum), "cases": _cases, "indicator": _indicator, "tuple": _tuple,
    "re": _scalar_entrywise(_real_part), "im": _scalar_entrywise(_imaginary_part), "conj": _scalar_entrywise(_conjugate),
    "pi": _constant(lambda: arb.pi()), "imaginary": _constant(lambda: acb(0, 1)), "euler_gamma": _constant(lambda: arb.const_euler()),
}
KINDS[Call] = _call

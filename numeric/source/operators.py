"""Operators whose NumPy source has a rule of its own, and templates for the others where the number type asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from numeric.source.pieces import ATOM, COMPARE, POWER, SIGN, TIMES, CompileError, Mode, Value
from symbolic.shapes import SCALAR, shape
from symbolic.sizes import same_shape
from symbolic.terms import ONE, Call, Num, Term

if TYPE_CHECKING:
    from numeric.source.emitting import Emitter

Special = Callable[["Emitter", Term, tuple[Term, ...]], Value]


def _sum_or_product(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    return e.arithmetic(term.op, [e.value(a) for a in args], args)


def _quotient(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    return e.divided(*(e.value(a) for a in args))


def _power(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    base, exponent = args
    if not same_shape(shape(base), SCALAR):
        if not (isinstance(exponent, Num) and exponent.value.denominator == 1):
            raise CompileError("a power of a matrix with an exponent that is no integer")
        return Value(f"np.linalg.matrix_power({e.value(base).code}, {exponent.value})", matrix=True)
    if e.mode == "exact" and not (isinstance(exponent, Num) and exponent.value.denominator == 1):
        raise CompileError("a power with an exponent that is no integer is not rational")
    (a, b), axes, _ = e.common([e.value(base), e.value(exponent)])
    if isinstance(exponent, Num) and exponent.value < 0 and exponent.value.denominator == 1 and e.mode != "exact":
        return Value(f"{a.within(ATOM)}**{float(exponent.value)}", POWER, axes)
    return Value(f"{a.within(ATOM)}**{b.within(ATOM) if b.level != SIGN or e.mode != 'real' else b.code}", POWER, axes)


def _matmul(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    values = [e.value(a) for a in args]
    codes = [v.within(ATOM) for v in values]
    chain = codes[-1]
    for k in range(len(codes) - 2, -1, -1):
        chain = f"{codes[k]} @ {chain if k == len(codes) - 2 else f'({chain})'}"
    if same_shape(shape(term), SCALAR):
        return Value(f"({chain})[0, 0]")
    return Value(chain, TIMES, matrix=True)


def _hadamard(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    return e.arithmetic("mul", [e.value(a) for a in args], args)


def _kron(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    code = e.value(args[0]).code
    for a in args[1:]:
        code = f"np.kron({code}, {e.value(a).code})"
    return Value(code, matrix=True)


def _extremum(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    values, axes, matrix = e.common([e.value(a) for a in args])
    name = f"np.{term.op}imum" if e.mode != "complex" else f"{term.op}imum"
    e.need(f"{name}(")
    code = values[0].code
    for v in values[1:]:
        code = f"{name}({code}, {v.code})"
    return Value(code, ATOM, axes, matrix)


def _cases(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    values, axes, matrix = e.common([e.value(a) for a in args])
    code = values[-1].code if len(values) % 2 else "np.nan"
    for k in range((len(values) // 2) * 2 - 2, -1, -2):
        code = f"np.where({values[k].code}, {values[k + 1].code}, {code})"
    return Value(code, ATOM, axes, matrix)


def _logic(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    values, axes, matrix = e.common([e.value(a) for a in args])
    if term.op == "not":
        return Value(f"~{values[0].within(ATOM)}", SIGN, axes, matrix)
    return Value(f" {'&' if term.op == 'and' else '|'} ".join(v.within(ATOM) for v in values), COMPARE, axes, matrix)


def _truth(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    assert isinstance(term, Call)
    return Value(term.op.capitalize())


def _euler(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    if args[0] is ONE and e.mode != "exact":
        return Value("np.e")
    if e.mode == "exact":
        raise CompileError("exp is not rational")
    v = e.value(args[0])
    return Value(f"np.exp({v.code})", ATOM, v.axes, v.matrix)


def _logarithm(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    """The logarithm of a determinant from its factors, since the determinant itself leaves the range of numbers."""
    match args[0]:
        case Call("det", (a,)) if e.mode != "exact":
            e.need("log_det(")
            return Value(f"log_det({e.value(a).code})")
        case Call("abs", (Call("det", (a,)),)) if e.mode == "real":
            return Value(f"np.linalg.slogdet({e.value(a).code})[1]")
    if e.mode == "exact":
        raise CompileError("log is not rational")
    v = e.value(args[0])
    return Value(f"np.log({v.code})", ATOM, v.axes, v.matrix)


def _sized(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    """identity, ones, zeros: their arguments are sizes."""
    assert isinstance(term, Call)
    sizes = ", ".join(e.whole(a).code for a in args)
    word = {"identity": f"np.eye({sizes})", "ones": f"np.ones(({sizes}))", "zeros": f"np.zeros(({sizes}))"}[term.op]
    return Value(word if e.dtype == "np.float64" else f"{word[:-1]}, dtype={e.dtype})", matrix=True)


def _through_entries(e: Emitter, term: Term, args: tuple[Term, ...]) -> Value:
    return e.by_entries(term)


SPECIAL: dict[str, Special] = {
    "add": _sum_or_product, "mul": _sum_or_product, "neg": _sum_or_product, "div": _quotient, "pow": _power, "exp": _euler,
    "log": _logarithm,
    "matmul": _matmul, "hadamard": _hadamard, "kron": _kron, "max": _extremum, "min": _extremum, "cases": _cases,
    "and": _logic, "or": _logic, "not": _logic, "true": _truth, "false": _truth,
    "identity": _sized, "ones": _sized, "zeros": _sized, "gradient": _through_entries, "hessian": _through_entries,
    "jacobian": _through_entries,
}
TEMPLATES: dict[Mode, dict[str, str]] = {
    "real": {"log1p": "np.log1p({0})", "expm1": "np.expm1({0})", "logaddexp": "np.logaddexp({0}, {1})", "hypot": "np.hypot({0}, {1})",
             "delta": "np.equal({0}, {1})*1.0",
             "inner": "np.sum(({0})*({1}))", "erfc": "erfc({0})", "cbrt": "np.cbrt({0})", "logcosh": "log_cosh({0})",
             "gelu": "({0})*erfc(-({0})/np.sqrt(2))/2"},
    "complex": {"abs": "absolute({0})", "sign": "np.sign(np.real({0}))", "relu": "maximum({0}, 0)", "softplus": "softplus({0})",
                "logaddexp": "logaddexp({0}, {1})", "hypot": "np.sqrt(({0})**2 + ({1})**2)",
                "heaviside": "np.where(np.real({0}) > 0, 1.0, 0.0)",
                "leaky_relu": "np.where(np.real({0}) > 0, {0}, {1}*{0})", "norm": "np.sqrt(np.sum(({0})**2))",
                "norm1": "absolute({0}).sum()", "cbrt": "np.sign(np.real({0}))*absolute({0})**(1/3)"},
    "exact": {"relu": "np.maximum({0}, 0)", "heaviside": "np.where({0} > 0, 1, 0)", "indicator": "np.where({0}, 1, 0)",
              "delta": "np.equal({0}, {1})*1"},
}
ANALYTIC = frozenset({
    "exp", "log", "sqrt", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
    "log1p", "expm1", "log2", "log10", "square", "pi", "e", "euler_gamma", "inf", "eye", "diag", "ravel", "trace", "kron", "cross",
    "vdot", "sum", "linalg", "inv", "det", "matrix_power", "real", "imag", "conj", "where", "equal", "sigmoid", "softmax", "log_det",
    "log_cosh"
})
"""Functions whose value at a complex argument is that of the same analytic function, and what chooses or arranges numbers."""


def has_complex_form(template: str) -> bool:
    """Whether the NumPy source of a row is that of an analytic function: a complex step through others is silently wrong."""
    words = set(re.findall(r"(?<=np\.)\w+|(?<=linalg\.)\w+|(?<![\w.])(?!np\b)[a-z]\w*(?=\()", template))
    return words <= ANALYTIC and not re.search("[<>]|==", template)

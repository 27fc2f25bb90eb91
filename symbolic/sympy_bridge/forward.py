"""Terms to SymPy, nothing evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import (
    Add,
    Derivative,
    E,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    Limit,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    Tuple,
    evaluate,
    oo,
    true,
)
from sympy.logic.boolalg import Implies
from sympy.matrices.expressions import MatAdd, MatMul, MatPow, MatrixSymbol
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.immutable import ImmutableDenseMatrix

from symbolic import terms as t
from symbolic.sympy_bridge.operators import (
    BINDERS,
    CONSTANTS,
    LOGIC,
    MATRIX,
    RELATIONS,
    SCALAR_VALUED,
    BridgeError,
    TermMatrix,
    TermScalar,
    function,
    inverse_node,
    is_matrix,
    node,
    substituted,
)
from symbolic.terms import ONE, Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sym, Term


def to_sympy(term: Term) -> Any:
    """The SymPy expression of a term, not evaluated.

    A scalar symbol becomes a ``Symbol`` with the assumption of its field, an array a ``MatrixSymbol``, an entry an ``Indexed``
    (counted from 1), a function symbol an undefined function.
    """
    with evaluate(False):
        return _Forward(term).convert(term)


class _Forward:
    """One conversion: remembers shared subterms and the names in use."""

    def __init__(self, root: Term) -> None:
        self.done: dict[Term, Any] = {}
        self.taken = {s.name for s in t.free_symbols(root)}

    def convert(self, term: Term) -> Any:
        if term not in self.done:
            self.done[term] = self._node(term)
        return self.done[term]

    def _node(self, term: Term) -> Any:
        match term:
            case Num(value):
                return Rational(value.numerator, value.denominator)
            case Sym():
                return self._symbol(term)
            case Elem(base, indices):
                return self._entry(base, indices)
            case Apply(f, args, orders):
                return self._application(f, args, orders)
            case Matrix(rows):
                return ImmutableDenseMatrix([[self.convert(entry) for entry in row] for row in rows])
            case Deriv(body, var, order):
                return node(Derivative, self.convert(body), Tuple(self.convert(var), self.convert(order)))
            case Bind():
                return self._binder(term)
            case Call(op, args):
                return self._call(op, args)
        raise BridgeError(f"no SymPy counterpart of {type(term).__name__}")

    def _symbol(self, term: Sym) -> Any:
        sort = term.sort
        if sort.shape and not sort.index:
            rows, columns = (self.convert(n) for n in sort.shape)
            return MatrixSymbol(term.name, rows, columns)
        if sort.is_function:
            return Symbol(term.name)
        if sort.index:
            return IndexedBase(term.name)
        return Symbol(term.name, **{sort.field: True}) if sort.field in ("real", "integer", "complex") else Symbol(term.name)

    def _entry(self, base: Term, indices: tuple[Term, ...]) -> Any:
        where = [self.convert(i) for i in indices]
        if isinstance(base, Sym) and not (base.sort.index and base.sort.shape):
            return Indexed(IndexedBase(base.name), *where)
        if isinstance(base, Sym) and len(indices) == len(base.sort.index):
            rows, columns = (self.convert(n) for n in base.sort.shape)
            return TermMatrix("elem", Tuple(IndexedBase(base.name), *where), rows, columns)
        inner = IndexedBase(base.name) if isinstance(base, Sym) else self.convert(base)
        return TermScalar("elem", Tuple(inner, *where))

    def _application(self, f: Sym, args: tuple[Term, ...], orders: tuple[int, ...]) -> Any:
        values = [self.convert(a) for a in args]
        if not any(orders):
            return Function(f.name)(*values)
        slots = [Symbol(rf"\xi_{{{i + 1}}}", real=True) for i in range(len(args))]
        counts = [Tuple(s, Integer(n)) for s, n in zip(slots, orders, strict=True) if n]
        return substituted(node(Derivative, Function(f.name)(*slots), *counts), slots, values)

    def _binder(self, term: Bind) -> Any:
        name = term.var.name
        while name in self.taken:
            name += "'"
        var = Sym(name, term.var.sort, 0)
        outer, self.taken = self.taken, self.taken | {name}
        body = self.convert(t.substitute(term.body, {term.var: var}))
        self.taken = outer
        bounds = [self.convert(b) for b in term.bounds]
        variable = self._symbol(var)
        match term.op:
            case "sum" | "prod" | "integral":
                whole = node(BINDERS[term.op], body, Tuple(variable, *bounds))
                whole.is_commutative = body.is_commutative
                return whole
            case "limit" | "limit+" | "limit-":
                return node(Limit, body, variable, bounds[0], Symbol(term.op[5:] or "+-"))
            case "at":
                return substituted(body, [variable], bounds)
        raise BridgeError(f"SymPy has no counterpart of the binder {term.op!r}")

    def _call(self, op: str, args: tuple[Term, ...]) -> Any:
        if op in CONSTANTS:
            return CONSTANTS[op]
        if op == "exp" and args[0] is ONE:
            return E
        if op == "neg" and args[0] is t.INFINITY:
            return -oo
        values = [self.convert(a) for a in args]
        matrices = [is_matrix(v) for v in values]
        if op in _ARITHMETIC:
            return _ARITHMETIC[op](*(_aligned(values, matrices) if op == "add" else values))
        if op == "inverse" and any(matrices):
            return inverse_node(*values)
        if op in MATRIX and (any(matrices) or op in ("identity", "ones", "zeros")):
            return node(MATRIX[op], *values)
        if op in RELATIONS and not any(matrices):
            return RELATIONS[op](*values, evaluate=False)
        if op in LOGIC:
            return LOGIC[op](*values, evaluate=False)
        if op == "impliedby":
            return Implies(values[1], values[0], evaluate=False)
        if op in ("max", "min"):
            return _extremum(Max if op == "max" else Min, values)
        if op == "cases":
            return _piecewise(values)
        if op == "tuple":
            return Tuple(*values)
        if any(matrices) or op in SCALAR_VALUED or op in _SHAPED:
            return _generic(op, values)
        return function(op)(*values) if op == "delta" else function(op)(*values, evaluate=False)


def _aligned(values: list[Any], matrices: list[bool]) -> list[Any]:
    """The summands of a sum of 1×1 matrices and scalars, all scalar."""
    if all(matrices) or not any(matrices):
        return values
    return [node(MatrixElement, v, S.Zero, S.Zero) if m else v for v, m in zip(values, matrices, strict=True)]


def _sum(*values: Any) -> Any:
    return node(MatAdd, *values) if is_matrix(values[0]) else Add(*values, evaluate=False)


def _product(*values: Any) -> Any:
    return node(MatMul, *values) if any(map(is_matrix, values)) else Mul(*values, evaluate=False)


def _power(base: Any, exponent: Any) -> Any:
    return node(MatPow, base, exponent) if is_matrix(base) else Pow(base, exponent, evaluate=False)


def _quotient(a: Any, b: Any) -> Any:
    return _product(a, Pow(b, S.NegativeOne, evaluate=False))


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": _sum, "mul": _product, "matmul": _product, "pow": _power, "div": _quotient,
    "neg": lambda a: _product(S.NegativeOne, a),
    "sqrt": lambda a: Pow(a, S.Half, evaluate=False) if not is_matrix(a) else _generic("sqrt", [a]),
}


def _extremum(kind: Any, values: list[Any]) -> Any:
    made = node(kind, *values)
    made._argset = frozenset(values)
    return made


def _piecewise(values: list[Any]) -> Any:
    pairs = [(values[i + 1], values[i]) for i in range(0, len(values) - 1, 2)]
    if len(values) % 2:
        pairs.append((values[-1], true))
    return Piecewise(*pairs, evaluate=False)


_SHAPED: dict[str, Callable[..., tuple[Any, Any]]] = {
    "diag": lambda a: (a.shape[0] * a.shape[1], a.shape[0] * a.shape[1]),
    "vec": lambda a: (a.shape[0] * a.shape[1], S.One),
    "softmax": lambda a: a.shape,
    "unit": lambda i, n: (n, S.One),
    "gradient": lambda f, v: v.shape if is_matrix(v) else (S(len(v.args)), S.One),
    "hessian": lambda f, v: (v.shape[0], v.shape[0]) if is_matrix(v) else (S(len(v.args)), S(len(v.args))),
    "jacobian": lambda f, v: (f.shape[0] if is_matrix(f) else S.One, v.shape[0] if is_matrix(v) else S(len(v.args))),
}


def _generic(op: str, values: list[Any]) -> Any:
    """A node that carries the name of the operator: scalar where the operator is, else with its shape."""
    if op in SCALAR_VALUED or op in RELATIONS:
        return TermScalar(op, Tuple(*values))
    shape = _SHAPED[op](*values) if op in _SHAPED else next(v.shape for v in values if is_matrix(v))
    return TermMatrix(op, Tuple(*values), *shape)

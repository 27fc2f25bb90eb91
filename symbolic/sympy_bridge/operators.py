"""SymPy without its opinions: expressions exactly as written, and classes for the rows of the table that SymPy lacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sympy
from sympy import (
    And,
    Basic,
    Eq,
    EulerGamma,
    Expr,
    Function,
    Ge,
    Gt,
    I,
    Integral,
    Le,
    Lt,
    Ne,
    Not,
    Or,
    Product,
    S,
    Subs,
    Sum,
    Symbol,
    Tuple,
    evaluate,
    false,
    oo,
    pi,
    true,
)
from sympy.core.symbol import Str
from sympy.logic.boolalg import Equivalent, Implies
from sympy.matrices.expressions import (
    Determinant,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatrixExpr,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.matrixbase import MatrixBase

from symbolic import terms as t
from symbolic.functions import FUNCTIONS
from symbolic.functions import Function as Row
from symbolic.terms import Sym


class BridgeError(ValueError):
    """There is no faithful counterpart on the other side."""


# --- SymPy without its opinions -----------------------------------------------------------------


@contextmanager
def unevaluated() -> Iterator[None]:
    """Build SymPy expressions exactly as written: ``x/x``, ``exp(log(x))``, ``sqrt(x)**2`` and ``A*A.I`` stay what they are.

    SymPy's own ``evaluate(False)`` still simplifies products, sums and transposes of matrices; here their
    operators do not either.  The operators are replaced for the duration of the block, in the whole process.
    """
    operators: dict[str, Any] = {
        "__add__": lambda a, b: MatAdd(a, b, evaluate=False),
        "__radd__": lambda a, b: MatAdd(b, a, evaluate=False),
        "__sub__": lambda a, b: MatAdd(a, negated(b), evaluate=False),
        "__rsub__": lambda a, b: MatAdd(b, negated(a), evaluate=False),
        "__mul__": lambda a, b: MatMul(a, b, evaluate=False),
        "__rmul__": lambda a, b: MatMul(b, a, evaluate=False),
        "__matmul__": lambda a, b: MatMul(a, b, evaluate=False),
        "__neg__": lambda a: MatMul(S.NegativeOne, a, evaluate=False),
        "T": property(lambda a: node(Transpose, a)),
        "I": property(inverse_node),
        "inv": inverse_node,
    }
    saved = {name: MatrixExpr.__dict__[name] for name in operators}
    try:
        for name, operator in operators.items():
            setattr(MatrixExpr, name, operator)
        with evaluate(False):
            yield
    finally:
        for name, operator in saved.items():
            setattr(MatrixExpr, name, operator)


def negated(b: Any) -> Any:
    """−b as a product that is not evaluated."""
    return MatMul(S.NegativeOne, b, evaluate=False)


def node(kind: Any, *args: Any) -> Any:
    """A SymPy node with exactly these arguments, its constructor not asked."""
    return Basic.__new__(kind, *args)


def inverse_node(a: Any) -> Any:
    return node(Inverse, a, S.NegativeOne)


def substituted(body: Any, variables: list[Any], point: list[Any]) -> Any:
    """``Subs`` with the names as they are; SymPy compares by ``_expr``, where it would have put dummies."""
    made = node(Subs, body, Tuple(*variables), Tuple(*point))
    made._expr = body
    return made


# --- functions of the table that SymPy does not have -----------------------------------------------


class TermMatrix(MatrixExpr):  # type: ignore[misc]  # SymPy has no types
    """A matrix-valued operator of the table without a SymPy class: name, arguments, rows, columns."""

    def __new__(cls, op: Any, arguments: Any, rows: Any, columns: Any) -> Any:
        return Basic.__new__(cls, op if isinstance(op, Str) else Str(op), arguments, rows, columns)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[2], self.args[3]


class TermScalar(Expr):  # type: ignore[misc]  # SymPy has no types
    """A scalar-valued operator of the table that takes matrices, without a SymPy class: name and arguments."""

    is_commutative = True

    def __new__(cls, op: Any, arguments: Any) -> Any:
        return Basic.__new__(cls, op if isinstance(op, Str) else Str(op), arguments)


@cache
def function(name: str) -> Any:
    """The SymPy function of a row of the table: SymPy's own where it has one, else a class made from the row.

    The class differentiates by the row's rule and rewrites itself by the row's definition (``rewrite(exp)``, ``evalf``).
    """
    row = FUNCTIONS.get(name)
    if row is None:
        raise BridgeError(f"no function {name!r} in the table")
    known = own_class(row)
    if known is not None:
        return known

    from symbolic.sympy_bridge.forward import to_sympy

    def defined(self: Any) -> Any:
        if row.expand is None:
            return None
        with evaluate(False):
            return to_sympy(row.expand(*_placeholders(len(self.args)))).xreplace(dict(zip(_slots(len(self.args)), self.args, strict=True)))

    def fdiff(self: Any, argindex: int = 1) -> Any:
        if argindex > len(row.derivative):
            raise BridgeError(f"no differentiation rule for {name}")
        slope = to_sympy(row.derivative[argindex - 1](*_placeholders(len(self.args))))
        return slope.xreplace(dict(zip(_slots(len(self.args)), self.args, strict=True)))

    def rewritten(self: Any, *args: Any, **hints: Any) -> Any:
        return defined(self)

    def numeric(self: Any, precision: int) -> Any:
        whole = defined(self)
        return None if whole is None else whole.doit()._eval_evalf(precision)

    def typeset(self: Any, printer: Any, exp: str | None = None) -> str:
        shown = row.latex + r"\left(" + ", ".join(printer._print(a) for a in self.args) + r"\right)"
        return shown if exp is None else f"{shown}^{{{exp}}}"

    body = {"fdiff": fdiff, "_eval_rewrite_as_exp": rewritten, "_eval_rewrite_as_Piecewise": rewritten, "_eval_evalf": numeric,
            "_latex": typeset, "is_real": True, "row": name}
    return type(name, (Function,), body)


def own_class(row: Row) -> Any:
    """The class that SymPy itself has for a row; None where it has none, or writes the function in another way (``sqrt``)."""
    found = getattr(sympy, row.sympy, None) if row.sympy else None
    return found if isinstance(found, type) and issubclass(found, Function) and found is not sympy.Piecewise else None


def row_of_class(cls: Any) -> str | None:
    """The name of the row of a class of SymPy, or of one that was made for a row."""
    known = getattr(cls, "row", None)
    if known is not None:
        return str(known)
    return next((row.name for row in FUNCTIONS.values() if row.sympy == cls.__name__ and own_class(row) is cls), None)


def _placeholders(n: int) -> tuple[Sym, ...]:
    return tuple(t.sym(f"slot{i}") for i in range(n))


def _slots(n: int) -> tuple[Any, ...]:
    return tuple(Symbol(f"slot{i}", real=True) for i in range(n))


CONSTANTS: dict[str, Any] = {"pi": pi, "infinity": oo, "imaginary": I, "euler_gamma": EulerGamma, "true": true, "false": false}
RELATIONS: dict[str, Any] = {"eq": Eq, "ne": Ne, "lt": Lt, "le": Le, "gt": Gt, "ge": Ge}
LOGIC: dict[str, Any] = {"and": And, "or": Or, "not": Not, "implies": Implies, "iff": Equivalent}
BINDERS: dict[str, Any] = {"sum": Sum, "prod": Product, "integral": Integral}
MATRIX: dict[str, Any] = {"transpose": Transpose, "inverse": Inverse, "trace": Trace, "det": Determinant, "hadamard": HadamardProduct,
                           "kron": KroneckerProduct, "identity": Identity, "ones": OneMatrix, "zeros": ZeroMatrix}
MATRIX_NAMES = {cls: name for name, cls in MATRIX.items()}
SCALAR_VALUED = frozenset({"norm", "norm1", "norm_inf", "inner", "rank", "posdef", "possemidef", "approx", "propto", "element",
                            "smooth", "invertible"})


def is_matrix(value: Any) -> bool:
    """Whether a SymPy expression is a matrix."""
    return isinstance(value, (MatrixExpr, MatrixBase))

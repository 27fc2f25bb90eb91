"""Terms to SymPy and back, structure kept.

Guarantee: :func:`to_sympy` evaluates nothing, and ``from_sympy(to_sympy(t), free_symbols(t))`` is ``t`` again, up to
four spellings that SymPy does not tell apart:

- ``mul(-1, a)`` comes back as ``neg(a)``; ``mul(a, pow(b, -1))`` and ``pow(b, -1)`` as quotients;
- a sum or product with a single summand or factor comes back as that summand or factor;
- the conditions joined by ∧ or ∨, which SymPy keeps as sets, come back in SymPy's order;
- a bound name that also occurs free in the same formula comes back renamed.

What SymPy has no word for (forall, argmax) raises :class:`BridgeError`; nothing is approximated.
Entries are counted from 1 here and in SymPy's ``Indexed``; SymPy's matrix elements, counted from 0, are shifted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from typing import Any

from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Derivative,
    Dummy,
    E,
    Eq,
    EulerGamma,
    Expr,
    Float,
    Function,
    Ge,
    Gt,
    I,
    Indexed,
    IndexedBase,
    Integer,
    Integral,
    KroneckerDelta,
    Le,
    Limit,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    Tuple,
    evaluate,
    exp,
    factorial,
    false,
    latex,
    log,
    oo,
    pi,
    true,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.symbol import Str
from sympy.functions import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    binomial,
    ceiling,
    conjugate,
    cos,
    cosh,
    cot,
    coth,
    csc,
    csch,
    erf,
    floor,
    gamma,
    im,
    re,
    sec,
    sech,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)
from sympy.logic.boolalg import BooleanFalse, BooleanTrue, Equivalent, Implies
from sympy.matrices.expressions import (
    Determinant,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.immutable import ImmutableDenseMatrix
from sympy.matrices.matrixbase import MatrixBase

from symbolic import terms as t
from symbolic.functions import FUNCTIONS
from symbolic.terms import INTEGER, ONE, REAL, Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sort, Sym, Term

Symbols = Mapping[str, Sym] | Iterable[Sym]


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
        "__sub__": lambda a, b: MatAdd(a, _negated(b), evaluate=False),
        "__rsub__": lambda a, b: MatAdd(b, _negated(a), evaluate=False),
        "__mul__": lambda a, b: MatMul(a, b, evaluate=False),
        "__rmul__": lambda a, b: MatMul(b, a, evaluate=False),
        "__matmul__": lambda a, b: MatMul(a, b, evaluate=False),
        "__neg__": lambda a: MatMul(S.NegativeOne, a, evaluate=False),
        "T": property(lambda a: _node(Transpose, a)),
        "I": property(_inverse),
        "inv": _inverse,
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


def _negated(b: Any) -> Any:
    return MatMul(S.NegativeOne, b, evaluate=False)


def _node(kind: Any, *args: Any) -> Any:
    """A SymPy node with exactly these arguments, its constructor not asked."""
    return Basic.__new__(kind, *args)


def _inverse(a: Any) -> Any:
    return _node(Inverse, a, S.NegativeOne)


def _subs(body: Any, variables: list[Any], point: list[Any]) -> Any:
    """``Subs`` with the names as they are; SymPy compares by ``_expr``, where it would have put dummies."""
    node = _node(Subs, body, Tuple(*variables), Tuple(*point))
    node._expr = body
    return node


# --- functions of the table that SymPy does not have -----------------------------------------------


class TermMatrix(MatrixExpr):  # type: ignore[misc]
    """A matrix-valued operator of the table without a SymPy class: name, arguments, rows, columns."""

    def __new__(cls, op: Any, arguments: Any, rows: Any, columns: Any) -> Any:
        return Basic.__new__(cls, op if isinstance(op, Str) else Str(op), arguments, rows, columns)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[2], self.args[3]


class TermScalar(Expr):  # type: ignore[misc]
    """A scalar-valued operator of the table that takes matrices, without a SymPy class: name and arguments."""

    is_commutative = True

    def __new__(cls, op: Any, arguments: Any) -> Any:
        return Basic.__new__(cls, op if isinstance(op, Str) else Str(op), arguments)


@cache
def function(name: str) -> Any:
    """The SymPy function of a row of the table: SymPy's own where it has one, else a class made from the row.

    The class differentiates by the row's rule and rewrites itself by the row's definition (``rewrite(exp)``, ``evalf``).
    """
    known = _SCALAR.get(name)
    if known is not None:
        return known
    row = FUNCTIONS.get(name)
    if row is None:
        raise BridgeError(f"no function {name!r} in the table")

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


def _placeholders(n: int) -> tuple[Sym, ...]:
    return tuple(t.sym(f"slot{i}") for i in range(n))


def _slots(n: int) -> tuple[Any, ...]:
    return tuple(Symbol(f"slot{i}", real=True) for i in range(n))


_SCALAR: dict[str, Any] = {
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tan": tan, "cot": cot, "sec": sec, "csc": csc, "asin": asin, "acos": acos,
    "atan": atan,
    "sinh": sinh, "cosh": cosh, "tanh": tanh, "coth": coth, "sech": sech, "csch": csch, "asinh": asinh, "acosh": acosh, "atanh": atanh,
    "abs": Abs, "sign": sign, "floor": floor, "ceil": ceiling, "delta": KroneckerDelta, "erf": erf, "gamma": gamma, "factorial": factorial,
    "binomial": binomial, "re": re, "im": im, "conj": conjugate,
}
_NAMES = {cls: name for name, cls in _SCALAR.items()}
_CONSTANTS: dict[str, Any] = {"pi": pi, "infinity": oo, "imaginary": I, "euler_gamma": EulerGamma, "true": true, "false": false}
_RELATIONS: dict[str, Any] = {"eq": Eq, "ne": Ne, "lt": Lt, "le": Le, "gt": Gt, "ge": Ge}
_LOGIC: dict[str, Any] = {"and": And, "or": Or, "not": Not, "implies": Implies, "iff": Equivalent}
_BINDERS: dict[str, Any] = {"sum": Sum, "prod": Product, "integral": Integral}
_MATRIX: dict[str, Any] = {"transpose": Transpose, "inverse": Inverse, "trace": Trace, "det": Determinant, "hadamard": HadamardProduct,
                           "kron": KroneckerProduct, "identity": Identity, "ones": OneMatrix, "zeros": ZeroMatrix}
_MATRIX_NAMES = {cls: name for name, cls in _MATRIX.items()}
_SCALAR_VALUED = frozenset({"norm", "norm1", "norm_inf", "inner", "rank", "posdef", "possemidef", "approx", "propto", "element",
                            "smooth", "invertible"})


# --- terms → SymPy ----------------------------------------------------------------------------------


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
                return _node(Derivative, self.convert(body), Tuple(self.convert(var), self.convert(order)))
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
        return _subs(_node(Derivative, Function(f.name)(*slots), *counts), slots, values)

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
                whole = _node(_BINDERS[term.op], body, Tuple(variable, *bounds))
                whole.is_commutative = body.is_commutative
                return whole
            case "limit" | "limit+" | "limit-":
                return _node(Limit, body, variable, bounds[0], Symbol(term.op[5:] or "+-"))
            case "at":
                return _subs(body, [variable], bounds)
        raise BridgeError(f"SymPy has no counterpart of the binder {term.op!r}")

    def _call(self, op: str, args: tuple[Term, ...]) -> Any:
        if op in _CONSTANTS:
            return _CONSTANTS[op]
        if op == "exp" and args[0] is ONE:
            return E
        if op == "neg" and args[0] is t.INFINITY:
            return -oo
        values = [self.convert(a) for a in args]
        matrices = [_is_matrix(v) for v in values]
        if op in _ARITHMETIC:
            return _ARITHMETIC[op](*(_aligned(values, matrices) if op == "add" else values))
        if op == "inverse" and any(matrices):
            return _inverse(*values)
        if op in _MATRIX and (any(matrices) or op in ("identity", "ones", "zeros")):
            return _node(_MATRIX[op], *values)
        if op in _RELATIONS and not any(matrices):
            return _RELATIONS[op](*values, evaluate=False)
        if op in _LOGIC:
            return _LOGIC[op](*values, evaluate=False)
        if op == "impliedby":
            return Implies(values[1], values[0], evaluate=False)
        if op in ("max", "min"):
            return _extremum(Max if op == "max" else Min, values)
        if op == "cases":
            return _piecewise(values)
        if op == "tuple":
            return Tuple(*values)
        if any(matrices) or op in _SCALAR_VALUED or op in _SHAPED:
            return _generic(op, values)
        return function(op)(*values) if op == "delta" else function(op)(*values, evaluate=False)


def _is_matrix(value: Any) -> bool:
    return isinstance(value, (MatrixExpr, MatrixBase))


def _aligned(values: list[Any], matrices: list[bool]) -> list[Any]:
    """The summands of a sum of 1×1 matrices and scalars, all scalar."""
    if all(matrices) or not any(matrices):
        return values
    return [_node(MatrixElement, v, S.Zero, S.Zero) if m else v for v, m in zip(values, matrices, strict=True)]


def _sum(*values: Any) -> Any:
    return _node(MatAdd, *values) if _is_matrix(values[0]) else Add(*values, evaluate=False)


def _product(*values: Any) -> Any:
    return _node(MatMul, *values) if any(map(_is_matrix, values)) else Mul(*values, evaluate=False)


def _power(base: Any, exponent: Any) -> Any:
    return _node(MatPow, base, exponent) if _is_matrix(base) else Pow(base, exponent, evaluate=False)


def _quotient(a: Any, b: Any) -> Any:
    return _product(a, Pow(b, S.NegativeOne, evaluate=False))


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": _sum, "mul": _product, "matmul": _product, "pow": _power, "div": _quotient,
    "neg": lambda a: _product(S.NegativeOne, a),
    "sqrt": lambda a: Pow(a, S.Half, evaluate=False) if not _is_matrix(a) else _generic("sqrt", [a]),
}


def _extremum(kind: Any, values: list[Any]) -> Any:
    node = _node(kind, *values)
    node._argset = frozenset(values)
    return node


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
    "gradient": lambda f, v: v.shape if _is_matrix(v) else (S(len(v.args)), S.One),
    "hessian": lambda f, v: (v.shape[0], v.shape[0]) if _is_matrix(v) else (S(len(v.args)), S(len(v.args))),
    "jacobian": lambda f, v: (f.shape[0] if _is_matrix(f) else S.One, v.shape[0] if _is_matrix(v) else S(len(v.args))),
}


def _generic(op: str, values: list[Any]) -> Any:
    """A node that carries the name of the operator: scalar where the operator is, else with its shape."""
    if op in _SCALAR_VALUED or op in _RELATIONS:
        return TermScalar(op, Tuple(*values))
    shape = _SHAPED[op](*values) if op in _SHAPED else next(v.shape for v in values if _is_matrix(v))
    return TermMatrix(op, Tuple(*values), *shape)


# --- SymPy → terms ----------------------------------------------------------------------------------


def from_sympy(expr: Any, symbols: Symbols = ()) -> Term:
    """The term of a SymPy expression, as it stands.

    ``symbols`` gives the typed symbols by name (a mapping, or the symbols themselves).  A name that is not among them is a real
    scalar, an integer if SymPy assumes so, complex if SymPy assumes it complex and not real; its name becomes LaTeX
    (``alpha`` → ``\\alpha``).  Further assumptions are facts: see :func:`assumptions`.
    An undefined function with the name of a row of the table that SymPy lacks (``Function("sigmoid")``) is that row, unless
    ``symbols`` has the name.
    """
    known = dict(symbols) if isinstance(symbols, Mapping) else {s.name: s for s in symbols}
    return _Backward(known).convert(S(expr) if not isinstance(expr, (Basic, MatrixBase)) else expr)


def assumptions(expr: Any, symbols: Symbols = ()) -> tuple[Term, ...]:
    """What SymPy's assumptions say of the free symbols of an expression, as facts: ``positive=True`` → x > 0."""
    known = dict(symbols) if isinstance(symbols, Mapping) else {s.name: s for s in symbols}
    back = _Backward(known)
    facts: list[Term] = []
    for s in sorted(expr.free_symbols, key=str):
        if isinstance(s, Symbol):
            x = back.convert(s)
            for assumed, relation in (("positive", "gt"), ("negative", "lt")):
                if getattr(s, f"is_{assumed}"):
                    facts.append(t.call(relation, x, t.ZERO))
            for assumed, relation, excluded in (("nonnegative", "ge", "positive"), ("nonpositive", "le", "negative"), ("nonzero", "ne",
                                                                                                                       "")):
                signed = s.is_positive or s.is_negative
                if getattr(s, f"is_{assumed}") and not signed and not (excluded and getattr(s, f"is_{excluded}")):
                    facts.append(t.call(relation, x, t.ZERO))
    return tuple(facts)


def canonical_name(name: str) -> str:
    """The LaTeX of a SymPy name; a name that is LaTeX already is kept."""
    return name if any(c in name for c in "\\{^") else str(latex(Symbol(name)))


class _Backward:
    def __init__(self, known: Mapping[str, Sym]) -> None:
        self.known = known
        self.done: dict[Any, Term] = {}

    def convert(self, e: Any) -> Term:
        if e not in self.done:
            self.done[e] = self._node(e)
        return self.done[e]

    def all(self, es: Iterable[Any]) -> tuple[Term, ...]:
        return tuple(self.convert(e) for e in es)

    def name(self, name: str, sort: Sort) -> Sym:
        found = self.known.get(name) or self.known.get(canonical_name(name))
        return found if found is not None else t.sym(canonical_name(name), sort)

    def _node(self, e: Any) -> Term:
        for kind, rule in _BACK:
            if isinstance(e, kind):
                return rule(self, e)
        raise BridgeError(f"SymPy's {type(e).__name__} has no counterpart among the terms")

    def constant(self, e: Any) -> Term:
        return _CONSTANT_TERMS[e]

    def rational(self, e: Any) -> Term:
        return t.num(Fraction(int(e.p), int(e.q)))

    def decimal(self, e: Any) -> Term:
        return t.num(Fraction(str(e)))

    def symbol(self, e: Any) -> Term:
        field = "integer" if e.is_integer else "complex" if e.is_complex and e.is_real is not True else "real"
        return self.name(e.name, Sort(field))

    def array(self, e: Any) -> Term:
        return self.name(e.name, Sort(shape=self.all(e.shape)))

    def family(self, e: Any) -> Term:
        name = str(e.label)
        return self.name(name, Sort(shape=self.all(e.shape)) if e.shape else Sort(index=(None,)))

    def entry(self, e: Any) -> Term:
        found = self.known.get(str(e.base.label)) or self.known.get(canonical_name(str(e.base.label)))
        base = found if found is not None else t.sym(canonical_name(str(e.base.label)), Sort(index=(None,) * len(e.indices)))
        return Elem(base, self.all(e.indices))

    def element(self, e: Any) -> Term:
        parent, i, j = e.args
        base = self.convert(parent)
        if parent.shape == (1, 1) and i == j == 0 and not isinstance(base, Sym):
            return base
        one_up = [t.num(k + 1) if isinstance(k, Integer) else t.add(self.convert(k), ONE) for k in (i, j)]
        return Elem(base, tuple(one_up[:1] if parent.shape[1] == 1 else one_up))

    def sum(self, e: Any) -> Term:
        return t.add(*self.all(e.args))

    def product(self, e: Any) -> Term:
        """A product: the sign and one divisor are told apart, scalars stand before matrices."""
        args = list(e.args)
        if args[0] == -1 and len(args) > 1:
            return t.neg(self._factors(args[1:]))
        return self._factors(args)

    def _factors(self, args: list[Any]) -> Term:
        divisors = [a for a in args if isinstance(a, Pow) and a.exp == -1]
        if divisors:
            rest = [a for a in args if a not in divisors]
            below = t.mul(*self.all(d.base for d in divisors))
            return t.div(self._factors(rest) if rest else ONE, below)
        scalars = [a for a in args if not _is_matrix(a)]
        matrices = [a for a in args if _is_matrix(a)]
        if not matrices or not scalars:
            return t.mul(*self.all(scalars)) if scalars else self._chain(matrices)
        return t.mul(*self.all(scalars), self._chain(matrices))

    def _chain(self, matrices: list[Any]) -> Term:
        values = self.all(matrices)
        return values[0] if len(values) == 1 else t.call("matmul", *values)

    def power(self, e: Any) -> Term:
        base, exponent = e.args
        if base is E:
            return t.exp(self.convert(exponent))
        if exponent == S.Half:
            return t.call("sqrt", self.convert(base))
        if exponent == -1 and not _is_matrix(base):
            return t.div(ONE, self.convert(base))
        return t.power(self.convert(base), self.convert(exponent))

    def application(self, e: Any) -> Term:
        args, name = self.all(e.args), e.func.__name__
        row = next((r for r in FUNCTIONS.values() if name in (r.name, *r.aliases) and r.expand and r.name not in _SCALAR), None)
        if row is not None and row.elementwise and row.arity == len(args) and name not in self.known:
            return Call(row.name, args)
        f = self.name(name, Sort(domain=(REAL,) * len(args)))
        return Apply(f, args, (0,) * len(args))

    def derivative(self, e: Any) -> Term:
        body = self.convert(e.expr)
        for var, count in e.variable_count:
            body = Deriv(body, self.convert(var), self.convert(count.doit()))
        return body

    def substitution(self, e: Any) -> Term:
        body, variables, point = e.args
        inner = body.expr if isinstance(body, Derivative) else None
        if isinstance(inner, AppliedUndef) and inner.args == tuple(variables):
            counts = {v: int(n) for v, n in body.variable_count}
            applied = self.convert(inner)
            assert isinstance(applied, Apply)
            return Apply(applied.function, self.all(point), tuple(counts.get(v, 0) for v in variables))
        if len(variables) != 1:
            raise BridgeError("a substitution of several variables at once has no counterpart")
        return self.bound("at", body, variables[0], self.all(point))

    def bound(self, op: str, body: Any, var: Any, bounds: tuple[Term, ...]) -> Term:
        """Close over ``var``; inside, its name means the bound variable whatever it means outside."""
        inner = _Backward({k: v for k, v in self.known.items() if k not in (var.name, canonical_name(var.name))})
        variable = inner.convert(var)
        if not isinstance(variable, Sym):
            raise BridgeError("only a symbol can be bound")
        if op in ("sum", "prod"):
            outer = {**inner.known, var.name: t.sym(variable.name, INTEGER)}
            variable = outer[var.name]
            inner = _Backward(outer)
        return t.bind(op, variable, inner.convert(body), bounds)

    def binder(self, e: Any) -> Term:
        op = {Sum: "sum", Product: "prod", Integral: "integral"}[type(e)]
        body, *limits = e.args
        if len(limits) != 1:
            first, *others = limits
            return self.convert(_node(type(e), _node(type(e), body, first), *others))
        return self.bound(op, body, limits[0][0], self.all(limits[0][1:]))

    def limit(self, e: Any) -> Term:
        body, var, point, direction = e.args
        op = {"+-": "limit", "+": "limit+", "-": "limit-"}[str(direction)]
        return self.bound(op, body, var, (self.convert(point),))

    def cases(self, e: Any) -> Term:
        parts: list[Term] = []
        for value, condition in e.args:
            parts += [self.convert(value)] if condition == true else [self.convert(condition), self.convert(value)]
        return t.call("cases", *parts)

    def matrix(self, e: Any) -> Term:
        rows, columns = e.shape
        return Matrix(tuple(tuple(self.convert(e[i, j]) for j in range(columns)) for i in range(rows)))

    def generic(self, e: Any) -> Term:
        op, args = e.args[0].name, self.all(e.args[1])
        return Elem(args[0], args[1:]) if op == "elem" else Call(op, args)

    def tabled(self, e: Any) -> Term:
        name = getattr(e.func, "row", None) or _NAMES.get(e.func)
        if name is None:
            raise BridgeError(f"SymPy's function {e.func.__name__} is not in the table")
        return Call(name, self.all(e.args))

    def relation(self, e: Any) -> Term:
        return Call({cls: name for name, cls in _RELATIONS.items()}[e.func], self.all(e.args))

    def logic(self, e: Any) -> Term:
        return Call({cls: name for name, cls in _LOGIC.items()}[e.func], self.all(e.args))

    def operator(self, e: Any) -> Term:
        operands = e.args[:1] if isinstance(e, Inverse) else e.args
        return Call(_MATRIX_NAMES[e.func], self.all(operands))

    def extremum(self, e: Any) -> Term:
        return Call("max" if isinstance(e, Max) else "min", self.all(e.args))

    def tuple(self, e: Any) -> Term:
        return Call("tuple", self.all(e.args))


_CONSTANT_TERMS: dict[Any, Term] = {value: Call(name, ()) for name, value in _CONSTANTS.items()} | {-oo: t.neg(t.INFINITY), E: t.exp(ONE)}
_BACK: tuple[tuple[Any, Callable[[_Backward, Any], Term]], ...] = (
    ((BooleanTrue, BooleanFalse, type(pi), type(oo), type(-oo), type(I), type(EulerGamma), type(E)), _Backward.constant),
    (Rational, _Backward.rational),
    (Float, _Backward.decimal),
    ((Symbol, Dummy), _Backward.symbol),
    (MatrixSymbol, _Backward.array),
    (IndexedBase, _Backward.family),
    (Indexed, _Backward.entry),
    (MatrixElement, _Backward.element),
    ((Add, MatAdd), _Backward.sum),
    ((Mul, MatMul), _Backward.product),
    (tuple(_MATRIX.values()), _Backward.operator),
    ((Pow, MatPow), _Backward.power),
    ((TermMatrix, TermScalar), _Backward.generic),
    (AppliedUndef, _Backward.application),
    (Derivative, _Backward.derivative),
    (Subs, _Backward.substitution),
    ((Sum, Product, Integral), _Backward.binder),
    (Limit, _Backward.limit),
    (Piecewise, _Backward.cases),
    ((Max, Min), _Backward.extremum),
    (tuple(_RELATIONS.values()), _Backward.relation),
    (tuple(_LOGIC.values()), _Backward.logic),
    (Function, _Backward.tabled),
    (MatrixBase, _Backward.matrix),
    (Tuple, _Backward.tuple),
    (UndefinedFunction, lambda back, e: back.name(e.__name__, Sort(domain=(REAL,)))),
)

"""SymPy to terms, as the expression stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from sympy import (
    Add,
    Basic,
    Derivative,
    Dummy,
    E,
    EulerGamma,
    Float,
    Function,
    I,
    Indexed,
    IndexedBase,
    Integer,
    Integral,
    Limit,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    Tuple,
    latex,
    oo,
    pi,
    true,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.logic.boolalg import BooleanFalse, BooleanTrue
from sympy.matrices.expressions import Inverse, MatAdd, MatMul, MatPow, MatrixSymbol
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.matrixbase import MatrixBase

from symbolic import terms as t
from symbolic.functions import FUNCTIONS
from symbolic.sympy_bridge.operators import (
    CONSTANTS,
    LOGIC,
    MATRIX,
    MATRIX_NAMES,
    RELATIONS,
    BridgeError,
    TermMatrix,
    TermScalar,
    is_matrix,
    node,
    own_class,
    row_of_class,
)
from symbolic.terms import INTEGER, ONE, REAL, Apply, Call, Deriv, Elem, Matrix, Sort, Sym, Term

Symbols = Mapping[str, Sym] | Iterable[Sym]


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


def sizes(*exprs: Any) -> dict[str, Sym]:
    """The symbols of which SymPy assumes nothing that bound a sum or product: positive integers, as everywhere."""
    limits = (limit for e in exprs if isinstance(e, Basic) for whole in e.atoms(Sum, Product) for limit in whole.limits)
    found = {s for limit in limits for s in limit[-1].free_symbols if isinstance(s, Symbol) and s.is_integer is None and s.is_real is None}
    return {canonical_name(s.name): t.sym(canonical_name(s.name), INTEGER) for s in sorted(found, key=str)}


def same_names(*exprs: Any) -> str | None:
    """A name of two different symbols or functions, such as ``Symbol("x")`` and ``Symbol("x", positive=True)``; None if there is none."""
    seen: dict[str, Any] = {}
    functions: dict[str, Any] = {}
    for e in exprs:
        for s in e.free_symbols if isinstance(e, Basic) else ():
            if isinstance(s, (Symbol, MatrixSymbol)) and seen.setdefault(s.name, s) != s:
                return str(s.name)
        for f in {u.func for u in e.atoms(AppliedUndef)} if isinstance(e, Basic) else ():
            if functions.setdefault(f.__name__, f) != f:
                return str(f.__name__)
    return None


def runs_backwards(*exprs: Any) -> bool:
    """Whether a sum or product has an end below its beginning: SymPy does not take it for an empty one."""
    limits = (limit for e in exprs if isinstance(e, Basic) for whole in e.atoms(Sum, Product) for limit in whole.limits)
    return any(isinstance(lo, Integer) and isinstance(hi, Integer) and hi < lo - 1 for _, lo, hi in limits)


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
        if e.is_commutative is False:
            raise BridgeError(f"{e.name} does not commute, as matrices do not: write a MatrixSymbol")
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
        scalars = [a for a in args if not is_matrix(a)]
        matrices = [a for a in args if is_matrix(a)]
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
        if exponent == -1 and not is_matrix(base):
            return t.div(ONE, self.convert(base))
        return t.power(self.convert(base), self.convert(exponent))

    def application(self, e: Any) -> Term:
        args, name = self.all(e.args), e.func.__name__
        row = next((r for r in FUNCTIONS.values() if name in (r.name, *r.aliases) and r.expand and own_class(r) is None), None)
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
            return self.convert(node(type(e), node(type(e), body, first), *others))
        if op == "integral" and len(limits[0]) == 2:
            raise BridgeError("an integral with one bound has no counterpart: give both bounds, or none")
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
        name = row_of_class(e.func)
        if name is None:
            raise BridgeError(f"SymPy's function {e.func.__name__} is not in the table")
        return Call(name, self.all(e.args))

    def relation(self, e: Any) -> Term:
        return Call({cls: name for name, cls in RELATIONS.items()}[e.func], self.all(e.args))

    def logic(self, e: Any) -> Term:
        return Call({cls: name for name, cls in LOGIC.items()}[e.func], self.all(e.args))

    def operator(self, e: Any) -> Term:
        operands = e.args[:1] if isinstance(e, Inverse) else e.args
        return Call(MATRIX_NAMES[e.func], self.all(operands))

    def extremum(self, e: Any) -> Term:
        return Call("max" if isinstance(e, Max) else "min", self.all(e.args))

    def tuple(self, e: Any) -> Term:
        return Call("tuple", self.all(e.args))


_CONSTANT_TERMS: dict[Any, Term] = {value: Call(name, ()) for name, value in CONSTANTS.items()} | {-oo: t.neg(t.INFINITY), E: t.exp(ONE)}
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
    (tuple(MATRIX.values()), _Backward.operator),
    ((Pow, MatPow), _Backward.power),
    ((TermMatrix, TermScalar), _Backward.generic),
    (AppliedUndef, _Backward.application),
    (Derivative, _Backward.derivative),
    (Subs, _Backward.substitution),
    ((Sum, Product, Integral), _Backward.binder),
    (Limit, _Backward.limit),
    (Piecewise, _Backward.cases),
    ((Max, Min), _Backward.extremum),
    (tuple(RELATIONS.values()), _Backward.relation),
    (tuple(LOGIC.values()), _Backward.logic),
    (Function, _Backward.tabled),
    (MatrixBase, _Backward.matrix),
    (Tuple, _Backward.tuple),
    (UndefinedFunction, lambda back, e: back.name(e.__name__, Sort(domain=(REAL,)))),
)

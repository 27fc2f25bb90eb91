"""Derivatives by whole arrays, of any size, in matrix form.

Reverse mode: ``pull(T, S)`` is the derivative of ⟨S, T⟩ = tr(Sᵀ T) by the array X, for S held fixed; the
rules are those of the differential (``d tr(AXB) = tr(B A dX)``, ``dX⁻¹ = −X⁻¹ dX X⁻¹``, ``d det X = det X tr(X⁻¹ dX)``,
``d tr e^X = tr(e^X dX)``).
Forward mode gives the Jacobian of a vector by a vector, and derivatives by a number (:mod:`symbolic.proving.matrices.rates`).

Guarantee: where the term is differentiable and every condition in ``assumed`` holds, the result has the value of
the derivative.  What has no rule raises :class:`NoRule`.  Layout as in :mod:`symbolic.shapes`.

Source: J. R. Magnus and H. Neudecker, Matrix Differential Calculus.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from symbolic.functions import FUNCTIONS, ne
from symbolic.gradients import Slope, is_of_array, slope_at, slope_term
from symbolic.products import product
from symbolic.proving.calculus import NoRule, total
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.rates import rate
from symbolic.shapes import DENOMINATOR, NUMERATOR, SCALAR, Conventions, is_vector, length, shape
from symbolic.sizes import Shape, same_shape, same_size
from symbolic.terms import (
    ONE,
    TWO,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    exp,
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    power,
    rebuild,
    sub,
    substitute,
    walk,
)


def transpose(t: Term) -> Term:
    """tᵀ, with double transposes and transposed numbers left out."""
    if same_shape(shape(t), SCALAR):
        return t
    if isinstance(t, Call) and t.op == "transpose":
        return t.args[0]
    return call("transpose", t)


def _is_array(t: Term) -> bool:
    return not same_shape(shape(t), SCALAR)


def inner(a: Term, b: Term) -> Term:
    """⟨a, b⟩ of two arrays or two numbers."""
    return call("trace", product(transpose(a), b)) if _is_array(a) else mul(a, b)


@dataclass(slots=True)
class ArrayCalculus:
    """Differentiation in one step; ``assumed`` collects what the rules needed beyond differentiability."""

    conventions: Conventions = frozenset()
    assumed: list[Term] = field(default_factory=list)

    def resolve(self, t: Term) -> Term:
        """Carry out every derivative by an array in ``t``, innermost first."""
        known = slope_at(t)
        if known is not None:
            return slope_term(replace(known, place=self.resolve(known.place)))
        match t:
            case Deriv(body, Sym() as var, order) if var.sort.shape and _is_array(var):
                return self._derivative(self.resolve(body), var, order)
            case Deriv(body, Sym() as var, Num(order)) if var.sort.is_scalar and has_arrays(body):
                return self._by_number(self.resolve(body), var, int(order))
            case Deriv(body, Elem(Sym() as base, (i, j)), Num(order)) if order == 1 and not base.sort.index and not _is_array(body):
                return self._entry(self.gradient(self.resolve(body), base), base, i, j)
            case Call("gradient", (body, Sym() as var)) if not _is_array(body):
                return self.gradient(self.resolve(body), var)
            case Call("hessian", (body, Sym() as var)):
                return self.jacobian(self.gradient(self.resolve(body), var), var)
            case Call("jacobian", (body, Sym() as var)) if _is_array(var):
                return self.jacobian(self.resolve(body), var)
            case Bind(op, _, _, bounds):
                var, inside = open_binder(t)
                before = len(self.assumed)
                closed = self.resolve(inside)
                by_entry = any(isinstance(p, Deriv) and isinstance(p.var, Elem) and p.var.base is var for p in walk(closed))
                if op == "at" and (var.sort.shape or has_arrays(closed)) and not by_entry:
                    value = {var: self.resolve(bounds[0])}
                    self.assumed[before:] = [substitute(c, value) for c in self.assumed[before:]]
                    return substitute(closed, value)
                return bind(op, var, closed, tuple(map(self.resolve, bounds)))
        return rebuild(t, tuple(map(self.resolve, children(t))))

    def _derivative(self, body: Term, var: Sym, order: Term) -> Term:
        if order is TWO and not _is_array(body):
            return self.jacobian(self.gradient(body, var), var)
        if order is not ONE:
            raise NoRule("a derivative by an array of higher order")
        if not _is_array(body):
            found = self.gradient(body, var)
            return transpose(found) if NUMERATOR in self.conventions and found is not ZERO else found
        found = self.jacobian(body, var)
        return transpose(found) if DENOMINATOR in self.conventions else found

    def _entry(self, gradient: Term, base: Sym, i: Term, j: Term) -> Term:
        """The derivative by one entry of a matrix, out of that by all."""
        if gradient is ZERO:
            return ZERO
        rows, columns = base.sort.shape
        return call("matmul", transpose(call("unit", i, rows)), gradient, call("unit", j, columns))

    def _by_number(self, body: Term, var: Sym, order: int) -> Term:
        """The derivative by a number; a vector then is a row in the denominator layout."""
        turned = DENOMINATOR in self.conventions and is_vector(_shape(body)) and _is_array(body)
        size = _shape(body)
        for _ in range(order):
            body = rate(body, var, self.assumed)
        if body is ZERO and not same_shape(size, SCALAR):
            body = call("zeros", *size)
        return transpose(body) if turned else body

    def gradient(self, body: Term, var: Sym) -> Term:
        """The derivative of a number, in the shape of the variable."""
        return self._pull(body, ONE, var)

    # --- reverse mode

    def _pull(self, t: Term, seed: Term, x: Sym) -> Term:
        if x not in free_symbols(t) or seed is ZERO:
            return ZERO
        known = slope_at(t)
        if known is not None and not known.hessian:
            return self._pull(known.place, product(slope_term(replace(known, hessian=True)), seed), x)
        match t:
            case Sym():
                return seed
            case Apply(Sym() as f, (place,), (0,)) if is_of_array(f):
                return self._pull(place, mul(seed, slope_term(Slope(f, place, False))), x)
            case Call(op, args):
                return self._pull_call(t, op, args, seed, x)
            case Apply(function, args, orders) if not any(map(_is_array, args)) and not function.sort.shape:
                parts = [Apply(function, args, (*orders[:k], orders[k] + 1, *orders[k + 1 :])) for k in range(len(args))]
                return total([self._pull(a, mul(seed, p), x) for a, p in zip(args, parts, strict=True)])
        raise NoRule(f"no matrix rule to differentiate {type(t).__name__}")

    def _pull_call(self, t: Term, op: str, args: tuple[Term, ...], seed: Term, x: Sym) -> Term:
        match op, args:
            case "add", _:
                return total([self._pull(a, seed, x) for a in args])
            case "neg", (a,):
                return self._pull(a, neg(seed), x)
            case "mul", _:
                return total([self._pull_factor(args, k, seed, x) for k in range(len(args))])
            case "div", (a, b):
                return total([self._pull(a, product(div(ONE, b), seed), x), self._pull(b, neg(div(inner(seed, a), power(b, TWO))), x)])
            case "pow", (base, exponent):
                return self._pull_power(base, exponent, seed, x)
            case "matmul", _:
                return total([self._pull(args[k], _between(args[:k], seed, args[k + 1 :]), x) for k in range(len(args))])
            case "transpose", (a,):
                return self._pull(a, transpose(seed), x)
            case "trace", (Call("expm", (a,)) as whole,):
                return self._pull(a, mul(seed, transpose(whole)), x)
            case "det", (Call("expm", (a,)),):
                return self._pull(exp(call("trace", a)), seed, x)
            case "trace", (a,):
                return self._pull(a, mul(seed, call("identity", _rows(a))), x)
            case "inverse", (a,):
                return self._pull(a, neg(product(transpose(t), seed, transpose(t))), x)
            case "det", (Call("matmul", factors),) if all(same_size(*_shape(f)) for f in factors):
                return self._pull(mul(*(call("det", f) for f in factors)), seed, x)
            case "det", (a,):
                self.assumed.append(ne(t))
                return self._pull(a, mul(seed, t, transpose(call("inverse", a))), x)
            case "inner", (a, b):
                return total([self._pull(a, mul(seed, b), x), self._pull(b, mul(seed, a), x)])
            case "hadamard", _:
                return total([self._pull(a, call("hadamard", seed, *args[:k], *args[k + 1 :]), x) for k, a in enumerate(args)])
            case "diag", (a,) if same_size(_shape(a)[1], ONE):
                return self._pull(a, call("diag", seed), x)
        return self._pull_function(op, args, seed, x)

    def _pull_function(self, op: str, args: tuple[Term, ...], seed: Term, x: Sym) -> Term:
        """A scalar function of the table at numbers."""
        row = FUNCTIONS.get(op)
        if row is None or not row.elementwise or len(row.derivative) != len(args) or any(map(_is_array, args)):
            raise NoRule(f"no matrix rule to differentiate {op}")
        slopes = [(a, rule) for a, rule in zip(args, row.derivative, strict=True) if x in free_symbols(a)]
        return total([self._pull(a, mul(seed, rule(*args)), x) for a, rule in slopes])

    def _pull_factor(self, args: tuple[Term, ...], k: int, seed: Term, x: Sym) -> Term:
        others = (*args[:k], *args[k + 1 :])
        if not _is_array(seed) or _is_array(args[k]):
            return self._pull(args[k], product(seed, *others), x)
        return self._pull(args[k], inner(seed, product(*others)), x)

    def _pull_power(self, base: Term, exponent: Term, seed: Term, x: Sym) -> Term:
        if x in free_symbols(exponent):
            raise NoRule("an exponent depends on an array")
        match base, exponent:
            case Call("norm", (a,)), Num(k) if k == 2:
                return self._pull(a, mul(TWO, seed, a), x)
            case _, Num(k) if _is_array(base) and k.denominator == 1 and 1 <= k <= 8:
                return self._pull(call("matmul", *[base] * int(k)), seed, x)
        if _is_array(base):
            raise NoRule("a power of a matrix with such an exponent")
        lowered = base if exponent is TWO else power(base, num(exponent.value - 1) if isinstance(exponent, Num) else sub(exponent, ONE))
        return self._pull(base, mul(seed, exponent, lowered), x)

    # --- forward mode

    def jacobian(self, t: Term, x: Sym) -> Term:
        """∂t_i/∂x_j for vectors t and x, row or column."""
        if x not in free_symbols(t):
            return call("zeros", length(_shape(t)), length(_shape(x)))
        if t is x:
            return call("identity", length(_shape(x)))
        known = slope_at(t)
        if known is not None and not known.hessian:
            return product(slope_term(replace(known, hessian=True)), self.jacobian(known.place, x))
        match t:
            case Call("add", args):
                return add(*(self.jacobian(a, x) for a in args if a is not ZERO))
            case Call("neg", (a,)):
                return neg(self.jacobian(a, x))
            case Call("transpose", (a,)):
                return self.jacobian(a, x)
            case Call("div", (a, b)):
                return self.jacobian(mul(div(ONE, b), a), x)
            case Call("mul", args):
                return self._push_scaled(args, x)
            case Call("matmul", args) if same_size(_shape(t)[0], ONE):
                return self.jacobian(call("matmul", *(call("transpose", a) for a in reversed(args))), x)
            case Call("matmul", args):
                return total([self._push_factor(args, k, x) for k in range(len(args)) if x in free_symbols(args[k])])
        raise NoRule("no matrix rule for this Jacobian")

    def _push_scaled(self, args: tuple[Term, ...], x: Sym) -> Term:
        numbers = [a for a in args if not _is_array(a)]
        (vector,) = [a for a in args if _is_array(a)]
        column = vector if same_size(_shape(vector)[1], ONE) else transpose(vector)
        slope = self.gradient(mul(*numbers), x)
        parts = [] if slope is ZERO else [product(column, slope if same_size(_shape(x)[0], ONE) else transpose(slope))]
        if x in free_symbols(vector):
            parts.append(product(*numbers, self.jacobian(vector, x)))
        return total(parts)

    def _push_factor(self, args: tuple[Term, ...], k: int, x: Sym) -> Term:
        """The share of factor k in the Jacobian of a product that is a column."""
        before, factor, after = args[:k], args[k], args[k + 1 :]
        rows, columns = _shape(factor)
        if same_size(columns, ONE):
            return product(*before, self.jacobian(factor, x), *((product(*after),) if after else ()))
        if same_size(rows, ONE):
            return product(*before, *(transpose(a) for a in reversed(after)), self.jacobian(factor, x))
        raise NoRule("a matrix in a product depends on the variable of a Jacobian")


def _shape(t: Term) -> Shape:
    return shape(t) or (ONE, ONE)


def _rows(t: Term) -> Term:
    return _shape(t)[0]


def _between(before: tuple[Term, ...], seed: Term, after: tuple[Term, ...]) -> Term:
    """beforeᵀ · seed · afterᵀ, the seed of a factor of a product."""
    return product(*(transpose(a) for a in reversed(before)), seed, *(transpose(a) for a in reversed(after)))

"""Differentiation of terms, by rule.

Guarantee: wherever a term is differentiable, :func:`differentiate` has the value of its derivative.  Where it
is differentiable is not decided here but in :mod:`symbolic.proving.domains`, from the term before
differentiation.  What has no rule raises :class:`NoRule`; nothing is ever silently taken as constant.

Source: the rules are those of any calculus text; entries of an array are independent variables, so
``∂w_{ab}/∂w_{jk} = δ_{aj} δ_{bk}`` (Kronecker).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from symbolic.functions import FUNCTIONS, cases, ge, le, ne
from symbolic.occurrences import BINDING, bearing
from symbolic.proving.domains import entry_of
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
    free_symbols,
    log,
    mul,
    neg,
    num,
    open_binder,
    operators,
    power,
    rebuild,
    sub,
    substitute,
)

MAX_ORDER = 12
_Recurse = Callable[[Term], Term]


class NoRule(Exception):
    """The term contains something that has no differentiation rule."""


def _root(var: Term) -> Sym:
    base = var.base if isinstance(var, Elem) else var
    if not isinstance(base, Sym):
        raise NoRule("the variable of a derivative must be a symbol or an entry of one")
    return base


def total(parts: list[Term]) -> Term:
    """The sum of the terms that are not 0."""
    kept = [p for p in parts if p is not ZERO] if ZERO in parts else parts
    return add(*kept) if kept else ZERO


def _product(*parts: Term) -> Term:
    if ZERO in parts:
        return ZERO
    kept = [p for p in parts if p is not ONE] if ONE in parts else parts
    return mul(*kept) if kept else ONE


def differentiate(term: Term, var: Term) -> Term:
    """∂ term / ∂ var for a scalar symbol or an entry of an array symbol; ``term`` holds no Deriv."""
    return _Slopes(var)(term)


class _Slopes:
    """∂t/∂var of terms, each found once."""

    __slots__ = ("memo", "root", "var")

    def __init__(self, var: Term) -> None:
        self.var, self.root = var, _root(var)
        self.memo: dict[Term, Term] = {}

    def __call__(self, t: Term) -> Term:
        found = self.memo.get(t)
        if found is None:
            found = ZERO if self.root not in free_symbols(t) else _rule(t, self.var, self)
            self.memo[t] = found
        return found


def _rule(t: Term, var: Term, d: _Recurse) -> Term:
    match t:
        case Sym():
            if t is var:
                return ONE
            raise NoRule("an array stands where a scalar is needed")
        case Elem(base, indices):
            return _entry(base, indices, var)
        case Call(op, args):
            return _call(op, args, d)
        case Apply(function, args, orders):
            parts = []
            for i, a in enumerate(args):
                da = d(a)
                if da is not ZERO:
                    raised = (*orders[:i], orders[i] + 1, *orders[i + 1 :])
                    parts.append(_product(Apply(function, args, raised), da))
            return total(parts)
        case Bind():
            return _binder(t, d, var)
    raise NoRule(f"no rule to differentiate {type(t).__name__}")


def _entry(base: Term, indices: tuple[Term, ...], var: Term) -> Term:
    if not isinstance(var, Elem) or base is not var.base or len(indices) != len(var.indices):
        raise NoRule("an entry of the variable stands in another form")
    if any(_root(var) in free_symbols(i) for i in indices):
        raise NoRule("a subscript depends on the variable")
    deltas = [call("delta", i, j) for i, j in zip(indices, var.indices, strict=True) if i is not j]
    return _product(*deltas)


def _call(op: str, args: tuple[Term, ...], d: _Recurse) -> Term:
    match op:
        case "add":
            return total([d(a) for a in args])
        case "mul":
            return total([_product(*args[:i], d(a), *args[i + 1 :]) for i, a in enumerate(args)])
        case "neg":
            return neg(d(args[0]))
        case "div":
            a, b = args
            da, db = d(a), d(b)
            if db is ZERO:
                return div(da, b)
            return div(sub(_product(da, b), _product(a, db)), power(b, TWO))
        case "pow":
            return _power(args, d)
        case "log" if isinstance(args[0], Bind) and args[0].op == "prod" and all(d(b) is ZERO for b in args[0].bounds):
            var, body = open_binder(args[0])
            return bind("sum", var, div(d(body), body), args[0].bounds) if d(body) is not ZERO else ZERO
        case "root":
            a, n = args
            if d(n) is not ZERO:
                raise NoRule("the degree of a root depends on the variable")
            return _product(div(Call("root", (a, n)), mul(n, a)), d(a))
        case "max" | "min":
            return _extremum(op, args, d)
        case "cases":
            parts = list(args)
            for i in range(len(parts)):
                if i % 2 == 1 or i == len(parts) - 1:
                    parts[i] = d(parts[i])
            return cases(*parts)
    row = FUNCTIONS.get(op)
    if row is not None and not row.derivative and row.expand is not None:
        return d(row.expand(*args))
    if row is None or len(row.derivative) != len(args):
        raise NoRule(f"no rule to differentiate {op}")
    return total([_product(rule(*args), d(a)) for rule, a in zip(row.derivative, args, strict=True) if d(a) is not ZERO])


def _power(args: tuple[Term, ...], d: _Recurse) -> Term:
    base, exponent = args
    db, de = d(base), d(exponent)
    if de is ZERO:
        if exponent is TWO:
            return _product(TWO, base, db)
        lowered = num(exponent.value - 1) if isinstance(exponent, Num) else sub(exponent, ONE)
        if lowered is ONE:
            return _product(exponent, base, db)
        return _product(exponent, power(base, lowered), db)
    whole = power(base, exponent)
    grow = _product(de, log(base))
    if db is ZERO:
        return _product(whole, grow)
    return _product(whole, add(grow, div(_product(exponent, db), base)))


def _extremum(op: str, args: tuple[Term, ...], d: _Recurse) -> Term:
    best: Term = args[0]
    slope = d(best)
    for a in args[1:]:
        slope = cases(ge(best, a) if op == "max" else le(best, a), slope, d(a))
        best = call(op, best, a)
    return slope


def _binder(t: Bind, d: _Recurse, by: Term) -> Term:
    if any(d(b) is not ZERO for b in t.bounds) and t.op in ("sum", "prod"):
        raise NoRule("a bound of a sum depends on the variable")
    var, body = open_binder(t)
    match t.op:
        case "sum":
            entry = entry_of(var, body, by) if isinstance(by, Elem) else None
            if entry is not None and free_symbols(entry) <= free_symbols(body):
                slope = differentiate(body, entry)
                return bind("sum", var, _product(_entry(entry.base, entry.indices, by), slope), t.bounds) if slope is not ZERO else ZERO
            return bind("sum", var, d(body), t.bounds) if d(body) is not ZERO else ZERO
        case "prod":
            other = Sym(var.name + "'", var.sort, var.uid)
            rest = bind("prod", other, _skip(substitute(body, {var: other}), other, var), t.bounds)
            return bind("sum", var, mul(d(body), rest), t.bounds)
        case "integral" if t.bounds:
            lo, hi = t.bounds
            parts: list[Term] = []
            if d(body) is not ZERO:
                parts.append(bind("integral", var, d(body), t.bounds))
            if d(hi) is not ZERO:
                parts.append(_product(substitute(body, {var: hi}), d(hi)))
            if d(lo) is not ZERO:
                parts.append(neg(_product(substitute(body, {var: lo}), d(lo))))
            return total(parts)
    raise NoRule(f"no rule to differentiate {t.op}")


def _skip(body: Term, index: Sym, skipped: Sym) -> Term:
    """The factor ``body`` at ``index``, and 1 at the index that is skipped."""
    return cases(ne(index, skipped), body, ONE)


def resolve(term: Term) -> Term:
    """Carry out every derivative and evaluation bar in ``term``, innermost first.

    Derivatives by whole arrays, of undetermined order and of bare names stay as they are.
    """
    return _resolved(term, {})


def _resolved(t: Term, memo: dict[Term, Term]) -> Term:
    if t in memo:
        return memo[t]
    if is_settled(t):
        return t
    match t:
        case Deriv(body, var, order):
            inner = _resolved(body, memo)
            result: Term = Deriv(inner, var, order)
            if is_bare(inner, var) and (not isinstance(body, Deriv) or is_bare(body, var)):  # ∂(y z)/∂y = z is no bare z
                pass
            elif order is ONE and _scalar_variable(var):
                result = differentiate(inner, var)
            elif isinstance(order, Num) and order.value.denominator == 1 and 0 <= order.value <= MAX_ORDER and _scalar_variable(var):
                result = inner
                for _ in range(int(order.value)):
                    result = differentiate(result, var)
        case Bind("at", _, _, bounds):
            var, body = open_binder(t)
            result = substitute(_resolved(body, memo), {var: _resolved(bounds[0], memo)})
        case Bind(op, _, _, bounds):
            var, body = open_binder(t)
            result = bind(op, var, _resolved(body, memo), tuple([_resolved(b, memo) for b in bounds]))
        case _:
            parts = children(t)
            new = tuple([_resolved(c, memo) for c in parts])
            result = t if new == parts else rebuild(t, new)
    memo[t] = result
    return result


def is_settled(t: Term) -> bool:
    """Whether no derivative and no evaluation bar occurs, and every binder is as :func:`bind` makes it."""
    inside = operators(t)
    if "Deriv" in inside or "at" in inside:
        return False
    return "Bind" not in inside or _levelled(t)


@lru_cache(maxsize=1024)
def _levelled(t: Term) -> bool:
    return all(b.var.uid == 1 + _highest_level(b.body) for b in bearing(t, BINDING) if type(b) is Bind)


def _highest_level(t: Term) -> int:
    return max((b.var.uid for b in bearing(t, BINDING) if type(b) is Bind), default=0)


def carried_out(term: Term) -> Term:
    """The term with its derivatives carried out, or as it is where there is no rule for one."""
    try:
        return resolve(term)
    except NoRule:
        return term


def is_bare(body: Term, var: Term) -> bool:
    """Whether the body is a mere name other than the variable: its derivative is unknown, not zero."""
    while isinstance(body, Deriv):
        body = body.body
    return isinstance(body, Sym | Elem) and _root(body) is not _root(var)


def _scalar_variable(var: Term) -> bool:
    return (isinstance(var, Sym) and var.sort.is_scalar) or (isinstance(var, Elem) and isinstance(var.base, Sym))

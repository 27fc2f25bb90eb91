"""Terms: immutable expressions that are never evaluated on construction.

A term is what was written, not what it simplifies to: ``x/x`` stays a quotient, so that its domain
(``x ≠ 0``) can still be seen.  Terms are interned (:mod:`symbolic.interning`): two terms built from the same
parts are the same object, equality is identity, and hashing costs nothing.

The whole language has eight kinds of node:

========================  =====================================================================
``Num(value)``            an exact rational number
``Sym(name, sort)``       a typed name: scalar, array, family of arrays, function, or index
``Call(op, args)``        an operator or function of the table in :mod:`symbolic.functions`
``Elem(base, indices)``   an entry ``x_i``, ``w_{jk}`` of an array or a member of a family
``Apply(f, args, orders)``  a function symbol at arguments; ``orders`` counts derivatives per argument
``Bind(op, var, body, bounds)``  an operator that binds ``var``: sum, prod, integral, limit, at, forall, …
``Deriv(body, var, order)``  ∂ⁿ body / ∂ varⁿ, ``var`` a symbol or an entry of an array symbol (not bound)
``Matrix(rows)``          a matrix given entry by entry; a column vector has one entry a row
========================  =====================================================================

Bounds by operator: ``sum, prod: (lo, hi)``; ``integral: (lo, hi)`` or ``()`` (indefinite);
``limit: (point,)``, ``limit+``, ``limit-`` one-sided; ``at: (value,)`` (an evaluation bar);
``forall: ()`` or ``(lo, hi)``; ``argmax, argmin: ()``.

Binders are kept capture-free by the pair :func:`bind` and :func:`open_binder`: a bound variable
carries a level ``uid`` greater than that of every binder inside its body; free symbols have level 0.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, Self

from symbolic.interning import Interning

_FRESH = itertools.count(1_000_000)
_NO_SYMBOLS: frozenset[Sym] = frozenset()
_NO_OPERATORS: frozenset[str] = frozenset()


class Term(metaclass=Interning):
    """Base of all nodes.  Equality is identity (interning); instances are immutable.

    What :func:`free_symbols` and :func:`operators` say of a term is kept with it.
    """

    __slots__ = ("_free", "_operators")
    _free: frozenset[Sym] | None
    _operators: frozenset[str] | None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)  # type: ignore[attr-defined]  # dataclasses have it

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        return _repr(self)

    def __str__(self) -> str:
        from symbolic.latex.plain import to_text

        return to_text(self)


_UNKNOWN = Interning.unknown = Term.writers
"""What :func:`free_symbols` and :func:`operators` find out at first use."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The type of a symbol.

    field:  ``real``, ``integer``, ``complex`` or ``boolean``: where entries live.
    shape:  ``()`` for a scalar, ``(m, n)`` for a matrix; a vector of ℝⁿ is a column, ``(n, 1)``.
    index:  ranges ``(lo, hi)`` of the subscripts of a family, ``None`` where nothing is known of a
            range (then every integer is allowed).
    domain: argument sorts, if the symbol is a function; ``None`` otherwise.
    opaque: nothing is known about the meaning (``E[·]``, ``p(·|·)``): never refuted.
    """

    field: str = "real"
    shape: tuple[Term, ...] = ()
    index: tuple[tuple[Term, Term] | None, ...] = ()
    domain: tuple[Sort, ...] | None = None
    opaque: bool = False

    @property
    def is_scalar(self) -> bool:
        return not self.shape and not self.index and self.domain is None

    @property
    def is_function(self) -> bool:
        return self.domain is not None


REAL = Sort()
INTEGER = Sort("integer")
COMPLEX = Sort("complex")
BOOLEAN = Sort("boolean")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Num(Term):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sym(Term):
    """A typed name.  ``name`` is canonical LaTeX (``w``, ``\\hat{y}``, ``W^{[l]}``); ``uid`` is 0 if free."""

    name: str
    sort: Sort
    uid: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Term):
    """An operator or a function of the table at arguments, e.g. ``Call("add", (a, b))``."""

    op: str
    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Elem(Term):
    """An entry or member: ``x_i`` (a column takes one index), ``A_{ij}``, ``x^{(i)}``."""

    base: Term
    indices: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apply(Term):
    """A function symbol at arguments; ``orders[i]`` derivatives have been taken in argument i (``f''`` → (2,))."""

    function: Sym
    args: tuple[Term, ...]
    orders: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bind(Term):
    """An operator that binds a variable in its body (never in its bounds).  Build it with :func:`bind`."""

    op: str
    var: Sym
    body: Term
    bounds: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Deriv(Term):
    """The derivative of ``body`` of the given order with respect to ``var``, at the current value of ``var``.

    ``var`` is a Sym (scalar or array: then a gradient) or an Elem of an array symbol.
    Mixed derivatives are nested.
    """

    body: Term
    var: Term
    order: Term


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Matrix(Term):
    """A matrix written out; entries may themselves be matrices (a block matrix)."""

    rows: tuple[tuple[Term, ...], ...]


def _repr(term: Term) -> str:
    match term:
        case Num(value):
            return str(value)
        case Sym(name, _, uid):
            return f"{name}#{uid}" if uid else name
        case Call(op, args):
            return f"{op}({', '.join(map(_repr, args))})"
        case Elem(base, indices):
            return f"{_repr(base)}[{', '.join(map(_repr, indices))}]"
        case Apply(function, args, orders):
            primes = "" if not any(orders) else "".join(f"^{n}" for n in orders)
            return f"{function.name}{primes}<{', '.join(map(_repr, args))}>"
        case Bind(op, var, body, bounds):
            return f"{op}[{_repr(var)}:{', '.join(map(_repr, bounds))}]({_repr(body)})"
        case Deriv(body, var, order):
            return f"D({_repr(body)}, {_repr(var)}, {_repr(order)})"
        case Matrix(rows):
            return "[" + "; ".join(", ".join(map(_repr, row)) for row in rows) + "]"
    return object.__repr__(term)


# --- building ---------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def num(value: int | str | Fraction) -> Num:
    """An exact number; a string may be ``"1/3"`` or ``"0.25"``."""
    return Num(Fraction(value))


ZERO, ONE, TWO = num(0), num(1), num(2)
MINUS_ONE = num(-1)
HALF = num("1/2")


def sym(name: str, sort: Sort = REAL) -> Sym:
    """A free symbol."""
    return Sym(name, sort, 0)


def call(op: str, *args: Term) -> Call:
    """An operator or function of the table at arguments."""
    return Call(op, args)


def add(*args: Term) -> Term:
    """A sum of any number of terms; of one, that term."""
    return Call("add", args) if len(args) != 1 else args[0]


def mul(*args: Term) -> Term:
    """A product of any number of terms; of one, that term."""
    return Call("mul", args) if len(args) != 1 else args[0]


def neg(a: Term) -> Term:
    """−a."""
    return Call("neg", (a,))


def sub(a: Term, b: Term) -> Term:
    """a − b, written a + (−b)."""
    return Call("add", (a, Call("neg", (b,))))


def div(a: Term, b: Term) -> Term:
    """a / b."""
    return Call("div", (a, b))


UNDEFINED = div(ONE, ZERO)
"""What has no value, such as cases none of which holds."""


def power(a: Term, b: Term) -> Term:
    """a to the power b."""
    return Call("pow", (a, b))


def exp(a: Term) -> Term:
    """e to the power a; e itself is exp(1)."""
    return Call("exp", (a,))


def log(a: Term) -> Term:
    """The natural logarithm."""
    return Call("log", (a,))


def elem(base: Term, *indices: Term) -> Elem:
    """An entry of an array or a member of a family."""
    return Elem(base, indices)


def deriv(body: Term, var: Term, order: Term = ONE) -> Deriv:
    """The derivative of a body by a variable."""
    return Deriv(body, var, order)


def apply(function: Sym, *args: Term, orders: tuple[int, ...] | None = None) -> Apply:
    """A function symbol at arguments, with so many derivatives taken in each."""
    return Apply(function, args, orders or (0,) * len(args))


PI = Call("pi", ())
INFINITY = Call("infinity", ())
TRUE = Call("true", ())
FALSE = Call("false", ())


# --- binders ----------------------------------------------------------------------------------


def fresh(var: Sym) -> Sym:
    """A symbol like ``var`` that occurs nowhere else."""
    return Sym(var.name, var.sort, next(_FRESH))


def bind(op: str, var: Sym, body: Term, bounds: Iterable[Term] = ()) -> Bind:
    """Close ``body`` over ``var``: every free occurrence of ``var`` in ``body`` becomes bound."""
    level = 1 + max((t.var.uid for t in walk(body) if isinstance(t, Bind)), default=0) if "Bind" in operators(body) else 1
    bound = Sym(var.name, var.sort, level)
    return Bind(op, bound, substitute(body, {var: bound}) if bound is not var else body, tuple(bounds))


def open_binder(term: Bind) -> tuple[Sym, Term]:
    """A fresh symbol in place of the bound variable, and the body with it."""
    var = fresh(term.var)
    return var, substitute(term.body, {term.var: var})


# --- traversal --------------------------------------------------------------------------------


def children(term: Term) -> tuple[Term, ...]:
    """Direct subterms in order (a binder: body, then bounds)."""
    if type(term) is Call:
        return term.args
    match term:
        case Sym() | Num():
            return ()
        case Elem(base, indices):
            return (base, *indices)
        case Apply(function, args, _):
            return (function, *args)
        case Bind(_, _, body, bounds):
            return (body, *bounds)
        case Deriv(body, var, order):
            return (body, var, order)
        case Matrix(rows):
            return tuple(itertools.chain.from_iterable(rows))
    return ()


def rebuild(term: Term, parts: tuple[Term, ...]) -> Term:
    """The node ``term`` with new children; the variable of a binder stays as it is."""
    match term:
        case Call(op, _):
            return Call(op, parts)
        case Elem():
            return Elem(parts[0], parts[1:])
        case Apply(_, _, orders):
            function = parts[0]
            assert isinstance(function, Sym)
            return Apply(function, parts[1:], orders)
        case Bind(op, var, _, _):
            return Bind(op, var, parts[0], parts[1:])
        case Deriv():
            return Deriv(*parts)
        case Matrix(rows):
            width = len(rows[0])
            return Matrix(tuple(parts[i : i + width] for i in range(0, len(parts), width)))
    return term


def walk(term: Term) -> Iterator[Term]:
    """Every distinct subterm once, parents before children."""
    seen: set[Term] = set()
    stack = [term]
    while stack:
        top = stack.pop()
        if top not in seen:
            seen.add(top)
            yield top
            if type(top) is Call:
                stack.extend(top.args[::-1])
            elif type(top) is not Sym and type(top) is not Num:
                stack.extend(children(top)[::-1])


def transform(term: Term, rule: Callable[[Term], Term | None]) -> Term:
    """Rewrite bottom-up: ``rule`` sees each node after its children and returns a replacement or None.

    The rule must not introduce symbols that a surrounding binder would capture.
    """
    return _transformed(term, rule, {})


def _transformed(t: Term, rule: Callable[[Term], Term | None], done: dict[Term, Term]) -> Term:
    """Recursion without a closure: one that refers to itself would stay, with all that it has built, until cycles are looked for."""
    found = done.get(t)
    if found is None:
        old = children(t)
        new = tuple([_transformed(c, rule, done) for c in old])
        built = t if new == old else rebuild(t, new)
        out = rule(built)
        found = built if out is None else out
        done[t] = found
    return found


def replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with one of its subterms replaced by another, wherever it stands."""
    return transform(term, lambda t: new if t is old else None)


def free_symbols(term: Term) -> frozenset[Sym]:
    """Symbols that occur and are not bound, sizes in sorts not included."""
    out = term._free
    if out is not None:
        return out
    if type(term) is Sym:
        out = frozenset((term,))
    elif type(term) is Bind:
        out = (free_symbols(term.body) - {term.var}).union(*map(free_symbols, term.bounds))
    else:
        parts = term.args if type(term) is Call else children(term)
        out = _NO_SYMBOLS.union(*map(free_symbols, parts)) if len(parts) != 1 else free_symbols(parts[0])
    _UNKNOWN[0](term, out)
    return out


def operators(term: Term) -> frozenset[str]:
    """The operators that occur in a term, its binders, and the kinds ``Elem``, ``Apply``, ``Bind``, ``Deriv`` and ``Matrix`` of nodes."""
    found = term._operators
    if found is not None:
        return found
    if type(term) is Sym or type(term) is Num:
        out = _NO_OPERATORS
    elif type(term) is Call:
        out = frozenset((term.op,)).union(*map(operators, term.args))
    else:
        own = (term.op, "Bind") if type(term) is Bind else (type(term).__name__,)
        out = frozenset(own).union(*map(operators, children(term)))
    _UNKNOWN[1](term, out)
    return out


def substitute(term: Term, values: Mapping[Sym, Term]) -> Term:
    """Replace free symbols, without capture.

    A derivative whose variable is replaced by something that is not a variable becomes an
    evaluation bar: ``d/dx f(x)`` with x → 2 is ``f'(u) at u = 2``.
    """
    return _substituted(term, values, frozenset(values), {})


def _substituted(t: Term, values: Mapping[Sym, Term], keys: frozenset[Sym], done: dict[Term, Term]) -> Term:
    if keys.isdisjoint(free_symbols(t)):
        return t
    if t in done:
        return done[t]
    match t:
        case Sym():
            result: Term = values[t]
        case Call(op, args):
            result = Call(op, tuple([_substituted(a, values, keys, done) for a in args]))
        case Bind(op, var, body, bounds):
            new_bounds = tuple([_substituted(b, values, keys, done) for b in bounds])
            if free_symbols(body) - {var} & keys:
                inner = _substituted(body, values, keys, done) if var not in keys else substitute(
                    body, {k: v for k, v in values.items() if k is not var})
                if any(var in free_symbols(v) for k, v in values.items() if k in free_symbols(body)):
                    new_var, opened = open_binder(t)
                    result = bind(op, new_var, substitute(opened, values), new_bounds)
                else:
                    result = _rebind(op, var, inner, new_bounds)
            else:
                result = Bind(op, var, body, new_bounds)
        case Deriv(body, var, order):
            moved_var = _substituted(var, values, keys, done)
            if isinstance(moved_var.base if isinstance(moved_var, Elem) else moved_var, Sym):
                result = Deriv(_substituted(body, values, keys, done), moved_var, _substituted(order, values, keys, done))
            else:
                if not isinstance(var, Sym):
                    raise ValueError("an entry under a derivative cannot be replaced by a value")
                point = fresh(var)
                rest = {k: v for k, v in values.items() if k is not var}
                moved = substitute(Deriv(substitute(body, {var: point}), point, order), rest)
                result = bind("at", point, moved, (moved_var,))
        case _:
            result = rebuild(t, tuple([_substituted(c, values, keys, done) for c in children(t)]))
    done[t] = result
    return result


def _rebind(op: str, var: Sym, body: Term, bounds: tuple[Term, ...]) -> Bind:
    """Keep the level of ``var`` if it is still above every binder inside, else raise it."""
    if any(isinstance(t, Bind) and t.var.uid >= var.uid for t in walk(body)):
        return bind(op, var, body, bounds)
    return Bind(op, var, body, bounds)


@dataclass(frozen=True, slots=True)
class Definition:
    """``symbol(params) := value``: a name, a function, or a family (``params`` are its subscripts).

    ``indexed`` tells a family ``o_k := …`` (params are indices) from a function ``f(x) := …``; ``within``: for which of them it is told.
    """

    symbol: Sym
    params: tuple[Sym, ...]
    value: Term
    indexed: bool = False
    line: int | None = field(default=None, compare=False)
    within: tuple[Term, ...] = field(default=(), compare=False)

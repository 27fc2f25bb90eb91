"""Definitions put in the place of names: ``o`` by its value, ``f(t)`` by its formula at t, ``o_k`` by its formula at k.

Subtle are derivatives by a name that is itself defined.  In ∂E/∂o with E := (t − o)² and o := σ(z), o is a variable: E is unfolded
with o left alone, differentiated by a fresh variable, and the value of o is put in from outside by an evaluation bar.  In ∂E/∂o_k of
a family o_k := σ(z_k) only the member k varies: o_e becomes its formula plus δ_{ek}·u, differentiated by u at u = 0.

A name without argument is short for its formula wherever it stands: after f := x² the integral ∫₀¹ f dx is that of x², so a letter of
the formula which a binder binds is the binder's.

Guarantee: the result denotes the same as the term, for a name that occurs in it still (bare families, recursive definitions,
functions applied entry by entry) the definition remains in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from symbolic.functions import BY_VARIABLES, CONNECTIVES, RELATIONS
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.known_sizes import with_known_sizes
from symbolic.shapes import ShapeError, shape
from symbolic.sizes import same_shape
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    ZERO,
    Apply,
    Bind,
    Call,
    Definition,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    deriv,
    free_symbols,
    fresh,
    mul,
    num,
    open_binder,
    operators,
    rebuild,
    substitute,
    sym,
    walk,
)

Moved = dict[Sym, tuple[Sym, Term]]
Bound = Mapping[str, Sym]


class CannotUnfold(Exception):
    """A definition refers to itself."""


def unfold_step(step: Step) -> Step:
    """The step with its definitions unfolded; definitions of names that still occur are kept."""
    if not step.definitions and not step.declarations:
        return step
    step = with_known_sizes(step, unfold)
    if not step.definitions:
        return step
    over = frozenset(t.var.name for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op == "integral")
    left, right = (unfold(t, step.definitions, over) for t in (step.left, step.right))
    declarations = tuple(unfold(t, step.definitions) for t in step.declarations)
    occurring = free_symbols(left).union(free_symbols(right), *map(free_symbols, declarations))
    return replace(step, left=left, right=right, declarations=declarations, definitions=_needed(step.definitions, occurring))


def _needed(definitions: tuple[Definition, ...], occurring: frozenset[Sym]) -> tuple[Definition, ...]:
    """The definitions of the names, and those that these need."""
    names = {_key(s) for s in occurring}
    while True:
        kept = [d for d in definitions if _defines(d) in names]
        more = names.union(*({_key(s) for s in free_symbols(d.value) - set(d.params)} for d in kept))
        if more == names:
            return tuple(kept)
        names = more


Key = tuple[str, bool]  # ``f(x) := …`` and ``f := …`` define different names


def _key(s: Sym) -> Key:
    return s.name, s.sort.is_function


def _defines(d: Definition) -> Key:
    return d.symbol.name, bool(d.params) and not d.indexed


def unfold(term: Term, definitions: tuple[Definition, ...], integrated: frozenset[str] = frozenset()) -> Term:
    """The term with all definitions unfolded; raises :class:`CannotUnfold` for one that refers to itself.

    integrated: the letters that integrals run over, one of which is the variable where another integral runs over what has a formula.
    """
    if not definitions:
        return term
    return _Unfolding(definitions, frozenset(), len(definitions), frozenset(), integrated=integrated).of(term)


def folded(term: Term, definitions: tuple[Definition, ...]) -> Term:
    """The term with names in place of what they are defined to be, the largest parts first."""
    values = {unfold(d.symbol, definitions): d.symbol for d in definitions if not d.params}

    def visit(t: Term) -> Term:
        if t in values:
            return values[t]
        parts = children(t)
        new = tuple(map(visit, parts))
        return t if new == parts else rebuild(t, new)

    return visit(term) if any(children(value) for value in values) else term


class _Unfolding:
    """One pass: ``blocked`` names stay as they are; a definition sees those made before it (else the first made after it); in a
    formula that is put in, the letters of ``bound`` are the variables of the binders around it."""

    __slots__ = ("active", "blocked", "bound", "definitions", "done", "integrated", "names", "place")

    def __init__(
        self, definitions: tuple[Definition, ...], blocked: frozenset[str], place: int, active: frozenset[int], bound: Bound | None = None,
        integrated: frozenset[str] = frozenset(),
    ) -> None:
        self.definitions, self.blocked, self.place, self.active, self.bound = definitions, blocked, place, active, bound or {}
        self.integrated = integrated
        self.names = frozenset(d.symbol.name for d in definitions) - blocked
        self.done: dict[Term, Term] = {}

    def find(self, s: Sym, function: bool = False) -> tuple[int, Definition] | None:
        if s.uid or s.name not in self.names:
            return None
        places = [i for i, d in enumerate(self.definitions) if _defines(d) == (s.name, function)]
        before = [i for i in places if i < self.place]
        after = [i for i in places if i >= self.place]
        chosen = before[-1] if before else after[0] if after else None
        return None if chosen is None else (chosen, self.definitions[chosen])

    def value(self, place: int, d: Definition) -> Term:
        """The unfolded value of a definition."""
        if place in self.active:
            raise CannotUnfold(f"the definition of {d.symbol.name} refers to itself")
        params = {p.name for p in d.params}
        value = _Unfolding(self.definitions, self.blocked | params, place, self.active | {place}, integrated=self.integrated).of(d.value)
        captured = [s for s in free_symbols(value) if s.name in self.bound and not s.uid and s.name not in params] if self.bound else []
        return substitute(value, {s: self.bound[s.name] for s in captured}) if captured else value

    def blocking(self, names: Iterable[Sym]) -> _Unfolding:
        return _Unfolding(self.definitions, self.blocked | {s.name for s in names}, self.place, self.active, self.bound, self.integrated)

    def under(self, var: Sym) -> _Unfolding:
        """The pass inside a binder of the variable: a name that has a formula varies there, one that stands for a number does not."""
        varies = {d.symbol.name for d in self.definitions if d.symbol.name == var.name and free_symbols(d.value)}
        return _Unfolding(self.definitions, self.blocked | varies, self.place, self.active, {**self.bound, var.name: var}, self.integrated)

    def of(self, t: Term) -> Term:
        if not any(s.name in self.names for s in free_symbols(t)) and not self._integrates(t):
            return t
        found = self.done.get(t)
        if found is None:
            found = self.done[t] = self._node(t)
        return found

    def _integrates(self, t: Term) -> bool:
        """Whether an integral without bounds runs over a name that has a formula."""
        return "integral" in operators(t) and any(isinstance(p, Bind) and p.op == "integral" and not p.bounds and p.var.name in self.names
                                                  for p in walk(t))

    def _node(self, t: Term) -> Term:
        match t:
            case Sym():
                return self._name(t)
            case Elem(Sym() as base, indices):
                return self._member(t, base, tuple(map(self.of, indices)))
            case Elem(Apply() as value, (Num(k),)) if isinstance(column := self.of(value), Matrix) and 1 <= k <= len(column.rows):
                return column.rows[int(k) - 1][0] if len(column.rows[0]) == 1 else Elem(column, (num(k),))
            case Apply(function, args, orders):
                return self._application(function, tuple(map(self.of, args)), orders)
            case Bind("integral", var, _, ()) if (found := self.find(_plain_name(var))) is not None and not found[1].params:
                return self._substituted(t, *found)
            case Bind(op, _, _, bounds):
                var, body = open_binder(t)
                return bind(op, var, self.under(var).of(body), tuple(map(self.of, bounds)))
            case Deriv(body, var, order):
                return self._derivative(body, var, self.of(order))
            case Call(op, (body, variables)) if op in BY_VARIABLES:
                return self._by_variables(op, body, variables)
        return rebuild(t, tuple(map(self.of, children(t))))

    def _substituted(self, t: Bind, place: int, d: Definition) -> Term:
        """``∫ g(u) du`` after u := φ(x) as ∫ g(φ(x)) φ'(x) dx: an antiderivative in u, at the value of u."""
        value = self.value(place, d)
        letters = [s for s in free_symbols(value) if s.sort.is_scalar and not s.uid]
        integrated = [s for s in letters if s.name in self.integrated] if len(letters) > 1 else letters
        var, body = open_binder(t)
        if len(integrated) != 1:
            raise CannotUnfold(f"the integral runs over {d.symbol.name}, which stands for something that is no function of one letter here")
        letter = fresh(integrated[0])
        inner = substitute(value, {integrated[0]: letter})
        whole = substitute(self.under(letter).of(body), {var: inner})
        try:
            slope = differentiate(inner, letter)
        except NoRule:
            slope = Deriv(inner, letter, ONE)
        return bind("integral", letter, mul(whole, slope))

    def _name(self, s: Sym) -> Term:
        found = self.find(s)
        if found is None:
            return s
        if found[1].params:
            return self._by_entries(s, *found)
        return self.value(*found)

    def _by_entries(self, s: Sym, place: int, d: Definition) -> Term:
        """An array whose entries are defined, as the sum of the entries times the arrays of 0 and a single 1."""
        rows, columns = s.sort.shape if len(s.sort.shape) == 2 and not s.sort.index and s.sort == d.symbol.sort else (ONE, ONE)
        if not d.indexed or s.sort.index or len(d.params) != (rows is not ONE) + (columns is not ONE):
            return s
        points = [fresh(p) for p in d.params]
        ends = [size for size in (rows, columns) if size is not ONE]
        body = substitute(self.value(place, d), dict(zip(d.params, points, strict=True)))
        units = [call("unit", p, end) for p, end in zip(points, ends, strict=True)]
        if columns is not ONE:
            units[-1] = call("transpose", units[-1])
        out = mul(body, call("matmul", *units) if len(units) > 1 else units[0])
        for p, end in zip(reversed(points), reversed(ends), strict=True):
            out = bind("sum", p, out, (ONE, end))
        return out

    def _member(self, t: Elem, base: Sym, indices: tuple[Term, ...]) -> Term:
        found = self.find(base)
        if found is not None and found[1].indexed and len(indices) >= len(found[1].params):
            place, d = found
            count = len(d.params)
            member = substitute(self.value(place, d), dict(zip(d.params, indices, strict=False)))
            return Elem(member, indices[count:]) if len(indices) > count else member
        return Elem(self.of(base), indices)

    def _application(self, function: Sym, args: tuple[Term, ...], orders: tuple[int, ...]) -> Term:
        found = self.find(function, True)
        if found is not None and len(found[1].params) == len(args):
            args = tuple(map(_put_in, found[1].params, args))
        if found is None or len(found[1].params) != len(args) or not _fits(found[1], args):
            return Apply(function, args, orders)
        place, d = found
        value = self.value(place, d)
        if not any(orders):
            put_in = substitute(value, dict(zip(d.params, args, strict=True)))
            functions = [a for p, a in zip(d.params, args, strict=True) if p.sort.is_function and isinstance(a, Sym)]
            return self.of(put_in) if any(self.find(a, True) is not None for a in functions) else put_in  # ``T(f)`` of an f with a formula
        points = [fresh(p) for p in d.params]
        body = substitute(value, dict(zip(d.params, points, strict=True)))
        for p, n in zip(points, orders, strict=True):
            body = deriv(body, p, num(n)) if n else body
        for p, a in zip(points, args, strict=True):
            body = substitute(body, {p: a}) if isinstance(a, Sym) and args.count(a) == 1 and _plain(a, value) else bind("at", p, body, (a,))
        return body

    def _derivative(self, body: Term, var: Term, order: Term) -> Term:
        if isinstance(var, Sym):
            found = self.find(var)
            if found is None or found[1].params:
                return Deriv(self.blocking({var}).of(self._applied(body, {var.name})), var, order)
            return self._at_values({var}, lambda u: Deriv(u[var][1], u[var][0], order), body)
        assert isinstance(var, Elem) and isinstance(var.base, Sym)
        base, indices = var.base, tuple(map(self.of, var.indices))
        found = self.find(base)
        if found is None:
            return Deriv(self.of(body), Elem(base, indices), order)
        if found[1].indexed:
            return self._by_member(body, base, indices, order, *found)
        return self._at_values({base}, lambda u: Deriv(u[base][1], Elem(u[base][0], indices), order), body)

    def _applied(self, body: Term, variables: set[str]) -> Term:
        """A defined function named without its arguments (``∂f/∂x`` with ``f(x, y) := …``) stands for its formula."""
        found = self.find(body, True) if isinstance(body, Sym) and self.find(body) is None else None
        if found is not None and variables <= {p.name for p in found[1].params}:
            return self.value(*found)
        return body

    def _at_values(self, names: set[Sym], build: Callable[[Moved], Term], body: Term) -> Term:
        """``build`` of the body in fresh variables for the names, with evaluation bars at their values."""
        inner = self.blocking(names).of(body)
        points = {s: fresh(s) for s in sorted(names, key=lambda s: s.name)}
        moved = substitute(inner, points)
        out = build({s: (p, moved) for s, p in points.items()})
        for s, p in points.items():
            out = bind("at", p, out, (self._name(s),))
        return out

    def _by_member(self, body: Term, base: Sym, indices: tuple[Term, ...], order: Term, place: int, d: Definition) -> Term:
        inner = self.blocking({base}).of(body)
        whole = bool(d.symbol.sort.shape) and len(d.symbol.sort.index) == len(d.params)  # a member is an array
        if whole or len(indices) != len(d.params) or base in free_symbols(_members(inner, base, None)):
            return Deriv(inner, Elem(base, indices), order)
        value = self.value(place, d)
        step = fresh(sym("u"))

        def varied(at: tuple[Term, ...]) -> Term:
            deltas = [call("delta", a, i) for a, i in zip(at, indices, strict=True) if a is not i]
            return add(substitute(value, dict(zip(d.params, at, strict=True))), mul(*deltas, step))

        return bind("at", step, Deriv(_members(inner, base, varied), step, order), (ZERO,))

    def _by_variables(self, op: str, body: Term, variables: Term) -> Term:
        listed = variables.args if isinstance(variables, Call) and variables.op == "tuple" else (variables,)
        names = {v for v in listed if isinstance(v, Sym) and (f := self.find(v)) and not f[1].params}
        body = self._applied(body, {v.name for v in listed if isinstance(v, Sym)})
        if not names:
            return Call(op, (self.blocking({v for v in listed if isinstance(v, Sym)}).of(body), variables))

        def moved(u: Moved) -> Term:
            points = {s: p for s, (p, _) in u.items()}
            return Call(op, (next(iter(u.values()))[1], substitute(variables, points)))

        return self._at_values(names, moved, body)


def _plain_name(s: Sym) -> Sym:
    return sym(s.name, s.sort)


def _members(t: Term, base: Sym, change: Callable[[tuple[Term, ...]], Term] | None) -> Term:
    """The term with each full member ``base_e`` changed (by 0 if ``change`` is None)."""
    match t:
        case Elem(b, indices) if b is base:
            inner = tuple(_members(i, base, change) for i in indices)
            return change(inner) if change is not None else ZERO
        case Bind(op, _, _, bounds):
            if base not in free_symbols(t):
                return t
            var, body = open_binder(t)
            return bind(op, var, _members(body, base, change), tuple(_members(b, base, change) for b in bounds))
        case Deriv(body, Elem(b, _), _) if b is base:
            return t
    parts = children(t)
    return rebuild(t, tuple(_members(c, base, change) for c in parts)) if parts else t


def _put_in(parameter: Sym, argument: Term) -> Term:
    """1 for the argument ``y = 1`` of a p(y): how densities say which of their letters has a value."""
    match argument:
        case Call("eq", (Sym(name), value)) if name == parameter.name:
            return value
    return argument


def _fits(d: Definition, args: tuple[Term, ...]) -> bool:
    """Whether the arguments are no statements and have the shapes of the parameters (a function of a number is applied to arrays entry by
    entry)."""
    if any(isinstance(a, Call) and (a.op in RELATIONS or a.op in CONNECTIVES) for a in args):
        return False
    try:
        return all(same_shape(p.sort.shape, shape(a)) for p, a in zip(d.params, args, strict=True))
    except ShapeError:
        return False


def _plain(a: Sym, value: Term) -> bool:
    """Whether the name can be the variable of the derivative: it does not occur in the value otherwise."""
    return a not in free_symbols(value)

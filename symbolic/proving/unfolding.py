"""Definitions unfolded in a step: names by their values, functions at their arguments, families at their indices.

Derivatives by a *defined* quantity need care.  In ``∂E/∂o_k`` with ``E := Σ_n (t_n − o_n)²`` and
``o_k := σ(Σ_j w_jk h_j)`` the o's are the variables: E is unfolded only down to them, differentiated with free
variables in their place, and only then are their values put in, by an evaluation bar from outside.

Guarantee: the step returned has the same truth at every point as the step under its definitions.  What has no
such form (an entry of a defined family under a derivative that occurs with other subscripts in a way that cannot
be expressed) raises :class:`CannotUnfold`.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.proving.calculus import resolve
from symbolic.steps import Step
from symbolic.terms import (
    Apply,
    Bind,
    Definition,
    Deriv,
    Elem,
    Sym,
    Term,
    bind,
    children,
    deriv,
    fresh,
    open_binder,
    rebuild,
    substitute,
    walk,
)


class CannotUnfold(Exception):
    """A definition is used in a way that unfolding does not express."""


MAX_DEPTH = 60
Table = dict[tuple[str, bool], Definition]


def unfold_step(step: Step) -> Step:
    """The step with all definitions unfolded in its sides and declarations."""
    if not step.definitions:
        return step
    table = _table(step.definitions)
    return replace(
        step,
        left=_unfold(step.left, table, 0),
        right=_unfold(step.right, table, 0),
        declarations=tuple(_unfold(d, table, 0) for d in step.declarations),
        definitions=(),
    )


def unfold(term: Term, definitions: tuple[Definition, ...]) -> Term:
    """``term`` with all definitions unfolded."""
    return _unfold(term, _table(definitions), 0)


def _table(definitions: tuple[Definition, ...]) -> Table:
    """By name, and whether it is a function: ``f(x) := …`` and ``f := …`` are different names; the last one counts."""
    return {(d.symbol.name, bool(d.params) and not d.indexed): d for d in definitions}


def _unfold(t: Term, table: Table, depth: int) -> Term:
    if depth > MAX_DEPTH:
        raise CannotUnfold("a definition refers to itself")
    match t:
        case Sym(name, _, 0):
            d = table.get((name, False))
            if d is not None and not d.params:
                return _unfold(d.value, table, depth + 1)
            return t
        case Elem(Sym(name, _, 0) as base, indices):
            d = table.get((name, False))
            new = tuple(_unfold(i, table, depth) for i in indices)
            if d is None:
                return Elem(base, new)
            if not d.params:
                value = _unfold(d.value, table, depth + 1)
                return Elem(value, new)
            if len(d.params) != len(new):
                raise CannotUnfold(f"{name} is defined with {len(d.params)} subscripts and used with {len(new)}")
            return _unfold(substitute(d.value, dict(zip(d.params, new, strict=True))), table, depth + 1)
        case Apply(function, args, orders):
            return _application(t, table, depth, function, args, orders)
        case Deriv(body, var, order):
            return _derivative(body, var, order, table, depth)
        case Bind(op, _, _, bounds):
            var, body = open_binder(t)
            return bind(op, var, _unfold(body, table, depth), tuple(_unfold(b, table, depth) for b in bounds))
    parts = children(t)
    new = tuple(_unfold(c, table, depth) for c in parts)
    return t if new == parts else rebuild(t, new)


def _application(t: Apply, table: Table, depth: int, function: Sym, args: tuple[Term, ...], orders: tuple[int, ...]) -> Term:
    d = table.get((function.name, True))
    new = tuple(_unfold(a, table, depth) for a in args)
    if d is None:
        return Apply(function, new, orders)
    if len(d.params) != len(new):
        raise CannotUnfold(f"{function.name} is defined with {len(d.params)} arguments and used with {len(new)}")
    if not any(orders):
        return _unfold(substitute(d.value, dict(zip(d.params, new, strict=True))), table, depth + 1)
    places = tuple(fresh(p) for p in d.params)
    body = _unfold(substitute(d.value, dict(zip(d.params, places, strict=True))), table, depth + 1)
    for place, n in zip(places, orders, strict=True):
        for _ in range(n):
            body = deriv(body, place)
    for place, a in zip(places, new, strict=True):
        body = bind("at", place, body, (a,))
    return body


def _derivative(body: Term, var: Term, order: Term, table: Table, depth: int) -> Term:
    order = _unfold(order, table, depth)
    root = var.base if isinstance(var, Elem) else var
    if not isinstance(root, Sym):
        raise CannotUnfold("the variable of a derivative is not a name")
    d = table.get((root.name, False))
    if isinstance(var, Elem):
        var = Elem(root, tuple(_unfold(i, table, depth) for i in var.indices))
    if d is None or root.uid:
        return Deriv(_function_of(body, root, table, depth), var, order)
    hidden = {k: v for k, v in table.items() if k != (root.name, False)}
    inner = _unfold(body, hidden, depth)
    if isinstance(var, Sym) and not d.params:
        place = fresh(root)
        moved = Deriv(substitute(inner, {root: place}), place, order)
        return bind("at", place, moved, (_unfold(d.value, table, depth + 1),))
    # an entry of a defined family: differentiate with the family free, then put its values in
    slope = resolve(Deriv(inner, var, order))
    if any(isinstance(s, Deriv) for s in walk(slope)):
        raise CannotUnfold(f"the derivative by {root.name} is not known")
    return _unfold(slope, table, depth + 1)


def _function_of(body: Term, root: Sym, table: Table, depth: int) -> Term:
    """The body unfolded; a function named without its arguments (``∂f/∂x`` with ``f(x, y) := …``) at its own parameters."""
    if isinstance(body, Sym) and body.uid == 0 and (body.name, False) not in table:
        d = table.get((body.name, True))
        if d is not None and root.name in {p.name for p in d.params}:
            return _unfold(d.value, table, depth + 1)
    return _unfold(body, table, depth)

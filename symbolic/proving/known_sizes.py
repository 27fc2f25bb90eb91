"""Sizes that are given a value, in the types of names: after n := 3, and where n = 3 is declared, a matrix of ℝ^{n×n} has three rows.

Guarantee: the step denotes the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from symbolic.latex.symbols import sizes_of
from symbolic.steps import Step
from symbolic.terms import INTEGER, REAL, Call, Definition, Num, Sort, Sym, Term, free_symbols, substitute, sym

Unfold = Callable[[Term, tuple[Definition, ...]], Term]


def with_known_sizes(step: Step, unfold: Unfold) -> Step:
    """The step with the values of sizes in the types of its names; ``unfold`` gives the value of a defined name."""
    given = {f.args[0]: f.args[1] for f in step.declarations if isinstance(f, Call) and f.op == "eq"}
    if not step.definitions and not any(isinstance(s, Sym) and s.sort == INTEGER for s in given):
        return step
    names = _names(step)
    sizes = {s for name in names for size in sizes_of(name.sort) for s in free_symbols(size)}
    defined = {d.symbol.name: d.symbol for d in step.definitions if not d.params and d.symbol.sort.is_scalar}
    found = {s: unfold(defined[s.name], step.definitions) for s in sizes if s.name in defined}
    found |= {s: given[s] for s in sizes if s in given and s.name not in defined and s not in free_symbols(given[s])}
    counts: dict[Sym, Term] = {s: sym(s.name, INTEGER) for value in found.values() for s in free_symbols(value) if s.sort == REAL}
    values = {s: substitute(value, counts) for s, value in found.items() if _is_size(value)}
    moved = {s: resized for s in names if (resized := with_sizes(s, values)) is not s}
    return _renamed(step, {**moved, **{s: t for s, t in counts.items() if isinstance(t, Sym)}}) if moved else step


def _names(step: Step) -> frozenset[Sym]:
    terms = (step.left, step.right, *step.declarations, *(d.value for d in step.definitions))
    heads: Iterable[Sym] = (s for d in step.definitions for s in (d.symbol, *d.params))
    return frozenset(heads).union(*map(free_symbols, terms))


def _renamed(step: Step, moved: Mapping[Sym, Sym]) -> Step:
    values: dict[Sym, Term] = dict(moved)

    def of(d: Definition) -> Definition:
        params = tuple(moved.get(p, p) for p in d.params)
        return replace(d, symbol=moved.get(d.symbol, d.symbol), params=params, value=substitute(d.value, values))

    return replace(step, left=substitute(step.left, values), right=substitute(step.right, values),
                   declarations=tuple(substitute(f, values) for f in step.declarations), definitions=tuple(map(of, step.definitions)))


def _is_size(value: Term) -> bool:
    """Whether a value can be a size: a whole number from 1, or an expression in names of numbers."""
    if isinstance(value, Num):
        return value.value.denominator == 1 and value.value >= 1
    return bool(free_symbols(value)) and all(s.sort in (INTEGER, REAL) for s in free_symbols(value))


def with_sizes(s: Sym, values: Mapping[Sym, Term]) -> Sym:
    """The name with other sizes in its type."""
    sort = sized(s.sort, values)
    return s if sort == s.sort else Sym(s.name, sort, s.uid)


def sized(sort: Sort, values: Mapping[Sym, Term]) -> Sort:
    """The type with other sizes."""
    if sort.is_scalar:
        return sort
    shape = tuple(substitute(size, values) for size in sort.shape)
    index = tuple(None if pair is None else (substitute(pair[0], values), substitute(pair[1], values)) for pair in sort.index)
    domain = None if sort.domain is None else tuple(sized(d, values) for d in sort.domain)
    return replace(sort, shape=shape, index=index, domain=domain)

"""Sizes, subscripts and sums over them: what writing arrays by their entries starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from symbolic.functions import BY_VARIABLES, ge
from symbolic.sizes import same_size, size_polynomial
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, Call, Deriv, Sym, Term, add, bind, free_symbols, fresh, num, sym, walk

WRITTEN_OUT = 6
"""Sums over a numeric range up to this length are written out."""
EXPANDED = 4
"""Determinants and inverses up to this size are expanded."""


class NoIndexForm(Exception):
    """The term cannot be written by entries; the prover abstains."""


def value(size: Term) -> int | None:
    """The size as an int, if it is a numeral."""
    p = size_polynomial(size)
    if set(p) <= {()}:
        return int(p.get((), 0))
    return None


def total_over(size: Term, body: Callable[[Term], Term], name: str = "k") -> Term:
    """Σ over an index from 1 to ``size``; written out if the size is a small numeral."""
    if same_size(size, ONE):
        return body(ONE)
    n = value(size)
    if n is not None and n <= WRITTEN_OUT:
        return add(*(body(num(k)) for k in range(1, n + 1)))
    var = fresh(sym(name, INTEGER))
    return bind("sum", var, body(var), (ONE, size))


def two_subscripts(sizes: Sequence[Term], indices: tuple[Term, ...]) -> tuple[Term, Term]:
    """Row and column from one or two subscripts."""
    if len(indices) == 2:
        return indices[0], indices[1]
    return (ONE, indices[0]) if same_size(sizes[0], ONE) else (indices[0], ONE)


def entry_subscripts(sizes: Sequence[Term], i: Term, j: Term) -> tuple[Term, ...]:
    """A column takes one subscript, every other matrix two."""
    return (i,) if same_size(sizes[1], ONE) else (i, j)


def sizes_of(terms: Iterable[Term]) -> tuple[Sym, ...]:
    """The size symbols of all arrays in the terms, in order of occurrence."""
    out: dict[Sym, None] = {}
    for t in terms:
        for s in walk(t):
            sizes: tuple[Term, ...] = ()
            if isinstance(s, Sym):
                sizes = (*s.sort.shape, *(b for r in s.sort.index if r is not None for b in r))
            elif isinstance(s, Call) and s.op in ("identity", "ones", "zeros"):
                sizes = s.args
            for size in sizes:
                out.update((x, None) for x in walk(size) if isinstance(x, Sym) and x.sort.field == "integer")
    return tuple(out)


def size_facts(step: Step) -> tuple[Term, ...]:
    """Sizes are positive integers."""
    known = set(step.declarations)
    terms = (step.left, step.right, *step.declarations)
    return tuple(fact for s in sizes_of(terms) if (fact := ge(s, ONE)) not in known)


def variables_of(t: Term) -> frozenset[Sym]:
    """The names by which the node ``t`` differentiates."""
    match t:
        case Deriv(_, var, _):
            return free_symbols(var)
        case Call(op, (_, variables)) if op in BY_VARIABLES:
            return free_symbols(variables)
    return frozenset()

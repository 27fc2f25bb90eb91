"""Conditions that may save a step: one matrix symmetric, orthonormal, invertible or positive definite; two that commute."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from symbolic.functions import ne
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.matrices.word_facts import idempotent
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, ZERO, Bind, Call, Elem, Sym, Term, bind, call, children, elem, free_symbols, neg, sym, walk


def _matrices(step: Step) -> list[Sym]:
    free = free_symbols(step.left) | free_symbols(step.right)
    matrices = (s for s in free if len(s.sort.shape) == 2 and not s.sort.index and not s.sort.is_function and s.sort.shape[1] is not ONE)
    return sorted(matrices, key=lambda s: s.name)


def _square(a: Sym) -> bool:
    return a.sort.shape[0] is a.sort.shape[1]


def matrix_properties(step: Step) -> Iterator[Conditions]:
    """One array symmetric, with orthonormal columns, invertible, positive definite, in this order; an idempotent one would be 1 then.

    Of complex ones, which are Hermitian and unitary instead, the invertible alone.
    """
    every = _matrices(step)[:3]
    arrays = [a for a in every if a.sort.field != "complex"]
    for a in arrays:
        if _square(a) and not any(_says_skew(d, a) for d in step.declarations):
            yield (call("eq", a, call("transpose", a)),)
    projections = {*map(idempotent, step.declarations)}
    arrays = [a for a in arrays if a not in projections]
    square = [a for a in arrays if _square(a)]
    for b in _square_families(step):
        i, j = sym("i", INTEGER), sym("j", INTEGER)
        swapped = bind("forall", j, call("eq", elem(b, i, j), elem(b, j, i)))
        yield (bind("forall", i, swapped),)
    for a in arrays:
        yield (call("eq", call("matmul", call("transpose", a), a), call("identity", a.sort.shape[1])),)
    for a in every:
        if _square(a) and a not in projections:
            yield (ne(call("det", a)),)
    for a in square:
        yield (call("posdef", a, ZERO),)


def vectors_apart_from_zero(step: Step) -> Iterator[Conditions]:
    """A vector that is not 0, for a strict inequality."""
    if step.relation in ("lt", "gt"):
        free = free_symbols(step.left) | free_symbols(step.right)
        vectors = (s for s in free if len(s.sort.shape) == 2 and s.sort.shape[1] is ONE and not s.sort.index and not s.sort.is_function)
        yield from ((ne(x),) for x in sorted(vectors, key=lambda s: s.name))


def _says_skew(fact: Term, a: Sym) -> bool:
    """Aᵀ = −A, with which A = Aᵀ leaves A = 0 alone."""
    turned = call("transpose", a)
    return fact in {call("eq", *pair) for x, y in ((a, turned), (turned, a)) for pair in ((x, neg(y)), (neg(y), x))}


def _square_families(step: Step) -> list[Sym]:
    """Families with two subscripts of the same range, declared or as the sums of the step run."""
    free = free_symbols(step.left) | free_symbols(step.right)
    found = [s for s in free if len(s.sort.index) == 2 and s.sort.index[0] == s.sort.index[1] and not s.sort.shape]
    runs = [r for side in (step.left, step.right) for r in _runs(side, {})]
    square = (s for s in found if len({sizes for base, sizes in runs if base is s}) <= 1)
    return sorted(square, key=lambda s: s.name)[:2]


def _runs(t: Term, ends: dict[Sym, Term]) -> Iterator[tuple[Term, frozenset[Sym]]]:
    """Families with a summed index, and the sizes at which that sum ends; an end at another index says nothing."""
    match t:
        case Bind("sum" | "prod", var, body, (lo, hi)):
            yield from _runs(body, {**ends, var: hi})
            for b in (lo, hi):
                yield from _runs(b, ends)
        case Elem(base, indices):
            sizes = (free_symbols(ends[i]) for i in indices if isinstance(i, Sym) and i in ends)
            yield from ((base, size) for size in sizes if size and size.isdisjoint(ends))
        case _:
            for c in children(t):
                yield from _runs(c, ends)


def commuting(step: Step) -> Iterator[Conditions]:
    """Two matrices commute; where an operator turns a product round, the slip is the order, and the repair tells it."""
    square = [m for m in _matrices(step)[:4] if _square(m)]
    if len(square) < 2 or any(map(_turns_products, (*walk(step.left), *walk(step.right)))):
        return
    for a, b in combinations(square, 2):
        if a.sort == b.sort:
            yield (call("eq", call("matmul", a, b), call("matmul", b, a)),)


def _turns_products(t: Term) -> bool:
    match t:
        case Call("inverse", (Call("matmul"),)) | Call("transpose" | "trace"):
            return True
    return False

"""Undeclared properties of one matrix, or that two matrices commute, under which a step can be proved.

The list is closed and ordered: symmetric, orthonormal columns, invertible, positive definite, for each matrix that
occurs; last that two square matrices of one size commute, unless the factors of one product only stand in the wrong
order.  Guarantee: the step was proved with the conditions added.
That it fails without them is for the caller to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, permutations

from symbolic.functions import ne
from symbolic.proving.index_form import symmetric_matrices
from symbolic.shapes import same_size
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, Call, Sym, Term, call, free_symbols, transform, walk
from symbolic.verdicts import Conditional, Proved, Refuted

MAX_FACTORS = 4
Prove = Callable[[Step], Proved | Conditional | Refuted | None]


def saving_matrix_hypothesis(step: Step, prove: Prove) -> tuple[tuple[Term, ...], str] | None:
    """The first hypothesis with which ``prove`` succeeds, and by what method; None if there is none."""
    for hypothesis in (*single_matrix(step), *(commuting(step) if not reordering_helps(step) else ())):
        answer = prove(replace(step, declarations=(*step.declarations, hypothesis)))
        match answer:
            case Proved(by):
                return (hypothesis,), by
            case Conditional("definedness", conditions, by):
                return (hypothesis, *conditions), by
    return None


def matrices(step: Step) -> tuple[Sym, ...]:
    """The matrices that occur, vectors left out, by name."""
    found = {s for side in (step.left, step.right) for s in free_symbols(side) if s.sort.shape and not s.sort.index}
    return tuple(sorted((s for s in found if not any(same_size(n, ONE) for n in s.sort.shape)), key=lambda s: s.name))


def single_matrix(step: Step) -> Iterator[Term]:
    """Properties of one matrix that is not yet declared to have them."""
    symmetric = symmetric_matrices(step.declarations)
    square = [a for a in matrices(step) if same_size(*a.sort.shape)]
    for a in square:
        if a not in symmetric:
            yield call("eq", a, call("transpose", a))
    for a in matrices(step):
        yield call("eq", call("matmul", call("transpose", a), a), call("identity", a.sort.shape[1]))
    for a in square:
        yield ne(call("det", a))
    for a in square:
        yield call("posdef", a, ZERO)


def commuting(step: Step) -> Iterator[Term]:
    """That two square matrices of one size commute."""
    for a, b in combinations(matrices(step), 2):
        if all(same_size(n, a.sort.shape[0]) for n in (*a.sort.shape, *b.sort.shape)):
            yield call("eq", call("matmul", a, b), call("matmul", b, a))


def reordering_helps(step: Step) -> bool:
    """Whether the step can be proved after the factors of one product on the right are put into another order."""
    from symbolic.proving.matrix_proof import prove_by_words

    return any(isinstance(prove_by_words(replace(step, right=right)), Proved | Conditional) for right in reorderings(step.right))


def reorderings(term: Term) -> Iterator[Term]:
    """The term with the factors of one product of matrices put into another order."""
    for product in walk(term):
        if isinstance(product, Call) and product.op == "matmul" and len(product.args) <= MAX_FACTORS:
            for factors in permutations(product.args):
                other = call("matmul", *factors)
                if other is not product:
                    yield transform(term, lambda t, old=product, new=other: new if t is old else None)  # type: ignore[misc]

"""What is declared of matrices: properties of single ones, relations between words, facts about numbers.

Guarantee: what is used is what is declared; a declaration that has no form in words is left aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from symbolic.functions import gt, ne
from symbolic.proving.domains import definedness
from symbolic.proving.facts import assume
from symbolic.proving.forms.normal_form import Unsupported
from symbolic.proving.matrices.word_letters import NoWords, is_array, is_matrix_operator, is_square, is_zero
from symbolic.shapes import ShapeError
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    TWO,
    Call,
    Deriv,
    Sym,
    Term,
    bind,
    call,
    elem,
    free_symbols,
    operators,
    power,
    substitute,
    sym,
    walk,
)

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


def learn(algebra: Algebra, declarations: Iterable[Term]) -> None:
    """Use the declarations: properties of single matrices first, then relations, then facts about numbers."""
    rest = [d for d in declarations if not _property(algebra, d)]
    algebra.semidefinite |= {a for a in map(idempotent, rest) if a in algebra.symmetric}
    numbers = [d for d in rest if not any(is_matrix_operator(t) or (isinstance(t, Sym) and t.sort.shape) for t in walk(d))]
    algebra.facts += numbers
    assume(algebra.session, algebra.facts)
    known = len(algebra.facts)
    for fact in rest:
        if fact not in numbers:
            _relation(algebra, fact)
    assume(algebra.session, algebra.facts[known:])


def _property(algebra: Algebra, fact: Term) -> bool:
    match fact:
        case Call("eq", (Sym() as a, Call("transpose", (b,)))) | Call("eq", (Call("transpose", (b,)), Sym() as a)) if a is b:
            algebra.symmetric.add(a)
            return True
        case Call("posdef" | "possemidef" as op, (Sym() as a, *_)) if a.sort.field != "complex":
            algebra.symmetric.add(a)
            algebra.semidefinite.add(a)
            if op == "posdef":
                algebra.definite.add(a)
                algebra.facts.append(gt(algebra.number(call("det", a))))
            return True
        case Call("ne", (Sym() as a, zero)) if a.sort.shape and is_zero(zero):
            algebra.nonzero.add(a)
            return True
        case Call("eq", (Call("matmul", (Call("transpose", (Sym() as a,)), b)), Call("identity"))) if a is b and is_square(a):
            algebra.orthogonal.add(a)
            return True
        case Call("eq", (Call("matmul", (Sym() as a, Call("transpose", (b,)))), Call("identity"))) if a is b and is_square(a):
            algebra.orthogonal.add(a)
            return True
        case Call("eq", (Call("inverse", (Sym() as a,)), Call("transpose", (b,)))) if a is b:
            algebra.orthogonal.add(a)
            return True
    return False


def nonzero_arrays(fact: Term) -> tuple[Sym, ...]:
    """The arrays that are not 0 if xᵀx ≠ 0, ‖x‖ ≠ 0, ‖x‖ ‖y‖ ≠ 0 or a power of these: the condition says nothing else."""
    match fact:
        case Call("ne" | "gt", (Call("mul", factors), zero)) if is_zero(zero):
            found = [nonzero_arrays(ne(f)) for f in factors]
            return tuple(a for arrays in found for a in arrays) if all(found) else ()
        case Call("ne" | "gt", (Call("matmul", (Call("transpose", (Sym() as a,)), b)), zero)) if is_zero(zero):
            return (a,) if a is b and a.sort.shape[1] is ONE and a.sort.field != "complex" else ()
        case Call("ne" | "gt", (Call("norm", (Sym() as a,)) | Call("pow", (Call("norm", (Sym() as a,)), _)), zero)) if is_zero(zero):
            return (a,)
    return ()


def with_squares_of_nonzero(step: Step) -> Step:
    """A step with sums, with Σ xᵢ² > 0 of the columns x that are declared not to be 0."""
    if "sum" not in operators(step.left) | operators(step.right):
        return step
    columns: list[Sym] = []
    for fact in step.declarations:
        match fact:
            case Call("ne", (Sym() as x, zero)) if is_zero(zero):
                columns.append(x)
            case _:
                columns += nonzero_arrays(fact)
    i = sym("i", INTEGER)
    sums = (gt(bind("sum", i, power(elem(x, i), TWO), (ONE, x.sort.shape[0]))) for x in columns
            if len(x.sort.shape) == 2 and x.sort.shape[1] is ONE and not x.sort.index and x.sort.field == "real")
    return replace(step, declarations=(*step.declarations, *sums))


def idempotent(fact: Term) -> Sym | None:
    """A of A² = A: where A is symmetric, xᵀAx = ‖Ax‖²."""
    match fact:
        case Call("eq", (Call("matmul", (Sym() as a, b)), c)) | Call("eq", (c, Call("matmul", (Sym() as a, b)))) if a is b is c:
            return a
        case Call("eq", (Call("pow", (Sym() as a, k)), c)) | Call("eq", (c, Call("pow", (Sym() as a, k)))) if a is c and k is TWO:
            return a if a.sort.shape else None
    return None


def _relation(algebra: Algebra, fact: Term) -> None:
    try:
        match fact:
            case Call("eq", (a, b)) if is_array(a) or is_array(b):
                algebra.relate(algebra.minus(algebra.words(a), algebra.words(b)))
            case Call("invertible", (a, *_)):
                algebra.facts.append(ne(algebra.number(call("det", a))))
            case Call("eq" | "le" | "lt" as op, (Call("norm"), b) as sides) if not is_array(b):
                algebra.facts += [algebra.number(call(op, *(power(s, TWO) for s in sides))), algebra.number(fact)]
            case _:
                algebra.facts.append(algebra.number(fact))
    except (NoWords, ShapeError, Unsupported):
        return


def with_values(step: Step) -> Step:
    """The step with the values of arrays that a declaration gives them, ``H = I − 11ᵀ/n``, and of which no other says anything else."""
    for fact in step.declarations:
        match fact:
            case Call("eq", (Sym() as a, b)) if a.sort.shape and not a.uid and not isinstance(b, Sym) and a not in free_symbols(b):
                pass
            case _:
                continue
        plain = {fact, call("eq", a, call("transpose", a))}
        told = any(a in free_symbols(d) for d in step.declarations if d not in plain)
        varied = any(isinstance(t, Deriv) and t.var is a for side in (step.left, step.right) for t in walk(side))
        if a in free_symbols(call("eq", step.left, step.right)) and not told and not varied:
            left, right = (substitute(side, {a: b}) for side in (step.left, step.right))
            kept = tuple(d for d in step.declarations if d not in plain)
            step = replace(step, left=left, right=right, declarations=(*kept, *definedness(b)))
    return step

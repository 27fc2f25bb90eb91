"""The binomial theorem for matrices: ``Σ_{k=0}^m C(m, k) (αM)ᵏ (βN)^{m-k} = (αM + βN)^m`` where M and N commute.

Guarantee: the sum is replaced if M and N are the same, one of them is a number, or MN = NM is proved from the declarations, and m is an
integer that is not negative; then both terms are equal and defined at the same points, but for negative powers, which do not occur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from symbolic.functions import ge
from symbolic.proving.domains import is_integer
from symbolic.proving.facts import all_follow
from symbolic.shapes import ShapeError, is_matrix, shape
from symbolic.steps import Step
from symbolic.terms import MINUS_ONE, ZERO, Bind, Call, Term, add, call, free_symbols, mul, open_binder, operators, power, sub, transform
from symbolic.verdicts import Conditional, Proved, Refuted

METHOD = "the binomial theorem"
Prove = Callable[[Step], Proved | Conditional | Refuted | None]


def prove_binomial_of_matrices(step: Step, prove: Prove) -> Proved | Conditional | None:
    """An equation with binomial sums of powers of matrices, by the powers of sums; None if there is none."""
    if step.relation != "eq" or "binomial" not in operators(step.left) | operators(step.right):
        return None
    try:
        left, right = (transform(side, lambda t: _closed(t, step, prove)) for side in (step.left, step.right))
        if (left, right) == (step.left, step.right):
            return None
        answer = Proved(METHOD) if left == right else prove(replace(step, left=left, right=right))
    except ShapeError:
        return None
    return replace(answer, by=METHOD) if isinstance(answer, Proved) else None


def _closed(t: Term, step: Step, prove: Prove) -> Term | None:
    """The power of a sum for a binomial sum."""
    if not (isinstance(t, Bind) and t.op == "sum" and t.bounds[0] is ZERO and "binomial" in operators(t) and is_matrix(t.body)):
        return None
    (k, body), m = open_binder(t), t.bounds[1]
    if not is_integer(m) or not all_follow(step.declarations, (ge(m),)):
        return None
    counted, outside = 0, []
    numbers: dict[Term, list[Term]] = {k: [], sub(m, k): []}
    matrices: dict[Term, list[Term]] = {k: [], sub(m, k): []}
    for factor in _factors(body):
        match factor:
            case Call("binomial", (above, below)) if above is m and below in numbers:
                counted += 1
            case Call("pow", (base, exponent)) if exponent in numbers and k not in free_symbols(base):
                (matrices if is_matrix(base) else numbers)[exponent].append(base)
            case _ if k not in free_symbols(factor) and not is_matrix(factor):
                outside.append(factor)
            case _:
                return None
    if counted != 1 or any(len(found) > 1 for found in matrices.values()):
        return None
    first, second = matrices.values()
    if first and second and first != second and not _commute(first[0], second[0], step, prove):
        return None
    one = call("identity", shape((first or second)[0])[0])
    parts = [_product(scale, matrix[0] if matrix else one) for scale, matrix in zip(numbers.values(), (first, second), strict=True)]
    return _product(outside, power(add(*parts), m))


def _product(numbers: list[Term], matrix: Term) -> Term:
    return mul(*numbers, matrix) if numbers else matrix


def _factors(t: Term) -> Iterator[Term]:
    """The factors of a product of numbers and matrices."""
    match t:
        case Call("mul" | "matmul", args):
            for a in args:
                yield from _factors(a)
        case Call("neg", (a,)):
            yield MINUS_ONE
            yield from _factors(a)
        case _:
            yield t


def _commute(a: Term, b: Term, step: Step, prove: Prove) -> bool:
    return isinstance(prove(replace(step, left=call("matmul", a, b), right=call("matmul", b, a), definitions=())), Proved)

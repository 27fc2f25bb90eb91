"""Products of numbers and arrays in the order in which they are written."""

from __future__ import annotations

from itertools import chain, pairwise

from symbolic.shapes import ShapeError, holds_open_name, is_matrix, is_scalar, shape
from symbolic.sizes import same_size, shape_text
from symbolic.terms import ONE, Call, Term, call, mul


def product(*factors: Term) -> Term:
    """The product of factors in written order: scalars in front with ``mul``, matrices with ``matmul``.

    ``xᵀ A x y`` becomes ``mul(matmul(xᵀ, A, x), y)``: stretches of factors whose product is a number are
    scalars too.  Beside a name of which nothing is known, and which may be an array, nothing changes places.  Raises :class:`ShapeError`
    if the factors cannot be multiplied in this order.
    """
    first = next((k for k, f in enumerate(factors) if not is_scalar(f)), len(factors))
    if any(map(holds_open_name, factors[first:])):
        return mul(*factors)
    scalars = [f for f in factors if is_scalar(f)]
    arrays = [f for f in factors if not is_scalar(f)]
    parts: list[Term] = []
    for stretch in _stretches(arrays):
        joined = stretch[0] if len(stretch) == 1 else call("matmul", *stretch)
        parts.append(joined)
    if len(parts) > 1:
        parts.sort(key=is_matrix)
    if not parts:
        return mul(*scalars)
    return mul(*_in_order(factors, scalars, parts)) if scalars or len(parts) > 1 else parts[0]


def _in_order(factors: tuple[Term, ...], scalars: list[Term], parts: list[Term]) -> list[Term]:
    """Scalars before arrays; scalar stretches take the place of their first factor."""
    place = {id(f): k for k, f in reversed(list(enumerate(factors)))}

    def position(t: Term) -> int:
        first = t.args[0] if id(t) not in place and isinstance(t, Call) else t
        return place.get(id(first), len(factors))

    numbers = sorted([*scalars, *(p for p in parts if is_scalar(p))], key=position)
    return [*numbers, *(p for p in parts if not is_scalar(p))]


def _stretches(arrays: list[Term]) -> list[list[Term]]:
    """The fewest conformable stretches, of which at most one is not a number."""
    shapes = [shape(a) for a in arrays]
    best: list[tuple[int, int, list[int]] | None] = [(0, 0, [])] + [None] * len(arrays)
    for end in range(1, len(arrays) + 1):
        for start in range(end - 1, -1, -1):
            if start < end - 1 and not same_size(shapes[start][1], shapes[start + 1][0]):
                break
            before = best[start]
            number = same_size(shapes[start][0], ONE) and same_size(shapes[end - 1][1], ONE)
            if before is None or (before[1] and not number):
                continue
            found = (before[0] + 1, before[1] + (not number), [*before[2], end])
            known = best[end]
            if known is None or found[:2] < known[:2]:
                best[end] = found
    last = best[-1]
    if last is None:
        bad = next((s, t) for s, t in pairwise(shapes) if not same_size(s[1], t[0]))
        raise ShapeError(f"a product of {shape_text(bad[0])} and {shape_text(bad[1])}", call("matmul", *arrays))
    ends = last[2]
    return [arrays[a:b] for a, b in zip(chain([0], ends), ends, strict=False)]

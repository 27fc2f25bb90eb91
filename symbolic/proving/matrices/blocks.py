"""Block matrices: blocks are multiplied, added and transposed like numbers, and equal block by block.

``grid(T)`` is the block form of a term, if one is seen: products of block matrices whose inner partitions agree, sums
of equal partitions, inverses of block diagonals and of 2×2 block triangular matrices.  Determinants of block triangular
matrices are products; those of 2×2 blocks go by the Schur complement of a diagonal block whose inverse the step speaks of.

Guarantee of :func:`prove_by_blocks`: as for the other provers of matrices.  Domains are compared on the step as
written, so that a block that meets a zero block is not forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace

from symbolic.functions import ne
from symbolic.products import product
from symbolic.proving.domains import definedness
from symbolic.proving.matrices.word_letters import is_zero
from symbolic.shapes import ShapeError, block_sizes, is_matrix, shape
from symbolic.sizes import same_shape, same_size, size_polynomial
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, Call, Matrix, Term, add, call, div, mul, neg, sub, transform, walk
from symbolic.verdicts import Conditional, Proved

Grid = tuple[tuple[Term, ...], ...]
Prove = Callable[[Step], Proved | Conditional | None]


def has_blocks(step: Step) -> bool:
    """Whether a matrix with blocks of symbolic size occurs."""
    return any(isinstance(t, Matrix) and _symbolic(t) for side in (step.left, step.right) for t in walk(side))


def _symbolic(t: Matrix) -> bool:
    return any(set(size_polynomial(n)) - {()} for row in t.rows for block in row for n in shape(block))


def prove_by_blocks(step: Step, prove: Prove) -> bool:
    """Whether both sides are equal, block by block, wherever both are defined; ``prove`` decides the blocks."""
    if not has_blocks(step):
        return False
    try:
        return any(all(_holds(part, prove) for part in parts) for parts in _readings(step))
    except ShapeError:
        return False


def _holds(step: Step, prove: Prove) -> bool:
    match prove(step):
        case Proved() | Conditional("definedness"):
            return True
    return False


def _readings(step: Step) -> Iterator[tuple[Step, ...]]:
    """The step without block matrices, as steps between blocks; one reading for each way to a determinant that is allowed."""
    granted = {*definedness(step.left), *definedness(step.right), *step.declarations}
    for way in range(len(WAYS)):
        left, right = (collapse(side, way, granted) for side in (step.left, step.right))
        if not is_matrix(left) and not is_matrix(right):
            if not has_blocks(replace(step, left=left, right=right)):
                yield (replace(step, left=left, right=right),)
            continue
        a, b = grid(left), grid(right)
        a, b = a or _like(left, b), b or _like(right, a)
        if a is not None and b is not None and _partition(a) == _partition(b):
            cells = [(p, q) for row, other in zip(a, b, strict=True) for p, q in zip(row, other, strict=True)]
            yield tuple(replace(step, left=p, right=q) for p, q in cells if p is not q)


def _partition(g: Grid) -> tuple[tuple[str, ...], tuple[str, ...]]:
    heights, widths = block_sizes(ZERO, g, [[shape(c) or (ONE, ONE) for c in row] for row in g])
    return tuple(map(_key, heights)), tuple(map(_key, widths))


def _sizes(g: Grid) -> tuple[list[Term], list[Term]]:
    return block_sizes(ZERO, g, [[shape(c) or (ONE, ONE) for c in row] for row in g])


def _key(size: Term) -> str:
    return str(sorted(map(str, size_polynomial(size).items())))


def _like(t: Term, other: Grid | None) -> Grid | None:
    """An identity or zero matrix in the partition of the other side."""
    if other is None:
        return None
    rows, columns = _partition(other)
    if is_zero(t):
        return tuple(tuple(ZERO for _ in columns) for _ in rows)
    if isinstance(t, Call) and t.op == "identity" and rows == columns:
        heights, _ = _sizes(other)
        return tuple(tuple(_unit(n) if i == j else ZERO for j in range(len(columns))) for i, n in enumerate(heights))
    return None


def _unit(size: Term) -> Term:
    return ONE if same_size(size, ONE) else call("identity", size)


# --- block forms ----------------------------------------------------------------------------------


def grid(t: Term) -> Grid | None:
    """The term as a matrix of blocks, or None."""
    match t:
        case Matrix(rows):
            return rows
        case Call("add", args):
            parts = [grid(a) for a in args]
            known = next((p for p in parts if p is not None), None)
            whole = [p or _like(a, known) for p, a in zip(parts, args, strict=True)]
            if known is None or any(p is None or _partition(p) != _partition(known) for p in whole):
                return None
            return _each(known, lambda i, j: _sum([p[i][j] for p in whole if p is not None]))
        case Call("neg", (a,)):
            return _mapped(grid(a), neg)
        case Call("mul", args):
            return _scaled(args)
        case Call("div", (a, b)):
            return _mapped(grid(a), lambda block: div(block, b))
        case Call("transpose", (a,)):
            turned = _mapped(grid(a), _transposed)
            return turned and tuple(zip(*turned, strict=True))
        case Call("matmul", args):
            return _chain(args)
        case Call("inverse", (a,)):
            return _inverse(grid(a))
    return None


def _each(g: Grid, f: Callable[[int, int], Term]) -> Grid:
    return tuple(tuple(f(i, j) for j in range(len(g[0]))) for i in range(len(g)))


def _mapped(g: Grid | None, f: Callable[[Term], Term]) -> Grid | None:
    """Every block that is not 0 mapped."""
    return None if g is None else tuple(tuple(b if b is ZERO else f(b) for b in row) for row in g)


def _sum(parts: list[Term]) -> Term:
    kept = [p for p in parts if not is_zero(p)]
    return add(*kept) if kept else ZERO


def _transposed(t: Term) -> Term:
    return call("transpose", t) if is_matrix(t) else t


def _scaled(args: tuple[Term, ...]) -> Grid | None:
    numbers = [a for a in args if not is_matrix(a)]
    g = next((found for a in args if is_matrix(a) and (found := grid(a)) is not None), None)
    return _mapped(g, lambda block: mul(*numbers, block))


def _chain(args: tuple[Term, ...]) -> Grid | None:
    """The product of block matrices; None if a factor is not one or partitions differ."""
    out: Grid | None = None
    for a in args:
        g = grid(a)
        if g is None:
            return None
        out = g if out is None else _times(out, g)
        if out is None:
            return None
    return out


def _times(a: Grid, b: Grid) -> Grid | None:
    if _partition(a)[1] != _partition(b)[0]:
        return None
    heights, widths = _sizes(a)[0], _sizes(b)[1]
    return tuple(tuple(_block([_product(a[i][k], b[k][j]) for k in range(len(b))], h, w) for j, w in enumerate(widths))
                 for i, h in enumerate(heights))


def _block(parts: list[Term], height: Term, width: Term) -> Term:
    total = _sum(parts)
    return total if total is not ZERO or same_shape((height, width), ()) else call("zeros", height, width)


def _product(a: Term, b: Term) -> Term:
    return ZERO if is_zero(a) or is_zero(b) else product(a, b)


def _inverse(g: Grid | None) -> Grid | None:
    """The inverse of a block diagonal, or of a 2×2 block triangular matrix."""
    if g is None or len(g) != len(g[0]) or _partition(g)[0] != _partition(g)[1]:
        return None
    inverted = [call("inverse", g[i][i]) if is_matrix(g[i][i]) else div(ONE, g[i][i]) for i in range(len(g))]
    beside = [(i, j) for i in range(len(g)) for j in range(len(g)) if i != j and not is_zero(g[i][j])]
    if beside and (len(g) != 2 or len(beside) > 1):
        return None

    def block(i: int, j: int) -> Term:
        if i == j:
            return inverted[i]
        return neg(_product(_product(inverted[i], g[i][j]), inverted[j])) if (i, j) in beside else ZERO

    return _each(g, block)


# --- numbers made of block matrices ---------------------------------------------------------------


def collapse(term: Term, way: int = 0, granted: Container[Term] = ()) -> Term:
    """Traces, determinants and 1×1 products of block matrices in terms of the blocks."""

    def rule(t: Term) -> Term | None:
        match t:
            case Call("trace", (a,)):
                g = grid(a)
                if g is None or _partition(g)[0] != _partition(g)[1]:
                    return None
                return _sum([call("trace", g[i][i]) if is_matrix(g[i][i]) else g[i][i] for i in range(len(g))])
            case Call("det", (a,)):
                return _determinant(grid(a), way, granted)
            case Call("matmul", _):
                g = grid(t)
                return g[0][0] if g is not None and len(g) == len(g[0]) == 1 else None
        return None

    return transform(term, rule)


def _determinant(g: Grid | None, way: int, granted: Container[Term]) -> Term | None:
    if g is None or _partition(g)[0] != _partition(g)[1]:
        return None
    n = len(g)
    below = all(is_zero(g[i][j]) for i in range(n) for j in range(i))
    above = all(is_zero(g[i][j]) for i in range(n) for j in range(i + 1, n))
    if below or above:
        return mul(*(call("det", g[i][i]) if is_matrix(g[i][i]) else g[i][i] for i in range(n)))
    return WAYS[way](g, granted) if n == 2 else None


def _by_complement(corner: int) -> Way:
    """det P det(S − R P⁻¹ Q) for the diagonal block P, if the step speaks of its inverse; det(A + B) det(A − B) of [[A, B], [B, A]]."""

    def way(g: Grid, granted: Container[Term]) -> Term | None:
        (a, b), (c, d) = g
        if a is d and b is c and is_matrix(a):  # the second column added to the first, then the first row taken from the second
            return mul(call("det", add(a, b)), call("det", sub(a, b)))
        pivot, rest = g[corner][corner], g[1 - corner][1 - corner]
        invertible = ne(call("det", pivot)) if is_matrix(pivot) else ne(pivot)
        if invertible not in granted and not (isinstance(pivot, Call) and pivot.op == "identity"):
            return None
        inverse = call("inverse", pivot) if is_matrix(pivot) else div(ONE, pivot)
        complement = sub(rest, product(g[1 - corner][corner], inverse, g[corner][1 - corner]))
        return mul(*(call("det", t) if is_matrix(t) else t for t in (pivot, complement)))

    return way


def _by_products(one: int, other: int, a_first: bool, b_first: bool) -> Way:
    """A determinant of products of the blocks A, B, C, D (0 to 3), of which two, side by side or one above the other, commute."""

    def way(g: Grid, granted: Container[Term]) -> Term | None:
        blocks = (*g[0], *g[1])
        if any(map(is_zero, blocks)) or len({_key(n) for t in blocks for n in shape(t) or (ONE, ONE)}) != 1:
            return None
        if not _commute(blocks[one], blocks[other], granted):
            return None
        a, b, c, d = blocks
        return call("det", sub(product(a, d) if a_first else product(d, a), product(b, c) if b_first else product(c, b)))

    return way


def _commute(a: Term, b: Term, granted: Container[Term]) -> bool:
    """Whether two blocks are declared to commute, up to their signs."""
    a, b = (t.args[0] if isinstance(t, Call) and t.op == "neg" else t for t in (a, b))
    products = call("matmul", a, b), call("matmul", b, a)
    return a is b or call("eq", *products) in granted or call("eq", *products[::-1]) in granted


Way = Callable[[Grid, Container[Term]], Term | None]
WAYS: tuple[Way, ...] = (
    _by_complement(0), _by_complement(1),
    _by_products(2, 3, True, True), _by_products(0, 2, True, False), _by_products(1, 3, False, True), _by_products(0, 1, False, False),
)

r"""The entries of e^A for a matrix A that is written out.

A falls into blocks, the components of the graph whose edges are its entries that are not 0.  A block of one entry is e^a; one of
which A − c is triangular with zeros on the diagonal is e^c times a finite sum; one of two rows, with m half its trace and N = A − m,
has N² = δ for a number δ, so that e^A = e^m (cosh w + N sinh(w)/w) where δ = w², and with cos and sin where δ = −w².

Guarantee: the entries are those of the exponential, at all values of the names; None where a block is none of these.
"""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.functions import ne
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.rational_roots import rational_root
from symbolic.terms import ONE, TWO, ZERO, Term, add, call, div, exp, mul, num, power, sub

Rows = Sequence[Sequence[Term]]
LARGEST = 6


def exponential_of(rows: Rows) -> list[list[Term]] | None:
    """The entries of the exponential of a square matrix."""
    if len(rows) > LARGEST:
        return None
    try:
        return with_units(lambda session: _by_blocks(session, rows))
    except GIVE_UP:
        return None


def _by_blocks(session: Session, rows: Rows) -> list[list[Term]] | None:
    out: list[list[Term]] = [[ZERO] * len(rows) for _ in rows]
    for block in _components(session, rows):
        found = _of_block(session, [[rows[i][j] for j in block] for i in block])
        if found is None:
            return None
        for i, line in zip(block, found, strict=True):
            for j, entry in zip(block, line, strict=True):
                out[i][j] = entry
    return out


def _components(session: Session, rows: Rows) -> list[list[int]]:
    """The places that belong together; those of a triangular block in the order in which it is upper triangular."""
    n = len(rows)
    linked = [[i == j or not _is_zero(session, rows[i][j]) for j in range(n)] for i in range(n)]
    out: list[list[int]] = []
    left = list(range(n))
    while left:
        block = [left.pop(0)]
        for i in block:
            more = [j for j in left if linked[i][j] or linked[j][i]]
            block += more
            left = [j for j in left if j not in more]
        out.append(sorted(block))
    return out


def _of_block(session: Session, rows: Rows) -> list[list[Term]] | None:
    n = len(rows)
    if n == 1:
        return [[exp(rows[0][0])]]
    nilpotent = [[sub(a, rows[0][0]) if i == j else a for j, a in enumerate(line)] for i, line in enumerate(rows)]
    total, power_ = _identity(n), nilpotent
    factor: Term = ONE
    for k in range(1, n + 1):
        if all(_is_zero(session, a) for line in power_ for a in line):
            return [[mul(exp(rows[0][0]), a) for a in line] for line in total]
        factor = div(factor, num(k))
        total = [[add(a, mul(factor, b)) for a, b in zip(x, y, strict=True)] for x, y in zip(total, power_, strict=True)]
        power_ = _product(power_, nilpotent)
    return _of_two(session, rows) if n == 2 else None


def _of_two(session: Session, rows: Rows) -> list[list[Term]] | None:
    (a, b), (c, d) = rows
    middle, half = div(add(a, d), TWO), div(sub(a, d), TWO)
    rest = [[half, b], [c, sub(ZERO, half)]]
    square = add(power(half, TWO), mul(b, c))
    for sign, cosine, sine in ((ONE, "cosh", "sinh"), (num(-1), "cos", "sin")):
        w = rational_root(session, session.nf(mul(sign, square)))
        if w is not None:
            return [[mul(exp(middle), add(call(cosine, w) if i == j else ZERO, _share(session, rest[i][j], call(sine, w), w)))
                     for j in range(2)] for i in range(2)]
    return None


def _share(session: Session, entry: Term, sine: Term, w: Term) -> Term:
    """``entry · sine/w``, with the value that it tends to where w is 0."""
    ratio = session.nf(div(entry, w))
    if ratio.den.is_constant():
        return mul(session.quotient_term(ratio), sine)
    below = session.poly_term(ratio.den)  # divides w
    return call("cases", ne(below), mul(session.quotient_term(ratio), sine), entry)


def _identity(n: int) -> list[list[Term]]:
    return [[ONE if i == j else ZERO for j in range(n)] for i in range(n)]


def _product(a: Rows, b: Rows) -> list[list[Term]]:
    return [[add(*(mul(x, y) for x, y in zip(line, column, strict=True))) for column in zip(*b, strict=True)] for line in a]


def _is_zero(session: Session, t: Term) -> bool:
    return session.ring.is_zero(session.nf(t))

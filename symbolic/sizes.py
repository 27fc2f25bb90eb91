"""Sizes of arrays: terms, of which two agree if they are the same polynomial in the size symbols.

So ``n + 1`` and ``1 + n`` agree while ``m`` and ``n`` do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from symbolic.terms import ONE, ZERO, Call, Num, Sym, Term, add, mul, num

Shape = tuple[Term, ...]
Polynomial = dict[tuple[Term, ...], Fraction]
UNIT = Fraction(1)


def size_polynomial(size: Term) -> Polynomial:
    """The size as a polynomial: coefficient of each monomial, a sorted tuple of atoms."""
    match size:
        case Num(value):
            return {(): value} if value else {}
        case Call("add", args):
            return _sum(map(size_polynomial, args))
        case Call("neg", (a,)):
            return {m: -c for m, c in size_polynomial(a).items()}
        case Call("mul", args):
            out: Polynomial = {(): UNIT}
            for a in args:
                out = _product(out, size_polynomial(a))
            return out
        case Call("pow", (a, Num(value))) if value.denominator == 1 and 0 <= value <= 8:
            return size_polynomial(mul(ONE, *[a] * int(value)))
        case Call("div", (a, Num(value))) if value:
            return {m: c / value for m, c in size_polynomial(a).items()}
    return {(size,): UNIT}


def _sum(parts: Iterable[Polynomial]) -> Polynomial:
    out: Polynomial = {}
    for part in parts:
        for m, c in part.items():
            out[m] = out.get(m, Fraction(0)) + c
    return {m: c for m, c in out.items() if c}


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    return _sum({tuple(sorted(m + n, key=repr)): c * d} for m, c in a.items() for n, d in b.items())


def same_size(a: Term, b: Term) -> bool:
    """Whether two sizes are the same polynomial."""
    if isinstance(a, Sym | Num) and isinstance(b, Sym | Num):
        return a is b
    return a is b or size_polynomial(a) == size_polynomial(b)


def same_shape(a: Shape, b: Shape) -> bool:
    """Whether two shapes agree, a scalar being a 1×1 matrix."""
    rows, columns = a or (ONE, ONE)
    other_rows, other_columns = b or (ONE, ONE)
    return same_size(rows, other_rows) and same_size(columns, other_columns)


def total(sizes: Iterable[Term]) -> Term:
    """The sum of sizes, as a size."""
    return _from_polynomial(_sum(map(size_polynomial, sizes)))


def times(a: Term, b: Term) -> Term:
    """The product of two sizes, as a size."""
    return _from_polynomial(_product(size_polynomial(a), size_polynomial(b)))


def _from_polynomial(p: Polynomial) -> Term:
    parts = []
    for m, c in p.items():
        factors = (num(c), *m) if c != 1 or not m else m
        parts.append(mul(*factors))
    return add(*parts) if parts else ZERO


def shape_text(shape: Shape) -> str:
    """``m × n``, or ``a scalar``."""
    if not shape:
        return "a scalar"
    return " × ".join(map(size_text, shape))


def size_text(size: Term) -> str:
    """``n + 1``, in brackets if it is a sum."""
    parts = []
    for m, c in size_polynomial(size).items():
        names = " ".join(t.name if isinstance(t, Sym) else repr(t) for t in m)
        parts.append(names if c == 1 and m else f"{c} {names}".strip())
    text = " + ".join(parts).replace("+ -", "- ") or "0"
    return f"({text})" if len(parts) > 1 else text

r"""Products of arrays in which random columns are joined in pairs.

A product such as ``D u uᵀ M v`` is a set of strings of constant matrices that end at random columns, at a side of the whole product, or at
a side of length one.  Joining two columns by a matrix K in the place of ``u vᵀ`` joins their strings, and closes one that has both of
them: ``uᵀ M v`` becomes ``tr(M K)`` with K in the place of ``v uᵀ``.

Guarantee: the result is the product with the entries of ``u vᵀ`` replaced by those of K for each joined pair, and every column that is
left by what is put in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain as joined

from symbolic.proving.probability.products import NoProducts, times
from symbolic.shapes import shape
from symbolic.terms import ONE, ZERO, Call, Sym, Term, bind, call, free_symbols, substitute

CLOSED, LEFT, RIGHT = -1, -2, -3
"""Ends that are no random column: of a side of length one, and the two sides of the whole product."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Product:
    """A constant number, times numbers that are products of arrays, times a product of arrays (none: no array), summed over the binders."""

    coefficient: Term
    factors: tuple[Term, ...] = ()
    numbers: tuple[tuple[Term, ...], ...] = ()
    binders: tuple[tuple[Sym, Term, Term], ...] = ()

    def __mul__(self, other: Product) -> Product:
        return Product(times(self.coefficient, other.coefficient), self.factors + other.factors, self.numbers + other.numbers,
                       self.binders + other.binders)

    def transposed(self) -> Product:
        return replace(self, factors=turned(self.factors))

    def as_number(self) -> Product:
        """The same for a product that is a number, with no place beside other arrays."""
        return replace(self, factors=(), numbers=(*self.numbers, self.factors)) if self.factors else self

    def where_equal(self, i: Term, j: Term) -> Product:
        """Times Kronecker's δ of two indices, which leaves one of two that are summed over the same range."""
        ranges = {var: (lo, hi) for var, lo, hi in self.binders}
        fixed = all({i, j}.isdisjoint(free_symbols(end)) for ends in ranges.values() for end in ends)
        if isinstance(i, Sym) and isinstance(j, Sym) and i is not j and i in ranges and ranges[i] == ranges.get(j) and fixed:
            to = {i: j}
            factors, *numbers = (tuple(substitute(f, to) for f in one) for one in (self.factors, *self.numbers))
            return Product(substitute(self.coefficient, to), factors, tuple(numbers), tuple(b for b in self.binders if b[0] is not i))
        return self if i is j else replace(self, coefficient=times(self.coefficient, call("delta", i, j)))

    def term(self) -> Term:
        if any(map(is_zero, joined(self.factors, *self.numbers))):
            return ZERO
        number, arrays = self.coefficient, self.factors
        for one in self.numbers:
            number = times(number, chain(one))
        for var, lo, hi in reversed(self.binders):
            if any(var in free_symbols(f) for f in arrays):
                number, arrays = ONE, (bind("sum", var, times(number, chain(arrays)), (lo, hi)),)
            else:
                number = bind("sum", var, number, (lo, hi))
        return times(number, chain(arrays)) if arrays else number


def transpose(t: Term) -> Term:
    match t:
        case Call("transpose", (a,)):
            return a
        case Call("zeros", (m, n)):
            return call("zeros", n, m)
    return call("transpose", t)


def turned(factors: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(map(transpose, reversed(factors)))


def is_zero(t: Term) -> bool:
    return t is ZERO or (isinstance(t, Call) and t.op == "zeros")


def chain(factors: tuple[Term, ...]) -> Term:
    return factors[0] if len(factors) == 1 else call("matmul", *factors)


@dataclass(frozen=True, slots=True)
class String:
    """Constant matrices between two ends, which are places of random columns or one of CLOSED, LEFT and RIGHT."""

    left: int
    middle: tuple[Term, ...]
    right: int

    def ending_at(self, end: int) -> String:
        return self if self.right == end else String(self.right, turned(self.middle), self.left)


def strings_of(p: Product, places: Mapping[tuple[int, int], int]) -> list[String]:
    """The strings of a product; ``places`` numbers its random columns by chain (0: the factors) and place in it."""
    out: list[String] = []
    for which, factors in enumerate((p.factors, *p.numbers)):
        start = 0
        for k, f in enumerate(factors):
            is_last = k == len(factors) - 1
            if shape(f)[1] is not ONE and not is_last:
                continue
            first, last = places.get((which, start)), places.get((which, k))
            at_left = LEFT if shape(factors[start])[0] is not ONE else CLOSED
            at_right = RIGHT if shape(f)[1] is not ONE else CLOSED
            if start == k and first is not None:
                out.append(String(at_left, (), first) if shape(f)[1] is ONE else String(first, (), at_right))
            else:
                middle = factors[start if first is None else start + 1 : k + 1 if last is None else k]
                out.append(String(at_left if first is None else first, middle, at_right if last is None else last))
            start = k + 1
    ends = [e for s in out for e in (s.left, s.right)]
    if sorted(e for e in ends if e >= 0) != sorted(places.values()) or max(ends.count(LEFT), ends.count(RIGHT)) > 1:
        raise NoProducts("a random array that is no column")
    return out


def paired(p: Product, strings: list[String], pairs: Mapping[Pair, Term], singles: Mapping[int, Term]) -> Product:
    """The product with a matrix in the place of ``u vᵀ`` for the columns u, v of each pair, and an array for each column that is left."""
    number: list[tuple[Term, ...]] = []
    for (a, b), matrix in pairs.items():
        first = next(s for s in strings if a in (s.left, s.right)).ending_at(a)
        if first.left == b:
            number.append((call("trace", chain((*first.middle, matrix))),))
            strings = [s for s in strings if a not in (s.left, s.right)]
            continue
        other = next(s for s in strings if b in (s.left, s.right)).ending_at(b)
        whole = String(first.left, (*first.middle, matrix, *turned(other.middle)), other.left)
        strings = [*(s for s in strings if not {a, b} & {s.left, s.right}), whole]
    for a, value in singles.items():
        first = next(s for s in strings if a in (s.left, s.right)).ending_at(a)
        strings = [*(s for s in strings if a not in (s.left, s.right)), String(first.left, (*first.middle, value), CLOSED)]
    number += [s.middle for s in strings if s.left == s.right == CLOSED]
    arrays: tuple[Term, ...] = ()
    for s in strings:
        if LEFT in (s.left, s.right):
            arrays = turned(s.ending_at(LEFT).middle)
    for s in strings:
        if RIGHT in (s.left, s.right) and LEFT not in (s.left, s.right):
            arrays += s.ending_at(RIGHT).middle
    return replace(p, factors=arrays, numbers=tuple(number))


def matchings(places: Sequence[int]) -> Iterator[tuple[Pair, ...]]:
    """All sets of disjoint pairs."""
    if not places:
        yield ()
        return
    first, *rest = places
    yield from matchings(rest)
    for k, other in enumerate(rest):
        for further in matchings([*rest[:k], *rest[k + 1 :]]):
            yield ((first, other), *further)

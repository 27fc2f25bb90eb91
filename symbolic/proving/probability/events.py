"""Declared events: the probabilities of the cells into which they cut the space.

n events cut it into 2ⁿ cells, such as A ∩ Bᶜ.  Whatever numbers ≥ 0 with the sum 1 the cells have, a space has them, so that an inequality
between probabilities holds for all events exactly if it holds for all such numbers.

Guarantee: :func:`cell_facts` are true of all events; a space of :func:`event_spaces` has the declared independence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, product
from math import prod
from random import Random

from symbolic.functions import ge, le
from symbolic.proving.probability.chances import Chances
from symbolic.terms import BOOLEAN, FALSE, ONE, TRUE, ZERO, Call, Sym, Term, call, mul, transform

MOST_EVENTS = 4
SPACES = 48
MOST_WEIGHT = 3

Cell = tuple[bool, ...]
Weights = dict[Cell, Fraction]


def is_event(s: Sym) -> bool:
    return s.sort == BOOLEAN


def cell_facts(chances: Chances, mean: Callable[[Term], Term]) -> tuple[Term, ...]:
    """The probabilities of the cells are not negative, and those of the events at most 1; ``mean`` takes an expectation apart."""
    events = sorted(filter(is_event, chances.variables), key=lambda s: s.name)
    if not 1 <= len(events) <= MOST_EVENTS:
        return ()
    cells = (mul(ONE, *(call("indicator", e if holds else call("not", e)) for e, holds in zip(events, cell, strict=True)))
             for cell in product((True, False), repeat=len(events)))
    single = [mean(call("indicator", e)) for e in events]
    return (*(ge(mean(c)) for c in cells), *(f for p in single for f in (ge(p), le(p, ONE))))


def settled(t: Term) -> Term:
    """The term with tests of known truth decided."""
    return transform(t, _settled)


def _settled(t: Term) -> Term | None:
    match t:
        case Call("not", (a,)) if a in (TRUE, FALSE):
            return FALSE if a is TRUE else TRUE
        case Call("and" | "or" as op, args):
            neutral = TRUE if op == "and" else FALSE
            left = tuple(a for a in args if a is not neutral)
            if any(a in (TRUE, FALSE) for a in left):
                return FALSE if op == "and" else TRUE
            return neutral if not left else left[0] if len(left) == 1 else call(op, *left)
        case Call("indicator", (a,)) if a in (TRUE, FALSE):
            return ONE if a is TRUE else ZERO
    return None


def event_spaces(events: list[Sym], mutual: tuple[frozenset[Sym], ...]) -> Iterator[Weights]:
    """Probabilities of the cells, the simplest first, under which the sets of events are independent."""
    if len(events) > MOST_EVENTS:
        return
    apart = [tuple(k for k, e in enumerate(events) if e in names) for names in mutual]
    together = max(apart, key=len, default=())
    numbers = Random(len(events))
    for place in range(SPACES):
        weights = _drawn(numbers, len(events), together, place)
        if weights is not None and all(_independent(weights, part) for names in apart for part in _parts(names)):
            yield weights


def _drawn(numbers: Random, n: int, together: tuple[int, ...], place: int) -> Weights | None:
    """Independent events of simple probabilities, the others drawn in every cell of these."""
    chances = [Fraction(1, 2) if place == 0 else Fraction(numbers.randint(1, 3), 4) for _ in together]
    rest = n - len(together)
    weights: Weights = {}
    for held in product((True, False), repeat=len(together)):
        share = prod((p if h else 1 - p for p, h in zip(chances, held, strict=True)), start=Fraction(1))
        drawn = [numbers.randint(0, MOST_WEIGHT) for _ in range(2**rest)]
        if not any(drawn):
            return None
        for others, w in zip(product((True, False), repeat=rest), drawn, strict=True):
            inner, outer = iter(held), iter(others)
            cell = tuple(next(inner) if k in together else next(outer) for k in range(n))
            weights[cell] = share * Fraction(w, sum(drawn))
    return weights


def _parts(names: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for size in range(2, len(names) + 1):
        yield from combinations(names, size)


def _independent(weights: Weights, names: tuple[int, ...]) -> bool:
    def chance(*wanted: int) -> Fraction:
        return sum((w for cell, w in weights.items() if all(cell[k] for k in wanted)), start=Fraction(0))

    return chance(*names) == prod(map(chance, names), start=Fraction(1))

"""A cheap look at a claimed sign at a few points, before a proof is sought.

Guarantee: :func:`contradicted` returns True only if the sign of the term lies outside the mask at a point where all facts
about its names hold; False says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from symbolic.proving.balls.boxes import enclose, exact, holds
from symbolic.proving.forms import masks as sg
from symbolic.terms import Sym, Term, free_symbols

REALS = tuple(map(Fraction, ("1", "1/10", "3", "-1", "-4", "30", "3/4", "0")))
INTEGERS = tuple(map(Fraction, ("1", "2", "5", "12", "40", "0")))
MAX_NAMES = 7
MAX_POINTS = 64
STRIDES = (1, 3, 7, 11, 13, 17, 19)


def contradicted(t: Term, wanted: int, facts: tuple[Term, ...]) -> bool:
    """Whether the sign of ``t`` is seen to be wrong at an allowed point."""
    names = set(free_symbols(t))
    about = [f for f in facts if free_symbols(f) & names]
    names.update(*(free_symbols(f) for f in about))
    if not 1 <= len(names) <= MAX_NAMES or any(not x.sort.is_scalar for x in names):
        return False
    for box in _points(sorted(names, key=lambda x: (x.name, x.uid))):
        value = enclose(t, box)
        if value is None or not (value > 0 or value < 0):
            continue
        if not (sg.POS if value > 0 else sg.NEG) & wanted and all(holds(f, box) is True for f in about):
            return True
    return False


def _points(names: list[Sym]) -> Iterator[dict[Sym, object]]:
    """All points of the grid for few names, else a few of them that differ in every name."""
    grids = [INTEGERS if x.sort.field == "integer" else REALS for x in names]
    if len(names) <= 2:
        chosen: Iterator[tuple[Fraction, ...]] = product(*grids)
    else:
        strides = STRIDES[: len(names)]
        chosen = (tuple(g[(k * m // 2) % len(g)] for g, m in zip(grids, strides, strict=True)) for k in range(MAX_POINTS))
    for values in chosen:
        yield {x: exact(v) for x, v in zip(names, values, strict=True)}

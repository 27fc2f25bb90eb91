"""Signs on bounded boxes by branch and bound with balls.

Guarantee: :func:`sign_on_box` returns True only if the names in the term are bounded by the facts, and the term is
defined with a sign in the mask on the whole box of those bounds.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from symbolic.proving.balls.boxes import enclose, interval
from symbolic.proving.facts import under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ranges import bounds
from symbolic.terms import Sym, Term, free_symbols

MAX_NAMES = 3
MAX_BOXES = 600
Edges = tuple[tuple[Fraction, Fraction], ...]


def sign_on_box(t: Term, wanted: int, facts: tuple[Term, ...]) -> bool:
    """Whether the sign of ``t`` lies in ``wanted`` on the box that the facts allow."""
    names = sorted(free_symbols(t), key=lambda x: x.name)
    if not 1 <= len(names) <= MAX_NAMES or any(not x.sort.is_scalar or x.sort.field != "real" for x in names):
        return False
    edges = _edges(names, facts)
    return edges is not None and _covered(t, wanted, names, edges)


def _edges(names: list[Sym], facts: tuple[Term, ...]) -> Edges | None:
    def run(session: Session) -> Edges | None:
        if session.signs.contradictory:
            return None
        out = []
        for x in names:
            low, high = bounds(session.signs, session.symbol(x))
            if low is None or high is None or low > high:
                return None
            out.append((low, high))
        return tuple(out)

    return under(facts, run, None)


def _covered(t: Term, wanted: int, names: list[Sym], edges: Edges) -> bool:
    """Split the box at the middle of its longest edge until each part has a sign in the mask."""
    waiting = [edges]
    for _ in range(MAX_BOXES):
        if not waiting:
            return True
        box = waiting.pop()
        value = enclose(t, {x: interval(low, high) for x, (low, high) in zip(names, box, strict=True)})
        mask = sg.ANY if value is None else _mask(value)
        if mask & ~wanted == 0:
            continue
        if value is not None and mask & wanted == 0:
            return False
        widest = max(range(len(box)), key=lambda i: box[i][1] - box[i][0])
        low, high = box[widest]
        if high - low < Fraction(1, 2**16):
            return False
        middle = (low + high) / 2
        waiting += [(*box[:widest], half, *box[widest + 1 :]) for half in ((low, middle), (middle, high))]
    return False


def _mask(value: arb) -> int:
    """Signs that occur in a ball."""
    below, above = value < 0, value > 0
    if below or above:
        return sg.NEG if below else sg.POS
    return (sg.NONPOS if value <= 0 else sg.ANY) & (sg.NONNEG if value >= 0 else sg.ANY)

"""What is known of the value of one generator by itself: the range of a bounded function, the value of a constant, linear facts."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from flint import arb

from symbolic.functions import FUNCTIONS
from symbolic.proving.forms.masks import NEG, POS
from symbolic.proving.forms.ring import Generator
from symbolic.terms import Term

if TYPE_CHECKING:
    from symbolic.proving.forms.signs import Signs


def value_range(g: Generator) -> tuple[Fraction | None, Fraction | None, bool]:
    """Bounds of a bounded function (integers), and whether it stays strictly between them."""
    if g.kind in ("sin", "cos"):
        return Fraction(-1), Fraction(1), False
    row = FUNCTIONS.get(str(g.key[1])) if g.kind == "call" else None
    return (None, None, False) if row is None else (row.lower, row.upper, row.strict)


@lru_cache(maxsize=256)
def enclosed(t: Term) -> arb | None:
    """The value of a constant."""
    from symbolic.proving.balls.constants import enclosure

    return enclosure(t)


def bounds(signs: Signs, g: Generator) -> tuple[Fraction | None, Fraction | None]:
    """Rational lower and upper bounds of a generator from linear facts about it alone."""
    own = signs.generator_sign(g)
    low, high, _ = value_range(g)
    if own & NEG == 0:
        low = max(low or Fraction(0), Fraction(0))
    if own & POS == 0:
        high = min(high or Fraction(0), Fraction(0))
    for q, mask in signs.facts.values():
        q = signs.ring.lift(q)
        if q.total_degree() == 1 and signs.ring.used(q) == [g]:
            terms = {e: c for c, e in signs.ring.terms(q)}
            slope = terms[((g.index, 1),)]
            root = Fraction(-terms.get((), 0), slope)
            if mask & NEG == 0 and (low is None or root > low):
                low = root
            if mask & POS == 0 and (high is None or root < high):
                high = root
    return low, high

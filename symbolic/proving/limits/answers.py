"""What a limit, integral or infinite sum may be found to be."""

from __future__ import annotations

from dataclasses import dataclass

from symbolic.proving.facts import under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.limits.series import SeriesField
from symbolic.terms import Term

Facts = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Finite:
    """The limit is a number; ``conditions`` are those under which it exists, if not everywhere where the facts hold."""

    value: Term
    conditions: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Infinite:
    """The limit is +∞ (sign 1) or −∞ (sign −1)."""

    sign: int


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no limit; why."""

    reason: str


Answer = Finite | Infinite | Missing


def sign_of_difference(a: Term, b: Term, facts: Facts) -> int:
    """A sign mask of a − b wherever the facts hold."""

    def run(s: Session) -> int:
        q = s.ring.sub(s.nf(a), s.nf(b))
        if s.ring.is_zero(q):
            return sg.ZERO
        return SeriesField(s, 1).sign(q)

    return under(facts, run, sg.ANY)

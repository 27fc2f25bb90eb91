r"""Arguments without brackets before a stroke: ``\sin\pi/2``, ``\log p(x)/q(x)``.

Where the argument may go on behind the stroke, neither reading is chosen.
"""

from __future__ import annotations

from typing import NamedTuple

from symbolic.functions import TRIGONOMETRIC
from symbolic.terms import Apply, Call, Elem, Num, Sym, Term, walk

LETTERED = frozenset({"log", "exp", "asin", "acos", "atan", "asinh", "acosh", "atanh"})
"""Functions whose argument is as often a quotient of names as a name: ``\\ln V_2/V_1``, ``\\arctan y/x``."""
STROKED = LETTERED | TRIGONOMETRIC | {"sinh", "cosh", "tanh"}
"""Functions whose argument without brackets may hold a stroke."""


class Bare(NamedTuple):
    """A function whose argument stands without brackets, that argument, and the place where it ends."""

    row: str
    argument: Term
    end: int


def goes_on(bare: Bare, below: Term, bracketed: bool) -> bool:
    r"""Whether an argument before a stroke may go on behind it: ``\sin\pi/2``, ``\cos 2\pi k/N``, ``\log p(x)/q(x)``, ``\ln V_2/V_1``.

    ``\sin x/y``, ``\sin A/a``, ``\ln x/x``, ``\ln 2/\lambda`` and ``\log x/\log 2`` are quotients of functions.
    """
    row, argument, _ = bare
    if row not in STROKED:
        return False
    if isinstance(argument, Apply):
        return row == "log" and isinstance(below, Apply)
    if isinstance(argument, Call) and argument.op in ("abs", "det"):
        return row == "log" and isinstance(below, Call) and below.op == argument.op
    if bracketed and not isinstance(argument, Sym | Elem):
        return False
    if isinstance(below, Num):
        return True
    named = isinstance(below.args[0] if isinstance(below, Call) and below.op == "pow" else below, Sym | Elem)
    stretched = any(isinstance(t, Call) and t.op in ("mul", "pi") for t in (argument, *getattr(argument, "args", ())))
    lettered = row in LETTERED and not isinstance(argument, Num)
    shared = {t for t in walk(below) if isinstance(t, Elem if isinstance(below, Elem) else Sym)} & set(walk(argument))
    return named and (stretched or lettered) and not shared

r"""Arguments without brackets before a stroke: ``\sin\pi/2``, ``\log p(x)/q(x)``.

Where the argument may go on behind the stroke, neither reading is chosen.
"""

from __future__ import annotations

from symbolic.latex.calls.functions import word_of
from symbolic.latex.names.spelling import after_group
from symbolic.latex.reader import Reader
from symbolic.terms import Apply, Call, Elem, Num, Sym, Term, free_symbols

STROKED = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "exp", "log"})
"""Functions whose argument without brackets may hold a stroke."""


def ends_logarithm(r: Reader, factor: Term, below: Term, slash: int) -> bool:
    r"""Whether what stands before a stroke is ``\log p(x)``, or ``\log p``, whose argument may go on: ``\log p(x)/q(x)``."""
    within = factor.args[0] if isinstance(factor, Call) and factor.op == "log" else None
    letters = {t.name for t in (within, below) if isinstance(t, Sym)}
    if not (isinstance(within, Apply) and isinstance(below, Apply)) and letters not in ({"p", "q"}, {"P", "Q"}):
        return False
    place = next((k for k in range(slash - 1, -1, -1) if word_of(r.tokens[k]) == "log"), None)
    return place is not None and r.tokens[place + 1].text not in ("(", "[", r"\{")


def ends_argument(r: Reader, factor: Term, below: Term, slash: int) -> bool:
    r"""Whether the argument without brackets before a stroke may go on behind it: ``\sin\pi/2``, ``\cos 2\pi k/N``, ``\log 2/3``.

    ``\sin x/x``, ``\sin A/a``, ``\ln 2/\lambda`` and ``\sin x/\cos x`` are quotients of functions.
    """
    while isinstance(factor, Call) and factor.op in ("neg", "pow"):
        factor = factor.args[0]
    if not isinstance(factor, Call) or factor.op not in STROKED or not _is_unbracketed(r, factor.op, slash):
        return False
    argument = factor.args[0]
    numeral = isinstance(below, Num)
    if numeral or factor.op == "log":
        return numeral
    stretched = any(isinstance(t, Call) and t.op in ("mul", "pi") for t in (argument, *getattr(argument, "args", ())))
    return stretched and isinstance(below, Sym | Elem) and not free_symbols(below) & free_symbols(argument)


def _is_unbracketed(r: Reader, op: str, slash: int) -> bool:
    """Whether the last function of that kind before a place has its argument without brackets."""
    place = next((k for k in range(slash - 1, -1, -1) if word_of(r.tokens[k]) == op), None)
    if place is None or r.tokens[slash - 1].text in (")", "]", "}"):
        return False
    between = [t.text for t in r.tokens[place:slash]]
    if any(between[:k].count("(") + between[:k].count("[") < between[:k].count(")") + between[:k].count("]") for k in range(len(between))):
        return False  # the function stands in brackets of its own: ``(\log x)^2/2``
    after = after_group(r.tokens, place + 2, r.close) if r.tokens[place + 1].text == "^" else place + 1
    return r.tokens[after].text not in ("(", "[", r"\{", "{", r"\frac", r"\sqrt")

r"""Events: ``A, B \subseteq \Omega``, random names that are true or false."""

from __future__ import annotations

from symbolic.latex.declaring.names import declared_name, forget_block
from symbolic.latex.reader import Reader
from symbolic.terms import BOOLEAN, call

SUBSETS = (r"\subseteq", r"\subset")


def declares_events(r: Reader, a: int, b: int) -> bool:
    r"""``A \subseteq \Omega``."""
    return b - a >= 3 and r.tokens[b - 1].text == r"\Omega" and r.tokens[b - 2].text in SUBSETS


def declare_events(r: Reader, a: int, b: int, pending: list[str]) -> list[str]:
    r"""``A, B \subseteq \Omega``."""
    name = declared_name(r, a, b - 2)
    if not name:
        r.position = b
        raise r.error("the name of the event cannot be read", a, r"write A \subseteq \Omega")
    for target in (*pending, name):
        forget_block(r, target)
        r.scope = r.scope.declare(target, BOOLEAN)
    r.scope = r.scope.with_facts(*(call("random", s) for n in (*pending, name) if (s := r.scope.symbol(n)) is not None))
    return [*pending, name]

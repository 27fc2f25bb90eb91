r"""Names with a prime that is no derivative: the transposes of ``X'X``, ``x'Ax``, and points such as ``x, x'``."""

from __future__ import annotations

import re

from symbolic.latex.source.spelling import NameAt
from symbolic.latex.source.tokens import Token

MEMBERS = "_"
"""Behind a name that stands primed with a subscript: the members of ``\\sum_i x_i x_i'`` are columns."""
CALLED_BY_HABIT = frozenset({"f", "g", "h", "F", "G", "H", r"\phi", r"\psi", r"\varphi"})
CAPITAL = re.compile(r"[A-Z]|\\[A-Z][a-z]+|\\[A-Za-z]+\{.+\}")
"""Names that beside themselves have a prime only as a transpose: a capital, a bold or accented letter."""


def primed_names(tokens: list[Token], names: list[NameAt]) -> tuple[frozenset[str], frozenset[str]]:
    r"""``X'X``, ``\hat{e}\hat{e}'``: the names that a prime transposes, and all that stand with one prime and without an argument.

    Not in ``x^\top x'`` and ``x, x'``, where the prime makes another name."""
    starts, ends = {n.start: n for n in names}, {n.end: n for n in names}
    primed = [n for n in names if n.primes == 1 and n.name not in CALLED_BY_HABIT and (n.end >= len(tokens) or tokens[n.end].text != "(")]
    pairs = [(n, beside) for n in primed if CAPITAL.fullmatch(n.name) for beside in (starts.get(n.end), ends.get(n.start))
             if beside is not None and beside.name == n.name and not beside.primes]
    other = {n.name for n, beside in pairs if beside.powers} | {
        n.name for n in primed if n.start > 1 and tokens[n.start - 1].text in (",", "-") and (
            (before := ends.get(n.start - 1)) is not None and before.name == n.name)}
    form = frozenset(n.name for n in primed if _is_form(n, starts))
    members = frozenset(n.name + MEMBERS for n in primed if n.subscripts)
    return (form | {n.name for n, _ in pairs}) - other, (frozenset(n.name for n in primed) - other) | members


def _is_form(name: NameAt, starts: dict[int, NameAt]) -> bool:
    """``x'Ax``: a capital between a name with a prime and that name without."""
    middle = starts.get(name.end)
    last = starts.get(middle.end) if middle is not None else None
    if middle is None or last is None or len(middle.name) > 1 or not middle.name.isupper() or middle.primes:
        return False
    return last.name == name.name and not last.primes and not last.powers


def has_primed_bracket(tokens: list[Token]) -> bool:
    texts = [t.text for t in tokens]
    return "'" in texts and any(text == "'" and k and texts[k - 1] in (")", "]", r"\}") for k, text in enumerate(texts))


def primed_alone(tokens: list[Token], names: list[NameAt]) -> frozenset[str]:
    """The names that stand primed and without an argument in a formula with a primed bracket: ``(fg)' = f'g + fg'``."""
    if not has_primed_bracket(tokens):
        return frozenset()
    alone = (n for n in names if n.primes and not n.subscripts)
    return frozenset(n.name for n in alone if n.end >= len(tokens) or tokens[n.end].text not in ("(", "["))

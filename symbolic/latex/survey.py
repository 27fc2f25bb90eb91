r"""How names are used in a formula, found from its tokens alone, so that it works where reading fails.

- A name stands *bare* if it is not followed by a bracket: then it is no function.
- A base with subscript letters is a *family*; a letter used so is an *index*, unless it is also a continuous variable.
- The bound of a sum is a *size*.
- A sum over ``j`` without bounds links all the slots that ``j`` fills in that formula: they have one range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from symbolic.latex.errors import ReadingError
from symbolic.latex.macros import tokens_of
from symbolic.latex.names import NameAt, close_of, group_range, name_at, subscript_items
from symbolic.latex.tokens import Token

if TYPE_CHECKING:
    from symbolic.latex.scope import Scope, Slot

INDEX_LETTERS = frozenset("ijklmnt")
"""Letters that are indices when they stand as subscripts; others are labels unless bound or declared."""


@dataclass(frozen=True, slots=True)
class Usage:
    """bare, families, indices, continuous, sizes: sets of names; ``linked``: classes of slots summed without bounds;
    ``bounded``: slot → the bounds with which sums run over it, as written."""

    bare: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    indices: frozenset[str] = frozenset()
    continuous: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    linked: frozenset[frozenset[Slot]] = frozenset()
    bounded: frozenset[tuple[Slot, str, str]] = field(default_factory=frozenset)

    def joined(self, other: Usage) -> Usage:
        """What both say."""
        return Usage(self.bare | other.bare, self.families | other.families, self.indices | other.indices, self.continuous | other.continuous,
                     self.sizes | other.sizes, _merged(self.linked, other.linked), self.bounded | other.bounded)

    def class_of(self, slot: Slot) -> frozenset[Slot] | None:
        """The slots that share the range of this one, if it is summed over without bounds."""
        return next((c for c in self.linked if slot in c), None)


def _merged(old: frozenset[frozenset[Slot]], new: frozenset[frozenset[Slot]]) -> frozenset[frozenset[Slot]]:
    if new <= old:
        return old
    classes = set(old)
    for group in new:
        touching = {c for c in classes if c & group}
        classes = (classes - touching) | {group.union(*touching)}
    return frozenset(classes)


def survey(source: str, scope: Scope) -> Usage:
    """How names are used in ``source``; nothing if it has no tokens."""
    try:
        return survey_tokens(tokens_of(source, scope.macros), scope)
    except ReadingError:
        return Usage()


SCALAR_OPERATORS = frozenset({r"\int", r"\iint", r"\iiint", r"\oint"})


def survey_tokens(tokens: list[Token], scope: Scope) -> Usage:
    """The survey of one formula."""
    close = close_of(tokens)
    bare: set[str] = set()
    families: set[str] = set()
    indices: set[str] = set()
    continuous: set[str] = set()
    sizes: set[str] = set()
    slots: dict[str, set[tuple[str, int]]] = {}
    free_sums: set[str] = set()
    bounds: dict[str, tuple[str, str]] = {}
    skip = _derivative_marks(tokens, close, continuous)
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text in (r"\sum", r"\prod"):
            _sum_bounds(tokens, place, close, free_sums, bounds, sizes)
        elif token.text == r"\lim" and place + 3 < len(tokens) and tokens[place + 1].text == "_":
            continuous.add(tokens[group_range(tokens, place + 2, close)[0]].text)
        name = None if place in skip else name_at(tokens, place, close, scope.names, scope.usage.bare)
        if name is None:
            place += 1
            continue
        _record(tokens, name, close, bare, families, indices, slots, place in skip or place - 1 in skip)
        place = max(name.head_end, place + 1)
    bound = free_sums | set(bounds)
    linked = frozenset(frozenset(slots[j]) for j in free_sums if j in slots)
    bounded = frozenset((slot, *bounds[j]) for j in bounds for slot in slots.get(j, ()))
    del bound
    return Usage(frozenset(bare), frozenset(families), frozenset(indices), frozenset(continuous), frozenset(sizes), _merged(frozenset(), linked), bounded)


def _record(tokens: list[Token], name: NameAt, close: dict[int, int], bare: set[str], families: set[str], indices: set[str],
            slots: dict[str, set[tuple[str, int]]], differentiated: bool) -> None:
    items = list(chain.from_iterable(subscript_items(tokens, a, b) for a, b in name.subscripts))
    letters = [t.text for a, b in items for t in tokens[a:b] if t.kind == "letter"]
    after = tokens[name.end].text if name.end < len(tokens) else ""
    if not letters and after != "(" and not name.primes and not differentiated and not name.subscripts:
        bare.add(name.name)
    if letters:
        families.add(name.name)
        indices.update(letters)
        for position, (a, b) in enumerate(items):
            if b == a + 1:
                slots.setdefault(tokens[a].text, set()).add((name.name, position))
    for a, b in name.brackets:
        inner = tokens[a:b]
        marked = name.name + ("^{(\\cdot)}" if tokens[a - 1].text == "(" else "^{[\\cdot]}")
        if len(inner) == 1 and inner[0].kind == "letter":
            slots.setdefault(inner[0].text, set()).add((marked, 0))
        letters = [t.text for t in inner if t.kind == "letter"]
        if letters:
            families.add(marked)
            indices.update(letters)


def _derivative_marks(tokens: list[Token], close: dict[int, int], continuous: set[str]) -> set[int]:
    """The places of the d of ``\\frac{d}{dx}`` and of differentials; what follows them is differentiated or a variable."""
    marks: set[int] = set()
    integral = False
    for place, token in enumerate(tokens):
        if token.text == r"\frac" and place + 1 < len(tokens) and tokens[place + 1].text == "{":
            end = close[place + 1]
            if end + 2 < len(tokens) and _is_d(tokens[place + 2]) and tokens[end + 1].text == "{" and _is_d(tokens[end + 2]):
                marks |= {place + 2, end + 2}
                if end + 3 < len(tokens):
                    continuous.add(tokens[end + 3].text)
        integral = integral or token.text in SCALAR_OPERATORS
        if integral and _is_d(token) and place + 1 < len(tokens) and tokens[place + 1].kind in ("letter", "command"):
            marks.add(place)
            continuous.add(tokens[place + 1].text)
        if token.text in (r"\nabla", r"\partial"):
            marks.add(place)
    return marks


def _is_d(token: Token) -> bool:
    return token.text in ("d", r"\partial") or (token.kind == "text" and token.arg == "d")


def _sum_bounds(tokens: list[Token], place: int, close: dict[int, int], free: set[str], bounds: dict[str, tuple[str, str]],
                sizes: set[str]) -> None:
    scripts: dict[str, tuple[int, int]] = {}
    at = place + 1
    while at + 1 < len(tokens) and tokens[at].text in ("_", "^"):
        scripts[tokens[at].text] = group_range(tokens, at + 1, close)
        at = close[at + 1] + 1 if tokens[at + 1].text == "{" else at + 2
    if "_" not in scripts:
        return
    a, b = scripts["_"]
    lower = tokens[a:b]
    if "^" in scripts:
        c, d = scripts["^"]
        upper = tokens[c:d]
        sizes.update(t.text for t in upper if t.kind == "letter" or (t.kind == "command" and t.text == r"\ell"))
        if len(lower) >= 3 and lower[1].text == "=":
            bounds[lower[0].text] = (_text(lower[2:]), _text(upper))
    elif all(t.kind == "letter" or t.text == "," for t in lower):
        free.update(t.text for t in lower if t.kind == "letter")
    elif lower and lower[0].kind == "letter" and len(lower) > 1 and lower[1].text in (r"\ne", "<", ">"):
        free.add(lower[0].text)


def _text(tokens: list[Token]) -> str:
    return " ".join(t.text for t in tokens)

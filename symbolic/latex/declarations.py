r"""Declarations: what authors write after *let*.

``x \in \mathbb{R}``, ``n \in \mathbb{N}``, ``x \in (0, 1)``, ``x > 0``, ``2 \le m \le 7``, ``x \in \mathbb{R}^n``,
``A \in \mathbb{R}^{m \times n}``, ``k \in \{1, \dots, n\}``, ``f : \mathbb{R} \to \mathbb{R}``, ``A = A^\top``, ``A \succ 0``,
``\det A \ne 0``, ``W^\top W = I``, ``p_i > 0`` (for every i), ``\sum_i p_i = 1``, ``y_i \in \{0, 1\}``,
random variables ``X : \Omega \to \mathbb{R}``, ``X \sim \mathcal{N}(\mu, \sigma^2)``, ``X \perp Y``, events ``A, B \subseteq \Omega``,
``x_i \in \mathbb{R}^n, i \in \{1, \dots, m\}``, ``p : \{1, \dots, K\} \to \mathbb{R}``, ``f \in C^\infty``,
and definitions ``g(x) := x^2``; several separated by commas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symbolic.latex.declaring.chances import declare_independent, declare_law, declare_random, is_outcome_map
from symbolic.latex.declaring.events import declare_events, declares_events
from symbolic.latex.declaring.families import declare_family, declare_listed_comparison, declare_listed_family
from symbolic.latex.declaring.functions import declare_function
from symbolic.latex.declaring.names import declared_name, forget_block, listed_name, whole_name
from symbolic.latex.declaring.properties import declare_definite, declare_property, declare_shared_comparison
from symbolic.latex.declaring.quantifiers import quantifies
from symbolic.latex.declaring.ranges import declare_range, is_declared_family
from symbolic.latex.declaring.sets import declare_member
from symbolic.latex.errors import shapes_checked
from symbolic.latex.reader import Reader
from symbolic.latex.relations.segments import after_dots
from symbolic.latex.relations.signs import CLOSING, OPENING
from symbolic.latex.scope import Scope
from symbolic.terms import Definition, Term

COMPARING = frozenset({"<", ">", r"\le", r"\ge", r"\ne"})
JOINING = frozenset({"and", "with", "for", "where", "for all", "for every", "for each", ", and"})


@dataclass(frozen=True, slots=True)
class Update:
    """The scope after the declarations, the names that they speak of, and the facts and definitions that are new."""

    scope: Scope
    names: tuple[str, ...]
    facts: tuple[Term, ...]
    definitions: tuple[Definition, ...] = ()


def read_declaration(source: str, scope: Scope, start: int = 0, end: int | None = None, claims: bool = False) -> Update:
    """The declarations in ``source[start:end]``; ``claims`` as for :func:`declare`.  Raises :class:`ReadingError`."""
    r = Reader(source, scope, start, end)
    while r.limit and r.tokens[r.limit - 1].text in (".", ",", ";"):
        r.limit -= 1
    if not r.limit:
        raise r.unexpected("a declaration was expected")
    with shapes_checked(start, len(source) if end is None else end):
        return declare(r, claims)


def declare(r: Reader, claims: bool = False) -> Update:
    """The declarations from the position to the limit.

    claims: conditions beside a formula, where ``z = …`` is an equation that is assumed and no definition.
    """
    before, defined = set(r.scope.facts), set(r.scope.definitions)
    names: list[str] = []
    pending: list[str] = []
    pieces = list(_pieces(r))
    for place, (a, b) in enumerate(pieces):
        if quantifies(r, a, b) and not _lists(r, b, pieces[place + 1 : place + 2]):
            continue
        listed = declared_name(r, a, b)
        if listed and place + 1 < len(pieces):
            pending.append(listed)
            continue
        names += _piece(r, a, b, pending, claims)
        pending = []
    if pending:
        r.position = r.limit
        raise r.error("a name without a type", 0, rf"write {pending[0]} \in \mathbb{{R}}")
    r.position = r.limit
    facts = tuple(f for f in r.scope.facts if f not in before)
    return Update(r.scope, tuple(dict.fromkeys(names)), facts, tuple(d for d in r.scope.definitions if d not in defined))


def _lists(r: Reader, end: int, following: list[tuple[int, int]]) -> bool:
    r"""Whether ``\forall x`` goes on as a list, ``\forall x, y \in S``, and is no index of what follows, as in ``\forall n, x_n \in S``."""
    for a, b in following:
        sign = next((k for k in range(a, b) if r.tokens[k].text == r"\in"), None)
        return sign is not None and r.tokens[end - 1].text not in [t.text for t in r.tokens[a:sign]]
    return False


def _pieces(r: Reader) -> Iterator[tuple[int, int]]:
    """Parts between commas and joining words outside all brackets; ``i = 1, \\dots, n`` stays together."""
    out: list[tuple[int, int]] = []
    depth, start = 0, r.position
    for place in range(r.position, r.limit + 1):
        token = r.tokens[place]
        text = token.text
        joins = token.kind == "text" and token.arg.strip().lower() in JOINING
        if token.kind != "text":
            depth = max(0, depth + (text in OPENING) - (text in CLOSING))
        if place == r.limit or (depth == 0 and (text in (",", ";", r"\quad", r"\qquad", r"\land") or joins)):
            if place > start:
                out.append((start, place))
            start = place + 1
    k = 0
    while k < len(out):
        a, b = out[k]
        while (after := after_dots(r, out, k)) is not None:
            b, k = out[after][1], after
        yield a, b
        k += 1


def _piece(r: Reader, a: int, b: int, pending: list[str], claims: bool) -> list[str]:
    while a < b and r.tokens[a].text == r"\forall":
        a += 1
    membership = next((k for k in range(a, b) if r.tokens[k].text == r"\in"), None)
    if membership is not None:
        return _member(r, a, membership, b, pending)
    colon = next((k for k in range(a, b) if r.tokens[k].text == ":" and not (k + 1 < b and r.tokens[k + 1].text == "=")), None)
    if colon is not None and is_outcome_map(r, colon, b):
        return declare_random(r, a, colon, b, pending)
    if colon is not None and any(t.text == r"\to" for t in r.tokens[colon:b]):
        return declare_function(r, a, colon, b, pending)
    if declares_events(r, a, b):
        return declare_events(r, a, b, pending)
    if any(t.text in (r"\succ", r"\succeq") for t in r.tokens[a:b]):
        return declare_definite(r, a, b)
    if any(t.text == r"\sim" for t in r.tokens[a:b]):
        return declare_law(r, a, b, pending)
    if any(t.text == r"\perp" for t in r.tokens[a:b]) and not pending:
        return declare_independent(r, a, b)
    if any(t.text == r"\dots" for t in r.tokens[a:b]):
        return declare_listed_comparison(r, a, b, pending) if any(t.text in COMPARING for t in r.tokens[a:b]) else declare_range(r, a, b)
    if pending:
        return declare_shared_comparison(r, a, b, pending)
    return declare_property(r, a, b, claims)


def _member(r: Reader, a: int, membership: int, b: int, pending: list[str]) -> list[str]:
    r"""``x \in S``, ``x, y \in S``."""
    if any(t.text == r"\dots" for t in r.tokens[a:membership]):
        return declare_listed_family(r, a, membership, b, pending)
    name = whole_name(r, a, membership)
    word = declared_name(r, a, membership)
    if not word:
        r.position = membership
        raise r.error("the name that is declared cannot be read", a, r"write x \in \mathbb{R}")
    names: list[str] = []
    listed = [(p, listed_name(r, p, a)) for p in pending]
    for target, spelled in [*listed, (word, name)]:
        if spelled is not None and is_declared_family(r, spelled, [n for _, n in (*listed, (word, name)) if n is not None]):
            names += declare_family(r, spelled, membership + 1, b)
            continue
        forget_block(r, target)
        declare_member(r, target, membership + 1, b)
        names.append(target)
    return names

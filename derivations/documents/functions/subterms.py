"""Names for parts of formulas: after ``z = w x + b`` the ``σ(w x + b)`` of an earlier definition is ``σ(z)``.

What is defined stays the same; but a derivative by z then sees what depends on it.  No part is named where all its letters stay beside
it: of ``x^2 + x^4`` after ``u = x^2`` the derivative by u is no 1.  A name made of one letter is differentiated by as the chain rule
has it, ``dy/du = (dy/dx) / (du/dx)``; a derivative by any other name on which nothing is seen to depend, though both are made of the
same letters, is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from symbolic.latex.scope import Scope
from symbolic.proving.unfolding import CannotUnfold, unfold
from symbolic.terms import ONE, REAL, Call, Definition, Deriv, Num, Sym, Term, div, free_symbols, transform, walk

HIGHEST_ORDER = 3


def with_parts_named(scope: Scope, definition: Definition) -> Scope:
    """The scope with a definition, whose name takes the place of its value in the others, and theirs of theirs in it."""
    found = scope.define(_with_names(definition, scope.definitions))
    known = [d for d in found.definitions if d.symbol == definition.symbol]
    return replace(found, definitions=tuple(d if d in known else _with_names(d, known) for d in found.definitions))


def _with_names(definition: Definition, others: Iterable[Definition]) -> Definition:
    """A definition with the names of the others in place of their values, if its own letters mean there what they mean here."""
    value = definition.value
    for other in others:
        plain = not other.params and isinstance(other.value, Call) and free_symbols(other.value).isdisjoint(definition.params)
        if plain and other.value is not value and other.symbol.name != definition.symbol.name:
            value = _named(value, other)
    return definition if value is definition.value else replace(definition, value=value)


def _named(term: Term, part: Definition) -> Term:
    found = transform(term, lambda t: part.symbol if t is part.value else None)
    return term if free_symbols(part.value) <= free_symbols(found) else found


def by_their_letters(definitions: Sequence[Definition], side: Term, total: bool) -> Term:
    """``dy/du`` as ``(dy/dx) / (du/dx)``, where u is made of x alone and the formula of y has x and no u; if ``total``, or u as well."""

    def rule(t: Term) -> Term | None:
        match t:
            case Deriv(body, Sym() as variable, Num(order)) if 1 <= order <= HIGHEST_ORDER:
                letters = _lost(definitions, body, variable, beside=total)
                if len(letters) != 1 or any(s.sort != REAL for s in (variable, *letters)):
                    return None
                (letter,) = letters
                value = next(d.value for d in definitions if d.symbol.name == variable.name)
                for _ in range(int(order)):
                    body = div(Deriv(body, letter, ONE), Deriv(value, letter, ONE))
                return body
        return None

    return transform(side, rule)


def lost_variable(definitions: Sequence[Definition], *sides: Term) -> Sym | None:
    """The u of ``dy/du`` where ``u := x z`` and ``y := x + z``: y depends on u, and no formula of y says how."""
    for t in (t for side in sides for t in walk(side)):
        if isinstance(t, Deriv) and isinstance(t.var, Sym) and _lost(definitions, t.body, t.var):
            return t.var
    return None


def _lost(definitions: Sequence[Definition], body: Term, variable: Sym, beside: bool = False) -> frozenset[Sym]:
    """What a name is made of that a body is made of too, if the name is not in it, or stands there ``beside`` it."""
    plain = {d.symbol.name: d for d in definitions if not d.params and not d.indexed}
    if variable.name not in plain:
        return frozenset()
    others = tuple(d for d in definitions if d is not plain[variable.name])
    try:
        inside, made_of = free_symbols(unfold(body, others)), free_symbols(unfold(plain[variable.name].value, others))
    except CannotUnfold:
        return frozenset()
    arrays = {s.name for s in made_of if s.sort.shape}  # ``y = B x`` is made of x_1 and x_2
    shared = inside & made_of or {s for s in inside if s.name.partition("_")[0] in arrays}
    return made_of | frozenset(shared) if shared and (beside or variable not in inside) else frozenset()

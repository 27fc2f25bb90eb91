"""Names for parts of formulas: after ``z = w x + b`` the ``σ(w x + b)`` of an earlier definition is ``σ(z)``.

What is defined stays the same; but a derivative by z then sees what depends on it.  A derivative by a name on which nothing is seen to
depend, though both are made of the same letters, is no 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from symbolic.latex.scope import Scope
from symbolic.proving.unfolding import CannotUnfold, unfold
from symbolic.terms import Call, Definition, Deriv, Sym, Term, free_symbols, transform, walk


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
    return transform(term, lambda t: part.symbol if t is part.value else None)


def lost_variable(definitions: Sequence[Definition], *sides: Term) -> Sym | None:
    """The u of ``dy/du`` where ``u := x²`` and ``y := x⁴``: y depends on u, and no formula of y says how."""
    plain = {d.symbol.name: d for d in definitions if not d.params and not d.indexed}
    for t in (t for side in sides for t in walk(side)):
        match t:
            case Deriv(body, Sym(name, _, _) as variable, _) if name in plain:
                others = tuple(d for d in definitions if d is not plain[name])
                try:
                    inside, made_of = free_symbols(unfold(body, others)), free_symbols(unfold(plain[name].value, others))
                except CannotUnfold:
                    continue
                arrays = {s.name for s in made_of if s.sort.shape}  # ``y = B x`` is made of x_1 and x_2
                if variable not in inside and (inside & made_of or any(s.name.partition("_")[0] in arrays for s in inside)):
                    return variable
    return None

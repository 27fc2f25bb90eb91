"""Definition, claim, or neither: the first question about every relation, decided by rules that can be told.

``name = …`` and ``f(x) = …`` introduce a name that is not yet known.  A name on both sides is an update.  A value
found for a letter that was in use ("so $x = 2$") is a result: not a claim about all numbers, and not the definition
of the letter either, which would make everything after it hold for that value only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from symbolic.terms import Apply, Deriv, Elem, Sym, Term, free_symbols, walk


@dataclass(frozen=True, slots=True)
class Head:
    """The left side of what may be a definition: a name with its arguments or indices."""

    symbol: Sym
    params: tuple[Sym, ...] = ()
    indexed: bool = False


def head_of(term: Term) -> Head | None:
    """``z``, ``f(x, y)`` or ``o_k`` with different letters as arguments or indices; None for any other term."""
    match term:
        case Sym(_, _, 0):
            return Head(term)
        case Apply(function, args, orders) if not any(orders) and _are_letters(args):
            return Head(function, args)  # type: ignore[arg-type]  # _are_letters
        case Elem(Sym() as base, indices) if _are_letters(indices):
            return Head(base, indices, True)  # type: ignore[arg-type]
    return None


def _are_letters(terms: tuple[Term, ...]) -> bool:
    return bool(terms) and all(isinstance(t, Sym) for t in terms) and len(set(terms)) == len(terms)


def occurs(name: str, term: Term) -> bool:
    """Whether a name occurs in a term, free."""
    return any(symbol.name == name for symbol in free_symbols(term))


def is_result(value: Term, seen: bool, concluding: bool) -> bool:
    """Whether ``name = value`` reports what was found for a letter that has been in use."""
    return seen and (concluding or not free_symbols(value))


def unknown_quantity(left: Term, right: Term, defined: Collection[str]) -> str | None:
    """The name whose derivative the left side takes though nothing says what it is, if the right side does not hold it."""
    for term in walk(left):
        match term:
            case Deriv(body, variable, _):
                name = _bare_name(body)
                if name is not None and name not in defined and name != _bare_name(variable) and not occurs(name, right):
                    return name
            case Apply(function, _, orders) if any(orders) and function.name not in defined and not occurs(function.name, right):
                return function.name
            case _:
                pass
    return None


def _bare_name(term: Term) -> str | None:
    match term:
        case Sym(name, _, _) | Elem(Sym(name, _, _), _) | Apply(Sym(name, _, _), _, _):
            return name
    return None

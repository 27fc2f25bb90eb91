r"""Functions without their argument: after ``x(t) := v t``, a bare ``x`` is ``x(t)``, and ``\\ddot x`` is ``x''(t)``.

Only for a function of one number that has a formula, and whose letter has no other meaning: it is declared as nothing else, and the
relation neither differentiates by it nor binds it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from symbolic.terms import REAL, Apply, Bind, Definition, Deriv, Sym, Term, free_symbols, transform, walk

DOTTED = re.compile(r"\\(?P<dots>d{1,4}ot)\{(?P<base>[^{}]+)\}")


def with_arguments(sides: Iterable[Term], definitions: Iterable[Definition], known: Collection[str]) -> tuple[Term, ...]:
    """The sides with the arguments put in.  ``known``: names that are something themselves."""
    sides = tuple(sides)
    functions = {_base(d.symbol): d for d in definitions if d.symbol.sort.is_function and [p.sort for p in d.params] == [REAL]}
    if not functions:
        return sides
    parts = [t for side in sides for t in walk(side)]
    variables = {s.name for t in parts if isinstance(t, Deriv) for s in free_symbols(t.var)}
    variables |= {t.var.name for t in parts if isinstance(t, Bind)}

    def function_of(s: Sym) -> tuple[Definition, int] | None:
        name = _base(s)
        if name in known or name in variables or s.uid:
            return None
        dotted = DOTTED.fullmatch(name)
        base, order = (dotted["base"], len(dotted["dots"]) - 2) if dotted is not None else (name, 0)
        return (functions[base], order) if base in functions and base not in variables else None

    def put_in(t: Term) -> Term | None:
        match t:
            case Sym() if t.sort == REAL and (found := function_of(t)) is not None:
                d, order = found
                return Apply(d.symbol, d.params, (order,))
            case Apply(Sym() as name, (argument,), (0,)) if DOTTED.fullmatch(_base(name)) and (found := function_of(name)) is not None:
                return Apply(found[0].symbol, (argument,), (found[1],))
        return None

    return tuple(transform(side, put_in) for side in sides)


def _base(s: Sym) -> str:
    """The letter of a function, which has a name of its own where the letter stands for a number too."""
    return s.name.removesuffix(r"(\cdot)")

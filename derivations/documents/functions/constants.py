"""Functions whose formula does not hold their argument: ``P(H) = 1/2`` says what P is at H, and of P at T it says nothing.

Nor does ``J(θ) = \\sum_i (y_i - z_i)^2`` say what J is at θ + h, if z depends on θ in a way that is not written, and ``F(x, y) = 0`` is
an equation for points: no derivative, sum or integral of F along them is known.  With ``:=``, or after *let*, the formula is meant for
every argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivations.documents.functions.arguments import letter_of
from derivations.documents.functions.sequences import put_in
from symbolic.latex.plain import name_text
from symbolic.terms import ZERO, Apply, Bind, Call, Definition, Deriv, Sym, Term, free_symbols, walk


def said_elsewhere(definitions: Sequence[Definition], equations: Mapping[str, int], *sides: Term) -> str | None:
    """Why a value in a step is not known: a function is not at the arguments of the equation that gives its value.

    equations: the names of functions that have such an equation, with its line.
    """
    known = {d.symbol.name: d for d in definitions if d.params and not d.indexed and equations.get(d.symbol.name) == d.line}
    for t in (t for side in sides for t in walk(side)):
        match t:
            case Apply(Sym(name, _, _), args, _) if name in known and args != known[name].params:
                found = _held_nowhere(known[name], args, definitions)
            case Apply(Sym(name, _, _), _, orders) if name in known and any(orders):
                found = _constant_along(known[name], None, definitions)
            case Deriv(body, Sym() as var, _) | Bind(_, Sym() as var, body, _):
                applied = {d.function.name for d in walk(body) if isinstance(d, Apply)} & known.keys()
                name = next((n for n in sorted(applied) if _constant_along(known[n], var, definitions) is not None), "")
                found = var if name else None
            case _:
                continue
        if found is not None:
            return f"line {known[name].line} gives {name_text(name)} a formula without {name_text(found.name)}; " \
                   "write := if it is meant for every argument"
    return None


def known_up_to_constant(definitions: Sequence[Definition], *sides: Term) -> str | None:
    """Why ``v(t) = g t`` is not known after ``v(t) = \\int g \\, dt``: any constant may be added, and none is written."""
    left, right = sides[0], sides[-1]
    values = {d: d.value for d in definitions if d.params}
    known = {d.symbol.name: d for d, value in values.items() if isinstance(value, Bind) and value.op == "integral" and not value.bounds}
    match left:
        case Apply(Sym(name), args, _) if name in known and args == known[name].params and not _has_constant(right, args):
            if not any(isinstance(t, Bind | Apply) for t in walk(right)):
                return f"line {known[name].line} gives {name_text(name)} but for a constant that is added; write it, or := again"
    return None


def _has_constant(term: Term, args: tuple[Term, ...]) -> bool:
    """Whether a letter that stands nowhere else is added."""
    letters = [t for t in (term.args if isinstance(term, Call) and term.op == "add" else ()) if isinstance(t, Sym) and t not in args]
    return any(sum(t is letter for t in walk(term)) == 1 for letter in letters)


def _constant_along(definition: Definition, var: Sym | None, definitions: Sequence[Definition]) -> Sym | None:
    """The argument (that of the name) of a function whose formula holds none of its arguments."""
    missing = [_held_nowhere(definition, tuple(ZERO if p is q else p for p in definition.params), definitions) for q in definition.params]
    if any(p is None for p in missing):
        return None
    return next((p for p in definition.params if var is None or p == var), None)


def _held_nowhere(definition: Definition, args: tuple[Term, ...], definitions: Sequence[Definition]) -> Sym | None:
    value = put_in(definition.value, tuple(d for d in definitions if d is not definition and d.symbol not in definition.params))
    functions = {t.function for t in walk(definition.value) if isinstance(t, Apply)}  # ``T(f) = h f(a)``
    inside = {letter_of(s) for s in (*free_symbols(value), *functions)}
    return next((p for p, a in zip(definition.params, args, strict=False) if a is not p and p.name not in inside), None)
